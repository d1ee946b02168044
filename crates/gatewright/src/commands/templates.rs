//! `gatewright templates …`.

use std::path::Path;

use serde_json::json;

use super::print_failed;
use crate::app::App;
use crate::cli::{Global, ModelArgs, TemplatesCommand};
use crate::failure::{CommandError, Exit};
use crate::report::{self, Output};

/// Largest definition file, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Opens the store, carries the command out, and leaves the store again.
pub(crate) async fn run(global: &Global, command: TemplatesCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    let files = match &command {
        TemplatesCommand::Apply { files, .. } => {
            files.iter().map(|path| Ok((path.display().to_string(), read(path)?))).collect::<Result<Vec<_>, CommandError>>()?
        }
        _ => Vec::new(),
    };
    let app = App::open(global, &ModelArgs::default(), None).await?;
    let ended = carry_out(&app, command, &files, output).await;
    app.close().await;
    ended
}

async fn carry_out(app: &App, command: TemplatesCommand, files: &[(String, String)], output: Output) -> Result<Option<Exit>, CommandError> {
    match command {
        TemplatesCommand::List => {
            let templates = app.content.templates().await?;
            output.print(&templates, || report::templates(&templates)).map_err(print_failed)?;
        }
        TemplatesCommand::Show { template } => {
            let detail = app.content.template(&template).await?;
            output.print(&detail, || report::template(&detail)).map_err(print_failed)?;
        }
        TemplatesCommand::Apply { check, .. } => {
            let applied = app.content.apply(files, Some(app.account.id), check).await?;
            let text = || {
                let line = |file: &content::AppliedFile| {
                    format!(
                        "{}: {} {} {}",
                        file.file,
                        file.kind,
                        [Some(file.slug.as_str()), file.version.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" "),
                        file.outcome
                    )
                };
                applied.iter().map(line).collect::<Vec<_>>().join("\n")
            };
            output.print(&applied, text).map_err(print_failed)?;
        }
        TemplatesCommand::Remove { template } => {
            app.content.remove_template(&template).await?;
            output
                .print(&json!({ "slug": template, "outcome": "removed" }), || format!("{template} is out of the catalogue; its runs stay"))
                .map_err(print_failed)?;
        }
    }
    Ok(None)
}

/// Reads a definition file.
pub(crate) fn read(path: &Path) -> Result<String, CommandError> {
    let refuse = |why: String| CommandError::usage("FILE_UNUSABLE", format!("{}: {why}", path.display()));
    let facts = std::fs::metadata(path).map_err(|error| refuse(format!("cannot be read: {error}; name a file that is there")))?;
    if facts.is_dir() {
        return Err(refuse("is a folder; name the files in it".to_owned()));
    }
    let length = facts.len();
    if length > MAX_BYTES {
        return Err(refuse(format!("{length} bytes; a definition has at most {MAX_BYTES}")));
    }
    let bytes = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| refuse(format!("is not UTF-8 text: {error}")))
}
