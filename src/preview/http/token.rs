//! The secret of one run.

use std::fmt;

/// A secret that only pages of this run know. 128 random bits, given by the caller.
#[derive(Clone, Copy)]
pub struct Token([u8; 16]);

impl Token {
    /// A token of random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// Whether a text is this token, without telling by the time it takes where they differ.
    pub(super) fn is(&self, text: &str) -> bool {
        // Equality of hashes takes the same time wherever they differ, and hides the length.
        blake3::hash(text.as_bytes()) == blake3::hash(self.to_string().as_bytes())
    }
}

/// 32 hexadecimal digits, as they stand in an address.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Without the secret, since it may end in a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_digits_are_it() {
        let token = Token::new([0xab; 16]);
        assert_eq!(token.to_string(), "ab".repeat(16));
        assert!(token.is(&"ab".repeat(16)));
        for other in ["", "ab", &"AB".repeat(16), &"ab".repeat(17), &format!("{}ac", "ab".repeat(15))] {
            assert!(!token.is(other), "{other:?} was taken");
        }
        assert_eq!(format!("{token:?}"), "Token");
    }
}
