//! One question from routing to settlement.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Pool};
use jiff::Timestamp;
use llm::json::Repair;
use llm::route::{self, Candidate, Degradation, Health, Move, Needs, NoRoute, Policy, Setback, Wanted};
use llm::{CacheHint, ModelCard, ModelError, ModelErrorKind, ModelRequest, ModelResponse, Providers, estimate};
use tracing::Instrument;
use uuid::Uuid;

use crate::catalogue;
use crate::error::{Denied, LedgerError};
use crate::price;
use crate::reserve::{Held, Purpose, Recorded, Reservation, Reserved, priced_model, reserve};
use crate::settle::{Settled, fail, record_degradation, settle, sweep};
use crate::trace;

/// How often, and after which delays, a settlement is tried again: the answer is paid for, so it is worth some patience.
const SETTLE_AGAIN: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];

/// How often expired reservations are swept while questions come in, and how many at most.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
const SWEPT_AT_ONCE: u32 = 100;

/// Models that can be asked, and whose every call is metered. One per process; it remembers which providers failed lately.
pub struct Models {
    pool: Pool,
    providers: Providers,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    health: Mutex<BTreeMap<String, Health>>,
    swept: Mutex<Option<Instant>>,
    began: Instant,
}

/// What is asked, and under which conditions.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The request. Its `model` is filled in with the routed model's wire name; its `idempotency_key` names the wanted answer.
    pub request: ModelRequest,
    /// The model or tier.
    pub wanted: Wanted,
    /// What may serve instead.
    pub policy: Policy,
    /// Whom and what it is for.
    pub purpose: Purpose<'a>,
    /// Whoever asked with this key before is known to be gone ([`Reservation::take_over`]).
    pub take_over: bool,
    /// What had to be mended before an answer could be read; stored with the call.
    pub repairs: fn(&ModelRequest, &ModelResponse) -> Vec<Repair>,
}

/// An answer and what it cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The call.
    pub call_id: Uuid,
    /// The model of the catalogue that answered; `None` for a recorded answer.
    pub card: Option<ModelCard>,
    /// The answer.
    pub response: ModelResponse,
    /// What it cost in nano-dollars; `None` where that is not known.
    pub cost_nanos: Option<u64>,
    /// It was paid for before; nothing was sent.
    pub recorded: bool,
    /// The models that were asked for or tried before, with the reasons.
    pub degradations: Vec<Degradation>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No model may or can serve.
    #[error(transparent)]
    NoRoute(#[from] NoRoute),
    /// A budget cannot bear it, and no cheaper model may serve.
    #[error("{0}")]
    Denied(Denied),
    /// The last model that was tried failed.
    #[error("{0}")]
    Model(ModelError),
    /// Somebody waits for an answer to this key.
    #[error("call {call_id} for the same key is still in flight")]
    InFlight {
        /// Their call.
        call_id: Uuid,
    },
    /// The ledger cannot say whether the call may leave, or cannot note that it ended.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No connection to the database.
    #[error("no connection to the ledger: {0}")]
    Pool(#[from] deadpool_postgres::PoolError),
}

impl AskError {
    /// Stable word for rows and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRoute(_) => "NO_MODEL",
            Self::Denied(denied) => denied.code(),
            Self::Model(error) => error.code(),
            Self::InFlight { .. } => "IN_FLIGHT",
            Self::Ledger(error) => error.code(),
            Self::Pool(_) => "LEDGER_UNAVAILABLE",
        }
    }

    /// Whether the same question may be answered later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoRoute(_) | Self::Denied(_) => false,
            Self::Model(error) => matches!(
                error.kind,
                ModelErrorKind::RetryLater { .. } | ModelErrorKind::RetryElsewhere | ModelErrorKind::Timeout | ModelErrorKind::BadResponse
            ),
            Self::InFlight { .. } | Self::Pool(_) => true,
            Self::Ledger(error) => matches!(error, LedgerError::Database(_)),
        }
    }
}

impl Models {
    /// Models reached through these providers and metered through a pool of the service identity. `clock` is business time.
    pub fn new(pool: Pool, providers: Providers, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { pool, providers, clock, health: Mutex::default(), swept: Mutex::default(), began: Instant::now() }
    }

    /// The same ledger with other providers.
    #[must_use]
    pub fn with_providers(self, providers: Providers) -> Self {
        Self { providers, health: Mutex::default(), ..self }
    }

    /// The providers.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// Asks, and falls back as the policy allows: reserves before each call, settles after it, and notes each degradation. Dropping
    /// the future leaves the call in flight: its reservation counts until somebody takes over or the sweeper ends it. No database
    /// connection is held while a model answers.
    pub async fn ask(&self, question: Question<'_>) -> Result<Answered, AskError> {
        let mut route = self.route(&question).await?;
        let mut degradations = Vec::new();
        let mut next = route.first();
        let mut last: Option<AskError> = None;
        loop {
            let (card, wait, degradation) = match next {
                Move::Call { card, wait, degradation } => (card, wait, degradation),
                Move::GiveUp { reason } => return Err(last.unwrap_or_else(|| unexplained(reason))),
            };
            degradations.extend(degradation.clone());
            tokio::time::sleep(wait).await;
            let error = match self.call(&question, &card, degradation.as_ref()).await {
                Ok(answered) => return Ok(Answered { degradations, ..answered }),
                Err(error) => error,
            };
            next = match &error {
                AskError::Denied(denied) => route.after(Setback::Denied(&denied.to_string())),
                AskError::Model(failure) => route.after(Setback::Failed(failure)),
                _ => return Err(error),
            };
            last = Some(error);
        }
    }

    /// The order of models for a question, at the prices and in the health of this moment.
    async fn route(&self, question: &Question<'_>) -> Result<route::Route, AskError> {
        let client = self.pool.get().await?;
        if self.is_sweep_due() {
            sweep(&client, SWEPT_AT_ONCE).await?;
        }
        let now = (self.clock)();
        if let Wanted::Model(id) = &question.wanted {
            // Enters models of open providers; refuses unknown ones with a list of the known.
            catalogue::resolve(&client, id).await?;
        }
        let listing = catalogue::listing(&client, now).await?;
        let replay = catalogue::prices_at(&client, priced_model(llm::cassette::PROVIDER, ""), now).await?;
        drop(client);
        let request = &question.request;
        let input = estimate::input(request);
        let candidates: Vec<Candidate> = listing
            .into_iter()
            .map(|entry| {
                let provider = self.providers.get(&entry.card.provider);
                let replayed = provider.as_ref().is_ok_and(|provider| provider.name() == llm::cassette::PROVIDER);
                let prices = if replayed { &replay } else { &entry.prices };
                Candidate {
                    unavailable: provider.err().map(|error| error.message),
                    healthy: self.is_sound(&entry.card.provider),
                    cost_bound_nanos: price::bound(input, request.max_output_tokens, cache(request.cache, &entry.card), prices),
                    card: entry.card,
                }
            })
            // The stand-ins, and models nothing is known of, are asked for by name only; they are nobody's fallback.
            .filter(|candidate| {
                let stands_in = [llm::offline::PROVIDER, llm::cassette::PROVIDER].contains(&&*candidate.card.provider);
                let is_known = llm::catalogue::ad_hoc(&candidate.card.id).is_none();
                (is_known && !stands_in) || question.wanted == Wanted::Model(candidate.card.id.clone())
            })
            .collect();
        let needs = Needs {
            tools: !request.tools.is_empty(),
            structured_output: request.output_schema.is_some(),
            context_tokens: input.likely + u64::from(request.max_output_tokens),
            output_tokens: u64::from(request.max_output_tokens),
        };
        Ok(route::plan(&question.wanted, needs, &candidates, &question.policy)?)
    }

    /// One call: reserve, send, settle.
    async fn call(&self, question: &Question<'_>, card: &ModelCard, degradation: Option<&Degradation>) -> Result<Answered, AskError> {
        let provider = self.providers.get(&card.provider).map_err(AskError::Model)?;
        let cache = cache(question.request.cache, card);
        let request = ModelRequest { model: card.wire_name.clone(), cache, ..question.request.clone() };
        let reservation = Reservation {
            request: &request,
            card,
            provider: provider.name(),
            purpose: question.purpose,
            at: (self.clock)(),
            // Half a minute beyond the request's own limit is enough to write down how it ended.
            lease: request.timeout() + Duration::from_secs(30),
            take_over: question.take_over,
        };
        let client = self.pool.get().await?;
        let held = match reserve(&client, &reservation).await {
            Ok(Reserved::Call(held)) => held,
            Ok(Reserved::Recorded(recorded)) => return recorded_before(&client, *recorded).await,
            Ok(Reserved::InFlight { call_id }) => return Err(AskError::InFlight { call_id }),
            Err(LedgerError::Denied(denied)) => return Err(AskError::Denied(denied)),
            Err(error) => return Err(error.into()),
        };
        if let Some(degradation) = degradation {
            record_degradation(&client, degradation, &question.purpose, Some(held.call_id)).await?;
        }
        drop(client);

        let span = trace::span(&request, provider.name(), &held);
        let outcome = provider.complete(request.clone()).instrument(span.clone()).await;
        trace::record(&span, &outcome);
        self.note(&card.provider, outcome.as_ref().map(drop).map_err(|error| error.kind));
        match outcome {
            Ok(response) => {
                let repairs = (question.repairs)(&request, &response);
                let settled = self.end(&held, Ok((&response, &repairs))).await?;
                Ok(Answered {
                    call_id: held.call_id,
                    card: Some(card.clone()),
                    response,
                    cost_nanos: settled.cost_nanos,
                    recorded: false,
                    degradations: Vec::new(),
                })
            }
            Err(error) => {
                self.end(&held, Err(&error)).await?;
                Err(AskError::Model(error))
            }
        }
    }

    async fn end(&self, held: &Held, outcome: Result<(&ModelResponse, &[Repair]), &ModelError>) -> Result<Settled, AskError> {
        let mut delays = SETTLE_AGAIN.into_iter();
        loop {
            let ended: Result<Settled, AskError> = async {
                let client = self.pool.get().await?;
                let now = (self.clock)();
                Ok(match outcome {
                    Ok((response, repairs)) => settle(&client, held, response, repairs, now).await?,
                    Err(error) => fail(&client, held, error, now).await?,
                })
            }
            .await;
            match (ended, delays.next()) {
                (Err(error), Some(delay)) if error.may_pass() => {
                    tracing::warn!(call = %held.call_id, %error, "settlement is tried again");
                    tokio::time::sleep(delay).await;
                }
                (ended, _) => return ended,
            }
        }
    }

    fn is_sound(&self, provider: &str) -> bool {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.get(provider).is_none_or(|health| health.is_sound(self.elapsed_ms()))
    }

    fn note(&self, provider: &str, outcome: Result<(), ModelErrorKind>) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.entry(provider.to_owned()).or_default().note(outcome, self.elapsed_ms());
    }

    /// Calls whose callers died and never came back are ended by whoever asks next.
    fn is_sweep_due(&self) -> bool {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        let due = swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY);
        if due {
            *swept = Some(Instant::now());
        }
        due
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The hint, where it means something: the others cache by themselves and sell no writing to it.
fn cache(hint: CacheHint, card: &ModelCard) -> CacheHint {
    if card.provider == "anthropic" { hint } else { CacheHint::None }
}

async fn recorded_before(client: &Client, recorded: Recorded) -> Result<Answered, AskError> {
    let row = crate::usage::call(client, recorded.call_id).await?;
    Ok(Answered {
        call_id: recorded.call_id,
        card: None,
        cost_nanos: row.and_then(|row| row.cost_nanos).map(crate::budget::read_count),
        response: recorded.response,
        recorded: true,
        degradations: Vec::new(),
    })
}

/// A route gives up only after a setback, so this is never seen; it keeps the reason all the same.
fn unexplained(reason: String) -> AskError {
    AskError::Model(ModelError::before_sending(ModelErrorKind::Unavailable, "", "", reason))
}
