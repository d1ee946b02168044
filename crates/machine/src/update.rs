//! Updates: changes of a run's state that are asked for from outside, checked by the plan, and answered.
//!
//! An update changes state variables and nothing else: steps look at the state when they become ready, as always.

use plan::expression::{ExpressionError, render_all};
use serde_json::Value;

use crate::decide::Decide;
use crate::refusal::in_one_line;
use crate::request::reused;
use crate::run_state::render;
use crate::{Actor, Entry, Refusal, RefusalCode};

/// What an update may carry, and what it may answer, in bytes of JSON: as much as the value of a step.
const UPDATE_LIMIT: usize = 16 * 1024;

impl Decide<'_> {
    /// An update that came before counts once: it is accepted again, answered the same, and nothing comes of it.
    pub(crate) fn update(&self, name: String, id: String, payload: Value, by: Actor) -> Result<Vec<Entry>, Refusal> {
        if let Some(before) = self.state.run.answered_as(&id) {
            return if before == name { Ok(Vec::new()) } else { Err(reused(&id, "update", before)) };
        }
        let update = match (self.plan.updates.get(&name), self.plan.check_update(&name, &payload)) {
            (Some(update), Ok(())) => update,
            (Some(_), Err(found)) => return Err(Refusal::new(RefusalCode::BadUpdate, in_one_line(&found))),
            (None, checked) => {
                let message = checked.err().map(|found| in_one_line(&found)).unwrap_or_default();
                return Err(Refusal::new(RefusalCode::UnknownUpdate, message));
            }
        };
        within_limit(&name, "carries", &payload)?;
        let failed = |error: ExpressionError| {
            let message = format!("the update `{name}` cannot be evaluated as the run stands: {error}");
            Refusal::new(RefusalCode::ExpressionFailed, message)
        };
        let scope = self.evaluator().outside(|named| named.update(update)).with_payload(&payload);
        if let Some(condition) = &update.when
            && !condition.holds(&scope).map_err(failed)?
        {
            let message = match &update.refuse {
                Some(refusal) => match refusal.render(&scope).map_err(failed)? {
                    Value::String(text) => text,
                    other => other.to_string(),
                },
                None => format!("the update `{name}` is not taken as the run stands: {} does not hold", condition.0.trim()),
            };
            return Err(Refusal::new(RefusalCode::UpdateRefused, message));
        }
        let changes = render(&update.set, &scope).map_err(failed)?;
        let after = self.state.run.changed(self.plan, &changes).map_err(|misfit| Refusal::new(RefusalCode::BadUpdate, misfit.message))?;
        let answer = render_all(&update.answer, &scope.with_state(self.state.run.variables_after(&after))).map_err(failed)?;
        within_limit(&name, "answers", &answer)?;
        if let Some(why) = self.state.run.has_no_room(&id, &answer) {
            return Err(Refusal::new(RefusalCode::TooManyUpdates, format!("{why}; go on in another run")));
        }
        Ok(vec![Entry::UpdateApplied { name, id, payload, by, after, answer }])
    }
}

fn within_limit(name: &str, does: &str, value: &Value) -> Result<(), Refusal> {
    if plan::nests_too_deep(value) {
        let message = format!("what the update `{name}` {does} nests deeper than {}", plan::MAX_DEPTH);
        return Err(Refusal::new(RefusalCode::BadUpdate, message));
    }
    let size = value.to_string().len();
    if size > UPDATE_LIMIT {
        let message =
            format!("the update `{name}` {does} {size} bytes of JSON, at most {UPDATE_LIMIT} are taken; use a reference to the rest");
        return Err(Refusal::new(RefusalCode::BadUpdate, message));
    }
    Ok(())
}
