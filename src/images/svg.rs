//! SVG: the size of its root element.

use quick_xml::{Reader, events::BytesStart, events::Event};

/// How much of a file is looked through for its root.
const HEAD: usize = 64 << 10;

/// Width and height in pixels; none when it is no SVG or does not say.
pub fn read(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut head = &bytes[..bytes.len().min(HEAD)];
    head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !head.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let mut reader = Reader::from_reader(head);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(root) | Event::Empty(root) => {
                return (root.local_name().as_ref() == "svg").then(|| size(&root)).flatten();
            }
            Event::Eof => return None,
            _ => {}
        }
        buffer.clear();
    }
}

fn size(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let text = |name: &str| {
        let attribute = root.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(attribute.value.into_owned())
    };
    let side = |name: &str| text(name).and_then(|text| pixels(text.trim().trim_end_matches("px")));
    let view: Vec<f64> = text("viewBox")
        .unwrap_or_default()
        .split([' ', ',', '\t', '\n'])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let view = if let [_, _, width, height] = view[..] { Some((width, height)) } else { None };
    let view = view.filter(|(width, height)| *width > 0.0 && *height > 0.0);
    match (side("width"), side("height"), view) {
        (Some(width), Some(height), _) => Some((whole(width)?, whole(height)?)),
        (Some(width), None, Some(view)) => Some((whole(width)?, whole(width * view.1 / view.0)?)),
        (None, Some(height), Some(view)) => Some((whole(height * view.0 / view.1)?, whole(height)?)),
        (None, None, Some(view)) => Some((whole(view.0)?, whole(view.1)?)),
        _ => None,
    }
}

fn pixels(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|side: &f64| side.is_finite() && *side > 0.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the range that is asked for"
)]
fn whole(side: f64) -> Option<u32> {
    let side = side.round();
    (1.0..=100_000.0).contains(&side).then_some(side as u32)
}
