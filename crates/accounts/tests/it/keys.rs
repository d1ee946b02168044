//! Keys that sign and keys that programs carry.

use accounts::{AccountsError, Refusal, Role};
use serde_json::Value;
use testkit::Identity;

use crate::stage::{Stage, refusal};

fn kids(jwks: &Value) -> Vec<String> {
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn keys_are_made_once_however_many_processes_begin_at_once() {
    let stage = Stage::set().await;
    stage.sql("delete from gatewright.signing_keys; delete from gatewright.api_keys").await;
    let (one, two, three) = tokio::join!(stage.another_process(), stage.another_process(), stage.another_process());
    assert_eq!(kids(&one.jwks()).len(), 1);
    assert_eq!(one.jwks(), two.jwks());
    assert_eq!(one.jwks(), three.jwks());
    assert_eq!(one.api_keys(), two.api_keys());
    assert_eq!(one.legacy_api_keys(), three.legacy_api_keys());
}

#[tokio::test]
async fn the_jwk_set_shows_public_parts_only() {
    let stage = Stage::set().await;
    let jwks = stage.accounts.jwks();
    for key in jwks["keys"].as_array().unwrap() {
        assert_eq!((key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str()), (Some("EC"), Some("P-256"), Some("ES256")));
        assert!(key.get("d").is_none() && key.get("k").is_none(), "{key}");
    }
}

#[tokio::test]
async fn after_a_rotation_old_tokens_are_good_until_they_expire_and_new_ones_name_the_new_key() {
    let stage = Stage::set().await;
    let other = stage.another_process().await;
    let old = stage.sign_up("ada@example.org").await;
    let before = kids(&stage.accounts.jwks());
    stage.accounts.rotate_signing_key().await.unwrap();
    let after = kids(&stage.accounts.jwks());
    assert_eq!((after.len(), after.last()), (2, before.first()), "clients still find the old key");
    stage.verify(&old.access_token).await.unwrap();

    stage.wait(3);
    let new = stage.sign_in("ada@example.org", crate::stage::PASSWORD).await.unwrap();
    other.verify(&new.access_token).await.unwrap();
    other.verify(&old.access_token).await.unwrap();

    stage.wait(3600 + 121);
    let later = stage.another_process().await;
    assert_eq!(kids(&later.jwks()), after[..1], "nothing signed with the old key is good any more");
}

#[tokio::test]
async fn another_process_signs_with_the_new_key_within_a_minute() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    let other = stage.another_process().await;
    stage.accounts.rotate_signing_key().await.unwrap();
    stage.wait(61);
    other.sign_in("ada@example.org", crate::stage::PASSWORD, &accounts::Origin::default()).await.unwrap();
    assert_eq!(kids(&other.jwks())[0], kids(&stage.accounts.jwks())[0]);
}

#[tokio::test]
async fn a_programs_key_gives_its_role_in_either_form() {
    let stage = Stage::set().await;
    for keys in [stage.accounts.api_keys(), stage.accounts.legacy_api_keys()] {
        for (key, role) in [(&keys.anon, Role::Anon), (&keys.service_role, Role::Service)] {
            let verified = stage.verify(key).await.unwrap();
            assert_eq!((verified.role, verified.account), (role, None), "{key}");
            assert_eq!(verified.claims.role(), store::session::Role::Anon, "the request login acts for nobody");
            for resolved in
                [stage.accounts.resolve(None, Some(key)).await.unwrap(), stage.accounts.resolve(Some(key), Some(key)).await.unwrap()]
            {
                assert_eq!(resolved.role, role);
            }
        }
    }
    let keys = stage.accounts.api_keys();
    assert!(keys.anon.starts_with("sb_publishable_") && keys.service_role.starts_with("sb_secret_"), "{keys:?}");
    assert!(!format!("{keys:?}").contains(&keys.service_role), "no log shows the secret");
    assert_eq!(stage.accounts.resolve(None, None).await.unwrap().role, Role::Anon);
}

#[tokio::test]
async fn a_users_token_counts_for_more_than_the_key_beside_it() {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let secret = stage.accounts.api_keys().service_role;
    let verified = stage.accounts.resolve(Some(&session.access_token), Some(&secret)).await.unwrap();
    assert_eq!((verified.role, verified.account), (Role::Authenticated, Some(session.user.id)));
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let stage = Stage::set().await;
    let keys = stage.accounts.api_keys();
    let cut = &keys.service_role[..keys.service_role.len() - 1];
    for key in [cut, "sb_secret_", "x", ""] {
        let refused = refusal(stage.accounts.resolve(None, Some(key)).await).unwrap_err();
        assert_eq!(refused, Refusal::BadJwt("unknown API key"), "{key}");
    }
    // A JWT that claims to be the service, signed with whatever.
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    let claims = serde_json::json!({ "iss": "gatewright", "role": "service_role", "exp": stage.now() + 60 });
    let forged = jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_secret(b"guess")).unwrap();
    assert!(matches!(stage.verify(&forged).await, Err(Refusal::BadJwt(_))));
}

#[tokio::test]
async fn replaced_keys_are_good_for_nothing() {
    let stage = Stage::set().await;
    let other = stage.another_process().await;
    let (old, old_legacy) = (stage.accounts.api_keys(), stage.accounts.legacy_api_keys());
    stage.accounts.replace_api_keys(Role::Service).await.unwrap();
    let new = stage.accounts.api_keys();
    assert_eq!(new.anon, old.anon);
    assert_ne!(new.service_role, old.service_role);
    for key in [&old.service_role, &old_legacy.service_role] {
        assert!(stage.verify(key).await.is_err());
    }
    stage.wait(61);
    assert!(other.verify(&old.service_role).await.is_err(), "nor in other processes");
    assert_eq!(other.verify(&new.service_role).await.unwrap().role, Role::Service);
}

#[tokio::test]
async fn only_the_service_reads_keys_and_sessions() {
    let stage = Stage::set().await;
    let client = stage.database.connect(Identity::Request).await;
    for table in [
        "gatewright.signing_keys",
        "gatewright.api_keys",
        "auth.users",
        "auth.sessions",
        "auth.identities",
        "auth.one_time_tokens",
        "auth.mfa_amr_claims",
    ] {
        for role in ["anon", "authenticated"] {
            client.batch_execute(&format!("set role {role}")).await.unwrap();
            for sql in [format!("select from {table}"), format!("delete from {table}"), format!("update {table} set created_at = now()")] {
                let error = client.batch_execute(&sql).await.unwrap_err();
                assert_eq!(error.code().unwrap().code(), "42501", "{role}: {sql}");
            }
        }
    }
}

#[tokio::test]
async fn accounts_that_somebody_else_keeps_are_left_to_them() {
    let stage = Stage::set().await;
    let owner = stage.database.connect(Identity::Owner).await;
    owner.batch_execute("revoke insert on auth.users from service_role").await.unwrap();
    let opened = accounts::Accounts::open(stage.database.clone(), stage.accounts.config().clone()).await;
    assert!(matches!(&opened, Err(AccountsError::Broken(said)) if said.contains("somebody else")), "{opened:?}");
}
