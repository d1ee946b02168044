// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct ListWebhooksParams {
    pub owner: Option<uuid::Uuid>,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct InsertWebhookParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>, T4: crate::StringSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub url: T1,
    pub events: T3,
    pub description: Option<T4>,
}
#[derive(Debug)]
pub struct InsertWebhookSecretParams<T1: crate::StringSql> {
    pub webhook_id: uuid::Uuid,
    pub secret: T1,
}
#[derive(Debug)]
pub struct ChangeWebhookParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>, T4: crate::StringSql> {
    pub url: Option<T1>,
    pub events: Option<T3>,
    pub description: Option<T4>,
    pub is_active: Option<bool>,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct AskForTestParams<T1: crate::StringSql> {
    pub webhook_id: uuid::Uuid,
    pub body: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct ListDeliveriesParams {
    pub webhook_id: uuid::Uuid,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub page_size: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct TakeDueParams {
    pub lease_s: f64,
    pub row_limit: i64,
}
#[derive(Debug)]
pub struct FinishDeliveryParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub retry_in_s: Option<f64>,
    pub status: T1,
    pub response_status: Option<i32>,
    pub last_error: Option<T2>,
    pub id: uuid::Uuid,
    pub attempt: i32,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub url: String,
    pub events: Vec<String>,
    pub description: Option<String>,
    pub is_active: bool,
    pub created_at: jiff::Timestamp,
    pub last_delivery_status: Option<String>,
}
pub struct WebhookBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub url: &'a str,
    pub events: crate::ArrayIterator<'a, &'a str>,
    pub description: Option<&'a str>,
    pub is_active: bool,
    pub created_at: jiff::Timestamp,
    pub last_delivery_status: Option<&'a str>,
}
impl<'a> From<WebhookBorrowed<'a>> for Webhook {
    fn from(
        WebhookBorrowed { id, user_id, url, events, description, is_active, created_at, last_delivery_status }: WebhookBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            user_id,
            url: url.into(),
            events: events.map(|v| v.into()).collect(),
            description: description.map(|v| v.into()),
            is_active,
            created_at,
            last_delivery_status: last_delivery_status.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub id: uuid::Uuid,
    pub event: String,
    pub run_id: Option<uuid::Uuid>,
    pub status: String,
    pub attempts: i32,
    pub response_status: Option<i32>,
    pub last_error: Option<String>,
    pub next_attempt_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub delivered_at: Option<jiff::Timestamp>,
}
pub struct DeliveryBorrowed<'a> {
    pub id: uuid::Uuid,
    pub event: &'a str,
    pub run_id: Option<uuid::Uuid>,
    pub status: &'a str,
    pub attempts: i32,
    pub response_status: Option<i32>,
    pub last_error: Option<&'a str>,
    pub next_attempt_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub delivered_at: Option<jiff::Timestamp>,
}
impl<'a> From<DeliveryBorrowed<'a>> for Delivery {
    fn from(
        DeliveryBorrowed {
            id,
            event,
            run_id,
            status,
            attempts,
            response_status,
            last_error,
            next_attempt_at,
            created_at,
            delivered_at,
        }: DeliveryBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            event: event.into(),
            run_id,
            status: status.into(),
            attempts,
            response_status,
            last_error: last_error.map(|v| v.into()),
            next_attempt_at,
            created_at,
            delivered_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct TakeDue {
    pub id: uuid::Uuid,
    pub body: String,
    pub attempts: i32,
    pub url: String,
    pub is_active: bool,
    pub secret: String,
}
pub struct TakeDueBorrowed<'a> {
    pub id: uuid::Uuid,
    pub body: &'a str,
    pub attempts: i32,
    pub url: &'a str,
    pub is_active: bool,
    pub secret: &'a str,
}
impl<'a> From<TakeDueBorrowed<'a>> for TakeDue {
    fn from(TakeDueBorrowed { id, body, attempts, url, is_active, secret }: TakeDueBorrowed<'a>) -> Self {
        Self { id, body: body.into(), attempts, url: url.into(), is_active, secret: secret.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct WebhookQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WebhookBorrowed, tokio_postgres::Error>,
    mapper: fn(WebhookBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WebhookQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WebhookBorrowed) -> R) -> WebhookQuery<'c, 'a, 's, C, R, N> {
        WebhookQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct DeliveryQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DeliveryBorrowed, tokio_postgres::Error>,
    mapper: fn(DeliveryBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DeliveryQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DeliveryBorrowed) -> R) -> DeliveryQuery<'c, 'a, 's, C, R, N> {
        DeliveryQuery {
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
pub struct TakeDueQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TakeDueBorrowed, tokio_postgres::Error>,
    mapper: fn(TakeDueBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TakeDueQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TakeDueBorrowed) -> R) -> TakeDueQuery<'c, 'a, 's, C, R, N> {
        TakeDueQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ListWebhooksStmt(&'static str, Option<tokio_postgres::Statement>);
/// Webhooks, newest first; of this owner, or of all for an admin. Pages as runs do.
pub fn list_webhooks() -> ListWebhooksStmt {
    ListWebhooksStmt(
        "select h.id, h.user_id, h.url, h.events, h.description, h.is_active, h.created_at, (select d.status from content.webhook_deliveries d where d.webhook_id = h.id order by d.created_at desc, d.id desc limit 1) as last_delivery_status from content.webhooks h where ($1::uuid is null or h.user_id = $1) and (h.created_at, h.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) order by h.created_at desc, h.id desc limit $4",
        None,
    )
}
impl ListWebhooksStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        owner: &'a Option<uuid::Uuid>,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        page_size: &'a i64,
    ) -> WebhookQuery<'c, 'a, 's, C, Webhook, 4> {
        WebhookQuery {
            client,
            params: [owner, before_created, before_id, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WebhookBorrowed, tokio_postgres::Error> {
                Ok(WebhookBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    url: row.try_get(2)?,
                    events: row.try_get(3)?,
                    description: row.try_get(4)?,
                    is_active: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    last_delivery_status: row.try_get(7)?,
                })
            },
            mapper: |it| Webhook::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, ListWebhooksParams, WebhookQuery<'c, 'a, 's, C, Webhook, 4>, C>
    for ListWebhooksStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListWebhooksParams) -> WebhookQuery<'c, 'a, 's, C, Webhook, 4> {
        self.bind(client, &params.owner, &params.before_created, &params.before_id, &params.page_size)
    }
}
pub struct GetWebhookStmt(&'static str, Option<tokio_postgres::Statement>);
/// One webhook.
pub fn get_webhook() -> GetWebhookStmt {
    GetWebhookStmt(
        "select h.id, h.user_id, h.url, h.events, h.description, h.is_active, h.created_at, (select d.status from content.webhook_deliveries d where d.webhook_id = h.id order by d.created_at desc, d.id desc limit 1) as last_delivery_status from content.webhooks h where h.id = $1",
        None,
    )
}
impl GetWebhookStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> WebhookQuery<'c, 'a, 's, C, Webhook, 1> {
        WebhookQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WebhookBorrowed, tokio_postgres::Error> {
                Ok(WebhookBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    url: row.try_get(2)?,
                    events: row.try_get(3)?,
                    description: row.try_get(4)?,
                    is_active: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    last_delivery_status: row.try_get(7)?,
                })
            },
            mapper: |it| Webhook::from(it),
        }
    }
}
pub struct InsertWebhookStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new webhook of the account that asks.
pub fn insert_webhook() -> InsertWebhookStmt {
    InsertWebhookStmt("insert into content.webhooks (id, user_id, url, events, description) values ($1, $2, $3, $4, $5)", None)
}
impl InsertWebhookStmt {
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
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        url: &'a T1,
        events: &'a T3,
        description: &'a Option<T4>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, user_id, url, events, description],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>, T4: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertWebhookParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertWebhookStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertWebhookParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.id, &params.user_id, &params.url, &params.events, &params.description))
    }
}
pub struct InsertWebhookSecretStmt(&'static str, Option<tokio_postgres::Statement>);
/// What its deliveries are signed with.
pub fn insert_webhook_secret() -> InsertWebhookSecretStmt {
    InsertWebhookSecretStmt("insert into content.webhook_secrets (webhook_id, secret) values ($1, $2)", None)
}
impl InsertWebhookSecretStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        webhook_id: &'a uuid::Uuid,
        secret: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[webhook_id, secret],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertWebhookSecretParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertWebhookSecretStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertWebhookSecretParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.webhook_id, &params.secret))
    }
}
pub struct ChangeWebhookStmt(&'static str, Option<tokio_postgres::Statement>);
/// Changes a webhook; what is not given stays.
pub fn change_webhook() -> ChangeWebhookStmt {
    ChangeWebhookStmt(
        "update content.webhooks set url = coalesce($1, url), events = coalesce($2, events), description = coalesce($3, description), is_active = coalesce($4, is_active) where id = $5",
        None,
    )
}
impl ChangeWebhookStmt {
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
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        url: &'a Option<T1>,
        events: &'a Option<T3>,
        description: &'a Option<T4>,
        is_active: &'a Option<bool>,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[url, events, description, is_active, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>, T4: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeWebhookParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeWebhookStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeWebhookParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.url, &params.events, &params.description, &params.is_active, &params.id))
    }
}
pub struct DeleteWebhookStmt(&'static str, Option<tokio_postgres::Statement>);
/// Removes a webhook with what it was told.
pub fn delete_webhook() -> DeleteWebhookStmt {
    DeleteWebhookStmt("delete from content.webhooks where id = $1", None)
}
impl DeleteWebhookStmt {
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
pub struct AskForTestStmt(&'static str, Option<tokio_postgres::Statement>);
/// Puts a test into the outbox; it is sent like everything else.
pub fn ask_for_test() -> AskForTestStmt {
    AskForTestStmt(
        "insert into content.webhook_deliveries as d (webhook_id, event, body) values ($1, 'webhook.test', $2) returning d.id, d.event, d.run_id, d.status, d.attempts, d.response_status, d.last_error, d.next_attempt_at, d.created_at, d.delivered_at",
        None,
    )
}
impl AskForTestStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        webhook_id: &'a uuid::Uuid,
        body: &'a T1,
    ) -> DeliveryQuery<'c, 'a, 's, C, Delivery, 2> {
        DeliveryQuery {
            client,
            params: [webhook_id, body],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DeliveryBorrowed, tokio_postgres::Error> {
                Ok(DeliveryBorrowed {
                    id: row.try_get(0)?,
                    event: row.try_get(1)?,
                    run_id: row.try_get(2)?,
                    status: row.try_get(3)?,
                    attempts: row.try_get(4)?,
                    response_status: row.try_get(5)?,
                    last_error: row.try_get(6)?,
                    next_attempt_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    delivered_at: row.try_get(9)?,
                })
            },
            mapper: |it| Delivery::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, AskForTestParams<T1>, DeliveryQuery<'c, 'a, 's, C, Delivery, 2>, C> for AskForTestStmt
{
    fn params(&'s self, client: &'c C, params: &'a AskForTestParams<T1>) -> DeliveryQuery<'c, 'a, 's, C, Delivery, 2> {
        self.bind(client, &params.webhook_id, &params.body)
    }
}
pub struct ListDeliveriesStmt(&'static str, Option<tokio_postgres::Statement>);
/// What a webhook was told or will be, newest first. Pages as runs do.
pub fn list_deliveries() -> ListDeliveriesStmt {
    ListDeliveriesStmt(
        "select d.id, d.event, d.run_id, d.status, d.attempts, d.response_status, d.last_error, d.next_attempt_at, d.created_at, d.delivered_at from content.webhook_deliveries d where d.webhook_id = $1 and (d.created_at, d.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) order by d.created_at desc, d.id desc limit $4",
        None,
    )
}
impl ListDeliveriesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        webhook_id: &'a uuid::Uuid,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        page_size: &'a i64,
    ) -> DeliveryQuery<'c, 'a, 's, C, Delivery, 4> {
        DeliveryQuery {
            client,
            params: [webhook_id, before_created, before_id, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DeliveryBorrowed, tokio_postgres::Error> {
                Ok(DeliveryBorrowed {
                    id: row.try_get(0)?,
                    event: row.try_get(1)?,
                    run_id: row.try_get(2)?,
                    status: row.try_get(3)?,
                    attempts: row.try_get(4)?,
                    response_status: row.try_get(5)?,
                    last_error: row.try_get(6)?,
                    next_attempt_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    delivered_at: row.try_get(9)?,
                })
            },
            mapper: |it| Delivery::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, ListDeliveriesParams, DeliveryQuery<'c, 'a, 's, C, Delivery, 4>, C> for ListDeliveriesStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListDeliveriesParams) -> DeliveryQuery<'c, 'a, 's, C, Delivery, 4> {
        self.bind(client, &params.webhook_id, &params.before_created, &params.before_id, &params.page_size)
    }
}
pub struct TakeDueStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes deliveries that are due, for the dispatcher. A try that nobody finishes is due again when its lease has passed.
pub fn take_due() -> TakeDueStmt {
    TakeDueStmt(
        "update content.webhook_deliveries d set attempts = d.attempts + 1, next_attempt_at = now() + make_interval(secs => $1::double precision) from content.webhooks h join content.webhook_secrets k on k.webhook_id = h.id where h.id = d.webhook_id and d.id in ( select due.id from content.webhook_deliveries due where due.status = 'pending' and due.next_attempt_at <= now() order by due.next_attempt_at limit $2 for update skip locked ) returning d.id, d.body, d.attempts, h.url, h.is_active, k.secret",
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
        lease_s: &'a f64,
        row_limit: &'a i64,
    ) -> TakeDueQuery<'c, 'a, 's, C, TakeDue, 2> {
        TakeDueQuery {
            client,
            params: [lease_s, row_limit],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakeDueBorrowed, tokio_postgres::Error> {
                Ok(TakeDueBorrowed {
                    id: row.try_get(0)?,
                    body: row.try_get(1)?,
                    attempts: row.try_get(2)?,
                    url: row.try_get(3)?,
                    is_active: row.try_get(4)?,
                    secret: row.try_get(5)?,
                })
            },
            mapper: |it| TakeDue::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, TakeDueParams, TakeDueQuery<'c, 'a, 's, C, TakeDue, 2>, C>
    for TakeDueStmt
{
    fn params(&'s self, client: &'c C, params: &'a TakeDueParams) -> TakeDueQuery<'c, 'a, 's, C, TakeDue, 2> {
        self.bind(client, &params.lease_s, &params.row_limit)
    }
}
pub struct FinishDeliveryStmt(&'static str, Option<tokio_postgres::Statement>);
/// What came of a try. With `retry_in_s` it stays pending and is due then. `attempt` fences a try whose lease has passed.
pub fn finish_delivery() -> FinishDeliveryStmt {
    FinishDeliveryStmt(
        "update content.webhook_deliveries d set status = case when $1::double precision is null then $2 else 'pending' end, response_status = $3, last_error = $4, next_attempt_at = now() + make_interval(secs => $1::double precision), delivered_at = case when $2 = 'delivered' then now() end where d.id = $5 and d.attempts = $6 and d.status = 'pending'",
        None,
    )
}
impl FinishDeliveryStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        retry_in_s: &'a Option<f64>,
        status: &'a T1,
        response_status: &'a Option<i32>,
        last_error: &'a Option<T2>,
        id: &'a uuid::Uuid,
        attempt: &'a i32,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[retry_in_s, status, response_status, last_error, id, attempt]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        FinishDeliveryParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for FinishDeliveryStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a FinishDeliveryParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.retry_in_s,
            &params.status,
            &params.response_status,
            &params.last_error,
            &params.id,
            &params.attempt,
        ))
    }
}
pub struct NextDueStmt(&'static str, Option<tokio_postgres::Statement>);
/// In how many seconds the next delivery is due.
pub fn next_due() -> NextDueStmt {
    NextDueStmt(
        "select extract(epoch from min(d.next_attempt_at) - now())::float8 as in_s from content.webhook_deliveries d where d.status = 'pending'",
        None,
    )
}
impl NextDueStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> Optionf64Query<'c, 'a, 's, C, Option<f64>, 0> {
        Optionf64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
