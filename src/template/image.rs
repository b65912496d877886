//! Images as templates ask for them: their size, and variants under names that say how they are made. No variant is
//! made here.

use super::{ImageQuery, Query, answers::Answer};
use crate::{
    config::ImageOptions,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    images::{
        self, Candidate, Codec, Facts, Focus, LARGEST_FILE, MOST_PIXELS, Problem, Quality, Spec, fitted,
        is_image_name, ladder,
    },
    paths::{OutputPath, UrlPath},
    site::{Site, StaticFile},
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tera::Value;

/// Finds out what the file of an image says of itself; none when it is no image.
pub type ReadFacts = dyn Fn(&StaticFile) -> Option<Facts> + Send + Sync;

/// An image as templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImageView {
    /// Its address.
    pub src: String,
    /// Pixels; none where they are not known.
    pub width: Option<u32>,
    /// Pixels; none where they are not known.
    pub height: Option<u32>,
    /// Variants in the form that `src` has, if there are any.
    pub srcset: Option<String>,
    /// Variants in other forms, the shortest first.
    pub sources: Vec<SourceView>,
}

/// Variants of one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// Their addresses with their widths.
    pub srcset: String,
}

/// An image with the variants that pages ask for.
#[derive(Debug, Clone)]
pub struct ImageFile {
    /// Its file.
    pub file: StaticFile,
    /// What it says of itself.
    pub facts: Facts,
    /// The variants, by where they are published.
    pub variants: BTreeMap<OutputPath, Variant>,
}

/// A variant of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// Which.
    pub spec: Spec,
    /// How good.
    pub quality: Quality,
    /// Digest of all that it is made of.
    pub key: Digest,
}

/// The images of a site. Everything here is a function of the site and its files.
pub struct Images {
    site: Arc<Site>,
    facts: Option<Box<ReadFacts>>,
}

/// An image of the site.
struct Found<'a> {
    path: OutputPath,
    file: &'a StaticFile,
    facts: Option<Facts>,
}

impl Images {
    /// The images of a site.
    pub fn new(site: Arc<Site>, facts: Option<Box<ReadFacts>>) -> Self {
        Self { site, facts }
    }

    fn options(&self) -> &ImageOptions {
        &self.site.config.images
    }

    /// The answer to `image(src=…)`.
    pub(super) fn answer(&self, query: &ImageQuery) -> Answer {
        // What is missing is told of where it is written, and no page fails for an image.
        let found = self.find_file(&query.src);
        let view = found.map_or_else(|| plain(query), |found| self.plan(query, &found).0);
        Answer { digest: Digest::of_value(&view), value: Ok(Value::from_serializable(&view)) }
    }

    /// What `image(src=…)` answers for an address on the site, whether or not there is such an image: one that comes
    /// later is another answer. None for all other addresses, of which the site knows nothing.
    pub fn view(&self, query: &ImageQuery) -> Option<ImageView> {
        let src = &query.src;
        let end = src.find(['#', '?']).unwrap_or(src.len());
        let is_rooted = src.starts_with('/') && !src.starts_with("//");
        let is_on_site = is_rooted || src.starts_with(self.site.config.base_url.origin());
        if !is_on_site || !is_image_name(&src[..end]) {
            return None;
        }
        let found = self.find_file(src);
        Some(found.map_or_else(|| plain(query), |found| self.plan(query, &found).0))
    }

    /// The image at an address on the site, or at a path below `static/`.
    fn find_file(&self, src: &str) -> Option<Found<'_>> {
        let base = &self.site.config.base_url;
        let src = src.strip_prefix(base.origin()).unwrap_or(src);
        let end = src.find(['#', '?']).unwrap_or(src.len());
        if src.starts_with("//") || !is_image_name(&src[..end]) {
            return None;
        }
        let decoded = percent_decode_str(&src[..end]).decode_utf8().ok()?;
        let below = |path: &str| -> Option<(OutputPath, &StaticFile)> {
            let path = OutputPath::of_file(path).ok()?;
            let own = self.site.static_files.get(path.as_str());
            let file = own.or_else(|| self.site.attachments.get(&UrlPath::of_file(&path)))?;
            Some((path, file))
        };
        let without = decoded.strip_prefix(base.prefix()).filter(|_| decoded.starts_with('/'));
        let (path, file) = without
            .and_then(|path| below(path.trim_start_matches('/')))
            .or_else(|| below(decoded.trim_start_matches('/')))?;
        let facts = self.facts.as_ref().and_then(|facts| facts(file));
        Some(Found { path, file, facts })
    }

    /// What a page shows of an image, and the variants that it then needs.
    fn plan(&self, query: &ImageQuery, found: &Found<'_>) -> (ImageView, Vec<(OutputPath, Spec)>) {
        let is_path = !query.src.starts_with('/') && !query.src.contains(':');
        let src = if is_path { self.address(&found.path) } else { query.src.clone() };
        let plain = ImageView { src, ..plain(query) };
        let Some(facts) = &found.facts else { return (plain, Vec::new()) };
        let print = images::fingerprint(found.file.digest, self.options().quality);
        let named = |spec: &Spec| OutputPath::of_file(&images::named(found.path.as_str(), &print, spec)).ok();
        if let (Some(focus), Some(width), Some(height)) = (query.cover, query.width, query.height) {
            let specs = self.covering(facts, found.file.size, (width, height), focus);
            let made: Vec<(OutputPath, Spec)> =
                specs.into_iter().filter_map(|spec| Some((named(&spec)?, spec))).collect();
            let Some((first, _)) = made.first() else { return (plain, made) };
            let listed: Vec<String> =
                made.iter().map(|(path, spec)| format!("{} {}w", self.address(path), spec.width)).collect();
            let srcset = (made.len() > 1).then(|| listed.join(", "));
            return (ImageView { src: self.address(first), srcset, ..plain }, made);
        }
        let (width, height) = fitted(facts, query.width, query.height);
        let doubled = [width, width.saturating_mul(2)];
        let widths = match (&query.widths[..], query.width.or(query.height)) {
            ([], Some(_)) => &doubled[..],
            ([], None) => &self.options().widths,
            (widths, _) => widths,
        };
        let mut made = Vec::new();
        let mut sources = Vec::new();
        for codec in &self.options().formats {
            let mut listed = Vec::new();
            for (width, candidate) in ladder(facts, found.file.size, widths, *codec) {
                let address = match candidate {
                    Candidate::Original => plain.src.clone(),
                    Candidate::Made(spec) => {
                        let Some(path) = named(&spec) else { continue };
                        let address = self.address(&path);
                        made.push((path, spec));
                        address
                    }
                };
                listed.push(format!("{address} {width}w"));
            }
            if !listed.is_empty() {
                sources.push(SourceView { media_type: codec.media_type(), srcset: listed.join(", ") });
            }
        }
        (ImageView { width: Some(width), height: Some(height), sources, ..plain }, made)
    }

    /// Variants that fill a box, once and twice as fine, as far as the image has the pixels.
    fn covering(&self, facts: &Facts, length: u64, (width, height): (u32, u32), focus: Focus) -> Vec<Spec> {
        let codec = Codec::Webp;
        if !facts.is_scalable(length) || self.options().formats.is_empty() || width == 0 || height == 0 {
            return Vec::new();
        }
        let spec = |times: u32| {
            let (width, height) = (f64::from(width * times), f64::from(height * times));
            let shrunk = (f64::from(facts.width) / width).min(f64::from(facts.height) / height).min(1.0);
            Spec { width: whole(width * shrunk), height: whole(height * shrunk), focus: Some(focus), codec }
        };
        let specs: BTreeSet<Spec> = [spec(1), spec(2)].into();
        specs.into_iter().collect()
    }

    fn address(&self, path: &OutputPath) -> String {
        self.site.config.base_url.relative(&UrlPath::of_file(path))
    }

    /// The image and the variant at a path, whether or not a page asked for it.
    pub fn find(&self, path: &OutputPath) -> Option<(StaticFile, Facts, Variant)> {
        let (stem, print, spec) = images::parse_name(path.as_str())?;
        let quality = self.options().quality;
        let is_it = |file: &StaticFile| images::fingerprint(file.digest, quality) == print;
        let stem = format!("{stem}.");
        let own = self.site.static_files.range(stem.clone()..);
        let own = own.take_while(|(path, _)| path.starts_with(&stem)).map(|(_, file)| file);
        let of_posts = self.site.attachments.iter();
        let of_posts =
            of_posts.filter(|(url, _)| url.output().as_str().starts_with(&stem)).map(|(_, file)| file);
        let file = own.chain(of_posts).find(|file| is_it(file))?;
        let facts = self.facts.as_ref()?(file).filter(|facts| facts.is_scalable(file.size))?;
        let (width, height) = match spec.focus {
            None => fitted(&facts, Some(spec.width), None),
            Some(_) => (spec.width, spec.height),
        };
        let is_within =
            (spec.width..=facts.width).contains(&spec.width) && (1..=facts.height).contains(&height);
        let spec = Spec { width, height, ..spec };
        is_within
            .then(|| (file.clone(), facts, Variant { spec, quality, key: key(file.digest, &spec, quality) }))
    }

    /// The images that pages ask for with the variants that they need, and what is wrong with them.
    pub fn asked<'a>(&self, queries: impl Iterator<Item = &'a Query>) -> (Vec<ImageFile>, Vec<Diagnostic>) {
        let quality = self.options().quality;
        let mut files: BTreeMap<OutputPath, ImageFile> = BTreeMap::new();
        let mut diagnostics = BTreeSet::new();
        for query in queries {
            let Query::Image(query) = query else { continue };
            let Some(found) = self.find_file(&query.src) else { continue };
            diagnostics.extend(wrong(&found));
            let Some(facts) = found.facts else { continue };
            let made = self.plan(query, &found).1;
            if made.is_empty() {
                continue;
            }
            let file = || ImageFile { file: found.file.clone(), facts, variants: BTreeMap::new() };
            let known = files.entry(found.path.clone()).or_insert_with(file);
            known.variants.extend(made.into_iter().map(|(path, spec)| {
                (path, Variant { spec, quality, key: key(found.file.digest, &spec, quality) })
            }));
        }
        (files.into_values().collect(), diagnostics.into_iter().collect())
    }
}

/// The digest of all that a variant is made of; two names of one image share what is made.
fn key(source: Digest, spec: &Spec, quality: Quality) -> Digest {
    let print = images::fingerprint(source, quality);
    Hasher::new("variant of an image").text(&print).digest(source).value(spec).finish()
}

/// An image of which nothing is known but what the template says.
fn plain(query: &ImageQuery) -> ImageView {
    let ImageQuery { src, width, height, .. } = query;
    ImageView { src: src.clone(), width: *width, height: *height, srcset: None, sources: Vec::new() }
}

/// Why there are no variants of an image that should have some.
fn wrong(found: &Found<'_>) -> Option<Diagnostic> {
    let warning = |code: &'static str, message: String, hint: String| {
        Some(Diagnostic::warning(code, message).in_file(found.file.origin.label()).hint(hint))
    };
    let Some(facts) = found.facts else {
        // A drawing need not say how large it is.
        if found.path.as_str().to_ascii_lowercase().ends_with(".svg") {
            return None;
        }
        let message = "this image cannot be read; it is published as it is".to_owned();
        return warning("image-broken", message, "save it again as PNG, JPEG, WebP, AVIF or GIF".to_owned());
    };
    let Facts { width, height, .. } = facts;
    match facts.problem(found.file.size)? {
        Problem::CutOff => {
            let message = "the end of this image is missing; it is published as it is".to_owned();
            warning("image-broken", message, "copy it here again".to_owned())
        }
        Problem::ManyPixels => {
            let limit = MOST_PIXELS / 1_000_000;
            let message = format!(
                "this image has {width} × {height} pixels, and {limit} million are the most that are decoded; it is \
                 published as it is"
            );
            warning("image-limit", message, "make it smaller".to_owned())
        }
        Problem::LongFile => {
            let (size, limit) = (found.file.size >> 20, LARGEST_FILE >> 20);
            let message = format!(
                "this image has {size} MiB, and {limit} MiB are the most that are decoded; it is published as it is"
            );
            warning("image-limit", message, "make it smaller".to_owned())
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of images, at least 1")]
fn whole(side: f64) -> u32 {
    side.round().max(1.0) as u32
}
