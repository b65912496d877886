//! XML as a tree, read strictly.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name with its prefix: `content:encoded`.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its own text.
    pub text: String,
    /// Elements in it.
    pub children: Vec<Element>,
}

impl Element {
    /// The elements of a name in it.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element of a name in it, if that says anything.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.children.iter().find(|child| child.name == name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document.
///
/// # Errors
/// Says what is wrong with it, and at which byte.
pub fn read(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let wrong = |error: &dyn std::fmt::Display, at: u64| format!("{error}, at byte {at}");
        let event = reader.read_event().map_err(|error| wrong(&error, reader.error_position()))?;
        let text: String = match event {
            Event::Start(start) => {
                open.push(begin(&start).map_err(|error| wrong(&error, reader.buffer_position()))?);
                continue;
            }
            Event::Empty(start) => {
                let element = begin(&start).map_err(|error| wrong(&error, reader.buffer_position()))?;
                open.last_mut().expect("the document is open").children.push(element);
                continue;
            }
            Event::End(_) => {
                // The reader has checked that it is that of the element that is open.
                let element = open.pop().expect("an element is open");
                open.last_mut().ok_or("an end without a start")?.children.push(element);
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => c.to_string(),
                _ => match quick_xml::escape::resolve_predefined_entity(&name) {
                    Some(text) => text.to_owned(),
                    None => return Err(format!("`&{};` is not defined in XML", &*name)),
                },
            },
            Event::Eof => break,
            _ => continue,
        };
        open.last_mut().expect("the document is open").text.push_str(&text);
    }
    let [document] = <[Element; 1]>::try_from(open).map_err(|_| "an element is not ended".to_owned())?;
    let mut roots = document.children.into_iter();
    match (roots.next(), roots.next()) {
        (Some(root), None) if document.text.trim().is_empty() => Ok(root),
        (None, _) => Err("it has no element".to_owned()),
        _ => Err("something stands beside the one element".to_owned()),
    }
}

fn begin(start: &BytesStart<'_>) -> Result<Element, String> {
    let attribute = |attribute: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
        let attribute =
            attribute.map_err(|error: quick_xml::events::attributes::AttrError| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
    };
    let attributes = start.attributes().map(attribute).collect::<Result<_, String>>()?;
    Ok(Element { name: start.name().as_ref().to_owned(), attributes, ..Element::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_and_others_refused() {
        let root = read("<?xml version='1.0'?><a b='1&amp;2'><c>x &lt; <![CDATA[<y>]]>&#33;</c><d/></a>")
            .expect("XML");
        assert_eq!((root.attribute("b"), root.text_of("c")), (Some("1&2"), Some("x < <y>!")));
        assert_eq!(root.all("d").count(), 1);
        for xml in ["", "<a>", "<a></b>", "<a/><b/>", "<a>&nbsp;</a>", "<a b=1/>", "x<a/>"] {
            assert!(read(xml).is_err(), "{xml}");
        }
    }
}
