//! Creating, starting, watching and stopping a cluster.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    net::{Ipv4Addr, TcpListener},
    ops::Range,
    os::unix::fs::{OpenOptionsExt, chown},
    path::Path,
    process::{ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use rustix::process::{Pid, Signal};

use super::{
    SUPERUSER,
    account::{self, Account},
    place::{Credentials, Place},
    programs::Programs,
    tail,
};
use crate::{Notice, Settings, StoreError, files::sync_file_system};

/// The main process of a running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Postmaster {
    pub(super) pid: i32,
    pub(super) port: u16,
}

/// Settings on the command line of every start, so that they hold for clusters made by earlier releases too.
const CONFIGURATION: [&str; 18] = [
    "cluster_name=gatewright",
    "listen_addresses=127.0.0.1",
    // Durability is not for sale.
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    // A small footprint: short statements, few connections.
    "max_connections=100",
    "shared_buffers=64MB",
    "wal_buffers=8MB",
    "jit=off",
    "max_wal_senders=2",
    // A client that was killed does not keep its locks until its query ends.
    "client_connection_check_interval=2s",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_checkpoints=off",
    "log_lock_waits=on",
    "log_line_prefix=%m [%p] %q%u@%d ",
];

const POLL: Duration = Duration::from_millis(3);
/// How long the children of a killed server may keep its port.
const FREED_WITHIN: Duration = Duration::from_secs(2);
const LONGEST_LOG: u64 = 8 * 1024 * 1024;

/// Makes a new cluster: into a folder beside, which gets its name only when it is complete and on disk.
pub(super) fn create(place: &Place, programs: &Programs, account: Option<&Account>, credentials: &Credentials) -> Result<(), StoreError> {
    let new = place.cluster().join("data.new");
    if new.exists() {
        fs::remove_dir_all(&new).map_err(|error| StoreError::io("remove", &new, error))?;
    }
    let password = place.cluster().join("password");
    write_password(&password, &credentials.bootstrap, account).map_err(|error| StoreError::io("write", &password, error))?;

    let mut initdb = account::command(&programs.path("initdb"), account);
    initdb.arg("--pgdata").arg(&new).args(["--username", SUPERUSER]).arg("--pwfile").arg(&password);
    initdb.args(["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions", "--no-sync"]);
    if programs.version.major >= 17 {
        // The built-in provider sorts and folds alike on every machine.
        initdb.args(["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
    } else {
        initdb.args(["--locale=C.UTF-8", "--lc-messages=C"]);
    }
    let outcome = initdb.stdin(Stdio::null()).output();
    fs::remove_file(&password).map_err(|error| StoreError::io("remove", &password, error))?;
    let output = outcome.map_err(|error| StoreError::io("run", programs.path("initdb"), error))?;
    if !output.status.success() {
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if said.contains("No space left on device") {
            return Err(StoreError::DiskFull { path: place.data() });
        }
        let lines: Vec<&str> = said.lines().collect();
        return Err(StoreError::InitFailed { path: place.data(), output: lines[lines.len().saturating_sub(6)..].join("; ") });
    }
    // initdb syncs a thousand files one by one; one sync of the file system is as durable and takes a fifth of the time.
    sync_file_system(&new)?;
    let publish = || fs::rename(&new, place.data()).and_then(|()| File::open(place.cluster())?.sync_all());
    publish().map_err(|error| StoreError::io("create", place.data(), error))
}

fn write_password(path: &Path, password: &str, account: Option<&Account>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    if let Some(account) = account {
        chown(path, Some(account.uid), Some(account.gid))?;
    }
    writeln!(file, "{password}")
}

/// The server that runs for this cluster, waiting for it while it starts or stops.
pub(super) fn running(place: &Place, timeout: Duration, notices: &dyn Fn(Notice)) -> Result<Option<Postmaster>, StoreError> {
    let started = Instant::now();
    loop {
        let Some(file) = PidFile::read(place)? else { return Ok(None) };
        if !is_postmaster(file.pid, place) {
            notices(Notice::StaleServer { pid: file.pid });
            // Postgres itself recovers from a stale file, and checks that no child of the dead server still writes. Only a
            // process id that was given to another process would mislead it.
            if rustix::process::test_kill_process(pid(file.pid, place)?).is_ok() {
                fs::remove_file(PidFile::path(place)).map_err(|error| StoreError::io("remove", PidFile::path(place), error))?;
                // The lock of its socket names the same process.
                if let Some(lock) =
                    file.port.map(|port| place.socket_dir().join(format!(".s.PGSQL.{port}.lock"))).filter(|lock| lock.exists())
                {
                    fs::remove_file(&lock).map_err(|error| StoreError::io("remove", lock, error))?;
                }
            }
            return Ok(None);
        }
        if let (true, Some(port)) = (file.ready, file.port) {
            return Ok(Some(Postmaster { pid: file.pid, port }));
        }
        if started.elapsed() > timeout {
            return Err(StoreError::NotReady { waited: timeout, log: place.log(), tail: tail(&place.log(), 0) });
        }
        thread::sleep(POLL);
    }
}

/// Whether the main process of the server that listens on this port is alive. One that took its place on another is not it.
pub(super) fn alive(place: &Place, port: u16) -> bool {
    let there = PidFile::read(place).ok().flatten();
    there.is_some_and(|file| is_postmaster(file.pid, place) && file.port.is_none_or(|now| now == port))
}

/// Starts the server and waits until it accepts connections.
pub(super) fn start(
    place: &Place,
    programs: &Programs,
    account: Option<&Account>,
    settings: &Settings,
    last_port: Option<u16>,
) -> Result<Postmaster, StoreError> {
    let deadline = Instant::now() + settings.start_timeout;
    let mut last_port = last_port;
    // A server that was killed left its file, and children that hold its port for a moment more. URLs and living pools know that port.
    let patience = if PidFile::read(place)?.is_some() { FREED_WITHIN } else { Duration::ZERO };
    let freed_by = Instant::now() + patience;
    loop {
        let port = choose_port(settings.port, last_port, freed_by.saturating_duration_since(Instant::now()))?;
        let log = open_log(place)?;
        let log_start = log.metadata().map_err(|error| StoreError::io("read", place.log(), error))?.len();
        let ended = spawn(place, programs, account, port, log)?;
        match wait_until_ready(place, &ended, deadline) {
            Outcome::Ready(postmaster) => return Ok(postmaster),
            Outcome::Late => {
                return Err(StoreError::NotReady { waited: settings.start_timeout, log: place.log(), tail: tail(&place.log(), log_start) });
            }
            Outcome::Ended(status) => {
                let said = tail(&place.log(), log_start);
                match reason(&said) {
                    Reason::PortInUse if settings.port.is_some() => return Err(StoreError::PortInUse { port }),
                    // Somebody took the free port before the server did, or children of a killed server are still ending.
                    why @ (Reason::PortInUse | Reason::StillEnding) if Instant::now() < deadline => {
                        // Whoever is still ending will let go of the last port, too.
                        if matches!(why, Reason::PortInUse) && Instant::now() >= freed_by {
                            last_port = None;
                        }
                        thread::sleep(Duration::from_millis(50));
                    }
                    Reason::DiskFull => return Err(StoreError::DiskFull { path: place.data() }),
                    _ => return Err(StoreError::StartFailed { status, log: place.log(), tail: said }),
                }
            }
        }
    }
}

/// Stops the server cleanly: open transactions roll back, a checkpoint is written. Returns whether one was running.
pub(super) fn stop(place: &Place, timeout: Duration) -> Result<bool, StoreError> {
    let Some(file) = PidFile::read(place)? else { return Ok(false) };
    if !is_postmaster(file.pid, place) {
        return Ok(false);
    }
    let process = pid(file.pid, place)?;
    rustix::process::kill_process(process, Signal::INT)
        .map_err(|error| StoreError::io("stop the server of", place.data(), error.into()))?;
    let started = Instant::now();
    while is_postmaster(file.pid, place) {
        if started.elapsed() > timeout {
            return Err(StoreError::NotStopped { pid: file.pid, waited: timeout, log: place.log() });
        }
        thread::sleep(POLL);
    }
    Ok(true)
}

fn spawn(
    place: &Place,
    programs: &Programs,
    account: Option<&Account>,
    port: u16,
    log: File,
) -> Result<mpsc::Receiver<ExitStatus>, StoreError> {
    let program = programs.path("postgres");
    let mut postgres = account::command(&program, account);
    postgres.arg("-D").arg(place.data()).arg("-p").arg(port.to_string());
    for setting in CONFIGURATION {
        postgres.args(["-c", setting]);
    }
    if programs.version.major >= 18 {
        // Three processes less; our statements read little at a time.
        postgres.args(["-c", "io_method=sync"]);
    }
    if cfg!(target_os = "linux") {
        // Before it recovers from a crash the server syncs its whole folder: at once, not file by file.
        postgres.args(["-c", "recovery_init_sync_method=syncfs"]);
    }
    let socket_dir = place.socket_dir().to_string_lossy().replace('"', "\"\"");
    postgres.arg("-c").arg(format!("unix_socket_directories=\"{socket_dir}\""));
    let stderr = log.try_clone().map_err(|error| StoreError::io("open", place.log(), error))?;
    let child = postgres.stdin(Stdio::null()).stdout(log).stderr(stderr).spawn();
    let child = child.map_err(|error| StoreError::io("run", &program, error))?;
    Ok(reap(child))
}

/// Waits for a child on a thread of its own, so that it never stays a zombie, and tells how it ended.
pub(super) fn reap(mut child: std::process::Child) -> mpsc::Receiver<ExitStatus> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        if let Ok(status) = child.wait() {
            // Nobody may be interested any more.
            sender.send(status).ok();
        }
    });
    receiver
}

enum Outcome {
    Ready(Postmaster),
    Ended(String),
    Late,
}

fn wait_until_ready(place: &Place, ended: &mpsc::Receiver<ExitStatus>, deadline: Instant) -> Outcome {
    loop {
        match ended.recv_timeout(POLL) {
            Ok(status) => return Outcome::Ended(status.to_string()),
            Err(mpsc::RecvTimeoutError::Disconnected) => return Outcome::Ended("nobody knows how".to_owned()),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        if let Ok(Some(PidFile { pid, port: Some(port), ready: true })) = PidFile::read(place)
            && is_postmaster(pid, place)
        {
            return Outcome::Ready(Postmaster { pid, port });
        }
        if Instant::now() > deadline {
            return Outcome::Late;
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Reason {
    PortInUse,
    StillEnding,
    DiskFull,
    Other,
}

fn reason(log: &str) -> Reason {
    let says = |words: &str| log.contains(words);
    if says("No space left on device") {
        Reason::DiskFull
    } else if says("Address already in use") {
        Reason::PortInUse
    } else if says("pre-existing shared memory block") || says("lock file \"postmaster.pid\" already exists") {
        Reason::StillEnding
    } else {
        Reason::Other
    }
}

/// Where servers listen: below the ports that systems give to connections going out (from 32768 on under Linux, from 49152 on elsewhere). Who
/// tries again and again to reach a server that has died may else be given the server's own port to call from; it is then connected to
/// itself, and the server cannot come back.
const PORTS: Range<u16> = 20_000..32_000;

/// The port asked for, else the last one if it is free or becomes so in time, else a free one.
fn choose_port(asked: Option<u16>, last: Option<u16>, patience: Duration) -> Result<u16, StoreError> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = asked {
        return match bind(port) {
            Ok(_) => Ok(port),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(StoreError::PortInUse { port }),
            Err(error) => Err(StoreError::io("listen on", format!("127.0.0.1:{port}"), error)),
        };
    }
    if let Some(port) = last {
        let until = Instant::now() + patience;
        loop {
            if bind(port).is_ok() {
                return Ok(port);
            }
            if Instant::now() >= until {
                break;
            }
            thread::sleep(POLL);
        }
    }
    // From anywhere in the range, so that servers that start at the same time do not want the same one.
    let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    let anywhere = (moment ^ std::process::id().rotate_left(16)) as usize % PORTS.len();
    if let Some(port) = PORTS.cycle().skip(anywhere).take(PORTS.len()).find(|port| bind(*port).is_ok()) {
        return Ok(port);
    }
    let free = bind(0).and_then(|listener| listener.local_addr());
    free.map(|address| address.port()).map_err(|error| StoreError::io("find a free port on", "127.0.0.1", error))
}

fn open_log(place: &Place) -> Result<File, StoreError> {
    let path = place.log();
    if fs::metadata(&path).is_ok_and(|found| found.len() > LONGEST_LOG) {
        fs::rename(&path, path.with_extension("log.1")).map_err(|error| StoreError::io("rename", &path, error))?;
    }
    let open = OpenOptions::new().append(true).create(true).mode(0o600).open(&path);
    open.map_err(|error| StoreError::io("open", &path, error))
}

/// What `postmaster.pid` says (its lines are described in PostgreSQL's `src/include/utils/pidfile.h`).
#[derive(Debug, PartialEq, Eq)]
struct PidFile {
    pid: i32,
    port: Option<u16>,
    ready: bool,
}

impl PidFile {
    fn path(place: &Place) -> std::path::PathBuf {
        place.data().join("postmaster.pid")
    }

    fn read(place: &Place) -> Result<Option<Self>, StoreError> {
        match fs::read_to_string(Self::path(place)) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("read", Self::path(place), error)),
        }
    }

    /// None for a file that was only begun: its writer died, or will finish it in a moment and then wins the race for the data folder.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // A standalone backend writes its process id negated.
        let pid = lines.first()?.parse::<i32>().ok()?.abs();
        let port = lines.get(3).and_then(|line| line.parse().ok());
        Some(Self { pid, port, ready: lines.get(7) == Some(&"ready") })
    }
}

fn pid(raw: i32, place: &Place) -> Result<Pid, StoreError> {
    Pid::from_raw(raw).ok_or_else(|| StoreError::Damaged { path: PidFile::path(place), reason: "it names process 0; remove it".to_owned() })
}

/// Whether the process is the main process of the server of this place, and not a zombie or another one with the same number.
fn is_postmaster(pid: i32, place: &Place) -> bool {
    arguments(pid).iter().any(|argument| Path::new(argument) == place.data())
}

/// The arguments a process was started with; none when it is gone or a zombie.
#[cfg(target_os = "linux")]
pub(super) fn arguments(pid: i32) -> Vec<String> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0).filter(|part| !part.is_empty()).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}

/// The arguments a process was started with; none when it is gone or a zombie.
#[cfg(not(target_os = "linux"))]
pub(super) fn arguments(pid: i32) -> Vec<String> {
    let said = std::process::Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]).output();
    let line = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    line.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_pid_file_at_every_stage_of_a_start() {
        let whole = "21078\n/data\n1795176412\n6001\n/run\nlocalhost\n 10037091        22\nready   \n";
        assert_eq!(PidFile::parse(whole).unwrap(), PidFile { pid: 21078, port: Some(6001), ready: true });
        assert_eq!(PidFile::parse(&whole.replace("ready   ", "starting")).unwrap(), PidFile { pid: 21078, port: Some(6001), ready: false });
        assert_eq!(PidFile::parse("21078\n/data\n").unwrap(), PidFile { pid: 21078, port: None, ready: false });
        assert_eq!(PidFile::parse(""), None);
    }

    #[test]
    fn knows_the_reasons_a_server_gives_for_not_starting() {
        let log = |line: &str| format!("2026-01-01 LOG:  starting PostgreSQL 18.4\n2026-01-01 {line}\n");
        assert_eq!(reason(&log("FATAL:  could not write lock file \"postmaster.pid\": No space left on device")), Reason::DiskFull);
        assert_eq!(reason(&log("LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use")), Reason::PortInUse);
        assert_eq!(reason(&log("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use")), Reason::StillEnding);
        assert_eq!(reason(&log("FATAL:  could not load pg_hba.conf")), Reason::Other);
    }

    #[test]
    fn refuses_a_taken_port_when_asked_for_it_and_picks_another_otherwise() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(matches!(choose_port(Some(port), None, Duration::ZERO), Err(StoreError::PortInUse { port: named }) if named == port));
        let other = choose_port(None, Some(port), Duration::ZERO).unwrap();
        assert!(PORTS.contains(&other) && other != port, "{other}");
        // Its holder is about to end.
        let ending = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            drop(taken);
        });
        assert_eq!(choose_port(None, Some(port), Duration::from_secs(60)).unwrap(), port);
        ending.join().unwrap();
    }
}
