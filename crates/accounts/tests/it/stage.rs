//! Accounts of an empty database, with a clock the test moves and letters the test reads.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accounts::{Accounts, AccountsError, Clock, Config, Letter, Limit, Limits, Origin, Post, Refusal, Session, SignUp};
use jiff::Timestamp;
use testkit::{Identity, TestDatabase};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse";

/// The stage.
pub(crate) struct Stage {
    pub(crate) accounts: Accounts,
    pub(crate) database: TestDatabase,
    seconds: Arc<AtomicI64>,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let database = testkit::database().await;
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let letters = Arc::new(Mutex::new(Vec::new()));
        let mut config = Config::new("http://127.0.0.1:8420");
        config.bcrypt_cost = 4;
        config.clock = Clock::from_fn({
            let seconds = Arc::clone(&seconds);
            move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap()
        });
        config.post = Post::from_fn({
            let letters = Arc::clone(&letters);
            move |letter| letters.lock().unwrap().push(letter)
        });
        // Tests of other things are not about limits.
        let generous = Limit { burst: 10_000, interval: Duration::from_millis(1) };
        config.limits = Limits {
            attempts_per_address: generous,
            failures_per_account: generous,
            refreshes_per_address: generous,
            letters_per_account: generous,
        };
        change(&mut config);
        let accounts = Accounts::open(database.clone(), config).await.unwrap();
        Self { accounts, database, seconds, letters }
    }

    /// What another process would have: the same database, nothing in memory, the same clock.
    pub(crate) async fn another_process(&self) -> Accounts {
        Accounts::open(self.database.clone(), self.accounts.config().clone()).await.unwrap()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Now, in Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.seconds.load(Ordering::SeqCst)
    }

    /// Somebody who has signed up.
    pub(crate) async fn sign_up(&self, email: &str) -> Session {
        let wish = SignUp { email: email.to_owned(), password: PASSWORD.to_owned(), ..SignUp::default() };
        self.accounts.sign_up(wish, &Origin::default()).await.unwrap()
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Result<Session, Refusal> {
        refusal(self.accounts.sign_in(email, password, &Origin::default()).await)
    }

    pub(crate) async fn refresh(&self, session: &Session) -> Result<Session, Refusal> {
        refusal(self.accounts.refresh(&session.refresh_token, &Origin::default()).await)
    }

    pub(crate) async fn verify(&self, token: &str) -> Result<Arc<accounts::Verified>, Refusal> {
        refusal(self.accounts.verify(token).await)
    }

    /// The letters sent so far.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    /// Statements of the service.
    pub(crate) async fn sql(&self, sql: &str) {
        let client = self.database.connect(Identity::Service).await;
        client.batch_execute(sql).await.unwrap();
    }

    /// One value the service reads.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let client = self.database.connect(Identity::Service).await;
        client.query_one(sql, &[]).await.unwrap().get(0)
    }
}

/// A result whose error must be a refusal.
pub(crate) fn refusal<T>(result: Result<T, AccountsError>) -> Result<T, Refusal> {
    result.map_err(|error| match error {
        AccountsError::Refused(refusal) => refusal,
        other => panic!("failed rather than refused: {other}"),
    })
}
