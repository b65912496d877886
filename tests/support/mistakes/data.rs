//! Mistakes in data files, and in files that describe stories.

use super::{Mistake, POST, error, warning};

pub(super) const DATA: &[Mistake] = &[
    error("data-syntax", &[("data/markets.yaml", "one: [1, 2\ntwo: 3\n")]),
    error("data-json", &[("data/markets.json", "{\"one\": 1,}\n")]),
    error("data-csv", &[("data/markets.csv", "name,value\na,1\nb,2,3\n")]),
    error("data-twice", &[("data/markets.yaml", "one: 1\n"), ("data/markets.json", "{}\n")]),
    error(
        "story-data",
        &[
            (POST, "---\ntitle: A post\ndate: 2026-07-02\nstory: memo\n---\n\nText.\n"),
            (
                "data/stories/memo.yaml",
                "titel: The memo\nclaims:\n  - {id: a}\ncoverage:\n  - outlet: A wire\n    published: soon\n    says: nothing\n    claims:\n      a: likely\n",
            ),
        ],
    ),
    error(
        "story-page",
        &[(
            "content/stories/memo.md",
            "---\ntitle: The memo\nmilestones:\n  - text: It begins.\n    date: 2026-07-32\n---\n\nText.\n",
        )],
    ),
    warning(
        "wire-entry",
        &[
            ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\nwire: {}\nmarkets: {}\n"),
            (
                "data/wire.json",
                "[{\"time\": \"2026-07-02T10:00:00Z\", \"source\": \"A\", \"headline\": \"One\"},\n {\"time\": \"soon\", \"source\": \"A\", \"headline\": \"Two\"}]\n",
            ),
            ("data/markets.csv", "symbol,price,change\nAB,12.5,1\nCD,,2\n"),
        ],
    ),
    error(
        "exchange-calendar",
        &[
            ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\nexchanges: [OWN]\n"),
            (
                "data/exchanges.yaml",
                "OWN:\n  zone: Europe/Berln\n  sessions: [09:00-17:00]\n  years:\n    2026: {holidays: [2026-12-32]}\n",
            ),
        ],
    ),
];
