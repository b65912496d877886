//! The words of the theme, in the language of each page.

#![expect(clippy::disallowed_methods, reason = "tests write the sites that are built")]

use sitegen::{
    clock::Clock,
    pipeline::{self, Outcome, Request},
};
use std::{fs, path::Path};

struct Site(tempfile::TempDir);

impl Site {
    /// A site with a post in each of these languages, each with this template.
    fn new(language: &str, post_languages: &[&str], template: &str) -> Self {
        let site = Self(tempfile::tempdir().expect("a folder"));
        site.write(
            "sitegen.yaml",
            &format!("title: Test\nbase_url: https://example.org/\nlanguage: {language}\nrelated: {{page: false}}\n"),
        );
        site.write("templates/post.html", template);
        for language in post_languages {
            site.write(
                &format!("content/posts/2026-07-05-{}.md", slug(language)),
                &format!("---\ntitle: Title\nlang: {language}\n---\n\n## Part\n\n> [!NOTE]\n> Text.\n"),
            );
        }
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn build(&self) -> Outcome {
        let clock = Clock::at("2026-12-01T00:00:00Z".parse().expect("valid"));
        let outcome = pipeline::build(&Request::new(self.path(), clock), &pipeline::Silent);
        assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
        let messages: Vec<&String> = outcome.diagnostics.iter().map(|found| &found.message).collect();
        assert!(messages.is_empty(), "{messages:?}");
        outcome
    }

    fn page(&self, language: &str) -> String {
        let path = self.path().join(format!("public/2026/07/05/{}/index.html", slug(language)));
        fs::read_to_string(path).expect("a page")
    }
}

fn slug(language: &str) -> String {
    language.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// What a template says on the page of a post in each language.
fn said<const N: usize>(site_language: &str, template: &str, languages: [&str; N]) -> [String; N] {
    let site = Site::new(site_language, &languages, template);
    site.build();
    languages.map(|language| site.page(language).trim().to_owned())
}

#[test]
fn a_page_speaks_its_own_language() {
    let template = "{{ page.date | date }}|{{ t(key=\"min_read\", count=3) }}|{{ 12345.5 | number }}|{{ page.date | date(style=\"month\") }}";
    assert_eq!(
        said("en-GB", template, ["ar", "zh", "zh-TW", "de", "ar-EG", "en-US"]),
        [
            "5 يوليو 2026|قراءة في 3 دقائق|12,345.5|يوليو 2026",
            "2026年7月5日|阅读约 3 分钟|12,345.5|2026年7月",
            "2026年7月5日|閱讀約 3 分鐘|12,345.5|2026年7月",
            "5. Juli 2026|3 Min. Lesezeit|12.345,5|Juli 2026",
            "٥ يوليو ٢٠٢٦|قراءة في ٣ دقائق|١٢٬٣٤٥٫٥|يوليو ٢٠٢٦",
            "July 5, 2026|3 min read|12,345.5|July 2026",
        ]
    );
}

#[test]
fn a_language_without_strings_is_spoken_in_that_of_the_site() {
    let template = "{{ t(key=\"sources\") }}|{{ t(key=\"sources\", lang=\"fr-CA\") }}|{{ page.date | date }}|{{ 1234567 | number(locale=\"hi\") }}";
    assert_eq!(
        said("de", template, ["pt", "pt-BR"]),
        ["Quellen|Sources|5 de julho de 2026|12,34,567", "Quellen|Sources|5 de julho de 2026|12,34,567"]
    );
}

#[test]
fn texts_are_escaped_and_html_among_the_arguments_stays() {
    let template = "{% set link %}<a href=\"/?a&amp;b\">A</a>{% endset %}{{ t(key=\"by\", names=\"<b> & co\") }}|{{ t(key=\"moved_to\", link=link) }}|{{ t(key=\"both\", one=link, two=\"<i>\") }}";
    let site = Site::new("en", &["en"], template);
    site.write("templates/strings/en.yaml", "both: <{one}, {two}>\n");
    site.build();
    assert_eq!(
        site.page("en"),
        "By &lt;b&gt; &amp; co|It is now at <a href=\"/?a&amp;b\">A</a>.|&lt;<a href=\"/?a&amp;b\">A</a>, &lt;i&gt;&gt;"
    );
}

#[test]
fn bodies_speak_the_language_of_their_post() {
    let site = Site::new("en", &["ko", "pt"], "{{ page.content }}");
    site.build();
    let (korean, portuguese) = (site.page("ko"), site.page("pt"));
    assert!(korean.contains("<p class=\"alert-title\">참고</p>"), "{korean}");
    assert!(korean.contains("aria-label=\"이 절의 링크\""), "{korean}");
    assert!(portuguese.contains("<p class=\"alert-title\">Note</p>"), "{portuguese}");
    site.write("templates/strings/pt.yaml", "alert_note: Nota\n");
    assert_eq!(rendered(&site.build()), ["2026/07/05/pt/index.html", "atom.xml", "feed.json", "rss.xml"]);
    assert!(site.page("pt").contains("<p class=\"alert-title\">Nota</p>"));
}

fn rendered(outcome: &Outcome) -> Vec<String> {
    outcome.stale.iter().map(|(path, _)| path.to_string()).collect()
}

#[test]
fn an_edited_string_renders_the_pages_that_show_it_and_no_other() {
    let site = Site::new("en", &["en", "de", "fr"], "{{ t(key=\"sources\") }}{{ t(key=\"claims\") }}");
    site.build();
    assert!(rendered(&site.build()).is_empty());
    site.write("templates/strings/de.yaml", "sources: Belege\nunused_own: x\n");
    site.write("templates/strings/en.yaml", "unused_own: x\n");
    assert_eq!(rendered(&site.build()), ["2026/07/05/de/index.html"]);
    assert_eq!(site.page("de"), "BelegeBehauptungen");
    // A post in Canadian French would have its own first; one in French does not care.
    site.write("templates/strings/fr-CA.yaml", "sources: Références\n");
    assert!(rendered(&site.build()).is_empty());
    fs::remove_file(site.path().join("templates/strings/de.yaml")).expect("removable");
    assert_eq!(rendered(&site.build()), ["2026/07/05/de/index.html"]);
    assert_eq!(site.page("de"), "QuellenBehauptungen");
}
