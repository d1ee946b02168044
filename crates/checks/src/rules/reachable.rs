//! Links that must answer.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Rule, Site};
use crate::fetch::{Fetch, FetchError};
use crate::read::urls::{comparable, resolve, urls};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found, share};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "url_reachable",
    level: Level::References,
    summary: "a sample of the links of the target answers: HEAD, at most 5 redirects, 10 seconds, repeated on status 429",
    fields: &[
        FieldSpec { name: "sample", required: false, shape: "count (10)", summary: "how many links are tried, evenly spread" },
        FieldSpec { name: "max_failures", required: false, shape: "count (0)", summary: "how many may fail" },
        FieldSpec { name: "min_urls", required: false, shape: "count (1)", summary: "how many distinct links there must be" },
        FieldSpec {
            name: "timeout_seconds",
            required: false,
            shape: "number from 0.1 to 60 (10)",
            summary: "how long to wait for an answer",
        },
        FieldSpec { name: "tries", required: false, shape: "count from 1 (3)", summary: "requests in all when a server answers 429" },
    ],
    target_required: true,
    fail_codes: &[FailCode::LinkDead, FailCode::Timeout, FailCode::ValidationFailed],
    default_severity: Severity::Error,
    parse,
}];

const MAX_REDIRECTS: usize = 5;
/// A server may ask for a longer wait than a gate can afford.
const MAX_WAIT: Duration = Duration::from_secs(10);

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    Box::new(UrlReachable {
        sample: fields.count("sample").unwrap_or(10),
        max_failures: fields.count("max_failures").unwrap_or(0),
        min_urls: fields.count("min_urls").unwrap_or(1),
        timeout: Duration::from_secs_f64(fields.number("timeout_seconds", 0.1, 60.0).unwrap_or(10.0)),
        tries: fields.count("tries").unwrap_or(3).clamp(1, 10),
    })
}

#[derive(Debug)]
struct UrlReachable {
    sample: u64,
    max_failures: u64,
    min_urls: u64,
    timeout: Duration,
    tries: u64,
}

/// How a link failed.
enum Dead {
    Timeout,
    Other(String),
}

impl Rule for UrlReachable {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let mut seen = BTreeSet::new();
        let mut links = Vec::new();
        for file in site.texts()? {
            for (url, span) in urls(file.text) {
                if seen.insert(comparable(&url)) {
                    links.push((url, Evidence::at(file.path, file.text, span)));
                }
            }
        }
        if (links.len() as u64) < self.min_urls {
            let message = format!("`{}` has {} links; at least {} are expected", site.shown(), links.len(), self.min_urls);
            return Ok(Finding::fail(FailCode::ValidationFailed, message).with("urls", links.len()));
        }
        let sampled = spread(links, usize::try_from(self.sample).unwrap_or(usize::MAX));
        if sampled.is_empty() {
            return Ok(Finding::pass("there are no links, which this check allows").with("urls", 0));
        }
        let Some(network) = site.workspace.network() else {
            return Ok(Finding::error(FailCode::ValidationFailed, "links cannot be tried: no network was lent to this check"));
        };
        let tried = sampled.len();
        let mut dead = Vec::new();
        let mut timeouts = 0;
        for (url, mut place) in sampled {
            if let Err(why) = self.follow(network, &url) {
                let why = match why {
                    Dead::Timeout => {
                        timeouts += 1;
                        format!("no answer within {} s", self.timeout.as_secs_f64())
                    }
                    Dead::Other(why) => why,
                };
                place.excerpt = prose::excerpt(&format!("{url}: {why}"), 200);
                dead.push((url, why, place));
            }
        }
        let failed = dead.len();
        let facts = |finding: Finding| finding.with("tried", tried).with("failed", failed).score(share(tried - failed, tried));
        if failed as u64 <= self.max_failures {
            return Ok(
                facts(Finding::pass(format!("{} of {tried} links answer", tried - failed))).places(dead.into_iter().map(|dead| dead.2))
            );
        }
        let code = if timeouts == failed { FailCode::Timeout } else { FailCode::LinkDead };
        let list: Vec<String> = dead.iter().map(|(url, why, _)| format!("{url} ({why})")).collect();
        let message =
            format!("{failed} of {tried} links do not answer, {} may: {}. Mend or remove them", self.max_failures, list.join(", "));
        Ok(facts(Finding::fail(code, message)).places(dead.into_iter().map(|dead| dead.2)))
    }
}

impl UrlReachable {
    fn follow(&self, network: &dyn Fetch, url: &str) -> Result<(), Dead> {
        let mut url = url.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.head(network, &url)?;
            match answer.status {
                200..=299 | 304 => return Ok(()),
                // The page is there; only the question is not allowed.
                405 | 501 => return Ok(()),
                300..=399 => {
                    let location = answer.location.ok_or_else(|| Dead::Other(format!("redirect {} without a target", answer.status)))?;
                    url = resolve(&url, &location)
                        .ok_or_else(|| Dead::Other(format!("redirect to `{location}`, which is no web address")))?;
                }
                status => return Err(Dead::Other(format!("status {status}"))),
            }
        }
        Err(Dead::Other(format!("more than {MAX_REDIRECTS} redirects")))
    }

    fn head(&self, network: &dyn Fetch, url: &str) -> Result<crate::Answer, Dead> {
        let mut delay = Duration::from_secs(1);
        for attempt in 1.. {
            match network.head(url, self.timeout) {
                Ok(answer) if answer.status == 429 && attempt < self.tries => {
                    network.wait(answer.retry_after.unwrap_or(delay).min(MAX_WAIT));
                    delay *= 2;
                }
                Ok(answer) => return Ok(answer),
                Err(FetchError::Timeout) => return Err(Dead::Timeout),
                Err(FetchError::Unreachable(why)) => return Err(Dead::Other(why)),
            }
        }
        Err(Dead::Other("status 429".to_owned()))
    }
}

/// At most `count` items, evenly spread, always the same for the same list.
fn spread<T>(items: Vec<T>, count: usize) -> Vec<T> {
    let length = items.len();
    if length <= count {
        return items;
    }
    let wanted: BTreeSet<usize> = (0..count).map(|at| at * length / count).collect();
    items.into_iter().enumerate().filter(|(at, _)| wanted.contains(at)).map(|(_, item)| item).collect()
}
