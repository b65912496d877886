//! The tags of shortcodes as they are written: `{{ name(key="text") }}`, `{% name() %}` and `{% end %}`.
//!
//! Owns their grammar. It must not know where tags count, nor what a shortcode takes.

use std::{collections::BTreeSet, ops::Range};

/// A tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether its line holds nothing else.
    pub is_alone: bool,
    pub kind: TagKind,
}

impl Tag {
    /// Whether it stands between `{{` and `}}`.
    pub fn is_braces(&self) -> bool {
        matches!(self.kind, TagKind::Plain(_))
    }
}

/// What a tag does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagKind {
    /// `{{ name() }}`.
    Plain(Written),
    /// `{% name() %}`.
    Begin(Written),
    /// `{% end %}`.
    End,
    /// A call of a shortcode that is defined, with a mistake.
    Unreadable(Mistake),
}

/// A call as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Written {
    pub name: String,
    pub arguments: Vec<WrittenArgument>,
}

/// An argument as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenArgument {
    pub name: String,
    pub value: WrittenValue,
    /// Where name and value stand.
    pub range: Range<usize>,
}

/// A value as it is written, each text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WrittenValue {
    Text(String, Range<usize>),
    Number(String),
    Bool(bool),
    List(Vec<WrittenValue>),
}

/// What is wrong with a call, where, and what to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub message: String,
    pub hint: String,
    pub range: Range<usize>,
}

/// The two forms of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Braces,
    Percent,
}

impl Form {
    /// What ends a tag.
    pub fn end(self) -> &'static str {
        match self {
            Self::Braces => "}}",
            Self::Percent => "%}",
        }
    }
}

/// The call that opens at `at`, if it is one of a shortcode in `names`; it must end before `limit`.
pub(super) fn read_call(
    text: &str,
    at: usize,
    form: Form,
    limit: usize,
    names: &BTreeSet<String>,
) -> Option<Result<(Written, usize), Mistake>> {
    let mut reader = Reader { text: &text[..limit], at: at + 2 };
    reader.skip_blanks();
    let name = reader.name()?;
    if !names.contains(name) {
        return None;
    }
    reader.skip_blanks();
    let head = at..reader.at + 1;
    reader.take("(").then(|| reader.rest_of_call(name, form, head))
}

/// The end of the `{% end %}` that opens at `at`, if it is one.
pub(super) fn read_end(text: &str, at: usize, limit: usize) -> Option<usize> {
    let mut reader = Reader { text: &text[..limit], at: at + 2 };
    reader.skip_blanks();
    (reader.name()? == "end").then_some(())?;
    reader.skip_blanks();
    reader.take("%}").then_some(reader.at)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }

    fn name(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let is_name = end > 0 && !rest.starts_with(|c: char| c.is_ascii_digit());
        self.at += if is_name { end } else { 0 };
        is_name.then(|| &rest[..end])
    }

    /// What stands here, for a message: a word, or one character.
    fn next_word(&self) -> Range<usize> {
        let rest = self.rest();
        let word = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '/' | ':'));
        let length = match word.unwrap_or(rest.len()) {
            0 => rest.chars().next().map_or(0, char::len_utf8),
            length => length,
        };
        self.at..self.at + length
    }

    /// The arguments and the end of a call whose parenthesis is open.
    fn rest_of_call(
        &mut self,
        name: &str,
        form: Form,
        head: Range<usize>,
    ) -> Result<(Written, usize), Mistake> {
        let mut call = Written { name: name.to_owned(), arguments: Vec::new() };
        loop {
            self.skip_blanks();
            if self.take(")") {
                break;
            }
            if self.rest().is_empty() {
                return not_ended(name, form, head);
            }
            let argument = self.argument(name, form, &head)?;
            if call.arguments.iter().any(|known| known.name == argument.name) {
                let message = format!("the argument `{}` of `{name}` is given twice", argument.name);
                return mistake(argument.range, message, "take one of the two out");
            }
            call.arguments.push(argument);
            self.skip_blanks();
            if self.rest().is_empty() {
                return not_ended(name, form, head);
            }
            if !self.take(",") && !self.rest().starts_with(')') {
                let place = self.next_word();
                let message = format!(
                    "the call of `{name}` goes on with `{}` after a value",
                    &self.text[place.clone()]
                );
                let hint = "write `,` between two arguments and `)` after the last; put text that holds a quotation \
                            mark between marks of another kind: \", ' or `";
                return mistake(place, message, hint);
            }
        }
        self.skip_blanks();
        if self.take(form.end()) {
            return Ok((call, self.at));
        }
        let place = self.next_word();
        if place.is_empty() {
            return not_ended(name, form, head);
        }
        let message = format!("the call of `{name}` does not end after its `)`");
        mistake(
            place,
            message,
            format!("write `{}` right after the `)`: a call takes no filters", form.end()),
        )
    }

    fn argument(&mut self, call: &str, form: Form, head: &Range<usize>) -> Result<WrittenArgument, Mistake> {
        let start = self.at;
        let name = self.name();
        let after_name = self.at;
        self.skip_blanks();
        let Some(name) = name.filter(|_| self.take("=")) else {
            self.at = start;
            return self.unnamed(call, start..after_name);
        };
        self.skip_blanks();
        if self.rest().is_empty() {
            return not_ended(call, form, head.clone());
        }
        let value = self.value(call, name)?;
        Ok(WrittenArgument { name: name.to_owned(), value, range: start..self.at })
    }

    fn unnamed<T>(&mut self, call: &str, name: Range<usize>) -> Result<T, Mistake> {
        if !name.is_empty() {
            let message = format!("the argument `{}` of `{call}` has no value", &self.text[name.clone()]);
            return mistake(name.clone(), message, format!("write `{}=\"…\"`", &self.text[name]));
        }
        let start = self.at;
        let has_value = self.value(call, "name").is_ok();
        let place =
            if has_value { start..self.at } else { Reader { text: self.text, at: start }.next_word() };
        let written = &self.text[place.clone()];
        let message = format!("`{written}` in the call of `{call}` is no argument");
        let hint = if has_value {
            format!("write its name before it: `name={written}`")
        } else {
            "arguments are written `name=\"text\"`, `name=3`, `name=true` or `name=[\"a\", \"b\"]`".to_owned()
        };
        mistake(place, message, hint)
    }

    fn value(&mut self, call: &str, name: &str) -> Result<WrittenValue, Mistake> {
        if !self.take("[") {
            return self.scalar(call, name);
        }
        let open = self.at - 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.take("]") {
                return Ok(WrittenValue::List(items));
            }
            if self.rest().is_empty() {
                let message = format!("the list `{name}` in the call of `{call}` does not end");
                return mistake(open..open + 1, message, "write `]` after its last value");
            }
            items.push(self.scalar(call, name)?);
            self.skip_blanks();
            if !self.take(",") && !self.rest().starts_with(']') && !self.rest().is_empty() {
                let place = self.next_word();
                let message = format!(
                    "the list `{name}` in the call of `{call}` goes on with `{}` after a value",
                    &self.text[place.clone()]
                );
                return mistake(place, message, "write `,` between two values and `]` after the last");
            }
        }
    }

    fn scalar(&mut self, call: &str, name: &str) -> Result<WrittenValue, Mistake> {
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        if let Some(quote) = quote {
            return self.text(quote, call, name);
        }
        let place = self.next_word();
        let word = &self.text[place.clone()];
        let value = match word {
            "true" => Some(WrittenValue::Bool(true)),
            "false" => Some(WrittenValue::Bool(false)),
            _ => is_number(word).then(|| WrittenValue::Number(word.to_owned())),
        };
        if let Some(value) = value {
            self.at = place.end;
            return Ok(value);
        }
        let message = format!("`{word}` is no value for the argument `{name}` of `{call}`");
        let hint = match word.chars().next() {
            Some('“' | '”' | '„' | '‘' | '’' | '«') => {
                "use straight quotation marks: \" or '".to_owned()
            }
            Some(first) if first.is_alphanumeric() || matches!(first, '/' | '.') => {
                format!("put text between quotation marks: `{name}=\"{word}\"`")
            }
            _ => format!("write text, a number, true, false or a list: `{name}=\"…\"`"),
        };
        mistake(place, message, hint)
    }

    fn text(&mut self, quote: char, call: &str, name: &str) -> Result<WrittenValue, Mistake> {
        let start = self.at + 1;
        let Some(length) = self.text[start..].find(quote) else {
            let message = format!("the text `{name}` in the call of `{call}` does not end");
            return mistake(
                self.at..start,
                message,
                format!("write {quote} after the text, with no empty line before it"),
            );
        };
        self.at = start + length + 1;
        let range = start..start + length;
        Ok(WrittenValue::Text(self.text[range.clone()].to_owned(), range))
    }
}

fn mistake<T>(
    range: Range<usize>,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Result<T, Mistake> {
    Err(Mistake { message: message.into(), hint: hint.into(), range })
}

fn not_ended<T>(name: &str, form: Form, head: Range<usize>) -> Result<T, Mistake> {
    let message = format!("the call of `{name}` does not end in its paragraph");
    let hint = format!("write `) {}` after its arguments, with no empty line before it", form.end());
    mistake(head, message, hint)
}

/// Digits with a sign and a fraction, perhaps, that a number of 64 bits can hold.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = if digits.contains('.') { word.len() < 40 } else { word.parse::<i64>().is_ok() };
    is_digits(whole) && is_digits(fraction) && fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> BTreeSet<String> {
        ["figure".to_owned()].into()
    }

    fn call(text: &str) -> Result<Written, String> {
        let form = if text.starts_with("{{") { Form::Braces } else { Form::Percent };
        let read = read_call(text, 0, form, text.len(), &names()).expect("a call");
        read.map(|(call, _)| call)
            .map_err(|mistake| format!("{} [{}] ({})", mistake.message, &text[mistake.range], mistake.hint))
    }

    #[test]
    fn arguments_of_every_type() {
        let call = call("{{figure(a=\"x }} 'y'\",b='z' , c = `w`, d=-3, e=0.5, f=true, g=[\"p\", 2,],)}}")
            .expect("a call");
        let values: Vec<_> =
            call.arguments.into_iter().map(|argument| (argument.name, argument.value)).collect();
        insta::assert_debug_snapshot!(values);
    }

    #[test]
    fn what_is_no_call_is_left_alone() {
        for text in [
            "{{ figure }}",
            "{{ other(a=1) }}",
            "{{< figure() >}}",
            "{{ figur(a=1) }}",
            "{{- figure() -}}",
            "{{ figure.x() }}",
            "{{",
            "{{ 1(a=1) }}",
        ] {
            assert_eq!(read_call(text, 0, Form::Braces, text.len(), &names()), None, "{text}");
        }
        assert_eq!(read_end("{%end%}", 0, 7), Some(7));
        assert_eq!(read_end("{% endfor %}", 0, 12), None);
        assert_eq!(read_end("{% end", 0, 6), None);
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let texts = [
            "{{ figure(\"a.png\") }}",
            "{{ figure(src) }}",
            "{{ figure(src=a.png) }}",
            "{{ figure(src=“a.png”) }}",
            "{{ figure(src=\"a.png) }}",
            "{{ figure(src=\"a \"b\" c\") }}",
            "{{ figure(src=\"a.png\" alt=\"b\") }}",
            "{{ figure(src=\"a\", src=\"b\") }}",
            "{{ figure(src=\"a.png\") | safe }}",
            "{{ figure(src=\"a.png\") %}",
            "{% figure(src=\"a.png\"",
            "{% figure(",
            "{{ figure(width=99999999999999999999) }}",
            "{{ figure(images=[\"a\" \"b\"]) }}",
            "{{ figure(images=[\"a\",",
            "{{ figure(images=[[1]]) }}",
            "{{ figure(src=page.image) }}",
            "{{ figure(src=) }}",
            "{{ figure(, ) }}",
        ];
        let said: Vec<String> =
            texts.iter().map(|text| format!("{text}: {}", call(text).expect_err(text))).collect();
        insta::assert_snapshot!(said.join("\n"));
    }
}
