//! Evaluates gate contracts for the engine.

use std::sync::Arc;

use engine::{CheckCall, Checker};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, Verdict, VerdictOutcome};

use crate::effects::stage::{compute, fatal};
use crate::reach::Reach;
use crate::{compile, contract, workspace};

/// The checker of the content module.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContentChecker;

impl Checker for ContentChecker {
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        async move {
            let packet = compile::packet(&call.plan, &call.effort.step).map_err(|message| fatal("BROKEN_PLAN", message))?;
            let workspace = workspace::of_attempt(&packet, &call.run_input, &call.output, &call.upstream, &call.payloads).await?;
            let contract: Arc<[serde_json::Value]> = call.checks.into();
            let reach = Reach::new();
            compute(move || {
                let workspace = workspace.fetch(&reach);
                let results: Vec<_> = contract.iter().map(|check| contract::evaluate(check, &workspace)).collect();
                let verdict = checks::verdict(&results);
                Ok(Verdict {
                    outcome: match verdict.outcome {
                        checks::Outcome::Pass => VerdictOutcome::Pass,
                        checks::Outcome::Warn => VerdictOutcome::Warn,
                        checks::Outcome::Fail => VerdictOutcome::Fail,
                        checks::Outcome::Error => VerdictOutcome::Error,
                    },
                    score: verdict.score,
                    fail_codes: verdict.fail_codes.iter().map(|code| code.as_str().to_owned()).collect(),
                    results: results.iter().map(checks::CheckResult::to_value).collect(),
                })
            })
            .await
        }
        .boxed()
    }
}
