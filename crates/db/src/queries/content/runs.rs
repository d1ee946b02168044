// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertRunParams<
    T1: crate::JsonSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
> {
    pub id: uuid::Uuid,
    pub spec_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub intent: T1,
    pub project_slug: T2,
    pub display_name: Option<T3>,
    pub depth: Option<T4>,
    pub trial: bool,
    pub approved_by: Option<T5>,
    pub approved_via: Option<T6>,
    pub estimated_cost_usd: Option<f64>,
    pub created_at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct InsertPendingGatesParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
> {
    pub run_id: uuid::Uuid,
    pub created_at: jiff::Timestamp,
    pub gates: T2,
    pub names: T4,
    pub phases: T6,
    pub agents: T8,
    pub max_attempts: T9,
    pub stages: T11,
}
#[derive(Clone, Copy, Debug)]
pub struct GetRunParams {
    pub run_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct ListRunsOfOwnerParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub owner: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub template: Option<T2>,
    pub words: Option<T3>,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct ListRunsParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub template: Option<T2>,
    pub words: Option<T3>,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct FindRunsByPrefixParams<T1: crate::StringSql> {
    pub prefix: T1,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct SetQaReportParams<T1: crate::JsonSql> {
    pub qa_report: T1,
    pub run_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub id: uuid::Uuid,
    pub template: String,
    pub template_name: String,
    pub spec_id: uuid::Uuid,
    pub version: String,
    pub user_id: uuid::Uuid,
    pub intent: serde_json::Value,
    pub project_slug: String,
    pub display_name: Option<String>,
    pub status: String,
    pub current_gate: Option<String>,
    pub pause_reason: Option<String>,
    pub total_gates: i32,
    pub gates_passed: i32,
    pub gates_failed: i32,
    pub total_tokens_in: i64,
    pub total_tokens_out: i64,
    pub total_cost_nanos: i64,
    pub cost_incomplete: bool,
    pub depth: Option<String>,
    pub trial: bool,
    pub approved_by: Option<String>,
    pub approved_via: Option<String>,
    pub estimated_cost_usd: Option<f64>,
    pub qa_report: Option<serde_json::Value>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub artifact_type: Option<String>,
    pub user_name: Option<String>,
    pub waiting_kind: Option<String>,
    pub waiting_title: Option<String>,
    pub main_artifact_id: Option<uuid::Uuid>,
}
pub struct RunBorrowed<'a> {
    pub id: uuid::Uuid,
    pub template: &'a str,
    pub template_name: &'a str,
    pub spec_id: uuid::Uuid,
    pub version: &'a str,
    pub user_id: uuid::Uuid,
    pub intent: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub project_slug: &'a str,
    pub display_name: Option<&'a str>,
    pub status: &'a str,
    pub current_gate: Option<&'a str>,
    pub pause_reason: Option<&'a str>,
    pub total_gates: i32,
    pub gates_passed: i32,
    pub gates_failed: i32,
    pub total_tokens_in: i64,
    pub total_tokens_out: i64,
    pub total_cost_nanos: i64,
    pub cost_incomplete: bool,
    pub depth: Option<&'a str>,
    pub trial: bool,
    pub approved_by: Option<&'a str>,
    pub approved_via: Option<&'a str>,
    pub estimated_cost_usd: Option<f64>,
    pub qa_report: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub artifact_type: Option<&'a str>,
    pub user_name: Option<&'a str>,
    pub waiting_kind: Option<&'a str>,
    pub waiting_title: Option<&'a str>,
    pub main_artifact_id: Option<uuid::Uuid>,
}
impl<'a> From<RunBorrowed<'a>> for Run {
    fn from(
        RunBorrowed {
            id,
            template,
            template_name,
            spec_id,
            version,
            user_id,
            intent,
            project_slug,
            display_name,
            status,
            current_gate,
            pause_reason,
            total_gates,
            gates_passed,
            gates_failed,
            total_tokens_in,
            total_tokens_out,
            total_cost_nanos,
            cost_incomplete,
            depth,
            trial,
            approved_by,
            approved_via,
            estimated_cost_usd,
            qa_report,
            started_at,
            completed_at,
            created_at,
            updated_at,
            artifact_type,
            user_name,
            waiting_kind,
            waiting_title,
            main_artifact_id,
        }: RunBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            template: template.into(),
            template_name: template_name.into(),
            spec_id,
            version: version.into(),
            user_id,
            intent: serde_json::from_str(intent.0.get()).unwrap(),
            project_slug: project_slug.into(),
            display_name: display_name.map(|v| v.into()),
            status: status.into(),
            current_gate: current_gate.map(|v| v.into()),
            pause_reason: pause_reason.map(|v| v.into()),
            total_gates,
            gates_passed,
            gates_failed,
            total_tokens_in,
            total_tokens_out,
            total_cost_nanos,
            cost_incomplete,
            depth: depth.map(|v| v.into()),
            trial,
            approved_by: approved_by.map(|v| v.into()),
            approved_via: approved_via.map(|v| v.into()),
            estimated_cost_usd,
            qa_report: qa_report.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            started_at,
            completed_at,
            created_at,
            updated_at,
            artifact_type: artifact_type.map(|v| v.into()),
            user_name: user_name.map(|v| v.into()),
            waiting_kind: waiting_kind.map(|v| v.into()),
            waiting_title: waiting_title.map(|v| v.into()),
            main_artifact_id,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct RunQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunBorrowed, tokio_postgres::Error>,
    mapper: fn(RunBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunBorrowed) -> R) -> RunQuery<'c, 'a, 's, C, R, N> {
        RunQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct UuidUuidQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<uuid::Uuid, tokio_postgres::Error>,
    mapper: fn(uuid::Uuid) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UuidUuidQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(uuid::Uuid) -> R) -> UuidUuidQuery<'c, 'a, 's, C, R, N> {
        UuidUuidQuery {
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
pub struct StringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<&str, tokio_postgres::Error>,
    mapper: fn(&str) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(&str) -> R) -> StringQuery<'c, 'a, 's, C, R, N> {
        StringQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct InsertRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new run, pending, with zero counters.
pub fn insert_run() -> InsertRunStmt {
    InsertRunStmt(
        "insert into content.runs ( id, spec_id, user_id, intent, project_slug, display_name, depth, trial, approved_by, approved_via, estimated_cost_usd, created_at ) values ( $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::float8::numeric(10, 4), $12 )",
        None,
    )
}
impl InsertRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::JsonSql,
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        spec_id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        intent: &'a T1,
        project_slug: &'a T2,
        display_name: &'a Option<T3>,
        depth: &'a Option<T4>,
        trial: &'a bool,
        approved_by: &'a Option<T5>,
        approved_via: &'a Option<T6>,
        estimated_cost_usd: &'a Option<f64>,
        created_at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    id,
                    spec_id,
                    user_id,
                    intent,
                    project_slug,
                    display_name,
                    depth,
                    trial,
                    approved_by,
                    approved_via,
                    estimated_cost_usd,
                    created_at,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::JsonSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertRunParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertRunParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.spec_id,
            &params.user_id,
            &params.intent,
            &params.project_slug,
            &params.display_name,
            &params.depth,
            &params.trial,
            &params.approved_by,
            &params.approved_via,
            &params.estimated_cost_usd,
            &params.created_at,
        ))
    }
}
pub struct InsertPendingGatesStmt(&'static str, Option<tokio_postgres::Statement>);
/// One pending row per gate of a new run, in the order of the pipeline.
pub fn insert_pending_gates() -> InsertPendingGatesStmt {
    InsertPendingGatesStmt(
        "insert into content.gate_attempts (run_id, gate_id, gate_name, phase, gate_order, agent_slug, max_attempts, stage_id, created_at) select $1, g.gate_id, g.gate_name, g.phase, g.position::integer, g.agent_slug, g.max_attempts, g.stage_id, $2 from unnest( $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[] ) with ordinality as g (gate_id, gate_name, phase, agent_slug, max_attempts, stage_id, position) on conflict (run_id, gate_id, attempt_number) do nothing",
        None,
    )
}
impl InsertPendingGatesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = T1>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = Option<T5>>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = Option<T7>>,
        T9: crate::ArraySql<Item = i32>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = T10>,
    >(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        created_at: &'a jiff::Timestamp,
        gates: &'a T2,
        names: &'a T4,
        phases: &'a T6,
        agents: &'a T8,
        max_attempts: &'a T9,
        stages: &'a T11,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[run_id, created_at, gates, names, phases, agents, max_attempts, stages]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertPendingGatesParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertPendingGatesStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertPendingGatesParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_id,
            &params.created_at,
            &params.gates,
            &params.names,
            &params.phases,
            &params.agents,
            &params.max_attempts,
            &params.stages,
        ))
    }
}
pub struct GetRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// One run; of this owner where one is given.
pub fn get_run() -> GetRunStmt {
    GetRunStmt(
        "select r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status, r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed, coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in, coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by, r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at, r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind, waiting.title as waiting_title, main.id as main_artifact_id from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id left join public.users u on u.id = r.user_id left join lateral ( select case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title from content.gate_attempts a where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate order by a.attempt_number desc limit 1 ) waiting on true left join lateral ( select f.id from content.current_artifacts f where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%' order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path limit 1 ) main on true where r.id = $1 and ($2::uuid is null or r.user_id = $2)",
        None,
    )
}
impl GetRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> RunQuery<'c, 'a, 's, C, Run, 2> {
        RunQuery {
            client,
            params: [run_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunBorrowed, tokio_postgres::Error> {
                Ok(RunBorrowed {
                    id: row.try_get(0)?,
                    template: row.try_get(1)?,
                    template_name: row.try_get(2)?,
                    spec_id: row.try_get(3)?,
                    version: row.try_get(4)?,
                    user_id: row.try_get(5)?,
                    intent: row.try_get(6)?,
                    project_slug: row.try_get(7)?,
                    display_name: row.try_get(8)?,
                    status: row.try_get(9)?,
                    current_gate: row.try_get(10)?,
                    pause_reason: row.try_get(11)?,
                    total_gates: row.try_get(12)?,
                    gates_passed: row.try_get(13)?,
                    gates_failed: row.try_get(14)?,
                    total_tokens_in: row.try_get(15)?,
                    total_tokens_out: row.try_get(16)?,
                    total_cost_nanos: row.try_get(17)?,
                    cost_incomplete: row.try_get(18)?,
                    depth: row.try_get(19)?,
                    trial: row.try_get(20)?,
                    approved_by: row.try_get(21)?,
                    approved_via: row.try_get(22)?,
                    estimated_cost_usd: row.try_get(23)?,
                    qa_report: row.try_get(24)?,
                    started_at: row.try_get(25)?,
                    completed_at: row.try_get(26)?,
                    created_at: row.try_get(27)?,
                    updated_at: row.try_get(28)?,
                    artifact_type: row.try_get(29)?,
                    user_name: row.try_get(30)?,
                    waiting_kind: row.try_get(31)?,
                    waiting_title: row.try_get(32)?,
                    main_artifact_id: row.try_get(33)?,
                })
            },
            mapper: |it| Run::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, GetRunParams, RunQuery<'c, 'a, 's, C, Run, 2>, C>
    for GetRunStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetRunParams) -> RunQuery<'c, 'a, 's, C, Run, 2> {
        self.bind(client, &params.run_id, &params.owner)
    }
}
pub struct ListRunsOfOwnerStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of one owner, newest first. A further page begins behind the last row of the one before (its created_at and id).
pub fn list_runs_of_owner() -> ListRunsOfOwnerStmt {
    ListRunsOfOwnerStmt(
        "select r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status, r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed, coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in, coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by, r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at, r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind, waiting.title as waiting_title, main.id as main_artifact_id from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id left join public.users u on u.id = r.user_id left join lateral ( select case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title from content.gate_attempts a where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate order by a.attempt_number desc limit 1 ) waiting on true left join lateral ( select f.id from content.current_artifacts f where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%' order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path limit 1 ) main on true where r.user_id = $1 and (r.created_at, r.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or r.status = $4) and ($5::text is null or t.slug = $5) and ($6::text is null or concat_ws(' ', r.display_name, r.project_slug, t.name) ilike '%' || $6 || '%') order by r.created_at desc, r.id desc limit $7",
        None,
    )
}
impl ListRunsOfOwnerStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        owner: &'a uuid::Uuid,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        status: &'a Option<T1>,
        template: &'a Option<T2>,
        words: &'a Option<T3>,
        page_size: &'a i64,
    ) -> RunQuery<'c, 'a, 's, C, Run, 7> {
        RunQuery {
            client,
            params: [owner, before_created, before_id, status, template, words, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunBorrowed, tokio_postgres::Error> {
                Ok(RunBorrowed {
                    id: row.try_get(0)?,
                    template: row.try_get(1)?,
                    template_name: row.try_get(2)?,
                    spec_id: row.try_get(3)?,
                    version: row.try_get(4)?,
                    user_id: row.try_get(5)?,
                    intent: row.try_get(6)?,
                    project_slug: row.try_get(7)?,
                    display_name: row.try_get(8)?,
                    status: row.try_get(9)?,
                    current_gate: row.try_get(10)?,
                    pause_reason: row.try_get(11)?,
                    total_gates: row.try_get(12)?,
                    gates_passed: row.try_get(13)?,
                    gates_failed: row.try_get(14)?,
                    total_tokens_in: row.try_get(15)?,
                    total_tokens_out: row.try_get(16)?,
                    total_cost_nanos: row.try_get(17)?,
                    cost_incomplete: row.try_get(18)?,
                    depth: row.try_get(19)?,
                    trial: row.try_get(20)?,
                    approved_by: row.try_get(21)?,
                    approved_via: row.try_get(22)?,
                    estimated_cost_usd: row.try_get(23)?,
                    qa_report: row.try_get(24)?,
                    started_at: row.try_get(25)?,
                    completed_at: row.try_get(26)?,
                    created_at: row.try_get(27)?,
                    updated_at: row.try_get(28)?,
                    artifact_type: row.try_get(29)?,
                    user_name: row.try_get(30)?,
                    waiting_kind: row.try_get(31)?,
                    waiting_title: row.try_get(32)?,
                    main_artifact_id: row.try_get(33)?,
                })
            },
            mapper: |it| Run::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListRunsOfOwnerParams<T1, T2, T3>, RunQuery<'c, 'a, 's, C, Run, 7>, C>
    for ListRunsOfOwnerStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListRunsOfOwnerParams<T1, T2, T3>) -> RunQuery<'c, 'a, 's, C, Run, 7> {
        self.bind(
            client,
            &params.owner,
            &params.before_created,
            &params.before_id,
            &params.status,
            &params.template,
            &params.words,
            &params.page_size,
        )
    }
}
pub struct ListRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Everybody's runs, newest first, for admins; pages as above.
pub fn list_runs() -> ListRunsStmt {
    ListRunsStmt(
        "select r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status, r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed, coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in, coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by, r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at, r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind, waiting.title as waiting_title, main.id as main_artifact_id from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id left join public.users u on u.id = r.user_id left join lateral ( select case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title from content.gate_attempts a where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate order by a.attempt_number desc limit 1 ) waiting on true left join lateral ( select f.id from content.current_artifacts f where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%' order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path limit 1 ) main on true where (r.created_at, r.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($3::text is null or r.status = $3) and ($4::text is null or t.slug = $4) and ($5::text is null or concat_ws(' ', r.display_name, r.project_slug, t.name) ilike '%' || $5 || '%') order by r.created_at desc, r.id desc limit $6",
        None,
    )
}
impl ListRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        status: &'a Option<T1>,
        template: &'a Option<T2>,
        words: &'a Option<T3>,
        page_size: &'a i64,
    ) -> RunQuery<'c, 'a, 's, C, Run, 6> {
        RunQuery {
            client,
            params: [before_created, before_id, status, template, words, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunBorrowed, tokio_postgres::Error> {
                Ok(RunBorrowed {
                    id: row.try_get(0)?,
                    template: row.try_get(1)?,
                    template_name: row.try_get(2)?,
                    spec_id: row.try_get(3)?,
                    version: row.try_get(4)?,
                    user_id: row.try_get(5)?,
                    intent: row.try_get(6)?,
                    project_slug: row.try_get(7)?,
                    display_name: row.try_get(8)?,
                    status: row.try_get(9)?,
                    current_gate: row.try_get(10)?,
                    pause_reason: row.try_get(11)?,
                    total_gates: row.try_get(12)?,
                    gates_passed: row.try_get(13)?,
                    gates_failed: row.try_get(14)?,
                    total_tokens_in: row.try_get(15)?,
                    total_tokens_out: row.try_get(16)?,
                    total_cost_nanos: row.try_get(17)?,
                    cost_incomplete: row.try_get(18)?,
                    depth: row.try_get(19)?,
                    trial: row.try_get(20)?,
                    approved_by: row.try_get(21)?,
                    approved_via: row.try_get(22)?,
                    estimated_cost_usd: row.try_get(23)?,
                    qa_report: row.try_get(24)?,
                    started_at: row.try_get(25)?,
                    completed_at: row.try_get(26)?,
                    created_at: row.try_get(27)?,
                    updated_at: row.try_get(28)?,
                    artifact_type: row.try_get(29)?,
                    user_name: row.try_get(30)?,
                    waiting_kind: row.try_get(31)?,
                    waiting_title: row.try_get(32)?,
                    main_artifact_id: row.try_get(33)?,
                })
            },
            mapper: |it| Run::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListRunsParams<T1, T2, T3>, RunQuery<'c, 'a, 's, C, Run, 6>, C> for ListRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListRunsParams<T1, T2, T3>) -> RunQuery<'c, 'a, 's, C, Run, 6> {
        self.bind(client, &params.before_created, &params.before_id, &params.status, &params.template, &params.words, &params.page_size)
    }
}
pub struct FindRunsByPrefixStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ids that begin with these characters, for people who type them.
pub fn find_runs_by_prefix() -> FindRunsByPrefixStmt {
    FindRunsByPrefixStmt(
        "select r.id from content.runs r where r.id::text like $1 || '%' and ($2::uuid is null or r.user_id = $2) order by r.created_at desc limit 10",
        None,
    )
}
impl FindRunsByPrefixStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        prefix: &'a T1,
        owner: &'a Option<uuid::Uuid>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [prefix, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, FindRunsByPrefixParams<T1>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>, C>
    for FindRunsByPrefixStmt
{
    fn params(&'s self, client: &'c C, params: &'a FindRunsByPrefixParams<T1>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.prefix, &params.owner)
    }
}
pub struct SetQaReportStmt(&'static str, Option<tokio_postgres::Statement>);
/// Stores the outcome of the run's quality checks.
pub fn set_qa_report() -> SetQaReportStmt {
    SetQaReportStmt("update content.runs set qa_report = $1 where id = $2", None)
}
impl SetQaReportStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::JsonSql>(
        &'s self,
        client: &'c C,
        qa_report: &'a T1,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[qa_report, run_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetQaReportParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetQaReportStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetQaReportParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.qa_report, &params.run_id))
    }
}
pub struct FindRunsBySlugStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ids of the runs with this slug, newest first.
pub fn find_runs_by_slug() -> FindRunsBySlugStmt {
    FindRunsBySlugStmt("select r.id from content.runs r where r.project_slug = $1 order by r.created_at desc limit 10", None)
}
impl FindRunsBySlugStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct GetPlanStmt(&'static str, Option<tokio_postgres::Statement>);
/// The plan a run was submitted with, canonical.
pub fn get_plan() -> GetPlanStmt {
    GetPlanStmt("select p.body::text as body from engine.runs e join engine.plans p on p.hash = e.plan_hash where e.id = $1", None)
}
impl GetPlanStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct RecomputeRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// Sets the derived columns of one run.
pub fn recompute_run() -> RecomputeRunStmt {
    RecomputeRunStmt("select content.recompute_run_totals($1)::text as done", None)
}
impl RecomputeRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
