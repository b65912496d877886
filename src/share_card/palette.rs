//! The colours of a card: paper and ink of the theme in daylight, and the site's accent.

use crate::assets;
use serde::Serialize;

type Rgb = [u8; 3];

const PAPER: Rgb = [0xff, 0xfd, 0xfa];
const INK: Rgb = [0x1b, 0x1a, 0x18];
const MUTED: Rgb = [0x5c, 0x57, 0x50];
const ACCENT: Rgb = [0x9d, 0x2b, 0x1c];

/// The least contrast of text of its size to its ground: WCAG 2, level AA.
const LEGIBLE: f64 = 4.5;

/// Colours as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// The ground.
    pub paper: String,
    /// Titles and rules.
    pub ink: String,
    /// Small lines.
    pub muted: String,
    /// The site's accent, for areas.
    pub accent: String,
    /// The same for text: ink where the accent cannot be read on paper.
    pub accent_text: String,
}

impl Palette {
    /// The colours of a site with this accent, as its configuration has it.
    pub fn of(accent: Option<&str>) -> Self {
        let accent = accent.and_then(assets::rgb).unwrap_or(ACCENT);
        let text = if contrast(accent, PAPER) >= LEGIBLE { accent } else { INK };
        Self {
            paper: hex(PAPER),
            ink: hex(INK),
            muted: hex(MUTED),
            accent: hex(accent),
            accent_text: hex(text),
        }
    }
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_that_cannot_be_read_is_for_areas_alone() {
        let palette = |accent: &str| Palette::of(Some(accent));
        assert_eq!(palette("#0a5c8f").accent_text, "#0a5c8f");
        assert_eq!(palette("teal").accent, "#008080");
        assert_eq!(palette("rgb(10 92 143)").accent, "#0a5c8f");
        let yellow = palette("#ffd400");
        assert_eq!((yellow.accent.as_str(), yellow.accent_text), ("#ffd400", yellow.ink));
        assert_eq!(palette("nonsense"), Palette::of(None));
    }

    #[test]
    fn all_text_can_be_read() {
        for text in [INK, MUTED, ACCENT] {
            assert!(contrast(text, PAPER) >= LEGIBLE);
        }
    }
}
