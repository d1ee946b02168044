// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct ListArtifactsParams {
    pub run_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Clone, Copy, Debug)]
pub struct ListCurrentArtifactsParams {
    pub run_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Clone, Copy, Debug)]
pub struct GetArtifactParams {
    pub artifact_id: uuid::Uuid,
    pub owner: Option<uuid::Uuid>,
}
#[derive(Debug)]
pub struct BrowseArtifactsParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub owner: Option<uuid::Uuid>,
    pub before_created: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub kind: Option<T1>,
    pub words: Option<T2>,
    pub page_size: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ListArtifacts {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<String>,
    pub attempt_number: Option<i32>,
    pub file_name: String,
    pub file_path: String,
    pub content_type: Option<String>,
    pub media_type: Option<String>,
    pub content_hash: Option<String>,
    pub size_bytes: i64,
    pub storage_url: Option<String>,
    pub artifact_type: Option<String>,
    pub created_at: jiff::Timestamp,
    pub attempt_status: Option<String>,
    pub current: bool,
}
pub struct ListArtifactsBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<&'a str>,
    pub attempt_number: Option<i32>,
    pub file_name: &'a str,
    pub file_path: &'a str,
    pub content_type: Option<&'a str>,
    pub media_type: Option<&'a str>,
    pub content_hash: Option<&'a str>,
    pub size_bytes: i64,
    pub storage_url: Option<&'a str>,
    pub artifact_type: Option<&'a str>,
    pub created_at: jiff::Timestamp,
    pub attempt_status: Option<&'a str>,
    pub current: bool,
}
impl<'a> From<ListArtifactsBorrowed<'a>> for ListArtifacts {
    fn from(
        ListArtifactsBorrowed {
            id,
            run_id,
            gate_id,
            attempt_number,
            file_name,
            file_path,
            content_type,
            media_type,
            content_hash,
            size_bytes,
            storage_url,
            artifact_type,
            created_at,
            attempt_status,
            current,
        }: ListArtifactsBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            gate_id: gate_id.map(|v| v.into()),
            attempt_number,
            file_name: file_name.into(),
            file_path: file_path.into(),
            content_type: content_type.map(|v| v.into()),
            media_type: media_type.map(|v| v.into()),
            content_hash: content_hash.map(|v| v.into()),
            size_bytes,
            storage_url: storage_url.map(|v| v.into()),
            artifact_type: artifact_type.map(|v| v.into()),
            created_at,
            attempt_status: attempt_status.map(|v| v.into()),
            current,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<String>,
    pub attempt_number: Option<i32>,
    pub file_name: String,
    pub file_path: String,
    pub content_type: Option<String>,
    pub media_type: Option<String>,
    pub content_hash: Option<String>,
    pub size_bytes: i64,
    pub storage_url: Option<String>,
    pub artifact_type: Option<String>,
    pub created_at: jiff::Timestamp,
}
pub struct ArtifactBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<&'a str>,
    pub attempt_number: Option<i32>,
    pub file_name: &'a str,
    pub file_path: &'a str,
    pub content_type: Option<&'a str>,
    pub media_type: Option<&'a str>,
    pub content_hash: Option<&'a str>,
    pub size_bytes: i64,
    pub storage_url: Option<&'a str>,
    pub artifact_type: Option<&'a str>,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<ArtifactBorrowed<'a>> for Artifact {
    fn from(
        ArtifactBorrowed {
            id,
            run_id,
            gate_id,
            attempt_number,
            file_name,
            file_path,
            content_type,
            media_type,
            content_hash,
            size_bytes,
            storage_url,
            artifact_type,
            created_at,
        }: ArtifactBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            gate_id: gate_id.map(|v| v.into()),
            attempt_number,
            file_name: file_name.into(),
            file_path: file_path.into(),
            content_type: content_type.map(|v| v.into()),
            media_type: media_type.map(|v| v.into()),
            content_hash: content_hash.map(|v| v.into()),
            size_bytes,
            storage_url: storage_url.map(|v| v.into()),
            artifact_type: artifact_type.map(|v| v.into()),
            created_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetArtifact {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub file_name: String,
    pub file_path: String,
    pub content_type: Option<String>,
    pub media_type: Option<String>,
    pub content: Option<String>,
    pub content_hash: Option<String>,
    pub size_bytes: i64,
    pub storage_url: Option<String>,
}
pub struct GetArtifactBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub file_name: &'a str,
    pub file_path: &'a str,
    pub content_type: Option<&'a str>,
    pub media_type: Option<&'a str>,
    pub content: Option<&'a str>,
    pub content_hash: Option<&'a str>,
    pub size_bytes: i64,
    pub storage_url: Option<&'a str>,
}
impl<'a> From<GetArtifactBorrowed<'a>> for GetArtifact {
    fn from(
        GetArtifactBorrowed {
            id,
            run_id,
            file_name,
            file_path,
            content_type,
            media_type,
            content,
            content_hash,
            size_bytes,
            storage_url,
        }: GetArtifactBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            file_name: file_name.into(),
            file_path: file_path.into(),
            content_type: content_type.map(|v| v.into()),
            media_type: media_type.map(|v| v.into()),
            content: content.map(|v| v.into()),
            content_hash: content_hash.map(|v| v.into()),
            size_bytes,
            storage_url: storage_url.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct FilesOfAttempts {
    pub gate_id: String,
    pub attempt_number: i32,
    pub path: String,
    pub sha256: String,
    pub bytes: Option<Vec<u8>>,
    pub location: Option<String>,
}
pub struct FilesOfAttemptsBorrowed<'a> {
    pub gate_id: &'a str,
    pub attempt_number: i32,
    pub path: &'a str,
    pub sha256: &'a str,
    pub bytes: Option<&'a [u8]>,
    pub location: Option<&'a str>,
}
impl<'a> From<FilesOfAttemptsBorrowed<'a>> for FilesOfAttempts {
    fn from(FilesOfAttemptsBorrowed { gate_id, attempt_number, path, sha256, bytes, location }: FilesOfAttemptsBorrowed<'a>) -> Self {
        Self {
            gate_id: gate_id.into(),
            attempt_number,
            path: path.into(),
            sha256: sha256.into(),
            bytes: bytes.map(|v| v.into()),
            location: location.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentFiles {
    pub path: String,
    pub sha256: String,
    pub bytes: Option<Vec<u8>>,
    pub location: Option<String>,
}
pub struct CurrentFilesBorrowed<'a> {
    pub path: &'a str,
    pub sha256: &'a str,
    pub bytes: Option<&'a [u8]>,
    pub location: Option<&'a str>,
}
impl<'a> From<CurrentFilesBorrowed<'a>> for CurrentFiles {
    fn from(CurrentFilesBorrowed { path, sha256, bytes, location }: CurrentFilesBorrowed<'a>) -> Self {
        Self { path: path.into(), sha256: sha256.into(), bytes: bytes.map(|v| v.into()), location: location.map(|v| v.into()) }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Browsed {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<String>,
    pub attempt_number: Option<i32>,
    pub file_name: String,
    pub file_path: String,
    pub content_type: Option<String>,
    pub media_type: Option<String>,
    pub content_hash: Option<String>,
    pub size_bytes: i64,
    pub artifact_type: Option<String>,
    pub created_at: jiff::Timestamp,
    pub current: bool,
    pub run_name: Option<String>,
    pub project_slug: String,
    pub template: String,
}
pub struct BrowsedBorrowed<'a> {
    pub id: uuid::Uuid,
    pub run_id: uuid::Uuid,
    pub gate_id: Option<&'a str>,
    pub attempt_number: Option<i32>,
    pub file_name: &'a str,
    pub file_path: &'a str,
    pub content_type: Option<&'a str>,
    pub media_type: Option<&'a str>,
    pub content_hash: Option<&'a str>,
    pub size_bytes: i64,
    pub artifact_type: Option<&'a str>,
    pub created_at: jiff::Timestamp,
    pub current: bool,
    pub run_name: Option<&'a str>,
    pub project_slug: &'a str,
    pub template: &'a str,
}
impl<'a> From<BrowsedBorrowed<'a>> for Browsed {
    fn from(
        BrowsedBorrowed {
            id,
            run_id,
            gate_id,
            attempt_number,
            file_name,
            file_path,
            content_type,
            media_type,
            content_hash,
            size_bytes,
            artifact_type,
            created_at,
            current,
            run_name,
            project_slug,
            template,
        }: BrowsedBorrowed<'a>,
    ) -> Self {
        Self {
            id,
            run_id,
            gate_id: gate_id.map(|v| v.into()),
            attempt_number,
            file_name: file_name.into(),
            file_path: file_path.into(),
            content_type: content_type.map(|v| v.into()),
            media_type: media_type.map(|v| v.into()),
            content_hash: content_hash.map(|v| v.into()),
            size_bytes,
            artifact_type: artifact_type.map(|v| v.into()),
            created_at,
            current,
            run_name: run_name.map(|v| v.into()),
            project_slug: project_slug.into(),
            template: template.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct PayloadBytes {
    pub sha256: String,
    pub size_bytes: i64,
    pub bytes: Option<Vec<u8>>,
    pub location: Option<String>,
}
pub struct PayloadBytesBorrowed<'a> {
    pub sha256: &'a str,
    pub size_bytes: i64,
    pub bytes: Option<&'a [u8]>,
    pub location: Option<&'a str>,
}
impl<'a> From<PayloadBytesBorrowed<'a>> for PayloadBytes {
    fn from(PayloadBytesBorrowed { sha256, size_bytes, bytes, location }: PayloadBytesBorrowed<'a>) -> Self {
        Self { sha256: sha256.into(), size_bytes, bytes: bytes.map(|v| v.into()), location: location.map(|v| v.into()) }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct ListArtifactsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListArtifactsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListArtifactsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListArtifactsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListArtifactsBorrowed) -> R) -> ListArtifactsQuery<'c, 'a, 's, C, R, N> {
        ListArtifactsQuery {
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
pub struct ArtifactQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ArtifactBorrowed, tokio_postgres::Error>,
    mapper: fn(ArtifactBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ArtifactQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ArtifactBorrowed) -> R) -> ArtifactQuery<'c, 'a, 's, C, R, N> {
        ArtifactQuery {
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
pub struct GetArtifactQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetArtifactBorrowed, tokio_postgres::Error>,
    mapper: fn(GetArtifactBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetArtifactQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetArtifactBorrowed) -> R) -> GetArtifactQuery<'c, 'a, 's, C, R, N> {
        GetArtifactQuery {
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
pub struct FilesOfAttemptsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<FilesOfAttemptsBorrowed, tokio_postgres::Error>,
    mapper: fn(FilesOfAttemptsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> FilesOfAttemptsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(FilesOfAttemptsBorrowed) -> R) -> FilesOfAttemptsQuery<'c, 'a, 's, C, R, N> {
        FilesOfAttemptsQuery {
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
pub struct CurrentFilesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CurrentFilesBorrowed, tokio_postgres::Error>,
    mapper: fn(CurrentFilesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CurrentFilesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CurrentFilesBorrowed) -> R) -> CurrentFilesQuery<'c, 'a, 's, C, R, N> {
        CurrentFilesQuery {
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
pub struct BrowsedQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<BrowsedBorrowed, tokio_postgres::Error>,
    mapper: fn(BrowsedBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BrowsedQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(BrowsedBorrowed) -> R) -> BrowsedQuery<'c, 'a, 's, C, R, N> {
        BrowsedQuery { client: self.client, params: self.params, query: self.query, cached: self.cached, extractor: self.extractor, mapper }
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
pub struct PayloadBytesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<PayloadBytesBorrowed, tokio_postgres::Error>,
    mapper: fn(PayloadBytesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> PayloadBytesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(PayloadBytesBorrowed) -> R) -> PayloadBytesQuery<'c, 'a, 's, C, R, N> {
        PayloadBytesQuery {
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
pub struct ListArtifactsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every file of a run, of all attempts, in the order of the pipeline, with what its attempt is and whether the file is the one that counts.
pub fn list_artifacts() -> ListArtifactsStmt {
    ListArtifactsStmt(
        "select f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url, f.artifact_type, f.created_at, a.status as attempt_status, f.id in (select c.id from content.current_artifacts c where c.run_id = $1) as current from content.artifacts f join content.runs r on r.id = f.run_id left join content.gate_attempts a on a.id = f.gate_execution_id where f.run_id = $1 and ($2::uuid is null or r.user_id = $2) order by a.gate_order nulls last, f.attempt_number, f.file_path, f.id",
        None,
    )
}
impl ListArtifactsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> ListArtifactsQuery<'c, 'a, 's, C, ListArtifacts, 2> {
        ListArtifactsQuery {
            client,
            params: [run_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListArtifactsBorrowed, tokio_postgres::Error> {
                Ok(ListArtifactsBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    gate_id: row.try_get(2)?,
                    attempt_number: row.try_get(3)?,
                    file_name: row.try_get(4)?,
                    file_path: row.try_get(5)?,
                    content_type: row.try_get(6)?,
                    media_type: row.try_get(7)?,
                    content_hash: row.try_get(8)?,
                    size_bytes: row.try_get(9)?,
                    storage_url: row.try_get(10)?,
                    artifact_type: row.try_get(11)?,
                    created_at: row.try_get(12)?,
                    attempt_status: row.try_get(13)?,
                    current: row.try_get(14)?,
                })
            },
            mapper: |it| ListArtifacts::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, ListArtifactsParams, ListArtifactsQuery<'c, 'a, 's, C, ListArtifacts, 2>, C>
    for ListArtifactsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListArtifactsParams) -> ListArtifactsQuery<'c, 'a, 's, C, ListArtifacts, 2> {
        self.bind(client, &params.run_id, &params.owner)
    }
}
pub struct ListCurrentArtifactsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of each path of a run the file that counts, by path.
pub fn list_current_artifacts() -> ListCurrentArtifactsStmt {
    ListCurrentArtifactsStmt(
        "select coalesce(f.id, gen_random_uuid()) as id, coalesce(f.run_id, $1) as run_id, f.gate_id, f.attempt_number, coalesce(f.file_name, '') as file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url, f.artifact_type, coalesce(f.created_at, now()) as created_at from content.current_artifacts f join content.runs r on r.id = f.run_id where f.run_id = $1 and ($2::uuid is null or r.user_id = $2) order by file_path",
        None,
    )
}
impl ListCurrentArtifactsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> ArtifactQuery<'c, 'a, 's, C, Artifact, 2> {
        ArtifactQuery {
            client,
            params: [run_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ArtifactBorrowed, tokio_postgres::Error> {
                Ok(ArtifactBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    gate_id: row.try_get(2)?,
                    attempt_number: row.try_get(3)?,
                    file_name: row.try_get(4)?,
                    file_path: row.try_get(5)?,
                    content_type: row.try_get(6)?,
                    media_type: row.try_get(7)?,
                    content_hash: row.try_get(8)?,
                    size_bytes: row.try_get(9)?,
                    storage_url: row.try_get(10)?,
                    artifact_type: row.try_get(11)?,
                    created_at: row.try_get(12)?,
                })
            },
            mapper: |it| Artifact::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, ListCurrentArtifactsParams, ArtifactQuery<'c, 'a, 's, C, Artifact, 2>, C>
    for ListCurrentArtifactsStmt
{
    fn params(&'s self, client: &'c C, params: &'a ListCurrentArtifactsParams) -> ArtifactQuery<'c, 'a, 's, C, Artifact, 2> {
        self.bind(client, &params.run_id, &params.owner)
    }
}
pub struct GetArtifactStmt(&'static str, Option<tokio_postgres::Statement>);
/// One file with its content, or where its bytes are.
pub fn get_artifact() -> GetArtifactStmt {
    GetArtifactStmt(
        "select f.id, f.run_id, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content, f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url from content.artifacts f join content.runs r on r.id = f.run_id where f.id = $1 and ($2::uuid is null or r.user_id = $2)",
        None,
    )
}
impl GetArtifactStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        artifact_id: &'a uuid::Uuid,
        owner: &'a Option<uuid::Uuid>,
    ) -> GetArtifactQuery<'c, 'a, 's, C, GetArtifact, 2> {
        GetArtifactQuery {
            client,
            params: [artifact_id, owner],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GetArtifactBorrowed, tokio_postgres::Error> {
                Ok(GetArtifactBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    file_name: row.try_get(2)?,
                    file_path: row.try_get(3)?,
                    content_type: row.try_get(4)?,
                    media_type: row.try_get(5)?,
                    content: row.try_get(6)?,
                    content_hash: row.try_get(7)?,
                    size_bytes: row.try_get(8)?,
                    storage_url: row.try_get(9)?,
                })
            },
            mapper: |it| GetArtifact::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, GetArtifactParams, GetArtifactQuery<'c, 'a, 's, C, GetArtifact, 2>, C> for GetArtifactStmt
{
    fn params(&'s self, client: &'c C, params: &'a GetArtifactParams) -> GetArtifactQuery<'c, 'a, 's, C, GetArtifact, 2> {
        self.bind(client, &params.artifact_id, &params.owner)
    }
}
pub struct FilesOfAttemptsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Every file of a run, of all attempts, with its bytes or where they are.
pub fn files_of_attempts() -> FilesOfAttemptsStmt {
    FilesOfAttemptsStmt(
        "select coalesce(f.gate_id, '') as gate_id, coalesce(f.attempt_number, 1) as attempt_number, coalesce(f.file_path, f.file_name) as path, coalesce(f.content_hash, '') as sha256, p.bytes, p.location from content.artifacts f left join engine.payloads p on p.sha256 = f.content_hash where f.run_id = $1 order by gate_id, attempt_number, path",
        None,
    )
}
impl FilesOfAttemptsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> FilesOfAttemptsQuery<'c, 'a, 's, C, FilesOfAttempts, 1> {
        FilesOfAttemptsQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<FilesOfAttemptsBorrowed, tokio_postgres::Error> {
                Ok(FilesOfAttemptsBorrowed {
                    gate_id: row.try_get(0)?,
                    attempt_number: row.try_get(1)?,
                    path: row.try_get(2)?,
                    sha256: row.try_get(3)?,
                    bytes: row.try_get(4)?,
                    location: row.try_get(5)?,
                })
            },
            mapper: |it| FilesOfAttempts::from(it),
        }
    }
}
pub struct CurrentFilesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Of each path of a run the file that counts, with its bytes or where they are.
pub fn current_files() -> CurrentFilesStmt {
    CurrentFilesStmt(
        "select coalesce(f.file_path, f.file_name, '') as path, coalesce(f.content_hash, '') as sha256, p.bytes, p.location from content.current_artifacts f left join engine.payloads p on p.sha256 = f.content_hash where f.run_id = $1 order by path",
        None,
    )
}
impl CurrentFilesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        run_id: &'a uuid::Uuid,
    ) -> CurrentFilesQuery<'c, 'a, 's, C, CurrentFiles, 1> {
        CurrentFilesQuery {
            client,
            params: [run_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CurrentFilesBorrowed, tokio_postgres::Error> {
                Ok(CurrentFilesBorrowed {
                    path: row.try_get(0)?,
                    sha256: row.try_get(1)?,
                    bytes: row.try_get(2)?,
                    location: row.try_get(3)?,
                })
            },
            mapper: |it| CurrentFiles::from(it),
        }
    }
}
pub struct BrowseArtifactsStmt(&'static str, Option<tokio_postgres::Statement>);
/// Files that count over all runs, newest first; of this owner, or of all for an admin. Pages as runs do.
pub fn browse_artifacts() -> BrowseArtifactsStmt {
    BrowseArtifactsStmt(
        "select f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.artifact_type, f.created_at, true as current, r.display_name as run_name, r.project_slug, t.slug as template from content.artifacts f join content.runs r on r.id = f.run_id join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id where ($1::uuid is null or r.user_id = $1) and (f.created_at, f.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) and ($4::text is null or f.content_type = $4 or f.artifact_type = $4) and ($5::text is null or concat_ws(' ', f.file_path, f.file_name, r.display_name, r.project_slug) ilike '%' || $5 || '%') and exists (select from content.current_artifacts c where c.run_id = f.run_id and c.id = f.id) order by f.created_at desc, f.id desc limit $6",
        None,
    )
}
impl BrowseArtifactsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        owner: &'a Option<uuid::Uuid>,
        before_created: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        kind: &'a Option<T1>,
        words: &'a Option<T2>,
        page_size: &'a i64,
    ) -> BrowsedQuery<'c, 'a, 's, C, Browsed, 6> {
        BrowsedQuery {
            client,
            params: [owner, before_created, before_id, kind, words, page_size],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BrowsedBorrowed, tokio_postgres::Error> {
                Ok(BrowsedBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    gate_id: row.try_get(2)?,
                    attempt_number: row.try_get(3)?,
                    file_name: row.try_get(4)?,
                    file_path: row.try_get(5)?,
                    content_type: row.try_get(6)?,
                    media_type: row.try_get(7)?,
                    content_hash: row.try_get(8)?,
                    size_bytes: row.try_get(9)?,
                    artifact_type: row.try_get(10)?,
                    created_at: row.try_get(11)?,
                    current: row.try_get(12)?,
                    run_name: row.try_get(13)?,
                    project_slug: row.try_get(14)?,
                    template: row.try_get(15)?,
                })
            },
            mapper: |it| Browsed::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, BrowseArtifactsParams<T1, T2>, BrowsedQuery<'c, 'a, 's, C, Browsed, 6>, C>
    for BrowseArtifactsStmt
{
    fn params(&'s self, client: &'c C, params: &'a BrowseArtifactsParams<T1, T2>) -> BrowsedQuery<'c, 'a, 's, C, Browsed, 6> {
        self.bind(client, &params.owner, &params.before_created, &params.before_id, &params.kind, &params.words, &params.page_size)
    }
}
pub struct GetBrowsedArtifactStmt(&'static str, Option<tokio_postgres::Statement>);
/// One file, with the run it belongs to.
pub fn get_browsed_artifact() -> GetBrowsedArtifactStmt {
    GetBrowsedArtifactStmt(
        "select f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.artifact_type, f.created_at, exists (select from content.current_artifacts c where c.run_id = f.run_id and c.id = f.id) as current, r.display_name as run_name, r.project_slug, t.slug as template from content.artifacts f join content.runs r on r.id = f.run_id join content.specs s on s.id = r.spec_id join content.workflow_templates t on t.id = s.template_id where f.id = $1",
        None,
    )
}
impl GetBrowsedArtifactStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        artifact_id: &'a uuid::Uuid,
    ) -> BrowsedQuery<'c, 'a, 's, C, Browsed, 1> {
        BrowsedQuery {
            client,
            params: [artifact_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BrowsedBorrowed, tokio_postgres::Error> {
                Ok(BrowsedBorrowed {
                    id: row.try_get(0)?,
                    run_id: row.try_get(1)?,
                    gate_id: row.try_get(2)?,
                    attempt_number: row.try_get(3)?,
                    file_name: row.try_get(4)?,
                    file_path: row.try_get(5)?,
                    content_type: row.try_get(6)?,
                    media_type: row.try_get(7)?,
                    content_hash: row.try_get(8)?,
                    size_bytes: row.try_get(9)?,
                    artifact_type: row.try_get(10)?,
                    created_at: row.try_get(11)?,
                    current: row.try_get(12)?,
                    run_name: row.try_get(13)?,
                    project_slug: row.try_get(14)?,
                    template: row.try_get(15)?,
                })
            },
            mapper: |it| Browsed::from(it),
        }
    }
}
pub struct PayloadBytesStmt(&'static str, Option<tokio_postgres::Statement>);
/// Where the bytes of a hash are. For the service, after the caller's own eyes have seen the row that names the hash.
pub fn payload_bytes() -> PayloadBytesStmt {
    PayloadBytesStmt("select p.sha256, p.size_bytes, p.bytes, p.location from engine.payloads p where p.sha256 = any ($1)", None)
}
impl PayloadBytesStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = T1>>(
        &'s self,
        client: &'c C,
        hashes: &'a T2,
    ) -> PayloadBytesQuery<'c, 'a, 's, C, PayloadBytes, 1> {
        PayloadBytesQuery {
            client,
            params: [hashes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<PayloadBytesBorrowed, tokio_postgres::Error> {
                Ok(PayloadBytesBorrowed {
                    sha256: row.try_get(0)?,
                    size_bytes: row.try_get(1)?,
                    bytes: row.try_get(2)?,
                    location: row.try_get(3)?,
                })
            },
            mapper: |it| PayloadBytes::from(it),
        }
    }
}
