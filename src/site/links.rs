//! What the holes of a body are filled with: links to other entries, images, files.

use super::{Entry, EntryId, LeftOut, Site, StaticFile};
use crate::{
    diagnostic::{Diagnostic, Level, Position, nearest},
    paths::{BaseUrl, OutputPath, UrlPath, below_content, inside_content},
    post::{Hole, HoleKind, Post},
};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// A resolved destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// A place on this site, from its root: path, and what follows it (`#…`, `?…`).
    Site(UrlPath, String),
    /// A path from the root of the host as the author wrote it: `/about/`.
    Rooted(String),
    /// A path relative to the page, or nothing of ours.
    AsWritten(String),
}

impl Link {
    /// The link as it stands on a page of this site.
    pub fn on_site(&self, base: &BaseUrl) -> String {
        match self {
            Self::Site(path, tail) => format!("{}{tail}", base.relative(path)),
            Self::Rooted(path) => format!("{}{path}", missing_prefix(base, path)),
            Self::AsWritten(text) => text.clone(),
        }
    }

    /// The link as it stands away from this site, in a feed: a whole URL.
    pub fn absolute(&self, base: &BaseUrl, page: &UrlPath) -> String {
        match self {
            Self::Site(path, tail) => format!("{}{tail}", base.absolute(path)),
            Self::Rooted(path) => format!("{}{}{path}", base.origin(), missing_prefix(base, path)),
            Self::AsWritten(text) => url::Url::parse(&base.absolute(page))
                .and_then(|page| page.join(text))
                .map_or_else(|_| text.clone(), String::from),
        }
    }
}

/// The base path that a rooted link still needs: authors write `/about/` whether or not the site lives below a
/// path of its host.
fn missing_prefix<'a>(base: &'a BaseUrl, path: &str) -> &'a str {
    let prefix = base.prefix();
    let has_it = path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if has_it { "" } else { prefix }
}

/// A destination split from its query and fragment.
struct Destination<'a> {
    text: &'a str,
    path: &'a str,
    tail: &'a str,
}

impl<'a> Destination<'a> {
    fn split(text: &'a str) -> Self {
        let end = text.find(['#', '?']).unwrap_or(text.len());
        Self { text, path: &text[..end], tail: &text[end..] }
    }

    fn decoded(&self) -> Cow<'a, str> {
        percent_decode_str(self.path).decode_utf8_lossy()
    }

    fn fragment(&self) -> Option<Cow<'a, str>> {
        let fragment = self.tail.split_once('#').map(|(_, fragment)| fragment)?;
        (!fragment.is_empty()).then(|| percent_decode_str(fragment).decode_utf8_lossy())
    }
}

/// What links are resolved against: the site without its links.
pub struct Targets<'a> {
    /// The site, its entries known.
    pub site: &'a Site,
    /// Files below the content folder that are not Markdown.
    pub content_files: &'a BTreeMap<String, StaticFile>,
    /// Posts that are not built, by source.
    pub left_out: &'a BTreeMap<&'a str, &'a LeftOut>,
}

/// The links of one entry, what they publish beside it, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Resolved {
    /// One for each hole.
    pub links: Vec<Link>,
    /// The lead image, if there is one.
    pub image: Option<Link>,
    /// What its video is made of, if there is one.
    pub video: Option<VideoLinks>,
    /// Files beside the post that it refers to.
    pub attachments: Vec<(UrlPath, StaticFile)>,
    /// Broken links.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where the files of a video are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoLinks {
    /// The video itself.
    pub src: Link,
    /// The picture before it plays.
    pub poster: Option<Link>,
    /// Captions, in the order of [`crate::post::meta::Video::captions`].
    pub captions: Vec<Link>,
}

/// Resolves all holes of an entry, its lead image and its video.
pub fn resolve(id: EntryId, targets: &Targets<'_>) -> Resolved {
    let entry = targets.site.entry(id);
    let mut resolver = Resolver { entry, targets, attachments: Vec::new(), diagnostics: Vec::new() };
    let resolve_hole = |hole: &Hole| match &hole.kind {
        HoleKind::Link(text) => resolver.link(text, hole.position),
        HoleKind::File(text) => resolver.file(text, hole.position),
        HoleKind::Call(_) => Link::AsWritten(String::new()),
    };
    let links = entry.post.facts.holes.iter().map(resolve_hole).collect();
    let meta = &entry.post.meta;
    let image = meta.image.as_ref().map(|image| resolver.shown(&image.value.src, image.position));
    let video = meta.video.as_ref().map(|video| VideoLinks {
        src: resolver.shown(&video.src.value, video.src.position),
        poster: video.poster.as_ref().map(|poster| resolver.shown(&poster.value, poster.position)),
        captions: video
            .captions
            .iter()
            .map(|file| resolver.shown(&file.src.value, file.src.position))
            .collect(),
    });
    Resolved { links, image, video, attachments: resolver.attachments, diagnostics: resolver.diagnostics }
}

/// Whether an address is a path and not a whole URL.
fn is_on_site(address: &str) -> bool {
    !address.starts_with("//") && url::Url::parse(address).is_err()
}

/// Resolves the links of one entry.
struct Resolver<'a> {
    entry: &'a Entry,
    targets: &'a Targets<'a>,
    attachments: Vec<(UrlPath, StaticFile)>,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic, position: Position) {
        self.diagnostics.push(diagnostic.in_file(self.entry.post.source.as_str()).at(position));
    }

    fn folder(&self) -> &str {
        self.entry.post.source.parent()
    }

    fn link(&mut self, text: &str, position: Position) -> Link {
        let destination = Destination::split(text);
        let path = destination.decoded();
        if let Some(path) = path.strip_prefix("@/") {
            let source = below_content(&self.targets.site.config.content_dir, path);
            return self.entry_at(&source, &destination, Level::Error, position);
        }
        if path.starts_with('/') {
            return Link::Rooted(text.to_owned());
        }
        if path.to_ascii_lowercase().ends_with(".md")
            && let Some(source) = join(self.folder(), &path)
        {
            return self.entry_at(&source, &destination, Level::Warning, position);
        }
        self.file_beside(&path, destination.tail).unwrap_or_else(|| Link::AsWritten(text.to_owned()))
    }

    /// A link to the post or page in the file `source`; a broken one is reported at `level`.
    fn entry_at(
        &mut self,
        source: &str,
        destination: &Destination<'_>,
        level: Level,
        position: Position,
    ) -> Link {
        let site = self.targets.site;
        let text = destination.text;
        let Some(target) = site.by_source.get(source) else {
            self.report(broken(text, source, level, self.targets), position);
            return Link::AsWritten(text.to_owned());
        };
        let target = site.entry(*target);
        let wrong =
            destination.fragment().and_then(|anchor| missing_anchor(&target.post, &anchor, text, level));
        if let Some(diagnostic) = wrong {
            self.report(diagnostic, position);
        }
        Link::Site(target.url.clone(), destination.tail.to_owned())
    }

    /// A file that the front matter names: one of the site's, or a whole URL.
    fn shown(&mut self, src: &str, position: Position) -> Link {
        if is_on_site(src) { self.file(src, position) } else { Link::AsWritten(src.to_owned()) }
    }

    fn file(&mut self, text: &str, position: Position) -> Link {
        let destination = Destination::split(text);
        let path = destination.decoded();
        if let Some(path) = path.strip_prefix('/') {
            if !self.is_static(path) {
                self.report(missing_file(text, &format!("static/{path}")), position);
            }
            return Link::Rooted(text.to_owned());
        }
        self.file_beside(&path, destination.tail).unwrap_or_else(|| {
            let place = join(self.folder(), &path).unwrap_or_else(|| path.to_string());
            self.report(missing_file(text, &place), position);
            Link::AsWritten(text.to_owned())
        })
    }

    /// Whether there is a static file at a path from the root of the host, with the base path or without.
    fn is_static(&self, path: &str) -> bool {
        let prefix = self.targets.site.config.base_url.prefix().trim_start_matches('/');
        let below = path.strip_prefix(prefix).map_or(path, |rest| rest.trim_start_matches('/'));
        let files = &self.targets.site.static_files;
        files.contains_key(path) || files.contains_key(below)
    }

    /// A link to a file beside the post, which is then published beside the post's page.
    fn file_beside(&mut self, path: &str, tail: &str) -> Option<Link> {
        let file = self.targets.content_files.get(&join(self.folder(), path)?)?;
        let name = path.strip_prefix("./").unwrap_or(path);
        // A file of another folder is published under its own name.
        let own =
            if name.split('/').any(|segment| segment == "..") { name.rsplit('/').next()? } else { name };
        let output = format!("{}{own}", &folder_of(&self.entry.url)[1..]);
        let url = UrlPath::of_file(&OutputPath::of_file(&output).ok()?);
        self.attachments.push((url.clone(), file.clone()));
        Some(Link::Site(url, tail.to_owned()))
    }
}

fn broken(text: &str, source: &str, level: Level, targets: &Targets<'_>) -> Diagnostic {
    if let Some(left_out) = targets.left_out.get(source) {
        let status = left_out.status.as_str();
        return Diagnostic::new(
            level,
            "link-unpublished",
            format!("`{text}` leads to a post that is not built ({status})"),
        )
        .hint("publish that post first, or take the link out")
        .related("the post", source, None);
    }
    let diagnostic =
        Diagnostic::new(level, "link-broken", format!("`{text}` leads to no file: there is no `{source}`"));
    let known = targets.site.by_source.keys().map(String::as_str);
    match nearest(source, known).and_then(|near| inside_content(&targets.site.config.content_dir, near)) {
        Some(near) => diagnostic.hint(format!("did you mean `@/{near}`?")),
        None => diagnostic.hint("give the path below the content folder, such as `@/posts/name.md`"),
    }
}

fn missing_anchor(target: &Post, anchor: &str, text: &str, level: Level) -> Option<Diagnostic> {
    let headings = target.facts.headings.iter().map(|heading| heading.id.as_str());
    let known: Vec<&str> = headings.chain(target.facts.anchors.iter().map(String::as_str)).collect();
    if known.contains(&anchor) {
        return None;
    }
    let message = format!("`{text}` leads to no heading: `{}` has no `#{anchor}`", target.source);
    let diagnostic = Diagnostic::new(level, "anchor-missing", message);
    Some(match nearest(anchor, known.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `#{near}`?")),
        None => diagnostic.hint(format!("its headings are: {}", list_anchors(&known))),
    })
}

fn list_anchors(known: &[&str]) -> String {
    let shown: Vec<String> = known.iter().take(8).map(|anchor| format!("#{anchor}")).collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

fn missing_file(text: &str, place: &str) -> Diagnostic {
    Diagnostic::warning("file-missing", format!("`{text}` is shown, but there is no such file"))
        .hint(format!("put it at `{place}`"))
}

fn folder_of(url: &UrlPath) -> &str {
    let text = url.as_str();
    text.rfind('/').map_or("/", |slash| &text[..=slash])
}

/// `path` relative to `folder`, with `.` and `..` worked out; none when it leads out of the project.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_worked_out_and_stay_inside() {
        assert_eq!(join("content/posts", "../a/./b.md").as_deref(), Some("content/a/b.md"));
        assert_eq!(join("content", "../../x"), None);
    }

    #[test]
    fn rooted_links_get_the_base_path_once() {
        let base = BaseUrl::parse("https://example.org/blog").expect("legal");
        let link = |path: &str| Link::Rooted(path.to_owned()).on_site(&base);
        assert_eq!(link("/about/"), "/blog/about/");
        assert_eq!(link("/blog/about/"), "/blog/about/");
        assert_eq!(link("/blogs/"), "/blog/blogs/");
    }

    #[test]
    fn links_in_feeds_are_whole() {
        let base = BaseUrl::parse("https://example.org/blog").expect("legal");
        let page = UrlPath::parse("/2026/a/").expect("legal");
        let absolute = |link: Link| link.absolute(&base, &page);
        assert_eq!(absolute(Link::AsWritten("../b/#c".into())), "https://example.org/blog/2026/b/#c");
        assert_eq!(absolute(Link::Rooted("/x".into())), "https://example.org/blog/x");
        assert_eq!(absolute(Link::Site(page.clone(), "#d".into())), "https://example.org/blog/2026/a/#d");
    }
}
