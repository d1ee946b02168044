//! Links are tried against a loopback server.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::{run_in, with};
use crate::{Answer, CheckResult, FailCode, Fetch, FetchError};

/// A client of the loopback server that remembers how long it was asked to wait.
#[derive(Default)]
struct Loopback {
    waits: Mutex<Vec<Duration>>,
}

impl Fetch for Loopback {
    fn head(&self, url: &str, timeout: Duration) -> Result<Answer, FetchError> {
        let unreachable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut => FetchError::Timeout,
            _ => FetchError::Unreachable(error.to_string()),
        };
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut stream = TcpStream::connect(host).map_err(unreachable)?;
        stream.set_read_timeout(Some(timeout)).unwrap();
        let request = format!("HEAD {} HTTP/1.1\r\nHost: {host}\r\n\r\n", if path.is_empty() { "/" } else { path });
        stream.write_all(request.as_bytes()).map_err(unreachable)?;
        let mut lines = BufReader::new(stream).lines();
        let status = lines.next().ok_or(FetchError::Timeout)?.map_err(unreachable)?;
        let headers: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let header = |name: &str| headers.iter().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Ok(Answer {
            status: status.split(' ').nth(1).unwrap().parse().unwrap(),
            location: header("Location: "),
            retry_after: header("Retry-After: ").map(|seconds| Duration::from_secs(seconds.parse().unwrap())),
        })
    }

    fn wait(&self, delay: Duration) {
        self.waits.lock().unwrap().push(delay);
    }
}

/// Answers by path; `/busy` answers 429 twice before it is there, `/silent` not at all.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut busy = 0;
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request: Vec<String> =
                BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let line = &request[0];
            let answer = match line.split(' ').nth(1).unwrap() {
                "/here" => "200 OK\r\n",
                "/no-head" => "405 Method Not Allowed\r\n",
                "/moved" => "301 Moved\r\nLocation: /here\r\n",
                "/loop" => "302 Found\r\nLocation: /loop\r\n",
                "/away" => "302 Found\r\nLocation: file:///etc/passwd\r\n",
                "/busy" if busy < 2 => {
                    busy += 1;
                    "429 Too Many Requests\r\nRetry-After: 2\r\n"
                }
                "/busy" => "200 OK\r\n",
                "/silent" => {
                    silent.push(stream);
                    continue;
                }
                _ => "404 Not Found\r\n",
            };
            write!(stream, "HTTP/1.1 {answer}\r\n").unwrap();
        }
    });
    format!("http://{address}")
}

fn check(network: &Loopback, base: &str, paths: &[&str], more: Value) -> CheckResult {
    let text: String = paths.iter().map(|path| format!("- {base}{path}\n")).collect();
    let mut check = json!({"type": "url_reachable", "target": "a.md", "timeout_seconds": 0.3});
    check.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    run_in(&check, with(&[("a.md", &text)]).fetch(network))
}

#[test]
fn links_that_answer_pass() {
    let (network, base) = (Loopback::default(), serve());
    let result = check(&network, &base, &["/here", "/moved", "/no-head", "/busy"], json!({}));
    assert!(result.passed, "{}", result.message);
    assert_eq!(*network.waits.lock().unwrap(), [Duration::from_secs(2); 2]);
}

#[test]
fn dead_links_and_endless_redirects_fail() {
    let (network, base) = (Loopback::default(), serve());
    for (path, why) in [("/gone", "status 404"), ("/loop", "more than 5 redirects"), ("/away", "no web address")] {
        let result = check(&network, &base, &["/here", path], json!({}));
        assert_eq!(result.fail_code, Some(FailCode::LinkDead), "{path}");
        assert!(result.message.contains(why), "{path}: {}", result.message);
        assert_eq!((result.score, result.evidence[0].line), (Some(0.5), Some(2)));
    }
    assert!(check(&network, &base, &["/here", "/gone"], json!({"max_failures": 1})).passed);
}

#[test]
fn silence_is_a_timeout() {
    let (network, base) = (Loopback::default(), serve());
    assert_eq!(check(&network, &base, &["/silent"], json!({})).fail_code, Some(FailCode::Timeout));
}

#[test]
fn only_a_sample_is_tried_and_it_is_always_the_same() {
    let (network, base) = (Loopback::default(), serve());
    let paths = ["/here", "/gone/1", "/gone/2", "/moved", "/gone/3", "/gone/4"];
    let result = check(&network, &base, &paths, json!({"sample": 2}));
    assert!(result.passed && result.details["tried"] == 2, "{}", result.message);
}

#[test]
fn without_network_or_links_nothing_passes_silently() {
    let result = run_in(&json!({"type": "url_reachable", "target": "a.md"}), with(&[("a.md", "http://127.0.0.1:9/x")]));
    assert!(result.error, "{}", result.message);
    let result = run_in(&json!({"type": "url_reachable", "target": "a.md"}), with(&[("a.md", "no links")]));
    assert_eq!(result.fail_code, Some(FailCode::ValidationFailed));
}
