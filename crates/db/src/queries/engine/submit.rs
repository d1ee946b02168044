// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SavePlanParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub hash: T1,
    pub body: T2,
}
#[derive(Debug)]
pub struct ClaimKeyParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub owner_id: uuid::Uuid,
    pub key: T1,
    pub run_id: uuid::Uuid,
    pub fingerprint: T2,
}
#[derive(Debug)]
pub struct KeyHolderParams<T1: crate::StringSql> {
    pub owner_id: uuid::Uuid,
    pub key: T1,
}
#[derive(Debug)]
pub struct CreateRunParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub shard: i16,
    pub plan_hash: T1,
    pub input: T2,
    pub approved_in_advance: Option<T3>,
}
#[derive(Debug)]
pub struct HoldRunParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub owner_id: uuid::Uuid,
    pub shard: i16,
    pub plan_hash: T1,
}
#[derive(Debug)]
pub struct PostRequestParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub dedup_id: T1,
    pub request: T2,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct PostedRequestParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub dedup_id: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct KeyHolder {
    pub run_id: uuid::Uuid,
    pub fingerprint: String,
}
pub struct KeyHolderBorrowed<'a> {
    pub run_id: uuid::Uuid,
    pub fingerprint: &'a str,
}
impl<'a> From<KeyHolderBorrowed<'a>> for KeyHolder {
    fn from(KeyHolderBorrowed { run_id, fingerprint }: KeyHolderBorrowed<'a>) -> Self {
        Self { run_id, fingerprint: fingerprint.into() }
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
pub struct KeyHolderQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<KeyHolderBorrowed, tokio_postgres::Error>,
    mapper: fn(KeyHolderBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> KeyHolderQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(KeyHolderBorrowed) -> R) -> KeyHolderQuery<'c, 'a, 's, C, R, N> {
        KeyHolderQuery {
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
pub struct OptionStringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Option<&str>, tokio_postgres::Error>,
    mapper: fn(Option<&str>) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OptionStringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Option<&str>) -> R) -> OptionStringQuery<'c, 'a, 's, C, R, N> {
        OptionStringQuery {
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
pub struct SavePlanStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn save_plan() -> SavePlanStmt {
    SavePlanStmt(
        "with saved as ( insert into engine.plans (hash, body) values ($1::text, $2::text::json) on conflict (hash) do nothing returning 1 ) select count(*) as rows from saved",
        None,
    )
}
impl SavePlanStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        hash: &'a T1,
        body: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [hash, body],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, SavePlanParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 2>, C> for SavePlanStmt
{
    fn params(&'s self, client: &'c C, params: &'a SavePlanParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.hash, &params.body)
    }
}
pub struct ClaimKeyStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn claim_key() -> ClaimKeyStmt {
    ClaimKeyStmt(
        "with claimed as ( insert into engine.start_keys (owner_id, key, run_id, fingerprint) values ($1::uuid, $2::text, $3::uuid, $4::text) on conflict (owner_id, key) do nothing returning 1 ) select count(*) as rows from claimed",
        None,
    )
}
impl ClaimKeyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        owner_id: &'a uuid::Uuid,
        key: &'a T1,
        run_id: &'a uuid::Uuid,
        fingerprint: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [owner_id, key, run_id, fingerprint],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ClaimKeyParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 4>, C> for ClaimKeyStmt
{
    fn params(&'s self, client: &'c C, params: &'a ClaimKeyParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.owner_id, &params.key, &params.run_id, &params.fingerprint)
    }
}
pub struct KeyHolderStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn key_holder() -> KeyHolderStmt {
    KeyHolderStmt("select k.run_id, k.fingerprint from engine.start_keys as k where k.owner_id = $1::uuid and k.key = $2::text", None)
}
impl KeyHolderStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        owner_id: &'a uuid::Uuid,
        key: &'a T1,
    ) -> KeyHolderQuery<'c, 'a, 's, C, KeyHolder, 2> {
        KeyHolderQuery {
            client,
            params: [owner_id, key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<KeyHolderBorrowed, tokio_postgres::Error> {
                Ok(KeyHolderBorrowed { run_id: row.try_get(0)?, fingerprint: row.try_get(1)? })
            },
            mapper: |it| KeyHolder::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, KeyHolderParams<T1>, KeyHolderQuery<'c, 'a, 's, C, KeyHolder, 2>, C> for KeyHolderStmt
{
    fn params(&'s self, client: &'c C, params: &'a KeyHolderParams<T1>) -> KeyHolderQuery<'c, 'a, 's, C, KeyHolder, 2> {
        self.bind(client, &params.owner_id, &params.key)
    }
}
pub struct CreateRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// The run and its submission together; counts 0 where the identity is taken.
pub fn create_run() -> CreateRunStmt {
    CreateRunStmt(
        "with created as ( insert into engine.runs (id, owner_id, shard, plan_hash) values ($1::uuid, $2::uuid, $3::smallint, $4::text) on conflict (id) do nothing returning id ), submitted as ( insert into engine.submissions (shard, run_id, owner_id, plan_hash, input, approved_in_advance) select $3::smallint, created.id, $2::uuid, $4::text, $5::text::json, $6::text::json from created returning 1 ) select count(*) as rows from submitted",
        None,
    )
}
impl CreateRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner_id: &'a uuid::Uuid,
        shard: &'a i16,
        plan_hash: &'a T1,
        input: &'a T2,
        approved_in_advance: &'a Option<T3>,
    ) -> I64Query<'c, 'a, 's, C, i64, 6> {
        I64Query {
            client,
            params: [run_id, owner_id, shard, plan_hash, input, approved_in_advance],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, CreateRunParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 6>, C> for CreateRunStmt
{
    fn params(&'s self, client: &'c C, params: &'a CreateRunParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 6> {
        self.bind(client, &params.run_id, &params.owner_id, &params.shard, &params.plan_hash, &params.input, &params.approved_in_advance)
    }
}
pub struct HoldRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// The run without a submission: it sleeps until somebody submits it. Counts 0 where the identity is taken.
pub fn hold_run() -> HoldRunStmt {
    HoldRunStmt(
        "with created as ( insert into engine.runs (id, owner_id, shard, plan_hash, asleep) values ($1::uuid, $2::uuid, $3::smallint, $4::text, true) on conflict (id) do nothing returning 1 ) select count(*) as rows from created",
        None,
    )
}
impl HoldRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner_id: &'a uuid::Uuid,
        shard: &'a i16,
        plan_hash: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_id, owner_id, shard, plan_hash],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, HoldRunParams<T1>, I64Query<'c, 'a, 's, C, i64, 4>, C> for HoldRunStmt
{
    fn params(&'s self, client: &'c C, params: &'a HoldRunParams<T1>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_id, &params.owner_id, &params.shard, &params.plan_hash)
    }
}
pub struct PostRequestStmt(&'static str, Option<tokio_postgres::Statement>);
/// Files a request for a run that exists; a repeated one returns no row. A run that was cancelled before it began has no machine to answer.
pub fn post_request() -> PostRequestStmt {
    PostRequestStmt(
        "insert into engine.inbox (shard, run_id, dedup_id, request, answered_at, answer) select r.shard, r.id, $1::text, $2::text::jsonb, case when o.over then engine.clock_now() end, case when o.over then '{\"outcome\": \"refused\", \"code\": \"RUN_ENDED\", \"message\": \"the run was cancelled before it began\"}'::jsonb end from engine.runs as r, lateral (select r.state <> 'running' and not r.begun as over) as o where r.id = $3::uuid on conflict (run_id, dedup_id) do nothing returning id",
        None,
    )
}
impl PostRequestStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        dedup_id: &'a T1,
        request: &'a T2,
        run_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [dedup_id, request, run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, PostRequestParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 3>, C> for PostRequestStmt
{
    fn params(&'s self, client: &'c C, params: &'a PostRequestParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.dedup_id, &params.request, &params.run_id)
    }
}
pub struct PostedRequestStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn posted_request() -> PostedRequestStmt {
    PostedRequestStmt("select i.id from engine.inbox as i where i.run_id = $1::uuid and i.dedup_id = $2::text", None)
}
impl PostedRequestStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        dedup_id: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [run_id, dedup_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, PostedRequestParams<T1>, I64Query<'c, 'a, 's, C, i64, 2>, C> for PostedRequestStmt
{
    fn params(&'s self, client: &'c C, params: &'a PostedRequestParams<T1>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.run_id, &params.dedup_id)
    }
}
pub struct AnswerStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn answer() -> AnswerStmt {
    AnswerStmt("select i.answer::text as answer from engine.inbox as i where i.id = $1::bigint", None)
}
impl AnswerStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a i64) -> OptionStringQuery<'c, 'a, 's, C, Option<String>, 1> {
        OptionStringQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.map(|v| v.into()),
        }
    }
}
