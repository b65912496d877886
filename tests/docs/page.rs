//! A page of the documentation, taken apart.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// What a page has.
#[derive(Debug, Default)]
pub struct Page {
    /// Where its links and pictures lead.
    pub links: Vec<String>,
    /// The anchors of its headings, as GitHub makes them.
    pub anchors: BTreeSet<String>,
    /// Its blocks of code.
    pub blocks: Vec<Block>,
    /// Code within its lines.
    pub codes: Vec<String>,
}

/// A block of code.
#[derive(Debug)]
pub struct Block {
    /// The word after its fence.
    pub language: String,
    /// What it holds.
    pub text: String,
}

impl Page {
    pub fn read(text: &str) -> Self {
        let mut page = Self::default();
        let (mut heading, mut block): (Option<String>, Option<Block>) = (None, None);
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let anchor = anchor(&heading.take().unwrap_or_default());
                    let count = known.entry(anchor.clone()).or_default();
                    page.anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
                    *count += 1;
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = if let CodeBlockKind::Fenced(language) = kind {
                        language.into_string()
                    } else {
                        String::new()
                    };
                    block = Some(Block { language, text: String::new() });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Text(text) => {
                    if let Some(block) = &mut block {
                        block.text.push_str(&text);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&code);
                    }
                    page.codes.push(code.into_string());
                }
                _ => {}
            }
        }
        page
    }

    /// Every command line of the program that it shows.
    pub fn commands(&self) -> Vec<String> {
        let in_blocks = self
            .blocks
            .iter()
            .filter(|block| matches!(block.language.as_str(), "sh" | "console" | "yaml" | ""));
        let lines = in_blocks.flat_map(|block| joined(&block.text)).collect::<Vec<_>>();
        let codes = self.codes.iter().filter(|code| !code.contains('\n')).cloned();
        let all = lines.into_iter().chain(codes).flat_map(|line| parts_of(&line));
        // `sitegen <sitegen@localhost>` is somebody.
        all.filter(|part| part.split_once(' ').is_some_and(|(_, rest)| !rest.starts_with('<'))).collect()
    }
}

/// The anchor of a heading: letters, digits, `-` and `_`, in lower case, with `-` for blanks.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Lines, those that end in `\` with what follows.
fn joined(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    text.lines().map(str::to_owned).collect()
}

/// The command lines of the program in a line of a shell.
pub fn parts_of(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or(line);
    let steps =
        line.split("&&").flat_map(|part| part.split("||")).flat_map(|part| part.split([';', '|', '>', '<']));
    let commands = steps.filter_map(|step| {
        let step = step.trim().trim_start_matches("- ").trim_start_matches("run:").trim();
        let step = step.trim_start_matches("$ ").trim_start_matches("- ").trim();
        let step = step
            .strip_prefix("cargo run --release -- ")
            .map_or(step.to_owned(), |rest| format!("sitegen {rest}"));
        // Variables that are set for the command alone.
        let mut words =
            step.split(' ').skip_while(|word| word.contains('=') && !word.starts_with("sitegen")).peekable();
        (words.peek() == Some(&"sitegen")).then(|| words.collect::<Vec<_>>().join(" "))
    });
    commands.collect()
}

/// The words of a line of a shell; none where quotes do not match.
pub fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// Whether a YAML is that of a CI.
pub fn is_of_ci(text: &str) -> bool {
    let has =
        |key: &str| text.lines().any(|line| line.trim_start().trim_start_matches("- ").starts_with(key));
    ["jobs:", "script:", "run:", "uses:", "steps:"].iter().any(|key| has(key))
}
