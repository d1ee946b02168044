//! Tokens that are none of ours.

use accounts::{Refusal, Session};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use testkit::Identity;

use crate::stage::Stage;

/// The parts of a token, decoded.
fn parts(token: &str) -> (Value, Value) {
    use base64::Engine;
    let decode = |part: &str| serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let mut parts = token.split('.');
    (decode(parts.next().unwrap()), decode(parts.next().unwrap()))
}

fn encoded(value: &Value) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The server's own private key: what it signs is believed as far as its claims go.
async fn signing_key(stage: &Stage) -> (String, EncodingKey) {
    let client = stage.database.connect(Identity::Service).await;
    let row = client.query_one("select kid, private_key from gatewright.signing_keys", &[]).await.unwrap();
    (row.get(0), EncodingKey::from_ec_pem(row.get::<_, String>(1).as_bytes()).unwrap())
}

async fn refused(stage: &Stage, token: &str, what: &str) {
    let verified = stage.verify(token).await;
    assert!(matches!(verified, Err(Refusal::BadJwt(_))), "{what}: {verified:?}");
}

async fn set() -> (Stage, Session, Value, Value) {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let (header, claims) = parts(&session.access_token);
    (stage, session, header, claims)
}

#[tokio::test]
async fn changed_claims_do_not_fit_their_signature() {
    let (stage, session, header, claims) = set().await;
    let signature = session.access_token.rsplit('.').next().unwrap();
    for (name, value) in [
        ("role", json!("service_role")),
        ("sub", json!("00000000-0000-4000-8000-00000000000c")),
        ("exp", json!(9_999_999_999_i64)),
        ("app_metadata", json!({ "role": "admin" })),
        ("session_id", json!("00000000-0000-4000-8000-00000000000c")),
    ] {
        let mut forged = claims.clone();
        forged[name] = value;
        refused(&stage, &format!("{}.{}.{signature}", encoded(&header), encoded(&forged)), name).await;
    }
}

#[tokio::test]
async fn no_algorithm_but_the_keys_own_is_taken() {
    let (stage, session, header, claims) = set().await;
    let signature = session.access_token.rsplit('.').next().unwrap();
    for alg in ["none", "None", "NONE", "HS256", "HS384", "RS256", "ES384", "EdDSA", ""] {
        let mut header = header.clone();
        header["alg"] = json!(alg);
        for signature in ["", signature] {
            refused(&stage, &format!("{}.{}.{signature}", encoded(&header), encoded(&claims)), alg).await;
        }
    }
}

#[tokio::test]
async fn the_public_key_is_no_secret_to_sign_with() {
    let (stage, _, header, claims) = set().await;
    let kid = header["kid"].as_str().unwrap();
    let jwks = stage.accounts.jwks();
    let jwk = &jwks["keys"][0];
    for secret in [jwk.to_string(), jwk["x"].as_str().unwrap().to_owned(), jwks.to_string(), String::new()] {
        for algorithm in [Algorithm::HS256, Algorithm::HS512] {
            let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
            let forged = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap();
            refused(&stage, &forged, "signed with the public key").await;
        }
    }
}

#[tokio::test]
async fn a_key_that_is_not_ours_is_not_believed_wherever_the_token_says_it_lies() {
    let (stage, _, header, claims) = set().await;
    // A key pair of another installation.
    let other = Stage::set().await;
    let (_, theirs) = signing_key(&other).await;
    let their_jwk = other.accounts.jwks()["keys"][0].clone();
    let kid = header["kid"].as_str().unwrap();
    for kid in [Some(kid), None, Some("unknown"), Some("../../etc/passwd"), Some("' or true --")] {
        let mut forged = json!({ "alg": "ES256", "typ": "JWT", "jwk": their_jwk, "jku": "https://evil.example/jwks.json", "x5u": "https://evil.example" });
        if let Some(kid) = kid {
            forged["kid"] = json!(kid);
        }
        let message = format!("{}.{}", encoded(&forged), encoded(&claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &theirs, Algorithm::ES256).unwrap();
        refused(&stage, &format!("{message}.{signature}"), &format!("kid {kid:?}")).await;
    }
}

#[tokio::test]
async fn our_own_signature_makes_no_token_of_claims_that_name_no_session_of_a_user() {
    let (stage, _, _, claims) = set().await;
    let (kid, key) = signing_key(&stage).await;
    let header = Header { kid: Some(kid), ..Header::new(Algorithm::ES256) };
    let sign = |claims: &Value| jsonwebtoken::encode(&header, claims, &key).unwrap();
    stage.verify(&sign(&claims)).await.unwrap();
    for (name, value) in [
        ("role", json!("service_role")),
        ("role", json!("anon")),
        ("role", json!("postgres")),
        ("role", json!(["authenticated"])),
        ("role", Value::Null),
        ("aud", json!("another")),
        ("aud", json!(["authenticated"])),
        ("aud", Value::Null),
        ("iss", json!("https://another.example/auth/v1")),
        ("iss", json!("http://127.0.0.1:8420/auth/v1/")),
        ("iss", json!("gatewright")),
        ("iss", Value::Null),
        ("sub", json!("nobody")),
        ("sub", Value::Null),
        ("session_id", Value::Null),
        ("exp", json!(stage.now())),
        ("exp", json!("9999999999")),
        ("exp", json!(9e18)),
        ("exp", Value::Null),
        ("nbf", json!(stage.now() + 60)),
        ("nbf", json!("soon")),
    ] {
        let mut other = claims.clone();
        if value.is_null() {
            other.as_object_mut().unwrap().remove(name);
        } else {
            other[name] = value.clone();
        }
        refused(&stage, &sign(&other), &format!("{name} = {value}")).await;
    }
    // Somebody else's session is not hers.
    let bob = stage.sign_up("bob@example.org").await;
    let mut mixed = claims.clone();
    mixed["session_id"] = parts(&bob.access_token).1["session_id"].clone();
    assert_eq!(stage.verify(&sign(&mixed)).await.unwrap_err(), Refusal::SessionNotFound);
}

#[tokio::test]
async fn an_expired_token_is_refused_to_the_second() {
    let (stage, session, _, _) = set().await;
    stage.wait(3599);
    stage.verify(&session.access_token).await.unwrap();
    stage.wait(1);
    refused(&stage, &session.access_token, "known from the cache").await;
    let other = stage.another_process().await;
    assert!(other.verify(&session.access_token).await.is_err(), "and from scratch");
}

#[tokio::test]
async fn a_role_in_the_accounts_own_metadata_is_only_metadata() {
    let stage = Stage::set().await;
    let wish = accounts::SignUp {
        email: "mallory@example.org".to_owned(),
        password: crate::stage::PASSWORD.to_owned(),
        data: json!({ "role": "admin", "roles": ["admin"], "is_super_admin": true, "app_metadata": { "role": "admin" } })
            .as_object()
            .cloned(),
        ..accounts::SignUp::default()
    };
    let session = stage.accounts.sign_up(wish, &accounts::Origin::default()).await.unwrap();
    let verified = stage.verify(&session.access_token).await.unwrap();
    assert_eq!(verified.role, accounts::Role::Authenticated);
    let client = stage.database.get(Identity::Request).await.unwrap();
    let transaction = store::session::begin_as(client, &verified.claims).await.unwrap();
    let row = transaction.query_one("select role, gatewright.is_admin() from public.users", &[]).await.unwrap();
    assert_eq!((row.get::<_, String>(0), row.get::<_, bool>(1)), ("user".to_owned(), false));
}

#[tokio::test]
async fn no_text_at_all_is_a_token() {
    let stage = Stage::set().await;
    for text in ["", ".", "..", "a.b.c", "sb_", "sb_secret_", "sb_secret_guess", "null", "undefined", "ü.ü.ü", &"x".repeat(100_000)] {
        refused(&stage, text, text.get(..20).unwrap_or(text)).await;
    }
}
