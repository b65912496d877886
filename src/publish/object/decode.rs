//! Reads back what `publish::encode` made, to compare it with what is to be sent.

use crate::{config::Encoding, digest::Digest};
use std::io::{self, Read as _};

/// Bytes that Brotli unpacks at a time.
const BUFFER: usize = 4_096;

/// Digest and size of the text that was encoded so; no more than `most` bytes are unpacked.
///
/// # Errors
/// It is damaged.
pub fn digest_decoded(encoding: Encoding, bytes: &[u8], most: u64) -> io::Result<(Digest, u64)> {
    match encoding {
        Encoding::Gzip => Digest::of_reader(flate2::read::MultiGzDecoder::new(bytes).take(most)),
        Encoding::Brotli => {
            Digest::of_reader(brotli_decompressor::Decompressor::new(bytes, BUFFER).take(most))
        }
        Encoding::Zstd => Digest::of_reader(zstd::stream::Decoder::new(bytes)?.take(most)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::encode::encode;

    #[test]
    fn each_form_reads_back() {
        let text = "A line of some text, and another one. ".repeat(300).into_bytes();
        let whole = (Digest::of(&text), text.len() as u64);
        for (name, encoding) in Encoding::NAMES {
            let made = encode(encoding, &text).expect("memory");
            assert_eq!(digest_decoded(encoding, &made, u64::MAX).expect("readable"), whole, "{name}");
            let (_, size) = digest_decoded(encoding, &made, 10).expect("readable");
            assert_eq!(size, 10, "{name}: no more is unpacked");
        }
    }
}
