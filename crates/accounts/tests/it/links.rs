//! One-time links.

use std::time::Duration;

use accounts::{AdminFields, Letter, LinkKind, Origin, Proof, Refusal, Session, UserChanges};
use testkit::Identity;

use crate::stage::{PASSWORD, Stage, refusal};

async fn redeem(stage: &Stage, proof: Proof, kind: LinkKind) -> Result<Session, Refusal> {
    refusal(stage.accounts.redeem(&proof, Some(kind), &Origin::default()).await)
}

fn token_of(letter: &Letter) -> Proof {
    let token = letter.link.split("token=").nth(1).unwrap().split('&').next().unwrap();
    Proof::Token(token.to_owned())
}

/// The letters once there are so many: they are written after the answer.
async fn letters(stage: &Stage, count: usize) -> Vec<Letter> {
    for _ in 0..2000 {
        let letters = stage.letters();
        if letters.len() >= count {
            return letters;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{} letters instead of {count}", stage.letters().len())
}

async fn recover(stage: &Stage, email: &str) {
    refusal(stage.accounts.send_link(email, LinkKind::Recovery, None, &Origin::default())).unwrap();
}

#[tokio::test]
async fn whoever_forgot_the_password_gets_a_link_that_signs_in_once() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    recover(&stage, "ADA@example.org").await;
    let letter = letters(&stage, 1).await.remove(0);
    assert_eq!((letter.to.as_str(), letter.kind), ("ada@example.org", LinkKind::Recovery));
    assert!(letter.link.starts_with("http://127.0.0.1:8420/recover?token="), "{}", letter.link);
    let session = redeem(&stage, token_of(&letter), LinkKind::Recovery).await.unwrap();
    assert_eq!(session.user.id, ada.user.id);
    assert_eq!(redeem(&stage, token_of(&letter), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired, "twice");
}

#[tokio::test]
async fn nobody_learns_from_recovery_which_addresses_have_accounts() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    recover(&stage, "nobody@example.org").await;
    recover(&stage, "ada@example.org").await;
    assert_eq!(letters(&stage, 1).await.len(), 1);
}

#[tokio::test]
async fn the_code_serves_with_its_address_and_uses_the_link_up() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    stage.sign_up("bob@example.org").await;
    recover(&stage, "ada@example.org").await;
    let letter = letters(&stage, 1).await.remove(0);
    let code = |email: &str, code: &str| Proof::Code { email: email.to_owned(), code: code.to_owned() };
    for proof in [code("bob@example.org", &letter.code), code("ada@example.org", "x"), code("ada@example.org", ""), code("", &letter.code)]
    {
        assert_eq!(redeem(&stage, proof.clone(), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired, "{proof:?}");
    }
    redeem(&stage, code("Ada@example.org", &letter.code), LinkKind::Recovery).await.unwrap();
    assert_eq!(redeem(&stage, token_of(&letter), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired);
}

#[tokio::test]
async fn of_two_who_bring_a_link_at_once_one_gets_in() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    recover(&stage, "ada@example.org").await;
    let proof = token_of(&letters(&stage, 1).await[0]);
    let (one, two) = tokio::join!(redeem(&stage, proof.clone(), LinkKind::Recovery), redeem(&stage, proof.clone(), LinkKind::Recovery));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
}

#[tokio::test]
async fn a_link_into_an_account_stands_for_an_hour_and_an_invitation_for_a_week() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    for (kind, email, seconds) in [(LinkKind::Recovery, "ada@example.org", 3600), (LinkKind::Invite, "eve@example.org", 7 * 24 * 3600)] {
        for (wait, good) in [(seconds, false), (seconds - 1, true)] {
            let fields = AdminFields { email: Some(email.to_owned()), ..AdminFields::default() };
            let (_, link) = stage.accounts.generate_link(kind, fields).await.unwrap();
            stage.wait(wait);
            assert_eq!(redeem(&stage, Proof::Token(link.token), kind).await.is_ok(), good, "{kind:?} after {wait} s");
        }
    }
}

#[tokio::test]
async fn a_new_link_takes_the_one_before_back_and_so_does_a_new_password() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    let link = async || {
        let fields = AdminFields { email: Some("ada@example.org".to_owned()), ..AdminFields::default() };
        stage.accounts.generate_link(LinkKind::Recovery, fields).await.unwrap().1.token
    };
    let first = link().await;
    let second = link().await;
    assert_eq!(redeem(&stage, Proof::Token(first), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired);
    let verified = stage.verify(&ada.access_token).await.unwrap();
    let changes = UserChanges { password: Some("another horse".to_owned()), ..UserChanges::default() };
    stage.accounts.update_user(&verified, changes).await.unwrap();
    assert_eq!(redeem(&stage, Proof::Token(second), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired);
}

#[tokio::test]
async fn a_link_serves_for_what_it_was_made_for() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    let fields = AdminFields { email: Some("ada@example.org".to_owned()), ..AdminFields::default() };
    let (_, link) = stage.accounts.generate_link(LinkKind::Recovery, fields).await.unwrap();
    assert_eq!(redeem(&stage, Proof::Token(link.token.clone()), LinkKind::Invite).await.unwrap_err(), Refusal::OtpExpired);
    redeem(&stage, Proof::Token(link.token), LinkKind::Recovery).await.unwrap();
}

#[tokio::test]
async fn the_database_holds_no_link_that_can_be_followed() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    let fields = AdminFields { email: Some("ada@example.org".to_owned()), ..AdminFields::default() };
    let (_, link) = stage.accounts.generate_link(LinkKind::Recovery, fields).await.unwrap();
    let client = stage.database.connect(Identity::Service).await;
    let rows = client.query("select to_jsonb(t)::text from auth.one_time_tokens t", &[]).await.unwrap();
    let stored: String = rows.iter().map(|row| row.get::<_, String>(0)).collect();
    assert!(rows.len() == 1 && !stored.contains(&link.token) && !stored.contains(&link.code), "{stored}");
    let hash = stored.split("\"token_hash\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(redeem(&stage, Proof::Token(hash), LinkKind::Recovery).await.unwrap_err(), Refusal::OtpExpired);
}

#[tokio::test]
async fn who_was_invited_takes_the_account_up_and_sets_a_password() {
    let stage = Stage::set().await;
    let data = serde_json::json!({ "display_name": "Eve" }).as_object().cloned();
    let user = stage.accounts.invite("Eve@example.org", data, Some("http://127.0.0.1:8420/welcome")).await.unwrap();
    assert!(user.invited_at.is_some() && user.email_confirmed_at.is_none());
    assert_eq!(stage.sign_in("eve@example.org", PASSWORD).await.unwrap_err(), Refusal::InvalidCredentials);
    let letter = letters(&stage, 1).await.remove(0);
    assert!(letter.link.ends_with("&redirect_to=http%3A%2F%2F127.0.0.1%3A8420%2Fwelcome"), "{}", letter.link);
    let session = redeem(&stage, token_of(&letter), LinkKind::Invite).await.unwrap();
    assert_eq!(session.user.email_confirmed_at.map(|at| at.as_second()), Some(stage.now()));
    let verified = stage.verify(&session.access_token).await.unwrap();
    let changes = UserChanges { password: Some(PASSWORD.to_owned()), ..UserChanges::default() };
    stage.accounts.update_user(&verified, changes).await.unwrap();
    stage.sign_in("eve@example.org", PASSWORD).await.unwrap();
    assert_eq!(refusal(stage.accounts.invite("eve@example.org", None, None).await).unwrap_err(), Refusal::EmailExists);
}

#[tokio::test]
async fn the_first_admin_takes_up_the_account_the_installation_made() {
    let stage = Stage::set().await;
    assert_eq!(stage.accounts.first_admin_link().await.unwrap(), None, "before there is an admin at all");
    stage
        .sql(
            "insert into auth.users (id, email, raw_app_meta_data) values
                ('00000000-0000-4000-8000-00000000000c', 'admin@localhost', '{\"provider\": \"local\", \"providers\": [\"local\"]}');
             insert into gatewright.role_grants (user_id, role_id)
                select '00000000-0000-4000-8000-00000000000c', id from public.user_roles where name = 'admin'",
        )
        .await;
    let unused = stage.accounts.first_admin_link().await.unwrap().unwrap();
    let link = stage.accounts.first_admin_link().await.unwrap().unwrap();
    let token = |link: &str| Proof::Token(link.strip_prefix("http://127.0.0.1:8420/setup?token=").unwrap().to_owned());
    assert_eq!(redeem(&stage, token(&unused), LinkKind::Invite).await.unwrap_err(), Refusal::OtpExpired, "each start makes a new one");
    let session = redeem(&stage, token(&link), LinkKind::Invite).await.unwrap();
    assert!(stage.accounts.first_admin_link().await.unwrap().is_some(), "a page that was closed too early can be opened again");

    let verified = stage.verify(&session.access_token).await.unwrap();
    let changes = UserChanges { email: Some("Root@example.org".to_owned()), password: Some(PASSWORD.to_owned()), ..UserChanges::default() };
    let user = stage.accounts.update_user(&verified, changes).await.unwrap();
    assert_eq!(user.email, "root@example.org");
    assert_eq!(user.app_metadata["provider"], "email");
    assert_eq!(stage.accounts.first_admin_link().await.unwrap(), None, "an admin can sign in now");
    let session = stage.sign_in("root@example.org", PASSWORD).await.unwrap();
    let verified = stage.verify(&session.access_token).await.unwrap();
    let client = stage.database.get(Identity::Request).await.unwrap();
    let transaction = store::session::begin_as(client, &verified.claims).await.unwrap();
    let admin: bool = transaction.query_one("select gatewright.is_admin()", &[]).await.unwrap().get(0);
    assert!(admin);
}

#[tokio::test]
async fn a_link_lands_on_this_site_or_its_front_page() {
    let stage = Stage::set().await;
    let site = "http://127.0.0.1:8420";
    for (wish, lands) in [
        (Some("http://127.0.0.1:8420/runs?x=1"), "http://127.0.0.1:8420/runs?x=1"),
        (Some("http://127.0.0.1:8420"), site),
        (Some("http://127.0.0.1:8420.evil.example/"), site),
        (Some("http://127.0.0.1:8420@evil.example/"), site),
        (Some("http://127.0.0.1:84201/"), site),
        (Some("https://evil.example/"), site),
        (Some("//evil.example/"), site),
        (Some("javascript:alert(1)"), site),
        (Some(""), site),
        (None, site),
    ] {
        assert_eq!(stage.accounts.landing(wish), lands, "{wish:?}");
    }
}

#[tokio::test]
async fn who_is_suspended_does_not_get_in_by_a_link() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    stage.sql("update public.users set status = 'suspended'").await;
    let fields = AdminFields { email: Some("ada@example.org".to_owned()), ..AdminFields::default() };
    let (_, link) = stage.accounts.generate_link(LinkKind::Recovery, fields).await.unwrap();
    assert_eq!(redeem(&stage, Proof::Token(link.token), LinkKind::Recovery).await.unwrap_err(), Refusal::Banned);
}
