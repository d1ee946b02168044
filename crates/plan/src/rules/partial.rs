//! Rules about fan-outs that may fail in part.

use super::failures::Rules;
use crate::diagnostics::Code;
use crate::path::Path;
use crate::{MinOk, OnFailure, Work};

impl Rules<'_> {
    pub(super) fn fan_out(&mut self, work: &Work, path: &Path) {
        let Work::Each { on_failure, min_ok, stop_after, .. } = work else { return };
        let path = path.key("each");
        if *on_failure != OnFailure::Fail {
            self.since("fan-outs that go on after a failure", &path.key("on_failure"));
        }
        for (field, is_given) in [("min_ok", min_ok.is_some()), ("stop_after", stop_after.is_some())] {
            if is_given && *on_failure == OnFailure::Fail {
                let message = format!("the first failure ends this fan-out; write `on_failure: continue` beside `{field}`");
                self.findings.error(Code::OutOfBounds, &path.key(field), message);
            }
        }
        if let Some(MinOk::Share(share)) = min_ok
            && MinOk::Share(share.clone()).of(100).is_none()
        {
            let message = format!("`{share}` is no share; write a count, or a share from \"0%\" to \"100%\" in whole numbers");
            self.findings.error(Code::OutOfBounds, &path.key("min_ok"), message);
        }
        if *stop_after == Some(0) {
            let message = "an attempt ends after at least 1 failure; leave `stop_after` out to let every item go on";
            self.findings.error(Code::OutOfBounds, &path.key("stop_after"), message);
        }
    }
}
