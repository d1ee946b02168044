//! `GET /costs`.

use axum::extract::State;
use db::queries::content::reports as sql;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use store::session::Session;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Which costs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// The month, as `YYYY-MM`, in UTC; this one if not given.
    #[param(example = "2026-02")]
    month: Option<String>,
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// What models cost in a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Costs {
    /// As `YYYY-MM`.
    month: String,
    /// Each model, dearest first.
    items: Vec<ModelCost>,
    /// As far as it is known, in US dollars.
    total_cost_usd: f64,
    /// Whether a cost is unknown, so that the total is a lower bound.
    incomplete: bool,
}

/// What a model cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelCost {
    /// The model.
    model_id: String,
    /// Who answered; `offline` and `replay` are named as what they are.
    model_provider: Option<String>,
    /// Attempts.
    total_executions: i64,
    /// Tokens read.
    total_tokens_in: i64,
    /// Tokens written.
    total_tokens_out: i64,
    /// As far as it is known, in US dollars; `null` where no attempt's cost is known.
    pub(crate) total_cost_usd: Option<f64>,
    /// Attempts whose cost is unknown.
    pub(crate) unknown_costs: i64,
    /// Wall time of an attempt on average.
    avg_duration_ms: Option<f64>,
}

/// What models cost in a month, in the caller's runs or in all.
#[utoipa::path(get, path = "/costs", tag = "costs", params(Which), responses((status = OK, body = Costs), Refusals))]
pub(crate) async fn show_costs(State(api): State<Api>, caller: SignedIn, Query(which): Query<Which>) -> Result<Json<Costs>, Problem> {
    let (month, within) = match &which.month {
        Some(month) => (month.clone(), within(month)?),
        None => {
            let now = Timestamp::now();
            (now.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string(), now)
        }
    };
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins see what everybody's runs cost; leave `scope` out for your own"));
    }
    let items = by_model(&session, within, (which.scope == Scope::Me).then_some(caller.account)).await?;
    let total_cost_usd = items.iter().filter_map(|item| item.total_cost_usd).sum();
    let incomplete = items.iter().any(|item| item.unknown_costs > 0);
    Ok(Json(Costs { month, items, total_cost_usd, incomplete }))
}

/// What each model cost in the month of a moment.
pub(crate) async fn by_model(session: &Session, within: Timestamp, owner: Option<Uuid>) -> Result<Vec<ModelCost>, Problem> {
    let rows = sql::cost_by_model().bind(&**session, &owner, &Some(within)).all().await?;
    Ok(rows
        .into_iter()
        .map(|row| ModelCost {
            model_id: row.model_id,
            model_provider: row.model_provider,
            total_executions: row.total_executions,
            total_tokens_in: row.total_tokens_in,
            total_tokens_out: row.total_tokens_out,
            total_cost_usd: (row.unknown_costs < row.total_executions).then_some(row.total_cost),
            unknown_costs: row.unknown_costs,
            avg_duration_ms: row.avg_duration_ms,
        })
        .collect())
}

/// A moment within a month given as `YYYY-MM`: its second day, which is in the month wherever the database's clock stands.
fn within(month: &str) -> Result<Timestamp, Problem> {
    let bad = || Problem::field("month", format!("\"{month}\" is no month; write it like 2026-02"));
    if month.len() != 7 {
        return Err(bad());
    }
    let first: Date = format!("{month}-01").parse().map_err(|_| bad())?;
    let second = first.checked_add(1.day()).map_err(|_| bad())?;
    Ok(second.to_zoned(TimeZone::UTC).map_err(|_| bad())?.timestamp())
}
