//! The style sheet that the settings below `theme` amount to.
//!
//! Owns how a setting is said in CSS. What a preset looks like is in its own style sheet.

use crate::config::{Density, Face, TextFace, Theme};
use std::fmt::Write as _;

/// Where the style sheet stands among the static files.
pub const PATH: &str = "css/look.css";

/// The style sheet: it imports the preset and the face of its headlines, then says what the site chose.
pub fn style_sheet(theme: &Theme) -> String {
    let mut sheet = format!("@import \"presets/{}.css\" layer(preset);\n", theme.preset.as_str());
    if let Some(face) = shipped(theme.headline) {
        let _ = writeln!(sheet, "@import \"faces/{face}.css\";");
    }
    let _ = write!(sheet, "@layer settings {{\n:root {{\n{}}}\n}}\n", declarations(theme));
    sheet
}

/// The name of the style sheet of a face that the theme ships.
fn shipped(face: Face) -> Option<&'static str> {
    match face {
        Face::SourceSerif => Some("source-serif"),
        Face::Schibsted => Some("schibsted"),
        Face::Bricolage => Some("bricolage"),
        Face::Serif | Face::Sans | Face::Mono => None,
    }
}

/// The custom property of `css/main.css` that holds a face's name and what stands in for it.
fn headline(face: Face) -> &'static str {
    match face {
        Face::SourceSerif => "var(--source-serif)",
        Face::Schibsted => "var(--schibsted)",
        Face::Bricolage => "var(--bricolage)",
        Face::Serif => "var(--serif)",
        Face::Sans => "var(--sans)",
        Face::Mono => "var(--mono)",
    }
}

fn text_face(face: TextFace) -> &'static str {
    match face {
        TextFace::Serif => "var(--serif)",
        TextFace::Sans => "var(--sans)",
        TextFace::Mono => "var(--mono)",
    }
}

fn declarations(theme: &Theme) -> String {
    let mut text = String::new();
    let mut declare = |name: &str, value: &str| {
        let _ = writeln!(text, "{name}: {value};");
    };
    declare("--face-headline", headline(theme.headline));
    declare("--face-text", text_face(theme.text));
    if let Some(accent) = &theme.accent {
        declare("--accent", &accent_pair(accent));
    }
    match theme.density {
        Density::Airy => declare("--room", "1.25"),
        Density::Normal => {}
        Density::Compact => declare("--room", ".75"),
    }
    text
}

/// One colour for light and dark screens. Its lightness in OKLCH is bounded, so that text in it has a contrast of 4.5
/// to 1 or more on the theme's papers (WCAG 2.2, 1.4.3), whatever the site says.
fn accent_pair(accent: &str) -> String {
    format!("light-dark(oklch(from {accent} min(l, .5) c h), oklch(from {accent} max(l, .78) c h))")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Preset;

    #[test]
    fn a_site_that_says_nothing_gets_the_first_preset() {
        assert_eq!(
            style_sheet(&Theme::default()),
            "@import \"presets/newspaper.css\" layer(preset);\n@import \"faces/source-serif.css\";\n\
             @layer settings {\n:root {\n--face-headline: var(--source-serif);\n--face-text: var(--serif);\n}\n}\n"
        );
    }

    #[test]
    fn each_setting_is_a_declaration() {
        let theme = Theme {
            preset: Preset::Daily,
            accent: Some("#0a5c8f".to_owned()),
            headline: Face::Mono,
            text: TextFace::Mono,
            density: Density::Compact,
            ..Theme::default()
        };
        assert_eq!(
            style_sheet(&theme),
            "@import \"presets/daily.css\" layer(preset);\n@layer settings {\n:root {\n\
             --face-headline: var(--mono);\n--face-text: var(--mono);\n\
             --accent: light-dark(oklch(from #0a5c8f min(l, .5) c h), oklch(from #0a5c8f max(l, .78) c h));\n\
             --room: .75;\n}\n}\n"
        );
    }
}
