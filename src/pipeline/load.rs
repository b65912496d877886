//! From the project's files to a site: scan, configuration, parse, assemble.

use super::{
    Request,
    memory::Memory,
    parse::{self, AtHand, ParsedFile},
    places,
};
use crate::{
    assets::look,
    cache::Store,
    config::{self, Config, ImageOptions},
    data,
    decode::SourceText,
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    images::{is_image_name, without_location},
    output::Entry,
    paths::SourcePath,
    post::{Parsed, Wants},
    site::{self, DataFile, FileOrigin, Files, Site, StaticFile},
    source::{self, FileTime, Layout, SourceFile, SourceKind, SourceTree, StatIndex},
    strings::{self, Strings, StringsFile},
    template::{self, RELATED, TemplateOrigin, TemplateSource},
    theme,
};
use rayon::prelude::*;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A project's settings and files.
pub struct Scanned {
    /// Its settings, with what the command line sets instead.
    pub config: Config,
    /// Its files.
    pub tree: SourceTree,
    /// What the next scan need not read again.
    pub index: StatIndex,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// A project, assembled.
pub struct Loaded {
    /// The site.
    pub site: Arc<Site>,
    /// Its templates, over the default theme's.
    pub templates: Vec<TemplateSource>,
    /// How many of its posts and pages were parsed anew.
    pub parsed: usize,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a project's settings and looks at its files.
///
/// # Errors
/// The project's folder or its configuration cannot be read.
pub fn scan(request: &Request, memory: &Memory) -> Result<Scanned, EnvironmentError> {
    scan_knowing(request, &memory.files, memory.started)
}

/// The same with the files that are known, and an instant of the project's file system before this call.
pub fn scan_knowing(
    request: &Request,
    known: &StatIndex,
    started: Option<FileTime>,
) -> Result<Scanned, EnvironmentError> {
    let (config, mut diagnostics) = read_config(request)?;
    let layout = Layout {
        content_dir: config.content_dir.clone(),
        output_dir: request.output_dir.clone(),
        cache_dir: PathBuf::from(super::CACHE_DIR),
        most_files: config.limits.files,
    };
    let scan = source::scan(&request.root, &layout, known, started)?;
    diagnostics.extend(scan.diagnostics);
    diagnostics.extend(no_site(&diagnostics));
    Ok(Scanned { config, tree: scan.tree, index: scan.index, diagnostics })
}

/// What a project is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its pages: posts are read for what its templates make of them.
    Pages,
    /// A list, which may tell anything of a post.
    List,
}

/// Parses a project's files and assembles its site, with what is wrong with it.
pub fn load(
    config: Config,
    tree: &SourceTree,
    request: &Request,
    purpose: Purpose,
    known: &Store<Parsed>,
) -> Loaded {
    let materials = Materials::read(tree, &config, purpose);
    let files = parse::parse_all(tree, &config, &materials.wants, known, &AtHand::default());
    put_together(config, materials, &files, request, tree)
}

/// What a site is made of besides its posts.
#[derive(Debug, Clone)]
pub struct Materials {
    /// The site's templates, over the default theme's.
    pub templates: Vec<TemplateSource>,
    /// What posts are read for.
    pub wants: Wants,
    data: Data,
    strings: Arc<Strings>,
    static_files: BTreeMap<String, StaticFile>,
    content_files: BTreeMap<String, StaticFile>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Materials {
    /// Reads everything but posts.
    pub fn read(tree: &SourceTree, config: &Config, purpose: Purpose) -> Self {
        let (templates, mut diagnostics) = read_templates(tree);
        let wants = wants(config, &templates, purpose);
        let (data, found) = read_data(tree);
        diagnostics.extend(found);
        let (strings, found) = read_strings(tree, &config.language);
        diagnostics.extend(found);
        let (static_files, content_files) = (static_files(tree), content_files(tree));
        let strings = Arc::new(strings);
        Self { templates, wants, data, strings, static_files, content_files, diagnostics }
    }
}

/// Assembles a site from its parts.
pub fn put_together(
    config: Config,
    materials: Materials,
    parsed: &[ParsedFile],
    request: &Request,
    tree: &SourceTree,
) -> Loaded {
    let Materials { templates, data, strings, mut static_files, content_files, mut diagnostics, .. } =
        materials;
    static_files.entry(look::PATH.to_owned()).or_insert_with(|| made(&look::style_sheet(&config.theme)));
    diagnostics.extend(parsed.iter().flat_map(|file| file.diagnostics.iter().cloned()));
    let posts = parsed.iter().filter_map(|file| file.post.clone()).collect();
    let files = Files { posts, data, static_files, content_files, strings };
    let (site, mut found) = site::assemble(files, config, request.clock, request.shown);
    places::find(&mut found, tree);
    diagnostics.extend(found);
    let anew = parsed.iter().filter(|file| file.is_new).count();
    Loaded { site: Arc::new(site), templates, parsed: anew, diagnostics }
}

/// Related posts are tied by their terms, which take a good part of reading a post: without anything that shows them
/// nobody works them out.
fn wants(config: &Config, templates: &[TemplateSource], purpose: Purpose) -> Wants {
    Wants {
        shortcodes: template::shortcodes(templates.iter().map(|template| template.name.as_str())),
        terms: purpose == Purpose::List || config.related.page || template::calls(templates, RELATED),
    }
}

/// A project that is only looked at.
pub struct Project {
    /// The site.
    pub site: Arc<Site>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a project for a list, without building anything or touching the cache.
///
/// # Errors
/// The project's folder or its configuration cannot be read.
pub fn inspect(request: &Request) -> Result<Project, EnvironmentError> {
    let mut memory = Memory::none();
    let Scanned { config, tree, mut diagnostics, .. } = scan(request, &memory)?;
    let Loaded { site, diagnostics: found, .. } =
        load(config, &tree, request, Purpose::List, &memory.made().posts);
    diagnostics.extend(found);
    let mut diagnostics = site.judge(diagnostics);
    diagnostics.sort();
    diagnostics.dedup();
    Ok(Project { site, diagnostics })
}

/// The content folder of a project; the default where its configuration cannot be read.
pub fn content_dir(root: &Path, config: Option<&Path>) -> String {
    let bytes = source::read_config(root, config).ok().flatten();
    let parsed = bytes.map(|(name, bytes)| config::parse(&bytes, &name).0);
    parsed.unwrap_or_default().content_dir
}

/// The path of the base URL in a project's configuration; empty where it has none or cannot be read.
pub fn base_path(root: &Path, config: Option<&Path>) -> String {
    let bytes = source::read_config(root, config).ok().flatten();
    let parsed = bytes.map(|(name, bytes)| config::parse(&bytes, &name).0);
    parsed.map(|config| config.base_url.prefix().to_owned()).unwrap_or_default()
}

/// The configuration, with what the command line sets instead.
fn read_config(request: &Request) -> Result<(Config, Vec<Diagnostic>), EnvironmentError> {
    let (mut config, diagnostics) = settings(&request.root, request.config.as_deref())?;
    if let Some(base_url) = &request.base_url {
        config.base_url = base_url.clone();
    }
    config.minify |= request.minify;
    Ok((config, diagnostics))
}

/// The settings of the project at `root`, and what is wrong with them.
///
/// # Errors
/// The configuration cannot be read.
pub fn settings(root: &Path, config: Option<&Path>) -> Result<(Config, Vec<Diagnostic>), EnvironmentError> {
    Ok(match source::read_config(root, config)? {
        Some((name, bytes)) => config::parse(&bytes, &name),
        None => (Config::default(), vec![no_config()]),
    })
}

fn no_config() -> Diagnostic {
    Diagnostic::warning("config-missing", "there is no `sitegen.yaml` in this folder")
        .hint("add one with `title: …` and `base_url: https://…`, or name the project with `--root`")
}

/// With neither a configuration nor content it is the wrong folder, and nothing is to be built into it.
fn no_site(found: &[Diagnostic]) -> Option<Diagnostic> {
    let lacks = |code| found.iter().any(|diagnostic| diagnostic.code == code && diagnostic.file.is_none());
    let message = "this folder holds no site: it has neither `sitegen.yaml` nor content";
    let hint = "name the folder of the site with `--root`, or make one: `sitegen init`";
    (lacks("config-missing") && lacks("content-missing"))
        .then(|| Diagnostic::error("no-site", message).hint(hint))
}

type Data = BTreeMap<String, DataFile>;

/// Data files by name without ending; of two with one name the second is an error.
fn read_data(tree: &SourceTree) -> (Data, Vec<Diagnostic>) {
    let mut data = Data::new();
    let mut diagnostics = Vec::new();
    let parsed: Vec<_> =
        tree.files(SourceKind::Data).par_iter().map(|file| (file, parse_data(tree, file))).collect();
    for (file, value) in parsed {
        let Some(value) = value else { continue };
        let name = name_below(file, "data/");
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        match (value, data.get(&name)) {
            (Err(diagnostic), _) => diagnostics.push(diagnostic),
            (Ok(_), Some(first)) => diagnostics.push(
                Diagnostic::error("data-twice", format!("two data files are called `{name}`"))
                    .in_file(file.path.as_str())
                    .hint("rename one of the two")
                    .related("the other", first.source.as_str(), None),
            ),
            (Ok(value), None) => {
                let file =
                    DataFile { source: file.path.clone(), digest: file.digest, value: Arc::new(value) };
                data.insert(name, file);
            }
        }
    }
    (data, diagnostics)
}

/// None for a file that is no data, such as a README.
fn parse_data(tree: &SourceTree, file: &SourceFile) -> Option<Result<crate::value::Value, Diagnostic>> {
    if !data::ENDINGS.contains(&file.path.extension().as_str()) {
        return None;
    }
    Some(
        read_unchanged(tree, &file.path, file.digest)
            .and_then(|bytes| data::parse(file.path.as_str(), &bytes).map_err(|diagnostic| *diagnostic)),
    )
}

/// The bytes of a file, if they are still those that were scanned.
pub fn read_unchanged(tree: &SourceTree, path: &SourcePath, digest: Digest) -> Result<Vec<u8>, Diagnostic> {
    let bytes = tree.read(path).map_err(|error| unreadable(path, &error))?;
    if Digest::of(&bytes) == digest {
        return Ok(bytes);
    }
    Err(changed(path))
}

/// A file that is not what it was when the project was scanned.
pub fn changed(path: &SourcePath) -> Diagnostic {
    Diagnostic::error(CHANGED, "the file was changed while the site was being built")
        .in_file(path.as_str())
        .hint("build again")
}

/// The code of the error that a file is not what it was when the project was scanned.
pub const CHANGED: &str = "changed-while-building";

/// A file that was there when the project was scanned and cannot be read now.
pub fn unreadable(path: &SourcePath, error: &EnvironmentError) -> Diagnostic {
    Diagnostic::error("unreadable", error.to_string())
        .in_file(path.as_str())
        .hint("check that it exists and who may read it")
}

/// The site's templates and the default theme's.
fn read_templates(tree: &SourceTree) -> (Vec<TemplateSource>, Vec<Diagnostic>) {
    let theme = theme::templates();
    let mut sources: Vec<TemplateSource> = theme
        .map(|(name, text)| TemplateSource { name, text: text.to_owned(), origin: TemplateOrigin::Theme })
        .collect();
    let mut diagnostics = Vec::new();
    let templates = tree.files(SourceKind::Template).iter();
    for file in templates.filter(|file| language_of(file).is_none()) {
        let text = read_unchanged(tree, &file.path, file.digest)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|error| not_utf8(file, error.as_bytes())));
        match text {
            Ok(text) => {
                let name = name_below(file, "templates/").to_owned();
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                sources.push(TemplateSource { name, text, origin: TemplateOrigin::Site });
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (sources, diagnostics)
}

/// The place of the first byte of a template that is no text.
fn not_utf8(file: &SourceFile, bytes: &[u8]) -> Diagnostic {
    match SourceText::decode(file.path.as_str(), bytes) {
        Err(diagnostic) => *diagnostic,
        Ok(_) => Diagnostic::error("encoding", "this template is not UTF-8").in_file(file.path.as_str()),
    }
}

/// The theme's words, and the site's own over them.
fn read_strings(tree: &SourceTree, language: &str) -> (Strings, Vec<Diagnostic>) {
    let mut files: Vec<StringsFile> = theme::strings()
        .filter_map(|(path, bytes)| {
            let language = theme::language_of(&path)?.to_owned();
            let (file, bytes) = (format!("templates/{path}"), bytes.to_owned());
            Some(StringsFile { file, language, bytes, is_theme: true })
        })
        .collect();
    let mut diagnostics = Vec::new();
    for file in tree.files(SourceKind::Template) {
        let Some(language) = language_of(file) else { continue };
        match read_unchanged(tree, &file.path, file.digest) {
            Ok(bytes) => {
                let (file, language) = (file.path.to_string(), language.to_owned());
                files.push(StringsFile { file, language, bytes, is_theme: false });
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    let (strings, found) = strings::read(&files, language);
    diagnostics.extend(found);
    (strings, diagnostics)
}

/// The language of a file of strings; none for templates.
fn language_of(file: &SourceFile) -> Option<&str> {
    theme::language_of(name_below(file, "templates/"))
}

/// Whether a file below the templates has words, which a site is made of, and is no template.
pub fn is_strings(file: &SourceFile) -> bool {
    language_of(file).is_some()
}

fn static_files(tree: &SourceTree) -> BTreeMap<String, StaticFile> {
    let theme = theme::static_files().map(|(path, bytes)| {
        let digest = Digest::of(bytes);
        (path.clone(), StaticFile { origin: FileOrigin::Embedded(path), digest, size: bytes.len() as u64 })
    });
    let own = tree.files(SourceKind::Static).iter();
    theme.chain(own.map(|file| (name_below(file, "static/").to_owned(), copied(file)))).collect()
}

fn made(text: &str) -> StaticFile {
    let (digest, size) = (Digest::of(text.as_bytes()), text.len() as u64);
    StaticFile { origin: FileOrigin::Made(text.into()), digest, size }
}

fn content_files(tree: &SourceTree) -> BTreeMap<String, StaticFile> {
    let files = tree.files(SourceKind::Content).iter().filter(|file| !parse::is_markdown(&file.path));
    files.map(|file| (file.path.to_string(), copied(file))).collect()
}

fn copied(file: &SourceFile) -> StaticFile {
    StaticFile { origin: FileOrigin::Project(file.path.clone()), digest: file.digest, size: file.size }
}

fn name_below<'a>(file: &'a SourceFile, folder: &str) -> &'a str {
    file.path.as_str().strip_prefix(folder).unwrap_or(file.path.as_str())
}

/// The bytes of a file as it is published, if it is still what was scanned: images do not say where they were taken,
/// unless the settings let them.
pub fn published_bytes(
    file: &StaticFile,
    tree: &SourceTree,
    options: &ImageOptions,
) -> Result<(Vec<u8>, Entry), Diagnostic> {
    let bytes = static_bytes(file, tree)?;
    if !options.keep_location
        && let FileOrigin::Project(path) = &file.origin
        && is_image_name(path.as_str())
        && let Some(without) = without_location(&bytes)
    {
        let entry = Entry::of(&without);
        return Ok((without, entry));
    }
    let entry = Entry { digest: file.digest, size: bytes.len() as u64 };
    Ok((bytes, entry))
}

/// The bytes of a static file, if they are still those that were scanned.
pub fn static_bytes(file: &StaticFile, tree: &SourceTree) -> Result<Vec<u8>, Diagnostic> {
    match &file.origin {
        FileOrigin::Embedded(name) => Ok(theme::static_file(name).unwrap_or_default().to_vec()),
        FileOrigin::Project(source) => read_unchanged(tree, source, file.digest),
        FileOrigin::Made(text) => Ok(text.as_bytes().to_owned()),
    }
}
