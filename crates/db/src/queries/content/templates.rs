// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct ListTemplatesParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql> {
    pub include_inactive: bool,
    pub kind: Option<T1>,
    pub depth: Option<T2>,
    pub tag: Option<T3>,
    pub words: Option<T4>,
}
#[derive(Debug)]
pub struct UpsertTemplateParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::JsonSql,
    T9: crate::StringSql,
> {
    pub slug: T1,
    pub name: T2,
    pub description: Option<T3>,
    pub kind: T4,
    pub depth: T5,
    pub tags: T7,
    pub what_you_get: T8,
    pub estimated_time: Option<T9>,
    pub step_count: Option<i32>,
    pub is_featured: bool,
    pub is_active: bool,
    pub sort_order: i32,
    pub created_by: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct ChangeTemplateParams<T1: crate::StringSql> {
    pub is_active: Option<bool>,
    pub is_featured: Option<bool>,
    pub sort_order: Option<i32>,
    pub slug: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    pub id: uuid::Uuid,
    pub slug: String,
    pub name: String,
    pub description: Option<String>,
    pub kind: String,
    pub depth: String,
    pub tags: Option<Vec<String>>,
    pub what_you_get: Option<serde_json::Value>,
    pub estimated_time: Option<String>,
    pub step_count: Option<i32>,
    pub is_featured: bool,
    pub is_active: bool,
    pub sort_order: i32,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub version: Option<String>,
    pub spec_id: Option<uuid::Uuid>,
    pub estimated_cost_usd: Option<f64>,
}
pub struct TemplateBorrowed<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub kind: &'a str,
    pub depth: &'a str,
    pub tags: Option<crate::ArrayIterator<'a, &'a str>>,
    pub what_you_get: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub estimated_time: Option<&'a str>,
    pub step_count: Option<i32>,
    pub is_featured: bool,
    pub is_active: bool,
    pub sort_order: i32,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub version: Option<&'a str>,
    pub spec_id: Option<uuid::Uuid>,
    pub estimated_cost_usd: Option<f64>,
}
impl<'a> From<TemplateBorrowed<'a>> for Template {
    fn from(
        TemplateBorrowed {
            id,
            slug,
            name,
            description,
            kind,
            depth,
            tags,
            what_you_get,
            estimated_time,
            step_count,
            is_featured,
            is_active,
            sort_order,
            created_by,
            created_at,
            updated_at,
            version,
            spec_id,
            estimated_cost_usd,
        }: TemplateBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            slug: slug.into(),
            name: name.into(),
            description: description.map(|v| v.into()),
            kind: kind.into(),
            depth: depth.into(),
            tags: tags.map(|v| v.map(|v| v.into()).collect()),
            what_you_get: what_you_get.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            estimated_time: estimated_time.map(|v| v.into()),
            step_count,
            is_featured,
            is_active,
            sort_order,
            created_by,
            created_at,
            updated_at,
            version: version.map(|v| v.into()),
            spec_id,
            estimated_cost_usd,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct TemplateQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TemplateBorrowed, tokio_postgres::Error>,
    mapper: fn(TemplateBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TemplateQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TemplateBorrowed) -> R) -> TemplateQuery<'c, 'a, 's, C, R, N> {
        TemplateQuery {
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
pub struct ListTemplatesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Templates with their newest published version, featured first. Each filter may be left out.
pub fn list_templates() -> ListTemplatesStmt {
    ListTemplatesStmt(
        "select t.id, t.slug, t.name, t.description, t.type as kind, t.depth, t.tags, t.what_you_get, t.estimated_time, t.step_count, coalesce(t.is_featured, false) as is_featured, coalesce(t.is_active, true) as is_active, coalesce(t.sort_order, 0) as sort_order, t.created_by, t.created_at, t.updated_at, newest.version, newest.id as spec_id, (newest.cost_profile -> 'typical' ->> 'cost_usd')::float8 as estimated_cost_usd from content.workflow_templates t left join lateral ( select s.id, s.version, s.cost_profile from content.specs s where s.template_id = t.id and s.is_active and s.state = 'published' order by s.published_at desc, s.created_at desc, s.id limit 1 ) newest on true where t.deleted_at is null and ($1 or t.is_active) and ($2::text is null or t.type = $2) and ($3::text is null or t.depth = $3) and ($4::text is null or $4 = any (t.tags)) and ($5::text is null or concat_ws(' ', t.slug, t.name, t.description) ilike '%' || $5 || '%') order by t.is_featured desc nulls last, t.sort_order, t.name, t.id",
        None,
    )
}
impl ListTemplatesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>(
        &'s self,
        client: &'c C,
        include_inactive: &'a bool,
        kind: &'a Option<T1>,
        depth: &'a Option<T2>,
        tag: &'a Option<T3>,
        words: &'a Option<T4>,
    ) -> TemplateQuery<'c, 'a, 's, C, Template, 5> {
        TemplateQuery {
            client,
            params: [include_inactive, kind, depth, tag, words],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TemplateBorrowed, tokio_postgres::Error> {
                Ok(TemplateBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    name: row.try_get(2)?,
                    description: row.try_get(3)?,
                    kind: row.try_get(4)?,
                    depth: row.try_get(5)?,
                    tags: row.try_get(6)?,
                    what_you_get: row.try_get(7)?,
                    estimated_time: row.try_get(8)?,
                    step_count: row.try_get(9)?,
                    is_featured: row.try_get(10)?,
                    is_active: row.try_get(11)?,
                    sort_order: row.try_get(12)?,
                    created_by: row.try_get(13)?,
                    created_at: row.try_get(14)?,
                    updated_at: row.try_get(15)?,
                    version: row.try_get(16)?,
                    spec_id: row.try_get(17)?,
                    estimated_cost_usd: row.try_get(18)?,
                })
            },
            mapper: |it| Template::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql, T4: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, ListTemplatesParams<T1, T2, T3, T4>, TemplateQuery<'c, 'a, 's, C, Template, 5>, C>
    for ListTemplatesStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListTemplatesParams<T1, T2, T3, T4>) -> TemplateQuery<'c, 'a, 's, C, Template, 5> {
        self.bind(client, &params.include_inactive, &params.kind, &params.depth, &params.tag, &params.words)
    }
}
pub struct GetTemplateStmt(&'static str, Option<tokio_postgres::Statement>);
/// One template by its slug, also an inactive one; not a deleted one.
pub fn get_template() -> GetTemplateStmt {
    GetTemplateStmt(
        "select t.id, t.slug, t.name, t.description, t.type as kind, t.depth, t.tags, t.what_you_get, t.estimated_time, t.step_count, coalesce(t.is_featured, false) as is_featured, coalesce(t.is_active, true) as is_active, coalesce(t.sort_order, 0) as sort_order, t.created_by, t.created_at, t.updated_at, newest.version, newest.id as spec_id, (newest.cost_profile -> 'typical' ->> 'cost_usd')::float8 as estimated_cost_usd from content.workflow_templates t left join lateral ( select s.id, s.version, s.cost_profile from content.specs s where s.template_id = t.id and s.is_active and s.state = 'published' order by s.published_at desc, s.created_at desc, s.id limit 1 ) newest on true where t.slug = $1 and t.deleted_at is null",
        None,
    )
}
impl GetTemplateStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
    ) -> TemplateQuery<'c, 'a, 's, C, Template, 1> {
        TemplateQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TemplateBorrowed, tokio_postgres::Error> {
                Ok(TemplateBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    name: row.try_get(2)?,
                    description: row.try_get(3)?,
                    kind: row.try_get(4)?,
                    depth: row.try_get(5)?,
                    tags: row.try_get(6)?,
                    what_you_get: row.try_get(7)?,
                    estimated_time: row.try_get(8)?,
                    step_count: row.try_get(9)?,
                    is_featured: row.try_get(10)?,
                    is_active: row.try_get(11)?,
                    sort_order: row.try_get(12)?,
                    created_by: row.try_get(13)?,
                    created_at: row.try_get(14)?,
                    updated_at: row.try_get(15)?,
                    version: row.try_get(16)?,
                    spec_id: row.try_get(17)?,
                    estimated_cost_usd: row.try_get(18)?,
                })
            },
            mapper: |it| Template::from(it),
        }
    }
}
pub struct UpsertTemplateStmt(&'static str, Option<tokio_postgres::Statement>);
/// Inserts a template or brings the one with this slug up to date; a deleted one comes back. Answers its id.
pub fn upsert_template() -> UpsertTemplateStmt {
    UpsertTemplateStmt(
        "insert into content.workflow_templates ( slug, name, description, type, depth, tags, what_you_get, estimated_time, step_count, is_featured, is_active, sort_order, created_by ) values ( $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 ) on conflict (slug) do update set name = excluded.name, description = excluded.description, type = excluded.type, depth = excluded.depth, tags = excluded.tags, what_you_get = excluded.what_you_get, estimated_time = excluded.estimated_time, step_count = excluded.step_count, is_featured = excluded.is_featured, is_active = excluded.is_active, sort_order = excluded.sort_order, deleted_at = null returning id",
        None,
    )
}
impl UpsertTemplateStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
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
        T7: crate::ArraySql<Item = T6>,
        T8: crate::JsonSql,
        T9: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        slug: &'a T1,
        name: &'a T2,
        description: &'a Option<T3>,
        kind: &'a T4,
        depth: &'a T5,
        tags: &'a T7,
        what_you_get: &'a T8,
        estimated_time: &'a Option<T9>,
        step_count: &'a Option<i32>,
        is_featured: &'a bool,
        is_active: &'a bool,
        sort_order: &'a i32,
        created_by: &'a Option<uuid::Uuid>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 13> {
        UuidUuidQuery {
            client,
            params: [
                slug,
                name,
                description,
                kind,
                depth,
                tags,
                what_you_get,
                estimated_time,
                step_count,
                is_featured,
                is_active,
                sort_order,
                created_by,
            ],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<
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
    T7: crate::ArraySql<Item = T6>,
    T8: crate::JsonSql,
    T9: crate::StringSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UpsertTemplateParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
        UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 13>,
        C,
    > for UpsertTemplateStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UpsertTemplateParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 13> {
        self.bind(
            client,
            &params.slug,
            &params.name,
            &params.description,
            &params.kind,
            &params.depth,
            &params.tags,
            &params.what_you_get,
            &params.estimated_time,
            &params.step_count,
            &params.is_featured,
            &params.is_active,
            &params.sort_order,
            &params.created_by,
        )
    }
}
pub struct DeleteTemplateStmt(&'static str, Option<tokio_postgres::Statement>);
/// Takes a template out of the catalogue; its runs stay readable.
pub fn delete_template() -> DeleteTemplateStmt {
    DeleteTemplateStmt(
        "update content.workflow_templates set is_active = false, deleted_at = now() where slug = $1 and deleted_at is null",
        None,
    )
}
impl DeleteTemplateStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[slug],
            )
            .await
    }
}
pub struct ChangeTemplateStmt(&'static str, Option<tokio_postgres::Statement>);
/// Changes how a template stands in the catalogue; what is not given stays.
pub fn change_template() -> ChangeTemplateStmt {
    ChangeTemplateStmt(
        "update content.workflow_templates set is_active = coalesce($1, is_active), is_featured = coalesce($2, is_featured), sort_order = coalesce($3, sort_order) where slug = $4 and deleted_at is null",
        None,
    )
}
impl ChangeTemplateStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        is_active: &'a Option<bool>,
        is_featured: &'a Option<bool>,
        sort_order: &'a Option<i32>,
        slug: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[is_active, is_featured, sort_order, slug],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ChangeTemplateParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ChangeTemplateStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ChangeTemplateParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.is_active, &params.is_featured, &params.sort_order, &params.slug))
    }
}
