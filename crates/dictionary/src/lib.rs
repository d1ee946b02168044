//! Reads dictd dictionaries: entries, etymologies, senses and quotations with their places.
//!
//! [`Dictionaries`] opens what is installed and looks words up; [`gcide`], [`etymology`] and [`wordnet`] take entries
//! apart, every piece with its byte span; [`dossier`] gathers all there is on a word, the material an essay is written
//! from. Nothing here waits, calls the network or knows of a database server.

mod archive;
pub mod authors;
mod concordance;
mod database;
mod dictionaries;
pub mod dossier;
mod error;
pub mod etymology;
mod fold;
pub mod gcide;
pub mod greek;
mod index;
pub mod labels;
pub mod languages;
pub mod notation;
mod span;
mod suggest;
pub mod wordnet;
pub mod years;

pub use database::{DatabaseInfo, Entry};
pub use dictionaries::{Dictionaries, SYSTEM_FOLDER};
pub use error::DictionaryError;
pub use fold::{fold, same_word};
pub use span::{Piece, Span};

/// The environment variable that names the folder of the dictionaries.
pub const DICTIONARIES_VARIABLE: &str = "GATEWRIGHT_DICTIONARIES";

/// Every name this crate spells out where the dictionaries abbreviate, and what the dictionaries are called: languages, authors.
///
/// For checks that compare names with a source's text: these need not stand there in full.
#[must_use]
pub fn spelled_out() -> Vec<&'static str> {
    let books = ["Webster", "WordNet", "Collaborative Dictionary", "English"];
    books.into_iter().chain(languages::names()).chain(authors::names()).collect()
}
