//! `signal`: sends a signal to another run of the same account: its parent, or one that it names.

use db::queries::flows::runs as sql;
use engine::{Effect, EffectCall, Produced, Request};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Actor, Failure, FailureClass};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Identity;
use uuid::Uuid;

use super::{arguments, failure};
use crate::service::Flows;
use crate::{queues, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// `parent`, or a run's identity.
    to: String,
    name: String,
    #[serde(default)]
    payload: Value,
}

/// The effect `signal`.
pub(super) struct Signal(pub(super) Flows);

impl Effect for Signal {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let flows = self.0.clone();
        async move {
            let asked: Arguments = arguments(&call, "signal")?;
            send(&flows, &call, asked).await
        }
        .boxed()
    }
}

/// Files the signal under the identity of the attempt, so that a repeated delivery sends it once. What the other run makes of it is its own.
async fn send(flows: &Flows, call: &EffectCall, asked: Arguments) -> Result<Produced, Failure> {
    let step = &call.effort.step;
    let broken = |error: &dyn std::fmt::Display| failure("DATABASE", format!("step `{step}`: {error}"), FailureClass::Retryable);
    let unknown = |what: String| failure("UNKNOWN_RUN", format!("step `{step}`: {what}"), FailureClass::Terminal);
    let client = flows.database().get(Identity::Service).await.map_err(|error| broken(&error))?;
    let to = if asked.to == "parent" {
        let own = sql::get_run().bind(&client, &call.run_id).opt().await.map_err(|error| broken(&error))?;
        own.and_then(|run| run.parent_id).ok_or_else(|| unknown("this run has no parent".to_owned()))?
    } else {
        Uuid::parse_str(&asked.to).map_err(|_| unknown(format!("`{}` is neither `parent` nor the id of a run", asked.to)))?
    };
    // Somebody else's run is not there; one that went on in another is that one now.
    let mut to = to;
    loop {
        let run = read::run(&client, to).await.map_err(|error| broken(&error))?.filter(|run| run.user_id == call.owner);
        let run = run.ok_or_else(|| unknown(format!("there is no run {to}")))?;
        if run.status != "continued" {
            if run.has_ended() {
                let message = format!("step `{step}`: run {to} is {} and hears no signals", run.status);
                return Err(failure("RUN_ENDED", message, FailureClass::Terminal));
            }
            break;
        }
        to = sql::next_of().bind(&client, &to).one().await.map_err(|error| broken(&error))?;
    }
    let id = format!("{}/{}", call.run_id, super::cause(&call.effort));
    drop(client);
    // The signal of a queue adds an item.
    let from = format!("run {} step {step}", call.run_id);
    let added = flows.add_by_signal(to, &asked.name, &id, &asked.payload, &from).await;
    if added.map_err(|error| queues::refused(call, &error))? {
        return Ok(Produced { value: json!({ "run_id": to }), ..Produced::default() });
    }
    // Nobody hears of a refusal later.
    flows.check_signal(to, &asked.name, &asked.payload).await.map_err(|error| queues::refused(call, &error))?;
    let client = flows.database().get(Identity::Service).await.map_err(|error| broken(&error))?;
    let by = Actor { id: format!("run {}", call.run_id), via: format!("step {step}"), roles: Vec::new() };
    let name = asked.name.clone();
    let request = Request::Signal { name: asked.name, id: id.clone(), payload: asked.payload, by };
    engine::request(&client, to, &request, &crate::signal_key(&name, &id)).await.map_err(|error| match error {
        engine::RequestError::Nul => failure("BAD_ARGUMENTS", format!("step `{step}`: {error}"), FailureClass::Terminal),
        other => broken(&other),
    })?;
    // The hint takes a connection, too: who holds one while waiting for another may wait for ever.
    drop(client);
    engine::hint(flows.database()).await.map_err(|error| broken(&error))?;
    Ok(Produced { value: json!({ "run_id": to }), ..Produced::default() })
}
