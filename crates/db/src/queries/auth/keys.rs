// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertSigningKeyParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql> {
    pub kid: T1,
    pub private_key: T2,
    pub public_jwk: T3,
    pub at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct InsertApiKeyParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub role: T1,
    pub form: T2,
    pub key: T3,
    pub at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct RevokeApiKeysParams<T1: crate::StringSql> {
    pub at: jiff::Timestamp,
    pub role: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct SigningKeys {
    pub kid: String,
    pub private_key: String,
    pub public_jwk: serde_json::Value,
    pub created_at: jiff::Timestamp,
    pub retired_at: Option<jiff::Timestamp>,
}
pub struct SigningKeysBorrowed<'a> {
    pub kid: &'a str,
    pub private_key: &'a str,
    pub public_jwk: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub created_at: jiff::Timestamp,
    pub retired_at: Option<jiff::Timestamp>,
}
impl<'a> From<SigningKeysBorrowed<'a>> for SigningKeys {
    fn from(SigningKeysBorrowed { kid, private_key, public_jwk, created_at, retired_at }: SigningKeysBorrowed<'a>) -> Self {
        Self {
            kid: kid.into(),
            private_key: private_key.into(),
            public_jwk: serde_json::from_str(public_jwk.0.get()).unwrap(),
            created_at,
            retired_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKeys {
    pub role: String,
    pub form: String,
    pub key: String,
}
pub struct ApiKeysBorrowed<'a> {
    pub role: &'a str,
    pub form: &'a str,
    pub key: &'a str,
}
impl<'a> From<ApiKeysBorrowed<'a>> for ApiKeys {
    fn from(ApiKeysBorrowed { role, form, key }: ApiKeysBorrowed<'a>) -> Self {
        Self { role: role.into(), form: form.into(), key: key.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct SigningKeysQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SigningKeysBorrowed, tokio_postgres::Error>,
    mapper: fn(SigningKeysBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SigningKeysQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SigningKeysBorrowed) -> R) -> SigningKeysQuery<'c, 'a, 's, C, R, N> {
        SigningKeysQuery {
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
pub struct ApiKeysQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ApiKeysBorrowed, tokio_postgres::Error>,
    mapper: fn(ApiKeysBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ApiKeysQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ApiKeysBorrowed) -> R) -> ApiKeysQuery<'c, 'a, 's, C, R, N> {
        ApiKeysQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct SigningKeysStmt(&'static str, Option<tokio_postgres::Statement>);
/// The key in use first, then those retired since then, newest first.
pub fn signing_keys() -> SigningKeysStmt {
    SigningKeysStmt(
        "select k.kid, k.private_key, k.public_jwk, k.created_at, k.retired_at from gatewright.signing_keys k where k.retired_at is null or k.retired_at > $1 order by k.retired_at desc nulls first, k.created_at desc",
        None,
    )
}
impl SigningKeysStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        since: &'a jiff::Timestamp,
    ) -> SigningKeysQuery<'c, 'a, 's, C, SigningKeys, 1> {
        SigningKeysQuery {
            client,
            params: [since],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SigningKeysBorrowed, tokio_postgres::Error> {
                Ok(SigningKeysBorrowed {
                    kid: row.try_get(0)?,
                    private_key: row.try_get(1)?,
                    public_jwk: row.try_get(2)?,
                    created_at: row.try_get(3)?,
                    retired_at: row.try_get(4)?,
                })
            },
            mapper: |it| SigningKeys::from(it),
        }
    }
}
pub struct RetireSigningKeyStmt(&'static str, Option<tokio_postgres::Statement>);
/// The key in use signs nothing from now on.
pub fn retire_signing_key() -> RetireSigningKeyStmt {
    RetireSigningKeyStmt("update gatewright.signing_keys set retired_at = $1 where retired_at is null", None)
}
impl RetireSigningKeyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[at],
            )
            .await
    }
}
pub struct InsertSigningKeyStmt(&'static str, Option<tokio_postgres::Statement>);
/// A key to use. Changes no row where another process was first.
pub fn insert_signing_key() -> InsertSigningKeyStmt {
    InsertSigningKeyStmt(
        "insert into gatewright.signing_keys (kid, algorithm, private_key, public_jwk, created_at) values ($1, 'ES256', $2, $3, $4) on conflict do nothing",
        None,
    )
}
impl InsertSigningKeyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>(
        &'s self,
        client: &'c C,
        kid: &'a T1,
        private_key: &'a T2,
        public_jwk: &'a T3,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[kid, private_key, public_jwk, at],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertSigningKeyParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertSigningKeyStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertSigningKeyParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.kid, &params.private_key, &params.public_jwk, &params.at))
    }
}
pub struct ApiKeysStmt(&'static str, Option<tokio_postgres::Statement>);
/// The keys of programs.
pub fn api_keys() -> ApiKeysStmt {
    ApiKeysStmt("select k.role, k.form, k.key from gatewright.api_keys k where k.revoked_at is null order by k.form desc, k.role", None)
}
impl ApiKeysStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ApiKeysQuery<'c, 'a, 's, C, ApiKeys, 0> {
        ApiKeysQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ApiKeysBorrowed, tokio_postgres::Error> {
                Ok(ApiKeysBorrowed { role: row.try_get(0)?, form: row.try_get(1)?, key: row.try_get(2)? })
            },
            mapper: |it| ApiKeys::from(it),
        }
    }
}
pub struct InsertApiKeyStmt(&'static str, Option<tokio_postgres::Statement>);
/// A key to use. Changes no row where another process was first.
pub fn insert_api_key() -> InsertApiKeyStmt {
    InsertApiKeyStmt("insert into gatewright.api_keys (role, form, key, created_at) values ($1, $2, $3, $4) on conflict do nothing", None)
}
impl InsertApiKeyStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>(
        &'s self,
        client: &'c C,
        role: &'a T1,
        form: &'a T2,
        key: &'a T3,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[role, form, key, at],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertApiKeyParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertApiKeyStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertApiKeyParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.role, &params.form, &params.key, &params.at))
    }
}
pub struct RevokeApiKeysStmt(&'static str, Option<tokio_postgres::Statement>);
/// The keys of a role are good for nothing from now on.
pub fn revoke_api_keys() -> RevokeApiKeysStmt {
    RevokeApiKeysStmt("update gatewright.api_keys set revoked_at = $1 where role = $2 and revoked_at is null", None)
}
impl RevokeApiKeysStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        at: &'a jiff::Timestamp,
        role: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[at, role],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RevokeApiKeysParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RevokeApiKeysStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RevokeApiKeysParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.role))
    }
}
pub struct OwnAccountsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether accounts are ours to keep: on a database where auth is somebody else's they are not.
pub fn own_accounts() -> OwnAccountsStmt {
    OwnAccountsStmt(
        "select to_regclass('auth.sessions') is not null and to_regclass('auth.one_time_tokens') is not null and has_schema_privilege('auth', 'USAGE') and has_table_privilege('auth.users', 'INSERT') as ours",
        None,
    )
}
impl OwnAccountsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
