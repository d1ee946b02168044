//! Lists the migration files of the repository, so that the binary carries them.

use std::{env, error::Error, fmt::Write as _, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if name.starts_with('V') && name.ends_with(".sql") {
                files.push((name, path.canonicalize()?));
            }
        }
    }
    files.sort();
    let mut source = String::from("&[\n");
    for (name, path) in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(source, "    ({name:?}, include_str!({path:?})),")?;
    }
    source.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("migrations.rs"), source)?;
    Ok(())
}
