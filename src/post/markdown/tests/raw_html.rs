//! Raw HTML under each policy.

use super::*;
use crate::config::RawHtml;

#[test]
fn it_passes_byte_for_byte() {
    for body in [
        "<div  class='a'\n b=c>\n<P>x &amp; y</p>\n</div>\n",
        "<script>\nif (a < b && \"*c*\") {}\n\n</script>\n",
        "<!-- a\n\nb -->\n",
        "<figure>\n<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>\n</figure>\n",
    ] {
        assert_eq!(html(body), body);
    }
    assert_eq!(html("a <b>*c*</b> <br/>"), "<p>a <b><em>c</em></b> <br/></p>\n");
}

#[test]
fn what_leads_into_the_site_is_a_hole() {
    check(&[
        ("<a class=x href='../y/?a=1&amp;b'>a</a>", "<p><a class=x href='0:../y/?a=1&amp;b'>a</a></p>\n"),
        ("<div><img src=a.png alt=b></div>", "<div><img src=\"0!a.png\" alt=b></div>"),
        (
            "<video poster=\"p.jpg\" src=\"v.mp4\"><source src=\"w.webm\"></video>",
            "<p><video poster=\"0!p.jpg\" src=\"1!v.mp4\"><source src=\"2!w.webm\"></video></p>\n",
        ),
        (
            "<div>\n<a href=\"https://o.org/x\">a</a> <a href=\"#b\">b</a> <img src=\"//o.org/c.png\">\n</div>",
            "<div>\n<a href=\"https://o.org/x\">a</a> <a href=\"#b\">b</a> <img src=\"//o.org/c.png\">\n</div>",
        ),
        ("> <div>\n> <img src=\"a.png\">", "<blockquote>\n<div>\n<img src=\"0!a.png\">\n</blockquote>\n"),
        ("<script>x = '<img src=\"a.png\">'</script>", "<script>x = '<img src=\"a.png\">'</script>"),
    ]);
}

#[test]
fn holes_of_raw_html_have_places() {
    let (facts, _) = read("a\n\n<div>\n<img src=\"b.png\">\n</div>\n\nc <a href=\"d.md\">");
    let places: Vec<_> = facts.holes.iter().map(|hole| (hole.position.line, hole.position.column)).collect();
    assert_eq!(places, [(4, 11), (7, 12)]);
}

#[test]
fn escaped_it_is_text() {
    let escape = |body| html_under(body, |options| options.unsafe_html = RawHtml::Escape);
    assert_eq!(escape("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n");
    assert_eq!(escape("<script>\nx\n</script>\n"), "<p>&lt;script&gt;\nx\n&lt;/script&gt;\n</p>\n");
    assert_eq!(escape("a\n\n<!-- more -->\n\nb"), "<p>a</p>\n<p>b</p>\n");
    assert_eq!(escape("<img src=a onerror=b"), "<p>&lt;img src=a onerror=b</p>\n");
}

#[test]
fn its_text_counts_and_scripts_do_not() {
    let (facts, _) = read(
        "<div id=\"top\">one two<style>p {}</style><p>three</p></div>\n\nfour <script>five</script> <a name=six>",
    );
    assert_eq!(facts.words, 4);
    assert_eq!(facts.summary, "one two three four");
    assert_eq!(facts.anchors, ["top", "six"]);
}

#[test]
fn what_is_never_ended_takes_in_nothing() {
    check(&[
        ("a <script> b\n\nc", "<p>a <script></script> b</p>\n<p>c</p>\n"),
        (
            "<div>\n<script>\nx\n\n    </script>\n    y\n",
            "<div>\n<script>\nx\n</script>\n\
          <pre class=\"code\"><code>&lt;/script&gt;\ny\n</code></pre>\n",
        ),
        (
            "<iframe src=\"https://o.org/\" />\n\nb",
            "<iframe src=\"https://o.org/\" />\n</iframe>\n<p>b</p>\n",
        ),
        ("> <!-- a\n\nb", "<blockquote>\n<!-- a\n-->\n</blockquote>\n<p>b</p>\n"),
        ("<div><a href=\"x\n\nb", "<div>&lt;a href=\"x\n<p>b</p>\n"),
    ]);
}

#[test]
fn what_is_ended_late_stays_as_written() {
    for body in
        ["<div>\n<script>\nx\n\n</script>\n", "<!-- a -->\n", "<!-->\n", "<?php a ?>\n", "<!DOCTYPE html>\n"]
    {
        assert_eq!(html(body).replace('\n', ""), body.replace('\n', ""));
    }
    assert_eq!(html("a <video>b</video>\n\nc"), "<p>a <video>b</video></p>\n<p>c</p>\n");
}

#[test]
fn words_after_a_script_without_end_count() {
    assert_eq!(read("one <script> two\n\nthree").0.words, 3);
}
