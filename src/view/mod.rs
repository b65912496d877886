//! What templates see: the documented, stable contract of theme authors.
//!
//! Owns the shape of every value that a template is given, as types that serialise. The digest of a view is the
//! digest of its serialised form, so that nothing can reach a template without being part of what makes a page
//! stale. It must not know Tera's loading, recipes or the disk.

mod article;
mod card;
mod list;
mod term;

pub use article::{Article, Update, article};
pub use card::{AuthorView, Card, ImageView, TermRef, card};
pub use list::{
    ConfigView, PageView, Pager, PagerLink, SitemapUrl, config_view, page_count, page_url, pager,
};
pub use term::{RelatedView, TermView, related_view, term_view};

/// Scripts that are written from right to left, by primary language.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "arc", "dv", "fa", "he", "ks", "ps", "ur", "yi"];

/// The direction of a language: `ltr` or `rtl`.
pub fn direction(lang: &str) -> &'static str {
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    if RIGHT_TO_LEFT.iter().any(|code| primary.eq_ignore_ascii_case(code)) { "rtl" } else { "ltr" }
}
