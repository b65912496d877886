//! What the program is handed on by: the step for GitHub's workflows, the image, the package of the crate.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

use crate::support::program::{Ran, command, run};
use serde_yaml::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn action() -> Value {
    serde_yaml::from_str(&read("action.yml")).expect("YAML")
}

fn steps(action: &Value) -> &Vec<Value> {
    action["runs"]["steps"].as_sequence().expect("steps")
}

/// The script of a step, by its name.
fn script(id: &str) -> String {
    let action = action();
    let step = steps(&action).iter().find(|step| step["id"] == id).unwrap_or_else(|| panic!("no step {id}"));
    step["run"].as_str().expect("a script").to_owned()
}

/// A runner of GitHub's in a folder, with the program on its path.
struct Runner(tempfile::TempDir);

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        run(command(folder.path(), &["init", "a site", "--preset", "brief"])).expect(0);
        fs::create_dir(folder.path().join("temp")).expect("writable");
        Self(folder)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }

    /// Runs a step's script as the runner does: a file for bash, which ends with the first command that fails.
    fn step(&self, id: &str, inputs: [(&str, &str); 2]) -> Ran {
        let folder = self.0.path();
        fs::write(folder.join("step.sh"), script(id)).expect("writable");
        let program = Path::new(env!("CARGO_BIN_EXE_sitegen")).parent().expect("a folder");
        let path = format!("{}:{}", program.display(), std::env::var("PATH").expect("a path"));
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "step.sh"])
            .current_dir(folder)
            .stdin(Stdio::null());
        command.env("PATH", path).env("SITE", "a site").envs(inputs);
        command.env("SOURCE_DATE_EPOCH", "1783255440").env("GITHUB_ACTION_PATH", root());
        command.env("GITHUB_OUTPUT", folder.join("output")).env("RUNNER_TEMP", folder.join("temp"));
        run(command)
    }
}

#[test]
fn the_action_builds_and_says_when_to_build_again() {
    let runner = Runner::new();
    let later = "---\ntitle: Later\ndate: 2026-07-05T14:00:00Z\n---\n\nText.\n";
    fs::write(runner.0.path().join("a site/content/posts/later.md"), later).expect("writable");
    let inputs = [("COMMAND", "build"), ("ARGUMENTS", "--deny-warnings --message-format github")];
    runner.step("run", inputs).expect(0);
    assert_eq!(runner.read("output"), "next-change-at=2026-07-05T14:00:00Z\n");
    assert!(runner.0.path().join("a site/public/index.html").is_file());
}

#[test]
fn the_action_fails_where_the_command_does() {
    let runner = Runner::new();
    fs::write(runner.0.path().join("a site/content/posts/wrong.md"), "---\ntitle: [\n---\n")
        .expect("writable");
    let ran = runner.step("run", [("COMMAND", "build"), ("ARGUMENTS", "--message-format github")]).expect(1);
    assert!(ran.out.contains("::error file="), "{ran:?}");
    assert_eq!(runner.read("output"), "");
    runner.step("run", [("COMMAND", "list"), ("ARGUMENTS", "--no-such")]).expect(2);
}

#[test]
fn inputs_of_the_action_are_words_and_never_a_script() {
    let runner = Runner::new();
    for text in ["$(touch touched)", "; touch touched", "`touch touched`", "x & touch touched"] {
        let ran = runner.step("run", [("COMMAND", "check"), ("ARGUMENTS", text)]);
        assert_ne!(ran.code, 0, "{text}: {ran:?}");
        assert!(!runner.0.path().join("touched").exists(), "{text}");
    }
    let action = action();
    for step in steps(&action) {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
    }
    let known: BTreeSet<&str> =
        action["inputs"].as_mapping().expect("inputs").keys().filter_map(Value::as_str).collect();
    let text = read("action.yml");
    let used = text.split("inputs.").skip(1);
    let used: BTreeSet<&str> =
        used.map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()).collect();
    assert_eq!(used, known);
}

#[test]
fn the_action_knows_its_version_by_what_it_is_compiled_from() {
    let runner = Runner::new();
    runner.step("version", [("A", ""), ("B", "")]).expect(0);
    let output = runner.read("output");
    let digest = output.strip_prefix("digest=").expect("a digest").trim_end();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{output}");
}

/// The folders and files from which the program is compiled.
fn sources() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let members = manifest.split_once("members = [").expect("members").1.split_once(']').expect("an end").0;
    let members = members.split(',').map(|member| member.trim().trim_matches('"').to_owned());
    let own = ["Cargo.toml", "Cargo.lock", "README.md", "src", "templates", "static"].map(str::to_owned);
    own.into_iter().chain(members).collect()
}

#[test]
fn the_image_is_made_from_all_that_the_program_is_compiled_from() {
    let ignored = read(".dockerignore");
    let kept: BTreeSet<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    for source in sources() {
        assert!(kept.contains(source.as_str()), "{source} is not in .dockerignore");
    }
    for path in kept.iter().filter(|path| !path.contains('*')) {
        assert!(root().join(path).exists(), "{path}");
    }
    let image = read("Dockerfile");
    let rust = image.split_once("FROM rust:").expect("an image of Rust").1.split_once('-').expect("a tag").0;
    let manifest = read("Cargo.toml");
    let least =
        manifest.split_once("rust-version = \"").expect("a version").1.split_once('"').expect("an end").0;
    let minor = |version: &str| version.split_once('.').and_then(|(_, minor)| minor.parse::<u32>().ok());
    assert!(minor(rust) >= minor(least) && minor(least).is_some(), "{rust} {least}");
}

#[test]
fn the_package_has_what_is_compiled_in_and_no_posts_or_tests() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--list", "--allow-dirty", "--offline", "--locked"]).current_dir(root());
    let list = run(cargo).expect(0).out;
    let listed: BTreeSet<&str> = list.lines().collect();
    let folders = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    for unwanted in ["tests", "content", "data", "benches", ".ci"] {
        assert!(!listed.iter().any(|path| folders(path) == unwanted), "{unwanted}");
    }
    let mut tracked = Command::new("git");
    tracked
        .args(["-c", "core.quotePath=false", "ls-files", "src", "templates", "static"])
        .current_dir(root());
    let tracked = run(tracked).expect(0).out;
    let missing: Vec<&str> = tracked.lines().filter(|path| !listed.contains(path)).collect();
    assert!(missing.is_empty() && tracked.lines().count() > 300, "{missing:?}");
}
