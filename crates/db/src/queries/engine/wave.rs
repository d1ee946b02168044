// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct FenceParams<T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>> {
    pub shards: T1,
    pub epochs: T2,
    pub lock_timeout_ms: i32,
}
#[derive(Debug)]
pub struct StorePayloadsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::BytesSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
> {
    pub used: T2,
    pub used_by: T3,
    pub hashes: T5,
    pub sizes: T6,
    pub bytes: T8,
    pub locations: T10,
}
#[derive(Debug)]
pub struct SavePlansParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::StringSql, T4: crate::ArraySql<Item = T3>> {
    pub hashes: T2,
    pub bodies: T4,
}
#[derive(Debug)]
pub struct CreateRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T9: crate::ArraySql<Item = bool>,
> {
    pub ids: T1,
    pub owners: T2,
    pub shards: T3,
    pub plan_hashes: T5,
    pub states: T7,
    pub wake_ats: T8,
    pub asleep: T9,
}
#[derive(Debug)]
pub struct SubmitRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
> {
    pub ids: T1,
    pub owners: T2,
    pub shards: T3,
    pub plan_hashes: T5,
    pub inputs: T7,
    pub approved_in_advance: T9,
}
#[derive(Debug)]
pub struct HandOnRequestsParams<
    T1: crate::ArraySql<Item = i16>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
> {
    pub shards: T1,
    pub run_ids: T2,
    pub dedup_ids: T4,
    pub requests: T6,
}
#[derive(Debug)]
pub struct HandOnOpenParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = uuid::Uuid>, T3: crate::ArraySql<Item = i64>>
{
    pub run_ids: T1,
    pub nexts: T2,
    pub answering: T3,
}
#[derive(Debug)]
pub struct AppendEntriesParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = i64>,
    T3: crate::ArraySql<Item = jiff::Timestamp>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> {
    pub run_ids: T1,
    pub seqs: T2,
    pub ats: T3,
    pub entries: T5,
}
#[derive(Debug)]
pub struct AdvanceRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T5: crate::ArraySql<Item = bool>,
> {
    pub run_ids: T1,
    pub states: T3,
    pub wake_ats: T4,
    pub asleep: T5,
}
#[derive(Debug)]
pub struct MoveToPlansParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>> {
    pub run_ids: T1,
    pub plan_hashes: T3,
}
#[derive(Debug)]
pub struct AnswerRequestsParams<T1: crate::ArraySql<Item = i64>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>> {
    pub ids: T1,
    pub answers: T3,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct StorePayloads {
    pub rows: i64,
    pub uses: i64,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct StorePayloadsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<StorePayloads, tokio_postgres::Error>,
    mapper: fn(StorePayloads) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StorePayloadsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(StorePayloads) -> R) -> StorePayloadsQuery<'c, 'a, 's, C, R, N> {
        StorePayloadsQuery {
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
pub struct FenceStmt(&'static str, Option<tokio_postgres::Statement>);
/// Opens a wave, or refuses it with SQLSTATE GW001. Tells the database's clock.
pub fn fence() -> FenceStmt {
    FenceStmt("select engine.fence($1::smallint[], $2::bigint[], $3::integer) as now", None)
}
impl FenceStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        epochs: &'a T2,
        lock_timeout_ms: &'a i32,
    ) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 3> {
        JiffTimestampQuery {
            client,
            params: [shards, epochs, lock_timeout_ms],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i16>, T2: crate::ArraySql<Item = i64>>
    crate::client::async_::Params<'c, 'a, 's, FenceParams<T1, T2>, JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 3>, C> for FenceStmt
{
    fn params(&'s self, client: &'c C, params: &'a FenceParams<T1, T2>) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 3> {
        self.bind(client, &params.shards, &params.epochs, &params.lock_timeout_ms)
    }
}
pub struct StorePayloadsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Payloads, and which runs need them. The lock is held until that is committed: nobody deletes a payload meanwhile.
/// Like every statement of a wave it returns a row, because only such statements are kept prepared.
pub fn store_payloads() -> StorePayloadsStmt {
    StorePayloadsStmt(
        "with held as ( select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held ), used as ( insert into engine.payload_uses (sha256, run_id) select w.sha256, w.run_id from held, unnest($1::text[], $2::uuid[]) as w (sha256, run_id) order by w.sha256, w.run_id on conflict (sha256, run_id) do nothing returning 1 ), written as ( insert into engine.payloads (sha256, size_bytes, bytes, location, counted) select w.sha256, w.size_bytes, w.bytes, w.location, true from held, unnest($3::text[], $4::bigint[], $5::bytea[], $6::text[]) as w (sha256, size_bytes, bytes, location) order by w.sha256 on conflict (sha256) do nothing returning 1 ) select (select count(*) from written) as rows, (select count(*) from used) as uses",
        None,
    )
}
impl StorePayloadsStmt {
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
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = i64>,
        T7: crate::BytesSql,
        T8: crate::ArraySql<Item = Option<T7>>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = Option<T9>>,
    >(
        &'s self,
        client: &'c C,
        used: &'a T2,
        used_by: &'a T3,
        hashes: &'a T5,
        sizes: &'a T6,
        bytes: &'a T8,
        locations: &'a T10,
    ) -> StorePayloadsQuery<'c, 'a, 's, C, StorePayloads, 6> {
        StorePayloadsQuery {
            client,
            params: [used, used_by, hashes, sizes, bytes, locations],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<StorePayloads, tokio_postgres::Error> {
                Ok(StorePayloads { rows: row.try_get(0)?, uses: row.try_get(1)? })
            },
            mapper: |it| StorePayloads::from(it),
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
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::BytesSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = Option<T9>>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        StorePayloadsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
        StorePayloadsQuery<'c, 'a, 's, C, StorePayloads, 6>,
        C,
    > for StorePayloadsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a StorePayloadsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> StorePayloadsQuery<'c, 'a, 's, C, StorePayloads, 6> {
        self.bind(client, &params.used, &params.used_by, &params.hashes, &params.sizes, &params.bytes, &params.locations)
    }
}
pub struct SavePlansStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn save_plans() -> SavePlansStmt {
    SavePlansStmt(
        "with saved as ( insert into engine.plans (hash, body) select w.hash, w.body::json from unnest($1::text[], $2::text[]) as w (hash, body) order by w.hash on conflict (hash) do nothing returning 1 ) select count(*) as rows from saved",
        None,
    )
}
impl SavePlansStmt {
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
        hashes: &'a T2,
        bodies: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [hashes, bodies],
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
> crate::client::async_::Params<'c, 'a, 's, SavePlansParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 2>, C> for SavePlansStmt
{
    fn params(&'s self, client: &'c C, params: &'a SavePlansParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.hashes, &params.bodies)
    }
}
pub struct CreateRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that come into being together with their first entries.
pub fn create_runs() -> CreateRunsStmt {
    CreateRunsStmt(
        "with created as ( insert into engine.runs (id, owner_id, shard, plan_hash, state, wake_at, asleep, begun) select w.id, w.owner_id, w.shard, w.plan_hash, w.state, w.wake_at, w.asleep, true from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[]) as w (id, owner_id, shard, plan_hash, state, wake_at, asleep) returning 1 ) select count(*) as rows from created",
        None,
    )
}
impl CreateRunsStmt {
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
        T3: crate::ArraySql<Item = i16>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T9: crate::ArraySql<Item = bool>,
    >(
        &'s self,
        client: &'c C,
        ids: &'a T1,
        owners: &'a T2,
        shards: &'a T3,
        plan_hashes: &'a T5,
        states: &'a T7,
        wake_ats: &'a T8,
        asleep: &'a T9,
    ) -> I64Query<'c, 'a, 's, C, i64, 7> {
        I64Query {
            client,
            params: [ids, owners, shards, plan_hashes, states, wake_ats, asleep],
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
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T9: crate::ArraySql<Item = bool>,
> crate::client::async_::Params<'c, 'a, 's, CreateRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>, I64Query<'c, 'a, 's, C, i64, 7>, C>
    for CreateRunsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CreateRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
    ) -> I64Query<'c, 'a, 's, C, i64, 7> {
        self.bind(
            client,
            &params.ids,
            &params.owners,
            &params.shards,
            &params.plan_hashes,
            &params.states,
            &params.wake_ats,
            &params.asleep,
        )
    }
}
pub struct SubmitRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that come of the transitions of others, together with them. One that is there already came of the same transition.
pub fn submit_runs() -> SubmitRunsStmt {
    SubmitRunsStmt(
        "with born as ( select w.id, w.owner_id, w.shard, w.plan_hash, w.input, w.approved_in_advance from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::text[]) as w (id, owner_id, shard, plan_hash, input, approved_in_advance) ), created as ( insert into engine.runs (id, owner_id, shard, plan_hash) select b.id, b.owner_id, b.shard, b.plan_hash from born as b on conflict (id) do nothing returning id ), submitted as ( insert into engine.submissions (shard, run_id, owner_id, plan_hash, input, approved_in_advance) select b.shard, b.id, b.owner_id, b.plan_hash, b.input::json, b.approved_in_advance::json from born as b join created as c on c.id = b.id returning 1 ) select count(*) as rows from submitted",
        None,
    )
}
impl SubmitRunsStmt {
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
        T3: crate::ArraySql<Item = i16>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
    >(
        &'s self,
        client: &'c C,
        ids: &'a T1,
        owners: &'a T2,
        shards: &'a T3,
        plan_hashes: &'a T5,
        inputs: &'a T7,
        approved_in_advance: &'a T9,
    ) -> I64Query<'c, 'a, 's, C, i64, 6> {
        I64Query {
            client,
            params: [ids, owners, shards, plan_hashes, inputs, approved_in_advance],
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
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
> crate::client::async_::Params<'c, 'a, 's, SubmitRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>, I64Query<'c, 'a, 's, C, i64, 6>, C>
    for SubmitRunsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SubmitRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
    ) -> I64Query<'c, 'a, 's, C, i64, 6> {
        self.bind(client, &params.ids, &params.owners, &params.shards, &params.plan_hashes, &params.inputs, &params.approved_in_advance)
    }
}
pub struct HandOnRequestsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What a run had been asked and had not come to, for the one in which it goes on; in order.
pub fn hand_on_requests() -> HandOnRequestsStmt {
    HandOnRequestsStmt(
        "with handed as ( insert into engine.inbox (shard, run_id, dedup_id, request) select w.shard, w.run_id, w.dedup_id, w.request::jsonb from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[]) with ordinality as w (shard, run_id, dedup_id, request, place) order by w.place on conflict (run_id, dedup_id) do nothing returning 1 ) select count(*) as rows from handed",
        None,
    )
}
impl HandOnRequestsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = i16>,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
    >(
        &'s self,
        client: &'c C,
        shards: &'a T1,
        run_ids: &'a T2,
        dedup_ids: &'a T4,
        requests: &'a T6,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [shards, run_ids, dedup_ids, requests],
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
    T1: crate::ArraySql<Item = i16>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
> crate::client::async_::Params<'c, 'a, 's, HandOnRequestsParams<T1, T2, T3, T4, T5, T6>, I64Query<'c, 'a, 's, C, i64, 4>, C>
    for HandOnRequestsStmt
{
    fn params(&'s self, client: &'c C, params: &'a HandOnRequestsParams<T1, T2, T3, T4, T5, T6>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.shards, &params.run_ids, &params.dedup_ids, &params.requests)
    }
}
pub struct HandOnOpenStmt(&'static str, Option<tokio_postgres::Statement>);
/// What runs have been asked and have not answered, for those in which they go on: under the same keys, so that whoever asks again there is answered
/// once. What this wave answers is not open.
pub fn hand_on_open() -> HandOnOpenStmt {
    HandOnOpenStmt(
        "with handed as ( insert into engine.inbox (shard, run_id, dedup_id, request) select i.shard, w.next, i.dedup_id, i.request from unnest($1::uuid[], $2::uuid[]) as w (run_id, next) join engine.inbox as i on i.run_id = w.run_id where i.answered_at is null and i.id <> all ($3::bigint[]) and i.request ->> 'request' in ('signal', 'update', 'cancel', 'pause', 'resume') order by i.id on conflict (run_id, dedup_id) do nothing returning 1 ) select count(*) as rows from handed",
        None,
    )
}
impl HandOnOpenStmt {
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
        T3: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        nexts: &'a T2,
        answering: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, nexts, answering],
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
    T3: crate::ArraySql<Item = i64>,
> crate::client::async_::Params<'c, 'a, 's, HandOnOpenParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 3>, C> for HandOnOpenStmt
{
    fn params(&'s self, client: &'c C, params: &'a HandOnOpenParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.nexts, &params.answering)
    }
}
pub struct AppendEntriesStmt(&'static str, Option<tokio_postgres::Statement>);
/// A row for each transition. A second writer of the same run meets the key: both go on after the same entry.
pub fn append_entries() -> AppendEntriesStmt {
    AppendEntriesStmt(
        "with written as ( insert into engine.journal (run_id, seq, at, entries) select w.run_id, w.seq, w.at, w.entries::json from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) as w (run_id, seq, at, entries) returning 1 ) select count(*) as rows from written",
        None,
    )
}
impl AppendEntriesStmt {
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
        T2: crate::ArraySql<Item = i64>,
        T3: crate::ArraySql<Item = jiff::Timestamp>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        seqs: &'a T2,
        ats: &'a T3,
        entries: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, seqs, ats, entries],
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
    T2: crate::ArraySql<Item = i64>,
    T3: crate::ArraySql<Item = jiff::Timestamp>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> crate::client::async_::Params<'c, 'a, 's, AppendEntriesParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C>
    for AppendEntriesStmt
{
    fn params(&'s self, client: &'c C, params: &'a AppendEntriesParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.seqs, &params.ats, &params.entries)
    }
}
pub struct AdvanceRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that began, paused, went on, ended, fell asleep, woke up, or have another deadline.
pub fn advance_runs() -> AdvanceRunsStmt {
    AdvanceRunsStmt(
        "with moved as ( update engine.runs as r set begun = true, state = w.state, wake_at = w.wake_at, asleep = w.asleep from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::boolean[]) as w (run_id, state, wake_at, asleep) where r.id = w.run_id returning 1 ) select count(*) as rows from moved",
        None,
    )
}
impl AdvanceRunsStmt {
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
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T5: crate::ArraySql<Item = bool>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        states: &'a T3,
        wake_ats: &'a T4,
        asleep: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, states, wake_ats, asleep],
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
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T5: crate::ArraySql<Item = bool>,
> crate::client::async_::Params<'c, 'a, 's, AdvanceRunsParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C> for AdvanceRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a AdvanceRunsParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.states, &params.wake_ats, &params.asleep)
    }
}
pub struct MoveToPlansStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that have moved to another plan.
pub fn move_to_plans() -> MoveToPlansStmt {
    MoveToPlansStmt(
        "with moved as ( update engine.runs as r set plan_hash = w.plan_hash from unnest($1::uuid[], $2::text[]) as w (run_id, plan_hash) where r.id = w.run_id returning 1 ) select count(*) as rows from moved",
        None,
    )
}
impl MoveToPlansStmt {
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
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        plan_hashes: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [run_ids, plan_hashes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
    crate::client::async_::Params<'c, 'a, 's, MoveToPlansParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 2>, C> for MoveToPlansStmt
{
    fn params(&'s self, client: &'c C, params: &'a MoveToPlansParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.run_ids, &params.plan_hashes)
    }
}
pub struct BeginRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes runs that have begun out of the submissions. A list and no join: the planner takes the table for empty, and would begin a join with all
/// that is in it, what old snapshots keep as well.
pub fn begin_runs() -> BeginRunsStmt {
    BeginRunsStmt(
        "with begun as ( delete from engine.submissions as s where s.run_id = any ($1::uuid[]) returning 1 ) select count(*) as rows from begun",
        None,
    )
}
impl BeginRunsStmt {
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
pub struct AnswerRequestsStmt(&'static str, Option<tokio_postgres::Statement>);
/// The first answer stands. Not a condition: the index of what is open would be read from its beginning for it, old snapshots' part as well.
pub fn answer_requests() -> AnswerRequestsStmt {
    AnswerRequestsStmt(
        "with answered as ( update engine.inbox as i set answered_at = coalesce(i.answered_at, engine.clock_now()), answer = coalesce(i.answer, w.answer::jsonb) from unnest($1::bigint[], $2::text[]) as w (id, answer) where i.id = w.id returning 1 ) select count(*) as rows from answered",
        None,
    )
}
impl AnswerRequestsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i64>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
        answers: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [ids, answers],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i64>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
    crate::client::async_::Params<'c, 'a, 's, AnswerRequestsParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 2>, C> for AnswerRequestsStmt
{
    fn params(&'s self, client: &'c C, params: &'a AnswerRequestsParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.ids, &params.answers)
    }
}
pub struct ForgetWakesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Wakes of runs that are in memory now.
pub fn forget_wakes() -> ForgetWakesStmt {
    ForgetWakesStmt(
        "with gone as ( delete from engine.wakes as g where g.id = any ($1::bigint[]) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl ForgetWakesStmt {
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
