use super::*;
use crate::{
    config::{ShareOptions, ShareWay, WireOptions},
    decode::report,
};

const HEAD: &str = "title: T\nbase_url: https://a.b/\n";

fn mistakes(cases: &[&str]) -> String {
    let show =
        |case: &&str| format!("{case}\n  {}", report(&parse(&format!("{case}\n{HEAD}"), "sitegen.yaml").1));
    cases.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_setting() {
    let text = "\u{feff}title: 1.10\ntagline: T\ndescription: D\nbase_url: https://example.org/blog\nlanguage: pt_BR\n\
        timezone: Europe/Berlin\nfirst_year: 1999\ncontent_dir: ./_posts/\npermalink: /:section/:slug.html\n\
        sections: {news: {permalink: /n/:id/, template: n.html, paginate: 0}, blog: {}}\npaginate: 7\n\
        summary_length: 100\nwords_per_minute: 250\nauthors: [Ada, Bob]\n\
        nav: [{name: About, url: /about/}, {name: Out, url: \"https://a.b/\"}]\nfeeds: {full_text: false, limit: 5}\n\
        related: {count: 4, page: false, page_size: 9, weights: {text: 2, tags: 0.5, half_life_days: 0}}\n\
        markdown: {external_links: {new_tab: true}, smart: true, math: true, definition_lists: true, unsafe_html: strip, highlight: {line_numbers: true}}\n\
        wire: {count: 5, pages: [home, post], keep: 50, timeout: 5, max_bytes: 1000, sources: [\
        {name: A, url: \"https://a.b/rss\"}, {name: B, url: \"http://c.d/\", encoding: latin1, allow_private: true}]}\n\
        markets: {pages: home, stale_after: 30m}\n\
        slugify: ascii\ntheme: {accent: \"#0a5c8f\", preset: daily, headline: mono, text: serif, density: airy, masthead: [edition, edition], scheme: dark, switch: false}\ncheck: {image-alt: off, file-missing: error}\n\
        check_external: {ignore: [\"*.pdf\"], timeout: 5, at_once: 2, pause: 0, retries: 1, patience: 9, ok_for: 7d, broken_for: 10m, robots: false, allow_private: true}\n\
        min_version: 0.1.0\nclaims: {words: {Strong: confirmed}}\n\
        ai: {involvement: assisted, tools: T, reviewed_by: [R], responsible: S, note: N, policy: /ai/}\n\
        share: {links: [copy, X], mastodon_instance: https://Mastodon.Example/}\nsign_off: On {date}\nshow_ids: true\nshare_cards: false\nminify: true\n\
        languages: {zh: {sign_off: \"{author}\"}, de: {sign_off: false}}\nextra: {a: 1.10}\n";
    let (config, diagnostics) = parse(text, "sitegen.yaml");
    assert_eq!(report(&diagnostics), "");
    insta::assert_debug_snapshot!(config);
}

#[test]
fn nothing_is_the_default_with_warnings() {
    let (config, diagnostics) = parse("# nothing\n", "sitegen.yaml");
    assert_eq!(config, Config::default());
    insta::assert_snapshot!(report(&diagnostics));
}

#[test]
fn highlight_is_a_switch_or_a_map() {
    let highlight = |text: &str| parse(&format!("markdown: {{highlight: {text}}}"), "c").0.markdown.highlight;
    assert_eq!(highlight("false"), None);
    assert_eq!(highlight("true"), Some(HighlightOptions { line_numbers: false }));
    assert_eq!(highlight("{}"), Some(HighlightOptions { line_numbers: false }));
    assert_eq!(highlight("~"), Config::default().markdown.highlight);
}

#[test]
fn sharing_is_a_switch_a_list_or_a_map() {
    let share = |text: &str| parse(&format!("share: {text}\n{HEAD}"), "c").0.share;
    let all = ShareOptions::default();
    assert_eq!(all.links.len(), 6);
    assert_eq!([share("true"), share("~"), share("{}")], [all.clone(), all.clone(), all]);
    for none in ["false", "[]", "{links: []}"] {
        assert_eq!(share(none).links, [], "{none}");
    }
    assert_eq!(share("[copy, Email, copy]").links, [ShareWay::Copy, ShareWay::Email]);
    insta::assert_snapshot!(mistakes(&[
        "share: [twitter]",
        "share: [bluesk, X]",
        "share: bluesk",
        "share: {link: [x]}",
        "share: {links: {x: 1}}",
        "share: {mastodon_instance: mastodon}",
        "share: {mastodon_instance: \"https://a.b/c\"}",
        "sign_off: By {autor}",
        "sign_off: By {weekday}",
        "sign_off: \"By {author\"",
        "sign_off: [a]",
        "languages: {zh: {sign_off: \"{name}\"}}",
        "show_ids: yes",
        "markdown: {external_links: {new_tabs: true}}",
    ]));
}

#[test]
fn the_wire_is_a_switch_or_a_map() {
    let wire = |text: &str| parse(&format!("wire: {text}\n{HEAD}"), "c").0.wire;
    assert_eq!(wire("false"), None);
    assert_eq!(wire("~"), None);
    assert_eq!(wire("true"), Some(WireOptions::default()));
    assert_eq!(wire("{}"), Some(WireOptions::default()));
    insta::assert_snapshot!(mistakes(&[
        "wire: yes",
        "wire: {count: 0}",
        "wire: {counts: 3}",
        "wire: {pages: [hoem]}",
        "wire: {pages: [zzzzzz]}",
        "wire: {sources: https://a.b/}",
        "wire: {sources: [{name: A}]}",
        "wire: {sources: [{url: \"https://a.b/\"}]}",
        "wire: {sources: [{name: A, url: a.b}]}",
        "wire: {sources: [{name: A, url: \"ftp://a.b/\"}]}",
        "wire: {sources: [{name: A, url: \"https://me:secret@a.b/\"}]}",
        "wire: {sources: [{name: A, url: \"https://a.b/\", encoding: klingon}]}",
        "wire: {sources: [{name: A, url: \"https://a.b/\"}, {name: A, url: \"https://c.d/\"}]}",
        "markets: {stale_after: 30}",
        "markets: {stale_after: soon}",
        "markets: {stale_after: 0m}",
        "markets: {stale_after: 99999999999999999999d}",
        "markets: {page: [home]}",
    ]));
}

#[test]
fn mistakes_say_what_to_type() {
    insta::assert_snapshot!(mistakes(&[
        "titel: x",
        "zzzzzz: x",
        "feeds: {limits: 3}",
        "feeds: {zzzzzz: 3}",
        "related: {weights: {tag: 1}}",
        "wire: {x: 1}",
        "hooks: {x: 1}",
        "description: [a]",
        "paginate: ten",
        "paginate: \"10\"",
        "paginate: -1",
        "paginate: 1.5",
        "summary_length: 0",
        "first_year: 0",
        "feeds: yes",
        "feeds: {full_text: yes}",
        "feeds: {limit: 0}",
        "related: {count: 5000}",
        "related: {weights: {text: -1}}",
        "related: {weights: {text: .nan}}",
        "language: English",
        "timezone: Berlin",
        "timezone: Europe/Berln",
        "timezone: Mars/Olympus_Mons",
        "content_dir: ../x",
        "content_dir: /etc",
        "permalink: /:yaer/:slug/",
        "permalink: /:foo/",
        "permalink: /../:slug/",
        "permalink: https://a.b/:slug/",
        "sections: {news: {permalink: /:x/}}",
        "sections: [news]",
        "sections: {news: 3}",
        "nav: {About: /about/}",
        "nav: [About]",
        "nav: [{name: About}]",
        "nav: [{url: /about/}]",
        "nav: [{name: A, url: \"javascript:alert(1)\"}]",
        "markdown: {unsafe_html: yes}",
        "markdown: {highlight: maybe}",
        "markdown: {highlight: {lines: true}}",
        "slugify: latin",
        "theme: {accent: \"red;}\"}",
        "theme: {preset: magazine, masthead: [weather], switch: maybe}",
        "theme: {accent: \"#12345\"}",
        "theme:\n  accent: #0a5c8f",
        "check: {image-alt: no}",
        "check: off",
        "min_version: 99.0",
        "min_version: 0.10",
        "min_version: new",
        "extra: 3",
        "authors: {a: 1}",
        "authors: [a, [b]]",
        "paginate: 3\npaginate: 4",
        "tagline: a: b",
    ]));
}

#[test]
fn addresses() {
    let cases = ["example.org", "ftp://a.b/", "https://a.b/?q", "[a]", "//a.b", "https://"];
    let shown = cases.map(|case| report(&parse(&format!("title: T\nbase_url: {case}\n"), "sitegen.yaml").1));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_configuration_that_is_no_map() {
    insta::assert_snapshot!(report(&parse("- a\n", "sitegen.yaml").1));
}

#[test]
fn a_fix_repairs_what_was_meant_for_certain() {
    let repaired = |line: &str| {
        let text = format!("\u{feff}{HEAD}{line}\n");
        let found = parse(&text, "sitegen.yaml").1;
        let [mistake] = found.as_slice() else { panic!("{line}: {}", report(&found)) };
        let fix = mistake.fix.as_ref()?;
        let (start, end) = (fix.byte_start as usize, fix.byte_end as usize);
        let text = format!("{}{}{}", &text[..start], fix.replacement, &text[end..]);
        assert_eq!(report(&parse(&text, "sitegen.yaml").1), "", "{line}");
        text.lines().last().map(str::to_owned)
    };
    for (line, expected) in [
        ("paginat: 5", "paginate: 5"),
        ("time-zone: UTC", "timezone: UTC"),
        ("Tagline: T", "tagline: T"),
        ("feeds: {limt: 3}", "feeds: {limit: 3}"),
        ("archive: yes", "archive: true"),
        ("feeds: {full_text: Off}", "feeds: {full_text: false}"),
        ("theme: {preset: blog, accent: #0a5c8f\n  }", "  }"),
        ("search: no", "search: false"),
    ] {
        assert_eq!(repaired(line).as_deref(), Some(expected), "{line}");
    }
    for line in [
        // Several are as near, or none is near enough.
        "tags: [a]",
        "pagination: 5",
        // It is there already.
        "tagline: T\ntaglin: U",
        "archive: maybe",
        "paginate: ten",
        "theme: {accent: \"red;}\"}",
    ] {
        assert_eq!(repaired(line), None, "{line}");
    }
}
