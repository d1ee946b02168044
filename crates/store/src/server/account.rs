//! The account Postgres runs under: ours, or an unprivileged one when we are root, because Postgres refuses to run as root.

use std::{fs, os::unix::process::CommandExt, path::Path, process::Command};

use crate::StoreError;

/// The account that serves when none is named.
const DEFAULT: &str = "nobody";

/// An unprivileged account. Only exists when we are root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The account to change to: none unless we are root.
    pub(crate) fn for_server(name: Option<&str>) -> Result<Option<Self>, StoreError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let name = name.unwrap_or(DEFAULT);
        let passwd = Path::new("/etc/passwd");
        let text = fs::read_to_string(passwd).map_err(|error| StoreError::io("read", passwd, error))?;
        let found = lookup(&text, name).filter(|account| account.uid != 0);
        found.map(Some).ok_or_else(|| StoreError::NoAccount { account: name.to_owned() })
    }

    /// Whether the account can enter a folder. Asks the system as that account, so that ACLs count too.
    pub(crate) fn reaches(&self, folder: &Path) -> bool {
        let mut probe = Command::new("/bin/sh");
        probe.args(["-c", "cd -- \"$1\"", "probe"]).arg(folder).current_dir("/").stderr(std::process::Stdio::null());
        probe.uid(self.uid).gid(self.gid);
        probe.status().is_ok_and(|status| status.success())
    }
}

/// A command that runs as `account` (as us when there is none), in a process group of its own so that Ctrl-C at our terminal
/// does not reach it, and with no more of our environment than it needs.
pub(crate) fn command(program: &Path, account: Option<&Account>) -> Command {
    let mut command = Command::new(program);
    // Messages in English: they are matched against.
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").current_dir("/").process_group(0);
    if let Some(account) = account {
        // The standard library also drops the supplementary groups when root sets a user id.
        command.uid(account.uid).gid(account.gid);
    }
    command
}

fn lookup(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Account { name: name.to_owned(), uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_an_account_by_its_whole_name() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\nnobodyelse:x:7:8::/:/bin/sh\nnobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\n";
        let account = lookup(passwd, "nobody").unwrap();
        assert_eq!((account.uid, account.gid), (65534, 65533));
        assert_eq!(lookup(passwd, "postgres"), None);
        assert_eq!(lookup("nobody:x:not-a-number:1::/:\n", "nobody"), None);
    }
}
