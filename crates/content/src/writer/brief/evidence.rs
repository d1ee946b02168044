//! Finding what the documents say to a question.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use knowledge::{BlockKind, Document};
use prose::{is_stop_word, ngrams, stem, words};
use serde::{Deserialize, Serialize};

use super::question;

/// A sentence must cover this share of its question's weight.
const LEAST_COVERAGE: f64 = 0.22;
/// And fit so well beside the best.
const LEAST_SCORE: f64 = 0.15;
/// Where no sentence covers this share, the documents do not speak of the question.
const LEAST_BEST: f64 = 0.4;
/// Passages kept, in all and of one document.
const MOST: usize = 60;
const MOST_OF_ONE: usize = 24;
/// A sentence that shares this much of its runs of words with another says the same.
const SAME: f64 = 0.8;
/// How many sentences before it a sentence that begins with "It" may pull in.
const REACH: usize = 2;

/// What the documents say to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The question, as asked.
    pub question: String,
    /// The questions in it.
    pub parts: Vec<String>,
    /// Every document, in order of name, used or not.
    pub documents: Vec<Consulted>,
    /// What was found, best first.
    pub passages: Vec<Passage>,
    /// Words of the question that stand in none of the passages, as the question writes them.
    pub missing: Vec<String>,
}

/// A document that was consulted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// Its file name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of its plain text, which spans count in.
    pub text_sha256: String,
    /// Passages found in it.
    pub passages: usize,
}

/// Sentences that stand together and answer to the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Position of its document in [`Evidence::documents`].
    pub document: usize,
    /// Position of the question it answers to in [`Evidence::parts`].
    pub part: usize,
    /// The headings it stands under, from the top.
    pub headings: Vec<String>,
    /// Whether it is a row of a table.
    pub row: bool,
    /// Its sentences, in order.
    pub sentences: Vec<Quoted>,
    /// How well the best of them fits.
    pub score: f64,
    /// How much of the question's weight that one covers.
    pub coverage: f64,
    /// Documents that say nearly the same, by position.
    pub also_in: Vec<usize>,
}

/// A sentence of a document, word for word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// Its words.
    pub text: String,
    /// First byte in the document's plain text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How well it fits the question; 0 for one that only leads to the next.
    pub score: f64,
}

/// Finds evidence.
#[must_use]
pub fn evidence(question: &str, documents: &[Document]) -> Evidence {
    let parts = question::parts(question);
    let mut passages = Vec::new();
    if touched(question, documents) {
        for (part, asked) in parts.iter().enumerate() {
            passages.extend(passages_for(part, asked, documents));
        }
    }
    passages.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b))));
    let passages = distinct(passages);
    let found: BTreeSet<String> = passages
        .iter()
        .flat_map(|passage| stems_of(passage).into_iter().chain(passage.headings.iter().flat_map(|heading| stems(heading))))
        .collect();
    let missing = knowledge::terms(question)
        .into_iter()
        .filter(|term| !found.contains(term))
        .map(|term| question::surface(question, &term))
        .collect();
    let consulted = |(at, document): (usize, &Document)| Consulted {
        name: document.name.clone(),
        title: document.title.clone(),
        text_sha256: document.text_sha256.clone(),
        passages: passages.iter().filter(|passage| passage.document == at || passage.also_in.contains(&at)).count(),
    };
    Evidence {
        question: question.trim().to_owned(),
        documents: documents.iter().enumerate().map(consulted).collect(),
        parts,
        passages,
        missing,
    }
}

/// Whether any document names anything the question names. A question about Mars is not answered by a document about towns.
fn touched(question: &str, documents: &[Document]) -> bool {
    let names = question::names(question);
    names.is_empty()
        || documents.iter().any(|document| stems(&document.text).chain(stems(&document.title)).any(|stem| names.contains(&stem)))
}

fn passages_for(part: usize, asked: &str, documents: &[Document]) -> Vec<Passage> {
    let hits = knowledge::search(documents, asked);
    let best = hits.iter().map(|hit| hit.score).fold(0.0, f64::max);
    if hits.iter().map(|hit| hit.coverage).fold(0.0, f64::max) < LEAST_BEST {
        return Vec::new();
    }
    // Sentence by sentence: which are wanted, and how well they fit.
    let mut wanted: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| hit.coverage >= LEAST_COVERAGE && hit.score >= LEAST_SCORE * best) {
        wanted.insert((hit.document, hit.sentence), (hit.score, hit.coverage));
        let document = &documents[hit.document];
        let mut at = hit.sentence;
        for _ in 0..REACH {
            let same_block = at > 0 && document.sentences[at - 1].block == document.sentences[at].block;
            if !same_block || !leans_back(document.sentence(at)) {
                break;
            }
            at -= 1;
            wanted.entry((hit.document, at)).or_insert((0.0, 0.0));
        }
    }
    let mut passages: Vec<Passage> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for ((document, sentence), (score, coverage)) in wanted {
        let source = &documents[document];
        let place = &source.sentences[sentence];
        let quoted = Quoted { text: source.sentence(sentence).to_owned(), start: place.span.start, end: place.span.end, score };
        let follows = last.is_some_and(|(d, s)| d == document && s + 1 == sentence && source.sentences[s].block == place.block);
        last = Some((document, sentence));
        if follows && let Some(passage) = passages.last_mut() {
            passage.sentences.push(quoted);
            passage.score = passage.score.max(score);
            passage.coverage = passage.coverage.max(coverage);
            continue;
        }
        passages.push(Passage {
            document,
            part,
            headings: source.headings(sentence).to_vec(),
            row: place.kind == BlockKind::Row,
            sentences: vec![quoted],
            score,
            coverage,
            also_in: Vec::new(),
        });
    }
    passages
}

/// Whether a sentence begins with a word that points to the one before.
fn leans_back(sentence: &str) -> bool {
    const POINTING: &[&str] = &[
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "they",
        "their",
        "he",
        "she",
        "his",
        "her",
        "such",
        "both",
        "however",
        "but",
        "thus",
        "therefore",
        "moreover",
        "instead",
        "also",
        "yet",
        "so",
        "then",
        "hence",
        "neither",
        "consequently",
        "nevertheless",
        "similarly",
        "and",
        "or",
    ];
    words(sentence).next().is_some_and(|word| POINTING.contains(&word.key().as_str()))
}

/// Keeps the better of sentences that say the same, and remembers where else it is said.
fn distinct(passages: Vec<Passage>) -> Vec<Passage> {
    let mut kept: Vec<Passage> = Vec::new();
    let mut said: Vec<(usize, HashSet<String>)> = Vec::new();
    for mut passage in passages {
        if let Some(other) = kept.iter_mut().find(|other| overlaps(other, &passage)) {
            other.score = other.score.max(passage.score);
            continue;
        }
        let of_one = kept.iter().filter(|other| other.document == passage.document).count();
        if kept.len() >= MOST || of_one >= MOST_OF_ONE {
            continue;
        }
        let runs: Vec<HashSet<String>> =
            passage.sentences.iter().map(|sentence| ngrams(&stems(&sentence.text).collect::<Vec<_>>(), 3)).collect();
        let twin = |at: usize| said.iter().find(|(_, other)| same(&runs[at], other)).map(|(owner, _)| *owner);
        let twins: Vec<Option<usize>> = (0..runs.len()).map(twin).collect();
        for owner in twins.iter().flatten() {
            let other = &mut kept[*owner];
            if other.document != passage.document && !other.also_in.contains(&passage.document) {
                other.also_in.push(passage.document);
                other.also_in.sort_unstable();
            }
        }
        // A repeated sentence stays only where the next one leans on it.
        let leaned_on = |at: usize| passage.sentences.get(at + 1).is_some_and(|next| twins[at + 1].is_none() && leans_back(&next.text));
        let stays: Vec<bool> = (0..twins.len()).map(|at| twins[at].is_none() || leaned_on(at)).collect();
        let mut at = 0..;
        passage.sentences.retain(|_| at.next().is_some_and(|at| stays[at]));
        let mut at = 0..;
        let mut own = runs;
        own.retain(|_| at.next().is_some_and(|at| twins[at].is_none()));
        if passage.sentences.iter().all(|sentence| sentence.score <= 0.0) {
            continue;
        }
        said.extend(own.into_iter().map(|runs| (kept.len(), runs)));
        kept.push(passage);
    }
    kept
}

fn overlaps(a: &Passage, b: &Passage) -> bool {
    a.document == b.document && a.sentences.iter().any(|a| b.sentences.iter().any(|b| a.start < b.end && b.start < a.end))
}

/// Whether the shorter of two sentences is as good as contained in the other.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn same(a: &HashSet<String>, b: &HashSet<String>) -> bool {
    let shorter = a.len().min(b.len());
    let shared = a.intersection(b).count();
    if shorter < 3 { !a.is_empty() && a == b } else { shared as f64 / shorter as f64 >= SAME }
}

fn place(passage: &Passage) -> (usize, usize) {
    (passage.document, passage.sentences.first().map_or(0, |sentence| sentence.start))
}

fn stems_of(passage: &Passage) -> Vec<String> {
    passage.sentences.iter().flat_map(|sentence| stems(&sentence.text)).collect()
}

/// Stems of the words of a text that carry meaning.
pub(super) fn stems(text: &str) -> impl Iterator<Item = String> {
    words(text).map(|word| word.key()).filter(|key| !is_stop_word(key)).map(|key| stem(&key))
}

impl Evidence {
    /// As `research/EVIDENCE.md`: for each document what it says, with bytes, and what was not found.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        // Writing to a string cannot fail.
        let mut out = format!("# Evidence\n\nQuestion: {}\n", one_line(&self.question));
        if self.parts.len() > 1 {
            out.push_str("\n## Questions in it\n\n");
            for (at, part) in self.parts.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", at + 1, one_line(part));
            }
        }
        let found: Vec<&str> =
            self.documents.iter().filter(|document| document.passages > 0).map(|document| document.name.as_str()).collect();
        let _ =
            write!(out, "\n## Passages\n\n{} passages in {} of {} documents.\n", self.passages.len(), found.len(), self.documents.len());
        for (at, document) in self.documents.iter().enumerate() {
            let _ = write!(
                out,
                "\n### {}\n\nFile `{}`, SHA-256 of its text `{}`.\n\n",
                one_line(&document.title),
                document.name,
                document.text_sha256
            );
            let own: Vec<&Passage> = self.passages.iter().filter(|passage| passage.document == at).collect();
            if own.is_empty() {
                let elsewhere = document.passages > 0;
                out.push_str(if elsewhere {
                    "Says what another document says better.\n"
                } else {
                    "Says nothing that fits the question.\n"
                });
            }
            for passage in own {
                let text: Vec<&str> = passage.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
                let (start, end) =
                    (passage.sentences.first().map_or(0, |first| first.start), passage.sentences.last().map_or(0, |last| last.end));
                let under = if passage.headings.is_empty() {
                    String::new()
                } else {
                    format!(" under “{}”", one_line(&passage.headings.join(" › ")))
                };
                let also = passage
                    .also_in
                    .iter()
                    .filter_map(|at| self.documents.get(*at))
                    .map(|document| format!("`{}`", document.name))
                    .collect::<Vec<_>>();
                let also = if also.is_empty() { String::new() } else { format!(" Also in {}.", also.join(", ")) };
                let _ = writeln!(out, "- “{}” (bytes {start}–{end}{under}; score {:.2}).{also}", one_line(&text.join(" ")), passage.score);
            }
        }
        out.push_str("\n## Not found\n\n");
        if self.missing.is_empty() {
            out.push_str("Every word of the question stands in some passage.\n");
        } else {
            let _ = writeln!(out, "No passage holds these words of the question: {}.", self.missing.join(", "));
        }
        out
    }
}

/// Text on one line that cannot become markup.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;").replace('`', "'").replace('[', "(").replace(']', ")")
}
