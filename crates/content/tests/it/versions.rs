//! What is shipped is published under its version for good: whoever edits a shipped spec gives it a new version.

use std::collections::BTreeMap;

use crate::house::House;

/// Slug, version and hash of every spec that was ever shipped, one a line; only added to.
const PUBLISHED: &str = include_str!("../../../../templates/published.txt");

fn published() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let lines = PUBLISHED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut specs = BTreeMap::new();
    for line in lines {
        let [slug, version, hash] = line.split_whitespace().collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{line}"));
        assert!(specs.insert((slug, version), hash).is_none(), "{slug} {version} is listed twice in templates/published.txt");
    }
    specs
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shipped_spec_that_changes_gets_a_new_version() {
    let house = House::new().await;
    let published = published();
    let mut wrong = Vec::new();
    for template in house.content.templates().await.unwrap() {
        let (slug, hash) = (template.slug.clone(), house.content.template(&template.slug).await.unwrap().version_hash.unwrap());
        let version = template.version.unwrap();
        match published.get(&(slug.as_str(), version.as_str())) {
            Some(known) if *known == hash => {}
            Some(_) => wrong.push(format!(
                "the spec of {slug} is not the one that {version} is published as. Databases have that one and keep it: bump the version in \
                 templates/{slug}.yaml and add the line that this test then asks for. Where no template was edited, a field of the spec's \
                 types has changed what it is written as: leave it out while it has its default"
            )),
            None => wrong.push(format!("{slug} {version} is new; add to templates/published.txt the line:\n{slug} {version} {hash}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
