//! What fuzzing begins with, made when it runs: the demo blog, the sites of the tests, and real blogs where they are.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Files of one folder of real blogs that are taken.
const MOST_FILES: usize = 400;

/// The seeds of a target. `project` is the folder of this repository, `corpora` one of real blogs.
pub fn seeds(target: &str, project: &Path, corpora: Option<&Path>) -> Vec<Vec<u8>> {
    let texts = |lines: &[&str]| lines.iter().map(|line| line.as_bytes().to_vec()).collect::<Vec<_>>();
    match target {
        "post" => posts(project, corpora),
        "dates" => texts(&DATES),
        "paths" => texts(&PATHS),
        "highlight" => code(project),
        "config" => files(project, "yaml")
            .into_iter()
            .filter(|(path, _)| !path.ends_with("action.yml"))
            .map(content)
            .collect(),
        "records" => texts(&RECORDS),
        "cache" => CACHE.map(<[u8]>::to_vec).into(),
        "feed" => texts(&FEEDS),
        "import" => imports(project, corpora),
        "request" => texts(&REQUESTS),
        other => panic!("no target is called {other}"),
    }
}

fn content((_, bytes): (PathBuf, Vec<u8>)) -> Vec<u8> {
    bytes
}

/// Files with this ending below a folder, by path. What cannot be read is passed over.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && !["target", "public", "node_modules"].contains(&name) {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            found.extend(fs::read(&path).ok().map(|bytes| (path, bytes)));
        }
    }
    found
}

fn posts(project: &Path, corpora: Option<&Path>) -> Vec<Vec<u8>> {
    let mut posts = files(&project.join("content"), "md");
    posts.extend(files(&project.join("tests/sites"), "md"));
    posts.extend(corpora.iter().flat_map(|corpora| files(corpora, "md")).step_by(7).take(MOST_FILES));
    posts.into_iter().map(content).filter(|bytes| bytes.len() < 20_000).collect()
}

/// The code of the posts of the demo and of the documentation, each block with its language on the first line.
fn code(project: &Path) -> Vec<Vec<u8>> {
    let texts = ["content", "docs"].into_iter().flat_map(|folder| files(&project.join(folder), "md"));
    let blocks = texts.flat_map(|(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.split("```").skip(1).step_by(2).map(|block| block.as_bytes().to_vec()).collect::<Vec<_>>()
    });
    blocks.filter(|block| block.len() < 3_000).collect()
}

fn imports(project: &Path, corpora: Option<&Path>) -> Vec<Vec<u8>> {
    let settings = [
        (0, "title: A\npermalink: /:categories/:title/\ncollections: {a: {output: true}}\n"),
        (1, "title = 'A'\n[permalinks]\nposts = '/:year/:slug/'\n"),
        (2, "title = 'A'\nbase_url = 'https://a.b'\ntaxonomies = [{name = 'tags'}]\n"),
    ];
    let matters = [
        "+++\ntitle = 'A'\ndate = 2026-07-05\n[taxonomies]\ntags = ['a']\n+++\n{{< figure src=\"/a.png\" >}}\n",
        "{\"title\": \"A\", \"date\": \"2026-07-05\"}\n{{ youtube(id=\"a\") }}\n",
        "---\ntitle: A\n---\n{% highlight rust %}\nfn a() {}\n{% endhighlight %}\n{% post_url 2026-07-05-a %}\n",
    ];
    let mut bodies: Vec<Vec<u8>> = matters.iter().map(|text| text.as_bytes().to_vec()).collect();
    bodies.extend(posts(project, corpora).into_iter().step_by(5));
    bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            let (first, settings) = settings[number % settings.len()];
            [&[first], settings.as_bytes(), b"\n=====\n", body.as_slice()].concat()
        })
        .collect()
}

/// Changes of files: bytes of a header, of an index and of a value, and each file cut off.
const CACHE: [&[u8]; 5] = [
    b"",
    b"\x00\x00\x02\x40\x01\x00\x0c\x01\x02\x00\x20\xff",
    b"\x01\x03\x00\x00\x02\x00\x60\x07",
    b"\x01\x00\x50\x61\x00\x00\x70\x30",
    b"\x81\x02\x00\x00\x80\x00\x3c\x00\x82\x00\x00\x00",
];

const DATES: [&str; 12] = [
    "2026-07-05",
    "2026-07-05 12:44:00",
    "2026-07-05T12:44:00.123456789Z",
    "2026-07-05T12:44:00+05:30",
    "2026-07-05 12:44 CEST",
    "2026-07-05T12:44:00[Europe/Berlin]",
    "Sun, 05 Jul 2026 12:44:00 +0000",
    "5 July 2026 at 12:44 pm",
    "July 5th, 2026",
    "2016-12-31T23:59:60Z",
    "20260705",
    "2026-W27-7",
];

const PATHS: [&str; 12] = [
    "a/b/index.html",
    "/2026/07/05/ein-träumchen/",
    "https://example.org/blog/",
    "../../etc/passwd",
    "%2e%2e/%00/a",
    "//evil.example/",
    "Größe & Maß: 中文 – ไทย",
    "con.txt",
    "a\u{301}b",
    "2026-07-05-title.zh",
    "C:\\windows",
    "javascript:alert(1)",
];

const RECORDS: [&str; 3] = [
    r#"{"sitegen_manifest":1,"files":{"index.html":{"digest":"00112233445566778899aabbccddeeff","size":3}}}"#,
    r#"{"sitegen_publish":1,"release":"20260705T124400123Z-0123abcd","at":"2026-07-05T12:44:00Z","files":{}}"#,
    "{}",
];

const FEEDS: [&str; 4] = [
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A</title><link>https://a.b/</link><item><title>B &amp; C</title>\
     <link>/b</link><guid>1</guid><pubDate>Sun, 05 Jul 2026 12:44:00 GMT</pubDate></item></channel></rss>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A</title><id>urn:a</id><updated>2026-07-05T12:44:00Z</updated><entry><title \
     type=\"html\">&lt;b&gt;B&lt;/b&gt;</title><id>1</id><link href=\"b\"/><updated>2026-07-05T12:44:00Z</updated></entry></feed>",
    r#"{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":"1","url":"https://a.b/1","title":"B"}]}"#,
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><item><title>B</title>\
     <link>https://a.b/1</link></item></rdf:RDF>",
];

const REQUESTS: [&str; 8] = [
    "",
    "2026/07/05/a/",
    "../secret",
    "%2e%2e%2fsecret",
    "..%5csecret",
    "a//b/./c",
    "%c0%ae%c0%ae/a",
    "%E4%B8%AD%E6%96%87/?q=1#a",
];
