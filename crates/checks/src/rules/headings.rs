//! Headings that must be there.

use serde_json::Value;

use super::{Rule, Site, variables_in};
use crate::read::outline::outline;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "contains_headings",
    level: Level::Structure,
    summary: "each given text occurs in some heading of the Markdown or HTML target; case does not matter",
    fields: &[FieldSpec {
        name: "headings",
        required: true,
        shape: "text or list of texts",
        summary: "parts of headings; may hold variables",
    }],
    target_required: true,
    fail_codes: &[FailCode::HeadingMismatch],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    Box::new(ContainsHeadings { headings: fields.texts("headings") })
}

#[derive(Debug)]
struct ContainsHeadings {
    headings: Vec<String>,
}

impl Rule for ContainsHeadings {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let wanted = site.fill(&self.headings)?;
        let mut missing: Vec<(String, String)> = Vec::new();
        let mut places = Vec::new();
        let files = site.texts()?;
        for file in &files {
            let sections = outline(file);
            let there: Vec<String> = sections.iter().map(|section| section.heading.to_lowercase()).collect();
            let before = missing.len();
            missing.extend(
                wanted
                    .iter()
                    .filter(|heading| !there.iter().any(|there| there.contains(&heading.to_lowercase())))
                    .map(|heading| (file.path.to_owned(), heading.clone())),
            );
            if missing.len() > before {
                places.extend(sections.iter().map(|section| Evidence::at(file.path, file.text, section.span.clone())));
            }
        }
        let score = share(wanted.len() * files.len() - missing.len(), wanted.len() * files.len());
        let facts = |finding: Finding| finding.with("headings", wanted.iter().cloned().map(Value::from).collect::<Vec<_>>()).score(score);
        if missing.is_empty() {
            return Ok(facts(Finding::pass(format!("all {} headings are there", wanted.len()))));
        }
        let names: Vec<String> = missing.iter().map(|(path, heading)| format!("`{heading}` in `{path}`")).collect();
        let names = names.join(", ");
        let finding = Finding::fail(
            FailCode::HeadingMismatch,
            format!("headings expected and not found: {names}. Add them; those that are there are listed"),
        );
        let missing: Vec<Value> = missing.into_iter().map(|(_, heading)| Value::from(heading)).collect();
        Ok(facts(finding).with("missing", missing).places(places))
    }

    fn variables(&self) -> Vec<String> {
        variables_in(&self.headings)
    }
}
