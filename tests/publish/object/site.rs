//! A site that is published to a bucket, below a prefix, with a proxy between.

use super::{
    bucket::{Bucket, KEY_ID, Objects, SECRET},
    crawl,
    proxy::{Entry, Proxy},
};
use crate::support::sandbox::{PROGRAM, Run, Sandbox, Tree, post};
use std::{
    fs,
    net::SocketAddr,
    process::{Command, Stdio},
};

pub const BASE: &str = "https://example.org/";
const SETTINGS: &str = "title: Test\nbase_url: https://example.org/\nshare_cards: false\n";
/// So that tests of what fails do not take long.
pub const QUICK: &str = ", parallel: 4, timeout: 1s, retries: 1, lease: 1s, keep: 0";

/// The same for those that are killed, whose lock the next run waits for.
pub const RENEWED: &str = ", parallel: 4, timeout: 60s, retries: 1, lease: 2s, keep: 0";

/// Settings under which a run ends well however busy the machine is.
pub const PATIENT: &str = ", parallel: 4, timeout: 60s, retries: 1, lease: 60s, keep: 0";

/// A project and where it is published to.
pub struct Site {
    pub sandbox: Sandbox,
    pub bucket: Bucket,
    pub prefix: String,
    /// The first lines of its settings.
    settings: String,
}

impl Site {
    /// The site before the edit, built and not published.
    pub fn new(bucket: Bucket, prefix: &str) -> Self {
        let sandbox = Sandbox::empty();
        for (name, day) in [("first", 1), ("second", 2), ("third", 3), ("fourth", 4)] {
            sandbox.write(&format!("content/posts/{name}.md"), post(name, day, "Some text."));
        }
        sandbox.write("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n");
        sandbox.write("static/note.txt", "a note\n");
        sandbox.write("static/gone.txt", "soon gone\n");
        let site = Self { sandbox, bucket, prefix: prefix.to_owned(), settings: SETTINGS.to_owned() };
        site.configure(site.bucket.signed, PATIENT);
        site.sandbox.built();
        site
    }

    /// A change of more than sixty files: another style sheet, which all pages name, posts that come, change and go.
    pub fn edit(&mut self) {
        self.settings.push_str("theme: {accent: \"#0a5a2a\"}\n");
        self.configure(self.bucket.signed, PATIENT);
        self.sandbox.write("content/posts/first.md", post("first", 1, "Another text."));
        self.sandbox.remove("content/posts/second.md");
        for (name, day) in [("fifth", 5), ("sixth", 6), ("seventh", 7), ("eighth", 8)] {
            self.sandbox.write(&format!("content/posts/{name}.md"), post(name, day, "A text more."));
        }
        self.sandbox.write("static/note.txt", "another note\n");
        self.sandbox.remove("static/gone.txt");
        self.sandbox.write("static/more.txt", "more\n");
        self.sandbox.built();
    }

    /// Says in the settings where it is published to.
    pub fn configure(&self, endpoint: SocketAddr, more: &str) {
        let (bucket, prefix) = (&self.bucket.name, &self.prefix);
        let prefix = if prefix.is_empty() { String::new() } else { format!(", prefix: \"{prefix}\"") };
        self.target(&format!("type: s3, bucket: {bucket}{prefix}, endpoint: \"http://{endpoint}\"{more}"));
    }

    /// Says it in so many words.
    pub fn target(&self, target: &str) {
        self.sandbox.write("sitegen.yaml", format!("{}publish: {{live: {{{target}}}}}\n", self.settings));
    }

    /// The same on another machine, for another prefix; the memo of what was published is there too.
    pub fn copy(&self, prefix: &str) -> Self {
        Self {
            sandbox: self.sandbox.copy(),
            bucket: self.bucket.clone(),
            prefix: prefix.to_owned(),
            settings: self.settings.clone(),
        }
    }

    /// Forgets what this machine remembers of the target.
    pub fn forget(&self) {
        let memo = self.sandbox.path(".sitegen/published");
        if memo.exists() {
            fs::remove_dir_all(memo).expect("removable");
        }
    }

    pub fn command(&self, options: &[&str]) -> Command {
        let mut command = self.sandbox.command(PROGRAM);
        command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
        command.args(["publish", "--message-format", "json"]).args(options);
        if !options.contains(&"--max-deletes") {
            command.args(["--max-deletes", "100%"]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Publishes through a proxy that may kill it.
    pub fn through(&self, proxy: &Proxy, options: &[&str]) -> (Run, Vec<Entry>) {
        let child = self.command(options).spawn().expect("the program starts");
        proxy.watch(child.id());
        let run = Run::from(child.wait_with_output().expect("it ends"));
        check(&run);
        (run, proxy.rest())
    }

    pub fn run(&self, options: &[&str]) -> Run {
        let run = Run::of(&mut self.command(options));
        check(&run);
        run
    }

    /// Publishes, which must work; gives the summary.
    #[track_caller]
    pub fn publish(&self, options: &[&str]) -> serde_json::Value {
        let run = self.run(options);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.summary()
    }

    /// What was built, without what is not sent.
    pub fn built(&self) -> Tree {
        let mut built = self.sandbox.output();
        built.remove(".sitegen-manifest.json").expect("every output has a manifest");
        built
    }

    /// Everything at the target.
    pub fn objects(&self) -> Objects {
        self.bucket.objects(&self.prefix)
    }

    /// What readers can ask for.
    pub fn shown(&self) -> Tree {
        files(&self.objects())
    }

    #[track_caller]
    pub fn assert_shows_the_build(&self) {
        let (shown, built) = (self.shown(), self.built());
        assert!(shown == built, "{:?}", crate::publish::www::differing(&shown, &built));
    }

    /// Where a path of the site is in the bucket.
    pub fn key(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) }
    }

    /// The path of a file of the site that has this key; none of what is ours to know alone.
    pub fn path_of<'a>(&self, key: &'a str) -> Option<&'a str> {
        let path = if self.prefix.is_empty() {
            Some(key)
        } else {
            key.strip_prefix(&self.prefix)?.strip_prefix('/')
        };
        path.filter(|path| !path.starts_with(".sitegen/"))
    }
}

/// What has to be so of every run.
fn check(run: &Run) {
    run.assert_calm();
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET), "it tells the secret: {run:?}");
    if run.code.is_some_and(|code| code != 0) {
        assert!(!run.messages().is_empty(), "it says nothing: {run:?}");
    }
}

/// Objects of the site, by path.
pub fn files(objects: &Objects) -> Tree {
    let shown = objects.iter().filter(|(path, _)| !path.starts_with(".sitegen/"));
    shown.map(|(path, object)| (path.clone(), object.bytes.to_vec())).collect()
}

/// A build that is published, and one that is to be.
pub struct Edited {
    pub site: Site,
    /// What is at the target after the first, of ours too.
    pub seed: Objects,
    pub old: Tree,
    pub new: Tree,
    /// Headers and bytes of both.
    pub before: Objects,
    pub after: Objects,
}

impl Edited {
    pub fn new() -> Self {
        let mut site = Site::new(Bucket::new(), "seed");
        site.publish(&[]);
        let seed = site.objects();
        let old = site.built();
        assert!(files(&seed) == old, "the first build is not there as built");
        site.edit();
        let new = site.built();
        let whole = site.copy("after");
        whole.configure(whole.bucket.signed, PATIENT);
        whole.forget();
        whole.publish(&[]);
        let after = whole.objects();
        assert!(files(&after) == new, "the second build is not there as built");
        let edited = Self { before: site_only(&seed), after: site_only(&after), site, seed, old, new };
        for (files, what) in [(&edited.old, "old"), (&edited.new, "new")] {
            assert_eq!(edited.broken(files), [""; 0], "the {what} build");
        }
        edited
    }

    /// A target as the first build left it, and the project that is to be published there.
    pub fn case(&self, prefix: &str) -> Site {
        let site = Site { bucket: self.site.bucket.another(), ..self.site.copy(prefix) };
        site.bucket.fill(prefix, &self.seed);
        site
    }

    /// What is wrong for readers: each file has the bytes and headers of one of both builds, and what pages name is there.
    /// Files that both builds have may be read at any time, others when something leads to them.
    pub fn wrongs(&self, objects: &Objects) -> Vec<String> {
        let mut wrong = Vec::new();
        for (path, object) in site_only(objects) {
            if Some(&object) != self.before.get(&path) && Some(&object) != self.after.get(&path) {
                wrong.push(format!("{path} is neither old nor new"));
            }
        }
        let shown = files(objects);
        for path in self.old.keys().filter(|path| self.new.contains_key(*path)) {
            if !shown.contains_key(path) {
                wrong.push(format!("{path} is gone"));
            }
        }
        wrong.extend(self.broken(&shown));
        wrong
    }

    fn broken(&self, shown: &Tree) -> Vec<String> {
        let stays = |path: &str| self.old.contains_key(path) && self.new.contains_key(path);
        crawl::broken(shown, BASE, |path| crawl::is_entrance(path) || (stays(path) && crawl::is_page(path)))
    }

    /// How many files differ.
    pub fn changes(&self) -> usize {
        crate::publish::www::differing(&self.old, &self.new).len()
    }
}

fn site_only(objects: &Objects) -> Objects {
    let shown = objects.iter().filter(|(path, _)| !path.starts_with(".sitegen/"));
    shown.map(|(path, object)| (path.clone(), object.clone())).collect()
}
