//! Files and folders: there, enough of them, not blank, not too large.

use super::{Rule, Site, missing};
use crate::path::{PathPattern, Resolved};
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::ByDepth;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[
    CheckKind {
        name: "file_exists",
        level: Level::Structure,
        summary: "the target, or one of its alternatives, and every required file is there",
        fields: &[
            FieldSpec { name: "required", required: false, shape: "path or list of paths", summary: "every one must be there" },
            FieldSpec { name: "alternatives", required: false, shape: "path or list of paths", summary: "one of them suffices" },
        ],
        target_required: false,
        fail_codes: &[FailCode::MissingArtifact],
        default_severity: Severity::Error,
        parse: |fields| {
            if !["target", "required", "alternatives"].iter().any(|field| fields.has(field)) {
                fields.problem("target", FailCode::ValidationFailed, "`file_exists` needs a `target`, `required` or `alternatives`");
            }
            Box::new(FileExists { required: fields.paths("required"), alternatives: fields.paths("alternatives") })
        },
    },
    CheckKind {
        name: "dir_exists",
        level: Level::Structure,
        summary: "a file stands somewhere in the folder, or in one of its alternatives",
        fields: &[],
        target_required: true,
        fail_codes: &[FailCode::MissingArtifact],
        default_severity: Severity::Error,
        parse: |_| Box::new(DirExists),
    },
    CheckKind {
        name: "min_file_count",
        level: Level::Structure,
        summary: "enough files fit the target for the run's depth",
        fields: &[FieldSpec { name: "min", required: true, shape: "count or {quick, standard, deep}", summary: "how many at least" }],
        target_required: true,
        fail_codes: &[FailCode::MissingArtifact],
        default_severity: Severity::Error,
        parse: |fields| Box::new(MinFileCount { min: fields.by_depth("min", None) }),
    },
    CheckKind {
        name: "not_empty",
        level: Level::Shape,
        summary: "every file of the target holds more than white space",
        fields: &[FieldSpec {
            name: "min_bytes",
            required: false,
            shape: "count (1)",
            summary: "how many bytes at least, white space at the ends not counted",
        }],
        target_required: true,
        fail_codes: &[FailCode::MissingArtifact],
        default_severity: Severity::Error,
        parse: |fields| Box::new(NotEmpty { min: fields.count("min_bytes").unwrap_or(1).max(1) }),
    },
    CheckKind {
        name: "max_size",
        level: Level::Shape,
        summary: "no file of the target is larger than allowed",
        fields: &[FieldSpec { name: "max_bytes", required: true, shape: "count", summary: "how many bytes at most" }],
        target_required: true,
        fail_codes: &[FailCode::ValidationFailed],
        default_severity: Severity::Error,
        parse: |fields| {
            if !fields.has("max_bytes") {
                fields.problem("max_bytes", FailCode::ValidationFailed, "must be given: how many bytes a file may have");
            }
            Box::new(MaxSize { max: fields.count("max_bytes").unwrap_or(u64::MAX) })
        },
    },
];

#[derive(Debug)]
struct FileExists {
    required: Vec<PathPattern>,
    alternatives: Vec<PathPattern>,
}

impl Rule for FileExists {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let required = site.resolve(&self.required)?;
        let alternatives = site.resolve(&self.alternatives)?;
        let there = |path: &Resolved| !site.workspace.matching(site.scope, path).is_empty();
        let mut wanting: Vec<Finding> = Vec::new();
        for group in [site.targets(), &alternatives].into_iter().filter(|group| !group.is_empty()) {
            if !group.iter().any(there) {
                wanting.push(missing(site, group));
            }
        }
        wanting.extend(required.iter().filter(|path| !there(path)).map(|path| missing(site, std::slice::from_ref(path))));
        let all = [site.targets(), &required, &alternatives].concat();
        let shown = all.iter().map(Resolved::as_str).collect::<Vec<_>>().join(" | ");
        let finding = match wanting.len() {
            0 => Finding::pass(format!("`{shown}` is there")),
            1 => wanting.swap_remove(0),
            _ => Finding::merge(wanting),
        };
        Ok(finding.on(shown))
    }

    fn variables(&self) -> Vec<String> {
        self.required.iter().chain(&self.alternatives).flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

#[derive(Debug)]
struct DirExists;

impl Rule for DirExists {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let files = site.workspace.files(site.scope);
        for target in site.targets() {
            let in_folder = |path: &&str| {
                let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
                folders.into_iter().any(|folder| target.matches(folder) || target.as_str().strip_suffix('/') == Some(folder))
            };
            let count = files.keys().filter(|path| in_folder(path)).count();
            if count > 0 {
                return Ok(Finding::pass(format!("`{}` is there with {count} files", target.as_str())).with("count", count));
            }
        }
        Ok(missing(site, site.targets()))
    }
}

#[derive(Debug)]
struct MinFileCount {
    min: ByDepth,
}

impl Rule for MinFileCount {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let depth = site.workspace.depth();
        let min = self.min.at(depth);
        let mut paths: Vec<&str> =
            site.targets().iter().flat_map(|target| site.workspace.matching(site.scope, target)).map(|(path, _)| path).collect();
        paths.sort_unstable();
        paths.dedup();
        let count = paths.len();
        let facts = |finding: Finding| finding.with("count", count).with("min", min);
        let said = format!("{count} files fit `{}`; a {} run needs {min}", site.shown(), depth.as_str());
        if count >= min {
            return Ok(facts(Finding::pass(said)));
        }
        let finding = Finding::fail(FailCode::MissingArtifact, format!("{said}. Write {} more", min - count));
        Ok(facts(finding).places(paths.into_iter().map(|path| Evidence::note(path, "counted"))))
    }
}

#[derive(Debug)]
struct NotEmpty {
    min: u64,
}

impl Rule for NotEmpty {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let files = site.files()?;
        let short: Vec<(&str, usize)> =
            files.iter().map(|(path, bytes)| (*path, bytes.trim_ascii().len())).filter(|(_, length)| (*length as u64) < self.min).collect();
        if short.is_empty() {
            return Ok(Finding::pass(format!("{} files with at least {} bytes each", files.len(), self.min)));
        }
        let said: Vec<String> = short.iter().map(|(path, length)| format!("`{path}` has {length}")).collect();
        Ok(Finding::fail(FailCode::MissingArtifact, format!("at least {} bytes of content are expected; {}", self.min, said.join(", ")))
            .places(short.iter().map(|(path, length)| Evidence::note(path, &format!("{length} bytes")))))
    }
}

#[derive(Debug)]
struct MaxSize {
    max: u64,
}

impl Rule for MaxSize {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let files = site.files()?;
        let large: Vec<(&str, usize)> =
            files.iter().map(|(path, bytes)| (*path, bytes.len())).filter(|(_, length)| *length as u64 > self.max).collect();
        if large.is_empty() {
            return Ok(Finding::pass(format!("{} files with at most {} bytes each", files.len(), self.max)));
        }
        let said: Vec<String> = large.iter().map(|(path, length)| format!("`{path}` has {length}")).collect();
        Ok(Finding::fail(FailCode::ValidationFailed, format!("at most {} bytes are allowed; {}. Shorten it", self.max, said.join(", ")))
            .places(large.iter().map(|(path, length)| Evidence::note(path, &format!("{length} bytes")))))
    }
}
