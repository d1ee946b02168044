//! The document as CommonMark.

use std::fmt::Write as _;

use crate::document::{Block, Chapter, Citation, Document, Quotation, Sentence, Stage, TermEntry};
use crate::reading::cited;
use crate::text::{capitalised, composed, inert, line, runs};

/// Sets the document as plain CommonMark: headings, block quotes with their authors, citations as `[1]`, the timeline as a numbered
/// list, and the numbered sources at the end. Special characters are escaped; nothing in a document can become a link, an image
/// or HTML.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut out = String::with_capacity(16_384);
    let _ = writeln!(out, "# {}", inline(&composed(&document.title)));
    paragraph(&mut out, &emphasis(&composed(&document.subtitle)));
    if let Some(hero) = &document.hero {
        let said: Vec<String> = [&hero.part_of_speech, &hero.pronunciation]
            .into_iter()
            .flatten()
            .map(|text| escape(&composed(text)))
            .filter(|s| !s.is_empty())
            .collect();
        paragraph(&mut out, &said.join(" · "));
    }
    if let Some(notice) = &document.notice {
        paragraph(&mut out, &format!("**{}**", escape(&composed(notice))));
    }
    for chapter in &document.chapters {
        set_chapter(&mut out, document, chapter);
    }
    if !document.sources.is_empty() {
        out.push_str("\n## Sources\n\n");
        for source in &document.sources {
            let _ = write!(out, "{}. {}. {}", source.number, emphasis(&composed(&source.title)), escape(&composed(&source.container)));
            if let Some(edition) = &source.edition {
                let _ = write!(out, ", {}", escape(&composed(edition)));
            }
            let _ = writeln!(out, ". {}, SHA-256 {}", code(&line(&source.id)), code(&line(&source.sha256)));
        }
    }
    let colophon = composed(&document.colophon);
    if !colophon.is_empty() {
        out.push_str("\n---\n");
        paragraph(&mut out, &inline(&colophon));
    }
    out
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "\n{}\n", guard_start(text));
    }
}

fn set_chapter(out: &mut String, document: &Document, chapter: &Chapter) {
    let title = composed(&chapter.title);
    let _ = write!(out, "\n## {}\n", inline(&title));
    let mut previous_list = false;
    for block in &chapter.blocks {
        let list = matches!(block, Block::Terms { .. } | Block::Timeline);
        if list && previous_list {
            // Two lists in a row would become one.
            out.push_str("\n<!-- -->\n");
        }
        previous_list = list;
        match block {
            Block::Paragraph { sentences } => paragraph(out, &set_sentences(sentences)),
            Block::Aside { sentences } => paragraph(out, &format!("*Aside.* {}", set_sentences(sentences))),
            Block::Quotation(quotation) => set_quotation(out, quotation),
            Block::Terms { entries } => set_terms(out, entries),
            Block::Timeline => set_timeline(out, document),
        }
    }
}

fn set_sentences(sentences: &[Sentence]) -> String {
    let mut text = String::new();
    for (i, sentence) in sentences.iter().enumerate() {
        if i > 0 {
            text.push(' ');
        }
        text.push_str(&inline(&composed(&sentence.text)));
        let numbers = cited(sentence);
        if !numbers.is_empty() {
            text.push(' ');
        }
        for number in numbers {
            let _ = write!(text, "[{number}]");
        }
    }
    text
}

fn set_quotation(out: &mut String, quotation: &Quotation) {
    out.push('\n');
    let verses: Vec<String> = inert(&quotation.text).lines().map(composed).filter(|verse| !verse.is_empty()).collect();
    for (i, verse) in verses.iter().enumerate() {
        // A backslash at the end keeps the line of verse.
        let end = if i + 1 < verses.len() { "\\" } else { "" };
        let _ = writeln!(out, "> {}{end}", guard_start(&escape(verse)));
    }
    let _ = write!(out, ">\n> — {}", escape(&composed(&quotation.author)));
    if let Some(work) = &quotation.work {
        let _ = write!(out, ", {}", emphasis(&composed(work)));
    }
    let _ = writeln!(out, ", under {} {}", emphasis(&composed(&quotation.headword)), mark(&quotation.cite));
}

fn set_terms(out: &mut String, entries: &[TermEntry]) {
    out.push('\n');
    for entry in entries {
        let _ = write!(out, "- **{}**", escape(&crate::text::unmarked(&composed(&entry.term))));
        if let Some(label) = &entry.label {
            let _ = write!(out, " ({})", escape(&composed(label)));
        }
        let _ = writeln!(out, ": {}", set_sentences(&entry.sentences));
    }
}

fn set_timeline(out: &mut String, document: &Document) {
    let Some(timeline) = &document.timeline else {
        return;
    };
    paragraph(out, &inline(&composed(&timeline.caption)));
    out.push('\n');
    for (i, stage) in timeline.stages.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", i + 1, set_stage(stage));
    }
}

fn set_stage(stage: &Stage) -> String {
    let mut text = format!("**{}**", escape(&capitalised(&composed(&stage.language_said()))));
    if let Some(form) = &stage.form {
        let _ = write!(text, " {}", emphasis(&composed(form)));
    }
    if let Some(gloss) = &stage.gloss {
        let _ = write!(text, ", “{}”", escape(&composed(gloss)));
    }
    if let Some(date) = &stage.date {
        let _ = write!(text, ", {}", escape(&composed(date)));
    }
    if stage.doubtful {
        text.push_str(" (doubtful)");
    }
    let _ = write!(text, " {}", mark(&stage.cite));
    text
}

fn mark(citation: &Citation) -> String {
    format!("[{}]", citation.source)
}

/// Text with its words-as-words in emphasis, where CommonMark can mark it there.
fn inline(text: &str) -> String {
    let runs = runs(text);
    let mut out = String::with_capacity(text.len() + 16);
    for (i, run) in runs.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| runs[i].text.chars().next_back());
        let after = runs.get(i + 1).and_then(|run| run.text.chars().next());
        if run.word && can_emphasise(before, run.text, after) {
            let _ = write!(out, "*{}*", escape(run.text));
        } else {
            out.push_str(&escape(run.text));
        }
    }
    out
}

/// Asterisks beside punctuation open or close only if what is on their other side is no letter.
fn can_emphasise(before: Option<char>, inner: &str, after: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c.is_alphanumeric());
    let edge = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let star = |c: Option<char>| c == Some('*');
    (edge(inner.chars().next()) || !letter(before)) && (edge(inner.chars().next_back()) || !letter(after)) && !star(before) && !star(after)
}

fn emphasis(text: &str) -> String {
    let text = crate::text::unmarked(text);
    if text.is_empty() { text } else { format!("*{}*", escape(&text)) }
}

/// A code span long enough in its ticks for what it holds.
fn code(text: &str) -> String {
    let mut longest = 0;
    let mut ticks = 0;
    for c in text.chars() {
        ticks = if c == '`' { ticks + 1 } else { 0 };
        longest = longest.max(ticks);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn escape(text: &str) -> String {
    let text = inert(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (place, c) in text.char_indices() {
        let special = match c {
            '&' => is_entity(&text[place + 1..]),
            _ => matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$'),
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether an `&` before a text would be read as a letter by name or number: `&amp;`, `&#38;`; `Sw. & Dan.` is not.
fn is_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// Escapes what would make a block of the line: headings, lists, rules, underlines of headings.
fn guard_start(text: &str) -> String {
    if text.starts_with(['#', '+', '-', '=', ':']) {
        return format!("\\{text}");
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn only_an_ampersand_that_would_be_read_as_a_letter_is_escaped() {
        assert_eq!(escape("Sw. & Dan."), "Sw. & Dan.");
        assert_eq!(escape("&amp; &#38;"), "\\&amp; \\&#38;");
    }
}
