//! The document as a small book, set by typst.

mod data;
mod world;

use thiserror::Error;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::document::{Document, VisualSpec};
use crate::look::Look;

/// Why a document could not be set as a PDF.
#[derive(Debug, Error)]
pub enum PressError {
    /// The typesetter refused the document. With a document that passes [`crate::validate`] this is a defect of the template.
    #[error("the PDF could not be set: {0}; check the document with validate, then report this")]
    Typeset(String),
    /// The pages were set, but could not be written as a PDF.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// Sets the document as a PDF: A5 pages with a title page, running heads, chapters, quotations, timeline, sources, bookmarks,
/// metadata and structure tags. The typeface is embedded; there is no date and no random identifier in the file, so the same
/// document and look give the same bytes.
///
/// Document text reaches the typesetter as data, never as markup.
///
/// # Errors
/// [`PressError`], if the typesetter refuses the document.
pub fn pdf(document: &Document, spec: &VisualSpec) -> Result<Vec<u8>, PressError> {
    let look = Look::new(spec);
    let world = world::Press::new(&data::of(document, spec, &look), &data::ground(document, &look));
    let pages = typst::compile::<PagedDocument>(&world).output.map_err(|errors| PressError::Typeset(messages(&errors)))?;
    let options = PdfOptions {
        // Part of the file's identifier: the words of the document and nothing else.
        ident: typst::foundations::Smart::Custom(format!("{}\u{0}{}\u{0}{}", document.title, document.subtitle, document.colophon)),
        creator: typst::foundations::Smart::Custom(Some("Gatewright".to_owned())),
        timestamp: None,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(|errors| PressError::Write(messages(&errors)));
    // Results of layout are remembered between calls; a long-lived process must not keep every book it ever set.
    typst::comemo::evict(4);
    bytes
}

fn messages(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}
