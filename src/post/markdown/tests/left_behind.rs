//! What other systems leave in bodies: template syntax, attribute lists, marks, control characters.

use super::*;

#[test]
fn template_syntax_comes_out_as_written() {
    for syntax in [
        "{{ page.title | split: \"*\" | first }} and {{ '_a_' }}",
        "{% include figure.html src=\"a--b.png\" alt='*x*' %}",
        "{{ \"https://o.org\" | a }} {%- b -%}",
        "[a]({{ site.baseurl }}/b) [c]({{site.url}}/d)",
        "{% raw %}`{{ a }}{% endraw %}",
        "{{< figure src=\"a\"\n   title=\"1. b\" >}}",
        "{{ a[^1] }} {{ <b> }}",
        "{{{ triple }}} {{ open",
    ] {
        let escaped = syntax.replace('<', "&lt;").replace('>', "&gt;");
        assert_eq!(html(syntax), format!("<p>{escaped}</p>\n"));
    }
}

#[test]
fn template_syntax_in_other_places() {
    check(&[
        ("`{{ a_b_ }}`", "<p><code>{{ a_b_ }}</code></p>\n"),
        ("```\n{% if \"a\" %}\n```", "<pre class=\"code\"><code>{% if \"a\" %}\n</code></pre>\n"),
        ("<a href=\"{{ site.url }}/x\">a</a>", "<p><a href=\"{{ site.url }}/x\">a</a></p>\n"),
        ("[a](<{{ x }}/y>)", "<p><a href=\"{{ x }}/y\">a</a></p>\n"),
        ("*{{ a }}* b", "<p><em>{{ a }}</em> b</p>\n"),
    ]);
    assert!(html("|a|\n|-|\n|{{ b | c }}|").contains("<td>{{ b | c }}</td>"));
    assert!(html("## A {{ b }}").starts_with("<h2 id=\"a-b\">A {{ b }}<a "));
    assert_eq!(read("[a]({{ x }}/y) <img src=\"{% z %}\">").0.holes, []);
}

#[test]
fn attribute_lists_are_honoured() {
    check(&[
        ("a\n{: .b #c}", "<p id=\"c\" class=\"b\">a</p>\n"),
        ("{: .b}\na", "<p class=\"b\">a</p>\n"),
        ("x\n\n{: .b}\n- a", "<p>x</p>\n<ul class=\"b\">\n<li>a</li>\n</ul>\n"),
        ("- a\n- b\n{: .c}", "<ul class=\"c\">\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> a\n{: .b}", "<blockquote class=\"b\">\n<p>a</p>\n</blockquote>\n"),
        ("*a*{: .b} c", "<p><em class=\"b\">a</em> c</p>\n"),
        ("[a](#b){: target=\"_blank\" .c}", "<p><a href=\"#b\" class=\"c\">a</a></p>\n"),
        ("`a`{: .b}", "<p><code class=\"b\">a</code></p>\n"),
        (
            "![a](b.png){: .c}",
            "<p><img src=\"0!b.png\" alt=\"a\" class=\"c\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
        (
            "```\na\n```\n{: .language-js}",
            "<pre class=\"code\"><code class=\"language-js\">a\n</code></pre>\n",
        ),
        ("{::options parse_block_html=\"true\" /}\n\na", "<p>a</p>\n"),
        ("{::comment}\na\n{:/comment}", "<p>a</p>\n"),
    ]);
    assert!(html("## A {: #b .c}").starts_with("<h2 id=\"b\" class=\"c\">A<a "));
    assert!(html("## A\n{: #b}").starts_with("<h2 id=\"b\">A<a "));
    let table = html("|a|\n|-|\n|b|\n{: .c}");
    assert!(table.contains("<table class=\"c\">") && !table.contains("{:"), "{table}");
    assert_eq!(table.matches("<tr>").count(), 2);
}

#[test]
fn classes_in_braces_are_honoured() {
    check(&[
        ("a\n{.b #c}", "<p id=\"c\" class=\"b\">a</p>\n"),
        ("a\n{ .b }\nc", "<p class=\"b\">a\nc</p>\n"),
        ("{.b}\na", "<p class=\"b\">a</p>\n"),
        ("{.b}\n\n- a", "<ul class=\"b\">\n<li>a</li>\n</ul>\n"),
        ("- a\n- b\n{.c}", "<ul class=\"c\">\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> a\n{.b}", "<blockquote class=\"b\">\n<p>a</p>\n</blockquote>\n"),
        ("```\na\n```\n{.b}", "<pre class=\"code\"><code>a\n</code></pre>\n"),
        ("[a](#b){.c} d", "<p><a href=\"#b\" class=\"c\">a</a> d</p>\n"),
        ("**a**{.b}", "<p><strong class=\"b\">a</strong></p>\n"),
    ]);
    assert!(html("|a|\n|-|\n|b|\n{.c}").contains("<table class=\"c\">"));
    assert!(html("## A\n{.b}").starts_with("<h2 id=\"a\" class=\"b\">A<a "));
}

#[test]
fn braces_that_are_none_stay() {
    check(&[
        ("a {:.2f} b", "<p>a {:.2f} b</p>\n"),
        ("`{: .a}`", "<p><code>{: .a}</code></p>\n"),
        ("    {: .a}", "<pre class=\"code\"><code>{: .a}</code></pre>\n"),
        ("a {b} {:?}", "<p>a {b} {:?}</p>\n"),
        ("a {.b} c", "<p>a {.b} c</p>\n"),
        ("f(x){.b} c", "<p>f(x){.b} c</p>\n"),
        ("```\n{.a}\n```", "<pre class=\"code\"><code>{.a}\n</code></pre>\n"),
        ("{{ .Title }}\n{% .b %}", "<p>{{ .Title }}\n{% .b %}</p>\n"),
    ]);
}

#[test]
fn contents_take_the_place_of_their_list() {
    insta::assert_snapshot!(html("* Contents\n{:toc}\n\n## A\n\n### B & c\n\n## D\n").split("<h2").next().unwrap(), @r##"
    <nav class="toc">
    <ul><li><a href="#a">A</a><ul><li><a href="#b-c">B &amp; c</a></li></ul></li>
    <li><a href="#d">D</a></li></ul>
    </nav>
    "##);
    assert_eq!(html("{:toc}\n\na"), "<p>a</p>\n");
    let without = html("## A\n{:.no_toc}\n\n* x\n{:toc .y}\n\n## B\n");
    assert!(without.contains("<ul><li><a href=\"#b\">B</a></li></ul>"), "{without}");
}

#[test]
fn the_mark_of_the_summary_is_not_shown() {
    check(&[
        ("a\n\n<!-- more -->\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("a\n<!--MORE-->\nb", "<p>a</p>\n<p>b</p>\n"),
        ("a <!-- Read more --> b", "<p>a  b</p>\n"),
        ("a\n\n{:more}\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("a\n\n<!-- other -->", "<p>a</p>\n<!-- other -->"),
    ]);
}

#[test]
fn control_characters_are_dropped_with_one_warning() {
    assert_eq!(html("a\u{0}b\u{8}c\u{7f}\u{ffff} &#1;&#x7f;d"), "<p>abc d</p>\n");
    assert_eq!(html("`a\u{1b}b` [c](d\u{2}.md)"), "<p><code>ab</code> <a href=\"0:d.md\">c</a></p>\n");
    assert_eq!(messages("x\nab\u{1}c\u{2}"), ["control characters are left out (2:3)"]);
    assert_eq!(html("{{ a }} &#6;"), "<p>{{ a }} </p>\n");
}

#[test]
fn a_change_of_direction_is_kept_with_one_warning() {
    assert_eq!(html("a\u{202e}b\u{feff}"), "<p>a\u{202e}b\u{feff}</p>\n");
    let warning = "invisible characters change the direction of the text from here on (1:2)";
    assert_eq!(messages("a\u{202e}b\u{2066}"), [warning]);
}

#[test]
fn line_ends_make_no_difference() {
    let body = "a  \nb\n\n```\nc\nd\n```\n\n<div>\ne\n</div>\n\n[f](g.md)\n";
    assert_eq!(html(&body.replace('\n', "\r\n")), html(body));
    assert_eq!(messages("a\r\nb"), [""; 0]);
    let (facts, _) = read("a\r\n\r\n[f](g.md)");
    assert_eq!((facts.holes[0].position.line, facts.holes[0].position.byte_start), (3, 9));
}
