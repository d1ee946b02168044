//! What can be typed about runs after their end: the archive, retention, dead letters.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

/// Commands of `runs …` about runs after their end.
#[derive(Debug, Subcommand)]
pub(crate) enum KeepingCommand {
    /// Put runs that have ended into the archive. For runs of flows.
    Archive {
        /// Id or beginning of an id.
        #[arg(required_unless_present = "ended_before", conflicts_with = "ended_before", value_name = "RUN")]
        runs: Vec<String>,
        /// Your own runs that ended before then, for example 2026-03-01T00:00:00Z.
        #[arg(long, value_name = "TIME")]
        ended_before: Option<Timestamp>,
        /// Of those only the runs of this flow.
        #[arg(long, value_name = "NAME", requires = "ended_before")]
        flow: Option<String>,
    },
    /// Runs that lie in the archive, newest first.
    Archived {
        /// Only that ended so: completed, failed, cancelled, continued.
        #[arg(long)]
        status: Option<String>,
        /// Only of this flow.
        #[arg(long, value_name = "NAME")]
        flow: Option<String>,
        /// Only with this attribute; repeat for more.
        #[arg(long = "where", value_name = "ATTRIBUTE=VALUE")]
        attributes: Vec<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// Bring a run back from the archive, to be read as before.
    Restore {
        /// Id or beginning of an id.
        run: String,
    },
    /// Write a run into a file that needs nothing beside it: gzip of lines of JSON. For runs of flows, also of the archive.
    Export {
        /// Id or beginning of an id.
        run: String,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// What failed for good: failed runs that nothing took up, and runs that hold because something failed.
    Dead {
        /// How many, by flow and code, instead of the runs.
        #[arg(long)]
        counts: bool,
        /// Only of this flow or template.
        #[arg(long, value_name = "NAME")]
        flow: Option<String>,
        /// Only that failed so.
        #[arg(long)]
        code: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// Take runs up again that failed for good: a failed one is forked where it stopped, one that holds goes on.
    Redrive {
        /// Id or beginning of an id.
        #[arg(required_unless_present_any = ["flow", "code", "all"], conflicts_with_all = ["flow", "code", "all"], value_name = "RUN")]
        runs: Vec<String>,
        /// Your own of this flow or template.
        #[arg(long, value_name = "NAME")]
        flow: Option<String>,
        /// Your own that failed so.
        #[arg(long)]
        code: Option<String>,
        /// All of your own.
        #[arg(long)]
        all: bool,
        /// At most so many of them.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
    },
    /// How long runs of flows are kept after their end; without options it says so and changes nothing.
    Retention(RetentionArgs),
}

/// `runs retention`.
#[derive(Debug, Args)]
pub(crate) struct RetentionArgs {
    /// Days after the end, then they go into the archive.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=36_500))]
    pub(crate) keep: Option<i32>,
    /// Keep them for ever.
    #[arg(long, conflicts_with_all = ["keep", "unset"])]
    pub(crate) forever: bool,
    /// Say nothing any more: what holds for all accounts holds.
    #[arg(long, conflicts_with = "keep")]
    pub(crate) unset: bool,
    /// Delete them for good then, instead of putting them into the archive.
    #[arg(long, requires = "keep")]
    pub(crate) delete: bool,
    /// Only runs of this flow.
    #[arg(long, value_name = "NAME", conflicts_with = "default")]
    pub(crate) flow: Option<String>,
    /// For all accounts that say nothing. For admins.
    #[arg(long)]
    pub(crate) default: bool,
    /// The longest that any account keeps runs, in days; `none` for no bound. For admins.
    #[arg(long, value_name = "DAYS", value_parser = bound)]
    pub(crate) most: Option<Bound>,
}

/// A number of days, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound(pub(crate) Option<i32>);

fn bound(text: &str) -> Result<Bound, String> {
    match text.parse::<i32>() {
        _ if text == "none" => Ok(Bound(None)),
        Ok(days) if (0..=flows::archive::MOST_DAYS).contains(&days) => Ok(Bound(Some(days))),
        _ => Err(format!("a number of days from 0 to {}, or none", flows::archive::MOST_DAYS)),
    }
}
