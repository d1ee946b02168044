//! Who may do what with whose rows: everybody × every table and view × every operation, really tried, beside what `matrix.tsv` says.

mod mutations;
mod probe;
mod table;
mod world;

use std::{collections::BTreeMap, path::Path};

pub(crate) use self::world::{Heard, Who, World};
use self::{
    probe::{Relation, observe, relations},
    table::{Line, Operation},
    world::{Door, Outcome},
};

/// The matrix, in this folder.
const FILE: &str = "crates/db/tests/it/matrix/matrix.tsv";

/// What certain relations may lack, by the beginning of their names, with the reason.
const ACCEPTED: [(&str, &str, &str); 2] = [
    ("auth.", "no policy", "as on Supabase: the service passes row-level security, nobody else has a privilege"),
    ("gatewright.migrations", "no policy", "only the owner, who migrates, has anything to do with it"),
];

fn expected() -> Vec<Line> {
    table::parse(include_str!("matrix.tsv"))
}

/// What the file lacks, and what it has too much, as a person would mend it.
async fn gaps(world: &World, relations: &BTreeMap<String, Relation>, expected: &[Line]) -> Vec<String> {
    let mut gaps = Vec::new();
    for relation in relations.values() {
        let accepted =
            |omission: &&String| ACCEPTED.iter().any(|(name, begins, _)| relation.name.starts_with(name) && omission.starts_with(begins));
        let omissions: Vec<&String> = relation.omissions.iter().filter(|omission| !accepted(omission)).collect();
        if !omissions.is_empty() {
            let omissions: Vec<String> = omissions.iter().map(|omission| format!("\n  - {omission}")).collect();
            gaps.push(format!("{}: before anybody may use it:{}", relation.name, omissions.concat()));
        }
        let missing: Vec<Operation> = Operation::ALL
            .into_iter()
            .filter(|operation| !expected.iter().any(|line| line.relation == relation.name && line.operation == *operation))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let mut gap = format!("{}: {FILE} does not say who may use it.", relation.name);
        if relation.count == 0 {
            gap.push_str("\n  - it has no rows: add one that belongs to Ada to rows.sql beside the file");
            gaps.push(gap);
            continue;
        }
        gap.push_str("\n  Add these lines, each outcome looked at, `true` replaced by a condition that finds the rows meant:\n");
        let mut lines = Vec::new();
        for operation in missing {
            let mut line = Line { relation: relation.name.clone(), rows: "true".to_owned(), operation, outcomes: Default::default() };
            line.outcomes = observe(world, Door::Login, relation, &line).await;
            lines.push(line);
        }
        gap.push_str(&table::print(&lines));
        gaps.push(gap);
    }
    for line in expected {
        let Some(relation) = relations.get(&line.relation) else {
            gaps.push(format!("{}: is no longer there; remove its lines from {FILE}", line.relation));
            continue;
        };
        let count = format!("select count(*)::text from {} where {}", relation.name, line.condition());
        if world.lines(&count).await == ["0"] {
            gaps.push(format!("{}: no row has {}, so its lines say nothing; add one to rows.sql", line.relation, line.rows));
        }
    }
    gaps.dedup();
    gaps
}

/// Where outcomes differ, one line each.
fn differences(expected: &[Line], observed: &[Line]) -> Vec<String> {
    let mut differences = Vec::new();
    for (expected, observed) in expected.iter().zip(observed) {
        for ((who, expected_outcome), outcome) in Who::ALL.into_iter().zip(&expected.outcomes).zip(&observed.outcomes) {
            if expected_outcome != outcome {
                differences.push(format!(
                    "{} {} where {}: {} should get `{expected_outcome}` and got `{outcome}`",
                    expected.operation.as_str(),
                    expected.relation,
                    expected.rows,
                    who.as_str(),
                ));
            }
        }
    }
    differences
}

async fn observe_all(world: &World, door: Door, relations: &BTreeMap<String, Relation>, lines: &[Line]) -> Vec<Line> {
    let mut observed = Vec::new();
    for line in lines {
        let outcomes = observe(world, door, &relations[&line.relation], line).await;
        observed.push(Line { outcomes, ..line.clone() });
    }
    observed
}

#[tokio::test]
async fn every_table_and_view_has_its_lines() {
    let world = World::furnished().await;
    let relations = relations(&world).await;
    let gaps = gaps(&world, &relations, &expected()).await;
    assert!(gaps.is_empty(), "\n\n{}\n", gaps.join("\n\n"));
}

#[tokio::test]
async fn everybody_does_exactly_what_the_matrix_says() {
    let world = World::furnished().await;
    let relations = relations(&world).await;
    let expected: Vec<Line> = expected().into_iter().filter(|line| relations.contains_key(&line.relation)).collect();
    let observed = observe_all(&world, Door::Login, &relations, &expected).await;
    let differences = differences(&expected, &observed);
    if differences.is_empty() {
        return;
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix.observed.tsv");
    std::fs::write(&file, table::print(&observed)).unwrap();
    panic!("\n{}\n\nEither the database is wrong or {FILE}; all that was observed stands in {}\n", differences.join("\n"), file.display());
}

/// Where an administrator could not give the service BYPASSRLS, its policies must say the same.
#[tokio::test]
async fn the_services_own_policies_say_the_same() {
    let world = World::furnished().await;
    let relations = relations(&world).await;
    // Accounts and sign-ins have no policy at all: there the service needs its BYPASSRLS.
    let expected: Vec<Line> =
        expected().into_iter().filter(|line| relations.contains_key(&line.relation) && !line.relation.starts_with("auth.")).collect();
    world.root().batch_execute("begin; alter role service_role nobypassrls").await.unwrap();
    let observed = observe_all(&world, Door::Within, &relations, &expected).await;
    assert_eq!(differences(&expected, &observed), [] as [String; 0]);
}

/// A statement without a condition needs no right to read; it must not reach further than reading does.
#[tokio::test]
async fn nobody_changes_blindly_what_they_do_not_see() {
    let world = World::furnished().await;
    world.root().batch_execute("begin").await.unwrap();
    let mut allowed = 0;
    for relation in relations(&world).await.values() {
        let blind = blind(&world, relation).await;
        assert_eq!(blind.too_far, [] as [String; 0]);
        allowed += blind.allowed;
    }
    assert!(allowed > 20, "only {allowed} statements were allowed at all");
}

/// What came of statements without a condition.
struct Blind {
    /// How many were allowed.
    allowed: usize,
    /// Those that reached rows their author does not see.
    too_far: Vec<String>,
}

/// Tries statements without a condition, in the superuser's open transaction.
async fn blind(world: &World, relation: &Relation) -> Blind {
    // Triggers that keep rows, and keys that hold them, would hide how far a statement reaches.
    let before = "set local session_replication_role = replica";
    let mut blind = Blind { allowed: 0, too_far: Vec::new() };
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Service) {
        let seen = match world.attempt(Door::Within, who, before, &format!("select count(*) from {}", relation.name)).await {
            Outcome::Rows(seen) => seen,
            _ => 0,
        };
        for sql in relation.blind_statements() {
            let outcome = world.attempt(Door::Within, who, before, &sql).await;
            let too_far = match &outcome {
                Outcome::Rows(reached) => *reached > seen,
                // Only of a row that was reached can a policy or a constraint say so.
                Outcome::Barred => true,
                Outcome::Failed(code) => seen == 0 && code.starts_with("23"),
                Outcome::Denied | Outcome::Done => false,
            };
            blind.allowed += usize::from(matches!(outcome, Outcome::Rows(_)));
            if too_far {
                blind.too_far.push(format!("{} sees {seen} rows and gets `{outcome}`: {sql}", who.as_str()));
            }
        }
    }
    blind
}
