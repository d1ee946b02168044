//! Who asks: the bearer token or API key of a request, verified.

use accounts::AccountsError;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use store::session::Claims;
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;
use crate::state::Api;

/// Whoever asks, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) claims: Claims,
    pub(crate) account: Option<Uuid>,
}

/// An account that is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) claims: Claims,
    pub(crate) account: Uuid,
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let text = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default().trim().to_owned());
        let bearer = match text(AUTHORIZATION.as_str()) {
            None => None,
            Some(header) => match header.split_once(' ') {
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim().to_owned()),
                _ => return Err(Problem::new(Code::NotSignedIn, "the Authorization header must be `Bearer` and an access token")),
            },
        };
        let verified = api.accounts().resolve(bearer.as_deref(), text("apikey").as_deref()).await?;
        // A program with the secret key is no account; what it may do stands at /auth/v1.
        Ok(Self { claims: verified.claims.clone(), account: verified.account })
    }
}

impl FromRequestParts<Api> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.account {
            Some(account) => Ok(Self { claims: caller.claims, account }),
            None => Err(Problem::new(
                Code::NotSignedIn,
                "sign in first: send `Authorization: Bearer` and the access token of POST /auth/v1/token",
            )),
        }
    }
}

/// What accounts refuse, as this interface says it. `/auth/v1` says it as GoTrue does.
impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        use accounts::Refusal as R;
        let refusal = match error {
            AccountsError::Refused(refusal) => refusal,
            AccountsError::Store(error) => return error.into(),
            broken @ AccountsError::Broken(_) => return Self::internal(&broken),
        };
        let text = refusal.to_string();
        match refusal {
            R::BadJwt(_) | R::SessionNotFound | R::Banned | R::UserNotFound | R::NoAuthorization | R::SessionExpired => {
                Self::new(Code::NotSignedIn, format!("{text}; sign in again"))
            }
            R::EmailExists | R::UserExists => Self::new(Code::EmailTaken, text),
            R::LastAdmin => Self::new(Code::LastAdmin, text),
            R::WeakPassword { .. } => Self::field("password", text),
            R::InvalidEmail => Self::field("email", text),
            R::TooMany { retry_after } | R::TooManyLetters { retry_after } => {
                Self::new(Code::TooManyRequests, text).retry_after(retry_after.as_secs().max(1))
            }
            _ => Self::new(Code::InvalidRequest, text),
        }
    }
}
