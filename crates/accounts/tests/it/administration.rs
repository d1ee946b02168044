//! What the service does with accounts.

use accounts::{AdminFields, Deletion, LinkKind, Refusal, User};
use serde_json::{Value, json};
use testkit::Identity;

use crate::stage::{PASSWORD, Stage, refusal};

fn fields(value: Value) -> AdminFields {
    serde_json::from_value(value).unwrap()
}

async fn create(stage: &Stage, value: Value) -> Result<User, Refusal> {
    refusal(stage.accounts.create_user(fields(value)).await)
}

#[tokio::test]
async fn an_account_is_made_as_described() {
    let stage = Stage::set().await;
    let user = create(
        &stage,
        json!({
            "id": "00000000-0000-4000-8000-00000000000d", "email": "Dan@example.org", "password": PASSWORD, "email_confirm": true,
            "user_metadata": { "display_name": "Dan" }, "app_metadata": { "team": "blue" }, "phone": ""
        }),
    )
    .await
    .unwrap();
    assert_eq!(user.id.to_string(), "00000000-0000-4000-8000-00000000000d");
    assert_eq!(user.app_metadata, json!({ "provider": "email", "providers": ["email"], "team": "blue" }));
    stage.sign_in("dan@example.org", PASSWORD).await.unwrap();
    assert_eq!(stage.count("select count(*) from public.users where display_name = 'Dan'").await, 1);
}

#[tokio::test]
async fn what_makes_no_account_is_refused() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    for (value, code) in [
        (json!({}), "validation_failed"),
        (json!({ "email": "ada@example.org" }), "email_exists"),
        (json!({ "email": "dan" }), "email_address_invalid"),
        (json!({ "email": "dan@example.org", "password": "short" }), "weak_password"),
        (json!({ "email": "dan@example.org", "password": PASSWORD, "password_hash": "x" }), "validation_failed"),
        (json!({ "email": "dan@example.org", "password_hash": "plain" }), "validation_failed"),
        (json!({ "email": "dan@example.org", "ban_duration": "long" }), "validation_failed"),
        (json!({ "email": "dan@example.org", "role": "service_role" }), "validation_failed"),
    ] {
        assert_eq!(create(&stage, value.clone()).await.unwrap_err().code(), code, "{value}");
    }
    assert_eq!(stage.count("select count(*) from auth.users").await, 1);
}

#[tokio::test]
async fn a_hash_from_another_system_signs_in() {
    let stage = Stage::set().await;
    // OpenBSD's test vector for the password "U*U".
    let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    create(&stage, json!({ "email": "dan@example.org", "password_hash": hash, "email_confirm": true })).await.unwrap();
    stage.sign_in("dan@example.org", "U*U").await.unwrap();
}

#[tokio::test]
async fn accounts_are_listed_newest_first_in_pages() {
    let stage = Stage::set().await;
    for n in 0..5 {
        stage.wait(1);
        stage.sign_up(&format!("user{n}@example.org")).await;
    }
    let page = |page| stage.accounts.list_users(page, 2);
    let emails = |users: Vec<User>| users.into_iter().map(|user| user.email).collect::<Vec<_>>();
    let first = page(1).await.unwrap();
    assert_eq!((first.total, emails(first.users)), (5, vec!["user4@example.org".to_owned(), "user3@example.org".to_owned()]));
    assert_eq!(emails(page(3).await.unwrap().users), ["user0@example.org"]);
    let beyond = page(4).await.unwrap();
    assert_eq!((beyond.total, beyond.users.len()), (5, 0));
}

#[tokio::test]
async fn a_ban_ends_sessions_at_once_and_is_lifted() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    stage.verify(&ada.access_token).await.unwrap();
    let change = async |value| stage.accounts.change_user(ada.user.id, fields(value)).await.unwrap();
    let user = change(json!({ "ban_duration": "1h" })).await;
    assert_eq!(user.banned_until.map(|until| until.as_second()), Some(stage.now() + 3600));
    assert_eq!(stage.verify(&ada.access_token).await.unwrap_err(), Refusal::SessionNotFound);
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::Banned);
    assert_eq!(change(json!({ "ban_duration": "none" })).await.banned_until, None);
    stage.sign_in("ada@example.org", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_changed_account_is_as_described_and_the_rest_stays() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    let change = json!({ "password": "another horse", "user_metadata": { "a": 1 }, "app_metadata": { "team": "blue" } });
    let user = stage.accounts.change_user(ada.user.id, fields(change)).await.unwrap();
    assert_eq!(user.email, "ada@example.org");
    assert_eq!(user.app_metadata, json!({ "provider": "email", "providers": ["email"], "team": "blue" }));
    assert!(stage.verify(&ada.access_token).await.is_err(), "a password that somebody else set ends sessions");
    stage.sign_in("ada@example.org", "another horse").await.unwrap();
    let nobody = stage.accounts.change_user(uuid::Uuid::now_v7(), AdminFields::default()).await;
    assert_eq!(refusal(nobody).unwrap_err(), Refusal::UserNotFound);
}

#[tokio::test]
async fn a_deleted_account_takes_everything_along() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    stage.verify(&ada.access_token).await.unwrap();
    stage.accounts.delete_user(ada.user.id, Deletion::Hard).await.unwrap();
    assert_eq!(stage.verify(&ada.access_token).await.unwrap_err(), Refusal::SessionNotFound);
    let left = "select (select count(*) from auth.users) + (select count(*) from auth.sessions) + (select count(*) from auth.identities)
        + (select count(*) from public.users) + (select count(*) from auth.mfa_amr_claims)";
    assert_eq!(stage.count(left).await, 0);
    assert_eq!(refusal(stage.accounts.delete_user(ada.user.id, Deletion::Hard).await).unwrap_err(), Refusal::UserNotFound);
    stage.sign_up("ada@example.org").await;
}

#[tokio::test]
async fn an_account_with_runs_is_not_deleted_under_them() {
    let stage = Stage::set().await;
    let ada = stage.sign_up("ada@example.org").await;
    stage
        .sql(&format!(
            "insert into content.workflow_templates (id, slug, name, type) values ('00000000-0000-4000-8000-000000000101', 't', 'T', 'research');
             insert into content.specs (id, template_id, version) values
                ('00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-000000000101', 'v1.0.0');
             insert into content.runs (spec_id, user_id, intent, project_slug) values
                ('00000000-0000-4000-8000-000000000201', '{}', '{{}}', 's')",
            ada.user.id
        ))
        .await;
    assert_eq!(refusal(stage.accounts.delete_user(ada.user.id, Deletion::Hard).await).unwrap_err(), Refusal::HasRuns);
    stage.accounts.delete_user(ada.user.id, Deletion::Soft).await.unwrap();
    assert_eq!(stage.count("select count(*) from content.runs").await, 1);
    assert_eq!(stage.sign_in("ada@example.org", PASSWORD).await.unwrap_err(), Refusal::InvalidCredentials);
    assert!(stage.verify(&ada.access_token).await.is_err());
    let client = stage.database.connect(Identity::Service).await;
    let rows =
        client.query("select to_jsonb(a)::text || to_jsonb(u)::text from auth.users a join public.users u using (id)", &[]).await.unwrap();
    assert!(!rows[0].get::<_, String>(0).contains("ada"), "nothing personal is left: {}", rows[0].get::<_, String>(0));
    stage.sign_up("ada@example.org").await;
}

#[tokio::test]
async fn links_are_made_for_those_they_can_serve() {
    let stage = Stage::set().await;
    stage.sign_up("ada@example.org").await;
    let link =
        async |kind, value| refusal(stage.accounts.generate_link(kind, fields(value)).await).map(|(user, link)| (user.email, link.kind));
    assert_eq!(link(LinkKind::Recovery, json!({ "email": "nobody@example.org" })).await.unwrap_err(), Refusal::UserNotFound);
    assert_eq!(link(LinkKind::Invite, json!({ "email": "ada@example.org" })).await.unwrap_err(), Refusal::EmailExists);
    assert_eq!(link(LinkKind::SignUp, json!({ "email": "new@example.org" })).await.unwrap_err().code(), "validation_failed");
    assert_eq!(
        link(LinkKind::MagicLink, json!({ "email": "ADA@example.org" })).await.unwrap(),
        ("ada@example.org".to_owned(), LinkKind::MagicLink)
    );
    let signed_up = link(LinkKind::SignUp, json!({ "email": "new@example.org", "password": PASSWORD })).await.unwrap();
    assert_eq!(signed_up.0, "new@example.org");
    assert_eq!(stage.sign_in("new@example.org", PASSWORD).await.unwrap_err(), Refusal::EmailNotConfirmed);
    // An invitation that was lost is made again.
    for _ in 0..2 {
        link(LinkKind::Invite, json!({ "email": "late@example.org" })).await.unwrap();
    }
}
