//! What the ledger refuses, and why.

use std::fmt;

use llm::catalogue::UnknownModel;
use uuid::Uuid;

use crate::budget::{Scope, Window};
use crate::price::dollars;

/// Why the ledger did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A hard budget cannot bear the call. Nothing was reserved and nothing may be sent.
    #[error("{0}")]
    Denied(Denied),
    /// No such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// The database refused or cannot be reached. Nothing may be sent: the ledger fails closed.
    #[error("the ledger's database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// A stored row is not what this program writes.
    #[error("the ledger holds something unreadable: {0}")]
    Corrupt(String),
    /// A figure does not fit the ledger's integers.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
}

impl LedgerError {
    /// Stable word: `BUDGET_EXCEEDED`, `PRICE_UNKNOWN`, `UNKNOWN_MODEL` or `LEDGER_UNAVAILABLE`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::UnknownModel(_) => "UNKNOWN_MODEL",
            Self::Database(_) | Self::Corrupt(_) => "LEDGER_UNAVAILABLE",
            Self::OutOfRange(_) => "OUT_OF_RANGE",
        }
    }
}

/// The first hard budget, in the order budgets are asked, that cannot bear a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The budget.
    pub budget: Uuid,
    /// Whose it is.
    pub scope: Scope,
    /// Its window.
    pub window: Window,
    /// What it limits.
    pub limit: Limit,
    /// How much it allows.
    pub allows: u64,
    /// How much of it is spent or reserved.
    pub used: u64,
    /// How much more the call may need; `None` where its price is not known.
    pub needed: Option<u64>,
}

/// What a budget limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Nano-dollars.
    Nanos,
    /// Tokens read.
    TokensIn,
    /// Tokens written.
    TokensOut,
    /// Calls.
    Calls,
}

impl Denied {
    /// Stable word: `BUDGET_EXCEEDED`, or `PRICE_UNKNOWN` where a money limit meets a call without a price.
    pub fn code(&self) -> &'static str {
        if self.needed.is_none() { "PRICE_UNKNOWN" } else { "BUDGET_EXCEEDED" }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spell = |amount: u64| match self.limit {
            Limit::Nanos => dollars(amount),
            Limit::TokensIn => format!("{amount} input tokens"),
            Limit::TokensOut => format!("{amount} output tokens"),
            Limit::Calls => format!("{amount} calls"),
        };
        let window = match self.window {
            Window::Total => String::new(),
            Window::Call => " per call".to_owned(),
            window => format!(" per {}", window.as_str()),
        };
        write!(f, "the budget of {} allows {}{window}; ", self.scope, spell(self.allows))?;
        match self.needed {
            Some(needed) => write!(f, "{} are spent or reserved and this call may need {}", spell(self.used), spell(needed)),
            None => f.write_str("the price of this model is not known, and the budget admits no call without one"),
        }
    }
}
