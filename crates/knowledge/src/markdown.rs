//! Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::BlockKind;
use crate::text::Builder;

pub(crate) fn read(text: &str) -> Builder {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, options) {
        reader.event(event);
    }
    reader.flush(BlockKind::Paragraph);
    reader.builder
}

#[derive(Default)]
struct Reader {
    builder: Builder,
    run: String,
    items: u32,
    quotes: u32,
    in_matter: bool,
    in_code: bool,
    in_html: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.in_matter = true,
            Event::End(TagEnd::MetadataBlock(_)) => {
                self.in_matter = false;
                let title = self
                    .run
                    .lines()
                    .find_map(|line| line.strip_prefix("title:"))
                    .map(|title| title.trim().trim_matches(['"', '\'']).to_owned());
                self.run.clear();
                if let Some(title) = title {
                    self.builder.title(&title);
                }
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.flush_running();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code = false;
                self.flush(BlockKind::Code);
            }
            Event::Start(Tag::HtmlBlock) => {
                self.flush_running();
                self.in_html = true;
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.in_html = false;
                // HTML inside Markdown is read as HTML, so that a `<div>` of text is not lost.
                let inner = crate::html::read(&std::mem::take(&mut self.run));
                let text = inner.text.clone();
                self.builder.block(BlockKind::Paragraph, &text);
            }
            Event::Start(Tag::Heading { .. }) => self.flush_running(),
            Event::End(TagEnd::Heading(level)) => {
                let heading = std::mem::take(&mut self.run);
                if level as u8 == 1 {
                    self.builder.title(&heading);
                }
                self.builder.heading(level as u8, &heading);
            }
            Event::Start(Tag::BlockQuote(_)) => {
                self.flush_running();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.flush_running();
                self.quotes = self.quotes.saturating_sub(1);
            }
            Event::Start(Tag::Item) => {
                self.flush_running();
                self.items += 1;
            }
            Event::End(TagEnd::Item) => {
                self.flush_running();
                self.items = self.items.saturating_sub(1);
            }
            Event::End(TagEnd::Paragraph) => self.flush_running(),
            Event::End(TagEnd::TableCell) => self.run.push_str(" | "),
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                let row = self.run.trim_end_matches([' ', '|']).to_owned();
                self.run.clear();
                self.builder.block(BlockKind::Row, &row);
            }
            Event::Text(text) | Event::Code(text) => self.run.push_str(&text),
            Event::Html(text) if self.in_html => self.run.push_str(&text),
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => self.run.push(' '),
            Event::SoftBreak | Event::HardBreak => self.run.push('\n'),
            _ => {}
        }
    }

    fn flush_running(&mut self) {
        let kind = match (self.quotes, self.items) {
            (0, 0) => BlockKind::Paragraph,
            (0, _) => BlockKind::Item,
            _ => BlockKind::Quotation,
        };
        self.flush(kind);
    }

    fn flush(&mut self, kind: BlockKind) {
        if !self.in_matter {
            let run = std::mem::take(&mut self.run);
            self.builder.block(kind, &run);
        }
    }
}
