//! How accounts are kept.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::limits::Limits;
use crate::links::LinkKind;

/// Under which target [`Post::log`] writes, so that a log can be quiet and letters still arrive, and traces can leave them out.
pub const LETTERS: &str = "accounts::letters";

/// How accounts are kept. [`Config::new`] is what a server takes.
#[derive(Debug, Clone)]
pub struct Config {
    /// The origin people see, such as `http://127.0.0.1:8420`, without a slash at its end. Tokens name it, links begin with it.
    pub site_url: String,
    /// How long an access token is good for.
    pub access_token_lifetime: Duration,
    /// Whether strangers may make themselves an account.
    pub sign_up: bool,
    /// Work factor of password hashes, 4 to 31; one more doubles the time.
    pub bcrypt_cost: u32,
    /// How many attempts are too many.
    pub limits: Limits,
    /// The time.
    pub clock: Clock,
    /// What becomes of letters.
    pub post: Post,
}

impl Config {
    /// The issuer that tokens name.
    pub fn issuer(&self) -> String {
        format!("{}/auth/v1", self.site_url)
    }

    /// The settings of a server with this origin: one hour, sign-up open, bcrypt cost 10, letters to the log.
    pub fn new(site_url: impl Into<String>) -> Self {
        let site_url: String = site_url.into();
        Self {
            site_url: site_url.trim_end_matches('/').to_owned(),
            access_token_lifetime: Duration::from_secs(3600),
            sign_up: true,
            bcrypt_cost: 10,
            limits: Limits::default(),
            clock: Clock::system(),
            post: Post::log(),
        }
    }
}

/// A link on its way to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// What it is for.
    pub kind: LinkKind,
    /// Where to go.
    pub link: String,
    /// What to type instead.
    pub code: String,
}

/// Carries letters.
#[derive(Clone)]
pub struct Post(Arc<dyn Fn(Letter) + Send + Sync>);

impl Post {
    /// There is no mail: whoever runs the server finds the link in its log and passes it on.
    pub fn log() -> Self {
        Self::from_fn(|letter| {
            tracing::info!(
                target: LETTERS,
                to = letter.to, kind = letter.kind.as_str(), link = letter.link, "no mail is set up; pass this link on"
            );
        })
    }

    /// Gives each letter to a function, which must not block.
    pub fn from_fn(carry: impl Fn(Letter) + Send + Sync + 'static) -> Self {
        Self(Arc::new(carry))
    }

    pub(crate) fn send(&self, letter: Letter) {
        (self.0)(letter);
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post")
    }
}
