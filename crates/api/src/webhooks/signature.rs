//! Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::message_id;

const PREFIX: &str = "whsec_";

/// A new secret of 24 random bytes.
pub(crate) fn new_secret() -> Result<String, getrandom::Error> {
    let mut key = [0; 24];
    getrandom::fill(&mut key)?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(key)))
}

/// The value of `webhook-signature`.
pub(super) fn sign(secret: &str, delivery: Uuid, at: i64, body: &str) -> Result<String, &'static str> {
    sign_message(secret, &message_id(delivery), at, body)
}

fn sign_message(secret: &str, id: &str, at: i64, body: &str) -> Result<String, &'static str> {
    let key = secret
        .strip_prefix(PREFIX)
        .and_then(|key| STANDARD.decode(key).ok())
        .ok_or("the webhook's secret is damaged; make the webhook anew")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| "the webhook's secret is damaged; make the webhook anew")?;
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(body.as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn the_example_of_the_specification_is_signed_as_there() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed = sign_message(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}").unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn no_two_secrets_are_the_same() {
        let (one, other) = (new_secret().unwrap(), new_secret().unwrap());
        assert!(one.starts_with(PREFIX) && one.len() == PREFIX.len() + 32 && one != other);
    }
}
