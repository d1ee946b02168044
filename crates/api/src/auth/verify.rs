//! `GET`, `POST /verify`: a one-time token for a session.

use accounts::{Accounts, LinkKind, Proof, Refusal, Session};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::request::{Body, From};

/// Longer than any code, shorter than any token.
const CODES_ARE_SHORTER: usize = 20;

#[derive(Deserialize)]
pub(super) struct Brought {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    token_hash: String,
    #[serde(default)]
    email: String,
    redirect_to: Option<String>,
}

impl Brought {
    /// `token_hash` is what GoTrue calls the token of a link; `token` is a code with its address, or, in a link, the token of the link.
    fn proof(&self) -> Result<Proof, Refusal> {
        let missing = |what: &str| Refusal::Validation(format!("Verify requires {what}"));
        match (self.token_hash.as_str(), self.token.as_str(), self.email.as_str()) {
            ("", "", _) => Err(missing("either a token or a token hash")),
            ("", token, _) if token.len() > CODES_ARE_SHORTER => Ok(Proof::Token(token.to_owned())),
            ("", _, "") => Err(missing("the email address a code was sent to")),
            ("", code, email) => Ok(Proof::Code { email: email.to_owned(), code: code.to_owned() }),
            (token, ..) => Ok(Proof::Token(token.to_owned())),
        }
    }

    /// None for a code of which the client does not know what it was for.
    fn kind(&self) -> Result<Option<LinkKind>, Refusal> {
        match self.kind.as_str() {
            "" => Err(Refusal::Validation("Verify requires a verification type".to_owned())),
            "email" => Ok(None),
            other => {
                LinkKind::parse(other).map(Some).ok_or_else(|| Refusal::Validation(format!("Invalid email verification type {other:?}")))
            }
        }
    }
}

/// From a program.
pub(super) async fn verify(
    State(accounts): State<Accounts>,
    From(origin): From,
    Body(brought): Body<Brought>,
) -> Result<Json<Session>, Failure> {
    Ok(Json(accounts.redeem(&brought.proof()?, brought.kind()?, &origin).await?))
}

/// From a person who follows the link: led on to this site, with the session where no server sees it.
pub(super) async fn follow(State(accounts): State<Accounts>, From(origin): From, Query(brought): Query<Brought>) -> Response {
    let outcome = match (brought.proof(), brought.kind()) {
        (Ok(proof), Ok(kind)) => accounts.redeem(&proof, kind, &origin).await.map_err(Failure::from),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal.into()),
    };
    let fragment = match outcome {
        Ok(session) => form(&[
            ("access_token", &session.access_token),
            ("expires_at", &session.expires_at.to_string()),
            ("expires_in", &session.expires_in.to_string()),
            ("refresh_token", &session.refresh_token),
            ("token_type", session.token_type),
            ("type", &brought.kind),
        ]),
        Err(failure) => form(&[("error", "access_denied"), ("error_code", failure.code()), ("error_description", failure.message())]),
    };
    let landing = accounts.landing(brought.redirect_to.as_deref());
    // A fragment of its own would swallow ours.
    let landing = landing.split('#').next().unwrap_or_default();
    let no_referrer = (HeaderName::from_static("referrer-policy"), "no-referrer".to_owned());
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{landing}#{fragment}")), no_referrer]).into_response()
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
                b' ' => text.push('+'),
                _ => text.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    text
}
