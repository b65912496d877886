//! What one edit makes stale: the exact pages, each time with the tree that a clean build makes.

use crate::support::{files, program, tree};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::{collections::BTreeSet, fs, path::Path};

const CONFIG: &str = "title: A Blog\n\
    base_url: https://example.org/\n\
    tagline: Of machines\n\
    description: What they say\n\
    paginate: 4\n\
    feeds: {limit: 10}\n\
    related: {count: 3}\n\
    first_year: 2020\n\
    extra: {phone: 123, unread: 1, called: 5}\n";

/// A post with a template of its own, which asks for a data file and reads a setting by way of a component.
const CONTACT: &str = "<title>{{ page.title }}</title>{{ <badge text=\"c\" /> }}{{ config.extra.phone }}\
    {% set desk = data(name=\"desk\") %}{{ desk.name }}";
const BADGE: &str = "{% component badge(text: string, @config) %}<b>{{ text }} {{ config.first_year }}</b>{% endcomponent badge %}";
const CALLED: &str =
    "{% component called(@config) %}<i>{{ config.extra.called }}</i>{% endcomponent called %}";

fn post(title: &str, day: u8, more: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-07-{day:02}\n{more}---\n\n{body}\n")
}

fn site() -> tempfile::TempDir {
    files::project([
        ("sitegen.yaml", CONFIG.to_owned()),
        ("templates/contact.html", CONTACT.to_owned()),
        ("templates/components/badge.html", BADGE.to_owned()),
        ("templates/shortcodes/called.html", CALLED.to_owned()),
        ("templates/search.html", "<title>{{ site.tagline }}</title>{{ <badge text=\"s\" /> }}".to_owned()),
        ("data/desk.yaml", "name: The desk\n".to_owned()),
        ("data/other.yaml", "name: Another\n".to_owned()),
        ("content/posts/one.md", post("One", 1, "tags: [ai]\n", "It's about chips and the export of chips.")),
        ("content/posts/two.md", post("Two", 2, "", "Chips, their export and the rules of export.")),
        ("content/posts/three.md", post("Three", 3, "", "{{ called() }}\n\nOf another subject.")),
        (
            "content/posts/four.md",
            post("Four", 4, "template: contact.html\naliases: [/old/]\n", "To the desk."),
        ),
        ("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n".to_owned()),
        ("content/find.md", "---\ntitle: Find\ntemplate: search.html\n---\n".to_owned()),
    ])
}

fn build(root: &Path) -> Outcome {
    build_into(root, &root.join("public"), CacheUse::ReadWrite)
}

fn build_into(root: &Path, output: &Path, cache: CacheUse) -> Outcome {
    let clock = Clock::at(program::CLOCK.parse().expect("valid"));
    let request = Request { output_dir: output.to_owned(), cache, ..Request::new(root, clock) };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    outcome
}

/// The paths of what was stale, after which the output is what a clean build makes.
fn stale(root: &Path) -> Vec<String> {
    let outcome = build(root);
    let clean = tempfile::tempdir().expect("a folder");
    build_into(root, clean.path(), CacheUse::Ignore);
    assert!(tree::read(&root.join("public")) == tree::read(clean.path()), "not what a clean build makes");
    outcome.stale.iter().map(|(path, _)| path.to_string()).collect()
}

/// Replaces text in a file, and says what became stale.
fn edit(root: &Path, path: &str, from: &str, to: &str) -> Vec<String> {
    let before = fs::read_to_string(root.join(path)).expect("readable");
    assert_eq!(before.matches(from).count(), 1, "{from}");
    files::write(root, path, before.replace(from, to).as_bytes());
    stale(root)
}

/// Whether a template makes a file; the others are copied, or made by the program itself.
fn has_template(path: &str) -> bool {
    let is_page = [".html", ".xml", ".txt", "feed.json"].iter().any(|ending| path.ends_with(ending));
    is_page && !path.starts_with("sitemap")
}

/// Pages whose templates do not extend `base.html`.
const WITHOUT_FRAME: [&str; 10] = [
    "2026/07/04/four/index.html",
    "atom.xml",
    "feed.json",
    "find/index.html",
    "old/index.html",
    "robots.txt",
    "rss.xml",
    "tags/ai/atom.xml",
    "tags/ai/feed.json",
    "tags/ai/rss.xml",
];

/// Everything that a build of the site renders.
fn all(root: &Path) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = build_into(root, folder.path(), CacheUse::Ignore);
    outcome.stale.iter().map(|(path, _)| path.to_string()).collect()
}

fn framed(all: &BTreeSet<String>, more: &[&str]) -> Vec<String> {
    let is_framed = |path: &&String| {
        more.contains(&path.as_str()) || has_template(path) && !WITHOUT_FRAME.contains(&path.as_str())
    };
    all.iter().filter(is_framed).cloned().collect()
}

#[test]
fn a_setting_makes_those_pages_stale_that_read_it() {
    let site = site();
    let root = site.path();
    assert_eq!(stale(root).len(), all(root).len());
    assert_eq!(stale(root), [""; 0]);
    let all = all(root);
    let set = |from: &str, to: &str| edit(root, "sitegen.yaml", from, to);
    let calls = ["2026/07/03/three/index.html", "atom.xml", "feed.json", "rss.xml"];
    let badges = ["2026/07/04/four/index.html", "find/index.html"];

    assert_eq!(set("unread: 1", "unread: 2"), [""; 0], "no template reads it");
    assert_eq!(set("phone: 123", "phone: 124"), ["2026/07/04/four/index.html"]);
    assert_eq!(set("phone: 124", "phone: \"124\""), ["2026/07/04/four/index.html"], "a text is no number");
    assert_eq!(set("called: 5", "called: 6"), calls, "read by a shortcode");
    assert_eq!(set("first_year: 2020", "first_year: 2021"), badges, "read by a component");
    assert_eq!(set("paginate: 4", "paginate: 4\ncheck: {file-missing: info}"), [""; 0]);
    let feeds = ["atom.xml", "find/index.html", "rss.xml", "tags/ai/atom.xml", "tags/ai/rss.xml"];
    assert_eq!(set("Of machines", "Of people"), framed(&all, &feeds));
    let feeds = ["atom.xml", "feed.json", "rss.xml", "tags/ai/atom.xml", "tags/ai/rss.xml"];
    assert_eq!(set("What they say", "What was said"), framed(&all, &feeds));
    assert_eq!(set("first_year: 2021", "first_year: 2021\ntheme: {accent: red}"), framed(&all, &[]));
}

#[test]
fn a_setting_makes_those_pages_stale_that_show_what_is_made_of_it() {
    let site = site();
    let root = site.path();
    build(root);
    let all = all(root);
    let set = |from: &str, to: &str| edit(root, "sitegen.yaml", from, to);
    assert_eq!(set("{limit: 10}", "{limit: 2}"), ["atom.xml", "feed.json", "rss.xml"]);
    assert_eq!(
        set("{limit: 2}", "{limit: 2, full_text: false}"),
        ["atom.xml", "feed.json", "rss.xml", "tags/ai/atom.xml", "tags/ai/feed.json", "tags/ai/rss.xml"]
    );
    // Four posts of one month, of which one has a tag.
    let longer = ["archive/2026/07/page/2/index.html", "page/2/index.html"];
    let mut lists =
        ["archive/2026/07/index.html", "archive/2026/index.html", "index.html", "tags/ai/index.html"]
            .into_iter()
            .chain(longer)
            .collect::<Vec<_>>();
    lists.sort_unstable();
    assert_eq!(set("paginate: 4", "paginate: 3"), lists);
    let posts = ["01/one", "02/two", "03/three"].map(|post| format!("2026/07/{post}/index.html"));
    assert_eq!(set("{count: 3}", "{count: 1}"), posts, "a template of its own asks for none");
    let copied = |path: &&String| !has_template(path) && !path.starts_with(['_', 's']);
    let mut everything: Vec<String> = all.iter().filter(|path| !copied(path)).cloned().collect();
    everything.extend(longer.map(str::to_owned));
    everything.sort_unstable();
    assert_eq!(set("paginate: 3", "paginate: 3\ntimezone: Asia/Tokyo"), everything);
}

#[test]
fn a_file_makes_those_pages_stale_that_use_it() {
    let site = site();
    let root = site.path();
    build(root);
    let all = all(root);
    let four = "2026/07/04/four/index.html";
    assert_eq!(edit(root, "data/desk.yaml", "The desk", "A desk"), [four]);
    assert_eq!(edit(root, "data/other.yaml", "Another", "One more"), [""; 0]);
    assert_eq!(edit(root, "templates/contact.html", "<title>", "<title>To "), [four]);
    assert_eq!(edit(root, "templates/components/badge.html", "<b>", "<b >"), [four, "find/index.html"]);
    let hooks = "{% component head_end() %}{% endcomponent head_end %}{% component footer_end() %}<p>{% endcomponent footer_end %}";
    files::write(root, "templates/components/hooks.html", hooks.as_bytes());
    assert_eq!(stale(root), framed(&all, &[]));
}

#[test]
fn a_template_that_uses_all_settings_is_stale_with_each() {
    for template in [
        "{{ config | json_encode }}",
        "{% set c = config %}{{ c.extra.unread }}",
        "{{ config[\"extra\"].unread }}",
        "{{ <whole settings={config} /> }}",
        "{{ <spread {...config} /> }}",
        "{% include \"part.html\" %}",
    ] {
        let site = site();
        let root = site.path();
        let parts = "{% component whole(settings) %}{{ settings.extra.unread }}{% endcomponent whole %}\
                     {% component spread(extra, ...rest) %}{{ extra.unread }}{% endcomponent spread %}";
        files::write(root, "templates/components/parts.html", parts.as_bytes());
        files::write(
            root,
            "templates/part.html",
            b"{% for key, value in config %}{{ value | json_encode }}{% endfor %}",
        );
        files::write(root, "templates/contact.html", template.as_bytes());
        build(root);
        let four = ["2026/07/04/four/index.html"];
        assert_eq!(edit(root, "sitegen.yaml", "unread: 1", "unread: 2"), four, "{template}");
    }
}

#[test]
fn a_question_means_the_language_of_its_page_whatever_others_there_are() {
    let site = site();
    let root = site.path();
    let ask =
        "<title>{{ page.title }}</title>{% for post in posts(tag=\"late\") %}{{ post.title }}{% endfor %}";
    files::write(root, "templates/ask.html", ask.as_bytes());
    files::write(root, "content/ask.zh.md", b"---\ntitle: Ask\ntemplate: ask.html\n---\n");
    files::write(root, "content/posts/one.zh.md", post("One in Chinese", 1, "", "Text.").as_bytes());
    build(root);
    // Languages are numbered, and this one comes before Chinese.
    files::write(root, "content/posts/one.fr.md", post("One in French", 1, "", "Text.").as_bytes());
    stale(root);
    files::write(root, "content/posts/five.zh.md", post("Five", 5, "tags: [late]\n", "Text.").as_bytes());
    assert!(stale(root).contains(&"zh/ask/index.html".to_owned()));
}

#[test]
fn what_reaches_a_template_by_other_ways_counts_too() {
    let site = site();
    let root = site.path();
    files::write(root, "templates/home.html", b"{% for feed in feeds %}{{ feed.url }} {% endfor %}");
    files::write(root, "templates/404.html", b"{{ markdown(text=\"a 'b' -- c\") }}");
    files::write(root, "templates/robots.txt", b"# {{ page.title }}");
    files::write(root, "templates/rss.xml", b"<title>{{ title }}</title>");
    build(root);
    let set = |from: &str, to: &str| edit(root, "sitegen.yaml", from, to);
    let has = |stale: &[String], path: &str| stale.iter().any(|stale| stale == path);
    assert!(has(&set("{limit: 10}", "{limit: 10, formats: [rss]}"), "index.html"), "the feeds of a list");
    assert!(has(&set("A Blog", "A Blog\nmarkdown: {smart: true}"), "404.html"), "how Markdown is read");
    let titled = set("A Blog", "Another");
    assert!(["robots.txt", "rss.xml", "tags/ai/rss.xml"].iter().all(|path| has(&titled, path)), "{titled:?}");
}

#[test]
fn posts_are_read_again_once_related_posts_are_shown() {
    const PLAIN: &str = "<title>{{ page.title }}</title>";
    const RELATED: &str = "{% for item in related(id=page.id) %}{{ item.post.title }}: {{ item.terms | join(sep=\", \") }};{% endfor %}";
    let site = site();
    let root = site.path();
    let config = CONFIG.replace("related: {count: 3}", "related: {count: 3, page: false}");
    files::write(root, "sitegen.yaml", config.as_bytes());
    files::write(root, "templates/post.html", PLAIN.as_bytes());
    stale(root);
    files::write(root, "templates/post.html", format!("{PLAIN}{RELATED}").as_bytes());
    let again = stale(root);
    assert!(again.contains(&"2026/07/01/one/index.html".to_owned()), "{again:?}");
    let page = fs::read_to_string(root.join("public/2026/07/01/one/index.html")).expect("a page");
    assert_eq!(page, "<title>One</title>Two: chips, export;");
    files::write(root, "templates/post.html", PLAIN.as_bytes());
    stale(root);
    assert_eq!(build(root).parsed, 0);
}
