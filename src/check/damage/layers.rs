//! Text that was damaged more than once: what is found in the repaired text, told of the text as it stands.

use super::Damage;
use std::ops::Range;

/// A piece of the repaired text, and where it came from.
#[derive(Debug)]
struct Piece {
    repaired: Range<usize>,
    damage: Damage,
}

/// The damage of a text, given what was found in it and, in the text that came of its repair, `again`; and whether that
/// was damage of what had been repaired.
pub fn merged(damages: &[Damage], repaired: &str, again: Vec<Damage>) -> (Vec<Damage>, bool) {
    let pieces = pieces(damages);
    let mut merged = Vec::new();
    let mut is_changed = false;
    let (mut pieces, mut again) = (pieces.into_iter().peekable(), again.into_iter().peekable());
    // Where the text stood before the next piece, and the repaired one.
    let mut shift = Shift::default();
    loop {
        let start =
            [pieces.peek().map(|piece| piece.repaired.start), again.peek().map(|next| next.range.start)];
        let Some(start) = start.into_iter().flatten().min() else { break };
        let (mut end, mut own, mut further) = (start, Vec::new(), Vec::new());
        loop {
            if let Some(piece) = pieces.next_if(|piece| piece.repaired.start < end.max(start + 1)) {
                end = end.max(piece.repaired.end);
                own.push(piece);
            } else if let Some(next) = again.next_if(|next| next.range.start < end.max(start + 1)) {
                end = end.max(next.range.end);
                further.push(next);
            } else {
                break;
            }
        }
        let from = shift.original(start);
        if let Some(last) = own.last() {
            shift = Shift { repaired: last.repaired.end, original: last.damage.range.end };
        }
        let range = from..shift.original(end);
        is_changed |= !own.is_empty() && !further.is_empty();
        merged.extend(together(range, repaired, start..end, own, further));
    }
    // What was lost before is in no piece.
    let is_free = |damage: &&Damage| {
        let before = merged.partition_point(|other: &Damage| other.range.start < damage.range.end);
        before.checked_sub(1).is_none_or(|last| merged[last].range.end <= damage.range.start)
    };
    let lost: Vec<Damage> =
        damages.iter().filter(|damage| damage.repaired.is_none()).filter(is_free).cloned().collect();
    merged.extend(lost);
    merged.sort_by_key(|damage| damage.range.start);
    (merged, is_changed)
}

fn pieces(damages: &[Damage]) -> Vec<Piece> {
    let mut shift = Shift::default();
    let mut pieces = Vec::new();
    for damage in damages {
        if let Some(text) = &damage.repaired {
            let start = shift.repaired + damage.range.start - shift.original;
            let repaired = start..start + text.len();
            shift = Shift { repaired: repaired.end, original: damage.range.end };
            pieces.push(Piece { repaired, damage: damage.clone() });
        }
    }
    pieces
}

/// A place in the repaired text that is this place of the text as it stands.
#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    repaired: usize,
    original: usize,
}

impl Shift {
    fn original(self, repaired: usize) -> usize {
        self.original + (repaired - self.repaired)
    }
}

/// What is one place of the text: pieces that were repaired, and what was found in them.
fn together(
    range: Range<usize>,
    repaired: &str,
    place: Range<usize>,
    own: Vec<Piece>,
    further: Vec<Damage>,
) -> Vec<Damage> {
    let Some(first) = own.first() else {
        return further.into_iter().map(|next| Damage { range: range.clone(), ..next }).collect();
    };
    if further.is_empty() {
        return own.into_iter().map(|piece| piece.damage).collect();
    }
    let times = own.iter().map(|piece| piece.damage.times).max().unwrap_or(1)
        + further.iter().map(|next| next.times).max().unwrap_or(1);
    let encoding = first.damage.encoding;
    let is_whole = further.iter().all(|next| next.repaired.is_some());
    let (mut text, mut at) = (String::new(), place.start);
    for next in &further {
        text.push_str(&repaired[at..next.range.start]);
        text.push_str(next.repaired.as_deref().unwrap_or_default());
        at = next.range.end;
    }
    text.push_str(&repaired[at..place.end]);
    vec![Damage { range, encoding, times, repaired: is_whole.then_some(text) }]
}
