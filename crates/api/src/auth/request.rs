//! What a request brings, read as GoTrue reads it.

use std::net::{IpAddr, SocketAddr};

use accounts::Origin;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::failure::Failure;

/// A body of JSON, whatever its content type says. An empty one is an empty object.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let code = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { "request_too_large" } else { "bad_json" };
            Failure::new(rejection.status(), code, rejection.body_text())
        })?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(text)
            .map(Self)
            .map_err(|error| Failure::new(StatusCode::BAD_REQUEST, "bad_json", format!("Could not parse request body as JSON: {error}")))
    }
}

/// Where the request came from.
pub(super) struct From(pub(super) Origin);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned);
        Ok(Self(Origin { address: address(peer, &parts.headers), user_agent }))
    }
}

/// The peer's address; behind a proxy on this machine, the one the proxy added. Anybody else can write into that header what they like.
fn address(peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    if peer.is_some_and(|peer| peer.to_canonical().is_loopback()) {
        let last = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        if let Some(added) = last.and_then(|value| value.rsplit(',').next()).and_then(|text| text.trim().parse().ok()) {
            return Some(added);
        }
    }
    peer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_says_for_whom_it_asks() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().expect("a header"));
        let ip = |text: &str| Some(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(address(ip("127.0.0.1"), &headers), ip("198.51.100.7"), "the last is the proxy's own word");
        assert_eq!(address(ip("::1"), &headers), ip("198.51.100.7"));
        assert_eq!(address(ip("192.0.2.1"), &headers), ip("192.0.2.1"));
        assert_eq!(address(None, &headers), None);
        assert_eq!(address(ip("127.0.0.1"), &HeaderMap::new()), ip("127.0.0.1"));
    }
}
