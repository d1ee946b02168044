//! The keys that programs carry.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use serde_json::json;

use crate::refusal::AccountsError;
use crate::secret;
use crate::verified::Role;

/// Ten years, as long as such keys have always lived.
const LEGACY_LIFETIME: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// The two keys, in one of their forms. `anon` may be public; `service_role` passes row-level security and is a secret.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ApiKeys {
    /// For browsers.
    pub anon: String,
    /// For servers.
    pub service_role: String,
}

impl std::fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeys").field("anon", &self.anon).finish_non_exhaustive()
    }
}

/// The form of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `sb_publishable_…`, `sb_secret_…`.
    Opaque,
    /// A JWT that names the role.
    Jwt,
}

impl Form {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Form::Opaque => "opaque",
            Form::Jwt => "jwt",
        }
    }
}

/// Every role a key can have, in every form.
pub(crate) const ALL: [(Role, Form); 4] =
    [(Role::Anon, Form::Opaque), (Role::Service, Form::Opaque), (Role::Anon, Form::Jwt), (Role::Service, Form::Jwt)];

/// A key that never was.
pub(crate) fn generate(role: Role, form: Form, now: Timestamp) -> Result<String, AccountsError> {
    match form {
        Form::Opaque => {
            let prefix = if role == Role::Service { "sb_secret" } else { "sb_publishable" };
            Ok(format!("{prefix}_{}", secret::text()?))
        }
        Form::Jwt => {
            // Nobody verifies this signature, so its secret is not kept: the key counts as the text it is.
            let secret = EncodingKey::from_secret(&secret::bytes::<32>()?);
            let expires = now.checked_add(LEGACY_LIFETIME).unwrap_or(Timestamp::MAX);
            let claims = json!({ "iss": "gatewright", "role": role.as_str(), "iat": now.as_second(), "exp": expires.as_second() });
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret)
                .map_err(|error| AccountsError::Broken(format!("a key could not be made: {error}")))
        }
    }
}

/// The keys that count, by hash: looking one up compares no secret byte by byte.
#[derive(Default)]
pub(crate) struct KeyTable {
    roles: HashMap<[u8; 32], Role>,
    texts: HashMap<(Role, &'static str), String>,
}

impl KeyTable {
    pub(crate) fn add(&mut self, role: &str, form: &str, key: String) {
        let role = if role == Role::Service.as_str() { Role::Service } else { Role::Anon };
        let form = if form == Form::Jwt.as_str() { Form::Jwt } else { Form::Opaque };
        self.roles.insert(secret::hash(&key), role);
        self.texts.insert((role, form.as_str()), key);
    }

    pub(crate) fn has(&self, role: Role, form: Form) -> bool {
        self.texts.contains_key(&(role, form.as_str()))
    }

    pub(crate) fn role_of(&self, hash: &[u8; 32]) -> Option<Role> {
        self.roles.get(hash).copied()
    }

    pub(crate) fn keys(&self, form: Form) -> ApiKeys {
        let text = |role| self.texts.get(&(role, form.as_str())).cloned().unwrap_or_default();
        ApiKeys { anon: text(Role::Anon), service_role: text(Role::Service) }
    }
}
