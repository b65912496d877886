//! Media types of files by their names: for the preview, which sends files, and for targets that keep their types.
//!
//! Names tell it alone; it must not look into files.

use crate::{config::FeedFormat, paths::OutputPath};
use std::borrow::Cow;

/// What a browser is told about a file; text is UTF-8.
pub fn of(name: &OutputPath) -> Cow<'static, str> {
    let file_name = name.as_str().rsplit('/').next().unwrap_or_default();
    let feed = [FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json]
        .into_iter()
        .find(|format| format.file_name() == file_name)
        .map(FeedFormat::media_type);
    let media_type =
        feed.or_else(|| mime_guess::from_path(file_name).first_raw()).unwrap_or("application/octet-stream");
    if is_text(media_type) {
        Cow::Owned(format!("{media_type}; charset=utf-8"))
    } else {
        Cow::Borrowed(media_type)
    }
}

/// Whether it is a page of HTML.
pub fn is_html(media_type: &str) -> bool {
    essence(media_type) == "text/html"
}

/// Whether it is text, which shrinks when compressed. An event stream is none: it never ends.
pub fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence != "text/event-stream"
        && (essence.starts_with("text/")
            || essence.ends_with("+xml")
            || essence.ends_with("+json")
            || matches!(
                essence,
                "application/json" | "application/xml" | "application/javascript" | "application/yaml"
            ))
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_types() {
        for (name, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a/b.HTML", "text/html; charset=utf-8"),
            ("css/site.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.mjs", "application/javascript; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.webmanifest", "application/manifest+json; charset=utf-8"),
            ("sitemap.xml", "text/xml; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("rss.xml", "application/rss+xml; charset=utf-8"),
            ("tags/x/rss.xml", "application/rss+xml; charset=utf-8"),
            ("atom.xml", "application/atom+xml; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("a.png", "image/png"),
            ("a.webp", "image/webp"),
            ("a.avif", "image/avif"),
            ("a.woff2", "font/woff2"),
            ("a.mp4", "video/mp4"),
            ("a.wasm", "application/wasm"),
            ("a.nothing-known", "application/octet-stream"),
            ("_headers", "application/octet-stream"),
        ] {
            assert_eq!(of(&OutputPath::parse(name).expect("legal")), expected, "{name}");
        }
    }

    #[test]
    fn an_event_stream_is_not_text() {
        assert!(!is_text("text/event-stream"));
        assert!(!is_text("image/png"));
        assert!(is_text("text/html; charset=utf-8"));
    }
}
