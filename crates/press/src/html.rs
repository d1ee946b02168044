//! The document as one web page: no script, no request, style and typeface inside.

mod blocks;
mod front;
mod style;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::document::{Block, Chapter, Document, DocumentKind, Source, VisualSpec};
use crate::journey::{self, Paint};
use crate::look::Look;
use crate::text::{composed, escape, line, runs};

/// Sets the document as one self-contained web page.
///
/// The page asks the network for nothing and runs no script (its own content security policy says so); it carries its typeface; it is
/// set for phones, for screens, for print, and for dark mode. Every sentence stands in a `<span>` that says where it is from:
/// `data-source` and `data-span`, or `data-template`, or `data-model`, and `data-cites` where it cites. The page is also well-formed
/// XML. Same document, same bytes.
///
/// Citations that point nowhere (see [`crate::validate`]) are set without a link. What the press cannot read of the spec (see
/// [`crate::validate_visual`]) is set in the house look.
#[must_use]
pub fn html(document: &Document, spec: &VisualSpec) -> String {
    let look = Look::new(spec);
    let mut page = Page { document, look: &look, spec, places: BTreeMap::new(), timelines: 0, out: String::with_capacity(260_000) };
    page.set();
    page.out
}

/// The page while it is being set.
struct Page<'a> {
    document: &'a Document,
    look: &'a Look,
    spec: &'a VisualSpec,
    /// How often each source has been cited so far, for the links back.
    places: BTreeMap<u32, u32>,
    timelines: u32,
    out: String,
}

impl Page<'_> {
    fn set(&mut self) {
        let document = self.document;
        self.head();
        let kind = match document.kind {
            DocumentKind::Essay => "essay",
            DocumentKind::Brief => "brief",
        };
        let single = if document.chapters.len() < 2 { " single" } else { "" };
        let _ = writeln!(self.out, "<body class=\"{kind} {}{single}\" id=\"top\">", self.look.typography.name());
        self.out.push_str("<a class=\"skip\" href=\"#text\">Skip to the text</a>\n<div class=\"progress\" aria-hidden=\"true\"></div>\n");
        match document.kind {
            DocumentKind::Essay => self.hero(),
            DocumentKind::Brief => self.question(),
        }
        self.navigation();
        self.out.push_str("<main id=\"text\">\n");
        self.notice();
        for chapter in &document.chapters {
            self.chapter(chapter);
        }
        self.sources();
        self.out.push_str("</main>\n");
        self.colophon();
        self.out.push_str("</body>\n</html>\n");
    }

    fn head(&mut self) {
        let document = self.document;
        let title = match document.kind {
            DocumentKind::Essay if !composed(&document.subtitle).is_empty() => {
                format!("{} – {}", composed(&document.title), composed(&document.subtitle))
            }
            DocumentKind::Essay | DocumentKind::Brief => composed(&document.title),
        };
        let description = if composed(&document.subtitle).is_empty() { composed(&document.title) } else { composed(&document.subtitle) };
        let (light, dark) = (&self.look.light, &self.look.dark);
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; \
             font-src data:; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;\"/>\n\
             <meta name=\"color-scheme\" content=\"light dark\"/>\n\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"{}\"/>\n\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"{}\"/>\n\
             <title>{}</title>\n<meta name=\"description\" content=\"{}\"/>\n",
            light.paper,
            dark.paper,
            escape(&title),
            escape(&description),
        );
        style::write(&mut self.out, self.look);
        self.out.push_str("</head>\n");
    }

    fn navigation(&mut self) {
        let document = self.document;
        if document.chapters.len() < 2 {
            return;
        }
        let _ = write!(
            self.out,
            "<nav class=\"chapters\" aria-label=\"Chapters\"><a class=\"home\" href=\"#top\">{}</a><ol>",
            escape(&composed(match document.kind {
                DocumentKind::Essay => &document.title,
                DocumentKind::Brief => "Top",
            }))
        );
        for chapter in &document.chapters {
            let kicker = composed(&chapter.kicker);
            let title = composed(&chapter.title);
            let short = if kicker.is_empty() { &title } else { &kicker };
            let _ = write!(
                self.out,
                "<li><a href=\"#{}\" title=\"{}\">{}</a></li>",
                anchor(&chapter.id),
                escape(&crate::text::unmarked(&title)),
                escape(short)
            );
        }
        self.out.push_str("<li><a href=\"#sources\">Sources</a></li></ol></nav>\n");
    }

    fn notice(&mut self) {
        if let Some(notice) = &self.document.notice {
            let _ = writeln!(self.out, "<p class=\"notice\" role=\"note\">{}</p>", inline(&composed(notice)));
        }
    }

    fn chapter(&mut self, chapter: &Chapter) {
        let id = anchor(&chapter.id);
        let kicker = composed(&chapter.kicker);
        let _ = write!(self.out, "<section class=\"chapter\" id=\"{id}\" aria-labelledby=\"{id}--title\">\n<header>");
        if !kicker.is_empty() && !kicker.eq_ignore_ascii_case(&composed(&chapter.title)) {
            let _ = write!(self.out, "<p class=\"kicker\">{}</p>", escape(&kicker));
        }
        let _ = writeln!(self.out, "<h2 id=\"{id}--title\">{}</h2></header>", inline(&composed(&chapter.title)));
        for (i, block) in chapter.blocks.iter().enumerate() {
            match block {
                Block::Paragraph { sentences } => self.paragraph(sentences, i == 0),
                Block::Quotation(quotation) => self.quotation(quotation),
                Block::Terms { entries } => self.terms(entries),
                Block::Timeline => self.timeline(),
                Block::Aside { sentences } => self.aside(sentences),
            }
        }
        self.out.push_str("</section>\n");
    }

    fn timeline(&mut self) {
        let Some(timeline) = self.document.timeline.as_ref().filter(|timeline| !timeline.stages.is_empty()) else {
            return;
        };
        self.timelines += 1;
        let number = self.timelines;
        let paint = Paint { ink: "var(--ink)", muted: "var(--muted)", accent: "var(--accent)", paper: "var(--paper)", slack: 1.04 };
        let caption = composed(&timeline.caption);
        let description = escape(&journey::describe(timeline));
        self.out.push_str("<figure class=\"timeline\">\n");
        for (shape, drawing) in
            [("wide", journey::wide(&timeline.stages, 960.0, &paint)), ("tall", journey::tall(&timeline.stages, 340.0, &paint))]
        {
            let id = format!("timeline-{number}-{shape}");
            let _ = writeln!(
                self.out,
                "<svg class=\"{shape}\" viewBox=\"-12 0 {:.0} {:.0}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
                 xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{description}</desc>{}</svg>",
                drawing.width + 12.0,
                drawing.height,
                escape(&crate::text::unmarked(&caption)),
                drawing.body
            );
        }
        let mut cited: Vec<u32> = timeline.stages.iter().map(|stage| stage.cite.source).collect();
        cited.sort_unstable();
        cited.dedup();
        let _ = write!(self.out, "<figcaption>{}", inline(&caption));
        if timeline.stages.iter().any(|stage| stage.doubtful) {
            self.out.push_str(" <span class=\"legend\">Dotted: the source doubts the step.</span>");
        }
        self.marks(&cited);
        self.out.push_str("</figcaption>\n</figure>\n");
    }

    fn sources(&mut self) {
        let document = self.document;
        if document.sources.is_empty() {
            return;
        }
        self.out.push_str(
            "<section class=\"sources\" id=\"sources\" aria-labelledby=\"sources--title\">\n<h2 id=\"sources--title\">Sources</h2>\n<ol>\n",
        );
        for source in &document.sources {
            self.source(source);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn source(&mut self, source: &Source) {
        let number = source.number;
        let hash = line(&source.sha256);
        let _ = write!(
            self.out,
            "<li id=\"source-{number}\" value=\"{number}\"><p><span class=\"source-title\">{}</span> {}",
            escape(&composed(&source.title)),
            escape(&composed(&source.container))
        );
        if let Some(edition) = &source.edition {
            let _ = write!(self.out, ", <span class=\"edition\">{}</span>", escape(&composed(edition)));
        }
        self.out.push_str(".</p>");
        let _ = write!(
            self.out,
            "<p class=\"fine\"><code class=\"id\">{}</code> <code class=\"hash\" title=\"SHA-256 {}\">{}…</code>",
            escape(&line(&source.id)),
            escape(&hash),
            escape(&hash.chars().take(12).collect::<String>())
        );
        let cited = self.places.get(&number).copied().unwrap_or(0);
        if cited > 0 {
            // The links back: the first few places are enough to find the way.
            const SHOWN: u32 = 10;
            self.out.push_str("<span class=\"back\">");
            for place in 1..=cited.min(SHOWN) {
                let _ = write!(
                    self.out,
                    " <a href=\"#cite-{number}-{place}\" aria-label=\"Back to citation {place} of source {number}\">{}{place}</a>",
                    if place == 1 { "↑\u{a0}" } else { "" }
                );
            }
            if cited > SHOWN {
                let _ = write!(self.out, " and {} more", cited - SHOWN);
            }
            self.out.push_str("</span>");
        }
        self.out.push_str("</p></li>\n");
    }

    fn colophon(&mut self) {
        let _ = write!(self.out, "<footer class=\"colophon\">\n<p>{}</p>\n", inline(&composed(&self.document.colophon)));
        let (name, rationale) = (composed(&self.spec.name), composed(&self.spec.rationale));
        if !name.is_empty() {
            let _ = writeln!(self.out, "<p>Set in Libertinus Serif. {}: {}</p>", escape(&name), inline(&rationale));
        }
        self.out.push_str("<p><a href=\"#top\">Back to the top</a></p>\n</footer>\n");
    }
}

/// Text with its words-as-words in italics.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for run in runs(text) {
        if run.word {
            let _ = write!(out, "<i>{}</i>", escape(run.text));
        } else {
            out.push_str(&escape(run.text));
        }
    }
    out
}

/// An id that is safe as an attribute and as the end of an address, whatever the document says.
fn anchor(id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '-' }).collect();
    // Keeps chapters apart from the page's own anchors.
    if matches!(safe.as_str(), "" | "top" | "text" | "sources") || safe.starts_with("source-") || safe.starts_with("cite-") {
        format!("chapter-{safe}")
    } else {
        safe
    }
}
