// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertScheduleParams<T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql, T4: crate::JsonSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: T1,
    pub flow_id: uuid::Uuid,
    pub version: Option<i32>,
    pub definition: T2,
    pub input: T3,
    pub attributes: T4,
    pub last_considered: jiff::Timestamp,
    pub next_look: Option<jiff::Timestamp>,
    pub exhausted: bool,
}
#[derive(Debug)]
pub struct ChangeScheduleParams<T1: crate::JsonSql, T2: crate::JsonSql, T3: crate::JsonSql> {
    pub definition: T1,
    pub version: Option<i32>,
    pub input: T2,
    pub attributes: T3,
    pub last_considered: jiff::Timestamp,
    pub next_look: Option<jiff::Timestamp>,
    pub exhausted: bool,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct FindScheduleParams<T1: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct ListFiringsParams {
    pub schedule_id: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct InsertFiringParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub id: uuid::Uuid,
    pub schedule_id: uuid::Uuid,
    pub nominal: jiff::Timestamp,
    pub cause: T1,
    pub status: T2,
    pub reason: Option<T3>,
    pub run_id: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct BackfilledParams<T1: crate::ArraySql<Item = jiff::Timestamp>> {
    pub schedule_id: uuid::Uuid,
    pub moments: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct WaitingFiringsParams {
    pub schedule_id: uuid::Uuid,
    pub rows: i64,
}
#[derive(Debug)]
pub struct EndFiringParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub status: T1,
    pub reason: Option<T2>,
    pub run_id: Option<uuid::Uuid>,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct DropWaitingParams<T1: crate::StringSql> {
    pub reason: T1,
    pub schedule_id: uuid::Uuid,
    pub except: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct AdvanceScheduleParams {
    pub last_considered: jiff::Timestamp,
    pub fired: i64,
    pub next_look: Option<jiff::Timestamp>,
    pub exhausted: bool,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct WatchWaitingParams {
    pub seconds: f64,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct PutOffParams {
    pub seconds: f64,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct MarkScheduledParams {
    pub schedule_id: uuid::Uuid,
    pub scheduled_for: jiff::Timestamp,
    pub run_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: String,
    pub flow: String,
    pub version: Option<i32>,
    pub definition: serde_json::Value,
    pub input: serde_json::Value,
    pub attributes: serde_json::Value,
    pub last_considered: jiff::Timestamp,
    pub fired: i64,
    pub next_look: Option<jiff::Timestamp>,
    pub exhausted: bool,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub running: i32,
    pub waiting: i32,
}
pub struct ScheduleBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: &'a str,
    pub flow: &'a str,
    pub version: Option<i32>,
    pub definition: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub input: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub attributes: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub last_considered: jiff::Timestamp,
    pub fired: i64,
    pub next_look: Option<jiff::Timestamp>,
    pub exhausted: bool,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub running: i32,
    pub waiting: i32,
}
impl<'a> From<ScheduleBorrowed<'a>> for Schedule {
    fn from(
        ScheduleBorrowed {
            id,
            user_id,
            name,
            flow,
            version,
            definition,
            input,
            attributes,
            last_considered,
            fired,
            next_look,
            exhausted,
            created_at,
            updated_at,
            running,
            waiting,
        }: ScheduleBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            name: name.into(),
            flow: flow.into(),
            version,
            definition: serde_json::from_str(definition.0.get()).unwrap(),
            input: serde_json::from_str(input.0.get()).unwrap(),
            attributes: serde_json::from_str(attributes.0.get()).unwrap(),
            last_considered,
            fired,
            next_look,
            exhausted,
            created_at,
            updated_at,
            running,
            waiting,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Firing {
    pub id: uuid::Uuid,
    pub schedule_id: uuid::Uuid,
    pub nominal: jiff::Timestamp,
    pub cause: String,
    pub status: String,
    pub reason: Option<String>,
    pub run_id: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
}
pub struct FiringBorrowed<'a> {
    pub id: uuid::Uuid,
    pub schedule_id: uuid::Uuid,
    pub nominal: jiff::Timestamp,
    pub cause: &'a str,
    pub status: &'a str,
    pub reason: Option<&'a str>,
    pub run_id: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<FiringBorrowed<'a>> for Firing {
    fn from(FiringBorrowed { id, schedule_id, nominal, cause, status, reason, run_id, created_at }: FiringBorrowed<'a>) -> Self {
        Self { id, schedule_id, nominal, cause: cause.into(), status: status.into(), reason: reason.map(|v| v.into()), run_id, created_at }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct NextLook {
    pub now: jiff::Timestamp,
    pub at: Option<jiff::Timestamp>,
    pub line_at: Option<jiff::Timestamp>,
}
#[derive(Debug, Clone, PartialEq)]
pub struct DueSchedule {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub flow_id: uuid::Uuid,
    pub version: Option<i32>,
    pub definition: serde_json::Value,
    pub input: serde_json::Value,
    pub attributes: serde_json::Value,
    pub last_considered: jiff::Timestamp,
    pub fired: i64,
    pub now: jiff::Timestamp,
}
pub struct DueScheduleBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub flow_id: uuid::Uuid,
    pub version: Option<i32>,
    pub definition: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub input: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub attributes: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub last_considered: jiff::Timestamp,
    pub fired: i64,
    pub now: jiff::Timestamp,
}
impl<'a> From<DueScheduleBorrowed<'a>> for DueSchedule {
    fn from(
        DueScheduleBorrowed {
            id,
            user_id,
            flow_id,
            version,
            definition,
            input,
            attributes,
            last_considered,
            fired,
            now,
        }: DueScheduleBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            flow_id,
            version,
            definition: serde_json::from_str(definition.0.get()).unwrap(),
            input: serde_json::from_str(input.0.get()).unwrap(),
            attributes: serde_json::from_str(attributes.0.get()).unwrap(),
            last_considered,
            fired,
            now,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Occupancy {
    pub running: i32,
    pub waiting: i32,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Backfilled {
    pub started: i64,
    pub waiting: i64,
    pub not_started: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingFirings {
    pub id: uuid::Uuid,
    pub nominal: jiff::Timestamp,
    pub cause: String,
}
pub struct WaitingFiringsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub nominal: jiff::Timestamp,
    pub cause: &'a str,
}
impl<'a> From<WaitingFiringsBorrowed<'a>> for WaitingFirings {
    fn from(WaitingFiringsBorrowed { id, nominal, cause }: WaitingFiringsBorrowed<'a>) -> Self {
        Self { id, nominal, cause: cause.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct ScheduleQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ScheduleBorrowed, tokio_postgres::Error>,
    mapper: fn(ScheduleBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ScheduleQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ScheduleBorrowed) -> R) -> ScheduleQuery<'c, 'a, 's, C, R, N> {
        ScheduleQuery {
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
pub struct FiringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FiringBorrowed, tokio_postgres::Error>,
    mapper: fn(FiringBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FiringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FiringBorrowed) -> R) -> FiringQuery<'c, 'a, 's, C, R, N> {
        FiringQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct NextLookQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<NextLook, tokio_postgres::Error>,
    mapper: fn(NextLook) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> NextLookQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(NextLook) -> R) -> NextLookQuery<'c, 'a, 's, C, R, N> {
        NextLookQuery {
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
pub struct DueScheduleQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DueScheduleBorrowed, tokio_postgres::Error>,
    mapper: fn(DueScheduleBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DueScheduleQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DueScheduleBorrowed) -> R) -> DueScheduleQuery<'c, 'a, 's, C, R, N> {
        DueScheduleQuery {
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
pub struct OccupancyQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Occupancy, tokio_postgres::Error>,
    mapper: fn(Occupancy) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OccupancyQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Occupancy) -> R) -> OccupancyQuery<'c, 'a, 's, C, R, N> {
        OccupancyQuery {
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
pub struct BackfilledQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Backfilled, tokio_postgres::Error>,
    mapper: fn(Backfilled) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BackfilledQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Backfilled) -> R) -> BackfilledQuery<'c, 'a, 's, C, R, N> {
        BackfilledQuery {
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
pub struct WaitingFiringsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WaitingFiringsBorrowed, tokio_postgres::Error>,
    mapper: fn(WaitingFiringsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WaitingFiringsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WaitingFiringsBorrowed) -> R) -> WaitingFiringsQuery<'c, 'a, 's, C, R, N> {
        WaitingFiringsQuery {
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
pub struct InsertScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn insert_schedule() -> InsertScheduleStmt {
    InsertScheduleStmt(
        "insert into flows.schedules (id, user_id, name, flow_id, version, definition, input, attributes, last_considered, next_look, exhausted) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (user_id, name) do nothing returning id",
        None,
    )
}
impl InsertScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql, T4: crate::JsonSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        name: &'a T1,
        flow_id: &'a uuid::Uuid,
        version: &'a Option<i32>,
        definition: &'a T2,
        input: &'a T3,
        attributes: &'a T4,
        last_considered: &'a jiff::Timestamp,
        next_look: &'a Option<jiff::Timestamp>,
        exhausted: &'a bool,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 11> {
        UuidUuidQuery {
            client,
            params: [id, user_id, name, flow_id, version, definition, input, attributes, last_considered, next_look, exhausted],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::JsonSql, T3: crate::JsonSql, T4: crate::JsonSql>
    crate::client::async_::Params<'c, 'a, 's, InsertScheduleParams<T1, T2, T3, T4>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 11>, C>
    for InsertScheduleStmt
{
    fn params(&'s self, client: &'c C, params: &'a InsertScheduleParams<T1, T2, T3, T4>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 11> {
        self.bind(
            client,
            &params.id,
            &params.user_id,
            &params.name,
            &params.flow_id,
            &params.version,
            &params.definition,
            &params.input,
            &params.attributes,
            &params.last_considered,
            &params.next_look,
            &params.exhausted,
        )
    }
}
pub struct ChangeScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn change_schedule() -> ChangeScheduleStmt {
    ChangeScheduleStmt(
        "update flows.schedules set definition = $1, version = $2, input = $3, attributes = $4, last_considered = $5, next_look = $6, exhausted = $7, updated_at = now() where id = $8",
        None,
    )
}
impl ChangeScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::JsonSql, T2: crate::JsonSql, T3: crate::JsonSql>(
        &'s self,
        client: &'c C,
        definition: &'a T1,
        version: &'a Option<i32>,
        input: &'a T2,
        attributes: &'a T3,
        last_considered: &'a jiff::Timestamp,
        next_look: &'a Option<jiff::Timestamp>,
        exhausted: &'a bool,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[definition, version, input, attributes, last_considered, next_look, exhausted, id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql, T2: crate::JsonSql, T3: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeScheduleParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeScheduleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeScheduleParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.definition,
            &params.version,
            &params.input,
            &params.attributes,
            &params.last_considered,
            &params.next_look,
            &params.exhausted,
            &params.id,
        ))
    }
}
pub struct GetScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_schedule() -> GetScheduleStmt {
    GetScheduleStmt(
        "select s.id, s.user_id, s.name, f.name as flow, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, s.next_look, s.exhausted, s.created_at, s.updated_at, (select count(*) from flows.runs r where r.schedule_id = s.id and r.status in ('pending', 'running', 'paused'))::integer as running, (select count(*) from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')::integer as waiting from flows.schedules s join flows.flows f on f.id = s.flow_id where s.id = $1",
        None,
    )
}
impl GetScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> ScheduleQuery<'c, 'a, 's, C, Schedule, 1> {
        ScheduleQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ScheduleBorrowed, tokio_postgres::Error> {
                Ok(ScheduleBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    flow: row.try_get(3)?,
                    version: row.try_get(4)?,
                    definition: row.try_get(5)?,
                    input: row.try_get(6)?,
                    attributes: row.try_get(7)?,
                    last_considered: row.try_get(8)?,
                    fired: row.try_get(9)?,
                    next_look: row.try_get(10)?,
                    exhausted: row.try_get(11)?,
                    created_at: row.try_get(12)?,
                    updated_at: row.try_get(13)?,
                    running: row.try_get(14)?,
                    waiting: row.try_get(15)?,
                })
            },
            mapper: |it| Schedule::from(it),
        }
    }
}
pub struct FindScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn find_schedule() -> FindScheduleStmt {
    FindScheduleStmt("select s.id from flows.schedules s where s.user_id = $1 and s.name = $2", None)
}
impl FindScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [user_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, FindScheduleParams<T1>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>, C> for FindScheduleStmt
{
    fn params(&'s self, client: &'c C, params: &'a FindScheduleParams<T1>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.user_id, &params.name)
    }
}
pub struct ListSchedulesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Schedules of an owner, or everybody's, by name.
pub fn list_schedules() -> ListSchedulesStmt {
    ListSchedulesStmt(
        "select s.id, s.user_id, s.name, f.name as flow, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, s.next_look, s.exhausted, s.created_at, s.updated_at, (select count(*) from flows.runs r where r.schedule_id = s.id and r.status in ('pending', 'running', 'paused'))::integer as running, (select count(*) from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')::integer as waiting from flows.schedules s join flows.flows f on f.id = s.flow_id where $1::uuid is null or s.user_id = $1 order by s.name, s.id",
        None,
    )
}
impl ListSchedulesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
    ) -> ScheduleQuery<'c, 'a, 's, C, Schedule, 1> {
        ScheduleQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ScheduleBorrowed, tokio_postgres::Error> {
                Ok(ScheduleBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    flow: row.try_get(3)?,
                    version: row.try_get(4)?,
                    definition: row.try_get(5)?,
                    input: row.try_get(6)?,
                    attributes: row.try_get(7)?,
                    last_considered: row.try_get(8)?,
                    fired: row.try_get(9)?,
                    next_look: row.try_get(10)?,
                    exhausted: row.try_get(11)?,
                    created_at: row.try_get(12)?,
                    updated_at: row.try_get(13)?,
                    running: row.try_get(14)?,
                    waiting: row.try_get(15)?,
                })
            },
            mapper: |it| Schedule::from(it),
        }
    }
}
pub struct DeleteScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn delete_schedule() -> DeleteScheduleStmt {
    DeleteScheduleStmt("delete from flows.schedules where id = $1", None)
}
impl DeleteScheduleStmt {
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
pub struct ListFiringsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Newest first; a further page begins behind the last row of the one before.
pub fn list_firings() -> ListFiringsStmt {
    ListFiringsStmt(
        "select w.id, w.schedule_id, w.nominal, w.cause, w.status, w.reason, w.run_id, w.created_at from flows.firings w where w.schedule_id = $1 and (w.created_at, w.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) order by w.created_at desc, w.id desc limit $4",
        None,
    )
}
impl ListFiringsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        schedule_id: &'a uuid::Uuid,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        page_size: &'a i64,
    ) -> FiringQuery<'c, 'a, 's, C, Firing, 4> {
        FiringQuery {
            client,
            params: [schedule_id, before_created, before_id, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FiringBorrowed, tokio_postgres::Error> {
                Ok(FiringBorrowed {
                    id: row.try_get(0)?,
                    schedule_id: row.try_get(1)?,
                    nominal: row.try_get(2)?,
                    cause: row.try_get(3)?,
                    status: row.try_get(4)?,
                    reason: row.try_get(5)?,
                    run_id: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                })
            },
            mapper: |it| Firing::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, ListFiringsParams, FiringQuery<'c, 'a, 's, C, Firing, 4>, C>
    for ListFiringsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListFiringsParams) -> FiringQuery<'c, 'a, 's, C, Firing, 4> {
        self.bind(client, &params.schedule_id, &params.before_created, &params.before_id, &params.page_size)
    }
}
pub struct NextLookStmt(&'static str, Option<tokio_postgres::Statement>);
/// When there is something to do next, for schedules and for starts that wait, and the database's clock.
pub fn next_look() -> NextLookStmt {
    NextLookStmt(
        "select engine.clock_now() as now, ( select min(s.next_look) from flows.schedules s join public.users u on u.id = s.user_id and u.status = 'active' where s.next_look is not null ) as at, (select min(l.due_at) from flows.lines l where l.due_at is not null) as line_at",
        None,
    )
}
impl NextLookStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> NextLookQuery<'c, 'a, 's, C, NextLook, 0> {
        NextLookQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<NextLook, tokio_postgres::Error> {
                Ok(NextLook { now: row.try_get(0)?, at: row.try_get(1)?, line_at: row.try_get(2)? })
            },
            mapper: |it| NextLook::from(it),
        }
    }
}
pub struct TakeDueStmt(&'static str, Option<tokio_postgres::Statement>);
/// A schedule at which there is something to do, locked until the transaction ends; those that another process has in hand are passed over.
pub fn take_due() -> TakeDueStmt {
    TakeDueStmt(
        "select s.id, s.user_id, s.flow_id, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, engine.clock_now() as now from flows.schedules s join public.users u on u.id = s.user_id and u.status = 'active' where s.next_look <= engine.clock_now() order by s.next_look limit 1 for no key update of s skip locked",
        None,
    )
}
impl TakeDueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> DueScheduleQuery<'c, 'a, 's, C, DueSchedule, 0> {
        DueScheduleQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DueScheduleBorrowed, tokio_postgres::Error> {
                Ok(DueScheduleBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    definition: row.try_get(4)?,
                    input: row.try_get(5)?,
                    attributes: row.try_get(6)?,
                    last_considered: row.try_get(7)?,
                    fired: row.try_get(8)?,
                    now: row.try_get(9)?,
                })
            },
            mapper: |it| DueSchedule::from(it),
        }
    }
}
pub struct LockScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
/// The same for one schedule, whether something is due or not.
pub fn lock_schedule() -> LockScheduleStmt {
    LockScheduleStmt(
        "select s.id, s.user_id, s.flow_id, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, engine.clock_now() as now from flows.schedules s where s.id = $1 for no key update",
        None,
    )
}
impl LockScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> DueScheduleQuery<'c, 'a, 's, C, DueSchedule, 1> {
        DueScheduleQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DueScheduleBorrowed, tokio_postgres::Error> {
                Ok(DueScheduleBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    flow_id: row.try_get(2)?,
                    version: row.try_get(3)?,
                    definition: row.try_get(4)?,
                    input: row.try_get(5)?,
                    attributes: row.try_get(6)?,
                    last_considered: row.try_get(7)?,
                    fired: row.try_get(8)?,
                    now: row.try_get(9)?,
                })
            },
            mapper: |it| DueSchedule::from(it),
        }
    }
}
pub struct OccupancyStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn occupancy() -> OccupancyStmt {
    OccupancyStmt(
        "select (select count(*) from flows.runs r where r.schedule_id = $1 and r.status in ('pending', 'running', 'paused'))::integer as running, (select count(*) from flows.firings w where w.schedule_id = $1 and w.status = 'buffered')::integer as waiting",
        None,
    )
}
impl OccupancyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> OccupancyQuery<'c, 'a, 's, C, Occupancy, 1> {
        OccupancyQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Occupancy, tokio_postgres::Error> {
                Ok(Occupancy { running: row.try_get(0)?, waiting: row.try_get(1)? })
            },
            mapper: |it| Occupancy::from(it),
        }
    }
}
pub struct RunningOfStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn running_of() -> RunningOfStmt {
    RunningOfStmt("select r.id from flows.runs r where r.schedule_id = $1 and r.status in ('pending', 'running', 'paused')", None)
}
impl RunningOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct InsertFiringStmt(&'static str, Option<tokio_postgres::Statement>);
/// None where it fired before; but what a backfill did not start may be backfilled again.
pub fn insert_firing() -> InsertFiringStmt {
    InsertFiringStmt(
        "insert into flows.firings as w (id, schedule_id, nominal, cause, status, reason, run_id) values ($1, $2, $3, $4, $5, $6, $7) on conflict (schedule_id, nominal, cause) do update set id = excluded.id, status = excluded.status, reason = excluded.reason, run_id = excluded.run_id, created_at = now() where w.cause = 'backfill' and w.status in ('skipped', 'failed') returning id",
        None,
    )
}
impl InsertFiringStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        schedule_id: &'a uuid::Uuid,
        nominal: &'a jiff::Timestamp,
        cause: &'a T1,
        status: &'a T2,
        reason: &'a Option<T3>,
        run_id: &'a Option<uuid::Uuid>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7> {
        UuidUuidQuery {
            client,
            params: [id, schedule_id, nominal, cause, status, reason, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, InsertFiringParams<T1, T2, T3>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7>, C>
    for InsertFiringStmt
{
    fn params(&'s self, client: &'c C, params: &'a InsertFiringParams<T1, T2, T3>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7> {
        self.bind(client, &params.id, &params.schedule_id, &params.nominal, &params.cause, &params.status, &params.reason, &params.run_id)
    }
}
pub struct BackfilledStmt(&'static str, Option<tokio_postgres::Statement>);
/// What has become of backfilled moments.
pub fn backfilled() -> BackfilledStmt {
    BackfilledStmt(
        "select count(*) filter (where w.status = 'started') as started, count(*) filter (where w.status = 'buffered') as waiting, count(*) filter (where w.status not in ('started', 'buffered')) as not_started from flows.firings w where w.schedule_id = $1 and w.cause = 'backfill' and w.nominal = any ($2::timestamptz[])",
        None,
    )
}
impl BackfilledStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = jiff::Timestamp>>(
        &'s self,
        client: &'c C,
        schedule_id: &'a uuid::Uuid,
        moments: &'a T1,
    ) -> BackfilledQuery<'c, 'a, 's, C, Backfilled, 2> {
        BackfilledQuery {
            client,
            params: [schedule_id, moments],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Backfilled, tokio_postgres::Error> {
                Ok(Backfilled { started: row.try_get(0)?, waiting: row.try_get(1)?, not_started: row.try_get(2)? })
            },
            mapper: |it| Backfilled::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = jiff::Timestamp>>
    crate::client::async_::Params<'c, 'a, 's, BackfilledParams<T1>, BackfilledQuery<'c, 'a, 's, C, Backfilled, 2>, C> for BackfilledStmt
{
    fn params(&'s self, client: &'c C, params: &'a BackfilledParams<T1>) -> BackfilledQuery<'c, 'a, 's, C, Backfilled, 2> {
        self.bind(client, &params.schedule_id, &params.moments)
    }
}
pub struct WaitingFiringsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Those that wait for a run to end, the oldest first.
pub fn waiting_firings() -> WaitingFiringsStmt {
    WaitingFiringsStmt(
        "select w.id, w.nominal, w.cause from flows.firings w where w.schedule_id = $1 and w.status = 'buffered' order by w.id limit $2",
        None,
    )
}
impl WaitingFiringsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        schedule_id: &'a uuid::Uuid,
        rows: &'a i64,
    ) -> WaitingFiringsQuery<'c, 'a, 's, C, WaitingFirings, 2> {
        WaitingFiringsQuery {
            client,
            params: [schedule_id, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WaitingFiringsBorrowed, tokio_postgres::Error> {
                Ok(WaitingFiringsBorrowed { id: row.try_get(0)?, nominal: row.try_get(1)?, cause: row.try_get(2)? })
            },
            mapper: |it| WaitingFirings::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, WaitingFiringsParams, WaitingFiringsQuery<'c, 'a, 's, C, WaitingFirings, 2>, C>
    for WaitingFiringsStmt
{
    fn params(&'s self, client: &'c C, params: &'a WaitingFiringsParams) -> WaitingFiringsQuery<'c, 'a, 's, C, WaitingFirings, 2> {
        self.bind(client, &params.schedule_id, &params.rows)
    }
}
pub struct EndFiringStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn end_firing() -> EndFiringStmt {
    EndFiringStmt("update flows.firings set status = $1, reason = $2, run_id = $3 where id = $4", None)
}
impl EndFiringStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        status: &'a T1,
        reason: &'a Option<T2>,
        run_id: &'a Option<uuid::Uuid>,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[status, reason, run_id, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EndFiringParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EndFiringStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EndFiringParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.status, &params.reason, &params.run_id, &params.id))
    }
}
pub struct DropWaitingStmt(&'static str, Option<tokio_postgres::Statement>);
/// A newer firing takes the place of all that wait.
pub fn drop_waiting() -> DropWaitingStmt {
    DropWaitingStmt(
        "update flows.firings set status = 'skipped', reason = $1 where schedule_id = $2 and status = 'buffered' and id <> $3",
        None,
    )
}
impl DropWaitingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        reason: &'a T1,
        schedule_id: &'a uuid::Uuid,
        except: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[reason, schedule_id, except],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DropWaitingParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DropWaitingStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DropWaitingParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.reason, &params.schedule_id, &params.except))
    }
}
pub struct TrimFiringsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Keeps the newest thousand, and all that were backfilled: a moment is backfilled once, and its row says that it was.
pub fn trim_firings() -> TrimFiringsStmt {
    TrimFiringsStmt(
        "delete from flows.firings w where w.schedule_id = $1 and w.status <> 'buffered' and w.cause <> 'backfill' and w.id < ( select k.id from flows.firings k where k.schedule_id = $1 and k.cause <> 'backfill' order by k.id desc offset 1000 limit 1 )",
        None,
    )
}
impl TrimFiringsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        schedule_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[schedule_id],
            )
            .await
    }
}
pub struct AdvanceScheduleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn advance_schedule() -> AdvanceScheduleStmt {
    AdvanceScheduleStmt("update flows.schedules set last_considered = $1, fired = $2, next_look = $3, exhausted = $4 where id = $5", None)
}
impl AdvanceScheduleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        last_considered: &'a jiff::Timestamp,
        fired: &'a i64,
        next_look: &'a Option<jiff::Timestamp>,
        exhausted: &'a bool,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[last_considered, fired, next_look, exhausted, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AdvanceScheduleParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AdvanceScheduleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AdvanceScheduleParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.last_considered, &params.fired, &params.next_look, &params.exhausted, &params.id))
    }
}
pub struct WatchWaitingStmt(&'static str, Option<tokio_postgres::Statement>);
/// Where firings wait, somebody looks again soon: the run they wait for may end in this very moment, unseen.
pub fn watch_waiting() -> WatchWaitingStmt {
    WatchWaitingStmt(
        "update flows.schedules s set next_look = least(s.next_look, engine.clock_now() + make_interval(secs => $1::double precision)) where s.id = $2 and exists (select from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')",
        None,
    )
}
impl WatchWaitingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        seconds: &'a f64,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[seconds, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        WatchWaitingParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for WatchWaitingStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a WatchWaitingParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.seconds, &params.id))
    }
}
pub struct PutOffStmt(&'static str, Option<tokio_postgres::Statement>);
/// A schedule that could not be dealt with keeps nobody from the others.
pub fn put_off() -> PutOffStmt {
    PutOffStmt(
        "update flows.schedules set next_look = engine.clock_now() + make_interval(secs => $1::double precision) where id = $2",
        None,
    )
}
impl PutOffStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        seconds: &'a f64,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[seconds, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutOffParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for PutOffStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutOffParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.seconds, &params.id))
    }
}
pub struct MarkScheduledStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn mark_scheduled() -> MarkScheduledStmt {
    MarkScheduledStmt("update flows.runs set schedule_id = $1, scheduled_for = $2 where id = $3", None)
}
impl MarkScheduledStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        schedule_id: &'a uuid::Uuid,
        scheduled_for: &'a jiff::Timestamp,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[schedule_id, scheduled_for, run_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        MarkScheduledParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for MarkScheduledStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a MarkScheduledParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.schedule_id, &params.scheduled_for, &params.run_id))
    }
}
pub struct WakeWaitingStmt(&'static str, Option<tokio_postgres::Statement>);
/// Schedules of runs that have ended, where a firing waits for that.
pub fn wake_waiting() -> WakeWaitingStmt {
    WakeWaitingStmt(
        "with woken as ( update flows.schedules s set next_look = least(s.next_look, engine.clock_now()) where s.id in (select r.schedule_id from flows.runs r where r.id = any ($1::uuid[]) and r.schedule_id is not null) and exists (select from flows.firings w where w.schedule_id = s.id and w.status = 'buffered') returning 1 ) select count(*) as rows from woken",
        None,
    )
}
impl WakeWaitingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
