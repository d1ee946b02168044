//! Finding the programs of a PostgreSQL server.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    account::{self, Account},
    place::Place,
};
use crate::{
    Notice, ServerChoice, Settings, StoreError,
    bundle::{self, Unavailable},
};

/// The oldest major version we run on.
pub(crate) const OLDEST: u32 = 15;

/// The version of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVersion {
    /// The major version, such as 18.
    pub major: u32,
    /// The whole version, such as `18.4`.
    pub text: String,
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl ServerVersion {
    /// From the words of `postgres --version` or `server_version`: the first token that starts with a digit.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let version = text.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
        let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
        Some(Self { major: digits.parse().ok()?, text: version.to_owned() })
    }

    /// The version that made a cluster.
    pub(super) fn of_cluster(place: &Place) -> Result<Self, StoreError> {
        let path = place.data().join("PG_VERSION");
        let text = fs::read_to_string(&path).map_err(|error| StoreError::io("read", &path, error))?;
        Self::parse(&text)
            .ok_or_else(|| StoreError::Damaged { path, reason: format!("it names no version: {text:?}; restore the folder from a backup") })
    }
}

/// A folder with server programs that were run to ask their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) folder: PathBuf,
    pub(super) version: ServerVersion,
}

impl Programs {
    /// The programs for the cluster of `place`, or for a new one.
    pub(super) fn find(
        settings: &Settings,
        place: &Place,
        account: Option<&Account>,
        notices: &dyn Fn(Notice),
    ) -> Result<Self, StoreError> {
        let cluster = if place.has_cluster() { Some(ServerVersion::of_cluster(place)?.major) } else { None };
        let finder = Finder { settings, account, notices, cluster };
        let found = match &settings.server {
            ServerChoice::Auto => finder.auto(),
            ServerChoice::Bundle => match finder.bundle() {
                Err(Unavailable::Reason(reason)) => {
                    Err(StoreError::NoServer { bundle: reason, installed: "An installed one was not asked for".to_owned() })
                }
                Err(Unavailable::Error(error)) => Err(error),
                Ok(programs) => Ok(programs),
            },
            ServerChoice::Installed => finder.installed().map_err(|installed| match cluster {
                Some(cluster) if installed != NOTHING => {
                    StoreError::OtherMajorVersion { data_dir: place.data(), cluster, available: installed }
                }
                _ => StoreError::NoServer { bundle: "it was not asked for".to_owned(), installed },
            }),
            ServerChoice::Programs(folder) => Self::ask(folder, account).map_err(|reason| StoreError::NoServer {
                bundle: "it was not asked for".to_owned(),
                installed: format!("{} has no working server: {reason}", folder.display()),
            }),
        }?;
        if found.version.major < OLDEST {
            return Err(StoreError::TooOld { place: found.folder.display().to_string(), found: found.version.text });
        }
        match cluster {
            Some(cluster) if cluster != found.version.major => {
                Err(StoreError::OtherMajorVersion { data_dir: place.data(), cluster, available: format!("PostgreSQL {}", found.version) })
            }
            _ => Ok(found),
        }
    }

    /// Runs `postgres --version` in the folder, as the account that will run the server.
    fn ask(folder: &Path, account: Option<&Account>) -> Result<Self, String> {
        let program = folder.join("postgres");
        let output =
            account::command(&program, account).arg("--version").output().map_err(|error| format!("{}: {error}", program.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        match ServerVersion::parse(&said).filter(|_| output.status.success()) {
            Some(version) => Ok(Self { folder: folder.to_owned(), version }),
            None => Err(format!("{} said {:?}", program.display(), format!("{said}{}", String::from_utf8_lossy(&output.stderr)).trim())),
        }
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

const NOTHING: &str = "No PostgreSQL is installed either";

struct Finder<'a> {
    settings: &'a Settings,
    account: Option<&'a Account>,
    notices: &'a dyn Fn(Notice),
    cluster: Option<u32>,
}

impl Finder<'_> {
    /// The bundle first; but a cluster made by an installed server goes on with that.
    fn auto(&self) -> Result<Programs, StoreError> {
        if self.cluster.is_some_and(|cluster| cluster != bundle::MAJOR)
            && let Ok(programs) = self.installed()
        {
            return Ok(programs);
        }
        match self.bundle() {
            Ok(programs) => Ok(programs),
            Err(Unavailable::Error(error)) => Err(error),
            Err(Unavailable::Reason(reason)) => match self.installed() {
                Ok(programs) => {
                    (self.notices)(Notice::BundleUnavailable {
                        reason,
                        instead: format!("PostgreSQL {} in {}", programs.version, programs.folder.display()),
                    });
                    Ok(programs)
                }
                Err(installed) => Err(StoreError::NoServer { bundle: reason, installed }),
            },
        }
    }

    fn bundle(&self) -> Result<Programs, Unavailable> {
        let cache = cache_dir(self.settings);
        let folder = match bundle::installed(&cache) {
            Some(folder) => folder,
            None => bundle::install(&cache, &self.settings.python, self.settings.start_timeout, self.notices)?,
        };
        Programs::ask(&folder, self.account).map_err(|reason| Unavailable::Reason(format!("it does not run here: {reason}")))
    }

    /// The newest installed server, or the one of the cluster's version. Otherwise what was found, in words.
    fn installed(&self) -> Result<Programs, String> {
        let mut found: Vec<Programs> = candidates().iter().filter_map(|folder| Programs::ask(folder, self.account).ok()).collect();
        found.sort_by_key(|programs| std::cmp::Reverse(programs.version.major));
        let fits = |programs: &&Programs| match self.cluster {
            Some(cluster) => programs.version.major == cluster,
            None => programs.version.major >= OLDEST,
        };
        if let Some(programs) = found.iter().find(fits) {
            return Ok(programs.clone());
        }
        match found.as_slice() {
            [] => Err(NOTHING.to_owned()),
            some => {
                let names: Vec<String> = some.iter().map(|one| format!("PostgreSQL {} in {}", one.version, one.folder.display())).collect();
                Err(format!("only {}", names.join(" and ")))
            }
        }
    }
}

/// The folders an installed server may lie in: what `pg_config` says, Debian's and Red Hat's layouts, and the search path.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    for (parent, below) in [("/usr/lib/postgresql", "bin"), ("/usr/local/pgsql", "")] {
        let entries = fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
        folders.extend(entries.map(|entry| entry.path().join(below)));
    }
    let pgdg = fs::read_dir("/usr").into_iter().flatten().filter_map(Result::ok);
    folders.extend(pgdg.filter(|entry| entry.file_name().to_string_lossy().starts_with("pgsql-")).map(|entry| entry.path().join("bin")));
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let mut unique = Vec::new();
    for folder in folders {
        if folder.join("postgres").is_file() && folder.join("initdb").is_file() {
            let folder = folder.canonicalize().unwrap_or(folder);
            if !unique.contains(&folder) {
                unique.push(folder);
            }
        }
    }
    unique
}

/// Where the bundle is shared by all data folders of this account. Root's must be open to the account that runs Postgres.
fn cache_dir(settings: &Settings) -> PathBuf {
    if let Some(folder) = &settings.cache_dir {
        return folder.clone();
    }
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/cache/gatewright");
    }
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .map_or_else(|| settings.data_dir.join("cache"), |cache| cache.join("gatewright"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_as_servers_print_them() {
        for (text, major, whole) in [
            ("postgres (PostgreSQL) 18.4", 18, "18.4"),
            ("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n", 15, "15.13"),
            ("18beta2", 18, "18beta2"),
            ("16\n", 16, "16"),
        ] {
            assert_eq!(ServerVersion::parse(text).unwrap(), ServerVersion { major, text: whole.to_owned() });
        }
        assert_eq!(ServerVersion::parse("EnterpriseDB"), None);
    }
}
