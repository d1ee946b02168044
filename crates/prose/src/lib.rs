//! Text as people read it: sentences, words, normal forms and approximate matches, all with byte places.
//!
//! `checks` and `knowledge` must agree on what a sentence or a matching quotation is; this is the one place that
//! says so. The crate holds pure functions over `&str` and knows nothing of documents, sources or gates.

mod matching;
mod normal;
mod place;
mod sentence;
mod stem;
mod word;

pub use matching::{Hit, find_approximately, shared_runs};
pub use normal::{Normal, normalise};
pub use place::{Lines, excerpt};
pub use sentence::sentences;
pub use stem::{is_stop_word, stem};
pub use word::{Word, ngrams, words};

#[cfg(test)]
mod tests;
