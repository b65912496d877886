//! Posts made from the schema: those that it takes are built, those that it refuses are refused, and the field is named.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    files,
    instances::{Maker, as_yaml, odd_values},
    program,
    random::Random,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, path::Path};

const SETTINGS: &str = "title: Made\nbase_url: https://example.org/\npermalink: /:filename/\nshare_cards: false\n\
    claims: {words: {strong: confirmed}}\ntaxonomies: {companies: {}}\nlanguages: {de: {}}\npaginate: 200\n\
    related: {page: false}\n";

/// How many posts are made.
const POSTS: usize = 500;

fn site() -> tempfile::TempDir {
    let note = "{% extends \"post.html\" %}\n";
    files::project([
        ("sitegen.yaml", SETTINGS),
        ("templates/note.html", note),
        ("content/posts/known.md", "---\ntitle: Known\ndate: 2026-07-01\n---\n"),
    ])
}

fn schema_of(folder: &Path) -> Value {
    serde_json::from_str(&program::sitegen(folder, &["schema", "post"]).expect(0).out).expect("JSON")
}

/// What must be there once on a site is made so: the schema cannot know of other posts.
fn only_here(name: &str, value: &mut Value, number: usize) {
    let path = |value: &mut Value| {
        if let Value::String(text) = value
            && !text.trim().is_empty()
        {
            *text = format!("/p{number}/{}", text.trim().trim_start_matches('/'));
        } else if !value.is_null() && !value.is_string() {
            *value = json!(format!("/p{number}/{value}"));
        }
    };
    match name {
        // What the post itself takes for an error would be one.
        "check" => {
            let levels = value.as_object_mut().into_iter().flat_map(|rules| rules.values_mut());
            for level in levels.filter_map(|rule| rule.get_mut("level")) {
                *level = json!("info");
            }
        }
        "id" | "guid" | "translation_key" => *value = json!(format!("{name}-{number}")),
        // It is a part of the ID of a post that gives none.
        "slug" => match value {
            Value::String(text) if !text.trim().is_empty() => *text = format!("{}-{number}", text.trim()),
            Value::Null => {}
            _ => *value = json!(number),
        },
        "url" | "permalink" | "path" => path(value),
        "aliases" | "redirect_from" => match value {
            Value::Array(all) => all.iter_mut().enumerate().for_each(|(nth, one)| {
                path(one);
                if let Value::String(text) = one {
                    *text = text.replacen('/', &format!("/a{nth}-"), 1);
                }
            }),
            _ => *value = json!(format!("/p{number}/one, /p{number}/two/")),
        },
        "related" => *value = json!(["known"]),
        "claims" => {
            for (nth, claim) in value.as_array_mut().into_iter().flatten().enumerate() {
                if claim.get("id").is_some() {
                    claim["id"] = json!(format!("claim-{nth}"));
                }
            }
        }
        _ => {}
    }
}

/// A front matter that the schema takes, with a few fields.
fn good(maker: &Maker<'_>, judge: &jsonschema::Validator, number: usize, random: &mut Random) -> Value {
    let names = maker.names();
    let mut post = Map::from_iter([
        ("title".to_owned(), json!(format!("Post {number}"))),
        ("date".to_owned(), json!(format!("2026-0{}-{:02}", 1 + number % 6, 1 + number % 28))),
    ]);
    for _ in 0..2 + random.below(7) {
        let name = *random.pick(&names);
        if ["title", "date"].contains(&name) {
            continue;
        }
        let mut value = maker.value(maker.property(name), random);
        only_here(name, &mut value, number);
        let before = post.insert(name.to_owned(), value);
        if !judge.is_valid(&Value::Object(post.clone())) {
            post.remove(name);
            post.extend(before.map(|value| (name.to_owned(), value)));
        }
    }
    Value::Object(post)
}

fn write(folder: &Path, number: usize, post: &Value) -> String {
    let file = format!("content/posts/p{number:03}.md");
    std::fs::write(folder.join(&file), format!("---\n{}---\n\nText {number}.\n", as_yaml(post)))
        .expect("writable");
    file
}

#[test]
fn posts_that_the_schema_takes_are_built() {
    let folder = site();
    let schema = schema_of(folder.path());
    let (maker, judge) = (Maker::new(&schema), jsonschema::validator_for(&schema).expect("a schema"));
    let mut random = Random::new(500);
    let mut used: BTreeSet<String> = BTreeSet::new();
    for number in 0..POSTS {
        let post = good(&maker, &judge, number, &mut random);
        used.extend(post.as_object().expect("a map").keys().cloned());
        write(folder.path(), number, &post);
    }
    let all: BTreeSet<String> = maker.names().into_iter().map(str::to_owned).collect();
    assert_eq!(all.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "never used");
    let ran =
        program::build(folder.path(), &["--message-format", "json", "--drafts", "--future", "--expired"]);
    let errors: Vec<String> = ran
        .json_lines()
        .iter()
        .filter(|line| line["level"] == "error")
        .map(|line| format!("{}: {}", line["file"], line["message"]))
        .collect();
    assert_eq!(errors, [""; 0]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn posts_that_the_schema_refuses_are_refused_with_the_field_named() {
    let folder = site();
    let schema = schema_of(folder.path());
    let (maker, judge) = (Maker::new(&schema), jsonschema::validator_for(&schema).expect("a schema"));
    let mut random = Random::new(501);
    let names = maker.names();
    let mut broken = Vec::new();
    while broken.len() < POSTS {
        let number = broken.len();
        let mut post = good(&maker, &judge, number, &mut random);
        let name = *random.pick(&names);
        // What is not built at all is not asked for its template.
        post.as_object_mut().expect("a map").remove("visibility");
        let value = if random.chance(50) {
            random.pick(&odd_values()).clone()
        } else {
            maker.near(maker.property(name), &mut random)
        };
        post[name] = value;
        let alone = json!({ name: post[name] });
        if !judge.is_valid(&post) && !judge.is_valid(&alone) {
            broken.push((write(folder.path(), number, &post), name, post));
        }
    }
    let all = ["--message-format", "json", "--drafts", "--future", "--expired"];
    let lines = program::build(folder.path(), &all).expect(1).json_lines();
    let mut fields = BTreeSet::new();
    for (file, name, post) in &broken {
        let text = std::fs::read_to_string(folder.path().join(file)).expect("written");
        let line = text.lines().position(|line| line.starts_with(&format!("{name:?}:"))).expect("there") + 1;
        let of_file = lines.iter().filter(|line| line["file"] == **file).collect::<Vec<_>>();
        let names_it = |found: &&Value| {
            let message = found["message"].as_str().unwrap_or_default();
            message.contains(&format!("`{name}")) || found["line"] == line
        };
        assert!(of_file.iter().any(names_it), "{file}: `{name}` of {post:#} is not named: {of_file:#?}");
        fields.insert(*name);
    }
    assert!(fields.len() > 25, "only {fields:?} were broken");
}

#[test]
fn the_demo_and_all_sites_of_tests_are_as_the_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let judge = jsonschema::validator_for(&sitegen::schema::config()).expect("a schema");
    let mut count = 0;
    let sites = std::fs::read_dir(root.join("tests/sites"))
        .expect("sites")
        .map(|entry| entry.expect("an entry").path());
    for file in sites.map(|site| site.join("sitegen.yaml")).chain([root.join("sitegen.yaml")]) {
        let Ok(text) = std::fs::read(&file) else { continue };
        count += 1;
        let value: Value = serde_yaml::from_slice(&text).expect("readable");
        let mistakes: Vec<String> =
            judge.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(mistakes, [""; 0], "{}", file.display());
    }
    assert!(count > 1, "only {count}");
    for (name, file) in sitegen::schema::DataFile::NAMES {
        let judge = jsonschema::validator_for(&sitegen::schema::data(Some(file), None)).expect("a schema");
        let names = match name {
            "terms" => vec!["tags".to_owned(), "categories".to_owned()],
            "stories" => stories(root),
            name => vec![name.to_owned()],
        };
        for name in names {
            let path = format!("data/{name}.yaml");
            let Ok(text) = std::fs::read(root.join(&path)) else { continue };
            let value: Value = serde_yaml::from_slice(&text).expect("readable");
            let mistakes: Vec<String> = judge
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(mistakes, [""; 0], "{path}");
        }
    }
}

fn stories(root: &Path) -> Vec<String> {
    let files = std::fs::read_dir(root.join("data/stories")).into_iter().flatten();
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    names.filter_map(|name| Some(format!("stories/{}", name.strip_suffix(".yaml")?))).collect()
}

#[test]
fn schemas_are_printed_for_a_folder_without_a_site_too() {
    let folder = tempfile::tempdir().expect("a folder");
    for what in [&["config"][..], &["post"], &["data"], &["data", "wire"], &["messages"]] {
        let ran = program::sitegen(folder.path(), &[&["schema"], what].concat()).expect(0);
        let schema: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{what:?}");
        jsonschema::meta::validate(&schema).expect("a schema");
        assert_eq!(ran.err, "");
    }
    program::sitegen(folder.path(), &["schema", "data", "nothing"]).expect(2);
    let broken = files::project([("sitegen.yaml", "titel: x\n")]);
    let ran = program::sitegen(broken.path(), &["schema", "post"]).expect(1);
    assert!(ran.err.contains("unknown setting `titel`"), "{}", ran.err);
}
