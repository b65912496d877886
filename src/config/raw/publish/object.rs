//! Settings of targets of type `s3`, `gcs` and `azure`.

use super::super::{
    BOOLEAN, COUNT, TEXT, hooks,
    keys::{Expected, Keys, Problem, Taken, boolean, count, text, word},
    strip,
};
use crate::{
    config::{Encoding, ObjectTarget, Service},
    yaml::Node,
};

const PREFIX: Expected = Expected { what: "what all keys begin with", example: "blog" };
const ENDPOINT: Expected = Expected { what: "the address of the service", example: "https://s3.example.org" };
const TIME: Expected = Expected { what: "a time", example: "30s" };
const ENCODING: Expected = Expected { what: "`none`, `gzip` or `br`", example: "gzip" };
const PROGRAM: Expected =
    Expected { what: "a list of texts: a program and its arguments", example: "[./purge.sh, production]" };

/// The longest times in seconds: nobody waits longer for a request, or for the lock of a run that died.
const LONGEST: u64 = 60 * 60;

/// The settings of a bucket.
pub(super) fn read(keys: &mut Keys<'_>, service: Service) -> Option<ObjectTarget> {
    let bucket = keys.take("bucket", TEXT, bucket);
    if bucket.is_none() {
        keys.lacks("bucket", "example");
    }
    let prefix = keys.take("prefix", PREFIX, prefix).unwrap_or_default();
    let endpoint = if keys.holds("endpoint", has_secret) {
        keys.secret("endpoint");
        None
    } else {
        keys.take("endpoint", ENDPOINT, endpoint)
    };
    let (mut account, mut region, mut path_style) = (None, None, None);
    match service {
        Service::S3 => {
            region = keys.take("region", TEXT, name);
            path_style = keys.take("path_style", BOOLEAN, boolean);
        }
        Service::Azure => account = keys.take("account", TEXT, name),
        Service::Gcs => {}
    }
    let parallel = keys.take("parallel", COUNT, |node| count(node, 1..=256));
    let timeout = keys.take("timeout", TIME, time);
    let retries = keys.take("retries", COUNT, |node| count(node, 0..=100));
    let lease = keys.take("lease", TIME, time);
    let words = [
        ("none", None),
        ("gzip", Some(Encoding::Gzip)),
        ("br", Some(Encoding::Brotli)),
        ("brotli", Some(Encoding::Brotli)),
    ];
    let encoding = keys.take("encoding", ENCODING, |node| word(node, &words)).flatten();
    let invalidate = keys.take("invalidate", PROGRAM, hooks::program).unwrap_or_default();
    Some(ObjectTarget {
        service,
        bucket: bucket?,
        account,
        prefix,
        region,
        endpoint,
        path_style,
        parallel: parallel.unwrap_or(ObjectTarget::PARALLEL),
        timeout: timeout.unwrap_or(ObjectTarget::TIMEOUT),
        retries: retries.unwrap_or(ObjectTarget::RETRIES),
        lease: lease.unwrap_or(ObjectTarget::LEASE),
        encoding,
        invalidate,
    })
}

fn wrong<T>(message: &str, hint: &str) -> Taken<T> {
    Err(Problem::Value(message.to_owned(), hint.to_owned()))
}

fn bucket(node: &Node) -> Taken<String> {
    let bucket = text(node)?;
    if bucket.contains("://") || bucket.contains('/') {
        return wrong("it is an address or a path", "write the name alone, and a folder in it as `prefix`");
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '$');
    if bucket.is_empty() || !bucket.chars().all(legal) {
        return wrong("it is no name of a bucket", "write letters, digits, `-` and `.`");
    }
    Ok(bucket)
}

/// The name of an account or a region, which becomes part of a host.
fn name(node: &Node) -> Taken<String> {
    let name = text(node)?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return wrong("it is no such name", "write letters, digits and `-`");
    }
    Ok(name)
}

/// Without slashes at its ends.
fn prefix(node: &Node) -> Taken<String> {
    let text = text(node)?;
    let prefix = text.strip_suffix('/').unwrap_or(&text);
    let is_legal = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && !segment.contains('\\')
            && !segment.chars().any(char::is_control)
    };
    if !prefix.is_empty() && !prefix.split('/').all(is_legal) {
        return wrong("it leads elsewhere, or has an empty part", "write a path such as `sites/blog`");
    }
    Ok(prefix.to_owned())
}

fn endpoint(node: &Node) -> Taken<String> {
    let text = text(node)?;
    let hint = "write the address of the service, as in `https://s3.example.org`";
    let Ok(url) = url::Url::parse(&text) else { return wrong("it is no address", hint) };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return wrong("it is no address of http or https", hint);
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Whether an address has a name, a password or a signature in it.
fn has_secret(node: &Node) -> bool {
    let url = node.text().and_then(|text| url::Url::parse(text.trim()).ok());
    url.is_some_and(|url| !url.username().is_empty() || url.password().is_some() || url.query().is_some())
}

fn time(node: &Node) -> Taken<u64> {
    let seconds = strip::age(node)?;
    if seconds > LONGEST {
        wrong("it is longer than an hour", "write a time such as `30s`")
    } else {
        Ok(seconds)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        config::{Encoding, ObjectTarget, Service, TargetKind},
        decode::report,
    };

    fn read(target: &str) -> (Option<ObjectTarget>, String) {
        let text = format!("publish: {{live: {target}}}\ntitle: T\nbase_url: https://a.b/\n");
        let (config, diagnostics) = crate::config::parse(text.as_bytes(), "sitegen.yaml");
        let object = match config.publish.get("live").map(|target| &target.kind) {
            Some(TargetKind::Object(object)) => Some(object.clone()),
            _ => None,
        };
        (object, report(&diagnostics))
    }

    #[test]
    fn a_bucket_with_all_settings() {
        let (target, said) = read(
            "{type: s3, bucket: example, prefix: sites/blog/, region: eu-central-1, \
             endpoint: \"https://minio.example.org/\", path_style: false, parallel: 4, timeout: 1m, retries: 0, \
             lease: 5s, encoding: br, invalidate: [./purge, a b]}",
        );
        assert_eq!(said, "");
        let expected = ObjectTarget {
            service: Service::S3,
            bucket: "example".to_owned(),
            account: None,
            prefix: "sites/blog".to_owned(),
            region: Some("eu-central-1".to_owned()),
            endpoint: Some("https://minio.example.org".to_owned()),
            path_style: Some(false),
            parallel: 4,
            timeout: 60,
            retries: 0,
            lease: 5,
            encoding: Some(Encoding::Brotli),
            invalidate: vec!["./purge".to_owned(), "a b".to_owned()],
        };
        assert_eq!(target, Some(expected));
    }

    #[test]
    fn little_is_needed() {
        for (kind, service) in [("s3", Service::S3), ("gcs", Service::Gcs), ("azure", Service::Azure)] {
            let (target, said) = read(&format!("{{type: {kind}, bucket: example}}"));
            let target = target.unwrap_or_else(|| panic!("{said}"));
            assert_eq!((target.service, target.parallel, target.lease), (service, 16, 30));
            assert_eq!((target.encoding, target.prefix.as_str()), (None, ""));
        }
        assert_eq!(read("{type: s3, bucket: a, encoding: none}").0.expect("legal").encoding, None);
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let cases = [
            "{type: s3}",
            "{type: s3, bucket: \"s3://example/blog\"}",
            "{type: s3, bucket: a, prefix: ../b}",
            "{type: s3, bucket: a, prefix: a//b}",
            "{type: s3, bucket: a, endpoint: minio}",
            "{type: s3, bucket: a, endpoint: \"https://me:canary@minio\"}",
            "{type: s3, bucket: a, parallel: 0}",
            "{type: s3, bucket: a, timeout: 2h}",
            "{type: s3, bucket: a, encoding: zstd}",
            "{type: s3, bucket: a, invalidate: purge}",
            "{type: s3, bucket: a, account: b}",
            "{type: gcs, bucket: a, region: b}",
            "{type: azure, bucket: a, account: \"b.c\"}",
            "{type: s3, bucket: a, path: b}",
        ];
        insta::assert_snapshot!(cases.map(|case| format!("{case}\n  {}", read(case).1)).join("\n"));
    }
}
