//! Claims and the use of AI.

use super::{Case, try_all};

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "claim-social",
        breaks: &[
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\nsources:\n- {name: A thread, kind: social}\n- {name: The filing, kind: court}\nclaims:\n\
             - {id: one, text: It closes, status: confirmed, sources: [A thread]}\n---\n\nText.\n",
            ),
            (
                "content/posts/b.md",
                "---\ntitle: B\ndate: 2026-07-03\nsources: [{name: A thread, kind: social}]\nclaims:\n- status: confirmed\n  text: It opens\n---\n\nOther text.\n",
            ),
        ],
        nearly: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\nsources:\n- {name: A thread, kind: social}\n- {name: The filing, kind: court}\nclaims:\n\
             - {id: one, text: It closes, status: reported, sources: [A thread]}\n\
             - {id: two, text: It opens, status: confirmed, sources: [A thread, The filing]}\n---\n\nText.\n",
        )],
    },
    Case {
        rule: "ai-unreviewed",
        breaks: &[
            ("sitegen.yaml", DEMANDING),
            ("content/posts/a.md", "---\ntitle: A\ndate: 2026-07-02\nai: generated\n---\n\nText.\n"),
        ],
        nearly: &[
            ("sitegen.yaml", DEMANDING),
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\nai: {involvement: generated, reviewed_by: [Ada]}\n---\n\nText.\n",
            ),
            ("content/posts/b.md", "---\ntitle: B\ndate: 2026-07-03\nai: assisted\n---\n\nOther text.\n"),
        ],
    },
];

const DEMANDING: &str =
    "title: A\nbase_url: https://example.org/\nshare_cards: false\ncheck: {ai-unreviewed: deny}\n";

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}
