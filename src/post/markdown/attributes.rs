//! Attribute lists: kramdown's `{: .class #id key="value"}` and `{:toc}`, and Pandoc's `{.class #id}`.
//!
//! Owns their grammar. It must not know what they are applied to.

/// Attributes that a writer gave to an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// Its anchor.
    pub id: Option<String>,
    /// Its classes.
    pub classes: Vec<String>,
}

impl Attributes {
    /// Takes over what `other` says; its ID wins.
    pub fn merge(&mut self, other: Self) {
        self.classes.extend(other.classes);
        if other.id.is_some() {
            self.id = other.id;
        }
    }
}

/// What a list asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    /// Attributes for an element; empty when nothing in the list is honoured.
    Attributes(Attributes),
    /// The table of contents in place of a list.
    Contents,
    /// The end of the summary.
    More,
}

/// Reads what stands between `{:` or `{` and `}`; none when that is no attribute list.
pub(super) fn parse(content: &str) -> Option<List> {
    if let Some(extension) = content.strip_prefix([':', '/']) {
        return is_extension(extension).then(|| match extension.trim_matches([' ', '/']) {
            "more" => List::More,
            _ => List::Attributes(Attributes::default()),
        });
    }
    match content.trim() {
        "more" | "excerpt" => return Some(List::More),
        "" => return None,
        _ => {}
    }
    let mut attributes = Attributes::default();
    let is_contents = Tokens(content).any(|token| token == "toc");
    for token in Tokens(content) {
        read_token(token, &mut attributes)?;
    }
    Some(if is_contents { List::Contents } else { List::Attributes(attributes) })
}

/// `{::comment}`, `{:/}`, `{::options key="value" /}`.
fn is_extension(text: &str) -> bool {
    let name = text.split([' ', '/']).next().unwrap_or(text);
    name.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn read_token(token: &str, attributes: &mut Attributes) -> Option<()> {
    if token.starts_with(['.', '#']) {
        return read_shorthand(token, attributes);
    }
    let Some((key, value)) = token.split_once('=') else {
        return is_name(token.trim_end_matches(':')).then_some(());
    };
    let value = value.trim_matches(['"', '\'']);
    match key {
        "class" => attributes.classes.extend(value.split_whitespace().map(str::to_owned)),
        "id" => attributes.id = Some(value.to_owned()),
        _ => {}
    }
    is_name(key).then_some(())
}

/// `.a`, `#b`, and chains of them: `.a.b#c`.
fn read_shorthand(token: &str, attributes: &mut Attributes) -> Option<()> {
    let mut rest = token;
    while let Some(mark) = rest.chars().next() {
        let name = &rest[1..];
        let end = name.find(['.', '#']).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        if !is_name(name) {
            return None;
        }
        if mark == '.' {
            attributes.classes.push(name.to_owned());
        } else {
            attributes.id = Some(name.to_owned());
        }
        rest = after;
    }
    Some(())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '-')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'))
}

/// The blank-separated parts; blanks within quotation marks do not count.
struct Tokens<'t>(&'t str);

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.0.trim_start();
        if text.is_empty() {
            return None;
        }
        let mut quote = None;
        let end = text.find(|c: char| match quote {
            Some(open) if c == open => {
                quote = None;
                false
            }
            Some(_) => false,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                false
            }
            None => c.is_whitespace(),
        });
        let (token, rest) = text.split_at(end.unwrap_or(text.len()));
        self.0 = rest;
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(id: Option<&str>, classes: &[&str]) -> List {
        let classes = classes.iter().map(|class| (*class).to_owned()).collect();
        List::Attributes(Attributes { id: id.map(str::to_owned), classes })
    }

    #[test]
    fn lists_are_read() {
        assert_eq!(parse(" .a .b #c"), Some(attributes(Some("c"), &["a", "b"])));
        assert_eq!(parse(".a.b#c"), Some(attributes(Some("c"), &["a", "b"])));
        assert_eq!(parse(" target=\"_blank\" class='x y'"), Some(attributes(None, &["x", "y"])));
        assert_eq!(parse("toc"), Some(List::Contents));
        assert_eq!(parse("toc .x"), Some(List::Contents));
        assert_eq!(parse(":options parse_block_html=\"true\" /"), Some(attributes(None, &[])));
        assert_eq!(parse("/comment"), Some(attributes(None, &[])));
        assert_eq!(parse("refdef: .x"), Some(attributes(None, &["x"])));
    }

    #[test]
    fn other_braces_are_left_alone() {
        for text in [".2f", "?", "", ">8", "x, y", ":>8"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
