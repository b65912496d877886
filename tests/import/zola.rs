//! Zola.

use super::Imported;

const CONFIG: &str = "\
base_url = 'https://old.example'
title = 'Old Site'
description = 'Of old'
default_language = 'en'
author = 'Ada'
compile_sass = true
feed_limit = 5
taxonomies = [{name = 'tags'}, {name = 'themes'}]
[languages.fr]
title = 'Vieux'
[markdown]
smart_punctuation = true
[extra]
colour = 'red'
";

#[test]
fn every_page_keeps_its_address() {
    let site = Imported::of(
        "zola",
        &[
            ("config.toml", CONFIG),
            ("content/_index.md", "+++\ntitle = 'Home'\n+++\n"),
            ("content/about.md", "\n+++\ntitle = 'About'\n+++\nA\n"),
            ("content/about.fr.md", "+++\ntitle = 'À propos'\n+++\nA\n"),
            (
                "content/blog/_index.md",
                "+++\ntitle = 'Blog'\nsort_by = 'date'\npaginate_by = 5\ntemplate = 'blog.html'\n+++\n",
            ),
            (
                "content/blog/2024-05-01-hello.md",
                "+++\ntitle = 'Hello'\n[taxonomies]\ntags = ['x']\nthemes = ['y']\n[extra]\na = 1\n+++\nA\n",
            ),
            ("content/blog/Ünder_score 1.2.md", "+++\ntitle = 'U'\ndate = 2024-05-02\n+++\nA\n"),
            (
                "content/blog/slugged.md",
                "+++\ntitle = 'S'\ndate = 2024-05-03T10:00:00Z\nslug = 'Other One'\n+++\nA\n",
            ),
            (
                "content/blog/owned.md",
                "+++\ntitle = 'O'\ndate = 2024-05-03\npath = 'mine/here'\naliases = ['old/place', 'x.html']\n+++\nA\n",
            ),
            ("content/blog/bundle/index.md", "+++\ntitle = 'B'\ndate = 2024-05-04\n+++\n![a](a.png)\n"),
            ("content/blog/bundle/a.png", "x"),
            ("content/blog/side.txt", "x"),
            ("content/blog/draft.md", "+++\ntitle = 'D'\ndraft = true\n+++\nA\n"),
            ("content/docs/_index.md", "+++\ntitle = 'Docs'\nredirect_to = 'docs/start/one'\n+++\n"),
            ("content/docs/start/_index.md", "+++\ntitle = 'Start'\ntransparent = true\n+++\n"),
            ("content/docs/start/one.md", "+++\ntitle = 'One'\nweight = 1\ntemplate = 'page.html'\n+++\nA\n"),
            ("content/hidden.md", "+++\ntitle = 'H'\nrender = false\n+++\nA\n"),
            ("static/x.txt", "x"),
            ("templates/blog.html", "x"),
            ("templates/shortcodes/box.html", "x"),
            ("sass/main.scss", "a{}"),
        ],
    );
    insta::assert_snapshot!(site.addresses());
    insta::assert_snapshot!(site.remarks());
    insta::assert_snapshot!(site.file("sitegen.yaml"));
    insta::assert_snapshot!(site.file("content/blog/2024-05-01-hello.md"));
    assert!(site.file("content/hidden.md").contains("\nvisibility: private\n"));
    assert!(!site.root().join("public/hidden/index.html").exists());
    for file in
        ["blog/bundle/a.png", "blog/side.txt", "x.txt", "old/place/index.html", "x.html", "docs/index.html"]
    {
        assert!(site.root().join("public").join(file).is_file(), "{file}");
    }
}

#[test]
fn links_and_shortcodes() {
    let text = "\
+++
title = 'The title'
date = 2024-05-02
+++
See [one](@/blog/2024-05-01-one.md), [part](@/blog/2024-05-01-one.md#part), [dir](@/docs/_index.md), `@/x.md`,
[none](@/nowhere.md) and [ref].

[ref]: @/blog/2024-05-01-one.md

{{ youtube(id=\"abc\", autoplay=true) }}
{{ vimeo(id=\"1\", class=\"x\") }}
{{ gist(url=\"https://gist.github.com/a/1\") }}

{{ figure(src=\"/a.png\", caption=\"A lake\") }}

{{ gallery(which=1) }} {{ other(a=1) }}

{% aside(x=1) %}
Inside
{% end %}

{{/* youtube(id=\"shown\") */}} and `{{/* youtube() */}}`

```rust,linenos,hl_lines=1
{{ not_run() }}
```
";
    let site = Imported::of(
        "zola",
        &[
            ("config.toml", CONFIG),
            ("content/blog/2024-05-01-one.md", "+++\ntitle = 'One'\n+++\n## Part\n"),
            ("content/blog/two.md", text),
            ("content/docs/_index.md", "+++\ntitle = 'Docs'\n+++\n"),
            ("static/a.png", "x"),
        ],
    );
    insta::assert_snapshot!(site.body("content/blog/two.md"));
    insta::assert_snapshot!(site.remarks());
}

#[test]
fn names_as_written_where_the_site_says_so() {
    let config = "base_url = 'https://a.example'\n[slugify]\npaths = 'off'\npaths_keep_dates = true\n";
    let site = Imported::of(
        "zola",
        &[
            ("zola.toml", config),
            ("content/Blog/2024-05-01-A b.md", "+++\ntitle = 'A'\n+++\nA\n"),
            ("content/日本.md", "+++\ntitle = 'A'\n+++\nA\n"),
        ],
    );
    assert_eq!(
        site.addresses(),
        "content/Blog/2024-05-01-A b.md /Blog/2024-05-01-A b/\ncontent/日本.md /日本/"
    );
}
