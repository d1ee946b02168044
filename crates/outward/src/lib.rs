//! Calls to addresses that somebody else chose (webhooks, requests of flows): they must not make this server knock on its
//! neighbours' doors.

use std::error::Error as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

/// A client that follows no redirects and, unless allowed, connects to no private address, whatever a name resolves to.
///
/// # Errors
/// The client cannot be built: no TLS, for example.
pub fn client(to_private_addresses: bool, patience: Duration) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(patience)
        .user_agent(concat!("gatewright/", env!("CARGO_PKG_VERSION")));
    if to_private_addresses { builder } else { builder.dns_resolver(Arc::new(PublicOnly)) }.build()
}

/// Checks an address before it is kept or called. Names are looked up when they are called.
///
/// # Errors
/// Why it is not called, for people.
pub fn check_url(url: &str, to_private_addresses: bool) -> Result<(), String> {
    let url = Url::parse(url).map_err(|error| format!("this is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("an address begins with https:// or http://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "an address carries no user name and no password; put them into a header, or check the signature of a delivery".to_owned()
        );
    }
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.');
    let private = match host.parse::<IpAddr>() {
        Ok(ip) => is_private(ip),
        Err(_) => host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost"),
    };
    if private && !to_private_addresses {
        return Err(format!(
            "{host} is a private address, which this server does not ask unless it was started with --webhooks-to-private-addresses (flows started by hand: --private-addresses)"
        ));
    }
    Ok(())
}

/// Resolves names, and keeps to public addresses.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| !is_private(address.ip())).collect();
            if public.is_empty() {
                return Err(io::Error::other(format!("{} is at no public address", name.as_str())).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Everything that is not an ordinary address of the internet.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, third, _] = ip.octets();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_documentation()
                || ip.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 192 && second == 0 && third == 0)
                || (first == 198 && (second == 18 || second == 19))
        }
        IpAddr::V6(ip) => {
            let parts = ip.segments();
            // An IPv4 address in IPv6 dress is what is below the dress.
            let dressed = ip.to_ipv4_mapped().or_else(|| {
                let [.., high, low] = parts;
                let [one, two] = high.to_be_bytes();
                let [three, four] = low.to_be_bytes();
                let translated = parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
                translated.then(|| Ipv4Addr::new(one, two, three, four))
            });
            dressed.is_some_and(|ip| is_private(IpAddr::V4(ip)))
                || ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_multicast()
                || parts[0] == 0x2002
                || (parts[0] == 0x2001 && parts[1] == 0xdb8)
                || parts[..6] == [0; 6]
        }
    }
}

/// What went wrong on the way, without the address: the owner knows it, and a log needs it not.
#[must_use]
pub fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "the receiver did not answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.source().is_some() { cause.to_string() } else { "the receiver could not be reached".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_dress() {
        for url in [
            "http://127.0.0.1/",
            "http://10.0.0.8:8080/x",
            "https://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[fd00::1]/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://127.1/",
            "http://0.0.0.0/",
            "http://100.64.0.1/",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
        ] {
            assert!(check_url(url, false).is_err_and(|why| why.contains("private")), "{url} was allowed");
            assert!(check_url(url, true).is_ok(), "{url} was refused though allowed");
        }
    }

    #[test]
    fn what_is_no_address_of_a_receiver_is_refused() {
        for url in
            ["", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://user:secret@example.com/", "javascript:alert(1)"]
        {
            assert!(check_url(url, true).is_err(), "{url} was allowed");
        }
        assert!(check_url("https://example.com/hooks?x=1", false).is_ok());
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_a_private_address_is_not_called() {
        let client = client(false, Duration::from_secs(5)).expect("a client");
        // The name itself says nothing; what it resolves to does.
        let error = client.post("http://localhost:9/").send().await.expect_err("refused");
        assert!(words(&error).contains("no public address"), "{}", words(&error));
    }
}
