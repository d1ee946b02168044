//! Random runs that move to the same plan under other names end as if they had not.

use std::sync::Arc;

use machine::{Mapping, RefusalCode, RunStatus};
use plan::{Plan, StepId};
use proptest::prelude::*;
use serde_json::Value;

use crate::properties::{act, acts, bring_to_an_end, drawn, input, sketches};
use crate::run::Run;

/// The name of `s3` is `s3x`, wherever it stands: names keep their order so, and with them what the drawn numbers mean.
fn renamed(plan: &Plan, which: &[bool]) -> Arc<Plan> {
    fn rename(value: &mut Value, which: &[bool]) {
        match value {
            Value::String(text) => {
                let mut out = String::new();
                let mut letters = text.chars().peekable();
                let mut before = ' ';
                while let Some(letter) = letters.next() {
                    out.push(letter);
                    if letter == 's'
                        && !before.is_alphanumeric()
                        && let Some(digit) = letters.peek().and_then(|digit| digit.to_digit(10))
                    {
                        out.extend(letters.next());
                        if which[digit as usize] {
                            out.push('x');
                        }
                    }
                    before = letter;
                }
                *text = out;
            }
            Value::Array(items) => items.iter_mut().for_each(|item| rename(item, which)),
            Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, which)),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(plan).unwrap();
    rename(&mut value, which);
    Arc::new(serde_json::from_value(value).unwrap())
}

fn mapping(which: &[bool]) -> Mapping {
    let steps = which.iter().enumerate().filter(|(_, is)| **is);
    let steps = steps.map(|(at, _)| (StepId(format!("s{at}")), Some(StepId(format!("s{at}x"))))).collect();
    Mapping { steps, ..Mapping::default() }
}

/// What a run comes to, by place instead of name.
fn outcome(run: &Run) -> (RunStatus, Vec<impl PartialEq + std::fmt::Debug + use<>>, Vec<(String, Value)>, Option<Value>) {
    let plain = |value: &Value| value.clone();
    let steps = run.machine.steps().map(|step| {
        let given = step.output.map(|output| plain(&output.value));
        (step.status, step.attempt, step.failed_attempts, given, step.verdict.cloned(), step.failure.map(|failure| failure.code.clone()))
    });
    let variables = run.machine.variables().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    (run.machine.status(), steps.collect(), variables, run.machine.output().cloned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_run_that_moves_to_its_plan_under_other_names_ends_as_one_that_does_not(
        sketches in sketches(), before in acts(), after in acts(), which in prop::collection::vec(any::<bool>(), 8), is_tame in any::<bool>()
    ) {
        let plan = drawn(&sketches, is_tame);
        let mut which: Vec<bool> = which[..plan.steps.len()].to_vec();
        let start = || {
            let (mut run, _) = Run::start(&plan, input(), None);
            before.iter().for_each(|&drawn| act(&mut run, drawn, is_tame));
            run
        };
        let (mut stayed, mut moved) = (start(), start());
        let result = moved.migrate(&renamed(&plan, &which), mapping(&which));
        if let Err(refusal) = result {
            if refusal.code != RefusalCode::NotMigratable {
                prop_assert!(moved.is_ended() || moved.machine.ending().is_some());
                return Ok(());
            }
            // Only what is being carried out may be in the way, and it says so.
            for obstacle in &refusal.obstacles {
                prop_assert!(obstacle.message.contains("its effect is under way"), "{:?}", obstacle);
                let at: usize = obstacle.path.trim_start_matches("steps.s").parse().unwrap();
                which[at] = false;
            }
            moved.migrate(&renamed(&plan, &which), mapping(&which)).unwrap();
        }
        for &drawn in &after {
            act(&mut stayed, drawn, is_tame);
            act(&mut moved, drawn, is_tame);
        }
        prop_assert_eq!(outcome(&moved), outcome(&stayed));
        bring_to_an_end(&mut stayed)?;
        bring_to_an_end(&mut moved)?;
        prop_assert_eq!(outcome(&moved), outcome(&stayed));
        moved.assert_replays();
    }

    #[test]
    fn a_run_moves_to_any_plan_or_nothing_changes_and_goes_on_to_an_end(
        first in sketches(), second in sketches(), before in acts(), after in acts(), dropped in prop::collection::vec(any::<bool>(), 8)
    ) {
        let (plan, target) = (drawn(&first, true), drawn(&second, true));
        let (mut run, _) = Run::start(&plan, input(), None);
        before.iter().for_each(|&drawn| act(&mut run, drawn, true));
        let gone = |at: usize| dropped[at] || at >= target.steps.len();
        let steps = (0..plan.steps.len()).filter(|&at| gone(at)).map(|at| (StepId(format!("s{at}")), None)).collect();
        let mut mapping = Mapping { steps, ..Mapping::default() };
        if let Err(refusal) = run.migrate(&target, mapping.clone()) {
            // Whoever is asked about steps that come too late has an answer.
            let asked = refusal.obstacles.iter().filter(|obstacle| obstacle.message.contains("say whether it is done"));
            mapping.late.extend(asked.map(|obstacle| (StepId::from(obstacle.path.trim_start_matches("steps.")), machine::Late::Do)));
            drop(run.migrate(&target, mapping));
        }
        after.iter().for_each(|&drawn| act(&mut run, drawn, true));
        bring_to_an_end(&mut run)?;
        run.assert_replays();
    }
}
