// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct InsertSpecParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::JsonSql,
    T4: crate::JsonSql,
    T5: crate::JsonSql,
    T6: crate::JsonSql,
    T7: crate::JsonSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::StringSql,
    T13: crate::StringSql,
> {
    pub template_id: uuid::Uuid,
    pub version: T1,
    pub version_hash: Option<T2>,
    pub intent_schema: T3,
    pub stages: T4,
    pub qa_config: T5,
    pub output_guarantees: Option<T6>,
    pub cost_profile: Option<T7>,
    pub artifact_type: Option<T8>,
    pub output_formats: Option<T10>,
    pub visibility: T11,
    pub created_by: Option<uuid::Uuid>,
    pub definition: Option<T12>,
    pub state: T13,
}
#[derive(Debug)]
pub struct UpdateDraftParams<
    T1: crate::StringSql,
    T2: crate::JsonSql,
    T3: crate::JsonSql,
    T4: crate::JsonSql,
    T5: crate::JsonSql,
    T6: crate::JsonSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::StringSql,
> {
    pub version_hash: Option<T1>,
    pub intent_schema: T2,
    pub stages: T3,
    pub qa_config: T4,
    pub output_guarantees: Option<T5>,
    pub cost_profile: Option<T6>,
    pub artifact_type: Option<T7>,
    pub output_formats: Option<T9>,
    pub visibility: T10,
    pub definition: Option<T11>,
    pub spec_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct SetSpecActiveParams {
    pub is_active: bool,
    pub spec_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct GetSpecVersionParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub slug: T1,
    pub version: T2,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    pub id: uuid::Uuid,
    pub template_id: uuid::Uuid,
    pub slug: String,
    pub version: String,
    pub version_hash: Option<String>,
    pub intent_schema: serde_json::Value,
    pub stages: serde_json::Value,
    pub qa_config: serde_json::Value,
    pub output_guarantees: Option<serde_json::Value>,
    pub cost_profile: Option<serde_json::Value>,
    pub artifact_type: Option<String>,
    pub output_formats: Option<Vec<String>>,
    pub is_active: bool,
    pub visibility: Option<String>,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub definition: Option<String>,
    pub state: String,
    pub published_at: Option<jiff::Timestamp>,
}
pub struct SpecBorrowed<'a> {
    pub id: uuid::Uuid,
    pub template_id: uuid::Uuid,
    pub slug: &'a str,
    pub version: &'a str,
    pub version_hash: Option<&'a str>,
    pub intent_schema: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub stages: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub qa_config: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub output_guarantees: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub cost_profile: Option<postgres_types::Json<&'a serde_json::value::RawValue>>,
    pub artifact_type: Option<&'a str>,
    pub output_formats: Option<crate::ArrayIterator<'a, &'a str>>,
    pub is_active: bool,
    pub visibility: Option<&'a str>,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub definition: Option<&'a str>,
    pub state: &'a str,
    pub published_at: Option<jiff::Timestamp>,
}
impl<'a> From<SpecBorrowed<'a>> for Spec {
    fn from(
        SpecBorrowed {
            id,
            template_id,
            slug,
            version,
            version_hash,
            intent_schema,
            stages,
            qa_config,
            output_guarantees,
            cost_profile,
            artifact_type,
            output_formats,
            is_active,
            visibility,
            created_by,
            created_at,
            definition,
            state,
            published_at,
        }: SpecBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            template_id,
            slug: slug.into(),
            version: version.into(),
            version_hash: version_hash.map(|v| v.into()),
            intent_schema: serde_json::from_str(intent_schema.0.get()).unwrap(),
            stages: serde_json::from_str(stages.0.get()).unwrap(),
            qa_config: serde_json::from_str(qa_config.0.get()).unwrap(),
            output_guarantees: output_guarantees.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            cost_profile: cost_profile.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            artifact_type: artifact_type.map(|v| v.into()),
            output_formats: output_formats.map(|v| v.map(|v| v.into()).collect()),
            is_active,
            visibility: visibility.map(|v| v.into()),
            created_by,
            created_at,
            definition: definition.map(|v| v.into()),
            state: state.into(),
            published_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListSpecs {
    pub id: uuid::Uuid,
    pub slug: String,
    pub version: String,
    pub version_hash: Option<String>,
    pub state: String,
    pub is_active: bool,
    pub visibility: Option<String>,
    pub stage_count: i32,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub published_at: Option<jiff::Timestamp>,
}
pub struct ListSpecsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub slug: &'a str,
    pub version: &'a str,
    pub version_hash: Option<&'a str>,
    pub state: &'a str,
    pub is_active: bool,
    pub visibility: Option<&'a str>,
    pub stage_count: i32,
    pub created_by: Option<uuid::Uuid>,
    pub created_at: jiff::Timestamp,
    pub published_at: Option<jiff::Timestamp>,
}
impl<'a> From<ListSpecsBorrowed<'a>> for ListSpecs {
    fn from(
        ListSpecsBorrowed {
            id,
            slug,
            version,
            version_hash,
            state,
            is_active,
            visibility,
            stage_count,
            created_by,
            created_at,
            published_at,
        }: ListSpecsBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            slug: slug.into(),
            version: version.into(),
            version_hash: version_hash.map(|v| v.into()),
            state: state.into(),
            is_active,
            visibility: visibility.map(|v| v.into()),
            stage_count,
            created_by,
            created_at,
            published_at,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct SpecQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SpecBorrowed, tokio_postgres::Error>,
    mapper: fn(SpecBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SpecQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SpecBorrowed) -> R) -> SpecQuery<'c, 'a, 's, C, R, N> {
        SpecQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct ListSpecsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListSpecsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListSpecsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListSpecsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListSpecsBorrowed) -> R) -> ListSpecsQuery<'c, 'a, 's, C, R, N> {
        ListSpecsQuery {
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
pub struct InsertSpecStmt(&'static str, Option<tokio_postgres::Statement>);
/// A new version, as a draft or published at once. Changes nothing where the template has this version already.
pub fn insert_spec() -> InsertSpecStmt {
    InsertSpecStmt(
        "insert into content.specs ( template_id, version, version_hash, intent_schema, stages, qa_config, output_guarantees, cost_profile, artifact_type, output_formats, visibility, created_by, definition, state, published_at ) values ( $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, case $14 when 'published' then now() end ) on conflict (template_id, version) do nothing returning id",
        None,
    )
}
impl InsertSpecStmt {
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
        T3: crate::JsonSql,
        T4: crate::JsonSql,
        T5: crate::JsonSql,
        T6: crate::JsonSql,
        T7: crate::JsonSql,
        T8: crate::StringSql,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::StringSql,
        T13: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        template_id: &'a uuid::Uuid,
        version: &'a T1,
        version_hash: &'a Option<T2>,
        intent_schema: &'a T3,
        stages: &'a T4,
        qa_config: &'a T5,
        output_guarantees: &'a Option<T6>,
        cost_profile: &'a Option<T7>,
        artifact_type: &'a Option<T8>,
        output_formats: &'a Option<T10>,
        visibility: &'a T11,
        created_by: &'a Option<uuid::Uuid>,
        definition: &'a Option<T12>,
        state: &'a T13,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 14> {
        UuidUuidQuery {
            client,
            params: [
                template_id,
                version,
                version_hash,
                intent_schema,
                stages,
                qa_config,
                output_guarantees,
                cost_profile,
                artifact_type,
                output_formats,
                visibility,
                created_by,
                definition,
                state,
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
    T3: crate::JsonSql,
    T4: crate::JsonSql,
    T5: crate::JsonSql,
    T6: crate::JsonSql,
    T7: crate::JsonSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::StringSql,
    T13: crate::StringSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        InsertSpecParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>,
        UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 14>,
        C,
    > for InsertSpecStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a InsertSpecParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 14> {
        self.bind(
            client,
            &params.template_id,
            &params.version,
            &params.version_hash,
            &params.intent_schema,
            &params.stages,
            &params.qa_config,
            &params.output_guarantees,
            &params.cost_profile,
            &params.artifact_type,
            &params.output_formats,
            &params.visibility,
            &params.created_by,
            &params.definition,
            &params.state,
        )
    }
}
pub struct UpdateDraftStmt(&'static str, Option<tokio_postgres::Statement>);
/// Brings a draft up to date. A published version is left as it is, and no row is counted.
pub fn update_draft() -> UpdateDraftStmt {
    UpdateDraftStmt(
        "update content.specs set version_hash = $1, intent_schema = $2, stages = $3, qa_config = $4, output_guarantees = $5, cost_profile = $6, artifact_type = $7, output_formats = $8, visibility = $9, definition = $10 where id = $11 and state = 'draft'",
        None,
    )
}
impl UpdateDraftStmt {
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
        T2: crate::JsonSql,
        T3: crate::JsonSql,
        T4: crate::JsonSql,
        T5: crate::JsonSql,
        T6: crate::JsonSql,
        T7: crate::StringSql,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = T8>,
        T10: crate::StringSql,
        T11: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        version_hash: &'a Option<T1>,
        intent_schema: &'a T2,
        stages: &'a T3,
        qa_config: &'a T4,
        output_guarantees: &'a Option<T5>,
        cost_profile: &'a Option<T6>,
        artifact_type: &'a Option<T7>,
        output_formats: &'a Option<T9>,
        visibility: &'a T10,
        definition: &'a Option<T11>,
        spec_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    version_hash,
                    intent_schema,
                    stages,
                    qa_config,
                    output_guarantees,
                    cost_profile,
                    artifact_type,
                    output_formats,
                    visibility,
                    definition,
                    spec_id,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::JsonSql,
    T3: crate::JsonSql,
    T4: crate::JsonSql,
    T5: crate::JsonSql,
    T6: crate::JsonSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpdateDraftParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UpdateDraftStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpdateDraftParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(
            client,
            &params.version_hash,
            &params.intent_schema,
            &params.stages,
            &params.qa_config,
            &params.output_guarantees,
            &params.cost_profile,
            &params.artifact_type,
            &params.output_formats,
            &params.visibility,
            &params.definition,
            &params.spec_id,
        ))
    }
}
pub struct PublishSpecStmt(&'static str, Option<tokio_postgres::Statement>);
/// Makes a draft a published version, from now on immutable.
pub fn publish_spec() -> PublishSpecStmt {
    PublishSpecStmt("update content.specs set state = 'published' where id = $1 and state = 'draft'", None)
}
impl PublishSpecStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        spec_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[spec_id],
            )
            .await
    }
}
pub struct SetSpecActiveStmt(&'static str, Option<tokio_postgres::Statement>);
/// Offers a version or withdraws it.
pub fn set_spec_active() -> SetSpecActiveStmt {
    SetSpecActiveStmt("update content.specs set is_active = $1 where id = $2", None)
}
impl SetSpecActiveStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        is_active: &'a bool,
        spec_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                &match &self.1 {
                    Some(kept) => kept.clone(),
                    None => client.prepare(self.0).await?,
                },
                &[is_active, spec_id],
            )
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SetSpecActiveParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SetSpecActiveStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SetSpecActiveParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>> {
        Box::pin(self.bind(client, &params.is_active, &params.spec_id))
    }
}
pub struct GetSpecStmt(&'static str, Option<tokio_postgres::Statement>);
/// One version by its id.
pub fn get_spec() -> GetSpecStmt {
    GetSpecStmt(
        "select s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile, s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition, s.state, s.published_at from content.specs s join content.workflow_templates t on t.id = s.template_id where s.id = $1",
        None,
    )
}
impl GetSpecStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C, spec_id: &'a uuid::Uuid) -> SpecQuery<'c, 'a, 's, C, Spec, 1> {
        SpecQuery {
            client,
            params: [spec_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SpecBorrowed, tokio_postgres::Error> {
                Ok(SpecBorrowed {
                    id: row.try_get(0)?,
                    template_id: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    version: row.try_get(3)?,
                    version_hash: row.try_get(4)?,
                    intent_schema: row.try_get(5)?,
                    stages: row.try_get(6)?,
                    qa_config: row.try_get(7)?,
                    output_guarantees: row.try_get(8)?,
                    cost_profile: row.try_get(9)?,
                    artifact_type: row.try_get(10)?,
                    output_formats: row.try_get(11)?,
                    is_active: row.try_get(12)?,
                    visibility: row.try_get(13)?,
                    created_by: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    definition: row.try_get(16)?,
                    state: row.try_get(17)?,
                    published_at: row.try_get(18)?,
                })
            },
            mapper: |it| Spec::from(it),
        }
    }
}
pub struct GetSpecVersionStmt(&'static str, Option<tokio_postgres::Statement>);
/// One version of a template, draft or published, active or withdrawn.
pub fn get_spec_version() -> GetSpecVersionStmt {
    GetSpecVersionStmt(
        "select s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile, s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition, s.state, s.published_at from content.specs s join content.workflow_templates t on t.id = s.template_id where t.slug = $1 and s.version = $2",
        None,
    )
}
impl GetSpecVersionStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
        version: &'a T2,
    ) -> SpecQuery<'c, 'a, 's, C, Spec, 2> {
        SpecQuery {
            client,
            params: [slug, version],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SpecBorrowed, tokio_postgres::Error> {
                Ok(SpecBorrowed {
                    id: row.try_get(0)?,
                    template_id: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    version: row.try_get(3)?,
                    version_hash: row.try_get(4)?,
                    intent_schema: row.try_get(5)?,
                    stages: row.try_get(6)?,
                    qa_config: row.try_get(7)?,
                    output_guarantees: row.try_get(8)?,
                    cost_profile: row.try_get(9)?,
                    artifact_type: row.try_get(10)?,
                    output_formats: row.try_get(11)?,
                    is_active: row.try_get(12)?,
                    visibility: row.try_get(13)?,
                    created_by: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    definition: row.try_get(16)?,
                    state: row.try_get(17)?,
                    published_at: row.try_get(18)?,
                })
            },
            mapper: |it| Spec::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, GetSpecVersionParams<T1, T2>, SpecQuery<'c, 'a, 's, C, Spec, 2>, C> for GetSpecVersionStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetSpecVersionParams<T1, T2>) -> SpecQuery<'c, 'a, 's, C, Spec, 2> {
        self.bind(client, &params.slug, &params.version)
    }
}
pub struct GetLatestSpecStmt(&'static str, Option<tokio_postgres::Statement>);
/// The version a run of the template uses: published last, active, and the template is offered.
pub fn get_latest_spec() -> GetLatestSpecStmt {
    GetLatestSpecStmt(
        "select s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile, s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition, s.state, s.published_at from content.specs s join content.workflow_templates t on t.id = s.template_id where t.slug = $1 and t.is_active and t.deleted_at is null and s.is_active and s.state = 'published' order by s.published_at desc, s.created_at desc, s.id limit 1",
        None,
    )
}
impl GetLatestSpecStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a T1,
    ) -> SpecQuery<'c, 'a, 's, C, Spec, 1> {
        SpecQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SpecBorrowed, tokio_postgres::Error> {
                Ok(SpecBorrowed {
                    id: row.try_get(0)?,
                    template_id: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    version: row.try_get(3)?,
                    version_hash: row.try_get(4)?,
                    intent_schema: row.try_get(5)?,
                    stages: row.try_get(6)?,
                    qa_config: row.try_get(7)?,
                    output_guarantees: row.try_get(8)?,
                    cost_profile: row.try_get(9)?,
                    artifact_type: row.try_get(10)?,
                    output_formats: row.try_get(11)?,
                    is_active: row.try_get(12)?,
                    visibility: row.try_get(13)?,
                    created_by: row.try_get(14)?,
                    created_at: row.try_get(15)?,
                    definition: row.try_get(16)?,
                    state: row.try_get(17)?,
                    published_at: row.try_get(18)?,
                })
            },
            mapper: |it| Spec::from(it),
        }
    }
}
pub struct ListSpecsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Versions of one template or of all, newest first.
pub fn list_specs() -> ListSpecsStmt {
    ListSpecsStmt(
        "select s.id, t.slug, s.version, s.version_hash, s.state, coalesce(s.is_active, true) as is_active, s.visibility, jsonb_array_length(s.stages) as stage_count, s.created_by, s.created_at, s.published_at from content.specs s join content.workflow_templates t on t.id = s.template_id where $1::text is null or t.slug = $1 order by t.slug, s.created_at desc, s.id",
        None,
    )
}
impl ListSpecsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        slug: &'a Option<T1>,
    ) -> ListSpecsQuery<'c, 'a, 's, C, ListSpecs, 1> {
        ListSpecsQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListSpecsBorrowed, tokio_postgres::Error> {
                Ok(ListSpecsBorrowed {
                    id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    version: row.try_get(2)?,
                    version_hash: row.try_get(3)?,
                    state: row.try_get(4)?,
                    is_active: row.try_get(5)?,
                    visibility: row.try_get(6)?,
                    stage_count: row.try_get(7)?,
                    created_by: row.try_get(8)?,
                    created_at: row.try_get(9)?,
                    published_at: row.try_get(10)?,
                })
            },
            mapper: |it| ListSpecs::from(it),
        }
    }
}
