//! Links, anchors, orphans, redirects.

use super::{Case, check, codes, shown, site, try_all};
use crate::support::files;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "link-dead",
        breaks: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\n---\n\nSee [one](/goood/), <a href=\"https://example.org/none/\">two</a>.\n",
        )],
        nearly: &[
            ("static/data/x.csv", "a,b\n"),
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\naliases: [/old/]\n---\n\n[one](/2026/07/01/good/) [two](/2026/07/01/good) \
                 [three](/data/x.csv) [four](/old/) [five](https://example.org/2026/07/01/good/?x=1) \
                 [six](https://example.com/none/) [seven](//example.com/none) [eight](mailto:a@example.org) [nine](/rss.xml)\n",
            ),
        ],
    },
    Case {
        rule: "anchor-dead",
        breaks: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\n---\n\n[here](#nowhere), [there](/2026/07/01/good/#a-prat)\n\n## Somewhere\n\nText.\n",
        )],
        nearly: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\n---\n\n[here](#somewhere) [top](#top) [raw](#raw) [there](/2026/07/01/good/#a-part) \
             note[^1]\n\n## Somewhere\n\n<p id=\"raw\">Text.</p>\n\n[^1]: A note.\n",
        )],
    },
    Case {
        rule: "orphan",
        breaks: &[("content/imprint.md", "---\ntitle: Imprint\n---\n\nWho we are.\n")],
        nearly: &[
            ("content/imprint.md", "---\ntitle: Imprint\n---\n\nWho we are, and [how](@/how.md).\n"),
            ("content/how.md", "---\ntitle: How\n---\n\nBack to [who](@/imprint.md).\n"),
            ("content/hidden.md", "---\ntitle: Hidden\nvisibility: unlisted\n---\n\nFor those who know.\n"),
        ],
    },
    Case {
        rule: "redirect-chain",
        breaks: &[("static/_redirects", "/a/ /b/ 301\n/b/ /2026/07/01/good/ 301\n")],
        nearly: &[(
            "static/_redirects",
            "# all lead to pages\n/a/ /2026/07/01/good/ 301\n/b /b/\n/c/* /d/:splat 301\n",
        )],
    },
    Case {
        rule: "redirect-loop",
        breaks: &[("static/_redirects", "/a/ /b/ 301\n/b/ /a/ 301\n")],
        nearly: &[("static/_redirects", "/a /a/ 301\n")],
    },
];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}

/// A link of a template is told once, with the pages that have it.
#[test]
fn links_of_templates_are_told_with_their_pages() {
    let site = site(&[]);
    files::write(
        site.path(),
        "sitegen.yaml",
        b"title: A\nbase_url: https://example.org/\nnav: [{name: X, url: /x/}]\n",
    );
    let said = shown(&check(site.path(), &[]).expect(0));
    assert_eq!(said.matches("`/x/` leads to nothing on this site").count(), 1, "{said}");
    assert!(said.contains("more pages"), "{said}");
}

/// Below a path of a host, other paths are another's.
#[test]
fn only_addresses_below_the_base_url_are_the_sites() {
    let site = site(&[(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2026-07-02\n---\n\n<a href=\"https://example.org/other/\">other</a> [own](/blog/none/)\n",
    )]);
    assert_eq!(codes(site.path(), &["-u", "https://example.org/blog/"]), ["link-dead"]);
}

/// What the build tells is not told twice.
#[test]
fn a_link_that_the_build_tells_of_is_told_once() {
    let site = site(&[(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2026-07-02\n---\n\n[a](../none/) ![b](none.png)\n",
    )]);
    assert_eq!(codes(site.path(), &[]), ["link-broken", "file-missing"]);
}
