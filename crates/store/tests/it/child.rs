//! A second process: this test binary again, running [`second_process`], told what to do through its standard input.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use store::{Identity, Notice, Postgres, Settings};

const FOLDER: &str = "STORE_TEST_FOLDER";

/// Opens the folder it is given, says so, and closes when its standard input ends.
#[tokio::test]
#[ignore = "started by other tests as a second process"]
async fn second_process() {
    let folder = env::var(FOLDER).unwrap();
    let settings = Settings { linger: Duration::ZERO, data_dir: folder.into(), ..testkit::settings() };
    let notices = Mutex::new(Vec::new());
    let postgres = Postgres::open(&settings, |notice| notices.lock().unwrap().push(notice)).await.unwrap();
    let started = notices.into_inner().unwrap().iter().any(|notice| matches!(notice, Notice::Started { .. }));
    let client = postgres.direct(Identity::Owner).await.unwrap();
    client.query_one("SELECT 1", &[]).await.unwrap();
    println!("\nopened {} {started}", postgres.port().unwrap());
    let closing = tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().count());
    closing.await.unwrap();
    client.close().await;
    println!("\nclosed {}", postgres.close().await.unwrap());
}

/// A second process that has the folder open.
pub(crate) struct Second {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Second {
    pub(crate) fn spawn(folder: &Path) -> Self {
        // A strict umask, as hardened machines have it, must not lock the server's account out.
        let mut child = Command::new("sh")
            .args(["-c", "umask 077; exec \"$0\" \"$@\""])
            .arg(env::current_exe().unwrap())
            .args(["--ignored", "--exact", "child::second_process", "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Its port, and whether it started the server, once it has opened.
    pub(crate) fn opened(&mut self) -> (u16, bool) {
        let words = self.answer("opened");
        (words[0].parse().unwrap(), words[1] == "true")
    }

    /// Whether it stopped the server, once it has closed.
    pub(crate) fn close(mut self) -> bool {
        self.child.stdin.take().unwrap().flush().unwrap();
        let stopped = self.answer("closed")[0] == "true";
        assert!(self.child.wait().unwrap().success());
        stopped
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn answer(&mut self, word: &str) -> Vec<String> {
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if let Some(rest) = line.strip_prefix(word) {
                return rest.split_whitespace().map(str::to_owned).collect();
            }
        }
        panic!("the second process ended without saying {word:?}");
    }
}
