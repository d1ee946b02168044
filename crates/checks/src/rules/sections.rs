//! Sections: the required ones, in order, at their depth, and none empty.

use serde_json::Value;

use super::{Rule, Site, variables_in};
use crate::read::outline::{Section, outline};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "section_completeness",
    level: Level::Structure,
    summary: "the required sections of the document (Markdown, HTML or document JSON) are there in order and depth, long enough, and no section is empty",
    fields: &[
        FieldSpec {
            name: "sections",
            required: false,
            shape: "list of text or {heading, level, min_words}",
            summary: "required sections; a heading fits when it contains the text; may hold variables",
        },
        FieldSpec { name: "ordered", required: false, shape: "true | false (true)", summary: "whether they must stand in this order" },
        FieldSpec {
            name: "min_words",
            required: false,
            shape: "count (1)",
            summary: "words every section needs; a figure counts as content, a section that only holds others is not empty",
        },
        FieldSpec { name: "min_sections", required: false, shape: "count (1)", summary: "how many sections there must be in all" },
    ],
    target_required: true,
    fail_codes: &[FailCode::HeadingMismatch, FailCode::ValidationFailed],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let min_words = fields.count("min_words").unwrap_or(1);
    let mut required = Vec::new();
    match fields.raw("sections") {
        None => {}
        Some(Value::Array(list)) => {
            for (at, item) in list.iter().enumerate() {
                match wanted(item) {
                    Ok(section) => required.push(section),
                    Err(message) => fields.problem(&format!("sections/{at}"), FailCode::ValidationFailed, message),
                }
            }
        }
        Some(_) => fields.problem("sections", FailCode::ValidationFailed, "must be a list of headings or of {heading, level, min_words}"),
    }
    let ordered = fields.flag("ordered", true);
    Box::new(SectionCompleteness { required, ordered, min_words, min_sections: fields.count("min_sections").unwrap_or(1) })
}

fn wanted(item: &Value) -> Result<Wanted, String> {
    if let Some(heading) = item.as_str().filter(|heading| !heading.trim().is_empty()) {
        return Ok(Wanted { heading: heading.to_owned(), level: None, min_words: None });
    }
    let object = item.as_object().ok_or("must be a heading or {heading, level, min_words}")?;
    if let Some(unknown) = object.keys().find(|key| !["heading", "level", "min_words"].contains(&key.as_str())) {
        return Err(format!("has no field `{unknown}`; it knows heading, level, min_words"));
    }
    let heading = object.get("heading").and_then(Value::as_str).filter(|heading| !heading.trim().is_empty()).ok_or("needs a `heading`")?;
    let level = match object.get("level") {
        None => None,
        Some(level) => Some(
            level
                .as_u64()
                .and_then(|level| u8::try_from(level).ok())
                .filter(|level| (1..=6).contains(level))
                .ok_or("`level` must be from 1 to 6")?,
        ),
    };
    let min_words = match object.get("min_words") {
        None => None,
        Some(words) => Some(words.as_u64().ok_or("`min_words` must be a whole number")?),
    };
    Ok(Wanted { heading: heading.to_owned(), level, min_words })
}

#[derive(Debug)]
struct SectionCompleteness {
    required: Vec<Wanted>,
    ordered: bool,
    min_words: u64,
    min_sections: u64,
}

#[derive(Debug)]
struct Wanted {
    heading: String,
    level: Option<u8>,
    min_words: Option<u64>,
}

impl Rule for SectionCompleteness {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let headings: Vec<String> = self.required.iter().map(|wanted| wanted.heading.clone()).collect();
        let headings = site.fill(&headings)?;
        let file = site.text()?;
        let sections = outline(&file);
        let place = |section: &Section| Evidence::at(file.path, file.text, section.span.clone());
        let mut missing = Vec::new();
        let mut short = Vec::new();
        let mut places = Vec::new();
        if (sections.len() as u64) < self.min_sections {
            missing.push(format!("{} sections are there, {} are expected", sections.len(), self.min_sections));
        }
        let mut last = None;
        let mut met = 0;
        for (wanted, heading) in self.required.iter().zip(&headings) {
            let fits = |section: &Section| section.heading.to_lowercase().contains(&heading.to_lowercase());
            let found = sections.iter().position(|section| fits(section) && wanted.level.is_none_or(|level| level == section.level));
            let Some(at) = found else {
                let level = wanted.level.map_or_else(String::new, |level| format!(" at level {level}"));
                match sections.iter().find(|section| fits(section)) {
                    Some(other) => {
                        missing.push(format!("`{heading}` is expected{level} and stands at level {}", other.level));
                        places.push(place(other));
                    }
                    None => missing.push(format!("`{heading}` is expected{level} and is missing")),
                }
                continue;
            };
            if self.ordered && last.is_some_and(|last| at < last) {
                missing.push(format!("`{heading}` stands too early"));
                places.push(place(&sections[at]));
                continue;
            }
            last = Some(at);
            let words = with_subsections(&sections, at);
            if wanted.min_words.is_some_and(|min| (words as u64) < min) {
                short.push(format!("`{heading}` has {words} words, {} are expected", wanted.min_words.unwrap_or_default()));
                places.push(place(&sections[at]));
                continue;
            }
            met += 1;
        }
        for (at, section) in sections.iter().enumerate() {
            let holds_others = sections.get(at + 1).is_some_and(|next| next.level > section.level);
            if (section.words as u64) < self.min_words && section.figures == 0 && !holds_others {
                short.push(format!("`{}` has {} words, {} are expected", section.heading, section.words, self.min_words));
                places.push(place(section));
            }
        }
        let score = share(met, self.required.len());
        let facts = |finding: Finding| {
            let headings: Vec<Value> = headings.iter().cloned().map(Value::from).collect();
            finding.score(score).with("headings", headings).with("sections", sections.len())
        };
        if missing.is_empty() && short.is_empty() {
            return Ok(facts(Finding::pass(format!(
                "`{}` has all {} required sections and none is empty",
                file.path,
                self.required.len()
            ))));
        }
        let code = if missing.is_empty() { FailCode::ValidationFailed } else { FailCode::HeadingMismatch };
        let said = [missing, short].concat().join("; ");
        Ok(facts(Finding::fail(code, format!("`{}`: {said}", file.path))).places(places))
    }

    fn variables(&self) -> Vec<String> {
        variables_in(&self.required.iter().map(|wanted| wanted.heading.clone()).collect::<Vec<_>>())
    }
}

/// Words of a section and of those inside it.
fn with_subsections(sections: &[Section], at: usize) -> usize {
    let inside = sections[at + 1..].iter().take_while(|section| section.level > sections[at].level);
    sections[at].words + inside.map(|section| section.words).sum::<usize>()
}
