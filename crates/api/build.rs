//! Lists the files of the web application, compressed and hashed, so that the binary carries them.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // Where the folder is missing, its parents are watched: it may be built later.
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(&dist, &mut files)?;
    }
    let mut listed: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|file| Ok((file.strip_prefix(&dist)?.to_string_lossy().replace('\\', "/"), file.canonicalize()?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    listed.sort();
    let mut table = String::from("&[\n");
    for (index, (path, file)) in listed.iter().enumerate() {
        let bytes = fs::read(file)?;
        let hash: String = Sha256::digest(&bytes).iter().take(12).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        let packed = encoder.finish()?;
        let gzip = out.join(format!("website-{index}.gz"));
        // A picture or font is compressed already.
        fs::write(&gzip, if packed.len() * 10 < bytes.len() * 9 { packed.as_slice() } else { &[] })?;
        writeln!(
            table,
            "    File {{ path: {path:?}, media_type: {:?}, etag: {:?}, hashed: {}, bytes: include_bytes!({file:?}), gzip: include_bytes!({gzip:?}) }},",
            media_type(path),
            format!("\"{hash}\""),
            path.starts_with("assets/"),
        )?;
    }
    table.push(']');
    fs::write(out.join("website.rs"), table)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|kind| kind != "map") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
