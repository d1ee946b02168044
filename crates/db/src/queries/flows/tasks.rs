// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct PutTasksParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::ArraySql<Item = uuid::Uuid>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = i32>,
    T8: crate::ArraySql<Item = Option<i32>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = i32>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
> {
    pub host: uuid::Uuid,
    pub keys: T2,
    pub user_ids: T3,
    pub run_ids: T4,
    pub steps: T6,
    pub attempts: T7,
    pub items: T8,
    pub queues: T10,
    pub activities: T12,
    pub priorities: T13,
    pub labels: T15,
    pub inputs: T17,
}
#[derive(Debug)]
pub struct ClaimTasksParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
> {
    pub queue: T1,
    pub user_id: uuid::Uuid,
    pub any_of: Option<T3>,
    pub labels: T5,
    pub most: i64,
    pub worker: T6,
    pub lease_s: f64,
}
#[derive(Debug)]
pub struct ClaimTasksBehindParams<
    T1: crate::ArraySql<Item = i32>,
    T2: crate::ArraySql<Item = i64>,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
> {
    pub priorities: T1,
    pub behind: T2,
    pub queue: T3,
    pub user_id: uuid::Uuid,
    pub any_of: Option<T5>,
    pub labels: T7,
    pub most: i64,
    pub worker: T8,
    pub lease_s: f64,
}
#[derive(Debug)]
pub struct ExtendLeasesParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::ArraySql<Item = uuid::Uuid>> {
    pub lease_s: f64,
    pub keys: T2,
    pub tokens: T3,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct EndTasksParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = T1>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
> {
    pub keys: T2,
    pub tokens: T3,
    pub states: T5,
    pub results: T7,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct ReleaseTasksParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::ArraySql<Item = uuid::Uuid>> {
    pub keys: T2,
    pub tokens: T3,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct EndedTasksParams {
    pub host: uuid::Uuid,
    pub behind: i64,
}
#[derive(Debug)]
pub struct ForgetTasksParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = Option<i32>>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub items: T5,
}
#[derive(Debug)]
pub struct ForgetAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
}
#[derive(Debug)]
pub struct SeeWorkerParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
> {
    pub user_id: uuid::Uuid,
    pub name: T1,
    pub queue: T2,
    pub activities: T4,
    pub labels: T6,
    pub capacity: i32,
}
#[derive(Debug, Clone, PartialEq)]
pub struct PutTasks {
    pub key: String,
    pub state: String,
}
pub struct PutTasksBorrowed<'a> {
    pub key: &'a str,
    pub state: &'a str,
}
impl<'a> From<PutTasksBorrowed<'a>> for PutTasks {
    fn from(PutTasksBorrowed { key, state }: PutTasksBorrowed<'a>) -> Self {
        Self { key: key.into(), state: state.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub key: String,
    pub lease_id: Option<uuid::Uuid>,
    pub activity: String,
    pub input: String,
    pub run_id: uuid::Uuid,
    pub step: String,
    pub attempt: i32,
    pub item: Option<i32>,
    pub deliveries: i32,
    pub lease_until: Option<jiff::Timestamp>,
    pub priority: i32,
    pub seq: i64,
}
pub struct TaskBorrowed<'a> {
    pub key: &'a str,
    pub lease_id: Option<uuid::Uuid>,
    pub activity: &'a str,
    pub input: &'a str,
    pub run_id: uuid::Uuid,
    pub step: &'a str,
    pub attempt: i32,
    pub item: Option<i32>,
    pub deliveries: i32,
    pub lease_until: Option<jiff::Timestamp>,
    pub priority: i32,
    pub seq: i64,
}
impl<'a> From<TaskBorrowed<'a>> for Task {
    fn from(
        TaskBorrowed { key, lease_id, activity, input, run_id, step, attempt, item, deliveries, lease_until, priority, seq }: TaskBorrowed<
            'a,
        >,
    ) -> Self {
        Self {
            key: key.into(),
            lease_id,
            activity: activity.into(),
            input: input.into(),
            run_id,
            step: step.into(),
            attempt,
            item,
            deliveries,
            lease_until,
            priority,
            seq,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct Numbers {
    pub task: i64,
    pub result: i64,
    pub oldest: i64,
    pub next: i64,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct ExpireLeases {
    pub rows: i64,
    pub now: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ExtendLeases {
    pub key: String,
    pub lease_id: Option<uuid::Uuid>,
}
pub struct ExtendLeasesBorrowed<'a> {
    pub key: &'a str,
    pub lease_id: Option<uuid::Uuid>,
}
impl<'a> From<ExtendLeasesBorrowed<'a>> for ExtendLeases {
    fn from(ExtendLeasesBorrowed { key, lease_id }: ExtendLeasesBorrowed<'a>) -> Self {
        Self { key: key.into(), lease_id }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct EndTasks {
    pub key: String,
    pub lease_id: Option<uuid::Uuid>,
    pub parked: bool,
}
pub struct EndTasksBorrowed<'a> {
    pub key: &'a str,
    pub lease_id: Option<uuid::Uuid>,
    pub parked: bool,
}
impl<'a> From<EndTasksBorrowed<'a>> for EndTasks {
    fn from(EndTasksBorrowed { key, lease_id, parked }: EndTasksBorrowed<'a>) -> Self {
        Self { key: key.into(), lease_id, parked }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseTasks {
    pub key: String,
    pub token: uuid::Uuid,
    pub queue: String,
}
pub struct ReleaseTasksBorrowed<'a> {
    pub key: &'a str,
    pub token: uuid::Uuid,
    pub queue: &'a str,
}
impl<'a> From<ReleaseTasksBorrowed<'a>> for ReleaseTasks {
    fn from(ReleaseTasksBorrowed { key, token, queue }: ReleaseTasksBorrowed<'a>) -> Self {
        Self { key: key.into(), token, queue: queue.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct EndedAmong {
    pub key: String,
    pub result: String,
}
pub struct EndedAmongBorrowed<'a> {
    pub key: &'a str,
    pub result: &'a str,
}
impl<'a> From<EndedAmongBorrowed<'a>> for EndedAmong {
    fn from(EndedAmongBorrowed { key, result }: EndedAmongBorrowed<'a>) -> Self {
        Self { key: key.into(), result: result.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct EndedTasks {
    pub key: String,
    pub result: String,
}
pub struct EndedTasksBorrowed<'a> {
    pub key: &'a str,
    pub result: &'a str,
}
impl<'a> From<EndedTasksBorrowed<'a>> for EndedTasks {
    fn from(EndedTasksBorrowed { key, result }: EndedTasksBorrowed<'a>) -> Self {
        Self { key: key.into(), result: result.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    pub user_id: uuid::Uuid,
    pub name: String,
    pub queue: String,
    pub activities: Vec<String>,
    pub labels: Vec<String>,
    pub capacity: i32,
    pub seen_at: jiff::Timestamp,
    pub running: i32,
}
pub struct WorkerBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub name: &'a str,
    pub queue: &'a str,
    pub activities: crate::ArrayIterator<'a, &'a str>,
    pub labels: crate::ArrayIterator<'a, &'a str>,
    pub capacity: i32,
    pub seen_at: jiff::Timestamp,
    pub running: i32,
}
impl<'a> From<WorkerBorrowed<'a>> for Worker {
    fn from(WorkerBorrowed { user_id, name, queue, activities, labels, capacity, seen_at, running }: WorkerBorrowed<'a>) -> Self {
        Self {
            user_id,
            name: name.into(),
            queue: queue.into(),
            activities: activities.map(|v| v.into()).collect(),
            labels: labels.map(|v| v.into()).collect(),
            capacity,
            seen_at,
            running,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct TaskQueue {
    pub user_id: uuid::Uuid,
    pub queue: String,
    pub waiting: i32,
    pub leased: i32,
    pub oldest_waiting_at: Option<jiff::Timestamp>,
}
pub struct TaskQueueBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub queue: &'a str,
    pub waiting: i32,
    pub leased: i32,
    pub oldest_waiting_at: Option<jiff::Timestamp>,
}
impl<'a> From<TaskQueueBorrowed<'a>> for TaskQueue {
    fn from(TaskQueueBorrowed { user_id, queue, waiting, leased, oldest_waiting_at }: TaskQueueBorrowed<'a>) -> Self {
        Self { user_id, queue: queue.into(), waiting, leased, oldest_waiting_at }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct PutTasksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PutTasksBorrowed, tokio_postgres::Error>,
    mapper: fn(PutTasksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PutTasksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PutTasksBorrowed) -> R) -> PutTasksQuery<'c, 'a, 's, C, R, N> {
        PutTasksQuery {
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
pub struct TaskQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TaskBorrowed, tokio_postgres::Error>,
    mapper: fn(TaskBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TaskQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TaskBorrowed) -> R) -> TaskQuery<'c, 'a, 's, C, R, N> {
        TaskQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct NumbersQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Numbers, tokio_postgres::Error>,
    mapper: fn(Numbers) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> NumbersQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Numbers) -> R) -> NumbersQuery<'c, 'a, 's, C, R, N> {
        NumbersQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ExpireLeasesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ExpireLeases, tokio_postgres::Error>,
    mapper: fn(ExpireLeases) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ExpireLeasesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ExpireLeases) -> R) -> ExpireLeasesQuery<'c, 'a, 's, C, R, N> {
        ExpireLeasesQuery {
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
pub struct ExtendLeasesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ExtendLeasesBorrowed, tokio_postgres::Error>,
    mapper: fn(ExtendLeasesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ExtendLeasesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ExtendLeasesBorrowed) -> R) -> ExtendLeasesQuery<'c, 'a, 's, C, R, N> {
        ExtendLeasesQuery {
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
pub struct EndTasksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndTasksBorrowed, tokio_postgres::Error>,
    mapper: fn(EndTasksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndTasksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndTasksBorrowed) -> R) -> EndTasksQuery<'c, 'a, 's, C, R, N> {
        EndTasksQuery {
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
pub struct ReleaseTasksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReleaseTasksBorrowed, tokio_postgres::Error>,
    mapper: fn(ReleaseTasksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReleaseTasksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReleaseTasksBorrowed) -> R) -> ReleaseTasksQuery<'c, 'a, 's, C, R, N> {
        ReleaseTasksQuery {
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
pub struct EndedAmongQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndedAmongBorrowed, tokio_postgres::Error>,
    mapper: fn(EndedAmongBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndedAmongQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndedAmongBorrowed) -> R) -> EndedAmongQuery<'c, 'a, 's, C, R, N> {
        EndedAmongQuery {
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
pub struct EndedTasksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EndedTasksBorrowed, tokio_postgres::Error>,
    mapper: fn(EndedTasksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EndedTasksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EndedTasksBorrowed) -> R) -> EndedTasksQuery<'c, 'a, 's, C, R, N> {
        EndedTasksQuery {
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
pub struct WorkerQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WorkerBorrowed, tokio_postgres::Error>,
    mapper: fn(WorkerBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WorkerQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WorkerBorrowed) -> R) -> WorkerQuery<'c, 'a, 's, C, R, N> {
        WorkerQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct TaskQueueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TaskQueueBorrowed, tokio_postgres::Error>,
    mapper: fn(TaskQueueBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TaskQueueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TaskQueueBorrowed) -> R) -> TaskQueueQuery<'c, 'a, 's, C, R, N> {
        TaskQueueQuery {
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
pub struct PutTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Hands tries of steps out, of runs that have not ended. One that was handed out before is waited for by another process now.
pub fn put_tasks() -> PutTasksStmt {
    PutTasksStmt(
        "insert into flows.tasks as t (key, user_id, run_id, step, attempt, item, queue, activity, priority, labels, input, host) select w.key, w.user_id, w.run_id, w.step, w.attempt, w.item, w.queue, w.activity, w.priority, w.labels::text[], w.input::json, $1 from unnest( $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::integer[], $8::text[], $9::text[], $10::integer[], $11::text[], $12::text[] ) as w (key, user_id, run_id, step, attempt, item, queue, activity, priority, labels, input) where exists (select from flows.runs r where r.id = w.run_id and r.status not in ('completed', 'failed', 'cancelled', 'continued')) on conflict (key) do update set host = excluded.host returning t.key, t.state",
        None,
    )
}
impl PutTasksStmt {
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
        T4: crate::ArraySql<Item = uuid::Uuid>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::ArraySql<Item = i32>,
        T8: crate::ArraySql<Item = Option<i32>>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
        T13: crate::ArraySql<Item = i32>,
        T14: crate::StringSql,
        T15: crate::ArraySql<Item = T14>,
        T16: crate::StringSql,
        T17: crate::ArraySql<Item = T16>,
    >(
        &'s self,
        client: &'c C,
        host: &'a uuid::Uuid,
        keys: &'a T2,
        user_ids: &'a T3,
        run_ids: &'a T4,
        steps: &'a T6,
        attempts: &'a T7,
        items: &'a T8,
        queues: &'a T10,
        activities: &'a T12,
        priorities: &'a T13,
        labels: &'a T15,
        inputs: &'a T17,
    ) -> PutTasksQuery<'c, 'a, 's, C, PutTasks, 12> {
        PutTasksQuery {
            client,
            params: [host, keys, user_ids, run_ids, steps, attempts, items, queues, activities, priorities, labels, inputs],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PutTasksBorrowed, tokio_postgres::Error> {
                Ok(PutTasksBorrowed { key: row.try_get(0)?, state: row.try_get(1)? })
            },
            mapper: |it| PutTasks::from(it),
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
    T4: crate::ArraySql<Item = uuid::Uuid>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = i32>,
    T8: crate::ArraySql<Item = Option<i32>>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = i32>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        PutTasksParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>,
        PutTasksQuery<'c, 'a, 's, C, PutTasks, 12>,
        C,
    > for PutTasksStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a PutTasksParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>,
    ) -> PutTasksQuery<'c, 'a, 's, C, PutTasks, 12> {
        self.bind(
            client,
            &params.host,
            &params.keys,
            &params.user_ids,
            &params.run_ids,
            &params.steps,
            &params.attempts,
            &params.items,
            &params.queues,
            &params.activities,
            &params.priorities,
            &params.labels,
            &params.inputs,
        )
    }
}
pub struct ClaimTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Leases what waits in a queue and asks for nothing but these labels, by priority, then by age.
pub fn claim_tasks() -> ClaimTasksStmt {
    ClaimTasksStmt(
        "with picked as ( select t.key from flows.tasks t where t.queue = $1 and t.user_id = $2 and t.state = 'waiting' and ($3::text[] is null or t.activity = any ($3)) and t.labels <@ $4::text[] order by t.priority desc, t.seq limit $5 for update skip locked ) update flows.tasks t set state = 'leased', worker = $6, lease_id = gen_random_uuid(), lease_until = engine.clock_now() + make_interval(secs => $7), deliveries = t.deliveries + 1 where t.key = any (array(select p.key from picked p)) returning t.key, t.lease_id, t.activity, t.input::text as input, t.run_id, t.step, t.attempt, t.item, t.deliveries, t.lease_until, t.priority, t.seq",
        None,
    )
}
impl ClaimTasksStmt {
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
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        queue: &'a T1,
        user_id: &'a uuid::Uuid,
        any_of: &'a Option<T3>,
        labels: &'a T5,
        most: &'a i64,
        worker: &'a T6,
        lease_s: &'a f64,
    ) -> TaskQuery<'c, 'a, 's, C, Task, 7> {
        TaskQuery {
            client,
            params: [queue, user_id, any_of, labels, most, worker, lease_s],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TaskBorrowed, tokio_postgres::Error> {
                Ok(TaskBorrowed {
                    key: row.try_get(0)?,
                    lease_id: row.try_get(1)?,
                    activity: row.try_get(2)?,
                    input: row.try_get(3)?,
                    run_id: row.try_get(4)?,
                    step: row.try_get(5)?,
                    attempt: row.try_get(6)?,
                    item: row.try_get(7)?,
                    deliveries: row.try_get(8)?,
                    lease_until: row.try_get(9)?,
                    priority: row.try_get(10)?,
                    seq: row.try_get(11)?,
                })
            },
            mapper: |it| Task::from(it),
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
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
> crate::client::async_::Params<'c, 'a, 's, ClaimTasksParams<T1, T2, T3, T4, T5, T6>, TaskQuery<'c, 'a, 's, C, Task, 7>, C>
    for ClaimTasksStmt
{
    fn params(&'s self, client: &'c C, params: &'a ClaimTasksParams<T1, T2, T3, T4, T5, T6>) -> TaskQuery<'c, 'a, 's, C, Task, 7> {
        self.bind(client, &params.queue, &params.user_id, &params.any_of, &params.labels, &params.most, &params.worker, &params.lease_s)
    }
}
pub struct ClaimTasksBehindStmt(&'static str, Option<tokio_postgres::Statement>);
/// The same of these priorities, the highest first: of each what comes behind a task, and before that what has come back. What has come back is
/// found whatever its priority. Tasks are locked one by one as they are wanted: only the priorities are sorted.
pub fn claim_tasks_behind() -> ClaimTasksBehindStmt {
    ClaimTasksBehindStmt(
        "with picked as ( select t.key from ( select k.priority, k.behind from unnest($1::integer[], $2::bigint[]) as k (priority, behind) union all select b.priority, 9223372036854775807 from ( select distinct r.priority from flows.tasks r where r.queue = $3 and r.user_id = $4 and r.state = 'waiting' and r.deliveries > 0 and r.priority <> all ($1) ) as b order by priority desc ) as w cross join lateral ( select again.key from ( select a.key from flows.tasks a where a.queue = $3 and a.user_id = $4 and a.state = 'waiting' and a.deliveries > 0 and a.priority = w.priority and ($5::text[] is null or a.activity = any ($5)) and a.labels <@ $6::text[] order by a.seq limit $7 for update skip locked ) as again union all select new.key from ( select n.key from flows.tasks n where n.queue = $3 and n.user_id = $4 and n.state = 'waiting' and n.deliveries = 0 and n.priority = w.priority and n.seq > w.behind and ($5::text[] is null or n.activity = any ($5)) and n.labels <@ $6 order by n.seq limit $7 for update skip locked ) as new ) as t limit $7 ) update flows.tasks t set state = 'leased', worker = $8, lease_id = gen_random_uuid(), lease_until = engine.clock_now() + make_interval(secs => $9), deliveries = t.deliveries + 1 where t.key = any (array(select p.key from picked p)) returning t.key, t.lease_id, t.activity, t.input::text as input, t.run_id, t.step, t.attempt, t.item, t.deliveries, t.lease_until, t.priority, t.seq",
        None,
    )
}
impl ClaimTasksBehindStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = i32>,
        T2: crate::ArraySql<Item = i64>,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        priorities: &'a T1,
        behind: &'a T2,
        queue: &'a T3,
        user_id: &'a uuid::Uuid,
        any_of: &'a Option<T5>,
        labels: &'a T7,
        most: &'a i64,
        worker: &'a T8,
        lease_s: &'a f64,
    ) -> TaskQuery<'c, 'a, 's, C, Task, 9> {
        TaskQuery {
            client,
            params: [priorities, behind, queue, user_id, any_of, labels, most, worker, lease_s],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TaskBorrowed, tokio_postgres::Error> {
                Ok(TaskBorrowed {
                    key: row.try_get(0)?,
                    lease_id: row.try_get(1)?,
                    activity: row.try_get(2)?,
                    input: row.try_get(3)?,
                    run_id: row.try_get(4)?,
                    step: row.try_get(5)?,
                    attempt: row.try_get(6)?,
                    item: row.try_get(7)?,
                    deliveries: row.try_get(8)?,
                    lease_until: row.try_get(9)?,
                    priority: row.try_get(10)?,
                    seq: row.try_get(11)?,
                })
            },
            mapper: |it| Task::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::ArraySql<Item = i32>,
    T2: crate::ArraySql<Item = i64>,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
> crate::client::async_::Params<'c, 'a, 's, ClaimTasksBehindParams<T1, T2, T3, T4, T5, T6, T7, T8>, TaskQuery<'c, 'a, 's, C, Task, 9>, C>
    for ClaimTasksBehindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ClaimTasksBehindParams<T1, T2, T3, T4, T5, T6, T7, T8>,
    ) -> TaskQuery<'c, 'a, 's, C, Task, 9> {
        self.bind(
            client,
            &params.priorities,
            &params.behind,
            &params.queue,
            &params.user_id,
            &params.any_of,
            &params.labels,
            &params.most,
            &params.worker,
            &params.lease_s,
        )
    }
}
pub struct NumbersStmt(&'static str, Option<tokio_postgres::Statement>);
/// The last numbers given out, of tasks and of results; the oldest transaction that is open, and the next.
pub fn numbers() -> NumbersStmt {
    NumbersStmt(
        "select (select case when n.is_called then n.last_value else 0 end from flows.tasks_seq_seq n) as task, (select case when n.is_called then n.last_value else 0 end from flows.task_results n) as result, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next",
        None,
    )
}
impl NumbersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> NumbersQuery<'c, 'a, 's, C, Numbers, 0> {
        NumbersQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<Numbers, tokio_postgres::Error> {
                Ok(Numbers { task: row.try_get(0)?, result: row.try_get(1)?, oldest: row.try_get(2)?, next: row.try_get(3)? })
            },
            mapper: |it| Numbers::from(it),
        }
    }
}
pub struct ExpireLeasesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Tasks of workers that have not been heard of wait again, those whose leases ran out after a moment. Tells the database's clock as it was when this
/// began.
pub fn expire_leases() -> ExpireLeasesStmt {
    ExpireLeasesStmt(
        "with clock as materialized ( select engine.clock_now() as now ), expired as ( update flows.tasks set state = 'waiting', lease_id = null where lease_until > coalesce($1::timestamptz, '-infinity') and lease_until < (select c.now from clock c) and state is not distinct from 'leased' returning 1 ) select (select count(*) from expired) as rows, c.now from clock c",
        None,
    )
}
impl ExpireLeasesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        after: &'a Option<jiff::Timestamp>,
    ) -> ExpireLeasesQuery<'c, 'a, 's, C, ExpireLeases, 1> {
        ExpireLeasesQuery {
            client,
            params: [after],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ExpireLeases, tokio_postgres::Error> {
                Ok(ExpireLeases { rows: row.try_get(0)?, now: row.try_get(1)? })
            },
            mapper: |it| ExpireLeases::from(it),
        }
    }
}
pub struct ExtendLeasesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn extend_leases() -> ExtendLeasesStmt {
    ExtendLeasesStmt(
        "update flows.tasks t set lease_until = engine.clock_now() + make_interval(secs => $1) from unnest($2::text[], $3::uuid[]) as w (key, token) where t.key = any ($2) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased' and t.user_id is not distinct from $4::uuid returning t.key, t.lease_id",
        None,
    )
}
impl ExtendLeasesStmt {
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
    >(
        &'s self,
        client: &'c C,
        lease_s: &'a f64,
        keys: &'a T2,
        tokens: &'a T3,
        user_id: &'a uuid::Uuid,
    ) -> ExtendLeasesQuery<'c, 'a, 's, C, ExtendLeases, 4> {
        ExtendLeasesQuery {
            client,
            params: [lease_s, keys, tokens, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ExtendLeasesBorrowed, tokio_postgres::Error> {
                Ok(ExtendLeasesBorrowed { key: row.try_get(0)?, lease_id: row.try_get(1)? })
            },
            mapper: |it| ExtendLeases::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, ExtendLeasesParams<T1, T2, T3>, ExtendLeasesQuery<'c, 'a, 's, C, ExtendLeases, 4>, C>
    for ExtendLeasesStmt
{
    fn params(&'s self, client: &'c C, params: &'a ExtendLeasesParams<T1, T2, T3>) -> ExtendLeasesQuery<'c, 'a, 's, C, ExtendLeases, 4> {
        self.bind(client, &params.lease_s, &params.keys, &params.tokens, &params.user_id)
    }
}
pub struct EndTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes results in, of those who still hold the lease, and wakes runs that may have left memory meanwhile.
pub fn end_tasks() -> EndTasksStmt {
    EndTasksStmt(
        "with ended as ( update flows.tasks t set state = w.state, result = w.result::json, result_number = nextval('flows.task_results') from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as w (key, token, state, result) where t.key = any ($1) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased' and t.user_id is not distinct from $5::uuid returning t.key, t.lease_id, t.run_id, t.parked ), woken as ( insert into engine.wakes (shard, run_id, cause) select engine.shard_of(e.run_id), e.run_id, 'task ' || e.key from ended e where e.parked ) select e.key, e.lease_id, e.parked from ended e",
        None,
    )
}
impl EndTasksStmt {
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
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
    >(
        &'s self,
        client: &'c C,
        keys: &'a T2,
        tokens: &'a T3,
        states: &'a T5,
        results: &'a T7,
        user_id: &'a uuid::Uuid,
    ) -> EndTasksQuery<'c, 'a, 's, C, EndTasks, 5> {
        EndTasksQuery {
            client,
            params: [keys, tokens, states, results, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndTasksBorrowed, tokio_postgres::Error> {
                Ok(EndTasksBorrowed { key: row.try_get(0)?, lease_id: row.try_get(1)?, parked: row.try_get(2)? })
            },
            mapper: |it| EndTasks::from(it),
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
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
> crate::client::async_::Params<'c, 'a, 's, EndTasksParams<T1, T2, T3, T4, T5, T6, T7>, EndTasksQuery<'c, 'a, 's, C, EndTasks, 5>, C>
    for EndTasksStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a EndTasksParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> EndTasksQuery<'c, 'a, 's, C, EndTasks, 5> {
        self.bind(client, &params.keys, &params.tokens, &params.states, &params.results, &params.user_id)
    }
}
pub struct ReleaseTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Tasks that their holders hand back wait again, at once.
pub fn release_tasks() -> ReleaseTasksStmt {
    ReleaseTasksStmt(
        "update flows.tasks t set state = 'waiting', lease_id = null from unnest($1::text[], $2::uuid[]) as w (key, token) where t.key = any ($1) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased' and t.user_id is not distinct from $3::uuid returning t.key, w.token, t.queue",
        None,
    )
}
impl ReleaseTasksStmt {
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
    >(
        &'s self,
        client: &'c C,
        keys: &'a T2,
        tokens: &'a T3,
        user_id: &'a uuid::Uuid,
    ) -> ReleaseTasksQuery<'c, 'a, 's, C, ReleaseTasks, 3> {
        ReleaseTasksQuery {
            client,
            params: [keys, tokens, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReleaseTasksBorrowed, tokio_postgres::Error> {
                Ok(ReleaseTasksBorrowed { key: row.try_get(0)?, token: row.try_get(1)?, queue: row.try_get(2)? })
            },
            mapper: |it| ReleaseTasks::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>, T3: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, ReleaseTasksParams<T1, T2, T3>, ReleaseTasksQuery<'c, 'a, 's, C, ReleaseTasks, 3>, C>
    for ReleaseTasksStmt
{
    fn params(&'s self, client: &'c C, params: &'a ReleaseTasksParams<T1, T2, T3>) -> ReleaseTasksQuery<'c, 'a, 's, C, ReleaseTasks, 3> {
        self.bind(client, &params.keys, &params.tokens, &params.user_id)
    }
}
pub struct ParkTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Marks tasks that have not ended: whoever ends one wakes its run from now on.
pub fn park_tasks() -> ParkTasksStmt {
    ParkTasksStmt(
        "with open as ( select t.key from flows.tasks t where t.key = any ($1::text[]) and t.result is null order by t.key for no key update ) update flows.tasks t set parked = true where t.key = any (array(select o.key from open o)) returning t.key",
        None,
    )
}
impl ParkTasksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        keys: &'a T2,
    ) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [keys],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct EndedAmongStmt(&'static str, Option<tokio_postgres::Statement>);
/// Results of these tasks, whoever waits for them.
pub fn ended_among() -> EndedAmongStmt {
    EndedAmongStmt(
        "select t.key, t.result::text as result from flows.tasks t where t.key = any ($1::text[]) and t.state not in ('waiting', 'leased')",
        None,
    )
}
impl EndedAmongStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        keys: &'a T2,
    ) -> EndedAmongQuery<'c, 'a, 's, C, EndedAmong, 1> {
        EndedAmongQuery {
            client,
            params: [keys],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndedAmongBorrowed, tokio_postgres::Error> {
                Ok(EndedAmongBorrowed { key: row.try_get(0)?, result: row.try_get(1)? })
            },
            mapper: |it| EndedAmong::from(it),
        }
    }
}
pub struct EndedTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Results that workers handed to other processes, behind one. A process of an earlier release gives them no number.
pub fn ended_tasks() -> EndedTasksStmt {
    EndedTasksStmt(
        "select t.key, t.result::text as result from flows.tasks t where t.host = $1 and t.result is not null and t.result_number > $2 union all select t.key, t.result::text from flows.tasks t where t.host = $1 and t.result is not null and t.result_number = 0",
        None,
    )
}
impl EndedTasksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        host: &'a uuid::Uuid,
        behind: &'a i64,
    ) -> EndedTasksQuery<'c, 'a, 's, C, EndedTasks, 2> {
        EndedTasksQuery {
            client,
            params: [host, behind],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EndedTasksBorrowed, tokio_postgres::Error> {
                Ok(EndedTasksBorrowed { key: row.try_get(0)?, result: row.try_get(1)? })
            },
            mapper: |it| EndedTasks::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, EndedTasksParams, EndedTasksQuery<'c, 'a, 's, C, EndedTasks, 2>, C> for EndedTasksStmt
{
    fn params(&'s self, client: &'c C, params: &'a EndedTasksParams) -> EndedTasksQuery<'c, 'a, 's, C, EndedTasks, 2> {
        self.bind(client, &params.host, &params.behind)
    }
}
pub struct ForgetTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// What came of these tries is journaled.
pub fn forget_tasks() -> ForgetTasksStmt {
    ForgetTasksStmt(
        "with gone as ( delete from flows.tasks t where t.run_id = any ($1::uuid[]) and exists ( select from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as w (run_id, step, attempt, item) where t.run_id = w.run_id and t.step = w.step and t.attempt = w.attempt and t.item is not distinct from w.item ) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl ForgetTasksStmt {
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
        T5: crate::ArraySql<Item = Option<i32>>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        items: &'a T5,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_ids, steps, attempts, items],
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
    T5: crate::ArraySql<Item = Option<i32>>,
> crate::client::async_::Params<'c, 'a, 's, ForgetTasksParams<T1, T2, T3, T4, T5>, I64Query<'c, 'a, 's, C, i64, 4>, C> for ForgetTasksStmt
{
    fn params(&'s self, client: &'c C, params: &'a ForgetTasksParams<T1, T2, T3, T4, T5>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts, &params.items)
    }
}
pub struct ForgetAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Attempts that ended, up to a given one; and with the largest number, whatever was under way of a step.
pub fn forget_attempts() -> ForgetAttemptsStmt {
    ForgetAttemptsStmt(
        "with gone as ( delete from flows.tasks t where t.run_id = any ($1::uuid[]) and exists ( select from unnest($1::uuid[], $2::text[], $3::integer[]) as w (run_id, step, attempt) where t.run_id = w.run_id and t.step = w.step and t.attempt <= w.attempt ) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl ForgetAttemptsStmt {
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
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [run_ids, steps, attempts],
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
> crate::client::async_::Params<'c, 'a, 's, ForgetAttemptsParams<T1, T2, T3, T4>, I64Query<'c, 'a, 's, C, i64, 3>, C>
    for ForgetAttemptsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ForgetAttemptsParams<T1, T2, T3, T4>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts)
    }
}
pub struct ForgetRunsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn forget_runs() -> ForgetRunsStmt {
    ForgetRunsStmt(
        "with gone as ( delete from flows.tasks t where t.run_id = any ($1::uuid[]) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl ForgetRunsStmt {
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
pub struct LetGoStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of these tasks those whose run has ended or is gone: they were stored in the moment in which it did.
pub fn let_go() -> LetGoStmt {
    LetGoStmt(
        "with gone as ( delete from flows.tasks t where t.key = any (array( select n.key from unnest($1::text[]) as n (key) where not exists ( select from flows.runs r where r.id = (select m.run_id from flows.tasks m where m.key = n.key) and r.status not in ('completed', 'failed', 'cancelled', 'continued') ) )) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl LetGoStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        keys: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [keys], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SweepTasksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Tasks whose run has ended or is gone, and that were stored in the moment in which it did.
pub fn sweep_tasks() -> SweepTasksStmt {
    SweepTasksStmt(
        "with gone as ( delete from flows.tasks t where not exists (select from flows.runs r where r.id = t.run_id and r.status in ('pending', 'running', 'paused')) returning 1 ) select count(*) as rows from gone",
        None,
    )
}
impl SweepTasksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I64Query<'c, 'a, 's, C, i64, 0> {
        I64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SeeWorkerStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn see_worker() -> SeeWorkerStmt {
    SeeWorkerStmt(
        "insert into flows.workers (user_id, name, queue, activities, labels, capacity) values ($1, $2, $3, $4, $5, $6) on conflict (user_id, name, queue) do update set activities = excluded.activities, labels = excluded.labels, capacity = excluded.capacity, seen_at = now()",
        None,
    )
}
impl SeeWorkerStmt {
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
        T4: crate::ArraySql<Item = T3>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
    >(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        name: &'a T1,
        queue: &'a T2,
        activities: &'a T4,
        labels: &'a T6,
        capacity: &'a i32,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, name, queue, activities, labels, capacity]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SeeWorkerParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SeeWorkerStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SeeWorkerParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.user_id, &params.name, &params.queue, &params.activities, &params.labels, &params.capacity))
    }
}
pub struct ForgetWorkersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of whom nobody has heard for so long.
pub fn forget_workers() -> ForgetWorkersStmt {
    ForgetWorkersStmt("delete from flows.workers where seen_at < now() - make_interval(hours => $1::integer)", None)
}
impl ForgetWorkersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, hours: &'a i32) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[hours],
            )
            .await
    }
}
pub struct ListWorkersStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn list_workers() -> ListWorkersStmt {
    ListWorkersStmt(
        "select w.user_id, w.name, w.queue, w.activities, w.labels, w.capacity, w.seen_at, (select count(*) from flows.tasks t where t.user_id = w.user_id and t.worker = w.name and t.queue = w.queue and t.state = 'leased')::integer as running from flows.workers w where $1::uuid is null or w.user_id = $1 order by w.seen_at desc, w.name limit 500",
        None,
    )
}
impl ListWorkersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
    ) -> WorkerQuery<'c, 'a, 's, C, Worker, 1> {
        WorkerQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WorkerBorrowed, tokio_postgres::Error> {
                Ok(WorkerBorrowed {
                    user_id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    queue: row.try_get(2)?,
                    activities: row.try_get(3)?,
                    labels: row.try_get(4)?,
                    capacity: row.try_get(5)?,
                    seen_at: row.try_get(6)?,
                    running: row.try_get(7)?,
                })
            },
            mapper: |it| Worker::from(it),
        }
    }
}
pub struct ListQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn list_queues() -> ListQueuesStmt {
    ListQueuesStmt(
        "select t.user_id, t.queue, (count(*) filter (where t.state = 'waiting'))::integer as waiting, (count(*) filter (where t.state = 'leased'))::integer as leased, min(t.created_at) filter (where t.state = 'waiting') as oldest_waiting_at from flows.tasks t where $1::uuid is null or t.user_id = $1 group by t.user_id, t.queue order by t.queue, t.user_id",
        None,
    )
}
impl ListQueuesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
    ) -> TaskQueueQuery<'c, 'a, 's, C, TaskQueue, 1> {
        TaskQueueQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TaskQueueBorrowed, tokio_postgres::Error> {
                Ok(TaskQueueBorrowed {
                    user_id: row.try_get(0)?,
                    queue: row.try_get(1)?,
                    waiting: row.try_get(2)?,
                    leased: row.try_get(3)?,
                    oldest_waiting_at: row.try_get(4)?,
                })
            },
            mapper: |it| TaskQueue::from(it),
        }
    }
}
