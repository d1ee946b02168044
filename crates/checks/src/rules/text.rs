//! Texts and patterns that must, or must not, occur.

use regex::Regex;
use serde_json::Value;

use super::{Rule, Site, Text, variables_in};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::{ByDepth, Fields};
use crate::{Evidence, FailCode, Severity};

const TEXTS: FieldSpec =
    FieldSpec { name: "texts", required: true, shape: "text or list of texts", summary: "what to look for; may hold variables" };
const CASE: FieldSpec =
    FieldSpec { name: "case_sensitive", required: false, shape: "true | false (true)", summary: "whether case matters" };
const LINES: FieldSpec =
    FieldSpec { name: "multiline", required: false, shape: "true | false (true)", summary: "whether `^` and `$` stand for lines" };
const PATTERN: FieldSpec = FieldSpec {
    name: "pattern",
    required: true,
    shape: "regular expression",
    summary: "matched in linear time: no look-around, no back-references",
};

pub(super) const KINDS: &[CheckKind] = &[
    CheckKind {
        name: "contains_text",
        level: Level::Structure,
        summary: "every given text occurs in every file of the target",
        fields: &[TEXTS, CASE],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| {
            Box::new(Texts { texts: fields.texts("texts"), exact: fields.flag("case_sensitive", true), wanted: true, allow_missing: false })
        },
    },
    CheckKind {
        name: "not_contains",
        level: Level::Structure,
        summary: "none of the given texts occurs in the target; a missing target fails unless it is allowed",
        fields: &[
            TEXTS,
            CASE,
            FieldSpec { name: "allow_missing", required: false, shape: "true | false (false)", summary: "whether a missing file passes" },
        ],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| {
            let (texts, exact) = (fields.texts("texts"), fields.flag("case_sensitive", true));
            Box::new(Texts { texts, exact, wanted: false, allow_missing: fields.flag("allow_missing", false) })
        },
    },
    CheckKind {
        name: "regex_match",
        level: Level::Structure,
        summary: "the pattern is found in every file of the target, or in none",
        fields: &[
            PATTERN,
            CASE,
            LINES,
            FieldSpec { name: "present", required: false, shape: "true | false (true)", summary: "false: the pattern must not be found" },
        ],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| {
            let present = fields.flag("present", true);
            matching(fields, |pattern| Box::new(RegexMatch { pattern, present }))
        },
    },
    CheckKind {
        name: "min_regex_count",
        level: Level::Structure,
        summary: "the pattern is found often enough in the files of the target together",
        fields: &[
            PATTERN,
            CASE,
            LINES,
            FieldSpec { name: "min", required: true, shape: "count or {quick, standard, deep}", summary: "how often at least" },
        ],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| {
            let min = fields.by_depth("min", None);
            matching(fields, |pattern| Box::new(MinRegexCount { pattern, min }))
        },
    },
];

fn matching(fields: &mut Fields<'_>, rule: impl FnOnce(Regex) -> Box<dyn Rule>) -> Box<dyn Rule> {
    match fields.regex("pattern") {
        Some(pattern) => rule(pattern),
        // The problem is noted and the check will not be built.
        None => Box::new(Texts { texts: Vec::new(), exact: true, wanted: true, allow_missing: false }),
    }
}

#[derive(Debug)]
struct Texts {
    texts: Vec<String>,
    exact: bool,
    wanted: bool,
    allow_missing: bool,
}

impl Rule for Texts {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let texts = site.fill(&self.texts)?;
        let files = match site.texts() {
            Err(_) if self.allow_missing && site.files().is_err() => {
                return Ok(Finding::pass(format!("`{}` is not there, which this check allows", site.shown())).with("missing_file", true));
            }
            files => files?,
        };
        let listed: Vec<Value> = texts.iter().cloned().map(Value::from).collect();
        if self.wanted { Ok(self.all(&texts, &files).with("texts", listed)) } else { Ok(self.none(&texts, &files).with("texts", listed)) }
    }

    fn variables(&self) -> Vec<String> {
        variables_in(&self.texts)
    }
}

impl Texts {
    fn find(&self, text: &str, file: &Text<'_>) -> Option<std::ops::Range<usize>> {
        let pattern = regex::RegexBuilder::new(&regex::escape(text)).case_insensitive(!self.exact).build().ok()?;
        pattern.find(file.text).map(|found| found.range())
    }

    fn all(&self, texts: &[String], files: &[Text<'_>]) -> Finding {
        let mut missing = Vec::new();
        for file in files {
            missing.extend(texts.iter().filter(|text| self.find(text, file).is_none()).map(|text| (file.path, text)));
        }
        let score = share(texts.len() * files.len() - missing.len(), texts.len() * files.len());
        if missing.is_empty() {
            return Finding::pass(format!("all {} texts are there", texts.len())).score(score);
        }
        let names: Vec<String> = missing.iter().map(|(path, text)| format!("`{text}` in `{path}`")).collect();
        Finding::fail(FailCode::ValidationFailed, format!("expected and not found: {}", names.join(", ")))
            .score(score)
            .places(missing.iter().map(|(path, text)| Evidence::note(path, &format!("missing: {text}"))))
    }

    fn none(&self, texts: &[String], files: &[Text<'_>]) -> Finding {
        let mut places = Vec::new();
        let mut names = Vec::new();
        for file in files {
            for text in texts {
                if let Some(range) = self.find(text, file) {
                    let place = Evidence::at(file.path, file.text, range);
                    names.push(format!("`{text}` in `{}` line {}", file.path, place.line.unwrap_or_default()));
                    places.push(place);
                }
            }
        }
        if places.is_empty() {
            return Finding::pass(format!("none of the {} texts occurs", texts.len()));
        }
        Finding::fail(FailCode::ValidationFailed, format!("must not occur and does: {}. Remove it", names.join(", "))).places(places)
    }
}

#[derive(Debug)]
struct RegexMatch {
    pattern: Regex,
    present: bool,
}

impl Rule for RegexMatch {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let files = site.texts()?;
        let found: Vec<(&Text<'_>, Option<regex::Match<'_>>)> = files.iter().map(|file| (file, self.pattern.find(file.text))).collect();
        let places = found.iter().filter_map(|(file, found)| Some(Evidence::at(file.path, file.text, (*found)?.range())));
        let wrong: Vec<String> =
            found.iter().filter(|(_, found)| found.is_some() != self.present).map(|(file, _)| format!("`{}`", file.path)).collect();
        let expected = if self.present { "must be found" } else { "must not be found" };
        let finding = if wrong.is_empty() {
            Finding::pass(format!("`{}` {expected}; so it is", self.pattern))
        } else {
            let state = if self.present { "not found" } else { "found" };
            Finding::fail(FailCode::ValidationFailed, format!("`{}` {expected}; {state} in {}", self.pattern, wrong.join(", ")))
        };
        Ok(finding.places(places).with("pattern", self.pattern.as_str()))
    }
}

#[derive(Debug)]
struct MinRegexCount {
    pattern: Regex,
    min: ByDepth,
}

impl Rule for MinRegexCount {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let files = site.texts()?;
        let min = self.min.at(site.workspace.depth());
        let places: Vec<Evidence> = files
            .iter()
            .flat_map(|file| self.pattern.find_iter(file.text).take(10_000).map(move |found| (file, found.range())))
            .map(|(file, range)| Evidence::note(file.path, file.text.get(range).unwrap_or_default()))
            .collect();
        let count = places.len();
        let said = format!("`{}` is found {count} times; {min} are expected", self.pattern);
        let finding = if count >= min { Finding::pass(said) } else { Finding::fail(FailCode::ValidationFailed, said).places(places) };
        Ok(finding.with("count", count).with("min", min).with("pattern", self.pattern.as_str()))
    }
}
