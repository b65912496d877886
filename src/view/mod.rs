//! What templates see: the documented, stable contract of theme authors.
//!
//! Owns the shape of every value that a template is given, as types that serialise. The digest of a view is the
//! digest of its serialised form, so that nothing can reach a template without being part of what makes a page
//! stale. It must not know Tera's loading, recipes or the disk.

mod archive;
mod article;
mod card;
mod desk;
mod feed;
mod list;
mod locale;
mod masthead;
mod newsroom;
mod search;
mod share;
mod share_card;
mod sitemap;
mod story;
mod term;
mod video;
mod wire;

pub use archive::{ArchiveMonth, ArchiveYear, archive, month_date};
pub use article::{Article, FileView, Part, Update, article};
pub use card::{AuthorView, Card, ImageView, TermRef, card, card_with, term_ref};
pub use desk::{ClaimsOfStatus, Correction, ToldClaim, claims_by_status, claims_data, corrections};
pub use feed::{Enclosure, FeedNotes, enclosure, feed_notes};
pub use list::{
    ConfigView, FeedLink, PageView, Pager, PagerLink, config_view, feed_links, page_count, page_url, pager,
};
pub use locale::{LocaleView, TaxonomyLink, Translation, language_name, locale_view, site_title};
pub use masthead::{
    EditionDay, EditionPage, EditionView, Masthead, ScheduleView, edition_of, edition_page, editions,
    masthead,
};
pub use newsroom::{ClaimSource, ClaimView, DisclosureView, SentimentView, SourceView, cited, claims};
pub use search::{SearchLinks, Searched, index_folder, searched};
pub use share::{ShareView, share};
pub use share_card::{SHARE_CARD_SIZE, ShareCardView, share_card};
pub use sitemap::{Alternate, NewsUrl, SitemapUrl, news_url, sitemap_urls};
pub use story::{ClaimRow, Event, StanceView, StoryView, story};
pub use term::{RelatedView, TermView, related_view, term_view};
pub use video::{CaptionsView, CardVideo, HostView, VideoView};
pub use wire::{ChangeView, MarketView, StripConfigView, WireFile, WireView, strip_of, wire_file, wire_url};

/// Scripts that are written from right to left, by primary language.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "arc", "dv", "fa", "he", "ks", "ps", "ur", "yi"];

/// The direction of a language: `ltr` or `rtl`.
pub fn direction(lang: &str) -> &'static str {
    let primary = lang.split(['-', '_']).next().unwrap_or(lang);
    if RIGHT_TO_LEFT.iter().any(|code| primary.eq_ignore_ascii_case(code)) { "rtl" } else { "ltr" }
}
