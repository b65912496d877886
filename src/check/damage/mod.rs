//! Damage by a wrong encoding: UTF-8 that was read in another encoding and saved again.
//!
//! `’` is three bytes in UTF-8; a program that takes them for windows-1252 shows and saves `â€™`. Such text is found by
//! undoing it: what can be written in an encoding and is UTF-8 then, and is likelier text than what stands there. This
//! module owns that question for any text. It must not know files, Markdown or rules.
//!
//! `scan` finds what could be undone, in one pass over the text; `single` and `wide` decide what of it is damage, by
//! how odd the one and the other text is (`class`). The texts of `tests` have 0 false alarms.

mod class;
mod encoding;
mod layers;
mod lost;
mod scan;
mod single;
mod whole;
mod wide;

pub use encoding::Encoding;
use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

/// How often text that was damaged more than once is looked at.
const MOST_TIMES: usize = 4;

/// A piece of text that was damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it was read in; of text that was damaged more than once, the last time.
    pub encoding: Encoding,
    /// How often it was damaged.
    pub times: usize,
    /// What it was before; none where that is not certain, or where a part is lost.
    pub repaired: Option<String>,
}

/// A piece that is likelier another.
#[derive(Debug, Clone)]
struct Found {
    range: Range<usize>,
    encoding: Encoding,
    repaired: String,
    /// How much likelier.
    gain: i32,
}

/// All damage of a text, in its order; none overlaps another. Takes time in proportion to what of the text is not ASCII.
pub fn find(text: &str) -> Vec<Damage> {
    let mut damages = once(text);
    for _ in 1..MOST_TIMES {
        if !repair_again(text, &mut damages) {
            break;
        }
    }
    for damage in &mut damages {
        damage.repaired.take_if(|repaired| repaired.contains(class::is_passing));
    }
    joined(text, damages)
}

/// The text with all damage undone that is certain.
pub fn repair(text: &str, damages: &[Damage]) -> String {
    let (mut repaired, mut at) = (String::with_capacity(text.len()), 0);
    for damage in damages {
        if let Some(piece) = &damage.repaired {
            repaired.push_str(&text[at..damage.range.start]);
            repaired.push_str(piece);
            at = damage.range.end;
        }
    }
    repaired.push_str(&text[at..]);
    repaired
}

fn once(text: &str) -> Vec<Damage> {
    if text.is_ascii() {
        return Vec::new();
    }
    let (chains, mut letters) = scan::chains(text);
    let wholes = wide::wholes(text, &mut letters);
    let mut found = single::find(text, &chains, &letters);
    found.extend(wide::find(text, &wholes, &letters));
    whole::add(text, &chains, &wholes, &mut found);
    let mut damages = chosen(found);
    lost::add(text, &mut damages);
    damages
}

/// Of what overlaps the likeliest. The same repair by several encodings has the name of the first of them; two repairs
/// that are as likely are no repair.
fn chosen(mut found: Vec<Found>) -> Vec<Damage> {
    found.sort_by_key(|found| (found.range.start, Reverse(found.range.end), found.encoding));
    let (mut damages, mut at) = (Vec::new(), 0);
    while at < found.len() {
        let mut end = found[at].range.end;
        let mut next = at + 1;
        while next < found.len() && found[next].range.start < end {
            end = end.max(found[next].range.end);
            next += 1;
        }
        choose(&found[at..next], &mut damages);
        at = next;
    }
    damages.sort_by_key(|damage| damage.range.start);
    damages
}

/// `group` is in the order of its ranges.
fn choose(group: &[Found], damages: &mut Vec<Damage>) {
    let mut order: Vec<&Found> = group.iter().collect();
    order.sort_by_key(|found| (Reverse(found.gain), found.range.start, found.encoding));
    // By where they begin: where they end.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for best in order {
        let range = best.range.clone();
        if taken.range(..range.end).next_back().is_some_and(|(_, end)| *end > range.start) {
            continue;
        }
        taken.insert(range.start, range.end);
        let key = |found: &Found| (found.range.start, Reverse(found.range.end));
        let first = group.partition_point(|other| key(other) < key(best));
        let rivals = || group[first..].iter().take_while(|other| other.range == range);
        let encoding =
            rivals().filter(|other| other.repaired == best.repaired).map(|other| other.encoding).min();
        let is_certain = rivals().all(|other| {
            other.repaired == best.repaired || other.gain.saturating_mul(3) < best.gain.saturating_mul(2)
        });
        let is_whole = !best.repaired.contains('\u{fffd}');
        damages.push(Damage {
            range: range.clone(),
            encoding: encoding.unwrap_or(best.encoding),
            times: 1,
            repaired: (is_certain && is_whole).then(|| best.repaired.clone()),
        });
    }
}

/// Looks for damage in what was repaired, and says whether there was some.
fn repair_again(text: &str, damages: &mut Vec<Damage>) -> bool {
    if damages.iter().all(|damage| damage.repaired.is_none()) {
        return false;
    }
    let repaired = repair(text, damages);
    let again = once(&repaired);
    let (merged, is_changed) = layers::merged(damages, &repaired, again);
    *damages = merged;
    is_changed
}

/// Pieces of one encoding with no more than blanks and signs between them, on one line, as one.
fn joined(text: &str, damages: Vec<Damage>) -> Vec<Damage> {
    let mut joined: Vec<Damage> = Vec::with_capacity(damages.len());
    for damage in damages {
        if let Some(last) = joined.last_mut()
            && let Some(repaired) = last.repaired.as_mut()
            && let Some(more) = damage.repaired.as_ref()
            && (last.encoding, last.times) == (damage.encoding, damage.times)
            && is_gap(&text[last.range.end..damage.range.start])
        {
            repaired.push_str(&text[last.range.end..damage.range.start]);
            repaired.push_str(more);
            last.range.end = damage.range.end;
            continue;
        }
        joined.push(damage);
    }
    joined
}

fn is_gap(between: &str) -> bool {
    between.len() <= 3
        && between.bytes().all(|byte| byte == b' ' || (byte.is_ascii_punctuation() && byte != b'`'))
}

#[cfg(test)]
mod tests;
