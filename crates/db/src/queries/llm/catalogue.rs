// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RegisterModelParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql, T5: crate::StringSql>
{
    pub id: T1,
    pub provider_id: T2,
    pub wire_name: T3,
    pub display_name: T4,
    pub tier: T5,
    pub max_context_tokens: Option<i32>,
    pub max_output_tokens: Option<i32>,
    pub supports_tools: bool,
    pub supports_structured_output: bool,
}
#[derive(Debug)]
pub struct PricesAtParams<T1: crate::StringSql> {
    pub model_id: T1,
    pub at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct InsertPriceParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql> {
    pub model_id: T1,
    pub component: T2,
    pub min_input_tokens: i64,
    pub rate_nanos: i64,
    pub valid_from: jiff::Timestamp,
    pub valid_to: Option<jiff::Timestamp>,
    pub source: T3,
    pub confidence: T4,
}
#[derive(Debug)]
pub struct RetractPriceParams<T1: crate::StringSql> {
    pub reason: T1,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct ChangeModelParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub tier: Option<T1>,
    pub display_name: Option<T2>,
    pub is_active: Option<bool>,
    pub id: T3,
}
#[derive(Debug)]
pub struct SetPriceParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub model_id: T1,
    pub component: T2,
    pub rate_nanos: i64,
    pub source: T3,
    pub valid_from: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: String,
    pub provider_id: String,
    pub wire_name: String,
    pub display_name: String,
    pub tier: String,
    pub max_context_tokens: Option<i32>,
    pub max_output_tokens: Option<i32>,
    pub supports_tools: bool,
    pub supports_structured_output: bool,
    pub is_active: bool,
}
pub struct CardBorrowed<'a> {
    pub id: &'a str,
    pub provider_id: &'a str,
    pub wire_name: &'a str,
    pub display_name: &'a str,
    pub tier: &'a str,
    pub max_context_tokens: Option<i32>,
    pub max_output_tokens: Option<i32>,
    pub supports_tools: bool,
    pub supports_structured_output: bool,
    pub is_active: bool,
}
impl<'a> From<CardBorrowed<'a>> for Card {
    fn from(
        CardBorrowed {
            id,
            provider_id,
            wire_name,
            display_name,
            tier,
            max_context_tokens,
            max_output_tokens,
            supports_tools,
            supports_structured_output,
            is_active,
        }: CardBorrowed<'a>,
    ) -> Self {
        Self {
            id: id.into(),
            provider_id: provider_id.into(),
            wire_name: wire_name.into(),
            display_name: display_name.into(),
            tier: tier.into(),
            max_context_tokens,
            max_output_tokens,
            supports_tools,
            supports_structured_output,
            is_active,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    pub id: uuid::Uuid,
    pub model_id: String,
    pub component: String,
    pub min_input_tokens: i64,
    pub rate_nanos: i64,
    pub per: i64,
    pub valid_from: jiff::Timestamp,
    pub valid_to: Option<jiff::Timestamp>,
    pub source: String,
    pub confidence: String,
}
pub struct PriceBorrowed<'a> {
    pub id: uuid::Uuid,
    pub model_id: &'a str,
    pub component: &'a str,
    pub min_input_tokens: i64,
    pub rate_nanos: i64,
    pub per: i64,
    pub valid_from: jiff::Timestamp,
    pub valid_to: Option<jiff::Timestamp>,
    pub source: &'a str,
    pub confidence: &'a str,
}
impl<'a> From<PriceBorrowed<'a>> for Price {
    fn from(
        PriceBorrowed {
            id,
            model_id,
            component,
            min_input_tokens,
            rate_nanos,
            per,
            valid_from,
            valid_to,
            source,
            confidence,
        }: PriceBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            model_id: model_id.into(),
            component: component.into(),
            min_input_tokens,
            rate_nanos,
            per,
            valid_from,
            valid_to,
            source: source.into(),
            confidence: confidence.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct PriceHistory {
    pub id: uuid::Uuid,
    pub component: String,
    pub min_input_tokens: i64,
    pub rate_nanos: i64,
    pub per: i64,
    pub valid_from: jiff::Timestamp,
    pub valid_to: Option<jiff::Timestamp>,
    pub source: String,
    pub confidence: String,
}
pub struct PriceHistoryBorrowed<'a> {
    pub id: uuid::Uuid,
    pub component: &'a str,
    pub min_input_tokens: i64,
    pub rate_nanos: i64,
    pub per: i64,
    pub valid_from: jiff::Timestamp,
    pub valid_to: Option<jiff::Timestamp>,
    pub source: &'a str,
    pub confidence: &'a str,
}
impl<'a> From<PriceHistoryBorrowed<'a>> for PriceHistory {
    fn from(
        PriceHistoryBorrowed {
            id,
            component,
            min_input_tokens,
            rate_nanos,
            per,
            valid_from,
            valid_to,
            source,
            confidence,
        }: PriceHistoryBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            component: component.into(),
            min_input_tokens,
            rate_nanos,
            per,
            valid_from,
            valid_to,
            source: source.into(),
            confidence: confidence.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct CardQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CardBorrowed, tokio_postgres::Error>,
    mapper: fn(CardBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CardQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CardBorrowed) -> R) -> CardQuery<'c, 'a, 's, C, R, N> {
        CardQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct PriceQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PriceBorrowed, tokio_postgres::Error>,
    mapper: fn(PriceBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PriceQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PriceBorrowed) -> R) -> PriceQuery<'c, 'a, 's, C, R, N> {
        PriceQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct PriceHistoryQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PriceHistoryBorrowed, tokio_postgres::Error>,
    mapper: fn(PriceHistoryBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PriceHistoryQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PriceHistoryBorrowed) -> R) -> PriceHistoryQuery<'c, 'a, 's, C, R, N> {
        PriceHistoryQuery {
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
pub struct ListCardsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every model, best tier first.
pub fn list_cards() -> ListCardsStmt {
    ListCardsStmt(
        "select m.id, m.provider_id, m.wire_name, m.display_name, m.tier, m.max_context_tokens, m.max_output_tokens, m.supports_tools, m.supports_structured_output, m.is_active from llm.models m order by case m.tier when 'gold' then 1 when 'silver' then 2 else 3 end, m.provider_id, m.id",
        None,
    )
}
impl ListCardsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> CardQuery<'c, 'a, 's, C, Card, 0> {
        CardQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CardBorrowed, tokio_postgres::Error> {
                Ok(CardBorrowed {
                    id: row.try_get(0)?,
                    provider_id: row.try_get(1)?,
                    wire_name: row.try_get(2)?,
                    display_name: row.try_get(3)?,
                    tier: row.try_get(4)?,
                    max_context_tokens: row.try_get(5)?,
                    max_output_tokens: row.try_get(6)?,
                    supports_tools: row.try_get(7)?,
                    supports_structured_output: row.try_get(8)?,
                    is_active: row.try_get(9)?,
                })
            },
            mapper: |it| Card::from(it),
        }
    }
}
pub struct FindCardStmt(&'static str, Option<tokio_postgres::Statement>);
/// One model by its id.
pub fn find_card() -> FindCardStmt {
    FindCardStmt(
        "select m.id, m.provider_id, m.wire_name, m.display_name, m.tier, m.max_context_tokens, m.max_output_tokens, m.supports_tools, m.supports_structured_output, m.is_active from llm.models m where m.id = $1",
        None,
    )
}
impl FindCardStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        id: &'a T1,
    ) -> CardQuery<'c, 'a, 's, C, Card, 1> {
        CardQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CardBorrowed, tokio_postgres::Error> {
                Ok(CardBorrowed {
                    id: row.try_get(0)?,
                    provider_id: row.try_get(1)?,
                    wire_name: row.try_get(2)?,
                    display_name: row.try_get(3)?,
                    tier: row.try_get(4)?,
                    max_context_tokens: row.try_get(5)?,
                    max_output_tokens: row.try_get(6)?,
                    supports_tools: row.try_get(7)?,
                    supports_structured_output: row.try_get(8)?,
                    is_active: row.try_get(9)?,
                })
            },
            mapper: |it| Card::from(it),
        }
    }
}
pub struct RegisterModelStmt(&'static str, Option<tokio_postgres::Statement>);
/// Enters a model that nobody entered yet; one that is there is left as it is.
pub fn register_model() -> RegisterModelStmt {
    RegisterModelStmt(
        "insert into llm.models ( id, provider_id, wire_name, display_name, tier, max_context_tokens, max_output_tokens, supports_tools, supports_structured_output, status ) values ( $1, $2, $3, $4, $5, $6, $7, $8, $9, 'experimental' ) on conflict (id) do nothing",
        None,
    )
}
impl RegisterModelStmt {
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
    >(
        &'s self,
        client: &'c C,
        id: &'a T1,
        provider_id: &'a T2,
        wire_name: &'a T3,
        display_name: &'a T4,
        tier: &'a T5,
        max_context_tokens: &'a Option<i32>,
        max_output_tokens: &'a Option<i32>,
        supports_tools: &'a bool,
        supports_structured_output: &'a bool,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    id,
                    provider_id,
                    wire_name,
                    display_name,
                    tier,
                    max_context_tokens,
                    max_output_tokens,
                    supports_tools,
                    supports_structured_output,
                ],
            )
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
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RegisterModelParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RegisterModelStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RegisterModelParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.provider_id,
            &params.wire_name,
            &params.display_name,
            &params.tier,
            &params.max_context_tokens,
            &params.max_output_tokens,
            &params.supports_tools,
            &params.supports_structured_output,
        ))
    }
}
pub struct PricesAtStmt(&'static str, Option<tokio_postgres::Statement>);
/// The prices of a model that hold at a moment of business time.
pub fn prices_at() -> PricesAtStmt {
    PricesAtStmt(
        "select p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence from llm.prices p where p.id in (select held.id from llm.prices_at($1, $2) held) order by p.component, p.min_input_tokens",
        None,
    )
}
impl PricesAtStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        model_id: &'a T1,
        at: &'a jiff::Timestamp,
    ) -> PriceQuery<'c, 'a, 's, C, Price, 2> {
        PriceQuery {
            client,
            params: [model_id, at],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PriceBorrowed, tokio_postgres::Error> {
                Ok(PriceBorrowed {
                    id: row.try_get(0)?,
                    model_id: row.try_get(1)?,
                    component: row.try_get(2)?,
                    min_input_tokens: row.try_get(3)?,
                    rate_nanos: row.try_get(4)?,
                    per: row.try_get(5)?,
                    valid_from: row.try_get(6)?,
                    valid_to: row.try_get(7)?,
                    source: row.try_get(8)?,
                    confidence: row.try_get(9)?,
                })
            },
            mapper: |it| Price::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, PricesAtParams<T1>, PriceQuery<'c, 'a, 's, C, Price, 2>, C> for PricesAtStmt
{
    fn params(&'s self, client: &'c C, params: &'a PricesAtParams<T1>) -> PriceQuery<'c, 'a, 's, C, Price, 2> {
        self.bind(client, &params.model_id, &params.at)
    }
}
pub struct AllPricesAtStmt(&'static str, Option<tokio_postgres::Statement>);
/// The prices of every model that hold at a moment of business time.
pub fn all_prices_at() -> AllPricesAtStmt {
    AllPricesAtStmt(
        "select p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence from llm.models m cross join lateral llm.prices_at(m.id, $1) held join llm.prices p on p.id = held.id order by p.model_id, p.component, p.min_input_tokens",
        None,
    )
}
impl AllPricesAtStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, at: &'a jiff::Timestamp) -> PriceQuery<'c, 'a, 's, C, Price, 1> {
        PriceQuery {
            client,
            params: [at],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PriceBorrowed, tokio_postgres::Error> {
                Ok(PriceBorrowed {
                    id: row.try_get(0)?,
                    model_id: row.try_get(1)?,
                    component: row.try_get(2)?,
                    min_input_tokens: row.try_get(3)?,
                    rate_nanos: row.try_get(4)?,
                    per: row.try_get(5)?,
                    valid_from: row.try_get(6)?,
                    valid_to: row.try_get(7)?,
                    source: row.try_get(8)?,
                    confidence: row.try_get(9)?,
                })
            },
            mapper: |it| Price::from(it),
        }
    }
}
pub struct PricesByIdStmt(&'static str, Option<tokio_postgres::Statement>);
/// Prices as calls name them.
pub fn prices_by_id() -> PricesByIdStmt {
    PricesByIdStmt(
        "select p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence from llm.prices p where p.id = any($1) order by p.component, p.min_input_tokens",
        None,
    )
}
impl PricesByIdStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        ids: &'a T1,
    ) -> PriceQuery<'c, 'a, 's, C, Price, 1> {
        PriceQuery {
            client,
            params: [ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PriceBorrowed, tokio_postgres::Error> {
                Ok(PriceBorrowed {
                    id: row.try_get(0)?,
                    model_id: row.try_get(1)?,
                    component: row.try_get(2)?,
                    min_input_tokens: row.try_get(3)?,
                    rate_nanos: row.try_get(4)?,
                    per: row.try_get(5)?,
                    valid_from: row.try_get(6)?,
                    valid_to: row.try_get(7)?,
                    source: row.try_get(8)?,
                    confidence: row.try_get(9)?,
                })
            },
            mapper: |it| Price::from(it),
        }
    }
}
pub struct InsertPriceStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new price. Fails where one with the same beginning stands.
pub fn insert_price() -> InsertPriceStmt {
    InsertPriceStmt(
        "insert into llm.prices (model_id, component, min_input_tokens, rate_nanos, per, valid_from, valid_to, source, confidence) values ( $1, $2, $3, $4, case when $2 = 'request' then 1 else 1000000 end, $5, $6, $7, $8 ) returning id",
        None,
    )
}
impl InsertPriceStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>(
        &'s self,
        client: &'c C,
        model_id: &'a T1,
        component: &'a T2,
        min_input_tokens: &'a i64,
        rate_nanos: &'a i64,
        valid_from: &'a jiff::Timestamp,
        valid_to: &'a Option<jiff::Timestamp>,
        source: &'a T3,
        confidence: &'a T4,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 8> {
        UuidUuidQuery {
            client,
            params: [model_id, component, min_input_tokens, rate_nanos, valid_from, valid_to, source, confidence],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, InsertPriceParams<T1, T2, T3, T4>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 8>, C>
    for InsertPriceStmt
{
    fn params(&'s self, client: &'c C, params: &'a InsertPriceParams<T1, T2, T3, T4>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 8> {
        self.bind(
            client,
            &params.model_id,
            &params.component,
            &params.min_input_tokens,
            &params.rate_nanos,
            &params.valid_from,
            &params.valid_to,
            &params.source,
            &params.confidence,
        )
    }
}
pub struct RetractPriceStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes a wrong price out of use; calls priced with it keep naming it.
pub fn retract_price() -> RetractPriceStmt {
    RetractPriceStmt("update llm.prices set retracted_at = now(), retracted_reason = $1 where id = $2 and retracted_at is null", None)
}
impl RetractPriceStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        reason: &'a T1,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[reason, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RetractPriceParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RetractPriceStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RetractPriceParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.reason, &params.id))
    }
}
pub struct ChangeModelStmt(&'static str, Option<tokio_postgres::Statement>);
/// Changes a model's entry; what is not given stays. `tier` in the ledger's words.
pub fn change_model() -> ChangeModelStmt {
    ChangeModelStmt(
        "update llm.models set tier = coalesce($1, tier), display_name = coalesce($2, display_name), is_active = coalesce($3, is_active) where id = $4",
        None,
    )
}
impl ChangeModelStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        tier: &'a Option<T1>,
        display_name: &'a Option<T2>,
        is_active: &'a Option<bool>,
        id: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[tier, display_name, is_active, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeModelParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeModelStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeModelParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.tier, &params.display_name, &params.is_active, &params.id))
    }
}
pub struct PriceHistoryStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every price a model ever had and that was not retracted, newest first. A price ends where the next of its component begins.
pub fn price_history() -> PriceHistoryStmt {
    PriceHistoryStmt(
        "select p.id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, least(p.valid_to, lead(p.valid_from) over (partition by p.component, p.min_input_tokens order by p.valid_from)) as valid_to, p.source, p.confidence from llm.prices p where p.model_id = $1 and p.retracted_at is null order by p.valid_from desc, p.component, p.min_input_tokens",
        None,
    )
}
impl PriceHistoryStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        model_id: &'a T1,
    ) -> PriceHistoryQuery<'c, 'a, 's, C, PriceHistory, 1> {
        PriceHistoryQuery {
            client,
            params: [model_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PriceHistoryBorrowed, tokio_postgres::Error> {
                Ok(PriceHistoryBorrowed {
                    id: row.try_get(0)?,
                    component: row.try_get(1)?,
                    min_input_tokens: row.try_get(2)?,
                    rate_nanos: row.try_get(3)?,
                    per: row.try_get(4)?,
                    valid_from: row.try_get(5)?,
                    valid_to: row.try_get(6)?,
                    source: row.try_get(7)?,
                    confidence: row.try_get(8)?,
                })
            },
            mapper: |it| PriceHistory::from(it),
        }
    }
}
pub struct SetPriceStmt(&'static str, Option<tokio_postgres::Statement>);
/// Makes a rate (nano-dollars per million units, per request for `request`) hold from a moment on; answers the row.
pub fn set_price() -> SetPriceStmt {
    SetPriceStmt("select llm.set_price($1, $2, $3, $4, $5) as id", None)
}
impl SetPriceStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        model_id: &'a T1,
        component: &'a T2,
        rate_nanos: &'a i64,
        source: &'a T3,
        valid_from: &'a jiff::Timestamp,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 5> {
        UuidUuidQuery {
            client,
            params: [model_id, component, rate_nanos, source, valid_from],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, SetPriceParams<T1, T2, T3>, UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 5>, C> for SetPriceStmt
{
    fn params(&'s self, client: &'c C, params: &'a SetPriceParams<T1, T2, T3>) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 5> {
        self.bind(client, &params.model_id, &params.component, &params.rate_nanos, &params.source, &params.valid_from)
    }
}
