//! Code blocks: from an info string and code to HTML with a class per token.
//!
//! Owns the colours' names and the markup around them; the colours themselves are the style sheet's
//! (`static/css/code.css`). It must not know Markdown, the post or the disk. Whatever the code holds, the text
//! of the HTML is that code, and nothing in it is an error: what cannot be coloured stays plain.

mod classes;
mod dialogue;
mod fence;
mod html;
mod language;
mod spans;
#[cfg(test)]
mod style_tests;
#[cfg(test)]
mod tests;

pub use fence::{Fence, parse_info};

use crate::{
    config::HighlightOptions,
    digest::{Digest, Hasher},
};
use classes::ScopeTable;
use dialogue::Dialogue;
use html::{Lines, Writer};
use language::{Languages, Reading};
use spans::{Grammars, Memory, Walk};
use std::{cell::RefCell, sync::LazyLock};

/// A larger block stays plain.
const LARGEST_BLOCK: usize = 512 << 10;

/// The packages that hold the grammars and match them, as locked; a test compares it with the lock file.
const PACKAGES: &str =
    "onig 6.5.3, onig_sys 69.9.3, fancy-regex 0.16.2, syntect 5.3.0, two-face 0.5.2+bat-0.26.1";

/// To be raised when the markup changes while the tables do not.
const MARKUP_VERSION: u64 = 1;

/// Writes code blocks.
#[derive(Debug, Clone)]
pub struct Highlighter {
    numbers_lines: bool,
    colours: bool,
}

/// What the packages hold, unpacked. A constant in all but time: the same for every highlighter and run.
struct Loaded {
    grammars: Grammars,
    languages: Languages,
}

/// Unpacked when the first block that has a language asks.
static LOADED: LazyLock<Loaded> = LazyLock::new(|| {
    let set = two_face::syntax::extra_newlines();
    let languages = Languages::new(&set);
    Loaded { grammars: Grammars { set, scopes: ScopeTable::new() }, languages }
});

thread_local! {
    /// What this thread remembers of lines. No result depends on it. It belongs to the thread because a
    /// grammar's state holds memory of the engine's that must not move to another.
    static MEMORY: RefCell<Memory> = RefCell::default();
}

impl Highlighter {
    /// A highlighter; without options it writes the same blocks with no colours.
    pub fn new(options: Option<&HighlightOptions>) -> Self {
        Self {
            numbers_lines: options.is_some_and(|options| options.line_numbers),
            colours: options.is_some(),
        }
    }

    /// Changes whenever the same info string and code may give other HTML: part of every cache key.
    pub fn version(&self) -> Digest {
        let mut hasher = Hasher::new("highlight");
        hasher.text(PACKAGES).text(if cfg!(feature = "onig") { "onig" } else { "fancy-regex" });
        hasher.number(MARKUP_VERSION).number(self.numbers_lines.into()).number(self.colours.into());
        hasher.value(classes::SCOPES).value(language::ALIASES);
        hasher.finish()
    }

    /// Appends a whole block: `<pre class="code">…</pre>`, in a `<figure>` when it has a title.
    pub fn render(&self, info: &str, code: &str, out: &mut String) {
        let fence = parse_info(info);
        let lines = Lines::of(&fence, self.numbers_lines);
        out.reserve(code.len() * 2 + 100);
        html::open_block(&fence, lines, out);
        match self.reading(&fence, code) {
            Reading::Plain => html::write_plain(code, &fence, lines, out),
            reading => write_coloured(reading, code, Writer::new(code, &fence, lines, out)),
        }
        html::close_block(&fence, out);
    }

    fn reading(&self, fence: &Fence<'_>, code: &str) -> Reading {
        if !self.colours || fence.language.is_empty() || code.len() > LARGEST_BLOCK {
            return Reading::Plain;
        }
        LOADED.languages.reading(fence.language, code)
    }
}

fn write_coloured(reading: Reading, code: &str, mut writer: Writer<'_>) {
    MEMORY.with_borrow_mut(|memory| {
        let lines = code.split_inclusive('\n');
        match reading {
            Reading::Grammar(grammar) => {
                let mut walk = Walk::begin(&LOADED.grammars, memory, grammar);
                lines.for_each(|line| writer.line(line, walk.line(line)));
            }
            Reading::Console(grammar) => {
                let walk = Walk::begin(&LOADED.grammars, memory, grammar);
                let mut dialogue = Dialogue::begin(walk);
                lines.for_each(|line| writer.line(line, &dialogue.line(line)));
            }
            Reading::Plain => {}
        }
    });
    writer.finish();
}
