//! A field of a document's header.

use serde_json::Value;

use super::{Rule, Site, Text};
use crate::audit::Status;
use crate::read::frontmatter::{self, NoFrontMatter};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "frontmatter_status",
    level: Level::Structure,
    summary: "a field of the header equals a value, differs from it, or reaches a minimum (a number, or FAIL < CONDITIONAL < PASS)",
    fields: &[
        FieldSpec { name: "field", required: false, shape: "text (status)", summary: "which field" },
        FieldSpec { name: "equals", required: false, shape: "text or list of texts", summary: "one of these; case does not matter" },
        FieldSpec { name: "differs", required: false, shape: "text or list of texts", summary: "none of these" },
        FieldSpec { name: "at_least", required: false, shape: "number, or PASS | CONDITIONAL | FAIL", summary: "the minimum" },
    ],
    target_required: true,
    fail_codes: &[FailCode::ValidationFailed],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let field = fields.optional_text("field").unwrap_or_else(|| "status".to_owned());
    let at_least = match fields.raw("at_least") {
        None => None,
        Some(Value::Number(number)) => number.as_f64().map(Minimum::Number),
        Some(Value::String(name)) if Status::parse(name).is_some() => Status::parse(name).map(Minimum::Status),
        Some(_) => {
            fields.problem("at_least", FailCode::ValidationFailed, "must be a number, or one of PASS, CONDITIONAL, FAIL");
            None
        }
    };
    let rule = FrontMatterStatus { field, equals: fields.optional_texts("equals"), differs: fields.optional_texts("differs"), at_least };
    if !["equals", "differs", "at_least"].iter().any(|field| fields.has(field)) {
        fields.problem("", FailCode::ValidationFailed, "`frontmatter_status` needs `equals`, `differs` or `at_least`");
    }
    Box::new(rule)
}

#[derive(Debug)]
struct FrontMatterStatus {
    field: String,
    equals: Vec<String>,
    differs: Vec<String>,
    at_least: Option<Minimum>,
}

#[derive(Debug, Clone, Copy)]
enum Minimum {
    Number(f64),
    Status(Status),
}

impl Rule for FrontMatterStatus {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut failures = Vec::new();
        let mut last = Value::Null;
        for file in site.texts()? {
            match self.judge(&file) {
                Ok(value) => last = value,
                Err(failure) => failures.push(*failure),
            }
        }
        let finding = match failures.len() {
            0 => Finding::pass(format!("`{}` is {}", self.field, shown(&last))).with("value", last),
            1 => failures.swap_remove(0),
            _ => Finding::merge(failures),
        };
        Ok(finding.with("field", self.field.as_str()))
    }
}

impl FrontMatterStatus {
    fn judge(&self, file: &Text<'_>) -> Result<Value, Box<Finding>> {
        let matter = frontmatter::read(file.text).or_else(|problem| {
            let why = match problem {
                NoFrontMatter::Absent => "has no header; begin it with `---`, `field: value` lines and `---`".to_owned(),
                NoFrontMatter::Unclosed => "has a header that is not closed by `---`".to_owned(),
                NoFrontMatter::Broken(why) => format!("has a header that cannot be read: {why}"),
            };
            let first = file.text.lines().next().unwrap_or_default().len();
            fail(format!("`{}` {why}", file.path), Evidence::at(file.path, file.text, 0..first))
        })?;
        let place = Evidence::at(file.path, file.text, frontmatter::line_of(file.text, &matter, &self.field));
        let Some(value) = matter.fields.get(&self.field) else {
            return fail(format!("the header of `{}` has no field `{}`", file.path, self.field), place);
        };
        let text = shown(value);
        let is_one_of = |list: &[String]| list.iter().any(|wanted| wanted.eq_ignore_ascii_case(&text));
        let what = format!("`{}` of `{}` is `{text}`", self.field, file.path);
        if !self.equals.is_empty() && !is_one_of(&self.equals) {
            return fail(format!("{what}; expected {}", self.equals.join(" or ")), place);
        }
        if is_one_of(&self.differs) {
            return fail(format!("{what}, which it must not be"), place);
        }
        match self.at_least {
            None => {}
            Some(Minimum::Number(least)) => match number(value) {
                Some(found) if found >= least => {}
                Some(_) => return fail(format!("{what}; at least {least} is expected"), place),
                None => return fail(format!("{what}, which is no number; at least {least} is expected"), place),
            },
            Some(Minimum::Status(least)) => match Status::parse(&text) {
                Some(found) if found >= least => {}
                Some(_) => return fail(format!("{what}; at least {} is expected", least.as_str()), place),
                None => return fail(format!("{what}; expected one of PASS, CONDITIONAL, FAIL"), place),
            },
        }
        Ok(value.clone())
    }
}

fn fail<T>(message: String, place: Evidence) -> Result<T, Box<Finding>> {
    Finding::fail(FailCode::ValidationFailed, message).place(place).stop()
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn number(value: &Value) -> Option<f64> {
    let text = value.as_str().map(|text| text.trim().trim_end_matches('%').to_owned());
    value.as_f64().or_else(|| text.and_then(|text| text.split('/').next().and_then(|first| first.trim().parse().ok())))
}
