//! Files with scripts in them, and with names that lead elsewhere. A run's own activities make none; a model, or a defect, could.

use std::io::Cursor;

use serde_json::json;
use sha2::{Digest, Sha256};
use testkit::Identity;
use uuid::Uuid;

use crate::house::{House, id, items};

const SCRIPT: &str = "<html xmlns='http://www.w3.org/1999/xhtml'><script>fetch('/api/v1/me')</script><svg onload='fetch(1)'/></html>";

/// Puts a file into a run, past everything that would refuse it.
async fn plant(house: &House, run: Uuid, path: &str, media_type: Option<&str>, bytes: &[u8]) -> Uuid {
    let hash = Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let owner = house.database.connect(Identity::Owner).await;
    owner
        .execute(
            "insert into engine.payloads (sha256, size_bytes, bytes) values ($1, $2, $3) on conflict do nothing",
            &[&hash, &(bytes.len() as i64), &bytes],
        )
        .await
        .unwrap();
    let name = path.rsplit('/').next().unwrap();
    let row = owner
        .query_one(
            "insert into content.artifacts (run_id, file_name, file_path, content_hash, size_bytes, media_type)
             values ($1, $2, $3, $4, $5, $6) returning id",
            &[&run, &name, &path, &hash, &(bytes.len() as i32), &media_type],
        )
        .await
        .unwrap();
    row.get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_runs_a_script_with_our_origin_whatever_it_is_or_says_it_is() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run =
        id(&house.post(ann, "/api/v1/runs", json!({ "template": "typographic-etymology", "intent": { "word": "villain" } })).await.is(201));
    for (number, (media_type, sent, inline)) in [
        (Some("text/html"), "text/html; charset=utf-8", true),
        (Some("image/svg+xml"), "image/svg+xml", true),
        (Some("text/markdown"), "text/markdown; charset=utf-8", true),
        (Some("application/pdf"), "application/pdf", true),
        // What nobody here makes is not shown at all.
        (Some("application/xhtml+xml"), "application/octet-stream", false),
        (Some("text/xml"), "application/octet-stream", false),
        (Some("text/javascript"), "application/octet-stream", false),
        (Some("multipart/x-mixed-replace"), "application/octet-stream", false),
        (Some("TEXT/HTML"), "application/octet-stream", false),
        (Some("text/html; charset=utf-7"), "application/octet-stream", false),
        (Some("text/html\r\nX-Evil: 1"), "application/octet-stream", false),
        (Some(""), "application/octet-stream", false),
        (None, "application/octet-stream", false),
    ]
    .into_iter()
    .enumerate()
    {
        let file = plant(&house, run, &format!("planted/{number}.html"), media_type, SCRIPT.as_bytes()).await;
        let answer = house.get(ann, &format!("/api/v1/artifacts/{file}/content")).await;
        assert_eq!(answer.status, 200, "{media_type:?}");
        assert_eq!(answer.text(), SCRIPT);
        assert_eq!(answer.header("content-type"), sent, "{media_type:?}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{media_type:?}");
        assert_eq!(answer.header("x-evil"), "");
        let policy = answer.header("content-security-policy");
        if media_type == Some("application/pdf") {
            assert!(policy.contains("script-src 'self'") && policy.contains("object-src 'none'"), "{policy}");
        } else {
            assert!(policy.starts_with("sandbox;") && policy.contains("default-src 'none'") && !policy.contains("script"), "{policy}");
            assert!(!policy.contains("allow-"), "a sandbox without exceptions: {policy}");
        }
        assert_eq!(answer.header("content-disposition").is_empty(), inline, "{media_type:?}: {}", answer.header("content-disposition"));
        let download = house.get(ann, &format!("/api/v1/artifacts/{file}/content?download=true")).await;
        assert!(download.header("content-disposition").starts_with("attachment; "), "{media_type:?}");
        // A cache that remembers the bytes must not forget how they are sent.
        let again = house.request(Some(ann), reqwest::Method::GET, &format!("/api/v1/artifacts/{file}/content"));
        let again = house.send(again.header("if-none-match", answer.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.header("content-security-policy")), (304, policy), "{media_type:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_of_a_file_leads_out_of_an_archive_or_a_header() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run =
        id(&house.post(ann, "/api/v1/runs", json!({ "template": "typographic-etymology", "intent": { "word": "villain" } })).await.is(201));
    house.settled(ann, &json!({ "id": run })).await;
    let names =
        ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "C:\\windows\\x", "x\r\nSet-Cookie: a=b", "\u{202e}lmth.x", "é \"quoted\".md"];
    for name in names {
        let file = plant(&house, run, name, Some("text/plain"), name.as_bytes()).await;
        let download = house.get(ann, &format!("/api/v1/artifacts/{file}/content?download=true")).await;
        let disposition = download.header("content-disposition");
        assert!(disposition.starts_with("attachment; filename=\"") && disposition.matches('"').count() == 2, "{disposition}");
        assert!(!disposition.contains("..") || !disposition.contains('/'), "{disposition}");
        assert!(download.headers.get("set-cookie").is_none());
    }
    let archive = house.get(ann, &format!("/api/v1/runs/{run}/archive")).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
    let files = items(&house.get(ann, &format!("/api/v1/runs/{run}/artifacts")).await.is(200)).len();
    assert_eq!(zip.len(), files, "nothing is left out");
    let mut seen = std::collections::BTreeSet::new();
    for at in 0..zip.len() {
        let entry = zip.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let inside = entry.enclosed_name().unwrap_or_else(|| panic!("{name:?} leads out of the folder"));
        assert!(inside.components().all(|part| matches!(part, std::path::Component::Normal(_))), "{inside:?}");
        assert!(!name.contains('\\') && !name.chars().any(char::is_control), "{name:?}");
        assert!(seen.insert(name.clone()), "{name} twice");
    }
}
