//! `sitegen new`: what is written, and what is refused.

use super::{NewSite, on_machine, sitegen};
use crate::support::{files, program::run, tree};
use serde_json::Value;
use std::path::Path;

fn site() -> tempfile::TempDir {
    files::project([
        (
            "sitegen.yaml",
            "title: A Blog\nbase_url: https://example.org/\ntimezone: Asia/Tokyo\nsections: {notes: {}}\ntaxonomies: {companies: {}}\n\
             languages: {zh: {title: 报}}\n",
        ),
        (
            "content/posts/2026-07-01-first.md",
            "---\ntitle: First\ndate: 2026-07-01\nid: taken\naliases: [/old/, /2026/07/05/led-on/]\n---\n\nText.\n",
        ),
        ("content/posts/2026-07-05-hidden.md", "---\ntitle: Hidden\ndraft: true\n---\n\nText.\n"),
        ("content/notes/2026-07-05-note.md", "---\ntitle: Note\n---\n\nText.\n"),
    ])
}

/// What the site says of the post whose file this is.
fn listed(root: &Path, source: &str) -> Value {
    let list = sitegen(root, &["list", "--format", "json"]).expect(0).out;
    let list: Vec<Value> = serde_json::from_str(&list).expect("JSON");
    list.into_iter().find(|post| post["source"] == source).unwrap_or_else(|| panic!("no {source}"))
}

#[test]
fn a_post_has_date_and_day_of_the_sites_zone_and_its_id_written_down() {
    let site = site();
    // 20:44 in Tokyo's evening is the same day; half past midnight there is the day before in UTC.
    let late = [
        "new",
        "post",
        "Late news",
        "--clock",
        "2026-07-04T15:30:00Z",
        "--kind",
        "Brief",
        "--tags",
        "a,b: c, a",
    ];
    let written = sitegen(site.path(), &late).expect(0);
    assert_eq!(written.out, "content/posts/2026-07-05-late-news.md\n");
    let text = String::from_utf8(tree::read(site.path())["content/posts/2026-07-05-late-news.md"].clone())
        .expect("UTF-8");
    insta::assert_snapshot!(text, @r#"
    ---
    title: Late news
    description:
    date: 2026-07-05T00:30:00+09:00
    id: "2026-07-05-late-news"
    kind: brief
    tags: [a, "b: c"]
    companies: []
    ---
    "#);
    let post = listed(site.path(), "content/posts/2026-07-05-late-news.md");
    assert_eq!(
        (&post["id"], &post["url"]),
        (&"2026-07-05-late-news".into(), &"https://example.org/2026/07/05/late-news/".into())
    );
    assert!(written.err.contains("https://example.org/2026/07/05/late-news/"), "{}", written.err);
}

#[test]
fn any_title_is_read_as_it_was_typed() {
    let titles = [
        "Ferries: \"late\" again",
        "it's # not a comment",
        "{{ title }} {% if x %}",
        "yes",
        "2026-07-05",
        "--- ...",
        "🚀",
        "新闻：第一条",
        "&anchor *alias !tag | > %",
        "back\\slash and \u{85}\u{2028} ends",
        "~",
        "[a, b]",
        "../../etc/passwd",
        "CON",
    ];
    let site = site();
    for title in titles {
        let written =
            sitegen(site.path(), &["new", "post", "--message-format", "json", "--", title]).expect(0);
        let lines = written.json_lines();
        let source = lines[0]["source"].as_str().expect("a path");
        assert!(source.starts_with("content/posts/2026-07-05-"), "{source}");
        let shown = title.replace(['\u{85}', '\u{2028}'], " ");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(listed(site.path(), source)["title"], shown, "{title}");
        assert_eq!(listed(site.path(), source)["id"], lines[0]["id"], "{title}");
        assert_eq!(listed(site.path(), source)["url"], lines[0]["url"], "{title}");
    }
    let built = sitegen(site.path(), &["build", "--deny-warnings"]).expect(0);
    assert!(!built.err.contains("warning"), "{}", built.err);
    let lines = sitegen(site.path(), &["new", "post", "A title\nin two lines"]).expect(0).out;
    assert_eq!(listed(site.path(), lines.trim_end())["title"], "A title in two lines");
    sitegen(site.path(), &["new", "post", &"long ".repeat(500)]).expect(0);
    sitegen(site.path(), &["new", "post", &"新".repeat(500)]).expect(0);
    for empty in ["", " \n\t"] {
        assert!(sitegen(site.path(), &["new", "post", empty]).expect(2).err.contains("the title is empty"));
    }
}

#[test]
fn what_another_post_has_is_refused_with_what_to_type() {
    let site = site();
    let before = tree::read(site.path());
    let cases: [(&[&str], &str, &str, &str); 6] = [
        // The file itself.
        (&["Hidden"], "post-exists", "2026-07-05-hidden.md", "--slug hidden-2"),
        // A draft's address, from another form of file.
        (&["Hidden", "--bundle"], "path-collision", "2026-07-05-hidden.md", "--slug hidden-2"),
        // An address that leads on.
        (&["Led on"], "path-collision", "2026-07-01-first.md", "--slug led-on-2"),
        // An address that another section's post has.
        (&["Note"], "path-collision", "content/notes/2026-07-05-note.md", "--slug note-2"),
        (&["New", "--id", "taken"], "id-duplicate", "2026-07-01-first.md", "--id taken-2"),
        (&["First", "--date", "2026-07-01"], "post-exists", "2026-07-01-first.md", "--slug first-2"),
    ];
    for (words, code, other, advice) in cases {
        let refused = sitegen(site.path(), &[&["new", "post"], words].concat()).expect(1);
        assert_eq!(refused.out, "", "{words:?}");
        for part in [code, other, advice] {
            assert!(refused.err.contains(part), "{words:?}: {part} in\n{}", refused.err);
        }
    }
    assert!(tree::read(site.path()) == before);
    sitegen(site.path(), &["new", "post", "Hidden", "--slug", "hidden-2"]).expect(0);
    let again = sitegen(site.path(), &["new", "post", "Hidden"]).expect(1);
    assert!(again.err.contains("--slug hidden-3"), "{}", again.err);
    sitegen(site.path(), &["build", "--drafts", "--deny-warnings"]).expect(0);
}

#[test]
fn sections_languages_folders_and_pages() {
    let site = site();
    let new = |words: &[&str]| {
        sitegen(site.path(), &[&["new"], words].concat()).expect(0).out.trim_end().to_owned()
    };
    assert_eq!(new(&["post", "A", "--section", "notes"]), "content/notes/2026-07-05-a.md");
    assert_eq!(new(&["post", "B", "--lang", "zh"]), "content/posts/2026-07-05-b.zh.md");
    assert_eq!(new(&["post", "C", "--lang", "en"]), "content/posts/2026-07-05-c.md");
    assert_eq!(new(&["post", "D", "--bundle", "--lang", "de"]), "content/posts/2026-07-05-d/index.de.md");
    assert_eq!(new(&["page", "About us"]), "content/about-us.md");
    assert_eq!(new(&["page", "Team", "--section", "about-us", "--bundle"]), "content/about-us/team/index.md");
    assert_eq!(
        listed(site.path(), "content/posts/2026-07-05-b.zh.md")["url"],
        "https://example.org/zh/2026/07/05/b/"
    );
    assert_eq!(listed(site.path(), "content/posts/2026-07-05-b.zh.md")["id"], "2026-07-05-b.zh");
    assert_eq!(
        listed(site.path(), "content/about-us/team/index.md")["url"],
        "https://example.org/about-us/team/"
    );
    sitegen(site.path(), &["build", "--deny-warnings"]).expect(0);
    let cases: [(&[&str], &str); 8] = [
        (&["post", "A", "--section", "note"], "--section notes"),
        (&["post", "A", "--lang", "deutsch"], "no language"),
        (&["post", "A", "--date", "2026-02-30"], "February"),
        (&["post", "A", "--kind", "../x"], "no kind"),
        (&["post", "A", "--slug", "a/b"], "no slug"),
        (&["page", "Index"], "--slug"),
        (&["page", "A", "--section", "../x"], "no folder"),
        (&["post", "A", "--edit"], "VISUAL"),
    ];
    for (words, part) in cases {
        let refused = sitegen(site.path(), &[&["new"], words].concat()).expect(2);
        assert!(refused.err.contains(part), "{words:?}: {}", refused.err);
    }
}

#[test]
fn a_post_goes_where_the_newest_of_its_section_lies() {
    for (folder, expected) in [("2026", "2027"), ("2026/07", "2027/01"), ("ferries", "")] {
        let path = format!("content/posts/{folder}/2026-07-05-old.md");
        let site = files::project([
            ("sitegen.yaml", "title: A\nbase_url: https://example.org/\n"),
            (&*path, "---\ntitle: Old\n---\n\nText.\n"),
        ]);
        let written =
            sitegen(site.path(), &["new", "post", "New", "--date", "2027-01-02 09:00"]).expect(0).out;
        let below = if expected.is_empty() { String::new() } else { format!("{expected}/") };
        assert_eq!(written, format!("content/posts/{below}2027-01-02-new.md\n"));
    }
    let site = files::project([
        ("sitegen.yaml", "title: A\ncontent_dir: _posts\n"),
        ("_posts/2026-07-01-a.md", "---\ntitle: A\n---\n"),
    ]);
    assert_eq!(sitegen(site.path(), &["new", "post", "B"]).expect(0).out, "_posts/2026-07-05-b.md\n");
}

#[test]
fn an_archetype_of_the_kind_comes_before_that_of_all_posts() {
    let site = site();
    files::write(
        site.path(),
        "archetypes/post.md",
        b"---\ntitle: {{ title | yaml }}\nid: {{ id }}\nextra: {from: post}\n---\n",
    );
    files::write(
        site.path(),
        "archetypes/interview.md",
        b"+++\ntitle = {{ title | json_encode }}\nid = {{ id | json_encode }}\nkind = \"interview\"\n+++\n\n# With {{ title }}, {{ date | date(format=\"%d.%m.\") }}\n",
    );
    let read = |path: &str| String::from_utf8(tree::read(site.path())[path].clone()).expect("UTF-8");
    sitegen(site.path(), &["new", "post", "Ada \"A\"", "--kind", "interview"]).expect(0);
    let text = read("content/posts/2026-07-05-ada-a.md");
    assert!(
        text.contains("title = \"Ada \\\"A\\\"\"") && text.ends_with("# With Ada \"A\", 05.07.\n"),
        "{text}"
    );
    sitegen(site.path(), &["new", "post", "Other"]).expect(0);
    assert!(read("content/posts/2026-07-05-other.md").contains("from: post"));
    // It has no place for a kind and tags, and says so; a draft without a place for it would be published.
    let lacking =
        sitegen(site.path(), &["new", "post", "Third", "--kind", "opinion", "--tags", "a"]).expect(0);
    for part in
        ["archetype-lacks", "archetypes/post.md", "kind: {{ kind | yaml }}", "tags: {{ tags | yaml }}"]
    {
        assert!(lacking.err.contains(part), "{part} in {}", lacking.err);
    }
    let draft = sitegen(site.path(), &["new", "post", "Fourth", "--draft"]).expect(1);
    assert!(draft.err.contains("draft: {{ draft }}"), "{}", draft.err);
    assert!(!site.path().join("content/posts/2026-07-05-fourth.md").exists());
}

#[test]
fn a_broken_archetype_is_told_with_its_line_and_nothing_is_written() {
    let cases = [
        // A mistake in Tera.
        ("---\ntitle: {{ titel | yaml }}\n---\n", "archetypes/post.md:2:"),
        ("---\ntitle: {{ title | yaml }}\n{% if draft %}\n---\n", "archetypes/post.md:3:"),
        // What it gives is no front matter.
        ("---\ndate: {{ date }}\ntitle: {{ title }}\n---\n", "archetypes/post.md:3:"),
        ("---\ntitle: {{ title | yaml }}\ndraft: flase\n---\n", "archetypes/post.md:3:"),
        (
            "---\n{%- if kind %}\nkind: x\n{%- endif %}\ntitle: \"{{ title }}\"\n---\n",
            "archetypes/post.md:5:",
        ),
        ("---\ntitle: {{ title | yaml }}\n", "archetypes/post.md:1:"),
    ];
    for (archetype, place) in cases {
        let site = site();
        files::write(site.path(), "archetypes/post.md", archetype.as_bytes());
        let before = tree::read(site.path());
        let refused = sitegen(site.path(), &["new", "post", "A \"title\": with a colon"]).expect(1);
        assert!(refused.err.contains(place), "{place} in {}", refused.err);
        assert!(tree::read(site.path()) == before);
    }
}

#[test]
fn a_mistake_elsewhere_hinders_no_one_but_one_in_the_settings_does() {
    let site = site();
    files::write(site.path(), "content/posts/broken.md", b"---\ntitle: [\n---\n");
    files::write(site.path(), "templates/home.html", b"{% if");
    sitegen(site.path(), &["new", "post", "A"]).expect(0);
    files::write(site.path(), "sitegen.yaml", b"title: A\ntimezone: Mars/Olympus\n");
    let refused = sitegen(site.path(), &["new", "post", "B"]).expect(1);
    assert!(refused.err.contains("Mars/Olympus"), "{}", refused.err);
    let nowhere = tempfile::tempdir().expect("a folder");
    assert!(sitegen(nowhere.path(), &["new", "post", "A"]).expect(1).err.contains("sitegen init"));
    assert!(tree::read(nowhere.path()).is_empty());
    sitegen(nowhere.path(), &["-r", "missing", "new", "post", "A"]).expect(3);
}

#[test]
fn the_path_leads_from_the_working_folder() {
    let site = NewSite::of("blog");
    let ran = sitegen(site.0.path(), &["-r", "site", "new", "post", "From above", "-q"]).expect(0);
    assert_eq!((&*ran.out, &*ran.err), ("site/content/posts/2026-07-05-from-above.md\n", ""));
    assert!(site.0.path().join(ran.out.trim_end()).exists());
    let draft = site.run(&["new", "post", "Not yet", "--draft"]).expect(0);
    assert!(draft.err.contains("a draft"), "{}", draft.err);
    let later = site.run(&["new", "post", "Later", "--date", "2027-01-01"]).expect(0);
    assert!(later.err.contains("public from 2027-01-01"), "{}", later.err);
    site.run(&["build", "--deny-warnings"]).expect(0);
    for kind in ["brief", "explainer", "digest"] {
        site.run(&["new", "post", &format!("A {kind}"), "--kind", kind, "--tags", "a", "--draft"]).expect(0);
    }
    site.run(&["build", "--drafts", "--deny-warnings"]).expect(0);
}

#[cfg(unix)]
#[test]
fn the_editor_is_called_with_its_options_and_waited_for() {
    let site = site();
    let edit = |editor: &str, title: &str| {
        let mut command = on_machine(site.path(), &["new", "post", title, "--edit"]);
        command.env("EDITOR", "false").env("VISUAL", editor);
        run(command)
    };
    let ran = edit("sh -c 'echo edited >> \"$1\"; echo noise' x", "One").expect(0);
    assert_eq!(ran.out, "content/posts/2026-07-05-one.md\n", "what the editor prints is not among it");
    let text = std::fs::read_to_string(site.path().join("content/posts/2026-07-05-one.md")).expect("written");
    assert!(text.ends_with("edited\n"), "{text}");
    let broken = edit("sed -i 's/^description:/draft: flase/'", "Broken").expect(1);
    assert!(broken.err.contains("2026-07-05-broken.md:3:") && broken.err.contains("flase"), "{}", broken.err);
    let failed = edit("sh -c 'exit 7'", "Two").expect(3);
    assert!(
        failed.err.contains("exit code 7") && failed.err.contains("the file is written"),
        "{}",
        failed.err
    );
    assert!(site.path().join("content/posts/2026-07-05-two.md").exists());
    let missing = edit("/nowhere/editor", "Three").expect(3);
    assert!(missing.err.contains("/nowhere/editor"), "{}", missing.err);
}
