//! Damage in encodings of two bytes.
//!
//! There a character of the damaged text is two bytes of UTF-8 and seldom begins where a character began, so that a
//! stretch is taken as a whole or not at all: all of it must be valid UTF-8 again. That by itself is rare, and what came of
//! damage is made of characters that hardly a text has (`鈥`, `縺`, `챕`), or stands within a Latin word.

use super::{
    Found,
    class::{self, Class},
    encoding::{Encoding, SINGLE, TWO_BYTES, TwoBytes},
    scan::{Letters, stretches},
};
use icu_properties::props::Script;
use std::ops::Range;

/// How odd a damaged form must be, and how much less its repair.
const LEAST_ODD: i32 = 2;
const LEAST_GAIN: i32 = 3;

/// A stretch that is UTF-8 in an encoding.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Which it is.
    pub encoding: Encoding,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// As UTF-8.
    pub repaired: String,
}

/// All stretches that are UTF-8 as a whole in an encoding of two bytes; their letters are counted.
pub fn wholes(text: &str, letters: &mut Letters) -> Vec<Whole> {
    let mut found = Vec::new();
    for range in stretches(text) {
        let stretch = &text[range.clone()];
        // Nothing that is damaged in these encodings is without a character of the East.
        if !stretch.chars().next().is_some_and(|c| c >= '\u{2000}' || TWO_BYTES[0].code(c).is_some()) {
            continue;
        }
        for (number, table) in TWO_BYTES.iter().enumerate() {
            if let Some(repaired) = read(stretch, table) {
                let encoding = Encoding::ALL[SINGLE + number];
                letters.chain(stretch, encoding);
                found.push(Whole { encoding, range: range.clone(), repaired });
            }
        }
    }
    found
}

/// A stretch as UTF-8. Ends at the first character that cannot be, which in other text is the first or the second.
fn read(stretch: &str, table: &TwoBytes) -> Option<String> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut good = 0;
    for c in stretch.chars() {
        let code = table.code(c)?.to_be_bytes();
        bytes.extend(code.into_iter().skip(usize::from(code[0] == 0)));
        match std::str::from_utf8(&bytes[good..]) {
            Ok(_) => good = bytes.len(),
            Err(error) if error.error_len().is_none() => good += error.valid_up_to(),
            Err(_) => return None,
        }
    }
    String::from_utf8(bytes).ok().filter(|repaired| !repaired.is_ascii())
}

/// Those that are damage.
pub fn find(text: &str, wholes: &[Whole], letters: &Letters) -> Vec<Found> {
    let (certain, others): (Vec<_>, Vec<_>) = wholes
        .iter()
        .filter_map(|whole| judged(text, whole, letters))
        .partition(|judged| judged.odd >= LEAST_ODD && judged.found.gain >= judged.least);
    let mut is_certain = [false; Encoding::ALL.len()];
    for judged in &certain {
        is_certain[judged.found.encoding as usize] = true;
    }
    let likely = others.into_iter().filter(|other| {
        is_certain[other.found.encoding as usize] && other.found.gain >= 1 && other.is_foreign
    });
    certain.into_iter().chain(likely).map(|judged| judged.found).collect()
}

#[derive(Debug)]
struct Judged {
    found: Found,
    odd: i32,
    least: i32,
    is_foreign: bool,
}

fn judged(text: &str, whole: &Whole, letters: &Letters) -> Option<Judged> {
    let Whole { encoding, range, repaired } = whole.clone();
    let stretch = &text[range.clone()];
    let rare: i32 = repaired.chars().map(class::rarity).sum::<Option<i32>>()?;
    if is_mixed(&repaired) {
        return None;
    }
    let is_foreign = stretch.chars().map(Class::of).filter(|class| class.is_letter()).all(|class| {
        let (chained, others) = letters.of(class.script, encoding);
        others * 4 <= chained
    });
    let mut odd: i32 = stretch.chars().map(|c| class::rarity(c).unwrap_or(3).min(3)).sum();
    // A rare character by itself stands in lists of rare characters.
    let is_one = stretch.chars().nth(1).is_none() && repaired.chars().all(|c| Class::of(c).is_letter());
    odd = if is_one { 0 } else { odd };
    odd += in_a_word(text, &range, &repaired) * (1 + i32::from(is_foreign));
    let expected: i32 = repaired.chars().map(class::expected).sum();
    let chars: Vec<Class> = repaired.chars().map(Class::of).collect();
    let is_word =
        |pair: &&[Class]| pair[0].is_letter() && pair[1].is_letter() && pair[0].script == pair[1].script;
    let pairs = i32::try_from(chars.windows(2).filter(is_word).count()).unwrap_or(i32::MAX / 8);
    let steps = class::walk(class::EDGE, &repaired).0;
    let gain = odd + expected + pairs + i32::from(is_foreign) - rare - steps;
    // Characters of the East that become others of the East are what is most often so by accident.
    let is_east = repaired.chars().all(|c| c >= '\u{2e80}');
    let least = if is_east { LEAST_GAIN + 2 } else { LEAST_GAIN };
    Some(Judged { found: Found { range, encoding, repaired, gain }, odd, least, is_foreign })
}

/// Whether a text has letters of several scripts, as what is UTF-8 by accident has.
fn is_mixed(text: &str) -> bool {
    let east = |script| match script {
        Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => Script::Han,
        other => other,
    };
    let letters = text.chars().filter(|c| !c.is_ascii()).map(Class::of).filter(|class| class.is_letter());
    let mut scripts = letters
        .map(|class| east(class.script))
        .filter(|script| !matches!(*script, Script::Common | Script::Inherited));
    let first = scripts.next();
    scripts.any(|script| Some(script) != first)
}

/// On how many sides a stretch that becomes Latin letters or signs of print stands against a small Latin letter.
fn in_a_word(text: &str, range: &Range<usize>, repaired: &str) -> i32 {
    if !repaired.chars().all(|c| c < '\u{250}' || ('\u{2000}'..'\u{2100}').contains(&c)) {
        return 0;
    }
    let is_small = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    i32::from(is_small(text[..range.start].chars().next_back()))
        + i32::from(is_small(text[range.end..].chars().next()))
}
