//! What an image file says of itself, whatever its form.

use super::{LARGEST_FILE, MOST_PIXELS, avif, jpeg, png, svg, webp};
use serde::{Deserialize, Serialize};

/// The form of an image file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, animated or not.
    Png,
    /// WebP, animated or not.
    Webp,
    /// GIF.
    Gif,
    /// AVIF.
    Avif,
    /// SVG.
    Svg,
}

/// What a file says of the image in it, at its head.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its form.
    pub format: Format,
    /// Pixels, as it is shown.
    pub width: u32,
    /// Pixels, as it is shown.
    pub height: u32,
    /// Which way is up, from 1 to 8 as Exif counts; 1 is upright.
    pub orientation: u8,
    /// Whether it moves.
    pub is_animated: bool,
    /// Whether its colours are numbers in a palette, as those of drawings are.
    pub has_palette: bool,
    /// Whether it says where it was taken.
    pub has_location: bool,
    /// Whether its end is missing.
    pub is_cut_off: bool,
}

/// Why no variants are made of an image that could have some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Its end is missing.
    CutOff,
    /// It has more pixels than are decoded.
    ManyPixels,
    /// Its file is longer than those that are decoded.
    LongFile,
}

impl Facts {
    /// Why there can be no variants, if it is of a form that has some; `length` is that of its file.
    pub fn problem(&self, length: u64) -> Option<Problem> {
        if !matches!(self.format, Format::Jpeg | Format::Png | Format::Webp) || self.is_animated {
            return None;
        }
        if self.is_cut_off {
            Some(Problem::CutOff)
        } else if u64::from(self.width) * u64::from(self.height) > MOST_PIXELS {
            Some(Problem::ManyPixels)
        } else {
            (length > LARGEST_FILE).then_some(Problem::LongFile)
        }
    }

    /// Whether variants can be made of it.
    pub fn is_scalable(&self, length: u64) -> bool {
        let is_still = matches!(self.format, Format::Jpeg | Format::Png | Format::Webp) && !self.is_animated;
        is_still && self.problem(length).is_none()
    }
}

/// Whether a file is called as images are.
pub fn is_image_name(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = ["jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "avif", "svg"];
    known.iter().any(|name| ending.eq_ignore_ascii_case(name))
}

/// What a file says of itself; none when it is no image, or its head is damaged.
pub fn facts(bytes: &[u8]) -> Option<Facts> {
    if let Some(jpeg) = jpeg::read(bytes) {
        let facts = upright(Format::Jpeg, jpeg.size, jpeg.orientation);
        return Some(Facts { has_location: jpeg.has_location, is_cut_off: jpeg.is_cut_off, ..facts });
    }
    if let Some(png) = png::read(bytes) {
        return Some(Facts {
            is_animated: png.is_animated,
            has_palette: png.has_palette,
            has_location: png.has_location,
            is_cut_off: png.is_cut_off,
            ..upright(Format::Png, png.size, png.orientation)
        });
    }
    if let Some(webp) = webp::read(bytes) {
        return Some(Facts {
            is_animated: webp.is_animated,
            has_location: webp.has_location,
            is_cut_off: webp.is_cut_off,
            ..upright(Format::Webp, webp.size, webp.orientation)
        });
    }
    if let Some(avif) = avif::read(bytes) {
        return Some(Facts { has_location: avif.has_location, ..upright(Format::Avif, avif.size, 1) });
    }
    let other = gif_size(bytes).map(|size| (Format::Gif, size));
    let other = other.or_else(|| svg::read(bytes).map(|size| (Format::Svg, size)));
    other.map(|(format, size)| upright(format, size, 1))
}

fn upright(format: Format, (width, height): (u32, u32), orientation: u8) -> Facts {
    let (width, height) = if orientation > 4 { (height, width) } else { (width, height) };
    Facts {
        format,
        width,
        height,
        orientation,
        is_animated: false,
        has_palette: false,
        has_location: false,
        is_cut_off: false,
    }
}

fn gif_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.strip_prefix(b"GIF87a").or_else(|| bytes.strip_prefix(b"GIF89a"))?;
    let side = |at: usize| Some(u32::from(u16::from_le_bytes([*head.get(at)?, *head.get(at + 1)?])));
    Some((side(0)?, side(2)?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The same image without what says where it was taken, and standing as before; none where nothing does. Its pixels
/// and its colour profile are as they were.
pub fn without_location(bytes: &[u8]) -> Option<Vec<u8>> {
    if let Some(jpeg) = jpeg::read(bytes) {
        return jpeg.has_location.then(|| jpeg::without_metadata(bytes, &jpeg));
    }
    if let Some(png) = png::read(bytes) {
        return png.has_location.then(|| png::without_metadata(bytes, &png));
    }
    if let Some(webp) = webp::read(bytes) {
        return webp.has_location.then(|| webp::without_metadata(bytes, &webp));
    }
    avif::read(bytes)?.has_location.then(|| avif::without_metadata(bytes))
}
