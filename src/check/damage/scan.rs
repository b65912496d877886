//! Where a text could be UTF-8 that was read in an encoding of one byte.
//!
//! Owns the walk over all text, which is the part that has to be fast: every stretch that is not ASCII is looked at once,
//! and a chain is what of it is valid UTF-8 again when it is written in an encoding. It must not judge what it finds:
//! `รถ`, a car in Thai, is a chain as well.

use super::{
    class::Class,
    encoding::{Encoding, Row, SINGLE, SINGLE_BYTES},
};
use icu_properties::props::Script;
use std::ops::Range;

/// Characters that are written in an encoding and are UTF-8 then, one beside the other.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Which it is.
    pub encoding: Encoding,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// How many letters a text has of each script, and how many of them are in chains.
#[derive(Debug)]
pub struct Letters {
    all: Counts,
    chained: Vec<Counts>,
}

impl Letters {
    fn new() -> Self {
        Self { all: Counts::default(), chained: vec![Counts::default(); Encoding::ALL.len()] }
    }

    /// Letters of a script: those in chains of an encoding, and all others.
    pub fn of(&self, script: Script, encoding: Encoding) -> (u32, u32) {
        let chained = self.chained[encoding as usize].of(script);
        (chained, self.all.of(script).saturating_sub(chained))
    }

    /// Counts letters of a text as in chains of an encoding.
    pub fn chain(&mut self, text: &str, encoding: Encoding) {
        let counts = &mut self.chained[encoding as usize];
        for c in text.chars().filter(|c| !c.is_ascii()) {
            counts.add(c);
        }
    }
}

/// Letters by script. A text has few, so that a list is faster than a map.
#[derive(Debug, Clone, Default)]
struct Counts(Vec<(Script, u32)>);

impl Counts {
    fn of(&self, script: Script) -> u32 {
        self.0.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count)
    }

    fn add(&mut self, c: char) {
        let class = Class::of(c);
        if !class.is_letter() {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == class.script) {
            Some((_, count)) => *count += 1,
            None => self.0.push((class.script, 1)),
        }
    }
}

/// What is not ASCII, each as long as it goes.
pub fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += ascii(&bytes[at..]);
        let start = at;
        at += bytes[at..].iter().take_while(|byte| !byte.is_ascii()).count();
        (start < at).then_some(start..at)
    })
}

/// Bytes of ASCII at the beginning.
fn ascii(bytes: &[u8]) -> usize {
    const PIECE: usize = 64;
    let whole = bytes.chunks_exact(PIECE).take_while(|piece| piece.is_ascii()).count() * PIECE;
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// A character with its place and what it is in the encodings.
type Placed = (usize, char, Row);

/// All chains, in the order of the text, and the letters.
pub fn chains(text: &str) -> (Vec<Chain>, Letters) {
    let (mut found, mut letters, mut chars): (_, _, Vec<Placed>) = (Vec::new(), Letters::new(), Vec::new());
    for stretch in stretches(text) {
        let table = &*SINGLE_BYTES;
        chars.clear();
        chars.extend(
            text[stretch.clone()].char_indices().map(|(at, c)| (stretch.start + at, c, table.row(c))),
        );
        for (_, c, _) in &chars {
            letters.all.add(*c);
        }
        let begun = chars.windows(2).fold(0, |begun, pair| begun | (pair[0].2.leads & pair[1].2.follows));
        for (number, encoding) in Encoding::ALL[..SINGLE].iter().enumerate() {
            if begun & (1 << number) != 0 {
                chains_in(&chars, stretch.end, *encoding, &mut found);
            }
        }
    }
    for chain in &found {
        letters.chain(&text[chain.range.clone()], chain.encoding);
    }
    (found, letters)
}

fn chains_in(chars: &[Placed], end: usize, encoding: Encoding, found: &mut Vec<Chain>) {
    let place = |number: usize| chars.get(number).map_or(end, |(at, ..)| *at);
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        while let Some((length, _)) = unit(&chars[at..], encoding) {
            at += length;
        }
        if at > start {
            found.push(Chain { encoding, range: place(start)..place(at) });
        } else {
            at += 1;
        }
    }
}

/// The characters at the beginning that are one character of UTF-8, and which.
fn unit(chars: &[Placed], encoding: Encoding) -> Option<(usize, char)> {
    let number = encoding as usize;
    let (first, second) = (chars.first()?.2, chars.get(1)?.2);
    if first.leads & second.follows & (1 << number) == 0 {
        return None;
    }
    let lead = first.first[number];
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let mut bytes = [0; 4];
    for (byte, (_, _, row)) in bytes[..length].iter_mut().zip(chars.get(..length)?) {
        *byte = row.further[number];
    }
    bytes[0] = lead;
    let c = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((length, c))
}

/// The characters of a chain: the bytes of each in the text, and what it is as UTF-8.
pub fn units(text: &str, chain: &Chain) -> Vec<(Range<usize>, char)> {
    let base = chain.range.start;
    let chars: Vec<Placed> =
        text[chain.range.clone()].char_indices().map(|(at, c)| (base + at, c, SINGLE_BYTES.row(c))).collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some((length, c)) = unit(&chars[at..], chain.encoding) {
        let end = chars.get(at + length).map_or(chain.range.end, |(end, ..)| *end);
        found.push((chars[at].0..end, c));
        at += length;
    }
    found
}

/// A chain as UTF-8.
pub fn repaired(text: &str, chain: &Chain) -> String {
    units(text, chain).into_iter().map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_what_is_not_ascii() {
        let text = format!("{}é{}日本 ü", "a".repeat(130), "b".repeat(3));
        let found: Vec<&str> = stretches(&text).map(|range| &text[range]).collect();
        assert_eq!(found, ["é", "日本", "ü"]);
        assert_eq!(stretches("plain").count(), 0);
    }

    #[test]
    fn chains_are_utf_8_in_their_encoding() {
        let text = "itâ€™s รถ";
        let (found, letters) = chains(text);
        let of = |encoding| {
            let of: Vec<_> = found.iter().filter(|chain| chain.encoding == encoding).collect();
            of.iter().map(|chain| &text[chain.range.clone()]).collect::<Vec<_>>()
        };
        assert_eq!(of(Encoding::Windows1252), ["â€™"]);
        assert_eq!(of(Encoding::Windows874), ["รถ"]);
        assert_eq!(letters.of(Script::Thai, Encoding::Windows874), (2, 0));
        let chain = Chain { encoding: Encoding::Windows1252, range: 2..text.find('s').expect("there") };
        assert_eq!(units(text, &chain), [(2..chain.range.end, '’')]);
    }
}
