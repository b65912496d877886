//! What of MathML reaches the page.
//!
//! Owns the attributes that stay. The site's Content-Security-Policy forbids `style`: what the converter says there
//! becomes a class of the theme, or is dropped. Anchors and links are dropped too, since nobody checks them. It must
//! not know TeX.

use super::raw::tag_end;
use std::borrow::Cow;

/// Attributes that stay.
const KEPT: [&str; 24] = [
    "accent",
    "accentunder",
    "class",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathcolor",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Declarations of styles, and the classes that stand for them.
const CLASSES: [(&str, &str); 16] = [
    ("text-align:left", "math-left"),
    ("text-align:right", "math-right"),
    ("padding-left:0", "math-join-left"),
    ("padding-right:0", "math-join-right"),
    ("padding-left:1em", "math-apart"),
    ("padding-top:0", "math-flat"),
    ("border-left:0.05em solid currentcolor", "math-line-left"),
    ("border-left:0.05em dashed currentcolor", "math-dashes-left"),
    ("border-right:0.05em solid currentcolor", "math-line-right"),
    ("border-right:0.05em dashed currentcolor", "math-dashes-right"),
    ("border-top:0.05em solid currentcolor", "math-line-top"),
    ("border-top:0.05em dashed currentcolor", "math-dashes-top"),
    ("width:100%", "math-wide"),
    ("width:50%", "math-half"),
    ("margin-left:-0.1667em", "math-back"),
    ("font-variant-caps:small-caps", "math-small-caps"),
];

/// MathML with only the attributes that stay.
pub(super) fn clean(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let tag = &rest[start..];
        let end = tag_end(tag);
        clean_tag(&tag[..end], &mut out);
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

fn clean_tag(tag: &str, out: &mut String) {
    let inside = tag.trim_end_matches('>').trim_end_matches('/');
    let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
    out.push_str(name);
    let mut classes = Vec::new();
    for (name, value) in Attributes(attributes) {
        match name {
            "class" => classes.push(Cow::Borrowed(value)),
            "style" => convert_style(value, &mut classes, out),
            _ if KEPT.contains(&name) => push_attribute(name, value, out),
            _ => {}
        }
    }
    if !classes.is_empty() {
        push_attribute("class", &classes.join(" "), out);
    }
    out.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
}

fn convert_style<'t>(style: &'t str, classes: &mut Vec<Cow<'t, str>>, out: &mut String) {
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (property, value) = (property.trim(), value.trim());
        let known = CLASSES.iter().find(|(known, _)| known.split_once(':') == Some((property, value)));
        match known {
            Some((_, class)) => classes.push(Cow::Borrowed(class)),
            None if property == "color" => push_attribute("mathcolor", value, out),
            None => {}
        }
    }
}

/// The value is escaped already.
fn push_attribute(name: &str, value: &str, out: &mut String) {
    for part in [" ", name, "=\"", value, "\""] {
        out.push_str(part);
    }
}

/// The `name="value"` of a tag.
struct Attributes<'t>(&'t str);

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_once("=\"")?;
        let (value, rest) = rest.split_once('"')?;
        self.0 = rest;
        Some((name.trim(), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_become_classes() {
        for (style, attributes) in [
            (
                "text-align: right;justify-items: end;padding-right: 0;",
                r#" class="math-right math-join-right""#,
            ),
            ("border-top: 0.05em dashed currentcolor;", r#" class="math-dashes-top""#),
            ("color:#FF0000;math-shift:compact;", r##" mathcolor="#FF0000""##),
            ("background:url(x)", ""),
            ("", ""),
        ] {
            let tag = format!("<mtd style=\"{style}\">");
            assert_eq!(clean(&tag), format!("<mtd{attributes}>"));
        }
        assert_eq!(
            clean(r#"<mspace style="margin-left:-0.1667em;"/><mrow class="a" style="text-align:left">"#),
            r#"<mspace class="math-back"/><mrow class="a math-left">"#
        );
    }

    #[test]
    fn text_that_looks_like_attributes_stays() {
        let text = r#"<mtext> style="a" id="b" &lt;</mtext>"#;
        assert_eq!(clean(text), text);
    }

    #[test]
    fn anchors_links_and_handlers_are_dropped() {
        let tag = r##"<mtd id="a"><a href="javascript:b">c</a><mo onclick="d" stretchy="false" href="#a>">"##;
        assert_eq!(clean(tag), r#"<mtd><a>c</a><mo stretchy="false">"#);
    }
}
