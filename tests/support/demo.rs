//! The demo blog, and other sites, built without the command line.

use super::tree;
use sitegen::{
    clock::Clock,
    paths::BaseUrl,
    pipeline::{self, CacheUse, Outcome, Request},
    site::Site,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

pub const HOST: &str = "https://demo.sitegen.example";
/// After the newest post of the demo.
pub const CLOCK: &str = "2026-12-01T00:00:00Z";

pub type Files = BTreeMap<String, Vec<u8>>;

/// The demo blog's settings without share cards and variants of images, which a build without a cache makes anew.
static WITHOUT_PICTURES: LazyLock<PathBuf> = LazyLock::new(|| {
    let name = concat!(env!("CARGO_CRATE_NAME"), "-without-pictures.yaml");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let settings = std::fs::read_to_string(root().join("sitegen.yaml")).expect("UTF-8");
    let settings = format!("{settings}\nshare_cards: false\nimages: false\n");
    std::fs::write(&path, settings).expect("writable");
    path
});

/// The request for a site; the demo blog has no pictures made for it.
pub fn request(root: &Path, instant: &str) -> Request {
    let config = (root == self::root()).then(|| WITHOUT_PICTURES.clone());
    Request { config, ..Request::new(root, at(instant)) }
}

/// The demo blog as it is at one instant, without pictures made for it.
pub static DEMO: LazyLock<Files> = LazyLock::new(|| build(root(), CLOCK));

/// The site that the demo blog's pages are made from.
pub static SITE: LazyLock<Arc<Site>> =
    LazyLock::new(|| pipeline::inspect(&Request::new(root(), at(CLOCK))).expect("readable").site);

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn at(instant: &str) -> Clock {
    Clock::at(instant.parse().expect("an instant"))
}

/// The files of a site that has neither errors nor warnings.
pub fn build(root: &Path, instant: &str) -> Files {
    let (files, outcome) = build_with(request(root, instant));
    assert_eq!(outcome.diagnostics, []);
    files
}

/// The same for another address.
pub fn build_at(root: &Path, instant: &str, address: &str) -> Files {
    let base_url = Some(BaseUrl::parse(address).expect("an address"));
    let (files, outcome) = build_with(Request { base_url, ..request(root, instant) });
    assert_eq!(outcome.diagnostics, []);
    files
}

/// Builds into a folder of its own, without a cache.
pub fn build_with(request: Request) -> (Files, Outcome) {
    let output = tempfile::tempdir().expect("a folder");
    let request = Request { output_dir: output.path().join("public"), cache: CacheUse::Ignore, ..request };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (tree::read(&request.output_dir), outcome)
}

pub fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The file that a whole address names.
pub fn file_of(address: &str, base: &str) -> Option<String> {
    let path = address.strip_prefix(base)?.split(['#', '?']).next()?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let path = path.trim_start_matches('/');
    Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() })
}

/// The elements of one name, by local name.
pub fn elements<'a, 'input>(
    node: roxmltree::Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = roxmltree::Node<'a, 'input>> {
    node.descendants().filter(move |node| node.tag_name().name() == name)
}

/// The text of a child element; of the first where there are several.
pub fn child<'a>(node: roxmltree::Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.children().find(|child| child.tag_name().name() == name).and_then(|child| child.text())
}
