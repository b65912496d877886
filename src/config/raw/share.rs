//! The settings `share`, `sign_off` and `show_ids`.

use super::{
    MAP,
    keys::{Expected, Keys, Problem, Taken, boolean, text, texts},
};
use crate::{
    config::share::{ShareOptions, ShareWay, SignOff},
    diagnostic::nearest,
    yaml::Node,
};

const SHARE: Expected =
    Expected { what: "`true`, `false`, a list of words or a map", example: "[x, email, copy]" };
const LINKS: Expected = Expected { what: "a list of words", example: "[x, email, copy]" };
const INSTANCE: Expected = Expected { what: "the host of an instance", example: "mastodon.social" };
const SIGN_OFF: Expected = Expected { what: "text", example: "\"Published on {date} by {author}\"" };

/// `true`, `false`, a list of ways, or a map.
pub(super) fn read_share(keys: &mut Keys<'_>) -> ShareOptions {
    let mut share = ShareOptions::default();
    if keys.holds("share", |node| node.map().is_none()) {
        if let Some(links) = keys.take("share", SHARE, switch_or_ways) {
            share.links = links;
        }
        return share;
    }
    keys.inside("share", MAP, |keys| {
        share.links = keys.take("links", LINKS, ways).unwrap_or_else(|| share.links.clone());
        share.mastodon_instance = keys.take("mastodon_instance", INSTANCE, instance);
    });
    share
}

fn switch_or_ways(node: &Node) -> Taken<Vec<ShareWay>> {
    match node.boolean() {
        Some(true) => Ok(ShareOptions::default().links),
        Some(false) => Ok(Vec::new()),
        None => ways(node),
    }
}

/// Ways to share, each once.
fn ways(node: &Node) -> Taken<Vec<ShareWay>> {
    let mut ways = Vec::new();
    for word in texts(node)? {
        let way = way(&word)?;
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Ok(ways)
}

fn way(word: &str) -> Taken<ShareWay> {
    let found = ShareWay::WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    found.map(|(_, way)| *way).ok_or_else(|| {
        let known = ShareWay::WORDS.map(|(known, _)| known);
        let hint = match nearest(word, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", known.map(|known| format!("`{known}`")).join(", ")),
        };
        Problem::Value(format!("there is no way to share called `{word}`"), hint)
    })
}

/// A host, with or without `https://` before it.
fn instance(node: &Node) -> Taken<String> {
    let text = text(node)?;
    let host = text.strip_prefix("https://").unwrap_or(&text).trim_end_matches('/');
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
    let has_dot = host.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
    if has_dot && host.chars().all(legal) {
        return Ok(host.to_lowercase());
    }
    let hint = "write its host, such as `mastodon.social`".to_owned();
    Err(Problem::Value(format!("`{}` is no host of an instance", text.escape_debug()), hint))
}

/// A sign-off of the site or of one of its languages; `false` and an empty text are one that says nothing.
pub(super) fn read_sign_off(keys: &mut Keys<'_>) -> Option<SignOff> {
    if keys.holds("sign_off", |node| node.boolean() == Some(false)) {
        let _ = keys.take("sign_off", SIGN_OFF, boolean);
        return Some(SignOff::default());
    }
    keys.take("sign_off", SIGN_OFF, |node| {
        SignOff::parse(&text(node)?).map_err(|wrong| Problem::Value(wrong.message, wrong.hint))
    })
}
