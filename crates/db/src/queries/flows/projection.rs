// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct WriteStepsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = Option<T12>>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = Option<T14>>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = Option<T16>>,
    T18: crate::StringSql,
    T19: crate::ArraySql<Item = Option<T18>>,
    T20: crate::StringSql,
    T21: crate::ArraySql<Item = Option<T20>>,
    T22: crate::StringSql,
    T23: crate::ArraySql<Item = Option<T22>>,
    T24: crate::StringSql,
    T25: crate::ArraySql<Item = Option<T24>>,
    T26: crate::ArraySql<Item = i32>,
    T27: crate::ArraySql<Item = Option<i64>>,
    T28: crate::ArraySql<Item = jiff::Timestamp>,
    T29: crate::ArraySql<Item = Option<jiff::Timestamp>>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub positions: T5,
    pub titles: T7,
    pub statuses: T9,
    pub causes: T11,
    pub inputs: T13,
    pub values: T15,
    pub files: T17,
    pub failures: T19,
    pub verdicts: T21,
    pub decisions: T23,
    pub undos: T25,
    pub tries: T26,
    pub costs: T27,
    pub started_ats: T28,
    pub ended_ats: T29,
}
#[derive(Debug)]
pub struct WriteItemsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub items: T5,
    pub values: T7,
    pub files: T9,
    pub failures: T11,
    pub ended_ats: T12,
}
#[derive(Debug)]
pub struct LeaveStandingParams<
    T1: crate::JsonSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> {
    pub left_standing: T1,
    pub run_ids: T2,
    pub steps: T4,
}
#[derive(Debug)]
pub struct ResetStepsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub befores: T4,
    pub ats: T5,
}
#[derive(Debug)]
pub struct EndStepsParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = jiff::Timestamp>> {
    pub run_ids: T1,
    pub ats: T2,
}
#[derive(Debug)]
pub struct CancelChildrenParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub request: T5,
}
#[derive(Debug)]
pub struct WriteRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = Option<T2>>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = Option<T4>>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::ArraySql<Item = i64>,
    T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
> {
    pub run_ids: T1,
    pub statuses: T3,
    pub outputs: T5,
    pub failures: T7,
    pub pauses: T9,
    pub attributes: T11,
    pub costs: T12,
    pub started_ats: T13,
    pub ended_ats: T14,
}
#[derive(Debug)]
pub struct ContinueRunsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = jiff::Timestamp>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
> {
    pub nexts: T1,
    pub inputs: T3,
    pub ats: T4,
    pub ids: T5,
}
#[derive(Debug)]
pub struct ClearNamesParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>> {
    pub run_ids: T1,
    pub names: T3,
}
#[derive(Debug)]
pub struct RenameStepsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub names: T5,
}
#[derive(Debug)]
pub struct RenamePausesParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub names: T5,
}
#[derive(Debug)]
pub struct PlaceStepsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub positions: T4,
    pub titles: T6,
}
#[derive(Debug)]
pub struct DropStepsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = jiff::Timestamp>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> {
    pub run_ids: T1,
    pub ats: T2,
    pub kept_ids: T3,
    pub kept_steps: T5,
}
#[derive(Debug)]
pub struct MoveRunsParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = Option<i32>>, T3: crate::ArraySql<Item = i32>>
{
    pub run_ids: T1,
    pub versions: T2,
    pub totals: T3,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct EndSteps {
    pub rows: i64,
    pub holds_items: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct CancelChildren {
    pub rows: i64,
    pub waiting: Vec<uuid::Uuid>,
}
pub struct CancelChildrenBorrowed<'a> {
    pub rows: i64,
    pub waiting: crate::ArrayIterator<'a, uuid::Uuid>,
}
impl<'a> From<CancelChildrenBorrowed<'a>> for CancelChildren {
    fn from(CancelChildrenBorrowed { rows, waiting }: CancelChildrenBorrowed<'a>) -> Self {
        Self { rows, waiting: waiting.map(|v| v).collect() }
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
pub struct EndStepsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndSteps, tokio_postgres::Error>,
    mapper: fn(EndSteps) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndStepsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndSteps) -> R) -> EndStepsQuery<'c, 'a, 's, C, R, N> {
        EndStepsQuery {
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
pub struct CancelChildrenQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CancelChildrenBorrowed, tokio_postgres::Error>,
    mapper: fn(CancelChildrenBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CancelChildrenQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CancelChildrenBorrowed) -> R) -> CancelChildrenQuery<'c, 'a, 's, C, R, N> {
        CancelChildrenQuery {
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
pub struct WriteStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts of steps. What is null stays as it is. Runs whose account is gone have nobody to be shown to.
pub fn write_steps() -> WriteStepsStmt {
    WriteStepsStmt(
        "with written as ( insert into flows.steps as s ( run_id, step, attempt, position, title, status, cause, input, value, files, failure, verdict, decision, undo, tries, cost_nanos, started_at, ended_at ) select w.run_id, w.step, w.attempt, w.position, w.title, coalesce(w.status, 'running'), w.cause, w.input::jsonb, w.value::jsonb, w.files::jsonb, w.failure::jsonb, w.verdict::jsonb, w.decision::jsonb, w.undo::jsonb, w.tries, coalesce(w.cost, 0), w.started_at, w.ended_at from unnest( $1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::integer[], $16::bigint[], $17::timestamptz[], $18::timestamptz[] ) as w ( run_id, step, attempt, position, title, status, cause, input, value, files, failure, verdict, decision, undo, tries, cost, started_at, ended_at ) where exists (select from flows.runs r where r.id = w.run_id) on conflict (run_id, step, attempt) do update set status = case when excluded.status = 'running' then s.status else excluded.status end, cause = coalesce(excluded.cause, s.cause), input = coalesce(excluded.input, s.input), value = coalesce(excluded.value, s.value), files = coalesce(excluded.files, s.files), failure = coalesce(excluded.failure, s.failure), verdict = coalesce(excluded.verdict, s.verdict), decision = coalesce(excluded.decision, s.decision), undo = coalesce(excluded.undo, s.undo), tries = greatest(excluded.tries, s.tries), cost_nanos = s.cost_nanos + excluded.cost_nanos, ended_at = coalesce(excluded.ended_at, s.ended_at) returning 1 ) select count(*) as rows from written",
        None,
    )
}
impl WriteStepsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::ArraySql<Item = i32>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = Option<T6>>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = Option<T10>>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = Option<T12>>,
        T14: crate::StringSql,
        T15: crate::ArraySql<Item = Option<T14>>,
        T16: crate::StringSql,
        T17: crate::ArraySql<Item = Option<T16>>,
        T18: crate::StringSql,
        T19: crate::ArraySql<Item = Option<T18>>,
        T20: crate::StringSql,
        T21: crate::ArraySql<Item = Option<T20>>,
        T22: crate::StringSql,
        T23: crate::ArraySql<Item = Option<T22>>,
        T24: crate::StringSql,
        T25: crate::ArraySql<Item = Option<T24>>,
        T26: crate::ArraySql<Item = i32>,
        T27: crate::ArraySql<Item = Option<i64>>,
        T28: crate::ArraySql<Item = jiff::Timestamp>,
        T29: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        positions: &'a T5,
        titles: &'a T7,
        statuses: &'a T9,
        causes: &'a T11,
        inputs: &'a T13,
        values: &'a T15,
        files: &'a T17,
        failures: &'a T19,
        verdicts: &'a T21,
        decisions: &'a T23,
        undos: &'a T25,
        tries: &'a T26,
        costs: &'a T27,
        started_ats: &'a T28,
        ended_ats: &'a T29,
    ) -> I64Query<'c, 'a, 's, C, i64, 18> {
        I64Query {
            client,
            params: [
                run_ids,
                steps,
                attempts,
                positions,
                titles,
                statuses,
                causes,
                inputs,
                values,
                files,
                failures,
                verdicts,
                decisions,
                undos,
                tries,
                costs,
                started_ats,
                ended_ats,
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
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = Option<T12>>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = Option<T14>>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = Option<T16>>,
    T18: crate::StringSql,
    T19: crate::ArraySql<Item = Option<T18>>,
    T20: crate::StringSql,
    T21: crate::ArraySql<Item = Option<T20>>,
    T22: crate::StringSql,
    T23: crate::ArraySql<Item = Option<T22>>,
    T24: crate::StringSql,
    T25: crate::ArraySql<Item = Option<T24>>,
    T26: crate::ArraySql<Item = i32>,
    T27: crate::ArraySql<Item = Option<i64>>,
    T28: crate::ArraySql<Item = jiff::Timestamp>,
    T29: crate::ArraySql<Item = Option<jiff::Timestamp>>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        WriteStepsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
            T24,
            T25,
            T26,
            T27,
            T28,
            T29,
        >,
        I64Query<'c, 'a, 's, C, i64, 18>,
        C,
    > for WriteStepsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a WriteStepsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
            T24,
            T25,
            T26,
            T27,
            T28,
            T29,
        >,
    ) -> I64Query<'c, 'a, 's, C, i64, 18> {
        self.bind(
            client,
            &params.run_ids,
            &params.steps,
            &params.attempts,
            &params.positions,
            &params.titles,
            &params.statuses,
            &params.causes,
            &params.inputs,
            &params.values,
            &params.files,
            &params.failures,
            &params.verdicts,
            &params.decisions,
            &params.undos,
            &params.tries,
            &params.costs,
            &params.started_ats,
            &params.ended_ats,
        )
    }
}
pub struct WriteItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Calls of fan-outs that have ended, of attempts that are shown.
pub fn write_items() -> WriteItemsStmt {
    WriteItemsStmt(
        "with written as ( insert into flows.items (run_id, step, attempt, item, value, files, failure, ended_at) select w.run_id, w.step, w.attempt, w.item, w.value::jsonb, w.files::jsonb, w.failure::jsonb, w.ended_at from unnest( $1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::timestamptz[] ) as w (run_id, step, attempt, item, value, files, failure, ended_at) where exists (select from flows.steps s where s.run_id = w.run_id and s.step = w.step and s.attempt = w.attempt) on conflict (run_id, step, attempt, item) do nothing returning 1 ) select count(*) as rows from written",
        None,
    )
}
impl WriteItemsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::ArraySql<Item = i32>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = Option<T6>>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = Option<T10>>,
        T12: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        items: &'a T5,
        values: &'a T7,
        files: &'a T9,
        failures: &'a T11,
        ended_ats: &'a T12,
    ) -> I64Query<'c, 'a, 's, C, i64, 8> {
        I64Query {
            client,
            params: [run_ids, steps, attempts, items, values, files, failures, ended_ats],
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
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        WriteItemsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        I64Query<'c, 'a, 's, C, i64, 8>,
        C,
    > for WriteItemsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a WriteItemsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> I64Query<'c, 'a, 's, C, i64, 8> {
        self.bind(
            client,
            &params.run_ids,
            &params.steps,
            &params.attempts,
            &params.items,
            &params.values,
            &params.files,
            &params.failures,
            &params.ended_ats,
        )
    }
}
pub struct LeaveStandingStmt(&'static str, Option<tokio_postgres::Statement>);
/// Steps that were not undone when their run ended, where nothing is said of why.
pub fn leave_standing() -> LeaveStandingStmt {
    LeaveStandingStmt(
        "with left_standing as ( update flows.steps s set undo = $1 from unnest($2::uuid[], $3::text[]) as w (run_id, step) where s.run_id = w.run_id and s.step = w.step and ( s.undo ->> 'status' = 'running' or s.undo is null and s.status in ('running', 'passed', 'warning', 'failed', 'awaiting_approval') and s.attempt = (select max(n.attempt) from flows.steps n where n.run_id = s.run_id and n.step = s.step) ) returning 1 ) select count(*) as rows from left_standing",
        None,
    )
}
impl LeaveStandingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::JsonSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
    >(
        &'s self,
        client: &'c C,
        left_standing: &'a T1,
        run_ids: &'a T2,
        steps: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [left_standing, run_ids, steps],
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
    T1: crate::JsonSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> crate::client::async_::Params<'c, 'a, 's, LeaveStandingParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 3>, C> for LeaveStandingStmt
{
    fn params(&'s self, client: &'c C, params: &'a LeaveStandingParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.left_standing, &params.run_ids, &params.steps)
    }
}
pub struct ResetStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts before a given one that no longer count, because the step was done anew or what it consumed was.
pub fn reset_steps() -> ResetStepsStmt {
    ResetStepsStmt(
        "with reset as ( update flows.steps s set status = 'reset', ended_at = coalesce(s.ended_at, w.at) from unnest($1::uuid[], $2::text[], $3::integer[], $4::timestamptz[]) as w (run_id, step, before, at) where s.run_id = w.run_id and s.step = w.step and s.attempt < w.before and s.status in ('running', 'awaiting_approval', 'passed', 'warning', 'skipped') returning 1 ) select count(*) as rows from reset",
        None,
    )
}
impl ResetStepsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        befores: &'a T4,
        ats: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, steps, befores, ats],
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
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = jiff::Timestamp>,
> crate::client::async_::Params<'c, 'a, 's, ResetStepsParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C> for ResetStepsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ResetStepsParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.steps, &params.befores, &params.ats)
    }
}
pub struct EndStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts that were under way when their run ended. Tells whether such a run holds items of work queues.
pub fn end_steps() -> EndStepsStmt {
    EndStepsStmt(
        "with ended as ( update flows.steps s set status = 'reset', ended_at = w.at from unnest($1::uuid[], $2::timestamptz[]) as w (run_id, at) where s.run_id = w.run_id and s.status in ('running', 'awaiting_approval') returning 1 ) select count(*) as rows, exists (select from flows.work_items i where i.taker_run_id = any ($1::uuid[]) and i.status = 'processing') as holds_items from ended",
        None,
    )
}
impl EndStepsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = jiff::Timestamp>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        ats: &'a T2,
    ) -> EndStepsQuery<'c, 'a, 's, C, EndSteps, 2> {
        EndStepsQuery {
            client,
            params: [run_ids, ats],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndSteps, tokio_postgres::Error> {
                Ok(EndSteps { rows: row.try_get(0)?, holds_items: row.try_get(1)? })
            },
            mapper: |it| EndSteps::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = jiff::Timestamp>>
    crate::client::async_::Params<'c, 'a, 's, EndStepsParams<T1, T2>, EndStepsQuery<'c, 'a, 's, C, EndSteps, 2>, C> for EndStepsStmt
{
    fn params(&'s self, client: &'c C, params: &'a EndStepsParams<T1, T2>) -> EndStepsQuery<'c, 'a, 's, C, EndSteps, 2> {
        self.bind(client, &params.run_ids, &params.ats)
    }
}
pub struct HoldRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Nobody starts a child of one of these, before the transaction ends, without seeing what it wrote.
pub fn hold_runs() -> HoldRunsStmt {
    HoldRunsStmt(
        "with held as ( select from flows.runs r where r.id = any ($1::uuid[]) order by r.id for no key update ) select count(*) as rows from held",
        None,
    )
}
impl HoldRunsStmt {
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
pub struct CancelChildrenStmt(&'static str, Option<tokio_postgres::Statement>);
/// Asks the children of runs that have ended, and of attempts that no longer count, to end as well, unless they are to go on without them.
/// What earlier rounds of a loop started stays. Those that are not let in yet are named: nobody asks them anything.
pub fn cancel_children() -> CancelChildrenStmt {
    CancelChildrenStmt(
        "with orphans as ( select r.id from unnest($1::uuid[], $2::text[], $3::integer[]) as w (run_id, step, attempt) join flows.runs r on r.parent_id = w.run_id and (w.step = '' or r.parent_step = w.step and r.parent_attempt <= w.attempt and r.parent_attempt >= coalesce(( select max(s.attempt) from flows.steps s where s.run_id = w.run_id and s.step = w.step and s.cause = 'round' and s.attempt - 1 <= w.attempt ), 0)) where r.on_parent_end = 'cancel' and r.status in ('pending', 'running', 'paused') ), asked as ( insert into engine.inbox (shard, run_id, dedup_id, request) select e.shard, o.id, 'parent ended', $4::text::jsonb from orphans o join engine.runs e on e.id = o.id on conflict (run_id, dedup_id) do nothing returning 1 ) select count(*) as rows, array(select s.run_id from orphans o join flows.starts s on s.run_id = o.id) as waiting from asked",
        None,
    )
}
impl CancelChildrenStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        request: &'a T5,
    ) -> CancelChildrenQuery<'c, 'a, 's, C, CancelChildren, 4> {
        CancelChildrenQuery {
            client,
            params: [run_ids, steps, attempts, request],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CancelChildrenBorrowed, tokio_postgres::Error> {
                Ok(CancelChildrenBorrowed { rows: row.try_get(0)?, waiting: row.try_get(1)? })
            },
            mapper: |it| CancelChildren::from(it),
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
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CancelChildrenParams<T1, T2, T3, T4, T5>,
        CancelChildrenQuery<'c, 'a, 's, C, CancelChildren, 4>,
        C,
    > for CancelChildrenStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CancelChildrenParams<T1, T2, T3, T4, T5>,
    ) -> CancelChildrenQuery<'c, 'a, 's, C, CancelChildren, 4> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts, &params.request)
    }
}
pub struct WriteRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs. What is null stays as it is, but for the reason of a pause, which a run that does not hold has not. Attributes are added to those
/// that the run has. Tells how many runs that wait for the end of one of these, and may have left memory, are woken.
pub fn write_runs() -> WriteRunsStmt {
    WriteRunsStmt(
        "with written as ( update flows.runs r set status = coalesce(w.status, r.status), output = coalesce(w.output::jsonb, r.output), failure = coalesce(w.failure::jsonb, r.failure), pause = case when w.status is null then r.pause else w.pause::jsonb end, attributes = case when w.attributes is null then r.attributes else r.attributes || w.attributes::jsonb end, cost_nanos = r.cost_nanos + w.cost, started_at = coalesce(r.started_at, w.started_at), ended_at = coalesce(w.ended_at, r.ended_at) from unnest( $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[], $9::timestamptz[] ) as w (run_id, status, output, failure, pause, attributes, cost, started_at, ended_at) where r.id = w.run_id returning r.id, r.parent_id, r.parent_parked and w.status in ('completed', 'failed', 'cancelled') as wakes ), woken as ( insert into engine.wakes (shard, run_id, cause) select engine.shard_of(w.parent_id), w.parent_id, 'child ' || w.id from written w where w.wakes and w.parent_id is not null returning 1 ) select count(*) as woken from woken",
        None,
    )
}
impl WriteRunsStmt {
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
        T3: crate::ArraySql<Item = Option<T2>>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = Option<T4>>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = Option<T6>>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = Option<T10>>,
        T12: crate::ArraySql<Item = i64>,
        T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
        T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        statuses: &'a T3,
        outputs: &'a T5,
        failures: &'a T7,
        pauses: &'a T9,
        attributes: &'a T11,
        costs: &'a T12,
        started_ats: &'a T13,
        ended_ats: &'a T14,
    ) -> I64Query<'c, 'a, 's, C, i64, 9> {
        I64Query {
            client,
            params: [run_ids, statuses, outputs, failures, pauses, attributes, costs, started_ats, ended_ats],
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
    T3: crate::ArraySql<Item = Option<T2>>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = Option<T4>>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = Option<T6>>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::ArraySql<Item = i64>,
    T13: crate::ArraySql<Item = Option<jiff::Timestamp>>,
    T14: crate::ArraySql<Item = Option<jiff::Timestamp>>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        WriteRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
        I64Query<'c, 'a, 's, C, i64, 9>,
        C,
    > for WriteRunsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a WriteRunsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
    ) -> I64Query<'c, 'a, 's, C, i64, 9> {
        self.bind(
            client,
            &params.run_ids,
            &params.statuses,
            &params.outputs,
            &params.failures,
            &params.pauses,
            &params.attributes,
            &params.costs,
            &params.started_ats,
            &params.ended_ats,
        )
    }
}
pub struct ContinueRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that go on where others ended: of the same account, flow and plan, found by the same attributes.
pub fn continue_runs() -> ContinueRunsStmt {
    ContinueRunsStmt(
        "with born as ( insert into flows.runs ( id, user_id, flow_id, version, name, input, continued_from, attributes, steps_total, schedule_id, scheduled_for, parent_id, parent_step, parent_attempt, parent_parked, on_parent_end, depth, created_at ) select w.next, r.user_id, r.flow_id, r.version, r.name, w.input::jsonb, r.id, r.attributes, r.steps_total, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step, r.parent_attempt, r.parent_parked, r.on_parent_end, r.depth, w.at from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[]) as w (next, input, at, id) join flows.runs r on r.id = w.id on conflict (id) do nothing returning 1 ) select count(*) as rows from born",
        None,
    )
}
impl ContinueRunsStmt {
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
        T4: crate::ArraySql<Item = jiff::Timestamp>,
        T5: crate::ArraySql<Item = uuid::Uuid>,
    >(
        &'s self,
        client: &'c C,
        nexts: &'a T1,
        inputs: &'a T3,
        ats: &'a T4,
        ids: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [nexts, inputs, ats, ids],
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
    T4: crate::ArraySql<Item = jiff::Timestamp>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
> crate::client::async_::Params<'c, 'a, 's, ContinueRunsParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C>
    for ContinueRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ContinueRunsParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.nexts, &params.inputs, &params.ats, &params.ids)
    }
}
pub struct ClearNamesStmt(&'static str, Option<tokio_postgres::Statement>);
/// What a step that never began left under a name that another step has now.
pub fn clear_names() -> ClearNamesStmt {
    ClearNamesStmt(
        "with cleared as ( delete from flows.steps s using unnest($1::uuid[], $2::text[]) as w (run_id, name) where s.run_id = w.run_id and s.step = w.name and s.attempt = 0 returning 1 ) select count(*) as rows from cleared",
        None,
    )
}
impl ClearNamesStmt {
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
        names: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [run_ids, names],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
    crate::client::async_::Params<'c, 'a, 's, ClearNamesParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 2>, C> for ClearNamesStmt
{
    fn params(&'s self, client: &'c C, params: &'a ClearNamesParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.run_ids, &params.names)
    }
}
pub struct RenameStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts of steps that have other names now, with the children that they started.
pub fn rename_steps() -> RenameStepsStmt {
    RenameStepsStmt(
        "with renamed as ( select w.run_id, w.step, w.name from unnest($1::uuid[], $2::text[], $3::text[]) as w (run_id, step, name) ), steps as ( update flows.steps s set step = w.name from renamed w where s.run_id = w.run_id and s.step = w.step returning 1 ), children as ( update flows.runs r set parent_step = w.name from renamed w where r.parent_id = w.run_id and r.parent_step = w.step returning 1 ) select (select count(*) from steps) + (select count(*) from children) as rows",
        None,
    )
}
impl RenameStepsStmt {
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
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        names: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, steps, names],
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
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> crate::client::async_::Params<'c, 'a, 's, RenameStepsParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 3>, C> for RenameStepsStmt
{
    fn params(&'s self, client: &'c C, params: &'a RenameStepsParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.steps, &params.names)
    }
}
pub struct RenamePausesStmt(&'static str, Option<tokio_postgres::Statement>);
/// What runs hold for, by the name that it has now.
pub fn rename_pauses() -> RenamePausesStmt {
    RenamePausesStmt(
        "with renamed as ( update flows.runs r set pause = jsonb_set(r.pause, '{step}', to_jsonb(w.name)) from unnest($1::uuid[], $2::text[], $3::text[]) as w (run_id, step, name) where r.id = w.run_id and r.pause ->> 'step' = w.step returning 1 ) select count(*) as rows from renamed",
        None,
    )
}
impl RenamePausesStmt {
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
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        names: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, steps, names],
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
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> crate::client::async_::Params<'c, 'a, 's, RenamePausesParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 3>, C>
    for RenamePausesStmt
{
    fn params(&'s self, client: &'c C, params: &'a RenamePausesParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.steps, &params.names)
    }
}
pub struct PlaceStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts of steps of runs that have moved to another plan: their places and titles in it.
pub fn place_steps() -> PlaceStepsStmt {
    PlaceStepsStmt(
        "with placed as ( update flows.steps s set position = w.position, title = w.title from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[]) as w (run_id, step, position, title) where s.run_id = w.run_id and s.step = w.step and (s.position, s.title) is distinct from (w.position, w.title) returning 1 ) select count(*) as rows from placed",
        None,
    )
}
impl PlaceStepsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = Option<T5>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        positions: &'a T4,
        titles: &'a T6,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, steps, positions, titles],
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
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
> crate::client::async_::Params<'c, 'a, 's, PlaceStepsParams<T1, T2, T3, T4, T5, T6>, I64Query<'c, 'a, 's, C, i64, 4>, C>
    for PlaceStepsStmt
{
    fn params(&'s self, client: &'c C, params: &'a PlaceStepsParams<T1, T2, T3, T4, T5, T6>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.steps, &params.positions, &params.titles)
    }
}
pub struct DropStepsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts of steps that the plans to which runs have moved do not have: they no longer count, and stand behind the others.
pub fn drop_steps() -> DropStepsStmt {
    DropStepsStmt(
        "with dropped as ( update flows.steps s set position = 2147483647, ended_at = coalesce(s.ended_at, w.at), status = case s.status when 'failed' then s.status else 'reset' end from unnest($1::uuid[], $2::timestamptz[]) as w (run_id, at) where s.run_id = w.run_id and not exists ( select from unnest($3::uuid[], $4::text[]) as k (run_id, step) where k.run_id = s.run_id and k.step = s.step ) returning 1 ) select count(*) as rows from dropped",
        None,
    )
}
impl DropStepsStmt {
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
        T2: crate::ArraySql<Item = jiff::Timestamp>,
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        ats: &'a T2,
        kept_ids: &'a T3,
        kept_steps: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, ats, kept_ids, kept_steps],
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
    T2: crate::ArraySql<Item = jiff::Timestamp>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> crate::client::async_::Params<'c, 'a, 's, DropStepsParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C> for DropStepsStmt
{
    fn params(&'s self, client: &'c C, params: &'a DropStepsParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.ats, &params.kept_ids, &params.kept_steps)
    }
}
pub struct MoveRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs that have moved to another plan: its version, and how many steps it has.
pub fn move_runs() -> MoveRunsStmt {
    MoveRunsStmt(
        "with moved as ( update flows.runs r set version = w.version, steps_total = w.steps_total from unnest($1::uuid[], $2::integer[], $3::integer[]) as w (run_id, version, steps_total) where r.id = w.run_id returning 1 ) select count(*) as rows from moved",
        None,
    )
}
impl MoveRunsStmt {
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
        T2: crate::ArraySql<Item = Option<i32>>,
        T3: crate::ArraySql<Item = i32>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        versions: &'a T2,
        totals: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, versions, totals],
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
    T2: crate::ArraySql<Item = Option<i32>>,
    T3: crate::ArraySql<Item = i32>,
> crate::client::async_::Params<'c, 'a, 's, MoveRunsParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 3>, C> for MoveRunsStmt
{
    fn params(&'s self, client: &'c C, params: &'a MoveRunsParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.versions, &params.totals)
    }
}
