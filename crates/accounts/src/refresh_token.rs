//! Refresh tokens: the number of a refresh within its session, authenticated with the session's key. Clients take them for opaque.
//!
//! ```text
//! base64url( version 1 · session id 16 · counter 8 · HMAC-SHA256 of all that, first 16 bytes )
//! ```
//!
//! So a session is one row however often it is refreshed, and a token of long ago is known for what it is.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::secret;

const VERSION: u8 = 1;
const SIGNED: usize = 1 + 16 + 8;
const TAG: usize = 16;

/// What a refresh token says, before it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) session_id: Uuid,
    pub(crate) counter: i64,
    tag: [u8; TAG],
}

impl RefreshToken {
    /// Writes the token with this number.
    pub(crate) fn issue(session_id: Uuid, counter: i64, key: &[u8]) -> String {
        let signed = signed(session_id, counter);
        let tag = mac(key, &signed).finalize().into_bytes();
        let mut bytes = signed.to_vec();
        bytes.extend_from_slice(&tag[..TAG]);
        secret::encode(&bytes)
    }

    /// Reads a token; none where the text is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; SIGNED + TAG] = secret::decode(text)?.try_into().ok()?;
        let (version, rest) = bytes.split_first()?;
        let (session, rest) = rest.split_first_chunk::<16>()?;
        let (counter, rest) = rest.split_first_chunk::<8>()?;
        let tag = rest.try_into().ok()?;
        (*version == VERSION).then_some(Self { session_id: Uuid::from_bytes(*session), counter: i64::from_be_bytes(*counter), tag })
    }

    /// Whether the session with this key issued it. Takes equally long either way.
    pub(crate) fn is_authentic(&self, key: &[u8]) -> bool {
        mac(key, &signed(self.session_id, self.counter)).verify_truncated_left(&self.tag).is_ok()
    }
}

fn signed(session_id: Uuid, counter: i64) -> [u8; SIGNED] {
    let mut bytes = [0; SIGNED];
    bytes[0] = VERSION;
    bytes[1..17].copy_from_slice(session_id.as_bytes());
    bytes[17..].copy_from_slice(&counter.to_be_bytes());
    bytes
}

fn mac(key: &[u8], signed: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(signed);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_issued_and_believed_under_its_own_key_only() {
        let session = Uuid::now_v7();
        let text = RefreshToken::issue(session, 41, b"key");
        let token = RefreshToken::parse(&text).expect("a token");
        assert_eq!((token.session_id, token.counter), (session, 41));
        assert!(token.is_authentic(b"key"));
        assert!(!token.is_authentic(b"another key"));
    }

    #[test]
    fn no_changed_token_is_believed() {
        let text = RefreshToken::issue(Uuid::now_v7(), 7, b"key");
        let bytes = secret::decode(&text).expect("base64");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let believed = RefreshToken::parse(&secret::encode(&changed)).is_some_and(|token| token.is_authentic(b"key"));
            assert!(!believed, "byte {at}");
        }
    }

    #[test]
    fn other_texts_are_no_tokens() {
        let text = RefreshToken::issue(Uuid::now_v7(), 7, b"key");
        for other in ["", "x", "AAAA", &text[..text.len() - 2], &format!("{text}AA"), &format!("{text}=")] {
            assert_eq!(RefreshToken::parse(other), None, "{other}");
        }
    }
}
