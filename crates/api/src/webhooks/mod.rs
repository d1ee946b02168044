//! Webhooks out: the outbox is written with the projections (`content::project`); here it is emptied, signed, with patience.

mod signature;

use std::sync::Arc;
use std::time::Duration;

use db::queries::content::webhooks as sql;
use engine::Handle;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use store::{Database, Identity};
use uuid::Uuid;

pub(crate) use outward::check_url;
pub(crate) use signature::new_secret;

/// How long the receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// A try that has not ended by then was lost with its process, and is made again.
const LEASE_S: f64 = 60.0;
/// Deliveries taken at once, and made at the same time.
const AT_ONCE: i64 = 8;
/// How often the outbox is looked at while there is work.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Looks that are left out, one after the other, while this process writes nothing that could fill the outbox.
const LOOKS_LEFT_OUT: u32 = 4;
/// How long to wait after each failed try, as the Standard Webhooks specification proposes. After the last one it is given up.
const BACKOFF_S: [u64; 8] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600];

/// Empties the outbox. Several may work on one database.
pub struct Dispatcher {
    database: Database,
    client: reqwest::Client,
    to_private_addresses: bool,
    backoff: Vec<Duration>,
    engine: Option<Handle>,
}

impl Dispatcher {
    /// A dispatcher over a database.
    ///
    /// # Errors
    /// No HTTP client could be made.
    pub fn new(database: Database, to_private_addresses: bool) -> Result<Self, String> {
        let client = outward::client(to_private_addresses, PATIENCE).map_err(|error| error.to_string())?;
        Ok(Self { database, client, to_private_addresses, backoff: BACKOFF_S.into_iter().map(Duration::from_secs).collect(), engine: None })
    }

    /// Looks less often while this engine, whose projections fill the outbox, does nothing.
    #[must_use]
    pub fn beside(mut self, engine: Handle) -> Self {
        self.engine = Some(engine);
        self
    }

    /// With other waits after failed tries.
    #[must_use]
    pub fn with_backoff(mut self, backoff: Vec<Duration>) -> Self {
        self.backoff = backoff;
        self
    }

    /// Works until it is dropped. What was begun and not finished then is made again by whoever comes next.
    pub async fn work(self) {
        let this = Arc::new(self);
        loop {
            let seen = this.waves();
            match this.round().await {
                Ok(0) => this.rest(seen).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error, "the outbox of webhooks could not be read; looking again soon");
                    tokio::time::sleep(LOOK_EVERY * 5).await;
                }
            }
        }
    }

    /// What the engine beside this one had written.
    fn waves(&self) -> Option<u64> {
        self.engine.as_ref().map(|engine| engine.statistics().waves)
    }

    /// Until it is worth another look.
    async fn rest(&self, seen: Option<u64>) {
        tokio::time::sleep(LOOK_EVERY).await;
        for _ in 0..LOOKS_LEFT_OUT {
            if seen.is_none() || self.waves() != seen {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Makes what is due; answers how much that was.
    async fn round(&self) -> Result<usize, String> {
        let client = self.database.get(Identity::Service).await.map_err(|error| error.to_string())?;
        let due = sql::take_due().bind(&client, &LEASE_S, &AT_ONCE).all().await.map_err(|error| error.to_string())?;
        drop(client);
        let count = due.len();
        stream::iter(due).for_each_concurrent(None, |delivery| self.deliver(delivery)).await;
        Ok(count)
    }

    async fn deliver(&self, delivery: sql::TakeDue) {
        let sent = if delivery.is_active { self.send(&delivery).await } else { Outcome::hopeless("the webhook is switched off") };
        let attempt = usize::try_from(delivery.attempts).unwrap_or(1).max(1);
        let retry_in_s = match &sent {
            Outcome { delivered: false, hopeless: false, .. } => self.backoff.get(attempt - 1).map(Duration::as_secs_f64),
            _ => None,
        };
        let status = if sent.delivered { "delivered" } else { "failed" };
        let kept = async {
            let client = self.database.get(Identity::Service).await.map_err(|error| error.to_string())?;
            sql::finish_delivery()
                .bind(&client, &retry_in_s, &status, &sent.response_status, &sent.error.as_deref(), &delivery.id, &delivery.attempts)
                .await
                .map_err(|error| error.to_string())
        };
        if let Err(error) = kept.await {
            // It is made again when the lease has passed: receivers tell repeats by their id.
            tracing::warn!(delivery = %delivery.id, error, "what came of a webhook could not be written down");
        }
    }

    async fn send(&self, delivery: &sql::TakeDue) -> Outcome {
        if let Err(why) = check_url(&delivery.url, self.to_private_addresses) {
            return Outcome::hopeless(&why);
        }
        let at = Timestamp::now().as_second();
        let signature = match signature::sign(&delivery.secret, delivery.id, at, &delivery.body) {
            Ok(signature) => signature,
            Err(why) => return Outcome::hopeless(why),
        };
        let request = self
            .client
            .post(&delivery.url)
            .header("content-type", "application/json")
            .header("webhook-id", message_id(delivery.id))
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", signature)
            .body(delivery.body.clone());
        match request.send().await {
            Ok(answer) => {
                let status = answer.status();
                Outcome {
                    delivered: status.is_success(),
                    // The receiver says that it wants no more.
                    hopeless: status.as_u16() == 410,
                    response_status: Some(i32::from(status.as_u16())),
                    error: (!status.is_success()).then(|| format!("the receiver answered {status}")),
                }
            }
            Err(error) => Outcome { delivered: false, hopeless: false, response_status: None, error: Some(outward::words(&error)) },
        }
    }
}

/// The message's id, the same for every try.
fn message_id(delivery: Uuid) -> String {
    format!("msg_{}", delivery.simple())
}

struct Outcome {
    delivered: bool,
    /// Trying again would change nothing.
    hopeless: bool,
    response_status: Option<i32>,
    error: Option<String>,
}

impl Outcome {
    fn hopeless(why: &str) -> Self {
        Self { delivered: false, hopeless: true, response_status: None, error: Some(why.to_owned()) }
    }
}
