//! Which chains are damage.
//!
//! Of each character of a chain it is asked whether the text is less odd with it as it stands or as it is as UTF-8; the
//! way through the chain that is least odd is taken, and what of it is repaired must be much less odd than what stood
//! there. That leaves alone what is a chain by chance: `É»` in `«CAFÉ»` would be a letter of phonetics, `รณ` in `รณรงค์`
//! an `ó` between Thai letters.

use super::{
    Found,
    class::{self, Class, EDGE, step, walk},
    encoding::Encoding,
    scan::{Chain, Letters, units},
};
use icu_properties::props::Script;
use std::ops::Range;

/// How odd a damaged form must be.
pub const LEAST_ODD: i32 = 2;
/// How much less odd its repair must be.
const LEAST_GAIN: i32 = 3;
/// From how many characters on one beside the other a damaged form need not be odd: as many are no accident.
const MANY: usize = 4;

/// A chain, or a part of it, that is worth repairing.
#[derive(Debug)]
struct Segment {
    range: Range<usize>,
    repaired: String,
    units: usize,
    odd: i32,
    gain: i32,
}

/// All damage in encodings of one byte.
pub fn find(text: &str, chains: &[Chain], letters: &Letters) -> Vec<Found> {
    let mut found = Vec::new();
    let mut others = Vec::new();
    for chain in chains {
        let units = units(text, chain);
        let (cost, _) = around(text, &chain.range, &text[chain.range.clone()]);
        if cost < LEAST_ODD && units.len() < MANY && !is_alone(text, chain, &units, letters) {
            others.push(chain);
            continue;
        }
        let segments = segments(text, chain, &units, letters);
        if segments.iter().all(|segment| !is_certain(segment)) {
            others.push(chain);
        }
        found.extend(segments.into_iter().filter(is_certain).map(|segment| segment.found(chain.encoding)));
    }
    let mut certain = [false; Encoding::ALL.len()];
    for found in &found {
        certain[found.encoding as usize] = true;
    }
    others.retain(|chain| certain[chain.encoding as usize]);
    for chain in others {
        let segments = segments(text, chain, &units(text, chain), letters);
        let likely = segments.into_iter().filter(|segment| is_likely(text, segment, chain.encoding, letters));
        found.extend(likely.map(|segment| segment.found(chain.encoding)));
    }
    found
}

impl Segment {
    fn found(self, encoding: Encoding) -> Found {
        Found { range: self.range, encoding, repaired: self.repaired, gain: self.gain }
    }
}

fn is_certain(segment: &Segment) -> bool {
    segment.gain >= LEAST_GAIN
        && (segment.odd >= LEAST_ODD || (segment.units >= MANY && segment.gain >= 2 * LEAST_GAIN))
}

/// Whether a segment is damage where other damage of its encoding is certain: what remains of its script must be damage
/// too, for the most part.
fn is_likely(text: &str, segment: &Segment, encoding: Encoding, letters: &Letters) -> bool {
    let is_damaged = |c: char| {
        let (chained, others) = letters.of(Class::of(c).script, encoding);
        others * 4 <= chained
    };
    let usual = segment.repaired.chars().all(|c| class::rarity(c) == Some(0));
    let mut damaged = text[segment.range.clone()].chars().filter(|c| Class::of(*c).is_letter());
    segment.gain >= 1 && usual && (damaged.all(is_damaged) || segment.repaired.chars().all(stands_alone))
}

/// What stands between blanks by itself.
fn stands_alone(c: char) -> bool {
    matches!(c, '·' | '•' | '©' | '®' | '«' | '»' | '±' | '–' | '—')
}

/// Whether a chain is a byte-order mark where one is, or one sign between blanks, in a text that has no other letters of the script that it seems to be:
/// ` ยท ` in English. As letters it is no word of that language, which costs do not tell.
fn is_alone(text: &str, chain: &Chain, units: &[(Range<usize>, char)], letters: &Letters) -> bool {
    if chain.range.start == 0 && units.first().is_some_and(|(_, c)| *c == '\u{feff}') {
        return true;
    }
    let [(_, c)] = units else { return false };
    let is_blank = |c: Option<char>| c.is_none_or(|c| matches!(c, ' ' | '\n' | '\t' | '\r'));
    stands_alone(*c)
        && is_blank(text[..chain.range.start].chars().next_back())
        && is_blank(text[chain.range.end..].chars().next())
        && is_foreign(&text[chain.range.clone()], chain.encoding, letters)
}

/// How much likelier a damaged form is by what else the text has: letters of its script make it likelier, and that there
/// are none less so. Words of Latin letters stand in texts of all languages.
fn at_home(damaged: &str, encoding: Encoding, letters: &Letters) -> i32 {
    if is_foreign(damaged, encoding, letters) {
        return -1;
    }
    let is_native = |class: Class| class.script != Script::Latin && letters.of(class.script, encoding).1 > 0;
    i32::from(damaged.chars().map(Class::of).filter(|class| class.is_letter()).any(is_native))
}

/// Whether a text has letters, and of none of their scripts others are outside of chains.
fn is_foreign(damaged: &str, encoding: Encoding, letters: &Letters) -> bool {
    let mut has_letters = false;
    damaged.chars().map(Class::of).filter(|class| class.is_letter()).all(|class| {
        has_letters = true;
        letters.of(class.script, encoding).1 == 0
    }) && has_letters
}

fn before(text: &str, at: usize) -> Class {
    // Two characters, since what a quotation mark is depends on the one before it.
    let mut chars = text[..at].chars().rev();
    let (last, earlier) = (chars.next(), chars.next());
    let earlier = earlier.map_or(EDGE, Class::of);
    last.map_or(EDGE, |c| step(earlier, c).1)
}

/// How odd `inner` is at the place of a range of the text, with what stands around it.
pub fn around(text: &str, range: &Range<usize>, inner: &str) -> (i32, Class) {
    let (cost, last) = walk(before(text, range.start), inner);
    let next = text[range.end..].chars().next().unwrap_or('\n');
    (cost + end(last, next), last)
}

/// How odd the end is before `next`. `¿` and `¡` have something after them.
fn end(last: Class, next: char) -> i32 {
    step(last, next).0
}

/// The least odd way through a chain.
#[derive(Debug, Clone, Copy)]
struct Path {
    cost: i32,
    last: Class,
}

const KEEP: usize = 0;
const REPAIR: usize = 1;
const NEVER: i32 = i32::MAX / 4;

fn segments(text: &str, chain: &Chain, units: &[(Range<usize>, char)], letters: &Letters) -> Vec<Segment> {
    let way = best_way(text, chain, units, letters);
    let mut segments = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let length = way[at..].iter().take_while(|choice| **choice == way[at]).count();
        if way[at] == REPAIR {
            segments.push(segment(text, chain, &units[at..at + length], letters));
        }
        at += length;
    }
    segments
}

fn best_way(text: &str, chain: &Chain, units: &[(Range<usize>, char)], letters: &Letters) -> Vec<usize> {
    let first = before(text, chain.range.start);
    let foreign = i32::from(is_foreign(&text[chain.range.clone()], chain.encoding, letters));
    let mut paths = [Path { cost: 0, last: first }, Path { cost: NEVER, last: first }];
    let mut came: Vec<[usize; 2]> = Vec::with_capacity(units.len());
    let mut previous = None;
    for (range, c) in units {
        let keep = paths.map(|path| {
            let (cost, last) = walk(path.last, &text[range.clone()]);
            Path { cost: path.cost + cost, last }
        });
        let mut repair = paths.map(|path| {
            let (cost, last) = step(path.last, *c);
            let rarity = rarity(*c, range.start).map_or(NEVER, |rarity| rarity - class::expected(*c));
            Path { cost: (path.cost + cost + rarity).min(NEVER), last }
        });
        repair[KEEP].cost -= foreign;
        repair[REPAIR].cost -= i32::from(is_same_script(previous, *c));
        let best = |of: [Path; 2]| usize::from(of[REPAIR].cost < of[KEEP].cost);
        came.push([best(keep), best(repair)]);
        paths = [keep[best(keep)], repair[best(repair)]];
        previous = Some(*c);
    }
    let next = text[chain.range.end..].chars().next().unwrap_or('\n');
    let ends = paths.map(|path| path.cost + end(path.last, next));
    let mut choice = usize::from(ends[REPAIR] < ends[KEEP]);
    let mut way = vec![KEEP; units.len()];
    for (slot, came) in way.iter_mut().zip(&came).rev() {
        *slot = choice;
        choice = came[choice];
    }
    way
}

/// A byte-order mark is text at the very beginning and nowhere else.
fn rarity(c: char, at: usize) -> Option<i32> {
    if c == '\u{feff}' && at == 0 { Some(-2 * LEAST_GAIN) } else { class::rarity(c) }
}

fn is_same_script(previous: Option<char>, c: char) -> bool {
    let (Some(previous), c) = (previous.map(Class::of), Class::of(c)) else { return false };
    previous.is_letter() && c.is_letter() && previous.script == c.script
}

fn segment(text: &str, chain: &Chain, units: &[(Range<usize>, char)], letters: &Letters) -> Segment {
    let range = units[0].0.start..units[units.len() - 1].0.end;
    let repaired: String = units.iter().map(|(_, c)| c).collect();
    let (mut odd, _) = around(text, &range, &text[range.clone()]);
    let (cost, _) = around(text, &range, &repaired);
    odd += if is_alone(text, chain, units, letters) { LEAST_ODD } else { 0 };
    let rarity: i32 = units
        .iter()
        .map(|(range, c)| rarity(*c, range.start).unwrap_or(NEVER / 1000) - class::expected(*c))
        .sum();
    let pairs = units.windows(2).filter(|pair| is_same_script(Some(pair[0].1), pair[1].1)).count();
    let at_home = at_home(&text[range.clone()], chain.encoding, letters);
    let gain = odd - cost - rarity - lonely(text, &range, &repaired) - at_home
        + i32::try_from(pairs).unwrap_or(i32::MAX / 2);
    Segment { range, repaired, units: units.len(), odd, gain }
}

/// A letter by itself is a word in few languages.
fn lonely(text: &str, range: &Range<usize>, repaired: &str) -> i32 {
    let is_letter = |c: Option<char>| c.is_some_and(|c| Class::of(c).is_letter());
    let mut chars = repaired.chars();
    let is_one = is_letter(chars.next()) && chars.next().is_none();
    let is_lonely = is_one
        && !is_letter(text[..range.start].chars().next_back())
        && !is_letter(text[range.end..].chars().next());
    i32::from(is_lonely)
}
