//! Signing up, in, on and out.

use accounts::{Origin, Refusal, Role, Scope, SignUp};
use serde_json::{Value, json};
use store::session::begin_as;
use testkit::Identity;

use crate::stage::{PASSWORD, Stage, refusal};

/// What stands in a token, unverified.
fn payload(token: &str) -> Value {
    use base64::Engine;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_token_says_what_gotrues_says() {
    let stage = Stage::set().await;
    let wish = SignUp {
        email: "Ada@Example.org".to_owned(),
        password: PASSWORD.to_owned(),
        data: json!({ "display_name": "Ada" }).as_object().cloned(),
        ..SignUp::default()
    };
    let session = stage.accounts.sign_up(wish, &Origin::default()).await.unwrap();
    let mut claims = payload(&session.access_token);
    let session_id = claims["session_id"].take();
    assert!(session_id.as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    assert_eq!(
        claims,
        json!({
            "iss": "http://127.0.0.1:8420/auth/v1",
            "sub": session.user.id,
            "aud": "authenticated",
            "exp": stage.now() + 3600,
            "iat": stage.now(),
            "email": "ada@example.org",
            "phone": "",
            "app_metadata": { "provider": "email", "providers": ["email"] },
            "user_metadata": { "display_name": "Ada" },
            "role": "authenticated",
            "aal": "aal1",
            "amr": [{ "method": "password", "timestamp": stage.now() }],
            "session_id": null,
            "is_anonymous": false,
        })
    );
    assert_eq!((session.token_type, session.expires_in, session.expires_at), ("bearer", 3600, stage.now() + 3600));
    let identity = &session.user.to_json()["identities"][0];
    assert_eq!((identity["provider"].as_str(), identity["email"].as_str()), (Some("email"), Some("ada@example.org")));
}

#[tokio::test]
async fn a_verified_token_opens_a_session_of_its_account_in_the_database() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    stage.sign_up("bob@example.org").await;
    let verified = stage.verify(&ada.access_token).await.unwrap();
    assert_eq!((verified.account, verified.role), (Some(ada.user.id), Role::Authenticated));
    let client = stage.database.get(Identity::Request).await.unwrap();
    let session = begin_as(client, &verified.claims).await.unwrap();
    let rows = session.query("select email, (select auth.email()) from public.users", &[]).await.unwrap();
    let seen: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(seen, [("ada@example.org".to_owned(), "ada@example.org".to_owned())]);
}

#[tokio::test]
async fn who_has_the_password_signs_in_however_the_address_is_cased() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    let again = stage.sign_in(" ADA@example.org", PASSWORD).await.unwrap();
    assert_eq!(again.user.id, ada.user.id);
    assert_ne!(payload(&again.access_token)["session_id"], payload(&ada.access_token)["session_id"]);
    assert_eq!(again.user.last_sign_in_at.map(|at| at.as_second()), Some(stage.now()));
    assert_eq!(stage.count("select count(*) from public.users where last_login_at is not null").await, 1);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    stage.sql("insert into auth.users (id, email) values (gen_random_uuid(), 'invited@example.org')").await;
    for (email, password) in [
        ("ada@example.org", "wrong horse"),
        ("nobody@example.org", PASSWORD),
        ("invited@example.org", PASSWORD),
        ("invited@example.org", ""),
        ("", ""),
        ("ada@example.org", &"x".repeat(100)),
        ("' or true --", PASSWORD),
    ] {
        assert_eq!(stage.sign_in(email, password).await.unwrap_err(), Refusal::InvalidCredentials, "{email} {password}");
    }
}

#[tokio::test]
async fn what_cannot_be_signed_up_with_is_refused() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    let wish = |email: &str, password: &str| SignUp { email: email.to_owned(), password: password.to_owned(), ..SignUp::default() };
    for (wish, expected) in [
        (wish("ADA@example.org", PASSWORD), Refusal::UserExists),
        (wish("bob@example.org", "short"), Refusal::WeakPassword { at_least: 6 }),
        (wish("bob", PASSWORD), Refusal::InvalidEmail),
        (wish("", PASSWORD), Refusal::AnonymousDisabled),
        (SignUp { phone: "+4912345".to_owned(), ..wish("", PASSWORD) }, Refusal::PhoneDisabled),
        (wish("bob@example.org", ""), Refusal::Validation("Signup requires a valid password".to_owned())),
        (wish("bob@example.org", &"x".repeat(73)), Refusal::Validation("Password cannot be longer than 72 bytes".to_owned())),
        (
            SignUp { data: json!({ "x": "x".repeat(20_000) }).as_object().cloned(), ..wish("bob@example.org", PASSWORD) },
            Refusal::Validation("metadata of an account may have at most 16384 bytes".to_owned()),
        ),
    ] {
        let refused = refusal(stage.accounts.sign_up(wish, &Origin::default()).await).unwrap_err();
        assert_eq!(refused, expected);
    }
    assert_eq!(stage.count("select count(*) from auth.users").await, 1);
    let closed = Stage::with(|config| config.sign_up = false).await;
    let refused = refusal(closed.accounts.sign_up(wish("bob@example.org", PASSWORD), &Origin::default()).await).unwrap_err();
    assert_eq!(refused, Refusal::SignUpDisabled);
}

#[tokio::test]
async fn two_sign_ups_at_once_with_one_address_make_one_account() {
    let stage = Stage::set().await;
    let wish = SignUp { email: "ada@example.org".to_owned(), password: PASSWORD.to_owned(), ..SignUp::default() };
    let origin = Origin::default();
    let (one, two) = tokio::join!(stage.accounts.sign_up(wish.clone(), &origin), stage.accounts.sign_up(wish.clone(), &origin));
    let refused: Vec<Refusal> = [refusal(one), refusal(two)].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused, [Refusal::UserExists]);
    assert_eq!(stage.count("select count(*) from auth.users").await, 1);
}

#[tokio::test]
async fn each_refresh_gives_the_next_token_and_keeps_the_session() {
    let stage = Stage::set().await;
    let mut session = stage.sign_up("ada@example.org").await;
    let id = payload(&session.access_token)["session_id"].clone();
    for _ in 0..3 {
        stage.wait(3600);
        let next = stage.refresh(&session).await.unwrap();
        assert_ne!(next.refresh_token, session.refresh_token);
        let claims = payload(&next.access_token);
        assert_eq!(claims["session_id"], id);
        assert_eq!(claims["exp"], stage.now() + 3600);
        assert_eq!(claims["amr"][0]["method"], "password", "refreshing proves nothing anew");
        session = next;
    }
    assert_eq!(stage.count("select count(*) from auth.sessions").await, 1);
}

#[tokio::test]
async fn tabs_that_refresh_at_once_all_go_on_with_the_same_token() {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let (one, two) = tokio::join!(stage.refresh(&session), stage.refresh(&session));
    assert_eq!(one.unwrap().refresh_token, two.unwrap().refresh_token);
    stage.wait(10);
    let late = stage.refresh(&session).await.unwrap();
    let next = stage.refresh(&late).await.unwrap();
    assert_ne!(next.refresh_token, late.refresh_token);
}

#[tokio::test]
async fn a_replayed_refresh_token_ends_the_session_for_thief_and_owner() {
    let stage = Stage::set().await;
    let stolen = stage.sign_up("ada@example.org").await;
    let current = stage.refresh(&stolen).await.unwrap();
    stage.verify(&current.access_token).await.unwrap();
    stage.wait(11);
    assert_eq!(stage.refresh(&stolen).await.unwrap_err(), Refusal::RefreshTokenUsed);
    assert_eq!(stage.refresh(&current).await.unwrap_err(), Refusal::RefreshTokenNotFound);
    assert_eq!(stage.verify(&current.access_token).await.unwrap_err(), Refusal::SessionNotFound, "access tokens of it too");
    // Signing in anew is all it takes.
    stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_token_two_refreshes_old_is_a_replay_however_soon_it_comes() {
    let stage = Stage::set().await;
    let first = stage.sign_up("ada@example.org").await;
    let second = stage.refresh(&first).await.unwrap();
    stage.refresh(&second).await.unwrap();
    assert_eq!(stage.refresh(&first).await.unwrap_err(), Refusal::RefreshTokenUsed);
}

#[tokio::test]
async fn a_made_up_refresh_token_neither_refreshes_nor_ends_a_session() {
    use base64::Engine;
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let mut bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&session.refresh_token).unwrap();
    // An old number of a session whose id somebody saw.
    bytes[24] = 0xff;
    let forged = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&bytes);
    for text in [forged.as_str(), "", "abcdefghijkl", "' or true --"] {
        let refused = refusal(stage.accounts.refresh(text, &Origin::default()).await).unwrap_err();
        assert_eq!(refused, Refusal::RefreshTokenNotFound, "{text}");
    }
    stage.refresh(&session).await.unwrap();
}

#[tokio::test]
async fn a_session_that_has_an_end_is_not_refreshed_beyond_it() {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    stage.sql(&format!("update auth.sessions set not_after = to_timestamp({})", stage.now() + 60)).await;
    stage.refresh(&session).await.unwrap();
    stage.wait(60);
    assert_eq!(stage.refresh(&session).await.unwrap_err(), Refusal::SessionExpired);
    assert_eq!(stage.verify(&session.access_token).await.unwrap_err(), Refusal::SessionNotFound);
}

#[tokio::test]
async fn signing_out_ends_the_sessions_of_its_scope_and_no_other() {
    for (scope, expected) in [(Scope::Local, [false, true]), (Scope::Others, [true, false]), (Scope::Global, [false, false])] {
        let stage = Stage::set().await;
        let here = stage.sign_up("ada@example.org").await;
        let there = stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
        let bob = stage.sign_up("bob@example.org").await;
        let verified = stage.verify(&here.access_token).await.unwrap();
        stage.verify(&there.access_token).await.unwrap();
        stage.accounts.sign_out(&verified, scope).await.unwrap();
        for (session, lives) in [(&here, expected[0]), (&there, expected[1]), (&bob, true)] {
            assert_eq!(stage.verify(&session.access_token).await.is_ok(), lives, "{scope:?}");
            assert_eq!(stage.refresh(session).await.is_ok(), lives, "{scope:?}");
        }
        if !expected[0] {
            assert_eq!(stage.verify(&here.access_token).await.unwrap_err(), Refusal::SessionNotFound);
        }
    }
}

#[tokio::test]
async fn another_process_notices_within_half_a_minute_and_at_once_where_it_matters() {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let other = stage.another_process().await;
    other.verify(&session.access_token).await.unwrap();
    let verified = stage.verify(&session.access_token).await.unwrap();
    stage.accounts.sign_out(&verified, Scope::Global).await.unwrap();
    other.verify(&session.access_token).await.unwrap();
    let now = refusal(other.verify_now(&session.access_token).await).unwrap_err();
    assert_eq!(now, Refusal::SessionNotFound);
    stage.wait(30);
    assert_eq!(refusal(other.verify(&session.access_token).await).unwrap_err(), Refusal::SessionNotFound);
}

#[tokio::test]
async fn a_token_verified_lately_costs_the_database_nothing() {
    let stage = Stage::set().await;
    let session = stage.sign_up("ada@example.org").await;
    let first = stage.verify(&session.access_token).await.unwrap();
    stage.database.close();
    for _ in 0..3 {
        assert_eq!(stage.verify(&session.access_token).await.unwrap(), first, "no connection is left to ask with");
    }
    stage.wait(3600);
    assert_eq!(stage.verify(&session.access_token).await.unwrap_err(), Refusal::BadJwt("token is expired"));
}

#[tokio::test]
async fn whoever_is_banned_or_suspended_neither_gets_in_nor_stays() {
    for bar in ["update auth.users set banned_until = to_timestamp(1800000600)", "update public.users set status = 'suspended'"] {
        let stage = Stage::set().await;
        let session = stage.sign_up("ada@example.org").await;
        stage.verify(&session.access_token).await.unwrap();
        stage.sql(bar).await;
        assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::Banned, "{bar}");
        assert_eq!(
            stage.sign_in("ada@example.org", "wrong horse").await.unwrap_err(),
            Refusal::InvalidCredentials,
            "only who has the password is told"
        );
        assert_eq!(stage.refresh(&session).await.unwrap_err(), Refusal::Banned, "{bar}");
        let now = refusal(stage.accounts.verify_now(&session.access_token).await).unwrap_err();
        assert_eq!(now, Refusal::Banned, "{bar}");
        stage.wait(30);
        assert_eq!(stage.verify(&session.access_token).await.unwrap_err(), Refusal::Banned, "{bar}");
    }
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    stage.sql("update auth.users set banned_until = to_timestamp(1800000600)").await;
    stage.wait(601);
    stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_unconfirmed_account_gets_in_once_its_address_is_confirmed() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    stage.sql("update auth.users set email_confirmed_at = null").await;
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::EmailNotConfirmed);
    assert_eq!(stage.sign_in("ada@example.org", "wrong horse").await.unwrap_err(), Refusal::InvalidCredentials);
}
