//! A buffer that refuses to grow without bound.

use std::io;

/// Bytes up to a limit; writing past it fails and stays failed.
pub struct Capped {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Capped {
    /// An empty buffer.
    pub fn new(limit: usize) -> Self {
        Self { bytes: Vec::with_capacity(16 << 10), limit, full: false }
    }

    /// Whether more was written than fits.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            self.full = true;
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_limit_holds() {
        let mut out = Capped::new(4);
        assert!(out.write_all(b"1234").is_ok());
        assert!(out.write_all(b"5").is_err());
        assert!(out.is_full());
        assert_eq!(out.into_bytes(), b"1234");
    }
}
