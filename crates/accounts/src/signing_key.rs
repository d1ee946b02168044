//! An ES256 key: made, stored, signed with, verified with.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::refusal::AccountsError;
use crate::secret;

/// A key, as stored. It has no `Debug`: nothing prints it.
pub(crate) struct NewKey {
    pub(crate) kid: String,
    /// PKCS#8, PEM.
    pub(crate) private_key: String,
    pub(crate) public_jwk: Value,
}

impl NewKey {
    /// A key that never was.
    pub(crate) fn generate() -> Result<Self, AccountsError> {
        let failed = |what: &str| AccountsError::Broken(format!("a signing key could not be {what}"));
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| failed("made"))?;
        let document = pair.to_pkcs8v1().map_err(|_| failed("written"))?;
        // An uncompressed point: 4, x, y.
        let [4, point @ ..] = pair.public_key().as_ref() else { return Err(failed("written")) };
        let (x, y) = point.split_at(32);
        let kid = Uuid::now_v7().to_string();
        let public_jwk = json!({
            "kty": "EC", "crv": "P-256", "x": secret::encode(x), "y": secret::encode(y), "kid": kid, "alg": "ES256", "use": "sig",
            "key_ops": ["verify"], "ext": true,
        });
        Ok(Self { kid, private_key: pem(document.as_ref()), public_jwk })
    }
}

/// What signs.
pub(crate) fn encoding_key(private_key: &str) -> Result<EncodingKey, AccountsError> {
    EncodingKey::from_ec_pem(private_key.as_bytes())
        .map_err(|error| AccountsError::Broken(format!("a key of gatewright.signing_keys cannot be read: {error}")))
}

/// What verifies.
pub(crate) fn decoding_key(public_jwk: &Value) -> Result<DecodingKey, AccountsError> {
    let part = |name: &str| public_jwk[name].as_str().unwrap_or_default();
    DecodingKey::from_ec_components(part("x"), part("y"))
        .map_err(|error| AccountsError::Broken(format!("a public key of gatewright.signing_keys cannot be read: {error}")))
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}
