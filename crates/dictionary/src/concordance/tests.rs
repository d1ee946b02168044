//! The concordance says what a search of the whole text says, and mends itself.

use std::path::Path;

use super::*;
use crate::Dictionaries;
use crate::dossier::{Limits, gather};

fn sample_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/dictionaries"))
}

fn sample() -> Dictionaries {
    Dictionaries::open(&sample_folder()).unwrap()
}

fn file(cache: &Path) -> PathBuf {
    cache.join("gcide.concordance")
}

#[test]
fn gathers_the_same_with_a_concordance_as_from_the_whole_text() {
    let cache = tempfile::tempdir().unwrap();
    let kept = sample().with_cache(cache.path());
    for word in ["villain", "window", "quadrant", "café", "ice cream", "nice", "tea"] {
        let Ok(plain) = gather(&sample(), word, &Limits::default()) else { continue };
        // The first time makes the file, the second reads it.
        assert_eq!(gather(&kept, word, &Limits::default()).unwrap(), plain, "{word}");
        assert_eq!(gather(&sample().with_cache(cache.path()), word, &Limits::default()).unwrap(), plain, "{word}");
    }
    assert!(file(cache.path()).is_file());
    let left: Vec<_> = fs::read_dir(cache.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["gcide.concordance"], "nothing is left beside the file");
}

#[test]
fn makes_a_damaged_cut_or_foreign_file_anew() {
    let cache = tempfile::tempdir().unwrap();
    let path = file(cache.path());
    let plain = gather(&sample(), "villain", &Limits::default()).unwrap();
    let look = || gather(&sample().with_cache(cache.path()), "villain", &Limits::default()).unwrap();
    look();
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x40;
    let mut other_key = whole.clone();
    other_key[10] ^= 1;
    for broken in [Vec::new(), b"GWCONC01".to_vec(), whole[..whole.len() / 2].to_vec(), flipped, other_key, vec![0xff; 4096]] {
        fs::write(&path, &broken).unwrap();
        assert_eq!(look(), plain);
        assert_eq!(fs::read(&path).unwrap(), whole, "made anew, byte for byte");
    }
}

#[test]
fn is_made_anew_when_the_dictionary_has_changed() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for name in ["gcide.index", "gcide.dict", "wn.index", "wn.dict"] {
        fs::copy(sample_folder().join(name), folder.path().join(name)).unwrap();
    }
    let look = || gather(&Dictionaries::open(folder.path()).unwrap().with_cache(cache.path()), "villain", &Limits::default()).unwrap();
    look();
    let before = fs::read(file(cache.path())).unwrap();
    let dict = folder.path().join("gcide.dict");
    let later = fs::metadata(&dict).unwrap().modified().unwrap() + std::time::Duration::from_secs(7);
    fs::File::options().write(true).open(&dict).unwrap().set_modified(later).unwrap();
    look();
    assert_ne!(fs::read(file(cache.path())).unwrap(), before, "the key names the new time");
}

#[test]
fn a_folder_that_cannot_be_written_is_no_error() {
    let cache = tempfile::tempdir().unwrap();
    let blocked = cache.path().join("a-file");
    fs::write(&blocked, b"in the way").unwrap();
    let plain = gather(&sample(), "villain", &Limits::default()).unwrap();
    assert_eq!(gather(&sample().with_cache(&blocked), "villain", &Limits::default()).unwrap(), plain);
}
