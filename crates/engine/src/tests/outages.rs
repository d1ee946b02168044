//! A server of a test's own that dies, has no connection left, or no room left; the host lives through it and loses nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use machine::RunStatus;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use store::{Database, Identity, Postgres, Settings};

use super::world::*;
use crate::{Engine, NewRun, SubmitError, view};

/// A server nobody else uses. It ends with the test.
struct Server {
    settings: Settings,
    postgres: Option<Postgres>,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let mut folder = tempfile::Builder::new();
        // The account that runs PostgreSQL when we are root must be able to pass.
        let folder =
            folder.prefix("gatewright-outage-").permissions(std::os::unix::fs::PermissionsExt::from_mode(0o711)).tempdir().unwrap();
        let settings = Settings { data_dir: folder.path().join("data"), linger: Duration::ZERO, ..testkit::settings() };
        let postgres = Postgres::open(&settings, |_| ()).await.unwrap();
        postgres.migrate().await.unwrap();
        Self { settings, postgres: Some(postgres), folder }
    }

    fn postgres(&self) -> &Postgres {
        self.postgres.as_ref().unwrap()
    }

    fn database(&self) -> Database {
        self.postgres().database().clone()
    }

    fn data(&self) -> PathBuf {
        self.settings.data_dir.join("postgres/cluster/data")
    }

    /// The main process dies as if the machine had pulled its plug.
    fn kill(&self) {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let pid = Pid::from_raw(file.lines().next().unwrap().parse().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
    }

    /// Brings it up again, where it was.
    async fn again(&mut self) {
        let port = self.postgres().port();
        self.postgres = Some(Postgres::open(&self.settings, |_| ()).await.unwrap());
        assert_eq!(self.postgres().port(), port, "another program took the port of this test's server");
    }

    async fn stop(mut self) {
        self.postgres.take().unwrap().close().await.unwrap();
        self.folder.close().unwrap();
    }
}

/// Starts a run, again and again with the same identity until it is acknowledged.
async fn acknowledged(engine: &Engine, run: &NewRun) {
    let trying = async {
        while !matches!(engine.handle().submit(run).await, Ok(_) | Err(SubmitError::Taken(_))) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, trying).await.expect("no start was acknowledged");
}

async fn all_complete(database: &Database, runs: &[NewRun], entries: u64) {
    let trying = async {
        for run in runs {
            // Asked again, because a pooled connection that was ended may not know it yet.
            while !matches!(view::run(database, run.run_id).await, Ok(Some(run)) if run.status == RunStatus::Completed) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let journal = view::journal(database, run.run_id, 0).await.unwrap();
            assert!(journal.iter().map(|recorded| recorded.seq).eq(1..=entries), "{journal:#?}");
        }
    };
    tokio::time::timeout(PATIENCE, trying).await.expect("an acknowledged run did not end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_lives_through_the_death_of_its_postgres_and_loses_nothing_acknowledged() {
    let mut server = Server::start().await;
    let world = World::new();
    let engine = Engine::start(server.database(), world.registry(), config()).await.unwrap();
    let plan = three_steps();
    let mut runs = Vec::new();
    for _ in 0..3 {
        for _ in 0..20 {
            let run = new_run(&plan);
            acknowledged(&engine, &run).await;
            runs.push(run);
        }
        server.kill();
        server.again().await;
    }
    all_complete(&server.database(), &runs, 11).await;
    // An effect is asked for again only where its end had not become durable.
    assert_eq!(world.calls().len(), runs.len() * 3);
    engine.stop(PATIENCE).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_without_connections_waits_and_goes_on_when_there_are_some() {
    let server = Server::start().await;
    let engine = Engine::start(server.database(), World::new().registry(), config()).await.unwrap();
    let handle = engine.handle();
    let plan = three_steps();
    let before = new_run(&plan);
    assert_eq!(run_to_rest(&handle, &before).await, RunStatus::Completed);
    let bootstrap = server.database().direct(Identity::Bootstrap).await.unwrap();
    // Everything of the host's breaks, and what it needs is taken before it comes back.
    let mut taken = Vec::new();
    let ended = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
                 and usename <> 'gatewright_owner'";
    let mut refused = 0;
    while refused < 20 {
        bootstrap.execute(ended, &[]).await.unwrap();
        match server.database().direct(Identity::Owner).await {
            Ok(connection) => taken.push(connection),
            Err(_) => refused += 1,
        }
    }
    bootstrap.execute(ended, &[]).await.unwrap();
    let run = new_run(&plan);
    // Nothing is acknowledged while nothing can be written.
    let unheard = tokio::time::timeout(Duration::from_millis(300), handle.submit(&run)).await;
    assert!(!matches!(unheard, Ok(Ok(_))), "{unheard:?}");
    drop(taken);
    acknowledged(&engine, &run).await;
    all_complete(&server.database(), &[before, run], 11).await;
    engine.stop(PATIENCE).await;
    bootstrap.close().await;
    server.stop().await;
}

/// What the host writes, and what is on the disk that is full.
const RELATIONS: [&str; 4] = ["table engine.journal", "index engine.journal_pkey", "table engine.runs", "index engine.runs_pkey"];

/// A small file system that only this test writes to; unmounted when dropped.
struct Small(PathBuf);

impl Small {
    /// `None` where this account may not mount one.
    fn mount(at: &Path, owner: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        std::fs::create_dir_all(at).unwrap();
        let owner = std::fs::metadata(owner).unwrap();
        let options = format!("size=4m,mode=0700,uid={},gid={}", owner.uid(), owner.gid());
        let mounted = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(at.to_owned())),
            said => {
                eprintln!("SKIPPED: this account may not mount a small file system to fill up: {said:?}");
                None
            }
        }
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Takes every byte there is.
    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.filler()).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let unmounted = std::process::Command::new("umount").arg("--lazy").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "{} stays mounted", self.0.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_whose_disk_is_full_for_a_while_waits_and_loses_nothing() {
    let server = Server::start().await;
    let Some(small) = Small::mount(&server.folder.path().join("small"), &server.data()) else { return server.stop().await };
    let bootstrap = server.database().direct(Identity::Bootstrap).await.unwrap();
    bootstrap.batch_execute(&format!("create tablespace small location '{}'", small.0.display())).await.unwrap();
    for relation in RELATIONS {
        bootstrap.batch_execute(&format!("alter {relation} set tablespace small")).await.unwrap();
    }
    let world = World::new();
    let engine = Engine::start(server.database(), world.registry(), config()).await.unwrap();
    // All of them stand in the middle of a step when the disk is full.
    let plan = plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({}), &["one"])]));
    let runs: Vec<NewRun> = (0..60).map(|_| new_run(&plan)).collect();
    for run in &runs {
        acknowledged(&engine, run).await;
    }
    world.until_waiting(60).await;
    small.fill();
    // What PostgreSQL says now, it says to the host as well.
    let many =
        "insert into engine.journal (run_id, seq, at, entries) select gen_random_uuid(), 1, now(), '[]' from generate_series(1, 100000)";
    let full = bootstrap.execute(many, &[]).await.unwrap_err();
    assert_eq!(full.code(), Some(&tokio_postgres::error::SqlState::DISK_FULL), "{full}");
    world.door.notify_waiters();
    let late = new_run(&plan);
    let unheard = tokio::time::timeout(Duration::from_millis(500), engine.handle().submit(&late)).await;
    std::fs::remove_file(small.filler()).unwrap();
    // Free pages may have taken a few rows; what was told is told.
    eprintln!("a start while the disk was full: {unheard:?}");
    acknowledged(&engine, &late).await;
    world.until_waiting(61).await;
    world.door.notify_waiters();
    let runs: Vec<NewRun> = runs.into_iter().chain([late]).collect();
    all_complete(&server.database(), &runs, 8).await;
    engine.stop(PATIENCE).await;
    for relation in RELATIONS {
        bootstrap.batch_execute(&format!("alter {relation} set tablespace pg_default")).await.unwrap();
    }
    bootstrap.batch_execute("drop tablespace small").await.unwrap();
    bootstrap.close().await;
    drop(small);
    server.stop().await;
}
