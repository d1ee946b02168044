//! The one door to the network.

use std::time::Duration;

/// Asks servers whether a page is there. Implemented by the binary (and by a loopback server in tests), so that this crate does no I/O of its own.
pub trait Fetch: Sync {
    /// Sends one `HEAD` request and does not follow redirects.
    ///
    /// # Errors
    /// When no answer came: see [`FetchError`].
    fn head(&self, url: &str, timeout: Duration) -> Result<Answer, FetchError>;

    /// Waits before a request is repeated.
    fn wait(&self, delay: Duration);
}

/// A server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `Location` header, as sent.
    pub location: Option<String>,
    /// The `Retry-After` header, where it gives seconds.
    pub retry_after: Option<Duration>,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The server did not answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The server cannot be reached, or may not be (a private address, say).
    #[error("{0}")]
    Unreachable(String),
}
