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
            stderr_is_terminal: std::io::stderr().is_terminal(),
            now: Timestamp::now(),
        }
    }
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
