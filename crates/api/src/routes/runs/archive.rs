//! `GET /runs/{run_id}/archive`.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use content::{ArtifactView, read};
use futures_util::stream;
use tokio::sync::mpsc;
use uuid::Uuid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::visible;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::headers::attachment;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// Pieces that wait for a slow reader, at most.
const PIECES: usize = 16;

/// The files of a run that count, as a zip.
#[utoipa::path(
    get, path = "/runs/{run_id}/archive", tag = "runs",
    params(("run_id" = Uuid, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/zip", description = "One entry for each path"), Refusals)
)]
pub(crate) async fn download_archive(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, run_id).await?;
    let files = read::artifacts(&*session, run_id).await?;
    drop(session);
    let (sender, mut receiver) = mpsc::channel(PIECES);
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let failed = sender.clone();
        if let Err(error) = write(&api, &runtime, &files, Pieces { sender, buffer: Vec::new() }) {
            // Whoever reads must not take half an archive for a whole one. A reader that is gone needs no word.
            let _ = failed.blocking_send(Err(error));
        }
    });
    let pieces = stream::poll_fn(move |context| receiver.poll_recv(context));
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&format!("{}.zip", run.project_slug))),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// One file after the other, so that no more than one is in memory.
fn write(api: &Api, runtime: &tokio::runtime::Handle, files: &[ArtifactView], pieces: Pieces) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(pieces);
    for file in files {
        let bytes = runtime.block_on(api.content().bytes(&file.content_hash)).map_err(io::Error::other)?;
        archive.start_file(entry_name(file), SimpleFileOptions::default())?;
        archive.write_all(&bytes)?;
    }
    archive.finish()?.into_inner().flush()
}

/// The name of a file in the archive. A path that leads elsewhere would lead whoever unpacks it there, so it is not used.
fn entry_name(file: &ArtifactView) -> String {
    let path = file.file_path.as_str();
    let fits = !path.contains('\\')
        && !path.chars().any(char::is_control)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.split('/').any(|part| part.ends_with(':'));
    if fits { path.to_owned() } else { format!("misnamed/{}", file.id) }
}

/// Hands what is written to the answer, in pieces.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

const PIECE: usize = 64 * 1024;

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.buffer));
        self.sender.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
