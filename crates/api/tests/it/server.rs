//! What the server does around every route.

use std::io::Read;

use api::Settings;
use reqwest::Method;
use serde_json::json;
use testkit::Identity;

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_an_id_and_headers_that_protect() {
    let house = House::new().await;
    let answer = house.send(house.request(None, Method::GET, "/api/v1/settings")).await;
    assert_eq!(answer.is(200)["local"], false);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!answer.header("x-request-id").is_empty());
    let named = house.request(None, Method::GET, "/healthz").header("x-request-id", "from-outside-1");
    assert_eq!(house.send(named).await.header("x-request-id"), "from-outside-1");
    let forged = house.request(None, Method::GET, "/healthz").header("x-request-id", "a b\tc <script>");
    assert_ne!(house.send(forged).await.header("x-request-id"), "a b\tc <script>");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem_with_a_page() {
    let house = House::new().await;
    let get = |path: &'static str| house.send(house.request(None, Method::GET, path));
    get("/api/v1/nothing").await.refused(404, "NOT_FOUND");
    get("/api").await.refused(404, "NOT_FOUND");
    assert_eq!(get("/auth/v1/nothing").await.status, 404);
    get("/auth/v2").await.refused(404, "NOT_FOUND");
    get("/auth/v1/.well-known/jwks.json").await.is(200);
    get("/api/v1/runs/not-an-id").await.refused(401, "NOT_SIGNED_IN");
    house.get(house.admin, "/api/v1/runs/not-an-id").await.refused(404, "NOT_FOUND");
    let put = house.send(house.request(Some(house.admin), Method::PUT, "/api/v1/me")).await;
    put.refused(405, "METHOD_NOT_ALLOWED");
    let page = get("/errors/UNKNOWN_RUN").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("<h2>What to do</h2>"), "{}", page.text());
    get("/errors/NO_SUCH_CODE").await.refused(404, "NOT_FOUND");
    assert!(get("/errors").await.text().contains("/errors/UNKNOWN_RUN"));
    get("/api/v1/openapi.json").await.is(200);
    let bad = house.request(None, Method::GET, "/api/v1/me").header("authorization", "Basic eDp5");
    house.send(bad).await.refused(401, "NOT_SIGNED_IN");
    let bad = house.request(None, Method::GET, "/api/v1/templates").bearer_auth("nonsense");
    house.send(bad).await.refused(401, "NOT_SIGNED_IN");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_are_the_applications_and_missing_assets_are_not() {
    let house = House::new().await;
    let root = house.send(house.request(None, Method::GET, "/")).await;
    assert_eq!((root.status.as_u16(), root.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = house.send(house.request(None, Method::GET, "/runs/of/mine")).await;
    // Built without its application, the server has a page at `/` alone.
    let built = !root.text().contains("without its web application");
    assert_eq!((page.status.as_u16(), page.text() == root.text()), if built { (200, true) } else { (404, false) });
    // The client itself takes `..` out of an address, but not the encoded one.
    for path in ["/assets/missing-1234.js", "/favicon.missing", "/..%2f..%2fetc%2fpasswd", "/%2e%2e%2f%2e%2e%2fetc/passwd.txt"] {
        house.send(house.request(None, Method::GET, path)).await.refused(404, "NOT_FOUND");
    }
    house.send(house.request(None, Method::POST, "/")).await.refused(404, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_answers_are_compressed_where_that_is_wanted() {
    let house = House::new().await;
    let plain = house.send(house.request(None, Method::GET, "/api/v1/openapi.json")).await;
    let packed = house.send(house.request(None, Method::GET, "/api/v1/openapi.json").header("accept-encoding", "gzip")).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() < plain.bytes.len() / 4);
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_are_let_in_only_where_they_are_named() {
    let closed = House::new().await;
    let asked = |house: &House, origin: &str| {
        house.request(None, Method::OPTIONS, "/api/v1/runs").header("origin", origin).header("access-control-request-method", "POST")
    };
    let answer = closed.send(asked(&closed, "https://app.example.com")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let settings = Settings { allowed_origins: vec!["https://app.example.com".to_owned()], ..Settings::default() };
    let open = House::with(settings).await;
    let answer = open.send(asked(&open, "https://app.example.com")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example.com");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let answer = open.send(asked(&open, "https://evil.example.com")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_and_metrics_tell_how_the_server_is() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    assert_eq!(house.send(house.request(None, Method::GET, "/healthz")).await.text(), "ok\n");
    assert_eq!(house.send(house.request(None, Method::GET, "/readyz")).await.text(), "ready\n");
    house.run(ann).await;
    house.get(ann, "/api/v1/runs").await.is(200);
    house.get(ann, "/api/v1/runs/00000000-0000-7000-8000-000000000000").await.refused(404, "UNKNOWN_RUN");
    let metrics = house.send(house.request(None, Method::GET, "/metrics")).await.text();
    for line in [
        "gatewright_http_requests_total{method=\"GET\",route=\"/api/v1/runs\",status=\"200\"} 1",
        "gatewright_http_requests_total{method=\"GET\",route=\"/api/v1/runs/{run_id}\",status=\"404\"} 1",
        "gatewright_runs{status=\"paused\"} 1",
        "gatewright_engine_shards 64",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line} is missing:\n{metrics}");
    }
    assert!(!metrics.contains("00000000-0000"), "no id becomes a series");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_never_outlives_its_request() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann").await, house.user("bob").await);
    // Requests of both share the pool's few connections.
    let mut asked = Vec::new();
    for turn in 0..60 {
        let who = if turn % 2 == 0 { ann } else { bob };
        let house = &house;
        asked.push(async move { (who, house.get(who, "/api/v1/me").await.is(200)) });
    }
    for (who, me) in futures_util::future::join_all(asked).await {
        assert_eq!(me["id"], json!(who));
    }
    // What a connection gives back is nobody's.
    let pool = house.database.pool(Identity::Request);
    for _ in 0..8 {
        let client = pool.get().await.unwrap();
        let row = client.query_one("select current_user::text, current_setting('request.jwt.claims', true)", &[]).await.unwrap();
        let (role, claims): (String, Option<String>) = (row.get(0), row.get(1));
        assert!(role != "authenticated" && claims.unwrap_or_default().is_empty());
    }
}
