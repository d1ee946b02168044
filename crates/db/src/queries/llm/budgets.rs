// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct PutBudgetParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql, T5: crate::StringSql> {
    pub scope_kind: T1,
    pub scope_id: T2,
    pub window_kind: T3,
    pub enforcement: T4,
    pub limit_nanos: Option<i64>,
    pub limit_tokens_in: Option<i64>,
    pub limit_tokens_out: Option<i64>,
    pub limit_calls: Option<i64>,
    pub on_unknown_price: T5,
}
#[derive(Debug)]
pub struct BudgetUseParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub at: jiff::Timestamp,
    pub scope_kind: T1,
    pub scope_id: T2,
}
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetUse {
    pub id: uuid::Uuid,
    pub scope_kind: String,
    pub scope_id: String,
    pub window_kind: String,
    pub enforcement: String,
    pub limit_nanos: Option<i64>,
    pub limit_tokens_in: Option<i64>,
    pub limit_tokens_out: Option<i64>,
    pub limit_calls: Option<i64>,
    pub window_start: jiff::Timestamp,
    pub reserved_nanos: i64,
    pub spent_nanos: i64,
    pub reserved_tokens_in: i64,
    pub spent_tokens_in: i64,
    pub reserved_tokens_out: i64,
    pub spent_tokens_out: i64,
    pub calls: i64,
    pub unknown_cost_calls: i64,
}
pub struct BudgetUseBorrowed<'a> {
    pub id: uuid::Uuid,
    pub scope_kind: &'a str,
    pub scope_id: &'a str,
    pub window_kind: &'a str,
    pub enforcement: &'a str,
    pub limit_nanos: Option<i64>,
    pub limit_tokens_in: Option<i64>,
    pub limit_tokens_out: Option<i64>,
    pub limit_calls: Option<i64>,
    pub window_start: jiff::Timestamp,
    pub reserved_nanos: i64,
    pub spent_nanos: i64,
    pub reserved_tokens_in: i64,
    pub spent_tokens_in: i64,
    pub reserved_tokens_out: i64,
    pub spent_tokens_out: i64,
    pub calls: i64,
    pub unknown_cost_calls: i64,
}
impl<'a> From<BudgetUseBorrowed<'a>> for BudgetUse {
    fn from(
        BudgetUseBorrowed {
            id,
            scope_kind,
            scope_id,
            window_kind,
            enforcement,
            limit_nanos,
            limit_tokens_in,
            limit_tokens_out,
            limit_calls,
            window_start,
            reserved_nanos,
            spent_nanos,
            reserved_tokens_in,
            spent_tokens_in,
            reserved_tokens_out,
            spent_tokens_out,
            calls,
            unknown_cost_calls,
        }: BudgetUseBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            scope_kind: scope_kind.into(),
            scope_id: scope_id.into(),
            window_kind: window_kind.into(),
            enforcement: enforcement.into(),
            limit_nanos,
            limit_tokens_in,
            limit_tokens_out,
            limit_calls,
            window_start,
            reserved_nanos,
            spent_nanos,
            reserved_tokens_in,
            spent_tokens_in,
            reserved_tokens_out,
            spent_tokens_out,
            calls,
            unknown_cost_calls,
        }
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
pub struct BudgetUseQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<BudgetUseBorrowed, tokio_postgres::Error>,
    mapper: fn(BudgetUseBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BudgetUseQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(BudgetUseBorrowed) -> R) -> BudgetUseQuery<'c, 'a, 's, C, R, N> {
        BudgetUseQuery {
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
pub struct PutBudgetStmt(&'static str, Option<tokio_postgres::Statement>);
/// Sets what a scope may use per window; the same scope, window and enforcement has one row.
pub fn put_budget() -> PutBudgetStmt {
    PutBudgetStmt(
        "insert into llm.budgets ( scope_kind, scope_id, window_kind, enforcement, limit_nanos, limit_tokens_in, limit_tokens_out, limit_calls, on_unknown_price ) values ( $1, $2, $3, $4, $5, $6, $7, $8, $9 ) on conflict (scope_kind, scope_id, window_kind, enforcement) do update set limit_nanos = excluded.limit_nanos, limit_tokens_in = excluded.limit_tokens_in, limit_tokens_out = excluded.limit_tokens_out, limit_calls = excluded.limit_calls, on_unknown_price = excluded.on_unknown_price, is_active = true returning id",
        None,
    )
}
impl PutBudgetStmt {
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
        scope_kind: &'a T1,
        scope_id: &'a T2,
        window_kind: &'a T3,
        enforcement: &'a T4,
        limit_nanos: &'a Option<i64>,
        limit_tokens_in: &'a Option<i64>,
        limit_tokens_out: &'a Option<i64>,
        limit_calls: &'a Option<i64>,
        on_unknown_price: &'a T5,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 9> {
        UuidUuidQuery {
            client,
            params: [
                scope_kind,
                scope_id,
                window_kind,
                enforcement,
                limit_nanos,
                limit_tokens_in,
                limit_tokens_out,
                limit_calls,
                on_unknown_price,
            ],
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
> crate::client::async_::Params<'c, 'a, 's, PutBudgetParams<T1, T2, T3, T4, T5>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 9>, C>
    for PutBudgetStmt
{
    fn params(&'s self, client: &'c C, params: &'a PutBudgetParams<T1, T2, T3, T4, T5>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 9> {
        self.bind(
            client,
            &params.scope_kind,
            &params.scope_id,
            &params.window_kind,
            &params.enforcement,
            &params.limit_nanos,
            &params.limit_tokens_in,
            &params.limit_tokens_out,
            &params.limit_calls,
            &params.on_unknown_price,
        )
    }
}
pub struct CloseBudgetStmt(&'static str, Option<tokio_postgres::Statement>);
/// Stops a budget from being asked; what was counted stays.
pub fn close_budget() -> CloseBudgetStmt {
    CloseBudgetStmt("update llm.budgets set is_active = false where id = $1", None)
}
impl CloseBudgetStmt {
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
pub struct BudgetUseStmt(&'static str, Option<tokio_postgres::Statement>);
/// The active budgets of a scope with the counters of the window that holds at a moment.
pub fn budget_use() -> BudgetUseStmt {
    BudgetUseStmt(
        "select b.id, b.scope_kind, b.scope_id, b.window_kind, b.enforcement, b.limit_nanos, b.limit_tokens_in, b.limit_tokens_out, b.limit_calls, llm.window_start(b.window_kind, $1) as window_start, coalesce(w.reserved_nanos, 0) as reserved_nanos, coalesce(w.spent_nanos, 0) as spent_nanos, coalesce(w.reserved_tokens_in, 0) as reserved_tokens_in, coalesce(w.spent_tokens_in, 0) as spent_tokens_in, coalesce(w.reserved_tokens_out, 0) as reserved_tokens_out, coalesce(w.spent_tokens_out, 0) as spent_tokens_out, coalesce(w.calls, 0) as calls, coalesce(w.unknown_cost_calls, 0) as unknown_cost_calls from llm.budgets b left join llm.budget_windows w on w.budget_id = b.id and w.window_start = llm.window_start(b.window_kind, $1) where b.is_active and b.scope_kind = $2 and b.scope_id = $3 order by b.window_kind, b.enforcement",
        None,
    )
}
impl BudgetUseStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        at: &'a jiff::Timestamp,
        scope_kind: &'a T1,
        scope_id: &'a T2,
    ) -> BudgetUseQuery<'c, 'a, 's, C, BudgetUse, 3> {
        BudgetUseQuery {
            client,
            params: [at, scope_kind, scope_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BudgetUseBorrowed, tokio_postgres::Error> {
                Ok(BudgetUseBorrowed {
                    id: row.try_get(0)?,
                    scope_kind: row.try_get(1)?,
                    scope_id: row.try_get(2)?,
                    window_kind: row.try_get(3)?,
                    enforcement: row.try_get(4)?,
                    limit_nanos: row.try_get(5)?,
                    limit_tokens_in: row.try_get(6)?,
                    limit_tokens_out: row.try_get(7)?,
                    limit_calls: row.try_get(8)?,
                    window_start: row.try_get(9)?,
                    reserved_nanos: row.try_get(10)?,
                    spent_nanos: row.try_get(11)?,
                    reserved_tokens_in: row.try_get(12)?,
                    spent_tokens_in: row.try_get(13)?,
                    reserved_tokens_out: row.try_get(14)?,
                    spent_tokens_out: row.try_get(15)?,
                    calls: row.try_get(16)?,
                    unknown_cost_calls: row.try_get(17)?,
                })
            },
            mapper: |it| BudgetUse::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, BudgetUseParams<T1, T2>, BudgetUseQuery<'c, 'a, 's, C, BudgetUse, 3>, C> for BudgetUseStmt
{
    fn params(&'s self, client: &'c C, params: &'a BudgetUseParams<T1, T2>) -> BudgetUseQuery<'c, 'a, 's, C, BudgetUse, 3> {
        self.bind(client, &params.at, &params.scope_kind, &params.scope_id)
    }
}
pub struct RecomputeWindowsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Derives every budget counter again from the reservations; answers how many windows were wrong.
pub fn recompute_windows() -> RecomputeWindowsStmt {
    RecomputeWindowsStmt("select llm.recompute_budget_windows() as wrong", None)
}
impl RecomputeWindowsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I64Query<'c, 'a, 's, C, i64, 0> {
        I64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
