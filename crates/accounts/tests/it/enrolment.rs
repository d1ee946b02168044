//! Accounts that whoever runs the installation makes, and what they may do.

use accounts::{AccountRole, Enrolment, LinkKind, Origin, Person, Proof, Refusal};
use serde_json::json;

use crate::stage::{PASSWORD, Stage, refusal};

fn wish(email: &str, role: AccountRole, password: Option<&str>) -> Enrolment {
    Enrolment { email: email.to_owned(), password: password.map(str::to_owned), display_name: Some("Ada".to_owned()), role, by: None }
}

async fn promote(stage: &Stage, email: &str, role: AccountRole) -> Result<Person, Refusal> {
    refusal(stage.accounts.promote(email, role, None).await)
}

#[tokio::test]
async fn an_account_is_made_with_its_role_and_signs_in() {
    let stage = Stage::set().await;
    let made = stage.accounts.enrol(wish("Ada@example.org", AccountRole::Developer, Some(PASSWORD))).await.unwrap();
    assert_eq!((made.person.email.as_deref(), made.person.role.as_str(), made.link), (Some("ada@example.org"), "developer", None));
    assert_eq!((made.person.display_name.as_deref(), made.person.roles), (Some("Ada"), json!(["developer", "user"])));
    let session = stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
    assert_eq!((session.user.id, session.user.role), (made.person.id, "authenticated"), "roles of the application are in no token");
}

#[tokio::test]
async fn without_a_password_there_is_a_link_that_serves_once() {
    let stage = Stage::set().await;
    let made = stage.accounts.enrol(wish("ada@example.org", AccountRole::User, None)).await.unwrap();
    let link = made.link.unwrap();
    let token = link.strip_prefix("http://127.0.0.1:8420/setup?token=").unwrap_or_else(|| panic!("{link}"));
    assert_eq!(stage.sign_in("ada@example.org", "").await.unwrap_err(), Refusal::InvalidCredentials);
    let redeem = async || refusal(stage.accounts.redeem(&Proof::Token(token.to_owned()), Some(LinkKind::Invite), &Origin::default()).await);
    assert_eq!(redeem().await.unwrap().user.id, made.person.id);
    assert_eq!(redeem().await.unwrap_err(), Refusal::OtpExpired);
    // A week later it would not have served.
    let late = stage.accounts.enrol(wish("bob@example.org", AccountRole::User, None)).await.unwrap().link.unwrap();
    stage.wait(7 * 24 * 3600);
    let proof = Proof::Token(late.split_once('=').unwrap().1.to_owned());
    assert_eq!(refusal(stage.accounts.redeem(&proof, Some(LinkKind::Invite), &Origin::default()).await).unwrap_err(), Refusal::OtpExpired);
}

#[tokio::test]
async fn an_account_is_made_whole_or_not_at_all() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    for (wish, expected) in [
        (wish("ADA@example.org", AccountRole::Admin, Some(PASSWORD)), Refusal::EmailExists),
        (wish("ada@example.org", AccountRole::Admin, None), Refusal::EmailExists),
        (wish("", AccountRole::User, None), Refusal::InvalidEmail),
        (wish("bob", AccountRole::User, Some(PASSWORD)), Refusal::InvalidEmail),
        (wish("bob@example.org", AccountRole::User, Some("short")), Refusal::WeakPassword { at_least: 6 }),
    ] {
        assert_eq!(refusal(stage.accounts.enrol(wish).await.map(|_| ())).unwrap_err(), expected);
    }
    assert_eq!(stage.count("select count(*) from auth.users").await, 1);
    assert_eq!(stage.count("select count(*) from gatewright.role_grants").await, 0, "who was there is not raised by it");
    assert_eq!(stage.count("select count(*) from auth.one_time_tokens").await, 0);
}

#[tokio::test]
async fn the_role_given_last_is_the_highest_and_somebody_remains_an_admin() {
    let stage = Stage::set().await;
    for email in ["ada@example.org", "bob@example.org"] {
        stage.sign_up(email).await;
    }
    assert_eq!(promote(&stage, "ADA@example.org ", AccountRole::Admin).await.unwrap().role, "admin");
    assert_eq!(promote(&stage, "ada@example.org", AccountRole::User).await.unwrap_err(), Refusal::LastAdmin);
    // A suspended admin is none.
    promote(&stage, "bob@example.org", AccountRole::Admin).await.unwrap();
    stage.sql("update public.users set status = 'suspended' where email = 'bob@example.org'").await;
    assert_eq!(promote(&stage, "ada@example.org", AccountRole::Developer).await.unwrap_err(), Refusal::LastAdmin);
    stage.sql("update public.users set status = 'active'").await;
    let ada = promote(&stage, "ada@example.org", AccountRole::Viewer).await.unwrap();
    assert_eq!((ada.role.as_str(), ada.roles), ("viewer", json!(["viewer", "user"])), "nothing of the role before is left");
    assert_eq!(promote(&stage, "nobody@example.org", AccountRole::Admin).await.unwrap_err(), Refusal::UserNotFound);
    let roles: Vec<(Option<String>, String)> =
        stage.accounts.people(10).await.unwrap().into_iter().map(|person| (person.email, person.role)).collect();
    assert_eq!(roles.len(), 2);
    assert!(roles.contains(&(Some("bob@example.org".to_owned()), "admin".to_owned())), "{roles:?}");
}

#[tokio::test]
async fn two_admins_who_are_demoted_at_once_leave_one() {
    let stage = Stage::set().await;
    for email in ["ada@example.org", "bob@example.org"] {
        stage.sign_up(email).await;
    }
    for _ in 0..5 {
        for email in ["ada@example.org", "bob@example.org"] {
            promote(&stage, email, AccountRole::Admin).await.unwrap();
        }
        let (one, other) =
            tokio::join!(promote(&stage, "ada@example.org", AccountRole::User), promote(&stage, "bob@example.org", AccountRole::User));
        let refused: Vec<Refusal> = [one, other].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, [Refusal::LastAdmin]);
    }
}
