//! `sitegen list`: what the site has, and why a post is not in it.

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
    site::{EntryId, Site, Status, related::RelatedIndex, status},
};
use std::io;

/// Lists.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, list: &List, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let mut wanted = pipeline::Request::new(&request.root, list.clock);
    wanted.config.clone_from(&request.config);
    wanted.jobs = request.jobs;
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
        ListWhat::Tags => Some(tags(&site)),
        ListWhat::Related { post, explain } => find(&site, post).map(|id| related(&site, id, *explain)),
    };
    if table.is_none() {
        diagnostics.push(unknown(&list.what));
    }
    // Diagnostics in JSON go where the list goes; a program that asks for both asked for lines.
    let quiet_style = Style { format: MessageFormat::Human, ..style.clone() };
    let diagnostics_style = if list.format == ListFormat::Table { &style } else { &quiet_style };
    report::show_diagnostics(&diagnostics, &source_text(&request.root), diagnostics_style, streams)?;
    if let Some(table) = table {
        table::write(&table, list.format, streams.out)?;
    }
    Ok(Outcome::of(report::count(&diagnostics, Level::Error), 0, Warnings::Allow))
}

fn unknown(what: &ListWhat) -> Diagnostic {
    let name = if let ListWhat::Related { post, .. } = what { post.as_str() } else { "" };
    Diagnostic::error("post-unknown", format!("there is no published post `{name}`"))
        .hint("give its file, its slug, its permanent ID or its URL; `sitegen list` shows them")
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

fn tags(site: &Site) -> Table {
    let base = &site.config.base_url;
    let row = |tag: &crate::site::Term| {
        vec![
            tag.name.as_str().into(),
            tag.slug.as_str().into(),
            Cell::Text(base.absolute(&tag.url)),
            Cell::Count(tag.posts.len() as u64),
        ]
    };
    Table { columns: vec!["name", "slug", "url", "count"], rows: site.tags.iter().map(row).collect() }
}

fn related(site: &Site, id: EntryId, explain: bool) -> Table {
    let found = RelatedIndex::build(site).related(site, id, site.config.related.page_size);
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
            let tags: Vec<&str> = related.tags.iter().map(|tag| site.tag(*tag).name.as_str()).collect();
            let score = related.score;
            row.extend([Cell::Text(related.terms.join(", ")), Cell::Text(tags.join(", "))]);
            row.extend([score.text, score.tags, score.decay, score.total].map(Cell::Score));
        }
        row
    };
    Table { columns, rows: found.iter().map(row).collect() }
}
