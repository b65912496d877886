//! Addresses of repositories and names in them: which may stand in the settings. Pure, without git.
//!
//! Git takes an address such as `ext::sh -c …` for a program to run, and what begins with `-` for an option; and an
//! address may hold a password, which is then in logs. None of these is let in.

use std::borrow::Cow;

/// Ways to a repository that are used; others run programs, or prove to nobody whose repository it is.
const SCHEMES: [&str; 4] = ["https", "http", "ssh", "file"];

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It holds a secret, or the name of a user where git asks for a secret: it must not be repeated.
    Secret,
    /// It leads nowhere, or may not be used.
    Illegal(String),
}

/// Whether an address may be used: a URL, `user@host:path`, or a folder.
///
/// # Errors
/// Says why not.
pub fn check_address(address: &str) -> Result<(), Unfit> {
    let illegal = |why: &str| Err(Unfit::Illegal(why.to_owned()));
    match parts(address) {
        _ if address.is_empty() => illegal("the address is empty"),
        _ if address.chars().any(char::is_control) => {
            illegal("the address has a character that none may have")
        }
        _ if address.starts_with('-') => illegal("an address that begins with `-` would be an option of git"),
        Parts::Helper => illegal("an address with `::` has git run another program"),
        Parts::Url { scheme, .. } if !SCHEMES.contains(&scheme) => {
            illegal("it is published by `https`, `http`, `ssh` or `file` alone")
        }
        Parts::Url { scheme: "https" | "http", authority, rest } => {
            if authority.contains('@') || rest.contains(['?', '#']) {
                return Err(Unfit::Secret);
            }
            check_host(authority)
        }
        Parts::Url { scheme: "ssh", authority, .. } | Parts::Short { authority } => {
            let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
            if user.contains(':') {
                return Err(Unfit::Secret);
            }
            if user.starts_with('-') {
                return illegal("a user that begins with `-` would be an option");
            }
            check_host(host)
        }
        Parts::Misplaced => Err(Unfit::Secret),
        Parts::Path if address.starts_with('~') => illegal("`~` is not replaced by your home folder"),
        Parts::Url { .. } | Parts::Path => Ok(()),
    }
}

fn check_host(host: &str) -> Result<(), Unfit> {
    if host.is_empty() || host.starts_with('-') {
        return Err(Unfit::Illegal("the address has no host".to_owned()));
    }
    Ok(())
}

/// How an address is written.
enum Parts<'a> {
    /// `scheme://authority/rest`
    Url { scheme: &'a str, authority: &'a str, rest: &'a str },
    /// `user@host:path`
    Short { authority: &'a str },
    /// `user:secret@host/path`, which lacks its scheme.
    Misplaced,
    /// `helper::address`
    Helper,
    /// Anything else.
    Path,
}

fn parts(address: &str) -> Parts<'_> {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    if address.split_once("::").is_some_and(|(helper, _)| is_word(helper)) {
        return Parts::Helper;
    }
    if let Some((scheme, rest)) = address.split_once("://") {
        let (authority, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        return Parts::Url { scheme, authority, rest };
    }
    let first = address.split(['/', '\\']).next().unwrap_or_default();
    match first.split_once(':') {
        // `C:`, a drive.
        Some((drive, _)) if drive.len() == 1 => Parts::Path,
        Some((_, rest)) if rest.contains('@') => Parts::Misplaced,
        Some((authority, _)) => Parts::Short { authority },
        None => Parts::Path,
    }
}

/// Whether an address is that of a folder.
pub fn is_path(address: &str) -> bool {
    matches!(parts(address), Parts::Path)
}

/// The host that an address names, if it names one.
pub fn host(address: &str) -> Option<&str> {
    let (Parts::Url { authority, .. } | Parts::Short { authority }) = parts(address) else { return None };
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some(host.split(':').next().unwrap_or(host)).filter(|host| !host.is_empty())
}

/// What in an address nobody else may see: the password of a URL, and a user that may be one.
pub fn secrets(address: &str) -> Vec<&str> {
    let Parts::Url { scheme, authority, .. } = parts(address) else { return Vec::new() };
    let Some((login, _)) = authority.rsplit_once('@') else { return Vec::new() };
    match login.split_once(':') {
        Some((_, password)) if !password.is_empty() => vec![login, password],
        _ if scheme == "ssh" => Vec::new(),
        _ => vec![login],
    }
}

/// A text without users and passwords of the URLs in it.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let end = after.find(|c: char| c == '/' || c.is_whitespace() || "'\"`".contains(c));
        let (authority, tail) = after.split_at(end.unwrap_or(after.len()));
        shown.push_str(authority.rsplit('@').next().unwrap_or(authority));
        rest = tail;
    }
    if shown.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(shown + rest) }
}

/// Whether git takes it for the name of a branch: gitrevisions(7), `git check-ref-format --branch`.
pub fn is_branch(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.to_ascii_lowercase().ends_with(".lock")
    };
    let is_sign = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    !name.starts_with('-')
        && !matches!(name, "@" | "HEAD")
        && !name.contains(is_sign)
        && !name.contains("..")
        && !name.contains("@{")
        && name.split('/').all(is_part)
}

/// Whether it is the name of a host, as a file `CNAME` has it.
pub fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_addresses_may_be_used() {
        for address in [
            "https://github.com/a/b.git",
            "http://127.0.0.1:3000/a/b",
            "ssh://git@example.org:22/a/b",
            "git@github.com:a/b.git",
            "example.org:a/b",
            "file:///srv/a.git",
            "/srv/a b.git",
            "../a.git",
            "a.git",
            "C:/a.git",
            "C:\\a.git",
        ] {
            assert_eq!(check_address(address), Ok(()), "{address}");
        }
        for address in [
            "",
            "-oProxyCommand=x",
            "--upload-pack=x",
            "ext::sh -c x",
            "fd::17",
            "foo::https://a.b/c",
            "git://example.org/a",
            "ftp://example.org/a",
            "ssh://-oProxyCommand=x/a",
            "ssh://-l@example.org/a",
            "-x@example.org:a",
            "git@-oProxyCommand=x:a",
            "https:///a",
            "~/a.git",
            "a\nb",
        ] {
            assert!(matches!(check_address(address), Err(Unfit::Illegal(_))), "{address}");
        }
        for address in [
            "https://user:canary@example.org/a",
            "https://canary@example.org/a",
            "https://example.org/a?private_token=canary",
            "ssh://user:canary@example.org/a",
            "user:canary@example.org/a/b",
        ] {
            assert_eq!(check_address(address), Err(Unfit::Secret), "{address}");
        }
    }

    #[test]
    fn what_nobody_else_may_see_is_not_shown() {
        let said = "fatal: unable to access 'https://x:canary@example.org/a/': 403; see https://b.c/d@e";
        let expected = "fatal: unable to access 'https://example.org/a/': 403; see https://b.c/d@e";
        assert_eq!(without_secrets(said), expected);
        assert_eq!(without_secrets("canary@https://u:p@q@host"), "canary@https://host");
        assert_eq!(without_secrets("nothing"), "nothing");
        assert_eq!(secrets("https://x:canary@example.org/a"), ["x:canary", "canary"]);
        assert_eq!(secrets("https://canary@example.org/a"), ["canary"]);
        assert_eq!(secrets("ssh://git@example.org/a"), [""; 0]);
        assert_eq!(host("https://x:y@github.com:443/a"), Some("github.com"));
        assert_eq!(host("git@github.com:a/b"), Some("github.com"));
        assert_eq!(host("/srv/a"), None);
    }

    #[test]
    fn names_of_branches_and_hosts() {
        for name in ["gh-pages", "pages/live", "日本", "a.b"] {
            assert!(is_branch(name), "{name}");
        }
        for name in
            ["", "-a", "a b", "a..b", "a//b", "/a", "a/", ".a", "a.lock", "a.", "@", "HEAD", "a@{1}", "a:b"]
        {
            assert!(!is_branch(name), "{name}");
        }
        for name in ["example.org", "www.example-1.org", "xn--bcher-kva.example"] {
            assert!(is_host(name), "{name}");
        }
        for name in [
            "",
            "localhost",
            "https://example.org",
            "a..b",
            "-a.b",
            "A.b",
            "a.b/c",
            "bücher.example",
            "*.a.b",
        ] {
            assert!(!is_host(name), "{name}");
        }
    }
}
