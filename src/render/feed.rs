//! The context of a feed.

use super::{
    Renderer,
    context::{Place, content},
    elsewhere::with_whole_addresses,
    json_feed::json_feed,
};
use crate::{
    clock::Zone,
    config::FeedFormat,
    diagnostic::Diagnostic,
    plan::{self, Recipe},
    post::meta::PostDate,
    site::{EntryId, List, ListKind, Site},
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
    let updated = posts.iter().filter_map(|id| last_change(site, *id)).max();
    context.insert("updated", &updated.map(|date| rfc2822(&site.config.timezone, date)));
    context.insert("updated_rfc3339", &updated.map(|date| site.config.timezone.rfc3339(date.instant)));
    if format == FeedFormat::Json {
        let contents = posts.iter().map(|id| Ok((*id, full_text(*id, renderer)?)));
        let contents = contents.collect::<Result<Vec<_>, Diagnostic>>()?;
        let url = site.config.base_url.absolute(&recipe.url);
        context.insert("feed", &json_feed(site, list, &title, url, description, contents));
        return Ok(());
    }
    let items: Result<Vec<Value>, Diagnostic> = posts.iter().map(|id| item(*id, renderer)).collect();
    context.insert_value("items", Value::from(items?));
    Ok(())
}

/// The body of a post for a feed; none where feeds have summaries alone.
fn full_text(id: EntryId, renderer: &Renderer<'_>) -> Result<Option<String>, Diagnostic> {
    let site = renderer.site();
    if !site.config.feeds.full_text {
        return Ok(None);
    }
    let html = content(id, renderer, Place::Feed)?;
    Ok(Some(with_whole_addresses(html, &site.config.base_url.absolute(&site.entry(id).url))))
}

/// The name of a feed: the site's, or with the list's before it.
fn title(site: &Site, list: &List) -> String {
    let own = view::site_title(site, list.locale);
    if list.kind == ListKind::Home { own.to_owned() } else { format!("{} · {own}", list.title) }
}

fn last_change(site: &Site, id: EntryId) -> Option<PostDate> {
    let meta = &site.entry(id).post.meta;
    meta.updated.max(meta.date)
}

fn item(id: EntryId, renderer: &Renderer<'_>) -> Result<Value, Diagnostic> {
    let site = renderer.site();
    let entry = site.entry(id);
    let mut item = Map::new();
    item.insert("post".into(), renderer.answers.card(id));
    item.insert("guid".into(), Value::from(entry.id.as_str()));
    let date = entry.post.meta.date.map(|date| rfc2822(&site.config.timezone, date));
    item.insert("date_rfc2822".into(), date.map_or(Value::none(), Value::from));
    let updated = last_change(site, id).map(|date| site.config.timezone.rfc3339(date.instant));
    item.insert("updated".into(), updated.map_or(Value::none(), Value::from));
    item.insert("image".into(), Value::from_serializable(&view::enclosure(site, id)));
    // Text, not HTML of the page: a feed escapes it once more.
    item.insert("content".into(), full_text(id, renderer)?.map_or(Value::none(), Value::from));
    Ok(Value::from(item))
}

/// The date form of RSS 2.0 (RFC 822 as amended: four digits of the year).
fn rfc2822(zone: &Zone, date: PostDate) -> String {
    zone.civil(date.instant).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}
