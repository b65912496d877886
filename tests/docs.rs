//! What the documentation says holds: links lead somewhere, commands are commands, and settings and front matter are read as they
//! are shown.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

mod page;
mod reference;
mod site;

use clap::{CommandFactory as _, Parser as _, error::ErrorKind};
use page::{Block, Page};
use sitegen::{
    cli::args::Args,
    clock::Zone,
    config::{ClaimWords, raw},
    data,
    decode::SourceText,
    post::front_matter::{FrontMatterContext, parse_front_matter},
    rules,
    schema::{self, DataFile},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::LazyLock,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the documentation, by their path in the repository.
static PAGES: LazyLock<BTreeMap<String, Page>> = LazyLock::new(|| {
    let docs =
        std::fs::read_dir(root().join("docs")).expect("docs").map(|entry| entry.expect("an entry").path());
    let docs = docs.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let names = docs.map(|path| format!("docs/{}", path.file_name().expect("a name").to_string_lossy()));
    let all = names.chain(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned));
    all.map(|name| {
        let text = std::fs::read_to_string(root().join(&name)).expect("UTF-8");
        (name, Page::read(&text))
    })
    .collect()
});

/// Fails with all that is wrong.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} mistakes:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, page) in &*PAGES {
        for link in page.links.iter().filter(|link| !link.contains(':')) {
            count += 1;
            if let Err(why) = follow(name, link) {
                wrong.push(format!("{name}: {link}: {why}"));
            }
        }
    }
    none(&wrong);
    assert!(count > 150, "only {count} links were found");
}

fn follow(name: &str, link: &str) -> Result<(), String> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let folder = Path::new(name).parent().expect("a folder");
    let target = if path.is_empty() { PathBuf::from(name) } else { folder.join(path) };
    let target = plain(&target);
    if !root().join(&target).exists() {
        return Err("there is no such file".to_owned());
    }
    let Some(anchor) = anchor else { return Ok(()) };
    let page = PAGES.get(&target).ok_or("it is no page of the documentation")?;
    if page.anchors.contains(anchor) { Ok(()) } else { Err("there is no such heading".to_owned()) }
}

/// A path without `..`.
fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part.as_os_str().to_string_lossy().as_ref() {
            ".." => drop(parts.pop()),
            "." => {}
            name => parts.push(name.to_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn the_list_of_pages_is_whole() {
    let listed = &PAGES["docs/README.md"].links;
    let missing: Vec<&String> = PAGES
        .keys()
        .filter(|name| name.starts_with("docs/") && *name != "docs/README.md")
        .filter(|name| !listed.iter().any(|link| format!("docs/{link}") == **name))
        .collect();
    assert!(missing.is_empty(), "docs/README.md does not list {missing:?}");
}

/// They are no links, which would lead nowhere on the site that the documentation is, too.
#[test]
fn every_file_that_shows_a_feature_is_there() {
    let folders = ["src/", "tests/", "templates/", "data/"];
    let codes = PAGES["docs/features.md"].codes.iter();
    let named: Vec<&String> =
        codes.filter(|code| folders.iter().any(|folder| code.starts_with(folder))).collect();
    let missing: Vec<_> = named.iter().filter(|path| !root().join(path.as_str()).exists()).collect();
    assert!(missing.is_empty(), "docs/features.md names {missing:?}");
    assert!(named.len() > 80, "only {} files were found", named.len());
}

#[test]
fn every_command_is_one() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, page) in PAGES.iter().filter(|(name, _)| *name != "CHANGELOG.md") {
        for command in page.commands() {
            count += 1;
            if let Err(why) = try_command(&command) {
                wrong.push(format!("{name}: `{command}`: {why}"));
            }
        }
    }
    none(&wrong);
    assert!(count > 60, "only {count} commands were found");
}

#[test]
fn every_example_of_the_help_is_a_command() {
    let mut all = vec![(Args::command(), false)];
    let (mut wrong, mut count) = (Vec::new(), 0);
    while let Some((command, is_shown)) = all.pop() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().map(str::trim).filter(|line| line.starts_with("sitegen "));
        for line in lines {
            count += 1;
            let line = line.split("   ").next().unwrap_or(line);
            for part in page::parts_of(line) {
                if let Err(why) = try_command(&part) {
                    wrong.push(format!("{}: `{part}`: {why}", command.get_name()));
                }
            }
        }
        // The commands below one share its examples.
        let is_shown = command.get_name() != "sitegen" && (is_shown || !help.is_empty());
        all.extend(command.get_subcommands().map(|own| (own.clone(), is_shown)));
        if command.get_subcommands().next().is_none() && !is_shown {
            wrong.push(format!("the help of `{}` has no examples", command.get_name()));
        }
    }
    none(&wrong);
    assert!(count > 20, "only {count} examples were found");
}

/// Whether the program takes a command line. A placeholder stands for a value.
fn try_command(line: &str) -> Result<(), String> {
    let words = page::words(line).ok_or("its quotes do not match")?;
    let mut typed = Vec::new();
    for word in &words {
        match word.as_str() {
            "…" | "..." => {}
            "COMMAND" => typed.push("build".to_owned()),
            "GENERATOR" => typed.push("hugo".to_owned()),
            "SHELL" => typed.push("bash".to_owned()),
            "NAME" => typed.push("wire".to_owned()),
            "N" | "MS" => typed.push("1".to_owned()),
            "URL" => typed.push("https://example.org/".to_owned()),
            "RFC3339" => typed.push("2026-07-05T12:44:00Z".to_owned()),
            word if word.starts_with("\"$") || word.starts_with('$') => {
                typed.push("https://example.org/".to_owned());
            }
            word => typed.push(word.trim_matches(['[', ']']).to_owned()),
        }
    }
    match Args::try_parse_from(typed) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::MissingSubcommand => Ok(()),
            _ => Err(error.to_string().lines().next().unwrap_or_default().to_owned()),
        },
    }
}

#[test]
fn every_option_that_is_named_is_one() {
    let mut known = BTreeSet::new();
    let mut all = vec![Args::command()];
    while let Some(mut command) = all.pop() {
        command.build();
        for argument in command.get_arguments() {
            known.extend(argument.get_long().map(|name| format!("--{name}")));
            known.extend(argument.get_all_aliases().into_iter().flatten().map(|name| format!("--{name}")));
        }
        all.extend(command.get_subcommands().cloned());
    }
    // These name properties of style sheets, and options of the scripts that measure.
    let others =
        ["CHANGELOG.md", "CONTRIBUTING.md", "docs/templates.md", "docs/theme.md", "docs/performance.md"];
    let pages = PAGES.iter().filter(|(name, _)| !others.contains(&name.as_str()));
    let mut wrong = Vec::new();
    for (name, page) in pages {
        for code in page.codes.iter().filter(|code| code.starts_with("--")) {
            let option = code.split([' ', '=']).next().unwrap_or(code);
            let is_other = option.ends_with(':') || option.chars().all(|c| c == '-');
            if !known.contains(option) && !is_other {
                wrong.push(format!("{name}: `{code}` is no option"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_yaml_is_read_as_it_is_shown() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, page) in PAGES.iter().filter(|(name, _)| *name != "CHANGELOG.md") {
        for block in page.blocks.iter().filter(|block| matches!(block.language.as_str(), "yaml" | "markdown"))
        {
            count += 1;
            if let Err(why) = read_block(name, block) {
                wrong.push(format!("{name}: {why}:\n{}", block.text));
            }
        }
    }
    none(&wrong);
    assert!(count > 40, "only {count} blocks were found");
}

fn read_block(page: &str, block: &Block) -> Result<(), String> {
    let first = block.text.lines().next().unwrap_or_default();
    let text = block.text.as_str();
    if block.language == "markdown" {
        let file = text.trim_start_matches(|c| c != '-' && c != '+');
        return if text.starts_with("---") || text.starts_with("+++") { read_post(file) } else { Ok(()) };
    }
    if let Some(file) = first.strip_prefix("# ").filter(|file| file.contains('/') && !file.contains(' ')) {
        return read_data(file, text);
    }
    if first == "# sitegen.yaml" {
        return read_settings(text);
    }
    if page::is_of_ci(text) {
        return data::parse("ci.yaml", text.as_bytes()).map(|_| ()).map_err(|mistake| mistake.message);
    }
    // Two manners of one thing stand under each other.
    for part in text.split("# or\n") {
        let as_settings = || read_settings(part);
        let as_post = || known_fields(part).and_then(|()| read_post(&format!("---\n{part}---\n")));
        let of_posts = matches!(page, "docs/front-matter.md" | "docs/shortcodes.md");
        let (one, other) = if of_posts { (as_post(), as_settings()) } else { (as_settings(), as_post()) };
        if let (Err(one), Err(other)) = (one, other) {
            return Err(format!("neither settings nor front matter: {one}; {other}"));
        }
    }
    Ok(())
}

/// A data file, held to its schema where it has one.
fn read_data(file: &str, text: &str) -> Result<(), String> {
    data::parse(file, text.as_bytes()).map_err(|mistake| mistake.message)?;
    let name = file.trim_start_matches("data/").split(['/', '.']).next().unwrap_or_default();
    let Some((_, kind)) = DataFile::NAMES.iter().find(|(known, _)| *known == name) else { return Ok(()) };
    let value: serde_json::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    let judge = jsonschema::validator_for(&schema::data(Some(*kind), None)).expect("a schema");
    judge
        .iter_errors(&value)
        .next()
        .map_or(Ok(()), |error| Err(format!("{}: {error}", error.instance_path())))
}

fn read_settings(text: &str) -> Result<(), String> {
    let found = raw::parse(text, "sitegen.yaml").1;
    found.iter().find(|found| found.is_error()).map_or(Ok(()), |found| Err(found.message.clone()))
}

fn read_post(text: &str) -> Result<(), String> {
    let (zone, words) = (Zone::utc(), ClaimWords::default());
    let context = FrontMatterContext { zone: &zone, default_authors: &[], claim_words: &words };
    let found = parse_front_matter(SourceText::new("post.md", text), context).diagnostics;
    found.iter().find(|found| found.is_error()).map_or(Ok(()), |found| Err(found.message.clone()))
}

/// Whether all keys are fields, or taxonomies of a site's own that the pages tell of.
fn known_fields(text: &str) -> Result<(), String> {
    let schema = schema::post(None);
    let known = schema["properties"].as_object().expect("a map");
    let keys = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    let mut names = keys.map(|line| line.split(':').next().unwrap_or_default());
    let own = ["companies"];
    names
        .find(|name| !known.contains_key(*name) && !own.contains(name))
        .map_or(Ok(()), |name| Err(format!("`{name}` is no field")))
}

#[test]
fn every_code_of_a_diagnostic_is_one_and_has_its_line() {
    let page = std::fs::read_to_string(root().join("docs/messages.md")).expect("UTF-8");
    let (_, table) = page.split_once("\n## Codes\n").expect("a table of codes");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<(&str, &str)> = rows
        .map(|row| {
            let row = row.trim_start_matches("| `").trim_end_matches(" |");
            row.split_once("` | ").expect("two cells")
        })
        .collect();
    let codes: Vec<(&str, &str)> = rules::of_commands().collect();
    assert_eq!(rows, codes, "docs/messages.md is another list than src/rules/command.rs");
    let mut wrong = Vec::new();
    for name in PAGES.keys() {
        let text = std::fs::read_to_string(root().join(name)).expect("UTF-8");
        let marks = ["error[", "warning[", "info[", "\"code\":\""];
        for found in marks.iter().flat_map(|mark| text.split(mark).skip(1)) {
            let code: String = found.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if rules::title(&code).is_none() {
                wrong.push(format!("{name}: `{code}` is no code"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_code_in_the_source_is_listed_and_every_listed_one_is_in_the_source() {
    let mut source = String::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" && name != "rules" {
                folders.push(path);
            } else if name.strip_suffix(".rs").is_some_and(|name| !name.ends_with("tests")) {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                source.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default());
            }
        }
    }
    let plain: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let makers = [
        "Diagnostic::error( \"",
        "Diagnostic::error(\"",
        "Diagnostic::warning( \"",
        "Diagnostic::warning(\"",
        "code: \"",
        "found( \"",
        "found(\"",
    ];
    let made = makers.iter().flat_map(|maker| plain.split(maker).skip(1));
    let made: BTreeSet<String> = made.map(|rest| rest.chars().take_while(|c| *c != '"').collect()).collect();
    let unlisted: Vec<&String> = made.iter().filter(|code| rules::title(code).is_none()).collect();
    assert!(unlisted.is_empty(), "src/rules lacks {unlisted:?}");
    let idle: Vec<&str> =
        rules::codes().into_keys().filter(|code| !plain.contains(&format!("\"{code}\""))).collect();
    assert!(idle.is_empty(), "nothing in src gives {idle:?}");
    assert!(made.len() > 90, "only {} codes were found", made.len());
}

#[test]
fn the_commands_of_the_readme_are_those_of_ci() {
    let readme = &PAGES["README.md"];
    let block = readme.blocks.iter().find(|block| block.text.starts_with("cargo run")).expect("commands");
    let commands: Vec<&str> =
        block.text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    assert_eq!(commands, ["cargo run --release -- build", "cargo test"]);
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect("UTF-8");
    assert!(ci.lines().any(|line| line == "step test cargo test"), "CI runs the tests in another way");
}
