//! The tree of a front matter → [`Meta`], every field in one place.

use super::{
    FrontMatterContext,
    check::allowances,
    entries::{authors, image, sentiment, sign_off},
    fields::{Fields, Ranged, Read, Refusal, boolean, integer, text, texts, word},
    newsroom::{ClaimContext, check_claims, claims, disclosure, sources, updates},
    video::{is_video, video},
};
use crate::{
    clock::Zone,
    config::raw::is_language_tag,
    decode::SourceText,
    diagnostic::Diagnostic,
    paths::UrlPath,
    post::{
        date::parse_date,
        meta::{Image, KINDS, Meta, Placed, PostDate, Video, Visibility},
    },
    value::Value,
    yaml::{Entry, Node},
};

/// Reads every field; what no field takes is `extra`.
pub(super) fn read_meta(
    source: SourceText<'_>,
    context: FrontMatterContext<'_>,
    root: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> Meta {
    if root.is_null() {
        return Meta::default();
    }
    let Some(entries) = root.map() else {
        diagnostics.push(source.place(not_a_map(root), root.range.clone()));
        return Meta { draft: true, ..Meta::default() };
    };
    let mut fields = Fields::new(source, entries);
    let meta = read_fields(&mut fields, context);
    let found = check_claims(&meta, source);
    fields.found.extend(found);
    diagnostics.append(&mut fields.found);
    meta
}

fn not_a_map(root: &Node) -> Diagnostic {
    let message = format!("the front matter must be `key: value` lines, not {}", root.describe());
    Diagnostic::error("front-matter-type", message).hint("write `title: \"…\"`")
}

fn read_fields(fields: &mut Fields<'_>, context: FrontMatterContext<'_>) -> Meta {
    let zone = context.zone;
    let of_claims = ClaimContext { source: fields.source, zone, words: context.claim_words };
    let date = |node: &Node| read_date(node, zone);
    let kind = placed(fields, &["kind"], kind);
    let mut meta = Meta {
        title: fields.take(&["title"], text).unwrap_or_default(),
        slug: placed(fields, &["slug"], slug),
        id: placed(fields, &["id", "guid"], text),
        dateline: fields.take(&["dateline"], text),
        date: fields.take(&["date", "published_date", "pubDate", "created"], date),
        publish_date: fields.take(&["publish_date", "publishDate", "pubdate"], date),
        updated: fields.take(&["updated", "lastmod", "modified", "last_modified_at"], date),
        expires: fields.take(&["expires", "expiryDate", "unpublishdate"], date),
        draft: read_draft(fields),
        description: fields.take(&["description", "dek", "subtitle"], text),
        summary: fields.take(&["summary", "excerpt"], text),
        tags: plain(fields.take(&["tags"], texts)),
        categories: plain(fields.take(&["categories", "category"], texts)),
        authors: fields.take(&["authors", "author"], authors).unwrap_or_default(),
        series: fields.take(&["series"], one_text),
        story: fields.take(&["story"], one_text),
        kind: kind.as_ref().map(|kind| kind.value.clone()),
        featured: fields.take(&["featured"], boolean).unwrap_or_default(),
        lang: fields.take(&["lang"], language),
        translation_key: fields.take(&["translation_key"], text),
        image: read_image(fields),
        video: read_video(fields),
        aliases: read_aliases(fields),
        url: placed(fields, &["url", "permalink", "path"], site_path),
        template: placed(fields, &["template"], text),
        layout: read_layout(fields),
        weight: fields.take(&["weight"], integer),
        related: all_placed(fields, &["related"]),
        sources: fields.take(&["sources"], sources).unwrap_or_default(),
        claims: fields.take(&["claims"], |node| claims(node, of_claims)).unwrap_or_default(),
        updates: fields.take(&["updates", "corrections"], |node| updates(node, zone)).unwrap_or_default(),
        sentiment: fields.take(&["sentiment"], sentiment),
        desk_note: fields.take(&["desk_note"], text),
        ai: fields.take(&["ai"], disclosure),
        sign_off: fields.take(&["sign_off"], sign_off),
        visibility: read_visibility(fields),
        check: allowances(fields),
        extra: Vec::new(),
    };
    meta.extra = read_extra(fields);
    check_reel(fields, kind.as_ref(), &meta);
    meta
}

fn placed(
    fields: &mut Fields<'_>,
    names: &[&str],
    read: impl Fn(&Node) -> Read<String>,
) -> Option<Placed<String>> {
    let source = fields.source;
    fields.take_ranged(names, read).map(|found| Placed::at(found.value, source, found.range))
}

fn all_placed(fields: &mut Fields<'_>, names: &[&str]) -> Vec<Placed<String>> {
    let source = fields.source;
    let found = fields.take(names, texts).unwrap_or_default();
    found.into_iter().map(|text| Placed::at(text.value, source, text.range)).collect()
}

fn plain(texts: Option<Vec<Ranged<String>>>) -> Vec<String> {
    texts.unwrap_or_default().into_iter().map(|text| text.value).collect()
}

/// One text, also as a list of one, as other generators write series.
fn one_text(node: &Node) -> Read<String> {
    match node.list() {
        None => text(node),
        Some([]) => Ok(None),
        Some([only]) => text(only),
        Some(_) => Err(Refusal::Type { expected: "one text", example: "\"…\"" }),
    }
}

/// A date. Text that does not begin with a digit is of another type.
pub(super) fn read_date(node: &Node, zone: &Zone) -> Read<PostDate> {
    let refusal = Refusal::Type { expected: "a date", example: "2026-07-05 09:05" };
    let Some(text) = text(node).map_err(|_| refusal.clone())? else { return Ok(None) };
    match parse_date(&text, zone) {
        Ok(date) => Ok(Some(date)),
        Err(_) if !text.starts_with(|first: char| first.is_ascii_digit()) => Err(refusal),
        Err(bad) => Err(Refusal::Value {
            code: "date",
            message: bad.message,
            hint: bad.hint,
            range: node.range.clone(),
        }),
    }
}

/// One name of a file, never a way to another folder, encoded or not.
fn slug(node: &Node) -> Read<String> {
    let Some(found) = text(node)? else {
        return if node.is_null() { Ok(None) } else { Err(bad_slug(node, "is empty")) };
    };
    let decoded = percent_encoding::percent_decode_str(&found).decode_utf8_lossy();
    if decoded.contains(['/', '\\']) || decoded.chars().any(char::is_control) {
        return Err(bad_slug(node, "is a path, not one name"));
    }
    if decoded.chars().all(|c| c == '.') {
        return Err(bad_slug(node, "leads elsewhere"));
    }
    Ok(Some(found))
}

fn bad_slug(node: &Node, problem: &str) -> Refusal {
    let message = format!("\"{}\" {problem}", node.text().unwrap_or_default());
    let hint = "write one name without slashes, such as `my-post`; a whole path is given by `url`".to_owned();
    Refusal::Value { code: "illegal-path", message, hint, range: node.range.clone() }
}

/// A path on this site.
fn site_path(node: &Node) -> Read<String> {
    let Some(found) = text(node)? else { return Ok(None) };
    match UrlPath::parse(&found) {
        Ok(_) => Ok(Some(found)),
        Err(illegal) => Err(bad_path(&illegal.0, node.range.clone())),
    }
}

fn bad_path(message: &str, range: std::ops::Range<usize>) -> Refusal {
    let hint = "write a path on this site, such as `/about/` or `/old/post.html`".to_owned();
    Refusal::Value { code: "illegal-path", message: message.to_owned(), hint, range }
}

/// Old URLs; each that is not a path on this site is a mistake of its own.
fn read_aliases(fields: &mut Fields<'_>) -> Vec<Placed<String>> {
    let mut aliases = all_placed(fields, &["aliases", "redirect_from"]);
    let found = &mut fields.found;
    let file = fields.source.file();
    aliases.retain(|alias| match UrlPath::parse(&alias.value) {
        Ok(_) => true,
        Err(illegal) => {
            let message = format!("`aliases`: {illegal}");
            let hint = "write a path on this site, such as `/about/` or `/old/post.html`";
            let mistake = Diagnostic::error("illegal-path", message).hint(hint);
            found.push(mistake.in_file(file).at(alias.position));
            false
        }
    });
    aliases
}

/// Jekyll's and Hugo's word for a template; `null`, `none` and `false` ask for none.
fn read_layout(fields: &mut Fields<'_>) -> Option<Placed<String>> {
    let index = fields.index_of("layout")?;
    let entry = fields.entry(index);
    let named = entry.value.text().is_some() && entry.value.boolean().is_none();
    if !named && !entry.value.is_null() {
        return None;
    }
    placed(fields, &["layout"], text).filter(|layout| layout.value != "none")
}

/// A language tag.
fn language(node: &Node) -> Read<String> {
    let Some(found) = text(node)? else { return Ok(None) };
    let tag = found.replace('_', "-");
    if is_language_tag(&tag) {
        return Ok(Some(tag));
    }
    Err(Refusal::Value {
        code: "front-matter-type",
        message: format!("\"{found}\" is not a language tag"),
        hint: "write a tag such as `en`, `de` or `pt-BR`".to_owned(),
        range: node.range.clone(),
    })
}

/// Whether it is a draft, by whichever name. A value that cannot be read makes it one, so that a typing error
/// never publishes.
fn read_draft(fields: &mut Fields<'_>) -> bool {
    let before = fields.found.len();
    let mut said: Option<(bool, &Entry)> = None;
    for (name, if_true) in [("draft", true), ("is_draft", true), ("published", false)] {
        let Some(index) = fields.index_of(name) else { continue };
        let entry = fields.entry(index);
        let Some(value) = fields.settle(index, boolean(&entry.value)) else { continue };
        agree(fields, &mut said, value == if_true, entry);
    }
    if let Some(index) = fields.index_of("status")
        && fields.entry(index).value.text().is_some_and(|status| status.eq_ignore_ascii_case("draft"))
    {
        let entry = fields.entry(index);
        let _: Option<()> = fields.settle(index, Ok(None));
        agree(fields, &mut said, true, entry);
    }
    fields.found.len() > before || said.is_some_and(|(draft, _)| draft)
}

fn agree<'a>(fields: &mut Fields<'a>, said: &mut Option<(bool, &'a Entry)>, draft: bool, entry: &'a Entry) {
    match said {
        Some((before, first)) if *before != draft => fields.disagree(first, entry),
        Some(_) => {}
        None => *said = Some((draft, entry)),
    }
}

/// Who sees it; no one when that cannot be read.
fn read_visibility(fields: &mut Fields<'_>) -> Visibility {
    let words = [
        ("public", Visibility::Public),
        ("unlisted", Visibility::Unlisted),
        ("private", Visibility::Private),
    ];
    let refusal = Refusal::Type { expected: "`public`, `unlisted` or `private`", example: "unlisted" };
    let before = fields.found.len();
    let found = fields.take(&["visibility"], |node| word(node, &words, &refusal));
    let fallback = if fields.found.len() > before { Visibility::Private } else { Visibility::Public };
    found.unwrap_or(fallback)
}

/// The image's names, the first that counts first.
pub const IMAGE_NAMES: [&str; 5] = ["image", "cover", "hero", "thumbnail", "images"];

/// The first of the image's names that holds one. The others may be other pictures, or switches of a theme, and
/// stay in `extra`.
fn read_image(fields: &mut Fields<'_>) -> Option<Placed<Image>> {
    for name in IMAGE_NAMES {
        let Some(index) = fields.index_of(name) else { continue };
        let entry = fields.entry(index);
        let found = image(&entry.value);
        if found.is_some() || entry.value.is_null() {
            fields.settle::<()>(index, Ok(None));
        }
        if let Some(found) = found {
            return Some(Placed::at(found, fields.source, entry.value.range.clone()));
        }
    }
    None
}

/// A kind that is known in its one spelling, another as written.
fn kind(node: &Node) -> Read<String> {
    let found = text(node)?;
    let known = |found: &str| KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(found));
    Ok(found.map(|found| known(&found).map_or(found, str::to_owned)))
}

/// The video; a value that can be none stays in `extra`.
fn read_video(fields: &mut Fields<'_>) -> Option<Video> {
    let index = fields.index_of("video")?;
    let node = &fields.entry(index).value;
    if !is_video(node) && !node.is_null() {
        return None;
    }
    let found = video(node, fields.source);
    fields.settle(index, found)
}

/// A reel is its video. A mistake in that is told of by itself.
fn check_reel(fields: &mut Fields<'_>, kind: Option<&Placed<String>>, meta: &Meta) {
    let Some(kind) = kind.filter(|kind| kind.value == "reel") else { return };
    let has_mistake = fields.found.iter().any(|found| found.code == "video");
    if meta.video.is_none() && !has_mistake {
        let warning = Diagnostic::warning("reel-video", "a reel has a `video`, and this one has none")
            .hint("add `video: clip.mp4`, a file beside the post or an address, or take another `kind`");
        fields.found.push(warning.in_file(fields.source.file()).at(kind.position));
    }
}

/// `extra`, then `params`, then every key that is no field; the first of a name stays.
fn read_extra(fields: &mut Fields<'_>) -> Vec<(String, Value)> {
    let map = |node: &Node| match node.map() {
        Some(entries) => Ok(Some(entries.iter().map(Entry::to_pair).collect::<Vec<_>>())),
        None if node.is_null() => Ok(None),
        None => Err(Refusal::Type { expected: "a map", example: "{key: value}" }),
    };
    let mut extra: Vec<(String, Value)> = Vec::new();
    let own = fields.take(&["extra"], map).unwrap_or_default();
    let params = fields.take(&["-", "params"], map).unwrap_or_default();
    let rest = fields.rest().map(Entry::to_pair);
    let mut seen = std::collections::HashSet::new();
    for (name, value) in own.into_iter().chain(params).chain(rest) {
        if seen.insert(name.clone()) {
            extra.push((name, value));
        }
    }
    extra
}
