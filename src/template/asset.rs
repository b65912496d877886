//! Static files as templates ask for them: under a fingerprint, style sheets joined and minified.

use super::{
    Query,
    answers::{Answer, did_you_mean, no_answer},
};
use crate::{
    assets::{self, Bundle, Files},
    diagnostic::{Diagnostic, nearest},
    digest::{Digest, Hasher},
    images::is_image_name,
    paths::{OutputPath, UrlPath},
    site::{Site, StaticFile},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, RwLock},
};
use tera::Value;

/// Digits of a file's digest in its fingerprinted name.
const FINGERPRINT: usize = 12;

/// Reads a static file, which must be what it was when the project was read.
pub type ReadStatic = dyn Fn(&StaticFile) -> Result<Vec<u8>, Diagnostic> + Send + Sync;

/// A file under a fingerprint, as it is published.
#[derive(Debug, Clone)]
pub enum Published {
    /// As it is.
    Copy(StaticFile),
    /// Made of one or more files.
    Made(Arc<Bundle>),
}

/// Static files as pages ask for them. Everything here is a function of the site and its files; what is kept is
/// kept so that a style sheet is made once in a build.
pub struct Assets {
    site: Arc<Site>,
    read: Arc<ReadStatic>,
    bundles: RwLock<BTreeMap<String, Arc<Bundle>>>,
}

impl Assets {
    /// The static files of a site.
    pub fn new(site: Arc<Site>, read: Box<ReadStatic>) -> Self {
        Self { site, read: Arc::from(read), bundles: RwLock::default() }
    }

    /// What reads static files.
    pub fn reader(&self) -> Arc<ReadStatic> {
        Arc::clone(&self.read)
    }

    /// The answer to `asset(path=…)`: where the file is published under its fingerprint.
    pub(super) fn address(&self, path: &str) -> Answer {
        let path = path.trim_start_matches('/');
        let Some(file) = self.site.static_files.get(path) else { return self.no_file(path) };
        let output = self.named(path, &self.published(path, file));
        let url = self.site.config.base_url.relative(&UrlPath::of_file(&output));
        Answer { digest: Digest::of_value(&url), value: Ok(Value::from(url)) }
    }

    /// The answer to `integrity(path=…)`: the digest of what `asset(path=…)` leads to.
    pub(super) fn integrity(&self, path: &str) -> Answer {
        let path = path.trim_start_matches('/');
        let Some(file) = self.site.static_files.get(path) else { return self.no_file(path) };
        let published = self.published(path, file);
        // Pages depend on what is published, not on how it is read.
        let digest = Hasher::new("integrity").digest(published.digest()).finish();
        let value = match &published {
            Published::Made(bundle) => {
                Ok(assets::integrity(bundle.text.as_deref().unwrap_or_default().as_bytes()))
            }
            Published::Copy(file) => (self.read)(file).map(|bytes| assets::integrity(&bytes)),
        };
        Answer { digest, value: value.map(Value::from).map_err(|diagnostic| diagnostic.message) }
    }

    /// Where a file is published. What is left out of images is a setting, and another file has another name.
    fn named(&self, path: &str, published: &Published) -> OutputPath {
        let digest = published.digest();
        let is_other = self.site.config.images.keep_location && is_image_name(path);
        fingerprinted(
            path,
            if is_other { Hasher::new("with location").digest(digest).finish() } else { digest },
        )
    }

    fn no_file(&self, path: &str) -> Answer {
        no_answer(&format!("there is no file `static/{path}`{}", did_you_mean(self.nearest(path).as_deref())))
    }

    fn published(&self, path: &str, file: &StaticFile) -> Published {
        if !assets::is_style_sheet(path) {
            return Published::Copy(file.clone());
        }
        let bundle = self.bundle(path);
        if bundle.text.is_some() { Published::Made(bundle) } else { Published::Copy(file.clone()) }
    }

    fn bundle(&self, path: &str) -> Arc<Bundle> {
        let known = self.bundles.read().ok().and_then(|bundles| bundles.get(path).cloned());
        known.unwrap_or_else(|| {
            let bundle = Arc::new(assets::bundle(path, self));
            if let Ok(mut bundles) = self.bundles.write() {
                bundles.insert(path.to_owned(), Arc::clone(&bundle));
            }
            bundle
        })
    }

    /// A file that a style sheet names, under its fingerprint.
    fn copied(&self, path: &str) -> Option<(OutputPath, Published)> {
        let file = self.site.static_files.get(path)?;
        let published = Published::Copy(file.clone());
        Some((self.named(path, &published), published))
    }

    /// What is published at a path with a fingerprint, whether or not a page asked for it.
    pub fn find(&self, path: &OutputPath) -> Option<Published> {
        let name = without_fingerprint(path.as_str())?;
        let published = self.published(&name, self.site.static_files.get(&name)?);
        (self.named(&name, &published) == *path).then_some(published)
    }

    /// What pages ask for by fingerprint: from what they asked to what is published, and what is wrong with it.
    pub fn asked<'a>(
        &self,
        queries: impl Iterator<Item = &'a Query>,
    ) -> (BTreeMap<OutputPath, Published>, Vec<Diagnostic>) {
        let asked: BTreeSet<&str> = queries
            .filter_map(|query| match query {
                Query::Asset(path) => Some(path.trim_start_matches('/')),
                _ => None,
            })
            .collect();
        let mut files = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for path in asked {
            let Some(file) = self.site.static_files.get(path) else { continue };
            if assets::is_style_sheet(path) {
                diagnostics.extend(self.bundle(path).diagnostics.iter().cloned());
            }
            let published = self.published(path, file);
            if let Published::Made(bundle) = &published {
                files.extend(bundle.files.iter().filter_map(|named| self.copied(named)));
            }
            files.insert(self.named(path, &published), published);
        }
        (files, diagnostics)
    }
}

impl Published {
    /// The digest of its bytes.
    fn digest(&self) -> Digest {
        match self {
            Self::Copy(file) => file.digest,
            Self::Made(bundle) => Digest::of(bundle.text.as_deref().unwrap_or_default().as_bytes()),
        }
    }
}

impl Files for Assets {
    fn label(&self, path: &str) -> Option<String> {
        self.site.static_files.get(path).map(|file| file.origin.label())
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        match self.site.static_files.get(path) {
            Some(file) => (self.read)(file),
            None => Err(Diagnostic::warning("css", format!("there is no file `static/{path}`"))),
        }
    }

    fn nearest(&self, path: &str) -> Option<String> {
        nearest(path, self.site.static_files.keys().map(String::as_str)).map(str::to_owned)
    }

    fn fingerprinted(&self, path: &str) -> Option<String> {
        let file = self.site.static_files.get(path)?;
        Some(self.named(path, &Published::Copy(file.clone())).to_string())
    }
}

/// The path of which `css/main.0123456789ab.css` is a copy: `css/main.css`.
fn without_fingerprint(path: &str) -> Option<String> {
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    let (folder, name) = path.split_at(name_start);
    let is_fingerprint =
        |part: &str| part.len() == FINGERPRINT && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (rest, last) = name.rsplit_once('.')?;
    if let Some((stem, _)) = rest.rsplit_once('.').filter(|(_, part)| is_fingerprint(part)) {
        return Some(format!("{folder}{stem}.{last}"));
    }
    is_fingerprint(last).then(|| format!("{folder}{rest}"))
}

/// `css/main.css` with a digest: `css/main.0123456789ab.css`.
fn fingerprinted(path: &str, digest: Digest) -> OutputPath {
    let digest = digest.short(FINGERPRINT);
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    let named = match path[name_start..].rfind('.') {
        Some(dot) if dot > 0 => {
            format!("{}.{digest}{}", &path[..name_start + dot], &path[name_start + dot..])
        }
        _ => format!("{path}.{digest}"),
    };
    OutputPath::of_file(&named).expect("a legal path with twelve digits more is a legal path")
}
