//! Typesetting: one document model, set as a web page, Markdown, PDF and SVG.
//!
//! The model is closed under provenance: every sentence carries the span of its source or the id of the template
//! that framed it. This crate knows nothing of databases, models or where a document came from; it reads no file and no
//! clock, and the same document and look give the same bytes.
//!
//! Read [`Document`] first, then [`html`]. [`validate`] and [`validate_visual`] say what is wrong before anything is set; setters do
//! not refuse a faulty document, they set what can be set and stay inert and well-formed.

mod document;
mod faces;
#[cfg(test)]
mod fit;
mod html;
mod infographic;
mod journey;
mod look;
mod markdown;
mod motif;
mod pdf;
mod reading;
mod schema;
mod text;
mod validate;

pub use document::{
    Block, Chapter, Citation, Document, DocumentKind, Hero, Language, Palette, Provenance, Quotation, Sentence, Source, Span, Stage,
    TermEntry, Timeline, VisualSpec,
};
pub use html::html;
pub use infographic::infographic;
pub use look::validate_visual;
pub use markdown::markdown;
pub use pdf::{PressError, pdf};
pub use schema::draft_schema;
pub use validate::{Problem, ProblemKind, validate};
