//! What one may do with one's own account.

use accounts::{Refusal, User, UserChanges};
use serde_json::json;

use crate::stage::{PASSWORD, Stage, refusal};

async fn update(stage: &Stage, token: &str, changes: serde_json::Value) -> Result<User, Refusal> {
    let verified = stage.verify(token).await.unwrap();
    let changes: UserChanges = serde_json::from_value(changes).unwrap();
    refusal(stage.accounts.update_user(&verified, changes).await)
}

#[tokio::test]
async fn a_new_password_replaces_the_old_and_ends_every_other_session() {
    let stage = Stage::set().await;
    let here = stage.sign_up("ada@example.org").await;
    let there = stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
    stage.verify(&there.access_token).await.unwrap();
    update(&stage, &here.access_token, json!({ "password": "another horse" })).await.unwrap();
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::InvalidCredentials);
    stage.sign_in("ada@example.org", "another horse").await.unwrap();
    stage.verify(&here.access_token).await.unwrap();
    stage.refresh(&here).await.unwrap();
    assert_eq!(stage.verify(&there.access_token).await.unwrap_err(), Refusal::SessionNotFound);
    assert_eq!(stage.refresh(&there).await.unwrap_err(), Refusal::RefreshTokenNotFound);
}

#[tokio::test]
async fn what_cannot_become_of_an_account_is_refused_and_changes_nothing() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    stage.sign_up("bob@example.org").await;
    for (changes, expected) in [
        (json!({ "password": PASSWORD }), Refusal::SamePassword),
        (json!({ "password": "short" }), Refusal::WeakPassword { at_least: 6 }),
        (json!({ "email": "BOB@example.org" }), Refusal::EmailExists),
        (json!({ "email": "nonsense" }), Refusal::InvalidEmail),
        (json!({ "phone": "+4912345" }), Refusal::PhoneDisabled),
        (json!({ "app_metadata": { "role": "admin" } }), Refusal::NotAdmin),
        (json!({ "password": "another horse", "current_password": "wrong horse" }), Refusal::InvalidCredentials),
        (json!({ "password": "another horse", "email": "bob@example.org" }), Refusal::EmailExists),
    ] {
        assert_eq!(update(&stage, &ada.access_token, changes.clone()).await.unwrap_err(), expected, "{changes}");
    }
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap().user.id, ada.user.id);
}

#[tokio::test]
async fn nothing_a_user_sends_along_is_authority() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    let changes = json!({
        "role": "service_role", "aud": "x", "is_super_admin": true, "id": "00000000-0000-4000-8000-00000000000c", "banned_until": null,
        "email_confirmed_at": null, "raw_app_meta_data": { "role": "admin" }, "data": { "role": "admin" }
    });
    let user = update(&stage, &ada.access_token, changes).await.unwrap();
    assert_eq!(
        (user.id, user.role, user.app_metadata),
        (ada.user.id, "authenticated", json!({ "provider": "email", "providers": ["email"] }))
    );
    let raised = "select count(*) from auth.users a join public.users u using (id)
        where a.role <> 'authenticated' or a.is_super_admin or u.role <> 'user'";
    assert_eq!(stage.count(raised).await, 0);
}

#[tokio::test]
async fn metadata_is_merged_and_null_takes_a_key_away() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    update(&stage, &ada.access_token, json!({ "data": { "a": 1, "b": { "c": null } } })).await.unwrap();
    let user = update(&stage, &ada.access_token, json!({ "data": { "a": null, "d": [2] } })).await.unwrap();
    assert_eq!(user.user_metadata, json!({ "b": { "c": null }, "d": [2] }));
    let long = json!({ "data": { "e": "x".repeat(16_400) } });
    assert!(matches!(update(&stage, &ada.access_token, long).await.unwrap_err(), Refusal::Validation(_)));
}

#[tokio::test]
async fn a_new_address_is_carried_everywhere_and_signs_in() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    let user = update(&stage, &ada.access_token, json!({ "email": "Lovelace@example.org" })).await.unwrap();
    assert_eq!(user.to_json()["identities"][0]["email"], "lovelace@example.org");
    stage.sign_in("lovelace@example.org", PASSWORD).await.unwrap();
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::InvalidCredentials);
    assert_eq!(stage.count("select count(*) from public.users where email = 'lovelace@example.org'").await, 1);
}
