// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct ListPeopleParams<T1: crate::StringSql> {
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub words: Option<T1>,
    pub page_size: i64,
}
#[derive(Debug)]
pub struct ChangeNamesParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub display_name: Option<T1>,
    pub avatar_url: Option<T2>,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct SetStatusParams<T1: crate::StringSql> {
    pub status: T1,
    pub id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct HandOverRunsParams {
    pub heir: uuid::Uuid,
    pub id: uuid::Uuid,
}
#[derive(Debug)]
pub struct KeyUsedParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub route: T1,
    pub key: T2,
}
#[derive(Debug)]
pub struct KeepKeyParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub route: T1,
    pub key: T2,
    pub fingerprint: T3,
    pub resource_id: T4,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub id: uuid::Uuid,
    pub email: Option<String>,
    pub display_name: Option<String>,
    pub avatar_url: Option<String>,
    pub role: String,
    pub roles: serde_json::Value,
    pub status: String,
    pub created_at: jiff::Timestamp,
    pub last_sign_in_at: Option<jiff::Timestamp>,
    pub runs_total: i64,
}
pub struct PersonBorrowed<'a> {
    pub id: uuid::Uuid,
    pub email: Option<&'a str>,
    pub display_name: Option<&'a str>,
    pub avatar_url: Option<&'a str>,
    pub role: &'a str,
    pub roles: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub status: &'a str,
    pub created_at: jiff::Timestamp,
    pub last_sign_in_at: Option<jiff::Timestamp>,
    pub runs_total: i64,
}
impl<'a> From<PersonBorrowed<'a>> for Person {
    fn from(
        PersonBorrowed {
            id,
            email,
            display_name,
            avatar_url,
            role,
            roles,
            status,
            created_at,
            last_sign_in_at,
            runs_total,
        }: PersonBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            email: email.map(|v| v.into()),
            display_name: display_name.map(|v| v.into()),
            avatar_url: avatar_url.map(|v| v.into()),
            role: role.into(),
            roles: serde_json::from_str(roles.0.get()).unwrap(),
            status: status.into(),
            created_at,
            last_sign_in_at,
            runs_total,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct WhatHangsOn {
    pub runs: i64,
    pub active_runs: i64,
    pub artifacts: i64,
    pub templates: i64,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct ActiveRunsOf {
    pub id: uuid::Uuid,
    pub of_flow: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct KeyUsed {
    pub fingerprint: String,
    pub resource_id: String,
}
pub struct KeyUsedBorrowed<'a> {
    pub fingerprint: &'a str,
    pub resource_id: &'a str,
}
impl<'a> From<KeyUsedBorrowed<'a>> for KeyUsed {
    fn from(KeyUsedBorrowed { fingerprint, resource_id }: KeyUsedBorrowed<'a>) -> Self {
        Self { fingerprint: fingerprint.into(), resource_id: resource_id.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct PersonQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PersonBorrowed, tokio_postgres::Error>,
    mapper: fn(PersonBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PersonQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PersonBorrowed) -> R) -> PersonQuery<'c, 'a, 's, C, R, N> {
        PersonQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct WhatHangsOnQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<WhatHangsOn, tokio_postgres::Error>,
    mapper: fn(WhatHangsOn) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> WhatHangsOnQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(WhatHangsOn) -> R) -> WhatHangsOnQuery<'c, 'a, 's, C, R, N> {
        WhatHangsOnQuery {
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
pub struct ActiveRunsOfQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ActiveRunsOf, tokio_postgres::Error>,
    mapper: fn(ActiveRunsOf) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ActiveRunsOfQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ActiveRunsOf) -> R) -> ActiveRunsOfQuery<'c, 'a, 's, C, R, N> {
        ActiveRunsOfQuery {
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
pub struct KeyUsedQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<KeyUsedBorrowed, tokio_postgres::Error>,
    mapper: fn(KeyUsedBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> KeyUsedQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(KeyUsedBorrowed) -> R) -> KeyUsedQuery<'c, 'a, 's, C, R, N> {
        KeyUsedQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ListPeopleStmt(&'static str, Option<tokio_postgres::Statement>);
/// Accounts, newest first. A further page begins behind the last row of the one before.
pub fn list_people() -> ListPeopleStmt {
    ListPeopleStmt(
        "select u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles, coalesce(u.status, 'active') as status, u.created_at, u.last_login_at as last_sign_in_at, (select count(*) from content.runs r where r.user_id = u.id) as runs_total from public.users u where (u.created_at, u.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($3::text is null or concat_ws(' ', u.email, u.display_name) ilike '%' || $3 || '%') order by u.created_at desc, u.id desc limit $4",
        None,
    )
}
impl ListPeopleStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        words: &'a Option<T1>,
        page_size: &'a i64,
    ) -> PersonQuery<'c, 'a, 's, C, Person, 4> {
        PersonQuery {
            client,
            params: [before_created, before_id, words, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PersonBorrowed, tokio_postgres::Error> {
                Ok(PersonBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    avatar_url: row.try_get(3)?,
                    role: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    status: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                    last_sign_in_at: row.try_get(8)?,
                    runs_total: row.try_get(9)?,
                })
            },
            mapper: |it| Person::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListPeopleParams<T1>, PersonQuery<'c, 'a, 's, C, Person, 4>, C> for ListPeopleStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListPeopleParams<T1>) -> PersonQuery<'c, 'a, 's, C, Person, 4> {
        self.bind(client, &params.before_created, &params.before_id, &params.words, &params.page_size)
    }
}
pub struct GetPersonStmt(&'static str, Option<tokio_postgres::Statement>);
/// One account.
pub fn get_person() -> GetPersonStmt {
    GetPersonStmt(
        "select u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles, coalesce(u.status, 'active') as status, u.created_at, u.last_login_at as last_sign_in_at, (select count(*) from content.runs r where r.user_id = u.id) as runs_total from public.users u where u.id = $1",
        None,
    )
}
impl GetPersonStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> PersonQuery<'c, 'a, 's, C, Person, 1> {
        PersonQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PersonBorrowed, tokio_postgres::Error> {
                Ok(PersonBorrowed {
                    id: row.try_get(0)?,
                    email: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    avatar_url: row.try_get(3)?,
                    role: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    status: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                    last_sign_in_at: row.try_get(8)?,
                    runs_total: row.try_get(9)?,
                })
            },
            mapper: |it| Person::from(it),
        }
    }
}
pub struct ChangeNamesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Changes what an account shows of itself; what is not given stays.
pub fn change_names() -> ChangeNamesStmt {
    ChangeNamesStmt(
        "update public.users set display_name = coalesce($1, display_name), avatar_url = coalesce($2, avatar_url) where id = $3",
        None,
    )
}
impl ChangeNamesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        display_name: &'a Option<T1>,
        avatar_url: &'a Option<T2>,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[display_name, avatar_url, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeNamesParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeNamesStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeNamesParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.display_name, &params.avatar_url, &params.id))
    }
}
pub struct IsAdminStmt(&'static str, Option<tokio_postgres::Statement>);
/// Whether the one who asks is an active admin.
pub fn is_admin() -> IsAdminStmt {
    IsAdminStmt("select gatewright.is_admin() as is_admin", None)
}
impl IsAdminStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery { client, params: [], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct WhatHangsOnStmt(&'static str, Option<tokio_postgres::Statement>);
/// What would go, or pass to somebody else, with an account.
pub fn what_hangs_on() -> WhatHangsOnStmt {
    WhatHangsOnStmt(
        "select (select count(*) from content.runs r where r.user_id = $1) + (select count(*) from flows.runs r where r.user_id = $1) as runs, (select count(*) from content.runs r where r.user_id = $1 and r.status in ('pending', 'running', 'paused')) + (select count(*) from flows.runs r where r.user_id = $1 and r.status in ('pending', 'running', 'paused')) as active_runs, (select count(*) from content.artifacts f join content.runs r on r.id = f.run_id where r.user_id = $1) as artifacts, (select count(*) from content.workflow_templates t where t.created_by = $1 and t.deleted_at is null) as templates",
        None,
    )
}
impl WhatHangsOnStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> WhatHangsOnQuery<'c, 'a, 's, C, WhatHangsOn, 1> {
        WhatHangsOnQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<WhatHangsOn, tokio_postgres::Error> {
                Ok(WhatHangsOn {
                    runs: row.try_get(0)?,
                    active_runs: row.try_get(1)?,
                    artifacts: row.try_get(2)?,
                    templates: row.try_get(3)?,
                })
            },
            mapper: |it| WhatHangsOn::from(it),
        }
    }
}
pub struct HoldAdminsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Makes changes of who is an admin wait for one another, until the end of the transaction. For the service.
pub fn hold_admins() -> HoldAdminsStmt {
    HoldAdminsStmt("select pg_advisory_xact_lock(hashtext('gatewright admins'))::text as held", None)
}
impl HoldAdminsStmt {
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
pub struct OtherAdminsStmt(&'static str, Option<tokio_postgres::Statement>);
/// How many active admins there are beside an account. For the service.
pub fn other_admins() -> OtherAdminsStmt {
    OtherAdminsStmt(
        "select count(*) as others from gatewright.role_grants g join public.user_roles r on r.id = g.role_id join public.users u on u.id = g.user_id where r.name = 'admin' and coalesce(u.status, 'active') = 'active' and u.id <> $1",
        None,
    )
}
impl OtherAdminsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query { client, params: [id], query: self.0, cached: self.1.as_ref(), extractor: |row| Ok(row.try_get(0)?), mapper: |it| it }
    }
}
pub struct SetStatusStmt(&'static str, Option<tokio_postgres::Statement>);
/// Suspends an account or makes it active again. For the service.
pub fn set_status() -> SetStatusStmt {
    SetStatusStmt("update public.users set status = $1 where id = $2", None)
}
impl SetStatusStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        status: &'a T1,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[status, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetStatusParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetStatusStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetStatusParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.status, &params.id))
    }
}
pub struct DropRolesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes every role beyond `user` from an account.
pub fn drop_roles() -> DropRolesStmt {
    DropRolesStmt("delete from gatewright.role_grants where user_id = $1", None)
}
impl DropRolesStmt {
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
pub struct ActiveRunsOfStmt(&'static str, Option<tokio_postgres::Statement>);
/// Runs of an account that have not ended, each with whether it is of a flow.
pub fn active_runs_of() -> ActiveRunsOfStmt {
    ActiveRunsOfStmt(
        "select r.id, false as of_flow from content.runs r where r.user_id = $1 and r.status in ('pending', 'running', 'paused') union all select r.id, true from flows.runs r where r.user_id = $1 and r.status in ('pending', 'running', 'paused') order by 1",
        None,
    )
}
impl ActiveRunsOfStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
    ) -> ActiveRunsOfQuery<'c, 'a, 's, C, ActiveRunsOf, 1> {
        ActiveRunsOfQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ActiveRunsOf, tokio_postgres::Error> {
                Ok(ActiveRunsOf { id: row.try_get(0)?, of_flow: row.try_get(1)? })
            },
            mapper: |it| ActiveRunsOf::from(it),
        }
    }
}
pub struct HandOverRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Gives every run of an account to another, the engine's rows with it; counts them. For the service.
pub fn hand_over_runs() -> HandOverRunsStmt {
    HandOverRunsStmt(
        "with engine_rows as ( update engine.runs set owner_id = $1 where owner_id = $2 ), flow_runs as ( update flows.runs set user_id = $1 where user_id = $2 ), archived as ( update flows.archived_runs set user_id = $1 where user_id = $2 ), tasks as ( update flows.tasks set user_id = $1 where user_id = $2 ), work_queues as ( update flows.work_queues set user_id = $1 where user_id = $2 ), work_items as ( update flows.work_items set user_id = $1 where user_id = $2 ), queue_waits as ( update flows.queue_waits set user_id = $1 where user_id = $2 ) update content.runs set user_id = $1 where user_id = $2",
        None,
    )
}
impl HandOverRunsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        heir: &'a uuid::Uuid,
        id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[heir, id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        HandOverRunsParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for HandOverRunsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a HandOverRunsParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.heir, &params.id))
    }
}
pub struct DeleteRunsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Deletes every run of an account with all that hangs on it, the engine's rows too; counts them. What it cost stays in the ledger.
pub fn delete_runs() -> DeleteRunsStmt {
    DeleteRunsStmt(
        "with gone as ( select r.id from content.runs r where r.user_id = $1 union all select r.id from flows.runs r where r.user_id = $1 ), archived as ( delete from flows.archived_runs a where a.user_id = $1 returning a.id ), held as ( select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held ), uses as ( delete from engine.payload_uses u using held where u.run_id in (select g.id from gone g union select a.id from archived a) returning u.sha256 ), released as ( insert into engine.released_payloads (sha256) select distinct u.sha256 from uses u on conflict (sha256) do nothing ), flow_runs as ( delete from flows.runs f using gone where f.id = gone.id ), tasks as ( delete from flows.tasks t using gone where t.run_id = gone.id ), wakes as ( delete from engine.wakes w using gone where w.run_id = gone.id and w.shard = engine.shard_of(gone.id) ), journal as ( delete from engine.journal j using gone where j.run_id = gone.id ), requests as ( delete from engine.inbox i using gone where i.run_id = gone.id ), submissions as ( delete from engine.submissions s using gone where s.run_id = gone.id ), keys as ( delete from engine.start_keys k where k.owner_id = $1 ), heads as ( delete from engine.runs e using gone where e.id = gone.id ) delete from content.runs r using gone where r.id = gone.id",
        None,
    )
}
impl DeleteRunsStmt {
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
pub struct DeleteAccountStmt(&'static str, Option<tokio_postgres::Statement>);
/// Deletes an account that no run hangs on any more. For the service.
pub fn delete_account() -> DeleteAccountStmt {
    DeleteAccountStmt("delete from auth.users where id = $1", None)
}
impl DeleteAccountStmt {
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
pub struct KeyUsedStmt(&'static str, Option<tokio_postgres::Statement>);
/// What an Idempotency-Key of the one who asks has made.
pub fn key_used() -> KeyUsedStmt {
    KeyUsedStmt(
        "select k.fingerprint, k.resource_id from gatewright.idempotency_keys k where k.user_id = $1 and k.route = $2 and k.key = $3",
        None,
    )
}
impl KeyUsedStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        route: &'a T1,
        key: &'a T2,
    ) -> KeyUsedQuery<'c, 'a, 's, C, KeyUsed, 3> {
        KeyUsedQuery {
            client,
            params: [user_id, route, key],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<KeyUsedBorrowed, tokio_postgres::Error> {
                Ok(KeyUsedBorrowed { fingerprint: row.try_get(0)?, resource_id: row.try_get(1)? })
            },
            mapper: |it| KeyUsed::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, KeyUsedParams<T1, T2>, KeyUsedQuery<'c, 'a, 's, C, KeyUsed, 3>, C> for KeyUsedStmt
{
    fn params(&'s self, client: &'c C, params: &'a KeyUsedParams<T1, T2>) -> KeyUsedQuery<'c, 'a, 's, C, KeyUsed, 3> {
        self.bind(client, &params.user_id, &params.route, &params.key)
    }
}
pub struct KeepKeyStmt(&'static str, Option<tokio_postgres::Statement>);
/// Notes what an Idempotency-Key has made; counts none where it was used in the meantime.
pub fn keep_key() -> KeepKeyStmt {
    KeepKeyStmt(
        "insert into gatewright.idempotency_keys (user_id, route, key, fingerprint, resource_id) values ($1, $2, $3, $4, $5) on conflict (user_id, route, key) do nothing",
        None,
    )
}
impl KeepKeyStmt {
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
        user_id: &'a uuid::Uuid,
        route: &'a T1,
        key: &'a T2,
        fingerprint: &'a T3,
        resource_id: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[user_id, route, key, fingerprint, resource_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        KeepKeyParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for KeepKeyStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a KeepKeyParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.user_id, &params.route, &params.key, &params.fingerprint, &params.resource_id))
    }
}
