//! Starting, joining, stopping and recovering.

use std::{fs, net::TcpListener, os::unix::fs::MetadataExt, process::Command, thread, time::Instant};

use store::{Identity, Notice};

use crate::{
    child::Second,
    support::{Folder, eventually, is_root, open, opened, process_runs, signal},
};

#[tokio::test]
async fn keeps_data_port_and_passwords_from_one_start_to_the_next() {
    let folder = Folder::new();
    let (first, notices) = open(&folder.settings()).await;
    let first = first.unwrap();
    assert!(notices.iter().any(|notice| matches!(notice, Notice::CreatingCluster { .. })), "{notices:?}");
    let owner = first.direct(Identity::Owner).await.unwrap();
    owner.batch_execute("CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)").await.unwrap();
    let url = first.url(Identity::Owner).unwrap().to_owned();
    owner.close().await;
    assert!(first.close().await.unwrap(), "the only user stops the server");
    assert!(!folder.server_runs());

    let (second, notices) = open(&folder.settings()).await;
    let second = second.unwrap();
    assert!(!notices.iter().any(|notice| matches!(notice, Notice::CreatingCluster { .. })), "{notices:?}");
    assert_eq!(second.url(Identity::Owner).unwrap(), url);
    let kept = second.get(Identity::Owner).await.unwrap().query_one("SELECT x FROM kept", &[]).await.unwrap();
    assert_eq!(kept.get::<_, i32>(0), 7);
    assert!(second.close().await.unwrap());
}

/// Whoever gets SQL of their own into a request may change its login: PostgreSQL lets every login set its own password and defaults.
#[tokio::test]
async fn the_login_of_requests_is_as_it_was_made_after_each_start() {
    let folder = Folder::new();
    let first = opened(&folder.settings()).await;
    let injected = first.direct(Identity::Request).await.unwrap();
    injected
        .batch_execute(
            "ALTER ROLE gatewright_request PASSWORD 'theirs';
             ALTER ROLE gatewright_request SET statement_timeout = 1;
             ALTER ROLE gatewright_request IN DATABASE gatewright SET default_transaction_read_only = on",
        )
        .await
        .unwrap();
    injected.close().await;
    let superuser = first.superuser().await.unwrap();
    superuser.batch_execute("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC").await.unwrap();
    superuser.close().await;
    assert!(first.close().await.unwrap());

    let second = opened(&folder.settings()).await;
    let request = second.direct(Identity::Request).await.unwrap();
    let settings = "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('default_transaction_read_only'))";
    assert_eq!(request.query_one(settings, &[]).await.unwrap().get::<_, String>(0), "8s off");
    let closed = request.query_one("SELECT pg_advisory_lock(1)", &[]).await.unwrap_err();
    assert_eq!(closed.code().unwrap().code(), "42501");
    request.close().await;
    assert!(second.close().await.unwrap());
}

#[tokio::test]
async fn the_last_one_out_stops_the_server() {
    let folder = Folder::new();
    let first = opened(&folder.settings()).await;
    let (second, notices) = open(&folder.settings()).await;
    let second = second.unwrap();
    assert_eq!(notices, [Notice::Joined { port: first.port().unwrap() }]);
    assert!(!first.close().await.unwrap());
    assert!(second.is_running());
    second.get(Identity::Service).await.unwrap().query_one("SELECT 1", &[]).await.unwrap();
    assert!(second.close().await.unwrap());
    assert!(!folder.server_runs());
}

#[tokio::test]
async fn processes_that_open_a_new_folder_at_once_share_one_server() {
    let folder = Folder::new();
    let mut processes: Vec<Second> = (0..4).map(|_| Second::spawn(&folder.data_dir())).collect();
    let answers: Vec<(u16, bool)> = processes.iter_mut().map(Second::opened).collect();
    assert_eq!(answers.iter().filter(|(_, started)| *started).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|(port, _)| *port == answers[0].0), "{answers:?}");
    // They leave at once, too: exactly one finds itself the last.
    let leaving: Vec<_> = processes.into_iter().map(|process| thread::spawn(move || process.close())).collect();
    let stopped: Vec<bool> = leaving.into_iter().map(|process| process.join().unwrap()).collect();
    eventually("the server ends", || !folder.server_runs());
    assert!(stopped.iter().filter(|stopped| **stopped).count() <= 1, "{stopped:?}");
}

#[tokio::test]
async fn a_killed_process_leaves_no_server_behind() {
    let folder = Folder::new();
    let mut process = Second::spawn(&folder.data_dir());
    process.opened();
    let server = folder.server_pid();
    process.kill();
    eventually("the keeper stops the server", || !process_runs(server));
    eventually("it stopped cleanly", || !folder.cluster().join("postmaster.pid").exists());
    assert!(opened(&folder.settings()).await.close().await.unwrap());
}

#[tokio::test]
async fn a_killed_process_takes_the_server_from_nobody() {
    let folder = Folder::new();
    let mut killed = Second::spawn(&folder.data_dir());
    killed.opened();
    let staying = opened(&folder.settings()).await;
    let server = folder.server_pid();
    killed.kill();
    for _ in 0..20 {
        staying.get(Identity::Service).await.unwrap().query_one("SELECT pg_sleep(0.02)", &[]).await.unwrap();
    }
    assert_eq!(folder.server_pid(), server);
    assert!(staying.close().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn recovers_what_was_committed_after_the_server_was_killed() {
    let folder = Folder::new();
    let before = opened(&folder.settings()).await;
    let owner = before.direct(Identity::Owner).await.unwrap();
    owner.batch_execute("CREATE TABLE kept (x int); INSERT INTO kept SELECT generate_series(1, 1000)").await.unwrap();
    owner.batch_execute("BEGIN; INSERT INTO kept VALUES (0)").await.unwrap();
    let killed = folder.server_pid();
    signal("-KILL", killed);
    eventually("the connection is lost", || owner.is_lost());
    assert!(!before.is_running());

    let (after, notices) = open(&folder.settings()).await;
    let after = after.unwrap();
    assert!(notices.contains(&Notice::StaleServer { pid: killed }), "{notices:?}");
    let count = after.get(Identity::Owner).await.unwrap().query_one("SELECT count(*), min(x) FROM kept", &[]).await.unwrap();
    assert_eq!((count.get::<_, i64>(0), count.get::<_, i32>(1)), (1000, 1));
    // Whoever had it open goes on: same port, same passwords, and the pool replaces its connections.
    before.get(Identity::Owner).await.unwrap().query_one("SELECT 1", &[]).await.unwrap();
    assert!(!after.close().await.unwrap());
    assert!(before.close().await.unwrap());
}

#[tokio::test]
async fn a_stale_process_id_that_another_process_got_does_not_mislead() {
    let folder = Folder::new();
    assert!(opened(&folder.settings()).await.close().await.unwrap());
    // Of the same account as the server, so that Postgres by itself would take it for a server.
    let mut sleep = Command::new("sleep");
    if is_root() {
        use std::os::unix::process::CommandExt;
        sleep.uid(fs::metadata(folder.cluster()).unwrap().uid());
    }
    let mut other = sleep.arg("600").spawn().unwrap();
    let file = folder.cluster().join("postmaster.pid");
    fs::write(&file, format!("{}\n{}\n1\n5432\n\n\n\nready   \n", other.id(), folder.cluster().display())).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&file, Some(fs::metadata(folder.cluster()).unwrap().uid()), None).unwrap();
    }
    let (postgres, notices) = open(&folder.settings()).await;
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(notices.contains(&Notice::StaleServer { pid: other.id() as i32 }), "{notices:?}");
    assert!(postgres.unwrap().close().await.unwrap());
}

#[tokio::test]
async fn a_lost_keeper_is_replaced_by_whoever_joins() {
    let folder = Folder::new();
    let first = opened(&folder.settings()).await;
    let keeper = || -> i32 {
        let state = fs::read_to_string(folder.data_dir().join("postgres/server.json")).unwrap();
        let digits = state.split("\"keeper\":").nth(1).unwrap();
        digits.trim_end_matches('}').parse().unwrap()
    };
    let lost = keeper();
    signal("-KILL", lost);
    eventually("the keeper is gone", || !process_runs(lost));
    let mut second = Second::spawn(&folder.data_dir());
    second.opened();
    assert_ne!(keeper(), lost);
    assert!(!first.close().await.unwrap());
    let server = folder.server_pid();
    second.kill();
    eventually("the new keeper stops the server", || !process_runs(server));
}

#[tokio::test]
async fn takes_another_port_when_the_remembered_one_is_taken() {
    let folder = Folder::new();
    let first = opened(&folder.settings()).await;
    let port = first.port().unwrap();
    assert!(first.close().await.unwrap());
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let second = opened(&folder.settings()).await;
    assert_ne!(second.port().unwrap(), port);
    assert!(second.close().await.unwrap());
}

#[tokio::test]
async fn the_server_runs_unprivileged_and_detached_from_our_terminal() {
    let folder = Folder::new();
    let postgres = opened(&folder.settings()).await;
    let pid = folder.server_pid();
    let owner = fs::metadata(format!("/proc/{pid}")).unwrap().uid();
    assert_eq!(owner, fs::metadata(folder.cluster()).unwrap().uid());
    assert_ne!(owner, 0, "PostgreSQL must not run as root");
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let group: i32 = stat.rsplit(')').next().unwrap().split_whitespace().nth(2).unwrap().parse().unwrap();
    assert_eq!(group, pid, "Ctrl-C goes to our process group, and the server has its own");
    assert!(postgres.close().await.unwrap());
}

#[tokio::test]
async fn root_moves_a_cluster_it_could_not_run_from_a_closed_folder() {
    if !is_root() {
        return; // Nobody else changes accounts.
    }
    let folder = Folder::new();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let settings = store::Settings { data_dir: closed.join("data"), ..folder.settings() };
    let (postgres, notices) = open(&settings).await;
    let used = notices.iter().find_map(|notice| match notice {
        Notice::Relocated { used, .. } => Some(used.clone()),
        _ => None,
    });
    let used = used.unwrap();
    assert!(used.starts_with("/var/lib/gatewright"), "{used:?}");
    let postgres = postgres.unwrap();
    postgres.get(Identity::Owner).await.unwrap().batch_execute("CREATE TABLE kept ()").await.unwrap();
    assert!(postgres.close().await.unwrap());

    // Opened up later, the folder still finds its cluster where it was put.
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let again = opened(&settings).await;
    again.get(Identity::Owner).await.unwrap().query("SELECT FROM kept", &[]).await.unwrap();
    assert!(again.close().await.unwrap());
    fs::remove_dir_all(used).unwrap();
}

#[tokio::test]
async fn prints_what_opening_costs() {
    let folder = Folder::new();
    for what in ["from nothing", "again", "again"] {
        let started = Instant::now();
        let postgres = opened(&folder.settings()).await;
        postgres.get(Identity::Service).await.unwrap().query_one("SELECT 1", &[]).await.unwrap();
        let opened_in = started.elapsed();
        let started = Instant::now();
        let second = opened(&folder.settings()).await;
        second.get(Identity::Service).await.unwrap().query_one("SELECT 1", &[]).await.unwrap();
        let joined_in = started.elapsed();
        second.close().await.unwrap();
        let started = Instant::now();
        assert!(postgres.close().await.unwrap());
        println!("{what}: opened in {opened_in:?}, joined in {joined_in:?}, stopped in {:?}", started.elapsed());
    }
}
