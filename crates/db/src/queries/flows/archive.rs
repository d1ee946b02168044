// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RowsOfParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>> {
    pub plans: T2,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct KeepArchivedParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i64>,
> {
    pub object: T1,
    pub run_ids: T2,
    pub places: T3,
    pub sizes: T4,
}
#[derive(Debug)]
pub struct RemoveRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> {
    pub run_ids: T1,
    pub staying_runs: T2,
    pub staying: T4,
}
#[derive(Clone, Copy, Debug)]
pub struct FindArchivedParams {
    pub from: uuid::Uuid,
    pub until: uuid::Uuid,
}
#[derive(Debug)]
pub struct ListArchivedOfOwnerParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql> {
    pub user_id: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub name: Option<T2>,
    pub attributes: T3,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct ListArchivedParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql> {
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub name: Option<T2>,
    pub attributes: T3,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct RestoreHeadsParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>> {
    pub lines: T2,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct RestoreJournalParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::StringSql, T4: crate::ArraySql<Item = T3>>
{
    pub rows: T2,
    pub entries: T4,
}
#[derive(Debug)]
pub struct RestoreRunsParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>> {
    pub lines: T2,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct RestoreWorkQueuesParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>> {
    pub lines: T2,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct OwnWorkItemsParams {
    pub user_id: uuid::Uuid,
    pub run_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct BeginPacking {
    pub zone: String,
    pub lock_timeout: String,
}
pub struct BeginPackingBorrowed<'a> {
    pub zone: &'a str,
    pub lock_timeout: &'a str,
}
impl<'a> From<BeginPackingBorrowed<'a>> for BeginPacking {
    fn from(BeginPackingBorrowed { zone, lock_timeout }: BeginPackingBorrowed<'a>) -> Self {
        Self { zone: zone.into(), lock_timeout: lock_timeout.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RowsOf {
    pub relation: String,
    pub line: String,
}
pub struct RowsOfBorrowed<'a> {
    pub relation: &'a str,
    pub line: &'a str,
}
impl<'a> From<RowsOfBorrowed<'a>> for RowsOf {
    fn from(RowsOfBorrowed { relation, line }: RowsOfBorrowed<'a>) -> Self {
        Self { relation: relation.into(), line: line.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub sha256: String,
    pub size_bytes: i64,
    pub bytes: Option<Vec<u8>>,
    pub location: Option<String>,
}
pub struct StoredBorrowed<'a> {
    pub sha256: &'a str,
    pub size_bytes: i64,
    pub bytes: Option<&'a [u8]>,
    pub location: Option<&'a str>,
}
impl<'a> From<StoredBorrowed<'a>> for Stored {
    fn from(StoredBorrowed { sha256, size_bytes, bytes, location }: StoredBorrowed<'a>) -> Self {
        Self { sha256: sha256.into(), size_bytes, bytes: bytes.map(|v| v.into()), location: location.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivedRun {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: String,
    pub version: Option<i32>,
    pub status: String,
    pub attributes: serde_json::Value,
    pub failure: Option<serde_json::Value>,
    pub steps_total: i32,
    pub cost_nanos: i64,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: jiff::Timestamp,
    pub archived_at: jiff::Timestamp,
    pub restored_at: Option<jiff::Timestamp>,
    pub object: String,
    pub place: i64,
    pub size_bytes: i64,
}
pub struct ArchivedRunBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: &'a str,
    pub version: Option<i32>,
    pub status: &'a str,
    pub attributes: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub failure: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub steps_total: i32,
    pub cost_nanos: i64,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: jiff::Timestamp,
    pub archived_at: jiff::Timestamp,
    pub restored_at: Option<jiff::Timestamp>,
    pub object: &'a str,
    pub place: i64,
    pub size_bytes: i64,
}
impl<'a> From<ArchivedRunBorrowed<'a>> for ArchivedRun {
    fn from(
        ArchivedRunBorrowed {
            id,
            user_id,
            name,
            version,
            status,
            attributes,
            failure,
            steps_total,
            cost_nanos,
            created_at,
            started_at,
            ended_at,
            archived_at,
            restored_at,
            object,
            place,
            size_bytes,
        }: ArchivedRunBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            name: name.into(),
            version,
            status: status.into(),
            attributes: serde_json::from_str(attributes.0.get()).unwrap(),
            failure: failure.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            steps_total,
            cost_nanos,
            created_at,
            started_at,
            ended_at,
            archived_at,
            restored_at,
            object: object.into(),
            place,
            size_bytes,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct BeginPackingQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<BeginPackingBorrowed, tokio_postgres::Error>,
    mapper: fn(BeginPackingBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BeginPackingQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(BeginPackingBorrowed) -> R) -> BeginPackingQuery<'c, 'a, 's, C, R, N> {
        BeginPackingQuery {
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
pub struct RowsOfQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RowsOfBorrowed, tokio_postgres::Error>,
    mapper: fn(RowsOfBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RowsOfQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RowsOfBorrowed) -> R) -> RowsOfQuery<'c, 'a, 's, C, R, N> {
        RowsOfQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct StoredQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<StoredBorrowed, tokio_postgres::Error>,
    mapper: fn(StoredBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StoredQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(StoredBorrowed) -> R) -> StoredQuery<'c, 'a, 's, C, R, N> {
        StoredQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct I64Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<i64, tokio_postgres::Error>,
    mapper: fn(i64) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> I64Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(i64) -> R) -> I64Query<'c, 'a, 's, C, R, N> {
        I64Query { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ArchivedRunQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ArchivedRunBorrowed, tokio_postgres::Error>,
    mapper: fn(ArchivedRunBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ArchivedRunQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ArchivedRunBorrowed) -> R) -> ArchivedRunQuery<'c, 'a, 's, C, R, N> {
        ArchivedRunQuery {
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
pub struct BeginPackingStmt(&'static str, Option<tokio_postgres::Statement>);
/// Times are written as UTC has them, so that a run has the same file whoever writes it. Locks are waited for shortly: runs have precedence.
pub fn begin_packing() -> BeginPackingStmt {
    BeginPackingStmt("select set_config('TimeZone', 'UTC', true) as zone, set_config('lock_timeout', '500ms', true) as lock_timeout", None)
}
impl BeginPackingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BeginPackingQuery<'c, 'a, 's, C, BeginPacking, 0> {
        BeginPackingQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BeginPackingBorrowed, tokio_postgres::Error> {
                Ok(BeginPackingBorrowed { zone: row.try_get(0)?, lock_timeout: row.try_get(1)? })
            },
            mapper: |it| BeginPacking::from(it),
        }
    }
}
pub struct PlanOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// The plan that a run has now.
pub fn plan_of() -> PlanOfStmt {
    PlanOfStmt("select r.plan_hash from engine.runs r where r.id = $1", None)
}
impl PlanOfStmt {
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
pub struct TransitionsWithPlansStmt(&'static str, Option<tokio_postgres::Statement>);
/// Transitions that may name plans. What they hold is not to be taken apart here: it may have the character U+0000.
pub fn transitions_with_plans() -> TransitionsWithPlansStmt {
    TransitionsWithPlansStmt(
        "select j.entries::text as entries from engine.journal j where j.run_id = $1 and strpos(j.entries::text, '\"plan_hash\"') > 0 order by j.seq",
        None,
    )
}
impl TransitionsWithPlansStmt {
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
pub struct RowsOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// Everything that stands of a run, row by row, as JSON, with its plans. A journal's text goes along as it is.
pub fn rows_of() -> RowsOfStmt {
    RowsOfStmt(
        "select w.relation, w.line from ( select 1 as place, 'engine.plans' as relation, replace(row_to_json(p)::text, E'\\n', ' ') as line, p.hash as first, 0 as second, 0 as third from engine.plans p where p.hash = any ($1::text[]) union all select 2, 'engine.runs', row_to_json(r)::text, '', 0, 0 from engine.runs r where r.id = $2 union all select 3, 'engine.journal', replace(row_to_json(j)::text, E'\\n', ' '), '', j.seq, 0 from engine.journal j where j.run_id = $2 union all select 4, 'flows.runs', row_to_json(r)::text, '', 0, 0 from flows.runs r where r.id = $2 union all select 5, 'flows.steps', row_to_json(s)::text, s.step, s.attempt, 0 from flows.steps s where s.run_id = $2 union all select 6, 'flows.items', row_to_json(i)::text, i.step, i.attempt, i.item from flows.items i where i.run_id = $2 union all select 7, 'flows.work_queues', row_to_json(q)::text, q.queue_name, 0, 0 from flows.work_queues q where q.run_id = $2 union all select 8, 'flows.work_items', replace(row_to_json(i)::text, E'\\n', ' '), q.queue_name, i.seq, 0 from flows.work_queues q join flows.work_items i on i.queue_id = q.id where q.run_id = $2 ) w order by w.place, w.first collate \"C\", w.second, w.third",
        None,
    )
}
impl RowsOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        plans: &'a T2,
        run_id: &'a uuid::Uuid,
    ) -> RowsOfQuery<'c, 'a, 's, C, RowsOf, 2> {
        RowsOfQuery {
            client,
            params: [plans, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RowsOfBorrowed, tokio_postgres::Error> {
                Ok(RowsOfBorrowed { relation: row.try_get(0)?, line: row.try_get(1)? })
            },
            mapper: |it| RowsOf::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>
    crate::client::async_::Params<'c, 'a, 's, RowsOfParams<T1, T2>, RowsOfQuery<'c, 'a, 's, C, RowsOf, 2>, C> for RowsOfStmt
{
    fn params(&'s self, client: &'c C, params: &'a RowsOfParams<T1, T2>) -> RowsOfQuery<'c, 'a, 's, C, RowsOf, 2> {
        self.bind(client, &params.plans, &params.run_id)
    }
}
pub struct FilesOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// Payloads of a run: what it is known to need, and what its steps name of earlier releases' runs. The object that a restored run lies in as well is
/// no part of it.
pub fn files_of() -> FilesOfStmt {
    FilesOfStmt(
        "select named.sha256 from ( select u.sha256 from engine.payload_uses u where u.run_id = $1 union select f.file ->> 'sha256' from flows.steps s cross join lateral jsonb_array_elements(s.files) as f (file) where s.run_id = $1 union select f.file ->> 'sha256' from flows.items i cross join lateral jsonb_array_elements(i.files) as f (file) where i.run_id = $1 ) named join engine.payloads p on p.sha256 = named.sha256 where named.sha256 is distinct from (select a.object from flows.archived_runs a where a.id = $1) order by named.sha256",
        None,
    )
}
impl FilesOfStmt {
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
pub struct StoredStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn stored() -> StoredStmt {
    StoredStmt("select p.sha256, p.size_bytes, p.bytes, p.location from engine.payloads p where p.sha256 = $1", None)
}
impl StoredStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        sha256: &'a T1,
    ) -> StoredQuery<'c, 'a, 's, C, Stored, 1> {
        StoredQuery {
            client,
            params: [sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<StoredBorrowed, tokio_postgres::Error> {
                Ok(StoredBorrowed {
                    sha256: row.try_get(0)?,
                    size_bytes: row.try_get(1)?,
                    bytes: row.try_get(2)?,
                    location: row.try_get(3)?,
                })
            },
            mapper: |it| Stored::from(it),
        }
    }
}
pub struct KeepArchivedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Notes where the file of each run lies, as lists show the run.
pub fn keep_archived() -> KeepArchivedStmt {
    KeepArchivedStmt(
        "with kept as ( insert into flows.archived_runs as a ( id, user_id, name, version, status, attributes, failure, steps_total, cost_nanos, created_at, started_at, ended_at, archived_at, object, place, size_bytes ) select r.id, r.user_id, r.name, r.version, r.status, r.attributes, r.failure, r.steps_total, r.cost_nanos, r.created_at, r.started_at, coalesce(r.ended_at, r.created_at), engine.clock_now(), $1, w.place, w.size_bytes from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as w (id, place, size_bytes) join flows.runs r on r.id = w.id on conflict (id) do update set user_id = excluded.user_id, attributes = excluded.attributes, archived_at = excluded.archived_at, restored_at = null, object = excluded.object, place = excluded.place, size_bytes = excluded.size_bytes returning 1 ) select count(*) as rows from kept",
        None,
    )
}
impl KeepArchivedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::ArraySql<Item = i64>,
        T4: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        object: &'a T1,
        run_ids: &'a T2,
        places: &'a T3,
        sizes: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [object, run_ids, places, sizes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i64>,
> crate::client::async_::Params<'c, 'a, 's, KeepArchivedParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 4>, C> for KeepArchivedStmt
{
    fn params(&'s self, client: &'c C, params: &'a KeepArchivedParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.object, &params.run_ids, &params.places, &params.sizes)
    }
}
pub struct RemoveRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Removes runs with all that hangs on them. Payloads that they needed, but for those that stay with their files, are released.
pub fn remove_runs() -> RemoveRunsStmt {
    RemoveRunsStmt(
        "with gone as ( select unnest($1::uuid[]) as id ), runs as ( delete from flows.runs r using gone where r.id = gone.id returning 1 ), waiting as ( insert into engine.wakes (shard, run_id, cause) select engine.shard_of(w.run_id), w.run_id, 'queue ' || w.queue_id from gone join flows.work_queues q on q.run_id = gone.id join flows.queue_waits w on w.queue_id = q.id where w.parked_for is not null and w.run_id <> all ($1::uuid[]) ), tasks as ( delete from flows.tasks t using gone where t.run_id = gone.id ), wakes as ( delete from engine.wakes w using gone where w.run_id = gone.id and w.shard = engine.shard_of(gone.id) ), journal as ( delete from engine.journal j using gone where j.run_id = gone.id ), requests as ( delete from engine.inbox i using gone where i.run_id = gone.id ), submissions as ( delete from engine.submissions s using gone where s.run_id = gone.id and s.shard = engine.shard_of(gone.id) ), keys as ( delete from engine.start_keys k using gone where k.run_id = gone.id ), heads as ( delete from engine.runs e using gone where e.id = gone.id ), forgotten as ( delete from flows.archived_runs a using gone where a.id = gone.id and a.restored_at is not null ), held as ( select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held ), uses as ( delete from engine.payload_uses u using gone, held where u.run_id = gone.id and not exists ( select from unnest($2::uuid[], $3::text[]) as k (run_id, sha256) where k.run_id = u.run_id and k.sha256 = u.sha256 ) returning u.sha256 ), released as ( insert into engine.released_payloads (sha256) select distinct u.sha256 from uses u on conflict (sha256) do nothing ) select count(*) as rows from runs",
        None,
    )
}
impl RemoveRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        staying_runs: &'a T2,
        staying: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, staying_runs, staying],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> crate::client::async_::Params<'c, 'a, 's, RemoveRunsParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 3>, C> for RemoveRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a RemoveRunsParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.staying_runs, &params.staying)
    }
}
pub struct ArchivedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn archived() -> ArchivedStmt {
    ArchivedStmt(
        "select a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at, a.archived_at, a.restored_at, a.object, a.place, a.size_bytes from flows.archived_runs a where a.id = $1",
        None,
    )
}
impl ArchivedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 1> {
        ArchivedRunQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArchivedRunBorrowed, tokio_postgres::Error> {
                Ok(ArchivedRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    version: row.try_get(3)?,
                    status: row.try_get(4)?,
                    attributes: row.try_get(5)?,
                    failure: row.try_get(6)?,
                    steps_total: row.try_get(7)?,
                    cost_nanos: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                    started_at: row.try_get(10)?,
                    ended_at: row.try_get(11)?,
                    archived_at: row.try_get(12)?,
                    restored_at: row.try_get(13)?,
                    object: row.try_get(14)?,
                    place: row.try_get(15)?,
                    size_bytes: row.try_get(16)?,
                })
            },
            mapper: |it| ArchivedRun::from(it),
        }
    }
}
pub struct FindArchivedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs in the archive whose identity begins so, two at most: enough to tell that a reference fits several.
pub fn find_archived() -> FindArchivedStmt {
    FindArchivedStmt(
        "select a.id from flows.archived_runs a where a.id >= $1 and a.id <= $2 and a.restored_at is null order by a.id desc limit 2",
        None,
    )
}
impl FindArchivedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        from: &'a uuid::Uuid,
        until: &'a uuid::Uuid,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [from, until],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, FindArchivedParams, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>, C> for FindArchivedStmt
{
    fn params(&'s self, client: &'c C, params: &'a FindArchivedParams) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.from, &params.until)
    }
}
pub struct ListArchivedOfOwnerStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of an owner that lie in the archive, newest first; a further page begins behind the last row of the one before.
pub fn list_archived_of_owner() -> ListArchivedOfOwnerStmt {
    ListArchivedOfOwnerStmt(
        "select a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at, a.archived_at, a.restored_at, a.object, a.place, a.size_bytes from flows.archived_runs a where a.user_id = $1 and a.restored_at is null and (a.created_at, a.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or a.status = $4) and ($5::text is null or a.name = $5) and a.attributes @> $6::jsonb order by a.created_at desc, a.id desc limit $7",
        None,
    )
}
impl ListArchivedOfOwnerStmt {
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
    ) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 7> {
        ArchivedRunQuery {
            client,
            params: [user_id, before_created, before_id, status, name, attributes, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArchivedRunBorrowed, tokio_postgres::Error> {
                Ok(ArchivedRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    version: row.try_get(3)?,
                    status: row.try_get(4)?,
                    attributes: row.try_get(5)?,
                    failure: row.try_get(6)?,
                    steps_total: row.try_get(7)?,
                    cost_nanos: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                    started_at: row.try_get(10)?,
                    ended_at: row.try_get(11)?,
                    archived_at: row.try_get(12)?,
                    restored_at: row.try_get(13)?,
                    object: row.try_get(14)?,
                    place: row.try_get(15)?,
                    size_bytes: row.try_get(16)?,
                })
            },
            mapper: |it| ArchivedRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>
    crate::client::async_::Params<'c, 'a, 's, ListArchivedOfOwnerParams<T1, T2, T3>, ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 7>, C>
    for ListArchivedOfOwnerStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ListArchivedOfOwnerParams<T1, T2, T3>,
    ) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 7> {
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
pub struct ListArchivedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Everybody's.
pub fn list_archived() -> ListArchivedStmt {
    ListArchivedStmt(
        "select a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at, a.archived_at, a.restored_at, a.object, a.place, a.size_bytes from flows.archived_runs a where a.restored_at is null and (a.created_at, a.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($3::text is null or a.status = $3) and ($4::text is null or a.name = $4) and a.attributes @> $5::jsonb order by a.created_at desc, a.id desc limit $6",
        None,
    )
}
impl ListArchivedStmt {
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
    ) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 6> {
        ArchivedRunQuery {
            client,
            params: [before_created, before_id, status, name, attributes, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArchivedRunBorrowed, tokio_postgres::Error> {
                Ok(ArchivedRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    version: row.try_get(3)?,
                    status: row.try_get(4)?,
                    attributes: row.try_get(5)?,
                    failure: row.try_get(6)?,
                    steps_total: row.try_get(7)?,
                    cost_nanos: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                    started_at: row.try_get(10)?,
                    ended_at: row.try_get(11)?,
                    archived_at: row.try_get(12)?,
                    restored_at: row.try_get(13)?,
                    object: row.try_get(14)?,
                    place: row.try_get(15)?,
                    size_bytes: row.try_get(16)?,
                })
            },
            mapper: |it| ArchivedRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>
    crate::client::async_::Params<'c, 'a, 's, ListArchivedParams<T1, T2, T3>, ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 6>, C>
    for ListArchivedStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListArchivedParams<T1, T2, T3>) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 6> {
        self.bind(client, &params.before_created, &params.before_id, &params.status, &params.name, &params.attributes, &params.page_size)
    }
}
pub struct LockArchivedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn lock_archived() -> LockArchivedStmt {
    LockArchivedStmt(
        "select a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at, a.archived_at, a.restored_at, a.object, a.place, a.size_bytes from flows.archived_runs a where a.id = $1 for update",
        None,
    )
}
impl LockArchivedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> ArchivedRunQuery<'c, 'a, 's, C, ArchivedRun, 1> {
        ArchivedRunQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArchivedRunBorrowed, tokio_postgres::Error> {
                Ok(ArchivedRunBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    version: row.try_get(3)?,
                    status: row.try_get(4)?,
                    attributes: row.try_get(5)?,
                    failure: row.try_get(6)?,
                    steps_total: row.try_get(7)?,
                    cost_nanos: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                    started_at: row.try_get(10)?,
                    ended_at: row.try_get(11)?,
                    archived_at: row.try_get(12)?,
                    restored_at: row.try_get(13)?,
                    object: row.try_get(14)?,
                    place: row.try_get(15)?,
                    size_bytes: row.try_get(16)?,
                })
            },
            mapper: |it| ArchivedRun::from(it),
        }
    }
}
pub struct MarkRestoredStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn mark_restored() -> MarkRestoredStmt {
    MarkRestoredStmt("update flows.archived_runs set restored_at = engine.clock_now() where id = $1", None)
}
impl MarkRestoredStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id],
            )
            .await
    }
}
pub struct RestorePlansStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn restore_plans() -> RestorePlansStmt {
    RestorePlansStmt(
        "with restored as ( insert into engine.plans select p.* from unnest($1::text[]) as w (line) cross join lateral json_populate_record(null::engine.plans, w.line::json -> 'row') as p on conflict (hash) do nothing returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestorePlansStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [lines], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct RestoreHeadsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whose a run is stands in the archive's row: it may have passed to another account since.
pub fn restore_heads() -> RestoreHeadsStmt {
    RestoreHeadsStmt(
        "with restored as ( insert into engine.runs select p.* from unnest($1::text[]) as w (line) cross join lateral jsonb_populate_record( null::engine.runs, (w.line::jsonb -> 'row') || jsonb_build_object('owner_id', $2::uuid) ) as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreHeadsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
        user_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [lines, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>
    crate::client::async_::Params<'c, 'a, 's, RestoreHeadsParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 2>, C> for RestoreHeadsStmt
{
    fn params(&'s self, client: &'c C, params: &'a RestoreHeadsParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.lines, &params.user_id)
    }
}
pub struct RestoreJournalStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn restore_journal() -> RestoreJournalStmt {
    RestoreJournalStmt(
        "with restored as ( insert into engine.journal select p.* from unnest($1::text[], $2::text[]) as w (transition, entries) cross join lateral engine.restored_transition(w.transition::jsonb, w.entries) as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreJournalStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = T1>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
    >(
        &'s self,
        client: &'c C,
        rows: &'a T2,
        entries: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [rows, entries],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> crate::client::async_::Params<'c, 'a, 's, RestoreJournalParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for RestoreJournalStmt
{
    fn params(&'s self, client: &'c C, params: &'a RestoreJournalParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.rows, &params.entries)
    }
}
pub struct RestoreRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Its flow and its schedule may be gone.
pub fn restore_runs() -> RestoreRunsStmt {
    RestoreRunsStmt(
        "with restored as ( insert into flows.runs select p.* from unnest($1::text[]) as w (line) cross join lateral flows.restored_run( (w.line::jsonb -> 'row') || jsonb_build_object( 'user_id', $2::uuid, 'flow_id', (select f.id from flows.flows f where f.id = (w.line::jsonb -> 'row' ->> 'flow_id')::uuid), 'schedule_id', (select s.id from flows.schedules s where s.id = (w.line::jsonb -> 'row' ->> 'schedule_id')::uuid) ) ) as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
        user_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [lines, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>
    crate::client::async_::Params<'c, 'a, 's, RestoreRunsParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 2>, C> for RestoreRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a RestoreRunsParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.lines, &params.user_id)
    }
}
pub struct RestoreStepsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn restore_steps() -> RestoreStepsStmt {
    RestoreStepsStmt(
        "with restored as ( insert into flows.steps select p.* from unnest($1::text[]) as w (line) cross join lateral jsonb_populate_record(null::flows.steps, w.line::jsonb -> 'row') as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreStepsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [lines], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct RestoreItemsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn restore_items() -> RestoreItemsStmt {
    RestoreItemsStmt(
        "with restored as ( insert into flows.items select p.* from unnest($1::text[]) as w (line) cross join lateral jsonb_populate_record(null::flows.items, w.line::jsonb -> 'row') as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [lines], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct RestoreWorkQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn restore_work_queues() -> RestoreWorkQueuesStmt {
    RestoreWorkQueuesStmt(
        "with restored as ( insert into flows.work_queues select p.* from unnest($1::text[]) as w (line) cross join lateral jsonb_populate_record( null::flows.work_queues, (w.line::jsonb -> 'row') || jsonb_build_object('user_id', $2::uuid) ) as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreWorkQueuesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
        user_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [lines, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>
    crate::client::async_::Params<'c, 'a, 's, RestoreWorkQueuesParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for RestoreWorkQueuesStmt
{
    fn params(&'s self, client: &'c C, params: &'a RestoreWorkQueuesParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.lines, &params.user_id)
    }
}
pub struct RestoreWorkItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// In their order: `seq` is theirs.
pub fn restore_work_items() -> RestoreWorkItemsStmt {
    RestoreWorkItemsStmt(
        "with restored as ( insert into flows.work_items overriding system value select p.* from unnest($1::text[]) as w (line) cross join lateral flows.restored_item(w.line::json -> 'row') as p returning 1 ) select count(*) as rows from restored",
        None,
    )
}
impl RestoreWorkItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        lines: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [lines], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct OwnWorkItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whose a run is may have changed since.
pub fn own_work_items() -> OwnWorkItemsStmt {
    OwnWorkItemsStmt(
        "with owned as ( update flows.work_items i set user_id = $1::uuid from flows.work_queues q where q.run_id = $2 and i.queue_id = q.id and i.user_id <> $1::uuid returning 1 ) select count(*) as rows from owned",
        None,
    )
}
impl OwnWorkItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        run_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [user_id, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, OwnWorkItemsParams, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for OwnWorkItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a OwnWorkItemsParams) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.user_id, &params.run_id)
    }
}
