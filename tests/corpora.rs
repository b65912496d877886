//! Blogs as their authors wrote them: each builds with only a `sitegen.yaml` added, and loses not a word.
//!
//! `SITEGEN_CORPORA` names the folder that holds them; without it the tests say that they are skipped.

#![expect(clippy::print_stdout, reason = "the test says what it compared, or that it is skipped")]
#![expect(clippy::disallowed_methods, reason = "a variable names the blogs")]

use crate::support::{
    files,
    markdown::{body, decode, source_words, template_syntax},
    page,
    words::{Difference, Word, compare, words},
};
use scraper::Html;
use sitegen::{
    clock::Clock,
    diagnostic::Diagnostic,
    pipeline::{self, OnError, Outcome, Request},
    site::Shown,
};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// A blog, what its `sitegen.yaml` says, and what its posts are.
struct Blog {
    name: &'static str,
    settings: &'static str,
    posts: usize,
    drafts: usize,
    /// Files that are in error: name and line.
    errors: &'static [(&'static str, u32)],
}

const BLOGS: [Blog; 4] = [
    // The cards of the last two are enough: drawing is slow where nothing is optimised.
    Blog { name: "18f", settings: "share_cards: false\n", posts: 509, drafts: 0, errors: &[] },
    Blog {
        name: "bair",
        settings: "content_dir: _posts\nshare_cards: false\n",
        posts: 175,
        drafts: 0,
        errors: &[],
    },
    Blog {
        name: "jekyll",
        settings: "content_dir: docs/_posts\n",
        posts: 102,
        drafts: 0,
        errors: &[("2023-01-29-jekyll-3-9-3-released.markdown", 3)],
    },
    Blog { name: "jalammar", settings: "content_dir: _posts\n", posts: 30, drafts: 4, errors: &[] },
];

/// What CommonMark makes of the blank lines and the indentation within these posts' raw HTML differs from what their
/// author's program made of it. Their words are all there.
const EXCEPTIONS: [(&str, Exception); 3] = [
    // Cells become code, which a browser puts before the table.
    ("_posts/2019-05-27-illustrated-gradient-descent.md", Exception::Moved),
    // Indented tags become code, so that they are read.
    ("_posts/2020-12-15-transformer-activations.md", Exception::TagsShown),
    ("_posts/2020-12-17-explaining transformers.md", Exception::TagsShown),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exception {
    /// Words stand in another place.
    Moved,
    /// Tags stand between the words.
    TagsShown,
}

#[test]
fn the_18f_blog_loses_nothing() {
    check(&BLOGS[0]);
}

#[test]
fn the_bair_blog_loses_nothing() {
    check(&BLOGS[1]);
}

#[test]
fn the_jekyll_blog_loses_nothing() {
    check(&BLOGS[2]);
}

#[test]
fn the_jalammar_blog_loses_nothing() {
    check(&BLOGS[3]);
}

fn check(blog: &Blog) {
    let Some(folder) = copied(blog) else {
        println!("skipped: SITEGEN_CORPORA names no folder with `{}` in it", blog.name);
        return;
    };
    let mut request = Request::new(folder.path(), Clock::at("2026-11-01T00:00:00Z".parse().expect("valid")));
    request.on_error = OnError::KeepGoing;
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    check_errors(blog, &outcome);
    assert_eq!(outcome.skipped.values().sum::<usize>(), blog.drafts, "{:?}", outcome.skipped);
    // Those that are not public have text to lose as well.
    request.shown = Shown { drafts: true, ..Shown::default() };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    check_posts(blog, &request);
}

/// The blog in a folder of its own, with a `sitegen.yaml` added and nothing changed.
fn copied(blog: &Blog) -> Option<tempfile::TempDir> {
    let from = PathBuf::from(std::env::var_os("SITEGEN_CORPORA")?).join(blog.name);
    if !from.is_dir() {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    files::copy(&from, folder.path());
    let config = format!("title: {}\nbase_url: https://example.org/\n{}", blog.name, blog.settings);
    files::write(folder.path(), "sitegen.yaml", config.as_bytes());
    Some(folder)
}

fn check_errors(blog: &Blog, outcome: &Outcome) {
    let place = |diagnostic: &Diagnostic| {
        let file = diagnostic.file.as_deref().unwrap_or_default();
        (
            file.rsplit('/').next().unwrap_or(file).to_owned(),
            diagnostic.position.map_or(0, |place| place.line),
        )
    };
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|found| found.is_error()).map(place).collect();
    let expected: Vec<_> = blog.errors.iter().map(|(file, line)| ((*file).to_owned(), *line)).collect();
    assert_eq!(errors, expected, "{:#?}", outcome.diagnostics);
}

fn check_posts(blog: &Blog, request: &Request) {
    let project = pipeline::inspect(request).expect("readable");
    assert_eq!(project.site.entries.len(), blog.posts - blog.errors.len(), "posts with a page of their own");
    let mut lost: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut required, mut found, mut syntax) = (0, 0, 0);
    for entry in &project.site.entries {
        let source = entry.post.source.as_str();
        let text = fs::read(request.root.join(source)).expect("readable");
        let text = String::from_utf8(text).expect("UTF-8").replace("\r\n", "\n");
        let html = fs::read_to_string(request.output_dir.join(entry.url.output().as_str())).expect("a page");
        let page = Html::parse_document(&html);
        let mut shown = page::text(page::only(&page, ".article-header h1"));
        shown.push('\n');
        page::seen(page::only(&page, ".prose"), &mut shown);
        let title = words(&entry.post.meta.title).into_iter().map(|text| Word { text, is_required: false });
        let written: Vec<Word> = title.chain(source_words(body(&text))).collect();
        let difference = compare(&written, &words(&shown));
        (required, found) = (required + difference.required, found + difference.found);
        let problems = lost.entry(source).or_default();
        problems.extend(differences(source, &difference));
        let everything = squeeze(&format!("{shown} {}", decode(&html)));
        for written in template_syntax(body(&text)) {
            syntax += 1;
            // In raw HTML, character references are what they stand for.
            if ![squeeze(written), squeeze(&decode(written))].iter().any(|syntax| everything.contains(syntax))
            {
                problems.push(format!("lost: {written}"));
            }
        }
    }
    println!(
        "{}: {} posts, {found} of {required} words in their place, {syntax} pieces of template syntax",
        blog.name,
        project.site.entries.len()
    );
    lost.retain(|_, problems| !problems.is_empty());
    assert!(required > blog.posts * 100, "only {required} words: the reading of sources is broken");
    assert!(lost.is_empty(), "{} posts differ: {lost:#?}", lost.len());
}

/// What is wrong with a page, but for what is known.
fn differences(source: &str, difference: &Difference) -> Vec<String> {
    let exception = EXCEPTIONS.iter().find(|(file, _)| *file == source).map(|(_, exception)| *exception);
    let letters = |words: &[String]| {
        let mut letters: Vec<char> =
            words.iter().flat_map(|word| word.chars()).filter(|c| *c != ' ').collect();
        letters.sort_unstable();
        letters
    };
    let is_moved = letters(&difference.missing) == letters(&difference.added);
    if exception == Some(Exception::Moved) && is_moved {
        return Vec::new();
    }
    let mut problems: Vec<String> = difference.missing.iter().map(|run| format!("missing: {run}")).collect();
    if !difference.added.is_empty() && exception != Some(Exception::TagsShown) {
        problems.push(format!("added: {}", difference.added.join(" ")));
    }
    problems
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
