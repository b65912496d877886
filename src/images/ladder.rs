//! Which variants there are of an image: a function of what its file says and of the settings, so that pages can be
//! made before any variant is.

use super::{Facts, Focus, Format};
use serde::{Deserialize, Serialize};

/// Pixels for which a variant takes a byte, at the least. An original that is shorter than that has no such variant:
/// it would be no shorter.
const PIXELS_OF_A_BYTE: u64 = 20;

/// The longest side of WebP.
const LONGEST_SIDE: u32 = 16_383;

/// A form in which variants are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    /// AVIF: shorter, and slow to make.
    Avif,
    /// WebP.
    Webp,
}

impl Codec {
    /// All with their words, the shorter first.
    pub const WORDS: [(&str, Self); 2] = [("avif", Self::Avif), ("webp", Self::Webp)];

    /// Its word, which is the ending of its files.
    pub fn as_str(self) -> &'static str {
        if self == Self::Avif { "avif" } else { "webp" }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        if self == Self::Avif { "image/avif" } else { "image/webp" }
    }
}

/// How good variants are, from 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quality {
    /// Of WebP.
    pub webp: u8,
    /// Of AVIF.
    pub avif: u8,
}

/// A variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spec {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What stays in sight where it is cropped; none when it is whole.
    pub focus: Option<Focus>,
    /// Its form.
    pub codec: Codec,
}

/// One of the files that a browser may choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Candidate {
    /// A variant.
    Made(Spec),
    /// The file itself.
    Original,
}

/// The files of one form that a browser may choose from, the narrowest first; none where none is worth it. `length` is
/// that of the original's file.
pub fn ladder(facts: &Facts, length: u64, widths: &[u32], codec: Codec) -> Vec<(u32, Candidate)> {
    // Drawings with few colours are shorter as they are.
    if !facts.is_scalable(length) || facts.has_palette && codec == Codec::Avif {
        return Vec::new();
    }
    let most = widths.iter().copied().max().unwrap_or_default();
    let top = most.min(facts.width);
    let mut steps: Vec<u32> = widths.iter().copied().filter(|width| *width < top).collect();
    steps.sort_unstable();
    steps.dedup();
    let spec = |width: u32| {
        let (width, height) = scaled(facts, width);
        Spec { width, height, focus: None, codec }
    };
    let is_worth_it = |width: u32| {
        let Spec { width, height, .. } = spec(width);
        u64::from(width) * u64::from(height) <= length.saturating_mul(PIXELS_OF_A_BYTE)
    };
    let is_whole = top == facts.width;
    let is_own = is_whole && facts.format == Format::Webp && codec == Codec::Webp;
    let is_drawing = is_whole && facts.has_palette;
    let fits = {
        let Spec { width, height, .. } = spec(top);
        width.max(height) <= LONGEST_SIDE && top > 0
    };
    let steps: Vec<u32> = steps.into_iter().filter(|width| is_worth_it(*width)).collect();
    // A browser that is offered narrow ones alone would blow them up.
    let has_any = !steps.is_empty() || !is_own && (is_drawing || is_worth_it(top));
    if !fits || !has_any {
        return Vec::new();
    }
    let steps = steps.into_iter().map(|width| (width, Candidate::Made(spec(width))));
    let last = if is_own { Candidate::Original } else { Candidate::Made(spec(top)) };
    steps.chain([(top, last)]).collect()
}

/// The size of an image at a width that is not above its own.
fn scaled(facts: &Facts, width: u32) -> (u32, u32) {
    let height =
        (u64::from(facts.height) * u64::from(width) + u64::from(facts.width) / 2) / u64::from(facts.width);
    (width, u32::try_from(height).unwrap_or(u32::MAX).max(1))
}

/// The size that an image has inside a box, of which one side may be open; it never grows.
pub fn fitted(facts: &Facts, width: Option<u32>, height: Option<u32>) -> (u32, u32) {
    let (own_width, own_height) = (u64::from(facts.width), u64::from(facts.height));
    let by_height = height.map(|height| (own_width * u64::from(height) + own_height / 2) / own_height);
    let by_height = by_height.and_then(|width| u32::try_from(width).ok());
    let width = [width, by_height].into_iter().flatten().fold(facts.width, u32::min);
    scaled(facts, width.max(1))
}
