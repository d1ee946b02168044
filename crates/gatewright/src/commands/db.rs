//! `gatewright db url`.

use serde_json::json;
use store::{Identity, Postgres};

use super::print_failed;
use crate::app;
use crate::cli::Global;
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// Prints a URL for psql. It is good for as long as some process keeps PostgreSQL up (`gatewright up`).
pub(crate) async fn url(global: &Global, output: Output) -> Result<Option<Exit>, CommandError> {
    let postgres = Postgres::open(&app::settings(global, None), app::notify).await.map_err(app::unavailable)?;
    let url = postgres.database().url(Identity::Owner).map(str::to_owned).map_err(app::unavailable);
    let stopped = postgres.close().await.map_err(app::unavailable)?;
    let url = url?;
    output.print(&json!({ "url": url, "up": !stopped }), || url.clone()).map_err(print_failed)?;
    if stopped {
        eprintln!("PostgreSQL is not up: start it with gatewright up, then the URL works");
    }
    Ok(None)
}
