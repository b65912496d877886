//! Tera's errors as diagnostics: which file, where in it, by which chain.
//!
//! With `wording`, the only place that reads the text of Tera's messages, so that a new version of Tera is met here
//! alone.

use super::{
    circle::{Circle, circle},
    wording::{Worded, open_tag, word},
};
use crate::diagnostic::{Diagnostic, Position, nearest};
use std::{collections::BTreeMap, ops::Range};
use tera::{Error, ErrorKind, ReportError};

/// Name of a template, relative to `templates/`.
pub type NameOfTemplate = String;

/// Where a template comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateOrigin {
    /// The site's own file.
    Site,
    /// The default theme, inside the binary.
    Theme,
}

/// What diagnostics need of each template: where it comes from and its text.
pub type TemplateTexts = BTreeMap<NameOfTemplate, (TemplateOrigin, String)>;

/// A diagnostic for an error that `template` met, at the place that Tera names, with the chain of includes.
pub fn diagnose(error: &Error, template: &str, texts: &TemplateTexts) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => syntax(report, error, texts),
        ErrorKind::RenderingError(report) => located("template-render", report, error, texts),
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            chain("extends itself", tpl, inheritance_chain, texts)
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            chain("includes itself", tpl, include_chain, texts)
        }
        ErrorKind::MissingParent { current, parent } => missing("extends", current, parent, texts),
        ErrorKind::TemplateNotFound(name) => missing("needs", template, name, texts),
        _ => defined_twice(&error.to_string(), texts)
            .or_else(|| too_deep(&error.to_string(), template, texts))
            .unwrap_or_else(|| said("template", &error.to_string(), "", template, texts)),
    }
}

/// The mistakes that Tera found between templates, which it joins in one message: reports of the form
/// `error: … --> file:line:col`, or else the one of [`diagnose`].
pub fn diagnose_all(error: &Error, texts: &TemplateTexts) -> Vec<Diagnostic> {
    let ErrorKind::Msg(message) = error.kind() else { return vec![diagnose(error, "", texts)] };
    let reports: Vec<Diagnostic> =
        message.split("error: ").skip(1).filter_map(|report| read_report(report, texts)).collect();
    if reports.is_empty() { vec![diagnose(error, "", texts)] } else { reports }
}

fn read_report(report: &str, texts: &TemplateTexts) -> Option<Diagnostic> {
    let (message, rest) = report.split_once("-->")?;
    let (name, line, column) = read_place(rest.lines().next()?.trim())?;
    let Some((_, text)) = texts.get(name) else {
        return Some(said("template-syntax", message, "", name, texts));
    };
    let range = range_of(text, line, column);
    let diagnostic = said("template-syntax", message, &text[range.clone()], name, texts);
    Some(diagnostic.at(Position::of(text, range)))
}

/// `name:line:column`.
fn read_place(place: &str) -> Option<(&str, usize, usize)> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

/// What Tera says of a template, without a place.
fn said(
    code: &'static str,
    message: &str,
    marked: &str,
    template: &str,
    texts: &TemplateTexts,
) -> Diagnostic {
    let Worded { message, hint } = word(first_line(message), marked, texts);
    in_template(Diagnostic::error(code, message), template, texts).hint(hint)
}

/// Tera says only in words that two files define one component: each name stands between backquotes.
fn defined_twice(message: &str, texts: &TemplateTexts) -> Option<Diagnostic> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (component, one, other) = (quoted.next()?, quoted.next()?, quoted.next()?);
    if !message.contains("defined in both") {
        return None;
    }
    let is_own = |name: &str| matches!(texts.get(name), Some((TemplateOrigin::Site, _)));
    let (own, other) = if is_own(one) { (one, other) } else { (other, one) };
    let theme = if is_own(other) { "" } else { " of the default theme" };
    let message = format!("the component `{component}` is defined here and in `templates/{other}`{theme}");
    let diagnostic = in_template(Diagnostic::error("component-twice", message), own, texts)
        .hint(format!("give it another name, or put it into `templates/{other}` to replace that file"));
    let (_, text) = texts.get(own)?;
    let name = components(text).into_iter().find(|name| *name == component);
    Some(match name.map(|name| name.as_ptr() as usize - text.as_ptr() as usize) {
        Some(start) => diagnostic.at(Position::of(text, start..start + component.len())),
        None => diagnostic,
    })
}

/// Tera says of components that go too deep neither which they are nor where.
fn too_deep(message: &str, template: &str, texts: &TemplateTexts) -> Option<Diagnostic> {
    if !message.to_lowercase().contains("recursion depth for components") {
        return None;
    }
    let Circle { names, template, place } = circle(template, texts)?;
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("this component calls itself and never ends: {}", quoted.join(" → "));
    let position = Position::of(&texts.get(&template)?.1, place);
    Some(
        in_template(Diagnostic::error("template-cycle", message), &template, texts)
            .at(position)
            .hint("take one link out of the chain, or put `{% if … %}` around it"),
    )
}

/// A template that ends too early is shown where what it does not end begins.
fn syntax(report: &ReportError, error: &Error, texts: &TemplateTexts) -> Diagnostic {
    let diagnostic = located("template-syntax", report, error, texts);
    if !report.message().starts_with("Unexpected end of input") {
        return diagnostic;
    }
    let Some((_, text)) = texts.get(report.filename()) else { return diagnostic };
    let Some((start, tag)) = open_tag(text) else {
        let message = "the template ends before a tag does";
        return Diagnostic { message: message.to_owned(), ..diagnostic }
            .hint("write the `}}` or `%}` that it lacks");
    };
    let end = text[start..].find("%}").map_or(start + 2, |end| start + end + 2);
    Diagnostic { message: format!("`{{% {tag} %}}` is not ended"), ..diagnostic }
        .at(Position::of(text, start..end))
        .hint(format!("write `{{% end{tag} %}}` where it ends"))
}

fn located(code: &'static str, report: &ReportError, error: &Error, texts: &TemplateTexts) -> Diagnostic {
    let name = report.filename();
    let range = report.span().range.clone();
    let text = texts.get(name).map(|(_, text)| text.as_str());
    let marked = text.and_then(|text| text.get(range.clone())).unwrap_or_default();
    let mut diagnostic = said(code, report.message(), marked, name, texts);
    if let Some(text) = text {
        diagnostic = diagnostic.at(Position::of(text, range));
    }
    for (label, file, position) in notes(&error.to_string(), texts) {
        diagnostic = diagnostic.related(label, file, position);
    }
    diagnostic
}

/// The places that Tera's report adds: `note: called from home.html:3:7`.
fn notes(report: &str, texts: &TemplateTexts) -> Vec<(String, String, Option<Position>)> {
    let lines = report.lines().filter_map(|line| line.strip_prefix("note: "));
    let note = |line: &str| {
        let (label, place) = line.rsplit_once(' ')?;
        let (name, line, column) = read_place(place)?;
        let position = texts.get(name).map(|(_, text)| Position::of(text, range_of(text, line, column)));
        Some((label.to_owned(), path(name, texts), position))
    };
    lines.filter_map(note).collect()
}

/// The name or the quoted text that begins at a place, or one character.
fn range_of(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let start =
        start + text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let rest = &text[start..];
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let length = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map_or(1, |end| end + 2),
        Some('<') => 1 + rest[1..].find(|c| !is_name(c)).unwrap_or(rest.len() - 1),
        Some(first) if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
        first => first.map_or(0, char::len_utf8),
    };
    start..start + length
}

fn chain(problem: &str, template: &str, chain: &[String], texts: &TemplateTexts) -> Diagnostic {
    let mut names: Vec<&str> = chain.iter().map(String::as_str).collect();
    if names.first() != Some(&template) {
        names.insert(0, template);
    }
    let next = names.get(1).copied().unwrap_or(template);
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("this template {problem}: {}", quoted.join(" → "));
    let diagnostic = in_template(Diagnostic::error("template-cycle", message), template, texts);
    where_named(diagnostic, template, next, texts).hint("take one link out of the chain")
}

fn missing(verb: &str, template: &str, name: &str, texts: &TemplateTexts) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("template-missing", format!("this template {verb} `{name}`, which does not exist"));
    let diagnostic = where_named(in_template(diagnostic, template, texts), template, name, texts);
    match nearest(name, texts.keys().map(String::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint(format!("add the file `templates/{name}`")),
    }
}

/// At the place where a template names another.
fn where_named(diagnostic: Diagnostic, template: &str, name: &str, texts: &TemplateTexts) -> Diagnostic {
    let Some((_, text)) = texts.get(template) else { return diagnostic };
    let quotes = [format!("\"{name}\""), format!("'{name}'")];
    match quotes.iter().find_map(|quoted| text.find(quoted.as_str())) {
        Some(start) => diagnostic.at(Position::of(text, start..start + name.len() + 2)),
        None => diagnostic,
    }
}

fn in_template(diagnostic: Diagnostic, name: &str, texts: &TemplateTexts) -> Diagnostic {
    diagnostic.in_file(path(name, texts))
}

/// How diagnostics call a template: its path in the project, or where to find the theme's.
fn path(name: &str, texts: &TemplateTexts) -> String {
    match texts.get(name) {
        Some((TemplateOrigin::Theme, _)) => format!("default theme: templates/{name}"),
        _ => format!("templates/{name}"),
    }
}

fn first_line(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("error: ").unwrap_or(text);
    text.lines().next().unwrap_or(text)
}

/// The names after every word `component` of a template: those that it defines, and perhaps some more.
pub fn components(text: &str) -> Vec<&str> {
    let after = text.match_indices("component").map(|(start, word)| &text[start + word.len()..]);
    after
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .filter_map(|rest| {
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (end > 0).then(|| &rest[..end])
        })
        .collect()
}
