//! Golden files (YAML in, diagnostics out) and properties of the canonical form.
#![expect(clippy::unwrap_used, reason = "tests")]

mod admission;
mod canonical;
mod golden;
mod input;
mod load;
