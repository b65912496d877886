//! A page's file as the new site reads it, before it is written.
//!
//! Owns what becomes of values that this program would refuse: they go to `extra`, so that the new site builds. It must
//! not know one generator.

use super::{
    emit, fields,
    foreign::{Page, Remark, entry, truth},
};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    digest::Digest,
    paths::SourcePath,
    post::{self, Parsed, Post, Wants},
};

/// The text of a page's file.
pub fn text(page: &Page) -> String {
    let body = page.body.trim_matches('\n');
    let gap = if body.is_empty() { "" } else { "\n" };
    let end = if body.is_empty() { "" } else { "\n" };
    format!("{}{gap}{body}{end}", emit::front_matter(&page.fields))
}

/// The page as the new site reads it. Each field that it refuses goes to `extra`, with a remark.
pub fn read_back(page: &mut Page, config: &Config, wants: &Wants, found: &mut Vec<Remark>) -> Option<Post> {
    loop {
        let written = text(page);
        let path = SourcePath::new(page.target.clone());
        let digest = Digest::of(written.as_bytes());
        let Parsed { post, diagnostics } =
            post::parse(&path, written.as_bytes(), digest, digest, config, wants);
        if post.is_some() {
            return post;
        }
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let refused = errors.clone().find_map(|error| Some((field_at(page, error)?, error)));
        let Some((index, error)) = refused else {
            let first = errors.clone().next().map(|error| error.message.clone()).unwrap_or_default();
            let message = format!("the new page is in error: {first}");
            found.push(
                Remark::changed("pages", message, "see what `sitegen check` says of it")
                    .in_file(&*page.source),
            );
            return None;
        };
        refuse_field(page, index, error, found);
    }
}

/// The field on whose lines a mistake is.
fn field_at(page: &Page, error: &Diagnostic) -> Option<usize> {
    let line = error.position?.line as usize;
    let mut next = 2;
    for (index, field) in page.fields.iter().enumerate() {
        let mut text = String::new();
        emit::push_entry(&mut text, &field.key, &field.value, 0);
        let first = next;
        next += text.lines().count();
        if (first..next).contains(&line) && field.key != "extra" {
            return Some(index);
        }
    }
    None
}

/// Keys of which a mistake could publish what was not meant to be.
const GRAVE: [&str; 5] = ["date", "publish_date", "expires", "draft", "visibility"];

fn refuse_field(page: &mut Page, index: usize, error: &Diagnostic, found: &mut Vec<Remark>) {
    let field = page.fields.remove(index);
    let is_grave = GRAVE.contains(&field.key.as_str());
    let outcome = if is_grave { "it is in `extra`, and the page is a draft" } else { "it is in `extra`" };
    let message = format!("{}: {outcome}", error.message);
    let hint = error.hint.clone().unwrap_or_else(|| "see docs/front-matter.md".to_owned());
    found.push(Remark::changed("front matter", message, hint).in_file(&*page.source).on_line(field.line));
    fields::push_extra(&mut page.fields, vec![entry(&field.key, field.value)]);
    if is_grave {
        page.draft = true;
        fields::set(&mut page.fields, "draft", truth(true));
    }
}
