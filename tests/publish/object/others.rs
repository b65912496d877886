//! What every object store has to do: a round trip. Azure, by the emulator that `tests/publish/run` starts.

use super::{
    bucket::{Bucket, socket},
    crawl,
    site::{PATIENT, Site},
};
use crate::support::sandbox::{PROGRAM, Run, Tree, skip};
use std::{collections::BTreeSet, process::Command};

/// The account that every emulator has, and its key, which is no secret.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// The script makes it, and lets everybody read it.
const CONTAINER: &str = "container";

#[test]
fn azure_takes_a_site_and_its_changes() {
    let Ok(address) = std::env::var("SITEGEN_AZURE") else {
        return skip("the round trip to Azure", "SITEGEN_AZURE names no emulator");
    };
    let readable = Bucket::readable(socket(&address), &format!("/{ACCOUNT}/{CONTAINER}"), CONTAINER);
    let mut site = Site::new(readable, &format!("blog {}", std::process::id()));
    let target = format!(
        "type: azure, account: {ACCOUNT}, bucket: {CONTAINER}, prefix: \"{}\", endpoint: \"{address}/{ACCOUNT}\"{}",
        site.prefix, PATIENT,
    );
    round_trip(&mut site, &target, KEY, |command| {
        command.env("AZURE_STORAGE_ACCOUNT_KEY", KEY);
    });
}

/// Publishes a site whose target is this, changes it and publishes again, with the credentials that are put into the
/// environment of each run, of which nothing may say the secret.
pub fn round_trip(site: &mut Site, target: &str, secret: &str, authorise: impl Fn(&mut Command)) {
    let publish = |site: &Site| {
        let mut command = site.command(&[]);
        authorise(&mut command);
        let run = Run::of(&mut command);
        run.assert_calm();
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!format!("{run:?}").contains(secret), "{run:?}");
        run.summary()
    };
    site.sandbox.write("static/a b+c%20日本.txt", "a name\n");
    site.sandbox.built();
    site.target(target);
    let old = site.built();
    assert_eq!(publish(site)["sent"], old.len());
    assert_there(site, &old, &BTreeSet::new());
    assert_eq!(publish(site)["new"], false);
    site.forget();
    assert_eq!(publish(site)["new"], false);

    site.edit();
    site.target(target);
    let new = site.built();
    let lost = lost_by_check(site, secret, &authorise);
    assert_eq!(lost, ["`/2026/03/02/second/` is at the target `live`, and the site has it no more"]);
    let summary = publish(site);
    let gone: BTreeSet<&String> = old.keys().filter(|path| !new.contains_key(*path)).collect();
    assert_eq!(summary["deleted"], gone.len(), "{summary}");
    assert_there(site, &new, &gone);
    assert_eq!(publish(site)["new"], false);
}

/// What `check --external` says of the target.
fn lost_by_check(site: &Site, secret: &str, authorise: &impl Fn(&mut Command)) -> Vec<String> {
    let mut command = site.sandbox.command(PROGRAM);
    authorise(&mut command);
    command.args(["check", "--external", "--message-format", "json", "--clock", "2026-04-01T00:00:00Z"]);
    let run = Run::of(&mut command);
    run.assert_calm();
    assert!(!format!("{run:?}").contains(secret), "{run:?}");
    let of_target =
        |message: &serde_json::Value| matches!(message["code"].as_str(), Some("url-lost" | "target-unread"));
    let told = run.messages().into_iter().filter(of_target);
    told.map(|message| message["message"].as_str().expect("a text").to_owned()).collect()
}

fn assert_there(site: &Site, files: &Tree, gone: &BTreeSet<&String>) {
    for (path, bytes) in files {
        let object = site.bucket.get(&site.key(path)).unwrap_or_else(|| panic!("{path} is missing"));
        assert!(object.bytes == *bytes, "{path}");
        if crawl::is_page(path) {
            assert_eq!(object.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert!(object.header("cache-control").starts_with("public, max-age="), "{path}");
        }
    }
    for path in gone {
        assert_eq!(site.bucket.get(&site.key(path)), None, "{path}");
    }
}
