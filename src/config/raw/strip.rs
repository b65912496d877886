//! `wire` and `markets`.

use super::{
    BOOLEAN, COUNT, TEXT,
    keys::{Expected, Keys, Problem, Taken, boolean, count, text, texts},
};
use crate::{
    config::{MarketsOptions, STRIP_PAGES, WireOptions, WireSource},
    diagnostic::nearest,
    yaml::Node,
};

const PAGES: Expected = Expected { what: "a list of kinds of pages", example: "[home]" };
const SWITCH: Expected = Expected { what: "`true`, `false` or a map", example: "{pages: [home]}" };
const SOURCES: Expected =
    Expected { what: "a list of sources", example: "[{name: NAME, url: \"https://example.org/rss.xml\"}]" };
const FEED: Expected = Expected { what: "the address of a feed", example: "\"https://example.org/rss.xml\"" };
const AGE: Expected = Expected { what: "a time such as `30m`, `12h` or `2d`", example: "24h" };
const SECONDS: Expected = Expected { what: "a number of seconds", example: "10" };
const ENCODING: Expected = Expected { what: "the name of an encoding", example: "windows-1252" };

/// `true`, `false`, or a map of settings, which turns it on.
fn switch<'a, T: Default>(
    keys: &mut Keys<'a>,
    name: &'a str,
    read: impl FnOnce(&mut Keys<'a>, T) -> T,
) -> Option<T> {
    if keys.holds(name, |node| node.map().is_none()) {
        return keys.take(name, SWITCH, boolean).and_then(|on| on.then(T::default));
    }
    let mut options = None;
    keys.inside(name, SWITCH, |keys| options = Some(read(keys, T::default())));
    options
}

pub(super) fn read_wire(keys: &mut Keys<'_>) -> Option<WireOptions> {
    switch(keys, "wire", |keys, default: WireOptions| WireOptions {
        count: keys.take("count", COUNT, |node| count(node, 1..=100)).unwrap_or(default.count),
        pages: keys.take("pages", PAGES, pages).unwrap_or(default.pages),
        sources: read_sources(keys),
        keep: keys.take("keep", COUNT, |node| count(node, 1..=5_000)).unwrap_or(default.keep),
        timeout: whole(keys, "timeout", SECONDS, 300).unwrap_or(default.timeout),
        max_bytes: whole(keys, "max_bytes", COUNT, 64 << 20).unwrap_or(default.max_bytes),
    })
}

fn whole<'a>(keys: &mut Keys<'a>, name: &'a str, expected: Expected, most: usize) -> Option<u64> {
    keys.take(name, expected, |node| count(node, 1..=most)).and_then(|number| u64::try_from(number).ok())
}

pub(super) fn read_markets(keys: &mut Keys<'_>) -> Option<MarketsOptions> {
    switch(keys, "markets", |keys, default: MarketsOptions| MarketsOptions {
        pages: keys.take("pages", PAGES, pages).unwrap_or(default.pages),
        stale_after: keys.take("stale_after", AGE, age).unwrap_or(default.stale_after),
    })
}

fn read_sources(keys: &mut Keys<'_>) -> Vec<WireSource> {
    let mut sources: Vec<WireSource> = Vec::new();
    keys.each("sources", SOURCES, |keys| {
        let name = keys.take("name", TEXT, text).filter(|name| !name.is_empty());
        let url = keys.take("url", FEED, address);
        let encoding = keys.take("encoding", ENCODING, encoding);
        let allow_private = keys.take("allow_private", BOOLEAN, boolean).unwrap_or_default();
        match (name, url) {
            (Some(name), Some(_)) if sources.iter().any(|other| other.name == name) => {
                keys.wrong("name", &format!("two sources are called `{name}`"), "give each its own name");
            }
            (Some(name), Some(url)) => sources.push(WireSource { name, url, encoding, allow_private }),
            (Some(_), None) => keys.lacks("url", "https://example.org/rss.xml"),
            (None, _) => keys.lacks("name", "Example News"),
        }
    });
    sources
}

fn address(node: &Node) -> Taken<String> {
    let text = text(node)?;
    let wrong = |message: &str| {
        let hint = "write a whole address, as in `url: https://example.org/rss.xml`".to_owned();
        Err(Problem::Value(format!("\"{text}\" {message}"), hint))
    };
    match url::Url::parse(&text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            wrong("is not fetched: only http and https are")
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            // Not to be repeated where others read it.
            let message = "the address has a name or a password in it, which would be kept in this file";
            Err(Problem::Value(message.to_owned(), "name a feed that everyone may read".to_owned()))
        }
        Ok(url) => Ok(url.into()),
        Err(_) => wrong("is no address"),
    }
}

fn encoding(node: &Node) -> Taken<String> {
    let label = text(node)?;
    let found = encoding_rs::Encoding::for_label(label.as_bytes()).map(|encoding| encoding.name().to_owned());
    found.ok_or_else(|| {
        let hint = "write a name of the Encoding Standard, such as `windows-1252` or `shift_jis`";
        Problem::Value(format!("there is no encoding `{label}`"), hint.to_owned())
    })
}

fn pages(node: &Node) -> Taken<Vec<String>> {
    let pages = texts(node)?;
    match pages.iter().find(|page| !STRIP_PAGES.contains(&page.as_str())) {
        None => Ok(pages),
        Some(page) => {
            let hint = nearest(page, STRIP_PAGES).map_or_else(
                || format!("known are {}", STRIP_PAGES.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Problem::Value(format!("there is no kind of page `{page}`"), hint))
        }
    }
}

/// Seconds in `90s`, `30m`, `12h`, `2d`.
pub(super) fn age(node: &Node) -> Taken<u64> {
    let text = text(node)?;
    let units = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
    let seconds = units.into_iter().find_map(|(unit, seconds)| {
        let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        number.checked_mul(seconds)
    });
    let most = 3_660 * 24 * 60 * 60;
    seconds.filter(|seconds| (1..=most).contains(seconds)).ok_or_else(|| {
        let hint = "write a number and `s`, `m`, `h` or `d`, as in `30m`; at most ten years";
        Problem::Value(format!("\"{text}\" is no time"), hint.to_owned())
    })
}
