//! `value`: gives its arguments. For reshaping what other steps gave, and for writing a text down as a file.

use engine::{Produced, ProducedFile};
use machine::{Failure, FailureClass};
use serde_json::Value;

use super::{failure, is_inside};

/// The argument that names a file: `{file: {path: notes.md, text: "…"}, …}`.
const FILE: &str = "file";

pub(super) fn run(mut input: Value) -> Result<Produced, Failure> {
    let file = input.as_object_mut().and_then(|arguments| arguments.shift_remove(FILE));
    let files = file.map(|file| written(&file)).transpose()?.into_iter().collect();
    Ok(Produced { value: input, files, ..Produced::default() })
}

fn written(file: &Value) -> Result<ProducedFile, Failure> {
    let bad = |message: &str| failure("BAD_ARGUMENTS", format!("`value`: `file` {message}"), FailureClass::Terminal);
    let path = file["path"].as_str().ok_or_else(|| bad("needs a `path`"))?;
    if !is_inside(path) {
        return Err(bad("needs a `path` inside the run, such as notes/today.md"));
    }
    let text = file["text"].as_str().ok_or_else(|| bad("needs a `text`"))?;
    let media_type = match path.rsplit('.').next() {
        Some("md") => "text/markdown",
        Some("html") => "text/html",
        Some("json") => "application/json",
        _ => "text/plain",
    };
    Ok(ProducedFile { path: path.to_owned(), media_type: media_type.to_owned(), bytes: text.as_bytes().to_vec() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn gives_what_it_is_given_and_keeps_the_file_out_of_it() {
        let produced = run(json!({ "word": "villain", "file": { "path": "notes/a.md", "text": "# A" } })).unwrap();
        assert_eq!(produced.value, json!({ "word": "villain" }));
        assert_eq!((produced.files[0].path.as_str(), produced.files[0].bytes.as_slice()), ("notes/a.md", b"# A".as_slice()));
    }

    #[test]
    fn a_file_outside_the_run_is_refused() {
        for path in ["", "/etc/passwd", "../a", "a/../b", "a\\b", "a//b"] {
            let refused = run(json!({ "file": { "path": path, "text": "" } })).unwrap_err();
            assert_eq!(refused.code, "BAD_ARGUMENTS", "{path}");
        }
    }
}
