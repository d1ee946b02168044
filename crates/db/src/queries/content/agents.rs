// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct UpsertAgentParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
> {
    pub slug: T1,
    pub hash: T2,
    pub name: T3,
    pub family: T4,
    pub role: T5,
    pub description: T6,
    pub prompt: T7,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListAgents {
    pub id: uuid::Uuid,
    pub slug: String,
    pub version: i32,
    pub name: String,
    pub family: String,
    pub role: String,
    pub description: String,
    pub hash: String,
    pub created_at: jiff::Timestamp,
}
pub struct ListAgentsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub version: i32,
    pub name: &'a str,
    pub family: &'a str,
    pub role: &'a str,
    pub description: &'a str,
    pub hash: &'a str,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<ListAgentsBorrowed<'a>> for ListAgents {
    fn from(ListAgentsBorrowed { id, slug, version, name, family, role, description, hash, created_at }: ListAgentsBorrowed<'a>) -> Self {
        Self {
            id,
            slug: slug.into(),
            version,
            name: name.into(),
            family: family.into(),
            role: role.into(),
            description: description.into(),
            hash: hash.into(),
            created_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetAgent {
    pub id: uuid::Uuid,
    pub slug: String,
    pub version: i32,
    pub name: String,
    pub family: String,
    pub role: String,
    pub description: String,
    pub prompt: String,
    pub hash: String,
    pub created_at: jiff::Timestamp,
}
pub struct GetAgentBorrowed<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub version: i32,
    pub name: &'a str,
    pub family: &'a str,
    pub role: &'a str,
    pub description: &'a str,
    pub prompt: &'a str,
    pub hash: &'a str,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<GetAgentBorrowed<'a>> for GetAgent {
    fn from(
        GetAgentBorrowed { id, slug, version, name, family, role, description, prompt, hash, created_at }: GetAgentBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            slug: slug.into(),
            version,
            name: name.into(),
            family: family.into(),
            role: role.into(),
            description: description.into(),
            prompt: prompt.into(),
            hash: hash.into(),
            created_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListAgentVersions {
    pub id: uuid::Uuid,
    pub slug: String,
    pub version: i32,
    pub name: String,
    pub family: String,
    pub role: String,
    pub description: String,
    pub prompt: String,
    pub hash: String,
    pub is_active: bool,
    pub created_at: jiff::Timestamp,
}
pub struct ListAgentVersionsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub version: i32,
    pub name: &'a str,
    pub family: &'a str,
    pub role: &'a str,
    pub description: &'a str,
    pub prompt: &'a str,
    pub hash: &'a str,
    pub is_active: bool,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<ListAgentVersionsBorrowed<'a>> for ListAgentVersions {
    fn from(
        ListAgentVersionsBorrowed {
            id,
            slug,
            version,
            name,
            family,
            role,
            description,
            prompt,
            hash,
            is_active,
            created_at,
        }: ListAgentVersionsBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            slug: slug.into(),
            version,
            name: name.into(),
            family: family.into(),
            role: role.into(),
            description: description.into(),
            prompt: prompt.into(),
            hash: hash.into(),
            is_active,
            created_at,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct ListAgentsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListAgentsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListAgentsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListAgentsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListAgentsBorrowed) -> R) -> ListAgentsQuery<'c, 'a, 's, C, R, N> {
        ListAgentsQuery {
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
pub struct GetAgentQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAgentBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAgentBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAgentQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetAgentBorrowed) -> R) -> GetAgentQuery<'c, 'a, 's, C, R, N> {
        GetAgentQuery {
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
pub struct ListAgentVersionsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListAgentVersionsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListAgentVersionsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListAgentVersionsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListAgentVersionsBorrowed) -> R) -> ListAgentVersionsQuery<'c, 'a, 's, C, R, N> {
        ListAgentVersionsQuery {
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
pub struct UpsertAgentStmt(&'static str, Option<tokio_postgres::Statement>);
/// Stores an agent's file. The same content again changes nothing; changed content becomes the next version and the active one.
pub fn upsert_agent() -> UpsertAgentStmt {
    UpsertAgentStmt(
        "with known as ( select a.version, a.hash, a.is_active from content.agents a where a.slug = $1 ), retired as ( update content.agents a set is_active = false where a.slug = $1 and a.is_active and a.hash <> $2 returning a.id ) insert into content.agents (slug, version, name, family, role, description, prompt, hash) select $1, coalesce((select max(k.version) from known k), 0) + 1, $3, $4, $5, $6, $7, $2 where not exists (select from known k where k.hash = $2 and k.is_active) and (select count(*) from retired) >= 0",
        None,
    )
}
impl UpsertAgentStmt {
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
        slug: &'a T1,
        hash: &'a T2,
        name: &'a T3,
        family: &'a T4,
        role: &'a T5,
        description: &'a T6,
        prompt: &'a T7,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[slug, hash, name, family, role, description, prompt]).await
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
        UpsertAgentParams<T1, T2, T3, T4, T5, T6, T7>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UpsertAgentStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertAgentParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.slug,
            &params.hash,
            &params.name,
            &params.family,
            &params.role,
            &params.description,
            &params.prompt,
        ))
    }
}
pub struct ListAgentsStmt(&'static str, Option<tokio_postgres::Statement>);
/// The active version of every agent.
pub fn list_agents() -> ListAgentsStmt {
    ListAgentsStmt(
        "select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.hash, a.created_at from content.agents a where a.is_active order by a.family, a.slug",
        None,
    )
}
impl ListAgentsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ListAgentsQuery<'c, 'a, 's, C, ListAgents, 0> {
        ListAgentsQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListAgentsBorrowed, tokio_postgres::Error> {
                Ok(ListAgentsBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    version: row.try_get(2)?,
                    name: row.try_get(3)?,
                    family: row.try_get(4)?,
                    role: row.try_get(5)?,
                    description: row.try_get(6)?,
                    hash: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                })
            },
            mapper: |it| ListAgents::from(it),
        }
    }
}
pub struct GetAgentStmt(&'static str, Option<tokio_postgres::Statement>);
/// The active version of one agent, with its prompt.
pub fn get_agent() -> GetAgentStmt {
    GetAgentStmt(
        "select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.prompt, a.hash, a.created_at from content.agents a where a.slug = $1 and a.is_active",
        None,
    )
}
impl GetAgentStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
    ) -> GetAgentQuery<'c, 'a, 's, C, GetAgent, 1> {
        GetAgentQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GetAgentBorrowed, tokio_postgres::Error> {
                Ok(GetAgentBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    version: row.try_get(2)?,
                    name: row.try_get(3)?,
                    family: row.try_get(4)?,
                    role: row.try_get(5)?,
                    description: row.try_get(6)?,
                    prompt: row.try_get(7)?,
                    hash: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                })
            },
            mapper: |it| GetAgent::from(it),
        }
    }
}
pub struct ListAgentVersionsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every version of every agent, newest first.
pub fn list_agent_versions() -> ListAgentVersionsStmt {
    ListAgentVersionsStmt(
        "select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.prompt, a.hash, a.is_active, a.created_at from content.agents a order by a.family, a.slug, a.version desc",
        None,
    )
}
impl ListAgentVersionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ListAgentVersionsQuery<'c, 'a, 's, C, ListAgentVersions, 0> {
        ListAgentVersionsQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListAgentVersionsBorrowed, tokio_postgres::Error> {
                Ok(ListAgentVersionsBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    version: row.try_get(2)?,
                    name: row.try_get(3)?,
                    family: row.try_get(4)?,
                    role: row.try_get(5)?,
                    description: row.try_get(6)?,
                    prompt: row.try_get(7)?,
                    hash: row.try_get(8)?,
                    is_active: row.try_get(9)?,
                    created_at: row.try_get(10)?,
                })
            },
            mapper: |it| ListAgentVersions::from(it),
        }
    }
}
