// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RegisterProcessParams<T1: crate::StringSql> {
    pub id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug)]
pub struct TakeShardsParams<T1: crate::ArraySql<Item = i16>> {
    pub process: uuid::Uuid,
    pub shards: T1,
}
#[derive(Debug)]
pub struct LeaveShardsParams<T1: crate::ArraySql<Item = i16>> {
    pub process: uuid::Uuid,
    pub shards: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct HungOwnersParams {
    pub me: uuid::Uuid,
    pub seconds: f64,
}
#[derive(Debug)]
pub struct PeekParams<T1: crate::ArraySql<Item = i16>> {
    pub shards: T1,
    pub after_submission: i64,
    pub after_request: i64,
    pub after_wake: i64,
    pub after: Option<jiff::Timestamp>,
    pub until: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    pub processes: i64,
    pub free: Vec<i16>,
}
pub struct SurveyBorrowed<'a> {
    pub processes: i64,
    pub free: crate::ArrayIterator<'a, i16>,
}
impl<'a> From<SurveyBorrowed<'a>> for Survey {
    fn from(SurveyBorrowed { processes, free }: SurveyBorrowed<'a>) -> Self {
        Self { processes, free: free.map(|v| v).collect() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct TryOwnerLocks {
    pub shard_id: i16,
    pub held: bool,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct ReleaseOwnerLocks {
    pub shard_id: i16,
    pub released: bool,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct TakeShards {
    pub shard_id: i16,
    pub epoch: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct HungOwners {
    pub name: String,
    pub lock_pid: i32,
}
pub struct HungOwnersBorrowed<'a> {
    pub name: &'a str,
    pub lock_pid: i32,
}
impl<'a> From<HungOwnersBorrowed<'a>> for HungOwners {
    fn from(HungOwnersBorrowed { name, lock_pid }: HungOwnersBorrowed<'a>) -> Self {
        Self { name: name.into(), lock_pid }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Peek {
    pub now: jiff::Timestamp,
    pub submissions: bool,
    pub requests: bool,
    pub wakes: bool,
    pub sleepers: bool,
    pub last_submission: i64,
    pub last_request: i64,
    pub last_wake: i64,
    pub oldest: i64,
    pub next: i64,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct SurveyQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SurveyBorrowed, tokio_postgres::Error>,
    mapper: fn(SurveyBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SurveyQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SurveyBorrowed) -> R) -> SurveyQuery<'c, 'a, 's, C, R, N> {
        SurveyQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct TryOwnerLocksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TryOwnerLocks, tokio_postgres::Error>,
    mapper: fn(TryOwnerLocks) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TryOwnerLocksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TryOwnerLocks) -> R) -> TryOwnerLocksQuery<'c, 'a, 's, C, R, N> {
        TryOwnerLocksQuery {
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
pub struct ReleaseOwnerLocksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReleaseOwnerLocks, tokio_postgres::Error>,
    mapper: fn(ReleaseOwnerLocks) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReleaseOwnerLocksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReleaseOwnerLocks) -> R) -> ReleaseOwnerLocksQuery<'c, 'a, 's, C, R, N> {
        ReleaseOwnerLocksQuery {
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
pub struct TakeShardsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TakeShards, tokio_postgres::Error>,
    mapper: fn(TakeShards) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TakeShardsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TakeShards) -> R) -> TakeShardsQuery<'c, 'a, 's, C, R, N> {
        TakeShardsQuery {
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
pub struct HungOwnersQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<HungOwnersBorrowed, tokio_postgres::Error>,
    mapper: fn(HungOwnersBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> HungOwnersQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(HungOwnersBorrowed) -> R) -> HungOwnersQuery<'c, 'a, 's, C, R, N> {
        HungOwnersQuery {
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
pub struct Optioni32Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Option<i32>, tokio_postgres::Error>,
    mapper: fn(Option<i32>) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> Optioni32Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Option<i32>) -> R) -> Optioni32Query<'c, 'a, 's, C, R, N> {
        Optioni32Query {
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
pub struct PeekQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Peek, tokio_postgres::Error>,
    mapper: fn(Peek) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PeekQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Peek) -> R) -> PeekQuery<'c, 'a, 's, C, R, N> {
        PeekQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct JiffTimestampQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<jiff::Timestamp, tokio_postgres::Error>,
    mapper: fn(jiff::Timestamp) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> JiffTimestampQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(jiff::Timestamp) -> R) -> JiffTimestampQuery<'c, 'a, 's, C, R, N> {
        JiffTimestampQuery {
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
pub struct RegisterProcessStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn register_process() -> RegisterProcessStmt {
    RegisterProcessStmt(
        "insert into engine.processes (id, name, lock_pid) values ($1::uuid, $2::text, pg_backend_pid()) on conflict (id) do update set lock_pid = excluded.lock_pid, seen_at = engine.clock_now()",
        None,
    )
}
impl RegisterProcessStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, name],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RegisterProcessParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RegisterProcessStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RegisterProcessParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.id, &params.name))
    }
}
pub struct BeatStmt(&'static str, Option<tokio_postgres::Statement>);
/// Says that the process lives.
pub fn beat() -> BeatStmt {
    BeatStmt("update engine.processes set seen_at = engine.clock_now() where id = $1::uuid", None)
}
impl BeatStmt {
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
pub struct ForgetProcessStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn forget_process() -> ForgetProcessStmt {
    ForgetProcessStmt("delete from engine.processes where id = $1::uuid", None)
}
impl ForgetProcessStmt {
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
pub struct ForgetOldProcessesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Rows of processes that nobody has heard of for so many days.
pub fn forget_old_processes() -> ForgetOldProcessesStmt {
    ForgetOldProcessesStmt("delete from engine.processes where seen_at < engine.clock_now() - make_interval(days => $1::integer)", None)
}
impl ForgetOldProcessesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, days: &'a i32) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[days],
            )
            .await
    }
}
pub struct BeCountedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Held for as long as the session lives, by every process: what others count when they work out their share. No shard has this number.
pub fn be_counted() -> BeCountedStmt {
    BeCountedStmt("select pg_try_advisory_lock_shared(engine.owner_lock(), -1) as counted", None)
}
impl BeCountedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SurveyStmt(&'static str, Option<tokio_postgres::Statement>);
/// How many processes host the engine, and which of these shards nobody has.
pub fn survey() -> SurveyStmt {
    SurveyStmt(
        "with held as ( select l.pid, l.objid::bigint as shard from pg_locks as l where l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted and l.database = (select d.oid from pg_database as d where d.datname = current_database()) ) select (select count(distinct h.pid) from held as h) as processes, array( select w.shard from unnest($1::smallint[]) as w (shard) where not exists (select from held as h where h.shard = w.shard) ) as free",
        None,
    )
}
impl SurveyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
    ) -> SurveyQuery<'c, 'a, 's, C, Survey, 1> {
        SurveyQuery {
            client,
            params: [shards],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SurveyBorrowed, tokio_postgres::Error> {
                Ok(SurveyBorrowed { processes: row.try_get(0)?, free: row.try_get(1)? })
            },
            mapper: |it| Survey::from(it),
        }
    }
}
pub struct TryOwnerLocksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes the owner locks that are free. A session that holds one already must not ask again: locks are counted.
pub fn try_owner_locks() -> TryOwnerLocksStmt {
    TryOwnerLocksStmt(
        "select w.shard as shard_id, pg_try_advisory_lock(engine.owner_lock(), w.shard::integer) as held from unnest($1::smallint[]) as w (shard)",
        None,
    )
}
impl TryOwnerLocksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
    ) -> TryOwnerLocksQuery<'c, 'a, 's, C, TryOwnerLocks, 1> {
        TryOwnerLocksQuery {
            client,
            params: [shards],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TryOwnerLocks, tokio_postgres::Error> {
                Ok(TryOwnerLocks { shard_id: row.try_get(0)?, held: row.try_get(1)? })
            },
            mapper: |it| TryOwnerLocks::from(it),
        }
    }
}
pub struct ReleaseOwnerLocksStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn release_owner_locks() -> ReleaseOwnerLocksStmt {
    ReleaseOwnerLocksStmt(
        "select w.shard as shard_id, pg_advisory_unlock(engine.owner_lock(), w.shard::integer) as released from unnest($1::smallint[]) as w (shard)",
        None,
    )
}
impl ReleaseOwnerLocksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
    ) -> ReleaseOwnerLocksQuery<'c, 'a, 's, C, ReleaseOwnerLocks, 1> {
        ReleaseOwnerLocksQuery {
            client,
            params: [shards],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReleaseOwnerLocks, tokio_postgres::Error> {
                Ok(ReleaseOwnerLocks { shard_id: row.try_get(0)?, released: row.try_get(1)? })
            },
            mapper: |it| ReleaseOwnerLocks::from(it),
        }
    }
}
pub struct TakeShardsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn take_shards() -> TakeShardsStmt {
    TakeShardsStmt("select t.shard_id, t.epoch from engine.take_shards($1::uuid, $2::smallint[]) as t", None)
}
impl TakeShardsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        process: &'a uuid::Uuid,
        shards: &'a T1,
    ) -> TakeShardsQuery<'c, 'a, 's, C, TakeShards, 2> {
        TakeShardsQuery {
            client,
            params: [process, shards],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakeShards, tokio_postgres::Error> {
                Ok(TakeShards { shard_id: row.try_get(0)?, epoch: row.try_get(1)? })
            },
            mapper: |it| TakeShards::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>
    crate::client::async_::Params<'c, 'a, 's, TakeShardsParams<T1>, TakeShardsQuery<'c, 'a, 's, C, TakeShards, 2>, C> for TakeShardsStmt
{
    fn params(&'s self, client: &'c C, params: &'a TakeShardsParams<T1>) -> TakeShardsQuery<'c, 'a, 's, C, TakeShards, 2> {
        self.bind(client, &params.process, &params.shards)
    }
}
pub struct LeaveShardsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Clears the name of an owner that goes in good order; the epoch stays.
pub fn leave_shards() -> LeaveShardsStmt {
    LeaveShardsStmt("update engine.shards set owner = null where owner = $1::uuid and shard_id = any ($2::smallint[])", None)
}
impl LeaveShardsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        process: &'a uuid::Uuid,
        shards: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[process, shards],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::ArraySql<Item = i16>>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        LeaveShardsParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for LeaveShardsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a LeaveShardsParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.process, &params.shards))
    }
}
pub struct SomebodyOwnsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether any session of this database owns a shard.
pub fn somebody_owns() -> SomebodyOwnsStmt {
    SomebodyOwnsStmt(
        "select exists ( select from pg_locks as l where l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted and l.objid::bigint < 64 and l.database = (select d.oid from pg_database as d where d.datname = current_database()) ) as owned",
        None,
    )
}
impl SomebodyOwnsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct HungOwnersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Sessions that hold owner locks and whose process has not been heard of for so long that it must hang.
pub fn hung_owners() -> HungOwnersStmt {
    HungOwnersStmt(
        "select p.name, p.lock_pid from engine.processes as p where p.id <> $1::uuid and p.seen_at < engine.clock_now() - make_interval(secs => $2::double precision) and exists ( select from pg_locks as l where l.pid = p.lock_pid and l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted and l.database = (select d.oid from pg_database as d where d.datname = current_database()) ) and not exists ( select from engine.processes as fresh where fresh.lock_pid = p.lock_pid and fresh.seen_at > p.seen_at )",
        None,
    )
}
impl HungOwnersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        me: &'a uuid::Uuid,
        seconds: &'a f64,
    ) -> HungOwnersQuery<'c, 'a, 's, C, HungOwners, 2> {
        HungOwnersQuery {
            client,
            params: [me, seconds],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<HungOwnersBorrowed, tokio_postgres::Error> {
                Ok(HungOwnersBorrowed { name: row.try_get(0)?, lock_pid: row.try_get(1)? })
            },
            mapper: |it| HungOwners::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, HungOwnersParams, HungOwnersQuery<'c, 'a, 's, C, HungOwners, 2>, C> for HungOwnersStmt
{
    fn params(&'s self, client: &'c C, params: &'a HungOwnersParams) -> HungOwnersQuery<'c, 'a, 's, C, HungOwners, 2> {
        self.bind(client, &params.me, &params.seconds)
    }
}
pub struct StuckWavesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Sessions in the middle of a wave of these shards.
pub fn stuck_waves() -> StuckWavesStmt {
    StuckWavesStmt(
        "select distinct l.pid as pid from pg_locks as l where l.locktype = 'advisory' and l.classid = engine.fence_lock()::oid and l.objsubid = 2 and l.mode = 'ShareLock' and l.granted and l.objid::bigint = any ($1::smallint[]::bigint[]) and l.pid <> pg_backend_pid() and l.database = (select d.oid from pg_database as d where d.datname = current_database())",
        None,
    )
}
impl StuckWavesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
    ) -> Optioni32Query<'c, 'a, 's, C, Option<i32>, 1> {
        Optioni32Query {
            client,
            params: [shards],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct PeekStmt(&'static str, Option<tokio_postgres::Statement>);
/// The safety net behind the hints, one cheap look: the database's clock, whether anything waits in these shards that came after what is
/// given, whether a run that sleeps is to be woken until then, the last numbers given out, the oldest transaction that is open, and the next.
pub fn peek() -> PeekStmt {
    PeekStmt(
        "select engine.clock_now() as now, exists (select from engine.submissions as s where s.shard = any ($1::smallint[]) and s.id > $2::bigint) as submissions, exists (select from engine.inbox as i where i.shard = any ($1::smallint[]) and i.answered_at is null and i.id > $3::bigint) as requests, exists (select from engine.wakes as w where w.shard = any ($1::smallint[]) and w.id > $4::bigint) as wakes, exists (select from engine.runs as r where r.asleep and r.wake_at > coalesce($5::timestamptz, '-infinity') and r.wake_at <= $6::timestamptz and r.shard = any ($1::smallint[])) as sleepers, (select case when n.is_called then n.last_value else 0 end from engine.submissions_id_seq as n) as last_submission, (select case when n.is_called then n.last_value else 0 end from engine.inbox_id_seq as n) as last_request, (select case when n.is_called then n.last_value else 0 end from engine.wakes_id_seq as n) as last_wake, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next",
        None,
    )
}
impl PeekStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        after_submission: &'a i64,
        after_request: &'a i64,
        after_wake: &'a i64,
        after: &'a Option<jiff::Timestamp>,
        until: &'a jiff::Timestamp,
    ) -> PeekQuery<'c, 'a, 's, C, Peek, 6> {
        PeekQuery {
            client,
            params: [shards, after_submission, after_request, after_wake, after, until],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Peek, tokio_postgres::Error> {
                Ok(Peek {
                    now: row.try_get(0)?,
                    submissions: row.try_get(1)?,
                    requests: row.try_get(2)?,
                    wakes: row.try_get(3)?,
                    sleepers: row.try_get(4)?,
                    last_submission: row.try_get(5)?,
                    last_request: row.try_get(6)?,
                    last_wake: row.try_get(7)?,
                    oldest: row.try_get(8)?,
                    next: row.try_get(9)?,
                })
            },
            mapper: |it| Peek::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>>
    crate::client::async_::Params<'c, 'a, 's, PeekParams<T1>, PeekQuery<'c, 'a, 's, C, Peek, 6>, C> for PeekStmt
{
    fn params(&'s self, client: &'c C, params: &'a PeekParams<T1>) -> PeekQuery<'c, 'a, 's, C, Peek, 6> {
        self.bind(client, &params.shards, &params.after_submission, &params.after_request, &params.after_wake, &params.after, &params.until)
    }
}
pub struct ClockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn clock() -> ClockStmt {
    ClockStmt("select engine.clock_now() as now", None)
}
impl ClockStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 0> {
        JiffTimestampQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
