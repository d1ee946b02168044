//! Files that are whole or not there, and names made of hashes.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use crate::StoreError;

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

/// Writes `bytes` under `path` so that a crash leaves the old content or the new, never a part.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        match path.parent() {
            Some(parent) => fs::File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|error| StoreError::io("write", path, error))
}

/// Makes a folder and what is missing above it, with this mode whatever the umask is: another account may have to pass.
pub(crate) fn make_folders(path: &Path, mode: u32) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_folders(parent, mode)?;
    }
    let make = || match fs::create_dir(path) {
        Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(mode)),
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(io::ErrorKind::NotADirectory.into()),
        Err(error) => Err(error),
    };
    make().map_err(|error| StoreError::io("create", path, error))
}

/// Makes everything written on the file system of the folder durable, at once: far cheaper than a sync per file.
pub(crate) fn sync_file_system(folder: &Path) -> Result<(), StoreError> {
    #[cfg(target_os = "linux")]
    return fs::File::open(folder)
        .and_then(|file| rustix::fs::syncfs(&file).map_err(io::Error::from))
        .map_err(|error| StoreError::io("sync", folder, error));
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        rustix::fs::sync();
        Ok(())
    }
}
