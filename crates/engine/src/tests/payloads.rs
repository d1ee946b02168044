//! Files of effects, from one byte to the largest that is kept, and one more.

use machine::{Entry, RunStatus};
use serde_json::json;
use store::objects::{ContentHash, Objects};

use super::world::*;
use crate::payload::{Payloads, Reader};
use crate::{Blob, Config, Engine, FILE_LIMIT, INLINE_LIMIT, view};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_every_size_are_kept_and_one_above_the_limit_fails_its_step_by_name() {
    let database = testkit::database().await;
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path()).unwrap();
    let config = Config { objects: Some(objects.clone()), ..config() };
    let engine = Engine::start(store::Database::clone(&database), World::new().registry(), config).await.unwrap();
    let sizes = [1, 1_000, INLINE_LIMIT, INLINE_LIMIT + 1, 1024 * 1024, FILE_LIMIT];
    let mut steps: Vec<_> = sizes.iter().map(|size| step(&format!("s{size}"), "file", json!({ "bytes": size }), &[])).collect();
    let all: Vec<String> = sizes.iter().map(|size| format!("s{size}")).collect();
    let needs: Vec<&str> = all.iter().map(String::as_str).collect();
    steps.push(step("too-large", "file", json!({ "bytes": FILE_LIMIT + 1 }), &needs));
    let run = new_run(&plan(json!(steps)));
    // The gate of a step without one fails the run.
    assert_ne!(run_to_rest(&engine.handle(), &run).await, RunStatus::Completed);

    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    let reader = Reader(std::sync::Arc::new(Payloads::new(store::Database::clone(&database), Some(objects))));
    for (size, name) in sizes.iter().zip(&all) {
        let file = &machine.outputs()[&name.as_str().into()].files[0];
        let bytes = reader.read(&file.sha256).await.unwrap();
        assert_eq!((bytes.len(), file.size_bytes), (*size, *size as u64));
        assert_eq!(ContentHash::of(&bytes).to_string(), file.sha256);
    }
    let failures: Vec<machine::Failure> = journal(&database, run.run_id)
        .await
        .into_iter()
        .filter_map(|recorded| match recorded.entry {
            Entry::AttemptFailed { failure, .. } => Some(failure),
            _ => None,
        })
        .collect();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].code, "FILE_TOO_LARGE");
    for part in ["`too-large`", "out.txt", "67108865", "67108864"] {
        assert!(failures[0].message.contains(part), "{}", failures[0].message);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_that_is_about_to_go_has_its_time_anew_when_its_bytes_are_staged_again() {
    let database = testkit::database().await;
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path()).unwrap();
    let client = database.connect(store::Identity::Owner).await;
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let payloads = Payloads::new(store::Database::clone(&database), Some(objects.clone()));
    let bytes = vec![b'x'; INLINE_LIMIT + 1];
    let hash = objects.put(bytes.clone()).await.unwrap();
    // Its row went more than a day ago.
    let gone = "insert into engine.released_payloads (sha256, gone_at) values ($1, now() - interval '25 hours') \
                on conflict (sha256) do update set gone_at = excluded.gone_at";
    client.execute(gone, &[&hash.to_string()]).await.unwrap();
    let file = crate::ProducedFile { path: "out.txt".to_owned(), media_type: "text/plain".to_owned(), bytes: bytes.clone() };
    let (_, staged) = payloads.stage(file).await.unwrap();
    assert_eq!(staged.sha256, hash.to_string());
    // The wave that is to write its row has not come yet.
    assert_eq!(crate::collect_payloads(&database, &objects, day).await.unwrap().objects, 0);
    assert!(objects.contains(&hash).await.unwrap(), "what was just staged is gone");

    // A module's transaction brings them along: while it is open the collector waits, and then there is a row.
    for is_for_several in [false, true] {
        client.execute("delete from engine.payloads", &[]).await.unwrap();
        client.execute(gone, &[&hash.to_string()]).await.unwrap();
        let mut service = database.get(store::Identity::Service).await.unwrap();
        let tx = service.transaction().await.unwrap();
        let run_id = uuid::Uuid::now_v7();
        if is_for_several {
            crate::store_object(&tx, &objects, &[run_id], bytes.clone()).await.unwrap();
        } else {
            crate::store_payload(&tx, Some(&objects), run_id, &bytes).await.unwrap();
        }
        assert!(crate::collect_payloads(&database, &objects, day).await.is_err());
        tx.commit().await.unwrap();
        assert_eq!(crate::collect_payloads(&database, &objects, day).await.unwrap().objects, 0);
        assert!(objects.contains(&hash).await.unwrap());
    }
}
