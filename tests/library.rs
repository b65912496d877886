//! The library, as other programs use it.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

use crate::support::{files, program, tree};
use sitegen::{Options, RenderError, Site, site::Shown};

#[path = "../examples/titles.rs"]
#[allow(clippy::allow_attributes, dead_code, reason = "its `main` is run by cargo")]
mod titles;

const FILES: [(&str, &str); 5] = [
    ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\nshare_cards: false\n"),
    ("content/posts/2026-07-01-one.md", "---\ntitle: One\n---\n\nText.\n"),
    ("content/posts/2026-07-02-two.md", "---\ntitle: Two\n---\n\nText.\n"),
    ("content/posts/2026-08-01-later.md", "---\ntitle: Later\n---\n\nText.\n"),
    ("content/about.md", "---\ntitle: About\n---\n\nText.\n"),
];

fn at(clock: &str) -> Options {
    Options::at(clock.parse().expect("an instant"))
}

#[test]
fn the_example_prints_what_a_site_has() {
    let folder = files::project(FILES);
    let mut out = Vec::new();
    titles::print(&folder.path().to_string_lossy(), program::CLOCK, &mut out).expect("it runs");
    let out = String::from_utf8(out).expect("UTF-8");
    let (titles, last) = out.trim_end().rsplit_once('\n').expect("lines");
    assert_eq!(titles, "/2026/07/02/two/ Two\n/2026/07/01/one/ One");
    assert!(last.starts_with("/2026/07/02/two/ is a page: true; one of "), "{last}");
}

#[test]
fn what_is_rendered_is_what_is_built_and_what_the_program_builds() {
    let folder = files::project(FILES);
    let site = Site::load(folder.path(), &at(program::CLOCK)).expect("readable");
    assert_eq!(site.diagnostics(), []);
    let built = folder.path().join("built");
    let outcome = site.build(&built);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    let planned: Vec<_> = site.plan().collect();
    for file in &planned {
        let bytes =
            std::fs::read(built.join(file.path)).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        assert!(outcome.changes.written.iter().any(|path| path.as_str() == file.path), "{}", file.path);
        assert_eq!(site.render(file.path).expect("made"), bytes, "{}", file.path);
        assert_eq!(site.render(file.url).expect("made"), bytes, "{}", file.url);
    }
    assert!(planned.iter().any(|file| file.url == "/about/" && !file.is_copy));
    program::build(folder.path(), &[]).expect(0);
    let mut ours = tree::read(&built);
    let mut theirs = tree::read(&folder.path().join("public"));
    for files in [&mut ours, &mut theirs] {
        files.retain(|path, _| !path.starts_with(".sitegen"));
    }
    assert!(ours == theirs, "the two differ");
    assert!(matches!(site.render("/nothing/"), Err(RenderError::Unknown(_))));
    assert!(matches!(site.render("//other.example/"), Err(RenderError::Unknown(_))));
}

#[test]
fn mistakes_and_options_are_those_of_the_program() {
    let folder = files::project(FILES);
    files::write(folder.path(), "content/posts/bad.md", b"---\ntitle: [a]\n---\n");
    let shown = Shown { future: true, ..Shown::default() };
    let site = Site::load(folder.path(), &at(program::CLOCK).shown(shown)).expect("readable");
    let [mistake] = site.diagnostics() else { panic!("{:?}", site.diagnostics()) };
    assert_eq!(mistake.code, "front-matter-type");
    assert!(site.articles().any(|article| article.title == "Later"));
    let outcome = site.build(&folder.path().join("built"));
    assert_eq!((outcome.errors(), outcome.written), (1, 0));
    assert!(Site::load(folder.path().join("nowhere"), &at(program::CLOCK)).is_err());
}
