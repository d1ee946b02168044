//! HTML.

use scraper::{Html, Node, Selector};

use crate::BlockKind;
use crate::text::Builder;

/// Elements that hold no content of the document.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "svg", "math", "iframe", "object",
    "canvas", "video", "audio", "head", "dialog", "menu", "input", "textarea",
];

/// Elements that begin a new block.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "ul",
    "ol",
    "dl",
    "li",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "hr",
    "address",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "body",
    "html",
    "center",
];

/// Whether a text begins like a page, whatever its file is called.
pub(crate) fn looks_like(text: &str) -> bool {
    let mut start = text.trim_start();
    while let Some(rest) = start.strip_prefix("<!--").or_else(|| start.strip_prefix("<?xml")) {
        let Some(end) = rest.find('>') else { return false };
        start = rest[end + 1..].trim_start();
    }
    let start: String = start.chars().take(14).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|sign| start.starts_with(sign))
}

pub(crate) fn read(text: &str) -> Builder {
    let page = Html::parse_document(text);
    let mut builder = Builder::default();
    let select = |selector: &str| Selector::parse(selector).ok().and_then(|selector| page.select(&selector).next());
    // Pages that mark their content are read there only; the rest is chrome.
    let root = select("main").or_else(|| select("article")).or_else(|| select("[role=main]")).or_else(|| select("body"));
    let heading = root.and_then(|root| Selector::parse("h1").ok().and_then(|selector| root.select(&selector).next()));
    let title = heading.map(|heading| heading.text().collect::<String>()).filter(|title| !title.trim().is_empty());
    let title = title.or_else(|| select("title").map(|title| title.text().collect::<String>()));
    if let Some(title) = title {
        builder.title(&title);
    }
    let Some(root) = root else { return builder };
    let mut reader = Reader { builder, run: String::new(), quotes: 0, items: 0, pre: 0 };
    // Walked without recursion: pages may nest deeper than the stack.
    let mut node = *root;
    'walk: loop {
        let entered = match node.value() {
            Node::Text(text) => {
                reader.run.push_str(text);
                false
            }
            Node::Element(element) => {
                // Generators put a link to itself behind each heading.
                let permalink = ["headerlink", "anchorjs-link"].iter().any(|class| element.classes().any(|own| own == *class));
                // A raised link is the mark of a note, not a word of the sentence; a raised number without a link is an exponent.
                let mark = element.name() == "sup" && node.children().any(|child| name_of(child.value()) == "a");
                let hidden = permalink || mark || element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true");
                if hidden || SKIPPED.contains(&element.name()) {
                    false
                } else {
                    reader.enter(element.name());
                    true
                }
            }
            _ => false,
        };
        if entered {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            reader.leave(name_of(node.value()));
        }
        while node.id() != root.id() {
            if let Some(next) = node.next_sibling() {
                node = next;
                continue 'walk;
            }
            let Some(parent) = node.parent() else { break 'walk };
            node = parent;
            reader.leave(name_of(node.value()));
        }
        break;
    }
    reader.flush();
    reader.builder
}

fn name_of(node: &Node) -> &str {
    node.as_element().map_or("", |element| element.name())
}

struct Reader {
    builder: Builder,
    run: String,
    quotes: u32,
    items: u32,
    pre: u32,
}

impl Reader {
    fn enter(&mut self, name: &str) {
        match name {
            "br" => self.run.push('\n'),
            "td" | "th" if !self.run.trim().is_empty() => self.run.push_str(" | "),
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
        match name {
            "blockquote" => self.quotes += 1,
            "li" | "dd" | "dt" => self.items += 1,
            "pre" => self.pre += 1,
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        match name.as_bytes() {
            [b'h', digit @ b'1'..=b'6'] => {
                let heading = std::mem::take(&mut self.run);
                self.builder.heading(digit - b'0', &heading);
            }
            b"tr" => {
                let row = std::mem::take(&mut self.run);
                self.builder.block(BlockKind::Row, &row);
            }
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
        match name {
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "li" | "dd" | "dt" => self.items = self.items.saturating_sub(1),
            "pre" => self.pre = self.pre.saturating_sub(1),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let kind = match (self.pre, self.quotes, self.items) {
            (1.., _, _) => BlockKind::Code,
            (_, 1.., _) => BlockKind::Quotation,
            (_, _, 1..) => BlockKind::Item,
            _ => BlockKind::Paragraph,
        };
        let run = std::mem::take(&mut self.run);
        self.builder.block(kind, &run);
    }
}
