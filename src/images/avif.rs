//! AVIF: the size of its image, and what it says besides. ISO 14496-12 boxes, and the items and properties of ISO 23008-12.

use super::{
    exif,
    isobmff::{self, Kind},
};

/// What the head of an AVIF says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avif {
    /// Pixels, as they are shown.
    pub size: (u32, u32),
    /// Whether it says where it was taken.
    pub has_location: bool,
}

/// Reads the head; none when it is no AVIF, or does not say how large it is.
pub fn read(bytes: &[u8]) -> Option<Avif> {
    let brand = bytes.get(4..12)?;
    if !matches!(brand, b"ftypavif" | b"ftypavis" | b"ftypmif1") {
        return None;
    }
    let mut found = Found::default();
    look(isobmff::meta(bytes)?, &mut found);
    let (width, height) = found.size?;
    let has_location = isobmff::items(bytes).iter().any(|item| {
        let body = item.bytes(bytes);
        match item.kind {
            Kind::Exif => exif::read(tiff_of(&body)).has_location,
            Kind::Mime => exif::xmp_has_location(&body),
        }
    });
    Some(Avif { size: if found.is_turned { (height, width) } else { (width, height) }, has_location })
}

#[derive(Default)]
struct Found {
    size: Option<(u32, u32)>,
    is_turned: bool,
}

/// Looks through the boxes that lie side by side in `bytes`.
fn look(bytes: &[u8], found: &mut Found) {
    for (kind, body) in isobmff::boxes(bytes) {
        match kind {
            b"iprp" | b"ipco" => look(body, found),
            b"ispe" => {
                let size = isobmff::number(body, 4, 4).zip(isobmff::number(body, 8, 4));
                let size = size.and_then(|(width, height)| {
                    Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?))
                });
                let area = |size: &(u32, u32)| u64::from(size.0) * u64::from(size.1);
                // Tiles and thumbnails have sizes too, and smaller ones.
                let sizes =
                    found.size.into_iter().chain(size.filter(|(width, height)| *width > 0 && *height > 0));
                found.size = sizes.max_by_key(area);
            }
            b"irot" => found.is_turned |= body.first().is_some_and(|angle| angle % 2 == 1),
            _ => {}
        }
    }
}

/// The block of Exif in an item, which begins with how far away it is.
fn tiff_of(item: &[u8]) -> &[u8] {
    let start = isobmff::number(item, 0, 4).and_then(|away| usize::try_from(away).ok()?.checked_add(4));
    start.and_then(|start| item.get(start..)).unwrap_or_default()
}

/// The same image with empty Exif and XMP. Its bytes keep their places, which the head names; how it stands is a property of
/// the image, not of its Exif.
pub fn without_metadata(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for item in isobmff::items(bytes) {
        // A block of Exif without entries; what is behind it nobody reads.
        let (head, fill) = match item.kind {
            Kind::Exif => (b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0".as_slice(), 0),
            Kind::Mime => (b"".as_slice(), b' '),
        };
        let places = item.places.into_iter().flatten();
        let filled = head.iter().copied().chain(std::iter::repeat(fill));
        for (place, byte) in places.zip(filled) {
            out[place] = byte;
        }
    }
    out
}
