//! What a new post would collide with: another's file, address or permanent ID.

use super::asked::Asked;
use crate::{
    diagnostic::Diagnostic,
    paths::{UrlPath, slugify},
    post::Post,
    site::{Site, permalink},
};
use std::path::Path;

/// Numbers that are tried for a free name.
const MOST_TRIED: usize = 100;

/// What a post would be known by.
pub struct Names {
    /// Its permanent ID.
    pub id: String,
    /// Where it would live.
    pub url: UrlPath,
}

/// The names of a post.
///
/// # Errors
/// It has no legal path.
pub fn names(post: &Post, site: &Site) -> Result<Names, Diagnostic> {
    let slug = permalink::slug(post, &site.config);
    let id = permalink::permanent_id(post, &slug, &site.config);
    let url = permalink::url(post, &slug, &id, &site.config).map_err(|illegal| {
        Diagnostic::error("illegal-path", illegal.to_string())
            .hint("give it another name with `--slug`, or look at `permalink` in sitegen.yaml")
    })?;
    Ok(Names { id, url })
}

/// What is taken, if anything is.
pub fn find(root: &Path, asked: &Asked, post: &Post, names: &Names, site: &Site) -> Option<Diagnostic> {
    let path = asked.path(&asked.stem);
    if root.join(path.as_str()).symlink_metadata().is_ok() {
        let message = format!("`{path}` is there already");
        return Some(told("post-exists", message, asked, post, root, site));
    }
    if let Some(other) = at(&names.url, site) {
        let message = format!("`{other}` has the address `{}` already", names.url);
        return Some(told("path-collision", message, asked, post, root, site).related(
            "the other",
            other,
            None,
        ));
    }
    let other = with_id(&names.id, site)?;
    let free =
        (2..MOST_TRIED).map(|number| format!("{}-{number}", names.id)).find(|id| with_id(id, site).is_none());
    let hint = match free {
        Some(id) => format!("name another with `--id {id}`, or give it another name with `--slug`"),
        None => "name another with `--id`".to_owned(),
    };
    let message = format!("`{other}` has the permanent ID `{}` already", names.id);
    Some(Diagnostic::error("id-duplicate", message).hint(hint).related("the other", other, None))
}

fn told(
    code: &'static str,
    message: String,
    asked: &Asked,
    post: &Post,
    root: &Path,
    site: &Site,
) -> Diagnostic {
    let hint = match free_slug(asked, post, root, site) {
        Some(slug) => format!("edit that one, or give the new one another name: `--slug {slug}`"),
        None => "edit that one, or give the new one another name with `--slug`".to_owned(),
    };
    Diagnostic::error(code, message).hint(hint)
}

/// A name that nothing has; none where the front matter itself says where the post lives.
fn free_slug(asked: &Asked, post: &Post, root: &Path, site: &Site) -> Option<String> {
    if post.meta.url.is_some() || post.meta.slug.is_some() {
        return None;
    }
    let numbered = (2..MOST_TRIED).map(|number| format!("{}-{number}", asked.stem));
    numbered.map(|stem| slugify(&stem, site.config.slugify)).find(|stem| {
        let mut other = post.clone();
        other.name.clone_from(stem);
        other.meta.id = None;
        let is_free = |names: Names| at(&names.url, site).is_none() && with_id(&names.id, site).is_none();
        !root.join(asked.path(stem).as_str()).exists() && names(&other, site).is_ok_and(is_free)
    })
}

/// The file of the post that lives at an address, or leads on from there.
fn at(url: &UrlPath, site: &Site) -> Option<String> {
    let key = url.output().collision_key();
    let is_there = |other: &UrlPath| other.output().collision_key() == key;
    let is_alias = |post: &Post| {
        post.meta
            .aliases
            .iter()
            .filter_map(|alias| UrlPath::parse(&alias.value).ok())
            .any(|alias| is_there(&alias))
    };
    let mut built = site.entries.iter().filter(|entry| is_there(&entry.url) || is_alias(&entry.post));
    let mut left_out = site.left_out.iter().filter(|other| other.url.as_ref().is_some_and(is_there));
    let source = built.next().map(|entry| &entry.post.source);
    source.or_else(|| left_out.next().map(|other| &other.post.source)).map(ToString::to_string)
}

fn with_id(id: &str, site: &Site) -> Option<String> {
    let built = site.by_id.get(id).map(|number| &site.entry(*number).post.source);
    let left_out = || site.left_out.iter().find(|other| other.id == id).map(|other| &other.post.source);
    built.or_else(left_out).map(ToString::to_string)
}
