//! Settings with a grammar of their own: addresses, zones, patterns, colours.

use super::keys::{Expected, Problem, Taken, boolean, text, texts};
use crate::{
    clock::Zone,
    config::{BUILT_IN_TAXONOMIES, FeedFormat},
    diagnostic::nearest,
    paths::{BaseUrl, OutputPath, PROJECT, UrlPath},
    yaml::Node,
};

pub(super) const BASE_URL: Expected =
    Expected { what: "the address of the site", example: "https://example.org/" };
pub(super) const LANGUAGE: Expected = Expected { what: "a language tag", example: "en" };
pub(super) const ZONE: Expected = Expected { what: "the name of a time zone", example: "Europe/Berlin" };
pub(super) const FOLDER: Expected = Expected { what: "a folder of the project", example: "content" };
pub(super) const PERMALINK: Expected =
    Expected { what: "a pattern of URLs", example: "/:year/:month/:day/:slug/" };
pub(super) const LINK: Expected = Expected { what: "a path on the site or a whole URL", example: "/about/" };
pub(super) const COLOUR: Expected = Expected { what: "a colour", example: "\"#0a5c8f\"" };
pub(super) const MIN_VERSION: Expected = Expected { what: "a version", example: "0.1.0" };

pub(super) fn base_url(node: &Node) -> Taken<BaseUrl> {
    let text = text(node)?;
    BaseUrl::parse(&text).map_err(|illegal| {
        let with_scheme = format!("https://{text}/");
        let host = text.contains('.') && !text.contains([':', '/']);
        let hint = if host && BaseUrl::parse(&with_scheme).is_ok() {
            format!("write `base_url: {with_scheme}`")
        } else {
            "write `base_url: https://example.org/`".to_owned()
        };
        Problem::Value(illegal.0, hint)
    })
}

/// Whether a text has the shape of a language tag of BCP 47, section 2.1.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_language = parts.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    is_language
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

pub(super) fn language(node: &Node) -> Taken<String> {
    let tag = text(node)?.replace('_', "-");
    if is_language_tag(&tag) {
        return Ok(tag);
    }
    let hint = "write a tag such as `en`, `de` or `pt-BR`".to_owned();
    Err(Problem::Value(format!("\"{tag}\" is not a language tag"), hint))
}

pub(super) fn zone(node: &Node) -> Taken<Zone> {
    let name = text(node)?;
    Zone::named(&name).ok_or_else(|| {
        let hint = nearest_zone(&name).map_or_else(
            || "write the name of a zone such as `Europe/Berlin` or `UTC`".to_owned(),
            |zone| format!("did you mean `{zone}`?"),
        );
        Problem::Value(format!("there is no time zone `{name}`"), hint)
    })
}

/// The zone of that city, or the one that is spelled most like it.
fn nearest_zone(name: &str) -> Option<String> {
    let mut zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    zones.sort();
    let city = |zone: &&String| {
        let last = zone.rsplit('/').next().unwrap_or(zone);
        zone.contains('/') && last.eq_ignore_ascii_case(&name.replace(' ', "_"))
    };
    zones
        .iter()
        .find(city)
        .cloned()
        .or_else(|| nearest(name, zones.iter().map(String::as_str)).map(str::to_owned))
}

pub(super) fn folder(node: &Node) -> Taken<String> {
    let text = text(node)?;
    let folder = text.trim_end_matches('/').trim_start_matches("./");
    if folder == PROJECT {
        return Ok(folder.to_owned());
    }
    let hint = "write a folder inside the project, such as `content`";
    OutputPath::parse(folder).map_err(|illegal| Problem::Value(illegal.0, hint.to_owned()))?;
    Ok(folder.to_owned())
}

/// What a permalink pattern may ask for.
const TOKENS: [&str; 11] =
    ["year", "month", "monthname", "day", "yearday", "section", "slug", "title", "id", "filename", "lang"];

pub(super) fn permalink(node: &Node) -> Taken<String> {
    let pattern = text(node)?;
    let mut filled = String::new();
    let mut parts = pattern.split(':');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let length = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
        let (token, rest) = part.split_at(length);
        if !TOKENS.contains(&token) {
            return Err(unknown_token(token));
        }
        filled.push('x');
        filled.push_str(rest);
    }
    let hint = "write a pattern such as `/:year/:month/:day/:slug/`";
    UrlPath::parse(&filled).map_err(|illegal| Problem::Value(illegal.0, hint.to_owned()))?;
    Ok(pattern)
}

fn unknown_token(token: &str) -> Problem {
    let list = TOKENS.map(|token| format!(":{token}")).join(" ");
    let hint = match nearest(token, TOKENS) {
        Some(known) => format!("did you mean `:{known}`? known are {list}"),
        None => format!("known are {list}"),
    };
    let message = match token {
        "" => "a `:` with no token after it".to_owned(),
        _ => format!("there is no token `:{token}`"),
    };
    Problem::Value(message, hint)
}

/// A link of the menu: nothing that runs a script.
pub(super) fn link(node: &Node) -> Taken<String> {
    let link = text(node)?;
    let scheme = link.split(['/', '?', '#']).next().filter(|start| start.contains(':'));
    let harmless = scheme.is_none_or(|start| {
        ["http:", "https:", "mailto:", "tel:"].iter().any(|known| start.to_lowercase().starts_with(known))
    });
    if harmless && !link.is_empty() && !link.chars().any(char::is_control) {
        return Ok(link);
    }
    let hint = "write a path such as `/about/`, or an address that begins with `https://`".to_owned();
    Err(Problem::Value(format!("`{}` is no link", link.escape_debug()), hint))
}

/// A CSS colour by its shape: nothing that could end the declaration it stands in.
pub(super) fn colour(node: &Node) -> Taken<String> {
    let colour = text(node)?;
    let legal = colour.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.%/ -".contains(c));
    let hexadecimal = colour.strip_prefix('#').is_none_or(|digits| {
        [3, 4, 6, 8].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if legal && hexadecimal && colour.starts_with(|first: char| first == '#' || first.is_ascii_alphabetic()) {
        return Ok(colour);
    }
    let hint = "write a colour such as `\"#0a5c8f\"`, `teal` or `rgb(10 92 143)`".to_owned();
    Err(Problem::Value(format!("\"{}\" is not a colour", colour.escape_debug()), hint))
}

/// Whether this program is new enough for the site.
pub(super) fn min_version(node: &Node) -> Taken<()> {
    let text = text(node)?;
    let Some(needed) = version(&text) else {
        let hint = "write numbers with dots: `min_version: 0.1.0`".to_owned();
        return Err(Problem::Value(format!("\"{text}\" is not a version"), hint));
    };
    let own = env!("CARGO_PKG_VERSION");
    if version(own).is_none_or(|own| own >= needed) {
        return Ok(());
    }
    let message = format!("the site needs sitegen {text} or newer, and this is {own}");
    Err(Problem::Value(message, "install a newer sitegen, or lower `min_version`".to_owned()))
}

/// Major, minor and patch; what is left out is 0, what follows `-` or `+` does not count.
fn version(text: &str) -> Option<[u64; 3]> {
    let numbers = text.split(['-', '+']).next()?;
    let mut version = [0; 3];
    let parts: Vec<&str> = numbers.split('.').collect();
    for (index, part) in parts.iter().enumerate() {
        *version.get_mut(index)? = part.parse().ok()?;
    }
    Some(version)
}

/// What is wrong with the name of a taxonomy, and what to write.
pub(super) fn taxonomy_name(name: &str) -> Result<(), (String, String)> {
    let singular = BUILT_IN_TAXONOMIES.iter().find(|known| is_singular_of(name, known));
    if let Some(known) = singular {
        return Err((format!("there is no taxonomy `{name}`"), format!("did you mean `{known}`?")));
    }
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(legal) {
        return Ok(());
    }
    let message = "a taxonomy is called by lower-case letters, digits, `-` and `_`".to_owned();
    Err((message, "write a name such as `companies`".to_owned()))
}

fn is_singular_of(name: &str, plural: &str) -> bool {
    plural.strip_suffix('s') == Some(name)
        || plural.strip_suffix("ies").is_some_and(|stem| format!("{stem}y") == name)
}

/// What is wrong with a key of `languages`, and what to write.
pub(super) fn language_key(tag: &str) -> Result<(), (String, String)> {
    if is_language_tag(&tag.replace('_', "-")) {
        return Ok(());
    }
    Err((format!("\"{tag}\" is not a language tag"), "write a tag such as `zh` or `pt-BR`".to_owned()))
}

/// Whether the site can be searched, as far as this program can make an index.
pub(super) fn search(node: &Node) -> Taken<bool> {
    let is_on = boolean(node)?;
    if is_on && !cfg!(feature = "search") {
        let hint = "take it out, or build sitegen with its feature `search`".to_owned();
        return Err(Problem::Value("this sitegen was built without the search".to_owned(), hint));
    }
    Ok(is_on)
}

pub(super) fn feed_formats(node: &Node) -> Taken<Vec<FeedFormat>> {
    let mut formats = texts(node)?
        .into_iter()
        .map(|name| match name.as_str() {
            "rss" => Ok(FeedFormat::Rss),
            "atom" => Ok(FeedFormat::Atom),
            "json" => Ok(FeedFormat::Json),
            _ => {
                let hint = "known are `rss`, `atom` and `json`".to_owned();
                Err(Problem::Value(format!("there is no form of feed `{name}`"), hint))
            }
        })
        .collect::<Taken<Vec<FeedFormat>>>()?;
    formats.sort_unstable();
    formats.dedup();
    Ok(formats)
}
