//! Damage of which a part is gone: it is told, and nothing is repaired.
//!
//! A program that cannot read a byte writes `�` or `?` for it, or nothing: `”` becomes `â€�`.

use super::{
    Damage, class,
    encoding::{Encoding, Row, SINGLE, SINGLE_BYTES, TWO_BYTES, TwoBytes},
    scan::stretches,
};
use std::ops::Range;

/// The first two of the three bytes of most signs of print, as each encoding reads them. No language writes these.
const STARTS: [(&str, Encoding); 5] = [
    ("â€", Encoding::Windows1252),
    ("โ€", Encoding::Windows874),
    ("вЂ", Encoding::Windows1251),
    ("ā€", Encoding::Windows1257),
    ("ΓÇ", Encoding::Cp437),
];
/// The same as characters that some language does write, if nothing is lost after them.
const RARE_STARTS: [(&str, Encoding); 3] =
    [("鈥", Encoding::Gb18030), ("窶", Encoding::ShiftJis), ("‚Ä", Encoding::MacRoman)];
/// How much of a stretch with holes must be characters that are met seldom, and be characters of UTF-8.
const LEAST: i32 = 3;

/// Adds what is lost to damage that is not.
pub fn add(text: &str, damages: &mut Vec<Damage>) {
    let mut certain: Vec<Encoding> = damages.iter().map(|damage| damage.encoding).collect();
    certain.sort_unstable();
    certain.dedup();
    let mut found: Vec<Damage> = Vec::new();
    let is_known = |range: &Range<usize>| {
        let before = damages.partition_point(|damage| damage.range.start < range.end);
        before.checked_sub(1).is_some_and(|last| damages[last].range.end > range.start)
    };
    for stretch in stretches(text) {
        let lost = in_two_bytes(text, &stretch).into_iter().chain(in_one_byte(text, &stretch, &certain));
        for (range, encoding) in lost {
            let is_new = found.last().is_none_or(|last| last.range.end <= range.start);
            if is_new && !is_known(&range) {
                found.push(Damage { range, encoding, times: 1, repaired: None });
            }
        }
    }
    damages.append(&mut found);
    damages.sort_by_key(|damage| damage.range.start);
}

fn in_one_byte(text: &str, stretch: &Range<usize>, certain: &[Encoding]) -> Vec<(Range<usize>, Encoding)> {
    let mut found = Vec::new();
    let mut before: [Row; 2] = [Row::default(); 2];
    let mut starts = [stretch.start; 2];
    let end = stretch.end + usize::from(text[stretch.end..].starts_with('?'));
    for (at, c) in text[stretch.start..end].char_indices() {
        let (at, rest) = (stretch.start + at, &text[stretch.start + at..end]);
        let start = STARTS.iter().find(|(start, _)| rest.starts_with(start));
        if let Some((start, encoding)) = start {
            let length = start.len() + lost_after(&rest[start.len()..]);
            found.push((at..at + length, *encoding));
        }
        let rare = RARE_STARTS.iter().find(|(start, _)| rest.starts_with(start));
        if let Some((start, encoding)) = rare
            && lost_after(&rest[start.len()..]) > 0
        {
            found.push((at..at + start.len() + lost_after(&rest[start.len()..]), *encoding));
        }
        if c == '\u{fffd}' {
            found.extend(
                begun(before, certain)
                    .map(|(encoding, length)| (starts[2 - length]..at + c.len_utf8(), encoding)),
            );
        }
        before = [before[1], SINGLE_BYTES.row(c)];
        starts = [starts[1], at];
    }
    found
}

fn lost_after(rest: &str) -> usize {
    rest.chars().next().filter(|c| matches!(c, '\u{fffd}' | '?')).map_or(0, char::len_utf8)
}

/// Which encoding has the last two characters, or the last of them, as the begin of a character, and how many.
fn begun([first, second]: [Row; 2], certain: &[Encoding]) -> Option<(Encoding, usize)> {
    certain.iter().filter(|encoding| (**encoding as usize) < SINGLE).find_map(|encoding| {
        let (number, bit) = (*encoding as usize, 1 << (*encoding as usize));
        let is_three = first.leads & second.follows & bit != 0 && first.first[number] >= 0xe0;
        let is_two = second.leads & bit != 0;
        if is_three { Some((*encoding, 2)) } else { is_two.then_some((*encoding, 1)) }
    })
}

/// A stretch that is UTF-8 but for what is lost.
fn in_two_bytes(text: &str, stretch: &Range<usize>) -> Option<(Range<usize>, Encoding)> {
    let inner = &text[stretch.clone()];
    let is_cut = text[stretch.end..].starts_with('?');
    if !is_cut && !inner.contains('\u{fffd}') {
        return None;
    }
    let rare: i32 = inner
        .chars()
        .filter(|c| ('\u{2e80}'..'\u{fffd}').contains(c))
        .map(|c| class::rarity(c).unwrap_or(LEAST))
        .sum();
    if rare < LEAST {
        return None;
    }
    let end = stretch.end + usize::from(is_cut);
    TWO_BYTES.iter().zip(&Encoding::ALL[SINGLE..]).find_map(|(table, encoding)| {
        is_mostly_utf_8(inner, table).then_some((stretch.start..end, *encoding))
    })
}

fn is_mostly_utf_8(text: &str, table: &TwoBytes) -> bool {
    let mut bytes = Vec::new();
    let mut holes = 1;
    for c in text.chars() {
        match table.code(c) {
            // A byte that UTF-8 never has.
            None if c == '\u{fffd}' => bytes.push(0xff),
            None => return false,
            Some(code) => {
                let code = code.to_be_bytes();
                bytes.extend(code.into_iter().skip(usize::from(code[0] == 0)));
            }
        }
        holes += usize::from(c == '\u{fffd}');
    }
    let read = String::from_utf8_lossy(&bytes);
    let lost = read.chars().filter(|c| *c == '\u{fffd}').count();
    let good: Option<Vec<i32>> = read.chars().filter(|c| !c.is_ascii()).map(class::rarity).collect();
    let good = good.map_or(0, |good| good.into_iter().filter(|rarity| *rarity == 0).count() - lost);
    // A hole takes the rest of its character with it, before it and after it.
    good >= 2 && lost <= holes * 3
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[track_caller]
    fn lost(text: &str, expected: &[(&str, Encoding)]) {
        let found = find(text);
        let found: Vec<_> = found
            .iter()
            .filter(|damage| damage.repaired.is_none())
            .map(|damage| (&text[damage.range.clone()], damage.encoding))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_is_lost_is_told_and_not_repaired() {
        lost("he said â€œyesâ€� and left", &[("â€�", Encoding::Windows1252)]);
        lost("he said â€œyesâ€? and left", &[("â€?", Encoding::Windows1252)]);
        lost("he said â€œyesâ€ and left", &[("â€", Encoding::Windows1252)]);
        lost("ลบ โ€� แล้ว", &[("โ€�", Encoding::Windows874)]);
        lost("cafÃ© de l'Ã�le", &[("Ã�", Encoding::Windows1252)]);
        lost("鈥渉ello鈥?", &[("鈥?", Encoding::Gb18030)]);
    }

    #[test]
    fn holes_in_other_text_are_none_of_it() {
        lost("caf� au lait", &[]);
        lost("日本�語? 中文?", &[]);
        lost("“Ã?” and â?", &[]);
    }
}
