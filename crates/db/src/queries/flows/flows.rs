// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SaveFlowParams<T1: crate::StringSql> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug)]
pub struct InsertVersionParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub flow_id: uuid::Uuid,
    pub version: i32,
    pub plan_hash: T1,
    pub source: T2,
}
#[derive(Clone, Copy, Debug)]
pub struct SetLatestVersionParams {
    pub version: i32,
    pub flow_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct GetFlowParams<T1: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct GetVersionParams {
    pub flow_id: uuid::Uuid,
    pub version: i32,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct SaveFlow {
    pub id: uuid::Uuid,
    pub latest_version: i32,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: String,
    pub latest_version: i32,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub plan_hash: Option<String>,
}
pub struct FlowBorrowed<'a> {
    pub id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub name: &'a str,
    pub latest_version: i32,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub plan_hash: Option<&'a str>,
}
impl<'a> From<FlowBorrowed<'a>> for Flow {
    fn from(FlowBorrowed { id, user_id, name, latest_version, created_at, updated_at, plan_hash }: FlowBorrowed<'a>) -> Self {
        Self { id, user_id, name: name.into(), latest_version, created_at, updated_at, plan_hash: plan_hash.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub flow_id: uuid::Uuid,
    pub version: i32,
    pub plan_hash: String,
    pub source: String,
    pub created_at: jiff::Timestamp,
}
pub struct VersionBorrowed<'a> {
    pub flow_id: uuid::Uuid,
    pub version: i32,
    pub plan_hash: &'a str,
    pub source: &'a str,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<VersionBorrowed<'a>> for Version {
    fn from(VersionBorrowed { flow_id, version, plan_hash, source, created_at }: VersionBorrowed<'a>) -> Self {
        Self { flow_id, version, plan_hash: plan_hash.into(), source: source.into(), created_at }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListVersions {
    pub version: i32,
    pub plan_hash: String,
    pub created_at: jiff::Timestamp,
}
pub struct ListVersionsBorrowed<'a> {
    pub version: i32,
    pub plan_hash: &'a str,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<ListVersionsBorrowed<'a>> for ListVersions {
    fn from(ListVersionsBorrowed { version, plan_hash, created_at }: ListVersionsBorrowed<'a>) -> Self {
        Self { version, plan_hash: plan_hash.into(), created_at }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct SaveFlowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SaveFlow, tokio_postgres::Error>,
    mapper: fn(SaveFlow) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SaveFlowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SaveFlow) -> R) -> SaveFlowQuery<'c, 'a, 's, C, R, N> {
        SaveFlowQuery {
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
pub struct FlowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FlowBorrowed, tokio_postgres::Error>,
    mapper: fn(FlowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FlowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FlowBorrowed) -> R) -> FlowQuery<'c, 'a, 's, C, R, N> {
        FlowQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct VersionQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<VersionBorrowed, tokio_postgres::Error>,
    mapper: fn(VersionBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> VersionQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(VersionBorrowed) -> R) -> VersionQuery<'c, 'a, 's, C, R, N> {
        VersionQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ListVersionsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListVersionsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListVersionsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListVersionsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListVersionsBorrowed) -> R) -> ListVersionsQuery<'c, 'a, 's, C, R, N> {
        ListVersionsQuery {
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
pub struct SaveFlowStmt(&'static str, Option<tokio_postgres::Statement>);
/// The flow of that name, made where there is none; locks it until the transaction ends, so that versions are counted one at a time.
pub fn save_flow() -> SaveFlowStmt {
    SaveFlowStmt(
        "insert into flows.flows (id, user_id, name) values ($1, $2, $3) on conflict (user_id, name) do update set updated_at = now() returning id, latest_version",
        None,
    )
}
impl SaveFlowStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> SaveFlowQuery<'c, 'a, 's, C, SaveFlow, 3> {
        SaveFlowQuery {
            client,
            params: [id, user_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SaveFlow, tokio_postgres::Error> {
                Ok(SaveFlow { id: row.try_get(0)?, latest_version: row.try_get(1)? })
            },
            mapper: |it| SaveFlow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, SaveFlowParams<T1>, SaveFlowQuery<'c, 'a, 's, C, SaveFlow, 3>, C> for SaveFlowStmt
{
    fn params(&'s self, client: &'c C, params: &'a SaveFlowParams<T1>) -> SaveFlowQuery<'c, 'a, 's, C, SaveFlow, 3> {
        self.bind(client, &params.id, &params.user_id, &params.name)
    }
}
pub struct InsertVersionStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn insert_version() -> InsertVersionStmt {
    InsertVersionStmt("insert into flows.versions (flow_id, version, plan_hash, source) values ($1, $2, $3, $4)", None)
}
impl InsertVersionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        flow_id: &'a uuid::Uuid,
        version: &'a i32,
        plan_hash: &'a T1,
        source: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[flow_id, version, plan_hash, source],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        InsertVersionParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for InsertVersionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a InsertVersionParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.flow_id, &params.version, &params.plan_hash, &params.source))
    }
}
pub struct SetLatestVersionStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn set_latest_version() -> SetLatestVersionStmt {
    SetLatestVersionStmt("update flows.flows set latest_version = $1 where id = $2", None)
}
impl SetLatestVersionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        version: &'a i32,
        flow_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[version, flow_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetLatestVersionParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetLatestVersionStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetLatestVersionParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.version, &params.flow_id))
    }
}
pub struct GetFlowStmt(&'static str, Option<tokio_postgres::Statement>);
/// A flow of this owner, with the hash of its newest plan.
pub fn get_flow() -> GetFlowStmt {
    GetFlowStmt(
        "select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash from flows.flows f left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version where f.user_id = $1 and f.name = $2",
        None,
    )
}
impl GetFlowStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> FlowQuery<'c, 'a, 's, C, Flow, 2> {
        FlowQuery {
            client,
            params: [user_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowBorrowed, tokio_postgres::Error> {
                Ok(FlowBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    latest_version: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    updated_at: row.try_get(5)?,
                    plan_hash: row.try_get(6)?,
                })
            },
            mapper: |it| Flow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GetFlowParams<T1>, FlowQuery<'c, 'a, 's, C, Flow, 2>, C> for GetFlowStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetFlowParams<T1>) -> FlowQuery<'c, 'a, 's, C, Flow, 2> {
        self.bind(client, &params.user_id, &params.name)
    }
}
pub struct GetFlowByIdStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_flow_by_id() -> GetFlowByIdStmt {
    GetFlowByIdStmt(
        "select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash from flows.flows f left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version where f.id = $1",
        None,
    )
}
impl GetFlowByIdStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, id: &'a uuid::Uuid) -> FlowQuery<'c, 'a, 's, C, Flow, 1> {
        FlowQuery {
            client,
            params: [id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowBorrowed, tokio_postgres::Error> {
                Ok(FlowBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    latest_version: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    updated_at: row.try_get(5)?,
                    plan_hash: row.try_get(6)?,
                })
            },
            mapper: |it| Flow::from(it),
        }
    }
}
pub struct ListFlowsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Flows of an owner, or everybody's, by name.
pub fn list_flows() -> ListFlowsStmt {
    ListFlowsStmt(
        "select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash from flows.flows f left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version where $1::uuid is null or f.user_id = $1 order by f.name, f.id",
        None,
    )
}
impl ListFlowsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        user_id: &'a Option<uuid::Uuid>,
    ) -> FlowQuery<'c, 'a, 's, C, Flow, 1> {
        FlowQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FlowBorrowed, tokio_postgres::Error> {
                Ok(FlowBorrowed {
                    id: row.try_get(0)?,
                    user_id: row.try_get(1)?,
                    name: row.try_get(2)?,
                    latest_version: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    updated_at: row.try_get(5)?,
                    plan_hash: row.try_get(6)?,
                })
            },
            mapper: |it| Flow::from(it),
        }
    }
}
pub struct GetVersionStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_version() -> GetVersionStmt {
    GetVersionStmt(
        "select v.flow_id, v.version, v.plan_hash, v.source, v.created_at from flows.versions v where v.flow_id = $1 and v.version = $2",
        None,
    )
}
impl GetVersionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        flow_id: &'a uuid::Uuid,
        version: &'a i32,
    ) -> VersionQuery<'c, 'a, 's, C, Version, 2> {
        VersionQuery {
            client,
            params: [flow_id, version],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<VersionBorrowed, tokio_postgres::Error> {
                Ok(VersionBorrowed {
                    flow_id: row.try_get(0)?,
                    version: row.try_get(1)?,
                    plan_hash: row.try_get(2)?,
                    source: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                })
            },
            mapper: |it| Version::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient> crate::client::async_::Params<'c, 'a, 's, GetVersionParams, VersionQuery<'c, 'a, 's, C, Version, 2>, C>
    for GetVersionStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetVersionParams) -> VersionQuery<'c, 'a, 's, C, Version, 2> {
        self.bind(client, &params.flow_id, &params.version)
    }
}
pub struct ListVersionsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Newest first, without the sources.
pub fn list_versions() -> ListVersionsStmt {
    ListVersionsStmt("select v.version, v.plan_hash, v.created_at from flows.versions v where v.flow_id = $1 order by v.version desc", None)
}
impl ListVersionsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        flow_id: &'a uuid::Uuid,
    ) -> ListVersionsQuery<'c, 'a, 's, C, ListVersions, 1> {
        ListVersionsQuery {
            client,
            params: [flow_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListVersionsBorrowed, tokio_postgres::Error> {
                Ok(ListVersionsBorrowed { version: row.try_get(0)?, plan_hash: row.try_get(1)?, created_at: row.try_get(2)? })
            },
            mapper: |it| ListVersions::from(it),
        }
    }
}
pub struct DeleteFlowStmt(&'static str, Option<tokio_postgres::Statement>);
/// Its runs stay, without it.
pub fn delete_flow() -> DeleteFlowStmt {
    DeleteFlowStmt("delete from flows.flows where id = $1", None)
}
impl DeleteFlowStmt {
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
