//! Sections, duplicates, terms.

use super::{Case, try_all};

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "section-empty",
        breaks: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\n---\n\nText.\n\n## What we know\n\n<!-- to do -->\n\n## What we do not\n\nMuch.\n\n### Last\n",
        )],
        nearly: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-02\n---\n\n## What we know\n\n### At first\n\n- a list\n\n## In code\n\n```\nx\n```\n\n## As a rule\n\n---\n",
        )],
    },
    Case {
        rule: "near-duplicate",
        breaks: &[("content/posts/a.md", COPY_ONE), ("content/posts/b.md", COPY_TWO)],
        nearly: &[
            ("content/posts/a.md", COPY_ONE),
            (
                "content/posts/b.md",
                "---\ntitle: Second\ndate: 2026-07-03\n---\n\nharbour crane dredging pilots tugboat mooring berth quay strike dockers, and then \
                 orchard blossom frost beekeeper hives cider grafting rootstock pruning harvest apples press ladders baskets wagons \
                 autumn winter spring summer rain hail drought soil compost mulch worms birds nets fences gates paths sheds tools.\n",
            ),
        ],
    },
    Case {
        rule: "term-near",
        breaks: &[
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\ntags: [e-mail, Chip, Regulation]\n---\n\nText.\n",
            ),
            (
                "content/posts/b.md",
                "---\ntitle: B\ndate: 2026-07-03\ntags: [email, Chips, Reguation]\n---\n\nOther text.\n",
            ),
        ],
        nearly: &[
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-02\ntags: [GPT-4, Claude, News]\n---\n\nText.\n",
            ),
            (
                "content/posts/b.md",
                "---\ntitle: B\ndate: 2026-07-03\ntags: [GPT-5, Clause, New]\n---\n\nOther text.\n",
            ),
        ],
    },
];

const COPY_ONE: &str = "---\ntitle: First\ndate: 2026-07-02\n---\n\nharbour crane dredging pilots tugboat mooring berth quay strike dockers \
    wages ballot union port terminal container vessel pilotage hawser bollard lighter stevedore manifest customs bonded warehouse gantry \
    straddle reefer ballast draught keel bulwark hatch derrick winch capstan anchor chain buoy fairway.\n";
const COPY_TWO: &str = "---\ntitle: Second\ndate: 2026-07-03\n---\n\nharbour crane dredging pilots tugboat mooring berth quay strike dockers \
    wages ballot union port terminal container vessel pilotage hawser bollard lighter stevedore manifest customs bonded warehouse gantry \
    straddle reefer ballast draught keel bulwark hatch derrick winch capstan anchor chain buoy channel.\n";

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}
