//! Cards as templates get them: made once for as many posts as there is room for, and shared by all pages that show
//! them.

use crate::site::EntryId;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tera::Value;

/// How many cards are kept: some 4 kB each.
const MOST: usize = 24_576;

/// A card, and whose it is.
type Slot = Mutex<Option<(EntryId, Value)>>;

/// The cards that are kept. Each entry has one place, which it shares with others when there are very many: neighbours
/// in time, which is who a page shows, never meet there.
pub struct Cards {
    slots: Box<[Slot]>,
}

impl Cards {
    /// Room for the cards of a site with so many entries.
    pub fn new(entries: usize) -> Self {
        Self { slots: (0..entries.min(MOST)).map(|_| Slot::default()).collect() }
    }

    /// The card of an entry, made if it is not at hand.
    pub fn get(&self, id: EntryId, make: impl FnOnce() -> Value) -> Value {
        let slot = &self.slots[id as usize % self.slots.len()];
        if let Some((owner, card)) = &*lock(slot)
            && *owner == id
        {
            return card.clone();
        }
        let card = make();
        *lock(slot) = Some((id, card.clone()));
        card
    }
}

fn lock(slot: &Slot) -> MutexGuard<'_, Option<(EntryId, Value)>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_card_is_made_again_only_when_another_took_its_place() {
        let (cards, count) = (Cards::new(MOST + 2), Cell::new(0));
        let get = |id: EntryId| {
            let make = || {
                count.set(count.get() + 1);
                Value::from(id)
            };
            assert_eq!(cards.get(id, make), Value::from(id));
            count.get()
        };
        let beyond = EntryId::try_from(MOST).expect("small") + 1;
        assert_eq!([get(1), get(2), get(1), get(beyond), get(2), get(1)], [1, 2, 2, 3, 3, 4]);
    }
}
