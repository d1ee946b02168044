//! A file system of its own, which can be made as small as what is on it: then the disk is full, and every write says so.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What it holds at most, in megabytes: memory, as far as it is used.
const MEGABYTES: u64 = 3_000;

/// A mounted file system; unmounted when dropped.
pub(super) struct Room(PathBuf);

impl Room {
    /// Mounts one at a folder, or says why that cannot be done here.
    pub(super) fn mount(at: &Path) -> Result<Self, String> {
        let not = |why: String| format!("not possible here: a file system of its own is needed, and this account may not mount one: {why}");
        std::fs::create_dir_all(at).map_err(|error| not(error.to_string()))?;
        mount(at, &format!("size={MEGABYTES}m,mode=0711")).map_err(not)?;
        Ok(Self(at.to_owned()))
    }

    /// Leaves no room for another byte.
    pub(super) fn shrink(&self) -> Result<(), String> {
        let used = Command::new("df").args(["--output=used", "-B4096"]).arg(&self.0).output().map_err(|error| format!("df: {error}"))?;
        let text = String::from_utf8_lossy(&used.stdout).into_owned();
        let pages: u64 = text.lines().last().and_then(|line| line.trim().parse().ok()).ok_or_else(|| format!("df said {text:?}"))?;
        // What is written between the look and this makes it too small: then a little more is needed.
        let mut room = pages;
        while let Err(error) = mount(&self.0, &format!("remount,size={}", room * 4096)) {
            room += 64;
            if room > pages + 256 * 64 {
                return Err(format!("the file system could not be made small: {error}"));
            }
        }
        Ok(())
    }

    /// Gives the room back.
    pub(super) fn grow(&self) -> Result<(), String> {
        mount(&self.0, &format!("remount,size={MEGABYTES}m"))
    }
}

fn mount(at: &Path, options: &str) -> Result<(), String> {
    let said = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output().map_err(|error| error.to_string())?;
    if said.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&said.stderr).trim().to_owned()) }
}

impl Drop for Room {
    fn drop(&mut self) {
        match Command::new("umount").arg("--lazy").arg(&self.0).status() {
            Ok(status) if status.success() => {}
            other => eprintln!("warning: {} stays mounted: {other:?}", self.0.display()),
        }
    }
}
