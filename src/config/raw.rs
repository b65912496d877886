//! `sitegen.yaml` → [`Config`], with every mistake in it.
//!
//! Owns the names of the settings and what each takes. A setting that cannot be read keeps its default, so that
//! one run finds all mistakes. It must not read the file.

mod check;
mod check_external;
mod desk;
mod hooks;
mod images;
mod keys;
mod limits;
mod newsroom;
mod publish;
mod share;
mod strip;
mod theme;
mod values;

pub use values::is_language_tag;

use super::{
    BUILT_IN_TAXONOMIES, Config, ExternalLinks, Feeds, HighlightOptions, Language, MarkdownOptions, NavItem,
    RawHtml, RelatedOptions, RelatedWeights, Section, Taxonomy,
};
use crate::{
    decode::SourceText,
    diagnostic::Diagnostic,
    paths::Slugify,
    value::Value,
    yaml::{self, Entry, Limits, Node},
};
use keys::{Expected, Keys, Taken, boolean, count, number, text, texts, word};
use std::collections::BTreeMap;

/// Reads the text of a configuration file.
pub fn parse(text: &str, file: &str) -> (Config, Vec<Diagnostic>) {
    let source = SourceText::new(file, text);
    let (root, mut diagnostics) = yaml::parse(source, 0..source.as_str().len(), Limits::FRONT_MATTER);
    let Some(root) = root else { return (Config::default(), diagnostics) };
    let entries = match root.map() {
        Some(entries) => entries,
        None if root.is_null() => &[],
        None => {
            let message = format!("the configuration must be `key: value` lines, not {}", root.describe());
            let mistake = Diagnostic::error("config-type", message).hint("write `title: \"…\"`");
            diagnostics.push(source.place(mistake, root.range));
            return (Config::default(), diagnostics);
        }
    };
    let mut keys = Keys::new(source, "", entries);
    let config = read_config(&mut keys);
    diagnostics.extend(keys.close());
    diagnostics.extend(missing(entries, file));
    (config, diagnostics)
}

/// Warnings for the settings that every site should have.
fn missing(present: &[Entry], file: &str) -> Vec<Diagnostic> {
    [
        ("title", "the site has no title", "add `title: \"…\"`"),
        (
            "base_url",
            "the site has no address, so that feeds and the sitemap name this machine",
            "add `base_url: https://example.org/`",
        ),
    ]
    .into_iter()
    .filter(|(name, ..)| present.iter().all(|entry| entry.key != *name))
    .map(|(_, message, hint)| Diagnostic::warning("config-missing", message).in_file(file).hint(hint))
    .collect()
}

fn read_config(keys: &mut Keys<'_>) -> Config {
    let default = Config::default();
    let _ = keys.take("min_version", values::MIN_VERSION, values::min_version);
    let check = check::read_check(keys);
    let timezone = keys.take("timezone", values::ZONE, values::zone).unwrap_or(default.timezone);
    Config {
        title: keys.take("title", TEXT, text).unwrap_or(default.title),
        tagline: keys.take("tagline", TEXT, text).unwrap_or(default.tagline),
        description: keys.take("description", TEXT, text).unwrap_or(default.description),
        base_url: keys.take("base_url", values::BASE_URL, values::base_url).unwrap_or(default.base_url),
        language: keys.take("language", values::LANGUAGE, values::language).unwrap_or(default.language),
        edition: newsroom::edition(keys, &timezone),
        clocks: newsroom::clocks(keys),
        exchanges: newsroom::exchanges(keys),
        timezone,
        first_year: keys
            .take("first_year", YEAR, |node| count(node, 1..=9999))
            .and_then(|year| year.try_into().ok()),
        content_dir: keys.take("content_dir", values::FOLDER, values::folder).unwrap_or(default.content_dir),
        permalink: keys.take("permalink", values::PERMALINK, values::permalink).unwrap_or(default.permalink),
        sections: read_sections(keys),
        paginate: keys.take("paginate", PAGINATE, |node| count(node, 0..=10_000)).unwrap_or(default.paginate),
        summary_length: keys
            .take("summary_length", LENGTH, |node| count(node, 1..=10_000))
            .unwrap_or(default.summary_length),
        words_per_minute: keys
            .take("words_per_minute", LENGTH, |node| count(node, 1..=10_000))
            .unwrap_or(default.words_per_minute),
        authors: keys.take("authors", NAMES, texts).unwrap_or(default.authors),
        nav: read_nav(keys),
        feeds: read_feeds(keys, default.feeds),
        related: read_related(keys, default.related),
        taxonomies: read_taxonomies(keys),
        archive: keys.take("archive", BOOLEAN, boolean).unwrap_or(default.archive),
        languages: read_languages(keys),
        markdown: read_markdown(keys, default.markdown),
        slugify: keys.take("slugify", SLUGIFY, |node| word(node, &SLUGIFY_WORDS)).unwrap_or(default.slugify),
        images: images::read_images(keys),
        theme: theme::read_theme(keys),
        wire: strip::read_wire(keys),
        markets: strip::read_markets(keys),
        check: check.levels,
        check_limits: check.limits,
        check_external: check_external::read_check_external(keys),
        claim_words: desk::read_claim_words(keys),
        ai: desk::read_ai(keys),
        share_cards: keys.take("share_cards", BOOLEAN, boolean).unwrap_or(default.share_cards),
        share: share::read_share(keys),
        sign_off: share::read_sign_off(keys),
        show_ids: keys.take("show_ids", BOOLEAN, boolean).unwrap_or(default.show_ids),
        search: keys.take("search", BOOLEAN, values::search).unwrap_or(default.search),
        minify: keys.take("minify", BOOLEAN, boolean).unwrap_or(default.minify),
        publish: publish::read_publish(keys),
        hooks: hooks::read_hooks(keys),
        limits: limits::read_limits(keys),
        extra: read_extra(keys),
    }
}

const TEXT: Expected = Expected { what: "text", example: "\"…\"" };
const BOOLEAN: Expected = Expected { what: "`true` or `false`, without quotes", example: "true" };
const YEAR: Expected = Expected { what: "a year", example: "2026" };
const PAGINATE: Expected = Expected { what: "a whole number, 0 for one page", example: "20" };
const LENGTH: Expected = Expected { what: "a whole number from 1 to 10000", example: "200" };
const NAMES: Expected = Expected { what: "a list of names", example: "[Ada Lovelace]" };
const MAP: Expected = Expected { what: "a map", example: "{key: value}" };
const COUNT: Expected = Expected { what: "a whole number", example: "20" };
const WEIGHT: Expected = Expected { what: "a number, 0 or more", example: "1.0" };
const SLUGIFY: Expected = Expected { what: "`unicode`, `ascii` or `none`", example: "unicode" };
const SLUGIFY_WORDS: [(&str, Slugify); 3] =
    [("unicode", Slugify::Unicode), ("ascii", Slugify::Ascii), ("none", Slugify::None)];
const RAW_HTML: Expected = Expected { what: "`allow`, `escape` or `strip`", example: "allow" };
const RAW_HTML_WORDS: [(&str, RawHtml); 3] =
    [("allow", RawHtml::Allow), ("escape", RawHtml::Escape), ("strip", RawHtml::Strip)];
const FORMATS: Expected = Expected { what: "a list of `rss`, `atom` and `json`", example: "[rss, atom]" };

fn read_sections(keys: &mut Keys<'_>) -> BTreeMap<String, Section> {
    let expected = Expected { what: "a map of sections", example: "{news: {paginate: 10}}" };
    let mut sections = BTreeMap::new();
    keys.inside("sections", expected, |sections_keys| {
        for name in sections_keys.names() {
            sections_keys.inside(name, MAP, |keys| {
                let section = Section {
                    permalink: keys.take("permalink", values::PERMALINK, values::permalink),
                    template: keys.take("template", TEXT, text),
                    paginate: keys.take("paginate", PAGINATE, |node| count(node, 0..=10_000)),
                };
                sections.insert(name.to_owned(), section);
            });
        }
    });
    sections
}

fn read_taxonomies(keys: &mut Keys<'_>) -> BTreeMap<String, Taxonomy> {
    let expected = Expected { what: "a map of taxonomies", example: "{tags: {paginate: 10}}" };
    let mut taxonomies = BTreeMap::new();
    keys.inside("taxonomies", expected, |keys| {
        for name in BUILT_IN_TAXONOMIES {
            read_taxonomy(keys, name, &mut taxonomies);
        }
        for name in keys.names() {
            if !BUILT_IN_TAXONOMIES.contains(&name) && keys.may_be_called(name, values::taxonomy_name) {
                read_taxonomy(keys, name, &mut taxonomies);
            }
        }
    });
    taxonomies
}

/// `true`, `false`, or a map of settings.
fn read_taxonomy<'a>(keys: &mut Keys<'a>, name: &'a str, taxonomies: &mut BTreeMap<String, Taxonomy>) {
    if keys.holds(name, |node| node.map().is_none() && !node.is_null()) {
        let expected = Expected { what: "`true`, `false` or a map", example: "{paginate: 10}" };
        if let Some(pages) = keys.take(name, expected, boolean) {
            taxonomies.insert(name.to_owned(), Taxonomy { pages, ..Taxonomy::default() });
        }
        return;
    }
    if keys.holds(name, Node::is_null) {
        taxonomies.insert(name.to_owned(), Taxonomy::default());
    }
    keys.inside(name, MAP, |keys| {
        let taxonomy = Taxonomy {
            pages: true,
            paginate: keys.take("paginate", PAGINATE, |node| count(node, 0..=10_000)),
            feed: keys.take("feed", BOOLEAN, boolean).unwrap_or(true),
        };
        taxonomies.insert(name.to_owned(), taxonomy);
    });
}

fn read_languages(keys: &mut Keys<'_>) -> BTreeMap<String, Language> {
    let expected = Expected { what: "a map of languages", example: "{zh: {title: \"…\"}}" };
    let mut languages = BTreeMap::new();
    keys.inside("languages", expected, |keys| {
        for tag in keys.names() {
            if !keys.may_be_called(tag, values::language_key) {
                continue;
            }
            keys.inside(tag, MAP, |keys| {
                let language = Language {
                    name: keys.take("name", TEXT, text),
                    title: keys.take("title", TEXT, text),
                    tagline: keys.take("tagline", TEXT, text),
                    description: keys.take("description", TEXT, text),
                    nav: keys.holds("nav", |node| !node.is_null()).then(|| read_nav(keys)),
                    sign_off: share::read_sign_off(keys),
                };
                keys.ignore("nav");
                languages.insert(tag.replace('_', "-"), language);
            });
        }
    });
    languages
}

fn read_nav(keys: &mut Keys<'_>) -> Vec<NavItem> {
    let expected = Expected { what: "a list of entries", example: "[{name: About, url: /about/}]" };
    let mut items = Vec::new();
    keys.each("nav", expected, |keys| {
        let name = keys.take("name", TEXT, text);
        let url = keys.take("url", values::LINK, values::link);
        match (name, url) {
            (Some(name), Some(url)) => items.push(NavItem { name, url }),
            (Some(_), None) => keys.lacks("url", "/about/"),
            (None, _) => keys.lacks("name", "About"),
        }
    });
    items
}

fn read_feeds(keys: &mut Keys<'_>, mut feeds: Feeds) -> Feeds {
    keys.inside("feeds", MAP, |keys| {
        feeds = Feeds {
            full_text: keys.take("full_text", BOOLEAN, boolean).unwrap_or(feeds.full_text),
            limit: keys.take("limit", COUNT, |node| count(node, 1..=10_000)).unwrap_or(feeds.limit),
            formats: keys.take("formats", FORMATS, values::feed_formats).unwrap_or(feeds.formats.clone()),
        };
    });
    feeds
}

fn read_related(keys: &mut Keys<'_>, mut related: RelatedOptions) -> RelatedOptions {
    keys.inside("related", MAP, |keys| {
        let size = |node: &Node| count(node, 0..=1_000);
        related = RelatedOptions {
            count: keys.take("count", COUNT, size).unwrap_or(related.count),
            page: keys.take("page", BOOLEAN, boolean).unwrap_or(related.page),
            page_size: keys.take("page_size", COUNT, size).unwrap_or(related.page_size),
            weights: read_weights(keys, related.weights.clone()),
        };
    });
    related
}

fn read_weights(keys: &mut Keys<'_>, mut weights: RelatedWeights) -> RelatedWeights {
    keys.inside("weights", MAP, |keys| {
        weights = RelatedWeights {
            text: keys.take("text", WEIGHT, number).unwrap_or(weights.text),
            tags: keys.take("tags", WEIGHT, number).unwrap_or(weights.tags),
            half_life_days: keys.take("half_life_days", WEIGHT, number).unwrap_or(weights.half_life_days),
        };
    });
    weights
}

fn read_markdown(keys: &mut Keys<'_>, mut markdown: MarkdownOptions) -> MarkdownOptions {
    keys.inside("markdown", MAP, |keys| {
        let html = |node: &Node| word(node, &RAW_HTML_WORDS);
        markdown = MarkdownOptions {
            smart: keys.take("smart", BOOLEAN, boolean).unwrap_or(markdown.smart),
            math: keys.take("math", BOOLEAN, boolean).unwrap_or(markdown.math),
            definition_lists: keys
                .take("definition_lists", BOOLEAN, boolean)
                .unwrap_or(markdown.definition_lists),
            external_links: read_external_links(keys),
            unsafe_html: keys.take("unsafe_html", RAW_HTML, html).unwrap_or(markdown.unsafe_html),
            highlight: read_highlight(keys, markdown.highlight.take()),
        };
    });
    markdown
}

fn read_external_links(keys: &mut Keys<'_>) -> ExternalLinks {
    let mut links = ExternalLinks::default();
    keys.inside("external_links", MAP, |keys| {
        links.new_tab = keys.take("new_tab", BOOLEAN, boolean).unwrap_or(links.new_tab);
    });
    links
}

/// `true`, `false`, or a map of options, which turns it on.
fn read_highlight(keys: &mut Keys<'_>, default: Option<HighlightOptions>) -> Option<HighlightOptions> {
    if keys.holds("highlight", |node| node.map().is_none()) {
        let expected = Expected { what: "`true`, `false` or a map", example: "{line_numbers: true}" };
        let on = keys.take("highlight", expected, boolean);
        return on.map_or(default, |on| on.then(HighlightOptions::default));
    }
    let mut options = default;
    keys.inside("highlight", MAP, |keys| {
        let line_numbers = keys.take("line_numbers", BOOLEAN, boolean).unwrap_or_default();
        options = Some(HighlightOptions { line_numbers });
    });
    options
}

fn read_extra(keys: &mut Keys<'_>) -> Value {
    let map =
        |node: &Node| -> Taken<Value> { node.map().map(|_| node.to_value()).ok_or(keys::Problem::Type) };
    keys.take("extra", MAP, map).unwrap_or_else(|| Value::Map(Vec::new()))
}

#[cfg(test)]
mod tests;
