//! Whose request it is, once its token has been verified; and the tokens verified lately.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use store::session::Claims;
use uuid::Uuid;

/// Whose request it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// What the database is told. For [`Role::Service`] these are the claims of nobody: the request login cannot become the service.
    pub claims: Claims,
    /// The account, where somebody has signed in.
    pub account: Option<Uuid>,
    /// The role.
    pub role: Role,
    /// The session, where somebody has signed in.
    pub session_id: Option<Uuid>,
}

/// What a request may act as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nobody has signed in.
    Anon,
    /// Somebody has.
    Authenticated,
    /// A program that carries the secret key.
    Service,
}

impl Role {
    /// The name in the database and in keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Anon => "anon",
            Role::Authenticated => "authenticated",
            Role::Service => "service_role",
        }
    }
}

impl Verified {
    /// Nobody.
    pub fn anon() -> Self {
        Self { claims: Claims::anon(), account: None, role: Role::Anon, session_id: None }
    }

    /// A program that carries the secret key.
    pub fn service() -> Self {
        Self { claims: Claims::anon(), account: None, role: Role::Service, session_id: None }
    }
}

/// A token whose signature was found good.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) verified: Arc<Verified>,
    /// When the token ends.
    pub(crate) expires_at: Timestamp,
    /// When the database was last asked whether its session still counts.
    pub(crate) checked_at: Timestamp,
}

/// The tokens verified lately, by hash. It holds two generations: when the younger is full the elder is forgotten, so its size is bounded
/// and a token in use stays.
#[derive(Debug)]
pub(crate) struct KnownTokens {
    young: HashMap<[u8; 32], Known>,
    old: HashMap<[u8; 32], Known>,
    generation: usize,
}

impl KnownTokens {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), generation: (capacity / 2).max(1) }
    }

    pub(crate) fn get(&mut self, hash: &[u8; 32]) -> Option<Known> {
        if let Some(known) = self.young.get(hash) {
            return Some(known.clone());
        }
        let known = self.old.remove(hash)?;
        self.put(*hash, known.clone());
        Some(known)
    }

    pub(crate) fn put(&mut self, hash: [u8; 32], known: Known) {
        if self.young.len() >= self.generation && !self.young.contains_key(&hash) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, known);
    }

    /// Forgets what a condition names, so that the database is asked again.
    pub(crate) fn forget(&mut self, which: impl Fn(&Verified) -> bool) {
        self.young.retain(|_, known| !which(&known.verified));
        self.old.retain(|_, known| !which(&known.verified));
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known { verified: Arc::new(Verified::anon()), expires_at: Timestamp::MAX, checked_at: Timestamp::MIN }
    }

    #[test]
    fn never_more_tokens_than_the_capacity_are_kept_and_one_in_use_stays() {
        let mut tokens = KnownTokens::new(10);
        let hash = |n: u8| [n; 32];
        tokens.put(hash(0), known());
        for n in 1..100 {
            tokens.put(hash(n), known());
            assert!(tokens.len() <= 10, "{}", tokens.len());
            assert!(tokens.get(&hash(0)).is_some(), "in use, after {n}");
        }
        assert!(tokens.get(&hash(50)).is_none(), "long unused");
    }
}
