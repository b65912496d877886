//! What targets hold: branches of repositories, and those that cannot be read. `publish::object::held` has object stores.

use super::{CONFIG, Scene, check, codes, shown, site, try_scenes};
use crate::support::{files, program, tree};
use std::{fs, net::TcpListener, path::Path, process::Command};
use tempfile::TempDir;

pub(super) const SCENES: &[Scene] =
    &[Scene { rule: "target-unread", breaks: unread_target, nearly: target_without_a_release }];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_scenes(SCENES);
}

const POST: &str = "content/posts/a.md";
const TEXT: &str = "---\ntitle: A\ndate: 2026-07-02T09:00:00Z\n---\n\nThe plant closes.\n";
const LOST: &str = "`/2026/07/02/a/` is at the target `live`, and the site has it no more";

fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(words);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A site with a bare repository beside it, to a branch of which it is published.
struct Published {
    site: TempDir,
    repository: TempDir,
}

impl Published {
    fn new(more: &str) -> Self {
        let repository = tempfile::tempdir().expect("a folder");
        git(repository.path(), &["init", "--quiet", "--bare"]);
        let target = format!("{{type: git, remote: \"{}\"{more}}}", repository.path().display());
        let config = format!("{CONFIG}publish: {{live: {target}}}\n");
        let site = site(&[("sitegen.yaml", &config), (POST, TEXT)]);
        let published = Self { site, repository };
        published.publish();
        published
    }

    fn publish(&self) {
        program::build(self.root(), &[]).expect(0);
        program::sitegen(self.root(), &["publish"]).expect(0);
    }

    fn root(&self) -> &Path {
        self.site.path()
    }

    fn rename(&self) {
        fs::rename(self.root().join(POST), self.root().join("content/posts/new.md")).expect("there");
    }
}

#[test]
fn a_branch_remembers_addresses_where_other_hosts_may_be_asked() {
    for more in ["", ", folder: docs"] {
        let published = Published::new(more);
        assert_eq!(codes(published.root(), &["--external"]), [""; 0]);
        published.rename();
        assert_eq!(codes(published.root(), &[]), [""; 0], "nobody is asked");
        let before = tree::read(published.repository.path());
        assert_eq!(codes(published.root(), &["--external"]), ["url-lost"]);
        let said = check(published.root(), &["--external"]).err;
        assert!(said.contains(LOST), "{said}");
        assert_eq!(tree::read(published.repository.path()), before, "nothing is written there");
        assert!(!published.root().join(".sitegen/look").exists(), "the publisher's copy has it");
    }
}

/// On another machine, and after someone else published.
#[test]
fn a_branch_that_another_machine_published_to_is_brought_here() {
    let published = Published::new("");
    published.rename();
    fs::remove_dir_all(published.root().join(".sitegen")).expect("removable");
    for _ in 0..2 {
        assert_eq!(codes(published.root(), &["--external"]), ["url-lost"]);
    }
    assert!(!published.root().join(".sitegen/publish").exists(), "the publisher's copy is the publisher's");
    let other = Published::new("");
    files::write(
        other.root(),
        "sitegen.yaml",
        &fs::read(published.root().join("sitegen.yaml")).expect("there"),
    );
    files::write(other.root(), "content/posts/b.md", TEXT.replace("title: A", "title: B").as_bytes());
    program::build(other.root(), &[]).expect(0);
    program::sitegen(other.root(), &["publish"]).expect(0);
    let said = check(published.root(), &["--external"]).err;
    assert!(said.contains(LOST) && said.contains("`/2026/07/02/b/` is at the target"), "{said}");
}

/// A publisher that is at work is not waited for, nor is it in the way.
#[test]
fn a_publisher_at_work_keeps_nobody_from_looking() {
    let published = Published::new("");
    published.rename();
    let lock = fs::File::open(published.root().join(".sitegen/publish/live.lock")).expect("there");
    lock.try_lock().expect("free");
    assert_eq!(codes(published.root(), &["--external"]), ["url-lost"]);
    program::build(published.root(), &[]).expect(0);
    let refused = program::sitegen(published.root(), &["publish"]).expect(3);
    assert!(refused.err.contains("is publishing there"), "the lock was another's: {}", refused.err);
}

/// Files of others, and a branch in which nothing of ours is, are not lost addresses.
#[test]
fn only_what_was_published_can_be_lost() {
    let published = Published::new("");
    let clone = tempfile::tempdir().expect("a folder");
    let (from, work) = (published.repository.path().display().to_string(), clone.path().join("work"));
    git(clone.path(), &["clone", "--quiet", "--branch", "gh-pages", &from, "work"]);
    files::write(&work, "2020/01/01/theirs/index.html", b"<p>theirs</p>");
    git(&work, &["add", "--all"]);
    git(&work, &["commit", "--quiet", "-m", "Theirs"]);
    git(&work, &["push", "--quiet", "origin", "gh-pages"]);
    assert_eq!(codes(published.root(), &["--external"]), [""; 0]);
    files::write(&work, ".sitegen/manifest.json", b"{");
    git(&work, &["commit", "--quiet", "-a", "-m", "Damage"]);
    git(&work, &["push", "--quiet", "origin", "gh-pages"]);
    assert_eq!(codes(published.root(), &["--external"]), ["target-unread"]);
}

/// Where the project's own history tells which post it is, the address is written into it.
#[test]
fn an_address_that_the_projects_history_knows_is_written_down() {
    let published = Published::new("");
    let root = published.root();
    files::write(root, ".gitignore", b"public/\n.sitegen/\n");
    git(root, &["init", "--quiet"]);
    for message in ["First", "Second"] {
        git(root, &["add", "--all"]);
        git(root, &["commit", "--quiet", "-m", message]);
        if message == "First" {
            git(root, &["mv", POST, "content/posts/new.md"]);
        }
    }
    // The posts are older than the repository: their dates are before its commits.
    assert_eq!(codes(root, &["--external"]), ["url-lost"]);
    check(root, &["--external", "--fix"]).expect(0);
    let text = fs::read_to_string(root.join("content/posts/new.md")).expect("UTF-8");
    assert!(text.contains("aliases: [\"/2026/07/02/a/\"]"), "{text}");
    assert_eq!(codes(root, &["--external"]), [""; 0]);
}

/// A target that says nothing takes its time, and no more; the rest is checked.
#[test]
fn a_target_that_does_not_answer_is_told_once_and_the_rest_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let config = |timeout: u32| {
        format!(
            "{CONFIG}check_external: {{timeout: {timeout}}}\n\
             publish: {{live: {{type: git, remote: \"http://{address}/a.git\"}}}}\n"
        )
    };
    let site = site(&[
        ("sitegen.yaml", &config(1)),
        (POST, TEXT),
        ("content/imprint.md", "---\ntitle: Imprint\n---\n\nAn orphan.\n"),
    ]);
    assert_eq!(codes(site.path(), &[]), ["orphan"]);
    let ran = check(site.path(), &["--external"]).expect(0);
    let why =
        format!("cannot read branch gh-pages of http://{address}/a.git: there was no answer within 1 s");
    assert!(ran.err.contains(&why) && ran.err.contains("warning[orphan]"), "{}", ran.err);
    assert_eq!(ran.err.matches("[target-unread]").count(), 1, "{}", ran.err);
    drop(listener);
    files::write(site.path(), "sitegen.yaml", config(300).as_bytes());
    let ran = check(site.path(), &["--external"]).expect(0);
    assert!(ran.err.contains("git says:"), "{}", ran.err);
}

/// Whoever does not want to know of lost addresses has no target asked.
#[test]
fn a_target_is_not_asked_for_a_rule_that_is_silent() {
    let published = Published::new("");
    let config = fs::read_to_string(published.root().join("sitegen.yaml")).expect("UTF-8");
    files::write(
        published.root(),
        "sitegen.yaml",
        format!("{config}check: {{url-lost: allow}}\n").as_bytes(),
    );
    fs::remove_dir_all(published.repository.path().join("refs")).expect("removable");
    assert_eq!(codes(published.root(), &["--external"]), [""; 0]);
    files::write(published.root(), "sitegen.yaml", config.as_bytes());
    assert_eq!(codes(published.root(), &["--external"]), ["target-unread"]);
}

fn unread_target() -> program::Ran {
    let config = format!("{CONFIG}publish: {{live: {{type: git}}}}\n");
    let site = site(&[("sitegen.yaml", &config)]);
    git(site.path(), &["init", "--quiet"]);
    check(site.path(), &["--external"]).expect(0)
}

/// The repository is there, and nothing was ever published to it.
fn target_without_a_release() -> Vec<String> {
    let repository = tempfile::tempdir().expect("a folder");
    git(repository.path(), &["init", "--quiet", "--bare"]);
    let config =
        format!("{CONFIG}publish: {{live: {{type: git, remote: \"{}\"}}}}\n", repository.path().display());
    codes(site(&[("sitegen.yaml", &config)]).path(), &["--external"])
}

/// No part of a secret is repeated, wherever it stands.
#[test]
fn nothing_secret_is_said_of_a_target() {
    let site = site(&[("sitegen.yaml", &format!("{CONFIG}publish: {{live: {{type: git}}}}\n"))]);
    git(site.path(), &["init", "--quiet"]);
    git(site.path(), &["remote", "add", "origin", "http://jane:canary-012345@127.0.0.1:1/a.git"]);
    let said = shown(&check(site.path(), &["--external"]).expect(0));
    assert!(said.contains("[target-unread]") && !said.contains("canary"), "{said}");
}
