//! The demo blog shows what five real news sites show: a newspaper's front (A), a personal blog (B), a crypto desk's
//! brief (C), an explainer blog (D) and a daily digest (E). Each check names what a reader of that site sees.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, DEMO, Files},
    page,
};
use scraper::{ElementRef, Html};
use sitegen::{pipeline::Request, site::Shown};
use std::sync::LazyLock;

const ARTICLE: &str = "2026/07/05/alibaba-sets-date-for-staff-to-leave-claude-code/index.html";
const BLOG: &str = "2026/07/05/a-weeks-notice-in-the-terminal/index.html";
const BRIEF: &str = "2026/07/04/brief-alibaba-claude-code-restriction/index.html";
const EXPLAINER: &str = "2026/07/04/why-switch-off-a-coding-assistant/index.html";
const DIGEST: &str = "2026/07/05/daily-digest/index.html";
const STORY: &str = "stories/alibaba-claude-code/index.html";

/// The demo blog as it was on the Sunday of the story, with what was published later.
static SUNDAY: LazyLock<Files> = LazyLock::new(|| {
    let request = demo::request(demo::root(), "2026-07-05T12:45:00Z");
    let (files, outcome) =
        demo::build_with(Request { shown: Shown { future: true, ..request.shown }, ..request });
    assert_eq!(outcome.diagnostics, []);
    files
});

fn on_sunday() -> Html {
    Html::parse_document(demo::text(&SUNDAY, "index.html"))
}

fn html(path: &str) -> Html {
    Html::parse_document(demo::text(&DEMO, path))
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(page: &Html, selector: &str) -> Vec<String> {
    page::all(page, selector).into_iter().map(words).collect()
}

fn attribute<'a>(page: &'a Html, selector: &str, name: &str) -> Option<&'a str> {
    page::only(page, selector).attr(name)
}

/// Objects of a type among the structured data of a page.
fn data(page: &Html, wanted: &str) -> serde_json::Value {
    let scripts = page::all(page, "script[type='application/ld+json']").into_iter();
    let mut objects = scripts.map(|script| serde_json::from_str(&page::text(script)).expect("JSON"));
    let is_it =
        |object: &serde_json::Value| object["@type"].as_str().is_some_and(|own| own.ends_with(wanted));
    objects.find(is_it).unwrap_or_else(|| panic!("no {wanted}"))
}

mod a_newspaper_front {
    use super::*;

    #[test]
    fn live_wire_of_eight_items_with_utc_minutes_and_tags_in_capitals() {
        let page = on_sunday();
        let times = shown(&page, ".wire time");
        assert_eq!(times.len(), 8);
        let is_clock = |text: &String| {
            let bytes = text.as_bytes();
            bytes.len() == 6 && bytes[2] == b':' && bytes[5] == b'Z'
        };
        assert!(times.iter().all(is_clock), "{times:?}");
        let instants: Vec<_> =
            page::all(&page, ".wire time").iter().map(|time| time.attr("datetime")).collect();
        assert!(instants.is_sorted_by(|a, b| a >= b), "newest first");
        let tags = shown(&page, ".wire-source");
        assert_eq!(tags.len(), 8);
        assert!(tags.iter().all(|tag| *tag == tag.to_uppercase()), "{tags:?}");
        assert_eq!(shown(&page, ".wire li > a, .wire li > span").len(), 8, "headlines");
    }

    #[test]
    fn markets_of_thirty_instruments_with_their_own_signs_decimals_and_directions() {
        let page = on_sunday();
        let prices = shown(&page, ".market-price");
        assert_eq!(prices.len(), 30);
        for form in ["744.78", "$62,663", "$0.3278", "1.1448", "£12.07", "€88.50", "¥23,450"] {
            assert!(prices.iter().any(|price| price == form), "{form} in {prices:?}");
        }
        let changes = shown(&page, ".market-up, .market-down, .market-unchanged");
        assert_eq!(changes[..3], ["▲up +0.42%", "▼down −6.10%", "●unchanged 0.00%"]);
    }

    #[test]
    fn exchange_state_with_the_time_left_and_the_time_itself() {
        let first = &shown(&on_sunday(), ".exchanges li")[0];
        assert_eq!(first, "NYSE closed · opens in 1d 0h 45m Mon 09:30 EDT");
    }

    #[test]
    fn masthead_with_volume_number_date_edition_and_update() {
        let page = on_sunday();
        assert_eq!(shown(&page, ".site-title"), ["The Slow Wire"]);
        let line = "Vol. III · No. 186 Sunday, 5 July 2026 Sunday edition Updated 12:45 UTC";
        assert_eq!(shown(&page, ".edition-line"), [line]);
    }

    #[test]
    fn world_clocks_by_their_names_of_that_day() {
        let clocks = shown(&on_sunday(), ".clocks li");
        assert_eq!(clocks, ["UTC 12:45", "EDT 08:45", "BST 13:45", "CEST 14:45", "JST 21:45", "HKT 20:45"]);
    }

    #[test]
    fn back_to_section() {
        let page = html(ARTICLE);
        assert_eq!(shown(&page, ".back"), ["← The Slow Wire · News"]);
        assert_eq!(attribute(&page, ".back a", "href"), Some("/news/"));
    }

    #[test]
    fn headline_standfirst_and_credit_of_the_lead_image() {
        let page = html(ARTICLE);
        assert_eq!(shown(&page, "h1"), ["Alibaba sets a date for its staff to leave Claude Code"]);
        assert!(shown(&page, ".standfirst")[0].starts_with("Employees are reported"));
        assert_eq!(shown(&page, ".lead-image .credit"), ["The Slow Wire illustration"]);
        assert!(
            attribute(&page, ".lead-image img", "alt").is_some_and(|alt| alt.starts_with("Three terminal"))
        );
    }

    #[test]
    fn section_headings_with_anchors_and_contents() {
        let page = html(ARTICLE);
        let ids: Vec<_> =
            page::all(&page, ".prose h2").into_iter().filter_map(|heading| heading.attr("id")).collect();
        let links: Vec<_> =
            page::all(&page, ".contents a").into_iter().filter_map(|link| link.attr("href")).collect();
        assert_eq!(ids.len(), 4);
        assert_eq!(links, ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>());
    }

    #[test]
    fn desk_note() {
        let page = html(ARTICLE);
        assert!(shown(&page, ".desk-note")[0].contains("How we read the wire."));
        assert!(
            data(&page, "NewsArticle")["backstory"]
                .as_str()
                .is_some_and(|text| text.starts_with("How we read"))
        );
    }

    #[test]
    fn footer_with_year_name_and_a_line() {
        let footer = shown(&html(ARTICLE), ".site-footer").join(" ");
        assert!(footer.contains("© 2026 The Slow Wire") && footer.contains("An invented outlet"), "{footer}");
    }
}

mod a_personal_blog {
    use super::*;

    #[test]
    fn skip_link() {
        let page = html(BLOG);
        let first = page::all(&page, "body a")[0];
        assert_eq!((words(first).as_str(), first.attr("href")), ("Skip to content", Some("#site-main")));
        assert_eq!(page::all(&page, "main#site-main").len(), 1);
    }

    #[test]
    fn author_with_an_initial_where_there_is_no_picture() {
        assert_eq!(
            page::all(&html(BLOG), ".article-header .portrait img, .article-header img.portrait").len(),
            1
        );
        assert_eq!(shown(&html(ARTICLE), ".article-header .portrait"), ["I"]);
    }

    #[test]
    fn reading_time_date_and_share() {
        let page = html(BLOG);
        let meta = shown(&page, ".byline .meta")[0].clone();
        assert!(meta.contains("5 July 2026") && meta.contains("min read"), "{meta}");
        assert!(!page::all(&page, ".share a").is_empty());
    }

    #[test]
    fn hero_image_with_alternative_text() {
        let alt = "A dark terminal window next to a calendar leaf on which one day is marked.";
        assert_eq!(attribute(&html(BLOG), ".lead-image img", "alt"), Some(alt));
    }

    #[test]
    fn bold_led_lists_rules_and_headings() {
        let page = html(BLOG);
        assert!(page::all(&page, ".prose li > strong:first-child").len() >= 9);
        assert_eq!(page::all(&page, ".prose hr").len(), 2);
        assert_eq!(page::all(&page, ".prose h2").len(), 3);
    }

    #[test]
    fn links_that_open_in_a_new_tab_say_so() {
        let page = html(BLOG);
        let link = page::all(&page, ".prose a[href='https://techcrunch.com/']")[0];
        assert_eq!(words(link), "TechCrunch (opens in a new tab)");
        assert_eq!(link.attr("target"), Some("_blank"));
        assert!(link.attr("rel").is_some_and(|rel| rel.contains("noopener")));
    }

    #[test]
    fn sign_off() {
        assert_eq!(shown(&html(BLOG), ".sign-off"), ["Published on 5 July 2026 by Tobias Okonkwo"]);
    }

    #[test]
    fn related_posts_picked_by_hand_come_first() {
        let page = html(BLOG);
        assert_eq!(shown(&page, "#related-heading"), ["Related articles"]);
        let cards = page::all(&page, ".related .card");
        assert_eq!(cards.len(), 3);
        let first = words(cards[0]);
        assert!(first.contains("What an agent may do") && first.contains("Picked by the editors"), "{first}");
        assert!(
            page::all(&page, ".related .kicker").len() == 3
                && !page::all(&page, ".related img[alt]").is_empty()
        );
        assert_eq!(page::all(&page, ".related .card-summary").len(), 3);
    }
}

mod a_crypto_desks_brief {
    use super::*;

    #[test]
    fn title_and_short_paragraphs_without_an_image() {
        let page = html(BRIEF);
        assert_eq!(page::all(&page, ".prose > p").len(), 3);
        assert!(page::all(&page, "article .lead-image").is_empty());
        assert_eq!(page::all(&page, "article.kind-brief").len(), 1);
    }

    #[test]
    fn sentiment_between_the_brief_and_its_reasoning() {
        let whole = shown(&html(BRIEF), ".article").join(" ");
        let (brief, label, reasoning) = (
            whole.find("Two figures are in circulation"),
            whole.find("Sentiment: Neutral"),
            whole.find("A restriction inside"),
        );
        assert!(brief.is_some() && brief < label && label < reasoning, "{whole}");
    }

    #[test]
    fn figures_with_units() {
        let text = shown(&html(BRIEF), ".prose").join(" ");
        assert!(text.contains("25,000 accounts and 28.8 million interactions"));
    }
}

mod an_explainer_blog {
    use super::*;

    #[test]
    fn category_with_an_emoji_title_standfirst_and_byline() {
        let page = html(EXPLAINER);
        assert_eq!(shown(&page, ".article-header .kicker .icon").len(), 1);
        assert_eq!(shown(&page, "h1"), ["Why would a company switch off a coding assistant?"]);
        assert_eq!(shown(&page, ".standfirst").len(), 1);
        let byline = shown(&page, ".byline")[0].clone();
        assert!(
            byline.contains("Ines Carvalho") && byline.contains("4 July 2026") && byline.contains("min read")
        );
    }

    #[test]
    fn table_that_scrolls_and_claims_with_statuses() {
        let page = html(EXPLAINER);
        assert_eq!(page::all(&page, ".prose .table-scroll table tbody tr").len(), 4);
        let statuses = shown(&page, ".claims-table .claim-status");
        assert_eq!(statuses, ["Reported", "Unverified", "Unverified", "Disputed"]);
    }

    #[test]
    fn lists_and_a_pulled_out_line() {
        let page = html(EXPLAINER);
        assert!(page::all(&page, ".prose ul").len() + page::all(&page, ".prose ol").len() >= 2);
        assert_eq!(page::all(&page, ".prose .pullquote").len(), 1);
    }

    #[test]
    fn tags_with_names_apart_from_slugs() {
        let page = html(EXPLAINER);
        let tags: Vec<_> =
            page::all(&page, ".tags a").into_iter().map(|link| (words(link), link.attr("href"))).collect();
        let tag = |name: &str, url| (name.to_owned(), Some(url));
        assert_eq!(
            tags,
            [
                tag("Claude Code", "/tags/claude-code/"),
                tag("Alibaba", "/tags/alibaba/"),
                tag("Anthropic", "/tags/anthropic/"),
                tag("AI security", "/tags/ai-security/"),
                tag("US-China AI", "/tags/us-china-ai/"),
                tag("agentic coding", "/tags/agentic-coding/"),
            ]
        );
    }

    #[test]
    fn keep_reading() {
        assert_eq!(page::all(&html(EXPLAINER), ".related .card").len(), 3);
    }

    #[test]
    fn the_output_says_that_it_is_utf_8() {
        let pages = DEMO.iter().filter(|(path, _)| path.ends_with("index.html"));
        for (path, bytes) in pages {
            let text = String::from_utf8_lossy(bytes);
            assert!(text.contains("charset=utf-8") || text.contains("charset=\"utf-8\""), "{path}");
        }
    }
}

mod a_daily_digest {
    use super::*;

    #[test]
    fn schedule_featured_and_reel() {
        let page = on_sunday();
        assert_eq!(shown(&page, ".schedule-line"), ["Live 7am IST Daily"]);
        assert_eq!(shown(&html(DIGEST), ".schedule-line"), ["Live 7am IST Daily"]);
        assert!(!shown(&html("index.html"), ".front .featured").is_empty());
        let reels = html("kinds/reel/index.html");
        let reel = page::all(&reels, ".card-title a")[0].attr("href").expect("a link");
        let reel = html(&format!("{}index.html", reel.trim_start_matches('/')));
        assert_eq!(page::all(&reel, "article.kind-reel video track").len(), 2);
        assert!(shown(&reel, ".kicker").join(" ").contains("Reel"));
    }

    #[test]
    fn published_on_a_day_under_a_permanent_id() {
        let page = html(DIGEST);
        let id = "2026-07-05-daily-digest-one-tool-one-date-and-a-claim-that-is-still-open";
        assert_eq!(shown(&page, ".published-line"), [format!("Published 5 July 2026 ID {id}")]);
    }

    #[test]
    fn sources_for_readers_and_as_citations() {
        let page = html(DIGEST);
        let names: Vec<_> = data(&page, "NewsArticle")["citation"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|source| source["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(names, ["The ShiftMaker", "The Monexus", "The AI Dude", "ShtefAI blog"]);
        assert_eq!(page::all(&page, ".sources li").len(), 4);
    }

    #[test]
    fn share_on_x_and_linkedin_without_their_scripts() {
        let page = html(DIGEST);
        let links: Vec<_> =
            page::all(&page, ".share a").into_iter().filter_map(|link| link.attr("href")).collect();
        for host in ["https://x.com/", "https://www.linkedin.com/", "https://bsky.app/", "mailto:"] {
            assert!(links.iter().any(|link| link.starts_with(host)), "{host} in {links:?}");
        }
        let scripts = page::all(&page, "script[src]");
        assert!(scripts.iter().all(|script| script.attr("src").is_some_and(|src| src.starts_with('/'))));
    }
}

mod what_the_five_need_together {
    use super::*;

    fn row(page: &Html, beginning: &str) -> String {
        let rows = shown(page, ".matrix-table tbody tr");
        rows.into_iter().find(|row| row.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning}"))
    }

    #[test]
    fn one_says_that_agents_found_it_and_one_that_it_is_unverified() {
        let found = row(&html(STORY), "Claude Code contains a hidden mechanism");
        assert!(found.contains("They disagree"), "{found}");
        assert!(found.contains("The ShiftMaker Confirmed Agents found it."), "{found}");
        assert!(found.contains("The AI Dude Unverified"), "{found}");
    }

    #[test]
    fn one_counts_accounts_and_another_does_not_mention_them() {
        let counted = row(&html(STORY), "The matter involves 25,000 accounts");
        assert!(counted.contains("A crypto desk Reported 25,000 accounts"), "{counted}");
        assert!(counted.contains("The Monexus Not mentioned"), "{counted}");
    }

    #[test]
    fn one_dates_the_memo_and_another_gives_two_days() {
        let dated = row(&html(STORY), "The internal memo is dated 4 July.");
        assert!(dated.contains("They disagree"), "{dated}");
        assert!(dated.contains("The ShiftMaker Reported"), "{dated}");
        assert!(dated.contains("The Monexus Disputed The reports run over 3 and 4 July."), "{dated}");
    }

    #[test]
    fn the_five_posts_stand_on_the_page_of_their_story() {
        let page = html(STORY);
        let links: Vec<_> =
            page::all(&page, ".timeline a").into_iter().filter_map(|link| link.attr("href")).collect();
        for path in [ARTICLE, BLOG, BRIEF, EXPLAINER, DIGEST] {
            let url = format!("/{}", path.trim_end_matches("index.html"));
            assert!(links.contains(&url.as_str()), "{url} in {links:?}");
            let post = html(path);
            assert_eq!(page::all(&post, ".story-more").len(), 1, "{path}");
        }
    }

    #[test]
    fn corrections_are_on_the_page_in_the_feeds_and_in_structured_data() {
        let page = html(ARTICLE);
        assert!(shown(&page, ".updates li")[0].contains("outlets differ on the date"));
        let feed = demo::text(&DEMO, "stories/alibaba-claude-code/atom.xml");
        assert!(feed.contains("outlets differ on the date"));
        let corrected = html("2024/12/10/pilot-letter-2-in-the-coming-weeks/index.html");
        let correction = &data(&corrected, "NewsArticle")["correction"][0];
        assert_eq!(correction["@type"], "CorrectionComment");
        assert!(correction["text"].as_str().is_some_and(|text| text.contains("It is 31")), "{correction}");
    }

    #[test]
    fn the_use_of_ai_is_a_label_and_metadata() {
        let page = html(EXPLAINER);
        assert!(shown(&page, ".disclosure")[0].contains("Written with the help of AI"));
        let source = &data(&page, "NewsArticle")["digitalSourceType"];
        assert!(
            source.as_str().is_some_and(|source| source.ends_with("compositeWithTrainedAlgorithmicMedia"))
        );
    }
}
