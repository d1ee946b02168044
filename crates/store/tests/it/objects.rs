//! The object store on a local folder.

use std::{fs, path::PathBuf};

use store::objects::{ContentHash, ObjectError, Objects};

fn only_file(folder: PathBuf) -> PathBuf {
    let entry = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    if entry.is_dir() { only_file(entry) } else { entry }
}

#[tokio::test]
async fn keeps_bytes_under_their_hash_once() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(&folder.path().join("objects")).unwrap();
    let hash = objects.put(b"abc".to_vec()).await.unwrap();
    assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(objects.put(b"abc".to_vec()).await.unwrap(), hash);
    assert_eq!(objects.get(&hash).await.unwrap(), b"abc");
    assert_eq!(objects.get(&objects.put(Vec::new()).await.unwrap()).await.unwrap(), b"");
    assert_eq!(hash.to_string().parse::<ContentHash>().unwrap(), hash);
}

#[tokio::test]
async fn says_when_bytes_are_missing_or_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path()).unwrap();
    let hash = objects.put(b"abc".to_vec()).await.unwrap();
    fs::write(only_file(folder.path().to_owned()), b"abd").unwrap();
    assert!(matches!(objects.get(&hash).await, Err(ObjectError::Damaged { expected, .. }) if expected == hash));
    fs::remove_file(only_file(folder.path().to_owned())).unwrap();
    assert!(matches!(objects.get(&hash).await, Err(ObjectError::Missing(missing)) if missing == hash));
    assert!(!objects.contains(&hash).await.unwrap());
}

#[tokio::test]
async fn what_is_removed_is_gone_and_may_be_removed_again() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path()).unwrap();
    let (gone, stays) = (objects.put(b"abc".to_vec()).await.unwrap(), objects.put(b"abd".to_vec()).await.unwrap());
    objects.remove(&gone).await.unwrap();
    objects.remove(&gone).await.unwrap();
    assert!(matches!(objects.get(&gone).await, Err(ObjectError::Missing(missing)) if missing == gone));
    assert_eq!(objects.get(&stays).await.unwrap(), b"abd");
    assert_eq!(objects.put(b"abc".to_vec()).await.unwrap(), gone, "it may be kept again");
    assert_eq!(objects.get(&gone).await.unwrap(), b"abc");
}

#[test]
fn refuses_what_is_no_hash() {
    for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
        assert!(matches!(text.parse::<ContentHash>(), Err(ObjectError::BadHash(_))), "{text:?}");
    }
}
