//! AVIF: the size of its image. ISO 14496-12 boxes, and the properties of ISO 23008-12.

/// How deep boxes are looked into.
const DEPTH: usize = 3;

/// Width and height as they are shown; none when it is no AVIF or does not say.
pub fn read(bytes: &[u8]) -> Option<(u32, u32)> {
    let brand = bytes.get(4..12)?;
    if !matches!(brand, b"ftypavif" | b"ftypavis" | b"ftypmif1") {
        return None;
    }
    let mut found = Found::default();
    look(bytes, 0, &mut found);
    let (width, height) = found.size?;
    Some(if found.is_turned { (height, width) } else { (width, height) })
}

#[derive(Default)]
struct Found {
    size: Option<(u32, u32)>,
    is_turned: bool,
}

/// Looks through the boxes that lie side by side in `bytes`.
fn look(bytes: &[u8], depth: usize, found: &mut Found) {
    let mut rest = bytes;
    while let (Some(length), Some(kind)) = (long(rest, 0), rest.get(4..8)) {
        // A length of 0 leads to the end, and 1 to a longer number, which no box has that is looked into.
        let length = if length == 0 { rest.len() } else { length as usize };
        let Some(body) = rest.get(8..length) else { return };
        match kind {
            b"meta" if depth < DEPTH => look(body.get(4..).unwrap_or_default(), depth + 1, found),
            b"iprp" | b"ipco" if depth < DEPTH => look(body, depth + 1, found),
            b"ispe" => {
                let size =
                    long(body, 4).zip(long(body, 8)).filter(|(width, height)| *width > 0 && *height > 0);
                let area = |size: &(u32, u32)| u64::from(size.0) * u64::from(size.1);
                // Tiles and thumbnails have sizes too, and smaller ones.
                found.size = found.size.into_iter().chain(size).max_by_key(area);
            }
            b"irot" => found.is_turned |= body.first().is_some_and(|angle| angle % 2 == 1),
            _ => {}
        }
        rest = &rest[length..];
    }
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
