//! Payloads too large for a row, content-addressed: the name of an object is the SHA-256 of its bytes.

use std::{fmt, fs, io, path::Path, str::FromStr, sync::Arc};

use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, local::LocalFileSystem};
use sha2::{Digest, Sha256};

use crate::{StoreError, files::hex};

/// The SHA-256 of some bytes; shown as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl From<[u8; 32]> for ContentHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for ContentHash {
    type Err = ObjectError;

    fn from_str(text: &str) -> Result<Self, ObjectError> {
        let bad = || ObjectError::BadHash(text.to_owned());
        if text.len() != 64 || !text.is_ascii() {
            return Err(bad());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

/// Why an object could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// There is none of that name.
    #[error("there is no object {0}; it was removed, or the object store is not the one it was written to")]
    Missing(ContentHash),
    /// The bytes are not those that were kept.
    #[error("object {expected} is damaged: its bytes have the hash {found}; restore it from a backup")]
    Damaged {
        /// Its name.
        expected: ContentHash,
        /// What its bytes hash to.
        found: ContentHash,
    },
    /// Not a hash.
    #[error("{0:?} is not a SHA-256 (64 hexadecimal digits)")]
    BadHash(String),
    /// The store failed.
    #[error("the object store failed: {0}")]
    Store(#[from] object_store::Error),
}

/// A content-addressed object store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
}

impl Objects {
    /// Objects in a local folder, which is created. What is kept is on disk before it is acknowledged.
    pub fn local(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| StoreError::io("create", folder, error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| StoreError::io("open", folder, io::Error::other(error)))?;
        Ok(Self::over(Arc::new(store.with_fsync(true))))
    }

    /// Objects in any store.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// Keeps `bytes` under their hash. Keeping them again costs a look and changes nothing.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<ContentHash, ObjectError> {
        let hash = ContentHash::of(&bytes);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        if self.contains(&hash).await? {
            return Ok(hash);
        }
        match self.store.put_opts(&path(&hash), PutPayload::from(bytes), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(hash),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of that hash, verified.
    pub async fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ObjectError> {
        let found = match self.store.get(&path(hash)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Err(ObjectError::Missing(*hash)),
            Err(error) => return Err(error.into()),
        };
        match ContentHash::of(&found) {
            same if same == *hash => Ok(found.into()),
            other => Err(ObjectError::Damaged { expected: *hash, found: other }),
        }
    }

    /// Removes the bytes of that hash; none are no failure. Who may still need them is the caller's to know.
    pub async fn remove(&self, hash: &ContentHash) -> Result<(), ObjectError> {
        match self.store.delete(&path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether there are bytes of that hash.
    pub async fn contains(&self, hash: &ContentHash) -> Result<bool, ObjectError> {
        match self.store.head(&path(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// `sha256/ab/cdef…`: no folder grows too large.
fn path(hash: &ContentHash) -> object_store::path::Path {
    let name = hash.to_string();
    object_store::path::Path::from(format!("sha256/{}/{}", &name[..2], &name[2..]))
}
