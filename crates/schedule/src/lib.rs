//! When a schedule fires, and what is to be done at a moment.
//!
//! A [`Definition`] is what people write. [`Definition::check`] makes a [`Schedule`] of it, or says everything that is wrong.
//! A schedule lists its moments ([`Schedule::next_after`], [`Schedule::between`]) and says what is [due](Schedule::due);
//! [`Overlap`] decides what becomes of a firing while an earlier run is still going.
//!
//! Nothing here reads a clock, a file or a database: the moment, the state and the time zones are passed in.
//! Moments are *nominal* unless said otherwise: the time that the rule names, before jitter.

mod cron;
mod definition;
mod due;
mod length;
mod overlap;
mod problem;
mod schedule;
mod zone;

pub use definition::{Definition, MAX_CATCH_UP_MS, MAX_CRON_BYTES, MAX_WHENS, MIN_CATCH_UP_MS, MIN_EVERY_MS, When};
pub use due::{Due, Firing, State};
pub use length::{Length, MAX_LENGTH_MS};
pub use overlap::{Fate, MAX_BUFFERED, Occupancy, Overlap, SkipReason};
pub use problem::{Problem, Problems};
pub use schedule::{Moments, Schedule};
