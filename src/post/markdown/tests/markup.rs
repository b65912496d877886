//! The markup of CommonMark, of GitHub's extensions and of ours.

use super::*;

#[test]
fn paragraphs_and_emphasis() {
    check(&[
        ("a\nb", "<p>a\nb</p>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("*a* **b** ~~c~~ `d<e`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>\n"),
        ("a*b*c_d_e", "<p>a<em>b</em>c_d_e</p>\n"),
        ("\\*a\\* &amp; &lt; \"q\" &copy;", "<p>*a* &amp; &lt; \"q\" ©</p>\n"),
        ("a < b > c & d", "<p>a &lt; b &gt; c &amp; d</p>\n"),
        ("---", "<hr>\n"),
        ("", ""),
    ]);
}

#[test]
fn headings_have_anchors() {
    let anchor =
        |id: &str| format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\"></a>");
    assert_eq!(html("## A *b*"), format!("<h2 id=\"a-b\">A <em>b</em>{}</h2>\n", anchor("a-b")));
    assert_eq!(html("A\n=\n"), format!("<h1 id=\"a\">A{}</h1>\n", anchor("a")));
    assert_eq!(html("# A {#x .y}"), format!("<h1 id=\"x\" class=\"y\">A{}</h1>\n", anchor("x")));
    assert_eq!(html("## A {b}"), format!("<h2 id=\"a-b\">A {{b}}{}</h2>\n", anchor("a-b")));
    assert_eq!(html("## 日本"), format!("<h2 id=\"日本\">日本{}</h2>\n", anchor("%E6%97%A5%E6%9C%AC")));
}

#[test]
fn quotes_and_alerts() {
    check(&[
        ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
        (
            "> [!NOTE]\n> a",
            "<aside role=\"note\" class=\"alert alert-note\">\n<p class=\"alert-title\">Note</p>\n<p>a</p>\n</aside>\n",
        ),
        (
            "> [!CAUTION]\n> a",
            "<aside role=\"note\" class=\"alert alert-caution\">\n<p class=\"alert-title\">Caution</p>\n<p>a</p>\n</aside>\n",
        ),
        ("> [!OTHER]\n> a", "<blockquote>\n<p>[!OTHER]\na</p>\n</blockquote>\n"),
    ]);
}

#[test]
fn alerts_are_titled_in_the_language_of_the_post() {
    let options = options();
    let labels = Labels { note: "Hinweis", caution: "Vorsicht & Ruhe", ..Labels::default() };
    let out = html_with("> [!note]\n> a\n\n> [!CAUTION]\n> b", &Context { labels, ..context(&options, "") });
    assert!(out.contains("<p class=\"alert-title\">Hinweis</p>"), "{out}");
    assert!(out.contains("<p class=\"alert-title\">Vorsicht &amp; Ruhe</p>"), "{out}");
    for (kind, title) in [("TIP", "Tip"), ("IMPORTANT", "Important"), ("WARNING", "Warning")] {
        let expected =
            format!("class=\"alert alert-{}\">\n<p class=\"alert-title\">{title}</p>", kind.to_lowercase());
        assert!(html(&format!("> [!{kind}]\n> a")).contains(&expected), "{kind}");
    }
}

#[test]
fn lists() {
    check(&[
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("1. a\n   - b", "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n"),
        (
            "- [ ] a\n- [x] b",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> a</li>\n\
             <li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> b</li>\n</ul>\n",
        ),
    ]);
}

#[test]
fn code() {
    check(&[
        ("    a<b", "<pre class=\"code\"><code>a&lt;b</code></pre>\n"),
        ("```\na\n\nb\n```", "<pre class=\"code\"><code>a\n\nb\n</code></pre>\n"),
        ("```rust {2,4}\nx\n```", "<pre class=\"code\"><code class=\"language-rust\">x\n</code></pre>\n"),
        ("~~~ \"><b\nx\n", "<pre class=\"code\"><code class=\"language-&quot;&gt;&lt;b\">x\n</code></pre>\n"),
        (
            "> ```\n> a\n> b\n> ```",
            "<blockquote>\n<pre class=\"code\"><code>a\nb\n</code></pre>\n</blockquote>\n",
        ),
        ("``a ` b``", "<p><code>a ` b</code></p>\n"),
    ]);
}

#[test]
fn tables_scroll_and_align_by_class() {
    insta::assert_snapshot!(html("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|*3*|\\||\n"), @r#"
    <div class="table-scroll" tabindex="0" role="region" aria-label="Table">
    <table>
    <thead><tr><th scope="col">a</th><th scope="col" class="left">b</th><th scope="col" class="center">c</th><th scope="col" class="right">d</th></tr></thead><tbody>
    <tr><td>1</td><td class="left">2</td><td class="center"><em>3</em></td><td class="right">|</td></tr>
    </tbody></table>
    </div>
    "#);
}

#[test]
fn no_two_tables_have_one_name() {
    let out = html("|a|\n|-|\n\n|b|\n|-|\n");
    assert!(out.contains("aria-label=\"Table\"") && out.contains("aria-label=\"Table 2\""), "{out}");
}

#[test]
fn links_into_the_site_are_holes() {
    check(&[
        ("[a](@/posts/x.md#y)", "<p><a href=\"0:@/posts/x.md#y\">a</a></p>\n"),
        ("[a](../x/ \"t&\")", "<p><a href=\"0:../x/\" title=\"t&amp;\">a</a></p>\n"),
        ("[a][r]\n\n[r]: /about/", "<p><a href=\"0:/about/\">a</a></p>\n"),
        (
            "[a](<b c.md>) ![d](e.png)",
            "<p><a href=\"0:b c.md\">a</a> <img src=\"1!e.png\" alt=\"d\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
        (
            "[![a](b.png)](c.md)",
            "<p><a href=\"0:c.md\"><img src=\"1!b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></a></p>\n",
        ),
    ]);
}

#[test]
fn whole_urls_and_fragments_are_none() {
    check(&[
        ("[a](#b)", "<p><a href=\"#b\">a</a></p>\n"),
        ("[a](mailto:b@c.d)", "<p><a href=\"mailto:b@c.d\">a</a></p>\n"),
        ("[a](https://site.org/b)", "<p><a href=\"https://site.org/b\">a</a></p>\n"),
        (
            "[a](https://o.org/b?c&d)",
            "<p><a href=\"https://o.org/b?c&amp;d\" rel=\"external noopener\">a</a></p>\n",
        ),
        ("[a](//o.org/ö)", "<p><a href=\"//o.org/%C3%B6\" rel=\"external noopener\">a</a></p>\n"),
        ("<https://o.org>", "<p><a href=\"https://o.org\" rel=\"external noopener\">https://o.org</a></p>\n"),
        ("<a@b.c>", "<p><a href=\"mailto:a@b.c\">a@b.c</a></p>\n"),
        (
            "![a](https://o.org/b.png)",
            "<p><img src=\"https://o.org/b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
    ]);
}

#[test]
fn links_that_run_code_lead_nowhere() {
    check(&[
        ("[a](javascript:b)", "<p><a>a</a></p>\n"),
        ("[a](java&Tab;script:b)", "<p><a>a</a></p>\n"),
        ("<vbscript:b>", "<p><a>vbscript:b</a></p>\n"),
        ("![a](data:text/html,b)", "<p><img alt=\"a\" loading=\"lazy\" decoding=\"async\"></p>\n"),
    ]);
    assert_eq!(messages("x\n\n[a](JavaScript:b)"), ["the link to a `JavaScript:` URL is left out (3:1)"]);
}

#[test]
fn bare_urls_become_links() {
    check(&[
        (
            "see https://o.org/a_b_c, or www.o.org.",
            "<p>see <a href=\"https://o.org/a_b_c\" rel=\"external noopener\">https://o.org/a_b_c</a>, or \
             <a href=\"http://www.o.org\" rel=\"external noopener\">www.o.org</a>.</p>\n",
        ),
        ("a@b.org", "<p><a href=\"mailto:a@b.org\">a@b.org</a></p>\n"),
        ("`https://o.org`", "<p><code>https://o.org</code></p>\n"),
        ("[https://o.org](#a)", "<p><a href=\"#a\">https://o.org</a></p>\n"),
        (
            "<a name=b> https://o.org",
            "<p><a name=b> <a href=\"https://o.org\" rel=\"external noopener\">https://o.org</a></p>\n",
        ),
        ("<a href=\"#a\">https://o.org</a>", "<p><a href=\"#a\">https://o.org</a></p>\n"),
        (
            "https://o.org/?a=1&amp;b=2",
            "<p><a href=\"https://o.org/?a=1&amp;b=2\" rel=\"external noopener\">https://o.org/?a=1&amp;b=2</a></p>\n",
        ),
    ]);
}

#[test]
fn an_image_alone_with_a_title_is_a_figure() {
    check(&[
        (
            "![a](b.png \"c & d\")",
            "<figure><img src=\"0!b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\"><figcaption>c &amp; d</figcaption></figure>\n",
        ),
        ("![a *b*](c.png)", "<p><img src=\"0!c.png\" alt=\"a b\" loading=\"lazy\" decoding=\"async\"></p>\n"),
        (
            "x ![a](b.png \"c\")",
            "<p>x <img src=\"0!b.png\" alt=\"a\" title=\"c\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
    ]);
}

#[test]
fn footnotes_are_numbered_by_first_mark() {
    insta::assert_snapshot!(html("a[^x] b[^1] c[^x] d[^none]\n\n[^1]: One\n\n[^X]: Two [^n]\n\n    more\n\n[^n]: Nested\n[^u]: Unmarked"), @r##"
    <p>a<sup class="footnote-mark"><a href="#fn:1" id="fnref:1" role="doc-noteref">1</a></sup> b<sup class="footnote-mark"><a href="#fn:2" id="fnref:2" role="doc-noteref">2</a></sup> c<sup class="footnote-mark"><a href="#fn:1" id="fnref:1:2" role="doc-noteref">1</a></sup> d[^none]</p>
    <section class="footnotes" role="doc-endnotes" aria-label="Footnotes">
    <ol>
    <li id="fn:1">
    <p>Two <sup class="footnote-mark"><a href="#fn:3" id="fnref:3" role="doc-noteref">3</a></sup></p>
    <p>more <a href="#fnref:1" class="footnote-back" role="doc-backlink" aria-label="Back to the text">↩</a> <a href="#fnref:1:2" class="footnote-back" role="doc-backlink" aria-label="Back to the text">↩</a></p>
    </li>
    <li id="fn:2">
    <p>One <a href="#fnref:2" class="footnote-back" role="doc-backlink" aria-label="Back to the text">↩</a></p>
    </li>
    <li id="fn:3">
    <p>Nested <a href="#fnref:3" class="footnote-back" role="doc-backlink" aria-label="Back to the text">↩</a></p>
    </li>
    <li id="fn:4">
    <p>Unmarked</p>
    </li>
    </ol>
    </section>
    "##);
}

#[test]
fn typographic_punctuation_spares_urls_and_templates() {
    let smart = |body| html_under(body, |options| options.smart = true);
    assert_eq!(smart("\"a\" -- it's 'b'..."), "<p>“a” – it’s ‘b’…</p>\n");
    assert_eq!(
        smart("\"https://o.org/a--b\" c--d"),
        "<p>“<a href=\"https://o.org/a--b\" rel=\"external noopener\">https://o.org/a--b</a>” c–d</p>\n"
    );
    assert_eq!(smart("{{ \"a\" }}--{% b '--' %}"), "<p>{{ \"a\" }}–{% b '--' %}</p>\n");
    assert_eq!(html("\"a\" --"), "<p>\"a\" --</p>\n");
}

#[test]
fn formulas_only_where_they_are_on() {
    let math = |body| html_under(body, |options| options.math = true);
    let x = "<mi>x</mi>";
    assert_eq!(math("a $x<y$ b"), format!("<p>a <math>{x}<mo>&lt;</mo><mi>y</mi></math> b</p>\n"));
    assert_eq!(
        math("$$\nx\n$$"),
        format!("<div class=\"math-block\" tabindex=\"0\"><math display=\"block\">{x}</math></div>\n")
    );
    assert_eq!(math("a $$x$$"), format!("<p>a <math display=\"block\">{x}</math></p>\n"));
    assert_eq!(
        math("a\n\n> $$x$$\n\nb"),
        format!(
            "<p>a</p>\n<blockquote>\n<div class=\"math-block\" tabindex=\"0\"><math display=\"block\">{x}</math></div>\n</blockquote>\n<p>b</p>\n"
        )
    );
    assert_eq!(html("$5 and $6, $$x$$"), "<p>$5 and $6, $$x$$</p>\n");
    for prices in ["$5 and $6", "from $5, to $ 6", "\\$5 to 6\\$"] {
        assert_eq!(math(prices), format!("<p>{}</p>\n", prices.replace('\\', "")));
    }
}

#[test]
fn groups_in_formulas_are_no_templates() {
    let math = |body| html_under(body, |options| options.math = true);
    assert!(math("$\\frac{{a}}{{b}}$").contains("<mfrac>"));
    assert!(math("$$x^{{2}}$$").contains("<msup>"));
    assert_eq!(math("a_{{ b }}_ {{ *c* }}"), "<p>a_{{ b }}_ {{ *c* }}</p>\n");
}

#[test]
fn a_formula_that_cannot_be_read_is_shown_as_written() {
    let options = MarkdownOptions { math: true, ..options() };
    let context = context(&options, "");
    let body = "a $x$\n\n> b $x + \\nope<y$ c\n\n$$\nx^\n$$\n";
    assert_eq!(
        html_with(body, &context).split_once("</p>\n").unwrap().1,
        "<blockquote>\n<p>b <code class=\"math\">x + \\nope&lt;y</code> c</p>\n</blockquote>\n\
         <p><code class=\"math\">\nx^\n</code></p>\n"
    );
    let (_, diagnostics) = outline(body, &context);
    let places: Vec<_> = diagnostics
        .iter()
        .map(|found| {
            let place = found.position.expect("every remark has a place");
            let text = &body[place.byte_start as usize..place.byte_end as usize];
            format!("{}:{} {text:?} {}", place.line, place.column, found.message)
        })
        .collect();
    insta::assert_snapshot!(places.join("\n"), @r#"
        3:10 "\\nope" the formula cannot be read and is shown as it is written: unknown command `\nope`
        7:1 "" the formula cannot be read and is shown as it is written: expected argument but reached end of input
        "#);
    assert!(diagnostics.iter().all(|found| found.code == "math" && !found.is_error()));
}

#[test]
fn formulas_are_their_source_in_headings_and_summaries() {
    let options = MarkdownOptions { math: true, ..options() };
    let body = "## On $x_1$\n\nWe take $x_1$ and $$y$$ here.\n\n$$z$$\n\n![a $q$](b.png)";
    let (facts, _) = outline(body, &context(&options, ""));
    assert_eq!(facts.headings[0].title, "On x_1");
    assert_eq!(facts.summary, "We take x_1 and y here.");
    assert_eq!(facts.words, 5);
    assert!(html_with(body, &context(&options, "")).contains("alt=\"a q\""));
}

#[test]
fn formulas_have_no_styles() {
    let math = |body: &str| html_under(body, |options| options.math = true);
    for tex in [
        "\\begin{aligned}a&=b\\\\c&=d\\end{aligned}",
        "\\begin{array}{c|c}a&b\\\\\\hline c&d\\end{array}",
        "\\begin{cases}a&b\\\\c&d\\end{cases}",
        "\\begin{align}a&=b\\label{e}\\end{align}",
        "\\color{red}x \\textcolor{blue}{y}",
        "a\\!b\\hspace{-1em}c",
        "\\text{\\textsc{a} style=\"b\"}",
    ] {
        let body = format!("$${tex}$$");
        let out = math(&body);
        let page = scraper::Html::parse_fragment(&out);
        assert!(out.contains("><math display=\"block\">"), "{out}");
        let every = scraper::Selector::parse("*").unwrap();
        for element in page.select(&every) {
            assert!(element.attr("style").is_none() && element.attr("id").is_none(), "{out}");
        }
    }
}

#[test]
fn definition_lists_only_where_they_are_on() {
    let body = "a\n: b\n";
    let on = html_under(body, |options| options.definition_lists = true);
    assert_eq!(on, "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n");
    assert_eq!(html(body), "<p>a\n: b</p>\n");
}

#[test]
fn a_first_heading_that_repeats_the_title_is_left_out() {
    assert_eq!(html("# THE *title*!\n\na"), "<p>a</p>\n");
    assert_eq!(html("<!-- x -->\n\n## The title\n\na"), "<!-- x -->\n<p>a</p>\n");
    assert!(html("# Another\n\na").starts_with("<h1 id=\"another\">"));
    assert!(html("a\n\n# The title").contains("<h1 id=\"the-title\">"));
    let untitled = html_with("# Becomes the title\n\na", &context(&options(), ""));
    assert_eq!(untitled, "<p>a</p>\n");
}
