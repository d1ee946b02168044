// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertRunParams<T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub flow_id: Option<uuid::Uuid>,
    pub version: Option<i32>,
    pub name: T1,
    pub input: T2,
    pub attributes: T3,
    pub steps_total: i32,
    pub created_at: jiff::Timestamp,
}
#[derive(Clone, Copy, Debug)]
pub struct FindRunsParams {
    pub from: uuid::Uuid,
    pub until: uuid::Uuid,
}
#[derive(Debug)]
pub struct ListRunsOfOwnerParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql> {
    pub user_id: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub name: Option<T2>,
    pub attributes: T3,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct ListRunsParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql> {
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub name: Option<T2>,
    pub attributes: T3,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct FileOfRunParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub sha256: T1,
}
#[derive(Debug)]
pub struct AdoptRunParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub parent_id: uuid::Uuid,
    pub parent_step: T1,
    pub parent_attempt: i32,
    pub on_parent_end: T2,
    pub depth: i32,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct IsWantedParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub undo: bool,
}
#[derive(Clone, Copy, Debug)]
pub struct MarkForkedParams {
    pub forked_from: uuid::Uuid,
    pub run_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct OpenRunsOfVersionParams {
    pub user_id: uuid::Uuid,
    pub flow_id: uuid::Uuid,
    pub version: i32,
    pub after: uuid::Uuid,
    pub page_size: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct FlowRun {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub flow_id: Option<uuid::Uuid>,
    pub version: Option<i32>,
    pub name: String,
    pub status: String,
    pub input: serde_json::Value,
    pub output: Option<serde_json::Value>,
    pub failure: Option<serde_json::Value>,
    pub pause: Option<serde_json::Value>,
    pub continued_from: Option<uuid::Uuid>,
    pub schedule_id: Option<uuid::Uuid>,
    pub scheduled_for: Option<jiff::Timestamp>,
    pub parent_id: Option<uuid::Uuid>,
    pub parent_step: Option<String>,
    pub forked_from: Option<uuid::Uuid>,
    pub attributes: serde_json::Value,
    pub steps_total: i32,
    pub redriven_as: Option<uuid::Uuid>,
    pub continued_in: Option<uuid::Uuid>,
    pub steps_done: i32,
    pub cost_nanos: i64,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: Option<jiff::Timestamp>,
    pub waits: Option<serde_json::Value>,
}
pub struct FlowRunBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub flow_id: Option<uuid::Uuid>,
    pub version: Option<i32>,
    pub name: &'a str,
    pub status: &'a str,
    pub input: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub output: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub failure: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub pause: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub continued_from: Option<uuid::Uuid>,
    pub schedule_id: Option<uuid::Uuid>,
    pub scheduled_for: Option<jiff::Timestamp>,
    pub parent_id: Option<uuid::Uuid>,
    pub parent_step: Option<&'a str>,
    pub forked_from: Option<uuid::Uuid>,
    pub attributes: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub steps_total: i32,
    pub redriven_as: Option<uuid::Uuid>,
    pub continued_in: Option<uuid::Uuid>,
    pub steps_done: i32,
    pub cost_nanos: i64,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: Option<jiff::Timestamp>,
    pub waits: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
}
impl<'a> From<FlowRunBorrowed<'a>> for FlowRun {
    fn from(
        FlowRunBorrowed {
            id,
            user_id,
            flow_id,
            version,
            name,
            status,
            input,
            output,
            failure,
            pause,
            continued_from,
            schedule_id,
            scheduled_for,
            parent_id,
            parent_step,
            forked_from,
            attributes,
            steps_total,
            redriven_as,
            continued_in,
            steps_done,
            cost_nanos,
            created_at,
            started_at,
            ended_at,
            waits,
        }: FlowRunBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            flow_id,
            version,
            name: name.into(),
            status: status.into(),
            input: serde_json::from_str(input.0.get()).unwrap(),
            output: output.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            failure: failure.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            pause: pause.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            continued_from,
            schedule_id,
            scheduled_for,
            parent_id,
            parent_step: parent_step.map(|v| v.into()),
            forked_from,
            attributes: serde_json::from_str(attributes.0.get()).unwrap(),
            steps_total,
            redriven_as,
            continued_in,
            steps_done,
            cost_nanos,
            created_at,
            started_at,
            ended_at,
            waits: waits.map(|v| serde_json::from_str(v.0.get()).unwrap()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FlowStep {
    pub step: String,
    pub attempt: i32,
    pub position: i32,
    pub title: Option<String>,
    pub status: String,
    pub cause: Option<String>,
    pub input: Option<serde_json::Value>,
    pub value: Option<serde_json::Value>,
    pub files: Option<serde_json::Value>,
    pub items_done: i32,
    pub items_failed: i32,
    pub failure: Option<serde_json::Value>,
    pub verdict: Option<serde_json::Value>,
    pub decision: Option<serde_json::Value>,
    pub undo: Option<serde_json::Value>,
    pub tries: i32,
    pub cost_nanos: i64,
    pub started_at: jiff::Timestamp,
    pub ended_at: Option<jiff::Timestamp>,
}
pub struct FlowStepBorrowed<'a> {
    pub step: &'a str,
    pub attempt: i32,
    pub position: i32,
    pub title: Option<&'a str>,
    pub status: &'a str,
    pub cause: Option<&'a str>,
    pub input: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub value: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub files: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub items_done: i32,
    pub items_failed: i32,
    pub failure: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub verdict: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub decision: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub undo: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub tries: i32,
    pub cost_nanos: i64,
    pub started_at: jiff::Timestamp,
    pub ended_at: Option<jiff::Timestamp>,
}
impl<'a> From<FlowStepBorrowed<'a>> for FlowStep {
    fn from(
        FlowStepBorrowed {
            step,
            attempt,
            position,
            title,
            status,
            cause,
            input,
            value,
            files,
            items_done,
            items_failed,
            failure,
            verdict,
            decision,
            undo,
            tries,
            cost_nanos,
            started_at,
            ended_at,
        }: FlowStepBorrowed<'a>,
    ) -> Self {
        Self {
            step: step.into(),
            attempt,
            position,
            title: title.map(|v| v.into()),
            status: status.into(),
            cause: cause.map(|v| v.into()),
            input: input.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            value: value.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            files: files.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            items_done,
            items_failed,
            failure: failure.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            verdict: verdict.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            decision: decision.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            undo: undo.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            tries,
            cost_nanos,
            started_at,
            ended_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct ContinuedAmong {
    pub id: uuid::Uuid,
    pub next: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct EndedRuns {
    pub id: uuid::Uuid,
    pub status: String,
    pub output: Option<serde_json::Value>,
    pub failure: Option<serde_json::Value>,
}
pub struct EndedRunsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub status: &'a str,
    pub output: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub failure: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
}
impl<'a> From<EndedRunsBorrowed<'a>> for EndedRuns {
    fn from(EndedRunsBorrowed { id, status, output, failure }: EndedRunsBorrowed<'a>) -> Self {
        Self {
            id,
            status: status.into(),
            output: output.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            failure: failure.map(|v| serde_json::from_str(v.0.get()).unwrap()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRunsOfVersion {
    pub id: uuid::Uuid,
    pub status: String,
}
pub struct OpenRunsOfVersionBorrowed<'a> {
    pub id: uuid::Uuid,
    pub status: &'a str,
}
impl<'a> From<OpenRunsOfVersionBorrowed<'a>> for OpenRunsOfVersion {
    fn from(OpenRunsOfVersionBorrowed { id, status }: OpenRunsOfVersionBorrowed<'a>) -> Self {
        Self { id, status: status.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct FlowRunQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FlowRunBorrowed, tokio_postgres::Error>,
    mapper: fn(FlowRunBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FlowRunQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FlowRunBorrowed) -> R) -> FlowRunQuery<'c, 'a, 's, C, R, N> {
        FlowRunQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct FlowStepQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FlowStepBorrowed, tokio_postgres::Error>,
    mapper: fn(FlowStepBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FlowStepQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FlowStepBorrowed) -> R) -> FlowStepQuery<'c, 'a, 's, C, R, N> {
        FlowStepQuery {
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
pub struct BoolQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<bool, tokio_postgres::Error>,
    mapper: fn(bool) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BoolQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(bool) -> R) -> BoolQuery<'c, 'a, 's, C, R, N> {
        BoolQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ContinuedAmongQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ContinuedAmong, tokio_postgres::Error>,
    mapper: fn(ContinuedAmong) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ContinuedAmongQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ContinuedAmong) -> R) -> ContinuedAmongQuery<'c, 'a, 's, C, R, N> {
        ContinuedAmongQuery {
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
pub struct I32Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<i32, tokio_postgres::Error>,
    mapper: fn(i32) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> I32Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(i32) -> R) -> I32Query<'c, 'a, 's, C, R, N> {
        I32Query { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct EndedRunsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndedRunsBorrowed, tokio_postgres::Error>,
    mapper: fn(EndedRunsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndedRunsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndedRunsBorrowed) -> R) -> EndedRunsQuery<'c, 'a, 's, C, R, N> {
        EndedRunsQuery {
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
pub struct OpenRunsOfVersionQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<OpenRunsOfVersionBorrowed, tokio_postgres::Error>,
    mapper: fn(OpenRunsOfVersionBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OpenRunsOfVersionQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(OpenRunsOfVersionBorrowed) -> R) -> OpenRunsOfVersionQuery<'c, 'a, 's, C, R, N> {
        OpenRunsOfVersionQuery {
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
pub struct InsertRunStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn insert_run() -> InsertRunStmt {
    InsertRunStmt(
        "insert into flows.runs (id, user_id, flow_id, version, name, input, attributes, steps_total, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        None,
    )
}
impl InsertRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        flow_id: &'a Option<uuid::Uuid>,
        version: &'a Option<i32>,
        name: &'a T1,
        input: &'a T2,
        attributes: &'a T3,
        steps_total: &'a i32,
        created_at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[id, user_id, flow_id, version, name, input, attributes, steps_total, created_at]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertRunParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertRunParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.user_id,
            &params.flow_id,
            &params.version,
            &params.name,
            &params.input,
            &params.attributes,
            &params.steps_total,
            &params.created_at,
        ))
    }
}
pub struct GetRunStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_run() -> GetRunStmt {
    GetRunStmt(
        "select r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.forked_from, r.attributes, r.steps_total, r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in, (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done, r.cost_nanos, r.created_at, r.started_at, r.ended_at, case when r.status = 'pending' then flows.waits(r.id) end as waits from flows.runs r where r.id = $1",
        None,
    )
}
impl GetRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 1> {
        FlowRunQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowRunBorrowed, tokio_postgres::Error> {
                Ok(FlowRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    name: row.try_get(4)?,
                    status: row.try_get(5)?,
                    input: row.try_get(6)?,
                    output: row.try_get(7)?,
                    failure: row.try_get(8)?,
                    pause: row.try_get(9)?,
                    continued_from: row.try_get(10)?,
                    schedule_id: row.try_get(11)?,
                    scheduled_for: row.try_get(12)?,
                    parent_id: row.try_get(13)?,
                    parent_step: row.try_get(14)?,
                    forked_from: row.try_get(15)?,
                    attributes: row.try_get(16)?,
                    steps_total: row.try_get(17)?,
                    redriven_as: row.try_get(18)?,
                    continued_in: row.try_get(19)?,
                    steps_done: row.try_get(20)?,
                    cost_nanos: row.try_get(21)?,
                    created_at: row.try_get(22)?,
                    started_at: row.try_get(23)?,
                    ended_at: row.try_get(24)?,
                    waits: row.try_get(25)?,
                })
            },
            mapper: |it| FlowRun::from(it),
        }
    }
}
pub struct FindRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs whose identity begins so, two at most: enough to tell that a reference fits several.
pub fn find_runs() -> FindRunsStmt {
    FindRunsStmt(
        "select r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.forked_from, r.attributes, r.steps_total, r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in, (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done, r.cost_nanos, r.created_at, r.started_at, r.ended_at, case when r.status = 'pending' then flows.waits(r.id) end as waits from flows.runs r where r.id >= $1 and r.id <= $2 order by r.id desc limit 2",
        None,
    )
}
impl FindRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        from: &'a uuid::Uuid,
        until: &'a uuid::Uuid,
    ) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 2> {
        FlowRunQuery {
            client,
            params: [from, until],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowRunBorrowed, tokio_postgres::Error> {
                Ok(FlowRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    name: row.try_get(4)?,
                    status: row.try_get(5)?,
                    input: row.try_get(6)?,
                    output: row.try_get(7)?,
                    failure: row.try_get(8)?,
                    pause: row.try_get(9)?,
                    continued_from: row.try_get(10)?,
                    schedule_id: row.try_get(11)?,
                    scheduled_for: row.try_get(12)?,
                    parent_id: row.try_get(13)?,
                    parent_step: row.try_get(14)?,
                    forked_from: row.try_get(15)?,
                    attributes: row.try_get(16)?,
                    steps_total: row.try_get(17)?,
                    redriven_as: row.try_get(18)?,
                    continued_in: row.try_get(19)?,
                    steps_done: row.try_get(20)?,
                    cost_nanos: row.try_get(21)?,
                    created_at: row.try_get(22)?,
                    started_at: row.try_get(23)?,
                    ended_at: row.try_get(24)?,
                    waits: row.try_get(25)?,
                })
            },
            mapper: |it| FlowRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, FindRunsParams, FlowRunQuery<'c, 'a, 's, C, FlowRun, 2>, C>
    for FindRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a FindRunsParams) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 2> {
        self.bind(client, &params.from, &params.until)
    }
}
pub struct ListRunsOfOwnerStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of an owner, newest first; a further page begins behind the last row of the one before.
pub fn list_runs_of_owner() -> ListRunsOfOwnerStmt {
    ListRunsOfOwnerStmt(
        "select r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.forked_from, r.attributes, r.steps_total, r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in, (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done, r.cost_nanos, r.created_at, r.started_at, r.ended_at, case when r.status = 'pending' then flows.waits(r.id, 100) end as waits from flows.runs r where r.user_id = $1 and (r.created_at, r.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or r.status = $4) and ($5::text is null or r.name = $5) and r.attributes @> $6::jsonb order by r.created_at desc, r.id desc limit $7",
        None,
    )
}
impl ListRunsOfOwnerStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        status: &'a Option<T1>,
        name: &'a Option<T2>,
        attributes: &'a T3,
        page_size: &'a i64,
    ) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 7> {
        FlowRunQuery {
            client,
            params: [user_id, before_created, before_id, status, name, attributes, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowRunBorrowed, tokio_postgres::Error> {
                Ok(FlowRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    name: row.try_get(4)?,
                    status: row.try_get(5)?,
                    input: row.try_get(6)?,
                    output: row.try_get(7)?,
                    failure: row.try_get(8)?,
                    pause: row.try_get(9)?,
                    continued_from: row.try_get(10)?,
                    schedule_id: row.try_get(11)?,
                    scheduled_for: row.try_get(12)?,
                    parent_id: row.try_get(13)?,
                    parent_step: row.try_get(14)?,
                    forked_from: row.try_get(15)?,
                    attributes: row.try_get(16)?,
                    steps_total: row.try_get(17)?,
                    redriven_as: row.try_get(18)?,
                    continued_in: row.try_get(19)?,
                    steps_done: row.try_get(20)?,
                    cost_nanos: row.try_get(21)?,
                    created_at: row.try_get(22)?,
                    started_at: row.try_get(23)?,
                    ended_at: row.try_get(24)?,
                    waits: row.try_get(25)?,
                })
            },
            mapper: |it| FlowRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>
    crate::client::async_::Params<'c, 'a, 's, ListRunsOfOwnerParams<T1, T2, T3>, FlowRunQuery<'c, 'a, 's, C, FlowRun, 7>, C>
    for ListRunsOfOwnerStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListRunsOfOwnerParams<T1, T2, T3>) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 7> {
        self.bind(
            client,
            &params.user_id,
            &params.before_created,
            &params.before_id,
            &params.status,
            &params.name,
            &params.attributes,
            &params.page_size,
        )
    }
}
pub struct ListRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Everybody's.
pub fn list_runs() -> ListRunsStmt {
    ListRunsStmt(
        "select r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.forked_from, r.attributes, r.steps_total, r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in, (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done, r.cost_nanos, r.created_at, r.started_at, r.ended_at, case when r.status = 'pending' then flows.waits(r.id, 100) end as waits from flows.runs r where (r.created_at, r.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($3::text is null or r.status = $3) and ($4::text is null or r.name = $4) and r.attributes @> $5::jsonb order by r.created_at desc, r.id desc limit $6",
        None,
    )
}
impl ListRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>(
        &'s self,
        client: &'c C,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        status: &'a Option<T1>,
        name: &'a Option<T2>,
        attributes: &'a T3,
        page_size: &'a i64,
    ) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 6> {
        FlowRunQuery {
            client,
            params: [before_created, before_id, status, name, attributes, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowRunBorrowed, tokio_postgres::Error> {
                Ok(FlowRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    name: row.try_get(4)?,
                    status: row.try_get(5)?,
                    input: row.try_get(6)?,
                    output: row.try_get(7)?,
                    failure: row.try_get(8)?,
                    pause: row.try_get(9)?,
                    continued_from: row.try_get(10)?,
                    schedule_id: row.try_get(11)?,
                    scheduled_for: row.try_get(12)?,
                    parent_id: row.try_get(13)?,
                    parent_step: row.try_get(14)?,
                    forked_from: row.try_get(15)?,
                    attributes: row.try_get(16)?,
                    steps_total: row.try_get(17)?,
                    redriven_as: row.try_get(18)?,
                    continued_in: row.try_get(19)?,
                    steps_done: row.try_get(20)?,
                    cost_nanos: row.try_get(21)?,
                    created_at: row.try_get(22)?,
                    started_at: row.try_get(23)?,
                    ended_at: row.try_get(24)?,
                    waits: row.try_get(25)?,
                })
            },
            mapper: |it| FlowRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>
    crate::client::async_::Params<'c, 'a, 's, ListRunsParams<T1, T2, T3>, FlowRunQuery<'c, 'a, 's, C, FlowRun, 6>, C> for ListRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListRunsParams<T1, T2, T3>) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 6> {
        self.bind(client, &params.before_created, &params.before_id, &params.status, &params.name, &params.attributes, &params.page_size)
    }
}
pub struct ListStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every attempt of every step, in the order of the plan, the newest attempt of a step first. What a fan-out gave is put together from its
/// calls, up to a thousand of them.
pub fn list_steps() -> ListStepsStmt {
    ListStepsStmt(
        "select s.step, s.attempt, s.position, s.title, s.status, s.cause, s.input, coalesce(s.value, joined.value) as value, coalesce(s.files, joined.files) as files, joined.done as items_done, joined.failed as items_failed, s.failure, s.verdict, s.decision, s.undo, s.tries, s.cost_nanos, s.started_at, s.ended_at from flows.steps s left join lateral ( select case when count(*) between 1 and 1000 then jsonb_agg(i.value order by i.item) end as value, case when count(*) between 1 and 1000 then jsonb_path_query_array(jsonb_agg(coalesce(i.files, '[]') order by i.item), '$[*][*]') end as files, (count(*) filter (where i.failure is null))::integer as done, (count(*) filter (where i.failure is not null))::integer as failed from flows.items i where i.run_id = s.run_id and i.step = s.step and i.attempt = s.attempt ) joined on true where s.run_id = $1 order by s.position, s.attempt desc",
        None,
    )
}
impl ListStepsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> FlowStepQuery<'c, 'a, 's, C, FlowStep, 1> {
        FlowStepQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowStepBorrowed, tokio_postgres::Error> {
                Ok(FlowStepBorrowed {
                    step: row.try_get(0)?,
                    attempt: row.try_get(1)?,
                    position: row.try_get(2)?,
                    title: row.try_get(3)?,
                    status: row.try_get(4)?,
                    cause: row.try_get(5)?,
                    input: row.try_get(6)?,
                    value: row.try_get(7)?,
                    files: row.try_get(8)?,
                    items_done: row.try_get(9)?,
                    items_failed: row.try_get(10)?,
                    failure: row.try_get(11)?,
                    verdict: row.try_get(12)?,
                    decision: row.try_get(13)?,
                    undo: row.try_get(14)?,
                    tries: row.try_get(15)?,
                    cost_nanos: row.try_get(16)?,
                    started_at: row.try_get(17)?,
                    ended_at: row.try_get(18)?,
                })
            },
            mapper: |it| FlowStep::from(it),
        }
    }
}
pub struct FileOfRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// A file that a step of a run made, or a call of a fan-out, by its hash.
pub fn file_of_run() -> FileOfRunStmt {
    FileOfRunStmt(
        "select f.file ->> 'path' as path from ( select s.files from flows.steps s where s.run_id = $1 union all select i.files from flows.items i where i.run_id = $1 ) made cross join lateral jsonb_array_elements(made.files) as f (file) where f.file ->> 'sha256' = $2 limit 1",
        None,
    )
}
impl FileOfRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        sha256: &'a T1,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        StringQuery {
            client,
            params: [run_id, sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, FileOfRunParams<T1>, StringQuery<'c, 'a, 's, C, String, 2>, C> for FileOfRunStmt
{
    fn params(&'s self, client: &'c C, params: &'a FileOfRunParams<T1>) -> StringQuery<'c, 'a, 's, C, String, 2> {
        self.bind(client, &params.run_id, &params.sha256)
    }
}
pub struct AdoptRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// Says whose child a run is.
pub fn adopt_run() -> AdoptRunStmt {
    AdoptRunStmt(
        "update flows.runs set parent_id = $1, parent_step = $2, parent_attempt = $3, on_parent_end = $4, depth = $5 where id = $6",
        None,
    )
}
impl AdoptRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        parent_id: &'a uuid::Uuid,
        parent_step: &'a T1,
        parent_attempt: &'a i32,
        on_parent_end: &'a T2,
        depth: &'a i32,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[parent_id, parent_step, parent_attempt, on_parent_end, depth, run_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AdoptRunParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AdoptRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AdoptRunParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.parent_id,
            &params.parent_step,
            &params.parent_attempt,
            &params.on_parent_end,
            &params.depth,
            &params.run_id,
        ))
    }
}
pub struct HoldParentStmt(&'static str, Option<tokio_postgres::Statement>);
/// What the parent's attempt comes to is not written before the child is. Fails where somebody writes the parent's row: whoever does may wait
/// for the line that the child's start holds.
pub fn hold_parent() -> HoldParentStmt {
    HoldParentStmt("select r.status from flows.runs r where r.id = $1 for share nowait", None)
}
impl HoldParentStmt {
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
pub struct IsWantedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether this attempt, or its undoing, is under way. A run that cleans up wants nothing of its steps but their undoing.
pub fn is_wanted() -> IsWantedStmt {
    IsWantedStmt(
        "select exists ( select from flows.steps s join flows.runs r on r.id = s.run_id where s.run_id = $1 and s.step = $2 and s.attempt = $3 and r.status in ('running', 'paused') and case when $4::boolean then s.undo ->> 'status' = 'running' else s.status = 'running' and (r.failure ->> 'cleaning_up') is null end ) as wanted",
        None,
    )
}
impl IsWantedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        undo: &'a bool,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 4> {
        BoolQuery {
            client,
            params: [run_id, step, attempt, undo],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, IsWantedParams<T1>, BoolQuery<'c, 'a, 's, C, bool, 4>, C> for IsWantedStmt
{
    fn params(&'s self, client: &'c C, params: &'a IsWantedParams<T1>) -> BoolQuery<'c, 'a, 's, C, bool, 4> {
        self.bind(client, &params.run_id, &params.step, &params.attempt, &params.undo)
    }
}
pub struct ParkChildrenStmt(&'static str, Option<tokio_postgres::Statement>);
/// Marks children that have not ended: whoever writes the end of one wakes its parent from now on.
pub fn park_children() -> ParkChildrenStmt {
    ParkChildrenStmt(
        "with open as ( select r.id from flows.runs r where r.id = any ($1::uuid[]) and r.status in ('pending', 'running', 'paused') order by r.id for no key update ) update flows.runs r set parent_parked = true from open where r.id = open.id returning r.id",
        None,
    )
}
impl ParkChildrenStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct ContinuedAmongStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of these runs, those that go on in others, and in which.
pub fn continued_among() -> ContinuedAmongStmt {
    ContinuedAmongStmt(
        "select r.id, n.id as next from flows.runs r join flows.runs n on n.continued_from = r.id where r.id = any ($1::uuid[]) and r.status = 'continued'",
        None,
    )
}
impl ContinuedAmongStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> ContinuedAmongQuery<'c, 'a, 's, C, ContinuedAmong, 1> {
        ContinuedAmongQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ContinuedAmong, tokio_postgres::Error> {
                Ok(ContinuedAmong { id: row.try_get(0)?, next: row.try_get(1)? })
            },
            mapper: |it| ContinuedAmong::from(it),
        }
    }
}
pub struct DepthOfStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn depth_of() -> DepthOfStmt {
    DepthOfStmt("select r.depth from flows.runs r where r.id = $1", None)
}
impl DepthOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> I32Query<'c, 'a, 's, C, i32, 1> {
        I32Query { client, params: [run_id], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct ListChildrenStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that steps of a run started, oldest first.
pub fn list_children() -> ListChildrenStmt {
    ListChildrenStmt(
        "select r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.forked_from, r.attributes, r.steps_total, r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in, (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done, r.cost_nanos, r.created_at, r.started_at, r.ended_at, case when r.status = 'pending' then flows.waits(r.id, 100) end as waits from flows.runs r where r.parent_id = $1 order by r.created_at, r.id limit 1000",
        None,
    )
}
impl ListChildrenStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> FlowRunQuery<'c, 'a, 's, C, FlowRun, 1> {
        FlowRunQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowRunBorrowed, tokio_postgres::Error> {
                Ok(FlowRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    name: row.try_get(4)?,
                    status: row.try_get(5)?,
                    input: row.try_get(6)?,
                    output: row.try_get(7)?,
                    failure: row.try_get(8)?,
                    pause: row.try_get(9)?,
                    continued_from: row.try_get(10)?,
                    schedule_id: row.try_get(11)?,
                    scheduled_for: row.try_get(12)?,
                    parent_id: row.try_get(13)?,
                    parent_step: row.try_get(14)?,
                    forked_from: row.try_get(15)?,
                    attributes: row.try_get(16)?,
                    steps_total: row.try_get(17)?,
                    redriven_as: row.try_get(18)?,
                    continued_in: row.try_get(19)?,
                    steps_done: row.try_get(20)?,
                    cost_nanos: row.try_get(21)?,
                    created_at: row.try_get(22)?,
                    started_at: row.try_get(23)?,
                    ended_at: row.try_get(24)?,
                    waits: row.try_get(25)?,
                })
            },
            mapper: |it| FlowRun::from(it),
        }
    }
}
pub struct EndedRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of these runs, those that have ended.
pub fn ended_runs() -> EndedRunsStmt {
    EndedRunsStmt(
        "select r.id, r.status, r.output, r.failure from flows.runs r where r.id = any ($1::uuid[]) and r.status in ('completed', 'failed', 'cancelled', 'continued')",
        None,
    )
}
impl EndedRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> EndedRunsQuery<'c, 'a, 's, C, EndedRuns, 1> {
        EndedRunsQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndedRunsBorrowed, tokio_postgres::Error> {
                Ok(EndedRunsBorrowed { id: row.try_get(0)?, status: row.try_get(1)?, output: row.try_get(2)?, failure: row.try_get(3)? })
            },
            mapper: |it| EndedRuns::from(it),
        }
    }
}
pub struct NextOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// The run in which one that was continued goes on.
pub fn next_of() -> NextOfStmt {
    NextOfStmt("select r.id from flows.runs r where r.continued_from = $1", None)
}
impl NextOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct LastOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// The run in which one that was continued goes on now, through all that were continued in between.
pub fn last_of() -> LastOfStmt {
    LastOfStmt(
        "with recursive line as ( select r.id, r.status from flows.runs r where r.continued_from = $1 union all select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued' ) select l.id from line l where l.status <> 'continued' limit 1",
        None,
    )
}
impl LastOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct AwaitTurnStmt(&'static str, Option<tokio_postgres::Statement>);
/// A fork that waits to be let in.
pub fn await_turn() -> AwaitTurnStmt {
    AwaitTurnStmt("update flows.runs set status = 'pending' where id = $1", None)
}
impl AwaitTurnStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_id],
            )
            .await
    }
}
pub struct MarkForkedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn mark_forked() -> MarkForkedStmt {
    MarkForkedStmt("update flows.runs set forked_from = $1 where id = $2", None)
}
impl MarkForkedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        forked_from: &'a uuid::Uuid,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[forked_from, run_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        MarkForkedParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for MarkForkedStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a MarkForkedParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.forked_from, &params.run_id))
    }
}
pub struct OpenRunsOfVersionStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of a version of a flow that have not ended, oldest first, behind a given one.
pub fn open_runs_of_version() -> OpenRunsOfVersionStmt {
    OpenRunsOfVersionStmt(
        "select r.id, r.status from flows.runs r where r.user_id = $1 and r.flow_id = $2 and r.version = $3 and r.status in ('pending', 'running', 'paused') and r.id > $4 order by r.id limit $5",
        None,
    )
}
impl OpenRunsOfVersionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        flow_id: &'a uuid::Uuid,
        version: &'a i32,
        after: &'a uuid::Uuid,
        page_size: &'a i64,
    ) -> OpenRunsOfVersionQuery<'c, 'a, 's, C, OpenRunsOfVersion, 5> {
        OpenRunsOfVersionQuery {
            client,
            params: [user_id, flow_id, version, after, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<OpenRunsOfVersionBorrowed, tokio_postgres::Error> {
                Ok(OpenRunsOfVersionBorrowed { id: row.try_get(0)?, status: row.try_get(1)? })
            },
            mapper: |it| OpenRunsOfVersion::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, OpenRunsOfVersionParams, OpenRunsOfVersionQuery<'c, 'a, 's, C, OpenRunsOfVersion, 5>, C>
    for OpenRunsOfVersionStmt
{
    fn params(&'s self, client: &'c C, params: &'a OpenRunsOfVersionParams) -> OpenRunsOfVersionQuery<'c, 'a, 's, C, OpenRunsOfVersion, 5> {
        self.bind(client, &params.user_id, &params.flow_id, &params.version, &params.after, &params.page_size)
    }
}
