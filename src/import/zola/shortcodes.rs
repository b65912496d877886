//! Zola's shortcodes and internal links in a text → ours, or as they are with a remark.
//!
//! The two generators write calls alike: a call that ours would take for one of its own and refuse is written so that it
//! is text. It must not know files.

use crate::import::{
    body::{self, Argument, Converted, Figure, Index, Lines},
    foreign::{Page, Remark},
};
use std::ops::Range;

/// A call, or the end of one with content.
struct Tag<'t> {
    range: Range<usize>,
    name: &'t str,
    arguments: &'t str,
    is_block: bool,
}

/// Converts the text of a page.
pub fn convert(page: &Page, ours: &[String], index: &Index) -> Converted {
    let linked = links(page, index);
    let text = linked.text.as_str();
    let code = if text.contains("{{") || text.contains("{%") { body::code_ranges(text) } else { Vec::new() };
    let out = Converted { text: String::new(), ..linked };
    let lines = Lines::of(text, page.body_line);
    let mut work = Work {
        page,
        ours,
        text,
        code,
        lines,
        out: Converted { text: String::new(), carried: out.carried, remarks: out.remarks },
        at: 0,
    };
    while let Some(tag) = next_tag(text, work.at) {
        work.out.text.push_str(&text[work.at..tag.range.start]);
        work.at = tag.range.start;
        work.tag(&tag);
    }
    work.out.text.push_str(&text[work.at..]);
    work.out
}

/// Links that begin with `@/`, outside of code.
fn links(page: &Page, index: &Index) -> Converted {
    let text = page.body.as_str();
    let mut out = Converted::default();
    if !text.contains("@/") {
        text.clone_into(&mut out.text);
        return out;
    }
    let code = body::code_ranges(text);
    let mut at = 0;
    let mut lines = Lines::of(text, page.body_line);
    for (start, _) in text.match_indices("@/") {
        let before = &text[..start];
        let is_link =
            before.ends_with(['(', '<', '"', '\'']) || before.ends_with("]: ") || before.ends_with("]:");
        if start < at || !is_link || body::is_inside(&code, start) {
            continue;
        }
        let rest = &text[start + 2..];
        let end = rest.find([')', '>', '"', '\'', '\n', ' ']).unwrap_or(rest.len());
        let (path, fragment) =
            rest[..end].split_once('#').map_or((&rest[..end], None), |(path, tail)| (path, Some(tail)));
        let tail = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let after = &rest[end..];
        out.text.push_str(&text[at..start]);
        at = start + 2 + end;
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        if let Some(link) = index.link(&format!("content/{decoded}"), &tail, body::place(&out.text, after)) {
            out.text.push_str(&link);
            out.carried += 1;
            continue;
        }
        let message = format!("`@/{path}` leads to no page");
        let hint = "write the address, or take the link out";
        let remark = Remark::changed("links", message, hint).in_file(&*page.source);
        out.remarks.push(remark.on_line(lines.line(start)));
        // As ours it would be an error; as an address it is a link to nothing, as it was.
        let stem = path.trim_end_matches(".md").trim_end_matches("_index").trim_end_matches("index");
        out.text.push_str(&format!("/{}/{tail}", stem.trim_matches('/')).replace("//", "/"));
    }
    out.text.push_str(&text[at..]);
    out
}

fn next_tag(text: &str, from: usize) -> Option<Tag<'_>> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find('{')?;
        let rest = &text[start..];
        let is_block = rest.starts_with("{%");
        let close = if is_block { "%}" } else { "}}" };
        let end = if is_block || rest.starts_with("{{") {
            body::end_of_tag(rest, 2, close, &['"', '\'', '`'])
        } else {
            None
        };
        let Some(end) = end else {
            at = start + 1;
            continue;
        };
        let inner = rest[2..end].trim_matches('-').trim();
        let range = start..start + end + 2;
        let (name, arguments) = match inner.split_once('(') {
            Some((name, arguments)) => {
                (name.trim(), arguments.trim_end().strip_suffix(')').unwrap_or(arguments))
            }
            None => (inner, ""),
        };
        // Two marks in the text of a page about shortcodes are no call between them.
        let is_shown =
            inner.strip_prefix("/*").is_some_and(|rest| rest.trim_start().starts_with(char::is_alphanumeric));
        let is_call = inner.contains('(') || inner == "end" || is_shown;
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') || is_shown;
        if is_call && is_name && !name.is_empty() {
            return Some(Tag { range, name, arguments, is_block });
        }
        at = start + 2;
    }
}

struct Work<'a> {
    page: &'a Page,
    /// Names of our shortcodes.
    ours: &'a [String],
    text: &'a str,
    code: Vec<Range<usize>>,
    lines: Lines<'a>,
    out: Converted,
    at: usize,
}

impl<'a> Work<'a> {
    fn tag(&mut self, tag: &Tag<'a>) {
        let in_code = body::is_inside(&self.code, tag.range.start);
        let written = &self.text[tag.range.clone()];
        if written[2..].trim_start_matches('-').trim_start().starts_with("/*") {
            let shown = written.replacen("/*", "", 1).replacen("*/", "", 1);
            let shown = if in_code { shown } else { as_text(&shown) };
            return self.put(tag.range.end, &shown);
        }
        if in_code {
            return self.leave(tag, "shortcodes in code", false);
        }
        if tag.name == "end" {
            self.out.text.push_str(written);
            self.at = tag.range.end;
            return;
        }
        let arguments = body::arguments(tag.arguments);
        match self.call(tag, &arguments) {
            Some(text) => self.put(tag.range.end, &text),
            None => self.leave(tag, "shortcodes", self.ours.iter().any(|name| name == tag.name)),
        }
    }

    fn put(&mut self, end: usize, text: &str) {
        self.out.text.push_str(text);
        self.out.carried += 1;
        self.at = end;
    }

    fn leave(&mut self, tag: &Tag<'_>, what: &'static str, is_ours: bool) {
        let line = self.lines.line(tag.range.start);
        let written = &self.text[tag.range.clone()];
        let shown: String = written.chars().take(80).collect();
        let message = format!("`{}` is as it was written", shown.replace(['\n', '`'], " "));
        let hint = if what == "shortcodes in code" {
            "nothing, unless it was to be run"
        } else {
            "write its text in its place, or make a shortcode of it: docs/shortcodes.md"
        };
        self.out.remarks.push(Remark::left(what, message, hint).in_file(&*self.page.source).on_line(line));
        let text = if is_ours { as_text(written) } else { written.to_owned() };
        self.out.text.push_str(&text);
        self.at = tag.range.end;
    }

    fn call(&self, tag: &Tag<'_>, arguments: &[(Option<String>, String)]) -> Option<String> {
        let get = |names: &[&str]| body::named(arguments, names);
        if tag.is_block {
            return None;
        }
        match tag.name {
            "youtube" | "vimeo" => {
                let id = get(&["id"]);
                let own = self
                    .page
                    .fields
                    .iter()
                    .find(|field| field.key == "title")
                    .and_then(|field| field.value.text());
                let title = if get(&["title"]).is_empty() { own.unwrap_or("Video") } else { get(&["title"]) };
                (!id.is_empty()).then(|| {
                    body::call(tag.name, &[("id", Argument::Always(id)), ("title", Argument::Always(title))])
                })?
            }
            "gist" => Some(get(&["url"])).filter(|url| !url.is_empty()).map(|url| format!("[{url}]({url})")),
            "streamable" => Some(get(&["id"])).filter(|id| !id.is_empty()).map(|id| {
                let url = format!("https://streamable.com/{id}");
                format!("[{url}]({url})")
            }),
            "figure" | "image" | "img" | "resize_image" => {
                let number = |name: &str| get(&[name]).parse().ok();
                let figure = Figure {
                    src: get(&["src", "path", "url", "image"]),
                    alt: get(&["alt"]),
                    caption: get(&["caption", "title"]),
                    credit: get(&["credit", "attribution"]),
                    link: get(&["link", "href"]),
                    width: number("width"),
                    height: number("height"),
                };
                figure.call()
            }
            _ => None,
        }
    }
}

/// A call that is read as text.
fn as_text(call: &str) -> String {
    call.replacen('{', "&#123;", 1)
}
