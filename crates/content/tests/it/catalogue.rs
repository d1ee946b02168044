//! Definition files: everything is checked, with its place; all or none are published; what is published never changes.

use content::ServiceError;

use crate::house::House;

const BRIEF: &str = include_str!("../../../../templates/source-brief.yaml");

async fn problems(house: &House, text: &str) -> Vec<String> {
    let specs = house.count("content.specs").await;
    let error = house
        .content
        .apply(&[("mine.yaml".to_owned(), text.to_owned())], Some(house.account.id), false)
        .await
        .expect_err("it is not valid");
    assert_eq!(house.count("content.specs").await, specs, "something was published");
    match error {
        ServiceError::Apply(error) => error.problems.iter().map(|found| found.problem.to_string()).collect(),
        other => panic!("{other}"),
    }
}

fn changed(from: &str, to: &str) -> String {
    assert!(BRIEF.contains(from), "{from} is not in the template");
    BRIEF.replacen(from, to, 1).replace("version: v1.1.0", "version: v1.2.0")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_files_are_published_once_and_again_changes_nothing() {
    let house = House::new().await;
    let (templates, agents) = (house.count("content.workflow_templates").await, house.count("content.agents").await);
    assert_eq!(templates, 3);
    let (account, notices) = house.content.bootstrap().await.unwrap();
    assert!(notices.is_empty() && account == house.account);
    assert_eq!((house.count("content.workflow_templates").await, house.count("content.agents").await), (templates, agents));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_yaml_is_named_with_line_and_column() {
    let house = House::new().await;
    let found = problems(&house, "template:\n  slug: x\n  name: [unclosed\n").await;
    assert!(found.len() == 1 && found[0].starts_with("line "), "{found:?}");
    let found = problems(&house, &changed("is_featured", "is_faetured")).await;
    assert!(found[0].contains("is_faetured"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_check_model_agent_or_activity_is_named_with_its_place() {
    let house = House::new().await;
    for (from, to, path, known) in [
        (
            "type: not_empty, target: research/documents.json",
            "type: not_emty, target: research/documents.json",
            "spec.stages[0].contract[0]",
            "not_empty",
        ),
        ("model_id: claude-sonnet-4", "model_id: claude-sonet-4", "spec.stages[3].model_id", "claude-sonnet-4"),
        ("agent: document-reader", "agent: document-raeder", "spec.stages[0].agent", "document-reader"),
        ("activity: sources.read", "activity: sources.reed", "spec.stages[0].activity", "sources.read"),
        ("offline_writer: brief.outline", "offline_writer: brief.outlin", "spec.stages[3].offline_writer", "brief.outline"),
    ] {
        let found = problems(&house, &changed(from, to)).await;
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].starts_with("line ") && found[0].contains(path) && found[0].contains(known), "{to}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_maker_of_a_thing_does_not_audit_it() {
    let house = House::new().await;
    let found = problems(&house, &changed("agent: evidence-auditor", "agent: document-reader")).await;
    assert!(found[0].contains("demands an auditor"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_reads_only_what_earlier_stages_made() {
    let house = House::new().await;
    let found = problems(&house, &changed("{ name: documents, source: stage-source-read }", "{ name: draft, source: stage-draft }")).await;
    assert!(found[0].contains("comes later"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_of_every_file_is_reported_at_once() {
    let house = House::new().await;
    let text = changed("model_id: claude-sonnet-4", "model_id: nobody")
        .replace("agent: brief-writer", "agent: nobody")
        .replace("subject: question", "subject: nothing");
    assert_eq!(problems(&house, &text).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_version_never_changes_and_a_new_one_takes_its_place() {
    let house = House::new().await;
    let other = BRIEF.replace("min_pass_rate: 0.9", "min_pass_rate: 0.8");
    let found = problems(&house, &other).await;
    assert!(found[0].contains("never changes"), "{found:?}");
    let next = other.replace("version: v1.1.0", "version: v1.2.0");
    let applied = house.content.apply(&[("mine.yaml".to_owned(), next)], Some(house.account.id), false).await.unwrap();
    assert_eq!((applied[0].outcome, applied[0].version.as_deref()), ("published", Some("v1.2.0")));
    let detail = house.content.template("source-brief").await.unwrap();
    assert_eq!((detail.template.version.as_deref(), detail.versions.len()), (Some("v1.2.0"), 2));
    let client = house.database.connect(testkit::Identity::Service).await;
    assert!(client.execute("update content.specs set stages = '[]'", &[]).await.is_err(), "the database itself refuses");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_template_is_gone_from_the_catalogue_and_its_runs_stay() {
    let house = House::new().await;
    let created = house.content.create_run(&house.account, crate::house::brief("Why?")).await.unwrap();
    house.content.remove_template("source-brief").await.unwrap();
    assert!(house.content.templates().await.unwrap().iter().all(|template| template.slug != "source-brief"));
    assert!(matches!(house.content.template("source-brief").await, Err(ServiceError::UnknownTemplate { .. })));
    assert!(house.content.run(created.run_id).await.unwrap().is_some());
}
