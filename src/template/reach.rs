//! What a template reaches and reads, by its text: Tera says neither which templates a page is made of nor which of
//! the settings it asked for.
//!
//! Owns both rules, which may find too much and never too little: a page is stale when anything found here changed.

use super::{
    TemplateSource,
    error::TemplateTexts,
    tokens::{Token, tokens},
};
use crate::digest::{Digest, Hasher};
use std::collections::{BTreeMap, BTreeSet};

/// A template with all that it may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Digest of all their texts.
    pub digest: Digest,
    /// Their names, its own among them.
    pub templates: BTreeSet<String>,
    /// What they read of the settings, as they write it: `config.extra.phone`, `site.nav`, `config` for all of it.
    pub settings: BTreeSet<String>,
}

/// The settings that a page may read without naming them: links, dates and numbers depend on them.
pub const UNNAMED: [&str; 3] = ["base_url", "language", "timezone"];

/// Values that every template sees besides its page.
const GLOBALS: [&str; 2] = ["config", "site"];
/// Tera's word for everything that a template sees.
const EVERYTHING: &str = "__tera_context";
/// The function that reads a text as Markdown, and so the settings of Markdown.
pub const MARKDOWN: &str = "markdown";

/// Whether any of these templates, of one name the last, calls a function.
pub fn calls(templates: &[TemplateSource], function: &str) -> bool {
    let texts: BTreeMap<&str, &str> =
        templates.iter().map(|template| (template.name.as_str(), template.text.as_str())).collect();
    // Most templates do not even hold the word.
    texts.into_values().filter(|text| text.contains(function)).any(|text| {
        let tokens = tokens(text);
        tokens.windows(2).any(|pair| pair == [Token::Name(function), Token::Mark("(")])
    })
}

/// What one template says.
struct Said<'t> {
    /// Texts that may name a template.
    texts: BTreeSet<String>,
    /// Components that it calls.
    calls: BTreeSet<&'t str>,
    /// Components that it defines.
    defines: BTreeSet<&'t str>,
    settings: BTreeSet<String>,
}

/// What each template reaches: those that it names in quotation marks, and those that define a component it calls.
pub fn reaches(texts: &TemplateTexts) -> BTreeMap<String, Reach> {
    let said: BTreeMap<&str, Said<'_>> =
        texts.iter().map(|(name, (_, text))| (name.as_str(), read(text))).collect();
    let reaches = |own: &Said<'_>, other: &str| {
        own.texts.contains(other) || said[other].defines.iter().any(|component| own.calls.contains(component))
    };
    let direct: BTreeMap<&str, Vec<&str>> = said
        .iter()
        .map(|(name, own)| (*name, said.keys().copied().filter(|other| reaches(own, other)).collect()))
        .collect();
    said.keys().map(|name| ((*name).to_owned(), reach(name, &direct, &said, texts))).collect()
}

fn reach(
    name: &str,
    direct: &BTreeMap<&str, Vec<&str>>,
    said: &BTreeMap<&str, Said<'_>>,
    texts: &TemplateTexts,
) -> Reach {
    let mut templates: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = vec![name];
    while let Some(next) = waiting.pop() {
        if templates.insert(next) {
            waiting.extend(&direct[next]);
        }
    }
    let mut hasher = Hasher::new("template");
    let mut settings: BTreeSet<String> = UNNAMED.into_iter().map(str::to_owned).collect();
    for name in &templates {
        hasher.text(name).text(&texts[*name].1);
        settings.extend(said[name].settings.iter().cloned());
    }
    Reach { digest: hasher.finish(), templates: templates.into_iter().map(str::to_owned).collect(), settings }
}

fn read(text: &str) -> Said<'_> {
    let tokens = tokens(text);
    let mut said = Said {
        texts: BTreeSet::new(),
        calls: BTreeSet::new(),
        defines: BTreeSet::new(),
        settings: BTreeSet::new(),
    };
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &tokens[at]);
        match token {
            Token::Text(text) => {
                said.texts.insert(text.clone().into_owned());
            }
            Token::Mark(_) => {}
            Token::Name(name) => {
                match before {
                    Some(Token::Mark("<")) => _ = said.calls.insert(name),
                    Some(Token::Name("component")) => _ = said.defines.insert(name),
                    _ => {}
                }
                said.settings.extend(settings_read(name, before, &tokens[at + 1..]));
            }
        }
    }
    said
}

/// The settings that a name stands for between these tokens.
fn settings_read(name: &str, before: Option<&Token<'_>>, after: &[Token<'_>]) -> Vec<String> {
    // A field of something else, or an argument that is only declared: what is done with it stands elsewhere.
    if matches!(before, Some(Token::Mark("." | "?." | "@"))) {
        return Vec::new();
    }
    match name {
        EVERYTHING => GLOBALS.map(str::to_owned).to_vec(),
        MARKDOWN => vec![MARKDOWN.to_owned()],
        // The name of an argument or of a new value, as in `{% set config = … %}`.
        _ if !GLOBALS.contains(&name) || after.first() == Some(&Token::Mark("=")) => Vec::new(),
        _ => {
            let mut path = name.to_owned();
            for field in after.chunks(2) {
                let [Token::Mark("." | "?."), Token::Name(field)] = field else { break };
                path.push('.');
                path.push_str(field);
            }
            vec![path]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TemplateOrigin;

    fn texts(files: &[(&str, &str)]) -> TemplateTexts {
        files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (TemplateOrigin::Site, (*text).to_owned())))
            .collect()
    }

    #[test]
    fn a_digest_changes_with_all_that_is_reached_and_nothing_else() {
        let base = [
            ("base.html", "{% block main %}{% endblock %}"),
            ("home.html", "{% extends \"base.html\" %}{{ <card /> }}"),
            ("cards.html", "{% component card() %}x{% endcomponent card %}"),
            ("other.html", "<card>alone, of no card</card>{% include 'part\\/x.html' %}"),
            ("part/x.html", "x"),
        ];
        let before = reaches(&texts(&base));
        let mut edited = base;
        edited[2].1 = "{% component card() %}y{% endcomponent card %}";
        edited[4].1 = "y";
        let after = reaches(&texts(&edited));
        let changed: Vec<&String> =
            before.keys().filter(|name| before[*name].digest != after[*name].digest).collect();
        assert_eq!(changed, ["cards.html", "home.html", "other.html", "part/x.html"]);
        let reached: Vec<&String> = after["home.html"].templates.iter().collect();
        assert_eq!(reached, ["base.html", "cards.html", "home.html"]);
    }

    #[test]
    fn settings_are_read_where_they_are_named() {
        for (text, expected) in [
            ("{{ config.title }} config.tagline {# config.nav #}", &["config.title"][..]),
            (
                "{{ config?.extra . phone }}{{ config.extra?.a.b.0 }}",
                &["config.extra.a.b", "config.extra.phone"],
            ),
            ("{{ config[\"title\"] }}", &["config"]),
            ("{{ config.extra[\"x\"] }}{{ config.extra | get(key=\"y\") }}", &["config.extra"]),
            ("{% set c = config %}{{ c.title }}", &["config"]),
            ("{{ f(config=config) }}", &["config"]),
            ("{{ <card config={site.nav} /> }}", &["site.nav"]),
            ("{{ <card config /> }}", &["config"]),
            ("{{ <card {...config} /> }}{{ {\"a\": ...site} }}", &["config", "site"]),
            ("{{ x[config:2] }}", &["config"]),
            ("{% if config == site %}", &["config", "site"]),
            ("{% component card(post, @config, @site) %}{{ config.title }}", &["config.title"]),
            ("{% set config = page.config %}", &[]),
            ("{{ page.site.name }}{{ my_config.title }}{{ configs }}", &[]),
            ("{{ asset(path=\"config.js\") }}{% raw %}{{ config }}{% endraw %}", &[]),
            ("{{ __tera_context }}", &["config", "site"]),
            ("{{ markdown(text=config.extra.note) }}", &["config.extra.note", "markdown"]),
        ] {
            let read = read(text).settings;
            assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn calls_are_found_in_what_is_used() {
        let source = |name: &str, text: &str| TemplateSource {
            name: name.to_owned(),
            text: text.to_owned(),
            origin: TemplateOrigin::Site,
        };
        for (text, expected) in [
            ("{{ <block related={related(id=page.id)} /> }}", true),
            ("{% for post in related\n (id=page.id) %}", true),
            ("{% set more = not related(id=page.id) | first %}", true),
            ("{{ related }} related(id) {# related(id=1) #}{{ \"related(\" }}{{ unrelated(id=1) }}", false),
        ] {
            assert_eq!(calls(&[source("a.html", text)], "related"), expected, "{text}");
        }
        let replaced = [source("a.html", "{{ related(id=1) }}"), source("a.html", "")];
        assert!(!calls(&replaced, "related"));
    }

    #[test]
    fn a_template_reads_what_it_reaches_reads() {
        let files = [
            ("base.html", "{{ <head /> }}"),
            ("head.html", "{% component head(@config) %}{{ config.title }}{% endcomponent head %}"),
            ("post.html", "{% extends \"base.html\" %}{{ site.nav }}"),
        ];
        let reached = &reaches(&texts(&files))["post.html"];
        let read: Vec<&String> = reached.settings.iter().collect();
        assert_eq!(read, ["base_url", "config.title", "language", "site.nav", "timezone"]);
    }
}
