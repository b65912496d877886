//! Digests of inputs: 128 bits of BLAKE3.
//!
//! Owns how values are turned into digests, so that equal inputs give equal digests on every machine. It does
//! no I/O and must not know what it digests.

use serde::{Deserialize, Serialize};
use std::{fmt, io};

/// 128 bits of a BLAKE3 hash: short enough to keep by the hundred thousand, long enough never to meet by
/// accident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::truncate(&blake3::hash(bytes))
    }

    /// The digest of everything that `reader` gives, and its length: the same as [`Digest::of`] those bytes,
    /// without holding them.
    pub fn of_reader(reader: impl io::Read) -> io::Result<(Self, u64)> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok((Self::truncate(&hasher.finalize()), hasher.count()))
    }

    /// The digest of a value, by its cached encoding.
    ///
    /// Two values of one type have the same digest only if they are equal.
    pub fn of_value<T: Serialize + ?Sized>(value: &T) -> Self {
        let mut hasher = Hasher::new("value");
        hasher.value(value);
        hasher.finish()
    }

    /// The sixteen bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// A digest from its sixteen bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The first `characters` hexadecimal digits, for file names.
    pub fn short(&self, characters: usize) -> String {
        let mut text = self.to_string();
        text.truncate(characters);
        text
    }

    /// Reads the 32 hexadecimal digits that [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 16];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    fn truncate(hash: &blake3::Hash) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&hash.as_bytes()[..16]);
        Self(short)
    }
}

/// A digest of bytes that come in pieces: the same as [`Digest::of`] all of them.
#[derive(Debug, Default)]
pub struct Running(blake3::Hasher);

impl Running {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest, and how many bytes there were.
    pub fn finish(&self) -> (Digest, u64) {
        (Digest::truncate(&self.0.finalize()), self.0.count())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Hexadecimal in formats for people, sixteen bytes in binary ones.
impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::parse(&text)
                .ok_or_else(|| serde::de::Error::custom("not a digest of 32 hexadecimal digits"))
        } else {
            <[u8; 16]>::deserialize(deserializer).map(Self)
        }
    }
}

/// Builds one digest from several parts. Each part carries its length, so that moving a byte from one part to
/// the next changes the digest.
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// A new digest for one `purpose`: the same parts under another purpose give another digest.
    pub fn new(purpose: &str) -> Self {
        let mut hasher = Self(blake3::Hasher::new());
        hasher.text(purpose);
        hasher
    }

    /// Adds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
        self
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// Adds another digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.0.update(&digest.0);
        self
    }

    /// Adds a value by its cached encoding.
    pub fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        // Our own types hold nothing that the encoding refuses (sequences of unknown length, for one).
        let bytes = postcard::to_stdvec(value).expect("every digested type has a cached encoding");
        self.bytes(&bytes)
    }

    /// The digest of all parts so far.
    pub fn finish(&self) -> Digest {
        Digest::truncate(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_borders() {
        let digest = |left: &str, right: &str| Hasher::new("test").text(left).text(right).finish();
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
    }

    #[test]
    fn purpose_separates() {
        assert_ne!(Hasher::new("a").finish(), Hasher::new("b").finish());
    }

    #[test]
    fn streams_have_the_digest_of_their_bytes() {
        let bytes = vec![7; 200_000];
        assert_eq!(Digest::of_reader(&bytes[..]).expect("memory"), (Digest::of(&bytes), 200_000));
        let mut running = Running::default();
        bytes.chunks(999).for_each(|piece| running.update(piece));
        assert_eq!(running.finish(), (Digest::of(&bytes), 200_000));
    }

    #[test]
    fn text_form_reads_back() {
        let digest = Digest::of(b"sitegen");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(Digest::parse("zz"), None);
        assert_eq!(Digest::parse("ü".repeat(16).as_str()), None);
    }
}
