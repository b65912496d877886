//! Calls of shortcodes: where they count, what they hold, what is wrong with them.

use super::*;
use crate::post::{
    body::{Call, Literal},
    markdown::{CallRenderer, NoPictures, Parts, write_html_with},
};
use std::fmt::Write as _;

fn names() -> BTreeSet<String> {
    ["figure", "aside", "kbd"].map(str::to_owned).into()
}

/// Shows a call and its content.
struct Shown;

impl CallRenderer for Shown {
    fn render(&self, number: usize, call: &Call, content: Option<&str>, out: &mut String) {
        let _ = write!(out, "[{number} {}", call.name);
        for argument in &call.arguments {
            let _ = match &argument.value {
                Literal::Text(text) => write!(out, " {}={text}", argument.name),
                value => write!(out, " {}={value:?}", argument.name),
            };
        }
        out.push_str(&content.map_or("]".to_owned(), |content| format!("|{content}|]")));
    }
}

fn shown_under(body: &str, names: &BTreeSet<String>, options: &MarkdownOptions) -> String {
    let context = Context { shortcodes: names, ..context(options, "The title") };
    let mut out = String::new();
    write_html_with(
        body,
        &context,
        &mut echo,
        Parts { code: &PlainCode, calls: &Shown, pictures: &NoPictures },
        &mut out,
    );
    out
}

fn shown(body: &str) -> String {
    shown_under(body, &names(), &options())
}

fn facts(body: &str) -> (Facts, Vec<String>) {
    let (names, options) = (names(), options());
    let (facts, diagnostics) =
        outline(body, &Context { shortcodes: &names, ..context(&options, "The title") });
    let said = diagnostics.into_iter().map(|diagnostic| {
        let place = diagnostic.position.expect("a place");
        format!(
            "{}:{} {} ({})",
            place.line,
            place.column,
            diagnostic.message,
            diagnostic.hint.unwrap_or_default()
        )
    });
    (facts, said.collect())
}

/// Checks what each body shows, and that nothing is wrong with it.
fn check_shown(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        assert_eq!(facts(body).1, [""; 0], "{body}");
        assert_eq!(shown(body), *expected, "{body}");
    }
}

#[test]
fn calls_stand_in_lines_and_alone() {
    check_shown(&[
        ("{{ kbd(k=\"<i> ]]> -->\") }}", "[0 kbd k=<i> ]]> -->]\n"),
        ("a {{ kbd(k=\"x\") }}, b", "<p>a [0 kbd k=x], b</p>\n"),
        ("\\*a *b* {{ kbd(k='*x*') }} c", "<p>*a <em>b</em> [0 kbd k=*x*] c</p>\n"),
        ("{{ figure(a=1) }}", "[0 figure a=Number(\"1\")]\n"),
        ("a\n{{ figure() }}\nb", "<p>a</p>\n[0 figure]\n<p>b</p>\n"),
        ("{{ figure(\n  a=\"x\n}} y\",\n) }}", "[0 figure a=x\n}} y]\n"),
        ("a {{ figure(\n  a=\"x\"\n) }} b", "<p>a [0 figure a=x] b</p>\n"),
        ("- {{ figure() }}\n- b", "<ul>\n<li>\n[0 figure]\n</li>\n<li>b</li>\n</ul>\n"),
        ("> {{ figure() }}\n> b", "<blockquote>\n[0 figure]\n<p>b</p>\n</blockquote>\n"),
        ("| a |\n|---|\n| {{ kbd(k=\"x|y\") }} |", &table("[0 kbd k=x|y]")),
        (
            "[b {{ kbd() }}](https://o.org/)",
            "<p><a href=\"https://o.org/\" rel=\"external noopener\">b [0 kbd]</a></p>\n",
        ),
        ("{{ kbd() }}{{ kbd() }}", "[0 kbd]\n[1 kbd]\n"),
    ]);
}

fn table(cell: &str) -> String {
    html("| a |\n|---|\n| CELL |").replace("CELL", cell)
}

#[test]
fn blocks_hold_markdown_and_blocks() {
    check_shown(&[
        (
            "{% aside(t=\"x\") %}\n*a*\n\n- b\n{% end %}\nc",
            "[0 aside t=x|<p><em>a</em></p>\n<ul>\n<li>b</li>\n</ul>|]\n<p>c</p>\n",
        ),
        (
            "{% aside() %}\n{% aside() %}\n{{ kbd() }}\n{% end %}\n{% end %}",
            "[0 aside|[1 aside|[2 kbd]|]|]\n",
        ),
        ("{% aside() %}a *b*{% end %}", "[0 aside|a <em>b</em>|]\n"),
        ("a {% aside() %}b{% end %} c", "<p>a [0 aside|b|] c</p>\n"),
        (
            "- a\n\n  {% aside() %}\n  b\n  {% end %}\n- c",
            "<ul>\n<li>\n<p>a</p>\n[0 aside|<p>b</p>|]\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n",
        ),
        ("> {% aside() %}\n> b\n> {% end %}", "<blockquote>\n[0 aside|<p>b</p>|]\n</blockquote>\n"),
        (
            "{% aside() %}\n```\n{% end %}\n```\n{% end %}",
            "[0 aside|<pre class=\"code\"><code>{% end %}\n</code></pre>|]\n",
        ),
        ("{% aside() %}\n{% end %}", "[0 aside||]\n"),
        (
            "{% aside() %}{% end %}\n\n{% end %}\n\na {% end %} b",
            "[0 aside||]\n<p>{% end %}</p>\n<p>a {% end %} b</p>\n",
        ),
    ]);
}

#[test]
fn in_code_and_elsewhere_they_are_text() {
    for body in [
        "`{{ figure(a=\"x\") }}` and ``{% aside() %} ` {% end %}``",
        "```\n{{ figure(a=\"x\") }}\n{% aside() %}\n*a*\n{% end %}\n```",
        "    {{ figure(a=\"*x*\") }}\n    {% aside(a='y') %}",
        "> ```\n> {{ figure() }}\n> ```\n",
        "- a\n\n  ```\n  {% aside() %}\n  ```\n",
        "`a\nb {{ figure(c=\n1) }}`",
        "{{ figure }} {% aside %}{% end %} {{ other(a=1) }}\n{% other() %}\nx\n{% end %}",
        "<pre>\n{{ figure() }}\n</pre>",
        "<!--\n{% aside() %}\nx\n{% end %}\n-->",
        "<p title=\"{{ figure() }}\">x</p>",
        "<script>\nif (a<b) {{ figure() }}\n</script>",
        "a <code>{{ figure() }}</code>",
        "{{ figure(a=1) ",
        "[a](<{{ figure() }}>)",
    ] {
        let plain = html(body);
        if !body.ends_with(' ') {
            assert_eq!(shown(body), plain, "{body}");
            let (facts, said) = facts(body);
            assert_eq!((facts.calls().count(), said), (0, Vec::new()), "{body}");
        }
    }
}

#[test]
fn in_the_text_of_raw_html_they_count() {
    check_shown(&[
        ("<div>{{ figure() }}</div>", "<div>\n[0 figure]\n</div>"),
        (
            "<div>\n{% aside() %}\n<b>x</b>\n{% end %}\n</div>\n\na",
            "<div>\n[0 aside|<b>x</b>|]\n\n</div>\n<p>a</p>\n",
        ),
        ("{% aside() %}\n<p>x</p>\n{% end %}", "[0 aside|<p>x</p>|]\n"),
        ("a <b>{{ kbd() }}</b>", "<p>a <b>[0 kbd]</b></p>\n"),
        ("<a href=\"https://o.org/\">{{ kbd() }}</a>", "<p><a href=\"https://o.org/\">[0 kbd]</a></p>\n"),
    ]);
}

#[test]
fn arguments_that_lead_somewhere_are_holes() {
    let body = "{{ figure(src=\"a b.png\", href=\"@/x.md\", images=[\"c.png\", \"https://o.org/d.png\"], path=\"@/y.md\", alt=\"e.png\") }}\n\n[z](z.md)";
    let (facts, said) = facts(body);
    assert_eq!(said, [""; 0]);
    let holes: Vec<_> =
        facts.holes.iter().map(|hole| (hole.kind.as_written(), hole.position.column)).collect();
    assert_eq!(
        holes,
        [("figure", 1), ("a b.png", 16), ("@/x.md", 32), ("c.png", 50), ("@/y.md", 88), ("z.md", 5)]
    );
    let (_, call, _) = facts.calls().next().expect("a call");
    let values: Vec<_> =
        call.arguments.iter().map(|argument| (&argument.value, argument.position.column)).collect();
    let text = |text: &str| Literal::Text(text.to_owned());
    assert_eq!(
        values,
        [
            (&Literal::Hole(1), 11),
            (&Literal::Hole(2), 26),
            (&Literal::List(vec![Literal::Hole(3), text("https://o.org/d.png")]), 41),
            (&text("@/y.md"), 82),
            (&text("e.png"), 97),
        ]
    );
}

#[test]
fn content_is_text_and_calls_are_none() {
    let body = "# One {{ kbd(k=\"two\") }}\n\n{% aside(title=\"three\") %}\nFour five.\n{% end %}\n\n{{ figure(alt=\"six\") }} Seven.";
    let (facts, _) = facts(body);
    assert_eq!(facts.headings[0].title, "One");
    assert_eq!(facts.summary, "Four five. Seven.");
    assert_eq!(facts.words, 4);
    let terms: Vec<&str> = facts.terms.iter().map(|(term, _)| term).collect();
    assert!(!terms.contains(&"six") && !terms.contains(&"three"), "{terms:?}");
}

#[test]
fn mistakes_have_a_place_and_a_hint() {
    let bodies = [
        "a\n\nb {{ figure(src=x) }}",
        "{% aside() %}\n\na",
        "- {% aside() %}\n  a\n\nb\n{% end %}",
        "{% aside() %}\n\na {% end %}",
        "a *{% aside() %}b* {% end %}",
        "{% aside() %} a\n\nb\n\n{% end %}",
        "{{ figure(src=\"a.png\"\n\n) }}",
        "{{ figure(src=\"javascript:alert(1)\") }} {{ figure(href='//evil.example/') }}",
        "a[^1]\n\n[^1]: {% aside() %}\n    b\n\nc",
    ];
    let said: Vec<String> =
        bodies.iter().map(|body| format!("{body:?}\n  {}", facts(body).1.join("\n  "))).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn ten_thousand_nested_blocks_end_in_an_error() {
    let depth = 10_000;
    let body = format!("{}x\n{}", "{% aside() %}\n".repeat(depth), "{% end %}\n".repeat(depth));
    let (_, said) = facts(&body);
    assert!(said[0].contains("more than 24 other shortcodes"), "{}", said[0]);
    assert!(shown(&body).len() < 60 * depth);
}

#[test]
fn hostile_tags_end_in_time() {
    for piece in [
        "{{ figure(",
        "{{ figure(a=\"",
        "{{ figure(a='`\"",
        "{% aside() %}",
        "{% end %}",
        "{{ kbd() }}",
        "<b>{{ kbd() }}",
        "\n<div>{{ kbd() }}\n",
        "{% aside() %}\n\n",
        "{{ figure(a=[",
    ] {
        let body = piece.repeat(20_000);
        let _ = (shown(&body), facts(&body));
    }
}

#[test]
fn both_readers_see_the_same_calls() {
    const PIECES: [&str; 24] = [
        "{{ kbd(k=\"a b.png\") }}",
        "\n{{ figure(src=\"c.png\") }}\n",
        "{% aside() %}",
        "\n{% aside(href='d.md') %}\n",
        "{% end %}",
        "\n{% end %}\n",
        "{{ figure(",
        ") }}",
        "a ",
        "\n\n",
        "\n",
        "*",
        "`",
        "\n```\n",
        "\n- ",
        "\n> ",
        "[",
        "](e.md)",
        "<div>",
        "</div>",
        "<b>",
        "\n[^1]: ",
        "[^1]",
        "    ",
    ];
    let names = names();
    let mut state = 7_u64;
    for _ in 0..3000 {
        let mut body = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            body.push_str(PIECES[usize::try_from(state >> 40).expect("small") % PIECES.len()]);
        }
        let options = options();
        let context = Context { shortcodes: &names, ..context(&options, "") };
        let (facts, diagnostics) = outline(&body, &context);
        let html = shown_under(&body, &names, &options);
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.position.is_some()));
        assert!(!html.contains(|c: char| c.is_control() && c != '\n'), "{body:?}: {html:?}");
        assert!(!html.contains("<?") && !html.contains("?>"), "{body:?}: {html:?}");
        for hole in &facts.holes {
            let range = hole.position.byte_start as usize..hole.position.byte_end as usize;
            assert!(
                body.get(range).is_some_and(|written| written.contains(hole.kind.as_written())),
                "{body:?}"
            );
        }
        if diagnostics.is_empty() {
            let calls = facts.calls().map(|(number, call, _)| format!("[{number} {}", call.name));
            for call in calls {
                assert_eq!(html.matches(&call).count(), 1, "{body:?}: {html}");
            }
        }
    }
}
