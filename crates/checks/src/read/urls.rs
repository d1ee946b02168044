//! URLs in a text of any kind.

use std::ops::Range;

/// The `http` and `https` URLs of a text, in order, repeats included.
pub(crate) fn urls(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find("http") {
        let start = at + offset;
        let rest = &text[start..];
        at = start + 4;
        let Some(scheme) = ["https://", "http://"].iter().find(|scheme| rest.starts_with(**scheme)) else { continue };
        let end = rest
            .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\' | '|' | '{' | '}' | '“' | '”'));
        let mut url = &rest[..end.unwrap_or(rest.len())];
        // Punctuation at the end belongs to the sentence, a closing bracket only where none was opened in the URL.
        loop {
            let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '’']);
            let unopened =
                |open: char, close: char| trimmed.ends_with(close) && trimmed.matches(close).count() > trimmed.matches(open).count();
            let next = if unopened('(', ')') || unopened('[', ']') { &trimmed[..trimmed.len() - 1] } else { trimmed };
            if next.len() == url.len() {
                break;
            }
            url = next;
        }
        if url.len() > scheme.len() && url[scheme.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '[') {
            // In Markdown `[a](http://x)(http://y)` a stray `](` ends a URL too.
            let url = url.split("](").next().unwrap_or(url);
            at = start + url.len();
            found.push((url.replace("&amp;", "&"), start..start + url.len()));
        }
    }
    found
}

/// A URL for comparing: without fragment and final slash, scheme and host in lower case.
pub(crate) fn comparable(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url).trim_end_matches('/');
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    format!("{}://{}{path}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase())
}

/// Resolves the target of a redirect.
pub(crate) fn resolve(base: &str, location: &str) -> Option<String> {
    let location = location.trim();
    if location.starts_with("http://") || location.starts_with("https://") {
        return Some(location.to_owned());
    }
    let (scheme, rest) = base.split_once("://")?;
    if let Some(other) = location.strip_prefix("//") {
        return Some(format!("{scheme}://{other}"));
    }
    // Any other scheme (`ftp:`, `file:`, `javascript:`) is not followed.
    let before_path = location.split(['/', '?', '#']).next().unwrap_or_default();
    if before_path.contains(':') || location.is_empty() {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    if location.starts_with('/') {
        return Some(format!("{scheme}://{host}{location}"));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
    Some(format!("{scheme}://{host}{folder}{location}"))
}
