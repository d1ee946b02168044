//! Golden files (YAML in, diagnostics out) and properties of the canonical form.
#![expect(clippy::unwrap_used, reason = "tests")]

mod canonical;
mod golden;
mod input;
mod load;
