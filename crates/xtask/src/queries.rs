//! `queries/**/*.sql` → the crate `db`.
//!
//! Three things are checked before a line is written: every statement prepares on the connected server, every output
//! column that may be null carries its `?`, and (with `--check`) the committed crate is what would be generated.

mod nullability;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use cornucopia::config::Config;
use testkit::Identity;
use tokio_postgres::{Client, NoTls};

/// Options of `xtask queries`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Check only: fail where the committed crate differs from what would be generated.
    #[arg(long)]
    check: bool,
    /// A migrated database to prepare the queries on; without it a test database is made and dropped.
    #[arg(long)]
    database_url: Option<String>,
}

/// Heads the generated `lib.rs`: the workspace lints are for code that people write.
const ROOT_ATTRIBUTES: &str = "\
//! Typed query functions, generated from `queries/**/*.sql` by `cargo run -p xtask -- queries`. Do not edit.
#![expect(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::allow_attributes, reason = \"generated\")]
";

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match &arguments.database_url {
        Some(url) => work(url, arguments.check).await,
        None => {
            let database = testkit::database().await;
            work(database.url(Identity::Owner), arguments.check).await
        }
    }
}

async fn work(url: &str, check: bool) -> anyhow::Result<()> {
    let root = repository_root()?;
    let client = connect(url).await?;

    let files = source::read(&root.join("queries"))?;
    let mut complaints = Vec::new();
    for query in files.iter().flat_map(|file| &file.queries) {
        nullability::check(&client, query, &mut complaints).await?;
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));

    let wanted = generate(&root, client).await?;
    let home = root.join("crates/db/src");
    let found = read_tree(&home)?;
    let drift = differences(&found, &wanted);
    if check {
        ensure!(
            drift.is_empty(),
            "crates/db is not what queries/ generates; run `cargo run -p xtask -- queries` and commit. Differing: {}",
            drift.join(", ")
        );
    } else {
        write_tree(&home, &found, &wanted)?;
    }
    let count: usize = files.iter().map(|file| file.queries.len()).sum();
    println!("{count} queries in {} files; {} generated files differed", files.len(), drift.len());
    Ok(())
}

/// The nearest folder at or above the current one that has a `cornucopia.toml`.
fn repository_root() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let root = here.ancestors().find(|folder| folder.join("cornucopia.toml").is_file());
    Ok(root.with_context(|| format!("no cornucopia.toml at or above {}", here.display()))?.to_owned())
}

async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("cannot connect to the database")?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("the connection broke: {error}");
        }
    });
    Ok(client)
}

/// Runs the generator into a temporary folder and returns its sources by path below `src`.
async fn generate(root: &Path, client: Client) -> anyhow::Result<BTreeMap<PathBuf, String>> {
    let scratch = tempfile::tempdir()?;
    let mut config = Config::from_file(root.join("cornucopia.toml")).context("cornucopia.toml")?;
    config.queries = root.join(&config.queries);
    config.destination = scratch.path().join("db");
    let destination = config.destination.clone();
    // The generator blocks on futures that need the runtime to make progress: give it a thread of its own.
    let generated = tokio::task::spawn_blocking(move || cornucopia::gen_live(&client, config)).await?;
    if let Err(error) = generated {
        // Its own report shows the place in the file.
        bail!("{}", error.report());
    }
    let lib = destination.join("src/lib.rs");
    let text = std::fs::read_to_string(&lib).context("the generator wrote no lib.rs")?;
    std::fs::write(&lib, format!("{ROOT_ATTRIBUTES}{text}"))?;
    keep_prepared(&destination.join("src/queries"))?;
    format_as_here(root, &lib)?;
    read_tree(&destination.join("src"))
}

/// What the generator writes for a statement without rows: the text, parsed and planned anew with each call, prepared or not.
const BY_TEXT: &str = ".execute(self.0,";
/// Instead, the statement that a connection of the pool keeps, as for statements with rows.
const KEPT: &str = ".execute(&match &self.1 { Some(kept) => kept.clone(), None => client.prepare(self.0).await? },";

/// Has statements without rows kept prepared.
fn keep_prepared(queries: &Path) -> anyhow::Result<()> {
    for (path, text) in read_tree(queries)? {
        let kept = text.replace(BY_TEXT, KEPT);
        ensure!(!kept.contains(".execute(self.0"), "{}: a statement without rows is written in another way now", path.display());
        std::fs::write(queries.join(path), kept)?;
    }
    Ok(())
}

/// Formats the generated crate by the repository's own rules, so that `cargo fmt --check` holds for it too.
fn format_as_here(root: &Path, lib: &Path) -> anyhow::Result<()> {
    let status = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .arg(lib)
        .status()
        .context("cannot run rustfmt; install it with `rustup component add rustfmt`")?;
    ensure!(status.success(), "rustfmt refused the generated code");
    Ok(())
}

fn read_tree(home: &Path) -> anyhow::Result<BTreeMap<PathBuf, String>> {
    let mut tree = BTreeMap::new();
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                tree.insert(path.strip_prefix(home)?.to_owned(), text);
            }
        }
    }
    Ok(tree)
}

fn differences(found: &BTreeMap<PathBuf, String>, wanted: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let paths: std::collections::BTreeSet<_> = found.keys().chain(wanted.keys()).collect();
    paths.into_iter().filter(|path| found.get(*path) != wanted.get(*path)).map(|path| path.display().to_string()).collect()
}

fn write_tree(home: &Path, found: &BTreeMap<PathBuf, String>, wanted: &BTreeMap<PathBuf, String>) -> anyhow::Result<()> {
    for path in found.keys().filter(|path| !wanted.contains_key(*path)) {
        std::fs::remove_file(home.join(path))?;
    }
    for (path, text) in wanted.iter().filter(|(path, text)| found.get(*path) != Some(*text)) {
        let target = home.join(path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&target, text).with_context(|| target.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod drift {
    #[tokio::test]
    async fn the_generated_crate_is_what_the_queries_and_migrations_give() {
        let found = super::run(super::Arguments { check: true, database_url: None }).await;
        assert!(found.is_ok(), "{:#}", found.expect_err("checked"));
    }
}
