//! The rules behind the kinds of checks, one file per family.

mod citations;
mod copying;
mod files;
mod formed;
mod frontmatter;
mod headings;
mod language;
mod links;
mod manifest;
mod numbers;
mod overlap;
mod placeholders;
mod quotes;
mod reachable;
mod readability;
mod refusals;
mod schema;
mod sections;
mod sources;
mod text;
mod truncated;
mod visual;

use std::fmt::Debug;
use std::sync::Arc;

use crate::path::{PathPattern, Resolved, fill};
use crate::registry::CheckKind;
use crate::result::{Finding, Found};
use crate::workspace::Scope;
use crate::{Evidence, FailCode, Workspace};

/// Every family; the registry is their union.
pub(crate) const KINDS: &[&[CheckKind]] = &[
    files::KINDS,
    sources::KINDS,
    headings::KINDS,
    text::KINDS,
    frontmatter::KINDS,
    reachable::KINDS,
    visual::KINDS,
    schema::KINDS,
    truncated::KINDS,
    language::KINDS,
    refusals::KINDS,
    placeholders::KINDS,
    sections::KINDS,
    formed::KINDS,
    links::KINDS,
    citations::KINDS,
    quotes::KINDS,
    numbers::KINDS,
    overlap::KINDS,
    copying::KINDS,
    readability::KINDS,
    manifest::KINDS,
];

/// What a check does, with its own fields already read.
pub(crate) trait Rule: Debug + Send + Sync {
    /// Looks and judges.
    fn evaluate(&self, site: &Site<'_>) -> Found;

    /// Variables its own fields need.
    fn variables(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a rule looks at: the workspace through the check's target and scope.
pub(crate) struct Site<'a> {
    pub(crate) workspace: &'a Workspace<'a>,
    targets: Vec<Resolved>,
    pub(crate) scope: Scope,
}

/// A file by its path.
pub(crate) type NamedBytes<'a> = (&'a str, &'a Arc<[u8]>);

/// A text file.
pub(crate) struct Text<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Text<'_> {
    pub(crate) fn is_html(&self) -> bool {
        let lower = self.path.to_ascii_lowercase();
        lower.ends_with(".html") || lower.ends_with(".htm") || lower.ends_with(".xhtml")
    }

    pub(crate) fn is_json(&self) -> bool {
        self.path.to_ascii_lowercase().ends_with(".json")
    }
}

impl<'a> Site<'a> {
    pub(crate) fn new(workspace: &'a Workspace<'a>, targets: &[PathPattern], scope: Scope) -> Result<Self, Box<Finding>> {
        let targets = resolve_all(workspace, targets)?;
        Ok(Self { workspace, targets, scope })
    }

    /// The targets, for people and for the result.
    pub(crate) fn shown(&self) -> String {
        self.targets.iter().map(Resolved::as_str).collect::<Vec<_>>().join(" | ")
    }

    pub(crate) fn targets(&self) -> &[Resolved] {
        &self.targets
    }

    /// The files of the first alternative that has any.
    pub(crate) fn files(&self) -> Result<Vec<NamedBytes<'a>>, Box<Finding>> {
        let found = self.targets.iter().map(|target| self.workspace.matching(self.scope, target)).find(|files| !files.is_empty());
        found.map_or_else(|| missing(self, &self.targets).stop(), Ok)
    }

    /// The same as texts.
    pub(crate) fn texts(&self) -> Result<Vec<Text<'a>>, Box<Finding>> {
        self.files()?.into_iter().map(|(path, bytes)| as_text(path, bytes)).collect()
    }

    /// The first of the files as text, for rules that look at one document.
    pub(crate) fn text(&self) -> Result<Text<'a>, Box<Finding>> {
        let mut files = self.files()?;
        let (path, bytes) = files.swap_remove(0);
        as_text(path, bytes)
    }

    /// A file that a rule names besides its target (a schema, a list of sources), wherever it stands.
    pub(crate) fn aside(&self, path: &PathPattern) -> Result<Text<'a>, Box<Finding>> {
        let resolved = resolve_all(self.workspace, std::slice::from_ref(path))?;
        let files = resolved.iter().flat_map(|path| self.workspace.matching(Scope::Any, path)).next();
        match files {
            Some((path, bytes)) => as_text(path, bytes),
            None => Finding::error(
                FailCode::MissingArtifact,
                format!("`{}` is needed for this check and is not among the files of this run", resolved[0].as_str()),
            )
            .stop(),
        }
    }

    pub(crate) fn resolve(&self, paths: &[PathPattern]) -> Result<Vec<Resolved>, Box<Finding>> {
        resolve_all(self.workspace, paths)
    }

    /// Puts variables into texts.
    pub(crate) fn fill(&self, texts: &[String]) -> Result<Vec<String>, Box<Finding>> {
        let filled = texts.iter().map(|text| fill(text, self.workspace.variables()));
        filled.collect::<Result<_, _>>().or_else(|message| Finding::error(FailCode::ValidationFailed, message).stop())
    }
}

fn resolve_all(workspace: &Workspace<'_>, paths: &[PathPattern]) -> Result<Vec<Resolved>, Box<Finding>> {
    let resolved = paths.iter().map(|path| path.resolve(workspace.variables()));
    resolved.collect::<Result<_, _>>().or_else(|message| Finding::error(FailCode::ValidationFailed, message).stop())
}

/// None of these paths is there.
fn missing(site: &Site<'_>, paths: &[Resolved]) -> Finding {
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.as_str())).collect();
    let hint = paths.iter().find_map(|path| site.workspace.elsewhere(site.scope, path.as_str()));
    let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
    let message = match names.as_slice() {
        [] => "no target is given".to_owned(),
        [one] => format!("{one} is expected and is missing{hint}"),
        many => format!("one of {} is expected and none is there{hint}", many.join(", ")),
    };
    let places = paths.iter().map(|path| Evidence::note(path.as_str(), "missing"));
    Finding::fail(FailCode::MissingArtifact, message).places(places)
}

fn as_text<'a>(path: &'a str, bytes: &'a [u8]) -> Result<Text<'a>, Box<Finding>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Text { path, text: text.strip_prefix('\u{feff}').unwrap_or(text) }),
        Err(error) => Finding::fail(
            FailCode::ValidationFailed,
            format!("`{path}` is expected to be UTF-8 text; byte {} is not. Write it as UTF-8", error.valid_up_to()),
        )
        .place(Evidence::note(path, "not UTF-8"))
        .stop(),
    }
}

/// Names of the variables (`{name}`) in texts.
pub(crate) fn variables_in(texts: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for text in texts {
        let text = text.replace("{{", "").replace("}}", "");
        let candidates = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned());
        names.extend(candidates.filter(|name| crate::path::is_variable(name)));
    }
    names
}
