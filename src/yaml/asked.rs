//! Which keys the readers of a tree ask for: for the tests that hold schemas to the readers.

use std::cell::RefCell;

thread_local! {
    static ASKED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Notes a key, if someone listens on this thread.
pub fn note(key: impl Into<String>) {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.push(key.into());
        }
    });
}

/// The keys that `read` asks for, sorted and each once.
pub fn during(read: impl FnOnce()) -> Vec<String> {
    ASKED.with_borrow_mut(|asked| *asked = Some(Vec::new()));
    read();
    let mut keys = ASKED.with_borrow_mut(Option::take).unwrap_or_default();
    keys.sort();
    keys.dedup();
    keys
}
