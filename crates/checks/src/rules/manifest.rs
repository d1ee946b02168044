//! A manifest that lists every file with its hash, and no other.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Rule, Site};
use crate::path::PathPattern;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "hash_manifest",
    level: Level::References,
    summary: "the manifest (JSON) lists every file in scope with its SHA-256, and every file it lists is there",
    fields: &[
        FieldSpec { name: "include", required: false, shape: "path or list of paths (all)", summary: "the files that must be listed" },
        FieldSpec {
            name: "exclude",
            required: false,
            shape: "path or list of paths",
            summary: "files that need not be; the manifest itself never needs to be",
        },
    ],
    target_required: true,
    fail_codes: &[FailCode::ValidationFailed, FailCode::MissingArtifact, FailCode::SchemaUnparsable],
    default_severity: Severity::Error,
    parse,
}];

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    Box::new(HashManifest { include: fields.paths("include"), exclude: fields.paths("exclude") })
}

#[derive(Debug)]
struct HashManifest {
    include: Vec<PathPattern>,
    exclude: Vec<PathPattern>,
}

impl Rule for HashManifest {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let (include, exclude) = (site.resolve(&self.include)?, site.resolve(&self.exclude)?);
        let manifest = site.text()?;
        let document: Value = match serde_json::from_str(manifest.text) {
            Ok(document) => document,
            Err(error) => {
                return Ok(Finding::fail(FailCode::SchemaUnparsable, format!("`{}` is not JSON: {error}", manifest.path)));
            }
        };
        let listed = match listed(&document) {
            Ok(listed) => listed,
            Err(why) => return Ok(Finding::fail(FailCode::ValidationFailed, format!("`{}` {why}", manifest.path))),
        };
        let files = site.workspace.files(site.scope);
        let mut problems = Vec::new();
        let mut places = Vec::new();
        let mut missing = false;
        let mut note = |path: &str, said: String, excerpt: &str| {
            problems.push(said);
            places.push(Evidence::note(path, excerpt));
        };
        for (path, entry) in &listed {
            let Some(bytes) = files.get(path.as_str()) else {
                missing = true;
                note(path, format!("`{path}` is listed and is not there"), "listed and missing");
                continue;
            };
            let actual = hex(&Sha256::digest(bytes.as_ref()));
            if !entry.sha256.eq_ignore_ascii_case(&actual) {
                note(path, format!("`{path}` is listed with SHA-256 {} and has {actual}", entry.sha256), &actual);
            }
            if let Some(size) = entry.size.filter(|size| *size != bytes.len() as u64) {
                note(path, format!("`{path}` is listed with {size} bytes and has {}", bytes.len()), &bytes.len().to_string());
            }
        }
        for path in files.keys() {
            let wanted = *path != manifest.path
                && (include.is_empty() || include.iter().any(|pattern| pattern.matches(path)))
                && !exclude.iter().any(|pattern| pattern.matches(path));
            if wanted && !listed.contains_key(*path) {
                note(path, format!("`{path}` is there and not listed"), "not listed");
            }
        }
        if problems.is_empty() {
            return Ok(Finding::pass(format!("`{}` lists all {} files with their hashes", manifest.path, listed.len()))
                .with("count", listed.len()));
        }
        let code = if missing { FailCode::MissingArtifact } else { FailCode::ValidationFailed };
        Ok(Finding::fail(code, problems.join("; ")).places(places).with("count", listed.len()))
    }

    fn variables(&self) -> Vec<String> {
        self.include.iter().chain(&self.exclude).flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

struct Entry {
    sha256: String,
    size: Option<u64>,
}

/// Reads `{"files": [{"path", "sha256", "size_bytes"?}]}`, the list alone, or a map of paths to hashes.
fn listed(document: &Value) -> Result<BTreeMap<String, Entry>, String> {
    let files = document.get("files").unwrap_or(document);
    let mut listed = BTreeMap::new();
    let mut add = |path: &str, entry: Entry| {
        if listed.insert(path.to_owned(), entry).is_some() { Err(format!("lists `{path}` twice")) } else { Ok(()) }
    };
    match files {
        Value::Array(entries) => {
            for (at, entry) in entries.iter().enumerate() {
                let text = |key: &str| entry.get(key).and_then(Value::as_str);
                let (Some(path), Some(sha256)) = (text("path"), text("sha256")) else {
                    return Err(format!("has no `path` and `sha256` in entry {}", at + 1));
                };
                add(path, Entry { sha256: sha256.to_owned(), size: entry.get("size_bytes").and_then(Value::as_u64) })?;
            }
        }
        Value::Object(entries) => {
            for (path, sha256) in entries {
                let sha256 = sha256.as_str().ok_or_else(|| format!("has no hash for `{path}`"))?;
                add(path, Entry { sha256: sha256.to_owned(), size: None })?;
            }
        }
        _ => return Err("lists no files: `files` must be a list of {path, sha256}".into()),
    }
    Ok(listed)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
