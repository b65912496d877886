//! Which variants are made of images, and what becomes of what they say of places.

use crate::images::{Codec, Quality};
use serde::{Deserialize, Serialize};

/// How images are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageOptions {
    /// Widths of variants in pixels.
    pub widths: Vec<u32>,
    /// Forms of variants; none turns them off.
    pub formats: Vec<Codec>,
    /// How good they are.
    pub quality: Quality,
    /// Whether published images still say where they were taken.
    pub keep_location: bool,
}

impl Default for ImageOptions {
    fn default() -> Self {
        Self {
            widths: vec![480, 800, 1200, 1600],
            formats: vec![Codec::Webp],
            quality: Quality { webp: 80, avif: 60 },
            keep_location: false,
        }
    }
}
