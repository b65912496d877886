//! What `check --external` learns from a bucket: the record, by one request, without a lock and without a word of secrets.

use super::{
    bucket::{Bucket, KEY_ID, SECRET},
    proxy::listen,
    site::{PATIENT, Site},
};
use crate::support::sandbox::{PROGRAM, Run};
use std::process::Stdio;

fn check(site: &Site, secret: &str, options: &[&str]) -> Run {
    let mut command = site.sandbox.command(PROGRAM);
    command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", secret).stdin(Stdio::null());
    command.args(["check", "--message-format", "json", "--clock", "2026-04-01T00:00:00Z"]).args(options);
    let run = Run::of(&mut command);
    run.assert_calm();
    assert!(!format!("{run:?}").contains(secret), "it tells the secret: {run:?}");
    assert_eq!(run.code, Some(0), "{run:?}");
    run
}

/// Code and message of each diagnostic but the one on the page about the site, which is an orphan.
fn said(run: &Run) -> Vec<String> {
    let is_told =
        |message: &serde_json::Value| message["type"] == "diagnostic" && message["code"] != "orphan";
    let told = run.messages().into_iter().filter(is_told);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    told.map(|message| format!("{}: {}", text(&message["code"]), text(&message["message"]))).collect()
}

fn renamed(site: &Site) {
    let text = std::fs::read_to_string(site.sandbox.path("content/posts/second.md")).expect("UTF-8");
    site.sandbox.remove("content/posts/second.md");
    site.sandbox.write("content/posts/zweite.md", text);
}

const LOST: &str = "url-lost: `/2026/03/02/second/` is at the target `live`, and the site has it no more";

#[test]
fn a_bucket_remembers_addresses() {
    for prefix in ["", "blog"] {
        let site = Site::new(Bucket::here(), prefix);
        assert_eq!(said(&check(&site, SECRET, &["--external"])), [""; 0], "nothing was published yet");
        site.publish(&[]);
        assert_eq!(said(&check(&site, SECRET, &["--external"])), [""; 0]);
        renamed(&site);
        site.forget();
        let before = site.objects();
        assert_eq!(said(&check(&site, SECRET, &[])), [""; 0], "nobody is asked");
        assert_eq!(said(&check(&site, SECRET, &["--external"])), [LOST]);
        assert_eq!(site.objects(), before, "nothing is written there");
        site.bucket.write(&site.key(".sitegen/lock.json"), "{}");
        assert_eq!(said(&check(&site, SECRET, &["--external"])), [LOST], "no lock is waited for");
    }
}

#[test]
fn a_bucket_that_cannot_be_read_is_a_warning() {
    let site = Site::new(Bucket::here(), "blog");
    site.publish(&[]);
    renamed(&site);
    let told = said(&check(&site, "wrong-canary-secret", &["--external"]));
    assert!(told.len() == 1 && told[0].starts_with("target-unread: "), "{told:?}");
    assert!(told[0].contains("what the target `live` holds is not known: cannot read s3://"), "{told:?}");

    let (listener, silent) = listen();
    site.configure(silent, &format!("{PATIENT}}}}}\ncheck_external: {{timeout: 1}}\nextra: {{a: {{b: 1"));
    let told = said(&check(&site, SECRET, &["--external"]));
    assert!(told.len() == 1 && told[0].ends_with("there was no answer within 1 s"), "{told:?}");
    drop(listener);
    let told = said(&check(&site, SECRET, &["--external"]));
    assert!(told.len() == 1 && told[0].starts_with("target-unread: "), "{told:?}");

    site.configure(site.bucket.signed, PATIENT);
    site.bucket.write(&site.key(".sitegen/manifest.json"), "{");
    let told = said(&check(&site, SECRET, &["--external"]));
    assert!(told.len() == 1 && told[0].contains(".sitegen/manifest.json: it is damaged"), "{told:?}");
}
