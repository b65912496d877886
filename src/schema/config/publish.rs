//! Targets of `sitegen publish`.

use super::{Setting, map};
use crate::{
    config::Encoding,
    schema::{
        pattern,
        shape::{any_of, boolean, named, needed_pattern, pattern, whole, words},
    },
};
use serde_json::{Value, json};

/// Targets by name.
pub(super) fn targets() -> Value {
    let kinds = [
        ("dir", dir()),
        ("git", git()),
        ("s3", object("s3")),
        ("gcs", object("gcs")),
        ("azure", object("azure")),
    ];
    let names = kinds.each_ref().map(|(name, _)| *name);
    let of_kind = |(name, settings, required): (&str, Value, &[&str])| {
        let is_it = json!({ "properties": { "type": { "const": name } } });
        let mut settings = settings;
        settings["required"] = json!(required);
        json!({ "if": is_it, "then": settings })
    };
    let rules: Vec<Value> = kinds
        .into_iter()
        .map(|(name, settings)| {
            let required: &[&str] = match name {
                "dir" => &["path"],
                "git" => &[],
                _ => &["bucket"],
            };
            of_kind((name, settings, required))
        })
        .collect();
    let target = json!({
        "type": "object",
        "required": ["type"],
        "properties": { "type": { "enum": names, "description": "What kind of target it is." } },
        "allOf": rules,
    });
    named("^[A-Za-z0-9][A-Za-z0-9_-]*$", target)
}

/// The settings of a kind, with those that every kind has.
fn of(settings: impl IntoIterator<Item = Setting>) -> Value {
    let keep = any_of([pattern(pattern::AGE, &["7d", "12h"]), json!({ "enum": [0, "0"] })]);
    let header = || pattern("^\\s*[!-~](?:[ -~]*[!-~])?\\s*$", &["public, max-age=300"]);
    let cache = map([
        ("assets", "`Cache-Control` of fingerprinted files.", header()),
        ("files", "`Cache-Control` of other files.", header()),
        ("pages", "`Cache-Control` of pages.", header()),
        ("entries", "`Cache-Control` of the home page, feeds and sitemaps.", header()),
    ]);
    let every: [Setting; 4] = [
        ("type", "What kind of target it is.", json!({})),
        (
            "base_url",
            "The base URL that a build must have been made for; the site's where there is none.",
            pattern(&pattern::base_url(), &["https://staging.example.org/"]),
        ),
        ("keep", "How long fingerprinted files stay that no page names any more; `0` for not at all.", keep),
        ("cache", "How long readers' browsers keep files, at targets that keep headers.", cache),
    ];
    map(settings.into_iter().chain(every))
}

fn dir() -> Value {
    let encoding = words(Encoding::NAMES.map(|(name, _)| name));
    let encodings = any_of([encoding.clone(), json!({ "type": "array", "items": encoding })]);
    of([
        (
            "path",
            "The folder, relative to the site or absolute.",
            needed_pattern("^(?!\\s*~)(?!.*://).*\\S", &["/srv/www/example"]),
        ),
        ("keep_releases", "Releases that are kept, the one that is shown among them.", whole(1, 1_000)),
        ("precompress", "The forms of text that lie beside it.", encodings),
    ])
}

fn git() -> Value {
    let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    let remote = "^\\s*(?![-~])(?:https?://[A-Za-z0-9][^\\s@/?#]*(?:/[^?#\\u0000-\\u001f]*)?|ssh://(?:[A-Za-z0-9][^\\s@:/]*@)?[A-Za-z0-9][^\\s@/]*(?:/[^\\u0000-\\u001f]*)?|file://[^\\u0000-\\u001f]*|[A-Za-z0-9][^\\s@:/\\\\]*@[A-Za-z0-9][^\\s@:/\\\\]*:(?![:/])[^@\\s]*|[^:@\\u0000-\\u001f]+)$";
    let part = "(?!\\.)(?:(?!\\.\\.)(?!@\\{)[^\\u0000-\\u001f\\u007f ~^:?*\\[\\\\/])+";
    let branch = format!(
        "^\\s*(?!-)(?!(?:@|HEAD)\\s*$)(?!.*\\.(?:/|\\s*$))(?!.*\\.[lL][oO][cC][kK](?:/|\\s*$)){part}(?:/{part})*\\s*$"
    );
    of([
        (
            "remote",
            "The repository: its address without secrets, its folder, or the name of a remote of the project's own.",
            pattern(remote, &["git@github.com:example/site.git"]),
        ),
        ("branch", "The branch; it is made where there is none.", pattern(&branch, &["gh-pages"])),
        (
            "folder",
            "The folder of the branch that is shown.",
            pattern(&pattern::folder().replacen('^', "^(?!(?:.*/)?\\.[gG][iI][tT](?:/|$))", 1), &["docs"]),
        ),
        (
            "cname",
            "The host that the file `CNAME` names.",
            pattern(&format!("^\\s*{label}(?:\\.{label})+\\s*$"), &["www.example.org"]),
        ),
        (
            "author",
            "Who commits.",
            pattern(
                "^\\s*[^<>\\s\\u0000-\\u001f][^<>\\u0000-\\u001f]*<[^<>\\s@]+@[^<>\\s@]+>\\s*$",
                &["Desk <desk@example.org>"],
            ),
        ),
        ("message", "The first lines of the message of a commit.", pattern("\\S", &["Publish the site"])),
    ])
}

fn object(service: &str) -> Value {
    let name = || pattern("^\\s*[A-Za-z0-9-]+\\s*$", &["eu-central-1"]);
    let prefix = "^\\s*(?:(?!\\.{1,2}/)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+/)*(?:(?!\\.{1,2}\\s*$)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+)?\\s*$";
    let program = any_of([program(), json!({ "type": "null" })]);
    let endpoint = pattern(&pattern::base_url(), &["https://s3.example.org"]);
    let mut settings: Vec<Setting> = vec![
        ("bucket", "The bucket, or container.", needed_pattern("^\\s*[A-Za-z0-9_.$-]+\\s*$", &["example"])),
        ("prefix", "What all keys begin with.", pattern(prefix, &["sites/blog"])),
        ("endpoint", "Address of the service.", endpoint),
        ("parallel", "Requests at a time.", whole(1, 256)),
        ("timeout", "Time of one request.", pattern(pattern::SHORT_AGE, &["30s"])),
        ("retries", "How often a request is made again.", whole(0, 100)),
        ("lease", "How long the lock holds without a sign of life.", pattern(pattern::SHORT_AGE, &["30s"])),
        ("encoding", "The form in which texts are kept.", words(["none", "gzip", "br", "brotli"])),
        ("invalidate", "A program and its arguments, which gets the changed paths after a release.", program),
    ];
    settings.extend(match service {
        "s3" => vec![
            ("region", "The region of the bucket.", name()),
            ("path_style", "Whether the bucket stands in the path and not in the host.", boolean()),
        ],
        "azure" => vec![("account", "The storage account.", name())],
        _ => Vec::new(),
    });
    of(settings)
}

/// A program and its arguments.
pub(super) fn program() -> Value {
    json!({
        "type": "array",
        "minItems": 1,
        "prefixItems": [{ "type": ["string", "number", "boolean"], "pattern": "\\S" }],
        "items": { "type": ["string", "number", "boolean"] },
    })
}
