//! Where Jekyll puts a page.
//!
//! The rules are those of Jekyll 4: <https://jekyllrb.com/docs/permalinks/>.

use crate::{clock::Zone, import::glob::has_ending, post::meta::PostDate};
use jiff::Zoned;

/// What an address is made of.
#[derive(Debug, Clone, Default)]
pub struct Parts<'a> {
    /// Its date in the site's zone.
    pub date: Option<Zoned>,
    /// `slug` of its front matter.
    pub slug: Option<&'a str>,
    /// Its file's name less date and ending.
    pub name: &'a str,
    /// Its path less folder of the collection and ending.
    pub path: &'a str,
    /// Its collection.
    pub collection: &'a str,
    /// Its categories.
    pub categories: &'a [String],
}

/// The date of an address.
pub fn civil(date: Option<PostDate>, zone: &Zone) -> Option<Zoned> {
    date.map(|date| zone.civil(date.instant))
}

/// The pattern of a style of addresses of posts.
pub fn post_pattern(style: &str) -> String {
    match style {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        custom => custom,
    }
    .to_owned()
}

/// The pattern of pages and documents of collections, of which the site's style decides the end.
pub fn page_pattern(stem: &str, style: &str) -> String {
    let end = match style {
        "pretty" => "/",
        "date" | "ordinal" | "weekdate" | "none" => ":output_ext",
        custom if custom.ends_with('/') => "/",
        custom if custom.ends_with(":output_ext") => ":output_ext",
        _ => "",
    };
    format!("{stem}{end}")
}

/// A pattern, filled in, as the address of the file that Jekyll writes: one without an ending is written with it.
pub fn fill(pattern: &str, parts: &Parts<'_>) -> String {
    let mut url = String::from("/");
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        url.push_str(&rest[..colon]);
        let after = &rest[colon + 1..];
        let end = after.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(after.len());
        // The longest name that is known: `:title_x` is `:title` and `_x`.
        let known = (1..=end).rev().find_map(|end| Some((value(&after[..end], parts)?, end)));
        if let Some((text, end)) = known {
            url.push_str(&text);
            rest = &after[end..];
        } else {
            url.push(':');
            rest = after;
        }
    }
    url.push_str(rest);
    as_file(&clean(&url))
}

/// An address without empty and hidden steps.
fn clean(url: &str) -> String {
    let mut clean = String::new();
    for step in url.split('/').filter(|step| !matches!(*step, "" | "." | "..")) {
        clean.push('/');
        clean.push_str(step);
    }
    if url.ends_with('/') || clean.is_empty() {
        clean.push('/');
    }
    clean
}

/// The file of an address: `/x` is `/x.html`, `/x/` and `/x.html` are themselves.
pub fn as_file(url: &str) -> String {
    match url.strip_suffix("/index.html") {
        Some(folder) => format!("{folder}/"),
        None if url.ends_with('/') || has_ending(url, &["html"]) => url.to_owned(),
        None => {
            let has_ending =
                url.rsplit('/').next().and_then(|name| name.rsplit_once('.')).is_some_and(|(_, ending)| {
                    matches!(ending, "htm" | "xml" | "json" | "txt" | "xhtml" | "php" | "js" | "css")
                });
            if has_ending { url.to_owned() } else { format!("{url}.html") }
        }
    }
}

fn value(token: &str, parts: &Parts<'_>) -> Option<String> {
    let date =
        |format: &str| parts.date.as_ref().map_or(String::new(), |date| date.strftime(format).to_string());
    let plain = |text: String| text.trim_start_matches('0').to_owned();
    Some(match token {
        "year" => date("%Y"),
        "short_year" => date("%y"),
        "month" => date("%m"),
        "i_month" => plain(date("%m")),
        "short_month" => date("%b"),
        "long_month" => date("%B"),
        "day" => date("%d"),
        "i_day" => plain(date("%d")),
        "y_day" => date("%j"),
        "w_year" => date("%G"),
        "week" => date("%V"),
        "w_day" => date("%u"),
        "short_day" => date("%a"),
        "long_day" => date("%A"),
        "hour" => date("%H"),
        "minute" => date("%M"),
        "second" => date("%S"),
        "title" => pretty(parts.slug.unwrap_or(parts.name)),
        "slug" => slugify(parts.slug.unwrap_or(parts.name)),
        "name" | "basename" => slugify(parts.name),
        "path" => parts.path.to_owned(),
        "collection" => parts.collection.to_owned(),
        "categories" => {
            let mut seen: Vec<String> = Vec::new();
            for category in parts.categories.iter().map(|category| category.to_lowercase()) {
                if !seen.contains(&category) {
                    seen.push(category);
                }
            }
            seen.join("/")
        }
        "slugified_categories" => {
            parts.categories.iter().map(|category| slugify(category)).collect::<Vec<_>>().join("/")
        }
        "output_ext" => ".html".to_owned(),
        _ => return None,
    })
}

/// Jekyll's slug of a name that keeps its letters and most signs.
fn pretty(text: &str) -> String {
    dashed(text, |c| is_letter(c) || "._~!$&'()+,;=@".contains(c))
}

/// Jekyll's slug of letters and digits, in lower case.
pub fn slugify(text: &str) -> String {
    dashed(text, is_letter).to_lowercase()
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c.is_numeric() || unicode_normalization::char::is_combining_mark(c)
}

fn dashed(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if is_kept(c) {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::date::parse_date;

    #[test]
    fn addresses_are_those_of_jekyll() {
        let zone = Zone::named("America/Los_Angeles").expect("known");
        let date = parse_date("2024-05-01 03:00:00 Z", &zone).ok();
        let categories = ["Foo".to_owned(), "X y".to_owned()];
        let parts = Parts {
            date: civil(date, &zone),
            slug: None,
            name: "A b.C_d é",
            path: "sub/One.two",
            collection: "docs",
            categories: &categories,
        };
        for (pattern, url) in [
            (post_pattern("date"), "/foo/x y/2024/04/30/A-b.C_d-é.html"),
            (post_pattern("pretty"), "/foo/x y/2024/04/30/A-b.C_d-é/"),
            (post_pattern("ordinal"), "/foo/x y/2024/121/A-b.C_d-é.html"),
            (post_pattern("weekdate"), "/foo/x y/2024/W18/Tue/A-b.C_d-é.html"),
            (post_pattern("none"), "/foo/x y/A-b.C_d-é.html"),
            ("/:year-:i_month/:slug".to_owned(), "/2024-4/a-b-c-d-é.html"),
            ("/:slugified_categories/:title_x/".to_owned(), "/foo/x-y/A-b.C_d-é_x/"),
            (page_pattern("/:collection/:path", "date"), "/docs/sub/One.two.html"),
            (page_pattern("/:collection/:path", "pretty"), "/docs/sub/One.two/"),
            ("/../a//./b/index.html".to_owned(), "/a/b/"),
        ] {
            assert_eq!(fill(&pattern, &parts), url, "{pattern}");
        }
    }
}
