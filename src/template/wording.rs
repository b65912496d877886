//! Tera's messages in our words, each with a hint that says what to type.
//!
//! Owns what a message means to the person who wrote the template. It must not know files or places.

use super::error::{TemplateTexts, components};
use crate::diagnostic::nearest;

/// A message and what to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: String,
}

fn worded(message: impl Into<String>, hint: impl Into<String>) -> Worded {
    Worded { message: message.into(), hint: hint.into() }
}

const FILTERS: [&str; 44] = [
    "abs",
    "absolute_url",
    "capitalize",
    "date",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "json_encode",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "number",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "slug",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "urlencode_strict",
    "values",
    "wordcount",
];
const FUNCTIONS: [&str; 16] = [
    "asset",
    "data",
    "image",
    "integrity",
    "jsonld",
    "markdown",
    "post",
    "posts",
    "range",
    "related",
    "super",
    "t",
    "term",
    "terms",
    "throw",
    "url",
];
const TESTS: [&str; 17] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
const TAGS: [&str; 12] = [
    "block",
    "break",
    "component",
    "continue",
    "elif",
    "else",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "set",
];

/// A message of Tera's, or of one of our functions, in our words. `marked` is the text that it is about.
pub fn word(message: &str, marked: &str, texts: &TemplateTexts) -> Worded {
    let message = message.trim().trim_end_matches('.');
    let rules: [&dyn Fn() -> Option<Worded>; 6] = [
        &|| suggested(message),
        &|| unknown(message, marked, texts),
        &|| undefined(message),
        &|| argument(message, marked),
        &|| grammar(message, marked),
        &|| value(message),
    ];
    rules.iter().find_map(|rule| rule()).unwrap_or_else(|| {
        worded(lower_first(message), "change what is marked; the guide to templates has the syntax")
    })
}

/// The name between the first two backquotes.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// Our own answers bring what was meant with them, or what else to write.
fn suggested(message: &str) -> Option<Worded> {
    if let Some((problem, near)) = message.split_once("; did you mean ") {
        return Some(worded(problem, format!("did you mean {near}")));
    }
    if let Some((_, name)) = message.split_once(" needs the argument `") {
        let name = name.split('`').next().unwrap_or_default();
        return Some(worded(message, format!("write `{name}=…` between the parentheses")));
    }
    let hint = match message {
        _ if message.starts_with("there is no post `") => {
            "write a path below the content folder, such as `@/posts/name.md`"
        }
        _ if message.starts_with("there is no file `static/") => "add that file, or correct the path",
        _ if message.starts_with("there is no data file") => "add that file, or correct the name",
        _ if message.starts_with("no post has the tag") => "write the name of a tag that a post has",
        _ if message.starts_with("no post has the permanent ID") => "write `id=page.id`",
        _ if message.starts_with("there is no text") => {
            "add it to `templates/strings/` in the site's language, or correct the key"
        }
        _ if message.starts_with("`number` is given") => "make it a number with `| int` or `| float` first",
        _ if message.starts_with("the text `") => {
            "the guide to templates lists the texts of the theme and their placeholders"
        }
        _ if message.starts_with("`sort` is") => "write `sort=\"name\"` or `sort=\"count\"`",
        _ if message.starts_with("`style` is") => "write `style=\"month\"`, `style=\"day\"` or nothing",
        _ => return None,
    };
    Some(worded(message, hint))
}

fn unknown(message: &str, marked: &str, texts: &TemplateTexts) -> Option<Worded> {
    if message.starts_with("Block `") && message.ends_with("in any parent template") {
        return Some(unknown_block(quoted(message)?, texts));
    }
    let what = message.strip_prefix("Unknown ")?;
    if what == "tag" {
        return Some(unknown_tag(marked));
    }
    let (kind, name) = (what.split(' ').next()?, quoted(message)?);
    let defined: Vec<&str> = texts.values().flat_map(|(_, text)| components(text)).collect();
    let templates: Vec<&str> = texts.keys().map(String::as_str).collect();
    let (known, other): (&[&str], String) = match kind {
        "filter" => (&FILTERS, format!("filters are {}", FILTERS.join(", "))),
        "function" => (&FUNCTIONS, format!("functions are {}", FUNCTIONS.join(", "))),
        "test" => (&TESTS, format!("tests are {}", TESTS.join(", "))),
        "component" => {
            (&defined, format!("define it: `{{% component {name}() %}} … {{% endcomponent {name} %}}`"))
        }
        "template" => (&templates, format!("add the file `templates/{name}`")),
        _ => return None,
    };
    let hint = nearest(name, known.iter().copied()).map_or(other, |near| format!("did you mean `{near}`?"));
    Some(worded(format!("there is no {kind} `{name}`"), hint))
}

fn unknown_block(name: &str, texts: &TemplateTexts) -> Worded {
    let after = |text: &'_ str| -> Vec<String> {
        let names = text.split("{% block ").skip(1).filter_map(|rest| rest.split_whitespace().next());
        names.map(str::to_owned).collect()
    };
    let known: Vec<String> = texts.values().flat_map(|(_, text)| after(text)).collect();
    let near = nearest(name, known.iter().map(String::as_str).filter(|known| *known != name));
    let add = format!("add `{{% block {name} %}}{{% endblock {name} %}}` to the one at the top of the chain");
    worded(
        format!("no template that this one extends has a block `{name}`"),
        near.map_or(add, |near| format!("did you mean `{near}`?")),
    )
}

fn unknown_tag(name: &str) -> Worded {
    let hint = match nearest(name, TAGS) {
        _ if matches!(name, "macro" | "import" | "call") => {
            "components take the place of macros: `{% component NAME() %} … {% endcomponent NAME %}`"
                .to_owned()
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("tags are {}", TAGS.join(", ")),
    };
    worded(format!("there is no tag `{name}`"), hint)
}

/// Names that are not known when a page is rendered.
fn undefined(message: &str) -> Option<Worded> {
    let (problem, list) = message.split_once(" Available ").unwrap_or((message, ""));
    let problem = problem.trim_end_matches('.');
    if !problem.ends_with("is not defined") && !problem.contains("undefined") {
        return None;
    }
    let known: Vec<&str> = list.split_once(": ").map_or(Vec::new(), |(_, names)| names.split(", ").collect());
    let name = quoted(problem).unwrap_or("name");
    let hint = match nearest(name, known.iter().copied().filter(|near| *near != name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "where it may be missing, put `{% if … %}` around it".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    };
    Some(worded(lower_first(problem), hint))
}

/// Arguments of components, functions and filters.
fn argument(message: &str, marked: &str) -> Option<Worded> {
    let name = quoted(message)?;
    if message.starts_with("Argument `") && message.ends_with("missing") {
        return Some(worded(
            format!("the component needs the argument `{name}`"),
            format!("write `{name}={{…}}` in the call"),
        ));
    }
    if message.starts_with("Missing keyword argument") {
        return Some(worded(
            format!("the argument `{name}` is missing"),
            format!("write `{name}=…` between the parentheses"),
        ));
    }
    if message.starts_with("Unknown argument(s)") {
        let possible = message.split_once("are: ").map(|(_, names)| names);
        let hint = possible.map_or("take it out".to_owned(), |names| format!("its arguments are {names}"));
        return Some(worded(format!("the component has no argument `{name}`"), hint));
    }
    message.starts_with("Component argument `").then(|| {
        worded(lower_first(message), format!("give `{name}` another value than `{marked}`, or another type"))
    })
}

/// What the parser met where it wanted something else.
fn grammar(message: &str, marked: &str) -> Option<Worded> {
    if message.starts_with("This content would be ignored") {
        return Some(worded(
            "this stands in no block, and a template that extends another has nothing but blocks",
            "put it into a block of the parent: `{% block main %} … {% endblock main %}`",
        ));
    }
    let (found, expected) = message.strip_prefix("Found ")?.split_once(" but expected ")?;
    let expected = expected.trim_end_matches('.');
    Some(match expected {
        "identifier" if found == "string" => {
            worded("the argument has no name", format!("write its name before it, such as `path={marked}`"))
        }
        "identifier" => worded(format!("found {found} where a name must stand"), "write the name before it"),
        "}}" => worded(format!("found {found} before the `}}}}` that ends `{{{{`"), "write `}}` before it"),
        "%}" => worded(format!("found {found} before the `%}}` that ends `{{%`"), "write `%}` before it"),
        _ if expected.starts_with("one of: integer") => worded(
            format!("found {found} where a value must stand"),
            "write a name, a text in quotes or a number before it",
        ),
        _ => worded(
            format!("found {found} where {expected} must stand"),
            format!("write {expected} before it"),
        ),
    })
}

/// Values of the wrong type.
fn value(message: &str) -> Option<Worded> {
    let hint = match message {
        _ if message.starts_with("`+` requires") => "join texts with `~`: `a ~ b`",
        _ if message.starts_with("Math operations") => {
            "make a text a number with `| int` or `| float`; join texts with `~`"
        }
        _ if message.starts_with("Iteration not possible") => "write a list or a map after `in`",
        _ if message.starts_with("Invalid type for the value") => {
            "use another filter, or make it text with `| str`"
        }
        _ => return None,
    };
    Some(worded(lower_first(message), hint))
}

/// Our messages begin in lower case and end without a full stop.
fn lower_first(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if characters.clone().next().is_some_and(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The tag that is still open at the end of a template: where it begins, and its name.
pub fn open_tag(text: &str) -> Option<(usize, &str)> {
    const OPENING: [&str; 5] = ["if", "for", "block", "component", "filter"];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{%").map(|found| at + found) {
        let inside = text[start + 2..].trim_start_matches('-').trim_start();
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
        let name = &inside[..end];
        at = start + 2;
        if name == "raw" {
            at = text[at..].find("endraw").map_or(text.len(), |found| at + found);
        } else if OPENING.contains(&name) {
            open.push((start, name));
        } else if open.last().is_some_and(|(_, last)| name.strip_prefix("end") == Some(last)) {
            open.pop();
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name that hints may bring is known to Tera or registered by us.
    #[test]
    fn hints_name_what_there_is() {
        let mut tera = tera::Tera::new();
        let ours = ["absolute_url", "date", "number", "json_encode", "slug", "urlencode", "urlencode_strict"];
        for filter in FILTERS.iter().filter(|filter| !ours.contains(filter)) {
            let text = format!("{{{{ x | {filter} }}}}");
            let result = tera.add_raw_template("t", &text).map_err(|error| error.to_string());
            assert!(!result.is_err_and(|error| error.contains("Unknown filter")), "{filter}");
        }
        for test in TESTS {
            let text = format!("{{% if x is {test} %}}{{% endif %}}");
            let result = tera.add_raw_template("t", &text).map_err(|error| error.to_string());
            assert!(!result.is_err_and(|error| error.contains("Unknown test")), "{test}");
        }
    }

    #[test]
    fn the_innermost_open_tag_is_found() {
        assert_eq!(open_tag("{% if a %}{% for b in c %}{% endfor %}"), Some((0, "if")));
        assert_eq!(open_tag("{% block x %}\n{%- if a -%}{% else %}"), Some((14, "if")));
        assert_eq!(open_tag("{% raw %}{% if %}{% endraw %}{% set a = 1 %}"), None);
    }

    #[test]
    fn what_is_not_known_passes_with_a_hint() {
        let worded = word("Something New happened.", "x", &TemplateTexts::new());
        assert_eq!(worded.message, "something New happened");
        assert!(!worded.hint.is_empty());
    }
}
