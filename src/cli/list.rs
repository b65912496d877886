//! `sitegen list`: what the site has, and why a post is not in it.

mod suggest;

use super::{
    args::{ListFormat, ListWhat, MessageFormat},
    build::source_text,
    report::{self, Outcome, Streams, Style},
    request::{List, Request, Warnings},
    table::{self, Cell, Table},
};
use crate::{
    diagnostic::{Diagnostic, Level},
    pipeline::{self, Project},
    post::Post,
    site::{
        EntryId, List as PostList, ListKind, Site, Status,
        related::{Numbers, RelatedIndex, Scratch},
        status,
    },
};
use std::{collections::BTreeMap, io};

/// Lists.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, list: &List, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let wanted = wanted(request, list);
    if let ListWhat::Stories(options) = &list.what
        && options.suggest
    {
        return suggest::run(request, list, options, &wanted, streams);
    }
    let Project { site, mut diagnostics } = match pipeline::inspect(&wanted) {
        Ok(project) => project,
        Err(failure) => {
            report::show_failure(&failure, &style, streams)?;
            return Ok(Outcome::Environment);
        }
    };
    let table = match &list.what {
        ListWhat::All => Some(posts(&site, |_| true)),
        ListWhat::Drafts => Some(posts(&site, |status| status == Status::Draft)),
        ListWhat::Future => Some(posts(&site, |status| status == Status::Future)),
        ListWhat::Expired => Some(posts(&site, |status| status == Status::Expired)),
        ListWhat::Tags => terms(&site, "tags"),
        ListWhat::Categories => terms(&site, "categories"),
        ListWhat::Authors => terms(&site, "authors"),
        ListWhat::Series => terms(&site, "series"),
        ListWhat::Terms { taxonomy } => terms(&site, taxonomy),
        ListWhat::Sections => Some(sections(&site)),
        ListWhat::Stories(_) => Some(stories(&site)),
        ListWhat::Related { post, explain } => find(&site, post).map(|id| related(&site, id, *explain)),
    };
    if table.is_none() {
        diagnostics.push(unknown(&list.what, &site));
    }
    report::show_diagnostics(
        &diagnostics,
        &source_text(&request.root),
        &beside(&style, list.format),
        streams,
    )?;
    if let Some(table) = table {
        table::write(&table, list.format, streams.out)?;
    }
    Ok(Outcome::of(report::count(&diagnostics, Level::Error), 0, Warnings::Allow))
}

/// What is read for a list.
fn wanted(request: &Request, list: &List) -> pipeline::Request {
    let mut wanted = pipeline::Request::new(&request.root, list.clock);
    wanted.config.clone_from(&request.config);
    wanted.jobs = request.jobs;
    wanted
}

/// How diagnostics are shown beside a list. In JSON they go where the list goes; a program that asks for both asked for
/// lines.
fn beside(style: &Style, format: ListFormat) -> Style {
    match format {
        ListFormat::Table => style.clone(),
        ListFormat::Json | ListFormat::Csv => Style { format: MessageFormat::Human, ..style.clone() },
    }
}

fn unknown(what: &ListWhat, site: &Site) -> Diagnostic {
    match what {
        ListWhat::Terms { taxonomy } => {
            Diagnostic::error("taxonomy-unknown", format!("there is no taxonomy `{taxonomy}`"))
                .hint(format!("the site has {}", site.config.taxonomy_names().join(", ")))
        }
        ListWhat::Related { post, .. } => {
            Diagnostic::error("post-unknown", format!("there is no published post `{post}`"))
                .hint("give its file, its slug, its permanent ID or its URL; `sitegen list` shows them")
        }
        _ => Diagnostic::error("list-unknown", "there is no such list").hint("run `sitegen list --help`"),
    }
}

/// A post by its file, slug, ID or URL.
fn find(site: &Site, name: &str) -> Option<EntryId> {
    let trimmed = name.strip_prefix("./").unwrap_or(name);
    site.by_source.get(trimmed).copied().or_else(|| site.find(name))
}

struct Row<'a> {
    post: &'a Post,
    url: Option<String>,
    id: &'a str,
    status: Status,
}

fn rows(site: &Site) -> Vec<Row<'_>> {
    let base = &site.config.base_url;
    let built = site.entries.iter().map(|entry| Row {
        post: &entry.post,
        url: Some(base.absolute(&entry.url)),
        id: &entry.id,
        status: entry.status,
    });
    let left_out = site.left_out.iter().map(|left_out| Row {
        post: &left_out.post,
        url: left_out.url.as_ref().map(|url| base.absolute(url)),
        id: &left_out.id,
        status: left_out.status,
    });
    let mut rows: Vec<Row<'_>> = built.chain(left_out).collect();
    rows.sort_by(|a, b| {
        let date = |row: &Row<'_>| std::cmp::Reverse(row.post.meta.date.map(|date| date.instant));
        (date(a), &a.post.source).cmp(&(date(b), &b.post.source))
    });
    rows
}

fn posts(site: &Site, wanted: impl Fn(Status) -> bool) -> Table {
    let rows = rows(site).into_iter().filter(|row| wanted(row.status));
    Table {
        columns: vec!["source", "url", "id", "title", "date", "status", "reason"],
        rows: rows
            .map(|row| {
                let date = row.post.meta.date.map(|date| site.config.timezone.rfc3339(date.instant));
                vec![
                    row.post.source.as_str().into(),
                    Cell::from(row.url.clone()),
                    row.id.into(),
                    row.post.meta.title.as_str().into(),
                    Cell::from(date),
                    row.status.as_str().into(),
                    Cell::from(reason(site, &row)),
                ]
            })
            .collect(),
    }
}

/// Why a post is not in the output.
fn reason(site: &Site, row: &Row<'_>) -> Option<String> {
    let when = |instant| site.config.timezone.rfc3339(instant);
    match row.status {
        Status::Published => None,
        Status::Draft => Some("draft".to_owned()),
        Status::Future => {
            status::public_from(&row.post.meta).map(|from| format!("future until {}", when(from)))
        }
        Status::Expired => row.post.meta.expires.map(|date| format!("expired since {}", when(date.instant))),
        Status::Private => Some("private".to_owned()),
    }
}

/// The terms of a taxonomy in all languages of the site; none when there is no such taxonomy.
fn terms(site: &Site, taxonomy: &str) -> Option<Table> {
    let several = site.locales.len() > 1;
    let mut columns = vec!["name", "slug", "url", "count"];
    columns.extend(several.then_some("lang"));
    let mut rows = Vec::new();
    for locale in &site.locales {
        for list in locale.taxonomy(taxonomy)?.terms.iter().map(|id| site.list(*id)) {
            let slug = if let ListKind::Term(term) = &list.kind { term.slug.as_str() } else { "" };
            let url = list.has_pages.then(|| site.config.base_url.absolute(&list.url));
            let count = Cell::Count(list.posts.len() as u64);
            let mut row: Vec<Cell> = vec![list.title.as_str().into(), slug.into(), Cell::from(url), count];
            row.extend(several.then(|| locale.tag.as_str().into()));
            rows.push(row);
        }
    }
    Some(Table { columns, rows })
}

/// Stories that posts tell, the one that was told last first.
fn stories(site: &Site) -> Table {
    let mut stories: BTreeMap<&str, Vec<EntryId>> = BTreeMap::new();
    for id in &site.listed {
        if let Some(story) = &site.entry(*id).post.meta.story {
            stories.entry(story).or_default().push(*id);
        }
    }
    let mut stories: Vec<(&str, Vec<EntryId>)> = stories.into_iter().collect();
    stories.sort_by_key(|(_, posts)| posts.first().copied());
    let date = |id: Option<&EntryId>| {
        let date = id.and_then(|id| site.entry(*id).post.meta.date);
        Cell::from(date.map(|date| site.config.timezone.rfc3339(date.instant)))
    };
    let row = |(story, posts): (&str, Vec<EntryId>)| {
        vec![story.into(), Cell::Count(posts.len() as u64), date(posts.last()), date(posts.first())]
    };
    Table { columns: vec!["story", "count", "first", "last"], rows: stories.into_iter().map(row).collect() }
}

/// Sections in all languages of the site.
fn sections(site: &Site) -> Table {
    let several = site.locales.len() > 1;
    let mut columns = vec!["name", "folder", "url", "count"];
    columns.extend(several.then_some("lang"));
    let row = |list: &PostList| {
        let ListKind::Section { folder, .. } = &list.kind else { return None };
        let url = Cell::Text(site.config.base_url.absolute(&list.url));
        let count = Cell::Count(list.posts.len() as u64);
        let mut row: Vec<Cell> = vec![list.title.as_str().into(), folder.as_str().into(), url, count];
        row.extend(several.then(|| site.locale(list.locale).tag.as_str().into()));
        Some(row)
    };
    Table { columns, rows: site.lists.iter().filter_map(row).collect() }
}

fn related(site: &Site, id: EntryId, explain: bool) -> Table {
    let found = RelatedIndex::build(site, &mut Numbers::default()).related(
        site,
        id,
        site.config.related.page_size,
        &mut Scratch::default(),
    );
    let mut columns = vec!["source", "title", "reason"];
    if explain {
        columns.extend(["terms", "tags", "text", "tag_likeness", "decay", "score"]);
    }
    let row = |related: &crate::site::related::RelatedPost| {
        let entry = site.entry(related.id);
        let mut row: Vec<Cell> = vec![
            entry.post.source.as_str().into(),
            entry.post.meta.title.as_str().into(),
            related.reason.as_str().into(),
        ];
        if explain {
            let tags: Vec<&str> = related.tags.iter().map(|tag| site.list(*tag).title.as_str()).collect();
            let score = related.score;
            row.extend([Cell::Text(related.terms.join(", ")), Cell::Text(tags.join(", "))]);
            row.extend([score.text, score.tags, score.decay, score.total].map(Cell::Score));
        }
        row
    };
    Table { columns, rows: found.iter().map(row).collect() }
}
