//! Everything between installing the program and the first article, with the real commands, as someone new would type them.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

mod post;
mod theme;

use crate::support::{
    program::{Ran, command, run},
    serving::Serving,
    tree,
};
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
};

const PRESETS: [&str; 5] = ["newspaper", "blog", "brief", "explainer", "daily"];

/// The program in a folder, on a machine whose clock stands at 2026-07-05T12:44:00Z, whose zone is UTC and whose language is English.
fn sitegen(folder: &Path, arguments: &[&str]) -> Ran {
    run(on_machine(folder, arguments))
}

fn on_machine(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = command(folder, arguments);
    command.env("SOURCE_DATE_EPOCH", "1783255440").env("TZ", "UTC").env("LC_ALL", "C");
    command.env_remove("VISUAL").env_remove("EDITOR");
    command
}

/// A new site in a folder of its own.
struct NewSite(tempfile::TempDir);

impl NewSite {
    fn of(preset: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        sitegen(folder.path(), &["init", "site", "--preset", preset]).expect(0);
        Self(folder)
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        sitegen(&self.root(), arguments)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        tree::read(&self.root())
    }
}

#[cfg(unix)]
#[test]
fn someone_new_comes_from_an_empty_folder_to_a_published_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = sitegen(
        folder.path(),
        &["init", "my-paper", "--title", "The Quay", "--base-url", "https://quay.example/"],
    );
    assert!(made.expect(0).err.contains("cd my-paper"));
    let root = folder.path().join("my-paper");
    let written =
        sitegen(&root, &["new", "post", "Ferries: \"late\" again", "--tags", "harbour, ferries"]).expect(0);
    assert_eq!(written.out, "content/posts/2026-07-05-ferries-late-again.md\n");
    let post = root.join(written.out.trim_end());
    let page = root.join("public/2026/07/05/ferries-late-again/index.html");
    let serving = Serving::start(&root, "2026-07-05T12:44:00Z", &[]);
    let seen = || String::from_utf8(serving.visit("/2026/07/05/ferries-late-again/").2).expect("UTF-8");
    assert!(seen().contains("Ferries: "));
    assert!(!page.exists(), "a preview writes no page");

    let text = fs::read_to_string(&post).expect("written");
    fs::write(&post, format!("{text}Two of three ferries left late.\n")).expect("writable");
    serving.wait_until("the edit is seen", || seen().contains("Two of three ferries left late."));
    drop(serving);
    sitegen(&root, &["check", "--deny-warnings"]).expect(0);
    sitegen(&root, &["build", "--deny-warnings"]).expect(0);
    assert!(fs::read_to_string(&page).expect("built").contains("Two of three ferries left late."));

    let settings = fs::read_to_string(root.join("sitegen.yaml")).expect("there");
    let target = format!("{settings}publish:\n  production: {{ type: dir, path: ../www }}\n");
    fs::write(root.join("sitegen.yaml"), target).expect("writable");
    sitegen(&root, &["build", "--deny-warnings"]).expect(0);
    sitegen(&root, &["publish"]).expect(0);
    let live = folder.path().join("www/current/2026/07/05/ferries-late-again/index.html");
    assert!(fs::read_to_string(live).expect("published").contains("Two of three ferries left late."));
}

#[test]
fn every_preset_builds_without_a_word() {
    for preset in PRESETS {
        let site = NewSite::of(preset);
        site.run(&["check", "--deny-warnings"]).expect(0);
        let built = site.run(&["build", "--deny-warnings"]).expect(0);
        assert!(!built.err.contains("warning"), "{preset}: {}", built.err);
        let home = site.read("public/index.html");
        let posts = site.files().keys().filter(|path| path.starts_with("content/posts/")).count();
        assert!(posts >= 4, "{preset}");
        assert_eq!(
            home.matches("card-title").count().min(posts),
            posts,
            "{preset}: each sample is on the front"
        );
        let list = site.run(&["list", "--format", "json"]).expect(0).out;
        let list: Vec<serde_json::Value> = serde_json::from_str(&list).expect("JSON");
        assert!(list.iter().all(|post| post["reason"].is_null()), "{preset}: {list:?}");
        for (path, bytes) in site.files().iter().filter(|(path, _)| path.starts_with("content/posts/")) {
            let text = String::from_utf8_lossy(bytes);
            let name = path.trim_start_matches("content/posts/").trim_end_matches(".md");
            assert!(text.contains(&format!("id: {name}\n")), "{preset}: {path} has its ID written down");
        }
    }
}

/// A year on, in a language that the theme does not speak, at the end of the zones: nothing of a site depends on when and where
/// it was begun.
#[test]
fn a_site_may_be_begun_anywhere_at_any_time() {
    for (language, zone, clock) in [
        ("th", "Pacific/Kiritimati", "2031-12-31T23:59:59Z"),
        ("ar", "Pacific/Pago_Pago", "2028-02-29T00:00:00Z"),
        ("pt-BR", "America/Sao_Paulo", "2026-07-05T12:44:00Z"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let options = ["--language", language, "--timezone", zone, "--clock", clock, "--preset", "daily"];
        sitegen(folder.path(), &[&["init"], &options[..]].concat()).expect(0);
        let built = sitegen(folder.path(), &["build", "--deny-warnings", "--clock", clock]).expect(0);
        assert!(!built.err.contains("warning"), "{language}: {}", built.err);
        let list =
            sitegen(folder.path(), &["list", "future", "--clock", clock, "--format", "json"]).expect(0);
        assert_eq!(list.out, "[]\n", "{zone}");
        let settings = fs::read_to_string(folder.path().join("sitegen.yaml")).expect("there");
        assert!(
            settings.contains(&format!("language: {language}"))
                || settings.contains(&format!("language: \"{language}\""))
        );
    }
}

#[test]
fn what_is_not_given_is_the_folders_name_and_the_machines_language_and_zone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut init = on_machine(folder.path(), &["init", "harbour_notes", "--yes"]);
    init.env("LC_ALL", "de_CH.UTF-8").env("TZ", "Europe/Zurich");
    run(init).expect(0);
    let settings = fs::read_to_string(folder.path().join("harbour_notes/sitegen.yaml")).expect("there");
    for line in [
        "title: Harbour notes",
        "language: de-CH",
        "timezone: \"Europe/Zurich\"",
        "base_url: \"https://example.org/\"",
    ] {
        assert!(settings.contains(line), "{line} in\n{settings}");
    }
}

#[test]
fn names_that_yaml_would_read_otherwise_come_out_as_they_were_typed() {
    for title in
        ["Yes", "The: \"Quay\" #1", "1.10", "- [x] {y}", "née 日本 🚢", "'", "a\\b", "{{ title }}", "%YAML"]
    {
        let folder = tempfile::tempdir().expect("a folder");
        sitegen(folder.path(), &["init", &format!("--title={title}"), "--preset", "blog"]).expect(0);
        let settings = fs::read_to_string(folder.path().join("sitegen.yaml")).expect("there");
        let settings: serde_yaml::Value = serde_yaml::from_str(&settings).expect("YAML");
        assert_eq!(settings["title"].as_str(), Some(title));
        assert_eq!(sitegen(folder.path(), &["list", "--format", "csv"]).expect(0).err, "", "{title}");
    }
}

#[test]
fn a_folder_that_holds_something_is_refused_and_nothing_is_written() {
    let site = NewSite::of("blog");
    let before = site.files();
    let again = site.run(&["init"]).expect(1);
    assert!(again.err.contains("folder-not-empty") && again.err.contains("--force"), "{}", again.err);
    assert!(site.files() == before);
    // A new repository holds nothing yet.
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("writable");
    sitegen(folder.path(), &["init", "--preset", "brief"]).expect(0);
    // A file is no folder.
    fs::write(folder.path().join("file"), "").expect("writable");
    sitegen(folder.path(), &["init", "file"]).expect(3);
}

#[test]
fn force_writes_what_is_missing_and_keeps_what_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::write(root.join("README.md"), "mine\n").expect("writable");
    fs::write(root.join(".gitignore"), "/mine/\n").expect("writable");
    let made = sitegen(root, &["init", "--force", "--preset", "explainer"]).expect(0);
    assert!(made.err.contains("left as they are: .gitignore"), "{}", made.err);
    assert_eq!(fs::read_to_string(root.join(".gitignore")).expect("there"), "/mine/\n");
    sitegen(root, &["build", "--deny-warnings"]).expect(0);

    // A site gets no samples, and settings of either name stay the only ones.
    for name in ["sitegen.yaml", "sitegen.yml"] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), "title: Mine\nbase_url: https://mine.example/\n")
            .expect("writable");
        let made = sitegen(folder.path(), &["init", "--force"]).expect(0);
        assert!(made.err.contains("no samples"), "{}", made.err);
        let files = tree::read(folder.path());
        assert_eq!(files[name], b"title: Mine\nbase_url: https://mine.example/\n");
        let samples =
            files.keys().filter(|path| path.starts_with("content/") || path.starts_with("sitegen."));
        assert_eq!(samples.count(), 1, "{:?}", files.keys());
        assert!(files.contains_key("archetypes/post.md") && files.contains_key(".github/workflows/site.yml"));
    }
}

#[cfg(unix)]
#[test]
fn a_failure_halfway_names_what_was_written_and_can_be_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("content"), "a file where a folder is to be\n").expect("writable");
    let failed = sitegen(folder.path(), &["init", "--force", "--preset", "blog"]).expect(3);
    assert!(
        failed.err.contains("written before:") && failed.err.contains("archetypes/post.md"),
        "{}",
        failed.err
    );
    assert!(!folder.path().join("sitegen.yaml").exists(), "the settings come last");
    fs::remove_file(folder.path().join("content")).expect("removable");
    sitegen(folder.path(), &["init", "--force", "--preset", "blog"]).expect(0);
    sitegen(folder.path(), &["build", "--deny-warnings"]).expect(0);
    // A link that leads elsewhere is not followed.
    let (other, site) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    std::os::unix::fs::symlink(other.path(), site.path().join("archetypes")).expect("a link");
    let refused = sitegen(site.path(), &["init", "--force"]).expect(3);
    assert!(refused.err.contains("leads out of the site's folder"), "{}", refused.err);
    assert!(tree::read(other.path()).is_empty());
}

#[test]
fn programs_are_told_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let made =
        sitegen(folder.path(), &["init", "a", "--message-format", "json", "--preset", "daily"]).expect(0);
    let lines = made.json_lines();
    assert_eq!(
        (&lines[0]["type"], &lines[0]["preset"], &lines[1]["ok"]),
        (&"site".into(), &"daily".into(), &true.into())
    );
    let written: Vec<&str> =
        lines[0]["written"].as_array().expect("a list").iter().filter_map(|path| path.as_str()).collect();
    let files = tree::read(&folder.path().join("a"));
    let mut sorted = written.clone();
    sorted.sort_unstable();
    assert!(sorted.iter().copied().eq(files.keys().map(String::as_str)), "{written:?}");
    assert_eq!(written.last(), Some(&"sitegen.yaml"));
    let refused = sitegen(folder.path(), &["init", "a", "--message-format", "json"]).expect(1).json_lines();
    assert_eq!((&refused[0]["code"], &refused[1]["ok"]), (&"folder-not-empty".into(), &false.into()));
}

#[test]
fn files_for_other_programs_are_what_these_read() {
    let site = NewSite::of("newspaper");
    for path in [".vscode/settings.json", ".vscode/extensions.json"] {
        let value: serde_json::Value = serde_json::from_str(&site.read(path)).expect("JSON");
        assert!(value.is_object(), "{path}");
    }
    let settings: serde_json::Value =
        serde_json::from_str(&site.read(".vscode/settings.json")).expect("JSON");
    let named =
        settings["yaml.schemas"].as_object().and_then(|schemas| schemas.keys().next()).expect("a schema");
    let schema: serde_json::Value = serde_json::from_str(&site.read(named)).expect("JSON");
    let config: serde_json::Value = serde_yaml::from_str(&site.read("sitegen.yaml")).expect("YAML");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    assert!(
        schema.is_valid(&config),
        "{:?}",
        schema.iter_errors(&config).map(|error| error.to_string()).collect::<Vec<_>>()
    );
    let workflow: serde_yaml::Value =
        serde_yaml::from_str(&site.read(".github/workflows/site.yml")).expect("YAML");
    let steps = workflow["jobs"]["site"]["steps"].as_sequence().expect("steps");
    let builds =
        |step: &serde_yaml::Value| step["run"].as_str().is_some_and(|run| run.starts_with("sitegen build "));
    assert!(steps.iter().any(builds), "{workflow:?}");
    assert_eq!(workflow["permissions"]["pages"], "write");
    let ignored = site.read(".gitignore");
    assert!(
        ignored.lines().any(|line| line == "/public/") && ignored.lines().any(|line| line == "/.sitegen/")
    );
    // What Git would commit is what a fresh checkout builds from.
    site.run(&["build"]).expect(0);
    let made =
        site.files().into_keys().filter(|path| path.starts_with("public/") || path.starts_with(".sitegen/"));
    assert!(made.count() > 20);
}

#[test]
fn nobody_is_asked_where_there_is_no_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut init = on_machine(folder.path(), &["init", "a"]);
    init.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = init.spawn().expect("started");
    // Not an answer.
    let _ = child.stdin.take().expect("piped").write_all(b"Another name\n");
    let ended = child.wait_with_output().expect("ended");
    assert!(ended.status.success() && !String::from_utf8_lossy(&ended.stderr).contains('['));
    let settings = fs::read_to_string(folder.path().join("a/sitegen.yaml")).expect("there");
    assert!(settings.contains("title: A\n"), "{settings}");
}

#[test]
fn every_setting_that_a_comment_teaches_is_one() {
    for preset in PRESETS {
        let site = NewSite::of(preset);
        let settings = site.read("sitegen.yaml");
        // What a comment shows is a setting when the sign before it goes.
        let uncommented = settings.lines().map(taught).collect::<Vec<_>>().join("\n") + "\n";
        let settings: serde_json::Value = serde_json::to_value(
            serde_yaml::from_str::<serde_yaml::Value>(&uncommented)
                .unwrap_or_else(|error| panic!("{error}\n{uncommented}")),
        )
        .expect("JSON");
        assert!(settings["publish"].is_object() && settings["wire"].is_object(), "{uncommented}");
        site.write("sitegen.yaml", &uncommented);
        let found = site.run(&["list", "--message-format", "json"]);
        assert!(!found.err.contains("config"), "{preset}: {}\n{uncommented}", found.err);
        let built = site.run(&["build", "--no-cache", "--message-format", "json", "--dry-run"]);
        let wrong: Vec<_> = built
            .json_lines()
            .into_iter()
            .filter(|line| line["code"].as_str().is_some_and(|code| code.starts_with("config")))
            .collect();
        assert!(wrong.is_empty(), "{preset}: {wrong:?}");
    }
}

/// `  # accent: "#0a5c8f"` without its sign; a sentence stays a comment.
fn taught(line: &str) -> String {
    let trimmed = line.trim_start();
    let indent = &line[..line.len() - trimmed.len()];
    let Some(text) = trimmed.strip_prefix("# ") else { return line.to_owned() };
    let word = text.trim_start().trim_start_matches("- ");
    let key = word.split(':').next().unwrap_or_default();
    let is_setting =
        word.starts_with('{') || (word.contains(':') && !key.contains([' ', '`']) && !key.is_empty());
    if is_setting && key.chars().next().is_some_and(|c| c.is_lowercase() || c == '{') {
        format!("{indent}{text}")
    } else {
        line.to_owned()
    }
}
