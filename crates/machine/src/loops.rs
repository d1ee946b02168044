//! Loops: at the end of a round the step that ends it looks whether another one follows.
//!
//! `attempt_started` of that step says whether the condition held and how long the loop pauses then. What follows from that and the
//! plan's numbers is one entry: `round_started`, which sends the steps of the round back to pending, or the end of the attempt. So
//! replay evaluates nothing. Rounds are counted from when the loop was entered: when something that a round consumed from outside is
//! done anew, when a loop that was over is done anew in part, or when a person reruns its end, the count begins again.
//!
//! Rounds that want nothing of anybody would follow one another in one transition, however many there are. So a loop that has gone round
//! much at one moment pauses for no time at all: the host is called again at once, and what there is so far is committed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use plan::expression::ExpressionError;
use plan::{Exhausted, Loop, OnSpent, Repeat, SendBack, Step, StepId, Work};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::apply::Apply;
use crate::approval::DecisionMade;
use crate::decide::Decide;
use crate::graph::StepIdx;
use crate::inward::{free, lost};
use crate::ready::{Evaluator, status_word};
use crate::run_state::Misfit;
use crate::state::{Standing, State, StepRecord, Working};
use crate::wait::Waiting;
use crate::{Cause, Effort, Entry, Output};

/// Where a step sends failed work back to.
fn edge_of(step: &Step) -> Option<&SendBack> {
    match &step.gate.as_ref()?.on_exhausted {
        Exhausted::SendBack(edge) => Some(edge),
        _ => None,
    }
}

/// Code of a loop whose condition still holds after its last round, where its plan names no other.
const ROUNDS_SPENT: &str = "ROUNDS_SPENT";

/// So many steps are begun anew by rounds at one moment before the next one waits for the host to come again.
const STEPS_AT_ONCE: usize = 1_000;

/// What is evaluated at the end of a round, as `attempt_started` holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct RoundEnd {
    /// Whether the condition held.
    again: bool,
    /// How long to wait before the next round, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after_ms: Option<u64>,
}

/// What expressions see of a step that is done, as it was at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    status: &'static str,
    output: Option<Arc<Output>>,
    pub(crate) decision: Value,
    pub(crate) errors: Value,
}

impl Seen {
    pub(crate) fn of(record: &StepRecord) -> Self {
        Self {
            status: status_word(&record.standing),
            output: record.standing.counted_output().cloned(),
            decision: record.decision.as_ref().map_or(Value::Null, DecisionMade::as_value),
            errors: json!(record.errors),
        }
    }

    pub(crate) fn status(&self) -> &'static str {
        self.status
    }

    pub(crate) fn value(&self) -> &Value {
        self.output.as_ref().map_or(&Value::Null, |output| &output.value)
    }
}

/// A round that is over, for undoing what was done in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PastRound {
    /// The step that ended it.
    pub(crate) end: StepIdx,
    pub(crate) steps: BTreeMap<StepIdx, Seen>,
}

impl PastRound {
    /// The same under another plan, by what each step becomes there; none where the loop is gone.
    pub(crate) fn carried(&self, images: &[Option<StepIdx>]) -> Option<Arc<Self>> {
        let image = |idx: StepIdx| images.get(idx).copied().flatten();
        let steps = self.steps.iter().filter_map(|(&idx, seen)| Some((image(idx)?, seen.clone()))).collect();
        Some(Arc::new(Self { end: image(self.end)?, steps }))
    }
}

impl StepRecord {
    /// What the step gave in the round before of a loop.
    pub(crate) fn in_round_before(&self, one: &Loop) -> Option<&Seen> {
        self.previous.iter().find(|(end, _)| *end == one.end).map(|(_, seen)| seen)
    }
}

impl State {
    /// The round that a loop is in, from 1.
    pub(crate) fn round_of(&self, one: &Loop) -> u32 {
        self.steps[one.end].repeated + 1
    }
}

impl Evaluator<'_> {
    /// What the end of a round comes to.
    pub(crate) fn round_input(&self, idx: StepIdx, repeat: &Repeat) -> Result<Value, ExpressionError> {
        let scope = self.scope(idx, |named| {
            named.expression(&repeat.condition);
            repeat.pause.iter().for_each(|pause| named.delay(pause));
        });
        let again = repeat.condition.holds(&scope)?;
        let pause = repeat.pause.as_ref().filter(|_| again);
        let after_ms = pause.map(|pause| plan::delay_ms(pause, &scope)).transpose()?;
        Ok(json!(RoundEnd { again, after_ms }))
    }
}

impl Decide<'_> {
    /// What becomes of the end of a round: another round, or the end of the loop.
    pub(crate) fn end_of_round(&self, idx: StepIdx, repeat: &Repeat, input: &Value) -> Option<Entry> {
        let one = self.graph.loop_of(idx)?;
        let (step, attempt) = (self.id(idx), self.state.steps[idx].attempts);
        let RoundEnd { again, .. } = RoundEnd::deserialize(input).ok()?;
        let rounds = self.state.round_of(one);
        let is_spent = again && rounds >= repeat.at_most;
        if again && !is_spent {
            let begun = one.steps.iter().filter(|&&idx| !matches!(self.state.steps[idx].standing, Standing::Pending));
            return Some(Entry::RoundStarted { step, round: rounds + 1, steps: begun.map(|&idx| self.id(idx)).collect() });
        }
        if is_spent && repeat.on_spent == OnSpent::Fail {
            let message = format!(
                "loop `{step}` has gone round {rounds} times, which is as often as its plan allows, and `{}` still holds; rerun it for as \
                 many rounds more, or skip it",
                repeat.condition.0.trim()
            );
            let failure = lost(Misfit { code: ROUNDS_SPENT, message });
            let code = repeat.code.clone().unwrap_or(failure.code);
            return Some(Entry::AttemptFailed { step, attempt, failure: crate::Failure { code, ..failure } });
        }
        let output = free(json!({ "rounds": rounds, "spent": is_spent }));
        Some(Entry::EffectCompleted { effort: Effort { step, attempt, item: None, undo: false }, output })
    }
}

impl Apply<'_> {
    /// The pause before the next round, where an attempt that begins with these inputs leads to one.
    pub(crate) fn pause_before_round(
        &self,
        idx: StepIdx,
        inputs: &[Value],
        cause: &Cause,
        at: Timestamp,
    ) -> Result<Option<Waiting>, String> {
        let (Work::Repeat(repeat), Some(input)) = (&self.plan.steps[idx].work, inputs.first()) else { return Ok(None) };
        let RoundEnd { again, after_ms } =
            RoundEnd::deserialize(input).map_err(|error| format!("its input does not say how a round ended: {error}"))?;
        // A person's rerun begins to count anew.
        let repeated = if matches!(cause, Cause::Rerun { .. }) { 0 } else { self.state.steps[idx].repeated };
        if !again || repeated + 1 >= repeat.at_most {
            return Ok(None);
        }
        let is_enough = self.state.begun_anew.is_some_and(|(when, steps)| when == at && steps >= STEPS_AT_ONCE);
        let pause = after_ms.filter(|ms| *ms > 0).or(is_enough.then_some(0));
        Ok(pause.map(|ms| Waiting::for_ms(ms, at)))
    }

    /// The pause is over: the next round begins in the next entry.
    pub(crate) fn pause_is_over(&mut self, idx: StepIdx) {
        let inputs = self.state.steps[idx].inputs.clone();
        self.leave_for(idx, Standing::Working(Working::on_nothing(inputs)));
    }

    pub(crate) fn round_started(&mut self, end: &StepId, round: u32, steps: &[StepId], at: Timestamp) -> Result<(), String> {
        let end = self.step(end)?;
        let graph = self.graph;
        let Some(one) = graph.loop_of(end) else { return Err(self.cannot(end, "begin a round")) };
        let steps: Vec<_> = steps.iter().map(|step| self.step(step)).collect::<Result<_, _>>()?;
        // In a fork that does the loop's end anew, this is all that is left of what it did.
        let is_carried_over = !steps.contains(&end);
        let ends_a_round = matches!(self.state.steps[end].standing, Standing::Working(_)) && round == self.state.round_of(one) + 1;
        if !(ends_a_round || is_carried_over && round > 1) {
            return Err(self.cannot(end, &format!("begin round {round}")));
        }
        if let Some(&stranger) = steps.iter().find(|idx| !one.steps.contains(idx)) {
            return Err(self.cannot(stranger, "be done anew in this round"));
        }
        self.keep_given_of(one);
        // Those inside are entered anew.
        graph
            .loops()
            .iter()
            .filter(|inner| inner.end != end && one.steps.contains(&inner.end))
            .for_each(|inner| self.begin_counting(inner));
        for &idx in &steps {
            let record = &mut self.state.steps[idx];
            let seen = Seen::of(record);
            record.previous.retain(|(of, _)| *of != end);
            record.previous.push((end, seen));
            // What a step may fail counts in each round; the loop's own end is bounded by all of them. So is sending back out of the loop: it gives
            // the loop its rounds anew, and would bound nothing else.
            if idx != end {
                (record.failed, record.failed_in_row) = (0, 0);
                let out =
                    edge_of(&self.plan.steps[idx]).is_some_and(|edge| !graph.find(&edge.to).is_some_and(|to| one.steps.contains(&to)));
                if !out {
                    record.sent_back = 0;
                }
            }
            self.back_to_pending(idx, end);
        }
        self.state.steps[end].repeated = round - 1;
        let before = self.state.begun_anew.filter(|(when, _)| *when == at).map_or(0, |(_, steps)| steps);
        self.state.begun_anew = Some((at, before + steps.len()));
        Ok(())
    }

    /// Loops that are entered anew because steps of theirs are, and not by a round of their own, count from 1 again.
    pub(crate) fn enter_loops_anew(&mut self, steps: &[StepIdx], because_of: StepIdx) {
        let graph = self.graph;
        for one in graph.loops() {
            let is_entered = steps.contains(&one.from) && !one.steps.contains(&because_of);
            let was_over =
                steps.contains(&one.end) && !matches!(self.state.steps[one.end].standing, Standing::Working(_) | Standing::Waiting(_));
            if was_over || is_entered {
                self.begin_counting(one);
                for &idx in &one.steps {
                    let record = &mut self.state.steps[idx];
                    // What has not begun in the round that was under way begins because of this.
                    record.sent_back_by = record.sent_back_by.map(|by| if by == one.end { because_of } else { by });
                }
            }
        }
    }

    pub(crate) fn begin_counting(&mut self, one: &Loop) {
        self.state.steps[one.end].repeated = 0;
        for &idx in &one.steps {
            self.state.steps[idx].previous.retain(|(end, _)| *end != one.end);
        }
    }

    /// What was done in a round stays done when the next one begins. It keeps what the others of the round gave, for its undoing.
    fn keep_given_of(&mut self, one: &Loop) {
        let is_kept = |past: &Arc<PastRound>| past.end == one.end;
        // Whatever was done before the round before this one has been kept already.
        let fresh = self.state.given.iter().rposition(|given| one.steps.contains(&given.idx) && given.past.iter().any(is_kept));
        let fresh = fresh.map_or(0, |at| at + 1);
        if !self.state.given[fresh..].iter().any(|given| one.steps.contains(&given.idx)) {
            return;
        }
        let steps = one.steps.iter().map(|&idx| (idx, Seen::of(&self.state.steps[idx]))).collect();
        let past = Arc::new(PastRound { end: one.end, steps });
        for given in self.state.given[fresh..].iter_mut().filter(|given| one.steps.contains(&given.idx)) {
            given.past.push(Arc::clone(&past));
        }
    }
}
