//! The folder everything is measured in, and its end.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use store::{Notice, Postgres, Settings};
use tempfile::TempDir;

use crate::app;
use crate::cli::Global;
use crate::failure::CommandError;

/// A folder that is thrown away, with data folders in it.
pub(super) struct Scratch {
    folder: TempDir,
    /// Data folders in which a server may run.
    opened: Mutex<Vec<PathBuf>>,
    /// Where servers lie whose account cannot reach the folder.
    relocated: Mutex<Vec<PathBuf>>,
}

impl Scratch {
    /// Beside the data folder when one is named, so that its disk is measured; in the system's temporary folder otherwise.
    pub(super) fn new(global: &Global) -> Result<Self, CommandError> {
        let parent = global.data_dir.clone().unwrap_or_else(std::env::temp_dir);
        let unusable =
            |error: std::io::Error| CommandError::unavailable("DATABASE", format!("cannot write to {}: {error}", parent.display()));
        std::fs::create_dir_all(&parent).map_err(unusable)?;
        // The account that runs PostgreSQL when we are root must be able to pass.
        let folder = tempfile::Builder::new()
            .prefix("gatewright-bench-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir_in(&parent)
            .map_err(unusable)?;
        Ok(Self { folder, opened: Mutex::default(), relocated: Mutex::default() })
    }

    /// The flags of a command on one of the data folders.
    pub(super) fn global(&self, name: &str) -> Global {
        Global { json: true, data_dir: Some(self.path().join(name)), database_url: None }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the server of a data folder.
    pub(super) async fn open(&self, name: &str) -> Result<Postgres, CommandError> {
        let settings = Settings::new(self.path().join(name));
        keep(&self.opened, settings.data_dir.clone());
        let notice = |notice: Notice| match notice {
            Notice::Relocated { used, .. } => keep(&self.relocated, used),
            Notice::CreatingCluster { .. } => {}
            other => app::notify(other),
        };
        Postgres::open(&settings, notice).await.map_err(app::unavailable)
    }

    /// Stops what may still run, and removes everything.
    pub(super) async fn clear(self) {
        for data_dir in taken(self.opened) {
            if let Err(error) = Postgres::stop(&Settings::new(&data_dir)).await {
                eprintln!("warning: PostgreSQL in {} was not stopped: {error}", data_dir.display());
            }
        }
        let path = self.folder.path().to_owned();
        let removed = taken(self.relocated).into_iter().map(|home| (std::fs::remove_dir_all(&home), home));
        for (removed, path) in removed.chain([(self.folder.close(), path)]) {
            if let Err(error) = removed {
                eprintln!("warning: {} was not removed: {error}", path.display());
            }
        }
    }
}

/// Nothing panics while the lock is held, so a poisoned list is whole.
fn keep(list: &Mutex<Vec<PathBuf>>, path: PathBuf) {
    let mut list = list.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !list.contains(&path) {
        list.push(path);
    }
}

fn taken(list: Mutex<Vec<PathBuf>>) -> Vec<PathBuf> {
    list.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}
