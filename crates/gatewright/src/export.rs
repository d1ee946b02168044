//! Puts the files of a run into a folder: each whole or not at all.

use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::CommandError;

/// A file to write.
pub(crate) struct ExportFile {
    /// Path inside the run.
    pub(crate) path: String,
    /// Lower-case hexadecimal SHA-256, checked before writing.
    pub(crate) sha256: String,
    /// Content.
    pub(crate) bytes: Vec<u8>,
}

/// Checks that a folder can be written to, before a run is started that would end in it.
pub(crate) fn prepare(folder: &Path) -> Result<(), CommandError> {
    if folder.exists() && !folder.is_dir() {
        return Err(CommandError::usage(
            "OUT_NOT_A_FOLDER",
            format!("--out {}: there is a file of this name; name a folder", folder.display()),
        ));
    }
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let probe = folder.join(format!(".gatewright-{}", std::process::id()));
    std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)).map_err(|error| unwritable(folder, &error))
}

/// Writes the files; a file that exists already is replaced.
pub(crate) fn write(folder: &Path, files: &[ExportFile]) -> Result<Vec<PathBuf>, CommandError> {
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let found = hex(&Sha256::digest(&file.bytes));
        if found != file.sha256 {
            return Err(CommandError::failed(
                "ARTIFACT_DAMAGED",
                format!(
                    "{}: stored bytes have SHA-256 {found}, the record says {}; the store is damaged, restore it from a backup",
                    file.path, file.sha256
                ),
            ));
        }
        // A path that leads elsewhere is a defect or an attack; nobody's other files are written over.
        if Path::new(&file.path).components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(CommandError::failed(
                "ARTIFACT_MISNAMED",
                format!("{:?} leads out of the folder and was not written; gatewright runs artifacts RUN lists what there is", file.path),
            ));
        }
        let target = folder.join(&file.path);
        let parent = target.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
        let partial = target.with_extension("partial");
        std::fs::write(&partial, &file.bytes)
            .and_then(|()| std::fs::rename(&partial, &target))
            .map_err(|error| unwritable(&target, &error))?;
        written.push(target);
    }
    Ok(written)
}

fn unwritable(path: &Path, error: &std::io::Error) -> CommandError {
    CommandError::usage("OUT_NOT_WRITABLE", format!("{}: {error}; name a folder this account may write to with --out", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
