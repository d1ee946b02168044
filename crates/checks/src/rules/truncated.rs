//! Outputs that stop before their end.

use super::{Rule, Site};
use crate::read::markdown::{BlockKind, blocks};
use crate::registry::{CheckKind, Level};
use crate::result::{Finding, Found};
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "not_truncated",
    level: Level::Shape,
    summary: "the model stopped by itself, and no file of the target breaks off: JSON closes, markup closes, fences close, the last sentence ends",
    fields: &[],
    target_required: true,
    fail_codes: &[FailCode::Truncated],
    default_severity: Severity::Error,
    parse: |_| Box::new(NotTruncated),
}];

#[derive(Debug)]
struct NotTruncated;

impl Rule for NotTruncated {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut problems = Vec::new();
        let mut places = Vec::new();
        if let Some(reason) = site.workspace.stopped_because()
            && ["length", "max_tokens", "max_output_tokens", "model_length"].contains(&reason.to_ascii_lowercase().as_str())
        {
            problems.push(format!("the model stopped because of `{reason}`: raise its output ceiling or ask for less"));
        }
        let files = site.files()?;
        for (path, bytes) in &files {
            let problem = match std::str::from_utf8(bytes) {
                Ok(text) => breaks_off(path, text),
                Err(_) if bytes.starts_with(b"%PDF-") => {
                    (!bytes.trim_ascii_end().ends_with(b"%%EOF")).then(|| "the PDF has no end mark".to_owned())
                }
                // A character cut in half at the very end is a broken-off text; other bytes are not text at all.
                Err(error) if error.error_len().is_none() => Some("the last character is cut in half".to_owned()),
                Err(_) => None,
            };
            if let Some(problem) = problem {
                let text = String::from_utf8_lossy(bytes);
                let start = text.trim_end().char_indices().rev().nth(80).map_or(0, |(at, _)| at);
                places.push(Evidence::at(path, &text, start..text.trim_end().len()));
                problems.push(format!("`{path}`: {problem}"));
            }
        }
        if problems.is_empty() {
            return Ok(Finding::pass(format!("{} files end as they should", files.len())));
        }
        Ok(Finding::fail(FailCode::Truncated, format!("breaks off: {}", problems.join("; "))).places(places))
    }
}

fn breaks_off(path: &str, text: &str) -> Option<String> {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let body = text.trim_end();
    if body.is_empty() {
        return Some("there is nothing in it".into());
    }
    match extension.as_str() {
        "json" => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Err(error) if error.is_eof() => Some(format!("the JSON is not closed ({error})")),
            _ => None,
        },
        "html" | "htm" | "xhtml" => {
            let lower = body.to_ascii_lowercase();
            (lower.contains("<html") && !lower.ends_with("</html>")).then(|| "`</html>` is missing at the end".into())
        }
        "svg" => (!body.ends_with("</svg>")).then(|| "`</svg>` is missing at the end".into()),
        "md" | "markdown" | "txt" | "" => prose_breaks_off(body),
        _ => None,
    }
}

fn prose_breaks_off(text: &str) -> Option<String> {
    if open_fence(text) {
        return Some("a code fence is not closed".into());
    }
    let last = blocks(text).pop()?;
    if last.span.end < text.len() && text[last.span.end..].contains("```") {
        return None; // it ends with code
    }
    let end = last.text.trim_end();
    match last.kind {
        BlockKind::Heading(_) => Some(format!("the last heading, `{}`, has nothing under it", end.trim())),
        BlockKind::Cell => None,
        BlockKind::Item | BlockKind::Quotation => {
            let dangling = end.ends_with([',', ';', '-', '–', '(', '[']) || ends_in_joint(end);
            dangling.then(|| "the last item stops in mid-sentence".into())
        }
        BlockKind::Paragraph => {
            let closed = end.ends_with(|c: char| {
                matches!(c, '.' | '!' | '?' | '…' | ':' | '"' | '”' | '’' | '\'' | '»' | ')' | ']' | '*' | '_' | '。')
            });
            // Lists of references end with numbers (`Sources: 1, 4`).
            let is_number = end.ends_with(|c: char| c.is_ascii_digit());
            let is_address = end.split_whitespace().next_back().is_some_and(|word| word.contains("://"));
            (!closed && !is_number && !is_address && !last.image).then(|| "the last paragraph stops in mid-sentence".into())
        }
    }
}

fn ends_in_joint(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    ["and", "or", "the", "a", "an", "of", "to", "in", "with", "for", "by", "that", "which"].contains(&last)
}

/// Whether the last code fence stays open.
pub(super) fn open_fence(text: &str) -> bool {
    let mut open: Option<&str> = None;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '>']);
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (open, mark) {
            (None, Some(mark)) => open = Some(mark),
            (Some(opened), Some(mark)) if opened == mark && line.trim_matches(['`', '~']).trim().is_empty() => open = None,
            _ => {}
        }
    }
    open.is_some()
}
