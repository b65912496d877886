//! Random edits of the settings, one or two at a time, and templates that read some of them and not others.

use super::{random::Random, site::World};

/// Each setting that is edited, with its values.
const SETTINGS: [(&str, &[&str]); 35] = [
    ("title", &["Test", "Another Title"]),
    ("tagline", &["Below the title", "Another tagline"]),
    ("description", &["What it is about", "And what not"]),
    ("base_url", &["https://example.org/", "https://example.org/blog/", "https://www.example.net/"]),
    ("language", &["en", "de"]),
    ("timezone", &["Asia/Tokyo", "America/New_York"]),
    ("first_year", &["2019", "2020"]),
    (
        "edition",
        &["true", "{name: \"{weekday} {number}\"}", "{schedule: {time: 7:00, zone: Asia/Kolkata}}", "false"],
    ),
    ("clocks", &["[UTC, Europe/London]", "[{zone: Asia/Tokyo, label: Tokyo}, UTC]"]),
    ("exchanges", &["[NYSE]", "[TSE, LSE, OWN]"]),
    ("authors", &["[Ada Lovelace]", "[The desk, Ada Lovelace]"]),
    ("nav", &["[{name: About, url: /about/}]", "[{name: Us, url: /about/}, {name: Tags, url: /tags/}]"]),
    ("paginate", &["2", "3", "5"]),
    ("summary_length", &["60", "90"]),
    ("words_per_minute", &["2", "5"]),
    ("permalink", &["/:section/:slug/"]),
    ("archive", &["false"]),
    ("feeds", &["{full_text: false, limit: 3}", "{limit: 4}", "{formats: [json]}", "{formats: [rss, json]}"]),
    ("related", &["{count: 2, page_size: 3}", "{page: false}", "{count: 1}", "{weights: {text: 0.1}}"]),
    (
        "markdown",
        &[
            "{highlight: false}",
            "{smart: true}",
            "{external_links: {new_tab: true}}",
            "{highlight: {line_numbers: true}}",
        ],
    ),
    ("theme", &["{accent: \"#123456\"}", "{accent: \"#654321\"}"]),
    (
        "taxonomies",
        &[
            "{companies: {}}",
            "{companies: {paginate: 1}}",
            "{companies: {}, series: false}",
            "{companies: {}, sources: false, stories: {paginate: 1}}",
            "{companies: {}, tags: {feed: false}, authors: false}",
        ],
    ),
    (
        "languages",
        &[
            "{zh: {title: 測試, nav: [{name: 首頁, url: /zh/}]}}",
            "{zh: {tagline: 副題, description: 說明}}",
            "{zh: {name: 中}}",
            "{zh: {sign_off: \"{author}，{date}\"}}",
        ],
    ),
    ("images", &["{widths: [16]}", "{keep_location: true, quality: {webp: 50}, widths: [16, 32]}", "false"]),
    ("claims", &["{words: {strong: confirmed}}", "{words: {strong: reported}}"]),
    ("ai", &["{involvement: none}", "{involvement: assisted, tools: [a tool], policy: /about/}"]),
    ("share", &["false", "[copy, x]", "{mastodon_instance: mastodon.example}"]),
    ("sign_off", &["\"On {date} by {author}\"", "\"{title}: the end\""]),
    ("show_ids", &["true"]),
    ("search", &["true", "false"]),
    ("check", &["{file-missing: info}", "{layout-missing: \"off\"}"]),
    (
        "extra",
        &[
            "{read: one, other: one}",
            "{read: one, other: two}",
            "{read: two, other: one, footer: The end}",
            "{read: {deep: one, deeper: one}}",
            "{read: {deep: one, deeper: two}}",
            "{read: 1}",
            "{read: \"1\"}",
            "{read: true, footer: true}",
        ],
    ),
    ("wire", &["true", "{count: 1}", "{pages: [home, post], count: 3}", "{pages: [post, section]}", "false"]),
    ("markets", &["true", "{stale_after: 2d}", "{pages: [post]}", "{pages: [home, page], stale_after: 36h}"]),
    ("sections", &["{news: {}}", "{news: {paginate: 1}}", "{news: {template: page.html}}"]),
];

/// Templates that read settings in different ways: by name, whole, by way of a component, of an include.
pub const READERS: [(&str, &str); 14] = [
    ("templates/components/own.html", OWN),
    ("templates/parts/settings.html", "<p>{{ config.extra.other or \"\" }} {{ site.tagline }}</p>"),
    ("templates/parts/settings.html", "<p>{% set c = config.extra %}{{ c.read or \"\" }}</p>"),
    (
        "templates/components/hooks.html",
        "{% component head_end(@config) %}<p>{{ config.extra.read or \"\" }}{{ config.tagline }}{% endcomponent head_end %}{% component footer_end(@site) %}<p>end</p>{{ site.taxonomies | length }}{% endcomponent footer_end %}",
    ),
    ("templates/404.html", "<p>{{ config[\"title\"] }}{{ config.description }}{{ site.languages | length }}"),
    (
        "templates/section.html",
        "<p>{{ page.title }}{% for feed in feeds %}{{ feed.url }} {% endfor %}{{ pager.total }}",
    ),
    (
        "templates/404.html",
        "{% set c = config %}<p>{{ c.tagline }}{{ c.extra.other or \"\" }}{{ c.first_year or \"\" }}",
    ),
    ("templates/archive.html", "<p>{{ <passed_on settings={config} /> }}{{ site.archive or \"\" }}"),
    ("templates/terms.html", "<p>{{ config.extra | json_encode }}{% include \"parts/settings.html\" %}"),
    ("templates/page.html", "<p>{{ <implied /> }}{{ page.title }}{{ config.feeds.limit }}"),
    (
        "templates/post.html",
        "<p>{{ page.title }}{{ page.content }}{{ config.extra?.read?.deep or \"\" }}{{ config.related.count }}",
    ),
    (
        "templates/month.html",
        "<p>{% for key, value in config %}{{ key }}={{ value | json_encode }}{% endfor %}",
    ),
    (
        "templates/related.html",
        "<p>{% set s = site %}{{ s.description }}{{ markdown(text=\"a 'b' -- c\") }}{{ config.highlight }}",
    ),
    (
        "templates/robots.txt",
        "<p>{{ page.title }} {{ config.authors | join(sep=\", \") }} {{ site.home }} {{ url(path=\"/a/\") }}",
    ),
];

/// Templates of pages of their own, each of which reads a few settings.
const PAGES: [(&str, &str); 4] = [
    ("implied", "{{ <implied /> }}"),
    ("included", "{% include \"parts/settings.html\" %}"),
    ("passed", "{{ <passed_on settings={config} /> }}"),
    ("unnamed", "{{ \"2026-07-05T23:30:00Z\" | date }} {{ \"/a/\" | absolute_url }}"),
];

const OWN: &str = "{% component passed_on(settings: map) %}<p>{{ settings.tagline }} {{ settings.theme.accent or \"\" }}{% endcomponent passed_on %}\
    {% component implied(@config) %}<p>{{ <below /> }}{% endcomponent implied %}\
    {% component below(@config, @site) %}{{ config.extra.other or \"\" }}{{ site.description }}{{ config.nav | length }}{% endcomponent below %}";

impl World {
    /// Writes what the templates of [`READERS`] need of each other, and pages that always read a few settings.
    pub(super) fn write_parts(&self) {
        for (name, text) in PAGES {
            self.write(&format!("templates/{name}.html"), text);
            let page = format!("---\ntitle: Page {name}\ntemplate: {name}.html\n---\n");
            self.write(&format!("content/{name}.md"), &page);
        }
        for (path, text) in &READERS[..2] {
            self.write(path, text);
        }
        // The page of a post depends on how Markdown is read in any case.
        self.write("templates/robots.txt", "{{ page.title }}{{ markdown(text=\"a 'b' -- c\") }}");
        self.write("templates/section.html", "{% for feed in feeds %}{{ feed.url }} {% endfor %}");
    }

    pub(super) fn write_settings(&self) {
        let lines: Vec<String> =
            self.settings.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        self.write("sitegen.yaml", &lines.concat());
    }

    /// Changes a setting or two, or takes them out. A site has a title and an address.
    pub(super) fn edit_settings(&mut self, random: &mut Random) -> String {
        let mut said = vec!["edit sitegen.yaml:".to_owned()];
        for _ in 0..=usize::from(random.chance(30)) {
            let (name, values) = random.pick(&SETTINGS);
            if random.chance(20) && !matches!(*name, "title" | "base_url" | "taxonomies" | "sections") {
                self.settings.remove(name);
                said.push(format!("no {name}"));
            } else {
                let value = *random.pick(values);
                self.settings.insert(name, value);
                said.push(format!("{name}: {value}"));
            }
        }
        self.write_settings();
        said.join(" ")
    }
}
