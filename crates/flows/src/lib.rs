//! Flows: plans that people write themselves, kept by name and version, run, signalled, decided about.
//!
//! What the five modules compile to, somebody may also write by hand: a plan file. This is its front door. A plan is stored under
//! a name ([`Flows::apply`]), or given as it is; a run of it is started ([`Flows::start`]), seen ([`read`]) and asked for things
//! ([`Flows::ask`]). Its steps reach the effects of this crate and no module's.
//!
//! The rooms are those of a module: `compile` (text → plan), `project` (journal → tables), `read`, `service` and `ask`, `effects`.

pub mod admission;
pub mod archive;
pub mod dead_letters;
pub mod queues;
pub mod read;
pub mod schedules;
pub mod tasks;

mod ask;
mod checker;
mod children;
mod compile;
mod effects;
mod error;
mod locked;
mod migration;
mod project;
mod project_moves;
mod service;
mod view;

pub use ask::{signal_key, update_key};
pub use compile::check_name;
pub use effects::NAMES as EFFECTS;
pub use error::FlowError;
pub use migration::Moved;
pub use service::{Applied, Flows, PlanSource, Start, Started};
pub use view::{CarriedStep, FlowRunView, FlowStepView, FlowView, StepFile, VersionView};
