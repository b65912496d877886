//! WebP: its chunks. [The container](https://developers.google.com/speed/webp/docs/riff_container).

use super::exif::{self, xmp_has_location};
use std::ops::Range;

const ANIMATED: u8 = 0x02;
const HAS_XMP: u8 = 0x04;
const HAS_EXIF: u8 = 0x08;

/// A WebP, taken apart.
pub struct Webp {
    /// Width and height as they are stored.
    pub size: (u32, u32),
    /// Which way is up.
    pub orientation: u8,
    /// Whether it has more than one frame.
    pub is_animated: bool,
    /// Whether it says where it was taken.
    pub has_location: bool,
    /// Whether its end is missing.
    pub is_cut_off: bool,
    chunks: Vec<Chunk>,
}

/// A chunk with its head, and without what pads it.
struct Chunk {
    kind: [u8; 4],
    whole: Range<usize>,
}

impl Chunk {
    fn body<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.whole.start + 8..self.whole.end]
    }
}

/// Takes a WebP apart; none when it has no size.
pub fn read(bytes: &[u8]) -> Option<Webp> {
    let declared = long(bytes.strip_prefix(b"RIFF")?, 0)?;
    let (chunks, is_whole) = chunks(bytes);
    let first = chunks.first()?;
    let body = first.body(bytes);
    let (size, flags) = match &first.kind {
        b"VP8X" => ((three(body, 4)? + 1, three(body, 7)? + 1), *body.first()?),
        b"VP8L" => (lossless_size(body)?, 0),
        b"VP8 " => (lossy_size(body)?, 0),
        _ => return None,
    };
    let mut webp = Webp {
        size,
        orientation: 1,
        is_animated: flags & ANIMATED != 0,
        has_location: false,
        is_cut_off: !is_whole || (declared as usize).saturating_add(8) > bytes.len(),
        chunks,
    };
    for chunk in &webp.chunks {
        let body = chunk.body(bytes);
        match &chunk.kind {
            b"EXIF" => {
                let exif = exif::read(body);
                webp.orientation = exif.orientation;
                webp.has_location |= exif.has_location;
            }
            b"XMP " => webp.has_location |= xmp_has_location(body),
            _ => {}
        }
    }
    Some(webp)
}

/// The chunks that are whole, and whether all are.
fn chunks(bytes: &[u8]) -> (Vec<Chunk>, bool) {
    let mut chunks = Vec::new();
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let kind = [head[0], head[1], head[2], head[3]];
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let end = at.checked_add(8).and_then(|start| start.checked_add(length));
        let Some(end) = end.filter(|end| *end <= bytes.len()) else { return (chunks, false) };
        chunks.push(Chunk { kind, whole: at..end });
        at = end + length % 2;
    }
    (chunks, true)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn three(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 3)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]))
}

fn lossless_size(body: &[u8]) -> Option<(u32, u32)> {
    let bits = long(body, 1).filter(|_| body.first() == Some(&0x2f))?;
    Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
}

fn lossy_size(body: &[u8]) -> Option<(u32, u32)> {
    let sides = body.get(3..10)?.strip_prefix(b"\x9d\x01\x2a")?;
    let number = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    let size = (number(sides[0], sides[1]), number(sides[2], sides[3]));
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// The same image without Exif and XMP, standing as before.
pub fn without_metadata(bytes: &[u8], webp: &Webp) -> Vec<u8> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let turned = webp.orientation != 1;
    for chunk in &webp.chunks {
        let start = out.len();
        match &chunk.kind {
            b"XMP " => continue,
            b"EXIF" if !turned => continue,
            b"EXIF" => {
                let tiff = exif::upright(webp.orientation);
                out.extend(b"EXIF");
                out.extend(u32::try_from(tiff.len()).expect("some thirty bytes").to_le_bytes());
                out.extend(tiff);
            }
            _ => out.extend(&bytes[chunk.whole.clone()]),
        }
        if &chunk.kind == b"VP8X" {
            let kept = if turned { !HAS_XMP } else { !(HAS_XMP | HAS_EXIF) };
            out[start + 8] &= kept;
        }
        if (out.len() - start) % 2 == 1 {
            out.push(0);
        }
    }
    let length = u32::try_from(out.len() - 8).unwrap_or(u32::MAX);
    out[4..8].copy_from_slice(&length.to_le_bytes());
    out
}
