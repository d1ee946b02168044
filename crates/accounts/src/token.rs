//! Access tokens: what stands in one, and when one is believed.

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::keyring::Keyring;
use crate::refusal::{AccountsError, Refusal};

/// Longer than any token we sign: metadata is bounded.
const LONGEST: usize = 64 * 1024;
/// The only audience and the only role of somebody who has signed in.
pub(crate) const AUTHENTICATED: &str = "authenticated";

/// The claims of an access token, as GoTrue has them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AccessClaims<'a> {
    pub(crate) iss: &'a str,
    pub(crate) sub: Uuid,
    pub(crate) aud: &'a str,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) email: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) app_metadata: &'a Value,
    pub(crate) user_metadata: &'a Value,
    pub(crate) role: &'a str,
    pub(crate) aal: &'a str,
    pub(crate) amr: &'a [Method],
    pub(crate) session_id: Uuid,
    pub(crate) is_anonymous: bool,
}

/// By what, and when, a session was authenticated.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Method {
    pub(crate) method: String,
    /// Unix seconds.
    pub(crate) timestamp: i64,
}

/// Signs.
pub(crate) fn sign(keys: &Keyring, claims: &AccessClaims<'_>) -> Result<String, AccountsError> {
    let (kid, key) = keys.signing();
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::ES256) };
    jsonwebtoken::encode(&header, claims, key).map_err(|error| AccountsError::Broken(format!("a token could not be signed: {error}")))
}

/// The name of the key a token says it was signed with. Nothing is believed yet.
pub(crate) fn key_name(token: &str) -> Result<String, Refusal> {
    if token.len() > LONGEST {
        return Err(Refusal::BadJwt("token is too long"));
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::BadJwt("token is malformed"))?;
    // The algorithm is the key's. A header that names another is a forgery; what else it may carry (jku, x5u, jwk) is not looked at.
    if header.alg != Algorithm::ES256 {
        return Err(Refusal::BadJwt("signing method is invalid"));
    }
    header.kid.ok_or(Refusal::BadJwt("token names no key"))
}

/// What a believed token says.
#[derive(Debug)]
pub(crate) struct Believed {
    pub(crate) account: Uuid,
    pub(crate) session_id: Uuid,
    pub(crate) expires_at: Timestamp,
    pub(crate) claims: Map<String, Value>,
}

/// Verifies the signature with the key the token named, and then what it claims.
pub(crate) fn believe(token: &str, key: &DecodingKey, issuer: &str, now: Timestamp) -> Result<Believed, Refusal> {
    let mut validation = Validation::new(Algorithm::ES256);
    // Times and audience are looked at below, by our clock and with their types.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let claims =
        jsonwebtoken::decode::<Map<String, Value>>(token, key, &validation).map_err(|_| Refusal::BadJwt("signature is invalid"))?.claims;

    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let id = |name: &str| text(name).and_then(|text| Uuid::parse_str(text).ok());
    let exp = claims.get("exp").and_then(Value::as_i64).and_then(|exp| Timestamp::from_second(exp).ok());
    let expires_at = exp.ok_or(Refusal::BadJwt("token has no expiry"))?;
    if expires_at <= now {
        return Err(Refusal::BadJwt("token is expired"));
    }
    if let Some(from) = claims.get("nbf")
        && from.as_i64().is_none_or(|from| from > now.as_second())
    {
        return Err(Refusal::BadJwt("token is not valid yet"));
    }
    // A copy of the database, a test installation say, has the same keys and sessions, and another address.
    if text("iss") != Some(issuer) {
        return Err(Refusal::BadJwt("token is from another issuer"));
    }
    if text("role") != Some(AUTHENTICATED) || text("aud") != Some(AUTHENTICATED) {
        return Err(Refusal::BadJwt("token is for another role"));
    }
    match (id("sub"), id("session_id")) {
        (Some(account), Some(session_id)) => Ok(Believed { account, session_id, expires_at, claims }),
        _ => Err(Refusal::BadJwt("token names no session")),
    }
}
