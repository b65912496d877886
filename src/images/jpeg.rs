//! JPEG: its segments. [ITU T.81](https://www.w3.org/Graphics/JPEG/itu-t81.pdf), annex B.

use super::exif::{self, Exif, PREFIX, contains, xmp_has_location};
use std::ops::Range;

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const LONG_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// A JPEG, taken apart.
pub struct Jpeg {
    /// Width and height as they are stored.
    pub size: (u32, u32),
    /// Which way is up.
    pub orientation: u8,
    /// Whether it says where it was taken.
    pub has_location: bool,
    /// Whether its end is missing.
    pub is_cut_off: bool,
    segments: Vec<Segment>,
    end: usize,
}

/// A segment with its marker.
struct Segment {
    kind: u8,
    whole: Range<usize>,
}

/// Takes a JPEG apart; none when it has no size.
pub fn read(bytes: &[u8]) -> Option<Jpeg> {
    let (segments, end) = segments(bytes)?;
    let size = segments.iter().find_map(|segment| size_of(segment, bytes))?;
    let mut jpeg = Jpeg {
        size,
        orientation: 1,
        has_location: false,
        is_cut_off: end.is_none(),
        segments,
        end: end.unwrap_or(bytes.len()),
    };
    for segment in &jpeg.segments {
        let body = &bytes[segment.whole.clone()][4..];
        if segment.kind == 0xe1 && body.starts_with(PREFIX) {
            let Exif { orientation, has_location } = exif::read(body);
            jpeg.orientation = orientation;
            jpeg.has_location |= has_location;
        } else if segment.kind == 0xe1 && is_xmp(body) {
            jpeg.has_location |= xmp_has_location(body);
        }
    }
    // Phones put further pictures behind the first, each with its own Exif.
    jpeg.has_location |= tail_has_location(&bytes[jpeg.end..]);
    Some(jpeg)
}

fn is_xmp(body: &[u8]) -> bool {
    body.starts_with(XMP) || body.starts_with(LONG_XMP)
}

fn tail_has_location(tail: &[u8]) -> bool {
    let blocks = tail.windows(PREFIX.len()).enumerate().filter(|(_, window)| *window == PREFIX);
    let mut blocks = blocks.map(|(at, _)| exif::read(&tail[at..]));
    blocks.any(|exif| exif.has_location) || xmp_has_location(tail) || contains(tail, b"\xa9xyz")
}

/// The segments before and between scans, and where the image ends, if it does.
fn segments(bytes: &[u8]) -> Option<(Vec<Segment>, Option<usize>)> {
    bytes.strip_prefix(b"\xff\xd8")?;
    let mut segments = Vec::new();
    let mut at = 2;
    loop {
        let Some(kind) = marker(bytes, &mut at) else { return Some((segments, None)) };
        match kind {
            0xd9 => return Some((segments, Some(at + 2))),
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => {
                let Some(length) = bytes.get(at + 2..at + 4) else { return Some((segments, None)) };
                let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                let end = at + 2 + length;
                if length < 2 || end > bytes.len() {
                    return Some((segments, None));
                }
                segments.push(Segment { kind, whole: at..end });
                at = end;
            }
        }
    }
}

/// Moves on to the next marker, over fill bytes and what is coded of the image, and gives its kind.
fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let found = bytes.get(*at..)?.iter().position(|byte| *byte == 0xff)?;
        *at += found;
        match *bytes.get(*at + 1)? {
            0x00 => *at += 2,
            0xff => *at += 1,
            kind => return Some(kind),
        }
    }
}

fn size_of(segment: &Segment, bytes: &[u8]) -> Option<(u32, u32)> {
    let is_frame = matches!(segment.kind, 0xc0..=0xcf) && !matches!(segment.kind, 0xc4 | 0xc8 | 0xcc);
    let body = &bytes[segment.whole.clone()];
    let side = |at: usize| Some(u32::from(u16::from_be_bytes([*body.get(at)?, *body.get(at + 1)?])));
    if !is_frame {
        return None;
    }
    Some((side(7)?, side(5)?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The same image without Exif, XMP and what follows it, standing as before.
pub fn without_metadata(bytes: &[u8], jpeg: &Jpeg) -> Vec<u8> {
    let mut out = bytes[..2].to_vec();
    if jpeg.orientation != 1 {
        let tiff = exif::upright(jpeg.orientation);
        let length = u16::try_from(2 + PREFIX.len() + tiff.len()).expect("some thirty bytes");
        out.extend(b"\xff\xe1");
        out.extend(length.to_be_bytes());
        out.extend(PREFIX);
        out.extend(tiff);
    }
    let mut at = 2;
    for segment in &jpeg.segments {
        let body = &bytes[segment.whole.clone()][4..];
        let leads_behind = segment.kind == 0xe2 && body.starts_with(b"MPF\0");
        if segment.kind == 0xe1 || leads_behind {
            out.extend(&bytes[at..segment.whole.start]);
            at = segment.whole.end;
        }
    }
    out.extend(&bytes[at..jpeg.end]);
    out
}
