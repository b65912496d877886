//! `publish`.
//!
//! Secrets are refused by the names of their keys, and shown in no message: the file is in a repository, and messages
//! are in logs.

mod git;
mod object;

use super::{
    COUNT, MAP,
    keys::{Expected, Keys, Problem, Taken, count, text, texts},
    strip, values,
};
use crate::{
    config::{CachePolicy, DirTarget, Encoding, PublishTarget, Service, TargetKind},
    yaml::Node,
};
use std::collections::BTreeMap;

/// Parts of the names under which secrets are kept elsewhere.
const SECRETS: [&str; 11] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "access_key",
    "account_key",
    "private_key",
    "api_key",
    "sas",
];

/// Kinds, each with settings of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dir,
    Git,
    Object(Service),
}

const TYPE: Expected = Expected { what: "a kind of target", example: "dir" };
const KINDS: &str = "known are `dir`, `git`, `s3`, `gcs` and `azure`";
const FOLDER: Expected = Expected { what: "a folder", example: "/srv/www/example" };
const KEEP: Expected = Expected { what: "a time", example: "7d" };
const TARGET: Expected = Expected { what: "a map", example: "{type: dir, path: /srv/www/example}" };
const ENCODINGS: Expected = Expected { what: "a list of encodings", example: "[gzip, brotli]" };
const CACHE: Expected = Expected { what: "the value of a header", example: "\"public, max-age=300\"" };

/// A map from the names of targets to their settings.
pub(super) fn read_publish(keys: &mut Keys<'_>) -> BTreeMap<String, PublishTarget> {
    let expected =
        Expected { what: "a map of targets", example: "{production: {type: dir, path: /srv/www/example}}" };
    let mut targets = BTreeMap::new();
    keys.inside("publish", expected, |keys| {
        for name in keys.names() {
            if !keys.may_be_called(name, target_name) || keys.lacks_value(name, TARGET) {
                continue;
            }
            keys.inside(name, MAP, |keys| {
                targets.extend(read_target(keys).map(|target| (name.to_owned(), target)));
            });
        }
    });
    targets
}

fn read_target(keys: &mut Keys<'_>) -> Option<PublishTarget> {
    for name in keys.names() {
        let lower = name.to_lowercase().replace('-', "_");
        if SECRETS.iter().any(|secret| lower.contains(secret)) {
            keys.secret(name);
        }
    }
    let kind = keys.take("type", TYPE, kind);
    if kind.is_none() {
        keys.lacks("type", "dir");
    }
    let kind = match kind {
        Some(Kind::Dir) => read_dir(keys).map(TargetKind::Dir),
        Some(Kind::Git) => git::read(keys).map(TargetKind::Git),
        Some(Kind::Object(service)) => object::read(keys, service).map(TargetKind::Object),
        None => {
            // Which settings there are is not known.
            keys.names().into_iter().for_each(|name| keys.ignore(name));
            None
        }
    };
    let base_url = keys.take("base_url", values::BASE_URL, values::base_url);
    let keep = keys.take("keep", KEEP, keep).unwrap_or(PublishTarget::KEEP);
    let cache = read_cache(keys);
    Some(PublishTarget { kind: kind?, base_url, keep, cache })
}

fn read_dir(keys: &mut Keys<'_>) -> Option<DirTarget> {
    let path = keys.take("path", FOLDER, folder);
    if path.is_none() {
        keys.lacks("path", "/srv/www/example");
    }
    let keep_releases = keys.take("keep_releases", COUNT, |node| count(node, 1..=1_000));
    let precompress = keys.take("precompress", ENCODINGS, encodings).unwrap_or_default();
    let keep_releases = keep_releases.unwrap_or(DirTarget::KEEP_RELEASES);
    Some(DirTarget { path: path?, keep_releases, precompress })
}

/// Each once, in the order in which they are made.
fn encodings(node: &Node) -> Taken<Vec<Encoding>> {
    let known = |name: &String| {
        let found = Encoding::NAMES.iter().find(|(known, _)| known == name);
        found.map(|(_, encoding)| *encoding).ok_or_else(|| {
            Problem::Value(
                format!("there is no encoding `{name}`"),
                "known are gzip, brotli and zstd".to_owned(),
            )
        })
    };
    let mut encodings = texts(node)?.iter().map(known).collect::<Taken<Vec<_>>>()?;
    encodings.sort();
    encodings.dedup();
    Ok(encodings)
}

fn read_cache(keys: &mut Keys<'_>) -> CachePolicy {
    let mut cache = CachePolicy::default();
    keys.inside("cache", MAP, |keys| {
        let CachePolicy { assets, files, pages, entries } = &mut cache;
        for (name, value) in [("assets", assets), ("files", files), ("pages", pages), ("entries", entries)] {
            if let Some(given) = keys.take(name, CACHE, header) {
                *value = given;
            }
        }
    });
    cache
}

fn target_name(name: &str) -> Result<(), (String, String)> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(legal) {
        return Ok(());
    }
    let message = "a target is called by letters, digits, `-` and `_`".to_owned();
    Err((message, "write a name such as `production`".to_owned()))
}

fn kind(node: &Node) -> Taken<Kind> {
    let kind = text(node)?;
    match kind.as_str() {
        "dir" => Ok(Kind::Dir),
        "git" => Ok(Kind::Git),
        "s3" => Ok(Kind::Object(Service::S3)),
        "gcs" => Ok(Kind::Object(Service::Gcs)),
        "azure" => Ok(Kind::Object(Service::Azure)),
        _ => Err(Problem::Value(format!("there is no kind of target `{kind}`"), KINDS.to_owned())),
    }
}

fn folder(node: &Node) -> Taken<String> {
    let path = text(node)?;
    let wrong = |message: &str, hint: &str| Err(Problem::Value(message.to_owned(), hint.to_owned()));
    if path.is_empty() {
        return wrong("the path is empty", "write a folder such as `/srv/www/example`");
    }
    if path.starts_with('~') {
        return wrong("`~` is not replaced by your home folder", "write the whole path");
    }
    if path.contains("://") {
        return wrong("it is an address, not a folder", "write a folder such as `/srv/www/example`");
    }
    Ok(path)
}

/// Seconds; 0 keeps nothing.
fn keep(node: &Node) -> Taken<u64> {
    if text(node)? == "0" { Ok(0) } else { strip::age(node) }
}

/// What may stand in a header, RFC 9110, section 5.5.
fn header(node: &Node) -> Taken<String> {
    let value = text(node)?;
    if !value.is_empty() && value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(value);
    }
    let hint = "write plain text, as in `\"public, max-age=300\"`".to_owned();
    Err(Problem::Value("it cannot stand in a header".to_owned(), hint))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::decode::report;

    const HEAD: &str = "title: T\nbase_url: https://a.b/\n";

    fn read(target: &str) -> (BTreeMap<String, PublishTarget>, String) {
        let (config, diagnostics) = parse(&format!("publish: {{live: {target}}}\n{HEAD}"), "sitegen.yaml");
        (config.publish, report(&diagnostics))
    }

    #[test]
    fn a_folder_with_all_settings() {
        let (targets, said) = read(
            "{type: dir, path: ../www, base_url: https://example.org/, keep: 12h, keep_releases: 3, \
             precompress: [zstd, gzip, gzip], cache: {pages: no-cache}}",
        );
        assert_eq!(said, "");
        let expected = PublishTarget {
            kind: TargetKind::Dir(DirTarget {
                path: "../www".to_owned(),
                keep_releases: 3,
                precompress: vec![Encoding::Gzip, Encoding::Zstd],
            }),
            base_url: crate::paths::BaseUrl::parse("https://example.org/").ok(),
            keep: 12 * 60 * 60,
            cache: CachePolicy { pages: "no-cache".to_owned(), ..CachePolicy::default() },
        };
        assert_eq!(targets["live"], expected);
        assert_eq!(read("{type: dir, path: a}").0["live"].keep, PublishTarget::KEEP);
        assert_eq!(read("{type: dir, path: a, keep: 0}").0["live"].keep, 0);
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let cases = [
            "yes",
            "{type: dir}",
            "{path: a}",
            "{}",
            "",
            "{type: s3, path: a}",
            "{type: ftp, path: a}",
            "{type: dir, path: ~/www}",
            "{type: dir, path: \"s3://a\"}",
            "{type: dir, path: a, keep: soon}",
            "{type: dir, path: a, keep_releases: 0}",
            "{type: dir, path: a, base_url: example.org}",
            "{type: dir, path: a, pth: b}",
            "{type: dir, path: a, cache: {pages: \"a\\nb\"}}",
            "{type: dir, path: a, cache: {page: a}}",
            "{type: dir, path: a, precompress: [gzip, zip]}",
        ];
        insta::assert_snapshot!(cases.map(|case| format!("{case}\n  {}", read(case).1)).join("\n"));
        let named = parse(&format!("publish: {{\"a b\": {{}}}}\n{HEAD}"), "sitegen.yaml").1;
        assert!(report(&named).contains("a target is called by letters"), "{}", report(&named));
    }

    #[test]
    fn a_secret_is_refused_and_not_repeated() {
        for key in ["password", "secret_access_key", "Access-Key-Id", "token", "account_key", "credentials"] {
            let (_, said) = read(&format!("{{type: dir, path: a, {key}: canary}}"));
            assert!(said.contains(&format!("`publish.live.{key}` is a secret")), "{key}: {said}");
            assert!(!said.contains("canary") && !said.contains("sitegen.yaml:1"), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}
