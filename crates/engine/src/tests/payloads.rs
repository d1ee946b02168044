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
