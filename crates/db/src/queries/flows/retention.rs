// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SetRetentionParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::ArraySql<Item = Option<i32>>,
    T4: crate::ArraySql<Item = bool>,
> {
    pub user_id: uuid::Uuid,
    pub flows: T2,
    pub keep_days: T3,
    pub archives: T4,
}
#[derive(Clone, Copy, Debug)]
pub struct SetLimitsParams {
    pub default_days: Option<i32>,
    pub default_archive: bool,
    pub most_days: Option<i32>,
}
#[derive(Clone, Copy, Debug)]
pub struct TakeDueParams {
    pub user_id: uuid::Uuid,
    pub after_created: jiff::Timestamp,
    pub after_id: uuid::Uuid,
    pub least_days: i32,
    pub rows: i64,
}
#[derive(Debug)]
pub struct EndedBeforeParams<T1: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub after_created: jiff::Timestamp,
    pub after_id: uuid::Uuid,
    pub until: jiff::Timestamp,
    pub name: Option<T1>,
    pub rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub flow: String,
    pub keep_days: Option<i32>,
    pub archive: bool,
}
pub struct RuleBorrowed<'a> {
    pub flow: &'a str,
    pub keep_days: Option<i32>,
    pub archive: bool,
}
impl<'a> From<RuleBorrowed<'a>> for Rule {
    fn from(RuleBorrowed { flow, keep_days, archive }: RuleBorrowed<'a>) -> Self {
        Self { flow: flow.into(), keep_days, archive }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Limits {
    pub default_days: Option<i32>,
    pub default_archive: bool,
    pub most_days: Option<i32>,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct AccountsToSweep {
    pub user_id: uuid::Uuid,
    pub least_days: i32,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct DueRun {
    pub id: uuid::Uuid,
    pub created_at: jiff::Timestamp,
    pub archive: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct NamedRun {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kept_for: Option<String>,
}
pub struct NamedRunBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kept_for: Option<&'a str>,
}
impl<'a> From<NamedRunBorrowed<'a>> for NamedRun {
    fn from(NamedRunBorrowed { id, user_id, kept_for }: NamedRunBorrowed<'a>) -> Self {
        Self { id, user_id, kept_for: kept_for.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct EndedBefore {
    pub id: uuid::Uuid,
    pub created_at: jiff::Timestamp,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct RuleQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RuleBorrowed, tokio_postgres::Error>,
    mapper: fn(RuleBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RuleQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RuleBorrowed) -> R) -> RuleQuery<'c, 'a, 's, C, R, N> {
        RuleQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct LimitsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Limits, tokio_postgres::Error>,
    mapper: fn(Limits) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LimitsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Limits) -> R) -> LimitsQuery<'c, 'a, 's, C, R, N> {
        LimitsQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct AccountsToSweepQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AccountsToSweep, tokio_postgres::Error>,
    mapper: fn(AccountsToSweep) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AccountsToSweepQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AccountsToSweep) -> R) -> AccountsToSweepQuery<'c, 'a, 's, C, R, N> {
        AccountsToSweepQuery {
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
pub struct DueRunQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DueRun, tokio_postgres::Error>,
    mapper: fn(DueRun) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DueRunQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DueRun) -> R) -> DueRunQuery<'c, 'a, 's, C, R, N> {
        DueRunQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct NamedRunQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<NamedRunBorrowed, tokio_postgres::Error>,
    mapper: fn(NamedRunBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> NamedRunQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(NamedRunBorrowed) -> R) -> NamedRunQuery<'c, 'a, 's, C, R, N> {
        NamedRunQuery {
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
pub struct EndedBeforeQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndedBefore, tokio_postgres::Error>,
    mapper: fn(EndedBefore) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndedBeforeQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndedBefore) -> R) -> EndedBeforeQuery<'c, 'a, 's, C, R, N> {
        EndedBeforeQuery {
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
pub struct RetentionOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// What an account has said, of all its runs (an empty flow) and of single flows.
pub fn retention_of() -> RetentionOfStmt {
    RetentionOfStmt("select r.flow, r.keep_days, r.archive from flows.retention r where r.user_id = $1 order by r.flow", None)
}
impl RetentionOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, user_id: &'a uuid::Uuid) -> RuleQuery<'c, 'a, 's, C, Rule, 1> {
        RuleQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RuleBorrowed, tokio_postgres::Error> {
                Ok(RuleBorrowed { flow: row.try_get(0)?, keep_days: row.try_get(1)?, archive: row.try_get(2)? })
            },
            mapper: |it| Rule::from(it),
        }
    }
}
pub struct RetentionLimitsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn retention_limits() -> RetentionLimitsStmt {
    RetentionLimitsStmt("select l.default_days, l.default_archive, l.most_days from flows.retention_limits l", None)
}
impl RetentionLimitsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> LimitsQuery<'c, 'a, 's, C, Limits, 0> {
        LimitsQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Limits, tokio_postgres::Error> {
                Ok(Limits { default_days: row.try_get(0)?, default_archive: row.try_get(1)?, most_days: row.try_get(2)? })
            },
            mapper: |it| Limits::from(it),
        }
    }
}
pub struct ForgetRetentionStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn forget_retention() -> ForgetRetentionStmt {
    ForgetRetentionStmt("delete from flows.retention where user_id = $1", None)
}
impl ForgetRetentionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[user_id],
            )
            .await
    }
}
pub struct SetRetentionStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn set_retention() -> SetRetentionStmt {
    SetRetentionStmt(
        "insert into flows.retention (user_id, flow, keep_days, archive) select $1, w.flow, w.keep_days, w.archive from unnest($2::text[], $3::integer[], $4::boolean[]) as w (flow, keep_days, archive)",
        None,
    )
}
impl SetRetentionStmt {
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
        T2: crate::ArraySql<Item = T1>,
        T3: crate::ArraySql<Item = Option<i32>>,
        T4: crate::ArraySql<Item = bool>,
    >(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        flows: &'a T2,
        keep_days: &'a T3,
        archives: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[user_id, flows, keep_days, archives],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::ArraySql<Item = Option<i32>>,
    T4: crate::ArraySql<Item = bool>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetRetentionParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetRetentionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetRetentionParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.user_id, &params.flows, &params.keep_days, &params.archives))
    }
}
pub struct SetLimitsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn set_limits() -> SetLimitsStmt {
    SetLimitsStmt("update flows.retention_limits set default_days = $1, default_archive = $2, most_days = $3", None)
}
impl SetLimitsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        default_days: &'a Option<i32>,
        default_archive: &'a bool,
        most_days: &'a Option<i32>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[default_days, default_archive, most_days],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetLimitsParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetLimitsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetLimitsParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.default_days, &params.default_archive, &params.most_days))
    }
}
pub struct ClaimSweepStmt(&'static str, Option<tokio_postgres::Statement>);
/// Where anybody keeps runs for a time only, one process in so many seconds looks for those that are due. Counts 1 for the one that does.
pub fn claim_sweep() -> ClaimSweepStmt {
    ClaimSweepStmt(
        "with claimed as ( update flows.retention_limits l set swept_at = engine.clock_now() where (l.swept_at is null or l.swept_at <= engine.clock_now() - make_interval(secs => $1::double precision)) and ( coalesce(l.default_days, l.most_days) is not null or exists (select from flows.retention r where r.keep_days is not null) ) returning 1 ) select count(*) as rows from claimed",
        None,
    )
}
impl ClaimSweepStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, every_s: &'a f64) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query {
            client,
            params: [every_s],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct AccountsToSweepStmt(&'static str, Option<tokio_postgres::Statement>);
/// Accounts of which a run may be due, with the shortest time that any of their runs is kept.
pub fn accounts_to_sweep() -> AccountsToSweepStmt {
    AccountsToSweepStmt(
        "with bounded as ( select u.id as user_id, least( min(r.keep_days), case when coalesce(bool_or(r.flow = ''), false) then null else l.default_days end, l.most_days ) as least_days from public.users u cross join flows.retention_limits l left join flows.retention r on r.user_id = u.id group by u.id, l.default_days, l.most_days ) select b.user_id, b.least_days from bounded b where b.least_days is not null order by b.user_id",
        None,
    )
}
impl AccountsToSweepStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> AccountsToSweepQuery<'c, 'a, 's, C, AccountsToSweep, 0> {
        AccountsToSweepQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AccountsToSweep, tokio_postgres::Error> {
                Ok(AccountsToSweep { user_id: row.try_get(0)?, least_days: row.try_get(1)? })
            },
            mapper: |it| AccountsToSweep::from(it),
        }
    }
}
pub struct TakeDueStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of an account that are due, the oldest first, locked until the transaction ends: nothing comes of them meanwhile. Children go before
/// parents; a run that an open one comes of is kept, and so is one whose parent is open.
pub fn take_due() -> TakeDueStmt {
    TakeDueStmt(
        "select r.id, r.created_at, coalesce(named.archive, own.archive, l.default_archive) as archive from flows.runs r cross join flows.retention_limits l left join flows.retention named on named.user_id = r.user_id and named.flow = r.name and r.name <> '' left join flows.retention own on own.user_id = r.user_id and own.flow = '' left join flows.archived_runs a on a.id = r.id where r.user_id = $1 and (r.created_at, r.id) > ($2::timestamptz, $3::uuid) and r.created_at <= engine.clock_now() - make_interval(days => $4::integer) and r.status in ('completed', 'failed', 'cancelled', 'continued') and greatest(r.ended_at, a.restored_at) <= engine.clock_now() - make_interval(days => least( case when named.flow is not null then named.keep_days when own.flow is not null then own.keep_days else l.default_days end, l.most_days )) and not exists (select from flows.runs c where c.parent_id = r.id) and not exists (select from flows.runs p where p.id = r.parent_id and p.status in ('pending', 'running', 'paused')) and not exists (select from flows.runs n where n.continued_from = r.id and n.status in ('pending', 'running', 'paused')) and not exists (select from flows.runs f where f.forked_from = r.id and f.status in ('pending', 'running', 'paused')) order by r.created_at, r.id limit $5 for update of r skip locked",
        None,
    )
}
impl TakeDueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        after_created: &'a jiff::Timestamp,
        after_id: &'a uuid::Uuid,
        least_days: &'a i32,
        rows: &'a i64,
    ) -> DueRunQuery<'c, 'a, 's, C, DueRun, 5> {
        DueRunQuery {
            client,
            params: [user_id, after_created, after_id, least_days, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DueRun, tokio_postgres::Error> {
                Ok(DueRun { id: row.try_get(0)?, created_at: row.try_get(1)?, archive: row.try_get(2)? })
            },
            mapper: |it| DueRun::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, TakeDueParams, DueRunQuery<'c, 'a, 's, C, DueRun, 5>, C>
    for TakeDueStmt
{
    fn params(&'s self, client: &'c C, params: &'a TakeDueParams) -> DueRunQuery<'c, 'a, 's, C, DueRun, 5> {
        self.bind(client, &params.user_id, &params.after_created, &params.after_id, &params.least_days, &params.rows)
    }
}
pub struct TakeNamedStmt(&'static str, Option<tokio_postgres::Statement>);
/// These runs, whether they are due or not, locked in the same way, and why one cannot go yet.
pub fn take_named() -> TakeNamedStmt {
    TakeNamedStmt(
        "select r.id, r.user_id, case when r.status in ('pending', 'running', 'paused') then 'RUN_OPEN' when exists (select from flows.runs c where c.parent_id = r.id) then 'HAS_CHILDREN' when exists (select from flows.runs p where p.id = r.parent_id and p.status in ('pending', 'running', 'paused')) then 'PARENT_OPEN' when exists (select from flows.runs n where n.continued_from = r.id and n.status in ('pending', 'running', 'paused')) or exists (select from flows.runs f where f.forked_from = r.id and f.status in ('pending', 'running', 'paused')) then 'STILL_NEEDED' end as kept_for from flows.runs r where r.id = any ($1::uuid[]) order by r.created_at, r.id for update of r",
        None,
    )
}
impl TakeNamedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> NamedRunQuery<'c, 'a, 's, C, NamedRun, 1> {
        NamedRunQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<NamedRunBorrowed, tokio_postgres::Error> {
                Ok(NamedRunBorrowed { id: row.try_get(0)?, user_id: row.try_get(1)?, kept_for: row.try_get(2)? })
            },
            mapper: |it| NamedRun::from(it),
        }
    }
}
pub struct EndedBeforeStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of an account that ended before then, behind a place, the oldest first.
pub fn ended_before() -> EndedBeforeStmt {
    EndedBeforeStmt(
        "select r.id, r.created_at from flows.runs r where r.user_id = $1 and (r.created_at, r.id) > ($2::timestamptz, $3::uuid) and r.created_at < $4 and r.ended_at < $4 and ($5::text is null or r.name = $5) order by r.created_at, r.id limit $6",
        None,
    )
}
impl EndedBeforeStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        after_created: &'a jiff::Timestamp,
        after_id: &'a uuid::Uuid,
        until: &'a jiff::Timestamp,
        name: &'a Option<T1>,
        rows: &'a i64,
    ) -> EndedBeforeQuery<'c, 'a, 's, C, EndedBefore, 6> {
        EndedBeforeQuery {
            client,
            params: [user_id, after_created, after_id, until, name, rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndedBefore, tokio_postgres::Error> {
                Ok(EndedBefore { id: row.try_get(0)?, created_at: row.try_get(1)? })
            },
            mapper: |it| EndedBefore::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, EndedBeforeParams<T1>, EndedBeforeQuery<'c, 'a, 's, C, EndedBefore, 6>, C>
    for EndedBeforeStmt
{
    fn params(&'s self, client: &'c C, params: &'a EndedBeforeParams<T1>) -> EndedBeforeQuery<'c, 'a, 's, C, EndedBefore, 6> {
        self.bind(client, &params.user_id, &params.after_created, &params.after_id, &params.until, &params.name, &params.rows)
    }
}
pub struct HoldRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// Keeps a run from being put away until the transaction ends.
pub fn hold_run() -> HoldRunStmt {
    HoldRunStmt("select r.id from flows.runs r where r.id = $1 for key share", None)
}
impl HoldRunStmt {
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
