use super::*;
use crate::{
    config::Config,
    site::{related::Scratch, tests::site, tests::site_of},
};

const HARBOUR: &str = "harbour crane dredging pilots tugboat mooring berth quay strike dockers wages ballot";
const ORCHARD: &str =
    "orchard blossom frost beekeeper hives cider grafting rootstock pruning harvest apples cooperative";

/// A post whose text is some words three times over, and words of its own.
fn post(title: &str, date: &str, words: &str, more: &str) -> String {
    let own: Vec<String> = (0..30).map(|n| format!("{}{}", title.to_lowercase(), letters(n))).collect();
    let own = own.join(" ");
    format!("---\ntitle: {title}\ndate: {date}\n{more}---\n\n{words}. {words}. {words}. {own}\n")
}

/// A number in letters, so that it can end a word.
fn letters(number: u8) -> String {
    format!("{}{}", char::from(b'a' + number / 26), char::from(b'a' + number % 26))
}

/// Posts of other things, so that a word of two posts is rare.
fn others() -> Vec<(String, String)> {
    let name = |n: u8| format!("other{}", letters(n));
    (0..12)
        .map(|n| (format!("content/posts/{}.md", name(n)), post(&name(n), "2026-06-01", &name(n), "")))
        .collect()
}

fn suggested(site: &Site) -> Vec<Suggestion> {
    let ties = Ties::build(site);
    let mut scratch = Scratch::default();
    let found = site.listed.iter().flat_map(|id| ties.of(site, *id, &mut scratch)).collect();
    suggest(site, &ties, found, &[])
}

fn with_others(files: &[(&str, String)]) -> Site {
    let others = others();
    let others = others.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let all: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).chain(others).collect();
    site(&all)
}

/// What is proposed: kind, story, and the titles of the posts.
fn shown(site: &Site) -> Vec<(&'static str, String, String)> {
    let title = |id: &EntryId| site.entry(*id).post.meta.title.clone();
    let one = |suggestion: Suggestion| {
        let titles: Vec<String> = suggestion.posts.iter().map(title).collect();
        (suggestion.kind.as_str(), suggestion.story.unwrap_or_default(), titles.join(", "))
    };
    suggested(site).into_iter().map(one).collect()
}

#[test]
fn posts_of_one_matter_are_a_group_with_its_reasons() {
    let site = with_others(&[
        ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "tags: [Port, News]\n")),
        ("content/posts/b.md", post("Bert", "2026-06-13", HARBOUR, "tags: [News, Port]\n")),
        ("content/posts/c.md", post("Cora", "2026-06-12", ORCHARD, "tags: [News]\n")),
    ]);
    let [group] = suggested(&site).try_into().expect("one");
    assert_eq!(group.kind, Kind::Group);
    assert_eq!(
        group.posts.iter().map(|id| site.entry(*id).post.meta.title.as_str()).collect::<Vec<_>>(),
        ["Bert", "Anna"]
    );
    assert_eq!(group.reasons.days, 3);
    assert_eq!(group.reasons.tags, ["Port", "News"]);
    assert_eq!(group.reasons.words.len(), 6);
    assert!(group.reasons.words.iter().all(|word| HARBOUR.contains(word)));
    assert_eq!(group.story.as_deref(), Some("port-ballot-berth"));
    assert!(group.score > 0.36 && group.score <= 1.0);
}

#[test]
fn what_is_far_apart_undated_or_of_one_series_is_no_group() {
    let pair = |dates: [&str; 2], more: &str| {
        let [a, b] = dates;
        let site = with_others(&[
            ("content/posts/a.md", post("Anna", a, HARBOUR, more)),
            ("content/posts/b.md", post("Bert", b, HARBOUR, more)),
        ]);
        shown(&site).len()
    };
    let near = ["2026-06-10", "2026-06-13"];
    assert_eq!(pair(near, ""), 1);
    assert_eq!(pair(near, "series: The port\n"), 0);
    assert_eq!(pair(["2026-05-10", "2026-06-13"], ""), 0);
    assert_eq!(pair(["2026-05-10", "2026-06-13"], "tags: [Port]\n"), 1);
    assert_eq!(pair(["2026-01-10", "2026-06-13"], "tags: [Port]\n"), 0);
}

#[test]
fn a_post_joins_the_story_that_its_neighbours_tell() {
    let site = with_others(&[
        ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "story: Dock strike\n")),
        ("content/posts/b.md", post("Bert", "2026-06-13", HARBOUR, "")),
        ("content/posts/c.md", post("Cora", "2026-06-12", ORCHARD, "story: frost\n")),
    ]);
    assert_eq!(shown(&site), [("join", "Dock strike".to_owned(), "Bert".to_owned())]);
    let found = suggested(&site);
    assert_eq!(found[0].near.map(|id| site.entry(id).post.meta.title.as_str()), Some("Anna"));
}

#[test]
fn an_id_that_a_story_has_is_not_proposed() {
    let files = |taken: &str| {
        with_others(&[
            ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "tags: [Port]\n")),
            ("content/posts/b.md", post("Bert", "2026-06-13", HARBOUR, "tags: [Port]\n")),
            ("content/posts/c.md", post("Cora", "2026-01-12", ORCHARD, &format!("story: {taken}\n"))),
            (
                "content/posts/d.md",
                post("Dora", "2026-01-12", ORCHARD, "draft: true\nstory: port-ballot-berth-crane\n"),
            ),
        ])
    };
    assert_eq!(shown(&files("x"))[0].1, "port-ballot-berth");
    assert_eq!(shown(&files("Port ballot berth"))[0].1, "port-ballot-berth-crane-dockers");
    assert_eq!(
        name::propose(&files("x"), &[], &Reasons::default(), &BTreeSet::from(["story".to_owned()])),
        "story-2"
    );
}

#[test]
fn translations_go_with_their_original() {
    let languages = || {
        let (config, found) = crate::config::parse(b"language: en\nlanguages: {de: {}}\n", "sitegen.yaml");
        assert_eq!(found.iter().filter(|found| found.is_error()).count(), 0);
        config
    };
    let of = |config: Config, files: &[(&str, String)]| {
        let others = others();
        let others = others.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let all: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (*path, text.as_str())).chain(others).collect();
        site_of(config, &all)
    };
    // The same words in both languages, as names are.
    let both = [
        ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "")),
        ("content/posts/a.de.md", post("Anne", "2026-06-10", HARBOUR, "")),
    ];
    assert_eq!(shown(&of(languages(), &both)), []);
    let [one, translation] = both;
    let other = ("content/posts/b.md", post("Bert", "2026-06-11", HARBOUR, ""));
    let group = shown(&of(languages(), &[one, translation.clone(), other]));
    assert_eq!(group.len(), 1);
    assert_eq!(group[0].2, "Bert, Anne, Anna");
    let told = ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "story: dock-strike\n"));
    let site = of(languages(), &[told, translation]);
    assert_eq!(shown(&site), [("join", "dock-strike".to_owned(), "Anne".to_owned())]);
    assert!(suggested(&site)[0].reasons.is_translation);
}

#[test]
fn copies_are_candidates_whatever_their_dates_and_make_no_group() {
    let site = with_others(&[
        ("content/posts/a.md", post("Anna", "2026-06-10", HARBOUR, "")),
        ("content/posts/b.md", post("Anna", "2026-06-13", HARBOUR, "slug: again\n")),
        ("content/posts/c.md", post("Anna", "2020-06-13", HARBOUR, "slug: long-ago\n")),
        ("content/posts/d.md", post("Dora", "2026-06-13", ORCHARD, "")),
    ]);
    let pairs: BTreeSet<(EntryId, EntryId)> = candidates(&site).into_iter().collect();
    let id = |path: &str| site.by_source[path];
    let [a, b, c] = ["content/posts/a.md", "content/posts/b.md", "content/posts/c.md"].map(id);
    assert_eq!(pairs, BTreeSet::from([(b, a), (b, c), (a, c)]));
    let ties = Ties::build(&site);
    let found = site.listed.iter().flat_map(|id| ties.of(&site, *id, &mut Scratch::default())).collect();
    let copies = vec![Likeness { posts: (b, a), shared: 0.9 }];
    let all = suggest(&site, &ties, found, &copies);
    assert_eq!(all.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::NearDuplicate]);
    assert_eq!((all[0].posts.clone(), all[0].story.clone()), (vec![b, a], None));
}

#[test]
fn of_very_many_copies_each_has_its_neighbours() {
    let text = |n: u8| post("Anna", "2026-06-10", HARBOUR, &format!("slug: copy-{n}\n"));
    let files: Vec<(String, String)> = (0..100).map(|n| (format!("content/posts/{n}.md"), text(n))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let pairs = candidates(&site(&files)).len();
    assert!((99..=400).contains(&pairs), "{pairs}");
}
