// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct CreateAccountParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub id: uuid::Uuid,
    pub email: Option<T1>,
    pub display_name: Option<T2>,
}
#[derive(Debug)]
pub struct GrantRoleParams<T1: crate::StringSql> {
    pub account: uuid::Uuid,
    pub granted_by: Option<uuid::Uuid>,
    pub role_name: T1,
}
#[derive(Debug)]
pub struct RevokeRoleParams<T1: crate::StringSql> {
    pub account: uuid::Uuid,
    pub role_name: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub id: uuid::Uuid,
    pub email: Option<String>,
    pub display_name: Option<String>,
    pub avatar_url: Option<String>,
    pub role: String,
    pub roles: serde_json::Value,
    pub status: Option<String>,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
pub struct AccountBorrowed<'a> {
    pub id: uuid::Uuid,
    pub email: Option<&'a str>,
    pub display_name: Option<&'a str>,
    pub avatar_url: Option<&'a str>,
    pub role: &'a str,
    pub roles: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub status: Option<&'a str>,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
impl<'a> From<AccountBorrowed<'a>> for Account {
    fn from(
        AccountBorrowed {
            id,
            email,
            display_name,
            avatar_url,
            role,
            roles,
            status,
            last_login_at,
            created_at,
            updated_at,
        }: AccountBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            email: email.map(|v| v.into()),
            display_name: display_name.map(|v| v.into()),
            avatar_url: avatar_url.map(|v| v.into()),
            role: role.into(),
            roles: serde_json::from_str(roles.0.get()).unwrap(),
            status: status.map(|v| v.into()),
            last_login_at,
            created_at,
            updated_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListRoles {
    pub id: uuid::Uuid,
    pub name: String,
    pub description: Option<String>,
    pub permissions: serde_json::Value,
    pub rank: i32,
}
pub struct ListRolesBorrowed<'a> {
    pub id: uuid::Uuid,
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub permissions: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub rank: i32,
}
impl<'a> From<ListRolesBorrowed<'a>> for ListRoles {
    fn from(ListRolesBorrowed { id, name, description, permissions, rank }: ListRolesBorrowed<'a>) -> Self {
        Self {
            id,
            name: name.into(),
            description: description.map(|v| v.into()),
            permissions: serde_json::from_str(permissions.0.get()).unwrap(),
            rank,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct AccountQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AccountBorrowed, tokio_postgres::Error>,
    mapper: fn(AccountBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AccountQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AccountBorrowed) -> R) -> AccountQuery<'c, 'a, 's, C, R, N> {
        AccountQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ListRolesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListRolesBorrowed, tokio_postgres::Error>,
    mapper: fn(ListRolesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListRolesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListRolesBorrowed) -> R) -> ListRolesQuery<'c, 'a, 's, C, R, N> {
        ListRolesQuery {
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
pub struct CreateAccountStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new account. The sign-up trigger gives it its row in public.users.
pub fn create_account() -> CreateAccountStmt {
    CreateAccountStmt(
        "insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at) values ( $1, 'authenticated', 'authenticated', lower($2::text), '{\"provider\": \"local\", \"providers\": [\"local\"]}', case when $3::text is null then '{}' else jsonb_build_object('display_name', $3::text) end, now(), now() ) on conflict (id) do nothing",
        None,
    )
}
impl CreateAccountStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        email: &'a Option<T1>,
        display_name: &'a Option<T2>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[id, email, display_name],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CreateAccountParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for CreateAccountStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CreateAccountParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.id, &params.email, &params.display_name))
    }
}
pub struct GetAccountStmt(&'static str, Option<tokio_postgres::Statement>);
/// One account with the roles it holds, highest first.
pub fn get_account() -> GetAccountStmt {
    GetAccountStmt(
        "select u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles, u.status, u.last_login_at, u.created_at, u.updated_at from public.users u where u.id = $1",
        None,
    )
}
impl GetAccountStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> AccountQuery<'c, 'a, 's, C, Account, 1> {
        AccountQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AccountBorrowed, tokio_postgres::Error> {
                Ok(AccountBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    avatar_url: row.try_get(3)?,
                    role: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    status: row.try_get(6)?,
                    last_login_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    updated_at: row.try_get(9)?,
                })
            },
            mapper: |it| Account::from(it),
        }
    }
}
pub struct FindAccountByEmailStmt(&'static str, Option<tokio_postgres::Statement>);
/// The account with this address, however its letters are cased.
pub fn find_account_by_email() -> FindAccountByEmailStmt {
    FindAccountByEmailStmt(
        "select u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles, u.status, u.last_login_at, u.created_at, u.updated_at from public.users u where u.email = lower($1)",
        None,
    )
}
impl FindAccountByEmailStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        email: &'a T1,
    ) -> AccountQuery<'c, 'a, 's, C, Account, 1> {
        AccountQuery {
            client,
            params: [email],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AccountBorrowed, tokio_postgres::Error> {
                Ok(AccountBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    avatar_url: row.try_get(3)?,
                    role: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    status: row.try_get(6)?,
                    last_login_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    updated_at: row.try_get(9)?,
                })
            },
            mapper: |it| Account::from(it),
        }
    }
}
pub struct ListAccountsByRoleStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every account that holds a role, oldest first.
pub fn list_accounts_by_role() -> ListAccountsByRoleStmt {
    ListAccountsByRoleStmt(
        "select u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles, u.status, u.last_login_at, u.created_at, u.updated_at from gatewright.role_grants g join public.user_roles r on r.id = g.role_id join public.users u on u.id = g.user_id where r.name = $1 order by u.created_at, u.id",
        None,
    )
}
impl ListAccountsByRoleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        role_name: &'a T1,
    ) -> AccountQuery<'c, 'a, 's, C, Account, 1> {
        AccountQuery {
            client,
            params: [role_name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AccountBorrowed, tokio_postgres::Error> {
                Ok(AccountBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    avatar_url: row.try_get(3)?,
                    role: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    status: row.try_get(6)?,
                    last_login_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    updated_at: row.try_get(9)?,
                })
            },
            mapper: |it| Account::from(it),
        }
    }
}
pub struct GrantRoleStmt(&'static str, Option<tokio_postgres::Statement>);
/// Gives an account a role; holding it already is fine. Changes no row where no role has this name.
pub fn grant_role() -> GrantRoleStmt {
    GrantRoleStmt(
        "insert into gatewright.role_grants (user_id, role_id, granted_by) select $1, r.id, $2 from public.user_roles r where r.name = $3 on conflict (user_id, role_id) do nothing",
        None,
    )
}
impl GrantRoleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        account: &'a uuid::Uuid,
        granted_by: &'a Option<uuid::Uuid>,
        role_name: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[account, granted_by, role_name],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        GrantRoleParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for GrantRoleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a GrantRoleParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.account, &params.granted_by, &params.role_name))
    }
}
pub struct RevokeRoleStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes a role from an account.
pub fn revoke_role() -> RevokeRoleStmt {
    RevokeRoleStmt(
        "delete from gatewright.role_grants g using public.user_roles r where g.user_id = $1 and g.role_id = r.id and r.name = $2",
        None,
    )
}
impl RevokeRoleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        account: &'a uuid::Uuid,
        role_name: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[account, role_name],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RevokeRoleParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RevokeRoleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RevokeRoleParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.account, &params.role_name))
    }
}
pub struct TouchLastLoginStmt(&'static str, Option<tokio_postgres::Statement>);
/// Notes that an account signed in.
pub fn touch_last_login() -> TouchLastLoginStmt {
    TouchLastLoginStmt("update public.users set last_login_at = now() where id = $1", None)
}
impl TouchLastLoginStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        account: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[account],
            )
            .await
    }
}
pub struct ListRolesStmt(&'static str, Option<tokio_postgres::Statement>);
/// The catalogue of roles, highest first.
pub fn list_roles() -> ListRolesStmt {
    ListRolesStmt("select r.id, r.name, r.description, r.permissions, r.rank from public.user_roles r order by r.rank desc, r.name", None)
}
impl ListRolesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ListRolesQuery<'c, 'a, 's, C, ListRoles, 0> {
        ListRolesQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListRolesBorrowed, tokio_postgres::Error> {
                Ok(ListRolesBorrowed {
                    id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    description: row.try_get(2)?,
                    permissions: row.try_get(3)?,
                    rank: row.try_get(4)?,
                })
            },
            mapper: |it| ListRoles::from(it),
        }
    }
}
