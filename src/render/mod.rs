//! Recipe → bytes. No disk: the text of a post comes through [`Bodies`].
//!
//! Owns the contexts that templates are given, and holds them to what [`crate::plan::inputs_digest`] covers. It
//! must not decide what is stale, nor write.

mod context;
mod elsewhere;
mod feed;
mod feed_body;
mod feed_notes;
mod inputs;
mod json_feed;
mod minify;
mod output;
mod pictures;
mod server;
mod shortcodes;
mod sitemap;
mod wire;

pub use feed_body::FeedBodies;
pub use inputs::SiteInputs;

use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    plan::{self, Page, Recipe, Sitemap},
    post::{Post, markdown::CodeRenderer},
    site::{Site, locale::MAIN},
    template::{Answers, Query, Templates, recording, speaking},
    view,
};
use output::Capped;
use std::path::Path;
use tera::Context;

/// The largest page that a template may write, in bytes.
const LARGEST_PAGE: usize = 64 << 20;

/// A page as it is written.
#[derive(Debug)]
pub struct RenderedPage {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// What it asked the site.
    pub queries: Vec<(Query, Digest)>,
}

/// The text of posts, read when it is needed.
pub trait Bodies: Sync {
    /// The file of a post, whole and as it was when it was parsed.
    ///
    /// # Errors
    /// When the file is gone or was changed since.
    fn text(&self, post: &Post) -> Result<String, Diagnostic>;
}

/// Everything that rendering takes besides the recipe.
pub struct Renderer<'a> {
    /// The site and its answers.
    pub answers: &'a Answers,
    /// Templates.
    pub templates: &'a Templates,
    /// Text of posts.
    pub bodies: &'a dyn Bodies,
    /// Highlighter of code.
    pub code: &'a (dyn CodeRenderer + Sync),
    /// Bodies that feeds have in common. They hold for one site with its answers.
    pub feeds: &'a FeedBodies,
    /// What the sitemap's files list.
    pub sitemap: &'a Sitemap,
}

impl Renderer<'_> {
    fn site(&self) -> &Site {
        self.answers.site()
    }
}

/// Renders one page. `template` is its template's name; none for what the program itself writes. Copies are not
/// rendered.
///
/// # Errors
/// A template's mistake, with the page that was being rendered.
pub fn render(
    recipe: &Recipe,
    template: Option<&str>,
    renderer: &Renderer<'_>,
) -> Result<RenderedPage, Diagnostic> {
    let site = renderer.site();
    let locale = plan::locale_of(&recipe.page, site).unwrap_or(MAIN);
    let (bytes, queries) = recording(locale, || match template {
        Some(template) => {
            let context = context::build(recipe, locale, renderer)?;
            let bytes = speaking(&language(&context, renderer), || write(template, &context, renderer));
            bytes.map(|bytes| if minifies(template, site) { less(bytes) } else { bytes })
        }
        None => Ok(own_format(&recipe.page, site, renderer.sitemap)),
    });
    let bytes = bytes.map_err(|diagnostic| name_page(diagnostic, recipe, site))?;
    Ok(RenderedPage { digest: Digest::of(&bytes), bytes, queries })
}

/// Whether the pages of a template are to have less in them than it writes.
fn minifies(template: &str, site: &Site) -> bool {
    site.config.minify && Path::new(template).extension().is_some_and(|extension| extension == "html")
}

fn less(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(html) => minify::minify(html).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// To be raised when what the program writes by itself changes.
pub const OWN_FORMAT: &str = "own formats 2";

/// Files whose format leaves nothing to choose.
fn own_format(page: &Page, site: &Site, sitemap: &Sitemap) -> Vec<u8> {
    match page {
        Page::Sitemap => sitemap::whole(site, sitemap),
        Page::SitemapPart(number) => sitemap::part(sitemap, *number),
        Page::NewsSitemap => sitemap::news(site),
        Page::Claims => serde_json::to_vec(&view::claims_data(site)).unwrap_or_default(),
        Page::Redirects => server::redirects(site),
        Page::Headers => server::headers(site),
        Page::Wire => wire::json(site),
        _ => Vec::new(),
    }
}

/// What `page.lang` says, so that functions and filters speak as the template believes.
fn language(context: &Context, renderer: &Renderer<'_>) -> String {
    let lang = context.get("page").and_then(|page| page.get_from_path("lang"));
    lang.as_ref().and_then(|lang| lang.as_str()).unwrap_or(&renderer.site().config.language).to_owned()
}

fn write(template: &str, context: &Context, renderer: &Renderer<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut out = Capped::new(LARGEST_PAGE);
    let result = renderer.templates.render(template, context, &mut out);
    if out.is_full() {
        return Err(too_large(template));
    }
    result.map(|()| out.into_bytes())
}

fn too_large(template: &str) -> Diagnostic {
    let message = format!("this template writes more than {} MiB", LARGEST_PAGE >> 20);
    Diagnostic::error("template-output", message)
        .in_file(format!("templates/{template}"))
        .hint("look for a loop that never ends, or for one inside another")
}

/// Begins the part of a diagnostic that names the page.
pub const WHILE_RENDERING: &str = " (while rendering ";

/// Adds the page that was being rendered.
fn name_page(diagnostic: Diagnostic, recipe: &Recipe, site: &Site) -> Diagnostic {
    match &recipe.page {
        Page::Article(id) | Page::Related(id) | Page::Alias(id) => {
            let source = site.entry(*id).post.source.as_str();
            if diagnostic.file.as_deref() == Some(source) {
                return diagnostic;
            }
            diagnostic.related(format!("while rendering {}", recipe.url), source, None)
        }
        _ => Diagnostic {
            message: format!("{}{WHILE_RENDERING}{})", diagnostic.message, recipe.url),
            ..diagnostic
        },
    }
}

/// Adds how many other pages meet the same.
pub fn and_others(diagnostic: Diagnostic, others: usize) -> Diagnostic {
    let mut diagnostic = diagnostic;
    let more = match others {
        0 => return diagnostic,
        1 => " and one more page".to_owned(),
        _ => format!(" and {others} more pages"),
    };
    let is_page = |message: &str| message.starts_with("while rendering ");
    match diagnostic.related.last_mut().filter(|related| is_page(&related.message)) {
        Some(page) => page.message.push_str(&more),
        None => diagnostic.message.push_str(&more),
    }
    diagnostic
}
