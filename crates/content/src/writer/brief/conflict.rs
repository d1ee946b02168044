//! Figures on which the sources differ.

use std::collections::BTreeSet;

use prose::words;
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, stems};

/// Two sentences of different documents that give different figures for what seems to be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What is counted, for example `degrees`.
    pub unit: String,
    /// The words both share, as the first writes them.
    pub about: String,
    /// One sentence: position of its passage, and in it.
    pub one: (usize, usize),
    /// The other.
    pub other: (usize, usize),
}

/// Sentences must share so many words, and this much of the shorter one, before their figures are held against each other.
const SHARED: usize = 3;
const SHARE: f64 = 0.5;
/// Only sentences that fit the question at least so well, beside the best: a difference on another matter would distract.
const CLOSE: f64 = 0.5;
/// More are tiring, not telling.
const MOST: usize = 6;

/// Finds differences among the passages, best passages first.
pub(super) fn conflicts(evidence: &Evidence) -> Vec<Conflict> {
    let mut sentences = Vec::new();
    for (at, passage) in evidence.passages.iter().enumerate() {
        let of_part = evidence.passages.iter().filter(|other| other.part == passage.part);
        let least = CLOSE * of_part.map(|other| other.score).fold(0.0, f64::max);
        for (inside, sentence) in
            passage.sentences.iter().enumerate().filter(|(_, sentence)| sentence.score > 0.0 && sentence.score >= least)
        {
            let figures = figures(&sentence.text);
            if !figures.is_empty() && !passage.row {
                let topic: BTreeSet<String> =
                    stems(&sentence.text).filter(|stem| !stem.starts_with(|c: char| c.is_ascii_digit())).collect();
                sentences.push((at, inside, passage.document, figures, topic));
            }
        }
    }
    let mut found: Vec<Conflict> = Vec::new();
    for (index, one) in sentences.iter().enumerate() {
        for other in sentences[index + 1..].iter().filter(|other| other.2 != one.2) {
            let shared: BTreeSet<&String> = one.4.intersection(&other.4).collect();
            let shorter = one.4.len().min(other.4.len());
            #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
            let enough = shared.len() >= SHARED && shared.len() as f64 >= SHARE * shorter as f64;
            let taken = |place: (usize, usize)| found.iter().any(|conflict| conflict.one == place || conflict.other == place);
            if !enough || taken((one.0, one.1)) || taken((other.0, other.1)) {
                continue;
            }
            if let Some(unit) = differing_unit(&one.3, &other.3) {
                let text = &evidence.passages[one.0].sentences[one.1].text;
                let about: Vec<&str> =
                    words(text).filter(|word| shared.contains(&prose::stem(&word.key()))).map(|word| word.text).collect();
                found.push(Conflict { unit, about: about.join(" "), one: (one.0, one.1), other: (other.0, other.1) });
            }
        }
    }
    found.truncate(MOST);
    found
}

/// A unit that both count, with no number in common.
fn differing_unit(one: &[(String, String)], other: &[(String, String)]) -> Option<String> {
    let numbers = |figures: &[(String, String)], unit: &str| -> BTreeSet<String> {
        figures.iter().filter(|(_, own)| own == unit).map(|(number, _)| number.clone()).collect()
    };
    one.iter()
        .map(|(_, unit)| unit)
        .find(|unit| {
            let (a, b) = (numbers(one, unit), numbers(other, unit));
            !b.is_empty() && a.is_disjoint(&b)
        })
        .cloned()
}

/// Numbers with what they count: `500 degrees` is (`500`, `degree`), `1913` is (`1913`, `year`), `4 %` is (`4`, `%`).
fn figures(text: &str) -> Vec<(String, String)> {
    let mut figures = Vec::new();
    let mut words = words(text).peekable();
    while let Some(word) = words.next() {
        let number = word.text.replace(',', "");
        if number.parse::<f64>().is_err() {
            continue;
        }
        let after = text[word.span.end..].trim_start();
        let is_year =
            number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && (1000..=2100).contains(&number.parse::<u32>().unwrap_or(0));
        let unit = if let Some(sign) = after.chars().next().filter(|c| matches!(c, '%' | '°' | '€' | '$' | '£')) {
            sign.to_string()
        } else if let Some(sign) = text[..word.span.start].chars().next_back().filter(|c| matches!(c, '€' | '$' | '£')) {
            sign.to_string()
        } else {
            match words.peek() {
                // Only a word that follows at once is a unit, not one after a comma.
                Some(next)
                    if text[word.span.end..next.span.start].chars().all(|c| c == ' ' || c == '-') && !prose::is_stop_word(&next.key()) =>
                {
                    prose::stem(&next.key())
                }
                _ if is_year => "year".to_owned(),
                _ => continue,
            }
        };
        figures.push((number, unit));
    }
    figures
}
