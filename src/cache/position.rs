//! Reading and writing at a place of a file, from any thread, without a cursor that all share.

use std::{fs::File, io};

/// Fills `bytes` from the file at `start`.
#[cfg(unix)]
pub fn read(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Writes all of `bytes` into the file at `start`.
#[cfg(unix)]
pub fn write(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, start)
}

/// Fills `bytes` from the file at `start`.
#[cfg(windows)]
pub fn read(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let length = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[length..];
        start += length as u64;
    }
    Ok(())
}

/// Writes all of `bytes` into the file at `start`.
#[cfg(windows)]
pub fn write(file: &File, mut bytes: &[u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let length = std::os::windows::fs::FileExt::seek_write(file, bytes, start)?;
        if length == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[length..];
        start += length as u64;
    }
    Ok(())
}
