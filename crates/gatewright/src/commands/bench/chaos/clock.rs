//! A host whose clock is wrong: a library that is loaded before the program's own and moves what the system says of the time.
//!
//! Nothing in the program has to know of it, so the program that is tried is the one that is shipped.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How many seconds the clock of a process is off.
pub(super) const OFF_BY: &str = "GATEWRIGHT_BENCH_CLOCK_OFF_BY";

const SOURCE: &str = include_str!("clock.c");

/// Makes the library, or says why it cannot be made here.
pub(super) fn library(folder: &Path) -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("not possible here: clocks of single processes are only moved on Linux".to_owned());
    }
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    std::fs::write(&source, SOURCE).map_err(|error| format!("{}: {error}", source.display()))?;
    let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).output();
    match made {
        Ok(output) if output.status.success() => Ok(library),
        Ok(output) => Err(format!("not possible here: cc failed: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("not possible here: a C compiler is needed to move a process's clock: cc: {error}")),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_a_process_is_moved_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path()).expect("whoever builds this program has a C compiler");
        let date = |off_by: &str| -> i64 {
            let mut date = Command::new("date");
            date.arg("+%s").env("LD_PRELOAD", &library).env(OFF_BY, off_by);
            String::from_utf8(date.output().unwrap().stdout).unwrap().trim().parse().unwrap()
        };
        let (late, right, early) = (date("-600"), date("0"), date("600"));
        // Between these three a few seconds may pass.
        assert!((570..=600).contains(&(right - late)), "{late} {right}");
        assert!((600..=630).contains(&(early - right)), "{right} {early}");
    }
}
