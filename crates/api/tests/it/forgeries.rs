//! Tokens that are none of ours, brought to the server as an attacker would.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Identity;
use uuid::Uuid;

use crate::house::House;

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

/// A header and claims, signed with a key.
fn signed(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn changed(claims: &Value, changes: Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_but_ours_opens_anything() {
    let house = House::new().await;
    let bob = house.user("bob").await;
    let token = house.token(bob);
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let signature = token.rsplit('.').next().unwrap();
    let kid = header["kid"].as_str().unwrap();
    let jwks = house.send(house.request(None, Method::GET, "/auth/v1/.well-known/jwks.json")).await.is(200);
    let client = house.database.connect(Identity::Service).await;
    let pem: String = client.query_one("select private_key from gatewright.signing_keys", &[]).await.unwrap().get(0);
    let ours = EncodingKey::from_ec_pem(pem.as_bytes()).unwrap();
    let (theirs, their_jwk) = {
        let other = House::new().await;
        let client = other.database.connect(Identity::Service).await;
        let pem: String = client.query_one("select private_key from gatewright.signing_keys", &[]).await.unwrap().get(0);
        (EncodingKey::from_ec_pem(pem.as_bytes()).unwrap(), other.accounts.jwks()["keys"][0].clone())
    };
    let es256 = |header: Value, claims: &Value, key: &EncodingKey| signed(&header, claims, key, Algorithm::ES256);
    let x = jwks["keys"][0]["x"].as_str().unwrap();
    let y = jwks["keys"][0]["y"].as_str().unwrap();
    let public_pem = public_key_pem(x, y);

    let mut forged: Vec<(String, String)> = Vec::new();
    // No algorithm, or one that is not the key's.
    for alg in ["none", "None", "nOnE", "HS256", "RS256", "ES384", "PS256", "EdDSA"] {
        let head = encoded(&json!({ "alg": alg, "typ": "JWT", "kid": kid }));
        for signature in ["", signature] {
            forged.push((format!("alg {alg}"), format!("{head}.{}.{signature}", encoded(&claims))));
        }
    }
    // The public key as the secret of a symmetric algorithm, in every shape somebody might take it in.
    for secret in
        [jwks.to_string(), jwks["keys"][0].to_string(), x.to_owned(), public_pem.clone(), public_pem.trim().to_owned(), String::new()]
    {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let head = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
            let token = jsonwebtoken::encode(&head, &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap();
            forged.push((format!("{algorithm:?} with the public key"), token));
        }
    }
    // Another key, under our name, no name, an unknown name, or offered along.
    for name in [json!(kid), json!(null), json!("unknown"), json!("../../dev/null"), json!("' or true --"), json!(7)] {
        let mut head = json!({ "alg": "ES256", "typ": "JWT", "jwk": their_jwk, "jku": "https://evil.example/jwks.json", "x5u": "https://evil.example" });
        if !name.is_null() {
            head["kid"] = name.clone();
        }
        forged.push((format!("another key called {name}"), es256(head, &claims, &theirs)));
    }
    // Our own key: what it signs is believed no further than its claims go.
    let now = claims["iat"].as_i64().unwrap();
    for changes in [
        json!({ "exp": now - 1 }),
        json!({ "exp": 0 }),
        json!({ "exp": null }),
        json!({ "exp": "9999999999" }),
        json!({ "nbf": now + 600 }),
        json!({ "iss": "https://another.example/auth/v1" }),
        json!({ "iss": null }),
        json!({ "aud": "another" }),
        json!({ "aud": null }),
        json!({ "role": "service_role" }),
        json!({ "role": "anon" }),
        json!({ "role": "postgres" }),
        json!({ "role": ["authenticated", "service_role"] }),
        json!({ "session_id": null }),
        json!({ "session_id": Uuid::now_v7() }),
        json!({ "sub": house.admin }),
        json!({ "sub": null }),
    ] {
        forged.push((changes.to_string(), es256(header.clone(), &changed(&claims, changes), &ours)));
    }
    forged.push(("no kid".to_owned(), es256(json!({ "alg": "ES256" }), &claims, &ours)));
    // Parts that were changed after signing, and what is no token at all.
    for changes in [json!({ "role": "service_role" }), json!({ "sub": house.admin }), json!({ "app_metadata": { "role": "admin" } })] {
        forged.push((format!("unsigned {changes}"), format!("{}.{}.{signature}", encoded(&header), encoded(&changed(&claims, changes)))));
    }
    for text in ["x", "a.b.c", "null", "sb_secret_guess", "sb_publishable_guess", &token[..token.len() - 2], &format!("{token}.x")] {
        forged.push((format!("no token {text:.12}"), text.to_owned()));
    }

    for (what, token) in &forged {
        let ask = async |path: &str| house.send(house.request(None, Method::GET, path).bearer_auth(token)).await;
        for path in ["/api/v1/me", "/api/v1/users", "/api/v1/templates"] {
            let answer = ask(path).await;
            assert_eq!(answer.status, 401, "{what} at {path}: {}", answer.text());
            assert_eq!(answer.is(401)["code"], "NOT_SIGNED_IN", "{what}");
        }
        for path in ["/auth/v1/user", "/auth/v1/admin/users"] {
            let answer = ask(path).await;
            assert_eq!(answer.status, 403, "{what} at {path}: {}", answer.text());
            let code = answer.is(403)["error_code"].as_str().unwrap().to_owned();
            assert!(["bad_jwt", "session_not_found"].contains(&code.as_str()), "{what} at {path}: {code}");
        }
        // As an API key it is none either.
        let as_key = house.send(house.request(None, Method::GET, "/api/v1/templates").header("apikey", token)).await;
        assert_eq!(as_key.status, 401, "{what} as a key");
    }
    assert!(forged.len() > 60, "{}", forged.len());
    // The attacks are like the real thing but for the one thing that is wrong: signed again by us, unchanged claims are believed.
    let again = es256(header.clone(), &claims, &ours);
    assert_ne!(again, token);
    house.send(house.request(None, Method::GET, "/api/v1/me").bearer_auth(&again)).await.is(200);
    house.get(bob, "/api/v1/me").await.is(200);
}

/// The public key as a PEM file, which is how verifiers are tricked into taking it for a secret.
fn public_key_pem(x: &str, y: &str) -> String {
    // SubjectPublicKeyInfo of P-256 (RFC 5480), up to the uncompressed point.
    let mut der = vec![
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01,
        0x07, 0x03, 0x42, 0x00, 0x04,
    ];
    for half in [x, y] {
        der.extend(URL_SAFE_NO_PAD.decode(half).unwrap());
    }
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
