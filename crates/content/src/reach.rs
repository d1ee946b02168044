//! Asks servers whether a page is there, for the one check that declares it needs the network.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

use checks::{Answer, Fetch, FetchError};
use reqwest::redirect::Policy;
use tokio::runtime::Handle;

/// The network as checks may use it: one `HEAD` request at a time, no redirects followed, no private addresses.
pub(crate) struct Reach {
    /// Made when first needed: most gates ask nobody.
    client: OnceLock<Result<reqwest::Client, String>>,
    runtime: Handle,
}

impl Reach {
    /// Must be made inside the runtime; is used from its blocking threads.
    pub(crate) fn new() -> Self {
        Self { client: OnceLock::new(), runtime: Handle::current() }
    }
}

impl Fetch for Reach {
    fn head(&self, url: &str, timeout: Duration) -> Result<Answer, FetchError> {
        let url = reqwest::Url::parse(url).map_err(|error| FetchError::Unreachable(format!("{url}: {error}")))?;
        refuse_private(&url)?;
        let client = self.client.get_or_init(|| {
            let builder = reqwest::Client::builder().redirect(Policy::none()).user_agent(concat!("gatewright/", env!("CARGO_PKG_VERSION")));
            builder.build().map_err(|error| error.to_string())
        });
        let client = client.as_ref().map_err(|error| FetchError::Unreachable(error.clone()))?;
        let answer = self
            .runtime
            .block_on(client.head(url).timeout(timeout).send())
            .map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Unreachable(error.to_string()) })?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: answer.status().as_u16(),
            location: header("location").map(str::to_owned),
            retry_after: header("retry-after").and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs),
        })
    }

    fn wait(&self, delay: Duration) {
        std::thread::sleep(delay);
    }
}

/// A link in somebody's text must not make this server knock on its neighbours' doors.
fn refuse_private(url: &reqwest::Url) -> Result<(), FetchError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let private = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    };
    if private { Err(FetchError::Unreachable(format!("{host} is a private address, which checks do not ask"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn private_addresses_are_not_asked() {
        let reach = Reach::new();
        for url in ["http://127.0.0.1:1/", "http://10.0.0.8/", "http://[::1]/", "http://localhost/x", "http://169.254.169.254/latest"] {
            let answer = reach.head(url, Duration::from_millis(50));
            assert!(matches!(&answer, Err(FetchError::Unreachable(why)) if why.contains("private")), "{url}: {answer:?}");
        }
    }
}
