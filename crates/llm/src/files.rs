//! How several files travel in one answer.
//!
//! An answer that carries files consists of sections, one after another:
//!
//! ```text
//! === file: research/SOURCES.md ===
//! …the file's content, verbatim…
//! === end ===
//! ```
//!
//! A marker is a whole line. Between sections only blank lines may stand: text there would be lost, so it is an error. A content
//! line that could be read as a marker (three `=`, a space, `file:` or `end`) is written with one more backslash in front; reading
//! takes one off. Content ends with a newline unless it is empty. An answer cut off inside a section is an error. Some models wrap
//! the whole answer in one code fence; that one fence is taken off.

use crate::request::DemandedFile;

/// A path and its content.
pub type File = (String, String);

/// An answer that does not hold to the format, with the line (from 1) where it went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct FilesError {
    /// Where.
    pub line: usize,
    /// What.
    pub problem: Problem,
}

/// What is wrong with an answer that should carry files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No section at all.
    #[error("no file section; files are written between `=== file: PATH ===` and `=== end ===`")]
    NoFiles,
    /// Text outside of sections.
    #[error("text outside of a file section: `{0}`")]
    Outside(String),
    /// A section inside a section.
    #[error("`{0}` begins inside another file; `=== end ===` is missing")]
    Nested(String),
    /// The answer ends inside a section.
    #[error("the answer ends inside `{0}`; it was probably cut off")]
    Unclosed(String),
    /// The path could lead outside of the run.
    #[error("`{0}` is no safe path: use a relative path of `/`-separated names")]
    UnsafePath(String),
    /// Two sections with one path.
    #[error("`{0}` appears twice")]
    Duplicate(String),
}

/// What a model has to be told so that it answers in this format.
pub fn instructions(files: &[DemandedFile]) -> String {
    let mut text = String::from(
        "Answer with exactly these files and nothing else. Write each as\n\n=== file: PATH ===\n(the content)\n=== end ===\n\nPut a \
         backslash before a content line that begins with `=== file:` or `=== end`. The files:\n",
    );
    for file in files {
        text.push_str(&format!("- {}: {}\n", file.path, file.description));
    }
    text
}

/// Writes files in the format; [`parse`] gives the same files back.
pub fn render<P: AsRef<str>, C: AsRef<str>>(files: &[(P, C)]) -> String {
    let mut text = String::new();
    for (path, content) in files {
        text.push_str(&format!("=== file: {} ===\n", path.as_ref()));
        for line in content.as_ref().lines() {
            if looks_like_marker(line) {
                text.push('\\');
            }
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("=== end ===\n");
    }
    text
}

/// Reads the files of an answer, in order.
pub fn parse(text: &str) -> Result<Vec<File>, FilesError> {
    let mut files: Vec<File> = Vec::new();
    let mut open: Option<File> = None;
    let (skipped, body) = without_fence(text);
    for (index, line) in body.lines().enumerate() {
        let fail = |problem| FilesError { line: skipped + index + 1, problem };
        match (&mut open, marker(line)) {
            (None, Some(Marker::File(path))) => {
                let path = safe_path(path).ok_or_else(|| fail(Problem::UnsafePath(path.to_owned())))?;
                if files.iter().any(|(known, _)| *known == path) {
                    return Err(fail(Problem::Duplicate(path)));
                }
                open = Some((path, String::new()));
            }
            (Some(_), Some(Marker::File(path))) => return Err(fail(Problem::Nested(path.to_owned()))),
            (Some(_), Some(Marker::End)) => files.extend(open.take()),
            (Some((_, content)), None) => {
                let unescaped = line.strip_prefix('\\').filter(|rest| looks_like_marker(rest)).unwrap_or(line);
                content.push_str(unescaped);
                content.push('\n');
            }
            (None, _) if line.trim().is_empty() => {}
            (None, _) => return Err(fail(Problem::Outside(line.chars().take(60).collect()))),
        }
    }
    let last = skipped + body.lines().count();
    match open {
        Some((path, _)) => Err(FilesError { line: last, problem: Problem::Unclosed(path) }),
        None if files.is_empty() => Err(FilesError { line: last.max(1), problem: Problem::NoFiles }),
        None => Ok(files),
    }
}

/// The path, if it is relative and each of its names is an ordinary one: no `..`, no backslash, no drive, no control character.
pub fn safe_path(path: &str) -> Option<String> {
    let ordinary = |name: &str| {
        !name.is_empty()
            && name != "."
            && name != ".."
            && name.len() <= 255
            && !name.contains(['\\', ':', '\0'])
            && !name.chars().any(char::is_control)
            && name.trim() == name
    };
    (path.len() <= 1024 && path.split('/').all(ordinary)).then(|| path.to_owned())
}

enum Marker<'a> {
    File(&'a str),
    End,
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let inner = line.trim_end().strip_prefix("=== ")?.strip_suffix(" ===")?;
    match inner.strip_prefix("file:") {
        Some(path) => Some(Marker::File(path.trim())),
        None => (inner == "end").then_some(Marker::End),
    }
}

/// Whether a content line, its escaping backslashes aside, could be taken for a marker.
fn looks_like_marker(line: &str) -> bool {
    let bare = line.trim_start_matches('\\');
    bare.starts_with("=== file:") || bare.starts_with("=== end")
}

/// The text inside a code fence that wraps all of it, and how many lines stand before.
fn without_fence(text: &str) -> (usize, &str) {
    let leading = text.len() - text.trim_start().len();
    let skipped = text[..leading].matches('\n').count();
    let trimmed = text.trim();
    let inside = trimmed
        .strip_prefix("```")
        .and_then(|rest| rest.split_once('\n'))
        .filter(|(info, _)| !info.contains('`'))
        .and_then(|(_, rest)| rest.strip_suffix("```"))
        .filter(|inside| inside.trim_start().starts_with("=== file:") && inside.ends_with('\n'));
    match inside {
        Some(inside) => (skipped + 1, inside),
        None => (0, text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn problem(text: &str) -> (usize, Problem) {
        let error = parse(text).expect_err("not in the format");
        (error.line, error.problem)
    }

    #[test]
    fn reads_files_in_order() {
        let text = "\n=== file: a.md ===\n# A\n\nText\n=== end ===\n\n=== file: dir/b.json ===\n{}\n=== end ===\n";
        let files = parse(text).expect("in the format");
        assert_eq!(files, [("a.md".to_owned(), "# A\n\nText\n".to_owned()), ("dir/b.json".to_owned(), "{}\n".to_owned())]);
    }

    #[test]
    fn takes_off_one_fence_around_everything() {
        let text = "```text\n=== file: a.md ===\n```rust\nfn a() {}\n```\n=== end ===\n```";
        assert_eq!(parse(text).expect("in the format"), [("a.md".to_owned(), "```rust\nfn a() {}\n```\n".to_owned())]);
    }

    #[test]
    fn refuses_what_would_be_lost_or_mixed_up() {
        assert_eq!(problem("Here you are:\n=== file: a ===\n=== end ===\n"), (1, Problem::Outside("Here you are:".to_owned())));
        assert_eq!(problem(""), (1, Problem::NoFiles));
        assert_eq!(problem("=== file: a ===\nx\n"), (2, Problem::Unclosed("a".to_owned())));
        assert_eq!(problem("=== file: a ===\n=== file: b ===\n"), (2, Problem::Nested("b".to_owned())));
        assert_eq!(problem("=== file: a ===\n=== end ===\n=== file: a ===\n"), (3, Problem::Duplicate("a".to_owned())));
    }

    #[test]
    fn refuses_paths_that_lead_out() {
        for path in ["../a", "/etc/passwd", "a/../b", "a//b", "", "C:\\a", "a\\b", "./a", "a/", "a\u{7}b", "..", "a/. "] {
            let text = format!("=== file: {path} ===\n=== end ===\n");
            assert!(matches!(problem(&text).1, Problem::UnsafePath(_)), "{path:?}");
        }
        for path in ["a", "a/b.c-d_e/f", ".hidden", "ünïcode.md", "a b.md"] {
            assert_eq!(safe_path(path).as_deref(), Some(path));
        }
    }

    proptest! {
        #[test]
        fn what_is_rendered_is_read_back(
            contents in proptest::collection::vec(proptest::collection::vec("(\\\\{0,2}=== (file: x|end) ===|[ -~é]{0,20})", 0..6), 1..4)
        ) {
            let files: Vec<File> = contents.iter().enumerate().map(|(i, lines)| {
                (format!("f{i}"), lines.iter().map(|line| format!("{line}\n")).collect())
            }).collect();
            prop_assert_eq!(parse(&render(&files)), Ok(files));
        }
    }
}
