//! What a person should know while a server is found and started.

use std::{fmt, path::PathBuf, time::Duration};

/// Something worth telling the person who waits. [`fmt::Display`] gives one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The bundled server is being fetched and unpacked; this happens once per machine account.
    InstallingBundle {
        /// The folder it goes to.
        into: PathBuf,
    },
    /// The bundled server is installed.
    BundleInstalled {
        /// The folder it lies in.
        at: PathBuf,
        /// What it took.
        took: Duration,
    },
    /// The bundled server cannot be had; an installed one serves instead.
    BundleUnavailable {
        /// Why.
        reason: String,
        /// The installed server that serves, as it names itself.
        instead: String,
    },
    /// Postgres cannot run from the folder that was asked for, so its cluster lies elsewhere.
    Relocated {
        /// The folder that was asked for.
        asked: PathBuf,
        /// The folder that is used.
        used: PathBuf,
        /// The account that could not reach the first.
        account: String,
    },
    /// A new cluster is being created.
    CreatingCluster {
        /// Where.
        at: PathBuf,
    },
    /// A stale `postmaster.pid` of a server that was killed was found and removed.
    StaleServer {
        /// The process id it named.
        pid: i32,
    },
    /// The server was started.
    Started {
        /// Its version.
        version: String,
        /// Its port on the loopback interface.
        port: u16,
        /// From nothing to accepting connections.
        took: Duration,
    },
    /// A server that already runs for this folder was joined.
    Joined {
        /// Its port on the loopback interface.
        port: u16,
    },
    /// Nothing watches over the server: should this process be killed, the server keeps running until a next process leaves.
    Unwatched {
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::InstallingBundle { into } => write!(f, "fetching PostgreSQL into {} (once)", into.display()),
            Notice::BundleInstalled { at, took } => write!(f, "PostgreSQL installed in {} ({:.1} s)", at.display(), took.as_secs_f64()),
            Notice::BundleUnavailable { reason, instead } => write!(f, "the bundled PostgreSQL cannot be had ({reason}); using {instead}"),
            Notice::Relocated { asked, used, account } => write!(
                f,
                "the account {account}, which runs PostgreSQL because it refuses to run as root, cannot reach {}; the database lies in {}",
                asked.display(),
                used.display()
            ),
            Notice::CreatingCluster { at } => write!(f, "creating the database in {}", at.display()),
            Notice::StaleServer { pid } => write!(f, "the server with process id {pid} was killed; recovering its database"),
            Notice::Started { version, port, took } => {
                write!(f, "PostgreSQL {version} started on 127.0.0.1:{port} ({} ms)", took.as_millis())
            }
            Notice::Joined { port } => write!(f, "joined the PostgreSQL running on 127.0.0.1:{port}"),
            Notice::Unwatched { reason } => {
                write!(f, "if this process is killed, PostgreSQL keeps running until another gatewright process leaves ({reason})")
            }
        }
    }
}
