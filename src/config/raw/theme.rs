//! The settings below `theme`.

use super::{
    BOOLEAN, MAP,
    keys::{Expected, Keys, Problem, Taken, boolean, texts, word},
    values,
};
use crate::{
    config::theme::{Density, Face, MastheadPart, Preset, Scheme, TextFace, Theme},
    yaml::Node,
};

const PRESET: Expected =
    Expected { what: "`newspaper`, `blog`, `brief`, `explainer` or `daily`", example: "newspaper" };
const FACE: Expected = Expected {
    what: "`source-serif`, `schibsted`, `bricolage`, `serif`, `sans` or `mono`",
    example: "source-serif",
};
const TEXT_FACE: Expected = Expected { what: "`serif`, `sans` or `mono`", example: "serif" };
const DENSITY: Expected = Expected { what: "`airy`, `normal` or `compact`", example: "compact" };
const MASTHEAD: Expected = Expected {
    what: "a list of `tagline`, `edition`, `clocks`, `exchanges` and `kinds`",
    example: "[tagline, edition]",
};
const SCHEME: Expected = Expected { what: "`auto`, `light` or `dark`", example: "auto" };

pub(super) fn read_theme(keys: &mut Keys<'_>) -> Theme {
    let mut theme = Theme::default();
    keys.inside("theme", MAP, |keys| {
        keys.not_a_comment("accent");
        let preset = keys.take("preset", PRESET, |node| word(node, &Preset::WORDS)).unwrap_or_default();
        theme = Theme {
            preset,
            accent: keys.take("accent", values::COLOUR, values::colour),
            headline: keys
                .take("headline", FACE, |node| word(node, &Face::WORDS))
                .unwrap_or_else(|| preset.headline()),
            text: keys
                .take("text", TEXT_FACE, |node| word(node, &TextFace::WORDS))
                .unwrap_or_else(|| preset.text()),
            density: keys.take("density", DENSITY, |node| word(node, &Density::WORDS)).unwrap_or_default(),
            masthead: keys.take("masthead", MASTHEAD, parts).unwrap_or_else(|| preset.masthead()),
            scheme: keys.take("scheme", SCHEME, |node| word(node, &Scheme::WORDS)).unwrap_or_default(),
            switch: keys.take("switch", BOOLEAN, boolean).unwrap_or(true),
        };
    });
    theme
}

/// Parts, each once.
fn parts(node: &Node) -> Taken<Vec<MastheadPart>> {
    let mut parts = Vec::new();
    for word in texts(node)? {
        let known = MastheadPart::WORDS.iter().find(|(known, _)| *known == word);
        let (_, part) = known.ok_or(Problem::Type)?;
        if !parts.contains(part) {
            parts.push(*part);
        }
    }
    Ok(parts)
}
