//! The links of a site to other hosts, each with its place: those of posts and pages, of `nav` in the settings, and of data.
//!
//! Owns where an address stands for certain as it is, so that another may be written there. Of data that others write, the
//! wire, nothing is looked at.

use super::super::external::{Link, Place};
use crate::{
    data,
    decode::SourceText,
    diagnostic::Position,
    pipeline::whole::Whole,
    post::{self, front_matter},
    site::Entry,
    source::{SourceFile, SourceKind},
    wire,
};
use linkify::{LinkFinder, LinkKind};
use rayon::prelude::*;
use std::ops::Range;

/// Keys of a front matter below which an address is nothing but a link. Elsewhere it may be a name, such as an `id`.
const LINKS: [&str; 2] = ["sources", "claims"];

/// Takes down links that lead away.
struct Links<'a> {
    /// Where the site itself is.
    own: String,
    file: &'a str,
    found: Vec<Link>,
}

impl<'a> Links<'a> {
    fn of(whole: &Whole, file: &'a str) -> Self {
        let base = &whole.site.config.base_url;
        let own = format!("{}{}", base.origin(), base.prefix().trim_end_matches('/'));
        Self { own, file, found: Vec::new() }
    }

    fn add(&mut self, url: &str, position: Position, written: Option<Position>) {
        // A place in the output is the site's own, whatever host it is written with.
        let rest = url.strip_prefix(&self.own);
        if rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#'])) {
            let place = Place { file: self.file.to_owned(), position: Some(position), written };
            self.found.push(Link { url: url.to_owned(), place });
        }
    }
}

/// All links of a post or page that lead away: of its front matter, its Markdown, its raw HTML.
pub(super) fn of_entry(whole: &Whole, entry: &Entry) -> Vec<Link> {
    let Some(text) = whole.text(&entry.post) else { return Vec::new() };
    let source = SourceText::new(entry.post.source.as_str(), &text);
    let body = front_matter::body(source);
    let survey = post::survey(&body.text, &entry.post, &whole.site.config, whole.shortcodes());
    let mut links = Links::of(whole, source.file());
    let start = body.on_disk(0).saturating_sub(source.skipped());
    let keys = front_matter::keys(source);
    for (url, range) in bare(&source.as_str()[..start.min(source.as_str().len())]) {
        let key = keys.iter().rev().find(|(_, at)| *at <= range.start);
        let is_link = key.is_some_and(|(key, _)| LINKS.contains(&key.as_str()));
        let address = range.start..range.start + without_fragment(&url);
        links.add(&url, source.position(range), is_link.then(|| source.position(address)));
    }
    let written = |url: &str, range: &Range<usize>| {
        let at = range.start + place_of(body.text.get(range.clone())?, url)?;
        Some(body.position(at..at + without_fragment(url)))
    };
    for link in &survey.links {
        links.add(&link.to, body.position(link.range.clone()), written(&link.to, &link.range));
    }
    for image in &survey.images {
        links.add(&image.src, body.position(image.range.clone()), written(&image.src, &image.range));
    }
    for raw in &survey.raw {
        for (url, range) in body.text.get(raw.clone()).into_iter().flat_map(bare) {
            let at = raw.start + range.start;
            let address = (!url.contains('&')).then(|| body.position(at..at + without_fragment(&url)));
            links.add(&url.replace("&amp;", "&"), body.position(at..raw.start + range.end), address);
        }
    }
    links.found
}

/// Links of `nav` in the settings, and addresses in data files.
pub(super) fn of_files(whole: &Whole) -> Vec<Link> {
    let of_file = |file: &SourceFile| -> Vec<Link> {
        let Ok(bytes) = whole.tree().read(&file.path) else { return Vec::new() };
        let mut links = Links::of(whole, file.path.as_str());
        for address in data::addresses(file.path.as_str(), &bytes) {
            // Other addresses of the settings are the site's own, and those of its feeds and targets.
            let is_nav = || {
                let keys: Vec<&str> = address.keys.iter().map(String::as_str).collect();
                matches!(keys.as_slice(), [.., "nav", "url"])
            };
            // `$schema` names a schema.
            let is_name = || address.keys.last().is_some_and(|key| key.starts_with('$'));
            if is_nav() || file.kind == SourceKind::Data && !is_name() {
                links.add(&address.url, address.position, None);
            }
        }
        links.found
    };
    let is_own = |file: &&SourceFile| {
        matches!(file.kind, SourceKind::Data | SourceKind::Config) && !wire::is_file(file.path.as_str())
    };
    let files: Vec<&SourceFile> = whole.tree().iter().filter(is_own).collect();
    files.into_par_iter().flat_map_iter(of_file).collect()
}

/// Addresses in a text, with their places.
fn bare(text: &str) -> Vec<(String, Range<usize>)> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder.links(text).map(|link| (link.as_str().to_owned(), link.start()..link.end())).collect()
}

/// How much of an address stands before its `#`.
fn without_fragment(url: &str) -> usize {
    url.find('#').unwrap_or(url.len())
}

/// Where the address begins in a link or an image as it is written: `ADDRESS`, `<ADDRESS>`, `[…](ADDRESS)`, `![…](<ADDRESS>)`.
/// None where it is written in another form, elsewhere, or could be meant in two places.
fn place_of(written: &str, url: &str) -> Option<usize> {
    if written == url {
        return Some(0);
    }
    let is_it = |at: &usize| {
        let rest = written[*at..].strip_prefix(url);
        rest.and_then(|rest| rest.chars().next())
            .is_some_and(|next| matches!(next, ')' | '>' | ' ' | '\n' | '\t'))
    };
    let after_marks = written.match_indices("](").map(|(at, mark)| at + mark.len());
    let starts = after_marks.chain([0]).map(|at| at + usize::from(written[at..].starts_with('<')));
    let mut found = starts.filter(is_it);
    found.next().filter(|_| found.next().is_none())
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
    fn an_address_stands_where_a_link_has_it() {
        let url = "https://a.example/x";
        for written in [
            "https://a.example/x",
            "<https://a.example/x>",
            "[a](https://a.example/x)",
            "[a](https://a.example/x \"A\")",
            "[a](<https://a.example/x>)",
            "![a](https://a.example/x)",
            "[https://a.example/x](https://a.example/x)",
            "[![b](https://b.example/)](https://a.example/x)",
        ] {
            let at = place_of(written, url).unwrap_or_else(|| panic!("{written}"));
            let (before, rest) = written.split_at(at);
            assert!(rest.starts_with(url) && !before.ends_with('['), "{written}");
        }
        for elsewhere in [
            "[https://a.example/x][b]",
            "[see (https://a.example/x)][b]",
            "[a](https://a.example/xy)",
            "[![b](https://a.example/x)](https://a.example/x)",
            "[a]",
        ] {
            assert_eq!(place_of(elsewhere, url), None, "{elsewhere}");
        }
    }
}
