//! Folders of documents.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{MAX_BYTES, ReadError, folder, read_folder};

fn filled(files: &[(&str, &[u8])]) -> TempDir {
    let root = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

#[test]
fn documents_come_in_order_of_name_and_hidden_files_not_at_all() {
    let root = filled(&[
        ("b.md", b"Words b."),
        ("a.txt", b"Words a."),
        ("deep/c.html", b"<p>Words c.</p>"),
        (".hidden.md", b"x"),
        (".git/d.md", b"x"),
    ]);
    let documents = read_folder(root.path()).unwrap();
    let names: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["a.txt", "b.md", "deep/c.html"]);
}

#[test]
fn one_bad_file_refuses_the_folder() {
    for (name, bytes, expected) in [
        ("x.csv", &b"a,b"[..], "type that is not read"),
        ("x.bin", &b"\0\x01\x02"[..], "a binary file"),
        ("x.docx", &b"PK\x03\x04"[..], "Word"),
        ("x.md", &b""[..], "is empty"),
    ] {
        let root = filled(&[("a.md", b"Words."), (name, bytes)]);
        let error = read_folder(root.path()).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains(name), "{error}");
    }
}

#[test]
fn a_large_file_is_refused_by_its_size() {
    let root = filled(&[("a.md", b"Words.")]);
    // A sparse file: were it read, the test would need its bytes.
    let file = fs::File::create(root.path().join("large.txt")).unwrap();
    file.set_len(50 * 1024 * 1024).unwrap();
    let error = read_folder(root.path()).unwrap_err();
    assert_eq!(error, ReadError::TooLarge { name: "large.txt".into(), size: 50 * 1024 * 1024, limit: MAX_BYTES });
    assert_eq!(error.to_string(), "`large.txt` has 50 MB; at most 20 MB are read. Split it, or leave out what the question does not need");
}

#[test]
fn folders_without_documents_say_what_to_do() {
    let empty = filled(&[]);
    assert!(matches!(folder(empty.path()), Err(ReadError::EmptyFolder { .. })));
    let none = filled(&[("x.csv", b"1")]);
    assert!(folder(none.path()).unwrap_err().to_string().contains("passed over: x.csv"));
    assert!(matches!(folder(Path::new("/no/such/folder")), Err(ReadError::Unreadable { .. })));
    let file = none.path().join("x.csv");
    assert_eq!(folder(&file), Err(ReadError::NotAFolder { path: file.clone() }));
}

#[cfg(unix)]
#[test]
fn links_may_not_leave_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = filled(&[("secret.md", b"Secret words.")]);
    let root = filled(&[("a.md", b"Words.")]);
    symlink(root.path().join("a.md"), root.path().join("b.md")).unwrap();
    assert_eq!(read_folder(root.path()).unwrap().len(), 2);
    symlink(outside.path().join("secret.md"), root.path().join("c.md")).unwrap();
    assert_eq!(folder(root.path()), Err(ReadError::LeavesFolder { name: "c.md".into() }));
    fs::remove_file(root.path().join("c.md")).unwrap();
    symlink(outside.path(), root.path().join("d")).unwrap();
    assert_eq!(folder(root.path()), Err(ReadError::LeavesFolder { name: "d".into() }));
    fs::remove_file(root.path().join("d")).unwrap();
    symlink(root.path().join("nothing"), root.path().join("e.md")).unwrap();
    assert!(matches!(folder(root.path()), Err(ReadError::Unreadable { .. })));
}
