//! `gatewright keys`: what programs carry.

use serde_json::json;

use super::{print_failed, users};
use crate::app::App;
use crate::cli::{Global, KeysArgs, ModelArgs};
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// Shows where the server is and the keys that programs carry. They are made with the database and stay the same.
pub(crate) async fn show(global: &Global, args: KeysArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    let app = App::open(global, &ModelArgs::default(), None).await?;
    let accounts = users::open(&app, args.site.site_url).await;
    app.close().await;
    let accounts = accounts?;
    let keys = if args.legacy { accounts.legacy_api_keys() } else { accounts.api_keys() };
    let url = &accounts.config().site_url;
    output
        .print(&json!({ "url": url, "anon": keys.anon, "service_role": keys.service_role }), || {
            format!(
                "url           {url}\nanon          {}\nservice_role  {}\n\n\
                 anon may be public. service_role makes, changes and deletes accounts: keep it on servers",
                keys.anon, keys.service_role
            )
        })
        .map_err(print_failed)?;
    Ok(None)
}
