//! What is gathered: on the installed dictionaries where there are any, else on the sample.

use std::path::PathBuf;

use super::gather::spans;
use super::*;
use crate::etymology::{Form, Lexicon};
use crate::{Dictionaries, DictionaryError, gcide, wordnet};

fn sample_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/dictionaries"))
}

fn sample() -> Dictionaries {
    Dictionaries::open(&sample_folder()).unwrap()
}

fn installed_or_sample() -> Dictionaries {
    Dictionaries::find(Some(&sample_folder())).unwrap()
}

#[test]
fn gathers_a_rich_word_from_the_sample() {
    let dossier = gather(&sample(), "VILLAIN", &Limits::default()).unwrap();
    assert_eq!((dossier.word.as_str(), dossier.found_as), ("Villain", FoundAs::Headword));
    assert_eq!(dossier.richness, Richness::Rich);
    assert!(dossier.missing.is_empty());
    let descent = dossier.descent().unwrap();
    assert_eq!(descent.etymology.oldest_first()[0].gloss.as_deref(), Some("a farm"));
    assert_eq!(dossier.head().deeper[0].raw.text.split(',').next(), Some("L. villa"));
    assert!(dossier.quotations.iter().any(|quotation| quotation.own && quotation.attribution.author == "Alexander Pope"));
    assert!(dossier.relatives.iter().any(|relative| relative.word == "Villainy" && relative.kind == Kinship::Derived));
    assert!(dossier.senses.iter().any(|sense| sense.obsolete));
}

/// The words of a dossier as their parts of speech and the oldest form told.
fn told(dossier: &Dossier) -> Vec<(String, String)> {
    dossier
        .words
        .iter()
        .map(|word| {
            let oldest = word.descent().and_then(|step| {
                step.etymology.oldest_first().first().map(|stage| {
                    let form = stage.forms.first().map(|form| form.text.clone()).unwrap_or_default();
                    format!("{} {form}", stage.language.abbreviation)
                })
            });
            (word.parts_of_speech.join(", "), oldest.unwrap_or_default())
        })
        .collect()
}

#[test]
fn tells_words_of_one_spelling_apart() {
    let sample = sample();
    let march = gather(&sample, "march", &Limits::default()).unwrap();
    assert_eq!(
        told(&march).iter().map(|(speech, oldest)| (speech.as_str(), oldest.as_str())).collect::<Vec<_>>(),
        [("intransitive verb, transitive verb, noun", "L. marcus"), ("noun", "L. Martius"), ("noun, intransitive verb", "German "),]
    );
    assert!(march.head().also.iter().any(|step| step.raw.text == "F. marche."), "the noun's own account is kept");
    let lead = gather(&sample, "lead", &Limits::default()).unwrap();
    assert_eq!(lead.words.len(), 2);
    assert_eq!(lead.words[1].pronunciation.as_deref(), Some("lĕd"));
    let bass = gather(&sample, "bass", &Limits::default()).unwrap();
    assert_eq!(bass.words.len(), 3, "the fish, the bast, the voice: {:?}", told(&bass));
    let scrip = gather(&sample, "scrip", &Limits::default()).unwrap();
    assert_eq!(scrip.words.len(), 2);
    let marry = gather(&sample, "marry", &Limits::default()).unwrap();
    assert_eq!(marry.words.len(), 2, "the exclamation is no form of the verb");
}

#[test]
fn a_quotation_of_another_word_or_headword_is_not_the_head_word_s_own() {
    let sample = sample();
    for word in ["march", "lead", "scrip", "colour", "villain", "nice"] {
        let dossier = gather(&sample, word, &Limits::default()).unwrap();
        for quotation in &dossier.quotations {
            let head = dossier.head().entries.contains(&quotation.entry);
            let same = crate::same_word(&dossier.entries[quotation.entry].headword, &dossier.word);
            assert_eq!(quotation.own, head && same, "{word}: {}", quotation.text);
            assert_eq!(quotation.word.is_some(), dossier.words.iter().any(|word| word.entries.contains(&quotation.entry)), "{word}");
            assert!(quotation.sense.is_none_or(|sense| dossier.senses[sense].entry == quotation.entry));
        }
        for sense in &dossier.senses {
            let wordnet = dossier.entries[sense.entry].database == "wn";
            assert!(wordnet || sense.word.is_some_and(|word| dossier.words[word].entries.contains(&sense.entry)), "{word}");
        }
    }
    let scrip = gather(&sample, "scrip", &Limits::default()).unwrap();
    assert!(scrip.quotations.iter().any(|quotation| quotation.word == Some(1) && !quotation.own));
}

/// The dossier of a word of the installed dictionaries; `None` where only the sample is there and does not have it.
fn dossier_of(word: &str) -> Option<Dossier> {
    gather(&installed_or_sample(), word, &Limits::default()).ok()
}

#[test]
fn an_entry_without_an_account_before_the_only_one_is_of_the_same_word() {
    let Some(taboo) = dossier_of("taboo") else { return };
    assert_eq!(taboo.words.len(), 1, "{:?}", told(&taboo));
    // A form of another word stays that word's.
    let Some(rose) = dossier_of("rose") else { return };
    assert_eq!(rose.words.len(), 2, "{:?}", told(&rose));
}

#[test]
fn pronunciations_references_and_capitals_keep_words_apart() {
    if let Some(bear) = dossier_of("bear") {
        assert!(bear.words.iter().all(|word| word.also.is_empty()), "{:?}", told(&bear));
        let bier = bear.senses.iter().find(|sense| sense.definition.as_ref().is_some_and(|piece| piece.text.starts_with("A bier")));
        assert!(bier.is_some_and(|sense| sense.word != Some(0)));
    }
    if let Some(sad) = dossier_of("sad") {
        assert!(sad.entries.iter().all(|entry| entry.headword != "SAD"));
        assert!(
            sad.senses.iter().any(|sense| sense.labels.iter().any(|label| label.name.starts_with("obsolete, except")) && !sense.obsolete)
        );
    }
    if let Some(un) = dossier_of("un-") {
        assert!(un.entries.iter().all(|entry| entry.headword != "UN"));
        assert!(!un.relatives.iter().any(|relative| relative.word == "Uneven"), "sent to the other `un-`");
    }
}

#[test]
fn a_reference_means_the_word_whose_form_was_named() {
    let Some(lord) = dossier_of("lord") else { return };
    let loaf = lord.relatives.iter().find(|relative| relative.word == "Loaf").unwrap();
    assert!(loaf.part_of_speech.as_deref() == Some("noun"), "{loaf:?}");
}

#[test]
fn a_relative_is_told_by_a_living_sense_or_with_its_label() {
    let Some(humor) = dossier_of("humor") else { return };
    let humorous = humor.relatives.iter().find(|relative| relative.word == "Humorous").unwrap();
    let definition = humorous.definition.as_ref().unwrap();
    assert!(!definition.text.starts_with("Moist") && humorous.labels.is_empty(), "{humorous:?}");
}

#[test]
fn a_hyphen_hides_no_word() {
    let Some(law) = dossier_of("by-law") else { return };
    assert!(law.quotations.iter().filter(|quotation| quotation.own).all(|quotation| quotation.holds));
    assert_eq!(law.missing, ["a line of older forms (the entry's account of the origin is given in its own words)"]);
}

#[test]
fn what_is_lacking_denies_no_origin_that_a_remark_tells() {
    for (word, instead) in [
        ("shrewd", "(the entry's account of the origin is given in its own words)"),
        ("sandwich", "(the entry tells of the origin in a remark only)"),
        ("mesmerism", "(the entry tells of the origin in a remark only)"),
    ] {
        let Some(dossier) = dossier_of(word) else { continue };
        let line = dossier.missing.iter().find(|missing| missing.contains("line of older forms")).unwrap();
        assert!(line.ends_with(instead), "{word}: {line}");
    }
}

#[test]
fn follows_a_spelling_to_the_word_it_is_of() {
    let colour = gather(&sample(), "colour", &Limits::default()).unwrap();
    assert_eq!(colour.word, "Colour");
    assert_eq!(colour.variant_of.as_ref().map(|variant| variant.word.as_str()), Some("Color"));
    let descent = colour.descent().unwrap();
    assert_eq!(descent.followed, Some(Followed::Variant));
    assert_eq!(descent.etymology.oldest_first()[0].forms[0].text, "color");
    assert!(colour.senses.iter().all(|sense| sense.definition.as_ref().is_none_or(|piece| !piece.text.starts_with("See Color"))));
    assert!(colour.senses.iter().any(|sense| sense.entry == descent.entry && sense.definition.is_some()));
    assert_eq!(colour.richness, Richness::Rich);
    // Two more entries bear both spellings, and have no etymology either.
    let centre = gather(&sample(), "centre", &Limits::default()).unwrap();
    assert_eq!(centre.variant_of.as_ref().map(|variant| variant.word.as_str()), Some("Center"));
    assert_eq!(centre.descent().unwrap().etymology.descent[0].forms[0].text, "centre");
    let entries: Vec<_> = centre.head().entries.iter().map(|entry| centre.entries[*entry].offset).collect();
    assert!(entries.iter().all(|offset| entries.iter().filter(|other| *other == offset).count() == 1), "no entry counts twice");
}

#[test]
fn finds_an_etymology_behind_a_note() {
    let fowl = gather(&sample(), "fowl", &Limits::default()).unwrap();
    assert_eq!(fowl.descent().unwrap().etymology.oldest_first()[0].forms[0].text, "fugol");
}

#[test]
fn gives_a_year_with_the_sentence_that_gives_it() {
    let tory = gather(&sample(), "tory", &Limits::default()).unwrap();
    let [year] = tory.years.as_slice() else { panic!("{:?}", tory.years) };
    assert_eq!((year.year, year.century), (1679, false));
    assert!(year.said.text.starts_with("The word Tory first occurs in English history in 1679"));
    assert_eq!(year.span.of(&tory.entries[year.entry].text), "1679");
    let boycott = gather(&sample(), "boycott", &Limits::default()).unwrap();
    assert_eq!(boycott.years.iter().map(|year| year.year).collect::<Vec<_>>(), [1880]);
}

#[test]
fn says_what_a_thin_word_lacks() {
    let dossier = gather(&sample(), "boycott", &Limits::default()).unwrap();
    assert_eq!(dossier.richness, Richness::Thin);
    assert!(!dossier.missing.is_empty());
}

#[test]
fn finds_words_whatever_accents_hyphens_and_spaces() {
    let dictionaries = sample();
    for (asked, word) in [
        ("Café", "Cafe"),
        ("ægis", "Aegis"),
        ("ice-cream", "Ice cream"),
        ("déjà vu", "deja vu"),
        ("gunner's quadrant", "Gunner's quadrant"),
    ] {
        let dossier = gather(&dictionaries, asked, &Limits::default()).unwrap();
        assert!(crate::same_word(&dossier.word, word), "{asked} → {}", dossier.word);
    }
}

#[test]
fn suggests_near_spellings_for_an_unknown_word() {
    assert_eq!(headword(&sample(), "VILLAIN").unwrap(), "Villain");
    assert!(headword(&sample(), "villian").is_err());
    let error = gather(&sample(), "villian", &Limits::default()).unwrap_err();
    let DictionaryError::NotFound { suggestions, .. } = &error else { panic!("{error}") };
    assert_eq!(suggestions[0].to_lowercase(), "villain");
    assert!(error.to_string().contains("did you mean"));
}

#[test]
fn says_where_it_looked_when_there_is_no_dictionary() {
    let folder = tempfile::tempdir().unwrap();
    let error = Dictionaries::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("dict-gcide") && error.to_string().contains(crate::DICTIONARIES_VARIABLE), "{error}");
}

#[test]
fn names_databases_versions_and_licences() {
    let databases = sample().databases();
    assert!(
        databases[0].title.contains("Collaborative International Dictionary") && databases[0].licence.contains("General Public License")
    );
    assert!(databases[1].title.contains("WordNet") && databases[1].licence.contains("Princeton"));
}

#[test]
fn every_span_of_a_dossier_lies_in_its_entry_and_quotations_are_verbatim() {
    let dictionaries = installed_or_sample().with_cache(&std::env::temp_dir().join("gatewright-test-concordance"));
    for word in ["villain", "nice", "quadrant", "window", "candidate", "muscle", "orange", "tea", "disaster", "quixotic", "lord", "daisy"] {
        let dossier = gather(&dictionaries, word, &Limits::default()).unwrap();
        for (entry, span) in spans(&dossier) {
            let text = &dossier.entries[entry].text;
            assert!(span.end <= text.len() && text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{word}");
        }
        for quotation in &dossier.quotations {
            let words = quotation.span.of(&dossier.entries[quotation.entry].text);
            assert_eq!(crate::notation::clean(words), quotation.text.replace('\n', " "), "{word}");
        }
        assert_eq!(gather(&dictionaries, word, &Limits::default()).unwrap(), dossier, "{word} gathered twice");
    }
}

#[test]
fn a_dossier_survives_json() {
    let dossier = gather(&sample(), "villain", &Limits::default()).unwrap();
    let json = serde_json::to_string(&dossier).unwrap();
    assert_eq!(serde_json::from_str::<Dossier>(&json).unwrap(), dossier);
}

/// Every entry of every database is taken apart: nothing panics, spans fit, and no word is lost.
#[test]
fn takes_every_entry_apart_without_losing_a_word() {
    let dictionaries = installed_or_sample();
    let (common, known) = (|word: &str| dictionaries.is_english(word), |word: &str| dictionaries.has(word));
    let mut readings: std::collections::BTreeMap<u8, usize> = std::collections::BTreeMap::new();
    let (mut senses, mut quotations, mut attributed, mut etymologies, mut descents) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (lines, entries) = dictionaries
        .for_each_entry(|database, text| {
            if database == "wn" {
                for sense in wordnet::parse(text).senses {
                    assert!(sense.definition.span.end <= text.len());
                    senses += 1;
                }
                return;
            }
            let parsed = gcide::parse(text);
            let lexicon = Lexicon { common: &common, known: &known };
            assert_eq!(lost_words(text, &parsed), "", "words lost in:\n{text}");
            for sense in &parsed.senses {
                senses += 1;
                for piece in sense.definition.iter().chain(&sense.examples).chain(&sense.remarks) {
                    assert!(text.get(piece.span.start..piece.span.end).is_some(), "{text}");
                }
                for quotation in &sense.quotations {
                    quotations += 1;
                    attributed += usize::from(quotation.attribution.is_some());
                    assert_eq!(crate::notation::clean(quotation.span.of(text)), quotation.text.replace('\n', " "), "{text}");
                }
            }
            for span in &parsed.etymologies {
                let etymology = crate::etymology::parse(text, *span, &lexicon);
                etymologies += 1;
                descents += usize::from(etymology.tells_descent());
                *readings.entry(etymology.reading() as u8).or_default() += 1;
                stands(text, *span, &etymology);
            }
        })
        .unwrap();
    eprintln!(
        "{lines} index lines, {entries} entries, {senses} senses, {quotations} quotations ({attributed} attributed), {etymologies} etymologies ({descents} tell descent; read in full, in part, not at all: {:?})",
        readings.values().collect::<Vec<_>>()
    );
    assert!(entries > 100 && quotations > 50 && descents > 20);
}

/// Every stage's forms and gloss stand in the place it claims, and every piece is word for word what is there.
fn stands(text: &str, within: crate::Span, etymology: &Etymology) {
    let parts = etymology.parts.iter().chain(etymology.descent.iter().flat_map(|stage| &stage.parts));
    let stages = etymology.descent.iter().chain(&etymology.cognates).chain(parts.clone().flat_map(|part| &part.origin));
    for stage in stages {
        let place = crate::notation::clean(stage.span.of(text));
        assert!(within.contains(stage.span) && text.get(stage.span.start..stage.span.end).is_some(), "{stage:?}\n{text}");
        assert!(stage.gloss.as_ref().is_none_or(|gloss| place.contains(gloss.as_str())), "{stage:?}\n{text}");
        for form in &stage.forms {
            assert!(stage.span.contains(form.span) && form_stands(text, form), "{stage:?}\n{text}");
        }
        assert!(
            stage.assumed
                || text[stage.span.start..].starts_with(&stage.language.abbreviation)
                || stage.span.of(text).contains(stage.language.abbreviation.as_str()),
            "{stage:?}\n{text}"
        );
    }
    for part in parts {
        let place = crate::notation::clean(part.span.of(text));
        assert!(within.contains(part.span), "{part:?}\n{text}");
        assert!(part.gloss.as_ref().is_none_or(|gloss| place.contains(gloss.as_str())), "{part:?}\n{text}");
        assert!(part.form.as_ref().is_none_or(|form| form_stands(text, form)), "{part:?}\n{text}");
    }
    for piece in etymology.unread.iter().chain(&etymology.remarks) {
        assert!(within.contains(piece.span), "{piece:?}\n{text}");
        assert_eq!(crate::notation::clean(piece.span.of(text)), piece.text);
    }
}

/// A form is what is printed at its place, Greek read from the edition's ASCII.
fn form_stands(text: &str, form: &Form) -> bool {
    let printed = form.span.of(text);
    match &form.latin {
        None => form.text.split(' ').all(|word| crate::notation::clean(printed).contains(word)),
        Some(latin) => {
            printed
                .split_whitespace()
                .filter_map(|word| crate::greek::read(word.trim_end_matches(['.', ','])))
                .map(|read| read.latin)
                .collect::<Vec<_>>()
                .join(" ")
                == *latin
        }
    }
}

/// The words of an entry that no block covers.
fn lost_words(text: &str, parsed: &gcide::GcideEntry) -> String {
    let mut covered = vec![false; text.len()];
    for block in &parsed.blocks {
        assert!(block.span.end <= text.len());
        covered[block.span.start..block.span.end].fill(true);
    }
    text.char_indices().filter(|(place, letter)| !covered[*place] && letter.is_alphanumeric()).map(|(_, letter)| letter).collect()
}
