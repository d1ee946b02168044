//! What checks may look at.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::fetch::Fetch;
use crate::path::Resolved;

/// How thorough a run is; thresholds may grow with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// The least.
    Quick,
    /// The usual.
    #[default]
    Standard,
    /// The most.
    Deep,
}

impl Depth {
    /// As stored, for example `standard`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Deep => "deep",
        }
    }

    /// The depth with this name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Quick, Self::Standard, Self::Deep].into_iter().find(|depth| depth.as_str() == name)
    }
}

/// Whose files a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scope {
    /// Those of the attempt that is judged.
    #[default]
    Output,
    /// Those of the steps it builds on.
    Upstream,
    /// Both; where both have a path, the attempt's counts.
    Any,
}

impl Scope {
    pub(crate) const NAMES: &[(&str, Self)] = &[("output", Self::Output), ("upstream", Self::Upstream), ("any", Self::Any)];
}

/// A source whose text grounding checks compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// As cited: `[3]` means number 3.
    pub number: u32,
    /// Stable id, for example `doc:notes.md`.
    pub id: String,
    /// Headword or title.
    pub title: String,
    /// The text that spans of citations count in.
    pub text: String,
}

/// Everything the checks of one attempt may look at.
#[derive(Default, Clone)]
pub struct Workspace<'a> {
    output: BTreeMap<String, Arc<[u8]>>,
    upstream: BTreeMap<String, Arc<[u8]>>,
    variables: BTreeMap<String, String>,
    sources: Vec<SourceText>,
    depth: Depth,
    finish_reason: Option<String>,
    fetch: Option<&'a dyn Fetch>,
}

impl<'a> Workspace<'a> {
    /// An empty workspace.
    #[must_use]
    pub fn new(depth: Depth) -> Self {
        Self { depth, ..Self::default() }
    }

    /// Adds a file of the attempt that is judged.
    #[must_use]
    pub fn output(mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        self.output.insert(path.into(), bytes.into());
        self
    }

    /// Adds a file of a step the attempt builds on.
    #[must_use]
    pub fn upstream(mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        self.upstream.insert(path.into(), bytes.into());
        self
    }

    /// Sets a variable for `{name}` in paths and texts of checks.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Adds a source for grounding checks that name no file of sources.
    #[must_use]
    pub fn source(mut self, source: SourceText) -> Self {
        self.sources.push(source);
        self
    }

    /// Says why the model stopped, as its provider reports it (`stop`, `length`, `max_tokens`, …).
    #[must_use]
    pub fn finish_reason(mut self, reason: impl Into<String>) -> Self {
        self.finish_reason = Some(reason.into());
        self
    }

    /// Lends the network to the checks that declare they need it.
    #[must_use]
    pub fn fetch(mut self, fetch: &'a dyn Fetch) -> Self {
        self.fetch = Some(fetch);
        self
    }

    /// The bytes of a file, the attempt's before those it builds on.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        self.output.get(path).or_else(|| self.upstream.get(path)).cloned()
    }

    pub(crate) fn depth(&self) -> Depth {
        self.depth
    }

    pub(crate) fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    pub(crate) fn sources(&self) -> &[SourceText] {
        &self.sources
    }

    pub(crate) fn stopped_because(&self) -> Option<&str> {
        self.finish_reason.as_deref()
    }

    pub(crate) fn network(&self) -> Option<&'a dyn Fetch> {
        self.fetch
    }

    /// Files in scope, by path.
    pub(crate) fn files(&self, scope: Scope) -> BTreeMap<&str, &Arc<[u8]>> {
        let (upstream, output) = match scope {
            Scope::Output => (None, Some(&self.output)),
            Scope::Upstream => (Some(&self.upstream), None),
            Scope::Any => (Some(&self.upstream), Some(&self.output)),
        };
        // The attempt's own files come last and so replace older ones of the same path.
        upstream.into_iter().chain(output).flatten().map(|(path, bytes)| (path.as_str(), bytes)).collect()
    }

    /// Files in scope whose path fits, in order of path.
    pub(crate) fn matching(&self, scope: Scope, path: &Resolved) -> Vec<(&str, &Arc<[u8]>)> {
        let files = self.files(scope);
        match path.exact() {
            Some(exact) => files.get_key_value(exact).map(|(path, bytes)| (*path, *bytes)).into_iter().collect(),
            None => files.into_iter().filter(|(name, _)| path.matches(name)).collect(),
        }
    }

    /// Where a file of the same name stands, if not where it was looked for: for messages.
    pub(crate) fn elsewhere(&self, scope: Scope, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let same_name = |other: &&str| other.rsplit('/').next() == Some(name);
        if let Some(found) = self.files(scope).into_keys().find(same_name) {
            return Some(format!("`{found}` is there: is it meant?"));
        }
        let found = self.files(Scope::Any).into_keys().find(same_name)?;
        let scope = if self.output.contains_key(found) { "output" } else { "upstream" };
        Some(format!("`{found}` is among the {scope} files: set `scope: {scope}` if it is meant"))
    }
}
