//! PNG: its chunks. [The specification](https://www.w3.org/TR/png-3/), section 5.

use super::exif::{self, xmp_has_location};
use std::ops::Range;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG, taken apart.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Png {
    /// Width and height as they are stored.
    pub size: (u32, u32),
    /// Which way is up.
    pub orientation: u8,
    /// Whether it has more than one frame.
    pub is_animated: bool,
    /// Whether its colours are numbers in a palette.
    pub has_palette: bool,
    /// Whether it says where it was taken.
    pub has_location: bool,
    /// Whether its end is missing.
    pub is_cut_off: bool,
    chunks: Vec<Chunk>,
}

/// A chunk with its length and its checksum.
struct Chunk {
    kind: [u8; 4],
    whole: Range<usize>,
}

impl Chunk {
    fn body<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.whole.start + 8..self.whole.end - 4]
    }
}

/// Takes a PNG apart; none when it has no size.
pub fn read(bytes: &[u8]) -> Option<Png> {
    let chunks = chunks(bytes)?;
    let head = chunks.first().filter(|chunk| &chunk.kind == b"IHDR")?.body(bytes);
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let size = Some((number(0)?, number(4)?)).filter(|(width, height)| *width > 0 && *height > 0)?;
    let mut png = Png {
        size,
        orientation: 1,
        is_animated: chunks.iter().any(|chunk| &chunk.kind == b"acTL"),
        has_palette: head.get(9) == Some(&3),
        has_location: false,
        is_cut_off: chunks.last().is_none_or(|chunk| &chunk.kind != b"IEND"),
        chunks,
    };
    for chunk in &png.chunks {
        let body = chunk.body(bytes);
        match &chunk.kind {
            b"eXIf" => {
                let exif = exif::read(body);
                png.orientation = exif.orientation;
                png.has_location |= exif.has_location;
            }
            b"iTXt" | b"tEXt" | b"zTXt" => png.has_location |= may_say_where(body),
            _ => {}
        }
    }
    Some(png)
}

/// Whether a text says where, or may: what is packed is not looked into.
fn may_say_where(text: &[u8]) -> bool {
    let packed = [b"Raw profile type exif".as_slice(), b"Raw profile type APP1", b"Raw profile type xmp"];
    packed.iter().any(|name| text.starts_with(name)) || xmp_has_location(text)
}

fn chunks(bytes: &[u8]) -> Option<Vec<Chunk>> {
    bytes.strip_prefix(SIGNATURE)?;
    let mut chunks = Vec::new();
    let mut at = SIGNATURE.len();
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = [head[4], head[5], head[6], head[7]];
        let end = at.checked_add(12).and_then(|end| end.checked_add(length));
        let Some(end) = end.filter(|end| *end <= bytes.len()) else { break };
        chunks.push(Chunk { kind, whole: at..end });
        at = end;
        if &kind == b"IEND" {
            break;
        }
    }
    Some(chunks)
}

/// The same image without Exif, texts that may say where, and what follows it, standing as before.
pub fn without_metadata(bytes: &[u8], png: &Png) -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    for chunk in &png.chunks {
        let is_text = matches!(&chunk.kind, b"iTXt" | b"tEXt" | b"zTXt");
        if &chunk.kind == b"eXIf" || is_text && may_say_where(chunk.body(bytes)) {
            continue;
        }
        out.extend(&bytes[chunk.whole.clone()]);
        if &chunk.kind == b"IHDR" && png.orientation != 1 {
            push_chunk(&mut out, *b"eXIf", &exif::upright(png.orientation));
        }
    }
    out
}

fn push_chunk(out: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    out.extend(u32::try_from(body.len()).expect("some thirty bytes").to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(body);
    let checksum = checksum(&out[start..]);
    out.extend(checksum.to_be_bytes());
}

/// CRC-32 as annex D has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
