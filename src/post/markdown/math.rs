//! Formulas: TeX to MathML.
//!
//! Owns the converter: what it is asked, what it may cost, and what its mistakes are called. It must not know what
//! MathML may hold: `mathml` does.

use super::{
    mathml,
    parse::cow,
    step::{Formula, Layout, Step},
    walk::Walker,
};
use crate::diagnostic::Diagnostic;
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::CowStr;
use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

/// Marks up to which a formula is read on the stack that is there.
const SHALLOW: usize = 100;

/// Marks from which on a formula is not read: the longest of real papers have some hundreds.
const MOST_MARKS: usize = 2_000;

/// Bytes of stack for each mark. The converter calls itself for each group and each argument; it was seen to need
/// between two and four thousand.
const STACK_PER_MARK: usize = 16 * 1024;

/// What is said of a panic. None is known.
const FAILED: &str = "the converter failed";

/// Commands that the converter does not know, by those it does.
const MACROS: [(&str, &str); 1] = [("textcolor", r"{\color{#1}#2}")];

/// The formulas of a body. Equations are numbered through it.
#[derive(Default)]
pub(super) struct Formulas {
    converter: Option<LatexToMathML>,
}

/// Why a formula cannot be read, and where in it.
#[derive(Debug, PartialEq, Eq)]
struct Unreadable {
    reason: String,
    place: Option<Range<usize>>,
}

impl Unreadable {
    fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), place: None }
    }
}

impl<'a> Walker<'a> {
    /// Adds a formula that was read, with its dollar signs, from `range`.
    pub fn formula(&mut self, layout: Layout, tex: CowStr<'a>, range: &Range<usize>) {
        let tex = self.source.restore(cow(tex));
        let mathml = match self.formulas.convert(&tex, layout) {
            Ok(mathml) => Some(mathml),
            Err(unreadable) => {
                let place = place_in(range, &tex, unreadable.place);
                self.document.remarks.push((place, unreadable_formula(&unreadable.reason)));
                None
            }
        };
        self.push(Step::Math(Box::new(Formula { layout, tex, mathml })));
    }
}

impl Formulas {
    /// A formula as MathML.
    fn convert(&mut self, tex: &str, layout: Layout) -> Result<String, Unreadable> {
        let display = match layout {
            Layout::Inline => MathDisplay::Inline,
            Layout::Display | Layout::Block => MathDisplay::Block,
        };
        if tex.trim().is_empty() {
            return Err(Unreadable::because("it is empty"));
        }
        let mut converter = self.converter.take().map_or_else(new_converter, Ok)?;
        let convert = || {
            let answer = converter.convert_with_global_state(tex, display);
            (converter, answer)
        };
        let (converter, answer) = with_stack(marks(tex), convert)?;
        self.converter = Some(converter);
        answer
            .map(|answer| mathml::clean(&answer.mathml))
            .map_err(|error| Unreadable { reason: reason(&error.error_message()), place: Some(error.0) })
    }
}

fn new_converter() -> Result<LatexToMathML, Unreadable> {
    let macros = MACROS.map(|(name, meaning)| (name.to_owned(), meaning.to_owned())).to_vec();
    let config = MathCoreConfig { macros, ..MathCoreConfig::default() };
    LatexToMathML::new(config).map_err(|(error, ..)| Unreadable::because(reason(&error.error_message())))
}

/// No formula nests deeper than it has marks that begin something.
fn marks(tex: &str) -> usize {
    tex.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'[' | b'^' | b'_')).count()
}

/// Runs `convert` with enough stack for a formula of so many marks; a panic in it is a formula that cannot be read.
fn with_stack<T: Send>(marks: usize, convert: impl FnOnce() -> T + Send) -> Result<T, Unreadable> {
    let failed = || Unreadable::because(FAILED);
    if marks > MOST_MARKS {
        return Err(Unreadable::because(format!("it has more than {MOST_MARKS} commands and groups")));
    }
    if marks <= SHALLOW {
        return catch_unwind(AssertUnwindSafe(convert)).map_err(|_| failed());
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(marks * STACK_PER_MARK);
        let thread = builder.spawn_scoped(scope, convert).map_err(|_| failed())?;
        thread.join().map_err(|_| failed())
    })
}

/// The converter's words in our form.
fn reason(message: &str) -> String {
    let message = message.trim().trim_end_matches('.').replace('"', "`");
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Where in the body the part `place` of a formula stands; all of the formula when that is not known.
fn place_in(formula: &Range<usize>, tex: &str, place: Option<Range<usize>>) -> Range<usize> {
    let around = formula.len().saturating_sub(tex.len());
    match place {
        Some(place) if around == 2 || around == 4 => {
            let start = formula.start + around / 2;
            let end = (start + place.end).min(formula.end);
            (start + place.start).min(end)..end
        }
        _ => formula.clone(),
    }
}

fn unreadable_formula(reason: &str) -> Diagnostic {
    Diagnostic::warning("math", format!("the formula cannot be read and is shown as it is written: {reason}"))
        .hint("correct it; for a dollar sign in text write `\\$`")
}

#[cfg(test)]
mod tests;
