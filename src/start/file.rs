//! A file of a starter → its path and bytes in a new site.

use super::site::NewSite;
use crate::{config::Config, diagnostic::Diagnostic, site::permalink::dated_id, template};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, Value, json};

/// Samples are dated on full steps of so many seconds.
const STEP: i64 = 300;

/// The path in the site of a file of a starter.
pub fn path(name: &str, wanted: &NewSite) -> String {
    let parts = name.split('/').map(|part| match (part.strip_prefix("dot."), dated(part)) {
        (Some(rest), _) => format!(".{rest}"),
        (None, Some((hours, rest))) => format!("{}-{rest}", day(hours, wanted)),
        (None, None) => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Its bytes: texts that may hold values are filled in.
pub fn bytes(
    name: &str,
    bytes: &[u8],
    names: &[&str],
    wanted: &NewSite,
    config: &Config,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    match str::from_utf8(bytes) {
        Ok(text) if is_filled_in(name) => {
            template::fill(name, text, &values(name, names, wanted), config).map(String::into_bytes)
        }
        _ => Ok(bytes.to_vec()),
    }
}

fn is_filled_in(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "md" | "yaml")))
}

/// `5h-name` is five hours old.
fn dated(part: &str) -> Option<(i64, &str)> {
    let (hours, rest) = part.split_once("h-")?;
    Some((hours.parse().ok()?, rest))
}

fn instant(hours: i64, wanted: &NewSite) -> Timestamp {
    let now = wanted.clock.now();
    let full = Timestamp::from_second(now.as_second() - now.as_second().rem_euclid(STEP)).unwrap_or(now);
    full.checked_sub(hours.hours()).unwrap_or(full)
}

fn day(hours: i64, wanted: &NewSite) -> String {
    wanted.zone.civil(instant(hours, wanted)).strftime("%Y-%m-%d").to_string()
}

/// What a file sees: what was asked for; its own date and ID where it is dated; and by their names where the other
/// posts are.
fn values(name: &str, names: &[&str], wanted: &NewSite) -> Value {
    let is_english = wanted.language.split('-').next() == Some("en");
    let mut values = Map::new();
    let mut put = |key: &str, value: Value| _ = values.insert(key.to_owned(), value);
    put("title", json!(wanted.title));
    put("language", json!(wanted.language));
    put("timezone", json!(wanted.zone.name()));
    put("base_url", json!(format!("{}{}/", wanted.base_url.origin(), wanted.base_url.prefix())));
    put("year", json!(wanted.zone.civil(wanted.clock.now()).year()));
    // The samples are in English whatever the site is in.
    put("lang", json!(if is_english { "" } else { "lang: en\n" }));
    put("posts", links(names, wanted));
    if let Some((hours, rest)) = name.split('/').find_map(dated) {
        let date = instant(hours, wanted);
        let slug = rest.strip_suffix(".md").unwrap_or(rest);
        put("date", json!(wanted.zone.rfc3339(date)));
        put("id", json!(dated_id(wanted.zone.civil(date).date(), slug, None)));
    }
    Value::Object(values)
}

/// `@/posts/2026-07-05-name.md` of each dated post by its name.
fn links(names: &[&str], wanted: &NewSite) -> Value {
    let posts = names.iter().filter_map(|name| {
        let inner = name.strip_prefix("content/").filter(|inner| is_filled_in(inner))?;
        let (_, rest) = inner.split('/').find_map(dated)?;
        let slug = rest.strip_suffix(".md").unwrap_or(rest).replace('-', "_");
        Some((slug, json!(format!("@/{}", path(inner, wanted)))))
    });
    Value::Object(posts.collect())
}
