//! Reads the documents behind `--sources` before anything is written: a run never reads the caller's disk again.

use std::path::Path;

use content::SourceFile;

use crate::failure::CommandError;

/// Reads every document of a folder. One that cannot be read refuses the folder: a brief must not leave out a source in silence.
pub(crate) fn read(folder: &Path) -> Result<Vec<SourceFile>, CommandError> {
    let refuse = |why: String| {
        // Some messages name the folder already.
        let named = why.contains(&*folder.to_string_lossy());
        let place = if named { "--sources".to_owned() } else { format!("--sources {}", folder.display()) };
        CommandError::usage("SOURCES_UNUSABLE", format!("{place}: {why}"))
    };
    knowledge::read_folder(folder).map_err(|error| refuse(error.to_string()))?;
    let (found, _) = knowledge::folder(folder).map_err(|error| refuse(error.to_string()))?;
    found
        .into_iter()
        .map(|file| {
            let bytes = std::fs::read(&file.path).map_err(|error| refuse(format!("{}: {error}", file.name)))?;
            Ok(SourceFile { name: file.name, bytes })
        })
        .collect()
}
