// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SubmissionsParams<T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>> {
    pub shards: T1,
    pub after: i64,
    pub known: T2,
    pub rows: i64,
}
#[derive(Debug)]
pub struct OpenRequestsParams<T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>> {
    pub shards: T1,
    pub after: i64,
    pub known: T2,
    pub rows: i64,
}
#[derive(Debug)]
pub struct WakesParams<T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>> {
    pub shards: T1,
    pub after: i64,
    pub known: T2,
    pub rows: i64,
}
#[derive(Debug)]
pub struct RunningParams<T1: crate::ArraySql<Item = i16>> {
    pub shards: T1,
    pub after: uuid::Uuid,
    pub rows: i64,
}
#[derive(Debug)]
pub struct DueParams<T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>> {
    pub after: Option<jiff::Timestamp>,
    pub until: jiff::Timestamp,
    pub shards: T1,
    pub known: T2,
    pub rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub id: i64,
    pub run_id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: String,
    pub input: String,
    pub approved_in_advance: Option<String>,
}
pub struct SubmissionBorrowed<'a> {
    pub id: i64,
    pub run_id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: &'a str,
    pub input: &'a str,
    pub approved_in_advance: Option<&'a str>,
}
impl<'a> From<SubmissionBorrowed<'a>> for Submission {
    fn from(SubmissionBorrowed { id, run_id, owner_id, plan_hash, input, approved_in_advance }: SubmissionBorrowed<'a>) -> Self {
        Self {
            id,
            run_id,
            owner_id,
            plan_hash: plan_hash.into(),
            input: input.into(),
            approved_in_advance: approved_in_advance.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRequests {
    pub id: i64,
    pub run_id: uuid::Uuid,
    pub request: String,
}
pub struct OpenRequestsBorrowed<'a> {
    pub id: i64,
    pub run_id: uuid::Uuid,
    pub request: &'a str,
}
impl<'a> From<OpenRequestsBorrowed<'a>> for OpenRequests {
    fn from(OpenRequestsBorrowed { id, run_id, request }: OpenRequestsBorrowed<'a>) -> Self {
        Self { id, run_id, request: request.into() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Wakes {
    pub id: i64,
    pub run_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: String,
}
pub struct RunningBorrowed<'a> {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: &'a str,
}
impl<'a> From<RunningBorrowed<'a>> for Running {
    fn from(RunningBorrowed { id, owner_id, plan_hash }: RunningBorrowed<'a>) -> Self {
        Self { id, owner_id, plan_hash: plan_hash.into() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Due {
    pub id: uuid::Uuid,
    pub wake_at: Option<jiff::Timestamp>,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Heads {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: String,
    pub begun: bool,
    pub asleep: bool,
    pub wake_at: Option<jiff::Timestamp>,
}
pub struct HeadsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: &'a str,
    pub begun: bool,
    pub asleep: bool,
    pub wake_at: Option<jiff::Timestamp>,
}
impl<'a> From<HeadsBorrowed<'a>> for Heads {
    fn from(HeadsBorrowed { id, owner_id, plan_hash, begun, asleep, wake_at }: HeadsBorrowed<'a>) -> Self {
        Self { id, owner_id, plan_hash: plan_hash.into(), begun, asleep, wake_at }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    pub run_id: uuid::Uuid,
    pub seq: i64,
    pub at: jiff::Timestamp,
    pub entries: String,
}
pub struct EntriesBorrowed<'a> {
    pub run_id: uuid::Uuid,
    pub seq: i64,
    pub at: jiff::Timestamp,
    pub entries: &'a str,
}
impl<'a> From<EntriesBorrowed<'a>> for Entries {
    fn from(EntriesBorrowed { run_id, seq, at, entries }: EntriesBorrowed<'a>) -> Self {
        Self { run_id, seq, at, entries: entries.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Plans {
    pub hash: String,
    pub body: String,
}
pub struct PlansBorrowed<'a> {
    pub hash: &'a str,
    pub body: &'a str,
}
impl<'a> From<PlansBorrowed<'a>> for Plans {
    fn from(PlansBorrowed { hash, body }: PlansBorrowed<'a>) -> Self {
        Self { hash: hash.into(), body: body.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    pub size_bytes: i64,
    pub bytes: Option<Vec<u8>>,
    pub location: Option<String>,
}
pub struct PayloadBorrowed<'a> {
    pub size_bytes: i64,
    pub bytes: Option<&'a [u8]>,
    pub location: Option<&'a str>,
}
impl<'a> From<PayloadBorrowed<'a>> for Payload {
    fn from(PayloadBorrowed { size_bytes, bytes, location }: PayloadBorrowed<'a>) -> Self {
        Self { size_bytes, bytes: bytes.map(|v| v.into()), location: location.map(|v| v.into()) }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct SubmissionQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SubmissionBorrowed, tokio_postgres::Error>,
    mapper: fn(SubmissionBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SubmissionQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SubmissionBorrowed) -> R) -> SubmissionQuery<'c, 'a, 's, C, R, N> {
        SubmissionQuery {
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
pub struct OpenRequestsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<OpenRequestsBorrowed, tokio_postgres::Error>,
    mapper: fn(OpenRequestsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OpenRequestsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(OpenRequestsBorrowed) -> R) -> OpenRequestsQuery<'c, 'a, 's, C, R, N> {
        OpenRequestsQuery {
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
pub struct WakesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Wakes, tokio_postgres::Error>,
    mapper: fn(Wakes) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WakesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Wakes) -> R) -> WakesQuery<'c, 'a, 's, C, R, N> {
        WakesQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct RunningQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunningBorrowed, tokio_postgres::Error>,
    mapper: fn(RunningBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunningQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunningBorrowed) -> R) -> RunningQuery<'c, 'a, 's, C, R, N> {
        RunningQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct DueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Due, tokio_postgres::Error>,
    mapper: fn(Due) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Due) -> R) -> DueQuery<'c, 'a, 's, C, R, N> {
        DueQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct HeadsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<HeadsBorrowed, tokio_postgres::Error>,
    mapper: fn(HeadsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> HeadsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(HeadsBorrowed) -> R) -> HeadsQuery<'c, 'a, 's, C, R, N> {
        HeadsQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct EntriesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EntriesBorrowed, tokio_postgres::Error>,
    mapper: fn(EntriesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EntriesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EntriesBorrowed) -> R) -> EntriesQuery<'c, 'a, 's, C, R, N> {
        EntriesQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct PlansQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PlansBorrowed, tokio_postgres::Error>,
    mapper: fn(PlansBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PlansQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PlansBorrowed) -> R) -> PlansQuery<'c, 'a, 's, C, R, N> {
        PlansQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct PayloadQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PayloadBorrowed, tokio_postgres::Error>,
    mapper: fn(PayloadBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PayloadQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PayloadBorrowed) -> R) -> PayloadQuery<'c, 'a, 's, C, R, N> {
        PayloadQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct SubmissionsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs to begin that were submitted after one, oldest first, without those that have begun in memory.
pub fn submissions() -> SubmissionsStmt {
    SubmissionsStmt(
        "select s.id, s.run_id, s.owner_id, s.plan_hash, s.input::text as input, s.approved_in_advance::text as approved_in_advance from engine.submissions as s where s.shard = any ($1::smallint[]) and s.id > $2::bigint and s.run_id <> all ($3::uuid[]) order by s.id limit $4::bigint",
        None,
    )
}
impl SubmissionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        after: &'a i64,
        known: &'a T2,
        rows: &'a i64,
    ) -> SubmissionQuery<'c, 'a, 's, C, Submission, 4> {
        SubmissionQuery {
            client,
            params: [shards, after, known, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SubmissionBorrowed, tokio_postgres::Error> {
                Ok(SubmissionBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    owner_id: row.try_get(2)?,
                    plan_hash: row.try_get(3)?,
                    input: row.try_get(4)?,
                    approved_in_advance: row.try_get(5)?,
                })
            },
            mapper: |it| Submission::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, SubmissionsParams<T1, T2>, SubmissionQuery<'c, 'a, 's, C, Submission, 4>, C>
    for SubmissionsStmt
{
    fn params(&'s self, client: &'c C, params: &'a SubmissionsParams<T1, T2>) -> SubmissionQuery<'c, 'a, 's, C, Submission, 4> {
        self.bind(client, &params.shards, &params.after, &params.known, &params.rows)
    }
}
pub struct OpenRequestsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What was asked after a request and is not answered, in order, without what is taken in already.
pub fn open_requests() -> OpenRequestsStmt {
    OpenRequestsStmt(
        "select i.id, i.run_id, i.request::text as request from engine.inbox as i where i.shard = any ($1::smallint[]) and i.answered_at is null and i.id > $2::bigint and i.id <> all ($3::bigint[]) order by i.id limit $4::bigint",
        None,
    )
}
impl OpenRequestsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        after: &'a i64,
        known: &'a T2,
        rows: &'a i64,
    ) -> OpenRequestsQuery<'c, 'a, 's, C, OpenRequests, 4> {
        OpenRequestsQuery {
            client,
            params: [shards, after, known, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<OpenRequestsBorrowed, tokio_postgres::Error> {
                Ok(OpenRequestsBorrowed { id: row.try_get(0)?, run_id: row.try_get(1)?, request: row.try_get(2)? })
            },
            mapper: |it| OpenRequests::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>
    crate::client::async_::Params<'c, 'a, 's, OpenRequestsParams<T1, T2>, OpenRequestsQuery<'c, 'a, 's, C, OpenRequests, 4>, C>
    for OpenRequestsStmt
{
    fn params(&'s self, client: &'c C, params: &'a OpenRequestsParams<T1, T2>) -> OpenRequestsQuery<'c, 'a, 's, C, OpenRequests, 4> {
        self.bind(client, &params.shards, &params.after, &params.known, &params.rows)
    }
}
pub struct OpenAmongStmt(&'static str, Option<tokio_postgres::Statement>);
/// Those of these requests that are there and not answered.
pub fn open_among() -> OpenAmongStmt {
    OpenAmongStmt("select i.id from engine.inbox as i where i.id = any ($1::bigint[]) and i.answered_at is null", None)
}
impl OpenAmongStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i64>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [ids], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct WakesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs to be taken into memory because something they wait for elsewhere has ended, after a wake, without what is known already.
pub fn wakes() -> WakesStmt {
    WakesStmt(
        "select w.id, w.run_id from engine.wakes as w where w.shard = any ($1::smallint[]) and w.id > $2::bigint and w.id <> all ($3::bigint[]) order by w.id limit $4::bigint",
        None,
    )
}
impl WakesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        after: &'a i64,
        known: &'a T2,
        rows: &'a i64,
    ) -> WakesQuery<'c, 'a, 's, C, Wakes, 4> {
        WakesQuery {
            client,
            params: [shards, after, known, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Wakes, tokio_postgres::Error> {
                Ok(Wakes { id: row.try_get(0)?, run_id: row.try_get(1)? })
            },
            mapper: |it| Wakes::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>
    crate::client::async_::Params<'c, 'a, 's, WakesParams<T1, T2>, WakesQuery<'c, 'a, 's, C, Wakes, 4>, C> for WakesStmt
{
    fn params(&'s self, client: &'c C, params: &'a WakesParams<T1, T2>) -> WakesQuery<'c, 'a, 's, C, Wakes, 4> {
        self.bind(client, &params.shards, &params.after, &params.known, &params.rows)
    }
}
pub struct RunningStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of these shards to take up again after a change of owner, a page at a time; those asleep are left to sleep.
pub fn running() -> RunningStmt {
    RunningStmt(
        "select r.id, r.owner_id, r.plan_hash from engine.runs as r where not r.asleep and r.state in ('running', 'paused') and r.shard = any ($1::smallint[]) and r.begun and r.id > $2::uuid order by r.id limit $3::bigint",
        None,
    )
}
impl RunningStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        after: &'a uuid::Uuid,
        rows: &'a i64,
    ) -> RunningQuery<'c, 'a, 's, C, Running, 3> {
        RunningQuery {
            client,
            params: [shards, after, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunningBorrowed, tokio_postgres::Error> {
                Ok(RunningBorrowed { id: row.try_get(0)?, owner_id: row.try_get(1)?, plan_hash: row.try_get(2)? })
            },
            mapper: |it| Running::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>
    crate::client::async_::Params<'c, 'a, 's, RunningParams<T1>, RunningQuery<'c, 'a, 's, C, Running, 3>, C> for RunningStmt
{
    fn params(&'s self, client: &'c C, params: &'a RunningParams<T1>) -> RunningQuery<'c, 'a, 's, C, Running, 3> {
        self.bind(client, &params.shards, &params.after, &params.rows)
    }
}
pub struct DueStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs asleep, or paused, whose deadline comes soon and after a moment, the first ones first, without those that are in memory.
pub fn due() -> DueStmt {
    DueStmt(
        "select r.id, r.wake_at from engine.runs as r where r.asleep and r.wake_at > coalesce($1::timestamptz, '-infinity') and r.wake_at <= $2::timestamptz and r.shard = any ($3::smallint[]) and r.id <> all ($4::uuid[]) order by r.wake_at limit $5::bigint",
        None,
    )
}
impl DueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        after: &'a Option<jiff::Timestamp>,
        until: &'a jiff::Timestamp,
        shards: &'a T1,
        known: &'a T2,
        rows: &'a i64,
    ) -> DueQuery<'c, 'a, 's, C, Due, 5> {
        DueQuery {
            client,
            params: [after, until, shards, known, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Due, tokio_postgres::Error> {
                Ok(Due { id: row.try_get(0)?, wake_at: row.try_get(1)? })
            },
            mapper: |it| Due::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, DueParams<T1, T2>, DueQuery<'c, 'a, 's, C, Due, 5>, C> for DueStmt
{
    fn params(&'s self, client: &'c C, params: &'a DueParams<T1, T2>) -> DueQuery<'c, 'a, 's, C, Due, 5> {
        self.bind(client, &params.after, &params.until, &params.shards, &params.known, &params.rows)
    }
}
pub struct HeadsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What stands about these runs, whatever their state.
pub fn heads() -> HeadsStmt {
    HeadsStmt(
        "select r.id, r.owner_id, r.plan_hash, r.begun, r.asleep, r.wake_at from engine.runs as r where r.id = any ($1::uuid[])",
        None,
    )
}
impl HeadsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> HeadsQuery<'c, 'a, 's, C, Heads, 1> {
        HeadsQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<HeadsBorrowed, tokio_postgres::Error> {
                Ok(HeadsBorrowed {
                    id: row.try_get(0)?,
                    owner_id: row.try_get(1)?,
                    plan_hash: row.try_get(2)?,
                    begun: row.try_get(3)?,
                    asleep: row.try_get(4)?,
                    wake_at: row.try_get(5)?,
                })
            },
            mapper: |it| Heads::from(it),
        }
    }
}
pub struct EntriesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn entries() -> EntriesStmt {
    EntriesStmt(
        "select j.run_id, j.seq, j.at, j.entries::text as entries from engine.journal as j where j.run_id = any ($1::uuid[]) order by j.run_id, j.seq",
        None,
    )
}
impl EntriesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> EntriesQuery<'c, 'a, 's, C, Entries, 1> {
        EntriesQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EntriesBorrowed, tokio_postgres::Error> {
                Ok(EntriesBorrowed { run_id: row.try_get(0)?, seq: row.try_get(1)?, at: row.try_get(2)?, entries: row.try_get(3)? })
            },
            mapper: |it| Entries::from(it),
        }
    }
}
pub struct PlansStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn plans() -> PlansStmt {
    PlansStmt("select p.hash, p.body::text as body from engine.plans as p where p.hash = any ($1::text[])", None)
}
impl PlansStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        hashes: &'a T2,
    ) -> PlansQuery<'c, 'a, 's, C, Plans, 1> {
        PlansQuery {
            client,
            params: [hashes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PlansBorrowed, tokio_postgres::Error> {
                Ok(PlansBorrowed { hash: row.try_get(0)?, body: row.try_get(1)? })
            },
            mapper: |it| Plans::from(it),
        }
    }
}
pub struct PayloadStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn payload() -> PayloadStmt {
    PayloadStmt("select p.size_bytes, p.bytes, p.location from engine.payloads as p where p.sha256 = $1::text", None)
}
impl PayloadStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        sha256: &'a T1,
    ) -> PayloadQuery<'c, 'a, 's, C, Payload, 1> {
        PayloadQuery {
            client,
            params: [sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PayloadBorrowed, tokio_postgres::Error> {
                Ok(PayloadBorrowed { size_bytes: row.try_get(0)?, bytes: row.try_get(1)?, location: row.try_get(2)? })
            },
            mapper: |it| Payload::from(it),
        }
    }
}
