use super::{
    Highlighter, PACKAGES,
    classes::{Class, Layers, ScopeTable},
    spans::COST_LIMIT,
};
use crate::config::HighlightOptions;
use insta::assert_snapshot;
use syntect::parsing::{ParseState, SyntaxSet};

fn highlighter() -> Highlighter {
    Highlighter::new(Some(&HighlightOptions::default()))
}

fn render(info: &str, code: &str) -> String {
    render_with(&highlighter(), info, code)
}

fn render_with(highlighter: &Highlighter, info: &str, code: &str) -> String {
    let mut out = String::new();
    highlighter.render(info, code, &mut out);
    out
}

/// Renders in a new thread, which remembers no line.
fn render_afresh(info: &str, code: &str) -> String {
    std::thread::scope(|scope| scope.spawn(|| render(info, code)).join().unwrap())
}

/// What is between `<code>` and `</code>`.
fn inner(html: &str) -> &str {
    let start = html.find("<code").unwrap();
    let start = start + html[start..].find('>').unwrap() + 1;
    &html[start..html.rfind("</code>").unwrap()]
}

/// The text of a block and the innermost token class of each of its characters, read as a browser would.
fn read(html: &str) -> Vec<(char, Option<char>)> {
    let mut rest = inner(html);
    let mut open: Vec<Option<char>> = Vec::new();
    let mut text = Vec::new();
    while let Some(first) = rest.chars().next() {
        let class = open.last().copied().flatten();
        let (character, length) = match first {
            '<' => {
                let tag = &rest[..=rest.find('>').unwrap()];
                match tag.strip_prefix("<span class=\"") {
                    // Classes of tokens have one letter; those of lines have more.
                    Some(class) => open.push(class.chars().next().filter(|_| class.len() == 3)),
                    None => drop(open.pop().expect("an element is open")),
                }
                rest = &rest[tag.len()..];
                continue;
            }
            '&' => [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')]
                .into_iter()
                .find_map(|(entity, character)| rest.starts_with(entity).then_some((character, entity.len())))
                .expect("a known entity"),
            other => (other, other.len_utf8()),
        };
        text.push((character, class));
        rest = &rest[length..];
    }
    assert_eq!(open, [], "every element is closed");
    text
}

fn text_of(html: &str) -> String {
    read(html).into_iter().map(|(character, _)| character).collect()
}

/// The same by the plainest way there is, with no memory, no spans and no cap.
fn classes_by_plain_walk(set: &SyntaxSet, name: &str, code: &str) -> Vec<(char, Option<char>)> {
    let table = ScopeTable::new();
    let mut parse = ParseState::new(set.find_syntax_by_name(name).unwrap());
    let mut layers = Layers::default();
    let mut text = Vec::new();
    for line in code.split_inclusive('\n') {
        let changes = parse.parse_line(line, set).unwrap();
        let mut changes = changes.iter().peekable();
        for (place, character) in line.char_indices() {
            while let Some((_, change)) = changes.next_if(|(at, _)| *at <= place) {
                layers.apply(change, |scope| table.effect(scope));
            }
            text.push((character, layers.class().map(Class::letter)));
        }
        changes.for_each(|(_, change)| layers.apply(change, |scope| table.effect(scope)));
    }
    text
}

/// A small generator of numbers, so that every run tries the same inputs.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn code(&mut self) -> String {
        // Every grammar finds something here that opens and never closes.
        const PIECES: &str = " ~  ~\t~\n~\n~\n~\r\n~\r~\0~\"~'~`~\"\"\"~/*~*/~//~#~<~>~</~&~&amp;~{~}~(~)~[~]~${~{{~{%~\
            %}~<?php~<script>~</script>~<<EOF~EOF~fn~def~class~if~return~let x = 1~0x1f~é~日本語~🙂~\u{2028}~\\~\\n~:~;~\
            =>~---~+++~@@ -1 +1 @@~- a~+ b~r#\"~\"#~/a+/g~$x~@x";
        let pieces: Vec<_> = PIECES.split('~').collect();
        let count = self.below(60);
        (0..count).map(|_| pieces[self.below(pieces.len())]).collect()
    }
}

#[test]
fn a_block_has_classes_for_its_tokens() {
    assert_snapshot!(render("rust", "// Both\n// lines\npub fn add(a: u32) -> Option<u32> {\n    Some(a + 1)\n}\n"), @r##"
<pre class="code" tabindex="0"><code class="language-rust"><span class="c">// Both
// lines</span>
<span class="k">pub fn</span> <span class="f">add</span>(<span class="v">a</span>: <span class="k">u32</span>) -&gt; <span class="t">Option</span>&lt;<span class="k">u32</span>&gt; {
    <span class="t">Some</span>(a <span class="o">+</span> <span class="n">1</span>)
}
</code></pre>
"##);
    assert_snapshot!(render("python", "@cache\ndef f(x: int = 3):\n    return f\"a {x}\" and None\n"), @r##"
<pre class="code" tabindex="0"><code class="language-python"><span class="a">@cache</span>
<span class="k">def</span> <span class="f">f</span>(<span class="v">x</span>: <span class="t">int</span> <span class="o">=</span> <span class="n">3</span>):
    <span class="k">return</span> <span class="s">f"a</span> {x}<span class="s">"</span> <span class="k">and</span> <span class="b">None</span>
</code></pre>
"##);
    assert_snapshot!(render("json", "{\"a\": [1, true, \"b\\n\"]}\n"), @r##"
<pre class="code" tabindex="0"><code class="language-json">{<span class="m">"a"</span>: [<span class="n">1</span>, <span class="b">true</span>, <span class="s">"b</span><span class="r">\n</span><span class="s">"</span>]}
</code></pre>
"##);
    assert_snapshot!(render("diff", "@@ -1 +1 @@\n-old line\n+new <line>\n same\n"), @r##"
<pre class="code" tabindex="0"><code class="language-diff"><span class="h">@@ -1 +1 @@</span>
<span class="d">-old line</span>
<span class="e">+new &lt;line&gt;</span>
 same
</code></pre>
"##);
    assert_snapshot!(render("html", "<p class=\"x\">a &amp; b</p>\n"), @r##"
<pre class="code" tabindex="0"><code class="language-html"><span class="p">&lt;</span><span class="m">p</span> <span class="a">class</span>=<span class="s">"x"</span><span class="p">&gt;</span>a <span class="r">&amp;amp;</span> b<span class="p">&lt;/</span><span class="m">p</span><span class="p">&gt;</span>
</code></pre>
"##);
}

#[test]
fn a_dialogue_colours_commands_alone() {
    assert_snapshot!(render("console", "$ echo \"hi\" \\\n  there # why\nif it's output\nme@host:~$ ls\n"), @r##"
<pre class="code" tabindex="0"><code class="language-console"><span class="p">$</span> <span class="f">echo</span> <span class="s">"hi"</span> \
  there <span class="c"># why</span>
if it's output
<span class="p">me@host:~$</span> <span class="f">ls</span>
</code></pre>
"##);
}

#[test]
fn a_title_makes_a_figure() {
    assert_snapshot!(render("text title=\"a <b>.txt\"", "x < y\n"), @r##"
<figure class="code-block"><figcaption>a &lt;b&gt;.txt</figcaption><pre class="code" tabindex="0"><code class="language-text">x &lt; y
</code></pre></figure>
"##);
}

#[test]
fn marked_lines_have_an_element() {
    assert_snapshot!(render("rust {2}", "/* a\nb\nc */\n"), @r##"
<pre class="code" tabindex="0"><code class="language-rust"><span class="c">/* a</span>
<span class="hl"><span class="c">b</span>
</span><span class="c">c */</span>
</code></pre>
"##);
    assert_snapshot!(render("text {2}", "a\nb\nc"), @r##"
<pre class="code" tabindex="0"><code class="language-text">a
<span class="hl">b
</span>c</code></pre>
"##);
}

#[test]
fn numbered_lines_have_an_element_each() {
    assert_snapshot!(render("rust linenos hl_lines=2", "a();\n\nb()"), @r##"
<pre class="code numbered" tabindex="0"><code class="language-rust"><span class="line"><span class="f">a</span>();
</span><span class="line hl">
</span><span class="line"><span class="f">b</span>()</span></code></pre>
"##);
    assert_snapshot!(render("text linenostart=9 linenos", "a\nb\n"), @r##"
<pre class="code numbered" tabindex="0"><code class="language-text"><span class="line" data-line="9">a
</span><span class="line" data-line="10">b
</span></code></pre>
"##);
}

#[test]
fn lines_are_numbered_by_default_or_not_as_configured() {
    let numbering = Highlighter::new(Some(&HighlightOptions { line_numbers: true }));
    assert!(render_with(&numbering, "rust", "x\n").contains("<span class=\"line\">"));
    assert!(!render_with(&numbering, "rust linenos=false", "x\n").contains("<span class=\"line\">"));
    assert!(!render("rust", "x\n").contains("<span class=\"line\">"));
}

#[test]
fn without_highlighting_a_block_keeps_its_markup() {
    let plain = Highlighter::new(None);
    assert_snapshot!(render_with(&plain, "rust title=x {1}", "fn a() {}\n"), @r##"
<figure class="code-block"><figcaption>x</figcaption><pre class="code" tabindex="0"><code class="language-rust"><span class="hl">fn a() {}
</span></code></pre></figure>
"##);
}

#[test]
fn hostile_info_cannot_leave_its_attribute() {
    for info in ["\"><script>", "a\"b", "<b>", "x'y title=\"<i>\"", "rust\u{0}"] {
        let html = render(info, "x\n");
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert_eq!(text_of(&html), "x\n");
    }
}

#[test]
fn unknown_languages_are_plain() {
    assert_eq!(inner(&render("klingon", "if <x> && y\n")), "if &lt;x&gt; &amp;&amp; y\n");
}

#[test]
fn code_of_every_shape_comes_out_whole() {
    let shared = highlighter();
    let long = format!("let a = \"b\";\n{}\nlet c = 1;\n", "x = 'y' ".repeat(10_000));
    for code in ["", "\n", "\n\n", "a", "a\r\nb\r\n", "\tx\n  ", "a\0b\n", "\u{feff}x", "é\u{301}\n", &long]
    {
        for info in ["", "rust", "js {1,3}", "python linenos", "text linenos", "console", "html", "sh"] {
            assert_eq!(text_of(&render_with(&shared, info, code)), code, "{info}");
        }
    }
}

#[test]
fn a_block_too_costly_is_plain_from_there() {
    let count_keywords = |code: &str| render("rust", code).matches("<span class=\"k\">let</span>").count();
    assert_eq!(count_keywords(&format!("let a = 1;\n{}\nlet a = 1;\n", "x".repeat(1_500))), 2);
    assert_eq!(count_keywords(&format!("let a = 1;\n{}\nlet a = 1;\n", "x".repeat(1_600))), 1);

    let line = format!("let a = {};\n", "1".repeat(990));
    let limit = usize::try_from(COST_LIMIT / (line.len() as u64).pow(3)).unwrap();
    assert_eq!(count_keywords(&line.repeat(limit + 3)), limit);
}

#[test]
fn a_block_too_large_is_plain() {
    let code = "let a = 1;\n".repeat(60_000);
    assert_eq!(inner(&render("rust", &code)), code);
}

#[test]
fn random_code_comes_out_whole_and_the_same_with_and_without_memory() {
    let set = two_face::syntax::extra_newlines();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let shared = highlighter();
    for (language, name) in [
        ("rust", "Rust"),
        ("python", "Python"),
        ("js", "JavaScript"),
        ("tsx", "TypeScriptReact"),
        ("html", "HTML"),
        ("sh", "Bourne Again Shell (bash)"),
        ("yaml", "YAML"),
        ("markdown", "Markdown"),
        ("ruby", "Ruby"),
        ("html+jinja", "HTML (Jinja2)"),
    ] {
        for round in 0..40 {
            let code = numbers.code();
            let html = render_with(&shared, language, &code);
            assert_eq!(text_of(&html), code, "{language} {round}");
            assert_eq!(html, render_afresh(language, &code), "{language} {round}");
            let is_shown = |(character, _): &(char, _)| !character.is_ascii_whitespace();
            let expected = classes_by_plain_walk(&set, name, &code).into_iter().filter(is_shown);
            assert!(
                read(&html).into_iter().filter(is_shown).eq(expected),
                "{language} {round}: {code:?} {html}"
            );
            let numbered = render_with(&shared, &format!("{language} linenos {{1,3}}"), &code);
            assert_eq!(text_of(&numbered), code, "{language} {round}");
        }
    }
}

#[test]
fn every_grammar_survives_random_code() {
    let shared = highlighter();
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let set = two_face::syntax::extra_newlines();
    for syntax in set.syntaxes().iter().filter(|syntax| !syntax.hidden) {
        let language = syntax.name.replace(' ', "-");
        for _ in 0..4 {
            let code = numbers.code();
            assert_eq!(text_of(&render_with(&shared, &language, &code)), code, "{language}");
        }
    }
}

#[test]
fn threads_agree() {
    let shared = highlighter();
    let code = "fn a() { \"b\".len() + 1 } // c\n".repeat(20);
    let expected = render("rust", &code);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(render_with(&shared, "rust", &code), expected)));
        }
    });
}

#[test]
fn many_states_are_forgotten_without_a_trace() {
    for round in 0..400 {
        let code = format!("cat <<E{round}\na $b\nE{round}\nif true; then echo \"x\"; fi\n");
        assert_eq!(render("sh", &code), render_afresh("sh", &code), "{round}");
    }
}

#[test]
fn version_tells_options_apart() {
    let numbering = Highlighter::new(Some(&HighlightOptions { line_numbers: true }));
    assert_eq!(highlighter().version(), highlighter().version());
    assert_ne!(highlighter().version(), numbering.version());
    assert_ne!(highlighter().version(), Highlighter::new(None).version());
}

#[test]
fn packages_are_those_of_the_lock_file() {
    let lock = include_str!("../../../Cargo.lock");
    for package in PACKAGES.split(", ") {
        let (name, version) = package.split_once(' ').unwrap();
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")), "{package}");
    }
}
