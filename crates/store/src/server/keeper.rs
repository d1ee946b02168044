//! The keeper: a small shell process beside the server that stops it when nobody uses it any more.
//!
//! A process that ends in order stops the server itself when it is the last. One that is killed cannot. The keeper sleeps on the file
//! `members`, wakes when the kernel has released the last member's lock, and stops the server under the same `lock` everybody else takes.

use std::{path::Path, process::Stdio, time::Duration};

use super::{
    account::{self, Account},
    cluster::{self, Postmaster},
    place::Place,
};

const NAME: &str = "gatewright-keeper";

/// Arguments: home, data folder, process id of the server, seconds to linger.
const SCRIPT: &str = r#"
trap '' HUP INT
lock=$1/lock members=$1/members data=$2 pid=$3 linger=$4
running() { tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF -- "$data"; }
while running; do
    flock --exclusive "$members" true || exit 1
    sleep "$linger"
    (
        flock --exclusive 9
        if running && flock --exclusive --nonblock "$members" true; then
            kill -INT "$pid"
            while running; do sleep 0.05; done
        fi
    ) 9<"$lock"
done
"#;

/// Starts a keeper for the server. The error says why there can be none.
pub(super) fn spawn(place: &Place, account: Option<&Account>, postmaster: &Postmaster, linger: Duration) -> Result<i32, String> {
    if !Path::new("/proc/self/cmdline").exists() {
        return Err("there is no /proc".to_owned());
    }
    if !["/usr/local/bin/flock", "/usr/bin/flock", "/bin/flock"].iter().any(|path| Path::new(path).exists()) {
        return Err("flock, of util-linux, is not installed".to_owned());
    }
    let mut keeper = account::command(Path::new("/bin/sh"), account);
    keeper.args(["-c", SCRIPT, NAME]).arg(place.home()).arg(place.data());
    keeper.arg(postmaster.pid.to_string()).arg(linger.as_secs_f64().to_string());
    keeper.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = keeper.spawn().map_err(|error| error.to_string())?;
    let pid = i32::try_from(child.id()).map_err(|error| error.to_string())?;
    cluster::reap(child);
    Ok(pid)
}

/// Whether the process is a living keeper of this server.
pub(super) fn watches(pid: i32, place: &Place, postmaster: &Postmaster) -> bool {
    let arguments = cluster::arguments(pid);
    let has = |wanted: &str| arguments.iter().any(|argument| argument == wanted);
    has(NAME) && has(&place.data().to_string_lossy()) && has(&postmaster.pid.to_string())
}
