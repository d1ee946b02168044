//! Runs through the interface: created, followed, decided about, read.

use reqwest::Method;
use serde_json::json;

use crate::house::{House, brief, id, items};

#[tokio::test(flavor = "multi_thread")]
async fn a_user_makes_a_run_follows_it_approves_it_and_reads_what_it_made() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let path = format!("/api/v1/runs/{}", id(&run));
    assert_eq!((&run["status"], &run["current_gate"]), (&json!("paused"), &json!("G9")));
    assert_eq!(run["waiting_for"], json!({ "kind": "approval", "gate": "G9", "title": run["waiting_for"]["title"] }));
    assert_eq!((&run["user_name"], &run["artifact_type"], &run["trial"]), (&json!("ann"), &json!("brief"), &json!(false)));

    house.post(ann, &format!("{path}/gates/G4/approve"), json!({ "reason": "looks fine" })).await.refused(403, "FORBIDDEN");
    house.post(ann, &format!("{path}/gates/G9/approve"), json!({ "reason": "  " })).await.refused(409, "REASON_REQUIRED");
    house.post(ann, &format!("{path}/gates/G99/approve"), json!({ "reason": "why not" })).await.refused(404, "UNKNOWN_GATE");
    let run = house.post(ann, &format!("{path}/gates/G9/approve"), json!({ "reason": "read and found good" })).await.is(200);
    let run = house.settled(ann, &run).await;
    assert_eq!((&run["status"], &run["waiting_for"]), (&json!("completed"), &json!(null)));

    let decisions = house.get(ann, &format!("{path}/decisions")).await.is(200);
    let told = &items(&decisions)[0];
    assert_eq!((&told["gate_id"], &told["decided_by"], &told["decided_via"]), (&json!("G9"), &json!("ann@example.com"), &json!("api")));

    let artifacts = house.get(ann, &format!("{path}/artifacts")).await.is(200);
    let page = items(&artifacts).iter().find(|file| file["file_path"] == "brief.html").expect("a page");
    assert_eq!(run["main_artifact_id"], page["id"]);
    let content = house.get(ann, &format!("/api/v1/artifacts/{}/content", id(page))).await;
    content.headers.get("etag").expect("an etag");
    assert!(content.text().contains("<html"), "{}", content.text());

    let again = house.request(Some(ann), Method::GET, &format!("/api/v1/artifacts/{}/content", id(page)));
    assert_eq!(house.send(again.header("if-none-match", content.header("etag"))).await.status, 304);
    house.post(ann, &format!("{path}/cancel"), json!({})).await.refused(409, "RUN_ENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_runs_made_cannot_do_anything_but_show_themselves() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let page = id(&json!({ "id": run["main_artifact_id"] }));
    let content = house.get(ann, &format!("/api/v1/artifacts/{page}/content")).await;
    assert_eq!(content.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        content.header("content-security-policy"),
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
    );
    assert_eq!(content.header("x-content-type-options"), "nosniff");
    assert_eq!(content.header("content-disposition"), "");
    let download = house.get(ann, &format!("/api/v1/artifacts/{page}/content?download=true")).await;
    assert!(download.header("content-disposition").starts_with("attachment; filename=\"brief.html\""));
    assert_eq!(download.bytes, content.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_holds_every_file_that_counts() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let path = format!("/api/v1/runs/{}", id(&run));
    let artifacts = house.get(ann, &format!("{path}/artifacts")).await.is(200);
    let archive = house.get(ann, &format!("{path}/archive")).await;
    assert_eq!(archive.status, 200);
    let name = format!("attachment; filename=\"{}.zip\"", run["project_slug"].as_str().unwrap());
    assert!(archive.header("content-disposition").starts_with(&name), "{}", archive.header("content-disposition"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive.bytes)).unwrap();
    assert_eq!(zip.len(), items(&artifacts).len());
    for file in items(&artifacts) {
        let entry = zip.by_name(file["file_path"].as_str().unwrap()).unwrap();
        assert_eq!(entry.size(), file["size_bytes"].as_u64().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_makes_one_run_and_another_request_under_it_is_refused() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let send = |word: &'static str, key: &'static str| {
        let body = json!({ "template": "typographic-etymology", "intent": { "word": word } });
        house.send(house.request(Some(ann), Method::POST, "/api/v1/runs").header("idempotency-key", key).json(&body))
    };
    let first = send("villain", "k1").await;
    let location = first.header("location").to_owned();
    let made = first.is(201);
    assert_eq!(location, format!("/api/v1/runs/{}", id(&made)));
    assert_eq!(id(&send("villain", "k1").await.is(200)), id(&made));
    send("candid", "k1").await.refused(409, "KEY_REUSED");
    assert_ne!(id(&send("villain", "k2").await.is(201)), id(&made));
    send("villain", "").await.refused(422, "INVALID_REQUEST");
    // Keys are an account's own.
    let bob = house.user("bob").await;
    let body = json!({ "template": "typographic-etymology", "intent": { "word": "candid" } });
    house.send(house.request(Some(bob), Method::POST, "/api/v1/runs").header("idempotency-key", "k1").json(&body)).await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_refused_with_its_place_and_nothing_is_made() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let send = |body| house.post(ann, "/api/v1/runs", body);
    send(json!({ "template": "nothing", "intent": {} })).await.refused(404, "UNKNOWN_TEMPLATE");
    send(json!({ "template": "typographic-etymology", "version": "v99.0.0", "intent": {} })).await.refused(404, "UNKNOWN_VERSION");
    let problem = send(json!({ "template": "typographic-etymology", "intent": { "wort": "x" } })).await.refused(422, "INVALID_INTENT");
    let paths: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["intent.wort", "intent.word"]);
    let unknown = json!({ "template": "typographic-etymology", "intent": { "angle": "cultural", "word": " zzzzqqq " } });
    let problem = send(unknown).await.refused(422, "UNKNOWN_WORD");
    assert_eq!(problem["errors"][0]["path"], "intent.word");
    assert!(problem["errors"][0]["message"].as_str().unwrap().contains("zzzzqqq"), "{problem}");
    let with_model = json!({ "template": "typographic-etymology", "intent": { "word": "villain" }, "model": "no-such-model" });
    send(with_model).await.refused(404, "UNKNOWN_MODEL");
    let unavailable = json!({ "template": "typographic-etymology", "intent": { "word": "villain" }, "model": "claude-opus-4" });
    send(unavailable).await.refused(409, "MODEL_UNAVAILABLE");
    let trial = json!({ "template": "typographic-etymology", "intent": {}, "trial": { "name": "x.yaml", "text": "template: {}" } });
    send(trial.clone()).await.refused(403, "FORBIDDEN");
    let problem = house.post(house.admin, "/api/v1/runs", trial).await.refused(422, "INVALID_DEFINITION");
    assert_eq!(problem["errors"][0]["file"], "x.yaml");
    for extra in ["status", "user_id", "total_cost_usd", "approve_via", "trial_of"] {
        let mut body = json!({ "template": "typographic-etymology", "intent": { "word": "villain" } });
        body[extra] = json!("x");
        send(body).await.refused(422, "INVALID_REQUEST");
    }
    let request = house.request(Some(ann), Method::POST, "/api/v1/runs").header("content-type", "application/json").body("{\"template\":");
    house.send(request).await.refused(400, "MALFORMED_REQUEST");
    let request = house.request(Some(ann), Method::POST, "/api/v1/runs").body("template=x");
    house.send(request).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let large = json!({ "template": "x".repeat(1_100_000), "intent": {} });
    send(large).await.refused(413, "TOO_LARGE");
    assert_eq!(items(&house.get(ann, "/api/v1/runs").await.is(200)).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_uploads_that_lead_elsewhere_are_refused() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    for name in ["../../etc/passwd", "a/../../b.md", "a\\..\\b.md", ".env", "/abs.md"] {
        let part = reqwest::multipart::Part::text("Some text that says something. ").file_name(name.to_owned());
        let request = house.request(Some(ann), Method::POST, "/api/v1/runs").multipart(brief().part("sources", part));
        let problem = house.send(request).await.refused(422, "INVALID_REQUEST");
        assert_eq!(problem["errors"][0]["path"], "sources", "{name}");
    }
    // A NUL cannot be written with a well-behaved client.
    let body = "--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{\"template\":\"source-brief\",\"intent\":{\"question\":\"x\"}}\r\n\
        --b\r\nContent-Disposition: form-data; name=\"sources\"; filename=\"a%00.md\0.md\"\r\n\r\ntext\r\n--b--\r\n";
    let request =
        house.request(Some(ann), Method::POST, "/api/v1/runs").header("content-type", "multipart/form-data; boundary=b").body(body);
    let answer = house.send(request).await;
    assert!([400, 422].contains(&answer.status.as_u16()), "{}", answer.text());
    let twice = brief().part("sources", reqwest::multipart::Part::text("again").file_name("bridge.md"));
    house.send(house.request(Some(ann), Method::POST, "/api/v1/runs").multipart(twice)).await.refused(422, "INVALID_REQUEST");
    let other = brief().part("avatar", reqwest::multipart::Part::text("x"));
    house.send(house.request(Some(ann), Method::POST, "/api/v1/runs").multipart(other)).await.refused(422, "INVALID_REQUEST");
    let unreadable = brief().part("sources", reqwest::multipart::Part::bytes(vec![0xff, 0xfe, 0, 1, 2]).file_name("x.exe"));
    let problem =
        house.send(house.request(Some(ann), Method::POST, "/api/v1/runs").multipart(unreadable)).await.refused(422, "INVALID_REQUEST");
    assert_eq!(problem["errors"][0]["file"], "x.exe");
    assert_eq!(items(&house.get(ann, "/api/v1/runs").await.is(200)).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_see_attempts_without_prompts_and_admins_with_them() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let path = format!("/api/v1/runs/{}/gates/G5/attempts/1", id(&run));
    let seen = house.get(ann, &path).await.is(200);
    assert_eq!((&seen["gate_id"], &seen["attempt_number"]), (&json!("G5"), &json!(1)));
    assert!(!seen["artifacts"].as_array().unwrap().is_empty());
    assert!(seen.get("prompt_packet").is_none() && seen.get("raw_output").is_none(), "{seen}");
    let seen = house.get(house.admin, &path).await.is(200);
    assert!(seen["prompt_packet"].as_str().is_some_and(|text| !text.is_empty()), "{seen}");
    let none = format!("/api/v1/runs/{}/gates/G5/attempts/9", id(&run));
    house.get(ann, &none).await.refused(404, "UNKNOWN_ATTEMPT");
    // The files of prompts are no artifacts.
    let all = house.get(ann, &format!("/api/v1/runs/{}/artifacts?all=true", id(&run))).await.is(200);
    assert!(items(&all).iter().all(|file| !file["file_path"].as_str().unwrap().starts_with(".gate")));
}

#[tokio::test(flavor = "multi_thread")]
async fn reruns_and_skips_are_for_admins_and_rerun_what_consumed_the_output() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let path = format!("/api/v1/runs/{}", id(&run));
    house.post(ann, &format!("{path}/gates/G4/rerun"), json!({})).await.refused(403, "FORBIDDEN");
    house.post(ann, &format!("{path}/gates/G4/skip"), json!({ "reason": "x" })).await.refused(403, "FORBIDDEN");
    let admin = house.admin;
    house.post(admin, &format!("{path}/gates/G4/rerun"), json!({ "model": "no-such-model" })).await.refused(404, "UNKNOWN_MODEL");
    house.post(admin, &format!("{path}/gates/G4/rerun"), json!({ "reason": "another plan" })).await.is(200);
    let run = house.settled(ann, &run).await;
    assert_eq!(run["status"], "paused");
    let gates = house.get(ann, &format!("{path}/gates")).await.is(200);
    let numbers: Vec<(String, i64)> = items(&gates)
        .iter()
        .filter(|gate| gate["superseded"] == false)
        .map(|gate| (gate["gate_id"].as_str().unwrap().to_owned(), gate["attempt_number"].as_i64().unwrap()))
        .collect();
    let expected: Vec<(String, i64)> = (1..=9).map(|n| (format!("G{n}"), if n < 4 { 1 } else { 2 })).collect();
    assert_eq!(numbers, expected);
    let cancelled = house.post(ann, &format!("{path}/cancel"), json!({ "reason": "asked the wrong thing" })).await.is(200);
    assert_eq!(
        (&cancelled["status"], cancelled["pause_reason"].as_str().unwrap().contains("ann@example.com")),
        (&json!("cancelled"), true)
    );
    house.post(ann, &format!("{path}/resume"), json!({})).await.refused(409, "RUN_ENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_page_without_gaps_or_repeats_while_rows_come_in() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let make =
        |word: &'static str| house.post(ann, "/api/v1/runs", json!({ "template": "typographic-etymology", "intent": { "word": word } }));
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(id(&make("villain").await.is(201)));
    }
    made.reverse();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = house.get(ann, &format!("/api/v1/runs?limit=2{cursor}")).await.is(200);
        seen.extend(items(&page).iter().map(id));
        // A newer run shifts nothing that comes behind.
        make("candid").await.is(201);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, made);
    let by_template = house.get(ann, "/api/v1/runs?template=source-brief").await.is(200);
    assert_eq!(items(&by_template).len(), 0);
    let by_words = house.get(ann, "/api/v1/runs?q=candid").await.is(200);
    assert_eq!(items(&by_words).len(), 3);
    house.get(ann, "/api/v1/runs?q=%25").await.is(200);
    house.get(ann, "/api/v1/runs?status=lost").await.refused(422, "INVALID_REQUEST");
    house.get(ann, "/api/v1/runs?limit=0").await.refused(422, "INVALID_REQUEST");
    house.get(ann, "/api/v1/runs?cursor=nonsense").await.refused(400, "MALFORMED_REQUEST");
    house.get(ann, "/api/v1/runs?scope=all").await.refused(403, "FORBIDDEN");
    let all = house.get(house.admin, "/api/v1/runs?scope=all&limit=200").await.is(200);
    assert_eq!(items(&all).len(), 8);
    assert_eq!(items(&house.get(house.admin, "/api/v1/runs").await.is(200)).len(), 0);
}
