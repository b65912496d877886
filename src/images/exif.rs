//! Exif: the two things in it that matter here, which way is up and whether it says where.

/// What begins an Exif block in a JPEG, and in some WebP files.
pub const PREFIX: &[u8] = b"Exif\0\0";

const ORIENTATION: u16 = 0x0112;
const GPS: u16 = 0x8825;

/// What a block of Exif says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exif {
    /// From 1 to 8, as TIFF counts them; 1 is upright.
    pub orientation: u8,
    /// Whether it has a directory of places.
    pub has_location: bool,
}

/// Reads a block, with or without its prefix. One that cannot be read says nothing.
pub fn read(block: &[u8]) -> Exif {
    let tiff = block.strip_prefix(PREFIX).unwrap_or(block);
    parse(tiff).unwrap_or(Exif { orientation: 1, has_location: false })
}

fn parse(tiff: &[u8]) -> Option<Exif> {
    let order = match tiff.get(..4)? {
        b"II*\0" => Order::Little,
        b"MM\0*" => Order::Big,
        _ => return None,
    };
    let start = usize::try_from(order.long(tiff, 4)?).ok()?;
    let count = usize::from(order.short(tiff, start)?);
    let mut exif = Exif { orientation: 1, has_location: false };
    for number in 0..count {
        let Some(entry) = start.checked_add(2 + number * 12) else { break };
        let Some(tag) = order.short(tiff, entry) else { break };
        match tag {
            ORIENTATION => {
                let value = order.short(tiff, entry + 8).and_then(|value| u8::try_from(value).ok());
                exif.orientation = value.filter(|value| (1..=8).contains(value)).unwrap_or(1);
            }
            GPS => exif.has_location = true,
            _ => {}
        }
    }
    Some(exif)
}

/// The order of bytes in a number.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn short(self, bytes: &[u8], at: usize) -> Option<u16> {
        let bytes = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        })
    }
}

/// A block that says which way is up and nothing else, without prefix.
pub fn upright(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Whether a text of XMP says where.
pub fn xmp_has_location(xmp: &[u8]) -> bool {
    contains(xmp, b"GPSL") || contains(xmp, b"G\0P\0S\0L")
}

/// Whether `bytes` has `part` in it.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
