//! The program `git`, run so that it does the same whatever its user has set.
//!
//! On our own copy of a repository no settings of anybody count. Where git talks to the repository itself, its ways there go
//! on working (credential helpers, keys and settings of ssh, proxies), those in the project's own repository too; hooks,
//! signatures and options of pushes do not. What it says is shown without secrets.

use crate::{
    config::repository::{secrets, without_secrets},
    environment::EnvironmentError,
    publish::Secrets,
};
use std::{
    io,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

/// Versions before cannot be told to leave out the settings of their user.
const OLDEST: (u32, u32) = (2, 32);

/// Variables by which whoever started us, a hook for one, would have git work elsewhere or say all that it does.
const STRAY: [&str; 35] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CURL_VERBOSE",
    "GIT_DEFAULT_HASH",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_TRACE_CURL",
    "GIT_TRACE_PACK_ACCESS",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_PERFORMANCE",
    "GIT_TRACE_SETUP",
    "GIT_TRACE_SHALLOW",
    "GIT_TRANSFER_TRACE",
    "GIT_WORK_TREE",
];

/// What holds of everything that is done with a copy of ours.
const ALWAYS: [&str; 6] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "color.ui=false",
    "advice.detachedHead=false",
];

/// What holds besides where git talks to a repository.
const SENDING: [&str; 9] = [
    "push.gpgSign=false",
    "push.followTags=false",
    "push.pushOption=",
    "push.recurseSubmodules=no",
    "push.useForceIfIncludes=false",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "fetch.unpackLimit=1",
];

/// Lines of git, and characters of them, that are shown.
const LINES: usize = 6;
const CHARACTERS: usize = 600;

/// The settings of a project's own repository that lead to others: how credentials are found, by which way.
const WAYS: &str = r"^((http|credential|url|ssh)\.|core\.(sshcommand|askpass|gitproxy)$)";

/// The program, and what it needs to reach a repository.
#[derive(Debug, Clone)]
pub struct Git {
    /// What messages call the repository.
    name: String,
    /// Settings of the project's own repository.
    ways: Vec<(String, String)>,
    /// What must not be shown: of addresses and settings, and of the environment.
    secrets: Vec<String>,
    hidden: Secrets,
    /// How long the repository may take for an answer where nobody is there who could type a password.
    patience: Option<Duration>,
}

impl Git {
    /// For the repository at `address`, as the project at `root` reaches it.
    ///
    /// # Errors
    /// There is no git, or an old one.
    pub fn new(root: &Path, address: &str, branch: &str, hidden: &Secrets) -> Result<Self, EnvironmentError> {
        let name = format!("branch {branch} of {}", without_secrets(address));
        let (ways, known) = (Vec::new(), Vec::new());
        let mut git = Self { name, ways, secrets: known, hidden: hidden.clone(), patience: None };
        git.ways = Self::ways(root)?;
        let hidden = git.ways.iter().filter(|(key, _)| key.ends_with(".extraheader"));
        // `AUTHORIZATION: basic …`
        let values = hidden.filter_map(|(_, value)| value.split_whitespace().last());
        git.secrets = values.chain(secrets(address)).map(str::to_owned).collect();
        Ok(git)
    }

    /// The same where nobody waits: nothing is asked for on a terminal, and an answer has its time.
    #[must_use]
    pub fn unattended(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// What messages call the repository.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn ways(root: &Path) -> Result<Vec<(String, String)>, EnvironmentError> {
        let mut command = of_project(root);
        command.args(["config", "--local", "--includes", "--null", "--get-regexp", WAYS]);
        // The project need not be in a repository.
        let found = Self::answer(command)?.unwrap_or_default();
        let entries = found.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        let entry = |entry: &[u8]| {
            let text = String::from_utf8_lossy(entry).into_owned();
            // A key without a value is a switch.
            text.split_once('\n').map_or_else(
                || (text.clone(), "true".to_owned()),
                |(key, value)| (key.to_owned(), value.to_owned()),
            )
        };
        Ok(entries.map(entry).collect())
    }

    /// Git on our own copy in `folder`.
    pub fn on(folder: &Path) -> Command {
        let mut command = plain();
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ATTR_NOSYSTEM", "1");
        set(&mut command, &ALWAYS);
        command.arg("--git-dir").arg(folder);
        command
    }

    /// Git from our own copy in `folder` to the repository.
    pub fn across(&self, folder: &Path) -> Command {
        let mut command = plain();
        command.env("GIT_ALLOW_PROTOCOL", "file:http:https:ssh");
        for (number, (key, value)) in self.ways.iter().enumerate() {
            // A value may be a secret, and others see the words of a command.
            let variable = format!("SITEGEN_GIT_{number}");
            command.arg(format!("--config-env={key}={variable}")).env(variable, value);
        }
        set(&mut command, &ALWAYS);
        set(&mut command, &SENDING);
        if let Some(patience) = self.patience {
            command.env("GIT_TERMINAL_PROMPT", "0");
            let stall = format!("http.lowSpeedTime={}", patience.as_secs());
            set(&mut command, &["http.lowSpeedLimit=1", &stall]);
        }
        command.arg("--git-dir").arg(folder);
        command
    }

    /// Runs a command, which must do what it is asked for, and gives what it prints.
    pub fn run(&self, operation: &'static str, mut command: Command) -> Result<Vec<u8>, EnvironmentError> {
        let output = command.stdin(Stdio::null()).output().map_err(missing)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.refused(operation, &output.stderr))
    }

    /// Runs a command that asks the repository something small, and gives up when the time for it is over.
    pub fn ask(&self, operation: &'static str, mut command: Command) -> Result<Vec<u8>, EnvironmentError> {
        let Some(patience) = self.patience else { return self.run(operation, command) };
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(missing)?;
        let (sender, heard) = channel();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        // It ends with the pipes, which a program that git started may hold open for longer than git lives.
        std::thread::spawn(move || {
            let said = std::thread::spawn(move || read_all(stderr));
            let answer = read_all(stdout);
            // Nobody may listen any more.
            let _ = sender.send((answer, said.join().unwrap_or_default()));
        });
        let Ok((answer, said)) = heard.recv_timeout(patience) else {
            // It may have ended in this instant.
            let _ = child.kill();
            let _ = child.wait();
            let reason = format!("there was no answer within {} s", patience.as_secs());
            return Err(EnvironmentError::because(operation, &self.name, reason));
        };
        match child.wait() {
            Ok(status) if status.success() => Ok(answer),
            _ => Err(self.refused(operation, &said)),
        }
    }

    /// Runs a command that may have no answer.
    pub fn answer(mut command: Command) -> Result<Option<Vec<u8>>, EnvironmentError> {
        let output = command.stdin(Stdio::null()).output().map_err(missing)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// What is said where git refuses.
    pub fn refused(&self, operation: &'static str, said: &[u8]) -> EnvironmentError {
        EnvironmentError::because(operation, &self.name, format!("git says: {}", self.words(said)))
    }

    /// What git said, without hints, signs of terminals and secrets.
    fn words(&self, said: &[u8]) -> String {
        let said = self.hidden.strip(&String::from_utf8_lossy(said));
        let mut said = without_secrets(&said).into_owned();
        for secret in self.secrets.iter().filter(|secret| secret.len() > 3) {
            said = said.replace(secret.as_str(), "***");
        }
        let is_telling = |line: &&str| {
            let text = line.strip_prefix("remote:").unwrap_or(line).trim();
            !text.is_empty() && !text.starts_with("hint:") && !text.starts_with("fast-import:")
        };
        // What stands last is why it ended.
        let lines: Vec<&str> = said.split(['\n', '\r']).filter(is_telling).map(str::trim).collect();
        let lines = &lines[lines.len().saturating_sub(LINES)..];
        let plain: String = lines.join("; ").chars().filter(|c| !c.is_control()).take(CHARACTERS).collect();
        if plain.is_empty() { "nothing".to_owned() } else { plain }
    }
}

fn read_all(pipe: Option<impl io::Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What cannot be read is not said.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}

/// Git with none of the variables that lead it astray.
fn plain() -> Command {
    let mut command = Command::new("git");
    for name in STRAY {
        command.env_remove(name);
    }
    command
}

fn set(command: &mut Command, settings: &[&str]) {
    for setting in settings {
        command.args(["-c", setting]);
    }
}

/// Git in the project.
pub fn of_project(root: &Path) -> Command {
    let mut command = plain();
    command.arg("-C").arg(root);
    command
}

/// What is said where git cannot be started.
pub fn missing(error: io::Error) -> EnvironmentError {
    if error.kind() == io::ErrorKind::NotFound {
        let reason = "there is no such program; install git, which this target is published by";
        return EnvironmentError::because("run", "git", reason);
    }
    EnvironmentError::new("run", "git", error)
}

/// Makes sure that there is a git that we know.
///
/// # Errors
/// There is none, or an old one.
pub fn check() -> Result<(), EnvironmentError> {
    let output = plain().arg("version").stdin(Stdio::null()).output().map_err(missing)?;
    let text = String::from_utf8_lossy(&output.stdout);
    match version(&text) {
        Some(version) if version >= OLDEST => Ok(()),
        _ => {
            let (major, minor) = OLDEST;
            let reason = format!("version {major}.{minor} or newer is needed, and this is {}", text.trim());
            Err(EnvironmentError::because("use", "git", reason))
        }
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix("git version ")?.split(['.', ' ']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Text that git prints in one line.
pub fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("git version 2.47.3\n"), Some((2, 47)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 2.9.windows.1"), Some((2, 9)));
        assert_eq!(version("busybox"), None);
    }

    #[test]
    fn what_git_says_is_shown_without_secrets_and_signs() {
        let hidden = Secrets::among([("GITHUB_TOKEN".to_owned(), "ghp_0123".to_owned())].into_iter());
        let git = Git {
            name: "x".to_owned(),
            ways: Vec::new(),
            secrets: vec!["canary".to_owned()],
            hidden,
            patience: None,
        };
        let said = "Enumerating objects: 5\rremote: \u{1b}[1mFile a is 123 MB\u{1b}[m\nremote: \nhint: try\n\
                    fatal: unable to access 'https://u:p@a.b/c/': header basic canary ghp_0123\n";
        insta::assert_snapshot!(git.words(said.as_bytes()), @"Enumerating objects: 5; remote: [1mFile a is 123 MB[m; fatal: unable to access 'https://a.b/c/': header basic *** ***");
        assert_eq!(git.words(b""), "nothing");
    }
}
