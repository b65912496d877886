//! The boxes of ISO 14496-12 and the items in them: where a file keeps Exif and XMP.
//!
//! Owns how boxes and items are found. It must not know what is in them. What is damaged is left out, and every place that
//! is answered lies in the file.

use std::ops::Range;

/// What is asked for: blocks beside the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Exif.
    Exif,
    /// A text of some media type, as XMP is.
    Mime,
}

/// A block beside the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Where its parts are in the file, in order.
    pub places: Vec<Range<usize>>,
}

impl Item {
    /// What it says.
    pub fn bytes(&self, file: &[u8]) -> Vec<u8> {
        self.places.iter().flat_map(|place| file[place.clone()].iter().copied()).collect()
    }
}

/// The boxes that lie side by side in `bytes`: kind and body.
pub fn boxes(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, kind) = (number(rest, 0, 4)?, rest.get(4..8)?.first_chunk()?);
        let (head, length) = match length {
            // It leads to the end.
            0 => (8, rest.len()),
            1 => (16, usize::try_from(number(rest, 8, 8)?).ok()?),
            length => (8, usize::try_from(length).ok()?),
        };
        let body = rest.get(head..length)?;
        rest = &rest[length..];
        Some((kind, body))
    })
}

/// The body of the box that describes the file, without version and flags.
pub fn meta(file: &[u8]) -> Option<&[u8]> {
    boxes(file).find(|(kind, _)| *kind == b"meta").and_then(|(_, body)| body.get(4..))
}

/// The blocks beside the image.
pub fn items(file: &[u8]) -> Vec<Item> {
    let Some(meta) = meta(file) else { return Vec::new() };
    let body = |wanted: &[u8; 4]| boxes(meta).find(|(kind, _)| *kind == wanted).map(|(_, body)| body);
    let (Some(infos), Some(locations)) = (body(b"iinf"), body(b"iloc")) else { return Vec::new() };
    let kinds = kinds(infos);
    let kind_of = |id: u64| kinds.iter().find(|(known, _)| *known == id).map(|(_, kind)| *kind);
    let idat = body(b"idat").map_or(0..0, |body| place_of(file, body));
    let mut found = Vec::new();
    // What is behind damage is left out.
    let _ = read_locations(locations, &mut |id, is_in_idat, offset, length| {
        let Some(kind) = kind_of(id) else { return };
        let area = if is_in_idat { idat.clone() } else { 0..file.len() };
        let Some(place) = within(&area, offset, length) else { return };
        match found.last_mut() {
            Some((last, Item { places, .. })) if *last == id => places.push(place),
            _ => found.push((id, Item { kind, places: vec![place] })),
        }
    });
    found.into_iter().map(|(_, item)| item).collect()
}

/// Numbers of the items that are asked for: `iinf`, of `infe` from version 2 on.
fn kinds(infos: &[u8]) -> Vec<(u64, Kind)> {
    let head = if infos.first() == Some(&0) { 6 } else { 8 };
    let entry = |(_, body): (&[u8; 4], &[u8])| {
        let width = match body.first()? {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        let kind = match body.get(4 + width + 2..)?.get(..4)? {
            b"Exif" => Kind::Exif,
            b"mime" => Kind::Mime,
            _ => return None,
        };
        Some((number(body, 4, width)?, kind))
    };
    boxes(infos.get(head..).unwrap_or_default()).filter_map(entry).collect()
}

/// Calls `each` with the number of an item, whether it lies in `idat`, and offset and length of each of its parts.
/// Ends where the box is damaged.
fn read_locations(body: &[u8], each: &mut dyn FnMut(u64, bool, u64, u64)) -> Option<()> {
    let version = *body.first()?;
    let (sizes, more) = (*body.get(4)?, *body.get(5)?);
    let size = |bits: u8| usize::from(bits & 0xf);
    let (offset_size, length_size, base_size) = (size(sizes >> 4), size(sizes), size(more >> 4));
    let index_size = if version == 0 { 0 } else { size(more) };
    let mut at = 6;
    let mut take = |width: usize| {
        let value = number(body, at, width);
        at += width;
        value
    };
    let id_size = if version < 2 { 2 } else { 4 };
    for _ in 0..take(id_size)? {
        let id = take(id_size)?;
        let is_in_idat = version > 0 && take(2)? & 0xf == 1;
        let is_elsewhere = take(2)? != 0;
        let base = take(base_size)?;
        for _ in 0..take(2)? {
            take(index_size)?;
            let (offset, length) = (base.checked_add(take(offset_size)?)?, take(length_size)?);
            if !is_elsewhere {
                each(id, is_in_idat, offset, length);
            }
        }
    }
    Some(())
}

/// A part of an area by offset and length, where a length of 0 means all; none where it is not inside.
fn within(area: &Range<usize>, offset: u64, length: u64) -> Option<Range<usize>> {
    let start = area.start.checked_add(usize::try_from(offset).ok()?)?;
    let end = if length == 0 { area.end } else { start.checked_add(usize::try_from(length).ok()?)? };
    (start <= end && end <= area.end).then_some(start..end)
}

/// Where a part of the file is in it.
fn place_of(file: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - file.as_ptr().addr();
    start..start + part.len()
}

/// A number of 0 to 8 bytes, the highest first.
pub fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    (width <= 8).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
