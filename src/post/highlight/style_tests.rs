//! The style sheet of code blocks: it knows every class, and its colours can be read.

use super::classes::Class;

const STYLE: &str = include_str!("../../../static/css/code.css");

/// The least contrast of text that WCAG 2.2 asks for (1.4.3, level AA).
const LEAST_CONTRAST: f64 = 4.5;

/// A custom property with its light and its dark colour.
type Pair = (&'static str, [[u8; 3]; 2]);

fn pairs() -> Vec<Pair> {
    STYLE.lines().filter_map(read_pair).collect()
}

fn read_pair(line: &'static str) -> Option<Pair> {
    let (name, value) = line.trim().split_once(": light-dark(")?;
    let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
    Some((name, [read_colour(light)?, read_colour(dark)?]))
}

fn read_colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// Relative luminance by WCAG 2.2.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_computed_as_specified() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
}

#[test]
fn every_colour_can_be_read_on_every_background() {
    let pairs = pairs();
    let is_background = |name: &str| matches!(name, "--code-back" | "--code-mark");
    let backgrounds: Vec<_> = pairs.iter().filter(|(name, _)| is_background(name)).collect();
    let texts = pairs.iter().filter(|(name, _)| !is_background(name) && *name != "--code-edge");
    assert_eq!((backgrounds.len(), texts.clone().count()), (2, 9));
    for (name, text) in texts {
        for (place, background) in &backgrounds {
            for theme in [0, 1] {
                let ratio = contrast(text[theme], background[theme]);
                assert!(ratio >= LEAST_CONTRAST, "{name} on {place}, theme {theme}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn every_class_has_a_colour() {
    for class in Class::ALL {
        let selector = format!(".code .{}", class.letter());
        let is_styled =
            |line: &str| line.contains(&format!("{selector} {{")) || line.contains(&format!("{selector},"));
        assert!(STYLE.lines().any(is_styled), "{selector}");
    }
}

#[test]
fn every_property_that_is_used_is_set() {
    for (_, rest) in STYLE.match_indices("var(").map(|(at, _)| STYLE.split_at(at + 4)) {
        let name = &rest[..rest.find(')').unwrap()];
        assert!(STYLE.contains(&format!("  {name}: ")), "{name}");
    }
}
