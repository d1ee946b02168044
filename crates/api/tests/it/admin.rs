//! What admins look after: accounts, the catalogue, models and prices, reports.

use serde_json::json;
use testkit::Identity;
use uuid::Uuid;

use crate::house::{House, id, items};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_sees_and_changes_itself() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let me = house.get(ann, "/api/v1/me").await.is(200);
    assert_eq!(
        (&me["email"], &me["role"], &me["roles"], &me["status"]),
        (&json!("ann@example.com"), &json!("user"), &json!(["user"]), &json!("active"))
    );
    let changed =
        house.patch(ann, "/api/v1/me", json!({ "display_name": "Ann Äpfel", "avatar_url": "https://example.com/a.png" })).await.is(200);
    assert_eq!((&changed["display_name"], &changed["avatar_url"]), (&json!("Ann Äpfel"), &json!("https://example.com/a.png")));
    for wrong in
        [json!({ "display_name": " " }), json!({ "avatar_url": "javascript:alert(1)" }), json!({ "avatar_url": "http://example.com/x" })]
    {
        house.patch(ann, "/api/v1/me", wrong).await.refused(422, "INVALID_REQUEST");
    }
    let seen = house.get(ann, &format!("/api/v1/users/{ann}")).await.is(200);
    assert_eq!(seen["display_name"], "Ann Äpfel");
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_and_somebody_remains_an_admin() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    for change in [json!({ "role": "user" }), json!({ "role": "developer" }), json!({ "status": "suspended" })] {
        house.patch(admin, &format!("/api/v1/users/{admin}"), change).await.refused(409, "LAST_ADMIN");
    }
    let promoted = house.patch(admin, &format!("/api/v1/users/{ann}"), json!({ "role": "admin" })).await.is(200);
    assert_eq!((&promoted["role"], &promoted["roles"]), (&json!("admin"), &json!(["admin", "user"])));
    house.get(ann, "/api/v1/users").await.is(200);
    // A suspended admin is none, and does not count as one.
    house.patch(ann, &format!("/api/v1/users/{admin}"), json!({ "status": "suspended" })).await.is(200);
    house.get(admin, "/api/v1/users").await.refused(401, "NOT_SIGNED_IN");
    house.patch(ann, &format!("/api/v1/users/{ann}"), json!({ "role": "user" })).await.refused(409, "LAST_ADMIN");
    house.patch(ann, &format!("/api/v1/users/{admin}"), json!({ "status": "active", "display_name": "Root" })).await.is(200);
    house.sign_in("admin@localhost").await;
    house.patch(ann, &format!("/api/v1/users/{ann}"), json!({ "role": "viewer" })).await.is(200);
    for wrong in [json!({ "role": "root" }), json!({ "status": "gone" }), json!({ "email": "x@y.z" })] {
        house.patch(admin, &format!("/api/v1/users/{ann}"), wrong).await.refused(422, "INVALID_REQUEST");
    }
    house.patch(admin, &format!("/api/v1/users/{}", Uuid::now_v7()), json!({ "role": "user" })).await.refused(404, "UNKNOWN_USER");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_who_demote_each_other_at_once_leave_one() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    for _ in 0..5 {
        house.patch(admin, &format!("/api/v1/users/{ann}"), json!({ "role": "admin" })).await.is(200);
        let (one, other) = (format!("/api/v1/users/{ann}"), format!("/api/v1/users/{admin}"));
        let (one, other) =
            tokio::join!(house.patch(admin, &one, json!({ "role": "user" })), house.patch(ann, &other, json!({ "role": "user" })));
        let left = [admin, ann];
        let mut admins = Vec::new();
        for account in left {
            if house.get(account, "/api/v1/users").await.status == 200 {
                admins.push(account);
            }
        }
        assert_eq!(admins.len(), 1, "{} and {}", one.text(), other.text());
        if admins[0] == ann {
            house.patch(ann, &format!("/api/v1/users/{admin}"), json!({ "role": "admin" })).await.is(200);
            house.patch(admin, &format!("/api/v1/users/{ann}"), json!({ "role": "user" })).await.is(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_make_accounts_with_a_password_or_a_link() {
    let house = House::new().await;
    let admin = house.admin;
    let new = json!({ "email": "Ann@Example.com", "password": "correct horse battery", "display_name": "Ann", "role": "developer" });
    let made = house.post(admin, "/api/v1/users", new.clone()).await.is(201);
    assert_eq!((&made["email"], &made["role"], &made["invite_link"]), (&json!("ann@example.com"), &json!("developer"), &json!(null)));
    house.accounts.sign_in("ann@example.com", "correct horse battery", &accounts::Origin::default()).await.unwrap();
    house.post(admin, "/api/v1/users", new).await.refused(409, "EMAIL_TAKEN");
    let key = || house.request(Some(admin), reqwest::Method::POST, "/api/v1/users").header("idempotency-key", "k1");
    let invited = house.send(key().json(&json!({ "email": "bob@example.com" }))).await.is(201);
    assert!(invited["invite_link"].as_str().unwrap().contains("/setup?token="), "{invited}");
    let again = house.send(key().json(&json!({ "email": "bob@example.com" }))).await.is(200);
    assert_eq!((id(&again), &again["invite_link"]), (id(&invited), &json!(null)));
    house.send(key().json(&json!({ "email": "cy@example.com" }))).await.refused(409, "KEY_REUSED");
    for wrong in [
        json!({ "email": "no address" }),
        json!({ "email": "x@example.com", "password": "x" }),
        json!({ "email": "x@example.com", "role": "root" }),
        json!({ "email": "x@example.com", "status": "active" }),
    ] {
        house.post(admin, "/api/v1/users", wrong).await.refused(422, "INVALID_REQUEST");
    }
    house.post(house.user("eve").await, "/api/v1/users", json!({ "email": "x@example.com" })).await.refused(403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_listed_found_and_paged() {
    let house = House::new().await;
    for name in ["ann", "bob", "cy"] {
        house.user(name).await;
    }
    let first = house.get(house.admin, "/api/v1/users?limit=3").await.is(200);
    let rest = house.get(house.admin, &format!("/api/v1/users?limit=3&cursor={}", first["next_cursor"].as_str().unwrap())).await.is(200);
    assert_eq!((items(&first).len(), items(&rest).len()), (3, 1));
    assert_eq!(rest["next_cursor"], json!(null));
    let found = house.get(house.admin, "/api/v1/users?q=BOB%40").await.is(200);
    assert_eq!(items(&found).iter().map(|user| user["email"].as_str().unwrap()).collect::<Vec<_>>(), ["bob@example.com"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_an_account_cancels_what_is_active_and_hands_its_runs_over() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    let run = house.run(ann).await;
    let preview = house.get(admin, &format!("/api/v1/users/{ann}/deletion")).await.is(200);
    assert_eq!((&preview["runs"], &preview["active_runs"]), (&json!(1), &json!(1)));
    assert!(preview["artifacts"].as_i64().unwrap() > 5);
    let deleted = house.delete(admin, &format!("/api/v1/users/{ann}")).await.is(200);
    assert_eq!(deleted, json!({ "deleted": true, "runs_transferred": 1, "runs_deleted": 0, "runs_cancelled": 1 }));
    let run = house.get(admin, &format!("/api/v1/runs/{}", id(&run))).await.is(200);
    assert_eq!((&run["status"], &run["user_id"]), (&json!("cancelled"), &json!(admin)));
    house.get(admin, &format!("/api/v1/users/{ann}")).await.refused(404, "UNKNOWN_USER");
    house.get(ann, "/api/v1/me").await.refused(401, "NOT_SIGNED_IN");
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_an_account_with_its_runs_leaves_nothing_of_them_and_touches_nobody_else() {
    let house = House::new().await;
    let (admin, ann, bob) = (house.admin, house.user("ann").await, house.user("bob").await);
    let (hers, his) = (house.run(ann).await, house.run(bob).await);
    house.delete(admin, &format!("/api/v1/users/{admin}?runs=delete")).await.refused(422, "INVALID_REQUEST");
    house.delete(admin, &format!("/api/v1/users/{ann}?runs=burn")).await.refused(400, "MALFORMED_REQUEST");
    let deleted = house.delete(admin, &format!("/api/v1/users/{ann}?runs=delete")).await.is(200);
    assert_eq!((&deleted["runs_deleted"], &deleted["runs_transferred"]), (&json!(1), &json!(0)));
    house.get(admin, &format!("/api/v1/runs/{}", id(&hers))).await.refused(404, "UNKNOWN_RUN");
    house.get(bob, &format!("/api/v1/runs/{}", id(&his))).await.is(200);
    let client = house.database.connect(Identity::Service).await;
    for (table, column) in [
        ("content.runs", "id"),
        ("content.gate_attempts", "run_id"),
        ("content.artifacts", "run_id"),
        ("engine.runs", "id"),
        ("engine.journal", "run_id"),
        ("engine.inbox", "run_id"),
    ] {
        let count = format!("select count(*) filter (where {column} = $1), count(*) filter (where {column} = $2) from {table}");
        let row = client.query_one(&count, &[&id(&hers), &id(&his)]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
        assert!(row.get::<_, i64>(1) > 0 || table == "engine.inbox", "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_shown_with_its_form_and_pipeline() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let list = house.get(ann, "/api/v1/templates").await.is(200);
    assert_eq!(items(&list).len(), 3);
    let filtered = house.get(ann, "/api/v1/templates?type=research&q=brief").await.is(200);
    assert!(items(&filtered).iter().all(|template| template["slug"] == "source-brief"));
    let detail = house.get(ann, "/api/v1/templates/typographic-etymology").await.is(200);
    assert_eq!(detail["spec"]["intent_schema"][0]["field"], "word");
    assert_eq!(detail["spec"]["steps"].as_array().unwrap().len(), 10);
    assert_eq!(detail["versions"], json!([detail["version"]]));
    let estimate = house.get(ann, "/api/v1/templates/typographic-etymology/estimate").await.is(200);
    assert_eq!(estimate["estimated_cost_usd"], 0.0, "the offline writer costs nothing: {estimate}");
    house.get(ann, "/api/v1/templates/nothing").await.refused(404, "UNKNOWN_TEMPLATE");
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_publish_check_withdraw_and_delete_and_runs_stay_readable() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    let run = house.run(ann).await;
    let text = include_str!("../../../../templates/source-brief.yaml").replace("version: v1.1.0", "version: v1.2.0");
    let files = |check| json!({ "files": [{ "name": "brief.yaml", "text": text }], "check_only": check });
    let checked = house.post(admin, "/api/v1/definitions", files(true)).await.is(200);
    assert_eq!(items(&checked)[0]["outcome"], "checked");
    assert_eq!(items(&house.get(ann, "/api/v1/templates/source-brief/specs").await.is(200)).len(), 1);
    let applied = house.post(admin, "/api/v1/definitions", files(false)).await.is(200);
    assert_eq!((&items(&applied)[0]["outcome"], &items(&applied)[0]["version"]), (&json!("published"), &json!("v1.2.0")));
    let spec = house.get(admin, "/api/v1/templates/source-brief/specs/v1.2.0").await.is(200);
    assert_eq!(spec["source"], text);
    let spec = house.get(ann, "/api/v1/templates/source-brief/specs/v1.2.0").await.is(200);
    assert_eq!((&spec["source"], &spec["definition"]["spec"]["version"]), (&json!(null), &json!("v1.2.0")));
    house.get(ann, "/api/v1/templates/source-brief/specs/v9").await.refused(404, "UNKNOWN_VERSION");
    let broken = json!({ "files": [{ "name": "x.yaml", "text": "template:\n  slug: [1" }] });
    let problem = house.post(admin, "/api/v1/definitions", broken).await.refused(422, "INVALID_DEFINITION");
    assert_eq!((&problem["errors"][0]["file"], problem["errors"][0]["line"].is_number()), (&json!("x.yaml"), true));

    let withdrawn = house.patch(admin, "/api/v1/templates/source-brief", json!({ "is_active": false, "sort_order": 7 })).await.is(200);
    assert_eq!((&withdrawn["is_active"], &withdrawn["sort_order"]), (&json!(false), &json!(7)));
    house.get(ann, "/api/v1/templates/source-brief").await.refused(404, "UNKNOWN_TEMPLATE");
    assert_eq!(items(&house.get(admin, "/api/v1/templates?include_inactive=true").await.is(200)).len(), 3);
    assert_eq!(items(&house.get(ann, "/api/v1/templates?include_inactive=true").await.is(200)).len(), 2);
    assert_eq!(house.delete(admin, "/api/v1/templates/source-brief").await.status, 204);
    house.delete(admin, "/api/v1/templates/source-brief").await.refused(404, "UNKNOWN_TEMPLATE");
    let kept = house.get(ann, &format!("/api/v1/runs/{}", id(&run))).await.is(200);
    assert_eq!(kept["template"], "source-brief");
    let artifacts = house.get(ann, "/api/v1/artifacts?q=brief.html").await.is(200);
    assert_eq!(items(&artifacts).iter().map(|file| file["template"].as_str().unwrap()).collect::<Vec<_>>(), ["source-brief"]);
    let schema = house.get(ann, "/api/v1/definitions/schema").await.is(200);
    assert!(schema["$defs"]["Stage"]["properties"]["activity"]["enum"].as_array().unwrap().contains(&json!("generate")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_a_new_row_and_what_was_is_kept() {
    let house = House::new().await;
    let admin = house.admin;
    let models = house.get(admin, "/api/v1/models").await.is(200);
    let model = items(&models).iter().find(|model| model["id"] == "claude-opus-4").expect("a model");
    assert_eq!(model["available"], false);
    assert!(model["why_not"].as_str().unwrap().contains("ANTHROPIC_API_KEY"));
    let path = "/api/v1/models/claude-opus-4/prices";
    let before = items(&house.get(admin, path).await.is(200)).len();
    let price = json!({ "component": "input_uncached", "usd_per_1k": 0.0125, "provenance": "the provider's price list" });
    let added = house.post(admin, path, price).await.is(201);
    assert_eq!(
        (&added["usd_per_1k"], &added["valid_to"], &added["provenance"]),
        (&json!(0.0125), &json!(null), &json!("the provider's price list"))
    );
    let after = house.get(admin, path).await.is(200);
    assert_eq!(items(&after).len(), before + 1);
    let models = house.get(admin, "/api/v1/models").await.is(200);
    let model = items(&models).iter().find(|model| model["id"] == "claude-opus-4").unwrap();
    assert_eq!(model["input_cost_per_1k"], 0.0125);
    for wrong in [
        json!({ "component": "input_uncached", "usd_per_1k": -1, "provenance": "x" }),
        json!({ "component": "input_uncached", "usd_per_1k": 1e9, "provenance": "x" }),
        json!({ "component": "input", "usd_per_1k": 1, "provenance": "x" }),
        json!({ "component": "request", "usd_per_1k": 1, "provenance": " " }),
    ] {
        house.post(admin, path, wrong).await.refused(422, "INVALID_REQUEST");
    }
    house.get(admin, "/api/v1/models/nothing/prices").await.refused(404, "UNKNOWN_MODEL");
    let changed = house.patch(admin, "/api/v1/models/claude-opus-4", json!({ "tier": "mid", "is_active": false })).await.is(200);
    assert_eq!((&changed["tier"], &changed["is_active"]), (&json!("mid"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_count_what_is_there() {
    let house = House::new().await;
    let (admin, ann) = (house.admin, house.user("ann").await);
    let run = house.run(ann).await;
    let overview = house.get(admin, "/api/v1/reports/overview?days=2").await.is(200);
    assert_eq!(overview["runs_by_status"], json!({ "paused": 1 }));
    assert_eq!(id(&overview["active_runs"][0]), id(&run));
    let days = overview["throughput"].as_array().unwrap();
    assert_eq!(days.len(), 2);
    assert_eq!(days.iter().map(|day| day["created"].as_i64().unwrap()).sum::<i64>(), 1);
    assert!(overview["reliability"].as_array().unwrap().iter().any(|row| row["gate_id"] == "G5" && row["passed"] == 1));
    assert_eq!(overview["failing_gates"], json!([]));
    house.get(admin, "/api/v1/reports/overview?days=0").await.refused(422, "INVALID_REQUEST");

    let costs = house.get(ann, "/api/v1/costs").await.is(200);
    assert_eq!((&costs["items"][0]["model_provider"], &costs["incomplete"]), (&json!("offline"), &json!(false)));
    let empty = house.get(ann, "/api/v1/costs?month=2020-01").await.is(200);
    assert_eq!((&empty["month"], &empty["items"], &empty["total_cost_usd"]), (&json!("2020-01"), &json!([]), &json!(0.0)));
    assert_eq!(house.get(admin, "/api/v1/costs").await.is(200)["items"], json!([]), "an admin's own runs cost nothing");
    assert_ne!(house.get(admin, "/api/v1/costs?scope=all").await.is(200)["items"], json!([]));
    house.get(ann, "/api/v1/costs?month=January").await.refused(422, "INVALID_REQUEST");

    let health = house.get(admin, "/api/v1/health").await.is(200);
    assert_eq!((&health["engine"]["shards_total"], health["postgres"]["size_bytes"].as_i64().unwrap() > 0), (&json!(64), true));
    let agents = house.get(admin, "/api/v1/agents").await.is(200);
    let slug = items(&agents)[0]["slug"].as_str().unwrap().to_owned();
    assert_eq!(house.get(admin, &format!("/api/v1/agents/{slug}")).await.is(200)["versions"], json!([1]));
    house.get(admin, "/api/v1/agents/nobody").await.refused(404, "UNKNOWN_AGENT");
}
