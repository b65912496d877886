//! `sitegen check --external`: links of a site to other hosts.
//!
//! Owns which links those are ([`links`]), what is said of them and which address may be written in the place of another;
//! [`super::external`] asks. What was found out is kept in the cache.

mod links;

use super::{
    Family, Look,
    external::{self, Finding, Link, Manner, Memory, Place, Report, Verdict},
    found,
};
use crate::{
    cache::Cache,
    diagnostic::{Diagnostic, Fix},
    environment::EnvironmentError,
    net::Reach,
    paths::SourcePath,
    pipeline::{self, CACHE_DIR, whole::Whole},
    site::Entry,
};
use rayon::prelude::*;
use std::{path::Path, time::Duration};
use url::Url;

const BROKEN: &str = "external-broken";
const MOVED: &str = "external-moved";
const BLOCKED: &str = "external-blocked";
const UNREACHABLE: &str = "external-unreachable";
const PRIVATE: &str = "external-private";

pub(super) const FAMILY: Family =
    Family { codes: &[BLOCKED, BROKEN, MOVED, PRIVATE, UNREACHABLE], look: Look::Outside };

/// The file of the cache with what is known of links.
const KNOWN: &str = "external";

/// Asks other hosts about the links of a site, or of the post in this file alone, and says what is wrong with them.
///
/// # Errors
/// The cache is in use.
pub(super) fn look(
    root: &Path,
    whole: &Whole,
    wait: &(dyn Fn(Duration) + Sync),
    only: Option<&SourcePath>,
) -> Result<Vec<Diagnostic>, EnvironmentError> {
    let is_wanted = |entry: &&Entry| only.is_none_or(|only| *only == entry.post.source);
    let entries = whole.site.entries.par_iter().filter(is_wanted);
    let mut links: Vec<Link> = entries.flat_map_iter(|entry| links::of_entry(whole, entry)).collect();
    if only.is_none() {
        links.extend(links::of_files(whole));
    }
    let options = &whole.site.config.check_external;
    let (mut memory, mut diagnostics) = recall(root)?;
    let reach = if options.allow_private { Reach::Everywhere } else { Reach::Public };
    let Report { findings, .. } =
        external::check(&links, options, &mut memory, whole.clock.now(), Manner { reach, wait });
    diagnostics.extend(remember(root, &memory)?);
    diagnostics.extend(findings.iter().flat_map(tell));
    Ok(diagnostics)
}

/// What was found out by earlier checks.
fn recall(root: &Path) -> Result<(Memory, Vec<Diagnostic>), EnvironmentError> {
    let _lock = pipeline::lock(root)?;
    let (cache, unusable) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
    let (memory, damaged) = cache.load(KNOWN);
    Ok((memory.unwrap_or_default(), unusable.into_iter().chain(damaged).collect()))
}

/// No build has to wait while hosts are asked: the cache is opened once more.
fn remember(root: &Path, memory: &Memory) -> Result<Option<Diagnostic>, EnvironmentError> {
    let _lock = pipeline::lock(root)?;
    let (cache, _) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
    Ok(cache.save(KNOWN, memory))
}

fn tell(finding: &Finding) -> Vec<Diagnostic> {
    let url = &finding.url;
    let (code, message, hint) = match &finding.verdict {
        Verdict::Fine => return Vec::new(),
        Verdict::Broken(why) => (
            BROKEN,
            format!("the link to {url} is broken: {why}"),
            "link to where it is now or to a copy in an archive, or take the link out".to_owned(),
        ),
        Verdict::Moved(to) => {
            (MOVED, format!("the link to {url} has a new address for good"), format!("write {to}"))
        }
        Verdict::Blocked(why) => (
            BLOCKED,
            format!("whether the link to {url} is right cannot be told: {why}"),
            format!("open it in a browser; `check_external: {{ignore: [\"{url}\"]}}` leaves it out"),
        ),
        Verdict::Unreachable(why) => (
            UNREACHABLE,
            format!("the link to {url} cannot be reached just now: {why}"),
            "check again later".to_owned(),
        ),
        Verdict::Private(why) => (
            PRIVATE,
            format!("the link to {url} leads nowhere for readers: {why}"),
            "link to what everyone can open, or allow the rule for this post".to_owned(),
        ),
    };
    let of_place = |place: &Place| {
        let fix = new_address(finding).and_then(|to| {
            let written = place.written?;
            Fix::replace(written.byte_start as usize..written.byte_end as usize, to)
        });
        let as_it_does = if fix.is_some() { ", as `sitegen check --external --fix` does" } else { "" };
        let diagnostic =
            found(code, message.clone()).in_file(&place.file).hint(format!("{hint}{as_it_does}"));
        Diagnostic { position: place.position, fix, ..diagnostic }
    };
    finding.places.iter().map(of_place).collect()
}

/// The address that may be written in the place of one that moved: not where all that is gone is sent to the front page, nor
/// one with signs that mean something where addresses are written.
fn new_address(finding: &Finding) -> Option<&str> {
    let Verdict::Moved(to) = &finding.verdict else { return None };
    let is_front = |url: &str| Url::parse(url).is_ok_and(|url| url.path() == "/" && url.query().is_none());
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?=%+@".contains(&byte);
    let ends_well = to.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let is_certain = to.bytes().all(is_plain) && ends_well && (!is_front(to) || is_front(&finding.url));
    is_certain.then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_told_of_at_each_of_its_places() {
        let place = |file: &str| Place { file: file.to_owned(), position: None, written: None };
        let finding = |verdict| Finding {
            url: "https://a.example/".to_owned(),
            places: vec![place("a.md"), place("b.md")],
            verdict,
        };
        let told: Vec<String> = [
            Verdict::Fine,
            Verdict::Broken("its server answers with the status 404".to_owned()),
            Verdict::Moved("https://b.example/".to_owned()),
            Verdict::Blocked("its server answers with the status 403".to_owned()),
            Verdict::Unreachable("its server took too long".to_owned()),
            Verdict::Private("it is at 10.0.0.1, an address of this machine or a private network".to_owned()),
        ]
        .into_iter()
        .flat_map(|verdict| tell(&finding(verdict)))
        .filter(|told| told.file.as_deref() == Some("b.md"))
        .map(|told| format!("[{}] {} | {}", told.code, told.message, told.hint.unwrap_or_default()))
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        [external-broken] the link to https://a.example/ is broken: its server answers with the status 404 | link to where it is now or to a copy in an archive, or take the link out
        [external-moved] the link to https://a.example/ has a new address for good | write https://b.example/
        [external-blocked] whether the link to https://a.example/ is right cannot be told: its server answers with the status 403 | open it in a browser; `check_external: {ignore: ["https://a.example/"]}` leaves it out
        [external-unreachable] the link to https://a.example/ cannot be reached just now: its server took too long | check again later
        [external-private] the link to https://a.example/ leads nowhere for readers: it is at 10.0.0.1, an address of this machine or a private network | link to what everyone can open, or allow the rule for this post
        "#);
    }

    #[test]
    fn only_a_certain_address_is_written() {
        let written = |url: &str, to: &str| {
            let verdict = Verdict::Moved(to.to_owned());
            new_address(&Finding { url: url.to_owned(), places: Vec::new(), verdict }).is_some()
        };
        assert!(written("http://a.example/", "https://a.example/"));
        assert!(written("https://a.example/old", "https://b.example/new?id=1"));
        assert!(!written("https://a.example/old", "https://a.example/"), "what is gone is often sent there");
        for strange in [
            "https://a.example/(x)",
            "https://a.example/?a=1&b=2",
            "https://a.example/a.",
            "https://a.example/*x*",
        ] {
            assert!(!written("https://a.example/old", strange), "{strange}");
        }
    }
}
