//! Markdown as headings, links, items and blocks of plain text, all with places.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) to: String,
    pub(crate) span: Range<usize>,
}

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Heading(u8),
    Paragraph,
    Item,
    Quotation,
    Cell,
}

/// A block of running text without its markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) text: String,
    /// Where in the file, markup included.
    pub(crate) span: Range<usize>,
    /// Explicit id of a heading (`{#id}`).
    pub(crate) id: Option<String>,
    /// Whether an image stands in it.
    pub(crate) image: bool,
    /// Pairs (byte in `text`, byte in the file), ascending, one for each run of text.
    runs: Vec<(usize, usize)>,
}

impl Block {
    /// Bytes of the file for bytes of the plain text.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        let find = |at: usize| {
            let run = self.runs.partition_point(|(plain, _)| *plain <= at).checked_sub(1).map(|index| self.runs[index]);
            run.map_or(self.span.start, |(plain, file)| file + (at - plain))
        };
        let start = find(range.start).min(self.span.end);
        let end = if range.end > range.start { find(range.end - 1) + 1 } else { start };
        start..end.clamp(start, self.span.end)
    }
}

/// Parser options of every Markdown reader here.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
}

/// The links and images of a text, in order.
pub(crate) fn links(text: &str) -> Vec<Link> {
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let links = events.filter_map(|(event, span)| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(Link { to: dest_url.into_string(), span }),
        _ => None,
    });
    links.collect()
}

/// The blocks of running text, in order. Code, raw HTML and front matter are left out.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let (mut items, mut quotes, mut silent) = (0_u32, 0_u32, 0_u32);
    let mut list_stack: Vec<Range<usize>> = Vec::new();
    for (event, span) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::HtmlBlock) => {
                close(&mut open, &mut blocks);
                silent += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock) => silent = silent.saturating_sub(1),
            Event::Start(Tag::Heading { level, id, .. }) => {
                start(&mut open, &mut blocks, BlockKind::Heading(level as u8), span);
                if let (Some(block), Some(id)) = (&mut open, id) {
                    block.id = Some(id.into_string());
                }
            }
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => {
                close(&mut open, &mut blocks);
                quotes = quotes.saturating_sub(1);
            }
            Event::Start(Tag::Item | Tag::FootnoteDefinition(_)) => {
                items += 1;
                list_stack.push(span.clone());
                start(&mut open, &mut blocks, BlockKind::Item, span);
            }
            Event::End(TagEnd::Item | TagEnd::FootnoteDefinition) => {
                close(&mut open, &mut blocks);
                items = items.saturating_sub(1);
                list_stack.pop();
            }
            Event::Start(Tag::Paragraph) if open.as_ref().is_none_or(|block| !block.text.is_empty()) => {
                let kind = match (quotes, items) {
                    (0, 0) => BlockKind::Paragraph,
                    (0, _) => BlockKind::Item,
                    _ => BlockKind::Quotation,
                };
                start(&mut open, &mut blocks, kind, span);
            }
            Event::Start(Tag::TableCell) => start(&mut open, &mut blocks, BlockKind::Cell, span),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::TableCell) => close(&mut open, &mut blocks),
            Event::Start(Tag::Image { .. }) => {
                if let Some(block) = &mut open {
                    block.image = true;
                }
            }
            // A citation such as `[3]` is a link when the file defines `[3]: …`; its brackets are not text then.
            Event::Start(Tag::Link { .. }) if is_number_in_brackets(&text[span.clone()]) => append(&mut open, "[", span.start),
            Event::End(TagEnd::Link) if is_number_in_brackets(&text[span.clone()]) => append(&mut open, "]", span.end - 1),
            Event::FootnoteReference(name) => append(&mut open, &format!("[^{name}]"), span.start),
            Event::Text(run) if silent == 0 => append(&mut open, &run, span.start),
            Event::Code(run) => append(&mut open, &run, span.start + 1),
            Event::SoftBreak | Event::HardBreak => append(&mut open, "\n", span.start),
            _ => {}
        }
    }
    close(&mut open, &mut blocks);
    blocks
}

fn is_number_in_brackets(source: &str) -> bool {
    let inner = source.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inner, _)| inner);
    inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit()))
}

fn start(open: &mut Option<Block>, blocks: &mut Vec<Block>, kind: BlockKind, span: Range<usize>) {
    close(open, blocks);
    *open = Some(Block { kind, text: String::new(), span, id: None, image: false, runs: Vec::new() });
}

fn close(open: &mut Option<Block>, blocks: &mut Vec<Block>) {
    if let Some(block) = open.take()
        && (!block.text.trim().is_empty() || block.image)
    {
        blocks.push(block);
    }
}

fn append(open: &mut Option<Block>, run: &str, at: usize) {
    if let Some(block) = open {
        block.runs.push((block.text.len(), at));
        block.text.push_str(run);
    }
}
