//! Budgets: who may use how much in which window.

use std::fmt;

use db::client::{GenericClient, Params as _};
use db::queries::llm::budgets;
use jiff::Timestamp;
use uuid::Uuid;

use crate::error::LedgerError;

/// Whom a budget belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The kind of owner.
    pub kind: ScopeKind,
    /// Its id as text.
    pub id: String,
}

impl Scope {
    /// A scope of a kind.
    pub fn new(kind: ScopeKind, id: impl fmt::Display) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// Everybody.
    pub fn global() -> Self {
        Self::new(ScopeKind::Global, "*")
    }

    /// One step of a run, over all its attempts.
    pub fn step(run: Uuid, step: &str) -> Self {
        Self { kind: ScopeKind::Step, id: format!("{run}/{step}") }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ScopeKind::Global => f.write_str("everybody"),
            kind => write!(f, "{} {}", kind.as_str(), self.id),
        }
    }
}

/// Kinds of owners of budgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// Everybody; id `*`.
    Global,
    /// An account.
    Owner,
    /// A project.
    Project,
    /// A run.
    Run,
    /// A step of a run over all attempts; id `RUN/STEP`.
    Step,
    /// A task.
    Task,
    /// An agent.
    Agent,
    /// A model.
    Model,
    /// A provider.
    Provider,
    /// An access key of the gateway.
    Key,
}

impl ScopeKind {
    const ALL: [Self; 10] =
        [Self::Global, Self::Owner, Self::Project, Self::Run, Self::Step, Self::Task, Self::Agent, Self::Model, Self::Provider, Self::Key];

    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Owner => "owner",
            Self::Project => "project",
            Self::Run => "run",
            Self::Step => "step",
            Self::Task => "task",
            Self::Agent => "agent",
            Self::Model => "model",
            Self::Provider => "provider",
            Self::Key => "key",
        }
    }

    pub(crate) fn from_word(word: &str) -> Result<Self, LedgerError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| LedgerError::Corrupt(format!("budget scope `{word}`")))
    }
}

/// How long a budget counts before it begins anew, by business time in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Each call by itself; nothing is summed.
    Call,
    /// From midnight.
    Day,
    /// From Monday.
    Week,
    /// From the first.
    Month,
    /// Never begins anew.
    Total,
}

impl Window {
    const ALL: [Self; 5] = [Self::Call, Self::Day, Self::Week, Self::Month, Self::Total];

    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Total => "total",
        }
    }

    pub(crate) fn from_word(word: &str) -> Result<Self, LedgerError> {
        Self::ALL.into_iter().find(|window| window.as_str() == word).ok_or_else(|| LedgerError::Corrupt(format!("budget window `{word}`")))
    }
}

/// What happens when a budget cannot bear a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Enforcement {
    /// The call is refused.
    #[default]
    Hard,
    /// The call goes out and [`crate::Held::soft_exceeded`] says so.
    Soft,
}

/// What a money limit does with a call whose price is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknownPrice {
    /// Refuses it.
    #[default]
    Deny,
    /// Lets it through uncounted and counts that it did.
    Allow,
}

/// How much; `None` does not limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Nano-dollars.
    pub nanos: Option<u64>,
    /// Tokens read.
    pub tokens_in: Option<u64>,
    /// Tokens written.
    pub tokens_out: Option<u64>,
    /// Calls.
    pub calls: Option<u64>,
}

/// A budget; one per scope, window and enforcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Whose.
    pub scope: Scope,
    /// Its window.
    pub window: Window,
    /// Hard or soft.
    pub enforcement: Enforcement,
    /// How much; at least one limit.
    pub limits: Limits,
    /// For money limits.
    pub on_unknown_price: OnUnknownPrice,
}

/// A budget's limits and what is used of them in one window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetUse {
    /// The budget.
    pub id: Uuid,
    /// Its window.
    pub window: Window,
    /// Whether it refuses calls.
    pub enforcement: Enforcement,
    /// Its limits.
    pub limits: Limits,
    /// When the window began.
    pub window_start: Timestamp,
    /// Held by calls in flight.
    pub reserved: Limits,
    /// Charged by ended calls.
    pub spent: Limits,
    /// Calls whose cost is not known.
    pub unknown_cost_calls: u64,
}

/// Sets a budget; what was counted so far stays counted. Answers its id.
pub async fn put_budget<C: GenericClient>(client: &C, budget: &Budget) -> Result<Uuid, LedgerError> {
    let limit = |value: Option<u64>, what| value.map(|value| stored(value, what)).transpose();
    let params = budgets::PutBudgetParams {
        scope_kind: budget.scope.kind.as_str(),
        scope_id: budget.scope.id.as_str(),
        window_kind: budget.window.as_str(),
        enforcement: match budget.enforcement {
            Enforcement::Hard => "hard",
            Enforcement::Soft => "soft",
        },
        limit_nanos: limit(budget.limits.nanos, "the money limit")?,
        limit_tokens_in: limit(budget.limits.tokens_in, "the limit of input tokens")?,
        limit_tokens_out: limit(budget.limits.tokens_out, "the limit of output tokens")?,
        limit_calls: limit(budget.limits.calls, "the limit of calls")?,
        on_unknown_price: match budget.on_unknown_price {
            OnUnknownPrice::Deny => "deny",
            OnUnknownPrice::Allow => "allow",
        },
    };
    Ok(budgets::put_budget().params(client, &params).one().await?)
}

/// Stops a budget from being asked; what was counted stays. Answers whether there was one.
pub async fn close_budget<C: GenericClient>(client: &C, id: Uuid) -> Result<bool, LedgerError> {
    Ok(budgets::close_budget().bind(client, &id).await? == 1)
}

/// The active budgets of a scope and their use in the windows that hold at `at`.
pub async fn budget_use<C: GenericClient>(client: &C, scope: &Scope, at: Timestamp) -> Result<Vec<BudgetUse>, LedgerError> {
    let params = budgets::BudgetUseParams { at, scope_kind: scope.kind.as_str(), scope_id: scope.id.as_str() };
    let rows = budgets::budget_use().params(client, &params).all().await?;
    let read = |row: budgets::BudgetUse| {
        Ok(BudgetUse {
            id: row.id,
            window: Window::from_word(&row.window_kind)?,
            enforcement: if row.enforcement == "soft" { Enforcement::Soft } else { Enforcement::Hard },
            limits: Limits {
                nanos: row.limit_nanos.map(read_count),
                tokens_in: row.limit_tokens_in.map(read_count),
                tokens_out: row.limit_tokens_out.map(read_count),
                calls: row.limit_calls.map(read_count),
            },
            window_start: row.window_start,
            reserved: Limits {
                nanos: Some(read_count(row.reserved_nanos)),
                tokens_in: Some(read_count(row.reserved_tokens_in)),
                tokens_out: Some(read_count(row.reserved_tokens_out)),
                calls: None,
            },
            spent: Limits {
                nanos: Some(read_count(row.spent_nanos)),
                tokens_in: Some(read_count(row.spent_tokens_in)),
                tokens_out: Some(read_count(row.spent_tokens_out)),
                calls: Some(read_count(row.calls)),
            },
            unknown_cost_calls: read_count(row.unknown_cost_calls),
        })
    };
    rows.into_iter().map(read).collect()
}

/// A count as the database stores it.
pub(crate) fn stored(count: u64, what: &'static str) -> Result<i64, LedgerError> {
    i64::try_from(count).map_err(|_| LedgerError::OutOfRange(what))
}

/// A count as the database gave it; its checks admit none below zero.
pub(crate) fn read_count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
