//! `gatewright doctor`: what works here, what does not, and what to do about it.

use serde::Serialize;
use store::{Identity, Postgres};

use super::print_failed;
use crate::app;
use crate::cli::Global;
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    subject: &'static str,
    /// `ok`, `note` (works with less) or `broken`.
    state: &'static str,
    message: String,
}

impl Finding {
    fn ok(subject: &'static str, message: impl Into<String>) -> Self {
        Self { subject, state: "ok", message: message.into() }
    }

    fn note(subject: &'static str, message: impl Into<String>) -> Self {
        Self { subject, state: "note", message: message.into() }
    }

    fn broken(subject: &'static str, message: impl Into<String>) -> Self {
        Self { subject, state: "broken", message: message.into() }
    }
}

/// Looks at everything a run needs. Ends with 69 where something is broken.
pub(crate) async fn run(global: &Global, output: Output) -> Result<Option<Exit>, CommandError> {
    let mut findings = vec![Finding::ok("version", env!("CARGO_PKG_VERSION"))];
    let settings = app::settings(global, None);
    findings.push(Finding::ok("data folder", settings.data_dir.display().to_string()));
    match Postgres::open(&settings, app::notify).await {
        Err(error) => findings.push(Finding::broken("postgres", error.to_string())),
        Ok(postgres) => {
            findings.push(Finding::ok("postgres", format!("PostgreSQL {}", postgres.server_version())));
            findings.push(match postgres.migrate().await {
                Ok(migrated) => Finding::ok("migrations", format!("{} applied", migrated.already + migrated.applied.len())),
                Err(error) => Finding::broken("migrations", error.to_string()),
            });
            findings.push(durability(&postgres).await);
            if let Err(error) = postgres.close().await {
                findings.push(Finding::broken("postgres", format!("was not stopped cleanly: {error}")));
            }
        }
    }
    findings.push(match content::dictionaries() {
        Ok(found) => Finding::ok("dictionaries", found),
        Err(message) => Finding::broken("dictionaries", message),
    });
    let providers =
        content::providers(&llm::provider::Options::default()).map_err(|message| CommandError::usage("CASSETTE_UNUSABLE", message))?;
    for provider in providers.status() {
        findings.push(match provider.unavailable {
            None => Finding::ok("provider", provider.name),
            Some(why) => Finding::note("provider", format!("{}: {why}", provider.name)),
        });
    }
    let broken = findings.iter().any(|finding| finding.state == "broken");
    output
        .print(&findings, || {
            let line = |finding: &Finding| format!("{:<7} {:<13} {}\n", finding.state, finding.subject, finding.message);
            let lines: String = findings.iter().map(line).collect();
            let end = if broken {
                "something a run needs is broken: see above"
            } else {
                "everything a run needs is here; a note is something you may add, such as a key for a model"
            };
            format!("{lines}{end}")
        })
        .map_err(print_failed)?;
    Ok(broken.then_some(Exit::Unavailable))
}

/// Whether an acknowledged commit survives a crash.
async fn durability(postgres: &Postgres) -> Finding {
    let asked = async {
        let client = postgres.database().get(Identity::Service).await.map_err(|error| error.to_string())?;
        let row = client
            .query_one("select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')", &[])
            .await
            .map_err(|error| error.to_string())?;
        Ok::<[String; 3], String>([row.get(0), row.get(1), row.get(2)])
    };
    match asked.await {
        Ok([fsync, commit, pages]) if fsync == "on" && commit != "off" && pages == "on" => {
            Finding::ok("durability", format!("fsync {fsync}, synchronous_commit {commit}, full_page_writes {pages}"))
        }
        Ok([fsync, commit, pages]) => Finding::broken(
            "durability",
            format!(
                "fsync {fsync}, synchronous_commit {commit}, full_page_writes {pages}: an acknowledged result may be lost; turn them on"
            ),
        ),
        Err(error) => Finding::broken("durability", error),
    }
}
