//! Rules that hold for every table, view, policy and function, read from the catalogue, so that they hold for the next one too.
//!
//! `README.md` says what they cover. Each proves with a canary that it can fail.

use std::{collections::BTreeSet, path::Path};

use crate::stage::Stage;

/// One file.
struct Lint {
    name: String,
    /// What it is about and how to mend it.
    about: String,
    query: String,
    /// Complaints that are accepted, with the reason.
    accepted: Vec<(String, String)>,
    /// Statements that break the rule.
    canary: String,
    /// What the query finds then.
    finds: Vec<String>,
    /// What it does not find then.
    not: Vec<String>,
}

fn lints() -> Vec<Lint> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lints");
    let mut lints: Vec<Lint> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql") && !path.ends_with("ours.sql"))
        .map(|path| parse(path.file_stem().unwrap().to_str().unwrap(), &std::fs::read_to_string(&path).unwrap()))
        .collect();
    lints.sort_by(|one, other| one.name.cmp(&other.name));
    lints
}

/// Reads a file: comments, the query, and sections that begin with `--- accept`, `--- canary`, `--- finds`, `--- not`.
fn parse(name: &str, text: &str) -> Lint {
    let (mut lint, mut section) = (
        Lint {
            name: name.to_owned(),
            about: String::new(),
            query: String::new(),
            accepted: Vec::new(),
            canary: String::new(),
            finds: Vec::new(),
            not: Vec::new(),
        },
        "about",
    );
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("--- ") {
            section = ["accept", "canary", "finds", "not"]
                .into_iter()
                .find(|known| *known == next)
                .unwrap_or_else(|| panic!("{name}: an unknown section {next:?}"));
            continue;
        }
        if section == "about" && !line.starts_with("--") {
            section = "query";
        }
        let said = line.strip_prefix("-- ").unwrap_or_default();
        match section {
            "about" => lint.about.push_str(&format!("  {said}\n")),
            "query" => lint.query.push_str(&format!("{line}\n")),
            "canary" => lint.canary.push_str(&format!("{line}\n")),
            _ if line.is_empty() => {}
            "accept" => {
                let (complaint, reason) = said.rsplit_once(" | ").unwrap_or_else(|| panic!("{name}: no reason: {line}"));
                lint.accepted.push((complaint.to_owned(), reason.to_owned()));
            }
            "finds" => lint.finds.push(said.to_owned()),
            _ => lint.not.push(said.to_owned()),
        }
    }
    lint
}

impl Lint {
    /// The complaints of the query.
    async fn complaints(&self, stage: &Stage) -> BTreeSet<String> {
        let rows = stage.client().query(&self.query, &[]).await;
        rows.unwrap_or_else(|error| panic!("{}: {error:?}", self.name)).iter().map(|row| row.get(0)).collect()
    }
}

/// A migrated database, and the views that lints look through.
async fn looked_at() -> Stage {
    let stage = Stage::empty().await;
    stage.client().batch_execute(include_str!("ours.sql")).await.unwrap();
    stage
}

#[tokio::test]
async fn the_database_keeps_every_rule() {
    let stage = looked_at().await;
    let mut broken = String::new();
    for lint in lints() {
        let complaints = lint.complaints(&stage).await;
        let accepted = |complaint: &String| lint.accepted.iter().any(|(known, _)| known == complaint);
        let new: Vec<&String> = complaints.iter().filter(|complaint| !accepted(complaint)).collect();
        if !new.is_empty() {
            broken.push_str(&format!("\n{}:\n{}", lint.name, lint.about));
            new.iter().for_each(|complaint| broken.push_str(&format!("    {complaint}\n")));
        }
        for (complaint, reason) in &lint.accepted {
            assert!(complaints.contains(complaint), "{}: {complaint:?} is no longer so; take it out of the accepted ({reason})", lint.name);
        }
    }
    assert!(broken.is_empty(), "\n{broken}");
}

#[tokio::test]
async fn every_rule_notices_what_breaks_it() {
    let stage = looked_at().await;
    let lints = lints();
    assert!(lints.len() > 30, "only {} lints were found", lints.len());
    for lint in lints {
        assert!(!lint.finds.is_empty(), "{}: no canary shows that it can fail", lint.name);
        let before = lint.complaints(&stage).await;
        stage.client().batch_execute("savepoint canary").await.unwrap();
        if let Err(error) = stage.client().batch_execute(&lint.canary).await {
            panic!("{}: the canary: {error:?}", lint.name);
        }
        let after = lint.complaints(&stage).await;
        for complaint in &lint.finds {
            assert!(!before.contains(complaint), "{}: {complaint:?} before the canary", lint.name);
            assert!(after.contains(complaint), "{}: {complaint:?} not noticed; noticed: {:#?}", lint.name, after.difference(&before));
        }
        for complaint in &lint.not {
            assert!(!after.contains(complaint), "{}: {complaint:?} is no breach", lint.name);
        }
        stage.client().batch_execute("rollback to savepoint canary; release savepoint canary").await.unwrap();
    }
}
