//! Images.

use super::{Case, check, codes, site, try_all};
use crate::support::files;

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "image-alt",
        breaks: &[
            ("static/a.svg", SVG),
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\nimage: /a.svg\n---\n\n![](/a.svg)\n\n<img\nsrc=\"/a.svg\">\n",
            ),
        ],
        nearly: &[
            ("static/a.svg", SVG),
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\nimage: { src: /a.svg, alt: A square }\n---\n\n![A square](/a.svg)\n\n\
                 <img src=\"/a.svg\" alt=\"\">\n\n`![](/a.svg)`\n",
            ),
        ],
    },
    Case {
        rule: "image-alt-title",
        breaks: &[
            ("static/a.svg", SVG),
            (
                "content/posts/a.md",
                "---\ntitle: The dock strike\ndate: 2026-07-02\n---\n\n![the Dock strike](/a.svg)\n",
            ),
        ],
        nearly: &[
            ("static/a.svg", SVG),
            (
                "content/posts/a.md",
                "---\ntitle: The dock strike\ndate: 2026-07-02\n---\n\n![The dock strike: cranes at rest](/a.svg)\n",
            ),
        ],
    },
    Case {
        rule: "image-large",
        breaks: &[
            (
                "sitegen.yaml",
                "title: A\nbase_url: https://example.org/\nshare_cards: false\ncheck: {image-large: {pixels: 31}}\n",
            ),
            ("static/a.svg", SVG),
        ],
        nearly: &[
            (
                "sitegen.yaml",
                "title: A\nbase_url: https://example.org/\nshare_cards: false\ncheck: {image-large: {pixels: 32}}\n",
            ),
            ("static/a.svg", SVG),
        ],
    },
];

const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"32\" height=\"16\"><path d=\"M0 0h32v16z\"/></svg>\n";

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}

/// Both measures have their settings.
#[test]
fn an_image_of_too_many_bytes_is_told_of() {
    let config = "title: A\nbase_url: https://example.org/\nshare_cards: false\ncheck: {image-large: {level: deny, kilobytes: 1}}\n";
    let site = site(&[("sitegen.yaml", config)]);
    files::write(site.path(), "static/a.svg", SVG.repeat(20).as_bytes());
    assert_eq!(codes(site.path(), &[]), ["image-large"]);
    let said = check(site.path(), &[]).expect(1).err;
    assert!(said.contains("this image has 2 kB, and the limit is 1"), "{said}");
}
