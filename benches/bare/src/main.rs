//! The least that a build of the benchmark blog takes: reads all posts, converts their Markdown with pulldown-cmark and
//! its own HTML writer, and writes as many files and bytes as sitegen wrote, on all cores.
//!
//! Usage: `bare CONTENT SIZES OUTPUT`. SIZES has a line for each file of the reference, its length in bytes, a space and
//! its path. The page of the post `a/b.md` is `a/b/index.html`: it begins with the post's HTML, and the rest is filling.
//! Every other file is filling alone. There is no cache, no template, and nothing is compared with an earlier build.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a program of its own, to which the rules for sitegen's stages do not apply"
)]

use pulldown_cmark::{Options, Parser, html};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};
use walkdir::WalkDir;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A file to write.
struct Output {
    path: PathBuf,
    length: usize,
    /// The post that it begins with.
    source: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [content, sizes, output] = arguments.as_slice() else {
        eprintln!("usage: bare CONTENT SIZES OUTPUT");
        return ExitCode::from(2);
    };
    match run(content, sizes, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bare: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(content: &Path, sizes: &Path, output: &Path) -> Result<()> {
    let sources = find_posts(content)?;
    let outputs = read_outputs(&fs::read_to_string(sizes)?, sources)?;
    make_folders(output, &outputs)?;
    outputs.par_iter().try_for_each(|file| write(file, output))
}

/// All Markdown files of a folder, by the path of their page.
fn find_posts(content: &Path) -> Result<HashMap<PathBuf, PathBuf>> {
    let mut found = HashMap::new();
    for entry in WalkDir::new(content) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = path.strip_prefix(content)?.with_extension("").join("index.html");
            found.insert(page, path);
        }
    }
    Ok(found)
}

/// The files that the reference has, each with its post. No post may be left over.
fn read_outputs(sizes: &str, mut sources: HashMap<PathBuf, PathBuf>) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    for line in sizes.lines() {
        let (length, path) = line.split_once(' ').ok_or("a line of sizes has no space")?;
        let path = PathBuf::from(path);
        let source = sources.remove(&path);
        outputs.push(Output { path, length: length.parse()?, source });
    }
    if sources.is_empty() { Ok(outputs) } else { Err(format!("{} posts have no page", sources.len()).into()) }
}

/// Makes each folder once, those of one depth at the same time.
fn make_folders(output: &Path, outputs: &[Output]) -> io::Result<()> {
    let folders: BTreeSet<&Path> = outputs.iter().flat_map(|file| file.path.ancestors().skip(1)).collect();
    let mut levels: BTreeMap<usize, Vec<&Path>> = BTreeMap::new();
    for folder in folders {
        levels.entry(folder.components().count()).or_default().push(folder);
    }
    for level in levels.values() {
        level.par_iter().try_for_each(|folder| fs::create_dir(output.join(folder)))?;
    }
    Ok(())
}

fn write(file: &Output, output: &Path) -> Result<()> {
    let mut page = String::with_capacity(file.length);
    if let Some(source) = &file.source {
        let text = fs::read_to_string(source)?;
        html::push_html(&mut page, Parser::new_ext(without_front_matter(&text), extensions()));
    }
    if page.len() > file.length {
        return Err(format!("{}: the text alone is longer than the page", file.path.display()).into());
    }
    let mut bytes = page.into_bytes();
    bytes.resize(file.length, b'.');
    Ok(fs::write(output.join(&file.path), bytes)?)
}

/// What follows the second line of dashes.
fn without_front_matter(text: &str) -> &str {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body)
}

/// Those that the benchmark blog turns on in sitegen.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_SMART_PUNCTUATION
}
