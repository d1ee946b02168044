//! Unpacks a wheel, which is a ZIP archive: enough of the format for one file whose hash is known.
//!
//! Follows PKWARE's APPNOTE 6.3.10 (end record 4.3.16, central directory 4.3.12, local header 4.3.7). No encryption, no ZIP64, no
//! spanning: a pinned file has none. CRCs are not checked, because the SHA-256 of the whole archive was.

use std::{
    fs::{File, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Component, Path},
};

use crate::{StoreError, files::make_folders};

const END: [u8; 4] = *b"PK\x05\x06";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";

/// Writes the entries that `wanted` names into `into`, with their executable bits.
pub(super) fn unpack(archive: &[u8], into: &Path, wanted: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    let damaged =
        |reason: &str| StoreError::Damaged { path: into.to_owned(), reason: format!("the wheel is not a ZIP archive ({reason})") };
    let end = archive.windows(4).rposition(|window| window == END).ok_or_else(|| damaged("no end record"))?;
    let count = u16_at(archive, end + 10).ok_or_else(|| damaged("end record"))?;
    let mut at = u32_at(archive, end + 16).ok_or_else(|| damaged("end record"))? as usize;
    for _ in 0..count {
        let entry = Entry::read(archive, at).ok_or_else(|| damaged("central directory"))?;
        at = entry.next;
        if entry.name.ends_with('/') || !wanted(entry.name) {
            continue;
        }
        if !Path::new(entry.name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(damaged("an entry leaves the folder"));
        }
        let data = entry.data(archive).ok_or_else(|| damaged(entry.name))?;
        let target = into.join(entry.name);
        if let Some(parent) = target.parent() {
            make_folders(parent, 0o755)?;
        }
        write(&target, data, &entry).map_err(|error| StoreError::io("unpack", &target, error))?;
    }
    Ok(())
}

struct Entry<'a> {
    name: &'a str,
    method: u16,
    packed: usize,
    mode: u32,
    header: usize,
    next: usize,
}

impl<'a> Entry<'a> {
    fn read(archive: &'a [u8], at: usize) -> Option<Self> {
        if archive.get(at..at + 4)? != CENTRAL {
            return None;
        }
        let name_length = u16_at(archive, at + 28)? as usize;
        let rest = u16_at(archive, at + 30)? as usize + u16_at(archive, at + 32)? as usize;
        let name = std::str::from_utf8(archive.get(at + 46..at + 46 + name_length)?).ok()?;
        Some(Self {
            name,
            method: u16_at(archive, at + 10)?,
            packed: u32_at(archive, at + 20)? as usize,
            // The upper half of the external attributes is the Unix mode.
            mode: u32_at(archive, at + 38)? >> 16,
            header: u32_at(archive, at + 42)? as usize,
            next: at + 46 + name_length + rest,
        })
    }

    fn data(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        if archive.get(self.header..self.header + 4)? != LOCAL {
            return None;
        }
        let start = self.header + 30 + u16_at(archive, self.header + 26)? as usize + u16_at(archive, self.header + 28)? as usize;
        archive.get(start..start + self.packed)
    }
}

fn write(target: &Path, data: &[u8], entry: &Entry<'_>) -> io::Result<()> {
    let mut file = File::create_new(target)?;
    // Whatever the umask is: the account that runs Postgres reads and executes these.
    file.set_permissions(Permissions::from_mode(if entry.mode & 0o111 == 0 { 0o644 } else { 0o755 }))?;
    match entry.method {
        0 => file.write_all(data),
        8 => {
            let mut decoder = flate2::write::DeflateDecoder::new(file);
            decoder.write_all(data)?;
            decoder.finish().map(drop)
        }
        other => Err(io::Error::other(format!("compression method {other}"))),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
