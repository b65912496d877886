//! Compressed forms of texts, as servers send them: the same text always gives the same bytes.

use crate::config::Encoding;
use std::io::{self, Write as _};

/// How hard each tries, of 9, 11 and 22. The last steps of Brotli take ten times as long for some hundredths of a text.
const GZIP: flate2::Compression = flate2::Compression::new(9);
const BROTLI: i32 = 9;
const ZSTD: i32 = 19;

/// A text in this form.
///
/// # Errors
/// The encoder's library failed.
pub fn encode(encoding: Encoding, text: &[u8]) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), GZIP);
            encoder.write_all(text)?;
            encoder.finish()
        }
        Encoding::Brotli => {
            let mut made = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI,
                size_hint: text.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut &text[..], &mut made, &parameters)?;
            Ok(made)
        }
        Encoding::Zstd => zstd::bulk::compress(text, ZSTD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_short_and_always_the_same() {
        let text = "A line of some text, and another one. ".repeat(300).into_bytes();
        for (name, encoding) in Encoding::NAMES {
            let made = encode(encoding, &text).expect("memory");
            assert!(made.len() < text.len() / 10, "{name}: {}", made.len());
            assert_eq!(made, encode(encoding, &text).expect("memory"), "{name}");
        }
        // Neither the time nor the system is in it: RFC 1952, section 2.3.
        assert_eq!(encode(Encoding::Gzip, &text).expect("memory")[..10], [31, 139, 8, 0, 0, 0, 0, 0, 2, 255]);
    }
}
