//! Programs of the site's owner that run after a build, with what it changed.
//!
//! Owns what they are told, and what their failures are called. It must not know how pages are made, and nothing that a hook does
//! comes back into a build: the cache and the manifest are written before the first one starts.

use crate::{
    config::Hooks,
    diagnostic::Diagnostic,
    paths::OutputPath,
    program::{self, Call, Failure},
};
use serde::Serialize;
use std::{path::Path, time::Duration};

/// What a build did, as its hooks are told. Paths are relative to the output folder.
#[derive(Debug, Clone, Serialize)]
pub struct Built<'a> {
    /// The output folder, from the root of the file system.
    pub output_dir: &'a Path,
    /// Where the site is served.
    pub base_url: String,
    /// Pages that were rendered, whether or not their bytes changed.
    pub rendered: &'a [OutputPath],
    /// Files that were written because they are new or have new bytes.
    pub written: &'a [OutputPath],
    /// Files that were removed because nothing makes them any more.
    pub removed: &'a [OutputPath],
    /// Whether the site has no errors.
    pub ok: bool,
    /// The instant that the site was built for, RFC 3339.
    pub clock: String,
}

/// Runs the programs one after another in the project's folder, each with what was built on its standard input. The first that
/// fails ends it.
///
/// `heard` gets each line that they say.
pub fn after_build(
    hooks: &Hooks,
    project: &Path,
    built: &Built<'_>,
    heard: &mut dyn FnMut(&str),
) -> Option<Diagnostic> {
    let told = serde_json::to_string(built).unwrap_or_default() + "\n";
    for (number, words) in hooks.after_build.iter().enumerate() {
        let limit = Some(Duration::from_secs(hooks.timeout));
        let call = Call { words, folder: project, input: told.clone(), limit };
        if let Err(failure) = program::run(call, heard) {
            let left = hooks.after_build.len() - number - 1;
            return Some(failed(words, &failure, left));
        }
    }
    None
}

fn failed(words: &[String], failure: &Failure, left: usize) -> Diagnostic {
    let named = words.first().map(String::as_str).unwrap_or_default();
    let rest = match left {
        0 => String::new(),
        1 => "; the one after it was not run".to_owned(),
        _ => format!("; the {left} after it were not run"),
    };
    let hint = match failure {
        Failure::NotStarted(_) => {
            "`hooks` takes a program and its arguments, which no shell reads: `[./purge.sh, production]`"
        }
        Failure::TooLong(..) => "give it more time with `hooks: {timeout: 5m}`, or have it do less",
        Failure::Ended(..) => "mend it, or build with `--no-hooks`; what was built is whole",
    };
    Diagnostic::error("hook-failed", format!("the hook `{named}` failed: {failure}{rest}"))
        .in_file("sitegen.yaml")
        .hint(hint)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(programs: &[&str], timeout: u64) -> (Option<String>, Vec<String>, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        let sh = |script: &&str| ["sh", "-c", script].map(str::to_owned).to_vec();
        let hooks = Hooks { after_build: programs.iter().map(sh).collect(), timeout };
        let paths = ["a/index.html", "b.txt"].map(|path| OutputPath::parse(path).expect("legal"));
        let built = Built {
            output_dir: Path::new("/srv/public"),
            base_url: "https://example.org/".to_owned(),
            rendered: &paths[..1],
            written: &paths,
            removed: &[],
            ok: true,
            clock: "2026-07-05T12:44:00Z".to_owned(),
        };
        let mut heard = Vec::new();
        let failed = after_build(&hooks, &folder, &built, &mut |line| heard.push(line.to_owned()));
        (failed.map(|failed| failed.message), heard, folder)
    }

    #[test]
    fn they_are_told_what_was_built_in_the_folder_of_the_project() {
        let (failed, heard, folder) = run(&["cat > told; pwd", "echo done >&2"], 60);
        assert_eq!(failed, None);
        assert_eq!(heard, [folder.to_string_lossy().as_ref(), "done"]);
        let told = std::fs::read_to_string(folder.join("told")).expect("written");
        assert_eq!(
            told,
            "{\"output_dir\":\"/srv/public\",\"base_url\":\"https://example.org/\",\"rendered\":[\"a/index.html\"],\
             \"written\":[\"a/index.html\",\"b.txt\"],\"removed\":[],\"ok\":true,\"clock\":\"2026-07-05T12:44:00Z\"}\n"
        );
    }

    #[test]
    fn the_first_that_fails_ends_it() {
        let (failed, heard, _) = run(&["echo one", "echo no such zone >&2; exit 7", "echo three"], 60);
        assert_eq!(heard, ["one", "no such zone"]);
        let said =
            "the hook `sh` failed: it ended with exit code 7: no such zone; the one after it was not run";
        assert_eq!(failed.as_deref(), Some(said));
        let (failed, _, _) = run(&["exec sleep 600"], 1);
        assert_eq!(failed.as_deref(), Some("the hook `sh` failed: it was not done after 1 s"));
    }
}
