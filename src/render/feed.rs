//! The context of a feed.

use super::{Renderer, json_feed::json_feed};
use crate::{
    clock::Zone,
    config::FeedFormat,
    diagnostic::Diagnostic,
    plan::{self, Recipe},
    post::meta::PostDate,
    site::{EntryId, List, ListKind, Site},
    template::escape_text,
    view::{self, PageView},
};
use tera::{Context, Map, Value};

/// Adds what the template of a feed is given.
pub fn add(
    context: &mut Context,
    recipe: &Recipe,
    renderer: &Renderer<'_>,
    list: &List,
    format: FeedFormat,
) -> Result<(), Diagnostic> {
    let site = renderer.site();
    let title = title(site, list);
    let description = PageView::of_list(site, list, &list.url).description;
    context.insert("description", &description);
    context.insert("page", &PageView::new(site, list.locale, "feed", &title, &recipe.url));
    context.insert("title", &title);
    context.insert("host", site.config.base_url.host());
    context.insert("home", &site.config.base_url.absolute(&list.url));
    context.insert("term", &matches!(list.kind, ListKind::Term(_)).then(|| view::term_view(site, list)));
    let posts = plan::feed_posts(site, list);
    let updated = posts.iter().filter_map(|id| last_change(site, list, *id)).max();
    context.insert("updated", &updated.map(|date| rfc2822(&site.config.timezone, date)));
    context.insert("updated_rfc3339", &updated.map(|date| site.config.timezone.rfc3339(date.instant)));
    let contents = posts.iter().copied().zip(full_texts(&posts, list, renderer)?);
    if format == FeedFormat::Json {
        let url = site.config.base_url.absolute(&recipe.url);
        context.insert("feed", &json_feed(site, list, &title, url, description, contents));
        return Ok(());
    }
    let items: Vec<Value> = contents.map(|(id, html)| item(id, html, list, renderer)).collect();
    context.insert_value("items", Value::from(items));
    Ok(())
}

/// The HTML of each post for a feed: its body, or its last correction in the feed of these; none where feeds have summaries
/// alone.
fn full_texts(
    posts: &[EntryId],
    list: &List,
    renderer: &Renderer<'_>,
) -> Result<Vec<Option<String>>, Diagnostic> {
    let site = renderer.site();
    if !site.config.feeds.full_text {
        return Ok(vec![None; posts.len()]);
    }
    let corrections: Vec<_> = posts.iter().map(|id| last_correction(site, list, *id)).collect();
    let whole = posts.iter().zip(&corrections).filter(|(_, correction)| correction.is_none());
    let whole: Vec<EntryId> = whole.map(|(id, _)| *id).collect();
    let mut bodies = renderer.feeds.of(&whole, list.locale, renderer)?.into_iter();
    let text = |correction: Option<LastCorrection<'_>>| match correction {
        Some(correction) => Some(paragraph(correction.text)),
        None => bodies.next(),
    };
    Ok(corrections.into_iter().map(text).collect())
}

/// Plain text as HTML.
fn paragraph(text: &str) -> String {
    let mut html = b"<p>".to_vec();
    escape_text(text, &mut html).expect("memory takes all");
    html.extend_from_slice(b"</p>");
    String::from_utf8_lossy(&html).into_owned()
}

/// The name of a feed: the site's, or with the list's before it.
fn title(site: &Site, list: &List) -> String {
    let own = view::site_title(site, list.locale);
    if list.kind == ListKind::Home { own.to_owned() } else { format!("{} · {own}", list.title) }
}

fn last_change(site: &Site, list: &List, id: EntryId) -> Option<PostDate> {
    let meta = &site.entry(id).post.meta;
    let correction = last_correction(site, list, id).map(|correction| correction.date);
    correction.or_else(|| meta.last_changed().max(meta.date))
}

/// What a feed of corrections tells of a post: its last correction, which is an item of its own.
pub struct LastCorrection<'a> {
    /// Names this correction and no other.
    pub guid: String,
    /// When it was made.
    pub date: PostDate,
    /// What was wrong: plain text.
    pub text: &'a str,
}

/// The last correction of a post, for the feed of corrections; none for other feeds.
pub fn last_correction<'a>(site: &'a Site, list: &List, id: EntryId) -> Option<LastCorrection<'a>> {
    let entry = site.entry(id);
    let date = entry.corrected_at().filter(|_| list.kind == ListKind::Corrections)?;
    let mut updates = entry.post.meta.updates.iter();
    let found = updates.find(|update| update.kind.is_correction() && update.date == date)?;
    Some(LastCorrection { guid: format!("{}#{}", entry.id, date.instant), date, text: &found.text })
}

fn item(id: EntryId, html: Option<String>, list: &List, renderer: &Renderer<'_>) -> Value {
    let site = renderer.site();
    let entry = site.entry(id);
    let correction = last_correction(site, list, id);
    let mut item = Map::new();
    let mut card = renderer.answers.card(id);
    if let Some(correction) = &correction {
        let mut fields = card.into_map().unwrap_or_default();
        fields.insert("summary".into(), Value::from(correction.text));
        let date = site.config.timezone.rfc3339(correction.date.instant);
        fields.insert("date".into(), Value::from(date));
        card = Value::from(fields);
    }
    item.insert("post".into(), card);
    let guid = correction.as_ref().map_or(entry.id.as_str(), |correction| &correction.guid);
    item.insert("guid".into(), Value::from(guid));
    let date = correction.as_ref().map(|correction| correction.date).or(entry.post.meta.date);
    let date = date.map(|date| rfc2822(&site.config.timezone, date));
    item.insert("date_rfc2822".into(), date.map_or(Value::none(), Value::from));
    let updated = last_change(site, list, id).map(|date| site.config.timezone.rfc3339(date.instant));
    item.insert("updated".into(), updated.map_or(Value::none(), Value::from));
    item.insert("image".into(), Value::from_serializable(&view::enclosure(site, id)));
    item.insert("ai".into(), Value::from_serializable(&view::feed_notes(site, id).ai));
    // Text, not HTML of the page: a feed escapes it once more.
    item.insert("content".into(), html.map_or(Value::none(), Value::from));
    Value::from(item)
}

/// The date form of RSS 2.0 (RFC 822 as amended: four digits of the year).
fn rfc2822(zone: &Zone, date: PostDate) -> String {
    zone.civil(date.instant).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}
