//! Where Hugo puts a page.
//!
//! The rules are those of <https://gohugo.io/content-management/urls/>.

use super::settings::Config;
use crate::import::glob::has_ending;
use jiff::civil::Date;

/// What an address is made of.
#[derive(Debug, Clone, Default)]
pub struct Parts<'a> {
    /// Folders above it, as in the source.
    pub folders: Vec<&'a str>,
    /// Its name or its bundle's, less language and ending.
    pub name: &'a str,
    /// `slug` of its front matter.
    pub slug: Option<&'a str>,
    /// Its title.
    pub title: &'a str,
    /// The date as written.
    pub date: Option<Date>,
}

/// A name in a path: letters, digits and a few signs stay, blanks become dashes, all else goes.
pub fn sanitize(text: &str) -> String {
    let mut clean = String::new();
    let (mut waits, mut was_dash) = (false, false);
    for c in text.chars() {
        let is_kept = c.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(c)
            || "./\\_#+~-@".contains(c);
        if is_kept {
            was_dash = c == '-';
            if waits && !was_dash {
                clean.push('-');
            }
            waits = false;
            clean.push(c);
        } else if !clean.is_empty() && !was_dash && c.is_whitespace() {
            waits = true;
        }
    }
    clean
}

/// A name in an address.
pub fn name(text: &str, config: &Config) -> String {
    let clean = sanitize(text);
    if config.keeps_case { clean } else { clean.to_lowercase() }
}

/// The address of a page by its place, or by its section's pattern.
pub fn page(parts: &Parts<'_>, config: &Config) -> String {
    let section = parts.folders.first().copied().unwrap_or_default();
    let pattern = config.page_patterns.iter().find(|(name, _)| name.eq_ignore_ascii_case(section));
    let pattern =
        pattern.or_else(|| config.page_patterns.iter().find(|(name, _)| name == "/" && section.is_empty()));
    let by_place = || {
        let own = name(parts.slug.unwrap_or(parts.name), config);
        let steps: Vec<String> =
            parts.folders.iter().map(|folder| name(folder, config)).chain([own]).collect();
        format!("/{}/", steps.join("/"))
    };
    let url = pattern.map_or_else(by_place, |(_, pattern)| fill(pattern, parts, config));
    if config.is_ugly(section) { ugly(&url) } else { url }
}

/// The address of a section by its folders.
pub fn section(folders: &[&str], slug: Option<&str>, title: &str, config: &Config) -> String {
    let first = folders.first().copied().unwrap_or_default();
    let pattern = config.section_patterns.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
    if let Some((_, pattern)) = pattern {
        let own = folders.last().copied().unwrap_or_default();
        let parts = Parts { folders: folders.to_vec(), name: own, slug, title, date: None };
        return fill(pattern, &parts, config);
    }
    let steps: Vec<String> = folders.iter().map(|folder| name(folder, config)).collect();
    if steps.is_empty() { "/".to_owned() } else { format!("/{}/", steps.join("/")) }
}

/// `/a/b/` as `/a/b.html`.
fn ugly(url: &str) -> String {
    let stem = url.trim_end_matches('/');
    let has_ending = stem.rsplit('/').next().is_some_and(|name| has_ending(name, &["html", "htm"]));
    if has_ending { stem.to_owned() } else { format!("{stem}.html") }
}

fn fill(pattern: &str, parts: &Parts<'_>, config: &Config) -> String {
    let mut url = String::from("/");
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        url.push_str(&rest[..colon]);
        let after = &rest[colon + 1..];
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let (token, mut left) = after.split_at(end);
        let mut slice = None;
        if let Some(inner) = left.strip_prefix('[')
            && let Some(close) = inner.find(']')
        {
            slice = Some(&inner[..close]);
            left = &inner[close + 1..];
        }
        url.push_str(&value(token, slice, parts, config));
        rest = left;
    }
    url.push_str(rest);
    let steps: Vec<&str> = url.split('/').filter(|step| !step.is_empty()).collect();
    let has_ending = steps.last().is_some_and(|name| has_ending(name, &["html", "htm"]));
    let end = if has_ending || steps.is_empty() { "" } else { "/" };
    format!("/{}{end}", steps.join("/"))
}

fn value(token: &str, slice: Option<&str>, parts: &Parts<'_>, config: &Config) -> String {
    let date = |format: &str| parts.date.map_or(String::new(), |date| date.strftime(format).to_string());
    let folders: Vec<String> = parts.folders.iter().map(|folder| name(folder, config)).collect();
    let own = |text: &str| name(text, config);
    match token.to_ascii_lowercase().as_str() {
        "year" => date("%Y"),
        "month" => date("%m"),
        "monthname" => date("%B"),
        "day" => date("%d"),
        "weekday" => date("%w"),
        "weekdayname" => date("%A"),
        "yearday" => date("%j").trim_start_matches('0').to_owned(),
        "section" | "sectionslug" => folders.first().cloned().unwrap_or_default(),
        "sections" | "sectionslugs" => sliced(&folders, slice).join("/"),
        "title" => own(parts.title),
        "slug" => own(parts.slug.unwrap_or(parts.title)),
        "slugorfilename" | "slugorcontentbasename" => own(parts.slug.unwrap_or(parts.name)),
        "filename" | "contentbasename" => own(parts.name),
        _ => String::new(),
    }
}

/// `[1:]`, `[:last]`, `[0]`, `[last]` of the folders.
fn sliced<'f>(folders: &'f [String], slice: Option<&str>) -> &'f [String] {
    let Some(slice) = slice else { return folders };
    let last = folders.len().saturating_sub(1);
    let number = |text: &str, default: usize| match text {
        "" => default,
        "last" => last,
        text => text.parse().unwrap_or(default),
    };
    let (start, end) = match slice.split_once(':') {
        Some((start, end)) => (number(start, 0), number(end, folders.len())),
        None => (number(slice, 0), number(slice, 0) + 1),
    };
    folders.get(start.min(folders.len())..end.min(folders.len())).unwrap_or_default()
}

/// The address that a front matter gives: `/x` and `x/` are folders, `x.html` is a file.
pub fn own(url: &str, prefix: &str) -> String {
    let rooted = url.starts_with('/');
    let steps: Vec<&str> = url.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    let has_ending = steps.last().is_some_and(|name| {
        name.rsplit_once('.')
            .is_some_and(|(_, ending)| matches!(ending, "html" | "htm" | "xml" | "json" | "txt" | "php"))
    });
    let end = if steps.is_empty() || has_ending { "" } else { "/" };
    let prefix = if rooted { "" } else { prefix };
    format!("{prefix}/{}{end}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_hugo() {
        for (text, clean) in [
            ("Hello World", "Hello-World"),
            ("a - b", "a-b"),
            ("What's new? C#", "Whats-new-C#"),
            ("日本 語", "日本-語"),
            (" x", "x"),
            ("a--b", "a--b"),
        ] {
            assert_eq!(sanitize(text), clean, "{text}");
        }
    }

    #[test]
    fn slices_of_folders() {
        let folders = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(sliced(&folders, Some("1:")).join("/"), "b/c");
        assert_eq!(sliced(&folders, Some(":last")).join("/"), "a/b");
        assert_eq!(sliced(&folders, Some("last")).join("/"), "c");
        assert_eq!(sliced(&folders, Some("9:2")).join("/"), "");
        assert_eq!(sliced(&[], Some("last")).join("/"), "");
    }

    #[test]
    fn own_addresses() {
        assert_eq!(own("/about", "/fr"), "/about/");
        assert_eq!(own("about/", "/fr"), "/fr/about/");
        assert_eq!(own("/x/y.html", ""), "/x/y.html");
        assert_eq!(own("/", ""), "/");
    }
}
