//! Why something was refused, and what failed.

use std::time::Duration;

use store::StoreError;

/// Refusals and failures.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The caller may not, or asked for something impossible. Nothing was changed, but for a session that ended by a replayed token.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stored cannot be used.
    #[error("{0}")]
    Broken(String),
}

impl From<tokio_postgres::Error> for AccountsError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Why it was refused. The texts are those GoTrue's clients know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such account, or another password: nobody learns which.
    #[error("Invalid login credentials")]
    InvalidCredentials,
    /// The account's address was never confirmed.
    #[error("Email not confirmed")]
    EmailNotConfirmed,
    /// The account is banned or suspended.
    #[error("User is banned")]
    Banned,
    /// Strangers may not make accounts here.
    #[error("Signups not allowed for this instance")]
    SignUpDisabled,
    /// Neither address nor phone number.
    #[error("Anonymous sign-ins are disabled")]
    AnonymousDisabled,
    /// A phone number.
    #[error("Phone logins are disabled")]
    PhoneDisabled,
    /// A password that is too short.
    #[error("Password should be at least {at_least} characters.")]
    WeakPassword {
        /// The least.
        at_least: usize,
    },
    /// The new password is the old one.
    #[error("New password should be different from the old password.")]
    SamePassword,
    /// Signing up with an address that has an account.
    #[error("User already registered")]
    UserExists,
    /// Giving an account the address of another.
    #[error("A user with this email address has already been registered")]
    EmailExists,
    /// Giving an account the phone number of another.
    #[error("A user with this phone number has already been registered")]
    PhoneExists,
    /// Not an address.
    #[error("Unable to validate email address: invalid format")]
    InvalidEmail,
    /// A field that cannot be used.
    #[error("{0}")]
    Validation(String),
    /// A refresh token of no session.
    #[error("Invalid Refresh Token: Refresh Token Not Found")]
    RefreshTokenNotFound,
    /// A refresh token that was used before. Its session has been ended.
    #[error("Invalid Refresh Token: Already Used")]
    RefreshTokenUsed,
    /// The session is over.
    #[error("Invalid Refresh Token: Session Expired")]
    SessionExpired,
    /// Another refresh of the session did not end in time.
    #[error("Too many concurrent token refresh requests on the same session")]
    Conflict,
    /// No token.
    #[error("This endpoint requires a valid Bearer token")]
    NoAuthorization,
    /// A token that is none of ours, or no longer good.
    #[error("invalid JWT: {0}")]
    BadJwt(&'static str),
    /// The token's session was ended.
    #[error("Session from session_id claim in JWT does not exist")]
    SessionNotFound,
    /// No such account.
    #[error("User not found")]
    UserNotFound,
    /// Something for the service alone.
    #[error("User not allowed")]
    NotAdmin,
    /// A one-time token that was used, is too old, or never was.
    #[error("Email link is invalid or has expired")]
    OtpExpired,
    /// The account still owns runs.
    #[error("The account still has runs; delete it with DELETE /api/v1/users/{{id}}?runs=transfer or runs=delete")]
    HasRuns,
    /// Nobody would be an active admin any more.
    #[error("This is the only active admin; make another account an admin first")]
    LastAdmin,
    /// Too many attempts.
    #[error("Request rate limit reached")]
    TooMany {
        /// When the next may succeed.
        retry_after: Duration,
    },
    /// Too many letters.
    #[error("For security purposes, you can only request this after {} seconds.", retry_after.as_secs().max(1))]
    TooManyLetters {
        /// When the next may be sent.
        retry_after: Duration,
    },
}

impl Refusal {
    /// The symbolic code of GoTrue.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::InvalidCredentials => "invalid_credentials",
            Refusal::EmailNotConfirmed => "email_not_confirmed",
            Refusal::Banned => "user_banned",
            Refusal::SignUpDisabled => "signup_disabled",
            Refusal::AnonymousDisabled => "anonymous_provider_disabled",
            Refusal::PhoneDisabled => "phone_provider_disabled",
            Refusal::WeakPassword { .. } => "weak_password",
            Refusal::SamePassword => "same_password",
            Refusal::UserExists => "user_already_exists",
            Refusal::EmailExists => "email_exists",
            Refusal::PhoneExists => "phone_exists",
            Refusal::InvalidEmail => "email_address_invalid",
            Refusal::Validation(_) => "validation_failed",
            Refusal::RefreshTokenNotFound => "refresh_token_not_found",
            Refusal::RefreshTokenUsed => "refresh_token_already_used",
            Refusal::SessionExpired => "session_expired",
            Refusal::Conflict | Refusal::HasRuns | Refusal::LastAdmin => "conflict",
            Refusal::NoAuthorization => "no_authorization",
            Refusal::BadJwt(_) => "bad_jwt",
            Refusal::SessionNotFound => "session_not_found",
            Refusal::UserNotFound => "user_not_found",
            Refusal::NotAdmin => "not_admin",
            Refusal::OtpExpired => "otp_expired",
            Refusal::TooMany { .. } => "over_request_rate_limit",
            Refusal::TooManyLetters { .. } => "over_email_send_rate_limit",
        }
    }
}
