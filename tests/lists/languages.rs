//! Trees of pages in several languages, and what is a translation of what.

use super::*;

#[test]
fn names_of_files_say_in_which_tree_a_page_is() {
    let body = |title: &str| post(title, "2026-01-01", "");
    let site = site(
        "language: en-GB\nlanguages: {zh: {title: 一份报纸}}\n",
        [
            ("content/posts/a.md", body("Plain")),
            ("content/posts/a.zh.md", body("译文")),
            ("content/posts/b.en.md", body("English by name")),
            ("content/posts/b.zh.md", body("第二")),
            ("content/posts/bundle/index.md", body("Bundle")),
            ("content/posts/bundle/index.zh.md", body("文件夹")),
            ("content/posts/app.js.md", body("A script")),
            ("content/posts/c.pt-BR.md", body("Só aqui")),
            ("content/posts/d.md", body("Tree")),
            ("content/posts/d.zh.md", post("樹", "2026-01-01", "lang: zh-TW\n")),
            ("content/about.md", "---\ntitle: About\n---\n".to_owned()),
            ("content/about.zh.md", "---\ntitle: 关于\n---\n".to_owned()),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    for (path, lang, others) in [
        ("2026/01/01/a/", "en-GB", &["/zh/2026/01/01/a/"][..]),
        ("zh/2026/01/01/a/", "zh", &["/2026/01/01/a/"]),
        ("2026/01/01/b/", "en", &["/zh/2026/01/01/b/"]),
        ("zh/2026/01/01/b/", "zh", &["/2026/01/01/b/"]),
        ("2026/01/01/bundle/", "en-GB", &["/zh/2026/01/01/bundle/"]),
        ("zh/2026/01/01/bundle/", "zh", &["/2026/01/01/bundle/"]),
        ("2026/01/01/app-js/", "en-GB", &[]),
        ("pt-BR/2026/01/01/c/", "pt-BR", &[]),
        ("2026/01/01/d/", "en-GB", &["/zh/2026/01/01/d/"]),
        ("zh/2026/01/01/d/", "zh-TW", &["/2026/01/01/d/"]),
        ("about/", "en-GB", &["/zh/about/"]),
        ("zh/about/", "zh", &["/about/"]),
    ] {
        let file = format!("{path}index.html");
        assert!(
            files.contains_key(&file),
            "{path}: {:?}",
            files.keys().filter(|path| path.ends_with(".html"))
        );
        let page = html(&files, &file);
        assert_eq!(page::only(&page, "html").attr("lang"), Some(lang), "{path}");
        let mut alternates = links(&files, &file, "link[rel=alternate][hreflang]");
        alternates.retain(|url| *url != format!("https://example.org/{path}"));
        assert_eq!(
            alternates,
            others.iter().map(|url| format!("https://example.org{url}")).collect::<Vec<_>>(),
            "{path}"
        );
        for other in others {
            assert!(
                links(&files, &file, ".languages a").contains(&(*other).to_owned()),
                "{path} leads to {other}"
            );
        }
    }
    assert_eq!(shown(&files, "zh/index.html", "h1"), ["一份报纸"]);
    let ids = |path: &str| {
        let feed: serde_json::Value = serde_json::from_str(text(&files, path)).expect("JSON");
        let items = feed["items"].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let (main, chinese) = (ids("feed.json"), ids("zh/feed.json"));
    assert_eq!((main.len(), chinese.len()), (5, 4));
    assert_eq!(main.iter().chain(&chinese).collect::<BTreeSet<_>>().len(), 9, "{main:?} {chinese:?}");
}

#[test]
fn a_key_joins_translations_of_other_names() {
    let site = site(
        "",
        [
            ("content/posts/ship.md", post("Ship", "2026-01-01", "translation_key: ship\n")),
            ("content/posts/schiff.de.md", post("Schiff", "2026-01-02", "translation_key: ship\n")),
            ("content/posts/bateau.fr.md", post("Bateau", "2026-01-03", "translation_key: ship\n")),
            ("content/posts/other.de.md", post("Anderes", "2026-01-04", "")),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    let all = ["/2026/01/01/ship/", "/de/2026/01/02/schiff/", "/fr/2026/01/03/bateau/"];
    for own in all {
        let file = format!("{}index.html", own.trim_start_matches('/'));
        let mut named = links(&files, &file, "link[rel=alternate][hreflang]");
        named.sort_unstable();
        assert_eq!(named, all.map(|url| format!("https://example.org{url}")), "{own}");
    }
    assert_eq!(links(&files, "de/2026/01/04/other/index.html", "link[hreflang]"), [] as [String; 0]);
}

#[test]
fn of_two_posts_in_one_language_one_is_the_translation() {
    let key = "translation_key: ship\n";
    let site = site(
        "",
        [
            ("content/posts/ship.md", post("Ship", "2026-01-02", key)),
            ("content/posts/boat.md", post("Boat", "2026-01-01", key)),
            ("content/posts/schiff.de.md", post("Schiff", "2026-01-02", key)),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(
        told,
        ["warning: content/posts/boat.md: `content/posts/ship.md` says the same in the same language, `en`"]
    );
    let both = ["2026/01/02/ship", "de/2026/01/02/schiff"].map(|path| format!("https://example.org/{path}/"));
    for path in ["2026/01/02/ship", "de/2026/01/02/schiff"] {
        let mut named = links(&files, &format!("{path}/index.html"), "link[rel=alternate][hreflang]");
        named.sort_unstable();
        assert_eq!(named, both, "{path}");
    }
    assert_eq!(links(&files, "2026/01/01/boat/index.html", "link[hreflang]"), [] as [String; 0]);
}

#[test]
fn templates_ask_the_tree_of_their_own_page() {
    let ask = "<title>x</title>{% for post in posts() %}<p>{{ post.title }}</p>{% endfor %}\
               {% for term in terms() %}<b>{{ term.name }}={{ term.count }}</b>{% endfor %}\
               {% for post in posts(tag=\"shared\") %}<i>{{ post.title }}</i>{% endfor %}";
    let site = site(
        "",
        [
            ("content/posts/a.md", post("A", "2026-01-01", "tags: [shared, English]\n")),
            ("content/posts/b.md", post("B", "2026-01-02", "tags: [shared]\n")),
            ("content/posts/a.zh.md", post("甲", "2026-01-01", "tags: [shared, 中文]\n")),
            ("templates/home.html", ask.to_owned()),
            ("templates/404.html", ask.to_owned()),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    for page in ["index.html", "404.html"] {
        assert_eq!(shown(&files, page, "p"), ["B", "A"], "{page}");
        assert_eq!(shown(&files, page, "b"), ["English=1", "shared=2"], "{page}");
        assert_eq!(shown(&files, page, "i"), ["B", "A"], "{page}");
        let chinese = format!("zh/{page}");
        assert_eq!(shown(&files, &chinese, "p"), ["甲"]);
        assert_eq!(shown(&files, &chinese, "b"), ["shared=1", "中文=1"]);
        assert_eq!(shown(&files, &chinese, "i"), ["甲"]);
    }
}

#[test]
fn one_language_costs_nothing() {
    let site = site("", [("content/posts/a.md", post("A", "2026-01-01", "tags: [x]\n"))]);
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("hreflang") && !text.contains("class=\"languages\""), "{path}");
    }
}
