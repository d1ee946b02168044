// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct DeclareQueuesParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = Option<i32>>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = bool>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
> {
    pub run_ids: T1,
    pub names: T3,
    pub max_sizes: T4,
    pub priorities: T6,
    pub deduplicates: T7,
    pub schemas: T9,
}
#[derive(Debug)]
pub struct MoveQueuesParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = uuid::Uuid>> {
    pub ids: T1,
    pub nexts: T2,
}
#[derive(Debug)]
pub struct FindQueueParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub queue_name: T1,
}
#[derive(Debug)]
pub struct ListWorkQueuesParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub queue_name: Option<T1>,
}
#[derive(Debug)]
pub struct ListWorkItemsParams<T1: crate::StringSql> {
    pub inline: i32,
    pub queue_id: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub status: Option<T1>,
    pub page_size: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct GetWorkItemParams {
    pub queue_id: uuid::Uuid,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct EqualItemsParams<T1: crate::StringSql, T2: crate::ArraySql<Item = T1>> {
    pub queue_id: uuid::Uuid,
    pub hashes: T2,
}
#[derive(Debug)]
pub struct AddedItemsParams<T1: crate::StringSql> {
    pub queue_id: uuid::Uuid,
    pub key: T1,
}
#[derive(Debug)]
pub struct InsertItemsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::ArraySql<Item = i32>,
> {
    pub added_by: T1,
    pub add_key: Option<T2>,
    pub ids: T3,
    pub payloads: T5,
    pub sizes: T6,
    pub hashes: T8,
    pub priorities: T9,
    pub places: T10,
    pub queue_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct EffortLivesParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
}
#[derive(Debug)]
pub struct HeldItemsParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
    pub queue_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct ClaimFirstParams<T1: crate::StringSql> {
    pub queue_id: uuid::Uuid,
    pub most: i64,
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
}
#[derive(Debug)]
pub struct ClaimLastParams<T1: crate::StringSql> {
    pub queue_id: uuid::Uuid,
    pub most: i64,
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
}
#[derive(Debug)]
pub struct StatusOfItemsParams<T1: crate::ArraySql<Item = uuid::Uuid>> {
    pub queue_id: uuid::Uuid,
    pub ids: T1,
}
#[derive(Debug)]
pub struct BeginWaitParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
    pub queue_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub waits_for: T2,
    pub wait_s: Option<f64>,
}
#[derive(Debug)]
pub struct HoldAloneParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub items: T5,
}
#[derive(Debug)]
pub struct ParkWaitsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::ArraySql<Item = uuid::Uuid>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub items: T5,
    pub parked_for: T7,
    pub of_items: T9,
    pub held: T10,
}
#[derive(Debug)]
pub struct WakeWaitsParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = i64>, T3: crate::ArraySql<Item = bool>> {
    pub queue_ids: T1,
    pub fresh: T2,
    pub finished: T3,
}
#[derive(Debug)]
pub struct EndWaitParams<T1: crate::StringSql> {
    pub run_id: uuid::Uuid,
    pub step: T1,
    pub attempt: i32,
    pub item: i32,
}
#[derive(Debug)]
pub struct SettleItemsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = Option<i32>>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
> {
    pub ids: T1,
    pub attempts: T2,
    pub statuses: T4,
    pub reasons: T6,
    pub queue_id: uuid::Uuid,
    pub settled_by: T7,
    pub run_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct SettledItemsParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql> {
    pub queue_id: uuid::Uuid,
    pub ids: T1,
    pub settled_by: T2,
}
#[derive(Clone, Copy, Debug)]
pub struct RetryItemParams {
    pub id: uuid::Uuid,
    pub queue_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct HashOfItemParams {
    pub id: uuid::Uuid,
    pub queue_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct RemoveItemParams {
    pub id: uuid::Uuid,
    pub queue_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct RenameTakersParams<
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
pub struct ReleaseOthersParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i32>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
    pub items: T5,
    pub kept: T7,
}
#[derive(Debug)]
pub struct ReleaseAttemptsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
> {
    pub run_ids: T1,
    pub steps: T3,
    pub attempts: T4,
}
#[derive(Debug, Clone, PartialEq)]
pub struct FoundQueue {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub queue_name: String,
    pub max_size: Option<i32>,
    pub priority: String,
    pub deduplicate: bool,
    pub schema: serde_json::Value,
}
pub struct FoundQueueBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub queue_name: &'a str,
    pub max_size: Option<i32>,
    pub priority: &'a str,
    pub deduplicate: bool,
    pub schema: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<FoundQueueBorrowed<'a>> for FoundQueue {
    fn from(
        FoundQueueBorrowed { id, run_id, user_id, queue_name, max_size, priority, deduplicate, schema }: FoundQueueBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            user_id,
            queue_name: queue_name.into(),
            max_size,
            priority: priority.into(),
            deduplicate,
            schema: serde_json::from_str(schema.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct WorkQueue {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub queue_name: String,
    pub signal_name: String,
    pub query_name: String,
    pub auto_generated: bool,
    pub max_size: Option<i32>,
    pub priority: String,
    pub deduplicate: bool,
    pub work_item_schema: serde_json::Value,
    pub closed_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub pending: i64,
    pub processing: i64,
    pub completed: i64,
    pub failed: i64,
    pub oldest_pending_at: Option<jiff::Timestamp>,
    pub oldest_pending_s: Option<f64>,
    pub waiting_steps: i64,
}
pub struct WorkQueueBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub queue_name: &'a str,
    pub signal_name: &'a str,
    pub query_name: &'a str,
    pub auto_generated: bool,
    pub max_size: Option<i32>,
    pub priority: &'a str,
    pub deduplicate: bool,
    pub work_item_schema: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub closed_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub pending: i64,
    pub processing: i64,
    pub completed: i64,
    pub failed: i64,
    pub oldest_pending_at: Option<jiff::Timestamp>,
    pub oldest_pending_s: Option<f64>,
    pub waiting_steps: i64,
}
impl<'a> From<WorkQueueBorrowed<'a>> for WorkQueue {
    fn from(
        WorkQueueBorrowed {
            id,
            run_id,
            queue_name,
            signal_name,
            query_name,
            auto_generated,
            max_size,
            priority,
            deduplicate,
            work_item_schema,
            closed_at,
            created_at,
            pending,
            processing,
            completed,
            failed,
            oldest_pending_at,
            oldest_pending_s,
            waiting_steps,
        }: WorkQueueBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            queue_name: queue_name.into(),
            signal_name: signal_name.into(),
            query_name: query_name.into(),
            auto_generated,
            max_size,
            priority: priority.into(),
            deduplicate,
            work_item_schema: serde_json::from_str(work_item_schema.0.get()).unwrap(),
            closed_at,
            created_at,
            pending,
            processing,
            completed,
            failed,
            oldest_pending_at,
            oldest_pending_s,
            waiting_steps,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    pub id: uuid::Uuid,
    pub seq: i64,
    pub payload: Option<String>,
    pub size_bytes: i32,
    pub priority: i32,
    pub status: String,
    pub attempts: i32,
    pub taker_run_id: Option<uuid::Uuid>,
    pub taker_step: Option<String>,
    pub taker_attempt: Option<i32>,
    pub taker_item: Option<i32>,
    pub reason: Option<String>,
    pub added_by: String,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: Option<jiff::Timestamp>,
}
pub struct WorkItemBorrowed<'a> {
    pub id: uuid::Uuid,
    pub seq: i64,
    pub payload: Option<&'a str>,
    pub size_bytes: i32,
    pub priority: i32,
    pub status: &'a str,
    pub attempts: i32,
    pub taker_run_id: Option<uuid::Uuid>,
    pub taker_step: Option<&'a str>,
    pub taker_attempt: Option<i32>,
    pub taker_item: Option<i32>,
    pub reason: Option<&'a str>,
    pub added_by: &'a str,
    pub created_at: jiff::Timestamp,
    pub started_at: Option<jiff::Timestamp>,
    pub ended_at: Option<jiff::Timestamp>,
}
impl<'a> From<WorkItemBorrowed<'a>> for WorkItem {
    fn from(
        WorkItemBorrowed {
            id,
            seq,
            payload,
            size_bytes,
            priority,
            status,
            attempts,
            taker_run_id,
            taker_step,
            taker_attempt,
            taker_item,
            reason,
            added_by,
            created_at,
            started_at,
            ended_at,
        }: WorkItemBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            seq,
            payload: payload.map(|v| v.into()),
            size_bytes,
            priority,
            status: status.into(),
            attempts,
            taker_run_id,
            taker_step: taker_step.map(|v| v.into()),
            taker_attempt,
            taker_item,
            reason: reason.map(|v| v.into()),
            added_by: added_by.into(),
            created_at,
            started_at,
            ended_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct LockQueue {
    pub run_status: String,
    pub closed: bool,
}
pub struct LockQueueBorrowed<'a> {
    pub run_status: &'a str,
    pub closed: bool,
}
impl<'a> From<LockQueueBorrowed<'a>> for LockQueue {
    fn from(LockQueueBorrowed { run_status, closed }: LockQueueBorrowed<'a>) -> Self {
        Self { run_status: run_status.into(), closed }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct EqualItems {
    pub id: uuid::Uuid,
    pub hash: Option<String>,
}
pub struct EqualItemsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub hash: Option<&'a str>,
}
impl<'a> From<EqualItemsBorrowed<'a>> for EqualItems {
    fn from(EqualItemsBorrowed { id, hash }: EqualItemsBorrowed<'a>) -> Self {
        Self { id, hash: hash.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AddedItems {
    pub id: uuid::Uuid,
    pub place: Option<i32>,
    pub payload: String,
}
pub struct AddedItemsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub place: Option<i32>,
    pub payload: &'a str,
}
impl<'a> From<AddedItemsBorrowed<'a>> for AddedItems {
    fn from(AddedItemsBorrowed { id, place, payload }: AddedItemsBorrowed<'a>) -> Self {
        Self { id, place, payload: payload.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct TakenItem {
    pub id: uuid::Uuid,
    pub seq: i64,
    pub priority: i32,
    pub attempts: i32,
    pub payload: String,
}
pub struct TakenItemBorrowed<'a> {
    pub id: uuid::Uuid,
    pub seq: i64,
    pub priority: i32,
    pub attempts: i32,
    pub payload: &'a str,
}
impl<'a> From<TakenItemBorrowed<'a>> for TakenItem {
    fn from(TakenItemBorrowed { id, seq, priority, attempts, payload }: TakenItemBorrowed<'a>) -> Self {
        Self { id, seq, priority, attempts, payload: payload.into() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct QueueState {
    pub id: uuid::Uuid,
    pub has_pending: bool,
    pub has_unfinished: bool,
    pub closed: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct StatusOfItems {
    pub id: uuid::Uuid,
    pub status: String,
}
pub struct StatusOfItemsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub status: &'a str,
}
impl<'a> From<StatusOfItemsBorrowed<'a>> for StatusOfItems {
    fn from(StatusOfItemsBorrowed { id, status }: StatusOfItemsBorrowed<'a>) -> Self {
        Self { id, status: status.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ParkWaits {
    pub run_id: uuid::Uuid,
    pub step: String,
    pub attempt: i32,
    pub item: i32,
    pub waits_until: Option<jiff::Timestamp>,
}
pub struct ParkWaitsBorrowed<'a> {
    pub run_id: uuid::Uuid,
    pub step: &'a str,
    pub attempt: i32,
    pub item: i32,
    pub waits_until: Option<jiff::Timestamp>,
}
impl<'a> From<ParkWaitsBorrowed<'a>> for ParkWaits {
    fn from(ParkWaitsBorrowed { run_id, step, attempt, item, waits_until }: ParkWaitsBorrowed<'a>) -> Self {
        Self { run_id, step: step.into(), attempt, item, waits_until }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct HashOfItem {
    pub status: String,
    pub hash: Option<String>,
}
pub struct HashOfItemBorrowed<'a> {
    pub status: &'a str,
    pub hash: Option<&'a str>,
}
impl<'a> From<HashOfItemBorrowed<'a>> for HashOfItem {
    fn from(HashOfItemBorrowed { status, hash }: HashOfItemBorrowed<'a>) -> Self {
        Self { status: status.into(), hash: hash.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct RenameTakers {
    pub renamed: i64,
    pub forgotten: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseOthers {
    pub released: Vec<uuid::Uuid>,
    pub ended: Vec<uuid::Uuid>,
}
pub struct ReleaseOthersBorrowed<'a> {
    pub released: crate::ArrayIterator<'a, uuid::Uuid>,
    pub ended: crate::ArrayIterator<'a, uuid::Uuid>,
}
impl<'a> From<ReleaseOthersBorrowed<'a>> for ReleaseOthers {
    fn from(ReleaseOthersBorrowed { released, ended }: ReleaseOthersBorrowed<'a>) -> Self {
        Self { released: released.map(|v| v).collect(), ended: ended.map(|v| v).collect() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseAttempts {
    pub released: Vec<uuid::Uuid>,
    pub ended: Vec<uuid::Uuid>,
}
pub struct ReleaseAttemptsBorrowed<'a> {
    pub released: crate::ArrayIterator<'a, uuid::Uuid>,
    pub ended: crate::ArrayIterator<'a, uuid::Uuid>,
}
impl<'a> From<ReleaseAttemptsBorrowed<'a>> for ReleaseAttempts {
    fn from(ReleaseAttemptsBorrowed { released, ended }: ReleaseAttemptsBorrowed<'a>) -> Self {
        Self { released: released.map(|v| v).collect(), ended: ended.map(|v| v).collect() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseRuns {
    pub released: Vec<uuid::Uuid>,
    pub ended: Vec<uuid::Uuid>,
}
pub struct ReleaseRunsBorrowed<'a> {
    pub released: crate::ArrayIterator<'a, uuid::Uuid>,
    pub ended: crate::ArrayIterator<'a, uuid::Uuid>,
}
impl<'a> From<ReleaseRunsBorrowed<'a>> for ReleaseRuns {
    fn from(ReleaseRunsBorrowed { released, ended }: ReleaseRunsBorrowed<'a>) -> Self {
        Self { released: released.map(|v| v).collect(), ended: ended.map(|v| v).collect() }
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
pub struct FoundQueueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FoundQueueBorrowed, tokio_postgres::Error>,
    mapper: fn(FoundQueueBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FoundQueueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FoundQueueBorrowed) -> R) -> FoundQueueQuery<'c, 'a, 's, C, R, N> {
        FoundQueueQuery {
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
pub struct WorkQueueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WorkQueueBorrowed, tokio_postgres::Error>,
    mapper: fn(WorkQueueBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WorkQueueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WorkQueueBorrowed) -> R) -> WorkQueueQuery<'c, 'a, 's, C, R, N> {
        WorkQueueQuery {
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
pub struct WorkItemQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WorkItemBorrowed, tokio_postgres::Error>,
    mapper: fn(WorkItemBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WorkItemQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WorkItemBorrowed) -> R) -> WorkItemQuery<'c, 'a, 's, C, R, N> {
        WorkItemQuery {
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
pub struct LockQueueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LockQueueBorrowed, tokio_postgres::Error>,
    mapper: fn(LockQueueBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LockQueueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(LockQueueBorrowed) -> R) -> LockQueueQuery<'c, 'a, 's, C, R, N> {
        LockQueueQuery {
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
pub struct EqualItemsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EqualItemsBorrowed, tokio_postgres::Error>,
    mapper: fn(EqualItemsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EqualItemsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(EqualItemsBorrowed) -> R) -> EqualItemsQuery<'c, 'a, 's, C, R, N> {
        EqualItemsQuery {
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
pub struct AddedItemsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AddedItemsBorrowed, tokio_postgres::Error>,
    mapper: fn(AddedItemsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AddedItemsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AddedItemsBorrowed) -> R) -> AddedItemsQuery<'c, 'a, 's, C, R, N> {
        AddedItemsQuery {
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
pub struct TakenItemQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TakenItemBorrowed, tokio_postgres::Error>,
    mapper: fn(TakenItemBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TakenItemQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TakenItemBorrowed) -> R) -> TakenItemQuery<'c, 'a, 's, C, R, N> {
        TakenItemQuery {
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
pub struct QueueStateQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<QueueState, tokio_postgres::Error>,
    mapper: fn(QueueState) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> QueueStateQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(QueueState) -> R) -> QueueStateQuery<'c, 'a, 's, C, R, N> {
        QueueStateQuery {
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
pub struct StatusOfItemsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<StatusOfItemsBorrowed, tokio_postgres::Error>,
    mapper: fn(StatusOfItemsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StatusOfItemsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(StatusOfItemsBorrowed) -> R) -> StatusOfItemsQuery<'c, 'a, 's, C, R, N> {
        StatusOfItemsQuery {
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
pub struct Optionf64Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Option<f64>, tokio_postgres::Error>,
    mapper: fn(Option<f64>) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> Optionf64Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Option<f64>) -> R) -> Optionf64Query<'c, 'a, 's, C, R, N> {
        Optionf64Query {
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
pub struct ParkWaitsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ParkWaitsBorrowed, tokio_postgres::Error>,
    mapper: fn(ParkWaitsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ParkWaitsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ParkWaitsBorrowed) -> R) -> ParkWaitsQuery<'c, 'a, 's, C, R, N> {
        ParkWaitsQuery {
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
pub struct HashOfItemQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<HashOfItemBorrowed, tokio_postgres::Error>,
    mapper: fn(HashOfItemBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> HashOfItemQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(HashOfItemBorrowed) -> R) -> HashOfItemQuery<'c, 'a, 's, C, R, N> {
        HashOfItemQuery {
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
pub struct RenameTakersQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RenameTakers, tokio_postgres::Error>,
    mapper: fn(RenameTakers) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RenameTakersQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RenameTakers) -> R) -> RenameTakersQuery<'c, 'a, 's, C, R, N> {
        RenameTakersQuery {
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
pub struct ReleaseOthersQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReleaseOthersBorrowed, tokio_postgres::Error>,
    mapper: fn(ReleaseOthersBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReleaseOthersQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReleaseOthersBorrowed) -> R) -> ReleaseOthersQuery<'c, 'a, 's, C, R, N> {
        ReleaseOthersQuery {
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
pub struct ReleaseAttemptsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReleaseAttemptsBorrowed, tokio_postgres::Error>,
    mapper: fn(ReleaseAttemptsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReleaseAttemptsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReleaseAttemptsBorrowed) -> R) -> ReleaseAttemptsQuery<'c, 'a, 's, C, R, N> {
        ReleaseAttemptsQuery {
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
pub struct ReleaseRunsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReleaseRunsBorrowed, tokio_postgres::Error>,
    mapper: fn(ReleaseRunsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReleaseRunsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReleaseRunsBorrowed) -> R) -> ReleaseRunsQuery<'c, 'a, 's, C, R, N> {
        ReleaseRunsQuery {
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
pub struct DeclareQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
/// The queues that plans of these runs declare, as far as they are not there.
pub fn declare_queues() -> DeclareQueuesStmt {
    DeclareQueuesStmt(
        "with declared as ( insert into flows.work_queues (run_id, user_id, queue_name, signal_name, query_name, max_size, priority, deduplicate, work_item_schema) select r.id, r.user_id, w.name, w.name, w.name, w.max_size, w.priority, w.deduplicate, w.schema::jsonb from unnest( $1::uuid[], $2::text[], $3::integer[], $4::text[], $5::boolean[], $6::text[] ) as w (run_id, name, max_size, priority, deduplicate, schema) join flows.runs r on r.id = w.run_id on conflict (run_id, queue_name) do nothing returning 1 ) select count(*) as rows from declared",
        None,
    )
}
impl DeclareQueuesStmt {
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
        T4: crate::ArraySql<Item = Option<i32>>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::ArraySql<Item = bool>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = T8>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        names: &'a T3,
        max_sizes: &'a T4,
        priorities: &'a T6,
        deduplicates: &'a T7,
        schemas: &'a T9,
    ) -> I64Query<'c, 'a, 's, C, i64, 6> {
        I64Query {
            client,
            params: [run_ids, names, max_sizes, priorities, deduplicates, schemas],
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
    T4: crate::ArraySql<Item = Option<i32>>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = bool>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
> crate::client::async_::Params<'c, 'a, 's, DeclareQueuesParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>, I64Query<'c, 'a, 's, C, i64, 6>, C>
    for DeclareQueuesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a DeclareQueuesParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
    ) -> I64Query<'c, 'a, 's, C, i64, 6> {
        self.bind(client, &params.run_ids, &params.names, &params.max_sizes, &params.priorities, &params.deduplicates, &params.schemas)
    }
}
pub struct MoveQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Queues of runs that go on in others go with them.
pub fn move_queues() -> MoveQueuesStmt {
    MoveQueuesStmt(
        "with moved as ( update flows.work_queues q set run_id = w.next from unnest($1::uuid[], $2::uuid[]) as w (id, next) where q.run_id = w.id and exists (select from flows.runs r where r.id = w.next) returning 1 ) select count(*) as rows from moved",
        None,
    )
}
impl MoveQueuesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
        nexts: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [ids, nexts],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, MoveQueuesParams<T1, T2>, I64Query<'c, 'a, 's, C, i64, 2>, C> for MoveQueuesStmt
{
    fn params(&'s self, client: &'c C, params: &'a MoveQueuesParams<T1, T2>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.ids, &params.nexts)
    }
}
pub struct FindQueueStmt(&'static str, Option<tokio_postgres::Statement>);
/// A queue of a run, or of the run in which that one went on.
pub fn find_queue() -> FindQueueStmt {
    FindQueueStmt(
        "with recursive line as ( select r.id, r.status from flows.runs r where r.id = $1 union all select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued' ) select q.id, q.run_id, q.user_id, q.queue_name, q.max_size, q.priority, q.deduplicate, q.work_item_schema as schema from line l join flows.work_queues q on q.run_id = l.id where q.queue_name = $2",
        None,
    )
}
impl FindQueueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        queue_name: &'a T1,
    ) -> FoundQueueQuery<'c, 'a, 's, C, FoundQueue, 2> {
        FoundQueueQuery {
            client,
            params: [run_id, queue_name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FoundQueueBorrowed, tokio_postgres::Error> {
                Ok(FoundQueueBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    user_id: row.try_get(2)?,
                    queue_name: row.try_get(3)?,
                    max_size: row.try_get(4)?,
                    priority: row.try_get(5)?,
                    deduplicate: row.try_get(6)?,
                    schema: row.try_get(7)?,
                })
            },
            mapper: |it| FoundQueue::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, FindQueueParams<T1>, FoundQueueQuery<'c, 'a, 's, C, FoundQueue, 2>, C> for FindQueueStmt
{
    fn params(&'s self, client: &'c C, params: &'a FindQueueParams<T1>) -> FoundQueueQuery<'c, 'a, 's, C, FoundQueue, 2> {
        self.bind(client, &params.run_id, &params.queue_name)
    }
}
pub struct QueueNamesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn queue_names() -> QueueNamesStmt {
    QueueNamesStmt(
        "with recursive line as ( select r.id, r.status from flows.runs r where r.id = $1 union all select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued' ) select q.queue_name from line l join flows.work_queues q on q.run_id = l.id order by q.queue_name",
        None,
    )
}
impl QueueNamesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct ListWorkQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
/// The queues of a run, or of the run in which it went on, by name; or the one of a name.
pub fn list_work_queues() -> ListWorkQueuesStmt {
    ListWorkQueuesStmt(
        "with recursive line as ( select r.id, r.status from flows.runs r where r.id = $1 union all select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued' ) select q.id, q.run_id, q.queue_name, q.signal_name, q.query_name, q.auto_generated, q.max_size, q.priority, q.deduplicate, q.work_item_schema, q.closed_at, q.created_at, c.pending, c.processing, c.completed, c.failed, c.oldest_pending_at, extract(epoch from now() - c.oldest_pending_at)::double precision as oldest_pending_s, (select count(*) from flows.queue_waits w where w.queue_id = q.id and w.waits_for = 'items') as waiting_steps from line l join flows.work_queues q on q.run_id = l.id cross join lateral ( select count(*) filter (where i.status = 'pending') as pending, count(*) filter (where i.status = 'processing') as processing, count(*) filter (where i.status = 'completed') as completed, count(*) filter (where i.status = 'failed') as failed, min(i.created_at) filter (where i.status = 'pending') as oldest_pending_at from flows.work_items i where i.queue_id = q.id ) c where $2::text is null or q.queue_name = $2 order by q.queue_name",
        None,
    )
}
impl ListWorkQueuesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        queue_name: &'a Option<T1>,
    ) -> WorkQueueQuery<'c, 'a, 's, C, WorkQueue, 2> {
        WorkQueueQuery {
            client,
            params: [run_id, queue_name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WorkQueueBorrowed, tokio_postgres::Error> {
                Ok(WorkQueueBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    queue_name: row.try_get(2)?,
                    signal_name: row.try_get(3)?,
                    query_name: row.try_get(4)?,
                    auto_generated: row.try_get(5)?,
                    max_size: row.try_get(6)?,
                    priority: row.try_get(7)?,
                    deduplicate: row.try_get(8)?,
                    work_item_schema: row.try_get(9)?,
                    closed_at: row.try_get(10)?,
                    created_at: row.try_get(11)?,
                    pending: row.try_get(12)?,
                    processing: row.try_get(13)?,
                    completed: row.try_get(14)?,
                    failed: row.try_get(15)?,
                    oldest_pending_at: row.try_get(16)?,
                    oldest_pending_s: row.try_get(17)?,
                    waiting_steps: row.try_get(18)?,
                })
            },
            mapper: |it| WorkQueue::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListWorkQueuesParams<T1>, WorkQueueQuery<'c, 'a, 's, C, WorkQueue, 2>, C>
    for ListWorkQueuesStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListWorkQueuesParams<T1>) -> WorkQueueQuery<'c, 'a, 's, C, WorkQueue, 2> {
        self.bind(client, &params.run_id, &params.queue_name)
    }
}
pub struct ListWorkItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Newest first; a further page begins behind the last row of the one before. Large payloads are left out.
pub fn list_work_items() -> ListWorkItemsStmt {
    ListWorkItemsStmt(
        "select i.id, i.seq, case when i.size_bytes <= $1::integer then i.payload::text end as payload, i.size_bytes, i.priority, i.status, i.attempts, i.taker_run_id, i.taker_step, i.taker_attempt, i.taker_item, i.reason, i.added_by, i.created_at, i.started_at, i.ended_at from flows.work_items i where i.queue_id = $2 and (i.created_at, i.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($5::text is null or i.status = $5) order by i.created_at desc, i.id desc limit $6",
        None,
    )
}
impl ListWorkItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        inline: &'a i32,
        queue_id: &'a uuid::Uuid,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        status: &'a Option<T1>,
        page_size: &'a i64,
    ) -> WorkItemQuery<'c, 'a, 's, C, WorkItem, 6> {
        WorkItemQuery {
            client,
            params: [inline, queue_id, before_created, before_id, status, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WorkItemBorrowed, tokio_postgres::Error> {
                Ok(WorkItemBorrowed {
                    id: row.try_get(0)?,
                    seq: row.try_get(1)?,
                    payload: row.try_get(2)?,
                    size_bytes: row.try_get(3)?,
                    priority: row.try_get(4)?,
                    status: row.try_get(5)?,
                    attempts: row.try_get(6)?,
                    taker_run_id: row.try_get(7)?,
                    taker_step: row.try_get(8)?,
                    taker_attempt: row.try_get(9)?,
                    taker_item: row.try_get(10)?,
                    reason: row.try_get(11)?,
                    added_by: row.try_get(12)?,
                    created_at: row.try_get(13)?,
                    started_at: row.try_get(14)?,
                    ended_at: row.try_get(15)?,
                })
            },
            mapper: |it| WorkItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListWorkItemsParams<T1>, WorkItemQuery<'c, 'a, 's, C, WorkItem, 6>, C> for ListWorkItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListWorkItemsParams<T1>) -> WorkItemQuery<'c, 'a, 's, C, WorkItem, 6> {
        self.bind(client, &params.inline, &params.queue_id, &params.before_created, &params.before_id, &params.status, &params.page_size)
    }
}
pub struct GetWorkItemStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_work_item() -> GetWorkItemStmt {
    GetWorkItemStmt(
        "select i.id, i.seq, i.payload::text as payload, i.size_bytes, i.priority, i.status, i.attempts, i.taker_run_id, i.taker_step, i.taker_attempt, i.taker_item, i.reason, i.added_by, i.created_at, i.started_at, i.ended_at from flows.work_items i where i.queue_id = $1 and i.id = $2",
        None,
    )
}
impl GetWorkItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        id: &'a uuid::Uuid,
    ) -> WorkItemQuery<'c, 'a, 's, C, WorkItem, 2> {
        WorkItemQuery {
            client,
            params: [queue_id, id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WorkItemBorrowed, tokio_postgres::Error> {
                Ok(WorkItemBorrowed {
                    id: row.try_get(0)?,
                    seq: row.try_get(1)?,
                    payload: row.try_get(2)?,
                    size_bytes: row.try_get(3)?,
                    priority: row.try_get(4)?,
                    status: row.try_get(5)?,
                    attempts: row.try_get(6)?,
                    taker_run_id: row.try_get(7)?,
                    taker_step: row.try_get(8)?,
                    taker_attempt: row.try_get(9)?,
                    taker_item: row.try_get(10)?,
                    reason: row.try_get(11)?,
                    added_by: row.try_get(12)?,
                    created_at: row.try_get(13)?,
                    started_at: row.try_get(14)?,
                    ended_at: row.try_get(15)?,
                })
            },
            mapper: |it| WorkItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, GetWorkItemParams, WorkItemQuery<'c, 'a, 's, C, WorkItem, 2>, C> for GetWorkItemStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetWorkItemParams) -> WorkItemQuery<'c, 'a, 's, C, WorkItem, 2> {
        self.bind(client, &params.queue_id, &params.id)
    }
}
pub struct LockQueueStmt(&'static str, Option<tokio_postgres::Statement>);
/// Only one at a time judges what is let in. What the queue holds is to be asked afterwards, in a statement of its own.
pub fn lock_queue() -> LockQueueStmt {
    LockQueueStmt(
        "select r.status as run_status, q.closed_at is not null as closed from flows.work_queues q join flows.runs r on r.id = q.run_id where q.id = $1 for no key update of q",
        None,
    )
}
impl LockQueueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> LockQueueQuery<'c, 'a, 's, C, LockQueue, 1> {
        LockQueueQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<LockQueueBorrowed, tokio_postgres::Error> {
                Ok(LockQueueBorrowed { run_status: row.try_get(0)?, closed: row.try_get(1)? })
            },
            mapper: |it| LockQueue::from(it),
        }
    }
}
pub struct UnfinishedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn unfinished() -> UnfinishedStmt {
    UnfinishedStmt("select count(*) as items from flows.work_items i where i.queue_id = $1 and i.status in ('pending', 'processing')", None)
}
impl UnfinishedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, queue_id: &'a uuid::Uuid) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query {
            client,
            params: [queue_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct EqualItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Unfinished items that have one of these hashes.
pub fn equal_items() -> EqualItemsStmt {
    EqualItemsStmt(
        "select i.id, i.dedupe_hash as hash from flows.work_items i where i.queue_id = $1 and i.dedupe_hash = any ($2::text[]) and i.status in ('pending', 'processing')",
        None,
    )
}
impl EqualItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        hashes: &'a T2,
    ) -> EqualItemsQuery<'c, 'a, 's, C, EqualItems, 2> {
        EqualItemsQuery {
            client,
            params: [queue_id, hashes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<EqualItemsBorrowed, tokio_postgres::Error> {
                Ok(EqualItemsBorrowed { id: row.try_get(0)?, hash: row.try_get(1)? })
            },
            mapper: |it| EqualItems::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>
    crate::client::async_::Params<'c, 'a, 's, EqualItemsParams<T1, T2>, EqualItemsQuery<'c, 'a, 's, C, EqualItems, 2>, C>
    for EqualItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a EqualItemsParams<T1, T2>) -> EqualItemsQuery<'c, 'a, 's, C, EqualItems, 2> {
        self.bind(client, &params.queue_id, &params.hashes)
    }
}
pub struct AddedItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What a key has added before.
pub fn added_items() -> AddedItemsStmt {
    AddedItemsStmt(
        "select i.id, i.add_place as place, i.payload::text as payload from flows.work_items i where i.queue_id = $1 and i.add_key = $2",
        None,
    )
}
impl AddedItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        key: &'a T1,
    ) -> AddedItemsQuery<'c, 'a, 's, C, AddedItems, 2> {
        AddedItemsQuery {
            client,
            params: [queue_id, key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AddedItemsBorrowed, tokio_postgres::Error> {
                Ok(AddedItemsBorrowed { id: row.try_get(0)?, place: row.try_get(1)?, payload: row.try_get(2)? })
            },
            mapper: |it| AddedItems::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, AddedItemsParams<T1>, AddedItemsQuery<'c, 'a, 's, C, AddedItems, 2>, C> for AddedItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a AddedItemsParams<T1>) -> AddedItemsQuery<'c, 'a, 's, C, AddedItems, 2> {
        self.bind(client, &params.queue_id, &params.key)
    }
}
pub struct InsertItemsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn insert_items() -> InsertItemsStmt {
    InsertItemsStmt(
        "with added as ( insert into flows.work_items ( id, queue_id, user_id, payload, size_bytes, dedupe_hash, priority, added_by, add_key, add_place, created_at ) select w.id, q.id, q.user_id, w.payload::json, w.size, w.hash, w.priority, $1, $2::text, w.place, engine.clock_now() from unnest($3::uuid[], $4::text[], $5::integer[], $6::text[], $7::integer[], $8::integer[]) with ordinality as w (id, payload, size, hash, priority, place, nth) join flows.work_queues q on q.id = $9 order by w.nth returning 1 ) select count(*) as rows from added",
        None,
    )
}
impl InsertItemsStmt {
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
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = i32>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = Option<T7>>,
        T9: crate::ArraySql<Item = i32>,
        T10: crate::ArraySql<Item = i32>,
    >(
        &'s self,
        client: &'c C,
        added_by: &'a T1,
        add_key: &'a Option<T2>,
        ids: &'a T3,
        payloads: &'a T5,
        sizes: &'a T6,
        hashes: &'a T8,
        priorities: &'a T9,
        places: &'a T10,
        queue_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 9> {
        I64Query {
            client,
            params: [added_by, add_key, ids, payloads, sizes, hashes, priorities, places, queue_id],
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
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = Option<T7>>,
    T9: crate::ArraySql<Item = i32>,
    T10: crate::ArraySql<Item = i32>,
> crate::client::async_::Params<'c, 'a, 's, InsertItemsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>, I64Query<'c, 'a, 's, C, i64, 9>, C>
    for InsertItemsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a InsertItemsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> I64Query<'c, 'a, 's, C, i64, 9> {
        self.bind(
            client,
            &params.added_by,
            &params.add_key,
            &params.ids,
            &params.payloads,
            &params.sizes,
            &params.hashes,
            &params.priorities,
            &params.places,
            &params.queue_id,
        )
    }
}
pub struct OneEffortAtATimeStmt(&'static str, Option<tokio_postgres::Statement>);
/// Two processes that carry the same effort out, one of which has lost its shard, come one after the other.
pub fn one_effort_at_a_time() -> OneEffortAtATimeStmt {
    OneEffortAtATimeStmt("select pg_advisory_xact_lock(hashtextextended($1::text, 7))::text as locked", None)
}
impl OneEffortAtATimeStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        effort: &'a T1,
    ) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [effort],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct EffortLivesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether an effort is still under way; keeps it so until the transaction ends.
pub fn effort_lives() -> EffortLivesStmt {
    EffortLivesStmt(
        "select true as lives from flows.steps s where s.run_id = $1 and s.step = $2 and s.attempt = $3 and s.status = 'running' and not exists (select from flows.items i where i.run_id = s.run_id and i.step = s.step and i.attempt = s.attempt and i.item = $4) for share of s",
        None,
    )
}
impl EffortLivesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 4> {
        BoolQuery {
            client,
            params: [run_id, step, attempt, item],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, EffortLivesParams<T1>, BoolQuery<'c, 'a, 's, C, bool, 4>, C> for EffortLivesStmt
{
    fn params(&'s self, client: &'c C, params: &'a EffortLivesParams<T1>) -> BoolQuery<'c, 'a, 's, C, bool, 4> {
        self.bind(client, &params.run_id, &params.step, &params.attempt, &params.item)
    }
}
pub struct HeldItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What an effort has taken already.
pub fn held_items() -> HeldItemsStmt {
    HeldItemsStmt(
        "select i.id, i.seq, i.priority, i.attempts, i.payload::text as payload from flows.work_items i where i.taker_run_id = $1 and i.taker_step = $2 and i.taker_attempt = $3 and i.taker_item = $4 and i.queue_id = $5 and i.status = 'processing'",
        None,
    )
}
impl HeldItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
        queue_id: &'a uuid::Uuid,
    ) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 5> {
        TakenItemQuery {
            client,
            params: [run_id, step, attempt, item, queue_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakenItemBorrowed, tokio_postgres::Error> {
                Ok(TakenItemBorrowed {
                    id: row.try_get(0)?,
                    seq: row.try_get(1)?,
                    priority: row.try_get(2)?,
                    attempts: row.try_get(3)?,
                    payload: row.try_get(4)?,
                })
            },
            mapper: |it| TakenItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, HeldItemsParams<T1>, TakenItemQuery<'c, 'a, 's, C, TakenItem, 5>, C> for HeldItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a HeldItemsParams<T1>) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 5> {
        self.bind(client, &params.run_id, &params.step, &params.attempt, &params.item, &params.queue_id)
    }
}
pub struct ClaimFirstStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes what is next by priority, and of those what came first. What others have in hand is passed over.
pub fn claim_first() -> ClaimFirstStmt {
    ClaimFirstStmt(
        "with picked as ( select i.id from flows.work_items i where i.queue_id = $1 and i.status = 'pending' order by i.priority desc, i.seq limit $2 for update skip locked ) update flows.work_items i set status = 'processing', attempts = i.attempts + 1, taker_run_id = $3, taker_step = $4, taker_attempt = $5, taker_item = $6, started_at = engine.clock_now() from picked where i.id = picked.id returning i.id, i.seq, i.priority, i.attempts, i.payload::text as payload",
        None,
    )
}
impl ClaimFirstStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        most: &'a i64,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
    ) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 6> {
        TakenItemQuery {
            client,
            params: [queue_id, most, run_id, step, attempt, item],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakenItemBorrowed, tokio_postgres::Error> {
                Ok(TakenItemBorrowed {
                    id: row.try_get(0)?,
                    seq: row.try_get(1)?,
                    priority: row.try_get(2)?,
                    attempts: row.try_get(3)?,
                    payload: row.try_get(4)?,
                })
            },
            mapper: |it| TakenItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ClaimFirstParams<T1>, TakenItemQuery<'c, 'a, 's, C, TakenItem, 6>, C> for ClaimFirstStmt
{
    fn params(&'s self, client: &'c C, params: &'a ClaimFirstParams<T1>) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 6> {
        self.bind(client, &params.queue_id, &params.most, &params.run_id, &params.step, &params.attempt, &params.item)
    }
}
pub struct ClaimLastStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes what came last.
pub fn claim_last() -> ClaimLastStmt {
    ClaimLastStmt(
        "with picked as ( select i.id from flows.work_items i where i.queue_id = $1 and i.status = 'pending' order by i.priority, i.seq desc limit $2 for update skip locked ) update flows.work_items i set status = 'processing', attempts = i.attempts + 1, taker_run_id = $3, taker_step = $4, taker_attempt = $5, taker_item = $6, started_at = engine.clock_now() from picked where i.id = picked.id returning i.id, i.seq, i.priority, i.attempts, i.payload::text as payload",
        None,
    )
}
impl ClaimLastStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        most: &'a i64,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
    ) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 6> {
        TakenItemQuery {
            client,
            params: [queue_id, most, run_id, step, attempt, item],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakenItemBorrowed, tokio_postgres::Error> {
                Ok(TakenItemBorrowed {
                    id: row.try_get(0)?,
                    seq: row.try_get(1)?,
                    priority: row.try_get(2)?,
                    attempts: row.try_get(3)?,
                    payload: row.try_get(4)?,
                })
            },
            mapper: |it| TakenItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ClaimLastParams<T1>, TakenItemQuery<'c, 'a, 's, C, TakenItem, 6>, C> for ClaimLastStmt
{
    fn params(&'s self, client: &'c C, params: &'a ClaimLastParams<T1>) -> TakenItemQuery<'c, 'a, 's, C, TakenItem, 6> {
        self.bind(client, &params.queue_id, &params.most, &params.run_id, &params.step, &params.attempt, &params.item)
    }
}
pub struct QueueStateStmt(&'static str, Option<tokio_postgres::Statement>);
/// What those who wait for queues want to know of them.
pub fn queue_state() -> QueueStateStmt {
    QueueStateStmt(
        "select q.id, exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending') as has_pending, exists (select from flows.work_items i where i.queue_id = q.id and i.status in ('pending', 'processing')) as has_unfinished, (q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled')) as closed from flows.work_queues q join flows.runs r on r.id = q.run_id where q.id = any ($1::uuid[])",
        None,
    )
}
impl QueueStateStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> QueueStateQuery<'c, 'a, 's, C, QueueState, 1> {
        QueueStateQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<QueueState, tokio_postgres::Error> {
                Ok(QueueState {
                    id: row.try_get(0)?,
                    has_pending: row.try_get(1)?,
                    has_unfinished: row.try_get(2)?,
                    closed: row.try_get(3)?,
                })
            },
            mapper: |it| QueueState::from(it),
        }
    }
}
pub struct FinishedItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of these items, those that are not unfinished any more: finished, or removed.
pub fn finished_items() -> FinishedItemsStmt {
    FinishedItemsStmt(
        "select w.id from unnest($1::uuid[]) as w (id) where not exists (select from flows.work_items i where i.id = w.id and i.status in ('pending', 'processing'))",
        None,
    )
}
impl FinishedItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct StatusOfItemsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn status_of_items() -> StatusOfItemsStmt {
    StatusOfItemsStmt("select i.id, i.status from flows.work_items i where i.queue_id = $1 and i.id = any ($2::uuid[])", None)
}
impl StatusOfItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        ids: &'a T1,
    ) -> StatusOfItemsQuery<'c, 'a, 's, C, StatusOfItems, 2> {
        StatusOfItemsQuery {
            client,
            params: [queue_id, ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<StatusOfItemsBorrowed, tokio_postgres::Error> {
                Ok(StatusOfItemsBorrowed { id: row.try_get(0)?, status: row.try_get(1)? })
            },
            mapper: |it| StatusOfItems::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<'c, 'a, 's, StatusOfItemsParams<T1>, StatusOfItemsQuery<'c, 'a, 's, C, StatusOfItems, 2>, C>
    for StatusOfItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a StatusOfItemsParams<T1>) -> StatusOfItemsQuery<'c, 'a, 's, C, StatusOfItems, 2> {
        self.bind(client, &params.queue_id, &params.ids)
    }
}
pub struct BeginWaitStmt(&'static str, Option<tokio_postgres::Statement>);
/// Notes who waits for a queue, and gives the seconds that are left. Who waited before a crash has waited that long.
pub fn begin_wait() -> BeginWaitStmt {
    BeginWaitStmt(
        "insert into flows.queue_waits as w (run_id, step, attempt, item, queue_id, user_id, waits_for, waits_until) values ($1, $2, $3, $4, $5, $6, $7, engine.clock_now() + make_interval(secs => $8::double precision)) on conflict (run_id, step, attempt, item) do update set queue_id = excluded.queue_id returning extract(epoch from w.waits_until - engine.clock_now())::double precision as left_s",
        None,
    )
}
impl BeginWaitStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
        queue_id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        waits_for: &'a T2,
        wait_s: &'a Option<f64>,
    ) -> Optionf64Query<'c, 'a, 's, C, Option<f64>, 8> {
        Optionf64Query {
            client,
            params: [run_id, step, attempt, item, queue_id, user_id, waits_for, wait_s],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, BeginWaitParams<T1, T2>, Optionf64Query<'c, 'a, 's, C, Option<f64>, 8>, C> for BeginWaitStmt
{
    fn params(&'s self, client: &'c C, params: &'a BeginWaitParams<T1, T2>) -> Optionf64Query<'c, 'a, 's, C, Option<f64>, 8> {
        self.bind(
            client,
            &params.run_id,
            &params.step,
            &params.attempt,
            &params.item,
            &params.queue_id,
            &params.user_id,
            &params.waits_for,
            &params.wait_s,
        )
    }
}
pub struct HoldAloneStmt(&'static str, Option<tokio_postgres::Statement>);
/// The queues for which these efforts wait, as far as nobody changes them now. Held until the transaction ends: whoever adds an item holds its
/// queue by the foreign key, whoever changes something else by `hold_queues`.
pub fn hold_alone() -> HoldAloneStmt {
    HoldAloneStmt(
        "select q.id from flows.work_queues q where q.id = any (array( select w.queue_id from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as e (run_id, step, attempt, item) join flows.queue_waits w on w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item )) order by q.id for update skip locked",
        None,
    )
}
impl HoldAloneStmt {
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
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        items: &'a T5,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 4> {
        UuidUuidQuery {
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
    T5: crate::ArraySql<Item = i32>,
> crate::client::async_::Params<'c, 'a, 's, HoldAloneParams<T1, T2, T3, T4, T5>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 4>, C>
    for HoldAloneStmt
{
    fn params(&'s self, client: &'c C, params: &'a HoldAloneParams<T1, T2, T3, T4, T5>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 4> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts, &params.items)
    }
}
pub struct ParkWaitsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Marks efforts that wait for queues which are held alone, and for which nothing has come. What the queues hold is asked in a statement behind the
/// one that holds them. A wait that is about to end is passed over: whoever ends it may wait for its queue.
pub fn park_waits() -> ParkWaitsStmt {
    ParkWaitsStmt(
        "with waits as ( select w.run_id, w.step, w.attempt, w.item, e.parked_for, e.of_items, q.id as queue_id, q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled') as closed from unnest( $1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[] ) as e (run_id, step, attempt, item, parked_for, of_items) join flows.queue_waits w on w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item join flows.work_queues q on q.id = w.queue_id join flows.runs r on r.id = q.run_id where w.queue_id = any ($7::uuid[]) for update of w skip locked ) update flows.queue_waits w set parked_for = e.parked_for from waits e where w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item and case when e.parked_for = 'drained' then exists ( select from flows.work_items i where i.queue_id = e.queue_id and i.status in ('pending', 'processing') and (e.of_items is null or i.id = any (e.of_items::uuid[])) ) else not e.closed and not exists (select from flows.work_items i where i.queue_id = e.queue_id and i.status = 'pending') and not exists ( select from flows.work_items i where i.taker_run_id = w.run_id and i.taker_step = w.step and i.taker_attempt = w.attempt and i.taker_item = w.item and i.queue_id = e.queue_id and i.status = 'processing' ) and ( e.parked_for = 'items' or exists (select from flows.work_items i where i.queue_id = e.queue_id and i.status in ('pending', 'processing')) ) end returning w.run_id, w.step, w.attempt, w.item, w.waits_until",
        None,
    )
}
impl ParkWaitsStmt {
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
        T7: crate::ArraySql<Item = T6>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
        T10: crate::ArraySql<Item = uuid::Uuid>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        items: &'a T5,
        parked_for: &'a T7,
        of_items: &'a T9,
        held: &'a T10,
    ) -> ParkWaitsQuery<'c, 'a, 's, C, ParkWaits, 7> {
        ParkWaitsQuery {
            client,
            params: [run_ids, steps, attempts, items, parked_for, of_items, held],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ParkWaitsBorrowed, tokio_postgres::Error> {
                Ok(ParkWaitsBorrowed {
                    run_id: row.try_get(0)?,
                    step: row.try_get(1)?,
                    attempt: row.try_get(2)?,
                    item: row.try_get(3)?,
                    waits_until: row.try_get(4)?,
                })
            },
            mapper: |it| ParkWaits::from(it),
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
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::ArraySql<Item = uuid::Uuid>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ParkWaitsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
        ParkWaitsQuery<'c, 'a, 's, C, ParkWaits, 7>,
        C,
    > for ParkWaitsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ParkWaitsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> ParkWaitsQuery<'c, 'a, 's, C, ParkWaits, 7> {
        self.bind(
            client,
            &params.run_ids,
            &params.steps,
            &params.attempts,
            &params.items,
            &params.parked_for,
            &params.of_items,
            &params.held,
        )
    }
}
pub struct HoldQueuesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Keeps these queues from being held alone until the transaction ends.
pub fn hold_queues() -> HoldQueuesStmt {
    HoldQueuesStmt("select q.id from flows.work_queues q where q.id = any ($1::uuid[]) order by q.id for key share", None)
}
impl HoldQueuesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct QueuesOfRunsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn queues_of_runs() -> QueuesOfRunsStmt {
    QueuesOfRunsStmt("select q.id from flows.work_queues q where q.run_id = any ($1::uuid[])", None)
}
impl QueuesOfRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct WakeWaitsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Wakes runs that wait for queues which have changed, and tells how many waits are over: of those that wait for items as many as there are new
/// ones, the oldest first, or all where nothing comes any more; and where items were finished, or are gone, all that wait for an end of them.
pub fn wake_waits() -> WakeWaitsStmt {
    WakeWaitsStmt(
        "with chosen as ( select w.run_id, w.step, w.attempt, w.item, w.queue_id from unnest($1::uuid[], $2::bigint[], $3::boolean[]) as c (queue_id, fresh, finished) join flows.work_queues q on q.id = c.queue_id join flows.runs r on r.id = q.run_id cross join lateral ( select p.run_id, p.step, p.attempt, p.item, p.queue_id from ( select p.run_id, p.step, p.attempt, p.item, p.queue_id from flows.queue_waits p where p.queue_id = q.id and p.parked_for is not null and p.parked_for <> 'drained' order by p.created_at limit case when q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled') then null when exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending') then c.fresh else 0 end for update skip locked ) as p union select p.run_id, p.step, p.attempt, p.item, p.queue_id from ( select p.run_id, p.step, p.attempt, p.item, p.queue_id from flows.queue_waits p where c.finished and p.queue_id = q.id and p.parked_for in ('drained', 'items_or_drained') for update skip locked ) as p ) as w ), over as ( update flows.queue_waits w set parked_for = null from chosen c where w.run_id = c.run_id and w.step = c.step and w.attempt = c.attempt and w.item = c.item returning w.run_id, w.queue_id ), woken as ( insert into engine.wakes (shard, run_id, cause) select engine.shard_of(o.run_id), o.run_id, 'queue ' || min(o.queue_id::text) from over o group by o.run_id returning 1 ) select count(*) as woken from woken",
        None,
    )
}
impl WakeWaitsStmt {
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
        T3: crate::ArraySql<Item = bool>,
    >(
        &'s self,
        client: &'c C,
        queue_ids: &'a T1,
        fresh: &'a T2,
        finished: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [queue_ids, fresh, finished],
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
    T3: crate::ArraySql<Item = bool>,
> crate::client::async_::Params<'c, 'a, 's, WakeWaitsParams<T1, T2, T3>, I64Query<'c, 'a, 's, C, i64, 3>, C> for WakeWaitsStmt
{
    fn params(&'s self, client: &'c C, params: &'a WakeWaitsParams<T1, T2, T3>) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.queue_ids, &params.fresh, &params.finished)
    }
}
pub struct EndWaitStmt(&'static str, Option<tokio_postgres::Statement>);
/// Wakes the run of an effort that has taken items, behind the statement that took them, if its wait is marked: the run may be leaving memory.
pub fn end_wait() -> EndWaitStmt {
    EndWaitStmt(
        "with over as ( update flows.queue_waits w set parked_for = null where w.run_id = $1 and w.step = $2 and w.attempt = $3 and w.item = $4 and w.parked_for is not null returning w.run_id, w.queue_id ), woken as ( insert into engine.wakes (shard, run_id, cause) select engine.shard_of(o.run_id), o.run_id, 'queue ' || o.queue_id from over o returning 1 ) select count(*) as woken from woken",
        None,
    )
}
impl EndWaitStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        step: &'a T1,
        attempt: &'a i32,
        item: &'a i32,
    ) -> I64Query<'c, 'a, 's, C, i64, 4> {
        I64Query {
            client,
            params: [run_id, step, attempt, item],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, EndWaitParams<T1>, I64Query<'c, 'a, 's, C, i64, 4>, C> for EndWaitStmt
{
    fn params(&'s self, client: &'c C, params: &'a EndWaitParams<T1>) -> I64Query<'c, 'a, 's, C, i64, 4> {
        self.bind(client, &params.run_id, &params.step, &params.attempt, &params.item)
    }
}
pub struct OverlookedStmt(&'static str, Option<tokio_postgres::Statement>);
/// Queues for which somebody waits out of memory though something is there for him: whoever should have woken him found his wait locked by one whose
/// transaction came to nothing. What ends a wait for certain items is not looked at; those look again themselves.
pub fn overlooked() -> OverlookedStmt {
    OverlookedStmt(
        "select q.id from flows.work_queues q join flows.runs r on r.id = q.run_id where q.id = any (array(select w.queue_id from flows.queue_waits w where w.parked_for is not null)) and ( q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled') or exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending') or exists (select from flows.queue_waits w where w.queue_id = q.id and w.parked_for in ('drained', 'items_or_drained')) ) order by q.id",
        None,
    )
}
impl OverlookedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 0> {
        UuidUuidQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SettleItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Says what became of items, of those who have them still; an effort that has said so before says nothing again, though its run may have
/// taken the item anew. In the order of their ids, so that two never wait for each other.
pub fn settle_items() -> SettleItemsStmt {
    SettleItemsStmt(
        "with asked as ( select w.id, w.attempt, w.status, w.reason from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) as w (id, attempt, status, reason) ), locked as ( select i.id from flows.work_items i join asked a on a.id = i.id where i.queue_id = $5 order by i.id for no key update of i ) update flows.work_items i set status = a.status, reason = a.reason, settled_by = $6, ended_at = case when a.status <> 'pending' then engine.clock_now() end from asked a join locked l on l.id = a.id where i.id = a.id and i.status = 'processing' and i.taker_run_id = $7 and (a.attempt is null or a.attempt = i.attempts) and i.settled_by is distinct from $6 returning i.id",
        None,
    )
}
impl SettleItemsStmt {
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
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = Option<T5>>,
        T7: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        ids: &'a T1,
        attempts: &'a T2,
        statuses: &'a T4,
        reasons: &'a T6,
        queue_id: &'a uuid::Uuid,
        settled_by: &'a T7,
        run_id: &'a uuid::Uuid,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7> {
        UuidUuidQuery {
            client,
            params: [ids, attempts, statuses, reasons, queue_id, settled_by, run_id],
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
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = Option<T5>>,
    T7: crate::StringSql,
> crate::client::async_::Params<'c, 'a, 's, SettleItemsParams<T1, T2, T3, T4, T5, T6, T7>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7>, C>
    for SettleItemsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SettleItemsParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 7> {
        self.bind(
            client,
            &params.ids,
            &params.attempts,
            &params.statuses,
            &params.reasons,
            &params.queue_id,
            &params.settled_by,
            &params.run_id,
        )
    }
}
pub struct SettledItemsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of these items, those of which an effort said last what became of them.
pub fn settled_items() -> SettledItemsStmt {
    SettledItemsStmt("select i.id from flows.work_items i where i.queue_id = $1 and i.id = any ($2::uuid[]) and i.settled_by = $3", None)
}
impl SettledItemsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        queue_id: &'a uuid::Uuid,
        ids: &'a T1,
        settled_by: &'a T2,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 3> {
        UuidUuidQuery {
            client,
            params: [queue_id, ids, settled_by],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, SettledItemsParams<T1, T2>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 3>, C>
    for SettledItemsStmt
{
    fn params(&'s self, client: &'c C, params: &'a SettledItemsParams<T1, T2>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 3> {
        self.bind(client, &params.queue_id, &params.ids, &params.settled_by)
    }
}
pub struct RetryItemStmt(&'static str, Option<tokio_postgres::Statement>);
/// Back among those that wait, at its old place.
pub fn retry_item() -> RetryItemStmt {
    RetryItemStmt(
        "with again as ( update flows.work_items i set status = 'pending', reason = null, ended_at = null where i.id = $1 and i.queue_id = $2 and i.status = 'failed' returning 1 ) select count(*) as rows from again",
        None,
    )
}
impl RetryItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        queue_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [id, queue_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, RetryItemParams, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for RetryItemStmt
{
    fn params(&'s self, client: &'c C, params: &'a RetryItemParams) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.id, &params.queue_id)
    }
}
pub struct HashOfItemStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn hash_of_item() -> HashOfItemStmt {
    HashOfItemStmt("select i.status, i.dedupe_hash as hash from flows.work_items i where i.id = $1 and i.queue_id = $2", None)
}
impl HashOfItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        queue_id: &'a uuid::Uuid,
    ) -> HashOfItemQuery<'c, 'a, 's, C, HashOfItem, 2> {
        HashOfItemQuery {
            client,
            params: [id, queue_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<HashOfItemBorrowed, tokio_postgres::Error> {
                Ok(HashOfItemBorrowed { status: row.try_get(0)?, hash: row.try_get(1)? })
            },
            mapper: |it| HashOfItem::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, HashOfItemParams, HashOfItemQuery<'c, 'a, 's, C, HashOfItem, 2>, C> for HashOfItemStmt
{
    fn params(&'s self, client: &'c C, params: &'a HashOfItemParams) -> HashOfItemQuery<'c, 'a, 's, C, HashOfItem, 2> {
        self.bind(client, &params.id, &params.queue_id)
    }
}
pub struct RemoveItemStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn remove_item() -> RemoveItemStmt {
    RemoveItemStmt(
        "with removed as ( delete from flows.work_items i where i.id = $1 and i.queue_id = $2 and i.status <> 'processing' returning 1 ) select count(*) as rows from removed",
        None,
    )
}
impl RemoveItemStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        queue_id: &'a uuid::Uuid,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [id, queue_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, RemoveItemParams, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for RemoveItemStmt
{
    fn params(&'s self, client: &'c C, params: &'a RemoveItemParams) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.id, &params.queue_id)
    }
}
pub struct CloseQueueStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn close_queue() -> CloseQueueStmt {
    CloseQueueStmt(
        "with closed as ( update flows.work_queues q set closed_at = coalesce(q.closed_at, engine.clock_now()) where q.id = $1 returning 1 ) select count(*) as rows from closed",
        None,
    )
}
impl CloseQueueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [id], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct RenameTakersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Items held by steps that have other names now. Their waits, noted by the old name, are forgotten: those steps wait on in memory.
pub fn rename_takers() -> RenameTakersStmt {
    RenameTakersStmt(
        "with names as ( select w.run_id, w.step, w.name from unnest($1::uuid[], $2::text[], $3::text[]) as w (run_id, step, name) ), renamed as ( update flows.work_items i set taker_step = n.name from names n where i.taker_run_id = n.run_id and i.taker_step = n.step and i.status = 'processing' returning 1 ), forgotten as ( delete from flows.queue_waits w using names n where w.run_id = n.run_id and w.step = n.step returning 1 ) select (select count(*) from renamed) as renamed, (select count(*) from forgotten) as forgotten",
        None,
    )
}
impl RenameTakersStmt {
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
    ) -> RenameTakersQuery<'c, 'a, 's, C, RenameTakers, 3> {
        RenameTakersQuery {
            client,
            params: [run_ids, steps, names],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RenameTakers, tokio_postgres::Error> {
                Ok(RenameTakers { renamed: row.try_get(0)?, forgotten: row.try_get(1)? })
            },
            mapper: |it| RenameTakers::from(it),
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
> crate::client::async_::Params<'c, 'a, 's, RenameTakersParams<T1, T2, T3, T4, T5>, RenameTakersQuery<'c, 'a, 's, C, RenameTakers, 3>, C>
    for RenameTakersStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RenameTakersParams<T1, T2, T3, T4, T5>,
    ) -> RenameTakersQuery<'c, 'a, 's, C, RenameTakers, 3> {
        self.bind(client, &params.run_ids, &params.steps, &params.names)
    }
}
pub struct ReleaseOthersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Items that efforts have which have ended without them, and their waits: what two processes took for the same effort. Tells the queues of
/// the items, and of the waits that took nothing, as the two that follow do.
pub fn release_others() -> ReleaseOthersStmt {
    ReleaseOthersStmt(
        "with over as ( select w.run_id, w.step, w.attempt, w.item, w.kept::uuid[] as kept from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[]) as w (run_id, step, attempt, item, kept) ), locked as ( select i.id from flows.work_items i join over o on o.run_id = i.taker_run_id and o.step = i.taker_step and o.attempt = i.taker_attempt and o.item = i.taker_item where i.status = 'processing' and i.id <> all (o.kept) order by i.id for no key update of i ), released as ( update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id ), ended as ( delete from flows.queue_waits w using over o where w.run_id = o.run_id and w.step = o.step and w.attempt = o.attempt and w.item = o.item returning w.queue_id, cardinality(o.kept) = 0 as took_nothing ) select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e where e.took_nothing) as ended",
        None,
    )
}
impl ReleaseOthersStmt {
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
        T7: crate::ArraySql<Item = T6>,
    >(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
        steps: &'a T3,
        attempts: &'a T4,
        items: &'a T5,
        kept: &'a T7,
    ) -> ReleaseOthersQuery<'c, 'a, 's, C, ReleaseOthers, 5> {
        ReleaseOthersQuery {
            client,
            params: [run_ids, steps, attempts, items, kept],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReleaseOthersBorrowed, tokio_postgres::Error> {
                Ok(ReleaseOthersBorrowed { released: row.try_get(0)?, ended: row.try_get(1)? })
            },
            mapper: |it| ReleaseOthers::from(it),
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
    T7: crate::ArraySql<Item = T6>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ReleaseOthersParams<T1, T2, T3, T4, T5, T6, T7>,
        ReleaseOthersQuery<'c, 'a, 's, C, ReleaseOthers, 5>,
        C,
    > for ReleaseOthersStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ReleaseOthersParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> ReleaseOthersQuery<'c, 'a, 's, C, ReleaseOthers, 5> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts, &params.items, &params.kept)
    }
}
pub struct ReleaseAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Items of attempts that ended, up to a given one, and their waits.
pub fn release_attempts() -> ReleaseAttemptsStmt {
    ReleaseAttemptsStmt(
        "with over as ( select w.run_id, w.step, w.attempt from unnest($1::uuid[], $2::text[], $3::integer[]) as w (run_id, step, attempt) ), locked as ( select i.id from flows.work_items i join over o on o.run_id = i.taker_run_id and o.step = i.taker_step and i.taker_attempt <= o.attempt where i.status = 'processing' order by i.id for no key update of i ), released as ( update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id ), ended as ( delete from flows.queue_waits w using over o where w.run_id = o.run_id and w.step = o.step and w.attempt <= o.attempt returning w.queue_id ) select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e) as ended",
        None,
    )
}
impl ReleaseAttemptsStmt {
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
    ) -> ReleaseAttemptsQuery<'c, 'a, 's, C, ReleaseAttempts, 3> {
        ReleaseAttemptsQuery {
            client,
            params: [run_ids, steps, attempts],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReleaseAttemptsBorrowed, tokio_postgres::Error> {
                Ok(ReleaseAttemptsBorrowed { released: row.try_get(0)?, ended: row.try_get(1)? })
            },
            mapper: |it| ReleaseAttempts::from(it),
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
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ReleaseAttemptsParams<T1, T2, T3, T4>,
        ReleaseAttemptsQuery<'c, 'a, 's, C, ReleaseAttempts, 3>,
        C,
    > for ReleaseAttemptsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ReleaseAttemptsParams<T1, T2, T3, T4>,
    ) -> ReleaseAttemptsQuery<'c, 'a, 's, C, ReleaseAttempts, 3> {
        self.bind(client, &params.run_ids, &params.steps, &params.attempts)
    }
}
pub struct ReleaseRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Items of runs that ended, and their waits.
pub fn release_runs() -> ReleaseRunsStmt {
    ReleaseRunsStmt(
        "with locked as ( select i.id from flows.work_items i where i.taker_run_id = any ($1::uuid[]) and i.status = 'processing' order by i.id for no key update of i ), released as ( update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id ), ended as ( delete from flows.queue_waits w where w.run_id = any ($1::uuid[]) returning w.queue_id ) select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e) as ended",
        None,
    )
}
impl ReleaseRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        run_ids: &'a T1,
    ) -> ReleaseRunsQuery<'c, 'a, 's, C, ReleaseRuns, 1> {
        ReleaseRunsQuery {
            client,
            params: [run_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReleaseRunsBorrowed, tokio_postgres::Error> {
                Ok(ReleaseRunsBorrowed { released: row.try_get(0)?, ended: row.try_get(1)? })
            },
            mapper: |it| ReleaseRuns::from(it),
        }
    }
}
