//! Paragraphs, quotations, term lists, asides, and the marks of citations.

use std::fmt::Write as _;

use super::{Page, inline};
use crate::document::{Citation, DocumentKind, Provenance, Quotation, Sentence, TermEntry};
use crate::reading::{cited, numbered};
use crate::text::{composed, escape, inert, line, unmarked};

impl Page<'_> {
    /// A paragraph; the first of an essay's chapter opens with a drop cap if it is long enough to carry one.
    pub(super) fn paragraph(&mut self, sentences: &[Sentence], first: bool) {
        let length: usize = sentences.iter().map(|sentence| sentence.text.chars().count()).sum();
        let opens_with_letter = sentences.first().is_some_and(|s| unmarked(s.text.trim()).starts_with(char::is_alphabetic));
        let dropped = first && self.document.kind == DocumentKind::Essay && length >= 240 && opens_with_letter;
        self.out.push_str(if dropped { "<p class=\"opening\">" } else { "<p>" });
        self.sentences(sentences);
        self.out.push_str("</p>\n");
    }

    pub(super) fn aside(&mut self, sentences: &[Sentence]) {
        self.out.push_str("<aside><p>");
        self.sentences(sentences);
        self.out.push_str("</p></aside>\n");
    }

    pub(super) fn quotation(&mut self, quotation: &Quotation) {
        let verses: Vec<String> = inert(&quotation.text).lines().map(composed).filter(|verse| !verse.is_empty()).collect();
        let length: usize = verses.iter().map(|verse| verse.chars().count()).sum();
        let verse = verses.len() > 1;
        let mut classes = String::from("quotation");
        if verse {
            classes.push_str(" verse");
        }
        if length > 280 {
            classes.push_str(" long");
        }
        let span = quotation.cite.span.map(|span| format!(" data-span=\"{}-{}\"", span.start, span.end)).unwrap_or_default();
        let _ = write!(self.out, "<figure class=\"{classes}\"><blockquote><p><span data-source=\"{}\"{span}>", quotation.cite.source);
        for (i, words) in verses.iter().enumerate() {
            // Quotations are the author's words: an asterisk in them is an asterisk.
            let words = escape(words);
            let _ = match (verse, i) {
                (false, _) => write!(self.out, "{words}"),
                (true, 0) => write!(self.out, "<span class=\"line\">{words}</span>"),
                (true, _) => write!(self.out, "\n<span class=\"line\">{words}</span>"),
            };
        }
        self.out.push_str("</span></p></blockquote><figcaption>");
        let (author, printed) = (composed(&quotation.author), composed(&quotation.author_as_printed));
        if printed.is_empty() || printed == author {
            let _ = write!(self.out, "<span class=\"author\">{}</span>", escape(&author));
        } else {
            let _ = write!(self.out, "<span class=\"author\" title=\"Printed as {}\">{}</span>", escape(&printed), escape(&author));
        }
        if let Some(work) = &quotation.work {
            let _ = write!(self.out, ", <cite>{}</cite>", escape(&composed(work)));
        }
        let preposition = match self.document.kind {
            DocumentKind::Essay => "under",
            DocumentKind::Brief => "in",
        };
        let _ = write!(self.out, "<span class=\"under\"> {preposition} <i>{}</i></span>", escape(&composed(&quotation.headword)));
        self.marks(&[quotation.cite.source]);
        self.out.push_str("</figcaption></figure>\n");
    }

    pub(super) fn terms(&mut self, entries: &[TermEntry]) {
        let numbered = numbered(entries);
        self.out.push_str(if numbered { "<dl class=\"terms numbered\">\n" } else { "<dl class=\"terms\">\n" });
        for entry in entries {
            let _ = write!(self.out, "<div><dt>{}", inline(&composed(&entry.term)));
            if !numbered {
                self.label(entry);
            }
            self.out.push_str("</dt><dd>");
            if numbered {
                self.label(entry);
            }
            self.sentences(&entry.sentences);
            self.out.push_str("</dd></div>\n");
        }
        self.out.push_str("</dl>\n");
    }

    fn label(&mut self, entry: &TermEntry) {
        if let Some(label) = &entry.label {
            let _ = write!(self.out, " <span class=\"label\">{}</span> ", escape(&composed(label)));
        }
    }

    /// Sentences with their provenance. In an essay a run of sentences that cite the same sources carries the mark once, after the
    /// last of them: the page stays readable, and `data-cites` keeps what each sentence says.
    fn sentences(&mut self, sentences: &[Sentence]) {
        for (i, sentence) in sentences.iter().enumerate() {
            if i > 0 {
                self.out.push(' ');
            }
            self.out.push_str("<span");
            let _ = match &sentence.provenance {
                Provenance::Source { source, span } => {
                    write!(self.out, " data-source=\"{source}\" data-span=\"{}-{}\"", span.start, span.end)
                }
                Provenance::Template { id } => write!(self.out, " data-template=\"{}\"", escape(&line(id))),
                Provenance::Model { model } => write!(self.out, " data-model=\"{}\"", escape(&line(model))),
            };
            if !sentence.cites.is_empty() {
                let cites: Vec<String> = sentence.cites.iter().map(cite_data).collect();
                let _ = write!(self.out, " data-cites=\"{}\"", cites.join(" "));
            }
            let _ = write!(self.out, ">{}</span>", inline(&composed(&sentence.text)));
            let sources = cited(sentence);
            let repeated = sentences.get(i + 1).is_some_and(|next| cited(next) == sources);
            if self.document.kind == DocumentKind::Brief || !repeated {
                self.marks(&sources);
            }
        }
    }

    /// The numbers of sources, linked to the list and back.
    pub(super) fn marks(&mut self, cited: &[u32]) {
        if cited.is_empty() {
            return;
        }
        self.out.push_str("<sup class=\"cites\">");
        for (i, &number) in cited.iter().enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            let listed = usize::try_from(number).is_ok_and(|n| (1..=self.document.sources.len()).contains(&n));
            if listed {
                let place = self.places.entry(number).or_insert(0);
                *place += 1;
                let _ = write!(
                    self.out,
                    "<a href=\"#source-{number}\" id=\"cite-{number}-{place}\" aria-label=\"Source {number}\">{number}</a>"
                );
            } else {
                let _ = write!(self.out, "{number}");
            }
        }
        self.out.push_str("</sup>");
    }
}

fn cite_data(citation: &Citation) -> String {
    match citation.span {
        Some(span) => format!("{}:{}-{}", citation.source, span.start, span.end),
        None => citation.source.to_string(),
    }
}
