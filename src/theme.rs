//! The default theme, inside the binary: what a site has before it adds a file of its own.
//!
//! Owns the embedded files. It must not know what they mean.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STYLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/css");
static SCRIPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/js");
const FAVICON: &[u8] = include_bytes!("../static/favicon.svg");

/// The theme's templates: name relative to `templates/`, and text.
pub fn templates() -> impl Iterator<Item = (String, &'static str)> {
    files(&TEMPLATES).into_iter().filter_map(|(path, bytes)| Some((path, str::from_utf8(bytes).ok()?)))
}

/// The theme's static files: path relative to `static/`, and bytes.
pub fn static_files() -> impl Iterator<Item = (String, &'static [u8])> {
    let styles = files(&STYLES).into_iter().map(|(path, bytes)| (format!("css/{path}"), bytes));
    let scripts = files(&SCRIPTS).into_iter().map(|(path, bytes)| (format!("js/{path}"), bytes));
    styles.chain(scripts).chain(std::iter::once(("favicon.svg".to_owned(), FAVICON)))
}

/// The bytes of one of the theme's static files.
pub fn static_file(path: &str) -> Option<&'static [u8]> {
    static_files().find(|(name, _)| name == path).map(|(_, bytes)| bytes)
}

fn files(dir: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    let mut waiting = vec![dir];
    while let Some(dir) = waiting.pop() {
        waiting.extend(dir.dirs());
        for file in dir.files() {
            if let Some(path) = file.path().to_str() {
                found.push((path.replace('\\', "/"), file.contents()));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_of_page_has_a_template() {
        let names: Vec<String> = super::templates().map(|(name, _)| name).collect();
        let needed = [
            "404.html",
            "alias.html",
            "home.html",
            "page.html",
            "post.html",
            "related.html",
            "robots.txt",
            "rss.xml",
            "sitemap.xml",
            "tag.html",
            "tags.html",
        ];
        for name in needed {
            assert!(names.iter().any(|known| known == name), "no {name}");
        }
    }
}
