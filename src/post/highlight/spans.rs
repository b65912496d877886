//! From lines of code to coloured spans.
//!
//! Owns the walk of a grammar over a block, and what is remembered of earlier lines. It must not know HTML.
//!
//! Matching a grammar's regular expressions is nearly the whole cost of a build, and lines come again: blank
//! lines, closing braces, imports. What a line becomes depends on nothing but its bytes and the state in which
//! the grammar meets it, so a remembered line gives exactly what a new walk would give.

use super::{
    classes::{Class, Effect, Layers, ScopeTable},
    language::Grammar,
};
use foldhash::HashMap;
use std::collections::BTreeMap;
use syntect::parsing::{ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

/// What a block may cost, where a line costs the cube of its bytes; what goes beyond stays plain. The engine has
/// no limit of time, and the worst grammars need time that grows with the cube of a hostile line: INI some
/// 0.6 seconds for 1,000 blanks. This is four such lines, or 500 lines of 200 bytes, or one line of 1,587.
/// Counted whether or not a line is remembered, so that the result is the same.
pub const COST_LIMIT: u64 = 4_000_000_000;

/// What a memory may weigh, in bytes, roughly.
const WEIGHT_LIMIT: usize = 4 << 20;

/// What a remembered line weighs beside its text and spans: two map entries and their allocations.
const ENTRY_WEIGHT: usize = 120;

/// How many states of one grammar are remembered: they are searched one by one.
const STATES_LIMIT: usize = 256;

/// A coloured piece of a line, in bytes. Never empty, and neither begins nor ends with white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: u16,
    /// Where it ends.
    pub end: u16,
    /// Its colour.
    pub class: Class,
}

impl Span {
    /// The span as it stands in a line that has so many bytes before this one's line.
    pub const fn moved_by(self, bytes: u16) -> Self {
        Self { start: self.start + bytes, end: self.end + bytes, class: self.class }
    }
}

/// The grammars and what their scopes mean.
pub struct Grammars {
    /// The grammars.
    pub set: SyntaxSet,
    /// The meaning of their scopes.
    pub scopes: ScopeTable,
}

/// Where a grammar stands between two lines.
#[derive(Clone, PartialEq, Eq)]
struct State {
    // First, because it is quick to compare.
    layers: Layers,
    parse: ParseState,
}

/// A state and the lines met in it, each with the index of its step.
struct Known {
    state: State,
    lines: HashMap<Box<str>, usize>,
}

/// What a line becomes, and the index of the state after it.
struct Step {
    spans: Box<[Span]>,
    next: usize,
}

/// What is remembered of one grammar. The first state is the one in which a block begins.
struct Table {
    states: Vec<Known>,
    steps: Vec<Step>,
}

/// What is remembered of lines. Results do not depend on what is in it.
#[derive(Default)]
pub struct Memory {
    tables: BTreeMap<Grammar, Table>,
    effects: HashMap<Scope, Effect>,
    weight: usize,
}

/// A walk over the lines of one block.
pub struct Walk<'a> {
    grammars: &'a Grammars,
    table: &'a mut Table,
    effects: &'a mut HashMap<Scope, Effect>,
    weight: &'a mut usize,
    /// Index of the state; none once the colours have ended.
    state: Option<usize>,
    cost: u64,
}

impl<'a> Walk<'a> {
    /// Begins a block.
    pub fn begin(grammars: &'a Grammars, memory: &'a mut Memory, grammar: Grammar) -> Self {
        if memory.weight > WEIGHT_LIMIT {
            *memory = Memory::default();
        }
        let Memory { tables, effects, weight } = memory;
        let table = tables.entry(grammar).or_insert_with(|| Table::new(&grammars.set.syntaxes()[grammar]));
        Self { grammars, table, effects, weight, state: Some(0), cost: 0 }
    }

    /// Begins again, as if a new block began here, but for what it has cost.
    pub fn restart(&mut self) {
        self.state = Some(0);
    }

    /// The spans of the next line, its line feed included.
    pub fn line(&mut self, line: &str) -> &[Span] {
        self.cost = self.cost.saturating_add((line.len() as u64).saturating_pow(3));
        let state = self.state.filter(|_| self.cost <= COST_LIMIT);
        let step = state.and_then(|state| self.step(state, line));
        self.state = step.map(|step| self.table.steps[step].next);
        step.map_or(&[], |step| &self.table.steps[step].spans)
    }

    fn step(&mut self, state: usize, line: &str) -> Option<usize> {
        let known = self.table.states[state].lines.get(line).copied();
        known.or_else(|| self.learn(state, line))
    }

    /// Walks a line and remembers it; nothing if the grammar fails.
    fn learn(&mut self, state: usize, line: &str) -> Option<usize> {
        let mut after = self.table.states[state].state.clone();
        let changes = after.parse.parse_line(line, &self.grammars.set).ok()?;
        let Self { grammars, effects, .. } = self;
        let effect = |scope| *effects.entry(scope).or_insert_with(|| grammars.scopes.effect(scope));
        let spans = colour(line, &changes, &mut after.layers, effect);
        *self.weight += line.len() + spans.len() * size_of::<Span>() + ENTRY_WEIGHT;
        Some(self.table.remember(state, line, spans, after))
    }
}

impl Table {
    fn new(syntax: &SyntaxReference) -> Self {
        let state = State { layers: Layers::default(), parse: ParseState::new(syntax) };
        Self { states: vec![Known { state, lines: HashMap::default() }], steps: Vec::new() }
    }

    fn remember(&mut self, state: usize, line: &str, spans: Vec<Span>, after: State) -> usize {
        let state = if self.states.len() < STATES_LIMIT { state } else { self.forget_all_but(state) };
        let next = self.index_of(after);
        let step = self.steps.len();
        self.steps.push(Step { spans: spans.into(), next });
        self.states[state].lines.insert(line.into(), step);
        step
    }

    /// Forgets all lines and states but the first and this one; gives its new index.
    fn forget_all_but(&mut self, state: usize) -> usize {
        let kept = self.states[state].state.clone();
        self.states.truncate(1);
        self.states[0].lines.clear();
        self.steps.clear();
        self.index_of(kept)
    }

    fn index_of(&mut self, state: State) -> usize {
        self.states.iter().position(|known| known.state == state).unwrap_or_else(|| {
            self.states.push(Known { state, lines: HashMap::default() });
            self.states.len() - 1
        })
    }
}

/// Follows a grammar's changes through a line.
fn colour(
    line: &str,
    changes: &[(usize, ScopeStackOp)],
    layers: &mut Layers,
    mut effect: impl FnMut(Scope) -> Effect,
) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut done = 0;
    for (place, change) in changes {
        if *place > done && line.is_char_boundary(*place) {
            add(&mut spans, line, done..*place, layers.class());
            done = *place;
        }
        layers.apply(change, &mut effect);
    }
    add(&mut spans, line, done..line.len(), layers.class());
    spans
}

/// Adds a piece of a line: bare if it has no class or is blank, and as more of the last span if only blanks
/// are between them.
fn add(spans: &mut Vec<Span>, line: &str, piece: std::ops::Range<usize>, class: Option<Class>) {
    let Some(class) = class else { return };
    let text = &line[piece.clone()];
    let start = piece.start + text.len() - text.trim_ascii_start().len();
    let end = piece.start + text.trim_ascii_end().len();
    // No line is as long as 65,536 bytes; see `COST_LIMIT`.
    let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(end)) else { return };
    if start >= end {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.class == class && is_blank(&line[last.end.into()..start.into()]) => last.end = end,
        _ => spans.push(Span { start, end, class }),
    }
}

/// Whether a text shows nothing.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}
