//! `DELETE /templates/{slug}`.

use axum::extract::State;
use axum::http::StatusCode;
use db::queries::content::templates as sql;

use crate::body::Path;
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownTemplate);

/// Takes a template out of the catalogue. For admins. Its runs stay readable; applying its file again brings it back.
#[utoipa::path(
    delete, path = "/templates/{slug}", tag = "templates",
    params(("slug" = String, Path)), responses((status = NO_CONTENT, description = "It is gone from the catalogue"), Refusals)
)]
pub(crate) async fn delete_template(State(api): State<Api>, caller: SignedIn, Path(slug): Path<String>) -> Result<StatusCode, Problem> {
    let session = api.admin_session(&caller).await?;
    if sql::delete_template().bind(&*session, &slug).await? == 0 {
        return Err(Problem::new(Code::UnknownTemplate, format!("there is no template {slug}")));
    }
    session.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
