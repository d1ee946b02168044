//! `gatewright migrate`.

use serde_json::json;
use store::Postgres;

use super::print_failed;
use crate::app;
use crate::cli::{Global, MigrateArgs};
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// Brings the tables up to date.
pub(crate) async fn run(global: &Global, args: &MigrateArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    if args.print_roles {
        let sql = store::role_sql("gatewright", None);
        output.print(&json!({ "sql": sql }), || sql.to_string()).map_err(print_failed)?;
        return Ok(None);
    }
    let postgres = Postgres::open(&app::settings(global, None), app::notify).await.map_err(app::unavailable)?;
    let migrated = postgres.migrate().await;
    if let Err(error) = postgres.close().await {
        eprintln!("warning: PostgreSQL was not stopped cleanly: {error}");
    }
    let migrated = migrated.map_err(app::unavailable)?;
    let document = json!({ "applied": migrated.applied, "already": migrated.already });
    output
        .print(&document, || match migrated.applied.len() {
            0 => "up to date".to_owned(),
            _ => format!("applied: {}", migrated.applied.join(", ")),
        })
        .map_err(print_failed)?;
    Ok(None)
}
