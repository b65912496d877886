//! F16 to F19: texts that are too deep, too large or never end.

use super::support::{POST, assert_refused, build_in_bounds, errors, post, refused_once, site_with, told};
use std::fs::{self, File};

#[test]
fn f16_deep_nesting_is_built_whole() {
    let deep = 3_000;
    let bodies = [
        format!("{}quoted", ">".repeat(deep)),
        format!("{}listed", "- ".repeat(deep)),
        format!("{0}strong{0}", "*".repeat(deep)),
        format!("{}open", "<div>".repeat(deep)),
        format!("{}[link{}", "![".repeat(deep), "](a)".repeat(deep)),
    ];
    let posts: Vec<(String, String)> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            (format!("content/posts/deep-{number}.md"), post("", &format!("## A part\n\n{body}")))
        })
        .collect();
    let files: Vec<(&str, &str)> = posts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let sandbox = site_with(&files);
    let run = sandbox.build();
    run.assert_calm();
    assert_eq!(run.code, Some(0), "{run:?}");
    let output = sandbox.output();
    for (number, word) in ["quoted", "listed", "strong", "open", "link"].iter().enumerate() {
        let page = String::from_utf8_lossy(&output[&format!("2026/03/05/deep-{number}/index.html")]);
        assert!(page.contains(word) && page.ends_with("</html>\n"), "{number}");
    }
}

#[test]
fn f15_a_text_of_nothing_but_markup_is_told() {
    // Each is nearly 2 MiB, and would take up to eleven seconds and 1.8 GiB.
    for (fragment, place) in
        [("# {#a}\n", "150007:1 "), ("|a|b|\n|-|-|\n|c|d|\n", ""), (">", "7:"), ("[a](", "7:")]
    {
        let body = fragment.repeat((2 << 20) / fragment.len() - 100);
        let sandbox = site_with(&[(POST, post("", &body))]);
        let run = sandbox.build_with(&[]);
        assert_refused(&sandbox, &run);
        let errors = errors(&run);
        let [error] = errors.as_slice() else { panic!("{fragment}: not one error: {errors:?}") };
        let told = told(error);
        assert!(told.starts_with(&format!("post-limit {place}")), "{fragment}: {told}");
        assert!(told.ends_with("this text has more than 300000 elements and pieces of text"), "{told}");
    }
}

#[test]
fn f18_the_limits_of_a_site_are_its_own() {
    let settings = |limits: &str| {
        let sandbox = site_with(&[(POST, post("", &"*a* ".repeat(2_000)))]);
        let config = fs::read_to_string(sandbox.path("sitegen.yaml")).expect("there");
        sandbox.write("sitegen.yaml", format!("{config}\nlimits: {{{limits}}}\n"));
        let run = sandbox.build_with(&[]);
        (sandbox, run)
    };
    for (limits, said) in [
        ("post_elements: 7999", "post-limit - this text has more than 7999 elements and pieces of text"),
        ("post_kilobytes: 7", "post-limit - 8042 bytes are too many for a post: at most 7 kB are read"),
        ("files: 3", "files-limit - the project has more than 3 files, counted up to here"),
    ] {
        let (sandbox, run) = settings(limits);
        assert_refused(&sandbox, &run);
        let told: Vec<String> = errors(&run).iter().map(told).collect();
        assert!(told.iter().any(|told| place_free(told) == said), "{limits}: {told:?}");
    }
    let (sandbox, run) = settings("post_elements: 8004, post_kilobytes: 8, files: 1000, page_seconds: 20");
    assert_eq!(run.code, Some(0), "{run:?}");
    // What was read under a wider limit is not remembered under a narrower one.
    let config = fs::read_to_string(sandbox.path("sitegen.yaml")).expect("there");
    sandbox.write("sitegen.yaml", config.replace("post_elements: 8004", "post_elements: 10"));
    assert_eq!(sandbox.build_with(&[]).code, Some(1));
}

/// What is told, without the place.
fn place_free(told: &str) -> String {
    let mut words: Vec<&str> = told.split(' ').collect();
    words[1] = "-";
    words.join(" ")
}

#[test]
fn f18_a_post_that_is_too_large_is_told() {
    let text = post("", &"A word. ".repeat(300_000));
    let error = refused_once(&[(POST, text.as_str())]);
    assert_eq!(error["file"], POST);
    let size = text.len();
    assert_eq!(
        told(&error),
        format!("post-limit - {size} bytes are too many for a post: at most 2048 kB are read")
    );

    // A GiB that takes no place on the disk: such a file is never in memory as a whole.
    let sandbox = site_with(&[(POST, post("", "Text."))]);
    let file = File::options().write(true).open(sandbox.path(POST)).expect("there");
    file.set_len(1 << 30).expect("a file with a hole");
    let run = build_in_bounds(&sandbox, &[]);
    assert_refused(&sandbox, &run);
    assert!(run.error().contains("1073741824 bytes"), "{run:?}");

    // One line of 300 kB is no matter.
    let sandbox = site_with(&[(POST, post("", &"word ".repeat(60_000)))]);
    assert_eq!(build_in_bounds(&sandbox, &[]).code, Some(0));
}

#[test]
fn f19_code_that_never_ends_and_of_unknown_languages_is_shown() {
    let open = "```rust\nfn main() {\n    let a = \"open\n";
    let sandbox = site_with(&[
        ("content/posts/open.md", post("", open)),
        ("content/posts/other.md", post("", "~~~nosuchlanguage {1-3}\nif <b> & then\n~~~\n\nAfter.")),
    ]);
    let output = sandbox.built();
    let page =
        |name: &str| String::from_utf8_lossy(&output[&format!("2026/03/05/{name}/index.html")]).into_owned();
    assert!(page("open").contains("main") && page("open").ends_with("</html>\n"));
    assert!(page("other").contains("if &lt;b&gt; &amp; then") && page("other").contains("<p>After.</p>"));
}
