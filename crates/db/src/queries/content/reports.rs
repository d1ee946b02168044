// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct RunGateTimelineParams {
    pub run_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Clone, Copy, Debug)]
pub struct ArtifactBrowserParams {
    pub owner: uuid::Uuid,
    pub page_size: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct CostByModelParams {
    pub owner: Option<uuid::Uuid>,
    pub month: Option<jiff::Timestamp>,
}
#[derive(Debug, Clone, PartialEq)]
pub struct DashboardActiveRuns {
    pub id: uuid::Uuid,
    pub display_name: Option<String>,
    pub status: String,
    pub current_gate: Option<String>,
    pub total_cost_usd: f64,
    pub version: String,
    pub template_name: String,
    pub gates_passed: i32,
    pub total_gates: i32,
    pub started_at: Option<jiff::Timestamp>,
}
pub struct DashboardActiveRunsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub display_name: Option<&'a str>,
    pub status: &'a str,
    pub current_gate: Option<&'a str>,
    pub total_cost_usd: f64,
    pub version: &'a str,
    pub template_name: &'a str,
    pub gates_passed: i32,
    pub total_gates: i32,
    pub started_at: Option<jiff::Timestamp>,
}
impl<'a> From<DashboardActiveRunsBorrowed<'a>> for DashboardActiveRuns {
    fn from(
        DashboardActiveRunsBorrowed {
            id,
            display_name,
            status,
            current_gate,
            total_cost_usd,
            version,
            template_name,
            gates_passed,
            total_gates,
            started_at,
        }: DashboardActiveRunsBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            display_name: display_name.map(|v| v.into()),
            status: status.into(),
            current_gate: current_gate.map(|v| v.into()),
            total_cost_usd,
            version: version.into(),
            template_name: template_name.into(),
            gates_passed,
            total_gates,
            started_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RunGateTimeline {
    pub gate_id: String,
    pub gate_name: String,
    pub phase: Option<String>,
    pub status: String,
    pub agent_slug: Option<String>,
    pub model_id: Option<String>,
    pub attempt_number: i32,
    pub tokens_in: i32,
    pub tokens_out: i32,
    pub cost_usd: Option<f64>,
    pub duration_ms: i32,
    pub validation_results: serde_json::Value,
    pub fail_codes: Vec<String>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
}
pub struct RunGateTimelineBorrowed<'a> {
    pub gate_id: &'a str,
    pub gate_name: &'a str,
    pub phase: Option<&'a str>,
    pub status: &'a str,
    pub agent_slug: Option<&'a str>,
    pub model_id: Option<&'a str>,
    pub attempt_number: i32,
    pub tokens_in: i32,
    pub tokens_out: i32,
    pub cost_usd: Option<f64>,
    pub duration_ms: i32,
    pub validation_results: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub fail_codes: crate::ArrayIterator<'a, &'a str>,
    pub started_at: Option<jiff::Timestamp>,
    pub completed_at: Option<jiff::Timestamp>,
}
impl<'a> From<RunGateTimelineBorrowed<'a>> for RunGateTimeline {
    fn from(
        RunGateTimelineBorrowed {
            gate_id,
            gate_name,
            phase,
            status,
            agent_slug,
            model_id,
            attempt_number,
            tokens_in,
            tokens_out,
            cost_usd,
            duration_ms,
            validation_results,
            fail_codes,
            started_at,
            completed_at,
        }: RunGateTimelineBorrowed<'a>,
    ) -> Self {
        Self {
            gate_id: gate_id.into(),
            gate_name: gate_name.into(),
            phase: phase.map(|v| v.into()),
            status: status.into(),
            agent_slug: agent_slug.map(|v| v.into()),
            model_id: model_id.map(|v| v.into()),
            attempt_number,
            tokens_in,
            tokens_out,
            cost_usd,
            duration_ms,
            validation_results: serde_json::from_str(validation_results.0.get()).unwrap(),
            fail_codes: fail_codes.map(|v| v.into()).collect(),
            started_at,
            completed_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ArtifactBrowser {
    pub id: uuid::Uuid,
    pub file_name: String,
    pub content_type: Option<String>,
    pub content_hash: Option<String>,
    pub size_bytes: i32,
    pub gate_id: Option<String>,
    pub artifact_type: Option<String>,
    pub created_at: jiff::Timestamp,
    pub run_name: Option<String>,
    pub project_slug: String,
}
pub struct ArtifactBrowserBorrowed<'a> {
    pub id: uuid::Uuid,
    pub file_name: &'a str,
    pub content_type: Option<&'a str>,
    pub content_hash: Option<&'a str>,
    pub size_bytes: i32,
    pub gate_id: Option<&'a str>,
    pub artifact_type: Option<&'a str>,
    pub created_at: jiff::Timestamp,
    pub run_name: Option<&'a str>,
    pub project_slug: &'a str,
}
impl<'a> From<ArtifactBrowserBorrowed<'a>> for ArtifactBrowser {
    fn from(
        ArtifactBrowserBorrowed {
            id,
            file_name,
            content_type,
            content_hash,
            size_bytes,
            gate_id,
            artifact_type,
            created_at,
            run_name,
            project_slug,
        }: ArtifactBrowserBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            file_name: file_name.into(),
            content_type: content_type.map(|v| v.into()),
            content_hash: content_hash.map(|v| v.into()),
            size_bytes,
            gate_id: gate_id.map(|v| v.into()),
            artifact_type: artifact_type.map(|v| v.into()),
            created_at,
            run_name: run_name.map(|v| v.into()),
            project_slug: project_slug.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CostByModel {
    pub model_id: String,
    pub model_provider: Option<String>,
    pub total_executions: i64,
    pub total_tokens_in: i64,
    pub total_tokens_out: i64,
    pub total_cost_nanos: i64,
    pub total_cost: f64,
    pub unknown_costs: i64,
    pub avg_duration_ms: Option<f64>,
}
pub struct CostByModelBorrowed<'a> {
    pub model_id: &'a str,
    pub model_provider: Option<&'a str>,
    pub total_executions: i64,
    pub total_tokens_in: i64,
    pub total_tokens_out: i64,
    pub total_cost_nanos: i64,
    pub total_cost: f64,
    pub unknown_costs: i64,
    pub avg_duration_ms: Option<f64>,
}
impl<'a> From<CostByModelBorrowed<'a>> for CostByModel {
    fn from(
        CostByModelBorrowed {
            model_id,
            model_provider,
            total_executions,
            total_tokens_in,
            total_tokens_out,
            total_cost_nanos,
            total_cost,
            unknown_costs,
            avg_duration_ms,
        }: CostByModelBorrowed<'a>,
    ) -> Self {
        Self {
            model_id: model_id.into(),
            model_provider: model_provider.map(|v| v.into()),
            total_executions,
            total_tokens_in,
            total_tokens_out,
            total_cost_nanos,
            total_cost,
            unknown_costs,
            avg_duration_ms,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GateReliability {
    pub gate_id: String,
    pub gate_name: String,
    pub model_id: Option<String>,
    pub attempts: i64,
    pub passed: i64,
    pub failed: i64,
}
pub struct GateReliabilityBorrowed<'a> {
    pub gate_id: &'a str,
    pub gate_name: &'a str,
    pub model_id: Option<&'a str>,
    pub attempts: i64,
    pub passed: i64,
    pub failed: i64,
}
impl<'a> From<GateReliabilityBorrowed<'a>> for GateReliability {
    fn from(GateReliabilityBorrowed { gate_id, gate_name, model_id, attempts, passed, failed }: GateReliabilityBorrowed<'a>) -> Self {
        Self { gate_id: gate_id.into(), gate_name: gate_name.into(), model_id: model_id.map(|v| v.into()), attempts, passed, failed }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FailCodeFrequency {
    pub fail_code: String,
    pub occurrences: i64,
    pub runs: i64,
}
pub struct FailCodeFrequencyBorrowed<'a> {
    pub fail_code: &'a str,
    pub occurrences: i64,
    pub runs: i64,
}
impl<'a> From<FailCodeFrequencyBorrowed<'a>> for FailCodeFrequency {
    fn from(FailCodeFrequencyBorrowed { fail_code, occurrences, runs }: FailCodeFrequencyBorrowed<'a>) -> Self {
        Self { fail_code: fail_code.into(), occurrences, runs }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RunsByStatus {
    pub status: String,
    pub runs: i64,
}
pub struct RunsByStatusBorrowed<'a> {
    pub status: &'a str,
    pub runs: i64,
}
impl<'a> From<RunsByStatusBorrowed<'a>> for RunsByStatus {
    fn from(RunsByStatusBorrowed { status, runs }: RunsByStatusBorrowed<'a>) -> Self {
        Self { status: status.into(), runs }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Throughput {
    pub day: String,
    pub created: i64,
    pub completed: i64,
    pub failed: i64,
}
pub struct ThroughputBorrowed<'a> {
    pub day: &'a str,
    pub created: i64,
    pub completed: i64,
    pub failed: i64,
}
impl<'a> From<ThroughputBorrowed<'a>> for Throughput {
    fn from(ThroughputBorrowed { day, created, completed, failed }: ThroughputBorrowed<'a>) -> Self {
        Self { day: day.into(), created, completed, failed }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FailingGates {
    pub gate_id: String,
    pub gate_name: String,
    pub run_id: uuid::Uuid,
    pub run_name: Option<String>,
    pub fail_codes: Vec<String>,
    pub since: Option<jiff::Timestamp>,
}
pub struct FailingGatesBorrowed<'a> {
    pub gate_id: &'a str,
    pub gate_name: &'a str,
    pub run_id: uuid::Uuid,
    pub run_name: Option<&'a str>,
    pub fail_codes: crate::ArrayIterator<'a, &'a str>,
    pub since: Option<jiff::Timestamp>,
}
impl<'a> From<FailingGatesBorrowed<'a>> for FailingGates {
    fn from(FailingGatesBorrowed { gate_id, gate_name, run_id, run_name, fail_codes, since }: FailingGatesBorrowed<'a>) -> Self {
        Self {
            gate_id: gate_id.into(),
            gate_name: gate_name.into(),
            run_id,
            run_name: run_name.map(|v| v.into()),
            fail_codes: fail_codes.map(|v| v.into()).collect(),
            since,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct ServerFigures {
    pub size_bytes: i64,
    pub connections: i64,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct EngineFigures {
    pub active_runs: i64,
    pub waiting_runs: i64,
    pub shards_owned: i64,
    pub shards_total: i64,
    pub oldest_waiting_s: f64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct RunCounts {
    pub status: String,
    pub runs: i64,
}
pub struct RunCountsBorrowed<'a> {
    pub status: &'a str,
    pub runs: i64,
}
impl<'a> From<RunCountsBorrowed<'a>> for RunCounts {
    fn from(RunCountsBorrowed { status, runs }: RunCountsBorrowed<'a>) -> Self {
        Self { status: status.into(), runs }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct DashboardActiveRunsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DashboardActiveRunsBorrowed, tokio_postgres::Error>,
    mapper: fn(DashboardActiveRunsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DashboardActiveRunsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DashboardActiveRunsBorrowed) -> R) -> DashboardActiveRunsQuery<'c, 'a, 's, C, R, N> {
        DashboardActiveRunsQuery {
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
pub struct RunGateTimelineQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunGateTimelineBorrowed, tokio_postgres::Error>,
    mapper: fn(RunGateTimelineBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunGateTimelineQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunGateTimelineBorrowed) -> R) -> RunGateTimelineQuery<'c, 'a, 's, C, R, N> {
        RunGateTimelineQuery {
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
pub struct ArtifactBrowserQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ArtifactBrowserBorrowed, tokio_postgres::Error>,
    mapper: fn(ArtifactBrowserBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ArtifactBrowserQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ArtifactBrowserBorrowed) -> R) -> ArtifactBrowserQuery<'c, 'a, 's, C, R, N> {
        ArtifactBrowserQuery {
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
pub struct CostByModelQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CostByModelBorrowed, tokio_postgres::Error>,
    mapper: fn(CostByModelBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CostByModelQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CostByModelBorrowed) -> R) -> CostByModelQuery<'c, 'a, 's, C, R, N> {
        CostByModelQuery {
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
pub struct GateReliabilityQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GateReliabilityBorrowed, tokio_postgres::Error>,
    mapper: fn(GateReliabilityBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GateReliabilityQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GateReliabilityBorrowed) -> R) -> GateReliabilityQuery<'c, 'a, 's, C, R, N> {
        GateReliabilityQuery {
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
pub struct FailCodeFrequencyQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FailCodeFrequencyBorrowed, tokio_postgres::Error>,
    mapper: fn(FailCodeFrequencyBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FailCodeFrequencyQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FailCodeFrequencyBorrowed) -> R) -> FailCodeFrequencyQuery<'c, 'a, 's, C, R, N> {
        FailCodeFrequencyQuery {
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
pub struct RunsByStatusQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunsByStatusBorrowed, tokio_postgres::Error>,
    mapper: fn(RunsByStatusBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunsByStatusQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunsByStatusBorrowed) -> R) -> RunsByStatusQuery<'c, 'a, 's, C, R, N> {
        RunsByStatusQuery {
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
pub struct ThroughputQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ThroughputBorrowed, tokio_postgres::Error>,
    mapper: fn(ThroughputBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ThroughputQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ThroughputBorrowed) -> R) -> ThroughputQuery<'c, 'a, 's, C, R, N> {
        ThroughputQuery {
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
pub struct FailingGatesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FailingGatesBorrowed, tokio_postgres::Error>,
    mapper: fn(FailingGatesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FailingGatesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FailingGatesBorrowed) -> R) -> FailingGatesQuery<'c, 'a, 's, C, R, N> {
        FailingGatesQuery {
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
pub struct ServerFiguresQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ServerFigures, tokio_postgres::Error>,
    mapper: fn(ServerFigures) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ServerFiguresQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ServerFigures) -> R) -> ServerFiguresQuery<'c, 'a, 's, C, R, N> {
        ServerFiguresQuery {
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
pub struct EngineFiguresQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EngineFigures, tokio_postgres::Error>,
    mapper: fn(EngineFigures) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EngineFiguresQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EngineFigures) -> R) -> EngineFiguresQuery<'c, 'a, 's, C, R, N> {
        EngineFiguresQuery {
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
pub struct RunCountsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunCountsBorrowed, tokio_postgres::Error>,
    mapper: fn(RunCountsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunCountsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunCountsBorrowed) -> R) -> RunCountsQuery<'c, 'a, 's, C, R, N> {
        RunCountsQuery {
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
pub struct DashboardActiveRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs under way or on hold, newest start first; of this owner, or of all for an admin.
pub fn dashboard_active_runs() -> DashboardActiveRunsStmt {
    DashboardActiveRunsStmt(
        "select r.id, r.display_name, r.status, r.current_gate, coalesce(r.total_cost_usd, 0)::float8 as total_cost_usd, s.version, t.name as template_name, coalesce(r.gates_passed, 0) as gates_passed, coalesce(r.total_gates, 0) as total_gates, r.started_at from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id where r.status in ('running', 'paused') and ($1::uuid is null or r.user_id = $1) order by r.started_at desc nulls last, r.id",
        None,
    )
}
impl DashboardActiveRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        owner: &'a Option<uuid::Uuid>,
    ) -> DashboardActiveRunsQuery<'c, 'a, 's, C, DashboardActiveRuns, 1> {
        DashboardActiveRunsQuery {
            client,
            params: [owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DashboardActiveRunsBorrowed, tokio_postgres::Error> {
                Ok(DashboardActiveRunsBorrowed {
                    id: row.try_get(0)?,
                    display_name: row.try_get(1)?,
                    status: row.try_get(2)?,
                    current_gate: row.try_get(3)?,
                    total_cost_usd: row.try_get(4)?,
                    version: row.try_get(5)?,
                    template_name: row.try_get(6)?,
                    gates_passed: row.try_get(7)?,
                    total_gates: row.try_get(8)?,
                    started_at: row.try_get(9)?,
                })
            },
            mapper: |it| DashboardActiveRuns::from(it),
        }
    }
}
pub struct RunGateTimelineStmt(&'static str, Option<tokio_postgres::Statement>);
/// The gates of one run with every attempt, as the seed lists them.
pub fn run_gate_timeline() -> RunGateTimelineStmt {
    RunGateTimelineStmt(
        "select a.gate_id, a.gate_name, a.phase, a.status, a.agent_slug, a.model_id, a.attempt_number, coalesce(a.tokens_in, 0) as tokens_in, coalesce(a.tokens_out, 0) as tokens_out, a.cost_usd::float8 as cost_usd, coalesce(a.duration_ms, 0) as duration_ms, coalesce(a.validation_results, '[]') as validation_results, coalesce(a.fail_codes, '{}') as fail_codes, a.started_at, a.completed_at from content.gate_attempts a join content.runs r on r.id = a.run_id where a.run_id = $1 and ($2::uuid is null or r.user_id = $2) order by a.gate_order, a.attempt_number desc",
        None,
    )
}
impl RunGateTimelineStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> RunGateTimelineQuery<'c, 'a, 's, C, RunGateTimeline, 2> {
        RunGateTimelineQuery {
            client,
            params: [run_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunGateTimelineBorrowed, tokio_postgres::Error> {
                Ok(RunGateTimelineBorrowed {
                    gate_id: row.try_get(0)?,
                    gate_name: row.try_get(1)?,
                    phase: row.try_get(2)?,
                    status: row.try_get(3)?,
                    agent_slug: row.try_get(4)?,
                    model_id: row.try_get(5)?,
                    attempt_number: row.try_get(6)?,
                    tokens_in: row.try_get(7)?,
                    tokens_out: row.try_get(8)?,
                    cost_usd: row.try_get(9)?,
                    duration_ms: row.try_get(10)?,
                    validation_results: row.try_get(11)?,
                    fail_codes: row.try_get(12)?,
                    started_at: row.try_get(13)?,
                    completed_at: row.try_get(14)?,
                })
            },
            mapper: |it| RunGateTimeline::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, RunGateTimelineParams, RunGateTimelineQuery<'c, 'a, 's, C, RunGateTimeline, 2>, C>
    for RunGateTimelineStmt
{
    fn params(&'s self, client: &'c C, params: &'a RunGateTimelineParams) -> RunGateTimelineQuery<'c, 'a, 's, C, RunGateTimeline, 2> {
        self.bind(client, &params.run_id, &params.owner)
    }
}
pub struct ArtifactBrowserStmt(&'static str, Option<tokio_postgres::Statement>);
/// An owner's files over all runs, newest first.
pub fn artifact_browser() -> ArtifactBrowserStmt {
    ArtifactBrowserStmt(
        "select f.id, f.file_name, f.content_type, f.content_hash, coalesce(f.size_bytes, 0) as size_bytes, f.gate_id, f.artifact_type, f.created_at, r.display_name as run_name, r.project_slug from content.artifacts f join content.runs r on r.id = f.run_id where r.user_id = $1 order by f.created_at desc, f.id limit $2",
        None,
    )
}
impl ArtifactBrowserStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        owner: &'a uuid::Uuid,
        page_size: &'a i64,
    ) -> ArtifactBrowserQuery<'c, 'a, 's, C, ArtifactBrowser, 2> {
        ArtifactBrowserQuery {
            client,
            params: [owner, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArtifactBrowserBorrowed, tokio_postgres::Error> {
                Ok(ArtifactBrowserBorrowed {
                    id: row.try_get(0)?,
                    file_name: row.try_get(1)?,
                    content_type: row.try_get(2)?,
                    content_hash: row.try_get(3)?,
                    size_bytes: row.try_get(4)?,
                    gate_id: row.try_get(5)?,
                    artifact_type: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                    run_name: row.try_get(8)?,
                    project_slug: row.try_get(9)?,
                })
            },
            mapper: |it| ArtifactBrowser::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, ArtifactBrowserParams, ArtifactBrowserQuery<'c, 'a, 's, C, ArtifactBrowser, 2>, C>
    for ArtifactBrowserStmt
{
    fn params(&'s self, client: &'c C, params: &'a ArtifactBrowserParams) -> ArtifactBrowserQuery<'c, 'a, 's, C, ArtifactBrowser, 2> {
        self.bind(client, &params.owner, &params.page_size)
    }
}
pub struct CostByModelStmt(&'static str, Option<tokio_postgres::Statement>);
/// What each model cost in a month (this one unless another moment is given), dearest first, in the runs of this owner or in all.
/// Attempts without a model are no group.
pub fn cost_by_model() -> CostByModelStmt {
    CostByModelStmt(
        "select coalesce(a.model_id, '') as model_id, a.model_provider, count(*) as total_executions, coalesce(sum(a.tokens_in), 0)::bigint as total_tokens_in, coalesce(sum(a.tokens_out), 0)::bigint as total_tokens_out, coalesce(sum(a.cost_nanos), 0)::bigint as total_cost_nanos, (coalesce(sum(a.cost_nanos), 0) / 1e9)::float8 as total_cost, count(*) filter (where a.cost_nanos is null) as unknown_costs, avg(a.duration_ms)::float8 as avg_duration_ms from content.gate_attempts a join content.runs r on r.id = a.run_id where ($1::uuid is null or r.user_id = $1) and a.created_at >= date_trunc('month', coalesce($2, now())) and a.created_at < date_trunc('month', coalesce($2, now())) + interval '1 month' and a.status <> 'pending' and a.model_id is not null group by a.model_id, a.model_provider order by total_cost_nanos desc, model_id",
        None,
    )
}
impl CostByModelStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        owner: &'a Option<uuid::Uuid>,
        month: &'a Option<jiff::Timestamp>,
    ) -> CostByModelQuery<'c, 'a, 's, C, CostByModel, 2> {
        CostByModelQuery {
            client,
            params: [owner, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CostByModelBorrowed, tokio_postgres::Error> {
                Ok(CostByModelBorrowed {
                    model_id: row.try_get(0)?,
                    model_provider: row.try_get(1)?,
                    total_executions: row.try_get(2)?,
                    total_tokens_in: row.try_get(3)?,
                    total_tokens_out: row.try_get(4)?,
                    total_cost_nanos: row.try_get(5)?,
                    total_cost: row.try_get(6)?,
                    unknown_costs: row.try_get(7)?,
                    avg_duration_ms: row.try_get(8)?,
                })
            },
            mapper: |it| CostByModel::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, CostByModelParams, CostByModelQuery<'c, 'a, 's, C, CostByModel, 2>, C> for CostByModelStmt
{
    fn params(&'s self, client: &'c C, params: &'a CostByModelParams) -> CostByModelQuery<'c, 'a, 's, C, CostByModel, 2> {
        self.bind(client, &params.owner, &params.month)
    }
}
pub struct GateReliabilityStmt(&'static str, Option<tokio_postgres::Statement>);
/// How often each gate passes on each model, since a moment.
pub fn gate_reliability() -> GateReliabilityStmt {
    GateReliabilityStmt(
        "select a.gate_id, a.gate_name, a.model_id, count(*) as attempts, count(*) filter (where a.status in ('passed', 'warning')) as passed, count(*) filter (where a.status = 'failed') as failed from content.gate_attempts a where a.created_at >= $1 and a.status in ('passed', 'warning', 'failed') group by a.gate_id, a.gate_name, a.model_id order by a.gate_id, a.gate_name, a.model_id",
        None,
    )
}
impl GateReliabilityStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        since: &'a jiff::Timestamp,
    ) -> GateReliabilityQuery<'c, 'a, 's, C, GateReliability, 1> {
        GateReliabilityQuery {
            client,
            params: [since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GateReliabilityBorrowed, tokio_postgres::Error> {
                Ok(GateReliabilityBorrowed {
                    gate_id: row.try_get(0)?,
                    gate_name: row.try_get(1)?,
                    model_id: row.try_get(2)?,
                    attempts: row.try_get(3)?,
                    passed: row.try_get(4)?,
                    failed: row.try_get(5)?,
                })
            },
            mapper: |it| GateReliability::from(it),
        }
    }
}
pub struct FailCodeFrequencyStmt(&'static str, Option<tokio_postgres::Statement>);
/// Which fail codes occur how often, since a moment.
pub fn fail_code_frequency() -> FailCodeFrequencyStmt {
    FailCodeFrequencyStmt(
        "select code.code as fail_code, count(*) as occurrences, count(distinct a.run_id) as runs from content.gate_attempts a cross join lateral unnest(a.fail_codes) as code (code) where a.created_at >= $1 group by code.code order by occurrences desc, fail_code",
        None,
    )
}
impl FailCodeFrequencyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        since: &'a jiff::Timestamp,
    ) -> FailCodeFrequencyQuery<'c, 'a, 's, C, FailCodeFrequency, 1> {
        FailCodeFrequencyQuery {
            client,
            params: [since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FailCodeFrequencyBorrowed, tokio_postgres::Error> {
                Ok(FailCodeFrequencyBorrowed { fail_code: row.try_get(0)?, occurrences: row.try_get(1)?, runs: row.try_get(2)? })
            },
            mapper: |it| FailCodeFrequency::from(it),
        }
    }
}
pub struct RunsByStatusStmt(&'static str, Option<tokio_postgres::Statement>);
/// How many runs stand how, since a moment.
pub fn runs_by_status() -> RunsByStatusStmt {
    RunsByStatusStmt(
        "select r.status, count(*) as runs from content.runs r where r.created_at >= $1 group by r.status order by r.status",
        None,
    )
}
impl RunsByStatusStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        since: &'a jiff::Timestamp,
    ) -> RunsByStatusQuery<'c, 'a, 's, C, RunsByStatus, 1> {
        RunsByStatusQuery {
            client,
            params: [since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunsByStatusBorrowed, tokio_postgres::Error> {
                Ok(RunsByStatusBorrowed { status: row.try_get(0)?, runs: row.try_get(1)? })
            },
            mapper: |it| RunsByStatus::from(it),
        }
    }
}
pub struct ThroughputStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs created, completed and failed on each of the last days, today included, oldest first. Days are UTC.
pub fn throughput() -> ThroughputStmt {
    ThroughputStmt(
        "select d.day::date::text as day, (select count(*) from content.runs r where r.created_at >= d.day and r.created_at < d.day + interval '1 day') as created, (select count(*) from content.runs r where r.status = 'completed' and r.completed_at >= d.day and r.completed_at < d.day + interval '1 day') as completed, (select count(*) from content.runs r where r.status = 'failed' and r.completed_at >= d.day and r.completed_at < d.day + interval '1 day') as failed from ( select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - make_interval(days => n) as day from generate_series(0, $1::integer - 1) n ) d order by d.day",
        None,
    )
}
impl ThroughputStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, days: &'a i32) -> ThroughputQuery<'c, 'a, 's, C, Throughput, 1> {
        ThroughputQuery {
            client,
            params: [days],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ThroughputBorrowed, tokio_postgres::Error> {
                Ok(ThroughputBorrowed {
                    day: row.try_get(0)?,
                    created: row.try_get(1)?,
                    completed: row.try_get(2)?,
                    failed: row.try_get(3)?,
                })
            },
            mapper: |it| Throughput::from(it),
        }
    }
}
pub struct FailingGatesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Gates whose newest attempt failed and that hold their run up now, newest first.
pub fn failing_gates() -> FailingGatesStmt {
    FailingGatesStmt(
        "select a.gate_id, a.gate_name, r.id as run_id, r.display_name as run_name, coalesce(a.fail_codes, '{}') as fail_codes, a.completed_at as since from content.runs r join content.gate_attempts a on a.run_id = r.id and a.gate_id = r.current_gate where r.status = 'paused' and a.status = 'failed' and not a.superseded and a.attempt_number = ( select max(b.attempt_number) from content.gate_attempts b where b.run_id = a.run_id and b.gate_id = a.gate_id ) order by a.completed_at desc nulls last, r.id limit 100",
        None,
    )
}
impl FailingGatesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> FailingGatesQuery<'c, 'a, 's, C, FailingGates, 0> {
        FailingGatesQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FailingGatesBorrowed, tokio_postgres::Error> {
                Ok(FailingGatesBorrowed {
                    gate_id: row.try_get(0)?,
                    gate_name: row.try_get(1)?,
                    run_id: row.try_get(2)?,
                    run_name: row.try_get(3)?,
                    fail_codes: row.try_get(4)?,
                    since: row.try_get(5)?,
                })
            },
            mapper: |it| FailingGates::from(it),
        }
    }
}
pub struct ServerFiguresStmt(&'static str, Option<tokio_postgres::Statement>);
/// How large the tables and their indexes are and how many connections are open, for the service. The size of the database itself may be
/// asked only by roles that may connect to it, and the service's role cannot log in.
pub fn server_figures() -> ServerFiguresStmt {
    ServerFiguresStmt(
        "select coalesce((select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind in ('r', 'm')), 0)::bigint as size_bytes, (select count(*) from pg_stat_activity a where a.datname = current_database()) as connections",
        None,
    )
}
impl ServerFiguresStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ServerFiguresQuery<'c, 'a, 's, C, ServerFigures, 0> {
        ServerFiguresQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ServerFigures, tokio_postgres::Error> {
                Ok(ServerFigures { size_bytes: row.try_get(0)?, connections: row.try_get(1)? })
            },
            mapper: |it| ServerFigures::from(it),
        }
    }
}
pub struct EngineFiguresStmt(&'static str, Option<tokio_postgres::Statement>);
/// How busy the engine is, over all its processes, for the service.
pub fn engine_figures() -> EngineFiguresStmt {
    EngineFiguresStmt(
        "select (select count(*) from engine.runs r where r.state = 'running') as active_runs, (select count(*) from engine.submissions) as waiting_runs, (select count(*) from engine.shards s where s.owner is not null) as shards_owned, (select count(*) from engine.shards) as shards_total, coalesce(( select extract(epoch from engine.clock_now() - min(r.created_at)) from engine.submissions w join engine.runs r on r.id = w.run_id ), 0)::float8 as oldest_waiting_s",
        None,
    )
}
impl EngineFiguresStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> EngineFiguresQuery<'c, 'a, 's, C, EngineFigures, 0> {
        EngineFiguresQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EngineFigures, tokio_postgres::Error> {
                Ok(EngineFigures {
                    active_runs: row.try_get(0)?,
                    waiting_runs: row.try_get(1)?,
                    shards_owned: row.try_get(2)?,
                    shards_total: row.try_get(3)?,
                    oldest_waiting_s: row.try_get(4)?,
                })
            },
            mapper: |it| EngineFigures::from(it),
        }
    }
}
pub struct RunCountsStmt(&'static str, Option<tokio_postgres::Statement>);
/// How many runs stand how, of all time, for the service's metrics.
pub fn run_counts() -> RunCountsStmt {
    RunCountsStmt("select r.status, count(*) as runs from content.runs r group by r.status order by r.status", None)
}
impl RunCountsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> RunCountsQuery<'c, 'a, 's, C, RunCounts, 0> {
        RunCountsQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunCountsBorrowed, tokio_postgres::Error> {
                Ok(RunCountsBorrowed { status: row.try_get(0)?, runs: row.try_get(1)? })
            },
            mapper: |it| RunCounts::from(it),
        }
    }
}
