//! The writer of the etymology pipelines: from a dossier to research files, an outline, a look and an essay.
//!
//! Pure functions: the same input gives the same bytes. Nothing is written that the dossier does not hold. Sentences of a
//! dictionary are given in its words, with their place ([`press::Provenance::Source`]); sentences that lead from one to
//! the next are frames with an id ([`press::Provenance::Template`]) whose slots are filled from the dossier and which
//! cite the entries that filled them. Variation comes from the word itself: a hash of its letters chooses among phrasings
//! that say the same.

mod draft;
mod grammar;
mod intent;
mod outline;
mod research;
mod visual;

use dictionary::dossier::DossierQuotation;

pub use draft::draft;
pub use intent::{Angle, Audience, Intent, Length, ParsedIntent, intent};
pub use outline::{Outline, PlannedChapter, outline};
pub use research::research_files;
pub use visual::visual_spec;

/// Whether a quotation stands at its place in the text of its entry, word for word, and under its author's name.
///
/// Compared after [`dictionary::notation::clean`], the one documented normalisation; lines of verse count as spaces.
#[must_use]
pub fn stands_in(quotation: &DossierQuotation, text: &str) -> bool {
    let words = text.get(quotation.span.start..quotation.span.end).map(dictionary::notation::clean);
    let named = text.get(quotation.attribution.span.start..quotation.attribution.span.end).map(dictionary::notation::clean);
    words.is_some_and(|words| words == quotation.text.replace('\n', " "))
        && named.is_some_and(|named| named == quotation.attribution.printed)
}

#[cfg(test)]
mod tests;
