//! Where a post or page lives: its URL from its pattern, its slug, its permanent ID.

use crate::{
    clock::Zone,
    config::Config,
    paths::{IllegalPath, UrlPath, slugify},
    post::{Post, PostKind},
};
use jiff::{Timestamp, civil::Date};

/// Characters of the slug in a default permanent ID.
const ID_SLUG_CHARACTERS: usize = 80;

/// The slug of a post: from its front matter, else from its file's or bundle's name.
pub fn slug(post: &Post, config: &Config) -> String {
    let text = post.meta.slug.as_ref().map_or(post.name.as_str(), |slug| slug.value.as_str());
    slugify(text, config.slugify)
}

/// The permanent ID of a post: as written, else its date and the first 80 characters of its slug, and for one in
/// another language than the site's that language, since it has the slug of what it translates.
pub fn permanent_id(post: &Post, slug: &str, config: &Config) -> String {
    if let Some(id) = &post.meta.id {
        return id.value.clone();
    }
    let locale = post.locale.as_deref();
    match &post.meta.date {
        // Pages of several folders may well be called the same.
        _ if post.kind == PostKind::Page && !post.folder.is_empty() => {
            format!("{}/{}", post.folder, id_head(slug, locale))
        }
        Some(date) => dated_id(config.timezone.civil(date.instant).date(), slug, locale),
        None => id_head(slug, locale),
    }
}

/// The permanent ID of a post that names none: `2026-07-05-slug`, and `2026-07-05-slug.zh` in another language than the
/// site's.
pub fn dated_id(day: Date, slug: &str, locale: Option<&str>) -> String {
    format!("{}-{}", day.strftime("%Y-%m-%d"), id_head(slug, locale))
}

fn id_head(slug: &str, locale: Option<&str>) -> String {
    let mut head: String = slug.chars().take(ID_SLUG_CHARACTERS).collect();
    if let Some(locale) = locale {
        head.push('.');
        head.push_str(locale);
    }
    head
}

/// The URL path of a post or page.
///
/// # Errors
/// When the front matter's `url`, or what the pattern gives, is not a legal path.
pub fn url(post: &Post, slug: &str, id: &str, config: &Config) -> Result<UrlPath, IllegalPath> {
    if let Some(url) = &post.meta.url {
        return UrlPath::parse(&url.value);
    }
    match post.kind {
        PostKind::Page => page_url(post, slug),
        PostKind::Post => {
            let section = config.sections.get(&post.section);
            let pattern =
                section.and_then(|section| section.permalink.as_deref()).unwrap_or(&config.permalink);
            let in_locale = post.locale.as_ref().filter(|_| !pattern.contains(":lang"));
            let prefix = in_locale.map_or(String::new(), |locale| format!("/{locale}"));
            expand(&format!("{prefix}{pattern}"), post, slug, id, config)
        }
    }
}

/// `content/about.md` is `/about/`, `content/a/b.md` is `/a/b/`, `content/a/index.md` is `/a/`, and
/// `content/about.zh.md` is `/zh/about/`.
fn page_url(post: &Post, slug: &str) -> Result<UrlPath, IllegalPath> {
    let folders = post.folder.split('/').filter(|folder| !folder.is_empty());
    let own = (!post.is_index()).then_some(slug);
    UrlPath::from_segments(post.locale.as_deref().into_iter().chain(folders).chain(own))
}

/// A pattern such as `/:year/:month/:slug/`, filled in. A segment whose tokens have no value is left out.
fn expand(pattern: &str, post: &Post, slug: &str, id: &str, config: &Config) -> Result<UrlPath, IllegalPath> {
    let tokens = Tokens { post, slug, id, config };
    let is_file =
        !pattern.ends_with('/') && pattern.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let segments: Vec<String> = pattern
        .split('/')
        .map(|segment| tokens.fill(segment))
        .filter(|segment| !segment.is_empty())
        .collect();
    let page = UrlPath::from_segments(segments.iter().map(String::as_str))?;
    if is_file { UrlPath::parse(page.as_str().trim_end_matches('/')) } else { Ok(page) }
}

struct Tokens<'a> {
    post: &'a Post,
    slug: &'a str,
    id: &'a str,
    config: &'a Config,
}

impl Tokens<'_> {
    fn fill(&self, segment: &str) -> String {
        let mut filled = String::new();
        let mut rest = segment;
        while let Some(colon) = rest.find(':') {
            filled.push_str(&rest[..colon]);
            let name_end = rest[colon + 1..]
                .find(|c: char| !c.is_ascii_lowercase())
                .map_or(rest.len(), |end| colon + 1 + end);
            filled.push_str(&self.value(&rest[colon + 1..name_end]));
            rest = &rest[name_end..];
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, token: &str) -> String {
        let slugified = |text: &str| slugify(text, self.config.slugify);
        match token {
            "year" => self.date("%Y"),
            "month" => self.date("%m"),
            "monthname" => self.date("%B").to_lowercase(),
            "day" => self.date("%d"),
            "yearday" => self.date("%j"),
            "section" => slugified(&self.post.section),
            "slug" => self.slug.to_owned(),
            "title" => slugified(&self.post.meta.title),
            "id" => slugified(self.id),
            "filename" => slugified(&self.post.name),
            "lang" => {
                let lang = self.post.locale.as_ref().or(self.post.meta.lang.as_ref());
                lang.unwrap_or(&self.config.language).clone()
            }
            _ => String::new(),
        }
    }

    fn date(&self, format: &str) -> String {
        self.post
            .meta
            .date
            .as_ref()
            .map_or(String::new(), |date| civil(&self.config.timezone, date.instant, format))
    }
}

fn civil(zone: &Zone, instant: Timestamp, format: &str) -> String {
    zone.civil(instant).strftime(format).to_string()
}
