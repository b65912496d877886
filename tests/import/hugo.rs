//! Hugo.

use super::Imported;

const CONFIG: &str = "\
baseURL = 'https://old.example/'
title = 'Old Site'
languageCode = 'en-us'
timeZone = 'Europe/Oslo'
theme = 'ananke'
enableEmoji = true
[pagination]
pagerSize = 12
[permalinks]
news = '/:year/:month/:slug/'
[taxonomies]
tag = 'tags'
company = 'companies'
[menus]
[[menus.main]]
name = 'Blog'
pageRef = '/blog'
weight = 2
[[menus.footer]]
name = 'Imprint'
url = '/imprint/'
[params]
description = 'Of old'
author = 'Ada'
colour = 'red'
[languages.en]
label = 'English'
[languages.fr]
label = 'Français'
title = 'Vieux'
";

#[test]
fn every_page_keeps_its_address() {
    let site = Imported::of(
        "hugo",
        &[
            ("hugo.toml", CONFIG),
            ("content/_index.md", "+++\ntitle = 'Home'\n+++\nWelcome\n"),
            ("content/about.md", "+++\ntitle = 'About'\nmenu = 'main'\n+++\nA\n"),
            ("content/about.fr.md", "+++\ntitle = 'À propos'\n+++\nA\n"),
            ("content/blog/_index.md", "---\ntitle: Blog\n---\nAll of it\n"),
            ("content/blog/Hello World.md", "---\ntitle: Hello\ndate: 2024-05-01\n---\nA\n"),
            ("content/blog/2024-05-02-dated.md", "---\ntitle: D\ndate: 2024-05-02\n---\nA\n"),
            ("content/blog/slugged.md", "---\ntitle: S\ndate: 2024-05-03\nslug: other\n---\nA\n"),
            ("content/blog/owned.md", "---\ntitle: O\ndate: 2024-05-03\nurl: /mine/here.html\n---\nA\n"),
            ("content/blog/deep/x.md", "---\ntitle: X\ndate: 2024-05-03\n---\nA\n"),
            (
                "content/blog/bundle/index.md",
                "---\ntitle: B\ndate: 2024-05-04\naliases: [/old/, beside]\n---\n![a](a.png)\n",
            ),
            ("content/blog/bundle/a.png", "x"),
            ("content/blog/bundle/part.md", "a resource"),
            (
                "content/blog/later.md",
                "{\n\"title\": \"L\",\n\"publishDate\": \"2030-01-01\",\n\"expiryDate\": \"2031-01-01\"\n}\n\nA\n",
            ),
            ("content/blog/draft.md", "---\ntitle: D\ndraft: true\n---\nA\n"),
            ("content/news/one.md", "---\ntitle: The Title\ndate: 2024-05-05T23:30:00+02:00\n---\nA\n"),
            ("content/news/two.md", "---\ntitle: Two\nslug: zwei\ndate: 2024-05-06\n---\nA\n"),
            ("content/docs/Install.md", "---\ntitle: Install\nweight: 2\n---\nA\n"),
            ("content/docs/v1.2.md", "---\ntitle: V\n---\nA\n"),
            ("content/hidden.md", "---\ntitle: H\nbuild: {render: never}\n---\nA\n"),
            ("content/quiet.md", "---\ntitle: Q\nbuild: {list: never}\nvisibility: odd\n---\nA\n"),
            ("content/odd.org", "#+title: x\n"),
            ("content/raw.html", "---\ntitle: Raw\n---\n<p>a</p>\n"),
            ("content/tags/_index.md", "---\ntitle: Tags\n---\nOf tags\n"),
        ],
    );
    insta::assert_snapshot!(site.addresses());
    insta::assert_snapshot!(site.remarks());
    assert!(site.root().join("public/blog/bundle/a.png").is_file());
    assert!(site.root().join("public/old/index.html").is_file());
    assert!(site.root().join("public/blog/beside/index.html").is_file());
    assert!(site.root().join("public/docs/index.html").is_file());
    assert!(site.file("content/hidden.md").contains("\nvisibility: private\n"));
    assert!(!site.root().join("public/hidden/index.html").exists());
    let quiet = site.file("content/quiet.md");
    assert!(quiet.contains("\nvisibility: unlisted\n") && quiet.contains("\n  visibility: odd\n"), "{quiet}");
    let sitemap = std::fs::read_to_string(site.root().join("public/sitemap.xml")).expect("a sitemap");
    assert!(site.root().join("public/quiet/index.html").is_file() && !sitemap.contains("/quiet/"));
    let later = site.file("content/blog/later.md");
    assert!(later.contains("publish_date: 2030-01-01") && later.contains("expires: 2031-01-01"), "{later}");
}

#[test]
fn settings_of_a_file_and_of_a_folder() {
    let site = Imported::of(
        "hugo",
        &[
            ("hugo.toml", CONFIG),
            ("content/blog/a.md", "---\ntitle: A\ndate: 2024-05-01\ncompanies: [Acme]\n---\nA\n"),
            ("static/img/a.png", "x"),
            ("data/x.toml", "a = 1\n"),
            ("assets/main.scss", "a{}"),
            ("layouts/index.html", "x"),
            ("layouts/shortcodes/box.html", "x"),
            ("i18n/en.toml", "x = 'y'"),
            ("themes/ananke/static/x.css", "x"),
        ],
    );
    insta::assert_snapshot!(site.file("sitegen.yaml"));
    insta::assert_snapshot!(site.remarks());
    assert!(site.has("static/img/a.png") && site.has("data/x.toml"));
    let folder = Imported::of(
        "hugo",
        &[
            (
                "config/_default/hugo.yaml",
                "baseURL: https://old.example/\ndefaultContentLanguageInSubdir: true\n",
            ),
            (
                "config/_default/languages.toml",
                "[en]\ntitle = 'English'\ncontentDir = 'content/en'\n[de]\ntitle = 'Deutsch'\ncontentDir = 'content/de'\n",
            ),
            ("config/_default/menus.en.toml", "[[main]]\nname = 'X'\nurl = '/x/'\n"),
            ("config/_default/params.toml", "colour = 'red'\n"),
            ("content/en/a.md", "---\ntitle: A\n---\nA\n"),
            ("content/de/a.md", "---\ntitle: A\n---\nA\n"),
        ],
    );
    assert_eq!(folder.addresses(), "content/de/a.md /de/a/\ncontent/en/a.md /en/a/");
    assert!(folder.file("sitegen.yaml").contains("title: English"), "{}", folder.file("sitegen.yaml"));
}

#[test]
fn ugly_addresses_and_capitals() {
    let config = "baseURL: https://a.example/\nuglyURLs: true\ndisablePathToLower: true\n";
    let site = Imported::of(
        "hugo",
        &[
            ("config.yaml", config),
            ("content/post/Big.md", "---\ntitle: A\ndate: 2024-05-01\n---\nA\n"),
            ("content/page.md", "---\ntitle: A\n---\nA\n"),
        ],
    );
    assert_eq!(site.addresses(), "content/page.md /page.html\ncontent/post/Big.md /post/Big.html");
}

#[test]
fn shortcodes_that_have_an_equal_become_that() {
    let text = "\
---
title: The title
date: 2024-05-02
---
See [one]({{< ref \"one.md\" >}}), [two]({{< relref \"/blog/one#part\" >}}) and [none]({{< ref \"nowhere\" >}}).

{{< figure src=\"/a.png\" title=\"A lake\" caption=\"by **night**\" alt=\"x\" attr=\"Ada\" width=\"300\" height=200 >}}

{{< highlight go \"linenos=table,hl_lines=1 3-4,linenostart=7\" >}}
fmt.Println(\"{{< x >}}\")
{{< /highlight >}}

{{< youtube id=\"abc\" title=\"It\" start=30 >}}
{{< vimeo 123 >}}

{{< gist ada 99 >}} {{< x user=\"a\" id=\"1\" >}}

{{< details summary=\"More\" >}}
Inside with {{< param colour >}}.
{{< /details >}}

{{</* figure src=\"shown\" */>}} and `{{</* y */>}}`

{{% box %}}
Inside
{{% /box %}}

<!--more-->

```
{{< in.code >}}
```
";
    let site = Imported::of(
        "hugo",
        &[
            ("hugo.toml", CONFIG),
            ("content/blog/one.md", "---\ntitle: One\ndate: 2024-05-01\n---\n## Part\n"),
            ("content/blog/two.md", text),
            ("static/a.png", "x"),
        ],
    );
    insta::assert_snapshot!(site.body("content/blog/two.md"));
    insta::assert_snapshot!(site.remarks());
}
