//! What the program learns from the machine around it: variables, the terminal, the time.
//!
//! The only place that reads them, once, so that everything after is a function of values. It must not decide
//! what they mean; `request` does.

use crate::publish::Secrets;
use jiff::Timestamp;
use std::{ffi::OsString, io::IsTerminal as _, path::PathBuf};

/// The machine around one run.
#[derive(Debug, Clone)]
pub struct Machine {
    /// `SOURCE_DATE_EPOCH`: seconds since 1970, see <https://reproducible-builds.org/specs/source-date-epoch/>.
    pub source_date_epoch: Option<OsString>,
    /// `NO_COLOR`, see <https://no-color.org>.
    pub no_color: Option<OsString>,
    /// `CLICOLOR_FORCE`, see <https://bixense.com/clicolors/>.
    pub clicolor_force: Option<OsString>,
    /// `TERM`.
    pub term: Option<OsString>,
    /// The user's own folder, which is never an output folder.
    pub home: Option<PathBuf>,
    /// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that says anything, which is the
    /// order of POSIX.
    pub locale: Option<OsString>,
    /// The IANA name of the machine's zone, where it has one.
    pub zone: Option<String>,
    /// `VISUAL`.
    pub visual: Option<OsString>,
    /// `EDITOR`.
    pub editor: Option<OsString>,
    /// Whether a person may answer on standard input.
    pub stdin_is_terminal: bool,
    /// Whether a person sees standard error.
    pub stderr_is_terminal: bool,
    /// The instant at which the program started.
    pub now: Timestamp,
}

impl Machine {
    /// Reads it.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads variables and the time")]
    pub fn read() -> Self {
        Self {
            source_date_epoch: std::env::var_os("SOURCE_DATE_EPOCH"),
            no_color: std::env::var_os("NO_COLOR"),
            clicolor_force: std::env::var_os("CLICOLOR_FORCE"),
            term: std::env::var_os("TERM"),
            home: std::env::home_dir(),
            locale: ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| std::env::var_os(name).filter(|value| !value.is_empty())),
            zone: zone(std::env::var("TZ").ok()),
            visual: std::env::var_os("VISUAL"),
            editor: std::env::var_os("EDITOR"),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            now: Timestamp::now(),
        }
    }
}

/// The name in `TZ`, else that of the file that the system takes its zone from.
fn zone(variable: Option<String>) -> Option<String> {
    if let Some(name) = variable.filter(|name| !name.is_empty()) {
        return Some(name.trim_start_matches(':').to_owned());
    }
    let file = std::fs::canonicalize("/etc/localtime").ok()?;
    let (_, name) = file.to_str()?.split_once("zoneinfo/")?;
    // Some systems keep the zones a second time, for those who count leap seconds.
    Some(name.trim_start_matches("posix/").trim_start_matches("right/").to_owned())
}

/// Limits of this process and the least that it needs of each, in MiB: allocations that are refused end a program without
/// a word that helps.
const NEEDED: [(&str, &str, u64); 2] =
    [("Max address space", "ulimit -v", 256), ("Max data size", "ulimit -d", 192)];

/// Why the memory that this process may take is too little, where the system tells the limits in `/proc`.
pub fn too_little_memory() -> Option<String> {
    refusal(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn refusal(limits: &str) -> Option<String> {
    NEEDED.into_iter().find_map(|(name, command, needed)| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
        let mib = line.split_whitespace().next()?.parse::<u64>().ok()? >> 20;
        (mib < needed).then(|| {
            format!("this process may take {mib} MiB of memory, and {needed} are needed; raise the limit, as with `{command} unlimited`")
        })
    })
}

/// The instant of this call, for what goes on.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the time")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The name of this machine, where the system keeps it in a file.
pub fn host() -> Option<String> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let name = read("/proc/sys/kernel/hostname").or_else(|| read("/etc/hostname"))?;
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Sixteen bytes that no one can guess; none where the system has none.
pub fn random() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// The values of variables whose names say that they are secrets, so that no message repeats them.
pub fn secrets() -> Secrets {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Secrets::among(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(address_space: &str, data: &str) -> String {
        format!(
            "Limit                     Soft Limit           Hard Limit           Units     \n\
             Max data size             {data}  unlimited  bytes\n\
             Max address space         {address_space}  unlimited  bytes\n"
        )
    }

    #[test]
    fn too_little_memory_is_told_before_anything_is_tried() {
        assert_eq!(refusal(&limits("unlimited", "unlimited")), None);
        assert_eq!(refusal(&limits("268435456", "201326592")), None);
        insta::assert_snapshot!(refusal(&limits("268435455", "unlimited")).unwrap_or_default(), @"this process may take 255 MiB of memory, and 256 are needed; raise the limit, as with `ulimit -v unlimited`");
        insta::assert_snapshot!(refusal(&limits("unlimited", "1048576")).unwrap_or_default(), @"this process may take 1 MiB of memory, and 192 are needed; raise the limit, as with `ulimit -d unlimited`");
        assert_eq!(refusal("nothing that is known"), None);
    }
}
