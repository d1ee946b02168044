//! What several tests need: a folder, a server in it, processes and their ends.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use store::{Notice, Postgres, Settings, StoreError};
use tempfile::TempDir;

/// A data folder of a test's own, which the account that runs Postgres can reach. Its server, if any is left, is stopped at the end.
pub(crate) struct Folder {
    temp: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { temp }
    }

    pub(crate) fn path(&self) -> &Path {
        self.temp.path()
    }

    /// The server the suite runs on, in this folder, stopped at once when nobody is left.
    pub(crate) fn settings(&self) -> Settings {
        Settings { linger: Duration::ZERO, data_dir: self.data_dir(), ..testkit::settings() }
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.data_dir().canonicalize().unwrap().join("postgres/cluster/data")
    }

    /// The process id of the running server.
    pub(crate) fn server_pid(&self) -> i32 {
        let file = fs::read_to_string(self.cluster().join("postmaster.pid")).unwrap();
        file.lines().next().unwrap().parse().unwrap()
    }

    pub(crate) fn server_runs(&self) -> bool {
        fs::read_to_string(self.cluster().join("postmaster.pid"))
            .is_ok_and(|file| file.lines().next().and_then(|pid| pid.parse().ok()).is_some_and(process_runs))
    }

    /// A file of fake server programs, for servers nobody has.
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        let folder = self.path().join("programs");
        fs::create_dir_all(&folder).unwrap();
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A failed test may leave a server; its process id is in the folder that is about to go.
        if self.data_dir().join("postgres").exists() && self.server_runs() {
            signal("-INT", self.server_pid());
            eventually("the server left by a test ends", || !self.server_runs());
        }
    }
}

/// Opens, and returns the notices too.
pub(crate) async fn open(settings: &Settings) -> (Result<Postgres, StoreError>, Vec<Notice>) {
    let notices = Mutex::new(Vec::new());
    let outcome = Postgres::open(settings, |notice| notices.lock().unwrap().push(notice)).await;
    (outcome, notices.into_inner().unwrap())
}

pub(crate) async fn opened(settings: &Settings) -> Postgres {
    open(settings).await.0.unwrap()
}

/// The error of an attempt to open, and that nothing was left running.
pub(crate) async fn refused(settings: &Settings) -> StoreError {
    match open(settings).await.0 {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Whether a process lives and is no zombie.
pub(crate) fn process_runs(pid: i32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

pub(crate) fn signal(signal: &str, pid: i32) {
    assert!(Command::new("kill").args([signal, &pid.to_string()]).status().unwrap().success(), "kill {signal} {pid}");
}

/// Waits for something that must happen soon. The bound is generous: it decides only how long a failure takes.
pub(crate) fn eventually(what: &str, mut happens: impl FnMut() -> bool) {
    let started = Instant::now();
    while !happens() {
        assert!(started.elapsed() < Duration::from_secs(60), "not within a minute: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
