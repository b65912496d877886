//! Places in a body to places in its file.
//!
//! Owns the counting of lines and columns for many places at once: one sweep, so that a line of ten megabytes
//! with a million links costs no more than its length.

use super::Origin;
use crate::diagnostic::Position;
use std::ops::Range;

/// The positions of ranges of `body`, in the order of the ranges.
pub(super) fn locate(body: &str, ranges: &[Range<usize>], origin: Origin) -> Vec<Position> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|index| ranges[*index].start);
    let mut positions = vec![Position::default(); ranges.len()];
    let (mut at, mut line, mut column) = (0, origin.line, 1);
    for index in order {
        let range = &ranges[index];
        let start = body.floor_char_boundary(range.start).max(at);
        let passed = &body[at..start];
        line += passed.bytes().filter(|byte| *byte == b'\n').count();
        column = match passed.rfind('\n') {
            Some(newline) => passed[newline + 1..].chars().count() + 1,
            None => column + passed.chars().count(),
        };
        at = start;
        positions[index] = Position {
            line: number(line),
            column: number(column),
            byte_start: number(origin.byte + start),
            byte_end: number(origin.byte + range.end.max(start)),
        };
    }
    positions
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let body = "ab\ncüd\n\nx";
        let origin = Origin { byte: 10, line: 5 };
        let found = locate(body, &[9..10, 3..4, 6..7, 6..7], origin);
        let lines: Vec<_> = found.iter().map(|place| (place.line, place.column, place.byte_start)).collect();
        assert_eq!(lines, [(8, 1, 19), (6, 1, 13), (6, 3, 16), (6, 3, 16)]);
    }

    #[test]
    fn it_agrees_with_the_count_of_one_position() {
        let body = "日本\nx y\n";
        for at in 0..body.len() {
            let found = locate(body, std::slice::from_ref(&(at..at)), Origin::default())[0];
            assert_eq!((found.line, found.column), {
                let position = Position::of(body, at..at);
                (position.line, position.column)
            });
        }
    }
}
