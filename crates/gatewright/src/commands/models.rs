//! `gatewright models list`.

use super::print_failed;
use crate::app::App;
use crate::cli::{Global, ModelArgs};
use crate::failure::{CommandError, Exit};
use crate::report::{self, Output};

/// Lists the catalogue.
pub(crate) async fn list(global: &Global, output: Output) -> Result<Option<Exit>, CommandError> {
    let app = App::open(global, &ModelArgs::default(), None).await?;
    let models = app.content.models().await;
    app.close().await;
    let models = models?;
    output.print(&models, || report::models(&models)).map_err(print_failed)?;
    Ok(None)
}
