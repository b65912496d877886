//! Old addresses that lead on: in circles, over more than one step, or to nothing.
//!
//! Old addresses are the `aliases` of posts, and the lines of a `_redirects` file of the site's own.

use super::{Family, Look, View, found};
use crate::{
    diagnostic::{Diagnostic, Position},
    plan,
    site::FileOrigin,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FAMILY: Family =
    Family { codes: &["redirect-chain", "redirect-loop"], look: Look::Site(look) };

/// The name of the file.
pub(super) const FILE: &str = "_redirects";

/// A step from an old address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    to: String,
    /// Line of the file, if it is one.
    line: Option<usize>,
}

/// The site's own file, with its name in the project.
pub(super) fn own_file(view: &View<'_>, name: &str) -> Option<(String, String)> {
    let file = view.site().static_files.get(name)?;
    let FileOrigin::Project(path) = &file.origin else { return None };
    let text = String::from_utf8(view.whole.copied(file)?).ok()?;
    Some((path.to_string(), text))
}

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    // Without a file of one's own each alias leads to a page at once.
    let Some((file, text)) = own_file(view, FILE) else { return Vec::new() };
    let origin = view.site().config.base_url.origin();
    let mut steps: BTreeMap<String, Step> = BTreeMap::new();
    for (old, new) in plan::redirects(view.site()) {
        steps.insert(plain(&old, origin), Step { to: plain(&new, origin), line: None });
    }
    for (number, line) in text.lines().enumerate() {
        if let Some((from, to)) = rule(line) {
            let step = Step { to: plain(to, origin), line: Some(number) };
            // The first line that fits counts.
            let is_taken = steps.get(from).is_some_and(|step| step.line.is_some());
            if !is_taken {
                steps.insert(plain(from, origin), step);
            }
        }
    }
    let mut diagnostics = Vec::new();
    let mut circles: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for (from, step) in &steps {
        let way = follow(&steps, from);
        let diagnostic = match way {
            Way::Direct => continue,
            Way::Circle(circle) => {
                if !circle.contains(from.as_str()) || !circles.insert(circle) {
                    continue;
                }
                found("redirect-loop", format!("`{from}` leads to itself, by way of `{}`", step.to))
                    .hint("have one of these addresses lead to a page")
            }
            Way::Long(end) => {
                let message = format!("`{from}` leads to `{}`, which leads on to `{end}`", step.to);
                found("redirect-chain", message).hint(format!("have `{from}` lead to `{end}` at once"))
            }
        };
        diagnostics.push(place(diagnostic, &file, &text, step.line));
    }
    diagnostics
}

fn place(diagnostic: Diagnostic, file: &str, text: &str, line: Option<usize>) -> Diagnostic {
    let Some(line) = line else { return diagnostic };
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    diagnostic.in_file(file).at(Position::of(text, start..start + length))
}

/// From where and to where a line leads, if both are whole addresses.
fn rule(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (from, to) = (words.next()?, words.next()?);
    let status = words.next().unwrap_or("301");
    let is_whole = |address: &str| !address.contains('*') && !address.contains("/:");
    (!from.starts_with('#') && is_whole(from) && is_whole(to) && status.starts_with('3'))
        .then_some((from, to))
}

/// An address without what does not count.
fn plain(address: &str, origin: &str) -> String {
    let path = address.strip_prefix(origin).unwrap_or(address);
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
    if path.is_empty() { "/".to_owned() } else { path.to_owned() }
}

/// Where following leads.
enum Way<'a> {
    /// To a page at once.
    Direct,
    /// To this page, over several steps.
    Long(&'a str),
    /// Into these addresses, for ever.
    Circle(BTreeSet<&'a str>),
}

fn follow<'a>(steps: &'a BTreeMap<String, Step>, from: &'a str) -> Way<'a> {
    let mut seen = vec![from];
    let mut at = from;
    while let Some(step) = steps.get(at) {
        at = &step.to;
        // Adding a slash is no circle.
        if seen.last() == Some(&at) {
            return Way::Direct;
        }
        if let Some(start) = seen.iter().position(|before| *before == at) {
            return Way::Circle(seen[start..].iter().copied().collect());
        }
        seen.push(at);
    }
    if seen.len() > 2 { Way::Long(at) } else { Way::Direct }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_followed_to_their_ends() {
        let step = |from: &str, to: &str| (from.to_owned(), Step { to: to.to_owned(), line: None });
        let steps = BTreeMap::from([
            step("/a", "/b"),
            step("/b", "/c"),
            step("/x", "/y"),
            step("/y", "/x"),
            step("/s", "/s"),
        ]);
        assert!(matches!(follow(&steps, "/a"), Way::Long("/c")));
        assert!(matches!(follow(&steps, "/b"), Way::Direct));
        assert!(matches!(follow(&steps, "/s"), Way::Direct), "a slash at the end");
        assert!(matches!(follow(&steps, "/x"), Way::Circle(circle) if circle.len() == 2));
    }

    #[test]
    fn lines_with_places_are_left_to_the_host() {
        assert_eq!(rule("/a/ /b/ 301"), Some(("/a/", "/b/")));
        for line in ["# /a /b", "/a/* /b/:splat", "/a/:x /b", "/a /b 200", "/a", ""] {
            assert_eq!(rule(line), None, "{line}");
        }
    }
}
