//! Templates, specs and agents: published from files, all or none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use db::client::GenericClient;
use db::queries::content::{agents, specs, templates};
use db::queries::public::accounts;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Account, Content, ServiceError};
use crate::definition::{self, DefinitionFile, Known, Problem};
use crate::model::{Agent, AgentRole, Definition};
use crate::read;
use crate::view::TemplateView;

/// The system's own templates and agents, as files.
const SYSTEM_FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/system_files.rs"));

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AppliedFile {
    /// The file.
    pub file: String,
    /// `template` or `agent`.
    pub kind: &'static str,
    /// Its slug.
    pub slug: String,
    /// The version, for templates.
    pub version: Option<String>,
    /// SHA-256 of what was published.
    pub version_hash: String,
    /// `published`, `unchanged`, or `checked` where nothing was to be written.
    pub outcome: &'static str,
}

/// A problem in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file.
    pub file: String,
    /// What and where.
    pub problem: Problem,
}

/// Files that were refused; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplyError {
    /// Every problem of every file.
    pub problems: Vec<FileProblem>,
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was published:")?;
        for FileProblem { file, problem } in &self.problems {
            write!(f, "\n  {file}: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApplyError {}

/// One template with its newest spec, for people and programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpecDetail {
    /// The catalogue entry.
    pub template: TemplateView,
    /// Its identity.
    pub spec_id: Option<Uuid>,
    /// The spec as applied.
    pub spec: Value,
    /// SHA-256 of the spec.
    pub version_hash: Option<String>,
    /// Every version, newest first.
    pub versions: Vec<String>,
}

impl Content {
    /// Makes a fresh database usable: the local admin account, and the system's templates and agents. Answers the account the
    /// command line acts as, and notices for the user.
    ///
    /// # Errors
    /// The database refused, or a system file is broken.
    pub async fn bootstrap(&self) -> Result<(Account, Vec<String>), ServiceError> {
        let account = self.local_admin().await?;
        let files: Vec<(String, String)> = SYSTEM_FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let mut notices = Vec::new();
        match self.apply(&files, None, false).await {
            Ok(_) => {}
            Err(ServiceError::Apply(error)) if error.problems.iter().all(|found| found.problem.path == "spec.version") => {
                notices.extend(
                    error.problems.iter().map(|found| format!("{}: {}; the published one is used", found.file, found.problem.message)),
                );
                let changed: BTreeSet<&str> = error.problems.iter().map(|found| found.file.as_str()).collect();
                let rest: Vec<_> = files.iter().filter(|(name, _)| !changed.contains(name.as_str())).cloned().collect();
                self.apply(&rest, None, false).await?;
            }
            Err(error) => return Err(error),
        }
        Ok((account, notices))
    }

    async fn local_admin(&self) -> Result<Account, ServiceError> {
        let client = self.service().await?;
        let found = accounts::list_accounts_by_role().bind(&client, &"admin").all().await?;
        if let Some(first) = found.into_iter().next() {
            let name = first.email.or(first.display_name).unwrap_or_else(|| first.id.to_string());
            return Ok(Account { id: first.id, name, is_admin: true });
        }
        let id = Uuid::now_v7();
        accounts::create_account().bind(&client, &id, &Some("admin@localhost"), &Some("Local admin")).await?;
        accounts::grant_role().bind(&client, &id, &None, &"admin").await?;
        Ok(Account { id, name: "admin@localhost".to_owned(), is_admin: true })
    }

    /// Validates definition files against one another and the database, and publishes them in one transaction.
    ///
    /// # Errors
    /// [`ServiceError::Apply`] with every problem of every file; nothing is written then.
    pub async fn apply(&self, files: &[(String, String)], by: Option<Uuid>, check_only: bool) -> Result<Vec<AppliedFile>, ServiceError> {
        let mut client = self.service().await?;
        let (read, mut problems) = read_all(files);
        let known = self.known(&client, &read).await?;
        for (file, text, definition) in &read {
            if let DefinitionFile::Template(definition) = definition {
                problems.extend(
                    definition::validate(definition, text, &known)
                        .into_iter()
                        .map(|problem| FileProblem { file: (*file).clone(), problem }),
                );
            }
        }
        if !problems.is_empty() {
            return Err(ApplyError { problems }.into());
        }
        let tx = client.transaction().await?;
        let mut applied = Vec::with_capacity(read.len());
        for (file, text, definition) in &read {
            let result = match definition {
                DefinitionFile::Agent(agent) => publish_agent(&tx, agent).await.map(Ok)?,
                DefinitionFile::Template(definition) => {
                    publish_template(&tx, definition, text, by, "published").await?.map(|(done, _)| done)
                }
            };
            match result {
                Ok(done) => applied.push(AppliedFile { file: (*file).clone(), ..done }),
                Err(problem) => problems.push(FileProblem { file: (*file).clone(), problem }),
            }
        }
        if !problems.is_empty() {
            return Err(ApplyError { problems }.into());
        }
        if check_only {
            tx.rollback().await?;
            applied.iter_mut().for_each(|file| file.outcome = "checked");
        } else {
            tx.commit().await?;
        }
        Ok(applied)
    }

    /// Stores an unpublished spec as a draft for a trial run and answers its id.
    pub(crate) async fn draft(&self, file: &str, text: &str, by: Uuid) -> Result<(Uuid, Definition), ServiceError> {
        let mut client = self.service().await?;
        let refuse = |problems: Vec<Problem>| ApplyError {
            problems: problems.into_iter().map(|problem| FileProblem { file: file.to_owned(), problem }).collect(),
        };
        let mut definition = match definition::read(text) {
            Ok(DefinitionFile::Template(definition)) => *definition,
            Ok(DefinitionFile::Agent(_)) => {
                let message = "this file holds an agent; a trial run needs a template".to_owned();
                return Err(refuse(vec![Problem { path: String::new(), place: None, message }]).into());
            }
            Err(problem) => return Err(refuse(vec![problem]).into()),
        };
        let known = self.known(&client, &[]).await?;
        let problems = definition::validate(&definition, text, &known);
        if !problems.is_empty() {
            return Err(refuse(problems).into());
        }
        // A draft never stands in the way of the version that will be published.
        let stamp = Uuid::now_v7().simple().to_string();
        definition.spec.version = format!("{}-trial-{}", definition.spec.version, &stamp[stamp.len() - 8..]);
        definition.spec.visibility = crate::model::Visibility::Private;
        let tx = client.transaction().await?;
        let published = publish_template(&tx, &definition, text, Some(by), "draft").await?;
        let (_, spec_id) = published.map_err(|problem| refuse(vec![problem]))?;
        tx.commit().await?;
        Ok((spec_id, definition))
    }

    /// What specs may name: the active agents, those in the files at hand, and the models of the catalogue.
    async fn known(&self, client: &impl GenericClient, read: &[(&String, &String, DefinitionFile)]) -> Result<Known, ServiceError> {
        let mut known = Known::default();
        for agent in agents::list_agents().bind(client).all().await? {
            let role = if agent.role == "auditor" { AgentRole::Auditor } else { AgentRole::Producer };
            known.agents.insert(agent.slug, role);
        }
        for (_, _, definition) in read {
            if let DefinitionFile::Agent(agent) = definition {
                known.agents.insert(agent.slug.clone(), agent.role);
            }
        }
        for model in self.models().await? {
            known.models.insert(model.id);
        }
        Ok(known)
    }

    /// The catalogue.
    ///
    /// # Errors
    /// The database failed.
    pub async fn templates(&self) -> Result<Vec<TemplateView>, ServiceError> {
        let client = self.service().await?;
        read::templates(&client, &read::TemplateQuery::default()).await
    }

    /// One template with its newest spec.
    ///
    /// # Errors
    /// [`ServiceError::UnknownTemplate`], or the database failed.
    pub async fn template(&self, slug: &str) -> Result<SpecDetail, ServiceError> {
        let client = self.service().await?;
        match read::template(&client, slug).await? {
            Some(detail) => Ok(detail),
            None => Err(self.unknown_template(slug).await?),
        }
    }

    /// Takes a template out of the catalogue; its runs stay.
    ///
    /// # Errors
    /// [`ServiceError::UnknownTemplate`], or the database failed.
    pub async fn remove_template(&self, slug: &str) -> Result<(), ServiceError> {
        let client = self.service().await?;
        match templates::delete_template().bind(&client, &slug).await? {
            0 => Err(self.unknown_template(slug).await?),
            _ => Ok(()),
        }
    }

    pub(crate) async fn unknown_template(&self, slug: &str) -> Result<ServiceError, ServiceError> {
        let known = self.templates().await?.into_iter().map(|template| template.slug).collect::<Vec<_>>().join(", ");
        Ok(ServiceError::UnknownTemplate { slug: slug.to_owned(), known })
    }

    /// The active agents by slug, with their prompts.
    pub(crate) async fn agents(&self, client: &impl GenericClient) -> Result<BTreeMap<String, Agent>, ServiceError> {
        let mut found = BTreeMap::new();
        for listed in agents::list_agents().bind(client).all().await? {
            let row = agents::get_agent().bind(client, &listed.slug).one().await?;
            let role = if row.role == "auditor" { AgentRole::Auditor } else { AgentRole::Producer };
            let agent =
                Agent { slug: row.slug, name: row.name, family: row.family, role, description: row.description, prompt: row.prompt };
            found.insert(agent.slug.clone(), agent);
        }
        Ok(found)
    }
}

type ReadFile<'a> = (&'a String, &'a String, DefinitionFile);

fn read_all(files: &[(String, String)]) -> (Vec<ReadFile<'_>>, Vec<FileProblem>) {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for (file, text) in files {
        match definition::read(text) {
            Ok(definition) => read.push((file, text, definition)),
            Err(problem) => problems.push(FileProblem { file: file.clone(), problem }),
        }
    }
    // Agents first: templates name them.
    read.sort_by_key(|(_, _, definition)| matches!(definition, DefinitionFile::Template(_)));
    (read, problems)
}

async fn publish_agent(tx: &impl GenericClient, agent: &Agent) -> Result<AppliedFile, ServiceError> {
    let hash = hash(&json!(agent));
    let role = match agent.role {
        AgentRole::Producer => "producer",
        AgentRole::Auditor => "auditor",
    };
    let written =
        agents::upsert_agent().bind(tx, &agent.slug, &hash, &agent.name, &agent.family, &role, &agent.description, &agent.prompt).await?;
    Ok(AppliedFile {
        file: String::new(),
        kind: "agent",
        slug: agent.slug.clone(),
        version: None,
        version_hash: hash,
        outcome: if written == 0 { "unchanged" } else { "published" },
    })
}

/// Writes the template and its version. The outer error is the database's, the inner one the file's.
async fn publish_template(
    tx: &impl GenericClient,
    definition: &Definition,
    text: &str,
    by: Option<Uuid>,
    state: &str,
) -> Result<Result<(AppliedFile, Uuid), Problem>, ServiceError> {
    let (template, spec) = (&definition.template, &definition.spec);
    let hash = hash(&json!(spec));
    let mut done = AppliedFile {
        file: String::new(),
        kind: "template",
        slug: template.slug.clone(),
        version: Some(spec.version.clone()),
        version_hash: hash.clone(),
        outcome: "published",
    };
    if let Some(found) = specs::get_spec_version().bind(tx, &template.slug, &spec.version).opt().await? {
        if found.version_hash.as_deref() != Some(&hash) {
            let message = format!(
                "{} {} is published with other content (hash {}) and never changes; give the change a new version",
                template.slug,
                spec.version,
                found.version_hash.as_deref().unwrap_or("unknown"),
            );
            return Ok(Err(Problem { path: "spec.version".to_owned(), place: None, message }));
        }
        done.outcome = "unchanged";
    }
    // A trial must not touch what the catalogue shows.
    let existing = templates::get_template().bind(tx, &template.slug).opt().await?;
    let template_id = match (state, existing) {
        ("draft", Some(existing)) => existing.id,
        _ => {
            templates::upsert_template()
                .bind(
                    tx,
                    &template.slug,
                    &template.name,
                    &Some(&template.description),
                    &template.kind,
                    &template.depth.as_str(),
                    &template.tags,
                    &json!(template.what_you_get),
                    &template.estimated_time.as_deref(),
                    &i32::try_from(spec.stages.len()).ok(),
                    &template.is_featured,
                    &(state == "published"),
                    &template.sort_order,
                    &by,
                )
                .one()
                .await?
        }
    };
    if done.outcome == "unchanged" {
        let found = specs::get_spec_version().bind(tx, &template.slug, &spec.version).one().await?;
        return Ok(Ok((done, found.id)));
    }
    let definition_text = if state == "draft" { serde_json::to_string(definition).unwrap_or_default() } else { text.to_owned() };
    let id = specs::insert_spec()
        .bind(
            tx,
            &template_id,
            &spec.version,
            &Some(&hash),
            &json!(spec.intent_schema),
            &json!(spec.stages),
            &spec.qa_config,
            &Some(&json!(spec.output_guarantees)),
            &Some(&spec.cost_profile),
            &Some(&spec.artifact_type),
            &Some(&spec.output_formats),
            &spec.visibility.as_str(),
            &by,
            &Some(&definition_text),
            &state,
        )
        .one()
        .await?;
    Ok(Ok((done, id)))
}

/// SHA-256 over JSON with sorted keys, marked as what it is.
fn hash(value: &Value) -> String {
    let mut hasher = Sha256::new();
    hash_sorted(value, &mut hasher);
    let hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256-{hex}")
}

fn hash_sorted(value: &Value, hasher: &mut Sha256) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            hasher.update(b"{");
            for (key, value) in sorted {
                hasher.update(Value::String(key.clone()).to_string());
                hasher.update(b":");
                hash_sorted(value, hasher);
                hasher.update(b",");
            }
            hasher.update(b"}");
        }
        Value::Array(list) => {
            hasher.update(b"[");
            for value in list {
                hash_sorted(value, hasher);
                hasher.update(b",");
            }
            hasher.update(b"]");
        }
        scalar => hasher.update(scalar.to_string()),
    }
}
