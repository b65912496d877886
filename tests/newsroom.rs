//! What a post says of its own ground, as readers and programs see it: claims, sources, corrections, the use of AI.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, page,
};
use scraper::Html;
use sitegen::pipeline::Request;

const CONFIG: &str =
    "title: A Wire\nbase_url: https://example.org/\nlanguage: en-GB\nrelated: {page: false}\n";

fn built(config: &str, posts: &[(&str, &str)]) -> (Files, Vec<String>) {
    built_with(config, posts, &[])
}

fn built_with(config: &str, posts: &[(&str, &str)], more: &[(&str, &str)]) -> (Files, Vec<String>) {
    let config = format!("{CONFIG}{config}");
    let post = |(name, text): &(&str, &str)| {
        (format!("content/posts/{name}.md"), format!("---\ntitle: {name}\ndate: 2026-07-01\n{text}\n"))
    };
    let posts: Vec<(String, String)> = posts.iter().map(post).collect();
    let posts = posts.iter().map(|(path, text)| (path.as_str(), text.clone()));
    let more = more.iter().map(|(path, text)| (*path, (*text).to_owned()));
    let site = files::project([("sitegen.yaml", config)].into_iter().chain(posts).chain(more));
    let (files, outcome) = demo::build_with(Request::new(site.path(), demo::at(CLOCK)));
    let told = outcome.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message));
    (files, told.collect())
}

fn html(files: &Files, path: &str) -> Html {
    Html::parse_document(text(files, path))
}

/// The text of each element that a selector finds, with one blank between words.
fn shown(page: &Html, selector: &str) -> Vec<String> {
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page::all(page, selector).into_iter().map(page::text).map(words).collect()
}

fn article_data(page: &Html) -> serde_json::Value {
    let scripts = page::all(page, "script[type='application/ld+json']").into_iter();
    let mut objects = scripts.map(|script| serde_json::from_str(&page::text(script)).expect("JSON"));
    objects.find(|object: &serde_json::Value| object["@type"] == "NewsArticle").expect("an article")
}

const ONE: &str = "2026/07/01/one/index.html";

#[test]
fn claims_are_a_table_and_marks_in_the_text() {
    let claims = "claims:\n  - {id: memo, text: A memo is there., status: reported, attributed_to: Ada, sources: [Wire, 2]}\n  \
                  - {text: It is dated 4 July., status: Circumstantial, as_of: 2026-07-02}\n\
                  sources: [Wire, {name: Court, kind: court}]\n---\n\n\
                  So {% claim(id=\"memo\") %}a memo went round{% end %}. And {{ claim(id=\"memo\") }}";
    let (files, told) = built("claims: {words: {circumstantial: alleged}}\n", &[("one", claims)]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, ONE);
    let rows = shown(&page, ".claims-table tbody tr");
    assert_eq!(
        rows,
        [
            "A memo is there. Reported Ada [1] Wire [2] Court",
            "It is dated 4 July. Circumstantial As of 2 July 2026"
        ]
    );
    let marks = shown(&page, ".prose .claim-mention");
    assert_eq!(marks, ["a memo went round Reported", "A memo is there. Reported"]);
    let links: Vec<_> = page::all(&page, ".claim-link").iter().map(|link| link.attr("href")).collect();
    assert_eq!(links, [Some("#claim-memo"); 2]);
    assert_eq!(page::only(&page, "#claim-memo").value().name(), "tr");
    let list = html(&files, "claims/index.html");
    assert_eq!(shown(&list, ".claims-of h2"), ["Reported 1", "Alleged 1"]);
    assert_eq!(shown(&list, ".claims-of .claim-text"), ["A memo is there.", "It is dated 4 July."]);
    let data: serde_json::Value = serde_json::from_str(text(&files, "claims.json")).expect("JSON");
    let told = |number: usize| (&data[number]["claim"]["status"], &data[number]["post"]["permalink"]);
    let address = serde_json::json!("https://example.org/2026/07/01/one/");
    assert_eq!(told(0), (&"reported".into(), &address));
    assert_eq!(
        (told(1), data[1]["claim"]["word"].as_str()),
        ((&"alleged".into(), &address), Some("Circumstantial"))
    );
}

#[test]
fn a_claim_that_the_post_has_not_is_a_mistake() {
    let (_, told) = built("", &[("one", "---\n\n{{ claim(id=\"memo\") }}")]);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("no claim of this post has the ID `memo`"), "{told:?}");
}

#[test]
fn sources_have_numbers_and_pages_of_what_is_cited() {
    let one = "sources: [Wire, {name: Court, kind: court, date: 3 July, url: \"https://court.example/a\", via: Ada, \
               accessed: 4 July, archived: \"https://archive.example/a\"}, {name: Evil, url: \"javascript:alert(1)\"}]\n---\n";
    let two = "sources: [{name: wire, date: 5 July}]\n---\n";
    let (files, told) = built("", &[("one", one), ("two", two)]);
    assert_eq!(told, ["term-spelling: `wire` and `Wire` are one term in sources"]);
    let page = html(&files, ONE);
    assert_eq!(
        shown(&page, ".sources ol > li"),
        ["Wire →", "Court Court 3 July via Ada read 4 July archived copy →", "Evil →"]
    );
    let links: Vec<_> = page::all(&page, ".sources a").iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(
        links,
        [
            "/sources/wire/",
            "https://court.example/a",
            "https://archive.example/a",
            "/sources/court/",
            "/sources/evil/"
        ]
    );
    let citation = &article_data(&page)["citation"];
    assert_eq!(citation[1]["url"], "https://court.example/a");
    assert_eq!(
        (&citation[1]["archivedAt"], &citation[2]["url"]),
        (&"https://archive.example/a".into(), &serde_json::Value::Null)
    );
    let wire = html(&files, "sources/wire/index.html");
    assert_eq!(shown(&wire, ".cited > li > ul"), ["Wire", "wire 5 July"]);
    assert!(!files.contains_key("sources/wire/rss.xml"));
}

#[test]
fn corrections_have_a_page_and_feeds_and_what_is_retracted_leaves_the_lists() {
    let one = "updates: [{date: 2026-07-03, kind: correction, text: Ten.}, {date: 2026-07-02, kind: update, text: More.}]\n---\n";
    let two = "updates: [{date: 2026-07-04, kind: retraction, text: None of it.}]\ntags: [x]\n---\n";
    let (files, told) = built("", &[("one", one), ("three", "---\n"), ("two", two)]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, "corrections/index.html");
    assert_eq!(shown(&page, ".correction-title"), ["two", "one"]);
    assert_eq!(
        shown(&page, ".correction li"),
        ["Retraction 4 July 2026 None of it.", "Correction 3 July 2026 Ten."]
    );
    let home = shown(&html(&files, "index.html"), "main a");
    assert!(home.iter().any(|title| title == "one") && !home.iter().any(|title| title == "two"), "{home:?}");
    assert!(!files.contains_key("tags/x/index.html") && !text(&files, "rss.xml").contains("two"));
    let withdrawn = html(&files, "2026/07/01/two/index.html");
    assert_eq!(page::all(&withdrawn, ".notice-retraction").len(), 1);
    let feed: serde_json::Value = serde_json::from_str(text(&files, "corrections/feed.json")).expect("JSON");
    let items: Vec<_> =
        feed["items"].as_array().expect("items").iter().map(|item| (&item["id"], &item["summary"])).collect();
    assert_eq!(
        items,
        [
            (&"2026-07-01-two#2026-07-04T00:00:00Z".into(), &"None of it.".into()),
            (&"2026-07-01-one#2026-07-03T00:00:00Z".into(), &"Ten.".into())
        ]
    );
    assert!(
        text(&files, "corrections/rss.xml")
            .contains("<guid isPermaLink=\"false\">2026-07-01-two#2026-07-04T00:00:00Z</guid>")
    );
    assert_eq!(article_data(&html(&files, ONE))["dateModified"], "2026-07-03T00:00:00Z");
}

#[test]
fn a_story_shows_who_says_what_and_what_happened() {
    let one = "story: memo\nsources: [Wire]\nclaims: [{id: date, text: It is dated 4 July., status: unverified}, {id: own, text: Ours alone., status: confirmed}]\n---\n";
    let story = "title: The memo\nsummary: What is known of it.\nclaims:\n  - {id: staff, text: Staff were told.}\n  - {id: date, text: It is dated 4 July.}\n\
                 coverage:\n  - {outlet: Wire, url: \"https://wire.example/\", published: 2026-07-03, headline: A memo, claims: {staff: reported, date: {status: confirmed, says: Seen by us.}}}\n  \
                 - {outlet: Gazette, published: 2026-07-04, claims: {date: disputed}}\nmilestones:\n  - {date: 2026-07-10, text: It takes effect.}\n";
    let files = [("data/stories/memo.yaml", story)];
    let (files, told) = built_with("", &[("one", one)], &files);
    assert_eq!(told, [""; 0]);
    let page = html(&files, "stories/memo/index.html");
    assert_eq!(shown(&page, "h1"), ["The memo"]);
    assert_eq!(
        shown(&page, ".matrix-table tr"),
        [
            "ClaimWeWireGazette",
            "Staff were told. We Not mentioned Wire Reported Gazette Not mentioned",
            "It is dated 4 July. They disagree We Unverified Wire Confirmed Seen by us. Gazette Disputed",
            "Ours alone. We Confirmed Wire Not mentioned Gazette Not mentioned",
        ]
    );
    assert_eq!(
        shown(&page, ".timeline li"),
        [
            "10 July 2026 It takes effect.",
            "4 July 2026 Gazette",
            "3 July 2026 Wire A memo",
            "1 July 2026 one"
        ]
    );
    assert!(files.contains_key("stories/memo/rss.xml"));
    assert_eq!(shown(&html(&files, "stories/index.html"), "main h2"), ["The memo"]);
}

#[test]
fn a_markdown_file_may_describe_a_story() {
    let story = "---\ntitle: The memo\nsummary: What is known of it.\nclaims: [{id: staff, text: Staff were told.}]\n\
                 outlets: [{outlet: Wire, claims: {staff: reported}}]\nmilestones: [{date: 2026-07-10, text: It takes effect.}]\n---\n\n\
                 At **length**, with [the post](@/posts/one.md).\n";
    let alone = "---\ntitle: Nothing yet\n---\n\nWe wait.\n";
    let chinese = "---\ntitle: 备忘录\n---\n\n正文。\n";
    let more = [
        ("content/stories/memo.md", story),
        ("content/stories/quiet.md", alone),
        ("content/stories/memo.zh.md", chinese),
    ];
    let one = "story: memo\n---\n\nSee [the story](@/stories/memo.md).";
    let (files, told) = built_with("", &[("one", one)], &more);
    assert_eq!(told, [""; 0]);
    let page = html(&files, "stories/memo/index.html");
    assert_eq!(shown(&page, "h1, .standfirst"), ["The memo", "What is known of it."]);
    assert_eq!(shown(&page, ".section-text"), ["At length, with the post."]);
    assert_eq!(shown(&page, ".matrix-table tbody tr"), ["Staff were told. We Not mentioned Wire Reported"]);
    assert_eq!(shown(&page, ".timeline li"), ["10 July 2026 It takes effect.", "1 July 2026 one", "Wire"]);
    assert_eq!(
        shown(&html(&files, "stories/quiet/index.html"), "h1, .section-text"),
        ["Nothing yet", "We wait."]
    );
    assert!(!files.contains_key("stories/quiet/rss.xml"));
    let zh = html(&files, "zh/stories/memo/index.html");
    assert_eq!(shown(&zh, "h1, .section-text"), ["备忘录", "正文。"]);
    assert_eq!(shown(&zh, ".timeline li").len(), 2, "its own file says nothing of what happened");
    assert_eq!(shown(&html(&files, "stories/index.html"), "main h2"), ["Nothing yet", "The memo"]);
    let link = html(&files, ONE);
    assert_eq!(page::only(&link, ".prose a").attr("href"), Some("/stories/memo/"));
    let site_map = text(&files, "sitemap.xml");
    assert_eq!(site_map.matches("<loc>https://example.org/stories/memo/</loc>").count(), 1);
    let (_, told) = built_with("", &[("one", one)], &[more[0], ("data/stories/memo.yaml", "title: Twice\n")]);
    assert_eq!(told, ["story-data: a data file describes this story as well"]);
}

#[test]
fn an_article_shows_more_on_its_story_before_what_is_related() {
    let of = |text: &'static str| text;
    let posts = [
        ("one", of("story: memo\nrelated: [two, four]\n---\n\nA memo on lakes.")),
        ("two", of("story: memo\ntags: [x]\n---\n\nA memo on lakes.")),
        ("three", of("story: memo\ntags: [x]\n---\n\nA memo on lakes.")),
        ("four", of("tags: [x]\n---\n\nA memo on lakes.")),
        ("five", of("---\n\nBread is baked.")),
    ];
    let (files, told) = built_with("", &posts, &[("data/stories/memo.yaml", "title: The memo\n")]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, ONE);
    assert_eq!(shown(&page, ".story-more h2"), ["More on this story"]);
    assert_eq!(shown(&page, ".story-more li a"), ["three", "two"]);
    assert_eq!(page::only(&page, ".story-more p a").attr("href"), Some("/stories/memo/"));
    assert_eq!(shown(&page, ".related .card-title"), ["four"], "no post stands in both");
    let whole = text(&files, ONE);
    assert!(whole.find("story-more") < whole.find("\"related\""), "the story comes first");
    assert!(page::all(&html(&files, "2026/07/01/five/index.html"), ".story-more").is_empty());
}

#[test]
fn kinds_and_sentiments_have_pages_that_lead_to_each_other() {
    let one =
        "kind: brief\nsentiment: {label: bullish, score: 0.4, horizon: a week, rationale: It rises.}\n---\n";
    let two = "kind: Opinion\nsentiment: Wait and see\n---\n";
    let (files, told) = built("", &[("one", one), ("two", two), ("three", "---\n")]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, ONE);
    assert_eq!(shown(&page, ".sentiment-note"), ["Sentiment: Bullish Score 0.4 Horizon: a week It rises."]);
    assert_eq!(page::only(&page, ".sentiment-note a").attr("href"), Some("/sentiments/bullish/"));
    assert_eq!(shown(&html(&files, "sentiments/bullish/index.html"), "main .card-title"), ["one"]);
    assert_eq!(shown(&html(&files, "sentiments/index.html"), "main h2"), ["Bullish", "Wait and see"]);
    let briefs = html(&files, "kinds/brief/index.html");
    assert_eq!(shown(&briefs, "h1, main .card-title"), ["Briefs", "one"]);
    assert_eq!(shown(&briefs, ".filter a"), ["All", "Briefs", "Opinion"]);
    assert_eq!(shown(&briefs, ".filter [aria-current]"), ["Briefs"]);
    assert_eq!(shown(&html(&files, "index.html"), ".filter [aria-current]"), ["All"]);
    assert!(files.contains_key("kinds/opinion/feed.json"));
    let (off, _) = built("taxonomies: {kinds: false, sentiments: false}\n", &[("one", one)]);
    assert!(page::all(&html(&off, ONE), ".sentiment-note a").is_empty());
    assert!(!off.contains_key("kinds/brief/index.html") && !off.contains_key("sentiments/index.html"));
}

#[test]
fn feeds_tell_of_sentiment_corrections_and_the_use_of_ai() {
    let one = "sentiment: {label: bullish, score: 0.4}\nai: {involvement: assisted, tools: [A & B], reviewed_by: Ada}\n\
               updates: [{date: 2026-07-03, kind: correction, text: Ten < eleven.}, {date: 2026-07-04, text: More.}]\n---\n\nThe text.";
    let (files, told) = built("feeds: {full_text: true}\n", &[("one", one)]);
    assert_eq!(told, [""; 0]);
    let feed: serde_json::Value = serde_json::from_str(text(&files, "feed.json")).expect("JSON");
    let item = &feed["items"][0];
    assert_eq!(
        item["content_html"],
        "<p>The text.</p>\n\n<p><strong>Correction, 2026-07-03:</strong> Ten &lt; eleven.</p>\n\
         <p><strong>Written with the help of AI.</strong> Tools: A &amp; B. Reviewed by: Ada.</p>"
    );
    assert_eq!(item["tags"], serde_json::json!(["Bullish"]));
    assert_eq!(
        (&item["_sitegen"]["ai"]["involvement"], &item["_sitegen"]["sentiment"]["score"]),
        (&"assisted".into(), &0.4.into())
    );
    let rss = text(&files, "rss.xml");
    assert!(rss.contains("<category domain=\"https://example.org/sentiments/\">Bullish</category>"), "{rss}");
    let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    let with_ai = "compositeWithTrainedAlgorithmicMedia";
    assert!(rss.contains(&format!("<category domain=\"{vocabulary}\">{with_ai}</category>")));
    let atom = text(&files, "atom.xml");
    let category = format!(
        "<category scheme=\"{vocabulary}\" term=\"{with_ai}\" label=\"Written with the help of AI\"/>"
    );
    assert!(atom.contains(&category), "{atom}");
}

#[test]
fn mistakes_in_the_file_of_a_story_are_told_with_their_entry() {
    let story = "titel: x\nclaims: [{id: a}]\ncoverage: [{url: x}, {outlet: W, published: soon, claims: {a: likely}}]\nmilestones: {}\n";
    let (_, told) = built_with("", &[("one", "story: s\n---\n")], &[("data/stories/s.yaml", story)]);
    let wrong = [
        "story-data: a story has no key `titel`",
        "story-data: entry 1 of `claims` has no `text`",
        "story-data: entry 1 of `coverage` has no `outlet`",
    ];
    assert!(wrong.iter().all(|wrong| told.iter().any(|told| told == wrong)), "{told:#?}");
    assert_eq!(told.len(), 6, "{told:#?}");
}

#[test]
fn the_use_of_ai_is_told_in_words_and_to_programs() {
    let own = "ai: {involvement: generated, tools: [A model], reviewed_by: Ada, responsible: [Bob], note: At night.}\n---\n";
    let site = "ai: {involvement: none, policy: /ai/}\n";
    let (files, told) = built(site, &[("one", own), ("two", "---\n")]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, ONE);
    let said = "Use of AI Written by AI At night. ToolsA model Reviewed byAda ResponsibleBob How we use AI";
    assert_eq!(shown(&page, ".disclosure"), [said]);
    assert_eq!(page::only(&page, ".disclosure a").attr("href"), Some("/ai/"));
    let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    assert_eq!(article_data(&page)["digitalSourceType"], format!("{vocabulary}trainedAlgorithmicMedia"));
    let other = html(&files, "2026/07/01/two/index.html");
    assert_eq!(shown(&other, ".disclosure"), ["Use of AI Written without AI How we use AI"]);
    assert_eq!(article_data(&other)["digitalSourceType"], format!("{vocabulary}digitalCreation"));
    let (silent, _) = built("", &[("one", "---\n")]);
    let page = html(&silent, ONE);
    assert!(page::all(&page, ".note").is_empty(), "no empty headings");
    assert_eq!(article_data(&page)["digitalSourceType"], serde_json::Value::Null);
    assert!(!silent.contains_key("claims.json") && !silent.contains_key("corrections/index.html"));
}
