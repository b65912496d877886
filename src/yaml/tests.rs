use super::*;
use std::fmt::Write as _;

fn tree(text: &str) -> Node {
    let (root, diagnostics) = parse(SourceText::new("a.yaml", text), 0..text.len(), Limits::FRONT_MATTER);
    assert_eq!(diagnostics, [], "{text}");
    root.expect("readable")
}

/// Every scalar of a tree as `text:kind@line:column`.
fn scalars(text: &str) -> String {
    fn walk(node: &Node, source: SourceText<'_>, out: &mut String) {
        match &node.shape {
            Shape::Scalar(text, kind) => {
                let position = source.position(node.range.clone());
                let bytes = &source.as_str()[node.range.clone()];
                writeln!(out, "{text:?} {kind:?} {}:{} `{bytes}`", position.line, position.column)
                    .expect("a string");
            }
            Shape::List(nodes) => nodes.iter().for_each(|node| walk(node, source, out)),
            Shape::Map(entries) => {
                for entry in entries {
                    write!(out, "{} = ", entry.key).expect("a string");
                    walk(&entry.value, source, out);
                }
            }
        }
    }
    let mut out = String::new();
    walk(&tree(text), SourceText::new("a.yaml", text), &mut out);
    out
}

fn mistakes(text: &str) -> String {
    let (_, diagnostics) = parse(SourceText::new("a.yaml", text), 0..text.len(), Limits::FRONT_MATTER);
    crate::decode::report(&diagnostics)
}

#[test]
fn scalars_keep_their_text_kind_and_place() {
    insta::assert_snapshot!(scalars(
        "title: 1.10\nno: no\nn: 010\nd: 2026-07-05\nq: \"12\"\nb: true # yes\nz:\nl: [a, 'b c', é, x]\nm:\n  - k: v\n    j: ~\n  - |\n    text\n    more\n"
    ));
}

#[test]
fn aliases_tags_and_odd_line_ends() {
    insta::assert_snapshot!(scalars("a: &x [1, 2]\r\nb: *x\r\nc: !tag 5\u{2028}d: é\n"));
}

#[test]
fn a_quoted_scalar_may_go_on_at_column_0() {
    insta::assert_snapshot!(scalars("title: \"one\ntwo\"\nx: 1\n"));
}

#[test]
fn numbers_keep_their_text_wherever_they_stand() {
    insta::assert_snapshot!(scalars(
        "a: [1.10,0x1F, +5, 1e3,TRUE,-0.50]\nb: {k: 1.10, 2.50: 3.0}\nc: &x 1.20\nd: !!float 1.30\ne: !t &y\n  1.40 # no\n\
         f: *x\ng: .inf\nh: 99999999999999999999\ni: 1_000\nj: !!int \"5\"\nk: !!str 1.50\n'é': 1.60\n? 1.70\n: 1.80\n"
    ));
}

#[test]
fn merge_keys_bring_in_what_is_not_there() {
    let text = "base: &b {a: 1, c: 2}\nx:\n  <<: *b\n  a: 3\ny: {<<: [*b, {d: 4}]}\n";
    insta::assert_snapshot!(scalars(text));
}

#[test]
fn nothing_is_null() {
    for text in ["", "\n", "# only a comment\n", "~"] {
        assert!(tree(text).is_null(), "{text:?}");
    }
}

#[test]
fn mistakes_say_what_to_type() {
    let cases = [
        "title: A: b\n",
        "date: 2026-07-05\ntitle: The \"A\": it's b\n",
        "- a: b: c\n",
        "title: \"A\": b\n",
        "a: 1\n  b: 2\n",
        "title: @home\n",
        "title: `code`\n",
        "title: %5\n",
        "a:\n\tb: 1\n",
        "title: \"A\ndate: 2026\n",
        "title: \"A\ndate: \"2026\"\n",
        "title: 'it\nb: 1\n",
        "title: 'it's'\n",
        "title: \"A\" and b\n",
        "title: \"a \\d\"\n",
        "tags: [a, b\ntitle: x\n",
        "tags: {a: b\ntitle: x\n",
        "title: [draft] a\n",
        "title: *bold*\n",
        "title: *bold\n",
        "title: & co\n",
        "a: &a [*a]\n",
        "[a]: b\n",
        "{a: b}: c\n",
        "just text\nb: 1\n",
        "a: 1\n- b\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\na: 2\n",
        "m:\n  k: 1\n  j: 2\n  k: 3\n",
        "a: \"\\u0007x\"\n",
        "a: x\u{7}y\u{feff}\n",
        "a: pay\u{202e}gpj.exe\n",
        "%TAG x\na: 1\n",
        "a: !<x y\n",
        "a: |x\n  b\n",
    ];
    let shown: Vec<String> = cases.iter().map(|text| format!("{text}  {}", mistakes(text))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn hostile_nesting_is_refused() {
    let cases = [
        format!("a: {}", "[".repeat(60_000)),
        format!("a: {}", "{".repeat(60_000)),
        format!("a: |\n  x\nb: {}", "[".repeat(60_000)),
        format!("- a: |\n    x\n  b: {}", "[".repeat(60_000)),
        format!("a: it's {}\nb: {}", "'", "[".repeat(60_000)),
        "- ".repeat(30_000),
        format!("{}x", "? ".repeat(30_000)),
        format!("a: {}b{}", "[".repeat(200), "]".repeat(200)),
        (0..300).fold(String::new(), |text, level| text + &" ".repeat(level) + "a:\n"),
    ];
    let shown: Vec<String> = cases.iter().map(|text| mistakes(text)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn brackets_that_are_text_are_no_nesting() {
    let brackets = "[".repeat(5_000);
    for text in [
        format!("a: see {brackets}\n"),
        format!("a: '{brackets}'\n"),
        format!("a: \"\\\"{brackets}\"\n"),
        format!("# {brackets}\na: 1\n"),
        format!("a: |\n  {brackets}\nb: 1\n"),
        format!("- a: >-\n\n    {brackets}\n  b: 1\n"),
        format!("a:\n{}", "  - [a, {b: c}]\n".repeat(1_500)),
    ] {
        assert!(!tree(&text).is_null());
    }
}

#[test]
fn bombs_are_refused() {
    let mut laughs = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..10 {
        let before = level - 1;
        let again = vec![format!("*a{before}"); 9].join(",");
        writeln!(laughs, "a{level}: &a{level} [{again}]").expect("a string");
    }
    let echo = format!("a: &a {}\nb: [{}]\n", "x".repeat(10_000), vec!["*a"; 5_000].join(","));
    let long = format!("a: {}", "x".repeat(70_000));
    let shown: Vec<String> = [laughs, echo, long].iter().map(|text| mistakes(text)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn many_keys_are_looked_up_by_table() {
    let keys: Vec<String> = (0..200).map(|key| format!("k{key}: 1")).collect();
    let text = keys.join("\n") + "\nk150: 2\nk3: 3\n";
    insta::assert_snapshot!(mistakes(&text));
}

#[test]
fn offsets_count_from_the_beginning_of_the_file() {
    let text = "---\na: é\nb: x: y\n---\n";
    let (_, diagnostics) = parse(SourceText::new("a.md", text), 4..18, Limits::FRONT_MATTER);
    insta::assert_snapshot!(crate::decode::report(&diagnostics));
    assert_eq!(diagnostics[0].position.expect("placed").byte_start, 14);
}

#[test]
fn toml_gives_the_same_tree() {
    let text = "title = \"A\"\ndate = 2026-07-05T10:00:00Z\nn = 1_000\nv = 1.10\n[extra]\nz = [true, 'x']\na.b = 1\n";
    let (root, diagnostics) = parse_toml(SourceText::new("a.md", text), 0..text.len(), Limits::FRONT_MATTER);
    assert_eq!(diagnostics, []);
    insta::assert_debug_snapshot!(root.expect("readable").to_value());
}

#[test]
fn toml_mistakes() {
    let show = |text: &str| {
        let source = SourceText::new("a.md", text);
        crate::decode::report(&parse_toml(source, 0..text.len(), Limits::FRONT_MATTER).1)
    };
    let deep = format!("a = {}", "[".repeat(50_000));
    let shown =
        ["title = A\n", "a = 1\na = 2\n", "a = \"x\n", "a = 2026-02-30\n", &deep].map(show).join("\n");
    insta::assert_snapshot!(shown);
}
