//! Liquid in a text → Markdown, shortcodes of ours, or as it is with a remark.
//!
//! Only what has one meaning without running a template is carried: addresses, values of settings and of the page, code,
//! pictures, videos. It must not know files.

use super::{Knowledge, settings::is_printed};
use crate::{
    import::{
        body::{self, Argument, Converted, Figure, Index, Lines},
        foreign::{Page, Remark, get},
    },
    yaml::Node,
};
use std::{collections::BTreeSet, ops::Range};

/// A tag or an output in a text.
struct Piece<'t> {
    range: Range<usize>,
    /// What is between the marks.
    inner: &'t str,
    is_output: bool,
}

/// The pieces of Liquid that a site writes around others: only their openings are told of.
const INNER: [&str; 12] = [
    "else",
    "elsif",
    "when",
    "endif",
    "endfor",
    "endunless",
    "endcase",
    "endcapture",
    "endtablerow",
    "break",
    "continue",
    "endform",
];

/// Converts the text of a page.
pub fn convert(page: &Page, knowledge: &Knowledge, index: &Index) -> Converted {
    let text = page.body.as_str();
    let code = if text.contains("{%") || text.contains("{{") { body::code_ranges(text) } else { Vec::new() };
    let lines = Lines::of(text, page.body_line);
    let unclosed = BTreeSet::new();
    let mut work =
        Work { page, knowledge, index, text, code, lines, unclosed, out: Converted::default(), at: 0 };
    while let Some(piece) = next_piece(text, work.at) {
        work.out.text.push_str(&text[work.at..piece.range.start]);
        work.at = piece.range.start;
        work.piece(&piece);
    }
    work.out.text.push_str(&text[work.at..]);
    work.out
}

/// Whether a text has anything that only a template can make: loops, conditions, values that are not known.
pub fn is_template(page: &Page, knowledge: &Knowledge) -> bool {
    let nothing = Index::default();
    convert(page, knowledge, &nothing).remarks.iter().any(|remark| remark.what == "template code")
}

fn next_piece(text: &str, from: usize) -> Option<Piece<'_>> {
    let mut at = from;
    loop {
        let start = at + text[at..].find('{')?;
        let rest = &text[start..];
        let (is_output, end) = if rest.starts_with("{{") {
            (true, body::end_of_tag(rest, 2, "}}", &['"', '\'']))
        } else if rest.starts_with("{%") {
            (false, body::end_of_tag(rest, 2, "%}", &['"', '\'']))
        } else {
            (false, None)
        };
        match end {
            Some(end) => {
                let inner = rest[2..end].trim_matches('-').trim();
                return Some(Piece { range: start..start + end + 2, inner, is_output });
            }
            None => at = start + 1,
        }
    }
}

struct Work<'a> {
    page: &'a Page,
    knowledge: &'a Knowledge,
    index: &'a Index,
    text: &'a str,
    code: Vec<Range<usize>>,
    lines: Lines<'a>,
    /// Ends of blocks of which none is left.
    unclosed: BTreeSet<String>,
    out: Converted,
    at: usize,
}

impl<'a> Work<'a> {
    fn piece(&mut self, piece: &Piece<'a>) {
        let (name, rest) = piece.inner.split_once(char::is_whitespace).unwrap_or((piece.inner, ""));
        let in_code = body::is_inside(&self.code, piece.range.start);
        match name {
            "raw" if !piece.is_output => return self.block(piece, "endraw", |_, inner| inner.to_owned()),
            "comment" if !piece.is_output => return self.block(piece, "endcomment", |_, _| String::new()),
            _ if in_code => {
                return self.leave(piece, "template code in code", "nothing, unless it was to be filled in");
            }
            "highlight" if !piece.is_output => {
                let indent = self.indent(piece.range.start);
                let is_alone = self.starts_line(piece.range.start);
                return self.block(piece, "endhighlight", move |_, inner| {
                    let (language, options) =
                        rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
                    let info = body::code_info(language, &body::arguments(options));
                    let block = body::fence(&info, inner, &indent);
                    if is_alone { block[indent.len()..].to_owned() } else { format!("\n\n{block}\n\n") }
                });
            }
            _ => {}
        }
        let written = if piece.is_output { self.output(piece) } else { self.tag(name, rest.trim(), piece) };
        match written {
            Some(text) => self.put(piece, &text),
            None if INNER.contains(&name) => self.copy(piece),
            None => {
                let hint = hint(name, piece.is_output);
                self.leave(piece, "template code", hint);
            }
        }
    }

    fn put(&mut self, piece: &Piece<'_>, text: &str) {
        self.out.text.push_str(text);
        self.out.carried += 1;
        self.at = piece.range.end;
    }

    /// Writes a piece as it is.
    fn copy(&mut self, piece: &Piece<'_>) {
        self.out.text.push_str(&self.text[piece.range.clone()]);
        self.at = piece.range.end;
    }

    fn leave(&mut self, piece: &Piece<'_>, what: &'static str, hint: &str) {
        let line = self.lines.line(piece.range.start);
        let written: String = self.text[piece.range.clone()].chars().take(80).collect();
        let message = format!("`{}` is as it was written", written.replace(['\n', '`'], " "));
        self.out.remarks.push(Remark::left(what, message, hint).in_file(&*self.page.source).on_line(line));
        self.copy(piece);
    }

    /// Replaces a pair of tags and what is between them; a tag that is never closed stays.
    fn block(&mut self, open: &Piece<'a>, end: &str, write: impl FnOnce(&Self, &str) -> String) {
        let mut from = open.range.end;
        while !self.unclosed.contains(end)
            && let Some(piece) = next_tag(self.text, from)
        {
            if piece.inner == end {
                let inner = &self.text[open.range.end..piece.range.start];
                let text = write(self, inner);
                self.out.text.push_str(&text);
                self.out.carried += 1;
                self.at = piece.range.end;
                return;
            }
            from = piece.range.start + 2;
        }
        self.unclosed.insert(end.to_owned());
        self.leave(open, "template code", "close it, or take it out");
    }

    /// The blanks before an offset where nothing else is on its line.
    fn indent(&self, offset: usize) -> String {
        let line = self.text[..offset].rsplit('\n').next().unwrap_or_default();
        if line.chars().all(|c| c == ' ') { line.to_owned() } else { String::new() }
    }

    fn starts_line(&self, offset: usize) -> bool {
        self.text[..offset].rsplit('\n').next().unwrap_or_default().trim().is_empty()
    }

    fn tag(&self, name: &str, rest: &str, piece: &Piece<'_>) -> Option<String> {
        match name {
            "post_url" => {
                let post = rest.trim_matches(['"', '\'']).trim_start_matches('/');
                let source = self.knowledge.posts.get(post)?;
                self.link(source, piece)
            }
            "link" => {
                let path = rest.trim_matches(['"', '\'']).trim_start_matches('/');
                self.link(path, piece)
            }
            "gist" => {
                let id = rest.split_whitespace().next()?;
                Some(format!("[gist {id}](https://gist.github.com/{id})"))
            }
            "youtube" | "vimeo" => {
                self.video(name, rest.trim_matches(['"', '\'']).split_whitespace().next()?)
            }
            "include" | "include_cached" => self.include(rest),
            _ => None,
        }
    }

    fn link(&self, source: &str, piece: &Piece<'_>) -> Option<String> {
        let place = body::place(&self.out.text, &self.text[piece.range.end..]);
        self.index.link(source, "", place)
    }

    fn video(&self, host: &str, id: &str) -> Option<String> {
        let id = id.rsplit(['/', '=']).next().filter(|id| !id.is_empty())?;
        let title =
            self.page.fields.iter().find(|field| field.key == "title").and_then(|field| field.value.text());
        body::call(
            host,
            &[("id", Argument::Always(id)), ("title", Argument::Always(title.unwrap_or("Video")))],
        )
    }

    /// An include whose name and arguments say that it shows a picture or a video.
    fn include(&self, rest: &str) -> Option<String> {
        let (file, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let name = file.rsplit('/').next()?.split('.').next()?.to_lowercase();
        let arguments = body::arguments(arguments);
        let is_known =
            |value: &str| !["page.", "site.", "include.", "post."].iter().any(|from| value.starts_with(from));
        if arguments.iter().any(|(_, value)| !is_known(value)) {
            return None;
        }
        let get = |names: &[&str]| body::named(&arguments, names);
        let id = get(&["id", "video_id", "youtube_id", "youtubeId", "video", "src"]);
        if name.contains("youtube") || (name == "video" && get(&["provider"]) == "youtube") {
            return self.video("youtube", id);
        }
        if name.contains("vimeo") || (name == "video" && get(&["provider"]) == "vimeo") {
            return self.video("vimeo", id);
        }
        if !["figure", "image", "img", "picture", "photo"].iter().any(|word| name.contains(word)) {
            return None;
        }
        let src = get(&["src", "url", "image_path", "image", "img", "path", "file", "filename", "image_url"]);
        let src = self.filled(src)?;
        let number = |names: &[&str]| get(names).trim_end_matches("px").parse().ok();
        let figure = Figure {
            src: &src,
            alt: get(&["alt", "title"]),
            caption: get(&["caption", "description", "title"]),
            credit: get(&["credit", "attribution", "source"]),
            link: get(&["link", "href"]),
            width: number(&["width"]),
            height: number(&["height"]),
        };
        figure.call()
    }

    /// A text with the outputs in it filled in.
    fn filled(&self, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut at = 0;
        while let Some(piece) = next_piece(text, at) {
            filled.push_str(&text[at..piece.range.start]);
            let value = self.value(piece.inner)?;
            filled.push_str(&value);
            at = piece.range.end;
        }
        filled.push_str(&text[at..]);
        Some(filled)
    }

    fn output(&self, piece: &Piece<'_>) -> Option<String> {
        let after = &self.text[piece.range.end..];
        let before = self.out.text.as_str();
        let goes_on = after.starts_with('/') || after.starts_with("{{") || after.starts_with("{%");
        let in_link = before.ends_with(['(', '"', '\'', '=', '<', '}']) || before.ends_with("]: ");
        match piece.inner {
            "site.baseurl" if goes_on => Some(String::new()),
            "site.baseurl" => Some("/".to_owned()),
            "site.url" if goes_on && in_link => Some(String::new()),
            "page.url" | "page.permalink" => self.page.url.clone(),
            inner => self.value(inner),
        }
    }

    /// What an expression is, where that can be told.
    fn value(&self, expression: &str) -> Option<String> {
        let mut steps = split_filters(expression).into_iter();
        let first = steps.next()?;
        let mut value = self.term(first.trim())?;
        for filter in steps {
            let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
            let argument = argument.trim();
            value = match name.trim() {
                "relative_url" | "absolute_url" if value.contains("://") => value,
                "relative_url" | "absolute_url" => format!("/{}", value.trim_start_matches('/')),
                "prepend" if matches!(argument, "site.baseurl" | "site.url" | "baseurl") => value,
                "prepend" => format!("{}{value}", self.term(argument)?),
                "append" => format!("{value}{}", self.term(argument)?),
                "escape" | "xml_escape" | "uri_escape" | "escape_once" | "strip" | "strip_html"
                | "markdownify" => value,
                "downcase" => value.to_lowercase(),
                "upcase" => value.to_uppercase(),
                _ => return None,
            };
        }
        Some(value)
    }

    fn term(&self, term: &str) -> Option<String> {
        let unquoted = ['"', '\''].into_iter().find_map(|mark| term.strip_prefix(mark)?.strip_suffix(mark));
        if let Some(text) = unquoted {
            return Some(text.to_owned());
        }
        if let Some(key) = term.strip_prefix("site.") {
            let of_site = || printed(get_path(&self.knowledge.root, key)?);
            return match key {
                "baseurl" => Some(String::new()),
                "url" => self.knowledge.url.clone(),
                _ => of_site(),
            };
        }
        let key = term.strip_prefix("page.")?;
        let field = self.page.fields.iter().find(|field| field.key == key);
        field.filter(|field| field.key != "date").and_then(|field| printed(&field.value))
    }
}

fn next_tag(text: &str, from: usize) -> Option<Piece<'_>> {
    let mut at = from;
    loop {
        let piece = next_piece(text, at)?;
        if !piece.is_output {
            return Some(piece);
        }
        // Within code that is shown, an output may hide the tag that ends it.
        at = piece.range.start + 2;
    }
}

fn printed(node: &Node) -> Option<String> {
    is_printed(node).then(|| node.text().map(str::to_owned))?
}

fn get_path<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(root, |node, key| get(node, key))
}

/// The parts of an expression between `|`, but for those in quotes.
fn split_filters(expression: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, None);
    for (offset, c) in expression.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(mark), c) if c == mark => quote = None,
            (None, '|') => {
                parts.push(&expression[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
    }
    parts.push(&expression[start..]);
    parts
}

fn hint(name: &str, is_output: bool) -> &'static str {
    match name {
        _ if is_output => "write the value in its place",
        "post_url" | "link" => "there is no such file: write the address",
        "include" | "include_cached" | "include_relative" => {
            "write the text in its place, or make a shortcode of it"
        }
        "for" | "if" | "unless" | "assign" | "capture" | "case" => {
            "bodies are no templates here: write what it makes"
        }
        _ => "take it out, or make a shortcode of it: docs/shortcodes.md",
    }
}
