//! Bodies through both readers: the markup, the facts, and that the two agree.

mod agreement;
mod facts;
mod left_behind;
mod markup;
mod raw_html;
mod shortcodes;
mod strip;

use super::{Context, Filled, Labels, Origin, PlainCode, outline, write_html};
use crate::{
    config::{Config, MarkdownOptions},
    diagnostic::Diagnostic,
    post::body::{Facts, HoleKind},
};
use std::{borrow::Cow, collections::BTreeSet};

const NO_SHORTCODES: &BTreeSet<String> = &BTreeSet::new();

fn options() -> MarkdownOptions {
    Config::default().markdown
}

fn context<'a>(options: &'a MarkdownOptions, title: &'a str) -> Context<'a> {
    Context {
        options,
        host: "site.org",
        summary_length: 80,
        title,
        origin: Origin::default(),
        language: "en",
        labels: Labels::default(),
        shortcodes: NO_SHORTCODES,
        wants_terms: true,
        most_elements: usize::MAX,
    }
}

/// A filling that shows what was asked for.
fn echo(number: usize, kind: &HoleKind) -> Filled<'_> {
    Cow::Owned(match kind {
        HoleKind::Link(destination) => format!("{number}:{destination}"),
        HoleKind::File(source) => format!("{number}!{source}"),
        HoleKind::Call(call) => format!("{number}={}", call.name),
    })
}

fn html_with(body: &str, context: &Context<'_>) -> String {
    let mut out = String::new();
    write_html(body, context, &mut echo, &PlainCode, &mut out);
    out
}

/// The HTML under the default options.
fn html(body: &str) -> String {
    html_with(body, &context(&options(), "The title"))
}

/// The HTML under changed options.
fn html_under(body: &str, change: impl FnOnce(&mut MarkdownOptions)) -> String {
    let mut options = options();
    change(&mut options);
    html_with(body, &context(&options, "The title"))
}

fn read(body: &str) -> (Facts, Vec<Diagnostic>) {
    outline(body, &context(&options(), "The title"))
}

/// Lines of `message (line:column)`.
fn messages(body: &str) -> Vec<String> {
    let (_, diagnostics) = read(body);
    diagnostics
        .into_iter()
        .map(|diagnostic| {
            let place = diagnostic.position.expect("every remark has a place");
            format!("{} ({}:{})", diagnostic.message, place.line, place.column)
        })
        .collect()
}

/// Checks that each body becomes its HTML.
fn check(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        assert_eq!(html(body), *expected, "{body}");
    }
}
