//! Numbers, dates and names must stand in the passage their sentence cites.

use std::collections::BTreeSet;

use prose::{is_stop_word, words};

use super::citations::{SOURCES, load_with_texts};
use super::{Rule, Site};
use crate::grounding::StatementKind;
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "number_fidelity",
    level: Level::Grounding,
    summary: "every number, date and proper name of a sentence that cites stands in what it cites",
    fields: &[
        SOURCES,
        FieldSpec { name: "names", required: false, shape: "true | false (true)", summary: "whether proper names are checked too" },
        FieldSpec {
            name: "spelled",
            required: false,
            shape: "true | false (true)",
            summary: "whether numbers written as words count as figures",
        },
        FieldSpec { name: "allow", required: false, shape: "text or list of texts", summary: "numbers and names that need no support" },
    ],
    target_required: true,
    fail_codes: &[FailCode::NumberUnsupported],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let allow = fields.optional_texts("allow");
    let allow = allow.iter().flat_map(|text| figures(text).into_iter().chain(words(text).map(|word| word.key()))).collect();
    Box::new(NumberFidelity {
        sources: fields.optional_path("sources"),
        names: fields.flag("names", true),
        spelled: fields.flag("spelled", true),
        allow,
    })
}

#[derive(Debug)]
struct NumberFidelity {
    sources: Option<PathPattern>,
    names: bool,
    spelled: bool,
    allow: BTreeSet<String>,
}

impl Rule for NumberFidelity {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let grounding = load_with_texts(site, self.sources.as_ref())?;
        let mut problems = Vec::new();
        let mut places = Vec::new();
        let (mut checked, mut wrong) = (0, 0);
        for statement in &grounding.statements {
            let claims = matches!(statement.kind, StatementKind::Claim | StatementKind::Verbatim | StatementKind::Stage);
            if statement.cites.is_empty() || !claims {
                continue;
            }
            checked += 1;
            let mut supported: BTreeSet<String> = self.allow.clone();
            for passage in grounding.passages(statement) {
                supported.extend(figures(passage.text));
                supported.extend(words(passage.text).map(|word| word.key()));
                // A sentence may name the source it cites.
                supported.extend(words(&passage.source.title).map(|word| word.key()));
            }
            let said = without_mentions(&statement.text);
            let told = if self.spelled { figures(&said) } else { digits(&said) };
            let mut unsupported: Vec<String> = told.into_iter().filter(|figure| !supported.contains(figure)).collect();
            if self.names {
                unsupported.extend(names(&statement.text).into_iter().filter(|name| !supported.contains(&name.to_lowercase())));
            }
            if !unsupported.is_empty() {
                wrong += 1;
                let cited: Vec<String> = statement.cites.iter().map(|cite| format!("[{}]", cite.number)).collect();
                problems.push(format!(
                    "{} in “{}” (cites {})",
                    unsupported.join(", "),
                    prose::excerpt(&statement.text, 80),
                    cited.join(" ")
                ));
                places.push(statement.place.clone());
            }
        }
        let facts = |finding: Finding| finding.with("checked", checked).score(share(checked - wrong, checked));
        if problems.is_empty() {
            return Ok(facts(Finding::pass(format!("the figures and names of {checked} cited sentences stand in what they cite"))));
        }
        let shown = problems.iter().take(10).cloned().collect::<Vec<_>>().join("; ");
        let message = format!("not in what is cited: {shown}. Correct the sentence or cite where it stands");
        Ok(facts(Finding::fail(FailCode::NumberUnsupported, message).places(places)))
    }

    fn variables(&self) -> Vec<String> {
        self.sources.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

const NUMBER_WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// The numbers of a text, each in one form: `1,234.50` is `1234.5`, `18th` is `18`, and `three` is `3`.
/// A word marked as a word (`*four*`) is spoken of and says no number.
fn without_mentions(text: &str) -> String {
    text.split('*').enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, part)| part).collect::<Vec<_>>().join(" ")
}

/// Numbers in digits and numbers written as words.
fn figures(text: &str) -> BTreeSet<String> {
    let mut figures = digits(text);
    for word in words(text) {
        if let Some(value) = NUMBER_WORDS.iter().position(|number| word.text.eq_ignore_ascii_case(number)).filter(|value| *value > 1) {
            figures.insert(value.to_string());
        }
    }
    figures
}

fn digits(text: &str) -> BTreeSet<String> {
    let mut figures = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let body = &rest[start..];
        let mut end = 0;
        for (at, letter) in body.char_indices() {
            let next_is_digit = body[at + letter.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
            // Separators belong to the number only between digits; a dash or a plain space makes two numbers.
            if letter.is_ascii_digit() || (matches!(letter, '.' | ',' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '’') && next_is_digit) {
                end = at + letter.len_utf8();
            } else {
                break;
            }
        }
        figures.insert(plain_number(&body[..end]));
        rest = &body[end..];
    }
    figures
}

fn plain_number(written: &str) -> String {
    let digits: String = written.chars().map(|c| if c.is_ascii_digit() || c == '.' { c } else { ',' }).collect();
    let grouped = |separator: char| {
        let mut parts = digits.split(separator);
        let first = parts.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && parts.all(|part| part.split('.').next().is_some_and(|whole| whole.len() == 3))
    };
    let joined = if digits.contains(',') && grouped(',') {
        digits.replace(',', "")
    } else if digits.matches('.').count() > 1 {
        digits.replace('.', "") // 1.234.567, as continental texts group
    } else {
        digits.replace(',', ".")
    };
    let trimmed = if joined.contains('.') { joined.trim_end_matches('0').trim_end_matches('.') } else { &joined };
    let whole = trimmed.trim_start_matches('0');
    if whole.is_empty() || whole.starts_with('.') { format!("0{whole}") } else { whole.to_owned() }
}

/// Words that begin with a capital inside a sentence, months and weekdays included.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last_end = 0;
    for word in words(text) {
        let between = &text[last_end..word.span.start];
        // After a full stop, colon, quotation mark or bracket a capital may be only the beginning of a phrase.
        let begins = last_end == 0 || between.contains(['.', '!', '?', ':', '“', '"', '‘', '(', '—', '*']);
        last_end = word.span.end;
        let key = word.key();
        let capital = word.text.chars().next().is_some_and(char::is_uppercase);
        if capital && !begins && !is_stop_word(&key) && key.chars().count() > 1 && !names.contains(&key) {
            names.push(key);
        }
    }
    names
}
