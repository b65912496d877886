//! Hugo's shortcodes in a text → ours, or as they are with a remark.
//!
//! It must not know files.

use super::Knowledge;
use crate::import::{
    body::{self, Argument, Converted, Figure, Index, Lines},
    foreign::{Page, Remark, get},
};
use std::{collections::BTreeSet, ops::Range};

/// A tag of a shortcode.
struct Tag<'t> {
    range: Range<usize>,
    name: &'t str,
    arguments: &'t str,
    kind: TagKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Open,
    Close,
    Whole,
    /// `{{</* x */>}}`, which shows a call.
    Shown,
}

/// Converts the text of a page.
pub fn convert(page: &Page, knowledge: &Knowledge, index: &Index) -> Converted {
    let text = page.body.as_str();
    let code = if text.contains("{{") { body::code_ranges(text) } else { Vec::new() };
    let lines = Lines::of(text, page.body_line);
    let unclosed = BTreeSet::new();
    let mut work =
        Work { page, knowledge, index, text, code, lines, unclosed, out: Converted::default(), at: 0 };
    while let Some(tag) = next_tag(text, work.at) {
        work.out.text.push_str(&text[work.at..tag.range.start]);
        work.at = tag.range.start;
        work.tag(&tag);
    }
    work.out.text.push_str(&text[work.at..]);
    work.out
}

fn next_tag(text: &str, from: usize) -> Option<Tag<'_>> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find("{{")?;
        let rest = &text[start..];
        let end = if rest.starts_with("{{<") {
            body::end_of_tag(rest, 3, ">}}", &['"', '`'])
        } else if rest.starts_with("{{%") {
            body::end_of_tag(rest, 3, "%}}", &['"', '`'])
        } else {
            None
        };
        let Some(end) = end else {
            at = start + 2;
            continue;
        };
        let range = start..start + end + 3;
        let inner = rest[3..end].trim();
        // Two marks in the text of a page about shortcodes are no call between them.
        let shown = inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")).map(str::trim);
        if shown.is_some_and(|shown| shown.starts_with(|c: char| c.is_alphanumeric() || c == '/')) {
            return Some(Tag { range, name: "", arguments: inner, kind: TagKind::Shown });
        }
        let (inner, kind) = match (inner.strip_prefix('/'), inner.strip_suffix('/')) {
            (Some(inner), _) => (inner.trim(), TagKind::Close),
            (None, Some(inner)) if !inner.ends_with(['"', '=']) || inner.ends_with('"') => {
                (inner.trim(), TagKind::Whole)
            }
            _ => (inner, TagKind::Open),
        };
        let (name, arguments) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        return Some(Tag { range, name, arguments, kind });
    }
}

struct Work<'a> {
    page: &'a Page,
    knowledge: &'a Knowledge,
    index: &'a Index,
    text: &'a str,
    code: Vec<Range<usize>>,
    lines: Lines<'a>,
    /// Names of which no closing tag is left.
    unclosed: BTreeSet<&'a str>,
    out: Converted,
    at: usize,
}

impl<'a> Work<'a> {
    fn tag(&mut self, tag: &Tag<'a>) {
        if tag.kind == TagKind::Shown {
            let inner = tag.arguments.trim_start_matches("/*").trim_end_matches("*/");
            let written = &self.text[tag.range.clone()];
            let (open, close) = (&written[..3], &written[written.len() - 3..]);
            return self.put(tag.range.end, &format!("{open}{inner}{close}"));
        }
        if body::is_inside(&self.code, tag.range.start) {
            return self.leave(tag, "shortcodes in code");
        }
        let arguments = body::arguments(tag.arguments);
        let has_content =
            matches!(tag.name, "highlight" | "details" | "comment") && tag.kind == TagKind::Open;
        if has_content && self.pair(tag, &arguments) {
            return;
        }
        match self.alone(tag, &arguments) {
            Some(text) => self.put(tag.range.end, &text),
            None if tag.kind == TagKind::Close => self.copy(tag),
            None => self.leave(tag, "shortcodes"),
        }
    }

    fn put(&mut self, end: usize, text: &str) {
        self.out.text.push_str(text);
        self.out.carried += 1;
        self.at = end;
    }

    fn copy(&mut self, tag: &Tag<'_>) {
        self.out.text.push_str(&self.text[tag.range.clone()]);
        self.at = tag.range.end;
    }

    fn leave(&mut self, tag: &Tag<'_>, what: &'static str) {
        let line = self.lines.line(tag.range.start);
        let written: String = self.text[tag.range.clone()].chars().take(80).collect();
        let message = format!("`{}` is as it was written", written.replace(['\n', '`'], " "));
        let hint = match tag.name {
            "ref" | "relref" => "there is no such page: write the address",
            _ if what == "shortcodes in code" => "nothing, unless it was to be run",
            _ => "write its text in its place, or make a shortcode of it: docs/shortcodes.md",
        };
        self.out.remarks.push(Remark::left(what, message, hint).in_file(&*self.page.source).on_line(line));
        self.copy(tag);
    }

    /// A call with content. Answers whether it was converted.
    fn pair(&mut self, open: &Tag<'a>, arguments: &[(Option<String>, String)]) -> bool {
        let mut from = open.range.end;
        while !self.unclosed.contains(open.name)
            && let Some(tag) = next_tag(self.text, from)
        {
            if tag.kind == TagKind::Close && tag.name == open.name {
                let inner = &self.text[open.range.end..tag.range.start];
                let Some(text) = self.write_pair(open, arguments, inner) else { return false };
                self.put(tag.range.end, &text);
                return true;
            }
            from = tag.range.end;
        }
        self.unclosed.insert(open.name);
        false
    }

    fn write_pair(
        &self,
        open: &Tag<'_>,
        arguments: &[(Option<String>, String)],
        inner: &str,
    ) -> Option<String> {
        let line = self.text[..open.range.start].rsplit('\n').next().unwrap_or_default();
        let is_alone = line.trim().is_empty();
        match open.name {
            "comment" => Some(String::new()),
            "highlight" => {
                let language = body::positional(arguments, 0);
                let options = highlight_options(body::positional(arguments, 1));
                let block = body::fence(&body::code_info(language, &options), inner, line);
                Some(if is_alone { block[line.len()..].to_owned() } else { format!("\n\n{block}\n\n") })
            }
            "details" => {
                let summary = body::named(arguments, &["summary", "title"]);
                let summary = if summary.is_empty() { body::positional(arguments, 0) } else { summary };
                let call = body::call(
                    "details",
                    &[("summary", Argument::Always(if summary.is_empty() { "Details" } else { summary }))],
                )?;
                let open = call.replace("{{ ", "{% ").replace(" }}", " %}");
                // What is inside may have shortcodes of its own, which are converted in turn.
                let page = Page { body: inner.trim_matches('\n').to_owned(), ..self.page.clone() };
                let inside = convert(&page, self.knowledge, self.index).text;
                is_alone.then(|| format!("{open}\n{inside}\n{line}{{% end %}}"))
            }
            _ => None,
        }
    }

    fn alone(&self, tag: &Tag<'_>, arguments: &[(Option<String>, String)]) -> Option<String> {
        let get = |names: &[&str]| body::named(arguments, names);
        let first = body::positional(arguments, 0);
        let either =
            |names: &[&str]| if get(names).is_empty() { first.to_owned() } else { get(names).to_owned() };
        match tag.name {
            _ if tag.kind == TagKind::Close => None,
            "figure" => {
                let number = |name: &str| get(&[name]).trim_end_matches("px").parse().ok();
                let title_and_caption =
                    [get(&["title"]), get(&["caption"])].into_iter().filter(|text| !text.is_empty());
                let caption = title_and_caption.collect::<Vec<_>>().join(" ");
                let figure = Figure {
                    src: get(&["src"]),
                    alt: get(&["alt"]),
                    caption: &caption,
                    credit: get(&["attr"]),
                    link: get(&["link"]),
                    width: number("width"),
                    height: number("height"),
                };
                figure.call()
            }
            "youtube" | "vimeo" => {
                let id = either(&["id"]);
                let title = get(&["title"]);
                let own = self
                    .page
                    .fields
                    .iter()
                    .find(|field| field.key == "title")
                    .and_then(|field| field.value.text());
                let title = if title.is_empty() { own.unwrap_or("Video") } else { title };
                let start = Argument::Number(get(&["start"]).parse().ok().filter(|_| tag.name == "youtube"));
                let arguments =
                    [("id", Argument::Always(&id)), ("title", Argument::Always(title)), ("start", start)];
                (!id.is_empty()).then(|| body::call(tag.name, &arguments))?
            }
            "gist" => {
                let id = body::positional(arguments, 1);
                Some(format!("[gist {id}](https://gist.github.com/{first}/{id})")).filter(|_| !id.is_empty())
            }
            "x" | "twitter" | "tweet" | "x_simple" | "twitter_simple" => {
                let (user, id) = (get(&["user"]), either(&["id"]));
                let url = if user.is_empty() {
                    format!("https://x.com/i/status/{id}")
                } else {
                    format!("https://x.com/{user}/status/{id}")
                };
                Some(format!("[{url}]({url})")).filter(|_| !id.is_empty())
            }
            "instagram" => Some(first).filter(|id| !id.is_empty()).map(|id| {
                let url = format!("https://www.instagram.com/p/{id}/");
                format!("[{url}]({url})")
            }),
            "ref" | "relref" => self.reference(&either(&["path"]), &self.text[tag.range.end..]),
            "param" => self.param(first),
            _ => None,
        }
    }

    /// A page by its path, its name, or the way from this page.
    fn reference(&self, path: &str, after: &str) -> Option<String> {
        let (path, fragment) = path.split_once('#').map_or((path, ""), |(path, fragment)| (path, fragment));
        let tail = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        if path.is_empty() {
            return Some(tail).filter(|tail| !tail.is_empty());
        }
        let folder = self.knowledge.below(&self.page.source);
        let clean = path.trim_matches('/').to_lowercase();
        let beside = join(&folder.to_lowercase(), &clean);
        let names = &self.knowledge.names;
        let keys = [Some(clean.clone()).filter(|_| path.starts_with('/')), beside, Some(clean)];
        let source = keys
            .into_iter()
            .flatten()
            .find_map(|key| names.get(&key).or_else(|| names.get(key.trim_end_matches(".md"))))?;
        self.index.link(source, &tail, body::place(&self.out.text, after))
    }

    /// A value of the page's front matter or of the site's settings.
    fn param(&self, name: &str) -> Option<String> {
        let own = self.page.fields.iter().find(|field| field.key == name).map(|field| &field.value);
        let extra = || {
            self.page
                .fields
                .iter()
                .find(|field| field.key == "extra")
                .and_then(|field| get(&field.value, name))
        };
        let site = || get(&self.knowledge.params, name);
        own.or_else(extra).or_else(site)?.text().map(str::to_owned)
    }
}

/// `linenos=table,hl_lines=8 15-17,linenostart=199`: values go to the next comma and may have blanks.
fn highlight_options(text: &str) -> Vec<(Option<String>, String)> {
    let pair = |part: &str| match part.split_once('=') {
        Some((key, value)) => {
            (Some(key.trim().to_owned()), value.trim().trim_matches(['"', '\'', '[', ']']).to_owned())
        }
        None => (None, part.trim().to_owned()),
    };
    text.split(',').filter(|part| !part.trim().is_empty()).map(pair).collect()
}

/// A path from a folder, with `..` worked out; none where it leads out.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}
