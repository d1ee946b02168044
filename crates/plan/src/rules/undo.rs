//! Rules about undoing.

use super::failures::Rules;
use crate::diagnostics::Code;
use crate::path::Path;
use crate::{Known, MAX_DELAY_MS, Step, Work};

impl Rules<'_> {
    pub(super) fn undo(&mut self, step: &Step, known: &Known<'_>, path: &Path) {
        let Some(undo) = &step.undo else { return };
        self.since("undoing", path);
        let nothing = match step.work {
            Work::Wait(_) => Some("a wait does nothing that could be undone"),
            Work::Repeat(_) => Some("a loop does nothing itself that could be undone; the steps that it goes round may"),
            Work::End(_) | Work::Again(_) => Some("a step that ends the run does nothing that could be undone"),
            // State is not taken back, but somebody may have to be told.
            Work::State(_) | Work::Effect(_) | Work::Each { .. } => None,
        };
        if let Some(nothing) = nothing {
            self.findings.error(Code::UnknownKind, path, nothing);
        }
        super::check_call(&undo.effect, &undo.with, known, path, self.findings);
        super::retry(&undo.retry, &path.key("retry"), self.findings);
        self.retry(&undo.retry, &path.key("retry"));
        if let Some(timeout_ms) = undo.timeout_ms.filter(|timeout_ms| !(1..=MAX_DELAY_MS).contains(timeout_ms)) {
            let message = format!("a timeout is from 1 to {MAX_DELAY_MS} milliseconds (30 days), not {timeout_ms}");
            self.findings.error(Code::OutOfBounds, &path.key("timeout_ms"), message);
        }
    }
}
