//! `/auth/v1` as GoTrue's clients meet it.

use accounts::{AdminFields, Origin, SignUp};
use api::Settings;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Identity;
use uuid::Uuid;

use crate::house::{Answer, House};

const PASSWORD: &str = "correct horse battery";
/// What clients send that know symbolic codes.
const NEW: (&str, &str) = ("x-supabase-api-version", "2024-01-01");

async fn sign_up(house: &House, email: &str) -> Value {
    house.auth(Method::POST, "/signup", &[], json!({ "email": email, "password": PASSWORD })).await.is(200)
}

async fn sign_in(house: &House, email: &str, password: &str, headers: &[(&str, &str)]) -> Answer {
    house.auth(Method::POST, "/token?grant_type=password", headers, json!({ "email": email, "password": password })).await
}

fn bearer(session: &Value) -> (&'static str, String) {
    ("authorization", format!("Bearer {}", session["access_token"].as_str().unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_in_the_dialect_the_client_reads() {
    let house = House::new().await;
    sign_up(&house, "ada@example.org").await;
    let wrong = |headers: Vec<(&'static str, &'static str)>| {
        let house = &house;
        async move { sign_in(house, "ada@example.org", "wrong", &headers).await }
    };
    for headers in [vec![], vec![("x-supabase-api-version", "2023-12-31")], vec![("x-supabase-api-version", "tomorrow")]] {
        let answer = wrong(headers).await;
        assert_eq!(answer.is(400), json!({ "code": 400, "error_code": "invalid_credentials", "msg": "Invalid login credentials" }));
        assert_eq!((answer.header("x-sb-error-code"), answer.header("x-supabase-api-version")), ("invalid_credentials", ""));
    }
    for version in ["2024-01-01", "2025-06-30"] {
        let answer = wrong(vec![("x-supabase-api-version", version)]).await;
        assert_eq!(answer.is(400), json!({ "code": "invalid_credentials", "message": "Invalid login credentials" }));
        assert_eq!((answer.header("x-sb-error-code"), answer.header("x-supabase-api-version")), ("invalid_credentials", "2024-01-01"));
    }
}

/// A request, the status it ends in, and the symbolic code.
type Refused = (Method, &'static str, Value, u16, &'static str);

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_its_status_and_code_in_both_dialects() {
    let house = House::new().await;
    sign_up(&house, "ada@example.org").await;
    let with = |email: &str, password: &str| json!({ "email": email, "password": password });
    let cases: Vec<Refused> = vec![
        (Method::POST, "/signup", with("ADA@example.org", PASSWORD), 422, "user_already_exists"),
        (Method::POST, "/signup", with("ada", PASSWORD), 422, "email_address_invalid"),
        (Method::POST, "/signup", with("bob@example.org", "short"), 422, "weak_password"),
        (Method::POST, "/signup", with("bob@example.org", ""), 400, "validation_failed"),
        (Method::POST, "/signup", json!({}), 422, "anonymous_provider_disabled"),
        (Method::POST, "/signup", json!({ "phone": "+49123", "password": PASSWORD }), 422, "phone_provider_disabled"),
        (Method::POST, "/signup", json!([1]), 400, "bad_json"),
        (Method::POST, "/signup", json!({ "email": "x".repeat(1_100_000) }), 413, "request_too_large"),
        (Method::POST, "/token?grant_type=password", with("nobody@example.org", PASSWORD), 400, "invalid_credentials"),
        (Method::POST, "/token?grant_type=password", json!({ "password": PASSWORD }), 400, "validation_failed"),
        (Method::POST, "/token?grant_type=refresh_token", json!({ "refresh_token": "made-up" }), 400, "refresh_token_not_found"),
        (Method::POST, "/token?grant_type=refresh_token", json!({}), 400, "validation_failed"),
        (Method::POST, "/token?grant_type=pigeon", json!({}), 400, "invalid_credentials"),
        (Method::POST, "/token", json!({}), 400, "invalid_credentials"),
        (Method::GET, "/user", json!({}), 401, "no_authorization"),
        (Method::PUT, "/user", json!({}), 401, "no_authorization"),
        (Method::POST, "/logout", json!({}), 401, "no_authorization"),
        (Method::POST, "/verify", json!({ "type": "recovery", "token_hash": "made-up" }), 403, "otp_expired"),
        (Method::POST, "/verify", json!({ "type": "pigeon", "token_hash": "x" }), 400, "validation_failed"),
        (Method::POST, "/recover", json!({ "email": "nonsense" }), 422, "email_address_invalid"),
        (Method::POST, "/resend", json!({ "type": "pigeon", "email": "ada@example.org" }), 400, "validation_failed"),
        (Method::GET, "/admin/users", json!({}), 401, "no_authorization"),
        (Method::GET, "/nowhere", json!({}), 404, "not_found"),
        (Method::DELETE, "/user", json!({}), 405, "method_not_allowed"),
    ];
    for (method, path, body, status, code) in cases {
        let old = house.auth(method.clone(), path, &[], body.clone()).await;
        let told = old.is(status);
        assert_eq!((&told["code"], &told["error_code"]), (&json!(status), &json!(code)), "{method} {path}: {told}");
        assert!(told["msg"].as_str().is_some_and(|text| !text.is_empty()), "{told}");
        assert_eq!((old.header("x-sb-error-code"), old.header("cache-control")), (code, "no-store"), "{method} {path}");
        let new = house.auth(method.clone(), path, &[NEW], body).await;
        let symbolic = new.is(status);
        assert_eq!((&symbolic["code"], &symbolic["message"]), (&json!(code), &told["msg"]), "{method} {path}: {symbolic}");
        let weak = if code == "weak_password" { json!({ "reasons": ["length"] }) } else { Value::Null };
        assert_eq!((&told["weak_password"], &symbolic["weak_password"]), (&weak, &weak), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_is_told_to_wait_and_others_are_not() {
    let house = House::new().await;
    sign_up(&house, "ada@example.org").await;
    let guess = |from: &'static str, email: String, dialect: Option<(&'static str, &'static str)>| {
        let house = &house;
        async move {
            let headers: Vec<_> = [Some(("x-forwarded-for", from)), dialect].into_iter().flatten().collect();
            sign_in(house, &email, "wrong", &headers).await
        }
    };
    for n in 0..30 {
        assert_eq!(guess("192.0.2.1", format!("user{n}@example.org"), None).await.status, 400, "guess {n}");
    }
    let hashed = house.accounts.password_hashes();
    let answer = guess("192.0.2.1", "another@example.org".to_owned(), None).await;
    assert_eq!(answer.is(429), json!({ "code": 429, "error_code": "over_request_rate_limit", "msg": "Request rate limit reached" }));
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");
    let answer = guess("192.0.2.1", "another@example.org".to_owned(), Some(NEW)).await;
    assert_eq!(answer.is(429), json!({ "code": "over_request_rate_limit", "message": "Request rate limit reached" }));
    assert_eq!(house.accounts.password_hashes(), hashed, "who has to wait costs no hash");
    // One account, from everywhere. Names of its letters in another case are the same account.
    for n in 0..10 {
        let email = if n % 2 == 0 { "ada@example.org" } else { "ADA@Example.org" };
        assert_eq!(sign_in(&house, email, "wrong", &[("x-forwarded-for", &format!("198.51.100.{n}"))]).await.status, 400, "guess {n}");
    }
    sign_in(&house, "ada@example.org", PASSWORD, &[("x-forwarded-for", "203.0.113.1")]).await.is(429);
    house
        .auth(Method::POST, "/signup", &[("x-forwarded-for", "203.0.113.1")], json!({ "email": "bob@example.org", "password": PASSWORD }))
        .await
        .is(200);
    // Letters: two at once to an address, whether or not it has an account.
    for email in ["ada@example.org", "nobody@example.org"] {
        for n in 0..3 {
            let answer = house.auth(Method::POST, "/recover", &[("x-forwarded-for", "203.0.113.2")], json!({ "email": email })).await;
            if n < 2 {
                assert_eq!(answer.is(200), json!({}));
            } else {
                assert_eq!(answer.is(429)["error_code"], "over_email_send_rate_limit");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_work_is_done_whoever_is_asked_for() {
    let house = House::new().await;
    sign_up(&house, "ada@example.org").await;
    let make = |fields: Value| house.accounts.create_user(serde_json::from_value::<AdminFields>(fields).unwrap());
    make(json!({ "email": "invited@example.org" })).await.unwrap();
    make(json!({ "email": "banned@example.org", "password": PASSWORD, "email_confirm": true, "ban_duration": "1h" })).await.unwrap();
    let too_long = "x".repeat(100);
    let mut answers = Vec::new();
    for (email, password) in [
        ("ada@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("invited@example.org", PASSWORD),
        ("banned@example.org", "wrong"),
        ("ada@example.org", &too_long),
        ("nobody@example.org", &too_long),
        ("ada@example.org", ""),
        ("no address", PASSWORD),
    ] {
        let before = house.accounts.password_hashes();
        let answer = sign_in(&house, email, password, &[]).await;
        assert_eq!(house.accounts.password_hashes() - before, 1, "one hash, no more and no less: {email}");
        let mut headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        answers.push((answer.is(400), headers));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    // Signing up with an address that is taken costs what a new one costs.
    for email in ["ada@example.org", "new@example.org"] {
        let before = house.accounts.password_hashes();
        house.auth(Method::POST, "/signup", &[], json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(house.accounts.password_hashes() - before, 1, "{email}");
    }
    let metrics = house.send(house.request(None, Method::GET, "/metrics")).await.text();
    assert!(metrics.contains(&format!("gatewright_password_hashes_total {}", house.accounts.password_hashes())), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sent_along_with_an_account_is_authority() {
    let house = House::new().await;
    let chosen = Uuid::now_v7();
    let extras = json!({
        "id": chosen, "auth_user_id": house.admin, "user_id": house.admin, "sub": house.admin, "role": "service_role", "aud": "admin",
        "is_super_admin": true, "is_anonymous": true, "email_confirmed_at": "2020-01-01T00:00:00Z", "confirmed_at": "2020-01-01T00:00:00Z",
        "encrypted_password": "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "banned_until": null, "status": "active",
        "raw_app_meta_data": { "role": "admin" }, "created_at": "2020-01-01T00:00:00Z", "instance_id": house.admin, "roles": ["admin"],
        "data": { "role": "admin", "roles": ["admin"], "is_admin": true, "sub": house.admin, "app_metadata": { "role": "admin" } },
    });
    let with = |more: Value| {
        let mut body = extras.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let wish = with(json!({ "email": "mallory@example.org", "password": PASSWORD, "app_metadata": { "role": "admin" } }));
    let session = house.auth(Method::POST, "/signup", &[], wish).await.is(200);
    let me = |session: Value| {
        let house = &house;
        async move {
            let (name, value) = bearer(&session);
            house.send(house.request(None, Method::GET, "/api/v1/me").header(name, value)).await.is(200)
        }
    };
    let check = |user: &Value, me: &Value| {
        assert_ne!(user["id"], json!(chosen));
        assert_ne!(user["id"], json!(house.admin));
        assert_eq!((&user["role"], &user["aud"], &user["is_anonymous"]), (&json!("authenticated"), &json!("authenticated"), &json!(false)));
        assert_eq!(user["app_metadata"], json!({ "provider": "email", "providers": ["email"] }));
        assert!(
            !user["created_at"].as_str().unwrap().starts_with("2020") && !user["email_confirmed_at"].as_str().unwrap().starts_with("2020")
        );
        assert_eq!((&me["id"], &me["role"], &me["roles"]), (&user["id"], &json!("user"), &json!(["user"])));
    };
    check(&session["user"], &me(session.clone()).await);
    // The same when the account is changed: with the service's part refused, without it passed over.
    let (name, value) = bearer(&session);
    let authorization = (name, value.as_str());
    let refused = house.auth(Method::PUT, "/user", &[authorization], with(json!({ "app_metadata": { "role": "admin" } }))).await.is(403);
    assert_eq!(refused["error_code"], "not_admin");
    let user = house.auth(Method::PUT, "/user", &[authorization], extras.clone()).await.is(200);
    check(&user, &me(session.clone()).await);
    // A token issued afterwards says no more.
    let refresh = json!({ "refresh_token": session["refresh_token"], "role": "service_role", "user_id": house.admin });
    let next = house.auth(Method::POST, "/token?grant_type=refresh_token", &[], refresh).await.is(200);
    check(&next["user"], &me(next.clone()).await);
    // And the password is the one that was given, not the hash beside it.
    sign_in(&house, "mallory@example.org", "U*U", &[]).await.is(400);
    sign_in(&house, "mallory@example.org", PASSWORD, &[]).await.is(200);
    let client = house.database.connect(Identity::Service).await;
    let raised = "select count(*) from auth.users a where a.role <> 'authenticated' or a.is_super_admin or a.raw_app_meta_data ? 'role'";
    assert_eq!(client.query_one(raised, &[]).await.unwrap().get::<_, i64>(0), 0);
    let admins = "select count(*) from gatewright.role_grants";
    assert_eq!(client.query_one(admins, &[]).await.unwrap().get::<_, i64>(0), 1, "the one of the installation");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_strangers_may_not_sign_up_they_do_not() {
    let house = House::furnished(Settings::default(), |config| config.sign_up = false).await;
    let refused = house.auth(Method::POST, "/signup", &[], json!({ "email": "ada@example.org", "password": PASSWORD })).await.is(422);
    assert_eq!(refused["error_code"], "signup_disabled");
    assert_eq!(house.send(house.request(None, Method::GET, "/auth/v1/settings")).await.is(200)["disable_signup"], true);
    let client = house.database.connect(Identity::Service).await;
    assert_eq!(client.query_one("select count(*) from auth.users", &[]).await.unwrap().get::<_, i64>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_followed_once_and_leads_nowhere_else() {
    let house = House::new().await;
    let wish = SignUp { email: "ada@example.org".to_owned(), password: PASSWORD.to_owned(), ..SignUp::default() };
    house.accounts.sign_up(wish, &Origin::default()).await.unwrap();
    let key = house.accounts.api_keys().service_role;
    let service = ("authorization", format!("Bearer {key}"));
    let body = json!({ "type": "recovery", "email": "ada@example.org", "redirect_to": "https://evil.example/" });
    let made = house.auth(Method::POST, "/admin/generate_link", &[(service.0, &service.1)], body).await.is(200);
    let link = made["action_link"].as_str().unwrap().to_owned();
    let site = format!("http://{}", house.address);
    assert_eq!(made["redirect_to"], json!(site), "{made}");
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut landed = Vec::new();
    for _ in 0..2 {
        let answer = client.get(&link).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()["referrer-policy"].to_str().unwrap()), (303, "no-referrer"));
        landed.push(answer.headers()["location"].to_str().unwrap().to_owned());
    }
    assert!(landed[0].starts_with(&format!("{site}#access_token=")), "{}", landed[0]);
    assert!(landed[1].starts_with(&format!("{site}#error=access_denied&error_code=otp_expired")), "{}", landed[1]);
}

/// The routes of `/auth/v1`, as their source writes them down, so that none can be left out here.
fn routes() -> Vec<(String, Method)> {
    let sources = [include_str!("../../src/auth/mod.rs"), include_str!("../../src/auth/admin/mod.rs")];
    let mut found = Vec::new();
    for line in sources.iter().flat_map(|source| source.lines()).map(str::trim).filter(|line| line.starts_with(".route(")) {
        let path = line.split('"').nth(1).unwrap().to_owned();
        let methods = line.split_once("\", ").unwrap().1;
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if methods.contains(&format!("{}(", method.as_str().to_lowercase())) {
                found.push((path.clone(), method));
            }
        }
    }
    found
}

/// What anybody may ask.
const OPEN: [&str; 11] = [
    "/signup",
    "/token",
    "/recover",
    "/magiclink",
    "/otp",
    "/resend",
    "/verify",
    "/settings",
    "/health",
    "/.well-known/jwks.json",
    "/.well-known/openid-configuration",
];
/// What whoever has signed in may ask, of themselves: no id is taken.
const OWN: [&str; 2] = ["/user", "/logout"];

#[tokio::test(flavor = "multi_thread")]
async fn everything_else_of_auth_is_for_the_secret_key() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    let keys = house.accounts.api_keys();
    let legacy = house.accounts.legacy_api_keys();
    let routes = routes();
    assert!(routes.len() >= 20 && routes.contains(&("/admin/users/{id}".to_owned(), Method::DELETE)), "{routes:?}");
    for (path, method) in &routes {
        let real = path.replace("{id}", &ann.to_string());
        let ask = async |token: Option<&str>| {
            let authorization = token.map(|token| format!("Bearer {token}"));
            let headers: Vec<_> = authorization.as_deref().map(|value| ("authorization", value)).into_iter().collect();
            house.auth(method.clone(), &real, &headers, json!({ "email": "ann@example.com", "type": "recovery" })).await
        };
        if OPEN.contains(&path.as_str()) {
            let status = ask(None).await.status.as_u16();
            assert!(![401, 403, 404, 405].contains(&status), "{method} {path}: {status}");
            continue;
        }
        assert_eq!(ask(None).await.is(401)["error_code"], "no_authorization", "{method} {path}");
        for key in [&keys.anon, &legacy.anon] {
            let refused = ask(Some(key)).await.is(403);
            let expected = if OWN.contains(&path.as_str()) { "bad_jwt" } else { "not_admin" };
            assert_eq!(refused["error_code"], expected, "{method} {path} with the public key");
        }
        if OWN.contains(&path.as_str()) {
            continue;
        }
        // A user, even an admin of the application, about somebody else and about themselves.
        for who in [bob, ann, house.admin] {
            assert_eq!(ask(Some(&house.token(who))).await.is(403)["error_code"], "not_admin", "{method} {path}");
        }
    }
    assert_eq!(house.get(ann, "/api/v1/me").await.is(200)["email"], "ann@example.com", "nothing happened to her");
}
