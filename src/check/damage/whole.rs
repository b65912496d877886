//! Texts and lines that are damaged from end to end.
//!
//! A short piece may be too little to judge by itself: `Ñ–` is `і`, a word of Ukrainian. Where nearly all that is not ASCII
//! is UTF-8 in an encoding, and most of it certainly damage, what remains is damage by the same program.

use super::{
    Found,
    encoding::{Encoding, SINGLE},
    scan::{Chain, repaired},
    single::{LEAST_ODD, around},
    wide::Whole,
};
use std::ops::Range;

/// How many characters must be certain for each that is not.
const CERTAIN_TO_ONE: usize = 3;

/// Something that can be undone.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    /// Characters that are not ASCII.
    chars: usize,
    /// Those of them that are certain, or odd at the least.
    sure: usize,
    repaired: String,
}

/// Adds what is damage because everything around it is.
pub fn add(text: &str, chains: &[Chain], wholes: &[Whole], found: &mut Vec<Found>) {
    for encoding in Encoding::ALL {
        let mut certain: Vec<(Range<usize>, i32)> = found
            .iter()
            .filter(|found| found.encoding == encoding)
            .map(|found| (found.range.clone(), found.gain))
            .collect();
        if certain.is_empty() {
            continue;
        }
        certain.sort_by_key(|(range, _)| range.start);
        let pieces = pieces(text, encoding, chains, wholes, &certain);
        if let Some(gain) = is_whole(text, 0..text.len(), &pieces, &certain) {
            found.retain(|found| found.encoding != encoding);
            found.extend(pieces.into_iter().map(|piece| piece.found(encoding, gain)));
            continue;
        }
        by_line(text, encoding, &pieces, &certain, found);
    }
}

fn by_line(
    text: &str,
    encoding: Encoding,
    pieces: &[Piece],
    certain: &[(Range<usize>, i32)],
    found: &mut Vec<Found>,
) {
    let mut at = 0;
    let (mut pieces, mut certain) = (pieces, certain);
    let (mut lines, mut added): (Vec<Range<usize>>, Vec<Found>) = (Vec::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        let line = at..at + line.len();
        at = line.end;
        let (here, further) = pieces.split_at(pieces.partition_point(|piece| piece.range.start < line.end));
        let (sure, later) = certain.split_at(certain.partition_point(|(range, _)| range.start < line.end));
        (pieces, certain) = (further, later);
        if sure.is_empty() {
            continue;
        }
        if let Some(gain) = is_whole(text, line.clone(), here, sure) {
            lines.push(line);
            added.extend(here.iter().map(|piece| piece.found(encoding, gain)));
        }
    }
    let is_in = |at: usize| {
        let before = lines.partition_point(|line| line.start <= at);
        before.checked_sub(1).is_some_and(|last| lines[last].contains(&at))
    };
    found.retain(|found| found.encoding != encoding || !is_in(found.range.start));
    found.append(&mut added);
}

impl Piece {
    fn found(&self, encoding: Encoding, gain: i32) -> Found {
        Found { range: self.range.clone(), encoding, repaired: self.repaired.clone(), gain }
    }
}

fn pieces(
    text: &str,
    encoding: Encoding,
    chains: &[Chain],
    wholes: &[Whole],
    certain: &[(Range<usize>, i32)],
) -> Vec<Piece> {
    let mut certain = certain.iter().map(|(range, _)| range.clone()).peekable();
    let mut piece = |range: &Range<usize>, repaired: String| {
        let chars = text[range.clone()].chars().count();
        let mut sure = 0;
        while let Some(certain) = certain.next_if(|certain| certain.start < range.end) {
            sure += text[certain].chars().count();
        }
        let is_odd = around(text, range, &text[range.clone()]).0 >= LEAST_ODD;
        Piece { range: range.clone(), chars, sure: if is_odd { chars } else { sure }, repaired }
    };
    if (encoding as usize) < SINGLE {
        let chains = chains.iter().filter(|chain| chain.encoding == encoding);
        chains.map(|chain| piece(&chain.range, repaired(text, chain))).collect()
    } else {
        let wholes = wholes.iter().filter(|whole| whole.encoding == encoding);
        wholes.map(|whole| piece(&whole.range, whole.repaired.clone())).collect()
    }
}

/// Whether nearly all of a place can be undone and most of that is certain; then how certain it is together.
fn is_whole(
    text: &str,
    place: Range<usize>,
    pieces: &[Piece],
    certain: &[(Range<usize>, i32)],
) -> Option<i32> {
    let chars: usize = pieces.iter().map(|piece| piece.chars).sum();
    let sure: usize = pieces.iter().map(|piece| piece.sure).sum();
    let mut others = text[place]
        .chars()
        .filter(|c| !c.is_ascii())
        .fold((0, 0), |(all, lost), c| if c == '\u{fffd}' { (all, lost + 1) } else { (all + 1, lost) });
    others.0 -= chars.min(others.0);
    let (others, lost) = others;
    // What is lost takes up to two characters before it along.
    let is_whole = others <= 2 * lost && (chars - sure.min(chars)) * CERTAIN_TO_ONE <= sure;
    let is_text = || pieces.iter().all(|piece| piece.repaired.chars().enumerate().all(is_possible(piece)));
    (is_whole && is_text()).then(|| certain.iter().map(|(_, gain)| *gain).fold(0, i32::saturating_add))
}

/// Whether a character can be in a text; a byte-order mark can be at its beginning.
fn is_possible(piece: &Piece) -> impl Fn((usize, char)) -> bool {
    let is_start = piece.range.start == 0;
    move |(number, c)| (is_start && number == 0 && c == '\u{feff}') || super::class::rarity(c).is_some()
}
