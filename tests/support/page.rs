//! Pages as a browser reads them.

use scraper::{ElementRef, Html, Node, Selector, node::Element};
use std::collections::BTreeMap;

/// Elements that may stand within a word.
const INLINE: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr", "center",
];

/// Whether an element may stand within a word.
pub fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// Elements whose text no reader sees.
pub fn is_silent(name: &str) -> bool {
    matches!(name, "script" | "style" | "template")
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// All elements that a selector finds.
pub fn all<'a>(page: &'a Html, wanted: &str) -> Vec<ElementRef<'a>> {
    page.select(&selector(wanted)).collect()
}

/// The only element that a selector finds.
#[track_caller]
pub fn only<'a>(page: &'a Html, wanted: &str) -> ElementRef<'a> {
    let found = all(page, wanted);
    assert_eq!(found.len(), 1, "elements that match {wanted} in\n{}", page.html());
    found[0]
}

/// The text of an element, trimmed.
pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// What the program adds to a body: numbers and ways back of footnotes, headings of alerts, contents; and the parts
/// of the page after it, which a body whose elements do not end takes in.
const GENERATED: [&str; 8] = [
    "footnote-mark",
    "footnote-back",
    "alert-title",
    "toc",
    "article-footer",
    "neighbours",
    "related",
    "site-footer",
];

/// What a reader sees or hears of the text in an element: with a blank between blocks, and the `alt` of images.
pub fn seen(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(value) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                see(child, value, out);
            }
            _ => {}
        }
    }
}

fn see(element: ElementRef<'_>, value: &Element, out: &mut String) {
    let name = value.name();
    if is_silent(name) || value.classes().any(|class| GENERATED.contains(&class)) {
        return;
    }
    let space = if is_inline(name) { "" } else { " " };
    out.push_str(space);
    if name == "img" {
        out.push_str(value.attr("alt").unwrap_or_default());
    }
    seen(element, out);
    out.push_str(space);
}

/// The values of all attributes below an element.
pub fn attributes(element: ElementRef<'_>) -> String {
    let elements = element.descendants().filter_map(|node| node.value().as_element());
    elements.flat_map(Element::attrs).map(|(_, value)| value).collect::<Vec<_>>().join("\n")
}

/// How many elements there are of each name with each set of attributes.
pub fn shape(page: &Html) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for node in page.tree.nodes() {
        if let Node::Element(element) = node.value() {
            let mut names: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
            names.sort_unstable();
            *counts.entry(format!("{} {}", element.name(), names.join(" "))).or_default() += 1;
        }
    }
    counts
}
