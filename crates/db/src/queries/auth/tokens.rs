// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct PutTokenParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kind: T1,
    pub token_hash: T2,
    pub code_hash: T3,
    pub relates_to: T4,
    pub at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct TakeTokenByHashParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>> {
    pub token_hash: T1,
    pub kinds: T3,
    pub since: jiff::Timestamp,
}
#[derive(Debug)]
pub struct TokensOfAddressParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>> {
    pub email: T1,
    pub kinds: T3,
    pub since: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct TakeTokenByHash {
    pub user_id: uuid::Uuid,
    pub kind: String,
    pub relates_to: String,
}
pub struct TakeTokenByHashBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub kind: &'a str,
    pub relates_to: &'a str,
}
impl<'a> From<TakeTokenByHashBorrowed<'a>> for TakeTokenByHash {
    fn from(TakeTokenByHashBorrowed { user_id, kind, relates_to }: TakeTokenByHashBorrowed<'a>) -> Self {
        Self { user_id, kind: kind.into(), relates_to: relates_to.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct TokensOfAddress {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kind: String,
    pub code_hash: Option<String>,
}
pub struct TokensOfAddressBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub kind: &'a str,
    pub code_hash: Option<&'a str>,
}
impl<'a> From<TokensOfAddressBorrowed<'a>> for TokensOfAddress {
    fn from(TokensOfAddressBorrowed { id, user_id, kind, code_hash }: TokensOfAddressBorrowed<'a>) -> Self {
        Self { id, user_id, kind: kind.into(), code_hash: code_hash.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct TakeToken {
    pub user_id: uuid::Uuid,
    pub kind: String,
    pub relates_to: String,
}
pub struct TakeTokenBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub kind: &'a str,
    pub relates_to: &'a str,
}
impl<'a> From<TakeTokenBorrowed<'a>> for TakeToken {
    fn from(TakeTokenBorrowed { user_id, kind, relates_to }: TakeTokenBorrowed<'a>) -> Self {
        Self { user_id, kind: kind.into(), relates_to: relates_to.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct TakeTokenByHashQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TakeTokenByHashBorrowed, tokio_postgres::Error>,
    mapper: fn(TakeTokenByHashBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TakeTokenByHashQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TakeTokenByHashBorrowed) -> R) -> TakeTokenByHashQuery<'c, 'a, 's, C, R, N> {
        TakeTokenByHashQuery {
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
pub struct TokensOfAddressQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TokensOfAddressBorrowed, tokio_postgres::Error>,
    mapper: fn(TokensOfAddressBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TokensOfAddressQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TokensOfAddressBorrowed) -> R) -> TokensOfAddressQuery<'c, 'a, 's, C, R, N> {
        TokensOfAddressQuery {
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
pub struct TakeTokenQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TakeTokenBorrowed, tokio_postgres::Error>,
    mapper: fn(TakeTokenBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TakeTokenQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TakeTokenBorrowed) -> R) -> TakeTokenQuery<'c, 'a, 's, C, R, N> {
        TakeTokenQuery {
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
pub struct PutTokenStmt(&'static str, Option<tokio_postgres::Statement>);
/// A token of a kind for an account; the one before is no longer good.
pub fn put_token() -> PutTokenStmt {
    PutTokenStmt(
        "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, code_hash, relates_to, created_at, updated_at) values ( $1, $2, $3::text::auth.one_time_token_type, $4, $5, lower($6), $7::timestamptz at time zone 'utc', $7::timestamptz at time zone 'utc' ) on conflict (user_id, token_type) do update set id = excluded.id, token_hash = excluded.token_hash, code_hash = excluded.code_hash, relates_to = excluded.relates_to, created_at = excluded.created_at, updated_at = excluded.updated_at",
        None,
    )
}
impl PutTokenStmt {
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
        kind: &'a T1,
        token_hash: &'a T2,
        code_hash: &'a T3,
        relates_to: &'a T4,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[id, user_id, kind, token_hash, code_hash, relates_to, at]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutTokenParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for PutTokenStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutTokenParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.user_id,
            &params.kind,
            &params.token_hash,
            &params.code_hash,
            &params.relates_to,
            &params.at,
        ))
    }
}
pub struct TakeTokenByHashStmt(&'static str, Option<tokio_postgres::Statement>);
/// Uses a token up: of two who bring it, one gets the account.
pub fn take_token_by_hash() -> TakeTokenByHashStmt {
    TakeTokenByHashStmt(
        "delete from auth.one_time_tokens t where t.token_hash = $1 and t.token_type::text = any($2::text[]) and t.created_at > $3::timestamptz at time zone 'utc' returning t.user_id, t.token_type::text as kind, t.relates_to",
        None,
    )
}
impl TakeTokenByHashStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>(
        &'s self,
        client: &'c C,
        token_hash: &'a T1,
        kinds: &'a T3,
        since: &'a jiff::Timestamp,
    ) -> TakeTokenByHashQuery<'c, 'a, 's, C, TakeTokenByHash, 3> {
        TakeTokenByHashQuery {
            client,
            params: [token_hash, kinds, since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakeTokenByHashBorrowed, tokio_postgres::Error> {
                Ok(TakeTokenByHashBorrowed { user_id: row.try_get(0)?, kind: row.try_get(1)?, relates_to: row.try_get(2)? })
            },
            mapper: |it| TakeTokenByHash::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
    crate::client::async_::Params<'c, 'a, 's, TakeTokenByHashParams<T1, T2, T3>, TakeTokenByHashQuery<'c, 'a, 's, C, TakeTokenByHash, 3>, C>
    for TakeTokenByHashStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a TakeTokenByHashParams<T1, T2, T3>,
    ) -> TakeTokenByHashQuery<'c, 'a, 's, C, TakeTokenByHash, 3> {
        self.bind(client, &params.token_hash, &params.kinds, &params.since)
    }
}
pub struct TokensOfAddressStmt(&'static str, Option<tokio_postgres::Statement>);
/// The tokens under way for an address.
pub fn tokens_of_address() -> TokensOfAddressStmt {
    TokensOfAddressStmt(
        "select t.id, t.user_id, t.token_type::text as kind, t.code_hash from auth.one_time_tokens t where t.relates_to = lower($1) and t.token_type::text = any($2::text[]) and t.created_at > $3::timestamptz at time zone 'utc'",
        None,
    )
}
impl TokensOfAddressStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>(
        &'s self,
        client: &'c C,
        email: &'a T1,
        kinds: &'a T3,
        since: &'a jiff::Timestamp,
    ) -> TokensOfAddressQuery<'c, 'a, 's, C, TokensOfAddress, 3> {
        TokensOfAddressQuery {
            client,
            params: [email, kinds, since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TokensOfAddressBorrowed, tokio_postgres::Error> {
                Ok(TokensOfAddressBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    kind: row.try_get(2)?,
                    code_hash: row.try_get(3)?,
                })
            },
            mapper: |it| TokensOfAddress::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
    crate::client::async_::Params<'c, 'a, 's, TokensOfAddressParams<T1, T2, T3>, TokensOfAddressQuery<'c, 'a, 's, C, TokensOfAddress, 3>, C>
    for TokensOfAddressStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a TokensOfAddressParams<T1, T2, T3>,
    ) -> TokensOfAddressQuery<'c, 'a, 's, C, TokensOfAddress, 3> {
        self.bind(client, &params.email, &params.kinds, &params.since)
    }
}
pub struct TakeTokenStmt(&'static str, Option<tokio_postgres::Statement>);
/// Uses a token up by its id.
pub fn take_token() -> TakeTokenStmt {
    TakeTokenStmt("delete from auth.one_time_tokens t where t.id = $1 returning t.user_id, t.token_type::text as kind, t.relates_to", None)
}
impl TakeTokenStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> TakeTokenQuery<'c, 'a, 's, C, TakeToken, 1> {
        TakeTokenQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TakeTokenBorrowed, tokio_postgres::Error> {
                Ok(TakeTokenBorrowed { user_id: row.try_get(0)?, kind: row.try_get(1)?, relates_to: row.try_get(2)? })
            },
            mapper: |it| TakeToken::from(it),
        }
    }
}
pub struct DropTokensStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes back every token of an account.
pub fn drop_tokens() -> DropTokensStmt {
    DropTokensStmt("delete from auth.one_time_tokens where user_id = $1", None)
}
impl DropTokensStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[user_id],
            )
            .await
    }
}
