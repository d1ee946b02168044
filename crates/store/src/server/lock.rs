//! File locks between processes.

use std::{
    fs::{File, OpenOptions, Permissions, TryLockError},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::StoreError;

/// An exclusive lock on a file, released when dropped or when the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock for at most `timeout`; `what` says in words what its holder does.
    pub(crate) fn exclusive(path: &Path, timeout: Duration, what: &str) -> Result<Self, StoreError> {
        let file = open(path)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if started.elapsed() < timeout => thread::sleep(Duration::from_millis(5)),
                Err(TryLockError::WouldBlock) => return Err(StoreError::Busy { what: what.to_owned(), waited: timeout }),
                Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", path, error)),
            }
        }
    }
}

/// Opens a lock file, creating it readable for the account that runs Postgres, whose keeper waits on it.
pub(super) fn open(path: &Path) -> Result<File, StoreError> {
    let open = || {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o644).open(path)?;
        let found = file.metadata()?;
        // A strict umask has taken the account's right to read.
        if found.mode() & 0o777 != 0o644 && found.uid() == rustix::process::geteuid().as_raw() {
            file.set_permissions(Permissions::from_mode(0o644))?;
        }
        Ok(file)
    };
    open().map_err(|error| StoreError::io("open", path, error))
}

/// Whether no process holds the file shared. The caller holds the lock that keeps others from entering.
pub(super) fn nobody_in(path: &Path) -> Result<bool, StoreError> {
    // The keeper holds the file for an instant when it wakes; it is not a member.
    for pause in [0, 2, 5, 10] {
        thread::sleep(Duration::from_millis(pause));
        match open(path)?.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", path, error)),
        }
    }
    Ok(false)
}
