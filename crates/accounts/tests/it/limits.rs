//! How often one may try.

use std::time::Duration;

use accounts::{Limits, LinkKind, Origin, Proof, Refusal};

use crate::stage::{PASSWORD, Stage, refusal};

fn from(address: &str) -> Origin {
    Origin { address: Some(address.parse().unwrap()), user_agent: None }
}

async fn strict() -> Stage {
    Stage::with(|config| config.limits = Limits::default()).await
}

#[tokio::test]
async fn guessing_from_one_address_is_slowed_whatever_accounts_it_tries() {
    let stage = strict().await;
    let mut answers = Vec::new();
    for n in 0..31 {
        answers.push(refusal(stage.accounts.sign_in(&format!("user{n}@example.org"), PASSWORD, &from("192.0.2.1")).await).unwrap_err());
    }
    assert_eq!(answers[..30], vec![Refusal::InvalidCredentials; 30]);
    assert_eq!(answers[30], Refusal::TooMany { retry_after: Duration::from_secs(10) });
    let elsewhere = refusal(stage.accounts.sign_in("user@example.org", PASSWORD, &from("192.0.2.2")).await).unwrap_err();
    assert_eq!(elsewhere, Refusal::InvalidCredentials);
    stage.wait(10);
    let later = refusal(stage.accounts.sign_in("user@example.org", PASSWORD, &from("192.0.2.1")).await).unwrap_err();
    assert_eq!(later, Refusal::InvalidCredentials);
}

#[tokio::test]
async fn guessing_one_accounts_password_from_many_addresses_is_slowed_too() {
    let stage = strict().await;
    stage.sign_up("ada@example.org").await;
    for n in 0..10 {
        let origin = from(&format!("192.0.2.{n}"));
        let refused = refusal(stage.accounts.sign_in("Ada@example.org", "wrong horse", &origin).await).unwrap_err();
        assert_eq!(refused, Refusal::InvalidCredentials);
    }
    let right = refusal(stage.accounts.sign_in("ada@example.org", PASSWORD, &from("192.0.2.99")).await).unwrap_err();
    assert_eq!(right, Refusal::TooMany { retry_after: Duration::from_secs(30) }, "even the right one, else guessing would go on");
    stage.wait(30);
    stage.accounts.sign_in("ada@example.org", PASSWORD, &from("192.0.2.99")).await.unwrap();
}

#[tokio::test]
async fn whoever_has_the_password_may_sign_in_as_often_as_addresses_may() {
    let stage = strict().await;
    stage.sign_up("ada@example.org").await;
    for n in 0..25 {
        stage.accounts.sign_in("ada@example.org", PASSWORD, &from(&format!("192.0.2.{n}"))).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_account_runs_into_the_limit_like_a_known_one() {
    let stage = strict().await;
    for n in 0..11 {
        let refused = refusal(stage.accounts.sign_in("nobody@example.org", PASSWORD, &from(&format!("192.0.2.{n}"))).await).unwrap_err();
        assert_eq!(matches!(refused, Refusal::TooMany { .. }), n == 10, "{n}: {refused}");
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed() {
    let stage = strict().await;
    stage.sign_up("ada@example.org").await;
    let mut refused = Vec::new();
    for n in 0..11 {
        let proof = Proof::Code { email: "ada@example.org".to_owned(), code: format!("{n:08}") };
        refused.push(refusal(stage.accounts.redeem(&proof, Some(LinkKind::Recovery), &from(&format!("192.0.2.{n}"))).await).unwrap_err());
    }
    assert_eq!(refused[9], Refusal::OtpExpired);
    assert!(matches!(refused[10], Refusal::TooMany { .. }));
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded() {
    let stage = strict().await;
    let send = |email: &str| refusal(stage.accounts.send_link(email, LinkKind::Recovery, None, &Origin::default()));
    send("ada@example.org").unwrap();
    send("ada@example.org").unwrap();
    assert!(matches!(send("ADA@example.org").unwrap_err(), Refusal::TooManyLetters { .. }), "an unknown one is counted as well");
    send("bob@example.org").unwrap();
}
