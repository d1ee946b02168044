// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct InheritPayloadsParams {
    pub heir: uuid::Uuid,
    pub run_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct ObjectsToRemoveParams {
    pub grace_s: f64,
    pub rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct HoldAlone {
    pub lock_timeout: String,
    pub held: String,
}
pub struct HoldAloneBorrowed<'a> {
    pub lock_timeout: &'a str,
    pub held: &'a str,
}
impl<'a> From<HoldAloneBorrowed<'a>> for HoldAlone {
    fn from(HoldAloneBorrowed { lock_timeout, held }: HoldAloneBorrowed<'a>) -> Self {
        Self { lock_timeout: lock_timeout.into(), held: held.into() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Collect {
    pub looked_at: i64,
    pub deleted: i64,
    pub gone: i64,
    pub done: i64,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct HoldAloneQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<HoldAloneBorrowed, tokio_postgres::Error>,
    mapper: fn(HoldAloneBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> HoldAloneQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(HoldAloneBorrowed) -> R) -> HoldAloneQuery<'c, 'a, 's, C, R, N> {
        HoldAloneQuery {
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
pub struct CollectQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Collect, tokio_postgres::Error>,
    mapper: fn(Collect) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CollectQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Collect) -> R) -> CollectQuery<'c, 'a, 's, C, R, N> {
        CollectQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct InheritPayloadsStmt(&'static str, Option<tokio_postgres::Statement>);
/// A run that begins with what another has done needs what that one needs.
pub fn inherit_payloads() -> InheritPayloadsStmt {
    InheritPayloadsStmt(
        "with held as ( select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held ), used as ( insert into engine.payload_uses (sha256, run_id) select u.sha256, $1::uuid from held, engine.payload_uses as u where u.run_id = $2::uuid on conflict (sha256, run_id) do nothing returning 1 ) select count(*) as rows from used",
        None,
    )
}
impl InheritPayloadsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        heir: &'a uuid::Uuid,
        run_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [heir, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, InheritPayloadsParams, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for InheritPayloadsStmt
{
    fn params(&'s self, client: &'c C, params: &'a InheritPayloadsParams) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.heir, &params.run_id)
    }
}
pub struct WantedAgainStmt(&'static str, Option<tokio_postgres::Statement>);
/// An object that is to go and is about to be stored again: its time begins anew, and whoever is removing it has done so.
pub fn wanted_again() -> WantedAgainStmt {
    WantedAgainStmt(
        "with held as ( select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held ), spared as ( update engine.released_payloads as r set gone_at = engine.clock_now() from held where r.sha256 = $1::text and r.gone_at is not null returning 1 ) select (select count(*) from spared) as rows from held",
        None,
    )
}
impl WantedAgainStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        sha256: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [sha256], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct HoldAloneStmt(&'static str, Option<tokio_postgres::Statement>);
/// From here to the end of the transaction nobody stores a payload; who did has committed. Waits for half a second at most.
pub fn hold_alone() -> HoldAloneStmt {
    HoldAloneStmt(
        "select set_config('lock_timeout', '500ms', true) as lock_timeout, pg_advisory_xact_lock(engine.payload_lock(), 0)::text as held",
        None,
    )
}
impl HoldAloneStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> HoldAloneQuery<'c, 'a, 's, C, HoldAlone, 0> {
        HoldAloneQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<HoldAloneBorrowed, tokio_postgres::Error> {
                Ok(HoldAloneBorrowed { lock_timeout: row.try_get(0)?, held: row.try_get(1)? })
            },
            mapper: |it| HoldAlone::from(it),
        }
    }
}
pub struct CollectStmt(&'static str, Option<tokio_postgres::Statement>);
/// Looks at released payloads and deletes those that nobody needs; what lies in the object store waits there for a while. Counts those looked at.
pub fn collect() -> CollectStmt {
    CollectStmt(
        "with looked_at as ( select r.sha256 from engine.released_payloads as r where r.gone_at is null order by r.sha256 limit $1::bigint ), deleted as ( delete from engine.payloads as p using looked_at as l where p.sha256 = l.sha256 and p.counted and not exists (select from engine.payload_uses as u where u.sha256 = l.sha256) returning p.sha256, p.location ), gone as ( update engine.released_payloads as r set gone_at = engine.clock_now() from deleted as d where r.sha256 = d.sha256 and d.location is not null returning 1 ), done as ( delete from engine.released_payloads as r using looked_at as l where r.sha256 = l.sha256 and not exists (select from deleted as d where d.sha256 = r.sha256 and d.location is not null) returning 1 ) select (select count(*) from looked_at) as looked_at, (select count(*) from deleted) as deleted, (select count(*) from gone) as gone, (select count(*) from done) as done",
        None,
    )
}
impl CollectStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, rows: &'a i64) -> CollectQuery<'c, 'a, 's, C, Collect, 1> {
        CollectQuery {
            client,
            params: [rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Collect, tokio_postgres::Error> {
                Ok(Collect { looked_at: row.try_get(0)?, deleted: row.try_get(1)?, gone: row.try_get(2)?, done: row.try_get(3)? })
            },
            mapper: |it| Collect::from(it),
        }
    }
}
pub struct SpareStoredStmt(&'static str, Option<tokio_postgres::Statement>);
/// Payloads whose object was to go and that somebody has stored again.
pub fn spare_stored() -> SpareStoredStmt {
    SpareStoredStmt(
        "with spared as ( update engine.released_payloads as r set gone_at = null where r.gone_at is not null and exists (select from engine.payloads as p where p.sha256 = r.sha256) returning 1 ) select count(*) as rows from spared",
        None,
    )
}
impl SpareStoredStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I64Query<'c, 'a, 's, C, i64, 0> {
        I64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct ObjectsToRemoveStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn objects_to_remove() -> ObjectsToRemoveStmt {
    ObjectsToRemoveStmt(
        "select r.sha256 from engine.released_payloads as r where r.gone_at < engine.clock_now() - make_interval(secs => $1::double precision) order by r.gone_at limit $2::bigint",
        None,
    )
}
impl ObjectsToRemoveStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        grace_s: &'a f64,
        rows: &'a i64,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        StringQuery {
            client,
            params: [grace_s, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, ObjectsToRemoveParams, StringQuery<'c, 'a, 's, C, String, 2>, C> for ObjectsToRemoveStmt
{
    fn params(&'s self, client: &'c C, params: &'a ObjectsToRemoveParams) -> StringQuery<'c, 'a, 's, C, String, 2> {
        self.bind(client, &params.grace_s, &params.rows)
    }
}
pub struct ObjectRemovedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn object_removed() -> ObjectRemovedStmt {
    ObjectRemovedStmt("delete from engine.released_payloads where sha256 = $1::text and gone_at is not null", None)
}
impl ObjectRemovedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        sha256: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[sha256],
            )
            .await
    }
}
pub struct SomeReleasedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn some_released() -> SomeReleasedStmt {
    SomeReleasedStmt("select exists (select from engine.released_payloads) as some", None)
}
impl SomeReleasedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
