// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct ReserveCallParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::ArraySql<Item = uuid::Uuid>,
    T12: crate::JsonSql,
> {
    pub call_id: uuid::Uuid,
    pub idempotency_key: T1,
    pub owner_id: uuid::Uuid,
    pub project_id: Option<uuid::Uuid>,
    pub agent: Option<T2>,
    pub run_id: Option<uuid::Uuid>,
    pub step_id: Option<T3>,
    pub attempt: Option<i32>,
    pub item: Option<i32>,
    pub round: i32,
    pub provider_id: T4,
    pub model_id: T5,
    pub request_hash: T6,
    pub scope_kinds: T8,
    pub scope_ids: T10,
    pub tokens_in: i64,
    pub tokens_out: i64,
    pub nanos: Option<i64>,
    pub price_ids: T11,
    pub at: jiff::Timestamp,
    pub lease_seconds: i32,
    pub take_over: bool,
    pub prompt_packet: T12,
}
#[derive(Debug)]
pub struct FinishCallParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = uuid::Uuid>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::StringSql,
    T11: crate::StringSql,
    T12: crate::JsonSql,
> {
    pub call_id: uuid::Uuid,
    pub state: T1,
    pub provider_id: Option<T2>,
    pub model_answered: Option<T3>,
    pub input_uncached: Option<i64>,
    pub cache_read: Option<i64>,
    pub cache_write_5m: Option<i64>,
    pub cache_write_1h: Option<i64>,
    pub output_text: Option<i64>,
    pub output_reasoning: Option<i64>,
    pub tokens_estimated: bool,
    pub price_ids: T4,
    pub cost_nanos: Option<i64>,
    pub unknown_components: T6,
    pub may_have_reached: bool,
    pub finish_reason: Option<T7>,
    pub repair: Option<T8>,
    pub error_code: Option<T9>,
    pub error_message: Option<T10>,
    pub latency_ms: Option<i64>,
    pub at: jiff::Timestamp,
    pub raw_output: Option<T11>,
    pub raw_response: Option<T12>,
}
#[derive(Debug)]
pub struct InsertDegradationParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
> {
    pub call_id: Option<uuid::Uuid>,
    pub owner_id: uuid::Uuid,
    pub run_id: Option<uuid::Uuid>,
    pub step_id: Option<T1>,
    pub attempt: Option<i32>,
    pub from_model: T2,
    pub to_model: T3,
    pub from_tier: Option<T4>,
    pub to_tier: Option<T5>,
    pub cause: T6,
    pub reason: T7,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ReserveCall {
    pub outcome: String,
    pub call_id: Option<uuid::Uuid>,
    pub delivery: Option<i32>,
    pub soft_exceeded: Vec<uuid::Uuid>,
    pub budget_id: Option<uuid::Uuid>,
    pub scope_kind: Option<String>,
    pub scope_id: Option<String>,
    pub window_kind: Option<String>,
    pub limit_kind: Option<String>,
    pub limit_value: Option<i64>,
    pub used: Option<i64>,
    pub needed: Option<i64>,
}
pub struct ReserveCallBorrowed<'a> {
    pub outcome: &'a str,
    pub call_id: Option<uuid::Uuid>,
    pub delivery: Option<i32>,
    pub soft_exceeded: crate::ArrayIterator<'a, uuid::Uuid>,
    pub budget_id: Option<uuid::Uuid>,
    pub scope_kind: Option<&'a str>,
    pub scope_id: Option<&'a str>,
    pub window_kind: Option<&'a str>,
    pub limit_kind: Option<&'a str>,
    pub limit_value: Option<i64>,
    pub used: Option<i64>,
    pub needed: Option<i64>,
}
impl<'a> From<ReserveCallBorrowed<'a>> for ReserveCall {
    fn from(
        ReserveCallBorrowed {
            outcome,
            call_id,
            delivery,
            soft_exceeded,
            budget_id,
            scope_kind,
            scope_id,
            window_kind,
            limit_kind,
            limit_value,
            used,
            needed,
        }: ReserveCallBorrowed<'a>,
    ) -> Self {
        Self {
            outcome: outcome.into(),
            call_id,
            delivery,
            soft_exceeded: soft_exceeded.map(|v| v).collect(),
            budget_id,
            scope_kind: scope_kind.map(|v| v.into()),
            scope_id: scope_id.map(|v| v.into()),
            window_kind: window_kind.map(|v| v.into()),
            limit_kind: limit_kind.map(|v| v.into()),
            limit_value,
            used,
            needed,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FinishCall {
    pub outcome: String,
    pub cost_nanos: Option<i64>,
    pub cost_unknown: bool,
    pub charged_nanos: Option<i64>,
}
pub struct FinishCallBorrowed<'a> {
    pub outcome: &'a str,
    pub cost_nanos: Option<i64>,
    pub cost_unknown: bool,
    pub charged_nanos: Option<i64>,
}
impl<'a> From<FinishCallBorrowed<'a>> for FinishCall {
    fn from(FinishCallBorrowed { outcome, cost_nanos, cost_unknown, charged_nanos }: FinishCallBorrowed<'a>) -> Self {
        Self { outcome: outcome.into(), cost_nanos, cost_unknown, charged_nanos }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedAnswer {
    pub id: uuid::Uuid,
    pub raw_output: Option<String>,
    pub raw_response: Option<serde_json::Value>,
}
pub struct RecordedAnswerBorrowed<'a> {
    pub id: uuid::Uuid,
    pub raw_output: Option<&'a str>,
    pub raw_response: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
}
impl<'a> From<RecordedAnswerBorrowed<'a>> for RecordedAnswer {
    fn from(RecordedAnswerBorrowed { id, raw_output, raw_response }: RecordedAnswerBorrowed<'a>) -> Self {
        Self { id, raw_output: raw_output.map(|v| v.into()), raw_response: raw_response.map(|v| serde_json::from_str(v.0.get()).unwrap()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub id: uuid::Uuid,
    pub idempotency_key: String,
    pub delivery: i32,
    pub owner_id: uuid::Uuid,
    pub agent: Option<String>,
    pub run_id: Option<uuid::Uuid>,
    pub step_id: Option<String>,
    pub attempt: Option<i32>,
    pub item: Option<i32>,
    pub round: i32,
    pub provider_id: String,
    pub model_id: String,
    pub model_answered: Option<String>,
    pub state: String,
    pub tokens_input_uncached: Option<i64>,
    pub tokens_cache_read: Option<i64>,
    pub tokens_cache_write_5m: Option<i64>,
    pub tokens_cache_write_1h: Option<i64>,
    pub tokens_output_text: Option<i64>,
    pub tokens_output_reasoning: Option<i64>,
    pub tokens_estimated: bool,
    pub price_ids: Vec<uuid::Uuid>,
    pub cost_nanos: Option<i64>,
    pub cost_unknown: bool,
    pub unknown_components: Vec<String>,
    pub reserved_nanos: Option<i64>,
    pub charged_nanos: Option<i64>,
    pub may_have_reached_provider: bool,
    pub latency_ms: Option<i64>,
    pub finish_reason: Option<String>,
    pub repair: Option<String>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub started_at: jiff::Timestamp,
    pub ended_at: Option<jiff::Timestamp>,
}
pub struct CallBorrowed<'a> {
    pub id: uuid::Uuid,
    pub idempotency_key: &'a str,
    pub delivery: i32,
    pub owner_id: uuid::Uuid,
    pub agent: Option<&'a str>,
    pub run_id: Option<uuid::Uuid>,
    pub step_id: Option<&'a str>,
    pub attempt: Option<i32>,
    pub item: Option<i32>,
    pub round: i32,
    pub provider_id: &'a str,
    pub model_id: &'a str,
    pub model_answered: Option<&'a str>,
    pub state: &'a str,
    pub tokens_input_uncached: Option<i64>,
    pub tokens_cache_read: Option<i64>,
    pub tokens_cache_write_5m: Option<i64>,
    pub tokens_cache_write_1h: Option<i64>,
    pub tokens_output_text: Option<i64>,
    pub tokens_output_reasoning: Option<i64>,
    pub tokens_estimated: bool,
    pub price_ids: crate::ArrayIterator<'a, uuid::Uuid>,
    pub cost_nanos: Option<i64>,
    pub cost_unknown: bool,
    pub unknown_components: crate::ArrayIterator<'a, &'a str>,
    pub reserved_nanos: Option<i64>,
    pub charged_nanos: Option<i64>,
    pub may_have_reached_provider: bool,
    pub latency_ms: Option<i64>,
    pub finish_reason: Option<&'a str>,
    pub repair: Option<&'a str>,
    pub error_code: Option<&'a str>,
    pub error_message: Option<&'a str>,
    pub started_at: jiff::Timestamp,
    pub ended_at: Option<jiff::Timestamp>,
}
impl<'a> From<CallBorrowed<'a>> for Call {
    fn from(
        CallBorrowed {
            id,
            idempotency_key,
            delivery,
            owner_id,
            agent,
            run_id,
            step_id,
            attempt,
            item,
            round,
            provider_id,
            model_id,
            model_answered,
            state,
            tokens_input_uncached,
            tokens_cache_read,
            tokens_cache_write_5m,
            tokens_cache_write_1h,
            tokens_output_text,
            tokens_output_reasoning,
            tokens_estimated,
            price_ids,
            cost_nanos,
            cost_unknown,
            unknown_components,
            reserved_nanos,
            charged_nanos,
            may_have_reached_provider,
            latency_ms,
            finish_reason,
            repair,
            error_code,
            error_message,
            started_at,
            ended_at,
        }: CallBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            idempotency_key: idempotency_key.into(),
            delivery,
            owner_id,
            agent: agent.map(|v| v.into()),
            run_id,
            step_id: step_id.map(|v| v.into()),
            attempt,
            item,
            round,
            provider_id: provider_id.into(),
            model_id: model_id.into(),
            model_answered: model_answered.map(|v| v.into()),
            state: state.into(),
            tokens_input_uncached,
            tokens_cache_read,
            tokens_cache_write_5m,
            tokens_cache_write_1h,
            tokens_output_text,
            tokens_output_reasoning,
            tokens_estimated,
            price_ids: price_ids.map(|v| v).collect(),
            cost_nanos,
            cost_unknown,
            unknown_components: unknown_components.map(|v| v.into()).collect(),
            reserved_nanos,
            charged_nanos,
            may_have_reached_provider,
            latency_ms,
            finish_reason: finish_reason.map(|v| v.into()),
            repair: repair.map(|v| v.into()),
            error_code: error_code.map(|v| v.into()),
            error_message: error_message.map(|v| v.into()),
            started_at,
            ended_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CallTexts {
    pub call_id: uuid::Uuid,
    pub prompt_packet: serde_json::Value,
    pub raw_output: Option<String>,
    pub raw_response: Option<serde_json::Value>,
}
pub struct CallTextsBorrowed<'a> {
    pub call_id: uuid::Uuid,
    pub prompt_packet: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub raw_output: Option<&'a str>,
    pub raw_response: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
}
impl<'a> From<CallTextsBorrowed<'a>> for CallTexts {
    fn from(CallTextsBorrowed { call_id, prompt_packet, raw_output, raw_response }: CallTextsBorrowed<'a>) -> Self {
        Self {
            call_id,
            prompt_packet: serde_json::from_str(prompt_packet.0.get()).unwrap(),
            raw_output: raw_output.map(|v| v.into()),
            raw_response: raw_response.map(|v| serde_json::from_str(v.0.get()).unwrap()),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct ReserveCallQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ReserveCallBorrowed, tokio_postgres::Error>,
    mapper: fn(ReserveCallBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ReserveCallQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ReserveCallBorrowed) -> R) -> ReserveCallQuery<'c, 'a, 's, C, R, N> {
        ReserveCallQuery {
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
pub struct FinishCallQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FinishCallBorrowed, tokio_postgres::Error>,
    mapper: fn(FinishCallBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FinishCallQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FinishCallBorrowed) -> R) -> FinishCallQuery<'c, 'a, 's, C, R, N> {
        FinishCallQuery {
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
pub struct RecordedAnswerQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RecordedAnswerBorrowed, tokio_postgres::Error>,
    mapper: fn(RecordedAnswerBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RecordedAnswerQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RecordedAnswerBorrowed) -> R) -> RecordedAnswerQuery<'c, 'a, 's, C, R, N> {
        RecordedAnswerQuery {
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
pub struct CallQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CallBorrowed, tokio_postgres::Error>,
    mapper: fn(CallBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CallQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CallBorrowed) -> R) -> CallQuery<'c, 'a, 's, C, R, N> {
        CallQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct CallTextsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CallTextsBorrowed, tokio_postgres::Error>,
    mapper: fn(CallTextsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CallTextsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CallTextsBorrowed) -> R) -> CallTextsQuery<'c, 'a, 's, C, R, N> {
        CallTextsQuery {
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
pub struct ReserveCallStmt(&'static str, Option<tokio_postgres::Statement>);
/// Asks every budget of the scopes, and if all can bear it writes the call as in flight.
pub fn reserve_call() -> ReserveCallStmt {
    ReserveCallStmt(
        "select r.outcome, r.call_id, r.delivery, r.soft_exceeded, r.budget_id, r.scope_kind, r.scope_id, r.window_kind, r.limit_kind, r.limit_value, r.used, r.needed from llm.reserve_call( $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23 ) r",
        None,
    )
}
impl ReserveCallStmt {
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
        T6: crate::StringSql,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::ArraySql<Item = uuid::Uuid>,
        T12: crate::JsonSql,
    >(
        &'s self,
        client: &'c C,
        call_id: &'a uuid::Uuid,
        idempotency_key: &'a T1,
        owner_id: &'a uuid::Uuid,
        project_id: &'a Option<uuid::Uuid>,
        agent: &'a Option<T2>,
        run_id: &'a Option<uuid::Uuid>,
        step_id: &'a Option<T3>,
        attempt: &'a Option<i32>,
        item: &'a Option<i32>,
        round: &'a i32,
        provider_id: &'a T4,
        model_id: &'a T5,
        request_hash: &'a T6,
        scope_kinds: &'a T8,
        scope_ids: &'a T10,
        tokens_in: &'a i64,
        tokens_out: &'a i64,
        nanos: &'a Option<i64>,
        price_ids: &'a T11,
        at: &'a jiff::Timestamp,
        lease_seconds: &'a i32,
        take_over: &'a bool,
        prompt_packet: &'a T12,
    ) -> ReserveCallQuery<'c, 'a, 's, C, ReserveCall, 23> {
        ReserveCallQuery {
            client,
            params: [
                call_id,
                idempotency_key,
                owner_id,
                project_id,
                agent,
                run_id,
                step_id,
                attempt,
                item,
                round,
                provider_id,
                model_id,
                request_hash,
                scope_kinds,
                scope_ids,
                tokens_in,
                tokens_out,
                nanos,
                price_ids,
                at,
                lease_seconds,
                take_over,
                prompt_packet,
            ],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ReserveCallBorrowed, tokio_postgres::Error> {
                Ok(ReserveCallBorrowed {
                    outcome: row.try_get(0)?,
                    call_id: row.try_get(1)?,
                    delivery: row.try_get(2)?,
                    soft_exceeded: row.try_get(3)?,
                    budget_id: row.try_get(4)?,
                    scope_kind: row.try_get(5)?,
                    scope_id: row.try_get(6)?,
                    window_kind: row.try_get(7)?,
                    limit_kind: row.try_get(8)?,
                    limit_value: row.try_get(9)?,
                    used: row.try_get(10)?,
                    needed: row.try_get(11)?,
                })
            },
            mapper: |it| ReserveCall::from(it),
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
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::ArraySql<Item = uuid::Uuid>,
    T12: crate::JsonSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ReserveCallParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        ReserveCallQuery<'c, 'a, 's, C, ReserveCall, 23>,
        C,
    > for ReserveCallStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ReserveCallParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> ReserveCallQuery<'c, 'a, 's, C, ReserveCall, 23> {
        self.bind(
            client,
            &params.call_id,
            &params.idempotency_key,
            &params.owner_id,
            &params.project_id,
            &params.agent,
            &params.run_id,
            &params.step_id,
            &params.attempt,
            &params.item,
            &params.round,
            &params.provider_id,
            &params.model_id,
            &params.request_hash,
            &params.scope_kinds,
            &params.scope_ids,
            &params.tokens_in,
            &params.tokens_out,
            &params.nanos,
            &params.price_ids,
            &params.at,
            &params.lease_seconds,
            &params.take_over,
            &params.prompt_packet,
        )
    }
}
pub struct FinishCallStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ends a call and turns its reservation into what it really used; safe to repeat.
pub fn finish_call() -> FinishCallStmt {
    FinishCallStmt(
        "select f.outcome, f.cost_nanos, f.cost_unknown, f.charged_nanos from llm.finish_call( $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23 ) f",
        None,
    )
}
impl FinishCallStmt {
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
        T4: crate::ArraySql<Item = uuid::Uuid>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::StringSql,
        T8: crate::StringSql,
        T9: crate::StringSql,
        T10: crate::StringSql,
        T11: crate::StringSql,
        T12: crate::JsonSql,
    >(
        &'s self,
        client: &'c C,
        call_id: &'a uuid::Uuid,
        state: &'a T1,
        provider_id: &'a Option<T2>,
        model_answered: &'a Option<T3>,
        input_uncached: &'a Option<i64>,
        cache_read: &'a Option<i64>,
        cache_write_5m: &'a Option<i64>,
        cache_write_1h: &'a Option<i64>,
        output_text: &'a Option<i64>,
        output_reasoning: &'a Option<i64>,
        tokens_estimated: &'a bool,
        price_ids: &'a T4,
        cost_nanos: &'a Option<i64>,
        unknown_components: &'a T6,
        may_have_reached: &'a bool,
        finish_reason: &'a Option<T7>,
        repair: &'a Option<T8>,
        error_code: &'a Option<T9>,
        error_message: &'a Option<T10>,
        latency_ms: &'a Option<i64>,
        at: &'a jiff::Timestamp,
        raw_output: &'a Option<T11>,
        raw_response: &'a Option<T12>,
    ) -> FinishCallQuery<'c, 'a, 's, C, FinishCall, 23> {
        FinishCallQuery {
            client,
            params: [
                call_id,
                state,
                provider_id,
                model_answered,
                input_uncached,
                cache_read,
                cache_write_5m,
                cache_write_1h,
                output_text,
                output_reasoning,
                tokens_estimated,
                price_ids,
                cost_nanos,
                unknown_components,
                may_have_reached,
                finish_reason,
                repair,
                error_code,
                error_message,
                latency_ms,
                at,
                raw_output,
                raw_response,
            ],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FinishCallBorrowed, tokio_postgres::Error> {
                Ok(FinishCallBorrowed {
                    outcome: row.try_get(0)?,
                    cost_nanos: row.try_get(1)?,
                    cost_unknown: row.try_get(2)?,
                    charged_nanos: row.try_get(3)?,
                })
            },
            mapper: |it| FinishCall::from(it),
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
    T4: crate::ArraySql<Item = uuid::Uuid>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::StringSql,
    T11: crate::StringSql,
    T12: crate::JsonSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        FinishCallParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        FinishCallQuery<'c, 'a, 's, C, FinishCall, 23>,
        C,
    > for FinishCallStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a FinishCallParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> FinishCallQuery<'c, 'a, 's, C, FinishCall, 23> {
        self.bind(
            client,
            &params.call_id,
            &params.state,
            &params.provider_id,
            &params.model_answered,
            &params.input_uncached,
            &params.cache_read,
            &params.cache_write_5m,
            &params.cache_write_1h,
            &params.output_text,
            &params.output_reasoning,
            &params.tokens_estimated,
            &params.price_ids,
            &params.cost_nanos,
            &params.unknown_components,
            &params.may_have_reached,
            &params.finish_reason,
            &params.repair,
            &params.error_code,
            &params.error_message,
            &params.latency_ms,
            &params.at,
            &params.raw_output,
            &params.raw_response,
        )
    }
}
pub struct SweepReservationsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ends calls whose reservations expired by the database's clock; their reservations count as spent.
pub fn sweep_reservations() -> SweepReservationsStmt {
    SweepReservationsStmt("select llm.sweep_reservations(llm.clock_now(), $1) as swept", None)
}
impl SweepReservationsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, row_limit: &'a i32) -> I32Query<'c, 'a, 's, C, i32, 1> {
        I32Query {
            client,
            params: [row_limit],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct RecordedAnswerStmt(&'static str, Option<tokio_postgres::Statement>);
/// The answer a key already has.
pub fn recorded_answer() -> RecordedAnswerStmt {
    RecordedAnswerStmt(
        "select c.id, t.raw_output, t.raw_response from llm.calls c join llm.call_texts t on t.call_id = c.id where c.idempotency_key = $1 and c.state = 'settled'",
        None,
    )
}
impl RecordedAnswerStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        idempotency_key: &'a T1,
    ) -> RecordedAnswerQuery<'c, 'a, 's, C, RecordedAnswer, 1> {
        RecordedAnswerQuery {
            client,
            params: [idempotency_key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RecordedAnswerBorrowed, tokio_postgres::Error> {
                Ok(RecordedAnswerBorrowed { id: row.try_get(0)?, raw_output: row.try_get(1)?, raw_response: row.try_get(2)? })
            },
            mapper: |it| RecordedAnswer::from(it),
        }
    }
}
pub struct InsertDegradationStmt(&'static str, Option<tokio_postgres::Statement>);
/// Notes that another model served than the one asked for.
pub fn insert_degradation() -> InsertDegradationStmt {
    InsertDegradationStmt(
        "insert into llm.degradations (call_id, owner_id, run_id, step_id, attempt, from_model, to_model, from_tier, to_tier, cause, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        None,
    )
}
impl InsertDegradationStmt {
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
        T7: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        call_id: &'a Option<uuid::Uuid>,
        owner_id: &'a uuid::Uuid,
        run_id: &'a Option<uuid::Uuid>,
        step_id: &'a Option<T1>,
        attempt: &'a Option<i32>,
        from_model: &'a T2,
        to_model: &'a T3,
        from_tier: &'a Option<T4>,
        to_tier: &'a Option<T5>,
        cause: &'a T6,
        reason: &'a T7,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[call_id, owner_id, run_id, step_id, attempt, from_model, to_model, from_tier, to_tier, cause, reason])
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
    T7: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertDegradationParams<T1, T2, T3, T4, T5, T6, T7>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertDegradationStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertDegradationParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.call_id,
            &params.owner_id,
            &params.run_id,
            &params.step_id,
            &params.attempt,
            &params.from_model,
            &params.to_model,
            &params.from_tier,
            &params.to_tier,
            &params.cause,
            &params.reason,
        ))
    }
}
pub struct CallsOfRunStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every call of a run in the order it left.
pub fn calls_of_run() -> CallsOfRunStmt {
    CallsOfRunStmt(
        "select c.id, c.idempotency_key, c.delivery, c.owner_id, c.agent, c.run_id, c.step_id, c.attempt, c.item, c.round, c.provider_id, c.model_id, c.model_answered, c.state, c.tokens_input_uncached, c.tokens_cache_read, c.tokens_cache_write_5m, c.tokens_cache_write_1h, c.tokens_output_text, c.tokens_output_reasoning, c.tokens_estimated, c.price_ids, c.cost_nanos, c.cost_unknown, c.unknown_components, c.reserved_nanos, c.charged_nanos, c.may_have_reached_provider, c.latency_ms, c.finish_reason, c.repair, c.error_code, c.error_message, c.started_at, c.ended_at from llm.calls c where c.run_id = $1 order by c.started_at, c.id",
        None,
    )
}
impl CallsOfRunStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, run_id: &'a uuid::Uuid) -> CallQuery<'c, 'a, 's, C, Call, 1> {
        CallQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CallBorrowed, tokio_postgres::Error> {
                Ok(CallBorrowed {
                    id: row.try_get(0)?,
                    idempotency_key: row.try_get(1)?,
                    delivery: row.try_get(2)?,
                    owner_id: row.try_get(3)?,
                    agent: row.try_get(4)?,
                    run_id: row.try_get(5)?,
                    step_id: row.try_get(6)?,
                    attempt: row.try_get(7)?,
                    item: row.try_get(8)?,
                    round: row.try_get(9)?,
                    provider_id: row.try_get(10)?,
                    model_id: row.try_get(11)?,
                    model_answered: row.try_get(12)?,
                    state: row.try_get(13)?,
                    tokens_input_uncached: row.try_get(14)?,
                    tokens_cache_read: row.try_get(15)?,
                    tokens_cache_write_5m: row.try_get(16)?,
                    tokens_cache_write_1h: row.try_get(17)?,
                    tokens_output_text: row.try_get(18)?,
                    tokens_output_reasoning: row.try_get(19)?,
                    tokens_estimated: row.try_get(20)?,
                    price_ids: row.try_get(21)?,
                    cost_nanos: row.try_get(22)?,
                    cost_unknown: row.try_get(23)?,
                    unknown_components: row.try_get(24)?,
                    reserved_nanos: row.try_get(25)?,
                    charged_nanos: row.try_get(26)?,
                    may_have_reached_provider: row.try_get(27)?,
                    latency_ms: row.try_get(28)?,
                    finish_reason: row.try_get(29)?,
                    repair: row.try_get(30)?,
                    error_code: row.try_get(31)?,
                    error_message: row.try_get(32)?,
                    started_at: row.try_get(33)?,
                    ended_at: row.try_get(34)?,
                })
            },
            mapper: |it| Call::from(it),
        }
    }
}
pub struct GetCallStmt(&'static str, Option<tokio_postgres::Statement>);
/// One call.
pub fn get_call() -> GetCallStmt {
    GetCallStmt(
        "select c.id, c.idempotency_key, c.delivery, c.owner_id, c.agent, c.run_id, c.step_id, c.attempt, c.item, c.round, c.provider_id, c.model_id, c.model_answered, c.state, c.tokens_input_uncached, c.tokens_cache_read, c.tokens_cache_write_5m, c.tokens_cache_write_1h, c.tokens_output_text, c.tokens_output_reasoning, c.tokens_estimated, c.price_ids, c.cost_nanos, c.cost_unknown, c.unknown_components, c.reserved_nanos, c.charged_nanos, c.may_have_reached_provider, c.latency_ms, c.finish_reason, c.repair, c.error_code, c.error_message, c.started_at, c.ended_at from llm.calls c where c.id = $1",
        None,
    )
}
impl GetCallStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> CallQuery<'c, 'a, 's, C, Call, 1> {
        CallQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CallBorrowed, tokio_postgres::Error> {
                Ok(CallBorrowed {
                    id: row.try_get(0)?,
                    idempotency_key: row.try_get(1)?,
                    delivery: row.try_get(2)?,
                    owner_id: row.try_get(3)?,
                    agent: row.try_get(4)?,
                    run_id: row.try_get(5)?,
                    step_id: row.try_get(6)?,
                    attempt: row.try_get(7)?,
                    item: row.try_get(8)?,
                    round: row.try_get(9)?,
                    provider_id: row.try_get(10)?,
                    model_id: row.try_get(11)?,
                    model_answered: row.try_get(12)?,
                    state: row.try_get(13)?,
                    tokens_input_uncached: row.try_get(14)?,
                    tokens_cache_read: row.try_get(15)?,
                    tokens_cache_write_5m: row.try_get(16)?,
                    tokens_cache_write_1h: row.try_get(17)?,
                    tokens_output_text: row.try_get(18)?,
                    tokens_output_reasoning: row.try_get(19)?,
                    tokens_estimated: row.try_get(20)?,
                    price_ids: row.try_get(21)?,
                    cost_nanos: row.try_get(22)?,
                    cost_unknown: row.try_get(23)?,
                    unknown_components: row.try_get(24)?,
                    reserved_nanos: row.try_get(25)?,
                    charged_nanos: row.try_get(26)?,
                    may_have_reached_provider: row.try_get(27)?,
                    latency_ms: row.try_get(28)?,
                    finish_reason: row.try_get(29)?,
                    repair: row.try_get(30)?,
                    error_code: row.try_get(31)?,
                    error_message: row.try_get(32)?,
                    started_at: row.try_get(33)?,
                    ended_at: row.try_get(34)?,
                })
            },
            mapper: |it| Call::from(it),
        }
    }
}
pub struct CallTextsStmt(&'static str, Option<tokio_postgres::Statement>);
/// What was sent and what came back; for administrators and the service.
pub fn call_texts() -> CallTextsStmt {
    CallTextsStmt("select t.call_id, t.prompt_packet, t.raw_output, t.raw_response from llm.call_texts t where t.call_id = $1", None)
}
impl CallTextsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> CallTextsQuery<'c, 'a, 's, C, CallTexts, 1> {
        CallTextsQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CallTextsBorrowed, tokio_postgres::Error> {
                Ok(CallTextsBorrowed {
                    call_id: row.try_get(0)?,
                    prompt_packet: row.try_get(1)?,
                    raw_output: row.try_get(2)?,
                    raw_response: row.try_get(3)?,
                })
            },
            mapper: |it| CallTexts::from(it),
        }
    }
}
