//! Weekdays, relative words, time zones.

use super::{Case, codes, site, try_all};

pub(super) const CASES: &[Case] = &[
    Case {
        rule: "weekday",
        breaks: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-06\n---\n\nOn *Saturday*, July 5, 2026, and on Monday 5 July.\n",
        )],
        nearly: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-06\n---\n\nOn Sunday, July 5, 2026, and on Sunday 5 July; in 1998, on Saturday, 24 December. \
             Monday’s talks and July 5, 2026. The Sun, July 5, 2026.\n",
        )],
    },
    Case {
        rule: "relative-date",
        breaks: &[
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-06\n---\n\nIt ended yesterday (Saturday), and today, July 5, it is quiet.\n",
            ),
            (
                "content/posts/_index.md",
                "---\ntitle: Posts\n---\n\nA list. What happened yesterday is here tomorrow.\n",
            ),
        ],
        nearly: &[
            (
                "content/posts/a.md",
                "---\ntitle: A\ndate: 2026-07-06\nupdates: [{date: 2026-07-08, text: more}]\n---\n\nIt ended yesterday (Sunday), and \
                 today, July 6, it is quiet; yesterday, Tuesday, too. “Yesterday (Friday)”, he said.\n\n> Yesterday (Friday).\n",
            ),
            (
                "content/posts/_index.md",
                "---\ntitle: Posts\n---\n\nWhat tools can do today. He said “come tomorrow”.\n",
            ),
        ],
    },
    Case {
        rule: "zone-wrong",
        breaks: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-06\n---\n\nThe call was at 9:00 a.m. EST. The one on December 3, 2025 began at 17:00 CEST.\n\n\
             Another began at 5 pm PST.\n",
        )],
        nearly: &[(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-07-06\n---\n\nThe call was at 9:00 a.m. EDT. Another began at 17:00 CEST.\n\n\
             On 3 December 2025, one began at 9:00 EST.\n\nIn Phoenix it was 6:00 MST, in Beijing 21:00 CST. The EST project has 12 people.\n",
        )],
    },
];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}

/// The languages of the theme, each with a Saturday that is a Sunday, and the same without the mistake.
#[test]
fn weekdays_are_read_in_the_languages_of_the_theme() {
    for (language, wrong, right) in [
        ("de", "Am Samstag, den 5. Juli 2026,", "Am Sonntag, den 5. Juli 2026,"),
        ("fr", "Le samedi 5 juillet 2026,", "Le dimanche 5 juillet 2026,"),
        ("es", "El sábado, 5 de julio de 2026,", "El domingo, 5 de julio de 2026,"),
        ("ar", "يوم السبت 5 يوليو 2026", "يوم الأحد 5 يوليو 2026"),
        ("hi", "शनिवार, 5 जुलाई 2026 को", "रविवार, 5 जुलाई 2026 को"),
        ("zh", "2026年7月5日（星期六），", "2026年7月5日（星期日），"),
        ("ja", "2026年7月5日(土)に", "2026年7月5日(日)に"),
        ("ko", "2026년 7월 5일 토요일에", "2026년 7월 5일 일요일에"),
    ] {
        let found = |text: &str| {
            let post = format!("---\ntitle: A\ndate: 2026-07-06\nlang: {language}\n---\n\n{text}\n");
            codes(site(&[("content/posts/a.md", &post)]).path(), &[])
        };
        assert_eq!((found(wrong), found(right)), (vec!["weekday".to_owned()], Vec::new()), "{language}");
    }
}
