//! Which file of the site an address means.

use super::{
    http::{Bytes, Content, Found, Token, Tool},
    redirects,
    shown::{Moment, Shown},
    tools,
};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    paths::{OutputPath, UrlPath},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::PathBuf;

/// The site of a session, as the server asks for it.
pub struct PreviewedSite {
    /// The state of the moment.
    pub moment: Moment,
    /// The path of the base URL: empty, or `/blog`.
    pub base_path: String,
    /// The project's folder: for links to files.
    pub root: PathBuf,
    /// What the client must show to hear of changes.
    pub token: Token,
    /// Whether pages change by themselves.
    pub reloads: bool,
}

impl Content for PreviewedSite {
    fn find(&self, path: &str) -> Found {
        let shown = self.moment.get();
        if let Some(name) = file_of(path) {
            match shown.file(&name) {
                Some(Ok(file)) => return Found::File { bytes: file.bytes, name, digest: file.digest },
                Some(Err(diagnostic)) => return Self::broken(&shown, diagnostic),
                None => {}
            }
        }
        if let Some(to) = self.with_slash(&shown, path) {
            return Found::Moved { to, status: 301 };
        }
        if let Some((to, status)) = self.redirect(&shown, path) {
            return Found::Moved { to, status };
        }
        Found::Missing { page: not_found(&shown, path) }
    }

    fn tool(&self, path: &str, query: &[(String, String)]) -> Option<Tool> {
        tools::find(self, path, query)
    }

    fn injected(&self, digest: Option<Digest>) -> String {
        tools::snippet(self, digest)
    }

    fn base_path(&self) -> &str {
        &self.base_path
    }
}

impl PreviewedSite {
    fn broken(shown: &Shown, diagnostic: Diagnostic) -> Found {
        let mut diagnostics = shown.diagnostics.clone();
        if !diagnostics.contains(&diagnostic) {
            diagnostics.insert(0, diagnostic);
        }
        Found::Broken { page: tools::broken_page(&diagnostics).into() }
    }

    /// The address of the page of a folder whose slash was left out.
    fn with_slash(&self, shown: &Shown, path: &str) -> Option<String> {
        let page = format!("{path}/");
        let is_page =
            !path.ends_with('/') && file_of(&page).is_some_and(|name| shown.snapshot.find(&name).is_some());
        let url = url_of(&page);
        url.filter(|_| is_page).map(|url| format!("{}{}", self.base_path, url.encoded()))
    }

    fn redirect(&self, shown: &Shown, path: &str) -> Option<(String, u16)> {
        let file = shown.file(&OutputPath::parse("_redirects").ok()?)?.ok()?;
        let rules = redirects::parse(&String::from_utf8_lossy(&file.bytes));
        // Rules are written for the root of the host.
        redirects::find(&rules, &format!("{}{path}", self.base_path))
    }
}

/// The address of a decoded path.
pub fn url_of(path: &str) -> Option<UrlPath> {
    UrlPath::parse(&utf8_percent_encode(path, NON_ALPHANUMERIC).to_string()).ok()
}

/// The file that an address means.
pub fn file_of(path: &str) -> Option<OutputPath> {
    let inner = path.trim_start_matches('/');
    let name = if inner.is_empty() || inner.ends_with('/') {
        format!("{inner}index.html")
    } else {
        inner.to_owned()
    };
    OutputPath::of_file(&name).ok()
}

/// The site's own page for what does not exist, in the language of the address.
fn not_found(shown: &Shown, path: &str) -> Option<Bytes> {
    let mut folder = path;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        let name = OutputPath::parse(format!("{parent}/404.html").trim_start_matches('/')).ok();
        if let Some(Ok(file)) = name.and_then(|name| shown.file(&name)) {
            return Some(file.bytes);
        }
        folder = parent;
    }
    None
}
