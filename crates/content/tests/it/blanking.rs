//! Blanking any one stage's output, behind the back of its own gate, makes a later gate fail.

use std::sync::Arc;

use engine::{CheckCall, Checker, Effect, EffectCall, Produced, Registry};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, Verdict, VerdictOutcome};

use crate::house::{House, brief, essay, unapproved};

/// Blanks every file of one step.
struct Blanker {
    inner: Arc<dyn Effect>,
    step: String,
}

impl Effect for Blanker {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let blank = call.effort.step.0 == self.step;
        let inner = self.inner.run(call);
        async move {
            let mut produced = inner.await?;
            if blank {
                produced.files.iter_mut().filter(|file| !file.path.starts_with(".gate/")).for_each(|file| file.bytes = b" \n".to_vec());
            }
            Ok(produced)
        }
        .boxed()
    }
}

/// Lets one step's gate pass whatever it sees.
struct BlindGate {
    inner: Arc<dyn Checker>,
    step: String,
}

impl Checker for BlindGate {
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        if call.effort.step.0 == self.step {
            let pass = Verdict { outcome: VerdictOutcome::Pass, score: None, fail_codes: Vec::new(), results: Vec::new() };
            return futures_util::future::ready(Ok(pass)).boxed();
        }
        self.inner.check(call)
    }
}

fn blanked(registry: Registry, step: &str, blind: bool) -> Registry {
    let effects = registry
        .effects
        .into_iter()
        .map(|(name, inner)| (name, Arc::new(Blanker { inner, step: step.to_owned() }) as Arc<dyn Effect>))
        .collect();
    let checker = registry.checker.map(|inner| match blind {
        true => Arc::new(BlindGate { inner, step: step.to_owned() }) as Arc<dyn Checker>,
        false => inner,
    });
    Registry { effects, checker, ..registry }
}

async fn every_stage_is_missed(template: &str) {
    let house = House::new().await;
    let request = || match template {
        "typographic-etymology" => essay("villain"),
        "source-brief" => brief("What must be done about the Harrow bridge?"),
        other => {
            let mut request = unapproved(other, "villain");
            request.approve_via = Some("test".to_owned());
            request
        }
    };
    let gates: Vec<(String, i32)> = {
        let created = house.content.create_run(&house.account, request()).await.unwrap();
        let rows = house.content.gates(created.run_id).await.unwrap();
        rows.into_iter().map(|gate| (gate.gate_id, gate.gate_order)).collect()
    };
    let last = gates.iter().map(|(_, order)| *order).max().unwrap();
    for (gate, order) in &gates {
        // The last gate has none behind it: its own must notice.
        let blind = *order != last;
        let engine = house.engine_with(blanked(house.content.registry(), gate, blind)).await;
        let run = house.run(&engine, request()).await;
        assert_ne!(run.status, "completed", "{template}: nobody noticed that {gate} made nothing");
        let failed: Vec<i32> =
            house.newest(run.id).await.values().filter(|found| found.status == "failed").map(|found| found.gate_order).collect();
        assert!(
            failed.iter().any(|found| if blind { found > order } else { found == order }),
            "{template}: {gate} was blanked, failed were {failed:?}"
        );
        engine.stop(std::time::Duration::from_secs(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_stage_of_the_essay_fails_a_later_gate() {
    every_stage_is_missed("typographic-etymology").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_stage_of_the_infographic_fails_a_later_gate() {
    every_stage_is_missed("etymology-infographic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_stage_of_the_brief_fails_a_later_gate() {
    every_stage_is_missed("source-brief").await;
}
