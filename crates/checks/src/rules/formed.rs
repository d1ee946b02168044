//! Files that must be well-formed in their format.

mod markup;

use super::truncated::open_fence;
use super::{Rule, Site};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "well_formed",
    level: Level::Shape,
    summary: "every file of the target is well-formed: tags nest and close, JSON parses, fences close and tables keep their width, a PDF has head and end",
    fields: &[FieldSpec {
        name: "format",
        required: false,
        shape: "html | xml | svg | json | markdown | pdf",
        summary: "told by the file's name where absent",
    }],
    target_required: true,
    fail_codes: &[FailCode::ValidationFailed, FailCode::SchemaUnparsable],
    default_severity: Severity::Error,
    parse,
}];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    Xml,
    Svg,
    Json,
    Markdown,
    Pdf,
}

const FORMATS: &[(&str, Format)] = &[
    ("html", Format::Html),
    ("xml", Format::Xml),
    ("svg", Format::Svg),
    ("json", Format::Json),
    ("markdown", Format::Markdown),
    ("pdf", Format::Pdf),
];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let given = fields.has("format");
    let format = fields.choice("format", FORMATS, Format::Html);
    Box::new(WellFormed { format: given.then_some(format) })
}

#[derive(Debug)]
struct WellFormed {
    format: Option<Format>,
}

/// Something wrong, at a place.
pub(super) struct Flaw {
    pub(super) message: String,
    pub(super) at: std::ops::Range<usize>,
}

impl Rule for WellFormed {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut problems = Vec::new();
        let mut places = Vec::new();
        let mut code = FailCode::ValidationFailed;
        for (path, bytes) in site.files()? {
            let Some(format) = self.format.or_else(|| by_name(path)) else {
                let message = format!("`{path}` has no known format; say `format`: html, xml, svg, json, markdown or pdf");
                return Ok(Finding::error(FailCode::ValidationFailed, message));
            };
            if format == Format::Pdf {
                problems.extend(pdf(bytes).map(|problem| format!("`{path}`: {problem}")));
                continue;
            }
            let file = super::as_text(path, bytes)?;
            let flaws = match format {
                Format::Html => markup::html(file.text),
                Format::Xml => markup::xml(file.text, None),
                Format::Svg => markup::xml(file.text, Some("svg")),
                Format::Json => json(file.text),
                Format::Markdown => markdown(file.text),
                Format::Pdf => Vec::new(),
            };
            if format == Format::Json && !flaws.is_empty() {
                code = FailCode::SchemaUnparsable;
            }
            for flaw in flaws {
                let place = Evidence::at(path, file.text, flaw.at);
                problems.push(format!("`{path}` line {}: {}", place.line.unwrap_or_default(), flaw.message));
                places.push(place);
            }
        }
        if problems.is_empty() {
            return Ok(Finding::pass(format!("`{}` is well-formed", site.shown())));
        }
        let shown = problems.iter().take(10).cloned().collect::<Vec<_>>().join("; ");
        Ok(Finding::fail(code, format!("{} flaws: {shown}", problems.len())).places(places).with("count", problems.len()))
    }
}

fn by_name(path: &str) -> Option<Format> {
    Some(match path.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "html" | "htm" => Format::Html,
        "xml" | "xhtml" => Format::Xml,
        "svg" => Format::Svg,
        "json" => Format::Json,
        "md" | "markdown" => Format::Markdown,
        "pdf" => Format::Pdf,
        _ => return None,
    })
}

fn json(text: &str) -> Vec<Flaw> {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let line = text[start..].lines().next().unwrap_or_default();
            vec![Flaw { message: error.to_string(), at: start..start + line.len() }]
        }
    }
}

fn pdf(bytes: &[u8]) -> Option<&'static str> {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    if !bytes.starts_with(b"%PDF-") {
        Some("does not begin with `%PDF-`")
    } else if !has(b"startxref") {
        Some("has no `startxref` near its end")
    } else if !has(b"%%EOF") {
        Some("has no `%%EOF` at its end")
    } else {
        None
    }
}

fn markdown(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if open_fence(text) {
        let at = text.rfind("```").or_else(|| text.rfind("~~~")).unwrap_or(0);
        flaws.push(Flaw { message: "a code fence is not closed".into(), at: at..text.len().min(at + 3) });
    }
    let mut width: Option<usize> = None;
    let mut at = 0;
    let mut fenced = false;
    let mut previous = "";
    for line in text.split_inclusive('\n') {
        let row = line.trim();
        fenced ^= row.starts_with("```") || row.starts_with("~~~");
        let is_rule = row.contains('|') && row.contains('-') && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        if fenced || !row.contains('|') {
            width = None;
        } else if is_rule && width.is_none() && previous.contains('|') {
            width = Some(cells(row));
            if cells(previous) != cells(row) {
                flaws.push(Flaw {
                    message: "the table's head and rule differ in width, so it is no table".into(),
                    at: at..at + line.trim_end().len(),
                });
            }
        } else if let Some(width) = width
            && cells(row) != width
        {
            flaws
                .push(Flaw { message: format!("the row has {} cells, the table {width}", cells(row)), at: at..at + line.trim_end().len() });
        }
        previous = row;
        at += line.len();
    }
    flaws
}

/// Cells of a table row; `\|` and bars in code do not separate.
fn cells(row: &str) -> usize {
    let inner = row.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    let (mut count, mut code, mut escaped) = (1, false, false);
    for letter in inner.chars() {
        match letter {
            '`' => code = !code,
            '|' if !code && !escaped => count += 1,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    count
}
