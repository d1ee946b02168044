//! Where the server of an installation is reached, for commands that run beside it.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

/// Where a server listens by default.
pub(crate) const LISTEN: &str = "127.0.0.1:8420";
/// In the data folder: where its server was last reached.
const FILE: &str = "server-url";

/// An address for people and programs: `http` or `https`, a host, perhaps a path to the server, no slash at the end.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let url = text.trim().trim_end_matches('/');
    let host = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let fits = host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', ':']) && !host.contains(['?', '#', '@', ' ']));
    if fits && !url.chars().any(char::is_control) {
        Ok(url.to_owned())
    } else {
        Err("write it like https://gatewright.example.com".to_owned())
    }
}

/// The address of a server that listens here. One that listens everywhere is reached on this machine.
pub(crate) fn reached_at(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

/// Writes down where the server of this folder is reached.
pub(crate) fn remember(data_dir: &Path, url: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(data_dir)?;
    writeln!(file, "{url}")?;
    file.persist(data_dir.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

/// Where the server of this folder is or was last reached; where it would be, if it never was.
pub(crate) fn last(data_dir: &Path) -> String {
    let known = std::fs::read_to_string(data_dir.join(FILE)).ok();
    known.and_then(|text| parse(&text).ok()).unwrap_or_else(|| format!("http://{LISTEN}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_nothing_that_links_would_break_on() {
        for (text, url) in [
            ("https://gatewright.example.com/", "https://gatewright.example.com"),
            ("http://127.0.0.1:8420", "http://127.0.0.1:8420"),
            (" http://[::1]:8420 ", "http://[::1]:8420"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(url));
        }
        for text in
            ["", "gatewright.example.com", "ftp://x", "http://", "https:///x", "http://x?y", "http://x#y", "http://a@b", "http://a b"]
        {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_server_that_listens_everywhere_is_reached_on_this_machine() {
        for (listens, url) in
            [("0.0.0.0:8420", "http://127.0.0.1:8420"), ("[::]:8420", "http://[::1]:8420"), ("192.0.2.1:80", "http://192.0.2.1:80")]
        {
            assert_eq!(reached_at(listens.parse().unwrap()), url);
        }
    }

    #[test]
    fn what_was_remembered_is_found_and_without_it_the_default() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last(folder.path()), "http://127.0.0.1:8420");
        remember(folder.path(), "http://127.0.0.1:1").unwrap();
        remember(folder.path(), "http://127.0.0.1:40001").unwrap();
        assert_eq!(last(folder.path()), "http://127.0.0.1:40001");
    }
}
