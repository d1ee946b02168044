// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct ListUsersParams {
    pub page_size: i64,
    pub skipped: i64,
}
#[derive(Debug)]
pub struct InsertUserParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::JsonSql, T5: crate::JsonSql> {
    pub id: uuid::Uuid,
    pub email: Option<T1>,
    pub phone: Option<T2>,
    pub encrypted_password: Option<T3>,
    pub email_confirmed_at: Option<jiff::Timestamp>,
    pub phone_confirmed_at: Option<jiff::Timestamp>,
    pub invited_at: Option<jiff::Timestamp>,
    pub app_metadata: T4,
    pub user_metadata: T5,
    pub at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct UpdateUserParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::JsonSql, T5: crate::JsonSql> {
    pub email: Option<T1>,
    pub phone: Option<T2>,
    pub encrypted_password: Option<T3>,
    pub email_confirmed_at: Option<jiff::Timestamp>,
    pub phone_confirmed_at: Option<jiff::Timestamp>,
    pub app_metadata: Option<T4>,
    pub user_metadata: Option<T5>,
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct PutEmailIdentityParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct NoteSignInParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct ConfirmEmailParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct BanUserParams {
    pub until: Option<jiff::Timestamp>,
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct NoteInvitationParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct NoteConfirmationParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct NoteRecoveryParams {
    pub at: jiff::Timestamp,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct SoftDeleteUserParams {
    pub id: uuid::Uuid,
    pub at: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: uuid::Uuid,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub encrypted_password: Option<String>,
    pub email_confirmed_at: Option<jiff::Timestamp>,
    pub phone_confirmed_at: Option<jiff::Timestamp>,
    pub invited_at: Option<jiff::Timestamp>,
    pub confirmation_sent_at: Option<jiff::Timestamp>,
    pub recovery_sent_at: Option<jiff::Timestamp>,
    pub last_sign_in_at: Option<jiff::Timestamp>,
    pub app_metadata: serde_json::Value,
    pub user_metadata: serde_json::Value,
    pub banned_until: Option<jiff::Timestamp>,
    pub deleted_at: Option<jiff::Timestamp>,
    pub is_anonymous: bool,
    pub created_at: Option<jiff::Timestamp>,
    pub updated_at: Option<jiff::Timestamp>,
    pub status: String,
    pub identities: serde_json::Value,
}
pub struct UserBorrowed<'a> {
    pub id: uuid::Uuid,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub encrypted_password: Option<&'a str>,
    pub email_confirmed_at: Option<jiff::Timestamp>,
    pub phone_confirmed_at: Option<jiff::Timestamp>,
    pub invited_at: Option<jiff::Timestamp>,
    pub confirmation_sent_at: Option<jiff::Timestamp>,
    pub recovery_sent_at: Option<jiff::Timestamp>,
    pub last_sign_in_at: Option<jiff::Timestamp>,
    pub app_metadata: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub user_metadata: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub banned_until: Option<jiff::Timestamp>,
    pub deleted_at: Option<jiff::Timestamp>,
    pub is_anonymous: bool,
    pub created_at: Option<jiff::Timestamp>,
    pub updated_at: Option<jiff::Timestamp>,
    pub status: &'a str,
    pub identities: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<UserBorrowed<'a>> for User {
    fn from(
        UserBorrowed {
            id,
            email,
            phone,
            encrypted_password,
            email_confirmed_at,
            phone_confirmed_at,
            invited_at,
            confirmation_sent_at,
            recovery_sent_at,
            last_sign_in_at,
            app_metadata,
            user_metadata,
            banned_until,
            deleted_at,
            is_anonymous,
            created_at,
            updated_at,
            status,
            identities,
        }: UserBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            email: email.map(|v| v.into()),
            phone: phone.map(|v| v.into()),
            encrypted_password: encrypted_password.map(|v| v.into()),
            email_confirmed_at,
            phone_confirmed_at,
            invited_at,
            confirmation_sent_at,
            recovery_sent_at,
            last_sign_in_at,
            app_metadata: serde_json::from_str(app_metadata.0.get()).unwrap(),
            user_metadata: serde_json::from_str(user_metadata.0.get()).unwrap(),
            banned_until,
            deleted_at,
            is_anonymous,
            created_at,
            updated_at,
            status: status.into(),
            identities: serde_json::from_str(identities.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FirstAdminWithoutPassword {
    pub id: uuid::Uuid,
    pub email: Option<String>,
}
pub struct FirstAdminWithoutPasswordBorrowed<'a> {
    pub id: uuid::Uuid,
    pub email: Option<&'a str>,
}
impl<'a> From<FirstAdminWithoutPasswordBorrowed<'a>> for FirstAdminWithoutPassword {
    fn from(FirstAdminWithoutPasswordBorrowed { id, email }: FirstAdminWithoutPasswordBorrowed<'a>) -> Self {
        Self { id, email: email.map(|v| v.into()) }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct UserQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserBorrowed, tokio_postgres::Error>,
    mapper: fn(UserBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(UserBorrowed) -> R) -> UserQuery<'c, 'a, 's, C, R, N> {
        UserQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct FirstAdminWithoutPasswordQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FirstAdminWithoutPasswordBorrowed, tokio_postgres::Error>,
    mapper: fn(FirstAdminWithoutPasswordBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FirstAdminWithoutPasswordQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FirstAdminWithoutPasswordBorrowed) -> R) -> FirstAdminWithoutPasswordQuery<'c, 'a, 's, C, R, N> {
        FirstAdminWithoutPasswordQuery {
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
pub struct GetUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// One account with its identities.
pub fn get_user() -> GetUserStmt {
    GetUserStmt(
        "select a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at, a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata, coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at, coalesce((select u.status from public.users u where u.id = a.id), 'active') as status, coalesce( (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]' ) as identities from auth.users a where a.id = $1",
        None,
    )
}
impl GetUserStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> UserQuery<'c, 'a, 's, C, User, 1> {
        UserQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserBorrowed, tokio_postgres::Error> {
                Ok(UserBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    phone: row.try_get(2)?,
                    encrypted_password: row.try_get(3)?,
                    email_confirmed_at: row.try_get(4)?,
                    phone_confirmed_at: row.try_get(5)?,
                    invited_at: row.try_get(6)?,
                    confirmation_sent_at: row.try_get(7)?,
                    recovery_sent_at: row.try_get(8)?,
                    last_sign_in_at: row.try_get(9)?,
                    app_metadata: row.try_get(10)?,
                    user_metadata: row.try_get(11)?,
                    banned_until: row.try_get(12)?,
                    deleted_at: row.try_get(13)?,
                    is_anonymous: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    updated_at: row.try_get(16)?,
                    status: row.try_get(17)?,
                    identities: row.try_get(18)?,
                })
            },
            mapper: |it| User::from(it),
        }
    }
}
pub struct FindUserByEmailStmt(&'static str, Option<tokio_postgres::Statement>);
/// The account that signs in with this address; a deleted one has none.
pub fn find_user_by_email() -> FindUserByEmailStmt {
    FindUserByEmailStmt(
        "select a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at, a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata, coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at, coalesce((select u.status from public.users u where u.id = a.id), 'active') as status, coalesce( (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]' ) as identities from auth.users a where a.email = lower($1) and a.is_sso_user = false and a.deleted_at is null",
        None,
    )
}
impl FindUserByEmailStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        email: &'a T1,
    ) -> UserQuery<'c, 'a, 's, C, User, 1> {
        UserQuery {
            client,
            params: [email],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserBorrowed, tokio_postgres::Error> {
                Ok(UserBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    phone: row.try_get(2)?,
                    encrypted_password: row.try_get(3)?,
                    email_confirmed_at: row.try_get(4)?,
                    phone_confirmed_at: row.try_get(5)?,
                    invited_at: row.try_get(6)?,
                    confirmation_sent_at: row.try_get(7)?,
                    recovery_sent_at: row.try_get(8)?,
                    last_sign_in_at: row.try_get(9)?,
                    app_metadata: row.try_get(10)?,
                    user_metadata: row.try_get(11)?,
                    banned_until: row.try_get(12)?,
                    deleted_at: row.try_get(13)?,
                    is_anonymous: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    updated_at: row.try_get(16)?,
                    status: row.try_get(17)?,
                    identities: row.try_get(18)?,
                })
            },
            mapper: |it| User::from(it),
        }
    }
}
pub struct ListUsersStmt(&'static str, Option<tokio_postgres::Statement>);
/// Accounts, newest first.
pub fn list_users() -> ListUsersStmt {
    ListUsersStmt(
        "select a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at, a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata, coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at, coalesce((select u.status from public.users u where u.id = a.id), 'active') as status, coalesce( (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]' ) as identities from auth.users a order by a.created_at desc nulls last, a.id desc limit $1 offset $2",
        None,
    )
}
impl ListUsersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        page_size: &'a i64,
        skipped: &'a i64,
    ) -> UserQuery<'c, 'a, 's, C, User, 2> {
        UserQuery {
            client,
            params: [page_size, skipped],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserBorrowed, tokio_postgres::Error> {
                Ok(UserBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    phone: row.try_get(2)?,
                    encrypted_password: row.try_get(3)?,
                    email_confirmed_at: row.try_get(4)?,
                    phone_confirmed_at: row.try_get(5)?,
                    invited_at: row.try_get(6)?,
                    confirmation_sent_at: row.try_get(7)?,
                    recovery_sent_at: row.try_get(8)?,
                    last_sign_in_at: row.try_get(9)?,
                    app_metadata: row.try_get(10)?,
                    user_metadata: row.try_get(11)?,
                    banned_until: row.try_get(12)?,
                    deleted_at: row.try_get(13)?,
                    is_anonymous: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    updated_at: row.try_get(16)?,
                    status: row.try_get(17)?,
                    identities: row.try_get(18)?,
                })
            },
            mapper: |it| User::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, ListUsersParams, UserQuery<'c, 'a, 's, C, User, 2>, C>
    for ListUsersStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListUsersParams) -> UserQuery<'c, 'a, 's, C, User, 2> {
        self.bind(client, &params.page_size, &params.skipped)
    }
}
pub struct CountUsersStmt(&'static str, Option<tokio_postgres::Statement>);
/// How many accounts there are.
pub fn count_users() -> CountUsersStmt {
    CountUsersStmt("select count(*) as total from auth.users", None)
}
impl CountUsersStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> I64Query<'c, 'a, 's, C, i64, 0> {
        I64Query { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct InsertUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new account with its identity at the provider `email`, where it has an address. The sign-up trigger gives it its row in public.users.
pub fn insert_user() -> InsertUserStmt {
    InsertUserStmt(
        "with account as ( insert into auth.users ( instance_id, id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, invited_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at ) values ( '00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', lower($2::text), $3, $4, $5::timestamptz, $6, $7, $8, $9, $10, $10 ) returning id, email, email_confirmed_at ) insert into auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at) select a.id::text, a.id, jsonb_build_object('sub', a.id, 'email', a.email, 'email_verified', a.email_confirmed_at is not null, 'phone_verified', false), 'email', $10::timestamptz, $10::timestamptz from account a where a.email is not null",
        None,
    )
}
impl InsertUserStmt {
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
        T4: crate::JsonSql,
        T5: crate::JsonSql,
    >(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        email: &'a Option<T1>,
        phone: &'a Option<T2>,
        encrypted_password: &'a Option<T3>,
        email_confirmed_at: &'a Option<jiff::Timestamp>,
        phone_confirmed_at: &'a Option<jiff::Timestamp>,
        invited_at: &'a Option<jiff::Timestamp>,
        app_metadata: &'a T4,
        user_metadata: &'a T5,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    id,
                    email,
                    phone,
                    encrypted_password,
                    email_confirmed_at,
                    phone_confirmed_at,
                    invited_at,
                    app_metadata,
                    user_metadata,
                    at,
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
    T4: crate::JsonSql,
    T5: crate::JsonSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertUserParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertUserStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertUserParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.id,
            &params.email,
            &params.phone,
            &params.encrypted_password,
            &params.email_confirmed_at,
            &params.phone_confirmed_at,
            &params.invited_at,
            &params.app_metadata,
            &params.user_metadata,
            &params.at,
        ))
    }
}
pub struct UpdateUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// Changes what is given and keeps the rest. Metadata is merged key by key; a key set to null goes away.
pub fn update_user() -> UpdateUserStmt {
    UpdateUserStmt(
        "update auth.users a set email = coalesce(lower($1::text), a.email), phone = coalesce($2, a.phone), encrypted_password = coalesce($3, a.encrypted_password), email_confirmed_at = coalesce($4, a.email_confirmed_at), phone_confirmed_at = coalesce($5, a.phone_confirmed_at), raw_app_meta_data = ( select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(coalesce(a.raw_app_meta_data, '{}') || coalesce($6::jsonb, '{}')) e where e.value <> 'null' ), raw_user_meta_data = ( select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(coalesce(a.raw_user_meta_data, '{}') || coalesce($7::jsonb, '{}')) e where e.value <> 'null' ), updated_at = $8 where a.id = $9",
        None,
    )
}
impl UpdateUserStmt {
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
        T4: crate::JsonSql,
        T5: crate::JsonSql,
    >(
        &'s self,
        client: &'c C,
        email: &'a Option<T1>,
        phone: &'a Option<T2>,
        encrypted_password: &'a Option<T3>,
        email_confirmed_at: &'a Option<jiff::Timestamp>,
        phone_confirmed_at: &'a Option<jiff::Timestamp>,
        app_metadata: &'a Option<T4>,
        user_metadata: &'a Option<T5>,
        at: &'a jiff::Timestamp,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, app_metadata, user_metadata, at, id],
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
    T4: crate::JsonSql,
    T5: crate::JsonSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpdateUserParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UpdateUserStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpdateUserParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.email,
            &params.phone,
            &params.encrypted_password,
            &params.email_confirmed_at,
            &params.phone_confirmed_at,
            &params.app_metadata,
            &params.user_metadata,
            &params.at,
            &params.id,
        ))
    }
}
pub struct PutEmailIdentityStmt(&'static str, Option<tokio_postgres::Statement>);
/// Makes the identity at the provider `email` say what the account says.
pub fn put_email_identity() -> PutEmailIdentityStmt {
    PutEmailIdentityStmt(
        "insert into auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at) select a.id::text, a.id, jsonb_build_object('sub', a.id, 'email', a.email, 'email_verified', a.email_confirmed_at is not null, 'phone_verified', false), 'email', $1::timestamptz, $1::timestamptz from auth.users a where a.id = $2 and a.email is not null on conflict (provider_id, provider) do update set identity_data = excluded.identity_data, updated_at = excluded.updated_at",
        None,
    )
}
impl PutEmailIdentityStmt {
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
        PutEmailIdentityParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for PutEmailIdentityStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutEmailIdentityParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct NoteSignInStmt(&'static str, Option<tokio_postgres::Statement>);
/// An account signed in.
pub fn note_sign_in() -> NoteSignInStmt {
    NoteSignInStmt(
        "with account as ( update auth.users set last_sign_in_at = $1, updated_at = $1 where id = $2 ), identity as ( update auth.identities set last_sign_in_at = $1 where user_id = $2 and provider = 'email' ) update public.users set last_login_at = $1 where id = $2",
        None,
    )
}
impl NoteSignInStmt {
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
        NoteSignInParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for NoteSignInStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a NoteSignInParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct ConfirmEmailStmt(&'static str, Option<tokio_postgres::Statement>);
/// The address is the account's: somebody followed a link that went there.
pub fn confirm_email() -> ConfirmEmailStmt {
    ConfirmEmailStmt("update auth.users set email_confirmed_at = coalesce(email_confirmed_at, $1), updated_at = $1 where id = $2", None)
}
impl ConfirmEmailStmt {
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
        ConfirmEmailParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ConfirmEmailStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ConfirmEmailParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct BanUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// Until then nobody signs in with the account; null lifts it.
pub fn ban_user() -> BanUserStmt {
    BanUserStmt("update auth.users set banned_until = $1, updated_at = $2 where id = $3", None)
}
impl BanUserStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        until: &'a Option<jiff::Timestamp>,
        at: &'a jiff::Timestamp,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[until, at, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        BanUserParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for BanUserStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a BanUserParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.until, &params.at, &params.id))
    }
}
pub struct NoteInvitationStmt(&'static str, Option<tokio_postgres::Statement>);
/// An invitation went out.
pub fn note_invitation() -> NoteInvitationStmt {
    NoteInvitationStmt("update auth.users set invited_at = $1, confirmation_sent_at = $1, updated_at = $1 where id = $2", None)
}
impl NoteInvitationStmt {
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
        NoteInvitationParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for NoteInvitationStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a NoteInvitationParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct NoteConfirmationStmt(&'static str, Option<tokio_postgres::Statement>);
/// A link to confirm the address went out.
pub fn note_confirmation() -> NoteConfirmationStmt {
    NoteConfirmationStmt("update auth.users set confirmation_sent_at = $1, updated_at = $1 where id = $2", None)
}
impl NoteConfirmationStmt {
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
        NoteConfirmationParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for NoteConfirmationStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a NoteConfirmationParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct NoteRecoveryStmt(&'static str, Option<tokio_postgres::Statement>);
/// A link to recover the account went out.
pub fn note_recovery() -> NoteRecoveryStmt {
    NoteRecoveryStmt("update auth.users set recovery_sent_at = $1, updated_at = $1 where id = $2", None)
}
impl NoteRecoveryStmt {
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
        NoteRecoveryParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for NoteRecoveryStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a NoteRecoveryParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.at, &params.id))
    }
}
pub struct DeleteUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// The account and everything that hangs on it; refused while it has runs.
pub fn delete_user() -> DeleteUserStmt {
    DeleteUserStmt("delete from auth.users where id = $1", None)
}
impl DeleteUserStmt {
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
pub struct SoftDeleteUserStmt(&'static str, Option<tokio_postgres::Statement>);
/// Keeps the row, so that what refers to it stays, and takes everything personal out of it.
pub fn soft_delete_user() -> SoftDeleteUserStmt {
    SoftDeleteUserStmt(
        "with gone as ( delete from auth.identities where user_id = $1 ), signed_out as ( delete from auth.sessions where user_id = $1 ), tokens as ( delete from auth.one_time_tokens where user_id = $1 ), person as ( update public.users set display_name = null, avatar_url = null, status = 'deleted' where id = $1 ) update auth.users set email = null, phone = null, encrypted_password = null, raw_app_meta_data = '{}', raw_user_meta_data = '{}', deleted_at = $2, updated_at = $2 where id = $1",
        None,
    )
}
impl SoftDeleteUserStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, at],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SoftDeleteUserParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SoftDeleteUserStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SoftDeleteUserParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.id, &params.at))
    }
}
pub struct FirstAdminWithoutPasswordStmt(&'static str, Option<tokio_postgres::Statement>);
/// The oldest admin, where nobody has ever been able to sign in as an admin.
pub fn first_admin_without_password() -> FirstAdminWithoutPasswordStmt {
    FirstAdminWithoutPasswordStmt(
        "select a.id, a.email from gatewright.role_grants g join public.user_roles r on r.id = g.role_id join auth.users a on a.id = g.user_id where r.name = 'admin' and a.deleted_at is null and not exists ( select from gatewright.role_grants og join public.user_roles ro on ro.id = og.role_id join auth.users oa on oa.id = og.user_id where ro.name = 'admin' and (oa.encrypted_password <> '' or oa.is_sso_user) ) order by a.created_at, a.id limit 1",
        None,
    )
}
impl FirstAdminWithoutPasswordStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
    ) -> FirstAdminWithoutPasswordQuery<'c, 'a, 's, C, FirstAdminWithoutPassword, 0> {
        FirstAdminWithoutPasswordQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FirstAdminWithoutPasswordBorrowed, tokio_postgres::Error> {
                Ok(FirstAdminWithoutPasswordBorrowed { id: row.try_get(0)?, email: row.try_get(1)? })
            },
            mapper: |it| FirstAdminWithoutPassword::from(it),
        }
    }
}
