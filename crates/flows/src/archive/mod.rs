//! Runs after their end: how long they are kept, and the archive that they go to.
//!
//! ```text
//! flows.retention ──► Archivist (one process in some minutes) ──► which runs are due ─┐
//! runs archive RUN ───────────────────────────────────────────────────────────────────┤
//!                                                                                     ▼
//!                 one transaction: lock ─► files of the runs ─► object store ─► flows.archived_runs ─► rows deleted
//!                                                                    │
//! restore ◄── rows from the file ◄───────────────────────────────────┘          engine::collect_payloads: later
//! ```
//!
//! An object is on disk before the transaction that deletes rows ends, so a crash loses nothing: either the run is still there, and the same
//! runs make the same object again, or it lies in the archive. A run that has ended changes no more, and whatever comes of it, a fork for
//! instance, holds its row; so what is read under the lock is what is deleted.

mod archivist;
mod file;
mod pack;
mod put_away;
mod restore;
mod retention;
mod view;

use store::Database;

pub use archivist::{Archivist, Swept};
pub use put_away::{KeptRun, PutAway};
pub use retention::{Limits, MOST_DAYS, Retention, Rule, limits, retention, set_limits, set_retention};
pub use view::{ArchivedQuery, ArchivedRunView, archived_run, archived_runs, find_archived};

/// The archive over a database and its object store. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    database: Database,
    objects: engine::Objects,
}

impl Archive {
    /// The archive in this object store, which is that of the engine.
    #[must_use]
    pub fn new(database: Database, objects: engine::Objects) -> Self {
        Self { database, objects }
    }
}
