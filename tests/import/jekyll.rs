//! Jekyll.

use super::{Imported, copied, corpus};
use crate::support::files;

const CONFIG: &str = "\
title: The Old Blog
description: News of old
url: https://old.example
baseurl: /blog
timezone: America/Los_Angeles
author: {name: Ada Byron, email: a@b.c}
paginate: 7
plugins: [jekyll-feed, jekyll-odd]
exclude: [secret, '*.tmp']
collections:
  docs: {output: true}
  parts: {output: false}
defaults:
  - {scope: {path: ''}, values: {layout: page}}
  - {scope: {path: _posts, type: posts}, values: {author: bob}}
favourite: tea
";

fn blog(extra: &[(&'static str, &'static str)]) -> Imported {
    let all = [&[("_config.yml", CONFIG)], extra].concat();
    Imported::of("jekyll", &all)
}

#[test]
fn every_page_keeps_its_address() {
    let site = blog(&[
        ("_posts/2024-05-01-Hello World.md", "---\ntitle: Hello\ncategories: Foo bar\n---\nA\n"),
        ("_posts/2024-05-02-utc.md", "---\ntitle: U\ndate: 2024-05-02 03:00:00\n---\nA\n"),
        ("_posts/2024-05-03-quoted.md", "---\ntitle: Q\ndate: '2024-05-03 03:00:00'\n---\nA\n"),
        (
            "_posts/2024-05-04-own.markdown",
            "---\ntitle: O\npermalink: /own/place/\nredirect_from: /was/here\n---\nA\n",
        ),
        ("_posts/2024-05-05-slug.md", "---\ntitle: S\nslug: An.Other\n---\nA\n"),
        ("cat/_posts/2024-05-06-in.md", "---\ntitle: I\ncategory: Two Words\n---\nA\n"),
        ("_posts/2024-05-07-unpublished.md", "---\ntitle: N\npublished: false\n---\nA\n"),
        ("_posts/undated.md", "---\ntitle: N\n---\nA\n"),
        ("_drafts/idea.md", "---\ntitle: D\n---\nA\n"),
        ("_docs/sub/One.two.md", "---\ntitle: D\n---\nA\n"),
        ("_docs/three.md", "---\ntitle: D\npermalink: /docs/:title\n---\nA\n"),
        ("_parts/x.md", "---\ntitle: P\n---\nA\n"),
        ("About.md", "---\ntitle: About\n---\nA\n"),
        ("x/page.md", "---\ntitle: X\npermalink: /x/y\n---\nA\n"),
        ("sub/index.md", "---\ntitle: Sub\n---\nA\n"),
        (
            "tags.html",
            "---\ntitle: T\npermalink: /tags/\n---\n<ul>{% for tag in site.tags %}{% endfor %}</ul>\n",
        ),
        ("index.html", "---\n---\n{% for post in site.posts %}{% endfor %}\n"),
        ("404.html", "---\n---\nNot here\n"),
        ("plain.html", "---\ntitle: Plain\n---\n<div>\n\n    <p>indented</p>\n</div>\n"),
    ]);
    insta::assert_snapshot!(site.addresses());
    insta::assert_snapshot!(site.remarks());
    assert!(site.root().join("public/was/here.html").is_file());
    assert!(site.file("public/plain.html").contains("<p>indented</p>"));
}

#[test]
fn styles_of_addresses() {
    for (style, post, page) in [
        ("date", "/a/2024/05/01/x.html", "/about.html"),
        ("pretty", "/a/2024/05/01/x/", "/about/"),
        ("ordinal", "/a/2024/122/x.html", "/about.html"),
        ("none", "/a/x.html", "/about.html"),
        ("/:year/:i_month/:title:output_ext", "/2024/5/x.html", "/about.html"),
        ("/:slug/", "/x/", "/about/"),
        ("/news/:title", "/news/x.html", "/about.html"),
    ] {
        let config = format!("title: T\nurl: https://a.example\npermalink: '{style}'\n");
        let files = [
            ("_config.yml", config.as_str()),
            ("_posts/2024-05-01-x.md", "---\ntitle: X\ncategories: a\n---\nX\n"),
            ("about.md", "---\ntitle: About\n---\nX\n"),
        ];
        let site = Imported::of("jekyll", &files);
        let wanted = format!("_posts/2024-05-01-x.md {post}\nabout.md {page}");
        assert_eq!(site.addresses(), wanted, "{style}");
    }
}

#[test]
fn one_pattern_serves_all_posts_where_it_can() {
    let config = "title: T\nurl: https://a.example\npermalink: /:year/:title/\n";
    let site = Imported::of(
        "jekyll",
        &[
            ("_config.yml", config),
            ("_posts/2024-05-01-one.md", "---\ntitle: X\n---\nX\n"),
            ("_posts/2024-05-02-two.md", "---\ntitle: X\n---\nX\n"),
            ("_posts/2024-05-03-Three.md", "---\ntitle: X\n---\nX\n"),
        ],
    );
    assert!(site.file("sitegen.yaml").contains("permalink: /:year/:slug/"));
    assert!(!site.file("content/posts/2024-05-01-one.md").contains("url:"));
    assert!(site.file("content/posts/2024-05-03-Three.md").contains("url: /2024/Three/"));
}

#[test]
fn settings_data_and_files() {
    let site = blog(&[
        ("_posts/2024-05-01-a.md", "---\ntitle: A\ntags: one two\n---\nA\n"),
        ("_posts/2024-05-02-b.md", "---\ntitle: B\nauthor: Eve\n---\nA\n"),
        ("_data/authors.yml", "bob:\n  name: Bob the Builder\n"),
        ("_data/navigation.yml", "main:\n  - {title: Home, url: /}\n  - {title: About, url: /about/}\n"),
        ("_data/deep/x.tsv", "a\tb\n1\t2,3\n"),
        ("_data/odd.xml", "<x/>"),
        ("_layouts/post.html", "{{ content }}"),
        ("_includes/foot.html", "x"),
        ("_sass/main.scss", "a{}"),
        ("css/main.scss", "---\n---\n@import 'main';\n"),
        ("feed.xml", "---\n---\n{{ site.title }}\n"),
        ("robots.txt", "---\n---\nUser-agent: *\n"),
        ("img/a.png", "x"),
        ("README.md", "no front matter"),
        (".htaccess", "x"),
        (".env", "x"),
        ("secret/x.txt", "x"),
        ("a.tmp", "x"),
        ("Gemfile", "x"),
    ]);
    insta::assert_snapshot!(site.file("sitegen.yaml"));
    insta::assert_snapshot!(site.remarks());
    assert!(site.file("content/posts/2024-05-01-a.md").contains("authors: [Bob the Builder]"));
    assert!(site.file("content/posts/2024-05-01-a.md").contains("tags: [one, two]"));
    assert!(site.file("content/posts/2024-05-02-b.md").contains("authors: Eve"));
    assert_eq!(site.file("data/deep/x.csv"), "a,b\n1,\"2,3\"\n");
    assert_eq!(site.file("static/robots.txt"), "User-agent: *\n");
    for kept in ["static/img/a.png", "static/README.md", "static/.htaccess", "data/authors.yml"] {
        assert!(site.has(kept), "{kept}");
    }
    for left in ["static/.env", "static/secret/x.txt", "static/a.tmp", "static/Gemfile", "static/feed.xml"] {
        assert!(!site.has(left), "{left}");
    }
}

#[test]
fn liquid_that_has_an_equal_becomes_that() {
    let text = "\
---
title: The title
tags: x
---
See [one]({% post_url 2024-05-01-one %}), [two]({{ site.baseurl }}{% post_url 2024-05-01-one %}#part) and
<a href=\"{% link about.md %}\">about</a>.

[ref]: {% post_url 2024-05-01-one %}

{% highlight ruby linenos mark_lines=\"1 3\" %}
puts \"{{ x }}\"
{% endhighlight %}

{% raw %}{{ kept }}{% endraw %} and {% comment %}gone{% endcomment %}done.

![a]({{ site.baseurl }}/img/a.png) ![b]({{ '/img/b.png' | relative_url }}) ![c]({{ \"img/c.png\" | absolute_url }})

Visit {{ site.url }} for {{ page.title | escape }} of {{ site.title }}.

{% include figure.html src=\"/img/a.png\" alt=\"A lake\" caption=\"The *lake*\" width=\"640\" %}

{% include youtube.html id=\"abc\" %}

{% youtube \"https://www.youtube.com/watch?v=xyz\" %}

{% gist ada/123 %}

{% include figure.html src=page.image %}

{% for post in site.posts %}
{{ post.title | date: \"%Y\" }}
{% endfor %}

`{{ in.code }}` and `{% raw %}{{ raw }}{% endraw %}`

A line.
{: .class}
";
    let site = blog(&[
        ("_posts/2024-05-01-one.md", "---\ntitle: One\n---\n## Part\n"),
        ("_posts/2024-05-02-two.md", text),
        ("about.md", "---\ntitle: About\n---\nX\n"),
        ("img/a.png", "x"),
    ]);
    insta::assert_snapshot!(site.body("content/posts/2024-05-02-two.md"));
    insta::assert_snapshot!(site.remarks());
}

#[test]
fn a_date_that_cannot_be_read_makes_a_draft() {
    let site = blog(&[(
        "_posts/2024-05-01-one.md",
        "---\ntitle: One\nlayout: post\ndate: 2024-05-01 18:30:22 2024 -0800\n---\nX\n",
    )]);
    assert!(site.addresses().ends_with('*'), "{}", site.addresses());
    assert!(site.remarks().contains("_posts/2024-05-01-one.md:4 front matter changed"), "{}", site.remarks());
    assert!(site.file("content/posts/2024-05-01-one.md").contains("date: 2024-05-01 18:30:22 2024 -0800"));
}

/// The settings of the corpus' site, as far as they say where pages are.
const OF_CORPUS: &str = "\
url: https://jekyllrb.com
title: Jekyll
timezone: America/Los_Angeles
collections:
  posts: {permalink: '/news/:year/:month/:day/:title/', output: true}
";

#[test]
fn the_jekyll_blog_comes_over_whole() {
    let Some(folder) = corpus("jekyll") else {
        println!("skipped: SITEGEN_CORPORA names no folder with `jekyll` in it");
        return;
    };
    let folder = copied(&folder.join("docs"));
    files::write(folder.path(), "old/_config.yml", OF_CORPUS.as_bytes());
    // The trial build at its end says that the new site builds.
    let site = Imported::from("jekyll", folder, "old");
    let addresses = site.addresses();
    let moved: Vec<&str> =
        addresses.lines().filter(|line| line.contains('→') || line.ends_with('*')).collect();
    assert_eq!(addresses.lines().count(), 102);
    // Its date is one that Jekyll refuses too.
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(moved[0].starts_with("_posts/2023-01-29-jekyll-3-9-3-released.markdown"), "{moved:?}");
}

#[test]
fn other_blogs_come_over_with_every_post() {
    for (name, posts) in [("bair", 175), ("jalammar", 30)] {
        let Some(folder) = corpus(name) else {
            println!("skipped: SITEGEN_CORPORA names no folder with `{name}` in it");
            continue;
        };
        let site = Imported::from("jekyll", copied(&folder), "old");
        let addresses = site.addresses();
        let found = addresses.lines().filter(|line| line.contains("_posts/")).count();
        assert_eq!(found, posts, "{name}");
        assert!(!addresses.contains('→'), "{addresses}");
    }
}
