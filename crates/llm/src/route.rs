//! Routing as pure policy: which model is asked, in which order, and what to do when one fails.
//!
//! [`plan`] orders the candidates: the model asked for, then its tier elsewhere, then the tier below. [`Route`] walks that order as
//! calls fail: one retry with a delay, then the next. Every step away from the model asked for is a [`Degradation`] with its
//! reason, which the ledger stores. Nothing here knows clocks, prices' origins or providers: the caller passes facts in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalogue::{ModelCard, Tier};
use crate::error::{ModelError, ModelErrorKind};

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This very model.
    Model(String),
    /// Any model of a tier.
    Tier(Tier),
}

/// What the request needs a model to be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// Call tools.
    pub tools: bool,
    /// Be held to a JSON Schema.
    pub structured_output: bool,
    /// Input and output together, in tokens.
    pub context_tokens: u64,
    /// Output, in tokens.
    pub output_tokens: u64,
}

/// A model with the facts of the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The model.
    pub card: ModelCard,
    /// Why its provider cannot be asked from here, where it cannot.
    pub unavailable: Option<String>,
    /// Whether its provider failed lately ([`Health`]).
    pub healthy: bool,
    /// Upper bound of what this request would cost, in nano-dollars; `None` where a price is not known.
    pub cost_bound_nanos: Option<u64>,
}

/// What is allowed when the model asked for cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Whether another model may serve at all.
    pub fallback: bool,
    /// The lowest tier that may serve; a gate's quality floor.
    pub floor: Tier,
    /// The most one call may cost, in nano-dollars.
    pub max_call_nanos: Option<u64>,
    /// Whether a model without a known price may serve.
    pub allow_unknown_price: bool,
    /// Retries of the same model after a failure that may pass.
    pub retries: u32,
    /// The first delay before a retry, in milliseconds, where the provider does not say; doubles each time.
    pub backoff_ms: u64,
    /// A provider that asks for a longer wait than this, in milliseconds, is passed over.
    pub max_wait_ms: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            fallback: false,
            floor: Tier::Bronze,
            max_call_nanos: None,
            allow_unknown_price: false,
            retries: 1,
            backoff_ms: 1_000,
            max_wait_ms: 30_000,
        }
    }
}

/// Another model served than the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Degradation {
    /// The model asked for, or tried before.
    pub from_model: String,
    /// Its tier, where known.
    pub from_tier: Option<Tier>,
    /// The model that is asked instead.
    pub to_model: String,
    /// Its tier.
    pub to_tier: Tier,
    /// The kind of reason.
    pub cause: Cause,
    /// The reason, for people.
    pub reason: String,
}

/// Kinds of reasons for a degradation; the words of `llm.degradations.cause`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A budget could not bear it.
    Budget,
    /// Its price is not known.
    PriceUnknown,
    /// It failed.
    ProviderError,
    /// Its provider failed lately.
    Unhealthy,
    /// It cannot be asked from here.
    Unavailable,
    /// It cannot do what is needed, or a rule says so.
    Policy,
}

impl Cause {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::PriceUnknown => "price_unknown",
            Self::ProviderError => "provider_error",
            Self::Unhealthy => "unhealthy",
            Self::Unavailable => "unavailable",
            Self::Policy => "policy",
        }
    }
}

/// A model left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The model.
    pub model: String,
    /// The kind of reason.
    pub cause: Cause,
    /// The reason, for people.
    pub reason: String,
}

/// No model can serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no model can serve: {}", .0.iter().map(|r| format!("{} ({})", r.model, r.reason)).collect::<Vec<_>>().join("; "))]
pub struct NoRoute(
    /// Every model that was looked at.
    pub Vec<Rejected>,
);

/// Orders the candidates that may serve.
pub fn plan(wanted: &Wanted, needs: Needs, candidates: &[Candidate], policy: &Policy) -> Result<Route, NoRoute> {
    let asked = match wanted {
        Wanted::Model(id) => candidates.iter().find(|candidate| candidate.card.id == *id),
        Wanted::Tier(_) => None,
    };
    let start = match (wanted, asked) {
        (Wanted::Tier(tier), _) => *tier,
        (Wanted::Model(_), Some(candidate)) => candidate.card.tier,
        (Wanted::Model(id), None) => {
            return Err(NoRoute(vec![Rejected { model: id.clone(), cause: Cause::Policy, reason: "unknown model".to_owned() }]));
        }
    };
    let mut rejected = Vec::new();
    let mut fit: Vec<&Candidate> = Vec::new();
    for candidate in candidates {
        let is_asked = asked.is_some_and(|asked| asked.card.id == candidate.card.id);
        let in_reach = match wanted {
            Wanted::Model(_) if is_asked => true,
            Wanted::Model(_) => policy.fallback && candidate.card.tier <= start && candidate.card.tier >= policy.floor,
            Wanted::Tier(tier) => {
                candidate.card.tier == *tier || (policy.fallback && candidate.card.tier <= start && candidate.card.tier >= policy.floor)
            }
        };
        if !in_reach {
            continue;
        }
        match unfit(candidate, needs, policy) {
            Some((cause, reason)) => rejected.push(Rejected { model: candidate.card.id.clone(), cause, reason }),
            None => fit.push(candidate),
        }
    }
    let home = asked.map(|asked| asked.card.provider.as_str());
    fit.sort_by(|a, b| {
        let rank = |candidate: &Candidate| {
            let below = start != candidate.card.tier;
            (
                asked.is_none_or(|asked| asked.card.id != candidate.card.id) && asked.is_some(),
                std::cmp::Reverse(candidate.card.tier),
                !candidate.healthy,
                // The same tier elsewhere first; a tier below at the same provider first.
                if below { home.is_some_and(|home| home != candidate.card.provider) } else { home == Some(&*candidate.card.provider) },
                candidate.cost_bound_nanos.is_none(),
                candidate.cost_bound_nanos,
            )
        };
        rank(a).cmp(&rank(b)).then_with(|| a.card.id.cmp(&b.card.id))
    });
    // An ailing provider is passed over where a sound one can serve, unless it was asked for by name and nothing else may serve.
    if fit.iter().any(|candidate| candidate.healthy) {
        let (sound, ailing): (Vec<_>, Vec<_>) = fit.into_iter().partition(|candidate| candidate.healthy);
        for candidate in &ailing {
            rejected.push(Rejected {
                model: candidate.card.id.clone(),
                cause: Cause::Unhealthy,
                reason: format!("{} failed lately", candidate.card.provider),
            });
        }
        fit = sound;
    }
    let Some(first) = fit.first() else { return Err(NoRoute(rejected)) };
    let detour = match asked {
        Some(asked) if asked.card.id != first.card.id => {
            let why = rejected.iter().find(|rejected| rejected.model == asked.card.id);
            let (cause, reason) = why.map_or((Cause::Policy, String::new()), |why| (why.cause, why.reason.clone()));
            Some(degradation(&asked.card, &first.card, cause, reason))
        }
        _ => None,
    };
    Ok(Route {
        order: fit.into_iter().map(|candidate| candidate.card.clone()).collect(),
        rejected,
        policy: policy.clone(),
        at: 0,
        tried: 0,
        detour,
    })
}

/// Why a candidate cannot serve this request, if it cannot.
fn unfit(candidate: &Candidate, needs: Needs, policy: &Policy) -> Option<(Cause, String)> {
    let card = &candidate.card;
    if !card.is_active {
        return Some((Cause::Policy, "it is not active".to_owned()));
    }
    if let Some(why) = &candidate.unavailable {
        return Some((Cause::Unavailable, why.clone()));
    }
    if needs.tools && !card.supports_tools {
        return Some((Cause::Policy, "it cannot call tools".to_owned()));
    }
    if needs.structured_output && !card.supports_structured_output {
        return Some((Cause::Policy, "it cannot be held to a schema".to_owned()));
    }
    if card.max_context_tokens.is_some_and(|limit| needs.context_tokens > u64::from(limit)) {
        return Some((Cause::Policy, format!("the request needs {} tokens of context", needs.context_tokens)));
    }
    if card.max_output_tokens.is_some_and(|limit| needs.output_tokens > u64::from(limit)) {
        return Some((Cause::Policy, format!("the request wants {} tokens of output", needs.output_tokens)));
    }
    match (candidate.cost_bound_nanos, policy.max_call_nanos) {
        (None, _) if !policy.allow_unknown_price => Some((Cause::PriceUnknown, "its price is not known".to_owned())),
        (Some(cost), Some(limit)) if cost > limit => {
            Some((Cause::Budget, format!("it may cost {cost} nano-dollars, allowed are {limit} for one call")))
        }
        _ => None,
    }
}

fn degradation(from: &ModelCard, to: &ModelCard, cause: Cause, reason: String) -> Degradation {
    Degradation { from_model: from.id.clone(), from_tier: Some(from.tier), to_model: to.id.clone(), to_tier: to.tier, cause, reason }
}

/// The order of calls for one request, and where in it we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    order: Vec<ModelCard>,
    rejected: Vec<Rejected>,
    policy: Policy,
    at: usize,
    tried: u32,
    detour: Option<Degradation>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Ask this model.
    Call {
        /// Which.
        card: ModelCard,
        /// After this delay.
        wait: Duration,
        /// Set where it is another model than before.
        degradation: Option<Degradation>,
    },
    /// Nothing is left to try.
    GiveUp {
        /// Why, for people.
        reason: String,
    },
}

/// Why the call could not be made or gave nothing.
#[derive(Debug, Clone, Copy)]
pub enum Setback<'a> {
    /// The call failed.
    Failed(&'a ModelError),
    /// A budget could not bear it; its words.
    Denied(&'a str),
}

impl Route {
    /// The models that may serve, in order.
    pub fn order(&self) -> &[ModelCard] {
        &self.order
    }

    /// The models left out from the start.
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    /// The first call.
    pub fn first(&self) -> Move {
        Move::Call { card: self.order[0].clone(), wait: Duration::ZERO, degradation: self.detour.clone() }
    }

    /// What to do after a setback with the current model.
    pub fn after(&mut self, setback: Setback<'_>) -> Move {
        let current = &self.order[self.at];
        let (cause, reason) = match setback {
            Setback::Denied(words) => (Cause::Budget, words.to_owned()),
            Setback::Failed(error) => {
                if let Some(wait) = self.retry_delay(error.kind) {
                    self.tried += 1;
                    return Move::Call { card: current.clone(), wait, degradation: None };
                }
                match error.kind {
                    // Asking somebody else the same would be wrong again, or evade a refusal.
                    ModelErrorKind::BadRequest | ModelErrorKind::Refused => {
                        return Move::GiveUp { reason: format!("{}: {}", error.code(), error.message) };
                    }
                    ModelErrorKind::Unavailable => (Cause::Unavailable, error.message.clone()),
                    ModelErrorKind::Budget => (Cause::Budget, error.message.clone()),
                    _ => (Cause::ProviderError, error.message.clone()),
                }
            }
        };
        let down = matches!(
            setback,
            Setback::Failed(ModelError {
                kind: ModelErrorKind::RetryElsewhere | ModelErrorKind::Budget | ModelErrorKind::RetryLater { .. },
                ..
            })
        );
        let failed = current.clone();
        // A whole provider that cannot serve is passed over; after a denial or a bad answer its other models may do.
        let next = (self.at + 1..self.order.len()).find(|index| !down || self.order[*index].provider != failed.provider);
        match next {
            Some(next) => {
                self.at = next;
                self.tried = 0;
                let card = self.order[next].clone();
                let degradation = Some(degradation(&failed, &card, cause, reason));
                Move::Call { card, wait: Duration::ZERO, degradation }
            }
            None => Move::GiveUp { reason: format!("{}: {reason}", failed.id) },
        }
    }

    /// How long to wait before the same model is asked again, if it should be.
    fn retry_delay(&self, kind: ModelErrorKind) -> Option<Duration> {
        if self.tried >= self.policy.retries {
            return None;
        }
        let usual = Duration::from_millis(self.policy.backoff_ms.saturating_mul(1 << self.tried.min(20)));
        let wait = match kind {
            ModelErrorKind::RetryLater { after } => after.unwrap_or(usual),
            ModelErrorKind::Timeout | ModelErrorKind::BadResponse => usual,
            _ => return None,
        };
        (wait <= Duration::from_millis(self.policy.max_wait_ms)).then_some(wait)
    }
}

/// Whether a provider failed lately: after `threshold` failures in a row it counts as ailing for a while. Time is passed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    failures: u32,
    ailing_until_ms: u64,
}

impl Health {
    /// Failures in a row that make a provider ailing.
    pub const THRESHOLD: u32 = 3;
    /// How long it then counts as ailing, in milliseconds; the next call after that is the trial.
    pub const REST_MS: u64 = 30_000;

    /// A provider nothing is known of.
    pub const fn new() -> Self {
        Self { failures: 0, ailing_until_ms: 0 }
    }

    /// Notes how a call at `now_ms` ended. Only failures of the provider count, not of the request.
    pub fn note(&mut self, outcome: Result<(), ModelErrorKind>, now_ms: u64) {
        match outcome {
            Err(
                ModelErrorKind::RetryLater { .. } | ModelErrorKind::RetryElsewhere | ModelErrorKind::Timeout | ModelErrorKind::BadResponse,
            ) => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= Self::THRESHOLD {
                    self.ailing_until_ms = now_ms.saturating_add(Self::REST_MS);
                }
            }
            Err(_) => {}
            Ok(()) => *self = Self::new(),
        }
    }

    /// Whether it may be asked at `now_ms`.
    pub fn is_sound(&self, now_ms: u64) -> bool {
        now_ms >= self.ailing_until_ms
    }
}

impl Default for Health {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
