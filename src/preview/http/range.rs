//! Parts of a file.

use http_range_header::{EndPosition, StartPosition, parse_range_header};
use std::ops::Range;

/// What a `Range` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: it says nothing that we know, or asks for several parts.
    Whole,
    /// One part.
    Part(Range<usize>),
    /// A part that the file does not have.
    Nothing,
}

/// Reads a `Range` for a file of so many bytes.
pub(super) fn wanted(header: &str, length: usize) -> Wanted {
    let Ok(parsed) = parse_range_header(header) else { return Wanted::Whole };
    let [range] = parsed.ranges[..] else { return Wanted::Whole };
    let index = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
    let start = match range.start {
        StartPosition::Index(start) => index(start),
        StartPosition::FromLast(count) => length.saturating_sub(index(count)),
    };
    let end = match range.end {
        EndPosition::LastByte => length,
        EndPosition::Index(last) if index(last) < start => return Wanted::Whole,
        EndPosition::Index(last) => index(last).saturating_add(1).min(length),
    };
    if start < end { Wanted::Part(start..end) } else { Wanted::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_or_all() {
        for (header, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=2-4", Wanted::Part(2..5)),
            ("bytes=2-", Wanted::Part(2..10)),
            ("bytes=2-99", Wanted::Part(2..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-99", Wanted::Part(0..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=10-20", Wanted::Nothing),
            ("bytes=18446744073709551615-", Wanted::Nothing),
            ("bytes=0-18446744073709551615", Wanted::Part(0..10)),
            ("bytes=4-2", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=99999999999999999999-", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(wanted(header, 10), expected, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
        assert_eq!(wanted("bytes=-5", 0), Wanted::Nothing);
    }
}
