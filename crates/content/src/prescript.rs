//! Pre-scripts: named mendings run over an attempt's files before its contract is evaluated (seed-systems §1.4).
//!
//! They are a closed registry, idempotent and bounded; a failure is a warning, never a failed attempt.

use engine::ProducedFile;

/// A mending of one file: the new content, `None` where nothing needs mending, or why it could not be done.
pub type Mend = fn(&ProducedFile) -> Result<Option<Vec<u8>>, String>;

const SCRIPTS: &[(&str, Mend)] =
    &[("normalize_newlines", normalize_newlines), ("final_newline", final_newline), ("pretty_json", pretty_json)];

/// The names a spec may use.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCRIPTS.iter().map(|(name, _)| *name)
}

/// The mending behind a name.
#[must_use]
pub fn find(name: &str) -> Option<Mend> {
    SCRIPTS.iter().find(|(known, _)| *known == name).map(|(_, mend)| *mend)
}

/// Runs the named scripts over the files and returns the warnings of those that failed.
pub fn run(scripts: &[String], files: &mut [ProducedFile]) -> Vec<String> {
    let mut warnings = Vec::new();
    for name in scripts {
        let Some(mend) = find(name) else {
            warnings.push(format!("pre-script {name} is unknown; known: {}", names().collect::<Vec<_>>().join(", ")));
            continue;
        };
        for file in files.iter_mut() {
            match mend(file) {
                Ok(Some(bytes)) => file.bytes = bytes,
                Ok(None) => {}
                Err(message) => warnings.push(format!("pre-script {name} on {}: {message}", file.path)),
            }
        }
    }
    warnings
}

fn is_text(file: &ProducedFile) -> bool {
    file.media_type.starts_with("text/") || file.media_type.ends_with("json") || file.media_type.ends_with("xml")
}

fn normalize_newlines(file: &ProducedFile) -> Result<Option<Vec<u8>>, String> {
    if !is_text(file) || !file.bytes.contains(&b'\r') {
        return Ok(None);
    }
    let text = std::str::from_utf8(&file.bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    Ok(Some(text.replace("\r\n", "\n").replace('\r', "\n").into_bytes()))
}

fn final_newline(file: &ProducedFile) -> Result<Option<Vec<u8>>, String> {
    if !is_text(file) || file.bytes.is_empty() || file.bytes.ends_with(b"\n") {
        return Ok(None);
    }
    Ok(Some([file.bytes.as_slice(), b"\n"].concat()))
}

fn pretty_json(file: &ProducedFile) -> Result<Option<Vec<u8>>, String> {
    if !file.path.ends_with(".json") {
        return Ok(None);
    }
    let value: serde_json::Value = serde_json::from_slice(&file.bytes).map_err(|error| format!("not JSON: {error}"))?;
    let mut pretty = serde_json::to_vec_pretty(&value).map_err(|error| error.to_string())?;
    pretty.push(b'\n');
    Ok((pretty != file.bytes).then_some(pretty))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, media_type: &str, text: &str) -> ProducedFile {
        ProducedFile { path: path.to_owned(), media_type: media_type.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn mends_once_and_then_changes_nothing() {
        let scripts: Vec<String> = names().map(str::to_owned).collect();
        let mut files = vec![file("a.md", "text/markdown", "one\r\ntwo"), file("b.json", "application/json", "{\"a\":1}")];
        assert!(run(&scripts, &mut files).is_empty());
        let mended: Vec<_> = files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
        assert_eq!(mended, ["one\ntwo\n", "{\n  \"a\": 1\n}\n"]);
        let before = files.iter().map(|file| file.bytes.clone()).collect::<Vec<_>>();
        run(&scripts, &mut files);
        assert_eq!(before, files.iter().map(|file| file.bytes.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn warns_of_what_it_could_not_mend_and_leaves_it_alone() {
        let mut files = vec![file("b.json", "application/json", "{")];
        let warnings = run(&["pretty_json".to_owned(), "polish".to_owned()], &mut files);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert_eq!(files[0].bytes, b"{");
    }
}
