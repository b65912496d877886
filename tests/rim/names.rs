//! Files whose names some systems do not take: none is left out without a word.

use crate::support::sandbox::Sandbox;

/// File and message of each warning of this code.
fn warnings(run: &crate::support::sandbox::Run, code: &str) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let told =
        run.messages().into_iter().filter(|message| message["code"] == code && message["level"] == "warning");
    told.map(|message| (text(&message["file"]), text(&message["message"]))).collect()
}

#[test]
fn files_keep_names_that_other_systems_do_not_take() {
    let sandbox = Sandbox::new();
    sandbox.write("static/what?.txt", "static");
    sandbox.write("static/plain +%#.txt", "no warning");
    sandbox.write(
        "content/posts/bundle/index.md",
        "---\ntitle: Bundle\ndate: 2026-03-09\n---\n\n[Notes](notes%3F.txt) and [more](/what%3F.txt)\n",
    );
    sandbox.write("content/posts/bundle/notes?.txt", "named");
    sandbox.write("content/posts/bundle/unnamed:1.txt", "not named");
    let run = sandbox.build();
    assert_eq!(run.code, Some(0), "{run:?}");
    let output = sandbox.output();
    for path in
        ["what?.txt", "plain +%#.txt", "2026/03/09/bundle/notes?.txt", "2026/03/09/bundle/unnamed:1.txt"]
    {
        assert!(output.contains_key(path), "{path}: {:?}", output.keys());
    }
    let page = String::from_utf8_lossy(&output["2026/03/09/bundle/index.html"]);
    assert!(
        page.contains("href=\"/2026/03/09/bundle/notes%3F.txt\"") && page.contains("href=\"/what%3F.txt\""),
        "{page}"
    );
    let mut told = warnings(&run, "file-name");
    told.sort();
    let expected = [
        ("content/posts/bundle/notes?.txt", "2026/03/09/bundle/notes?.txt"),
        ("content/posts/bundle/unnamed:1.txt", "2026/03/09/bundle/unnamed:1.txt"),
        ("static/what?.txt", "what?.txt"),
    ];
    let expected = expected.map(|(file, path)| {
        (file.to_owned(), format!("it is published as `{path}`, a name that Windows does not take"))
    });
    assert_eq!(told, expected);
    assert!(sandbox.output() == sandbox.clean_output());
    sandbox.remove("static/what?.txt");
    sandbox.built();
    assert!(!sandbox.output().contains_key("what?.txt"), "its manifest lists it as ours");
}

#[test]
fn a_name_with_a_line_break_is_told_of() {
    let sandbox = Sandbox::new();
    sandbox.write("static/two\nlines.txt", "x");
    sandbox.write("content/posts/bundle/index.md", "---\ntitle: Bundle\ndate: 2026-03-09\n---\n\nText\n");
    sandbox.write("content/posts/bundle/a\u{7}b.txt", "x");
    let run = sandbox.build();
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut told = warnings(&run, "source-skipped");
    told.sort();
    let files: Vec<&str> = told.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, ["content/posts/bundle/a\\u{7}b.txt", "static/two\\nlines.txt"]);
    assert!(told.iter().all(|(_, message)| message == "skipped a name with a control character"), "{told:?}");
}
