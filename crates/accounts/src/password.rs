//! Passwords: what may be one, and the slow hash that stands for it.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::refusal::{AccountsError, Refusal};

/// The least, in characters.
const AT_LEAST: usize = 6;
/// The most, in bytes: bcrypt looks at no more, and a longer one is refused rather than cut.
const AT_MOST: usize = 72;
/// Hashes waited for at once. Whoever comes then is told to come again.
const QUEUE: usize = 256;
/// Salt and hash of no password: what is verified where there is no account, so that it takes as long as where there is one.
const NOBODY: &str = "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

/// Hashes and verifies, a few at a time, beside the threads that serve requests.
pub(crate) struct Passwords {
    cost: u32,
    nobody: String,
    queue: Semaphore,
    working: Semaphore,
    computed: AtomicU64,
}

impl Passwords {
    pub(crate) fn new(cost: u32) -> Self {
        let cost = cost.clamp(4, 31);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (queue, working) = (Semaphore::new(QUEUE), Semaphore::new(cores));
        Self { cost, nobody: format!("$2b${cost:02}${NOBODY}"), queue, working, computed: AtomicU64::new(0) }
    }

    /// Hashes computed so far, to store or to compare with.
    pub(crate) fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The bcrypt hash of an acceptable password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, AccountsError> {
        acceptable(password)?;
        let (password, cost) = (password.to_owned(), self.cost);
        // The crate's variant that refuses to cut counts a closing zero byte and so refuses 72; GoTrue takes them.
        let hashed = self.work(move || bcrypt::hash(password, cost)).await?;
        hashed.map_err(|error| AccountsError::Broken(format!("a password could not be hashed: {error}")))
    }

    /// Whether the password is the one of this hash. Without a hash, or with one that is none, it takes as long and the answer is no.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, AccountsError> {
        let known = hash.filter(|hash| is_hash(hash));
        // An over-long password is nobody's, and takes as long to find out.
        let (right_length, password) = if password.len() > AT_MOST { (false, String::new()) } else { (true, password.to_owned()) };
        let possible = known.is_some() && right_length;
        let hash = known.unwrap_or(&self.nobody).to_owned();
        let matches = self.work(move || bcrypt::verify(password, &hash).unwrap_or(false)).await?;
        Ok(possible && matches)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountsError> {
        let busy = || Refusal::TooMany { retry_after: std::time::Duration::from_secs(1) };
        let _place: SemaphorePermit<'_> = self.queue.try_acquire().map_err(|_| busy())?;
        let _permit = self.working.acquire().await.map_err(|_| busy())?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(|error| AccountsError::Broken(format!("hashing a password ended early: {error}")))
    }
}

/// Refuses what may not be a password.
pub(crate) fn acceptable(password: &str) -> Result<(), Refusal> {
    if password.len() > AT_MOST {
        return Err(Refusal::Validation(format!("Password cannot be longer than {AT_MOST} bytes")));
    }
    // bcrypt ends at a zero byte: what follows one would not count.
    if password.contains('\0') {
        return Err(Refusal::Validation("Password cannot contain a zero character".to_owned()));
    }
    if password.chars().count() < AT_LEAST { Err(Refusal::WeakPassword { at_least: AT_LEAST }) } else { Ok(()) }
}

/// Whether a text is a bcrypt hash that [`Passwords::verify`] understands.
pub(crate) fn is_hash(text: &str) -> bool {
    text.parse::<bcrypt::HashParts>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_and_no_other_is_verified() {
        let passwords = Passwords::new(4);
        let hash = passwords.hash("correct horse").await.expect("a hash");
        assert!(hash.starts_with("$2b$04$"), "{hash}");
        assert!(passwords.verify("correct horse", Some(&hash)).await.expect("verified"));
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            assert!(!passwords.verify(wrong, Some(&hash)).await.expect("verified"), "{wrong:?}");
        }
        for none in [None, Some(""), Some("correct horse"), Some("$2b$04$short")] {
            assert!(!passwords.verify("correct horse", none).await.expect("verified"), "{none:?}");
        }
    }

    #[tokio::test]
    async fn the_hash_of_nobody_is_one_and_no_password_opens_it() {
        let passwords = Passwords::new(4);
        assert!(is_hash(&passwords.nobody), "{}", passwords.nobody);
        assert!(!passwords.verify("", None).await.expect("verified"));
    }

    #[tokio::test]
    async fn nothing_after_72_bytes_is_cut_off_silently() {
        let passwords = Passwords::new(4);
        let long = "x".repeat(72);
        let hash = passwords.hash(&long).await.expect("72 bytes are a password");
        assert!(passwords.verify(&long, Some(&hash)).await.expect("verified"));
        let longer = "x".repeat(73);
        assert!(matches!(passwords.hash(&longer).await, Err(AccountsError::Refused(Refusal::Validation(_)))));
        assert!(!passwords.verify(&longer, Some(&hash)).await.expect("verified"), "it begins with the password");
    }

    #[test]
    fn length_counts_characters_below_and_bytes_above() {
        assert_eq!(acceptable("fünf!"), Err(Refusal::WeakPassword { at_least: 6 }));
        assert_eq!(acceptable("sechsü"), Ok(()));
        assert!(matches!(acceptable(&"ü".repeat(37)), Err(Refusal::Validation(_))), "74 bytes");
        assert!(matches!(acceptable("password\0more"), Err(Refusal::Validation(_))));
    }

    #[tokio::test]
    async fn hashes_of_other_programs_with_bcrypt_count() {
        // From the test vectors of OpenBSD's bcrypt.
        let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        assert!(Passwords::new(4).verify("U*U", Some(hash)).await.expect("verified"));
    }
}
