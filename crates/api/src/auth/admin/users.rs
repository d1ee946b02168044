//! `/admin/users`.

use accounts::{Accounts, AdminFields, Deletion, User};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::caller::Service;
use crate::auth::failure::Failure;
use crate::auth::request::Body;

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 1000;
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

#[derive(Deserialize)]
pub(in crate::auth) struct Page {
    #[serde(default)]
    page: String,
    #[serde(default)]
    per_page: String,
}

#[derive(Deserialize)]
pub(in crate::auth) struct How {
    #[serde(default)]
    should_soft_delete: bool,
}

/// A page of accounts, newest first.
pub(super) async fn list(State(accounts): State<Accounts>, _: Service, Query(page): Query<Page>) -> Result<impl IntoResponse, Failure> {
    let number = |text: &str, default: u32| match text {
        "" => Ok(default),
        text => text.parse().ok().filter(|number| *number > 0).ok_or_else(|| bad_page(text)),
    };
    let per_page = number(&page.per_page, PER_PAGE)?.min(MOST_PER_PAGE);
    let page = number(&page.page, 1)?;
    let found = accounts.list_users(page, per_page).await?;
    let headers = [(TOTAL, found.total.to_string()), (header::LINK, links(page, per_page, found.total))];
    Ok((headers, Json(json!({ "users": found.users, "aud": "authenticated" }))))
}

/// The neighbours of a page. Clients read the page from after the first `=`, so it is the first parameter, and take `rel` for JSON, so it
/// is quoted.
fn links(page: u32, per_page: u32, total: u64) -> String {
    let last = total.div_ceil(u64::from(per_page)).max(1);
    let link = |page: u64, rel: &str| format!("</auth/v1/admin/users?page={page}&per_page={per_page}>; rel=\"{rel}\"");
    let next = u64::from(page) + 1;
    if next <= last { format!("{}, {}", link(next, "next"), link(last, "last")) } else { link(last, "last") }
}

/// A new account.
pub(super) async fn create(State(accounts): State<Accounts>, _: Service, Body(fields): Body<AdminFields>) -> Result<Json<User>, Failure> {
    Ok(Json(accounts.create_user(fields).await?))
}

/// One account.
pub(super) async fn show(State(accounts): State<Accounts>, _: Service, Path(id): Path<String>) -> Result<Json<User>, Failure> {
    Ok(Json(accounts.user(account(&id)?).await?))
}

/// Changes it.
pub(super) async fn change(
    State(accounts): State<Accounts>,
    _: Service,
    Path(id): Path<String>,
    Body(fields): Body<AdminFields>,
) -> Result<Json<User>, Failure> {
    Ok(Json(accounts.change_user(account(&id)?, fields).await?))
}

/// Deletes it.
pub(super) async fn delete(
    State(accounts): State<Accounts>,
    _: Service,
    Path(id): Path<String>,
    Body(how): Body<How>,
) -> Result<Json<Value>, Failure> {
    let deletion = if how.should_soft_delete { Deletion::Soft } else { Deletion::Hard };
    accounts.delete_user(account(&id)?, deletion).await?;
    Ok(Json(json!({})))
}

fn account(id: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(id).map_err(|_| Failure::new(StatusCode::NOT_FOUND, "validation_failed", "user_id must be an UUID"))
}

fn bad_page(text: &str) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "validation_failed", format!("Bad Pagination Parameters: {text:?} is no page"))
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_name_the_next_and_the_last_page() {
        let both = "</auth/v1/admin/users?page=2&per_page=10>; rel=\"next\", </auth/v1/admin/users?page=3&per_page=10>; rel=\"last\"";
        assert_eq!(links(1, 10, 21), both);
        for (page, total, last) in [(3, 21, 3), (9, 21, 3), (1, 0, 1), (1, 10, 1)] {
            assert_eq!(links(page, 10, total), format!("</auth/v1/admin/users?page={last}&per_page=10>; rel=\"last\""));
        }
    }
}
