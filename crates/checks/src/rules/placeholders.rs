//! Text that was to be replaced.

use std::sync::LazyLock;

use regex::Regex;

use super::{Rule, Site};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "no_placeholders",
    level: Level::Structure,
    summary: "no placeholder is left: TODO, FIXME, TBD, lorem ipsum, `[insert …]`, template markers, or a pattern of one's own",
    fields: &[
        FieldSpec { name: "patterns", required: false, shape: "regular expression or list", summary: "further placeholders" },
        FieldSpec { name: "allow", required: false, shape: "text or list of texts", summary: "finds that are meant, word for word" },
    ],
    target_required: true,
    fail_codes: &[FailCode::Placeholder],
    default_severity: Severity::Error,
    parse,
}];

const PLACEHOLDERS: &[&str] = &[
    r"\b(TODO|FIXME|TBD|TBC|TKTK)\b",
    r"(?i)\blorem\s+ipsum\b",
    r"(?i)\[\s*(insert|placeholder|your|fill\s+in|enter|to\s+be\s+(added|completed|written)|citation\s+needed|source\s+needed|image\s+here)\b[^\]\n]{0,120}\]",
    r"(?i)<\s*(insert|placeholder|your[-_ ])[^>\n]{0,120}>",
    r"\{\{-?\s*[A-Za-z_][\w.]*[^{}\n]{0,120}\}\}",
    r"\{%-?\s*[a-z]+\b[^\n]{0,120}%\}",
    r"<%[=-]?\s[^\n]{0,120}%>",
    r"\$\{[A-Za-z_][\w.]{0,60}\}",
    r"(?i)\b(placeholder text|text goes here|content goes here)\b",
];

static COMPILED: LazyLock<Vec<Result<Regex, regex::Error>>> =
    LazyLock::new(|| PLACEHOLDERS.iter().map(|pattern| Regex::new(pattern)).collect());

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let mut own = Vec::new();
    for pattern in fields.optional_texts("patterns") {
        match Regex::new(&pattern) {
            Ok(regex) => own.push(regex),
            Err(error) => {
                fields.problem("patterns", FailCode::ValidationFailed, format!("`{pattern}` is not a usable regular expression: {error}"))
            }
        }
    }
    Box::new(NoPlaceholders { own, allow: fields.optional_texts("allow") })
}

#[derive(Debug)]
struct NoPlaceholders {
    own: Vec<Regex>,
    allow: Vec<String>,
}

impl Rule for NoPlaceholders {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut patterns: Vec<&Regex> = self.own.iter().collect();
        for compiled in COMPILED.iter() {
            match compiled {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    return Ok(Finding::error(FailCode::ValidationFailed, format!("a built-in pattern does not compile: {error}")));
                }
            }
        }
        let mut places = Vec::new();
        let mut count = 0;
        let files = site.texts()?;
        for file in &files {
            // `${name}` is ordinary code in scripts; elsewhere it is a marker that was not filled.
            let code = [".js", ".ts", ".tsx", ".jsx", ".sh", ".html"].iter().any(|ending| file.path.ends_with(ending));
            let mut ranges: Vec<std::ops::Range<usize>> = patterns
                .iter()
                .filter(|pattern| !(code && pattern.as_str().starts_with(r"\$")))
                .flat_map(|pattern| pattern.find_iter(file.text).map(|found| found.range()))
                .filter(|range| !self.allow.iter().any(|allowed| allowed == &file.text[range.clone()]))
                .collect();
            ranges.sort_by_key(|range| (range.start, range.end));
            ranges.dedup_by(|later, earlier| later.start < earlier.end);
            count += ranges.len();
            // A file full of placeholders needs no place for each.
            places.extend(ranges.into_iter().take(100).map(|range| Evidence::at(file.path, file.text, range)));
        }
        if places.is_empty() {
            return Ok(Finding::pass(format!("no placeholder in {} files", files.len())));
        }
        let list: Vec<String> = places
            .iter()
            .take(5)
            .map(|place| format!("`{}` in `{}` line {}", place.excerpt, place.path, place.line.unwrap_or_default()))
            .collect();
        let message = format!("{count} placeholders are left, for example {}. Replace them", list.join(", "));
        Ok(Finding::fail(FailCode::Placeholder, message).with("count", count).places(places))
    }
}
