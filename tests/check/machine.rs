//! Files for machines: feeds, and what hosts take.

use super::{Case, Scene, check, codes, site, try_all, try_scenes};
use tempfile::TempDir;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "sitemap-broken",
        // A site without a name, in the sitemap of news.
        breaks: &[("sitegen.yaml", NAMELESS), ("content/posts/a.md", NEWS)],
        nearly: &[
            ("sitegen.yaml", NAMED),
            ("content/posts/a.md", NEWS),
            (
                "content/posts/old.md",
                "---\ntitle: Old\ndate: 2026-07-17\nupdated: 2026-07-20\n---\n\nOld text.\n",
            ),
        ],
    },
    Case {
        rule: "feed-broken",
        breaks: &[(
            "templates/rss.xml",
            "<rss version=\"2.0\"><channel><title>{{ title }}</title><link>/</link><description>x</description>\
         {% for item in items %}<item><title>{{ item.post.title }}</title><guid>1</guid><pubDate>today</pubDate></item>{% endfor %}\
         </channel></rss>",
        )],
        nearly: &[(
            "templates/rss.xml",
            "<rss version=\"2.0\"><channel><title>{{ title }}</title><link>{{ home }}</link><description>x</description>\
         {% for item in items %}<item><title>{{ item.post.title }}</title><guid isPermaLink=\"false\">1</guid></item>{% endfor %}\
         </channel></rss>",
        )],
    },
];

const NAMELESS: &str =
    "title: \"\u{2003}\"\nbase_url: https://example.org/\nshare_cards: false\nfeeds: {formats: []}\n";
const NAMED: &str =
    "title: \"\u{2003}N\"\nbase_url: https://example.org/\nshare_cards: false\nfeeds: {formats: []}\n";
const NEWS: &str = "---\ntitle: A\ndate: 2026-07-20\n---\n\nText.\n";

pub(super) const SCENES: &[Scene] = &[
    Scene {
        rule: "feed-long",
        breaks: || check(with_long_post(40_000).path(), &[]),
        nearly: || codes(with_long_post(12_000).path(), &[]),
    },
    Scene {
        rule: "host-limit",
        breaks: || check(with_redirects(2_001).path(), &[]),
        nearly: || codes(with_redirects(2_000).path(), &[]),
    },
];

fn with_long_post(sentences: usize) -> TempDir {
    let body = "A sentence with some words in it.\n\n".repeat(sentences);
    site(&[("content/posts/long.md", &format!("---\ntitle: Long\ndate: 2026-07-02\n---\n\n{body}"))])
}

fn with_redirects(count: usize) -> TempDir {
    let line = |number: usize| format!("/old/{number}/ /2026/07/01/good/ 301");
    site(&[("static/_redirects", &(0..count).map(line).collect::<Vec<_>>().join("\n"))])
}

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
    try_scenes(SCENES);
}
