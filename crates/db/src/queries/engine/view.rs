// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct RunsBeforeParams {
    pub before: uuid::Uuid,
    pub rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct EntriesAfterParams {
    pub run_id: uuid::Uuid,
    pub after: i64,
    pub rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: String,
    pub state: String,
    pub wake_at: Option<jiff::Timestamp>,
    pub asleep: bool,
    pub created_at: jiff::Timestamp,
    pub last_seq: i64,
}
pub struct RunRowBorrowed<'a> {
    pub id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub plan_hash: &'a str,
    pub state: &'a str,
    pub wake_at: Option<jiff::Timestamp>,
    pub asleep: bool,
    pub created_at: jiff::Timestamp,
    pub last_seq: i64,
}
impl<'a> From<RunRowBorrowed<'a>> for RunRow {
    fn from(RunRowBorrowed { id, owner_id, plan_hash, state, wake_at, asleep, created_at, last_seq }: RunRowBorrowed<'a>) -> Self {
        Self { id, owner_id, plan_hash: plan_hash.into(), state: state.into(), wake_at, asleep, created_at, last_seq }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct EntriesAfter {
    pub seq: i64,
    pub at: jiff::Timestamp,
    pub entries: String,
}
pub struct EntriesAfterBorrowed<'a> {
    pub seq: i64,
    pub at: jiff::Timestamp,
    pub entries: &'a str,
}
impl<'a> From<EntriesAfterBorrowed<'a>> for EntriesAfter {
    fn from(EntriesAfterBorrowed { seq, at, entries }: EntriesAfterBorrowed<'a>) -> Self {
        Self { seq, at, entries: entries.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct PlanOf {
    pub plan_hash: String,
    pub body: String,
}
pub struct PlanOfBorrowed<'a> {
    pub plan_hash: &'a str,
    pub body: &'a str,
}
impl<'a> From<PlanOfBorrowed<'a>> for PlanOf {
    fn from(PlanOfBorrowed { plan_hash, body }: PlanOfBorrowed<'a>) -> Self {
        Self { plan_hash: plan_hash.into(), body: body.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct RunRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunRowBorrowed, tokio_postgres::Error>,
    mapper: fn(RunRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunRowBorrowed) -> R) -> RunRowQuery<'c, 'a, 's, C, R, N> {
        RunRowQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct EntriesAfterQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EntriesAfterBorrowed, tokio_postgres::Error>,
    mapper: fn(EntriesAfterBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EntriesAfterQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EntriesAfterBorrowed) -> R) -> EntriesAfterQuery<'c, 'a, 's, C, R, N> {
        EntriesAfterQuery {
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
pub struct PlanOfQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PlanOfBorrowed, tokio_postgres::Error>,
    mapper: fn(PlanOfBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PlanOfQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PlanOfBorrowed) -> R) -> PlanOfQuery<'c, 'a, 's, C, R, N> {
        PlanOfQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct RunStmt(&'static str, Option<tokio_postgres::Statement>);
/// The journal's end is read from its last row: runs do not follow each entry.
pub fn run() -> RunStmt {
    RunStmt(
        "select r.id, r.owner_id, r.plan_hash, r.state, r.wake_at, r.asleep, r.created_at, coalesce((select j.seq + case json_typeof(j.entries) when 'array' then json_array_length(j.entries) - 1 else 0 end from engine.journal as j where j.run_id = r.id order by j.seq desc limit 1), 0) as last_seq from engine.runs as r where r.id = $1::uuid",
        None,
    )
}
impl RunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> RunRowQuery<'c, 'a, 's, C, RunRow, 1> {
        RunRowQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunRowBorrowed, tokio_postgres::Error> {
                Ok(RunRowBorrowed {
                    id: row.try_get(0)?,
                    owner_id: row.try_get(1)?,
                    plan_hash: row.try_get(2)?,
                    state: row.try_get(3)?,
                    wake_at: row.try_get(4)?,
                    asleep: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    last_seq: row.try_get(7)?,
                })
            },
            mapper: |it| RunRow::from(it),
        }
    }
}
pub struct RunsBeforeStmt(&'static str, Option<tokio_postgres::Statement>);
/// A page of runs, newest first, that come before a given one.
pub fn runs_before() -> RunsBeforeStmt {
    RunsBeforeStmt(
        "select r.id, r.owner_id, r.plan_hash, r.state, r.wake_at, r.asleep, r.created_at, coalesce((select j.seq + case json_typeof(j.entries) when 'array' then json_array_length(j.entries) - 1 else 0 end from engine.journal as j where j.run_id = r.id order by j.seq desc limit 1), 0) as last_seq from engine.runs as r where r.id < $1::uuid order by r.id desc limit $2::bigint",
        None,
    )
}
impl RunsBeforeStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        before: &'a uuid::Uuid,
        rows: &'a i64,
    ) -> RunRowQuery<'c, 'a, 's, C, RunRow, 2> {
        RunRowQuery {
            client,
            params: [before, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunRowBorrowed, tokio_postgres::Error> {
                Ok(RunRowBorrowed {
                    id: row.try_get(0)?,
                    owner_id: row.try_get(1)?,
                    plan_hash: row.try_get(2)?,
                    state: row.try_get(3)?,
                    wake_at: row.try_get(4)?,
                    asleep: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    last_seq: row.try_get(7)?,
                })
            },
            mapper: |it| RunRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, RunsBeforeParams, RunRowQuery<'c, 'a, 's, C, RunRow, 2>, C>
    for RunsBeforeStmt
{
    fn params(&'s self, client: &'c C, params: &'a RunsBeforeParams) -> RunRowQuery<'c, 'a, 's, C, RunRow, 2> {
        self.bind(client, &params.before, &params.rows)
    }
}
pub struct EntriesAfterStmt(&'static str, Option<tokio_postgres::Statement>);
/// The rows that hold the entries behind a given one; the first may begin before it.
pub fn entries_after() -> EntriesAfterStmt {
    EntriesAfterStmt(
        "select j.seq, j.at, j.entries::text as entries from engine.journal as j where j.run_id = $1::uuid and j.seq >= coalesce((select k.seq from engine.journal as k where k.run_id = $1::uuid and k.seq <= $2::bigint order by k.seq desc limit 1), 0) order by j.seq limit $3::bigint",
        None,
    )
}
impl EntriesAfterStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        after: &'a i64,
        rows: &'a i64,
    ) -> EntriesAfterQuery<'c, 'a, 's, C, EntriesAfter, 3> {
        EntriesAfterQuery {
            client,
            params: [run_id, after, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EntriesAfterBorrowed, tokio_postgres::Error> {
                Ok(EntriesAfterBorrowed { seq: row.try_get(0)?, at: row.try_get(1)?, entries: row.try_get(2)? })
            },
            mapper: |it| EntriesAfter::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, EntriesAfterParams, EntriesAfterQuery<'c, 'a, 's, C, EntriesAfter, 3>, C>
    for EntriesAfterStmt
{
    fn params(&'s self, client: &'c C, params: &'a EntriesAfterParams) -> EntriesAfterQuery<'c, 'a, 's, C, EntriesAfter, 3> {
        self.bind(client, &params.run_id, &params.after, &params.rows)
    }
}
pub struct PlanOfStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn plan_of() -> PlanOfStmt {
    PlanOfStmt(
        "select r.plan_hash, p.body::text as body from engine.runs as r join engine.plans as p on p.hash = r.plan_hash where r.id = $1::uuid",
        None,
    )
}
impl PlanOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> PlanOfQuery<'c, 'a, 's, C, PlanOf, 1> {
        PlanOfQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PlanOfBorrowed, tokio_postgres::Error> {
                Ok(PlanOfBorrowed { plan_hash: row.try_get(0)?, body: row.try_get(1)? })
            },
            mapper: |it| PlanOf::from(it),
        }
    }
}
