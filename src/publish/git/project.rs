//! What the repository that a project is kept in says: where it comes from, which commit it is at, who commits.

use super::program::{Git, line, of_project};
use crate::{
    config::{GitAuthor, repository},
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    publish::Stopped,
};
use std::path::{Path, PathBuf};

/// The remote of the project's repository that is published to unless the settings name another.
const ORIGIN: &str = "origin";

/// The address to publish to: as the settings say it, else that of `origin`.
///
/// # Errors
/// There is no `origin`, or its address may not be used.
pub fn address(root: &Path, named: Option<&str>) -> Result<String, Stopped> {
    let known = match named {
        // The name of a remote, as git's users are used to write it.
        Some(named) if repository::is_path(named) && !named.contains(['/', '\\', '.']) => {
            remote(root, named)?
        }
        Some(_) => None,
        None => Some(remote(root, ORIGIN)?.ok_or_else(no_origin)?),
    };
    let address = known.as_deref().or(named).unwrap_or_default();
    // A token in the address of `origin` is the user's affair; it is used and not shown.
    if let Err(repository::Unfit::Illegal(why)) = repository::check_address(address) {
        let message = format!("will not publish to {}: {why}", repository::without_secrets(address));
        let hint = "set `remote` of the target to another address";
        return Err(Stopped::Refused(vec![Diagnostic::error("publish-refused", message).hint(hint)]));
    }
    if repository::is_path(address) { Ok(full(root, address)) } else { Ok(address.to_owned()) }
}

fn full(root: &Path, path: &str) -> String {
    let full: PathBuf = root.join(path);
    let full = full.canonicalize().or_else(|_| std::path::absolute(&full)).unwrap_or(full);
    full.to_string_lossy().into_owned()
}

fn remote(root: &Path, name: &str) -> Result<Option<String>, EnvironmentError> {
    let mut command = of_project(root);
    command.args(["remote", "get-url", "--push", "--", name]);
    Ok(bare(command)?.filter(|address| !address.is_empty()))
}

fn no_origin() -> Stopped {
    let message = "the project is in no repository with a remote `origin`, and the target names no other";
    let hint = "set `remote` of the target, as in `remote: git@github.com:example/site.git`";
    Stopped::Refused(vec![Diagnostic::error("publish-remote", message).hint(hint)])
}

/// The commit that the project is at, if it is in a repository.
pub fn commit(root: &Path) -> Result<Option<String>, EnvironmentError> {
    let mut command = of_project(root);
    command.args(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    bare(command)
}

/// Who commits by git's own settings, if they say it.
pub fn author(root: &Path) -> Result<Option<GitAuthor>, EnvironmentError> {
    let mut command = of_project(root);
    command.args(["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]);
    Ok(bare(command)?.and_then(|text| GitAuthor::parse(&text)))
}

/// The one line that a command prints, if it has an answer.
fn bare(command: std::process::Command) -> Result<Option<String>, EnvironmentError> {
    Ok(Git::answer(command)?.map(|bytes| line(&bytes)).filter(|text| !text.is_empty()))
}
