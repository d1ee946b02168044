//! Headers that requests bring and answers carry.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;

/// What the application's own pages may load and do. A made page is shown in a sandboxed frame that inherits this policy; `base-uri about:`
/// lets that frame be its own base, so that the links of a table of contents stay inside it, and lets nothing point anywhere else.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; \
    font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri about:; \
    form-action 'self'; frame-ancestors 'none'";

/// Headers every answer carries, unless it set its own.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Answers about somebody are nobody else's.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// `Content-Disposition` of a download. The name is given twice: in ASCII, and as it is (RFC 6266).
pub(crate) fn attachment(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\/;%".contains(c) || c == ' ' { c } else { '_' }).collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => exact.push(char::from(byte)),
            _ => exact.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

/// The `Idempotency-Key` of a request.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= 200);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::field("Idempotency-Key", "a key has from 1 to 200 visible ASCII characters"))
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn names_of_downloads_cannot_break_out_of_their_header() {
        assert_eq!(attachment("essay.html"), "attachment; filename=\"essay.html\"; filename*=UTF-8''essay.html");
        assert_eq!(
            attachment("a\"b\r\nX: y/ä.md"),
            "attachment; filename=\"a_b__X: y__.md\"; filename*=UTF-8''a%22b%0D%0AX%3A%20y%2F%C3%A4.md"
        );
    }
}
