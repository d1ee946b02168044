//! Where the files of an embedded server lie.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::account::Account;
use crate::{
    Notice, StoreError,
    files::{hex, make_folders, write_atomically},
};

/// Where clusters lie whose data folder the account that runs Postgres cannot reach.
const ELSEWHERE: &str = "/var/lib/gatewright";
/// A socket's whole path must fit in 107 bytes; its name takes up to 21.
const LONGEST_SOCKET_FOLDER: usize = 86;

/// The folders and files of one embedded server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Ours: locks, state, passwords.
    home: PathBuf,
    socket_dir: PathBuf,
}

impl Place {
    /// Decides where the server of `data_dir` lies and makes its home, where the lock is. What lies in the home is made under that lock, by
    /// [`Place::furnish`].
    pub(crate) fn choose(data_dir: &Path, account: Option<&Account>, notices: &dyn Fn(Notice)) -> Result<Self, StoreError> {
        // Root's folders can be passed, not listed, by the account; what must stay private in them has its own mode.
        make_folders(data_dir, if account.is_some() { 0o711 } else { 0o755 })?;
        let data_dir = data_dir.canonicalize().map_err(|error| StoreError::io("open", data_dir, error))?;
        let home = match (account, Self::existing(&data_dir, account)) {
            (_, Some(existing)) => existing.home,
            (Some(account), None) if !account.reaches(&data_dir) => elsewhere(&data_dir),
            _ => data_dir.join("postgres"),
        };
        let place = Self { socket_dir: socket_dir(&home, account), home };
        make_folders(&place.home, if account.is_some() { 0o711 } else { 0o700 })?;
        if let Some(account) = account {
            if !account.reaches(&place.home) {
                return Err(StoreError::NotReachable { path: place.home, account: account.name.clone() });
            }
            if !place.home.starts_with(&data_dir) {
                notices(Notice::Relocated { asked: data_dir, used: place.home.clone(), account: account.name.clone() });
            }
        }
        Ok(place)
    }

    /// The place of a cluster that was made before, wherever it was put then.
    pub(crate) fn existing(data_dir: &Path, account: Option<&Account>) -> Option<Self> {
        let data_dir = data_dir.canonicalize().ok()?;
        let homes = [data_dir.join("postgres"), elsewhere(&data_dir)];
        homes.into_iter().map(|home| Self { socket_dir: socket_dir(&home, account), home }).find(Self::has_cluster)
    }

    /// Makes the folders Postgres writes to. A folder is made first and given away after, and whoever comes between must not take it for
    /// somebody else's: the caller holds the lock.
    pub(super) fn furnish(&self, account: Option<&Account>) -> Result<(), StoreError> {
        make_private(&self.cluster(), account)?;
        make_private(&self.socket_dir, account)
    }

    /// What Postgres may write: its data and its socket.
    pub(crate) fn cluster(&self) -> PathBuf {
        self.home.join("cluster")
    }

    /// The data directory in Postgres' sense.
    pub(crate) fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }

    /// The folder of the Unix socket, private to the account that runs Postgres.
    pub(crate) fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.home.join("server.log")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.home.join("lock")
    }

    pub(crate) fn members(&self) -> PathBuf {
        self.home.join("members")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.home.join("server.json")
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    fn credentials(&self) -> PathBuf {
        self.home.join("credentials.json")
    }

    /// Whether a cluster was made here.
    pub(crate) fn has_cluster(&self) -> bool {
        self.data().join("PG_VERSION").exists()
    }
}

/// The passwords of the logins of an embedded cluster, random and kept in a file only we can read.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Credentials {
    pub(crate) bootstrap: String,
    pub(crate) owner: String,
    pub(crate) service: String,
    pub(crate) request: String,
}

impl Credentials {
    pub(super) fn create(place: &Place) -> Result<Self, StoreError> {
        let new = Self { bootstrap: secret()?, owner: secret()?, service: secret()?, request: secret()? };
        let text = serde_json::to_vec(&new).map_err(|error| StoreError::io("write", place.credentials(), error.into()))?;
        write_atomically(&place.credentials(), &text, 0o600)?;
        Ok(new)
    }

    pub(super) fn read(place: &Place) -> Result<Self, StoreError> {
        let path = place.credentials();
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Damaged {
                path: path.clone(),
                reason: "it is missing, and with it the passwords of the database beside it; restore it from a backup".to_owned(),
            },
            _ => StoreError::io("read", &path, error),
        })?;
        serde_json::from_slice(&bytes).map_err(|error| StoreError::Damaged { path, reason: format!("{error}; restore it from a backup") })
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// 192 random bits from the operating system, in hex.
pub(crate) fn secret() -> Result<String, StoreError> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0; 24];
    let read = File::open(source).and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|error| StoreError::io("read", source, error))?;
    Ok(hex(&bytes))
}

fn elsewhere(data_dir: &Path) -> PathBuf {
    Path::new(ELSEWHERE).join(short_hash(data_dir))
}

fn socket_dir(home: &Path, account: Option<&Account>) -> PathBuf {
    let beside = home.join("cluster").join("run");
    if beside.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
        return beside;
    }
    let owner = account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
    PathBuf::from(format!("/tmp/gatewright-{owner}-{}", short_hash(home)))
}

fn short_hash(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    hex(&Sha256::digest(path.as_os_str().as_bytes())[..8])
}

/// Makes a folder only its owner can enter. One that is somebody else's is refused: in `/tmp` anybody could have put it there.
fn make_private(path: &Path, account: Option<&Account>) -> Result<(), StoreError> {
    let (uid, gid) = match account {
        Some(account) => (account.uid, account.gid),
        None => (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()),
    };
    let make = || -> io::Result<()> {
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => chown(path, Some(uid), Some(gid))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let found = fs::symlink_metadata(path)?;
        if !found.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        if found.uid() != uid {
            // A crash between creating and giving away leaves an empty folder of root's.
            let ours = found.uid() == rustix::process::geteuid().as_raw() && fs::read_dir(path)?.next().is_none();
            if !ours {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("it belongs to user id {}", found.uid())));
            }
            chown(path, Some(uid), Some(gid))?;
        }
        if found.permissions().mode() & 0o777 != 0o700 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    };
    make().map_err(|error| StoreError::io("create", path, error))
}

#[cfg(test)]
mod tests;
