// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct GateTimelineParams {
    pub run_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct GetAttemptTextsParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub gate_id: T1,
    pub attempt_number: i32,
}
#[derive(Debug)]
pub struct GetAttemptParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub gate_id: T1,
    pub attempt_number: i32,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub id: uuid::Uuid,
    pub gate_id: String,
    pub gate_name: String,
    pub phase: Option<String>,
    pub gate_order: i32,
    pub stage_id: Option<String>,
    pub status: String,
    pub attempt_number: i32,
    pub max_attempts: i32,
    pub agent_slug: Option<String>,
    pub model_id: Option<String>,
    pub model_provider: Option<String>,
    pub tokens_in: i64,
    pub tokens_out: i64,
    pub cost_nanos: Option<i64>,
    pub cost_usd: Option<f64>,
    pub duration_ms: i64,
    pub validation_results: serde_json::Value,
    pub fail_codes: Vec<String>,
    pub cause: String,
    pub superseded: bool,
    pub awaiting_approval: bool,
    pub estimated: bool,
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub decided_via: Option<String>,
    pub decision_reason: Option<String>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
}
pub struct GateBorrowed<'a> {
    pub id: uuid::Uuid,
    pub gate_id: &'a str,
    pub gate_name: &'a str,
    pub phase: Option<&'a str>,
    pub gate_order: i32,
    pub stage_id: Option<&'a str>,
    pub status: &'a str,
    pub attempt_number: i32,
    pub max_attempts: i32,
    pub agent_slug: Option<&'a str>,
    pub model_id: Option<&'a str>,
    pub model_provider: Option<&'a str>,
    pub tokens_in: i64,
    pub tokens_out: i64,
    pub cost_nanos: Option<i64>,
    pub cost_usd: Option<f64>,
    pub duration_ms: i64,
    pub validation_results: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub fail_codes: crate::ArrayIterator<'a, &'a str>,
    pub cause: &'a str,
    pub superseded: bool,
    pub awaiting_approval: bool,
    pub estimated: bool,
    pub decision: Option<&'a str>,
    pub decided_by: Option<&'a str>,
    pub decided_via: Option<&'a str>,
    pub decision_reason: Option<&'a str>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
}
impl<'a> From<GateBorrowed<'a>> for Gate {
    fn from(
        GateBorrowed {
            id,
            gate_id,
            gate_name,
            phase,
            gate_order,
            stage_id,
            status,
            attempt_number,
            max_attempts,
            agent_slug,
            model_id,
            model_provider,
            tokens_in,
            tokens_out,
            cost_nanos,
            cost_usd,
            duration_ms,
            validation_results,
            fail_codes,
            cause,
            superseded,
            awaiting_approval,
            estimated,
            decision,
            decided_by,
            decided_via,
            decision_reason,
            started_at,
            completed_at,
        }: GateBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            gate_id: gate_id.into(),
            gate_name: gate_name.into(),
            phase: phase.map(|v| v.into()),
            gate_order,
            stage_id: stage_id.map(|v| v.into()),
            status: status.into(),
            attempt_number,
            max_attempts,
            agent_slug: agent_slug.map(|v| v.into()),
            model_id: model_id.map(|v| v.into()),
            model_provider: model_provider.map(|v| v.into()),
            tokens_in,
            tokens_out,
            cost_nanos,
            cost_usd,
            duration_ms,
            validation_results: serde_json::from_str(validation_results.0.get()).unwrap(),
            fail_codes: fail_codes.map(|v| v.into()).collect(),
            cause: cause.into(),
            superseded,
            awaiting_approval,
            estimated,
            decision: decision.map(|v| v.into()),
            decided_by: decided_by.map(|v| v.into()),
            decided_via: decided_via.map(|v| v.into()),
            decision_reason: decision_reason.map(|v| v.into()),
            started_at,
            completed_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetAttemptTexts {
    pub prompt_packet: Option<String>,
    pub raw_output: Option<String>,
}
pub struct GetAttemptTextsBorrowed<'a> {
    pub prompt_packet: Option<&'a str>,
    pub raw_output: Option<&'a str>,
}
impl<'a> From<GetAttemptTextsBorrowed<'a>> for GetAttemptTexts {
    fn from(GetAttemptTextsBorrowed { prompt_packet, raw_output }: GetAttemptTextsBorrowed<'a>) -> Self {
        Self { prompt_packet: prompt_packet.map(|v| v.into()), raw_output: raw_output.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListDecisions {
    pub gate_id: String,
    pub attempt_number: i32,
    pub decision: String,
    pub decided_by: String,
    pub decided_via: String,
    pub reason: Option<String>,
    pub decided_at: jiff::Timestamp,
}
pub struct ListDecisionsBorrowed<'a> {
    pub gate_id: &'a str,
    pub attempt_number: i32,
    pub decision: &'a str,
    pub decided_by: &'a str,
    pub decided_via: &'a str,
    pub reason: Option<&'a str>,
    pub decided_at: jiff::Timestamp,
}
impl<'a> From<ListDecisionsBorrowed<'a>> for ListDecisions {
    fn from(
        ListDecisionsBorrowed { gate_id, attempt_number, decision, decided_by, decided_via, reason, decided_at }: ListDecisionsBorrowed<'a>,
    ) -> Self {
        Self {
            gate_id: gate_id.into(),
            attempt_number,
            decision: decision.into(),
            decided_by: decided_by.into(),
            decided_via: decided_via.into(),
            reason: reason.map(|v| v.into()),
            decided_at,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct GateQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GateBorrowed, tokio_postgres::Error>,
    mapper: fn(GateBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GateQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GateBorrowed) -> R) -> GateQuery<'c, 'a, 's, C, R, N> {
        GateQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row = crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row = crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(self) -> Result<impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c, tokio_postgres::Error> {
        let stream = crate::client::async_::raw(self.client, self.query, crate::slice_iter(&self.params), self.cached).await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetAttemptTextsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAttemptTextsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAttemptTextsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAttemptTextsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetAttemptTextsBorrowed) -> R) -> GetAttemptTextsQuery<'c, 'a, 's, C, R, N> {
        GetAttemptTextsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row = crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row = crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(self) -> Result<impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c, tokio_postgres::Error> {
        let stream = crate::client::async_::raw(self.client, self.query, crate::slice_iter(&self.params), self.cached).await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct ListDecisionsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListDecisionsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListDecisionsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListDecisionsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListDecisionsBorrowed) -> R) -> ListDecisionsQuery<'c, 'a, 's, C, R, N> {
        ListDecisionsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row = crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row = crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(self) -> Result<impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c, tokio_postgres::Error> {
        let stream = crate::client::async_::raw(self.client, self.query, crate::slice_iter(&self.params), self.cached).await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GateTimelineStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every attempt of every gate of a run, in the order of the pipeline, newest attempt of a gate first.
pub fn gate_timeline() -> GateTimelineStmt {
    GateTimelineStmt(
        "select a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts, a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in, coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd, coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results, coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by, a.decided_via, a.decision_reason, a.started_at, a.completed_at from content.gate_attempts a join content.runs r on r.id = a.run_id where a.run_id = $1 and ($2::uuid is null or r.user_id = $2) order by a.gate_order, a.attempt_number desc",
        None,
    )
}
impl GateTimelineStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> GateQuery<'c, 'a, 's, C, Gate, 2> {
        GateQuery {
            client,
            params: [run_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GateBorrowed, tokio_postgres::Error> {
                Ok(GateBorrowed {
                    id: row.try_get(0)?,
                    gate_id: row.try_get(1)?,
                    gate_name: row.try_get(2)?,
                    phase: row.try_get(3)?,
                    gate_order: row.try_get(4)?,
                    stage_id: row.try_get(5)?,
                    status: row.try_get(6)?,
                    attempt_number: row.try_get(7)?,
                    max_attempts: row.try_get(8)?,
                    agent_slug: row.try_get(9)?,
                    model_id: row.try_get(10)?,
                    model_provider: row.try_get(11)?,
                    tokens_in: row.try_get(12)?,
                    tokens_out: row.try_get(13)?,
                    cost_nanos: row.try_get(14)?,
                    cost_usd: row.try_get(15)?,
                    duration_ms: row.try_get(16)?,
                    validation_results: row.try_get(17)?,
                    fail_codes: row.try_get(18)?,
                    cause: row.try_get(19)?,
                    superseded: row.try_get(20)?,
                    awaiting_approval: row.try_get(21)?,
                    estimated: row.try_get(22)?,
                    decision: row.try_get(23)?,
                    decided_by: row.try_get(24)?,
                    decided_via: row.try_get(25)?,
                    decision_reason: row.try_get(26)?,
                    started_at: row.try_get(27)?,
                    completed_at: row.try_get(28)?,
                })
            },
            mapper: |it| Gate::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, GateTimelineParams, GateQuery<'c, 'a, 's, C, Gate, 2>, C>
    for GateTimelineStmt
{
    fn params(&'s self, client: &'c C, params: &'a GateTimelineParams) -> GateQuery<'c, 'a, 's, C, Gate, 2> {
        self.bind(client, &params.run_id, &params.owner)
    }
}
pub struct NewestAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// The newest attempt of each gate of a run, in the order of the pipeline.
pub fn newest_attempts() -> NewestAttemptsStmt {
    NewestAttemptsStmt(
        "select a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts, a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in, coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd, coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results, coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by, a.decided_via, a.decision_reason, a.started_at, a.completed_at from content.gate_attempts a where a.run_id = $1 and a.attempt_number = ( select max(b.attempt_number) from content.gate_attempts b where b.run_id = a.run_id and b.gate_id = a.gate_id ) order by a.gate_order",
        None,
    )
}
impl NewestAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> GateQuery<'c, 'a, 's, C, Gate, 1> {
        GateQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GateBorrowed, tokio_postgres::Error> {
                Ok(GateBorrowed {
                    id: row.try_get(0)?,
                    gate_id: row.try_get(1)?,
                    gate_name: row.try_get(2)?,
                    phase: row.try_get(3)?,
                    gate_order: row.try_get(4)?,
                    stage_id: row.try_get(5)?,
                    status: row.try_get(6)?,
                    attempt_number: row.try_get(7)?,
                    max_attempts: row.try_get(8)?,
                    agent_slug: row.try_get(9)?,
                    model_id: row.try_get(10)?,
                    model_provider: row.try_get(11)?,
                    tokens_in: row.try_get(12)?,
                    tokens_out: row.try_get(13)?,
                    cost_nanos: row.try_get(14)?,
                    cost_usd: row.try_get(15)?,
                    duration_ms: row.try_get(16)?,
                    validation_results: row.try_get(17)?,
                    fail_codes: row.try_get(18)?,
                    cause: row.try_get(19)?,
                    superseded: row.try_get(20)?,
                    awaiting_approval: row.try_get(21)?,
                    estimated: row.try_get(22)?,
                    decision: row.try_get(23)?,
                    decided_by: row.try_get(24)?,
                    decided_via: row.try_get(25)?,
                    decision_reason: row.try_get(26)?,
                    started_at: row.try_get(27)?,
                    completed_at: row.try_get(28)?,
                })
            },
            mapper: |it| Gate::from(it),
        }
    }
}
pub struct GetAttemptTextsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What was sent and what came back in one attempt. For admins and the service.
pub fn get_attempt_texts() -> GetAttemptTextsStmt {
    GetAttemptTextsStmt(
        "select t.prompt_packet, t.raw_output from content.gate_attempts a join content.gate_texts t on t.attempt_id = a.id where a.run_id = $1 and a.gate_id = $2 and a.attempt_number = $3",
        None,
    )
}
impl GetAttemptTextsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        gate_id: &'a T1,
        attempt_number: &'a i32,
    ) -> GetAttemptTextsQuery<'c, 'a, 's, C, GetAttemptTexts, 3> {
        GetAttemptTextsQuery {
            client,
            params: [run_id, gate_id, attempt_number],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GetAttemptTextsBorrowed, tokio_postgres::Error> {
                Ok(GetAttemptTextsBorrowed { prompt_packet: row.try_get(0)?, raw_output: row.try_get(1)? })
            },
            mapper: |it| GetAttemptTexts::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GetAttemptTextsParams<T1>, GetAttemptTextsQuery<'c, 'a, 's, C, GetAttemptTexts, 3>, C>
    for GetAttemptTextsStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetAttemptTextsParams<T1>) -> GetAttemptTextsQuery<'c, 'a, 's, C, GetAttemptTexts, 3> {
        self.bind(client, &params.run_id, &params.gate_id, &params.attempt_number)
    }
}
pub struct ListDecisionsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What people decided about a run's gates, oldest first.
pub fn list_decisions() -> ListDecisionsStmt {
    ListDecisionsStmt(
        "select d.gate_id, d.attempt_number, d.decision, d.decided_by, d.decided_via, d.reason, d.decided_at from content.gate_decisions d where d.run_id = $1 order by d.decided_at, d.journal_seq, d.id",
        None,
    )
}
impl ListDecisionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> ListDecisionsQuery<'c, 'a, 's, C, ListDecisions, 1> {
        ListDecisionsQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListDecisionsBorrowed, tokio_postgres::Error> {
                Ok(ListDecisionsBorrowed {
                    gate_id: row.try_get(0)?,
                    attempt_number: row.try_get(1)?,
                    decision: row.try_get(2)?,
                    decided_by: row.try_get(3)?,
                    decided_via: row.try_get(4)?,
                    reason: row.try_get(5)?,
                    decided_at: row.try_get(6)?,
                })
            },
            mapper: |it| ListDecisions::from(it),
        }
    }
}
pub struct GetAttemptStmt(&'static str, Option<tokio_postgres::Statement>);
/// One attempt of a gate.
pub fn get_attempt() -> GetAttemptStmt {
    GetAttemptStmt(
        "select a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts, a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in, coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd, coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results, coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by, a.decided_via, a.decision_reason, a.started_at, a.completed_at from content.gate_attempts a where a.run_id = $1 and a.gate_id = $2 and a.attempt_number = $3",
        None,
    )
}
impl GetAttemptStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        gate_id: &'a T1,
        attempt_number: &'a i32,
    ) -> GateQuery<'c, 'a, 's, C, Gate, 3> {
        GateQuery {
            client,
            params: [run_id, gate_id, attempt_number],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GateBorrowed, tokio_postgres::Error> {
                Ok(GateBorrowed {
                    id: row.try_get(0)?,
                    gate_id: row.try_get(1)?,
                    gate_name: row.try_get(2)?,
                    phase: row.try_get(3)?,
                    gate_order: row.try_get(4)?,
                    stage_id: row.try_get(5)?,
                    status: row.try_get(6)?,
                    attempt_number: row.try_get(7)?,
                    max_attempts: row.try_get(8)?,
                    agent_slug: row.try_get(9)?,
                    model_id: row.try_get(10)?,
                    model_provider: row.try_get(11)?,
                    tokens_in: row.try_get(12)?,
                    tokens_out: row.try_get(13)?,
                    cost_nanos: row.try_get(14)?,
                    cost_usd: row.try_get(15)?,
                    duration_ms: row.try_get(16)?,
                    validation_results: row.try_get(17)?,
                    fail_codes: row.try_get(18)?,
                    cause: row.try_get(19)?,
                    superseded: row.try_get(20)?,
                    awaiting_approval: row.try_get(21)?,
                    estimated: row.try_get(22)?,
                    decision: row.try_get(23)?,
                    decided_by: row.try_get(24)?,
                    decided_via: row.try_get(25)?,
                    decision_reason: row.try_get(26)?,
                    started_at: row.try_get(27)?,
                    completed_at: row.try_get(28)?,
                })
            },
            mapper: |it| Gate::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GetAttemptParams<T1>, GateQuery<'c, 'a, 's, C, Gate, 3>, C> for GetAttemptStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetAttemptParams<T1>) -> GateQuery<'c, 'a, 's, C, Gate, 3> {
        self.bind(client, &params.run_id, &params.gate_id, &params.attempt_number)
    }
}
