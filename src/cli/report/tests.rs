use super::*;
use crate::diagnostic::{Fix, Position};
use std::collections::BTreeMap;

const TABS: &str = "---\ntitle: A\n\t\tdraft:\tflase # why\n---\n";
const WIDE: &str = "---\ntitle: 日本語: ニュース\n---\n";
const OPEN: &str = "---\ntitle: A\n";

fn text_of(path: &str) -> Option<String> {
    let text = match path {
        "content/tabs.md" => TABS,
        "content/wide.md" => WIDE,
        "content/open.md" => OPEN,
        _ => return None,
    };
    Some(text.to_owned())
}

fn place(text: &str, part: &str) -> Position {
    let start = text.find(part).expect("the part is in the text");
    Position::of(text, start..start + part.len())
}

fn diagnostics() -> Vec<Diagnostic> {
    let flase = place(TABS, "flase");
    vec![
        Diagnostic::warning("broken-link", "`@/posts/b.md` names no post")
            .in_file("content/gone.md")
            .at(Position { line: 7, column: 3, byte_start: 90, byte_end: 103 })
            .hint("write the path of a file below content/"),
        Diagnostic::error("front-matter-syntax", "the front matter is never closed")
            .in_file("content/open.md")
            .at(Position::of(OPEN, OPEN.len()..OPEN.len()))
            .hint("end it with a line of ---"),
        Diagnostic::error("front-matter-value", "`flase` is not true or false")
            .in_file("content/tabs.md")
            .at(flase)
            .hint("write `draft: false`")
            .fix(Fix { byte_start: flase.byte_start, byte_end: flase.byte_end, replacement: "false".into() }),
        Diagnostic::error("output-collision", "two files make tags/rust/index.html")
            .in_file("content/wide.md")
            .at(place(WIDE, "本語: ニ"))
            .related("the other one", "content/tabs.md", Some(place(TABS, "title")))
            .related("and this one", "static/tags/rust/index.html", None),
        Diagnostic::warning("no-title", "the site has no title"),
        Diagnostic::new(Level::Info, "cache-cold", "the cache is of another version: starting cold")
            .in_file(".sitegen/posts"),
    ]
}

fn shown(diagnostics: &[Diagnostic], style: &Style) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams { out: &mut out, err: &mut err };
    show_diagnostics(diagnostics, &text_of, style, &mut streams).expect("vectors take everything");
    (String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

fn style(format: MessageFormat) -> Style {
    Style { format, ..Style::default() }
}

fn human(diagnostics: &[Diagnostic]) -> String {
    let (out, err) = shown(diagnostics, &style(MessageFormat::Human));
    assert_eq!(out, "", "standard output is for results");
    err
}

#[test]
fn for_people() {
    insta::assert_snapshot!(human(&diagnostics()), @r#"
    warning[no-title]: the site has no title

    info[cache-cold]: the cache is of another version: starting cold
    --> .sitegen/posts

    warning[broken-link]: `@/posts/b.md` names no post
    --> content/gone.md:7:3
     = hint: write the path of a file below content/

    error[front-matter-syntax]: the front matter is never closed
     --> content/open.md:3:1
      |
    3 |
      | ^
      |
      = hint: end it with a line of ---

    error[front-matter-value]: `flase` is not true or false
     --> content/tabs.md:3:10
      |
    3 |         draft:    flase # why
      |                   ^^^^^
      |
      = hint: write `draft: false`
      = fix: replace `flase` with `false`

    error[output-collision]: two files make tags/rust/index.html
     --> content/wide.md:2:9
      |
    2 | title: 日本語: ニュース
      |          ^^^^^^^^
      |
    note: the other one
     --> content/tabs.md:2:1
      |
    2 | title: A
      | ^^^^^
    note: and this one
     --> static/tags/rust/index.html
    "#);
}

#[test]
fn for_programs() {
    let (out, err) = shown(&diagnostics(), &style(MessageFormat::Json));
    assert_eq!(err, "");
    insta::assert_snapshot!(out, @r#"
    {"type":"diagnostic","level":"warning","code":"no-title","message":"the site has no title","hint":null,"file":null,"line":null,"column":null,"byte_start":null,"byte_end":null,"related":[],"fix":null}
    {"type":"diagnostic","level":"info","code":"cache-cold","message":"the cache is of another version: starting cold","hint":null,"file":".sitegen/posts","line":null,"column":null,"byte_start":null,"byte_end":null,"related":[],"fix":null}
    {"type":"diagnostic","level":"warning","code":"broken-link","message":"`@/posts/b.md` names no post","hint":"write the path of a file below content/","file":"content/gone.md","line":7,"column":3,"byte_start":90,"byte_end":103,"related":[],"fix":null}
    {"type":"diagnostic","level":"error","code":"front-matter-syntax","message":"the front matter is never closed","hint":"end it with a line of ---","file":"content/open.md","line":3,"column":1,"byte_start":13,"byte_end":13,"related":[],"fix":null}
    {"type":"diagnostic","level":"error","code":"front-matter-value","message":"`flase` is not true or false","hint":"write `draft: false`","file":"content/tabs.md","line":3,"column":10,"byte_start":22,"byte_end":27,"related":[],"fix":{"byte_start":22,"byte_end":27,"replacement":"false"}}
    {"type":"diagnostic","level":"error","code":"output-collision","message":"two files make tags/rust/index.html","hint":null,"file":"content/wide.md","line":2,"column":9,"byte_start":14,"byte_end":25,"related":[{"message":"the other one","file":"content/tabs.md","line":2,"column":1,"byte_start":4,"byte_end":9},{"message":"and this one","file":"static/tags/rust/index.html","line":null,"column":null,"byte_start":null,"byte_end":null}],"fix":null}
    "#);
    for line in out.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
    }
}

#[test]
fn for_github() {
    let (out, err) = shown(&diagnostics(), &style(MessageFormat::Github));
    assert_eq!(err, "");
    insta::assert_snapshot!(out, @r#"
    ::error file=content/open.md,line=3,col=1,title=front-matter-syntax::the front matter is never closed%0Ahint: end it with a line of ---
    ::error file=content/tabs.md,line=3,col=10,endColumn=15,title=front-matter-value::`flase` is not true or false%0Ahint: write `draft: false`
    ::error file=content/wide.md,line=2,col=9,endColumn=14,title=output-collision::two files make tags/rust/index.html%0Anote: content/tabs.md:2:1: the other one%0Anote: static/tags/rust/index.html: and this one
    ::warning title=no-title::the site has no title
    ::warning file=content/gone.md,line=7,col=3,title=broken-link::`@/posts/b.md` names no post%0Ahint: write the path of a file below content/
    ::notice file=.sitegen/posts,title=cache-cold::the cache is of another version: starting cold
    "#);
}

#[test]
fn github_escapes() {
    let message = "100%\r\nsure: a, b".to_owned();
    let odd = Diagnostic { message, ..Diagnostic::error("odd", "") }.in_file("content/a,b:50%.md");
    let (out, _) = shown(&[odd], &style(MessageFormat::Github));
    assert_eq!(out, "::error file=content/a%2Cb%3A50%25.md,title=odd::100%25%0D%0Asure: a, b\n");
}

#[test]
fn github_is_told_how_many_it_will_not_show() {
    let many = |level, count| {
        (0..count)
            .map(move |number| Diagnostic::new(level, "date", format!("no date {number}")))
            .collect::<Vec<_>>()
    };
    let all = [many(Level::Error, 11), many(Level::Warning, 10), many(Level::Info, 12)].concat();
    let (out, _) = shown(&all, &style(MessageFormat::Github));
    assert_eq!(out.lines().count(), 34);
    let first = "::notice title=sitegen::11 errors, 12 remarks: GitHub shows the first 10 of each here, the log has all";
    assert_eq!(out.lines().next(), Some(first));
    let (out, _) = shown(&many(Level::Error, 10), &style(MessageFormat::Github));
    assert!(!out.contains("notice"), "{out}");
}

#[test]
fn github_ends_no_column_on_another_line() {
    let position = place(TABS, "title: A\n\t\tdraft");
    let over = Diagnostic::error("over", "two lines").in_file("content/tabs.md").at(position);
    let (out, _) = shown(&[over], &style(MessageFormat::Github));
    assert_eq!(out, "::error file=content/tabs.md,line=2,col=1,title=over::two lines\n");
}

#[test]
fn order_and_repetition_do_not_matter() {
    let mut twice = diagnostics();
    twice.extend(diagnostics());
    twice.reverse();
    for format in [MessageFormat::Human, MessageFormat::Json, MessageFormat::Github] {
        assert_eq!(shown(&twice, &style(format)), shown(&diagnostics(), &style(format)));
    }
    assert_eq!(count(&twice, Level::Error), 3);
    assert_eq!(count(&twice, Level::Warning), 2);
}

#[test]
fn paths_lead_from_the_working_folder_to_the_project() {
    let cases = [
        (".", ""),
        ("./", ""),
        ("", ""),
        ("blog", "blog/"),
        ("./blog/", "blog/"),
        ("/srv/a", "/srv/a/"),
        ("/", "/"),
    ];
    for (root, expected) in cases {
        assert_eq!(prefix(root), expected, "{root}");
    }
    let style = Style { prefix: "blog/".into(), ..style(MessageFormat::Github) };
    let (out, _) = shown(&diagnostics()[1..2], &style);
    assert!(out.starts_with("::error file=blog/content/open.md,"), "{out}");
    let (out, _) = shown(&diagnostics()[1..2], &Style { format: MessageFormat::Json, ..style });
    assert!(out.contains(r#""file":"content/open.md""#), "{out}");
}

#[test]
fn only_the_first_fifty_of_a_code_are_shown() {
    let many: Vec<Diagnostic> =
        (0..87).map(|n| Diagnostic::warning("broken-link", format!("link {n:02}"))).collect();
    let err = human(&many);
    assert_eq!(err.matches("warning[broken-link]: link").count(), 50);
    assert!(err.ends_with("warning[broken-link]: and 37 more like it (-v shows them)\n\n"), "{err}");
    let verbose = Style { verbosity: Verbosity::Verbose, ..Style::default() };
    assert_eq!(shown(&many, &verbose).1.matches("warning[broken-link]: link").count(), 87);
    assert_eq!(shown(&many, &style(MessageFormat::Json)).0.lines().count(), 87);
}

#[test]
fn quiet_shows_what_fails_the_run() {
    let quiet = Style { verbosity: Verbosity::Quiet, ..style(MessageFormat::Github) };
    let levels = |style: &Style| {
        let (out, _) = shown(&diagnostics(), style);
        ["::error", "::warning", "::notice"].map(|level| out.matches(level).count())
    };
    assert_eq!(levels(&quiet), [3, 0, 0]);
    assert_eq!(levels(&Style { warnings: Warnings::Deny, ..quiet }), [3, 2, 0]);
}

#[test]
fn a_message_cannot_act_on_the_terminal() {
    let hostile = Diagnostic::error("hostile", "a\u{1b}[2Jb")
        .in_file("content/\u{1b}]0;x\u{7}.md")
        .hint("\u{9b}31m")
        .related("\u{202e}x", "a\nb", None);
    let err = human(&[hostile]);
    assert!(!err.chars().any(|c| c.is_control() && c != '\n'), "{err:?}");
    assert!(!err.contains('\u{202e}'), "{err:?}");
}

#[test]
fn colour_is_escape_sequences_and_nothing_else() {
    let colored = shown(&diagnostics(), &Style { color: Color::On, ..Style::default() }).1;
    assert!(colored.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), human(&diagnostics()));
}

/// Positions that no stage would make, in texts that no one would write.
#[test]
fn no_position_in_no_text_panics() {
    let long = format!("{}日\t{}", "x\t日".repeat(2000), "🚀e\u{301}".repeat(2000));
    let texts =
        ["", "\n", "a", "日本\r\n\r\n", "\u{feff}---\n", "\u{85}\u{1b}\0\t", "\u{200d}\u{301}", &long];
    let numbers = [0, 1, 2, 3, 5, 599, 6000, u32::MAX];
    for text in texts {
        for line in numbers {
            for column in numbers {
                for byte_end in numbers {
                    let position = Position { line, column, byte_start: 3, byte_end };
                    let diagnostic = Diagnostic::error("x", "y").in_file("a").at(position).fix(Fix {
                        byte_start: byte_end,
                        byte_end: 1,
                        replacement: String::new(),
                    });
                    let source: SourceText<'_> = &|_| Some(text.to_owned());
                    let mut err = Vec::new();
                    human::write(&[&diagnostic], source, &Style::default(), &mut err).expect("a vector");
                    github::write(&[&diagnostic], source, &Style::default(), &mut err).expect("a vector");
                    assert!(err.len() < 8000, "a line of {} bytes for {position:?}", err.len());
                }
            }
        }
    }
}

#[test]
fn failures_of_the_environment() {
    let failure = io::Error::other("cannot write public/x: No space left on device");
    let show = |format| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams { out: &mut out, err: &mut err };
        show_failure(&failure, &style(format), &mut streams).expect("vectors take everything");
        String::from_utf8([out, err].concat()).expect("UTF-8")
    };
    assert_eq!(show(MessageFormat::Human), "error: cannot write public/x: No space left on device\n\n");
    assert_eq!(
        show(MessageFormat::Github),
        "::error title=environment::cannot write public/x: No space left on device\n"
    );
    assert!(
        show(MessageFormat::Json).contains(r#""code":"environment","message":"cannot write public/x: No"#)
    );
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    assert!(allow_closed_pipe(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
    assert!(allow_closed_pipe(Err(io::ErrorKind::StorageFull.into())).is_err());
    assert!(allow_closed_pipe(Ok(())).is_ok());
}

#[test]
fn exit_codes() {
    let code = |errors, warnings, treatment| Outcome::of(errors, warnings, treatment).code();
    assert_eq!(code(0, 0, Warnings::Allow), 0);
    assert_eq!(code(0, 3, Warnings::Allow), 0);
    assert_eq!(code(0, 3, Warnings::Deny), 1);
    assert_eq!(code(0, 0, Warnings::Deny), 0);
    assert_eq!(code(1, 0, Warnings::Allow), 1);
    assert_eq!((Outcome::Usage.code(), Outcome::Environment.code()), (2, 3));
}

fn summary() -> Summary {
    Summary {
        ok: true,
        pages: 431,
        rendered: 12,
        written: 3,
        removed: 0,
        skipped: BTreeMap::from([("future".to_owned(), 1), ("draft".to_owned(), 2)]),
        errors: 0,
        warnings: 0,
        seconds: 0.214_56,
        next_change_at: Some("2026-07-06T09:00:00Z".to_owned()),
    }
}

fn summarised(summary: &Summary, style: &Style) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams { out: &mut out, err: &mut err };
    show_summary(summary, style, &mut streams).expect("vectors take everything");
    (String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

#[test]
fn summaries_for_people() {
    let normal = Style::default();
    let deny = Style { warnings: Warnings::Deny, ..Style::default() };
    let bare = Summary { skipped: BTreeMap::new(), next_change_at: None, ..summary() };
    let cases = [
        (summary(), &normal),
        (Summary { pages: 1, warnings: 1, ..bare.clone() }, &normal),
        (Summary { ok: false, warnings: 2, ..bare.clone() }, &deny),
        (Summary { ok: false, errors: 1, warnings: 2, ..bare.clone() }, &normal),
        (Summary { ok: false, pages: 0, errors: 2, ..bare }, &normal),
    ];
    let lines: Vec<String> = cases.iter().map(|(summary, style)| summarised(summary, style).1).collect();
    insta::assert_snapshot!(lines.concat(), @r#"
    built 431 pages (12 rendered, 3 written, 0 removed) in 0.21 s · left out: 2 draft, 1 future · build again at 2026-07-06T09:00:00Z
    built 1 page (12 rendered, 3 written, 0 removed) in 0.21 s · 1 warning
    failed: 2 warnings (denied) · built 431 pages (12 rendered, 3 written, 0 removed) in 0.21 s
    failed: 1 error, 2 warnings · built 431 pages (12 rendered, 3 written, 0 removed) in 0.21 s
    failed: 2 errors · nothing built in 0.21 s
    "#);
    let quiet = Style { verbosity: Verbosity::Quiet, ..normal };
    assert_eq!(summarised(&summary(), &quiet), (String::new(), String::new()));
}

#[test]
fn summaries_for_programs_are_always_there() {
    let json = Style { verbosity: Verbosity::Quiet, ..style(MessageFormat::Json) };
    let (out, err) = summarised(&summary(), &json);
    assert_eq!(err, "");
    insta::assert_snapshot!(out, @r#"{"type":"summary","ok":true,"pages":431,"rendered":12,"written":3,"removed":0,"skipped":{"draft":2,"future":1},"errors":0,"warnings":0,"seconds":0.215,"next_change_at":"2026-07-06T09:00:00Z"}"#);
}
