// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct DailyUsageParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub owner_id: Option<uuid::Uuid>,
    pub first_day: T1,
    pub last_day: T2,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct RunTotals {
    pub calls: i64,
    pub failed_calls: i64,
    pub tokens_in: i64,
    pub tokens_out: i64,
    pub cost_nanos: i64,
    pub unknown_cost_calls: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct DailyUsage {
    pub day: String,
    pub owner_id: uuid::Uuid,
    pub project_id: Option<uuid::Uuid>,
    pub agent: Option<String>,
    pub provider_id: String,
    pub model_id: String,
    pub calls: i64,
    pub failed_calls: i64,
    pub tokens_input_uncached: i64,
    pub tokens_cache_read: i64,
    pub tokens_cache_write_5m: i64,
    pub tokens_cache_write_1h: i64,
    pub tokens_output_text: i64,
    pub tokens_output_reasoning: i64,
    pub cost_nanos: i64,
    pub charged_nanos: i64,
    pub unknown_cost_calls: i64,
}
pub struct DailyUsageBorrowed<'a> {
    pub day: &'a str,
    pub owner_id: uuid::Uuid,
    pub project_id: Option<uuid::Uuid>,
    pub agent: Option<&'a str>,
    pub provider_id: &'a str,
    pub model_id: &'a str,
    pub calls: i64,
    pub failed_calls: i64,
    pub tokens_input_uncached: i64,
    pub tokens_cache_read: i64,
    pub tokens_cache_write_5m: i64,
    pub tokens_cache_write_1h: i64,
    pub tokens_output_text: i64,
    pub tokens_output_reasoning: i64,
    pub cost_nanos: i64,
    pub charged_nanos: i64,
    pub unknown_cost_calls: i64,
}
impl<'a> From<DailyUsageBorrowed<'a>> for DailyUsage {
    fn from(
        DailyUsageBorrowed {
            day,
            owner_id,
            project_id,
            agent,
            provider_id,
            model_id,
            calls,
            failed_calls,
            tokens_input_uncached,
            tokens_cache_read,
            tokens_cache_write_5m,
            tokens_cache_write_1h,
            tokens_output_text,
            tokens_output_reasoning,
            cost_nanos,
            charged_nanos,
            unknown_cost_calls,
        }: DailyUsageBorrowed<'a>,
    ) -> Self {
        Self {
            day: day.into(),
            owner_id,
            project_id,
            agent: agent.map(|v| v.into()),
            provider_id: provider_id.into(),
            model_id: model_id.into(),
            calls,
            failed_calls,
            tokens_input_uncached,
            tokens_cache_read,
            tokens_cache_write_5m,
            tokens_cache_write_1h,
            tokens_output_text,
            tokens_output_reasoning,
            cost_nanos,
            charged_nanos,
            unknown_cost_calls,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct RunTotalsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RunTotals, tokio_postgres::Error>,
    mapper: fn(RunTotals) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RunTotalsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RunTotals) -> R) -> RunTotalsQuery<'c, 'a, 's, C, R, N> {
        RunTotalsQuery {
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
pub struct DailyUsageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DailyUsageBorrowed, tokio_postgres::Error>,
    mapper: fn(DailyUsageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DailyUsageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DailyUsageBorrowed) -> R) -> DailyUsageQuery<'c, 'a, 's, C, R, N> {
        DailyUsageQuery {
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
pub struct RunTotalsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What a run used over all its attempts, calls still in flight left out.
pub fn run_totals() -> RunTotalsStmt {
    RunTotalsStmt(
        "select count(*) as calls, count(*) filter (where c.state <> 'settled') as failed_calls, coalesce(sum( coalesce(c.tokens_input_uncached, 0) + coalesce(c.tokens_cache_read, 0) + coalesce(c.tokens_cache_write_5m, 0) + coalesce(c.tokens_cache_write_1h, 0) ), 0)::bigint as tokens_in, coalesce(sum(coalesce(c.tokens_output_text, 0) + coalesce(c.tokens_output_reasoning, 0)), 0)::bigint as tokens_out, coalesce(sum(c.cost_nanos), 0)::bigint as cost_nanos, count(*) filter (where c.cost_unknown) as unknown_cost_calls from llm.calls c where c.run_id = $1 and c.state <> 'in_flight'",
        None,
    )
}
impl RunTotalsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> RunTotalsQuery<'c, 'a, 's, C, RunTotals, 1> {
        RunTotalsQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RunTotals, tokio_postgres::Error> {
                Ok(RunTotals {
                    calls: row.try_get(0)?,
                    failed_calls: row.try_get(1)?,
                    tokens_in: row.try_get(2)?,
                    tokens_out: row.try_get(3)?,
                    cost_nanos: row.try_get(4)?,
                    unknown_cost_calls: row.try_get(5)?,
                })
            },
            mapper: |it| RunTotals::from(it),
        }
    }
}
pub struct DailyUsageStmt(&'static str, Option<tokio_postgres::Statement>);
/// Usage per day and model in a span of days, of one owner where given.
pub fn daily_usage() -> DailyUsageStmt {
    DailyUsageStmt(
        "select u.day::text as day, u.owner_id, u.project_id, u.agent, u.provider_id, u.model_id, u.calls, u.failed_calls, u.tokens_input_uncached, u.tokens_cache_read, u.tokens_cache_write_5m, u.tokens_cache_write_1h, u.tokens_output_text, u.tokens_output_reasoning, u.cost_nanos, u.charged_nanos, u.unknown_cost_calls from llm.usage_daily u where ($1::uuid is null or u.owner_id = $1) and u.day between $2::text::date and $3::text::date order by u.day, u.owner_id, u.provider_id, u.model_id, u.project_id, u.agent",
        None,
    )
}
impl DailyUsageStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        owner_id: &'a Option<uuid::Uuid>,
        first_day: &'a T1,
        last_day: &'a T2,
    ) -> DailyUsageQuery<'c, 'a, 's, C, DailyUsage, 3> {
        DailyUsageQuery {
            client,
            params: [owner_id, first_day, last_day],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DailyUsageBorrowed, tokio_postgres::Error> {
                Ok(DailyUsageBorrowed {
                    day: row.try_get(0)?,
                    owner_id: row.try_get(1)?,
                    project_id: row.try_get(2)?,
                    agent: row.try_get(3)?,
                    provider_id: row.try_get(4)?,
                    model_id: row.try_get(5)?,
                    calls: row.try_get(6)?,
                    failed_calls: row.try_get(7)?,
                    tokens_input_uncached: row.try_get(8)?,
                    tokens_cache_read: row.try_get(9)?,
                    tokens_cache_write_5m: row.try_get(10)?,
                    tokens_cache_write_1h: row.try_get(11)?,
                    tokens_output_text: row.try_get(12)?,
                    tokens_output_reasoning: row.try_get(13)?,
                    cost_nanos: row.try_get(14)?,
                    charged_nanos: row.try_get(15)?,
                    unknown_cost_calls: row.try_get(16)?,
                })
            },
            mapper: |it| DailyUsage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, DailyUsageParams<T1, T2>, DailyUsageQuery<'c, 'a, 's, C, DailyUsage, 3>, C>
    for DailyUsageStmt
{
    fn params(&'s self, client: &'c C, params: &'a DailyUsageParams<T1, T2>) -> DailyUsageQuery<'c, 'a, 's, C, DailyUsage, 3> {
        self.bind(client, &params.owner_id, &params.first_day, &params.last_day)
    }
}
pub struct RecomputeUsageStmt(&'static str, Option<tokio_postgres::Statement>);
/// Derives every day's usage again from the calls; answers how many rows were wrong.
pub fn recompute_usage() -> RecomputeUsageStmt {
    RecomputeUsageStmt("select llm.recompute_usage() as wrong", None)
}
impl RecomputeUsageStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I64Query<'c, 'a, 's, C, i64, 0> {
        I64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
