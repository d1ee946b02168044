// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct TakeLineParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub flow: T1,
    pub key: T2,
    pub one_key: bool,
    pub place_limit: Option<i32>,
    pub rate_limit: Option<i32>,
    pub rate_ms: Option<i64>,
    pub rate_burst: Option<i32>,
    pub aging_ms: Option<i64>,
    pub cancels_oldest: bool,
}
#[derive(Debug)]
pub struct RoomParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub place_key: Option<T1>,
    pub rate_key: Option<T2>,
    pub line_id: i64,
}
#[derive(Debug)]
pub struct InsertStartParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
> {
    pub run_id: uuid::Uuid,
    pub place_key: Option<T1>,
    pub rate_key: Option<T2>,
    pub priority: i32,
    pub input: T3,
    pub approved_in_advance: Option<T4>,
    pub forked: bool,
    pub gather: Option<T5>,
    pub gather_key: Option<T6>,
    pub due_ms: Option<i64>,
    pub until_ms: Option<i64>,
    pub line_id: i64,
}
#[derive(Debug)]
pub struct GatheringParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub line_id: i64,
    pub gather: T1,
    pub gather_key: T2,
}
#[derive(Debug)]
pub struct DebounceStartParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql, T5: crate::StringSql>
{
    pub place_key: Option<T1>,
    pub rate_key: Option<T2>,
    pub priority: i32,
    pub input: T3,
    pub approved_in_advance: Option<T4>,
    pub due_ms: i64,
    pub run_id: uuid::Uuid,
    pub plan_hash: T5,
}
#[derive(Debug)]
pub struct DebounceRunParams<T1: crate::JsonSql, T2: crate::JsonSql> {
    pub flow_id: Option<uuid::Uuid>,
    pub version: Option<i32>,
    pub input: T1,
    pub attributes: T2,
    pub steps_total: i32,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct ShareRunParams<T1: crate::StringSql> {
    pub parent_id: Option<uuid::Uuid>,
    pub parent_step: Option<T1>,
    pub parent_attempt: Option<i32>,
    pub schedule_id: Option<uuid::Uuid>,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct GatherItemParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub input: T1,
}
#[derive(Debug)]
pub struct FirstItemParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub input: T1,
}
#[derive(Debug)]
pub struct MakeRoomParams<T1: crate::StringSql> {
    pub line_id: i64,
    pub place_key: T1,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct LetInParams<T1: crate::StringSql> {
    pub line_id: i64,
    pub place_key: Option<T1>,
}
#[derive(Debug)]
pub struct SkipRunParams<T1: crate::JsonSql> {
    pub run_id: uuid::Uuid,
    pub failure: T1,
}
#[derive(Debug)]
pub struct WithdrawParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql> {
    pub run_ids: T1,
    pub why: T2,
}
#[derive(Debug)]
pub struct LeaveParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = Option<uuid::Uuid>>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
> {
    pub ended: T1,
    pub heirs: T2,
    pub orphans: T3,
    pub why: T4,
}
#[derive(Debug)]
pub struct LineCountsParams<T1: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub flow: T1,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Room {
    pub no_place: bool,
    pub no_rate: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Gathering {
    pub run_id: uuid::Uuid,
    pub items: i32,
    pub bytes: i32,
    pub plan_hash: String,
}
pub struct GatheringBorrowed<'a> {
    pub run_id: uuid::Uuid,
    pub items: i32,
    pub bytes: i32,
    pub plan_hash: &'a str,
}
impl<'a> From<GatheringBorrowed<'a>> for Gathering {
    fn from(GatheringBorrowed { run_id, items, bytes, plan_hash }: GatheringBorrowed<'a>) -> Self {
        Self { run_id, items, bytes, plan_hash: plan_hash.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct LineCount {
    pub key: Option<String>,
    pub under_way: i32,
    pub waiting: i32,
    pub gathering: i32,
    pub oldest_waiting_at: Option<jiff::Timestamp>,
    pub place_limit: Option<i32>,
    pub due_at: Option<jiff::Timestamp>,
}
pub struct LineCountBorrowed<'a> {
    pub key: Option<&'a str>,
    pub under_way: i32,
    pub waiting: i32,
    pub gathering: i32,
    pub oldest_waiting_at: Option<jiff::Timestamp>,
    pub place_limit: Option<i32>,
    pub due_at: Option<jiff::Timestamp>,
}
impl<'a> From<LineCountBorrowed<'a>> for LineCount {
    fn from(
        LineCountBorrowed { key, under_way, waiting, gathering, oldest_waiting_at, place_limit, due_at }: LineCountBorrowed<'a>,
    ) -> Self {
        Self { key: key.map(|v| v.into()), under_way, waiting, gathering, oldest_waiting_at, place_limit, due_at }
    }
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
pub struct RoomQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Room, tokio_postgres::Error>,
    mapper: fn(Room) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RoomQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Room) -> R) -> RoomQuery<'c, 'a, 's, C, R, N> {
        RoomQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct GatheringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GatheringBorrowed, tokio_postgres::Error>,
    mapper: fn(GatheringBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GatheringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GatheringBorrowed) -> R) -> GatheringQuery<'c, 'a, 's, C, R, N> {
        GatheringQuery {
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
pub struct LineCountQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LineCountBorrowed, tokio_postgres::Error>,
    mapper: fn(LineCountBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LineCountQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(LineCountBorrowed) -> R) -> LineCountQuery<'c, 'a, 's, C, R, N> {
        LineCountQuery {
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
pub struct TakeLineStmt(&'static str, Option<tokio_postgres::Statement>);
/// The line of a key, locked until the transaction ends, with the limits of this plan.
pub fn take_line() -> TakeLineStmt {
    TakeLineStmt(
        "select flows.take_line( $1::uuid, $2::text, $3::text, $4::boolean, $5::integer, $6::integer, $7::bigint, $8::integer, $9::bigint, $10::boolean ) as id",
        None,
    )
}
impl TakeLineStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        flow: &'a T1,
        key: &'a T2,
        one_key: &'a bool,
        place_limit: &'a Option<i32>,
        rate_limit: &'a Option<i32>,
        rate_ms: &'a Option<i64>,
        rate_burst: &'a Option<i32>,
        aging_ms: &'a Option<i64>,
        cancels_oldest: &'a bool,
    ) -> I64Query<'c, 'a, 's, C, i64, 10> {
        I64Query {
            client,
            params: [user_id, flow, key, one_key, place_limit, rate_limit, rate_ms, rate_burst, aging_ms, cancels_oldest],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, TakeLineParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 10>, C> for TakeLineStmt
{
    fn params(&'s self, client: &'c C, params: &'a TakeLineParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 10> {
        self.bind(
            client,
            &params.user_id,
            &params.flow,
            &params.key,
            &params.one_key,
            &params.place_limit,
            &params.rate_limit,
            &params.rate_ms,
            &params.rate_burst,
            &params.aging_ms,
            &params.cancels_oldest,
        )
    }
}
pub struct RoomStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether a start that comes now would have to wait, and for what.
pub fn room() -> RoomStmt {
    RoomStmt(
        "select coalesce( $1::text is not null and l.place_limit <= ( select count(*) from ( select from flows.places p where p.line_id = l.id and p.key = $1::text union all select from flows.starts s where s.line_id = l.id and s.gather is null and s.place_key = $1::text limit l.place_limit ) as counted ), false ) as no_place, coalesce( $2::text is not null and ( exists (select from flows.starts s where s.line_id = l.id and s.gather is null and s.rate_key = $2::text) or exists ( select from flows.buckets b where b.line_id = l.id and b.key = $2::text and b.even_at - l.rate_step * (l.rate_burst - 1) > engine.clock_now() ) ), false ) as no_rate from flows.lines l where l.id = $3",
        None,
    )
}
impl RoomStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        place_key: &'a Option<T1>,
        rate_key: &'a Option<T2>,
        line_id: &'a i64,
    ) -> RoomQuery<'c, 'a, 's, C, Room, 3> {
        RoomQuery {
            client,
            params: [place_key, rate_key, line_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Room, tokio_postgres::Error> {
                Ok(Room { no_place: row.try_get(0)?, no_rate: row.try_get(1)? })
            },
            mapper: |it| Room::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, RoomParams<T1, T2>, RoomQuery<'c, 'a, 's, C, Room, 3>, C> for RoomStmt
{
    fn params(&'s self, client: &'c C, params: &'a RoomParams<T1, T2>) -> RoomQuery<'c, 'a, 's, C, Room, 3> {
        self.bind(client, &params.place_key, &params.rate_key, &params.line_id)
    }
}
pub struct InsertStartStmt(&'static str, Option<tokio_postgres::Statement>);
/// A start that waits from now on.
pub fn insert_start() -> InsertStartStmt {
    InsertStartStmt(
        "insert into flows.starts ( run_id, line_id, place_key, rate_key, priority, tier, turn, since, input, approved_in_advance, forked, gather, gather_key, due_at, until_at, bytes ) select $1, l.id, $2::text, $3::text, $4::integer, case when l.aging_ms is null then - $4::integer else 0 end, m.now - make_interval(secs => coalesce(l.aging_ms, 0) / 1000.0::double precision * $4::integer), m.now, $5::text::json, $6::text::json, $7, $8::text, $9::text, m.now + make_interval(secs => $10::bigint / 1000.0::double precision), m.now + make_interval(secs => $11::bigint / 1000.0::double precision), octet_length($5::text) from flows.lines l, (select engine.clock_now() as now) as m where l.id = $12",
        None,
    )
}
impl InsertStartStmt {
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
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        place_key: &'a Option<T1>,
        rate_key: &'a Option<T2>,
        priority: &'a i32,
        input: &'a T3,
        approved_in_advance: &'a Option<T4>,
        forked: &'a bool,
        gather: &'a Option<T5>,
        gather_key: &'a Option<T6>,
        due_ms: &'a Option<i64>,
        until_ms: &'a Option<i64>,
        line_id: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[run_id, place_key, rate_key, priority, input, approved_in_advance, forked, gather, gather_key, due_ms, until_ms, line_id],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
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
        InsertStartParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertStartStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertStartParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.run_id,
            &params.place_key,
            &params.rate_key,
            &params.priority,
            &params.input,
            &params.approved_in_advance,
            &params.forked,
            &params.gather,
            &params.gather_key,
            &params.due_ms,
            &params.until_ms,
            &params.line_id,
        ))
    }
}
pub struct GatheringStmt(&'static str, Option<tokio_postgres::Statement>);
/// The run that gathers starts of this key, if there is one.
pub fn gathering() -> GatheringStmt {
    GatheringStmt(
        "select s.run_id, s.items, s.bytes, r.plan_hash from flows.starts s join engine.runs r on r.id = s.run_id where s.line_id = $1 and s.gather = $2 and s.gather_key = $3",
        None,
    )
}
impl GatheringStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        line_id: &'a i64,
        gather: &'a T1,
        gather_key: &'a T2,
    ) -> GatheringQuery<'c, 'a, 's, C, Gathering, 3> {
        GatheringQuery {
            client,
            params: [line_id, gather, gather_key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GatheringBorrowed, tokio_postgres::Error> {
                Ok(GatheringBorrowed {
                    run_id: row.try_get(0)?,
                    items: row.try_get(1)?,
                    bytes: row.try_get(2)?,
                    plan_hash: row.try_get(3)?,
                })
            },
            mapper: |it| Gathering::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GatheringParams<T1, T2>, GatheringQuery<'c, 'a, 's, C, Gathering, 3>, C> for GatheringStmt
{
    fn params(&'s self, client: &'c C, params: &'a GatheringParams<T1, T2>) -> GatheringQuery<'c, 'a, 's, C, Gathering, 3> {
        self.bind(client, &params.line_id, &params.gather, &params.gather_key)
    }
}
pub struct DebounceStartStmt(&'static str, Option<tokio_postgres::Statement>);
/// The last start is the one that counts: the run begins with what this one says, once it has been quiet for long enough.
pub fn debounce_start() -> DebounceStartStmt {
    DebounceStartStmt(
        "with moved as ( update flows.starts s set place_key = $1::text, rate_key = $2::text, priority = $3::integer, input = $4::text::json, tier = case when l.aging_ms is null then - $3::integer else 0 end, turn = s.since - make_interval(secs => coalesce(l.aging_ms, 0) / 1000.0::double precision * $3::integer), approved_in_advance = $5::text::json, bytes = octet_length($4::text), items = s.items + 1, due_at = least(engine.clock_now() + make_interval(secs => $6::bigint / 1000.0::double precision), s.until_at) from flows.lines l where l.id = s.line_id and s.run_id = $7 returning s.run_id ), replanned as ( update engine.runs r set plan_hash = $8 from moved m where r.id = m.run_id ) select count(*) as rows from moved",
        None,
    )
}
impl DebounceStartStmt {
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
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        place_key: &'a Option<T1>,
        rate_key: &'a Option<T2>,
        priority: &'a i32,
        input: &'a T3,
        approved_in_advance: &'a Option<T4>,
        due_ms: &'a i64,
        run_id: &'a uuid::Uuid,
        plan_hash: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 8> {
        I64Query {
            client,
            params: [place_key, rate_key, priority, input, approved_in_advance, due_ms, run_id, plan_hash],
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
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
> crate::client::async_::Params<'c, 'a, 's, DebounceStartParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 8>, C>
    for DebounceStartStmt
{
    fn params(&'s self, client: &'c C, params: &'a DebounceStartParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 8> {
        self.bind(
            client,
            &params.place_key,
            &params.rate_key,
            &params.priority,
            &params.input,
            &params.approved_in_advance,
            &params.due_ms,
            &params.run_id,
            &params.plan_hash,
        )
    }
}
pub struct DebounceRunStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn debounce_run() -> DebounceRunStmt {
    DebounceRunStmt("update flows.runs set flow_id = $1, version = $2, input = $3, attributes = $4, steps_total = $5 where id = $6", None)
}
impl DebounceRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::JsonSql, T2: crate::JsonSql>(
        &'s self,
        client: &'c C,
        flow_id: &'a Option<uuid::Uuid>,
        version: &'a Option<i32>,
        input: &'a T1,
        attributes: &'a T2,
        steps_total: &'a i32,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[flow_id, version, input, attributes, steps_total, run_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql, T2: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DebounceRunParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DebounceRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DebounceRunParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.flow_id,
            &params.version,
            &params.input,
            &params.attributes,
            &params.steps_total,
            &params.run_id,
        ))
    }
}
pub struct ShareRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// A run that somebody else joins is not its opener's alone any more: it does not end with the attempt, or make way for the schedule, that opened it.
pub fn share_run() -> ShareRunStmt {
    ShareRunStmt(
        "with joined as ( select r.id, r.on_parent_end = 'cancel' and (r.parent_id, r.parent_step, r.parent_attempt) is distinct from ($1::uuid, $2::text, $3::integer) as by_another_attempt, r.schedule_id is distinct from $4::uuid as by_another_schedule from flows.runs r where r.id = $5 ) update flows.runs r set on_parent_end = case when j.by_another_attempt then 'abandon' else r.on_parent_end end, schedule_id = case when j.by_another_schedule then null else r.schedule_id end from joined j where r.id = j.id and (j.by_another_attempt or j.by_another_schedule and r.schedule_id is not null)",
        None,
    )
}
impl ShareRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        parent_id: &'a Option<uuid::Uuid>,
        parent_step: &'a Option<T1>,
        parent_attempt: &'a Option<i32>,
        schedule_id: &'a Option<uuid::Uuid>,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[parent_id, parent_step, parent_attempt, schedule_id, run_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ShareRunParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ShareRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ShareRunParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.parent_id, &params.parent_step, &params.parent_attempt, &params.schedule_id, &params.run_id))
    }
}
pub struct GatherItemStmt(&'static str, Option<tokio_postgres::Statement>);
/// One more start of a batch; says how many it has.
pub fn gather_item() -> GatherItemStmt {
    GatherItemStmt(
        "with kept as ( insert into flows.gathered (run_id, input) values ($1, $2::text::json) returning run_id ) update flows.starts s set items = s.items + 1, bytes = s.bytes + octet_length($2::text) from kept k where s.run_id = k.run_id returning s.items",
        None,
    )
}
impl GatherItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        input: &'a T1,
    ) -> I32Query<'c, 'a, 's, C, i32, 2> {
        I32Query {
            client,
            params: [run_id, input],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GatherItemParams<T1>, I32Query<'c, 'a, 's, C, i32, 2>, C> for GatherItemStmt
{
    fn params(&'s self, client: &'c C, params: &'a GatherItemParams<T1>) -> I32Query<'c, 'a, 's, C, i32, 2> {
        self.bind(client, &params.run_id, &params.input)
    }
}
pub struct FirstItemStmt(&'static str, Option<tokio_postgres::Statement>);
/// What the start that opens a batch brings; it is counted with the start.
pub fn first_item() -> FirstItemStmt {
    FirstItemStmt("insert into flows.gathered (run_id, input) values ($1, $2::text::json)", None)
}
impl FirstItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        input: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_id, input],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        FirstItemParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for FirstItemStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a FirstItemParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_id, &params.input))
    }
}
pub struct CloseGatheringStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn close_gathering() -> CloseGatheringStmt {
    CloseGatheringStmt("select flows.close_gathering($1::uuid) is null as closed", None)
}
impl CloseGatheringStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> BoolQuery<'c, 'a, 's, C, bool, 1> {
        BoolQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct FallDueStmt(&'static str, Option<tokio_postgres::Statement>);
/// A line is looked at when the first of its gatherings ends.
pub fn fall_due() -> FallDueStmt {
    FallDueStmt(
        "update flows.lines l set due_at = least(l.due_at, (select min(s.due_at) from flows.starts s where s.line_id = l.id and s.gather is not null)) where l.id = $1",
        None,
    )
}
impl FallDueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, line_id: &'a i64) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[line_id],
            )
            .await
    }
}
pub struct MakeRoomStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn make_room() -> MakeRoomStmt {
    MakeRoomStmt("select flows.make_room($1::bigint, $2::text, $3::uuid) is null as made", None)
}
impl MakeRoomStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        line_id: &'a i64,
        place_key: &'a T1,
        run_id: &'a uuid::Uuid,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 3> {
        BoolQuery {
            client,
            params: [line_id, place_key, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, MakeRoomParams<T1>, BoolQuery<'c, 'a, 's, C, bool, 3>, C> for MakeRoomStmt
{
    fn params(&'s self, client: &'c C, params: &'a MakeRoomParams<T1>) -> BoolQuery<'c, 'a, 's, C, bool, 3> {
        self.bind(client, &params.line_id, &params.place_key, &params.run_id)
    }
}
pub struct LetInStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn let_in() -> LetInStmt {
    LetInStmt("select flows.let_in($1::bigint, $2::text) as entered", None)
}
impl LetInStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        line_id: &'a i64,
        place_key: &'a Option<T1>,
    ) -> I32Query<'c, 'a, 's, C, i32, 2> {
        I32Query {
            client,
            params: [line_id, place_key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, LetInParams<T1>, I32Query<'c, 'a, 's, C, i32, 2>, C> for LetInStmt
{
    fn params(&'s self, client: &'c C, params: &'a LetInParams<T1>) -> I32Query<'c, 'a, 's, C, i32, 2> {
        self.bind(client, &params.line_id, &params.place_key)
    }
}
pub struct IsWaitingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn is_waiting() -> IsWaitingStmt {
    IsWaitingStmt("select exists (select from flows.starts s where s.run_id = $1) as waits", None)
}
impl IsWaitingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> BoolQuery<'c, 'a, 's, C, bool, 1> {
        BoolQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct SkipRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// A run that found no room and is kept as cancelled.
pub fn skip_run() -> SkipRunStmt {
    SkipRunStmt(
        "with ended as ( update engine.runs r set state = 'cancelled' where r.id = $1 returning r.id ) update flows.runs f set status = 'cancelled', failure = $2, ended_at = engine.clock_now() from ended e where f.id = e.id",
        None,
    )
}
impl SkipRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::JsonSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        failure: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[run_id, failure],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SkipRunParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SkipRunStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SkipRunParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.run_id, &params.failure))
    }
}
pub struct HoldForkStmt(&'static str, Option<tokio_postgres::Statement>);
/// A fork that waits is not taken up before it is let in.
pub fn hold_fork() -> HoldForkStmt {
    HoldForkStmt("update engine.runs r set begun = false, wake_at = null, asleep = true where r.id = $1", None)
}
impl HoldForkStmt {
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
pub struct WithdrawStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that wait are cancelled; those that do not wait any more are not among what is returned.
pub fn withdraw() -> WithdrawStmt {
    WithdrawStmt("select w.id from flows.withdraw($1::uuid[], $2::text::jsonb) as w (id)", None)
}
impl WithdrawStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        why: &'a T2,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [run_ids, why],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, WithdrawParams<T1, T2>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>, C> for WithdrawStmt
{
    fn params(&'s self, client: &'c C, params: &'a WithdrawParams<T1, T2>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.run_ids, &params.why)
    }
}
pub struct HoldLinesOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// Holds the lines in which any of these runs waits: nobody joins one of them meanwhile.
pub fn hold_lines_of() -> HoldLinesOfStmt {
    HoldLinesOfStmt(
        "with held as ( select l.id from flows.lines l where l.id in (select s.line_id from flows.starts s where s.run_id = any ($1::uuid[])) order by l.id for update ) select count(*) as lines from held",
        None,
    )
}
impl HoldLinesOfStmt {
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
pub struct LeaveStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that have ended give their places back, or hand them on, in the order that keeps two waves from waiting for each other: all lines first.
pub fn leave() -> LeaveStmt {
    LeaveStmt("select flows.leave($1::uuid[], $2::uuid[], $3::uuid[], $4::text::jsonb) as entered", None)
}
impl LeaveStmt {
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
        T2: crate::ArraySql<Item = Option<uuid::Uuid>>,
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        ended: &'a T1,
        heirs: &'a T2,
        orphans: &'a T3,
        why: &'a T4,
    ) -> I32Query<'c, 'a, 's, C, i32, 4> {
        I32Query {
            client,
            params: [ended, heirs, orphans, why],
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
    T2: crate::ArraySql<Item = Option<uuid::Uuid>>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
> crate::client::async_::Params<'c, 'a, 's, LeaveParams<T1, T2, T3, T4>, I32Query<'c, 'a, 's, C, i32, 4>, C> for LeaveStmt
{
    fn params(&'s self, client: &'c C, params: &'a LeaveParams<T1, T2, T3, T4>) -> I32Query<'c, 'a, 's, C, i32, 4> {
        self.bind(client, &params.ended, &params.heirs, &params.orphans, &params.why)
    }
}
pub struct ServeLinesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn serve_lines() -> ServeLinesStmt {
    ServeLinesStmt("select flows.serve_lines($1::integer) as served", None)
}
impl ServeLinesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, most: &'a i32) -> I32Query<'c, 'a, 's, C, i32, 1> {
        I32Query { client, params: [most], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SweepLinesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn sweep_lines() -> SweepLinesStmt {
    SweepLinesStmt("select flows.sweep_lines() as seen", None)
}
impl SweepLinesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I32Query<'c, 'a, 's, C, i32, 0> {
        I32Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct LineCountsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What is under way and what waits, of a flow of an owner, by key.
pub fn line_counts() -> LineCountsStmt {
    LineCountsStmt(
        "with counted as ( select p.line_id, p.key, 1 as under_way, 0 as waiting, 0 as gathering, null::timestamptz as since from flows.lines l join flows.places p on p.line_id = l.id where l.user_id = $1 and l.flow = $2 union all select s.line_id, coalesce(s.place_key, s.rate_key, s.gather_key), 0, (s.gather is null)::integer, (s.gather is not null)::integer, case when s.gather is null then s.since end from flows.lines l join flows.starts s on s.line_id = l.id where l.user_id = $1 and l.flow = $2 ) select nullif(c.key, '') as key, sum(c.under_way)::integer as under_way, sum(c.waiting)::integer as waiting, sum(c.gathering)::integer as gathering, min(c.since) as oldest_waiting_at, max(l.place_limit) as place_limit, min(l.due_at) as due_at from counted c join flows.lines l on l.id = c.line_id group by c.key order by sum(c.waiting) desc, c.key limit 500",
        None,
    )
}
impl LineCountsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        flow: &'a T1,
    ) -> LineCountQuery<'c, 'a, 's, C, LineCount, 2> {
        LineCountQuery {
            client,
            params: [user_id, flow],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<LineCountBorrowed, tokio_postgres::Error> {
                Ok(LineCountBorrowed {
                    key: row.try_get(0)?,
                    under_way: row.try_get(1)?,
                    waiting: row.try_get(2)?,
                    gathering: row.try_get(3)?,
                    oldest_waiting_at: row.try_get(4)?,
                    place_limit: row.try_get(5)?,
                    due_at: row.try_get(6)?,
                })
            },
            mapper: |it| LineCount::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, LineCountsParams<T1>, LineCountQuery<'c, 'a, 's, C, LineCount, 2>, C> for LineCountsStmt
{
    fn params(&'s self, client: &'c C, params: &'a LineCountsParams<T1>) -> LineCountQuery<'c, 'a, 's, C, LineCount, 2> {
        self.bind(client, &params.user_id, &params.flow)
    }
}
