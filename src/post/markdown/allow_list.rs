//! Which tags of raw HTML are harmless.
//!
//! Owns the list for `unsafe_html: strip`: formatting of text, links, pictures, tables, details. Whether a tag is on
//! it, and which of its attributes, `ammonia` judges, one tag at a time: the elements of a body are spread over many
//! pieces with Markdown between them, and none of the pieces is a document. It must not know Markdown.

use super::raw::tag_end;
use ammonia::Builder;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Attributes that any element may have; Markdown can set the classes and IDs of its own elements too.
const EVERYWHERE: [&str; 5] = ["class", "dir", "id", "lang", "title"];

/// Further attributes.
const ATTRIBUTES: [(&str, &[&str]); 13] = [
    ("a", &["href", "hreflang", "name"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    ("ins", &["datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

static JUDGE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<_, HashSet<_>> =
        ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect();
    let mut judge = Builder::default();
    judge
        .add_tags(["tfoot"])
        .rm_tags(["area", "map"])
        .generic_attributes(HashSet::from(EVERYWHERE))
        .tag_attributes(attributes)
        .link_rel(None);
    judge
});

/// A start tag with what is harmless of it; none when the element is not on the list.
pub(super) fn clean_tag(name: &str, tag: &str) -> Option<String> {
    let context = context(name);
    let cleaned = JUDGE.clean(&format!("{context}{tag}")).to_string();
    let start = cleaned.strip_prefix(context)?;
    let after_name = start.strip_prefix('<')?.strip_prefix(name)?;
    after_name.starts_with([' ', '>']).then(|| start[..tag_end(start)].to_owned())
}

/// What must be open for a part of a table to be read as one.
fn context(name: &str) -> &'static str {
    match name {
        "td" | "th" => "<table><tbody><tr>",
        "tr" => "<table><tbody>",
        "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => "<table>",
        "col" => "<table><colgroup>",
        _ => "",
    }
}

/// Whether an element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "wbr")
}

/// Elements that end where `name` begins inside them.
pub(super) fn ended_by(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["li", "p"],
        "dt" | "dd" => &["dt", "dd", "p"],
        "td" | "th" => &["td", "th", "p", "caption"],
        "tr" => &["td", "th", "tr", "p", "caption", "colgroup"],
        "thead" | "tbody" | "tfoot" => {
            &["td", "th", "tr", "thead", "tbody", "tfoot", "p", "caption", "colgroup"]
        }
        _ if super::raw::is_phrasing(name) || is_inline_void(name) => &[],
        _ => &["p"],
    }
}

fn is_inline_void(name: &str) -> bool {
    matches!(name, "br" | "img" | "wbr")
}

/// Whether an element may stand right in `parent`; none is the Markdown around it.
pub(super) fn fits(name: &str, parent: Option<&str>) -> bool {
    let parts: &[&str] = match parent {
        Some("table") => &["caption", "colgroup", "thead", "tbody", "tfoot", "tr"],
        Some("thead" | "tbody" | "tfoot") => &["tr"],
        Some("tr") => &["td", "th"],
        Some("colgroup") => &["col"],
        _ => return context(name).is_empty(),
    };
    parts.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_tags_stay() {
        for (name, tag, cleaned) in [
            ("b", "<b>", "<b>"),
            ("div", "<DIV CLASS=a id='b' style=\"x\" onclick=y>", "<div class=\"a\" id=\"b\">"),
            ("a", "<a href=\"/x?a&amp;b>c\" target=_blank>", "<a href=\"/x?a&amp;b&gt;c\">"),
            ("a", "<a href=java&Tab;script:x title=\"&quot;>\">", "<a title=\"&quot;&gt;\">"),
            ("img", "<img src=a.png srcset=b onerror=c />", "<img src=\"a.png\">"),
            ("td", "<td colspan=2 background=x>", "<td colspan=\"2\">"),
            ("tr", "<tr>", "<tr>"),
            ("tfoot", "<tfoot>", "<tfoot>"),
            ("col", "<col span=2>", "<col span=\"2\">"),
            ("details", "<details open ontoggle=x>", "<details open=\"\">"),
        ] {
            assert_eq!(clean_tag(name, tag).as_deref(), Some(cleaned), "{tag}");
        }
    }

    #[test]
    fn other_tags_are_none() {
        for name in [
            "script", "style", "iframe", "svg", "math", "image", "form", "input", "base", "meta", "x-y",
            "body",
        ] {
            assert_eq!(clean_tag(name, &format!("<{name} href=x src=y>")), None, "{name}");
        }
    }
}
