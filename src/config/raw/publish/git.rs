//! A target that is a branch of a repository.

use super::super::{
    keys::{Expected, Keys, Problem, Taken, text},
    values,
};
use crate::{
    config::{
        GitAuthor, GitTarget,
        repository::{self, Unfit},
    },
    yaml::Node,
};

const REMOTE: Expected =
    Expected { what: "the address of a repository", example: "git@github.com:example/site.git" };
const FOLDER: Expected = Expected { what: "a folder of the branch", example: "docs" };
const BRANCH: Expected = Expected { what: "the name of a branch", example: "gh-pages" };
const HOST: Expected = Expected { what: "the name of a host", example: "www.example.org" };
const AUTHOR: Expected =
    Expected { what: "a name and an address", example: "\"Jane Doe <jane@example.org>\"" };
const MESSAGE: Expected = Expected { what: "the message of a commit", example: "\"Publish the site\"" };

/// Reads the settings of a branch; none where one of them is wrong.
pub(super) fn read(keys: &mut Keys<'_>) -> Option<GitTarget> {
    let is_secret = |node: &Node| {
        text(node).is_ok_and(|address| repository::check_address(&address) == Err(Unfit::Secret))
    };
    let mut is_whole = true;
    let remote = if keys.holds("remote", is_secret) {
        is_whole = false;
        keys.confidential(
            "remote",
            "has a user, a password or a token in it, and this file is no place for them",
            "write the address without; git knows its own ways to them: credential helpers, keys of ssh",
        );
        None
    } else {
        keys.take("remote", REMOTE, address)
    };
    let branch = keys.take("branch", BRANCH, branch).unwrap_or_else(|| GitTarget::BRANCH.to_owned());
    let folder = keys.take("folder", FOLDER, folder);
    let cname = keys.take("cname", HOST, host);
    let author = keys.take("author", AUTHOR, author);
    let message = keys.take("message", MESSAGE, message);
    is_whole.then_some(GitTarget { remote, branch, folder, cname, author, message })
}

fn wrong<T>(message: impl Into<String>, hint: &str) -> Taken<T> {
    Err(Problem::Value(message.into(), hint.to_owned()))
}

fn address(node: &Node) -> Taken<String> {
    let address = text(node)?;
    match repository::check_address(&address) {
        Ok(()) => Ok(address),
        Err(Unfit::Illegal(why)) => {
            wrong(why, "write an address such as `git@github.com:example/site.git`, or a folder")
        }
        // Refused before, without the line that has it.
        Err(Unfit::Secret) => Err(Problem::Type),
    }
}

fn branch(node: &Node) -> Taken<String> {
    let name = text(node)?;
    let name = name.strip_prefix("refs/heads/").unwrap_or(&name);
    if repository::is_branch(name) {
        return Ok(name.to_owned());
    }
    wrong(format!("no branch can be called `{}`", name.escape_debug()), "write a name such as `gh-pages`")
}

fn folder(node: &Node) -> Taken<String> {
    let hint = "write a folder of the branch, such as `docs`";
    let folder = match values::folder(node) {
        Err(Problem::Value(why, _)) => return wrong(why, hint),
        folder => folder?,
    };
    if folder.split('/').any(|name| name.eq_ignore_ascii_case(".git")) {
        return wrong("the folder `.git` belongs to git", hint);
    }
    Ok(folder)
}

fn host(node: &Node) -> Taken<String> {
    let host = text(node)?.to_ascii_lowercase();
    if repository::is_host(&host) {
        return Ok(host);
    }
    wrong(
        format!("`{}` is not the name of a host", host.escape_debug()),
        "write the name alone, as in `www.example.org`",
    )
}

fn author(node: &Node) -> Taken<GitAuthor> {
    let author = text(node)?;
    GitAuthor::parse(&author).filter(|_| author.ends_with('>')).ok_or_else(|| {
        Problem::Value(
            "it is not a name and an address".to_owned(),
            format!("write `author: {}`", AUTHOR.example),
        )
    })
}

fn message(node: &Node) -> Taken<String> {
    let message = text(node)?;
    if message.is_empty() || message.contains('\0') {
        return wrong("a commit needs a message", "write a line such as `Publish the site`");
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::super::super::parse;
    use super::*;
    use crate::{config::TargetKind, decode::report};

    fn read(settings: &str) -> (Option<GitTarget>, String) {
        let head = "title: T\nbase_url: https://a.b/\n";
        let text = format!("publish: {{live: {{type: git{settings}}}}}\n{head}");
        let (mut config, diagnostics) = parse(&text, "sitegen.yaml");
        let target = config
            .publish
            .remove("live")
            .and_then(|target| if let TargetKind::Git(git) = target.kind { Some(git) } else { None });
        (target, report(&diagnostics))
    }

    #[test]
    fn a_branch_needs_no_settings_and_takes_these() {
        let (target, said) = read("");
        assert_eq!(said, "");
        let default = target.expect("read");
        assert_eq!((default.branch.as_str(), default.remote, default.cname), ("gh-pages", None, None));
        let (target, said) = read(
            ", remote: \"git@github.com:a/b.git\", branch: refs/heads/pages, folder: docs/, cname: WWW.example.org, \
             author: \"J. Doe <j@example.org>\", message: Publish",
        );
        assert_eq!(said, "");
        let expected = GitTarget {
            remote: Some("git@github.com:a/b.git".to_owned()),
            branch: "pages".to_owned(),
            folder: Some("docs".to_owned()),
            cname: Some("www.example.org".to_owned()),
            author: Some(GitAuthor { name: "J. Doe".to_owned(), mail: "j@example.org".to_owned() }),
            message: Some("Publish".to_owned()),
        };
        assert_eq!(target, Some(expected));
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let cases = [
            ", remote: \"ext::sh -c x\"",
            ", remote: -x",
            ", remote: \"git://a.b/c\"",
            ", branch: a..b",
            ", branch: -d",
            ", folder: ../x",
            ", folder: .git/x",
            ", cname: \"https://example.org\"",
            ", author: Jane",
            ", author: \"J <j@x> and more\"",
            ", message: \"\"",
            ", path: a",
        ];
        insta::assert_snapshot!(cases.map(|case| format!("{case}\n  {}", read(case).1)).join("\n"));
    }

    #[test]
    fn an_address_with_a_secret_is_refused_and_not_repeated() {
        for address in ["https://u:canary@a.b/c", "https://canary@a.b/c", "https://a.b/c?token=canary"] {
            let (target, said) = read(&format!(", remote: \"{address}\""));
            assert_eq!(target, None);
            assert!(said.contains("`publish.live.remote` has a user, a password or a token in it"), "{said}");
            assert!(!said.contains("canary") && !said.contains("sitegen.yaml:1"), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}
