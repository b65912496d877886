//! F21 to F24: templates without an end, and such as cannot be read.

use super::support::{assert_refused, errors, refused, refused_once, site_with, told};

/// A template of a page that every site has.
const PAGE: &str = "templates/404.html";

#[test]
fn f21_circles_are_told_with_their_chain() {
    let own = "{% component box() %}<b>{{ <box /> }}</b>{% endcomponent box %}\n{{ <box /> }}\n";
    let error = refused_once(&[(PAGE, own)]);
    assert_eq!(error["file"], PAGE);
    assert_eq!(
        told(&error),
        "template-cycle 1:29 this component calls itself and never ends: `box` → `box` (while rendering /404.html)"
    );

    let (one, other) = (
        "{% component one() %}{{ <other /> }}{% endcomponent one %}",
        "{% component other() %}\n  {{ <one /> }}\n{% endcomponent other %}",
    );
    let error = refused_once(&[
        (PAGE, "{{ <other /> }}"),
        ("templates/one.html", one),
        ("templates/other.html", other),
    ]);
    let chain =
        "this component calls itself and never ends: `one` → `other` → `one` (while rendering /404.html)";
    assert_eq!(told(&error), format!("template-cycle 1:26 {chain}"));
    assert_eq!(error["file"], "templates/one.html");

    for text in ["{% include \"404.html\" %}", "{% extends \"404.html\" %}"] {
        let told = told(&refused_once(&[(PAGE, text)]));
        assert!(told.starts_with("template-cycle 1:12 ") && told.contains("itself: `404.html`"), "{told}");
    }
}

#[test]
fn f22_a_template_that_writes_without_end_is_stopped() {
    let range = "{% for a in range(end=100000) %}";
    let text = format!("{}abcdefgh{}", range.repeat(3), "{% endfor %}".repeat(3));
    let error = refused_once(&[(PAGE, text.as_str())]);
    assert_eq!(error["file"], PAGE);
    assert!(told(&error).contains("this template writes more than 64 MiB"), "{error}");
    let error = refused_once(&[(PAGE, "{% for a in range(end=10000000000) %}{% endfor %}")]);
    assert!(told(&error).contains("exceeds the limit of 100000"), "{error}");
}

/// Nothing is written, and each round takes twice as much.
#[cfg(target_os = "linux")]
#[test]
fn f22_a_template_that_takes_ever_more_memory_is_stopped() {
    let text = "{% set text = \"twice\" %}{% for a in range(end=99) %}{% set_global text = text ~ text %}{% endfor %}";
    let sandbox = site_with(&[(PAGE, text)]);
    let run = sandbox.build_with(&[]);
    assert_refused(&sandbox, &run);
    let errors = errors(&run);
    let [error] = errors.as_slice() else { panic!("not one error: {errors:?}") };
    assert_eq!(error["file"], PAGE);
    assert_eq!(told(error), "template-memory - rendering /404.html has taken more than 1024 MiB");
}

#[test]
fn f23_mistakes_of_templates_have_a_place() {
    for (text, place) in [
        ("<p>{{ nothing.here }}</p>", "1:7"),
        ("\n{{ page.title | uper }}", "2:17"),
        ("<p>\n{% if page.title %}", "2:1"),
        ("{{ page.titel }}", "1:9"),
    ] {
        let errors = refused(&[(PAGE, text)]);
        assert!(told(&errors[0]).contains(&format!(" {place} ")), "{text}: {errors:?}");
        assert_eq!(errors[0]["file"], PAGE, "{text}");
    }
}

#[test]
fn f24_a_template_that_is_no_text_is_named_with_the_pages_that_need_it() {
    let of = |template: &str| {
        let error = refused_once(&[(template, b"<h1>\nA \xff\xfe</h1>".as_slice())]);
        assert_eq!(error["file"], template);
        assert_eq!(told(&error), "encoding 2:3 byte 7 (0xff) is not UTF-8");
        let related = error["related"][0]["message"].as_str().expect("the pages that need it").to_owned();
        let (first, others) = related.split_once(" and ").expect("several pages");
        assert!(first.starts_with('/') && others.ends_with(" more are made with it"), "{related}");
        others.split(' ').next().and_then(|number| number.parse::<usize>().ok()).expect("a number")
    };
    // All pages are made of the second, articles among them.
    assert!(of("templates/post.html") < of("templates/base.html"));
}
