//! Files for machines: feeds, and what hosts take.

use super::{Case, check, codes, hold, site, try_all};
use crate::support::files;

pub(super) const CASES: &[Case] = &[Case {
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
}];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}

#[test]
fn a_feed_that_no_reader_fetches_is_told_of() {
    let site = site(&[]);
    let write = |sentences: usize| {
        let body = "A sentence with some words in it.\n\n".repeat(sentences);
        let post = format!("---\ntitle: Long\ndate: 2026-07-02\n---\n\n{body}");
        files::write(site.path(), "content/posts/long.md", post.as_bytes());
    };
    write(12_000);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
    write(40_000);
    assert_eq!(codes(site.path(), &[]), ["feed-long"]);
    let ran = check(site.path(), &[]).expect(0);
    hold("feed-long", &ran);
    assert!(ran.err.contains("and 2 more files") || ran.err.contains("and one more file"), "{}", ran.err);
}

#[test]
fn lines_that_a_host_passes_over_are_told_of() {
    let line = |number: usize| format!("/old/{number}/ /2026/07/01/good/ 301");
    let lines = |count: usize| (0..count).map(line).collect::<Vec<_>>().join("\n");
    let (enough, many) = (lines(2_000), lines(2_001));
    assert_eq!(codes(site(&[("static/_redirects", &enough)]).path(), &[]), [""; 0]);
    let site = site(&[("static/_redirects", &many)]);
    hold("host-limit", &check(site.path(), &[]).expect(0));
}
