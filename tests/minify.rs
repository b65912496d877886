//! `--minify`: the same pages with less in them.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{
    demo::{self, CLOCK, DEMO},
    sandbox::Sandbox,
};
use scraper::{Html, Node};
use sitegen::pipeline::Request;

/// What a browser makes of a page, but for white space: elements with their attributes, and words.
fn seen(bytes: &[u8]) -> Vec<String> {
    let page = Html::parse_document(str::from_utf8(bytes).expect("UTF-8"));
    let mut seen = Vec::new();
    for node in page.root_element().descendants() {
        match node.value() {
            Node::Element(element) => {
                let mut attributes: Vec<_> = element.attrs().collect();
                attributes.sort_unstable();
                seen.push(format!("{} {attributes:?}", element.name()));
            }
            Node::Text(text) => {
                let words: Vec<&str> = text.split_ascii_whitespace().collect();
                // Between words that meet no blank may come or go.
                let ends = [text.starts_with(is_space), text.ends_with(is_space)];
                seen.push(format!("{words:?} {ends:?}"));
            }
            _ => {}
        }
    }
    seen
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

#[test]
fn the_demo_is_the_same_with_less() {
    let request = Request { minify: true, ..demo::request(demo::root(), CLOCK) };
    let (minified, _) = demo::build_with(request);
    assert!(DEMO.keys().eq(minified.keys()));
    let (mut before, mut after) = (0, 0);
    for (path, whole) in DEMO.iter().filter(|(path, _)| path.ends_with(".html")) {
        let less = &minified[path];
        assert!(seen(whole) == seen(less), "{path} is another page");
        before += whole.len();
        after += less.len();
    }
    assert!(after < before, "{after} bytes of {before}");
    println!("{before} bytes became {after}");
}

#[test]
fn it_is_a_setting_too_and_counts_as_a_change() {
    let sandbox = Sandbox::new();
    sandbox.built();
    let settings = std::fs::read_to_string(sandbox.path("sitegen.yaml")).expect("readable");
    sandbox.write("sitegen.yaml", format!("{settings}minify: true\n"));
    let by_setting = sandbox.built();
    assert!(by_setting == sandbox.clean_output());
    sandbox.write("sitegen.yaml", settings);
    let plain = sandbox.built();
    assert!(by_setting != plain);
    assert!(sandbox.build_with(&["--minify"]).code == Some(0) && sandbox.output() == by_setting);
    sandbox.edit();
    sandbox.build_with(&["--minify"]);
    let edited = sandbox.output();
    sandbox.build_with(&["--minify", "--no-cache"]);
    assert!(sandbox.output() == edited);
}
