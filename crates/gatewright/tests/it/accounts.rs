//! Accounts from the command line, and the first start.

use reqwest::Method;
use serde_json::{Value, json};

use crate::home::Home;
use crate::texts::snapshot;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Requests to a server that is up.
pub(crate) struct Client {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
    url: String,
}

impl Client {
    pub(crate) fn of(up: &Value) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { runtime, client, url: up["url"].as_str().unwrap().to_owned() }
    }

    /// Status, media type and body of an answer; the body is null where it is no JSON.
    pub(crate) fn ask(&self, method: Method, path: &str, token: Option<&str>, body: Value) -> (u16, String, Value) {
        let request = self.client.request(method, format!("{}{path}", self.url)).json(&body);
        let request = token.map_or(request.try_clone().unwrap(), |token| request.bearer_auth(token));
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            (answer.status().as_u16(), kind, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
        })
    }

    fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let (status, _, body) = self.ask(Method::POST, path, None, body);
        (status, body)
    }

    /// What the setup page does with the token of its link.
    fn take_up(&self, link: &str, email: &str) -> Result<String, Value> {
        let token = link.strip_prefix(&format!("{}/setup?token=", self.url)).unwrap_or_else(|| panic!("{link} leads elsewhere"));
        let (status, session) = self.post("/auth/v1/verify", json!({ "type": "invite", "token_hash": token }));
        if status != 200 {
            return Err(session["error_code"].clone());
        }
        let token = session["access_token"].as_str().unwrap();
        let changes = json!({ "email": email, "password": PASSWORD });
        assert_eq!(self.ask(Method::PUT, "/auth/v1/user", Some(token), changes).0, 200);
        Ok(token.to_owned())
    }

    pub(crate) fn sign_in(&self, email: &str, password: &str) -> (u16, Value) {
        self.post("/auth/v1/token?grant_type=password", json!({ "email": email, "password": password }))
    }

    /// The account behind an address and the password of everybody here, as the interface shows it.
    fn me(&self, email: &str) -> Value {
        let (status, session) = self.sign_in(email, PASSWORD);
        assert_eq!(status, 200, "{session}");
        self.ask(Method::GET, "/api/v1/me", session["access_token"].as_str(), Value::Null).2
    }
}

#[test]
fn the_first_admin_takes_the_installation_up_by_a_link_that_serves_once_and_is_then_shown_no_more() {
    let home = Home::new();
    let (up, first) = home.served(&[]);
    let unused = first["admin_link"].as_str().unwrap().to_owned();
    drop(up);

    // Another start makes another link, and the one before is good for nothing: it may be in somebody's log.
    let (up, told) = home.served(&[]);
    let client = Client::of(&told);
    let link = told["admin_link"].as_str().unwrap().to_owned();
    let (_, old_token) = unused.rsplit_once('=').unwrap();
    assert_eq!(client.take_up(&format!("{}/setup?token={old_token}", client.url), "eve@example.org"), Err(json!("otp_expired")));

    let (status, kind, _) = client.ask(Method::GET, link.strip_prefix(&client.url).unwrap(), None, Value::Null);
    assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"), "the page that it lands on; run `make web` first");
    let token = client.take_up(&link, "root@example.org").unwrap();
    assert_eq!(client.take_up(&link, "eve@example.org"), Err(json!("otp_expired")), "once");
    let (status, _, users) = client.ask(Method::GET, "/api/v1/users", Some(&token), Value::Null);
    assert_eq!((status, users["items"].as_array().map(Vec::len)), (200, Some(1)), "{users}");
    let me = client.me("root@example.org");
    assert_eq!((&me["role"], &me["email"]), (&json!("admin"), &json!("root@example.org")));
    drop(up);

    let (up, told) = home.served(&[]);
    assert_eq!(told["admin_link"], Value::Null);
    assert_eq!(Client::of(&told).me("root@example.org")["id"], me["id"]);
    drop(up);
}

#[test]
fn the_link_of_the_first_start_is_told_to_people_with_the_address_they_see() {
    let home = Home::new();
    let (up, told) = home.served(&["--site-url", "https://gatewright.example.com/"]);
    let link = told["admin_link"].as_str().unwrap();
    assert!(link.starts_with("https://gatewright.example.com/setup?token="), "{link}");
    drop(up);
    home.fed(&["users", "create", "root@example.org", "--role", "admin", "--password-stdin"], PASSWORD.as_bytes()).succeeded();
    let (_up, told) = home.served(&[]);
    assert_eq!(told["admin_link"], Value::Null, "an admin can sign in, however it was made");
}

#[test]
fn accounts_are_made_promoted_and_listed() {
    let home = Home::new();
    let (_up, told) = home.served(&[]);
    let client = Client::of(&told);
    let made = home
        .fed(&["users", "create", "Ada@Example.org", "--name", "Ada", "--password-stdin", "--json"], format!("{PASSWORD}\n").as_bytes())
        .succeeded()
        .document();
    assert_eq!(
        (&made["email"], &made["display_name"], &made["role"], &made["invite_link"]),
        (&json!("ada@example.org"), &json!("Ada"), &json!("user"), &Value::Null)
    );
    assert_eq!(client.me("ada@example.org")["role"], "user");

    let promoted = home.json(&["users", "promote", "ADA@example.org", "admin"]).succeeded().document();
    assert_eq!((&promoted["id"], &promoted["role"], &promoted["roles"]), (&made["id"], &json!("admin"), &json!(["admin", "user"])));
    assert_eq!(client.me("ada@example.org")["role"], "admin");
    for role in ["developer", "viewer", "user"] {
        assert_eq!(home.json(&["users", "promote", "ada@example.org", role]).succeeded().document()["role"], role);
        assert_eq!(client.me("ada@example.org")["role"], role);
    }

    // Without a password its owner sets one, by a link to the server that is up.
    let invited = home.json(&["users", "create", "bob@example.org", "--role", "developer"]).succeeded().document();
    assert_eq!(client.sign_in("bob@example.org", "").0, 400);
    let link = invited["invite_link"].as_str().unwrap();
    client.take_up(link, "bob@example.org").unwrap();
    assert_eq!(client.me("bob@example.org")["role"], "developer");
    let elsewhere = home.run(&["users", "create", "cy@example.org", "--site-url", "https://gatewright.example.com"]).succeeded();
    assert!(elsewhere.out.contains("https://gatewright.example.com/setup?token="), "{elsewhere}");

    let list = home.json(&["users", "list"]).succeeded().document();
    let rows: Vec<_> = list.as_array().unwrap().iter().map(|row| (row["email"].as_str().unwrap(), row["role"].as_str().unwrap())).collect();
    assert_eq!(
        rows,
        [("cy@example.org", "user"), ("bob@example.org", "developer"), ("ada@example.org", "user"), ("admin@localhost", "admin")]
    );
    assert_eq!(home.json(&["users", "list", "--limit", "1"]).succeeded().document().as_array().unwrap().len(), 1);
    let text = format!("{list} {made} {promoted}");
    assert!(!text.contains("$2b$") && !text.contains("password"), "no list shows what one signs in with: {text}");
    snapshot!(&home, "users list", home.run(&["users", "list"]).succeeded().transcript());
}

#[test]
fn what_makes_no_account_is_refused_with_what_to_do_and_changes_nothing() {
    let home = Home::new();
    let _up = home.up();
    home.fed(&["users", "create", "ada@example.org", "--password-stdin"], PASSWORD.as_bytes()).succeeded();
    let before = home.json(&["users", "list"]).succeeded().out;
    let create = |email: &'static str, more: &[&'static str]| [&["users", "create", email], more].concat();
    for (name, arguments, input) in [
        ("unknown role", create("bob@example.org", &["--role", "root"]), ""),
        ("no address", create("bob", &[]), ""),
        ("empty address", create("", &[]), ""),
        ("address that is taken", create("ADA@example.org", &[]), ""),
        ("weak password", create("bob@example.org", &["--password-stdin"]), "short\n"),
        (
            "long password",
            create("bob@example.org", &["--password-stdin"]),
            "0123456789012345678901234567890123456789012345678901234567890123456789012",
        ),
        ("no password", create("bob@example.org", &["--password-stdin"]), ""),
        ("two passwords", create("bob@example.org", &["--password-stdin"]), "correct horse\nbattery staple\n"),
        ("site that is none", create("bob@example.org", &["--site-url", "example.org"]), ""),
        ("promote nobody", vec!["users", "promote", "bob@example.org", "admin"], ""),
        ("promote to an unknown role", vec!["users", "promote", "ada@example.org", "root"], ""),
        ("the last admin", vec!["users", "promote", "admin@localhost", "user"], ""),
    ] {
        let refused = home.fed(&arguments, input.as_bytes()).exits(64);
        assert!(refused.out.is_empty(), "{refused}");
        snapshot!(&home, format!("users {name}"), refused.transcript());
    }
    for (arguments, code) in [
        (create("ada@example.org", &[]), "EMAIL_TAKEN"),
        (create("bob", &[]), "INVALID_EMAIL"),
        (vec!["users", "promote", "bob@example.org", "admin"], "UNKNOWN_USER"),
        (vec!["users", "promote", "admin@localhost", "user"], "LAST_ADMIN"),
        (create("bob@example.org", &["--role", "root"]), "USAGE"),
    ] {
        let refused = home.json(&arguments).exits(64).document();
        assert_eq!((&refused["error"]["code"], &refused["error"]["exit_code"]), (&json!(code), &json!(64)));
    }
    assert_eq!(home.json(&["users", "list"]).succeeded().out, before);
}

#[test]
fn keys_name_the_server_and_stay_the_same() {
    let home = Home::new();
    let never_up = home.json(&["keys"]).succeeded().document();
    assert_eq!(never_up["url"], "http://127.0.0.1:8420", "where it would be");
    let (up, told) = home.served(&[]);
    let client = Client::of(&told);
    let keys = home.json(&["keys"]).succeeded().document();
    let names: Vec<&String> = keys.as_object().unwrap().keys().collect();
    assert_eq!(names, ["url", "anon", "service_role"]);
    assert_eq!((&keys["url"], &keys["anon"], &keys["service_role"]), (&told["url"], &never_up["anon"], &never_up["service_role"]));
    let legacy = home.json(&["keys", "--legacy"]).succeeded().document();
    for keys in [&keys, &legacy] {
        let ask = |key: &str| client.ask(Method::GET, "/auth/v1/admin/users", keys[key].as_str(), Value::Null).0;
        assert_eq!((ask("service_role"), ask("anon")), (200, 403));
    }
    let text = home.run(&["keys"]).succeeded().out;
    assert!(text.contains(keys["anon"].as_str().unwrap()) && text.contains("keep it on servers"), "{text}");
    drop(up);
    assert_eq!(home.json(&["keys"]).succeeded().document(), keys, "and after it was");
    let elsewhere = home.json(&["keys", "--site-url", "https://gatewright.example.com/"]).succeeded().document();
    assert_eq!(elsewhere["url"], "https://gatewright.example.com");
}

#[test]
fn without_mail_the_log_has_the_link_of_whoever_forgot_the_password() {
    let home = Home::new();
    let (mut up, told) = home.served(&[]);
    let client = Client::of(&told);
    home.fed(&["users", "create", "ada@example.org", "--password-stdin"], PASSWORD.as_bytes()).succeeded();
    for email in ["nobody@example.org", "ada@example.org"] {
        assert_eq!(client.post("/auth/v1/recover", json!({ "email": email })), (200, json!({})));
    }
    let line = up.until("/recover?token=");
    assert!(line.contains("ada@example.org"), "{line}");
    let token = line.split("token=").nth(1).unwrap().split(['"', ' ', '\n']).next().unwrap();
    let (status, session) = client.post("/auth/v1/verify", json!({ "type": "recovery", "token_hash": token }));
    assert_eq!((status, &session["user"]["email"]), (200, &json!("ada@example.org")), "{session}");
}
