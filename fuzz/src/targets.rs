//! What may be read from anyone, tried with any bytes: nothing may panic, and what is said of a result must hold.
//!
//! A target takes bytes and fails by a panic. `fuzz/run` runs each for as long as you like, with what libFuzzer makes of
//! real blogs; the tests of the project run each over its seeds and some thousand changes of them.

use jiff::Timestamp;
use sitegen::{
    cache::{Cache, Retain},
    clock::Zone,
    config::{self, Config, RawHtml},
    decode::SourceText,
    diagnostic::Diagnostic,
    digest::Digest,
    import::{self, foreign::Generator},
    output::Manifest,
    paths::{BaseUrl, OutputPath, Slugify, SourcePath, UrlPath, slugify},
    post::{
        self, Wants,
        date::parse_date,
        file_name::{read_file_name, title_from_name},
        front_matter,
        highlight::Highlighter,
        markdown::{self, Labels, Origin},
    },
    preview, publish, site, wire,
};
use std::{borrow::Cow, collections::BTreeSet, fs, sync::LazyLock};

/// What is tried with some bytes; it fails by a panic.
pub type Target = fn(&[u8]);

/// All of them, by their names.
pub const ALL: [(&str, Target); 10] = [
    ("post", post),
    ("dates", dates),
    ("paths", paths),
    ("highlight", highlight),
    ("config", config),
    ("records", records),
    ("cache", cache),
    ("feed", feed),
    ("import", import),
    ("request", request),
];

/// Settings under which all of Markdown is on, for raw HTML as it is and without what is dangerous.
static CONFIGS: LazyLock<[Config; 2]> = LazyLock::new(|| {
    ["allow", "strip"].map(|html| {
        let text = format!(
            "title: Tried\nbase_url: https://example.org/\nlanguages: {{zh: {{}}}}\n\
             markdown: {{smart: true, math: true, definition_lists: true, unsafe_html: {html}}}\n"
        );
        let (config, diagnostics) = config::parse(text.as_bytes(), "sitegen.yaml");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        config
    })
});

/// A diagnostic says something, in one line, and lies within its file.
fn assert_sound(diagnostics: &[Diagnostic], text: &[u8]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{diagnostic:?}");
        if let Some(position) = diagnostic.position {
            assert!(position.line >= 1 && position.column >= 1, "{diagnostic:?}");
            assert!(position.byte_start <= position.byte_end, "{diagnostic:?}");
            assert!(position.byte_end as usize <= text.len(), "{diagnostic:?} of {} bytes", text.len());
        }
    }
}

/// A file of a post: its front matter, its body to HTML, its address.
pub fn post(bytes: &[u8]) {
    let path = SourcePath::new("content/posts/2026-07-05-tried.md");
    let shortcodes = BTreeSet::from(["figure".to_owned(), "youtube".to_owned()]);
    for config in &*CONFIGS {
        let wants = Wants { shortcodes: shortcodes.clone(), terms: true };
        let parsed = post::parse(&path, bytes, Digest::of(bytes), Digest::default(), config, &wants);
        assert_sound(&parsed.diagnostics, bytes);
        assert!(
            parsed.post.is_some() || parsed.diagnostics.iter().any(Diagnostic::is_error),
            "no post, and nothing is said of it"
        );
        let Some(post) = parsed.post else { continue };
        let slug = site::permalink::slug(&post, config);
        let id = site::permalink::permanent_id(&post, &slug, config);
        if let Ok(url) = site::permalink::url(&post, &slug, &id, config) {
            assert_inside(url.output().as_str());
        }
        let source = SourceText::decode(path.as_str(), bytes).expect("it was decoded");
        let body = front_matter::body(source);
        let context = markdown::Context {
            options: &config.markdown,
            host: "example.org",
            summary_length: 200,
            title: &post.meta.title,
            origin: Origin { byte: body.start, line: body.first_line as usize },
            language: "en",
            labels: Labels::default(),
            shortcodes: &shortcodes,
            wants_terms: false,
            most_elements: config.limits.post_elements,
        };
        let mut html = String::new();
        markdown::write_html(
            &body.text,
            &context,
            &mut |number, _| {
                assert!(number < post.facts.holes.len(), "hole {number} of {}", post.facts.holes.len());
                Cow::Borrowed("/filled/")
            },
            &markdown::PlainCode,
            &mut html,
        );
        if config.markdown.unsafe_html == RawHtml::Strip {
            let lower = html.to_ascii_lowercase();
            for forbidden in ["<script", "<iframe", "<base", "<meta", "<form", "href=\"javascript:"] {
                assert!(!lower.contains(forbidden), "{forbidden} in {html}");
            }
        }
        let plain = markdown::plain_text(&body.text, &context);
        assert!(!plain.contains('\n'), "{plain:?}");
    }
}

/// Dates as people write them.
pub fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for zone in ["UTC", "Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu"] {
        let zone = Zone::named(zone).expect("a zone");
        match parse_date(&text, &zone) {
            Ok(date) => {
                let instant = date.instant;
                let again = parse_date(&zone.rfc3339(instant), &zone).expect("RFC 3339 is a date");
                // It is written to the second, as clocks show it.
                let second = |instant: Timestamp| instant.as_nanosecond().div_euclid(1_000_000_000);
                assert_eq!(second(again.instant), second(instant), "{text:?}");
            }
            Err(wrong) => assert!(!wrong.message.is_empty() && !wrong.hint.is_empty()),
        }
    }
}

/// The path of a page can be that of a file: no name in it is too long for a file system.
fn assert_page(url: &UrlPath) {
    let path = url.output();
    assert_inside(path.as_str());
    assert!(path.as_str().split('/').all(|name| name.len() <= 255), "{path:?}");
}

fn assert_inside(path: &str) {
    assert!(!path.starts_with('/'), "{path:?}");
    for name in path.split('/') {
        assert!(!matches!(name, "" | "." | ".."), "{path:?}");
        assert!(!name.contains('\0'), "{path:?}");
    }
}

/// Names, slugs and addresses.
pub fn paths(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for mode in [Slugify::Unicode, Slugify::Ascii, Slugify::None] {
        let slug = slugify(&text, mode);
        if let Ok(url) = UrlPath::from_segments([slug.as_str()]) {
            assert_page(&url);
        }
        if mode != Slugify::None {
            assert_eq!(slugify(&slug, mode), slug, "{text:?}");
        }
    }
    if let Ok(url) = UrlPath::parse(&text) {
        assert_page(&url);
        assert_eq!(UrlPath::parse(&url.encoded()).as_ref(), Ok(&url), "{text:?}");
    }
    if let Ok(path) = OutputPath::parse(&text) {
        assert_inside(path.as_str());
        assert_eq!(OutputPath::parse(path.as_str()).as_ref(), Ok(&path));
    }
    if let Ok(base) = BaseUrl::parse(&text) {
        let absolute = base.absolute(&UrlPath::root());
        assert_eq!(BaseUrl::parse(&absolute).map(|base| base.absolute(&UrlPath::root())), Ok(absolute));
    }
    let source = SourcePath::new(format!("content/posts/{text}.md"));
    let name = read_file_name(&source, &|tag| tag == "zh");
    let _ = title_from_name(&name.stem);
}

/// Code in a language that the first line names: whatever is coloured, the text stays.
pub fn highlight(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (info, code) = text.split_once('\n').unwrap_or(("rust", &text));
    let options = CONFIGS[0].markdown.highlight.clone();
    let mut html = String::new();
    Highlighter::new(options.as_ref()).render(info, code, &mut html);
    let mut plain = String::new();
    Highlighter::new(None).render(info, code, &mut plain);
    assert_eq!(without_tags(&html), without_tags(&plain), "{info:?}");
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text
}

/// Settings.
pub fn config(bytes: &[u8]) {
    let (_, diagnostics) = config::parse(bytes, "sitegen.yaml");
    assert_sound(&diagnostics, bytes);
}

/// What is read back of earlier builds and releases.
pub fn records(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        for path in manifest.paths() {
            assert_inside(path.as_str());
        }
        let again = Manifest::parse(manifest.to_json().as_bytes()).expect("what is written is read");
        assert_eq!(again.to_json(), manifest.to_json());
    }
    if let Ok(record) = publish::record::Record::parse(bytes) {
        let again =
            publish::record::Record::parse(record.to_json().as_bytes()).expect("what is written is read");
        assert_eq!(again.to_json(), record.to_json());
    }
}

/// What the files of a cache hold, as a value of one of them and as twenty of a store.
static VALUES: LazyLock<Vec<(String, u64)>> =
    LazyLock::new(|| (0..20).map(|number| (format!("value {number}"), number)).collect());

/// The files with the values, and what is in them. A store is two packs: the last value is in that of what is recent.
static SAVED: LazyLock<[(&str, Vec<u8>); 3]> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let (cache, warning) = Cache::open(folder.path(), folder.path());
    assert_eq!((warning, cache.save("value", &*VALUES)), (None, None));
    let (old, recent) = VALUES.split_at(VALUES.len() - 1);
    for (known, new) in [(&[][..], old), (old, recent)] {
        let (store, warning) = cache.store::<(String, u64)>("store");
        assert_eq!(warning, None);
        assert!(known.iter().all(|value| store.mark_used(&key_of(value))));
        for value in new {
            store.insert(key_of(value), value);
        }
        assert_eq!(store.save(&Retain::Used), None);
    }
    ["value", "store", "store.recent"]
        .map(|name| (name, fs::read(folder.path().join(name)).expect("it was saved")))
});

fn key_of((name, _): &(String, u64)) -> Digest {
    Digest::of(name.as_bytes())
}

/// Files of a cache with other bytes: each four of the input are a file, a place in it, in two, and what stands there; with
/// 128 added to its number the file ends at that place. What is read is what was saved, or nothing; once all is saved
/// again, all is there.
pub fn cache(bytes: &[u8]) {
    let mut files = SAVED.clone();
    for change in bytes.chunks_exact(4) {
        let (_, file) = &mut files[usize::from(change[0] % 128) % 3];
        let at = usize::from(u16::from_be_bytes([change[1], change[2]])) % file.len().max(1);
        if change[0] >= 128 {
            file.truncate(at);
        } else if let Some(byte) = file.get_mut(at) {
            *byte = change[3];
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (cache, warning) = Cache::open(folder.path(), folder.path());
    assert_eq!(warning, None);
    for (name, file) in &files {
        fs::write(folder.path().join(name), file).expect("writable");
    }
    read_value(&cache, files[0] == SAVED[0]);
    read_store(&cache, files[1..] == SAVED[1..]);
}

fn read_value(cache: &Cache, is_whole: bool) {
    let (found, warning) = cache.load::<Vec<(String, u64)>>("value");
    assert_eq!(found.is_some(), is_whole);
    assert!(warning.is_none() || !is_whole, "{warning:?}");
    assert!(found.is_none_or(|found| found == *VALUES), "another value was read");
}

fn read_store(cache: &Cache, is_whole: bool) {
    let (store, at_opening) = cache.store::<(String, u64)>("store");
    for value in &*VALUES {
        match store.get(&key_of(value)) {
            Some(found) => assert_eq!(found, *value, "another value was read"),
            None => store.insert(key_of(value), value),
        }
    }
    let at_saving = store.save(&Retain::Used);
    assert!(!is_whole || (at_opening.is_none() && at_saving.is_none()), "{at_opening:?} {at_saving:?}");
    let (store, warning) = cache.store::<(String, u64)>("store");
    assert_eq!(warning, None);
    for value in &*VALUES {
        assert_eq!(store.get(&key_of(value)).as_ref(), Some(value));
    }
    assert_eq!(store.save(&Retain::Used), None);
}

/// A feed of others.
pub fn feed(bytes: &[u8]) {
    for charset in [None, Some("utf-8"), Some("gb18030")] {
        if let Err(why) = wire::count_items(bytes, charset, "https://example.org/feed.xml") {
            assert!(!why.is_empty());
        }
    }
}

/// A site of another generator: the first byte says which, and a line of `=====` parts its settings from a post.
pub fn import(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (generator, settings, place) = match first % 3 {
        0 => (Generator::Jekyll, "_config.yml", "_posts/2026-07-05-tried.md"),
        1 => (Generator::Hugo, "hugo.toml", "content/posts/tried.md"),
        _ => (Generator::Zola, "config.toml", "content/tried.md"),
    };
    let mark = b"\n=====\n";
    let (config, post) = match rest.windows(mark.len()).position(|window| window == mark) {
        Some(at) => (&rest[..at], &rest[at + mark.len()..]),
        None => (&b"title = 'Tried'"[..], rest),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let post_path = folder.path().join(place);
    fs::create_dir_all(post_path.parent().expect("a folder")).expect("writable");
    fs::write(folder.path().join(settings), config).expect("writable");
    fs::write(post_path, post).expect("writable");
    let import = import::read(generator, folder.path()).expect("the folder can be read");
    for file in &import.translation.files {
        assert_inside(&file.path);
    }
}

/// A path that somebody asks the preview for, and its rules for addresses that moved.
pub fn request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let path = format!("/{text}");
    if let Some(file) = preview::file_of(&path) {
        assert_inside(file.as_str());
    }
    if let Some(url) = preview::url_of(&path) {
        assert_inside(url.output().as_str());
    }
}
