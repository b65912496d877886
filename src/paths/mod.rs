//! Names of things: files of the project, files of the output, URLs, slugs.
//!
//! Owns what a legal name is, so that nothing outside the project is ever read or written because of a name.
//! It must not touch the disk.

mod base_url;
mod content;
mod slug;

pub use base_url::BaseUrl;
pub use content::{PROJECT, below_content, inside_content};
pub use slug::{Slugify, slugify};

use crate::digest::Digest;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// The longest name of one file or folder, in bytes, on every common file system.
pub const LONGEST_SEGMENT: usize = 255;

/// Bytes of the longest path of a page. The system takes 4,096, of which the folder that is built into has its part.
pub const LONGEST_PATH: usize = 2_048;

/// Path of a file of the project, relative to its root, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(String);

impl SourcePath {
    /// A path as the walk found it; separators become `/`.
    pub fn new(path: impl Into<String>) -> Self {
        let path: String = path.into();
        Self(if path.contains('\\') && cfg!(windows) { path.replace('\\', "/") } else { path })
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name after the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder, without a final `/`; empty at the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// The part after the last dot of the name, lower case; empty without one.
    pub fn extension(&self) -> String {
        self.file_name()
            .rsplit_once('.')
            .map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Path of a page or file on the site, decoded, from the site's own root: `/2026/07/05/日本/`, `/rss.xml`. It
/// begins with `/`; a page's ends with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlPath(String);

/// What a path must encode: everything that is not a plain path character of RFC 3986, section 3.3.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl UrlPath {
    /// A path from its segments, a page's when `is_page`; each segment is cut to a legal length.
    ///
    /// # Errors
    /// Says which segment is not a legal name.
    pub fn from_segments<'a>(segments: impl IntoIterator<Item = &'a str>) -> Result<Self, IllegalPath> {
        let mut path = String::from("/");
        for segment in segments {
            check_segment(segment)?;
            path.push_str(&shorten_segment(segment));
            path.push('/');
        }
        if path.len() > LONGEST_PATH {
            return Err(IllegalPath(format!("the path is longer than {LONGEST_PATH} bytes")));
        }
        Ok(Self(path))
    }

    /// Reads a path as a person types it: with or without slashes around it, a name with an ending such as
    /// `feed.xml` meaning a file and everything else a page.
    ///
    /// # Errors
    /// Says what is not legal in it: a scheme or host, `..`, an empty segment, a control character.
    pub fn parse(text: &str) -> Result<Self, IllegalPath> {
        let decoded = percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .map_err(|_| IllegalPath(format!("`{text}` is not UTF-8 once decoded")))?;
        if decoded.starts_with("//") || decoded.contains("://") {
            return Err(IllegalPath(format!("`{text}` names a host; give a path on this site")));
        }
        let inner = decoded.strip_prefix('/').unwrap_or(&decoded);
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.is_empty() {
            return Ok(Self("/".to_owned()));
        }
        let page = Self::from_segments(inner.split('/'))?;
        let last = inner.rsplit('/').next().unwrap_or(inner);
        let is_file = !decoded.ends_with('/') && file_ending(last).is_some();
        Ok(if is_file { Self(page.0.trim_end_matches('/').to_owned()) } else { page })
    }

    /// The root of the site.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// A file's path from one that is known to be legal, such as an output path.
    pub fn of_file(output: &OutputPath) -> Self {
        Self(format!("/{}", output.as_str()))
    }

    /// The path, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as it stands in a link, percent-encoded.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, PATH).to_string()
    }

    /// This page's path with a legal `name` below it: `page/2`, `related`, `rss.xml` (a file when it has a dot).
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
        let slash = if is_file { "" } else { "/" };
        Self(format!("{}/{name}{slash}", self.0.trim_end_matches('/')))
    }

    /// The page of a legal segment below this page, whatever dots it has; cut to a legal length.
    #[must_use]
    pub fn join_segment(&self, segment: &str) -> Self {
        Self(format!("{}/{}/", self.0.trim_end_matches('/'), shorten_segment(segment)))
    }

    /// This page's path; of a file such as `/a/b.html` the folder of its name, `/a/b/`.
    #[must_use]
    pub fn as_folder(&self) -> Self {
        let name_start = self.0.rfind('/').map_or(0, |slash| slash + 1);
        match self.0[name_start..].rfind('.') {
            Some(dot) if dot > 0 => Self(format!("{}/", &self.0[..name_start + dot])),
            _ => self.clone(),
        }
    }

    /// Where the output folder holds it.
    pub fn output(&self) -> OutputPath {
        let inner = &self.0[1..];
        if inner.is_empty() || inner.ends_with('/') {
            OutputPath(format!("{inner}index.html"))
        } else {
            OutputPath(inner.to_owned())
        }
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Path of a file in the output folder, relative to it, with `/`: `tags/rust/index.html`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutputPath(String);

impl OutputPath {
    /// A legal path of a file.
    ///
    /// # Errors
    /// Says what is not legal in it.
    pub fn parse(path: &str) -> Result<Self, IllegalPath> {
        if path.is_empty() {
            return Err(IllegalPath("the path is empty".to_owned()));
        }
        path.split('/').try_for_each(check_segment)?;
        Ok(Self(path.to_owned()))
    }

    /// The path of a file that is there under this name, and keeps it: whatever this system lets files be called, but for
    /// names with control characters, which no list of files shows as they are.
    ///
    /// # Errors
    /// Says what is not legal in it.
    pub fn of_file(path: &str) -> Result<Self, IllegalPath> {
        let is_odd = |name: &str| matches!(name, "" | "." | "..") || name.contains(char::is_control);
        // There, what has no legal name is not there.
        if cfg!(windows) || path.split('/').any(is_odd) {
            return Self::parse(path);
        }
        Ok(Self(path.to_owned()))
    }

    /// The nearest path that every system takes; none where this one is such a path.
    pub fn portable(&self) -> Option<Self> {
        if Self::parse(&self.0).is_ok() {
            return None;
        }
        let names: Vec<String> = self.0.split('/').map(portable_segment).collect();
        Self::parse(&names.join("/")).ok()
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two paths collide on some file system: NFC, without case.
    pub fn collision_key(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        self.0.nfc().collect::<String>().to_lowercase().nfc().collect()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a path is not one of ours; reads as a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IllegalPath(pub String);

impl fmt::Display for IllegalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IllegalPath {}

/// Names that Windows keeps for devices, with or without an ending.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether Windows keeps this name for a device.
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    RESERVED.iter().any(|reserved| stem.eq_ignore_ascii_case(reserved))
}

fn check_segment(segment: &str) -> Result<(), IllegalPath> {
    let problem = match segment {
        "" => Some("an empty name between two slashes".to_owned()),
        "." | ".." => Some(format!("`{segment}`, which leads elsewhere")),
        _ if segment.chars().any(|c| c.is_control() || "\\/:?*<>|\"".contains(c)) => {
            Some(format!("`{}`, which has a character that no file name may have", segment.escape_debug()))
        }
        _ if segment.ends_with(['.', ' ']) || segment.starts_with(' ') => {
            Some(format!("`{segment}`, which begins or ends in a blank or ends in a dot"))
        }
        _ if is_reserved(segment) => Some(format!("`{segment}`, which Windows keeps for a device")),
        _ => None,
    };
    problem.map_or(Ok(()), |problem| Err(IllegalPath(format!("the path has {problem}"))))
}

/// A name with a dash in place of what not every system takes.
fn portable_segment(segment: &str) -> String {
    let is_odd = |c: char| c.is_control() || "\\/:?*<>|\"".contains(c);
    let plain: String = segment.chars().map(|c| if is_odd(c) { '-' } else { c }).collect();
    let plain = plain.trim_start_matches(' ').trim_end_matches(['.', ' ']);
    match plain.split_once('.') {
        _ if plain.is_empty() => "-".to_owned(),
        Some((stem, rest)) if is_reserved(plain) => format!("{stem}-.{rest}"),
        None if is_reserved(plain) => format!("{plain}-"),
        _ => plain.to_owned(),
    }
}

/// A segment cut to [`LONGEST_SEGMENT`] bytes; what is cut ends in a short hash, so that two long names that
/// differ late stay two, and keeps the ending of a file.
fn shorten_segment(segment: &str) -> std::borrow::Cow<'_, str> {
    if segment.len() <= LONGEST_SEGMENT {
        return segment.into();
    }
    let digest = Digest::of(segment.as_bytes()).short(8);
    let ending = file_ending(segment).map(|ending| format!(".{ending}")).unwrap_or_default();
    let end = segment.floor_char_boundary(LONGEST_SEGMENT - 9 - ending.len());
    format!("{}-{digest}{ending}", &segment[..end]).into()
}

/// The ending by which a name is that of a file: `xml` of `feed.xml`.
fn file_ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty()
        && (1..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_one.then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn files_keep_their_names_and_portable_ones_are_known() {
        for (name, portable) in [
            ("what?.txt", "what-.txt"),
            ("a:b/*.txt", "a-b/-.txt"),
            ("a\\b", "a-b"),
            ("end. /x", "end/x"),
            (" start", "start"),
            ("...", "-"),
            ("aux.txt", "aux-.txt"),
            ("a/nul", "a/nul-"),
        ] {
            let path = OutputPath::of_file(name).expect("a file may be called so");
            assert_eq!(path.portable().map(|path| path.0).as_deref(), Some(portable), "{name}");
        }
        assert_eq!(OutputPath::of_file("a+b %20#&.txt").expect("legal").portable(), None);
        for name in ["", "a//b", "../a", "a/.", "a\nb", "/a"] {
            assert!(OutputPath::of_file(name).is_err(), "{name}");
        }
        let url = UrlPath::of_file(&OutputPath::of_file("what?#%.txt").expect("legal"));
        assert_eq!(url.encoded(), "/what%3F%23%25.txt");
    }

    #[test]
    fn pages_and_files() {
        let parse = |text| UrlPath::parse(text).map(|path| path.output().as_str().to_owned());
        assert_eq!(parse("about"), Ok("about/index.html".into()));
        assert_eq!(parse("/about/"), Ok("about/index.html".into()));
        assert_eq!(parse("/"), Ok("index.html".into()));
        assert_eq!(parse("/old.html"), Ok("old.html".into()));
        assert_eq!(parse("/v1.0"), Ok("v1.0/index.html".into()));
        assert_eq!(parse("/a%20b/"), Ok("a b/index.html".into()));
    }

    #[test]
    fn nothing_leads_outside() {
        for hostile in [
            "../x",
            "/a/../b",
            "a//b",
            "//evil.test/x",
            "https://evil.test",
            "..\\x",
            "%2e%2e/x",
            "a/./b",
            "\0",
            "con",
        ] {
            assert!(UrlPath::parse(hostile).is_err(), "{hostile:?} was taken");
        }
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let one = format!("{}一", "日".repeat(200));
        let two = format!("{}二", "日".repeat(200));
        let cut = |name: &str| UrlPath::from_segments([name]).expect("legal").as_str().to_owned();
        assert!(cut(&one).len() <= LONGEST_SEGMENT + 2);
        assert_ne!(cut(&one), cut(&two));
    }

    #[test]
    fn a_long_name_of_a_file_keeps_its_ending() {
        let long = UrlPath::parse(&format!("/a/{}.json", "b".repeat(300))).expect("legal");
        let name = long.as_str().strip_prefix("/a/").expect("in the folder");
        assert!(name.len() <= LONGEST_SEGMENT, "{name}");
        assert_eq!(name.rsplit_once('.').map(|(_, ending)| ending), Some("json"), "{name}");
        assert_eq!(UrlPath::parse(&long.encoded()), Ok(long));
    }

    #[test]
    fn a_path_has_an_end() {
        let long = |count| UrlPath::parse(&"abcdefg/".repeat(count)).map(|path| path.as_str().len());
        assert_eq!(long(255), Ok(2_041));
        assert_eq!(long(300), Err(IllegalPath("the path is longer than 2048 bytes".to_owned())));
    }

    #[test]
    fn links_are_encoded() {
        let path = UrlPath::parse("/日本/a b/").expect("legal");
        assert_eq!(path.encoded(), "/%E6%97%A5%E6%9C%AC/a%20b/");
    }

    #[test]
    fn collisions_ignore_case_and_normal_form() {
        let key = |path| OutputPath::parse(path).expect("legal").collision_key();
        assert_eq!(key("A/É.html"), key("a/e\u{301}.html"));
    }
}
