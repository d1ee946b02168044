// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertSessionParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub at: jiff::Timestamp,
    pub user_agent: Option<T1>,
    pub ip: Option<T2>,
    pub hmac_key: T3,
    pub method: T4,
}
#[derive(Clone, Copy, Debug)]
pub struct AdvanceSessionParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct DeleteSessionParams {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct DeleteSessionsParams {
    pub user_id: uuid::Uuid,
    pub kept: Option<uuid::Uuid>,
}
#[derive(Clone, Copy, Debug)]
pub struct SessionStandingParams {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct LockSession {
    pub user_id: uuid::Uuid,
    pub hmac_key: String,
    pub counter: i64,
    pub refreshed_at: Option<jiff::Timestamp>,
    pub not_after: Option<jiff::Timestamp>,
}
pub struct LockSessionBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub hmac_key: &'a str,
    pub counter: i64,
    pub refreshed_at: Option<jiff::Timestamp>,
    pub not_after: Option<jiff::Timestamp>,
}
impl<'a> From<LockSessionBorrowed<'a>> for LockSession {
    fn from(LockSessionBorrowed { user_id, hmac_key, counter, refreshed_at, not_after }: LockSessionBorrowed<'a>) -> Self {
        Self { user_id, hmac_key: hmac_key.into(), counter, refreshed_at, not_after }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionMethods {
    pub method: String,
    pub updated_at: jiff::Timestamp,
}
pub struct SessionMethodsBorrowed<'a> {
    pub method: &'a str,
    pub updated_at: jiff::Timestamp,
}
impl<'a> From<SessionMethodsBorrowed<'a>> for SessionMethods {
    fn from(SessionMethodsBorrowed { method, updated_at }: SessionMethodsBorrowed<'a>) -> Self {
        Self { method: method.into(), updated_at }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionStanding {
    pub banned_until: Option<jiff::Timestamp>,
    pub deleted: bool,
    pub status: String,
    pub not_after: Option<jiff::Timestamp>,
}
pub struct SessionStandingBorrowed<'a> {
    pub banned_until: Option<jiff::Timestamp>,
    pub deleted: bool,
    pub status: &'a str,
    pub not_after: Option<jiff::Timestamp>,
}
impl<'a> From<SessionStandingBorrowed<'a>> for SessionStanding {
    fn from(SessionStandingBorrowed { banned_until, deleted, status, not_after }: SessionStandingBorrowed<'a>) -> Self {
        Self { banned_until, deleted, status: status.into(), not_after }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct LockSessionQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LockSessionBorrowed, tokio_postgres::Error>,
    mapper: fn(LockSessionBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LockSessionQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(LockSessionBorrowed) -> R) -> LockSessionQuery<'c, 'a, 's, C, R, N> {
        LockSessionQuery {
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
pub struct SessionMethodsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionMethodsBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionMethodsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionMethodsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SessionMethodsBorrowed) -> R) -> SessionMethodsQuery<'c, 'a, 's, C, R, N> {
        SessionMethodsQuery {
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
pub struct SessionStandingQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionStandingBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionStandingBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionStandingQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SessionStandingBorrowed) -> R) -> SessionStandingQuery<'c, 'a, 's, C, R, N> {
        SessionStandingQuery {
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
pub struct InsertSessionStmt(&'static str, Option<tokio_postgres::Statement>);
/// Begins a session.
pub fn insert_session() -> InsertSessionStmt {
    InsertSessionStmt(
        "with session as ( insert into auth.sessions ( id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, refresh_token_counter ) values ($1, $2, $3, $3, 'aal1', $4, $5::text::inet, $6, 0) returning id ) insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method, id) select s.id, $3::timestamptz, $3::timestamptz, $7, gen_random_uuid() from session s",
        None,
    )
}
impl InsertSessionStmt {
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
    >(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        at: &'a jiff::Timestamp,
        user_agent: &'a Option<T1>,
        ip: &'a Option<T2>,
        hmac_key: &'a T3,
        method: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, user_id, at, user_agent, ip, hmac_key, method],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertSessionParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertSessionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertSessionParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.user_id,
            &params.at,
            &params.user_agent,
            &params.ip,
            &params.hmac_key,
            &params.method,
        ))
    }
}
pub struct LockSessionStmt(&'static str, Option<tokio_postgres::Statement>);
/// A session, locked until the transaction ends, so that of two refreshes at once the second sees what the first did.
pub fn lock_session() -> LockSessionStmt {
    LockSessionStmt(
        "select s.user_id, coalesce(s.refresh_token_hmac_key, '') as hmac_key, coalesce(s.refresh_token_counter, -1) as counter, s.refreshed_at at time zone 'utc' as refreshed_at, s.not_after from auth.sessions s where s.id = $1 for update",
        None,
    )
}
impl LockSessionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> LockSessionQuery<'c, 'a, 's, C, LockSession, 1> {
        LockSessionQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<LockSessionBorrowed, tokio_postgres::Error> {
                Ok(LockSessionBorrowed {
                    user_id: row.try_get(0)?,
                    hmac_key: row.try_get(1)?,
                    counter: row.try_get(2)?,
                    refreshed_at: row.try_get(3)?,
                    not_after: row.try_get(4)?,
                })
            },
            mapper: |it| LockSession::from(it),
        }
    }
}
pub struct AdvanceSessionStmt(&'static str, Option<tokio_postgres::Statement>);
/// The next refresh token is good now.
pub fn advance_session() -> AdvanceSessionStmt {
    AdvanceSessionStmt(
        "update auth.sessions set refresh_token_counter = refresh_token_counter + 1, refreshed_at = $1::timestamptz at time zone 'utc', updated_at = $1::timestamptz where id = $2",
        None,
    )
}
impl AdvanceSessionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        at: &'a jiff::Timestamp,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[at, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AdvanceSessionParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AdvanceSessionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AdvanceSessionParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct SessionMethodsStmt(&'static str, Option<tokio_postgres::Statement>);
/// By what a session was authenticated, newest first.
pub fn session_methods() -> SessionMethodsStmt {
    SessionMethodsStmt(
        "select c.authentication_method as method, c.updated_at from auth.mfa_amr_claims c where c.session_id = $1 order by c.updated_at desc, c.authentication_method",
        None,
    )
}
impl SessionMethodsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> SessionMethodsQuery<'c, 'a, 's, C, SessionMethods, 1> {
        SessionMethodsQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SessionMethodsBorrowed, tokio_postgres::Error> {
                Ok(SessionMethodsBorrowed { method: row.try_get(0)?, updated_at: row.try_get(1)? })
            },
            mapper: |it| SessionMethods::from(it),
        }
    }
}
pub struct DeleteSessionStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ends one session.
pub fn delete_session() -> DeleteSessionStmt {
    DeleteSessionStmt("delete from auth.sessions where id = $1 and user_id = $2", None)
}
impl DeleteSessionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, user_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DeleteSessionParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DeleteSessionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DeleteSessionParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.id, &params.user_id))
    }
}
pub struct DeleteSessionsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Ends every session of an account but the one to be kept.
pub fn delete_sessions() -> DeleteSessionsStmt {
    DeleteSessionsStmt("delete from auth.sessions where user_id = $1 and id is distinct from $2::uuid", None)
}
impl DeleteSessionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        kept: &'a Option<uuid::Uuid>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[user_id, kept],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DeleteSessionsParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DeleteSessionsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DeleteSessionsParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.user_id, &params.kept))
    }
}
pub struct SessionStandingStmt(&'static str, Option<tokio_postgres::Statement>);
/// What decides whether a token of this session still counts. No row: the session has ended.
pub fn session_standing() -> SessionStandingStmt {
    SessionStandingStmt(
        "select a.banned_until, a.deleted_at is not null as deleted, coalesce(u.status, 'active') as status, s.not_after from auth.sessions s join auth.users a on a.id = s.user_id left join public.users u on u.id = s.user_id where s.id = $1 and s.user_id = $2",
        None,
    )
}
impl SessionStandingStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
    ) -> SessionStandingQuery<'c, 'a, 's, C, SessionStanding, 2> {
        SessionStandingQuery {
            client,
            params: [id, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SessionStandingBorrowed, tokio_postgres::Error> {
                Ok(SessionStandingBorrowed {
                    banned_until: row.try_get(0)?,
                    deleted: row.try_get(1)?,
                    status: row.try_get(2)?,
                    not_after: row.try_get(3)?,
                })
            },
            mapper: |it| SessionStanding::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, SessionStandingParams, SessionStandingQuery<'c, 'a, 's, C, SessionStanding, 2>, C>
    for SessionStandingStmt
{
    fn params(&'s self, client: &'c C, params: &'a SessionStandingParams) -> SessionStandingQuery<'c, 'a, 's, C, SessionStanding, 2> {
        self.bind(client, &params.id, &params.user_id)
    }
}
pub struct BoundLockWaitStmt(&'static str, Option<tokio_postgres::Statement>);
/// A refresh that waits for another one of the session gives up after five seconds. Until the transaction ends.
pub fn bound_lock_wait() -> BoundLockWaitStmt {
    BoundLockWaitStmt("select set_config('lock_timeout', '5s', true) as bound", None)
}
impl BoundLockWaitStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> StringQuery<'c, 'a, 's, C, String, 0> {
        StringQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
