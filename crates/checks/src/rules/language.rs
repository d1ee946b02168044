//! Texts in another language than asked for.

use whatlang::{Detector, Info, Lang, detect};

use super::{Rule, Site, variables_in};
use crate::read::running::{Said, silent, texts};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "language",
    level: Level::Shape,
    summary: "what the writer says in its own words is in the language asked for; quotations and words named as words may be in any",
    fields: &[FieldSpec {
        name: "language",
        required: true,
        shape: "language code (`en`, `de`, `eng`) or variable",
        summary: "the language asked for",
    }],
    target_required: true,
    fail_codes: &[FailCode::WrongLanguage],
    default_severity: Severity::Error,
    parse,
}];

/// A passage is judged by itself from so many words on: shorter ones are told apart too badly.
const PASSAGE: usize = 40;
/// A text in which the languages cannot be told apart for certain is judged all the same from so many words on.
const ENOUGH: usize = 25;

/// Two-letter codes of the languages the detector knows; it goes by three letters itself.
const SHORT: &[(&str, &str)] = &[
    ("af", "afr"),
    ("ar", "ara"),
    ("be", "bel"),
    ("bg", "bul"),
    ("bn", "ben"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("cy", "cym"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("eo", "epo"),
    ("es", "spa"),
    ("et", "est"),
    ("fa", "pes"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("id", "ind"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("la", "lat"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("no", "nob"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sr", "srp"),
    ("sv", "swe"),
    ("ta", "tam"),
    ("th", "tha"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("vi", "vie"),
    ("yi", "yid"),
    ("zh", "cmn"),
];

/// The language behind a code: `en`, `en-GB`, `eng`.
fn language(code: &str) -> Option<Lang> {
    let primary = code.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let long = SHORT.iter().find(|(short, _)| *short == primary).map_or(primary.as_str(), |(_, long)| long);
    Lang::from_code(long)
}

fn unknown(code: &str) -> String {
    let known: Vec<&str> = SHORT.iter().map(|(short, _)| *short).collect();
    format!("`{code}` is no language this check can tell; it knows {}", known.join(", "))
}

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let code = fields.text("language");
    if !code.is_empty() && !code.contains('{') && language(&code).is_none() {
        fields.problem("language", FailCode::ValidationFailed, unknown(&code));
    }
    Box::new(Language { code })
}

#[derive(Debug)]
struct Language {
    code: String,
}

impl Rule for Language {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let code = site.fill(std::slice::from_ref(&self.code))?.concat();
        let Some(wanted) = language(&code) else { return Ok(Finding::error(FailCode::ValidationFailed, unknown(&code))) };
        let mut said = Vec::new();
        for file in site.texts()? {
            said.extend(texts(&file)?);
        }
        if said.iter().all(|sentence| sentence.text.trim().is_empty()) {
            return silent(&site.shown(), FailCode::WrongLanguage);
        }
        let own: Vec<(String, &Said)> =
            said.iter().map(|sentence| (sentence.own_words(), sentence)).filter(|(own, _)| own.chars().any(char::is_alphabetic)).collect();
        if own.is_empty() {
            return Ok(Finding::pass("every sentence is a source's, word for word; none is the writer's own"));
        }
        let passages = passages(&own);
        let wrong: Vec<(&Passage<'_>, Lang)> =
            passages.iter().filter_map(|passage| Some((passage, foreign(&passage.text, wanted)?))).collect();
        let whole = own.iter().map(|(own, _)| own.as_str()).collect::<Vec<_>>().join(" ");
        let words = prose::words(&whole).count();
        let finding = match (wrong.first(), judge(&whole, wanted)) {
            (Some((_, other)), _) => {
                let places = wrong.iter().flat_map(|(passage, _)| passage.places.iter().map(|place| (*place).clone()));
                let message = format!(
                    "{} of {} passages are in another language than {}: {}",
                    wrong.len(),
                    passages.len(),
                    wanted.eng_name(),
                    other.eng_name()
                );
                Finding::fail(FailCode::WrongLanguage, format!("{message}. Write in {}", wanted.eng_name())).places(places)
            }
            (None, Judgement::Wanted) => Finding::pass(format!("{words} words in {}", wanted.eng_name())),
            (None, Judgement::Other(other)) => {
                let message =
                    format!("reads as {}, and {} is asked for. Write in {}", other.eng_name(), wanted.eng_name(), wanted.eng_name());
                Finding::fail(FailCode::WrongLanguage, message).places(own.iter().take(20).map(|(_, sentence)| sentence.place.clone()))
            }
            (None, Judgement::Unclear) => Finding::error(
                FailCode::WrongLanguage,
                format!("{words} words of the writer's own are too few to tell whether they are {}", wanted.eng_name()),
            )
            .places(own.iter().map(|(_, sentence)| sentence.place.clone())),
        };
        Ok(finding.score(share(passages.len() - wrong.len(), passages.len())).with("language", wanted.code()).with("words", words))
    }

    fn variables(&self) -> Vec<String> {
        variables_in(std::slice::from_ref(&self.code))
    }
}

/// Neighbouring sentences that are judged together.
struct Passage<'a> {
    text: String,
    places: Vec<&'a Evidence>,
}

fn passages<'a>(own: &[(String, &'a Said)]) -> Vec<Passage<'a>> {
    let mut found: Vec<Passage<'_>> = Vec::new();
    let mut open = Passage { text: String::new(), places: Vec::new() };
    for (text, sentence) in own {
        open.text.push(' ');
        open.text.push_str(text);
        open.places.push(&sentence.place);
        if prose::words(&open.text).count() >= PASSAGE {
            found.push(std::mem::replace(&mut open, Passage { text: String::new(), places: Vec::new() }));
        }
    }
    // A short end belongs to what went before it.
    match found.last_mut() {
        Some(last) if !open.places.is_empty() => {
            last.text.push_str(&open.text);
            last.places.append(&mut open.places);
        }
        None => found.push(open),
        Some(_) => {}
    }
    found
}

/// The other language a passage is in, where that is beyond doubt.
fn foreign(text: &str, wanted: Lang) -> Option<Lang> {
    let found = detect(text)?;
    (found.lang() != wanted && found.is_reliable() && prose::words(text).count() >= PASSAGE).then(|| found.lang())
}

enum Judgement {
    Wanted,
    Other(Lang),
    Unclear,
}

fn judge(text: &str, wanted: Lang) -> Judgement {
    let Some(found) = detect(text) else { return Judgement::Unclear };
    if found.lang() == wanted {
        return Judgement::Wanted;
    }
    if found.is_reliable() {
        return Judgement::Other(found.lang());
    }
    // A short text in plain English is carried by its small words.
    let words: Vec<String> = prose::words(text).map(|word| word.key()).collect();
    if wanted == Lang::Eng && words.iter().filter(|word| prose::is_stop_word(word)).count() * 10 >= words.len() * 3 {
        return Judgement::Wanted;
    }
    // Among seventy languages a short text finds many neighbours; between two it is clearer.
    let between = Detector::with_allowlist(vec![wanted, found.lang()]).detect(text);
    match between.as_ref().map(Info::lang) {
        Some(lang) if lang == wanted => Judgement::Wanted,
        Some(other) if words.len() >= ENOUGH => Judgement::Other(other),
        _ => Judgement::Unclear,
    }
}
