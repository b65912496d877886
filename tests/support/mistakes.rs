//! Sites with one thing wrong.

#[path = "mistakes/data.rs"]
mod data;

use data::DATA;

/// A mistake: its name, the exit code, and the files that make it.
#[derive(Clone, Copy)]
pub struct Mistake {
    pub name: &'static str,
    pub code: i32,
    pub files: &'static [(&'static str, &'static str)],
}

const fn error(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Mistake {
    Mistake { name, code: 1, files }
}

const fn warning(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Mistake {
    Mistake { name, code: 0, files }
}

/// All of them, by where they are made.
pub fn mistakes() -> impl Iterator<Item = Mistake> {
    [CONFIG, FRONT_MATTER, BETWEEN_POSTS, BODIES, SHORTCODES, DATA, TEMPLATES].into_iter().flatten().copied()
}

const POST: &str = "content/posts/post.md";

const CONFIG: &[Mistake] = &[
    error(
        "config-unknown-key",
        &[("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\npaginat: 5\n")],
    ),
    error("config-syntax", &[("sitegen.yaml", "title: \"A Blog\nbase_url: https://example.org/\n")]),
    error(
        "config-wrong-types",
        &[(
            "sitegen.yaml",
            "title: A Blog\nbase_url: https://example.org/\npaginate: many\nfeeds: {full_text: yes please, limit: -1}\nnav: About\n",
        )],
    ),
    error("config-base-url", &[("sitegen.yaml", "title: A Blog\nbase_url: example.org\n")]),
    error(
        "config-timezone",
        &[("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\ntimezone: Europe/Berln\n")],
    ),
    error(
        "config-permalink",
        &[("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\npermalink: /:yeer/:slug/\n")],
    ),
    error(
        "config-min-version",
        &[("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\nmin_version: 99.0.0\n")],
    ),
    error(
        "config-content-dir",
        &[("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\ncontent_dir: ../elsewhere\n")],
    ),
    warning("config-no-title-no-address", &[("sitegen.yaml", "language: en\n")]),
];

const FRONT_MATTER: &[Mistake] = &[
    error(
        "front-matter-colon-in-title",
        &[(POST, "---\ntitle: Chips: a report\ndate: 2026-07-02\n---\n\nText.\n")],
    ),
    error(
        "front-matter-not-closed",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\n\nText that goes on.\n")],
    ),
    error(
        "front-matter-tab",
        &[(POST, "---\ntitle: A post\nimage:\n\tsrc: a.png\ndate: 2026-07-02\n---\n\nText.\n")],
    ),
    error(
        "front-matter-quote-not-closed",
        &[(POST, "---\ntitle: \"A post\ndate: 2026-07-02\n---\n\nText.\n")],
    ),
    error(
        "front-matter-duplicate-key",
        &[(POST, "---\ntitle: One\ndate: 2026-07-02\ntitle: Two\n---\n\nText.\n")],
    ),
    error(
        "front-matter-synonyms-disagree",
        &[(POST, "---\ntitle: A post\nauthor: Ada\nauthors: [Grace]\ndate: 2026-07-02\n---\n\nText.\n")],
    ),
    error(
        "front-matter-draft",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\ndraft: \"no\"\n---\n\nText.\n")],
    ),
    error(
        "front-matter-published",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\npublished: flase\n---\n\nText.\n")],
    ),
    error(
        "front-matter-video-duration",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\nvideo: {src: /a.mp4, duration: 1:75}\n---\n\nText.\n",
        )],
    ),
    error(
        "front-matter-video-captions",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\nvideo:\n  src: /a.mp4\n  captions: [{lang: en}]\n---\n\nText.\n",
        )],
    ),
    error("front-matter-impossible-date", &[(POST, "---\ntitle: A post\ndate: 2026-02-30\n---\n\nText.\n")]),
    error(
        "front-matter-date-with-rest",
        &[(POST, "---\ntitle: A post\ndate: 2026-01-29 18:30:22 2026 -0800\n---\n\nText.\n")],
    ),
    error("front-matter-date-in-words", &[(POST, "---\ntitle: A post\ndate: next Tuesday\n---\n\nText.\n")]),
    error(
        "front-matter-slug-with-slash",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nslug: ../../etc/passwd\n---\n\nText.\n")],
    ),
    error(
        "front-matter-url-outside",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nurl: /../secret/\n---\n\nText.\n")],
    ),
    error(
        "front-matter-alias-elsewhere",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\naliases: [\"//evil.example/\", \"javascript:alert(1)\"]\n---\n\nText.\n",
        )],
    ),
    error(
        "front-matter-visibility",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nvisibility: hidden\n---\n\nText.\n")],
    ),
    error(
        "front-matter-weight",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nweight: heavy\n---\n\nText.\n")],
    ),
    error("front-matter-title-is-a-list", &[(POST, "---\ntitle: [a, b]\ndate: 2026-07-02\n---\n\nText.\n")]),
    error(
        "front-matter-update-kind",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\nupdates: [{date: 2026-07-03, kind: correcton, text: x}]\n---\n\nText.\n",
        )],
    ),
    error(
        "front-matter-too-deep",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\nextra: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n---\n\nText.\n",
        )],
    ),
    warning("front-matter-no-date", &[(POST, "---\ntitle: A post\n---\n\nText.\n")]),
    warning("front-matter-none", &[("content/posts/2026-07-02-plain.md", "# A plain post\n\nText.\n")]),
];

const BETWEEN_POSTS: &[Mistake] = &[
    error(
        "link-to-no-post",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nSee [this](@/posts/goood.md).\n")],
    ),
    error(
        "link-to-no-anchor",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nSee [this](@/posts/good.md#a-prt).\n")],
    ),
    warning(
        "link-to-no-file",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\nSee [this](other.md) and ![a chart](chart.png).\n",
        )],
    ),
    error(
        "link-to-draft",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nSee [this](@/posts/draft.md).\n"),
            ("content/posts/draft.md", "---\ntitle: A draft\ndate: 2026-07-02\ndraft: true\n---\n\nText.\n"),
        ],
    ),
    error(
        "related-unknown",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nrelated: [gud]\n---\n\nText.\n")],
    ),
    error(
        "id-twice",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\nid: one\n---\n\nText.\n"),
            ("content/posts/other.md", "---\ntitle: Another\ndate: 2026-07-03\nid: one\n---\n\nText.\n"),
        ],
    ),
    error(
        "collision-of-slugs",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\nslug: same\n---\n\nText.\n"),
            ("content/posts/other.md", "---\ntitle: Another\ndate: 2026-07-02\nslug: same\n---\n\nText.\n"),
        ],
    ),
    error(
        "collision-with-static-file",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\nurl: /about/\n---\n\nText.\n"),
            ("static/about/index.html", "mine"),
        ],
    ),
    error(
        "collision-with-alias",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\naliases: [/2026/07/01/good/]\n---\n\nText.\n")],
    ),
    error("collision-with-tags", &[("content/tags.md", "---\ntitle: My tags\n---\n\nText.\n")]),
    error(
        "collision-with-page-of-list",
        &[
            ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\npaginate: 1\n"),
            (POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nText.\n"),
            ("content/page/2.md", "---\ntitle: Two\n---\n\nText.\n"),
        ],
    ),
    error(
        "collision-but-for-case",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\nurl: /Same/\n---\n\nText.\n"),
            ("content/posts/other.md", "---\ntitle: Another\ndate: 2026-07-03\nurl: /same/\n---\n\nText.\n"),
        ],
    ),
    warning(
        "tags-but-for-case",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\ntags: [chips]\n---\n\nText.\n")],
    ),
];

const BODIES: &[Mistake] = &[
    warning(
        "body-control-character",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nText\u{7} with a bell.\n")],
    ),
    warning(
        "body-link-that-runs-code",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\n[Press](javascript:alert(1)).\n")],
    ),
];

const SHORTCODES: &[Mistake] = &[
    error(
        "shortcode-unreadable",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{{ youtube(\"jNQXAC9IVRw\") }}\n\nA {{ figure(src=a.png, alt=\"A\") }}.\n",
        )],
    ),
    error(
        "shortcode-wrong-arguments",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{{ figure(scr=\"/css/main.css\", alt=\"A\", width=\"640\") }}\n\n- {{ vimeo(id=1084537, title=\"Big Buck Bunny\") }}\n",
        )],
    ),
    error(
        "shortcode-not-ended",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{% aside(title=\"Here\") %}\n\nText.\n\n{% details(summary=\"More\") %}\nText.\n\n{% end %}\n",
        )],
    ),
    error(
        "shortcode-takes-no-content",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{% post_card(path=\"@/posts/good.md\") %}\nText.\n{% end %}\n",
        )],
    ),
    error(
        "shortcode-leads-to-no-post",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{{ post_card(path=\"@/posts/god.md\") }}\n\n{{ figure(src=\"/css/main.css\", alt=\"A\", link=\"@/posts/good.md#a-prt\") }}\n",
        )],
    ),
    warning(
        "shortcode-shows-no-file",
        &[(
            POST,
            "---\ntitle: A post\ndate: 2026-07-02\n---\n\n{{ gallery(images=[\"a.png\", \"/b.png\"], alts=[\"A\", \"B\"]) }}\n",
        )],
    ),
    error(
        "shortcode-fails",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nText.\n\n{{ box(text=\"A\") }}\n"),
            (
                "templates/shortcodes/box.html",
                "{% component box(text: string, @page) %}\n<b>{{ txt }}</b>\n{% endcomponent box %}\n",
            ),
        ],
    ),
    error(
        "shortcode-files",
        &[
            (
                "templates/shortcodes/pull-quote.html",
                "{% component pull_quote() %}{{ body }}{% endcomponent pull_quote %}\n",
            ),
            ("templates/shortcodes/map.html", "{% component the_map() %}x{% endcomponent the_map %}\n"),
        ],
    ),
];

const TEMPLATES: &[Mistake] = &[
    error("template-syntax", &[("templates/404.html", "<p>\n{% if page.title %}\n<p>no end\n")]),
    error("template-syntax-in-expression", &[("templates/404.html", "<p>{{ page.title | }}</p>\n")]),
    error("template-unknown-tag", &[("templates/404.html", "<p>{% macro x() %}{% endmacro %}</p>\n")]),
    error(
        "template-frame-without-blocks",
        &[
            ("templates/base.html", "<title>{{ page.title }}</title>{% block main %}{% endblock main %}"),
            ("templates/home.html", "home"),
            ("templates/page.html", "page"),
            ("templates/post.html", "post"),
            ("templates/related.html", "related"),
            ("templates/404.html", "404"),
            ("templates/term.html", "term"),
            ("templates/terms.html", "terms"),
        ],
    ),
    error(
        "template-frame-extends-unfit",
        &[
            ("templates/base.html", "{% block main %}{% endblock main %}"),
            ("templates/post.html", "{% extends \"page.html\" %}"),
        ],
    ),
    error(
        "template-two-broken",
        &[
            ("templates/404.html", "<p>{{ page.title </p>\n"),
            ("templates/terms.html", "{% for term in terms %}{{ term.name }}\n"),
        ],
    ),
    error("template-unknown-filter", &[("templates/404.html", "<p>{{ page.title | uper }}</p>\n")]),
    error(
        "template-unknown-function",
        &[("templates/404.html", "<p>{{ asseet(path=\"css/main.css\") }}</p>\n")],
    ),
    error("template-unknown-test", &[("templates/404.html", "{% if page.title is strng %}x{% endif %}\n")]),
    error(
        "template-unknown-include",
        &[
            ("templates/404.html", "{% include \"parts/heading.html\" %}\n"),
            ("templates/parts/header.html", "x"),
        ],
    ),
    error("template-unknown-parent", &[("templates/404.html", "{% extends \"bse.html\" %}\n")]),
    error("template-unknown-component", &[("templates/404.html", "{{ <rivr posts={posts(limit=3)} /> }}\n")]),
    error(
        "template-unknown-block",
        &[("templates/404.html", "{% extends \"base.html\" %}\n{% block mian %}x{% endblock mian %}\n")],
    ),
    error(
        "template-circular-extends",
        &[
            ("templates/404.html", "{% extends \"a.html\" %}"),
            ("templates/a.html", "{% extends \"404.html\" %}"),
        ],
    ),
    error(
        "template-circular-include",
        &[
            ("templates/404.html", "{% include \"a.html\" %}"),
            ("templates/a.html", "{% include \"404.html\" %}"),
        ],
    ),
    error(
        "template-component-twice",
        &[("templates/mine.html", "{% component river(posts: array) %}x{% endcomponent river %}\n")],
    ),
    error(
        "template-undefined-variable",
        &[("templates/post.html", "<h1>{{ page.title }}</h1>\n<p>{{ pag.date }}</p>\n")],
    ),
    error(
        "template-broken-on-many-pages",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\n---\n\nText.\n"),
            ("content/posts/other.md", "---\ntitle: Another\ndate: 2026-07-03\n---\n\nText.\n"),
            ("templates/post.html", "<p>{{ page.extra.rating }}</p>\n"),
        ],
    ),
    error("template-undefined-field", &[("templates/post.html", "<h1>{{ page.titel }}</h1>\n")]),
    error(
        "template-undefined-in-include",
        &[
            ("templates/post.html", "<h1>x</h1>\n{% include \"parts/a.html\" %}\n"),
            ("templates/parts/a.html", "<p>\n{% include \"parts/b.html\" %}\n</p>\n"),
            ("templates/parts/b.html", "<b>{{ nothing.here }}</b>\n"),
        ],
    ),
    error(
        "template-undefined-in-component",
        &[(
            "templates/post.html",
            "{% component box(text: string) %}{{ txt }}{% endcomponent box %}\n<h1>x</h1>\n{{ <box text={page.title} /> }}\n",
        )],
    ),
    error(
        "template-component-argument",
        &[(
            "templates/post.html",
            "{% component box(text: string) %}{{ text }}{% endcomponent box %}\n{{ <box /> }}\n",
        )],
    ),
    error(
        "template-function-argument",
        &[("templates/post.html", "<link href=\"{{ asset(\"css/main.css\") }}\">\n")],
    ),
    error(
        "template-asset-missing",
        &[("templates/post.html", "<link href=\"{{ asset(path=\"css/min.css\") }}\">\n")],
    ),
    error(
        "template-data-missing",
        &[("templates/post.html", "{{ data(name=\"market\") }}\n"), ("data/markets.yaml", "a: 1\n")],
    ),
    error("template-text-unknown", &[("templates/post.html", "{{ t(key=\"min_raed\", count=3) }}\n")]),
    error("template-text-placeholder", &[("templates/post.html", "{{ t(key=\"min_read\", cuont=3) }}\n")]),
    error("template-text-argument", &[("templates/post.html", "{{ t(key=\"articles\") }}\n")]),
    error("template-number", &[("templates/post.html", "{{ page.title | number }}\n")]),
    error("template-date-style", &[("templates/post.html", "{{ page.date | date(style=\"short\") }}\n")]),
    error(
        "strings-without-other",
        &[("templates/strings/de.yaml", "articles:\n  one: '{count} Beitrag'\n  othr: '{count} Beiträge'\n")],
    ),
    warning("strings-unknown-key", &[("templates/strings/de.yaml", "min_raed: x\nby: Von {name}\n")]),
    warning(
        "css",
        &[
            ("templates/404.html", "<link href=\"{{ asset(path=\"css/site.css\") }}\">\n"),
            ("static/css/main.css", "a { color: red }\nb { color red }\n"),
        ],
    ),
    error(
        "template-integrity-missing",
        &[("templates/post.html", "<link integrity=\"{{ integrity(path=\"css/min.css\") }}\">\n")],
    ),
    error("template-wrong-type", &[("templates/post.html", "{{ page.title + 1 }}\n")]),
    error(
        "template-endless-output",
        &[(
            "templates/404.html",
            "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}abcdefgh{% endfor %}{% endfor %}{% endfor %}\n",
        )],
    ),
    error(
        "template-named-by-post",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\ntemplate: interviw.html\n---\n\nText.\n"),
            ("templates/interview.html", "{{ page.title }}\n"),
        ],
    ),
    warning(
        "layout-named-by-post",
        &[(POST, "---\ntitle: A post\ndate: 2026-07-02\nlayout: essay\n---\n\nText.\n")],
    ),
];
