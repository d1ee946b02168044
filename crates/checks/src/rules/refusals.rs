//! Answers that decline instead of answering.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::{Rule, Site};
use crate::read::running::{silent, texts};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "no_refusal",
    level: Level::Shape,
    summary: "no sentence declines the task, apologises for it or speaks as a language model; what is quoted may",
    fields: &[
        FieldSpec { name: "patterns", required: false, shape: "regular expression or list", summary: "further ways to decline" },
        FieldSpec {
            name: "allow",
            required: false,
            shape: "text or list of texts",
            summary: "sentences that are meant; case does not matter",
        },
    ],
    target_required: true,
    fail_codes: &[FailCode::Refusal],
    default_severity: Severity::Error,
    parse,
}];

/// Ways to decline, each with what it is. They are looked for in a sentence's own words only: what it quotes is a source's business.
const REFUSALS: &[(&str, &str)] = &[
    ("speaks as a model", r"\bas an? (?:helpful )?(?:ai\b|artificial intelligence|(?:large )?language model|chat ?bot|virtual assistant)"),
    (
        "speaks as a model",
        r"\b(?:i am|i'm) (?:just |only |merely )?an? (?:ai\b|artificial intelligence|(?:large )?language model|chat ?bot|virtual assistant)",
    ),
    ("speaks as a model", r"\bmy (?:training (?:data|cut-?off)|knowledge cut-?off)\b"),
    (
        "declines",
        r"\b(?:i|we) (?:cannot|can not|can't|could not|couldn't|am unable to|are unable to|am not able to|are not able to|will not|won't|would not|must decline to|have to decline to|am not going to|am not comfortable)\s+(?:be able to )?(?:help|assist|comply|fulfil|engage|continue|proceed|complete|participate|writing|creating|helping|provid(?:e|ing) (?:that|this|the|you|any|assistance|help|information)|(?:answer|write|create|generate|produce|discuss|do|accept) (?:that|this|these|the|your|such|an?|any)\b)",
    ),
    (
        "declines",
        r"\bi'm (?:unable|not able|not comfortable|not going) (?:to |with )?(?:help|assist|comply|writ|creat|provid|generat|answer|complet|produc|continu)",
    ),
    ("declines", r"\b(?:i|we) (?:must|have to|need to) (?:respectfully |politely )?(?:decline|refuse)\b"),
    (
        "declines",
        r"\b(?:sorry|afraid|apologi[sz]e|unfortunately)\b[^.!?]{0,60}\b(?:i|we) (?:cannot|can not|can't|am unable|are unable|am not able|are not able|won't|will not|don't have|do not have)\b",
    ),
    (
        "declines",
        r"\b(?:against|violates?|not in line with|contrary to) (?:my|our|openai's|anthropic's|google's) (?:\w+ ){0,2}(?:guidelines|polic(?:y|ies)|programming|principles)\b",
    ),
    ("declines", r"\bi (?:don't|do not) have (?:the ability to|access to the internet|real-time|browsing)\b"),
    ("apologises", r"\b(?:i'm|i am|we're|we are) (?:(?:very|so|really|truly|deeply|terribly) )?sorry\b"),
    ("apologises", r"\b(?:i|we) (?:sincerely |do )?apologi[sz]e\b"),
    ("apologises", r"^\W*(?:sorry|apologies|my apologies|please accept (?:my|our) apologies)\b"),
];

static COMPILED: LazyLock<Vec<(&str, Result<Regex, regex::Error>)>> =
    LazyLock::new(|| REFUSALS.iter().map(|(what, pattern)| (*what, RegexBuilder::new(pattern).case_insensitive(true).build())).collect());

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let mut own = Vec::new();
    for pattern in fields.optional_texts("patterns") {
        match RegexBuilder::new(&pattern).case_insensitive(true).build() {
            Ok(regex) => own.push(regex),
            Err(error) => {
                fields.problem("patterns", FailCode::ValidationFailed, format!("`{pattern}` is not a usable regular expression: {error}"));
            }
        }
    }
    Box::new(NoRefusal { own, allow: fields.optional_texts("allow").iter().map(|text| text.to_lowercase()).collect() })
}

#[derive(Debug)]
struct NoRefusal {
    own: Vec<Regex>,
    allow: Vec<String>,
}

impl Rule for NoRefusal {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut patterns: Vec<(&str, &Regex)> = self.own.iter().map(|pattern| ("declines", pattern)).collect();
        for (what, compiled) in COMPILED.iter() {
            match compiled {
                Ok(pattern) => patterns.push((*what, pattern)),
                Err(error) => {
                    return Ok(Finding::error(FailCode::ValidationFailed, format!("a built-in pattern does not compile: {error}")));
                }
            }
        }
        let mut sentences = 0_usize;
        let mut places = Vec::new();
        let mut said: Vec<String> = Vec::new();
        for file in site.texts()? {
            for sentence in texts(&file)? {
                sentences += usize::from(!sentence.text.trim().is_empty());
                let own = sentence.own_words().replace(['’', '‘'], "'");
                if self.allow.iter().any(|allowed| sentence.text.to_lowercase().contains(allowed)) {
                    continue;
                }
                if let Some((what, _)) = patterns.iter().find(|(_, pattern)| pattern.is_match(&own)) {
                    said.push(format!("`{}` {what}", prose::excerpt(&sentence.text, 80)));
                    places.push(sentence.place);
                }
            }
        }
        if sentences == 0 {
            return silent(&site.shown(), FailCode::Refusal);
        }
        if places.is_empty() {
            return Ok(Finding::pass(format!("none of {sentences} sentences declines the task")));
        }
        let count = said.len();
        said.truncate(3);
        let message = format!("instead of doing the task: {}. Do it from the sources given, or leave the sentence out", said.join("; "));
        Ok(Finding::fail(FailCode::Refusal, message).with("count", count).places(places))
    }
}
