//! Random secrets and the hashes that stand for them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::refusal::AccountsError;

/// Bytes nobody can guess.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], AccountsError> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| AccountsError::Broken("the system gave no random bytes".to_owned()))?;
    Ok(bytes)
}

/// 256 bits as text that fits into a URL.
pub(crate) fn text() -> Result<String, AccountsError> {
    Ok(encode(&bytes::<32>()?))
}

/// A number of so many decimal digits, each as likely as any other.
pub(crate) fn digits(count: usize) -> Result<String, AccountsError> {
    let mut digits = String::with_capacity(count);
    while digits.len() < count {
        // 250 is the last multiple of ten that a byte reaches; the rest would make small digits likelier.
        digits.extend(bytes::<16>()?.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10)));
    }
    digits.truncate(count);
    Ok(digits)
}

/// SHA-256, which is enough for a secret of 256 random bits.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The same in hex.
pub(crate) fn hash_hex(secret: &str) -> String {
    hash(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base64 for URLs, without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of [`encode`]; none where the text is something else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_as_many_as_asked_for_and_differ() {
        let codes: Vec<String> = (0..20).map(|_| super::digits(8).expect("random")).collect();
        assert!(codes.iter().all(|code| code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit())), "{codes:?}");
        assert!(codes.iter().any(|code| *code != codes[0]));
    }
}
