//! `sitegen check --external`: links of posts and pages to other hosts.
//!
//! Owns which links those are and what is said of them; [`super::external`] asks. What was found out is kept in the cache.

use super::{
    Family, Look,
    external::{self, Finding, Link, Manner, Memory, Place, Report, Verdict},
    found,
};
use crate::{
    cache::Cache,
    decode::SourceText,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    net::Reach,
    pipeline::{self, CACHE_DIR, whole::Whole},
    post::{self, front_matter},
    site::Entry,
};
use linkify::{LinkFinder, LinkKind};
use rayon::prelude::*;
use std::{path::Path, time::Duration};

const BROKEN: &str = "external-broken";
const MOVED: &str = "external-moved";
const BLOCKED: &str = "external-blocked";
const UNREACHABLE: &str = "external-unreachable";
const PRIVATE: &str = "external-private";

pub(super) const FAMILY: Family =
    Family { codes: &[BLOCKED, BROKEN, MOVED, PRIVATE, UNREACHABLE], look: Look::Outside };

/// The file of the cache with what is known of links.
const KNOWN: &str = "external";

/// Asks other hosts about the links of a site, those that `is_wanted` alone, and says what is wrong with them.
///
/// # Errors
/// The cache is in use.
pub(super) fn look(
    root: &Path,
    whole: &Whole,
    wait: &(dyn Fn(Duration) + Sync),
    is_wanted: impl Fn(&Entry) -> bool + Sync,
) -> Result<Vec<Diagnostic>, EnvironmentError> {
    let of_entry = |entry: &Entry| if is_wanted(entry) { links(whole, entry) } else { Vec::new() };
    let links: Vec<Link> = whole.site.entries.par_iter().flat_map_iter(of_entry).collect();
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

/// All links of a post or page that lead away: of its front matter, its Markdown, its raw HTML.
fn links(whole: &Whole, entry: &Entry) -> Vec<Link> {
    let Some(text) = whole.text(&entry.post) else { return Vec::new() };
    let file = entry.post.source.as_str();
    let source = SourceText::new(file, &text);
    let body = front_matter::body(source);
    let survey = post::survey(&body.text, &entry.post, &whole.site.config, whole.shortcodes());
    let base = &whole.site.config.base_url;
    let own = format!("{}{}", base.origin(), base.prefix().trim_end_matches('/'));
    let mut links = Vec::new();
    let mut add = |url: &str, position| {
        // A place in the output is the site's own, whatever host it is written with.
        let rest = url.strip_prefix(&own);
        if rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#'])) {
            let place = Place { file: file.to_owned(), position: Some(position) };
            links.push(Link { url: url.to_owned(), place });
        }
    };
    let start = body.on_disk(0).saturating_sub(source.skipped());
    for (url, range) in bare(&source.as_str()[..start.min(source.as_str().len())]) {
        add(&url, source.position(range));
    }
    for link in &survey.links {
        add(&link.to, body.position(link.range.clone()));
    }
    for image in &survey.images {
        add(&image.src, body.position(image.range.clone()));
    }
    for raw in &survey.raw {
        for (url, range) in body.text.get(raw.clone()).into_iter().flat_map(bare) {
            add(&url.replace("&amp;", "&"), body.position(raw.start + range.start..raw.start + range.end));
        }
    }
    links
}

/// Addresses in a text, with their places.
fn bare(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder.links(text).map(|link| (link.as_str().to_owned(), link.start()..link.end())).collect()
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
        let diagnostic = found(code, message.clone()).in_file(&place.file).hint(hint.clone());
        match place.position {
            Some(position) => diagnostic.at(position),
            None => diagnostic,
        }
    };
    finding.places.iter().map(of_place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_front_matter_have_their_places() {
        let text =
            "sources: [{name: A, url: https://a.example/x}, \"https://b.example/\"]\nmail: a@b.example\n";
        let found: Vec<_> =
            bare(text).into_iter().map(|(url, range)| (url, text[range].to_owned())).collect();
        let pair = |url: &str| (url.to_owned(), url.to_owned());
        assert_eq!(found, [pair("https://a.example/x"), pair("https://b.example/")]);
    }

    #[test]
    fn a_link_is_told_of_at_each_of_its_places() {
        let place = |file: &str| Place { file: file.to_owned(), position: None };
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
}
