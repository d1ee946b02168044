//! The server all tests share.

use std::{env, path::Path, time::Duration};

use store::{Postgres, ServerChoice, Settings};
use tokio::sync::OnceCell;

/// Which server: `bundle` or `installed`.
const CHOICE: &str = "GATEWRIGHT_TEST_POSTGRES";
/// Where the server's folder goes; the temporary folder of the system when absent.
const FOLDER: &str = "GATEWRIGHT_TEST_DIR";
/// Long enough that the server survives the gap between two test processes, short enough that none is left when somebody looks.
const LINGER: Duration = Duration::from_secs(5);

/// The shared server, which this process stays a member of until it ends.
pub async fn server() -> &'static Postgres {
    static SERVER: OnceCell<Postgres> = OnceCell::const_new();
    SERVER
        .get_or_init(|| async {
            let postgres = Postgres::open(&settings(), |notice| eprintln!("testkit: {notice}")).await;
            let postgres = postgres.unwrap_or_else(|error| panic!("the test server cannot be opened: {error}"));
            sweep(&postgres).await;
            postgres
        })
        .await
}

/// How the shared server is opened.
pub fn settings() -> Settings {
    let (server, name) = match env::var(CHOICE).as_deref() {
        Err(_) | Ok("") => (ServerChoice::Auto, "auto"),
        Ok("bundle") => (ServerChoice::Bundle, "bundle"),
        Ok("installed") => (ServerChoice::Installed, "installed"),
        Ok(other) => panic!("{CHOICE} is {other:?}; it may be bundle or installed"),
    };
    let account = env::var("USER").or_else(|_| env::var("LOGNAME")).unwrap_or_else(|_| "anybody".to_owned());
    let parent = env::var_os(FOLDER).map_or_else(env::temp_dir, Into::into);
    let folder = parent.join(format!("gatewright-test-{account}-{name}"));
    Settings { server, linger: LINGER, pool_size: 4, ..Settings::new(folder) }
}

/// Stops the shared server at once, whoever uses it. Returns whether one was running.
pub async fn stop_server() -> bool {
    Postgres::stop(&settings()).await.unwrap_or_else(|error| panic!("the test server cannot be stopped: {error}"))
}

/// Drops the databases of test processes that were killed.
async fn sweep(postgres: &Postgres) {
    if !Path::new("/proc/self").exists() {
        return; // Nothing says which processes live; the databases stay until the folder is removed.
    }
    let superuser = postgres.superuser().await.unwrap_or_else(|error| panic!("the test server refuses its superuser: {error}"));
    let names = "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'";
    let rows = superuser.query(names, &[]).await.unwrap_or_else(|error| panic!("the databases cannot be listed: {error}"));
    for row in rows {
        let name: String = row.get(0);
        let owner = name.split('_').nth(1).unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            // Another process may be sweeping it too.
            postgres.drop_database(&name).await.unwrap_or_else(|error| eprintln!("testkit: {name} was not dropped: {error}"));
        }
    }
    superuser.close().await;
}
