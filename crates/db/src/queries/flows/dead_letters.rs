// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct ListDeadLettersParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub user_id: Option<uuid::Uuid>,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub kind: Option<T1>,
    pub name: Option<T2>,
    pub code: Option<T3>,
    pub page_size: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct MarkRedrivenParams {
    pub redriven_as: uuid::Uuid,
    pub run_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kind: String,
    pub name: String,
    pub version: Option<String>,
    pub status: String,
    pub code: Option<String>,
    pub step: Option<String>,
    pub message: Option<String>,
    pub since: jiff::Timestamp,
    pub created_at: jiff::Timestamp,
}
pub struct DeadLetterBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kind: &'a str,
    pub name: &'a str,
    pub version: Option<&'a str>,
    pub status: &'a str,
    pub code: Option<&'a str>,
    pub step: Option<&'a str>,
    pub message: Option<&'a str>,
    pub since: jiff::Timestamp,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<DeadLetterBorrowed<'a>> for DeadLetter {
    fn from(
        DeadLetterBorrowed { id, user_id, kind, name, version, status, code, step, message, since, created_at }: DeadLetterBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            kind: kind.into(),
            name: name.into(),
            version: version.map(|v| v.into()),
            status: status.into(),
            code: code.map(|v| v.into()),
            step: step.map(|v| v.into()),
            message: message.map(|v| v.into()),
            since,
            created_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct DeadCount {
    pub kind: String,
    pub name: String,
    pub code: Option<String>,
    pub runs: i64,
}
pub struct DeadCountBorrowed<'a> {
    pub kind: &'a str,
    pub name: &'a str,
    pub code: Option<&'a str>,
    pub runs: i64,
}
impl<'a> From<DeadCountBorrowed<'a>> for DeadCount {
    fn from(DeadCountBorrowed { kind, name, code, runs }: DeadCountBorrowed<'a>) -> Self {
        Self { kind: kind.into(), name: name.into(), code: code.map(|v| v.into()), runs }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct DeadLetterQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DeadLetterBorrowed, tokio_postgres::Error>,
    mapper: fn(DeadLetterBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DeadLetterQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DeadLetterBorrowed) -> R) -> DeadLetterQuery<'c, 'a, 's, C, R, N> {
        DeadLetterQuery {
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
pub struct DeadCountQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DeadCountBorrowed, tokio_postgres::Error>,
    mapper: fn(DeadCountBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DeadCountQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DeadCountBorrowed) -> R) -> DeadCountQuery<'c, 'a, 's, C, R, N> {
        DeadCountQuery {
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
pub struct ListDeadLettersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Newest runs first; a further page begins behind the last row of the one before.
pub fn list_dead_letters() -> ListDeadLettersStmt {
    ListDeadLettersStmt(
        "with of_flows as ( select r.id, r.user_id, 'flow' as kind, r.name, r.version::text as version, r.status, c.code, case when r.status = 'failed' then r.failure ->> 'step' else r.pause ->> 'step' end as step, case when r.status = 'failed' then r.failure ->> 'message' else r.pause ->> 'message' end as message, r.created_at, r.ended_at, coalesce(r.started_at, r.created_at) as moved_at from flows.runs r cross join lateral ( select case when r.status = 'failed' then r.failure ->> 'code' when r.pause ->> 'kind' = 'projection' then 'PROJECTION_FAILED' else r.pause ->> 'code' end as code ) c where r.status in ('failed', 'paused') and r.redriven_as is null and (r.status = 'failed' or r.pause ->> 'kind' in ('gate_failed', 'projection')) and ($1::uuid is null or r.user_id = $1) and (r.created_at, r.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or $4 = 'flow') and ($5::text is null or r.name = $5) and ($6::text is null or c.code = $6) order by r.created_at desc, r.id desc limit $7 ), of_templates as ( select r.id, r.user_id, 'template' as kind, t.slug as name, s.version, r.status, c.code, r.current_gate as step, r.pause_reason as message, r.created_at, r.completed_at as ended_at, r.updated_at as moved_at from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id cross join lateral ( select case when r.pause_reason like 'Its tables could not be written%' then 'PROJECTION_FAILED' else coalesce(substring(r.pause_reason from '^(?:Gate [^ ]+ failed: )?([A-Z][A-Z0-9_]*)(?::|$)'), 'FAILED') end as code ) c where r.status in ('failed', 'paused') and (r.status = 'failed' or r.pause_reason like 'Gate % failed: %' or r.pause_reason like 'Its tables could not be written%') and ($1::uuid is null or r.user_id = $1) and (r.created_at, r.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or $4 = 'template') and ($5::text is null or t.slug = $5) and ($6::text is null or c.code = $6) order by r.created_at desc, r.id desc limit $7 ) select d.id, d.user_id, d.kind, d.name, d.version, d.status, d.code, d.step, coalesce( d.message, ( select s.failure ->> 'message' from flows.steps s where s.run_id = d.id and s.step = d.step and s.failure is not null order by s.attempt desc limit 1 ) ) as message, coalesce( d.ended_at, (select max(coalesce(s.ended_at, s.started_at)) from flows.steps s where s.run_id = d.id), d.moved_at ) as since, d.created_at from (select * from of_flows union all select * from of_templates) d order by d.created_at desc, d.id desc limit $7",
        None,
    )
}
impl ListDeadLettersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        kind: &'a Option<T1>,
        name: &'a Option<T2>,
        code: &'a Option<T3>,
        page_size: &'a i64,
    ) -> DeadLetterQuery<'c, 'a, 's, C, DeadLetter, 7> {
        DeadLetterQuery {
            client,
            params: [user_id, before_created, before_id, kind, name, code, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DeadLetterBorrowed, tokio_postgres::Error> {
                Ok(DeadLetterBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    kind: row.try_get(2)?,
                    name: row.try_get(3)?,
                    version: row.try_get(4)?,
                    status: row.try_get(5)?,
                    code: row.try_get(6)?,
                    step: row.try_get(7)?,
                    message: row.try_get(8)?,
                    since: row.try_get(9)?,
                    created_at: row.try_get(10)?,
                })
            },
            mapper: |it| DeadLetter::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListDeadLettersParams<T1, T2, T3>, DeadLetterQuery<'c, 'a, 's, C, DeadLetter, 7>, C>
    for ListDeadLettersStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListDeadLettersParams<T1, T2, T3>) -> DeadLetterQuery<'c, 'a, 's, C, DeadLetter, 7> {
        self.bind(
            client,
            &params.user_id,
            &params.before_created,
            &params.before_id,
            &params.kind,
            &params.name,
            &params.code,
            &params.page_size,
        )
    }
}
pub struct CountDeadLettersStmt(&'static str, Option<tokio_postgres::Statement>);
/// By kind, name and code, the most frequent first.
pub fn count_dead_letters() -> CountDeadLettersStmt {
    CountDeadLettersStmt(
        "with dead as ( select 'flow' as kind, r.name, c.code from flows.runs r cross join lateral ( select case when r.status = 'failed' then r.failure ->> 'code' when r.pause ->> 'kind' = 'projection' then 'PROJECTION_FAILED' else r.pause ->> 'code' end as code ) c where r.status in ('failed', 'paused') and r.redriven_as is null and (r.status = 'failed' or r.pause ->> 'kind' in ('gate_failed', 'projection')) and ($1::uuid is null or r.user_id = $1) union all select 'template', t.slug, c.code from content.runs r join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id cross join lateral ( select case when r.pause_reason like 'Its tables could not be written%' then 'PROJECTION_FAILED' else coalesce(substring(r.pause_reason from '^(?:Gate [^ ]+ failed: )?([A-Z][A-Z0-9_]*)(?::|$)'), 'FAILED') end as code ) c where r.status in ('failed', 'paused') and (r.status = 'failed' or r.pause_reason like 'Gate % failed: %' or r.pause_reason like 'Its tables could not be written%') and ($1::uuid is null or r.user_id = $1) ) select d.kind, d.name, d.code, count(*) as runs from dead d group by d.kind, d.name, d.code order by runs desc, d.kind, d.name, d.code limit 500",
        None,
    )
}
impl CountDeadLettersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
    ) -> DeadCountQuery<'c, 'a, 's, C, DeadCount, 1> {
        DeadCountQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DeadCountBorrowed, tokio_postgres::Error> {
                Ok(DeadCountBorrowed { kind: row.try_get(0)?, name: row.try_get(1)?, code: row.try_get(2)?, runs: row.try_get(3)? })
            },
            mapper: |it| DeadCount::from(it),
        }
    }
}
pub struct MarkRedrivenStmt(&'static str, Option<tokio_postgres::Statement>);
/// A failed run that another takes up leaves the list; one that was taken up before stays as it is.
pub fn mark_redriven() -> MarkRedrivenStmt {
    MarkRedrivenStmt("update flows.runs set redriven_as = $1 where id = $2 and redriven_as is null", None)
}
impl MarkRedrivenStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        redriven_as: &'a uuid::Uuid,
        run_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[redriven_as, run_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        MarkRedrivenParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for MarkRedrivenStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a MarkRedrivenParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.redriven_as, &params.run_id))
    }
}
