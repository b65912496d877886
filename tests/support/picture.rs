//! Small pictures, made of numbers.

use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};

fn pixels(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_le_bytes()[3]
    };
    (0..width * height * 3).map(|_| next()).collect()
}

/// A PNG whose bytes follow from its size and the seed.
pub fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new(&mut out);
    encoder.write_image(&pixels(width, height, seed), width, height, ExtendedColorType::Rgb8).expect("small");
    out
}

/// A PNG that may be damaged in its middle.
#[allow(dead_code, reason = "not every test damages one")]
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    png(width, height, 1)
}

/// A JPEG with this orientation, and with a place if asked.
pub fn jpeg(width: u32, height: u32, orientation: u8, place: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 90);
    encoder.write_image(&pixels(width, height, 2), width, height, ExtendedColorType::Rgb8).expect("small");
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0]);
    if place {
        // The directory of places.
        tiff[9] = 2;
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0]);
    }
    tiff.extend([0; 4]);
    let length = u16::try_from(8 + tiff.len()).expect("small").to_be_bytes();
    let segment = [b"\xff\xe1".as_slice(), &length, b"Exif\0\0", &tiff].concat();
    out.splice(2..2, segment);
    out
}
