//! Models, versioned prices, budgets, reservations and settlements.
//!
//! Every model call goes through three steps: [`reserve`] asks every budget it counts against and writes the call as in flight, the
//! call is made (by somebody else: nothing here reaches a provider), and [`settle`] or [`fail`] turns the reservation into what it
//! really used. What [`reserve`] answered is durable before the request leaves, so after a crash the reservation still counts.
//!
//! [`Models`] does all of it for one question, with routing and fallback; whoever asks a model uses that.
//!
//! Money is in nano-dollars; see [`price`] for the arithmetic. `None` is unknown, never zero.

mod ask;
mod budget;
mod catalogue;
mod error;
pub mod price;
mod reserve;
mod settle;
mod trace;
mod usage;

pub use ask::{Answered, AskError, Models, Question};
pub use budget::{Budget, BudgetUse, Enforcement, Limits, OnUnknownPrice, Scope, ScopeKind, Window, budget_use, close_budget, put_budget};
pub use catalogue::{Listing, NewPrice, add_price, cards, listing, prices_at, prices_by_id, register, resolve, retract_price};
pub use db::client::GenericClient;
pub use error::{Denied, LedgerError, Limit};
pub use price::{Component, Cost, PriceRow};
pub use reserve::{Held, Purpose, Recorded, Reservation, Reserved, recorded_response, reserve};
pub use settle::{Ending, Settled, cancel, fail, record_degradation, settle, sweep};
pub use usage::{Call, DailyUsage, RunTotals, Texts, call, calls_of_run, daily_usage, recompute, run_totals, texts};
