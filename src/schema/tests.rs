//! Schemas and readers say the same.

use super::*;
use crate::{
    clock::Zone,
    config::{self, ClaimWords, raw},
    decode::SourceText,
    diagnostic::Diagnostic,
    post::{
        date::parse_date,
        front_matter::{FrontMatterContext, IMAGE_NAMES, parse_front_matter},
    },
    yaml::asked,
};
use jsonschema::Validator;
use std::collections::BTreeSet;

#[path = "../../tests/support/instances.rs"]
#[allow(clippy::allow_attributes, dead_code, reason = "each of its users takes its part")]
mod instances;
#[path = "../../tests/support/random.rs"]
#[allow(clippy::allow_attributes, dead_code, reason = "each of its users takes its part")]
mod random;

use instances::{Maker, as_yaml, odd_values};
use random::Random;

fn validator(schema: &Value) -> Validator {
    jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{error}: {}", error.instance_path()));
    jsonschema::validator_for(schema).expect("a schema")
}

/// What the reader of front matter says of a text.
fn read_post(yaml: &str) -> Vec<Diagnostic> {
    let zone = Zone::utc();
    let context =
        FrontMatterContext { zone: &zone, default_authors: &[], claim_words: &ClaimWords::default() };
    let text = format!("---\n{yaml}---\n");
    parse_front_matter(SourceText::new("a.md", &text), context).diagnostics
}

fn read_config(yaml: &str) -> Vec<Diagnostic> {
    raw::parse(yaml, "sitegen.yaml").1
}

fn errors(found: &[Diagnostic]) -> Vec<String> {
    found.iter().filter(|found| found.is_error()).map(|found| found.message.clone()).collect()
}

/// All keys of all maps in a schema, as the readers name them: `related.weights.text`, with `*` for a name of the site's own.
fn keys(schema: &Value, prefix: &str, found: &mut BTreeSet<String>) {
    if !schema.is_object() {
        return;
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(format!("{prefix}{name}"));
        keys(property, &format!("{prefix}{name}."), found);
    }
    for property in schema["patternProperties"].as_object().into_iter().flat_map(|map| map.values()) {
        keys(property, &format!("{prefix}*."), found);
    }
    if schema["additionalProperties"].is_object() {
        keys(&schema["additionalProperties"], &format!("{prefix}*."), found);
    }
    for part in ["anyOf", "allOf"].iter().filter_map(|part| schema[part].as_array()).flatten() {
        keys(part, prefix, found);
    }
    for part in ["items", "then"] {
        keys(&schema[part], prefix, found);
    }
}

#[test]
fn front_matter_is_asked_for_every_key_of_the_schema_and_no_other() {
    let mut asked: BTreeSet<String> = asked::during(|| drop(read_post("title: T\n"))).into_iter().collect();
    let spellings = post::spellings();
    let mut known: BTreeSet<String> = spellings.iter().cloned().collect();
    known.extend(spellings.iter().flat_map(|names| names.split('|')).map(str::to_owned));
    let others = ["check", "draft", "is_draft", "published", "status", "layout", "video", "extra"];
    known.extend(others.iter().chain(&IMAGE_NAMES).map(|name| (*name).to_owned()));
    // `params` is read as a spelling of nothing.
    known.extend(["-", "-|params", "params"].map(str::to_owned));
    assert_eq!(asked, known);
    let schema = post(None);
    let mut properties: BTreeSet<String> =
        schema["properties"].as_object().expect("a map").keys().cloned().collect();
    properties.insert("-".to_owned());
    asked.retain(|name| !name.contains('|'));
    assert_eq!(properties, asked);
}

#[test]
fn maps_in_front_matter_are_asked_for_every_key_of_the_schema_and_no_other() {
    let fields = [
        ("sources", "[{name: a}]"),
        ("claims", "[{text: a}]"),
        ("updates", "[{date: 2026-07-05, text: a}]"),
        ("sentiment", "{label: a}"),
        ("ai", "{involvement: none}"),
        ("authors", "[{name: a}]"),
        ("image", "{src: a}"),
        ("video", "{src: a, captions: [{src: b}]}"),
    ];
    let top: BTreeSet<String> = asked::during(|| drop(read_post("title: T\n"))).into_iter().collect();
    let schema = post(None);
    for (field, value) in fields {
        // Keys of maps have names that fields have too: those are told apart by how often they are asked for.
        let mut known = BTreeSet::new();
        keys(&schema["properties"][field], "", &mut known);
        let known: BTreeSet<String> =
            known.into_iter().map(|key| key.rsplit('.').next().unwrap_or_default().to_owned()).collect();
        let asked: BTreeSet<String> =
            asked::during(|| drop(read_post(&format!("{field}: {value}\n")))).into_iter().collect();
        let inner: BTreeSet<String> = asked.difference(&top).cloned().collect();
        let missing: Vec<&String> = inner.difference(&known).collect();
        assert!(missing.is_empty(), "`{field}` is asked for {missing:?}, which its schema does not know");
        let idle: Vec<&String> = known.iter().filter(|key| !asked.contains(*key)).collect();
        assert!(idle.is_empty(), "the schema of `{field}` knows {idle:?}, for which nothing asks");
    }
}

#[test]
fn every_date_is_judged_alike() {
    let schema = post(None);
    let is_date = validator(&schema["$defs"]["date"]);
    let mut random = Random::new(20_260_705);
    let zone = Zone::utc();
    let mut counts = [0, 0];
    let maker = Maker::new(&schema);
    let days = (0..20_000).map(|_| {
        let (year, month, day) = (
            *random.pick(&[0, 1, 4, 100, 1900, 2000, 2023, 2024, 2026, 2100, 2400, 9998]),
            random.below(14),
            random.below(33),
        );
        match random.below(3) {
            0 => format!("{year:04}-{month}-{day:02}"),
            1 => format!("{year:04}-{month:02}-{day:02} {}:{:02}", random.below(26), random.below(62)),
            _ => maker.near(&schema["$defs"]["date"], &mut random).as_str().unwrap_or_default().to_owned(),
        }
    });
    for text in days.collect::<Vec<_>>().iter().filter(|text| !text.trim().is_empty()) {
        let (said, read) = (is_date.is_valid(&json!(text)), parse_date(text, &zone).is_ok());
        counts[usize::from(read)] += 1;
        assert_eq!(said, read, "{text:?}: the schema says {said}, the reader {read}");
    }
    assert!(counts.iter().all(|count| *count > 3_000), "{counts:?}");
}

/// What no schema can see.
const UNSEEN: [&str; 3] = ["two claims of this post have", "two sources are called", "or newer, and this is"];

/// Has schema and reader judge values for each property alone, and tells where they differ. Of `stricter` properties the schema may
/// refuse what the reader takes.
fn compare(schema: &Value, stricter: &[&str], read: impl Fn(&str) -> Vec<Diagnostic>) -> Vec<String> {
    let rounds = 150;
    let judge = validator(schema);
    let maker = Maker::new(schema);
    let mut random = Random::new(7);
    let (mut differences, mut right, mut wrong) = (Vec::new(), 0, 0);
    for name in maker.names() {
        let property = maker.property(name);
        let made = (0..rounds).map(|round| match round % 3 {
            2 => maker.near(property, &mut random),
            _ => maker.value(property, &mut random),
        });
        for value in odd_values().into_iter().chain(made.collect::<Vec<_>>()) {
            let instance = json!({ name: value });
            let said = judge.is_valid(&instance);
            let yaml = as_yaml(&instance);
            let found = read(&yaml);
            let told = errors(&found);
            if said {
                right += 1;
            } else {
                wrong += 1;
            }
            let may_be_stricter = !said && told.is_empty() && stricter.contains(&name);
            if may_be_stricter
                || said && told.iter().any(|told| UNSEEN.iter().any(|unseen| told.contains(unseen)))
            {
                continue;
            }
            if said != told.is_empty() {
                differences.push(format!("{yaml}the schema says {said}, the reader {told:?}"));
            } else if !said {
                let line = |found: &Diagnostic| found.position.is_some_and(|place| place.line <= 2);
                let names =
                    found.iter().any(|found| found.message.contains(&format!("`{name}")) || line(found));
                if !names {
                    differences.push(format!("{yaml}is refused, and `{name}` not named: {told:?}"));
                }
            }
        }
    }
    assert!(right > rounds && wrong > rounds, "{right} right, {wrong} wrong");
    differences
}

#[test]
fn values_of_front_matter_are_judged_alike() {
    let differences = compare(&post(None), &[], read_post);
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn two_spellings_of_one_field_are_judged_alike() {
    let schema = post(None);
    let judge = validator(&schema);
    for names in post::spellings() {
        let names: Vec<&str> = names.split('|').collect();
        for (nth, other) in names.iter().enumerate().skip(1) {
            for first in &names[..nth] {
                let (one, two) = ("2026-07-05", "2026-07-06");
                let both = json!({ *first: one, *other: two });
                if !judge.is_valid(&json!({ *first: one })) {
                    continue;
                }
                assert!(!judge.is_valid(&both), "{both}");
                assert!(!errors(&read_post(&as_yaml(&both))).is_empty(), "{both}");
                for value in [Value::Null, json!(true)] {
                    let one_alone = json!({ *first: one, *other: value });
                    assert!(judge.is_valid(&one_alone), "{one_alone}");
                    assert_eq!(errors(&read_post(&as_yaml(&one_alone))), [""; 0], "{one_alone}");
                }
            }
        }
    }
    for (said, yaml) in [
        (false, json!({ "draft": true, "published": true })),
        (false, json!({ "draft": false, "status": "Draft" })),
        (true, json!({ "draft": true, "published": false, "status": "draft", "is_draft": true })),
        (true, json!({ "draft": false, "status": "done" })),
    ] {
        assert_eq!(judge.is_valid(&yaml), said, "{yaml}");
        assert_eq!(errors(&read_post(&as_yaml(&yaml))).is_empty(), said, "{yaml}");
    }
}

const HEAD: &str = "\"title\": T\n\"base_url\": https://a.b/\n";

/// A configuration in which every map is there, so that every setting is asked for.
const FULL: &str = "sections: {a: {}}\ntaxonomies: {companies: {}}\nlanguages: {zh: {nav: [{name: a, url: /}]}}\n\
    nav: [{name: a, url: /}]\nhooks: {}\nlimits: {}\nfeeds: {}\nrelated: {weights: {}}\nslugify: ascii\n\
    markdown: {external_links: {}, highlight: {}, unsafe_html: allow}\ncheck: {image-large: {level: warn}}\ncheck_external: {}\nclaims: {words: {a: confirmed}}\n\
    ai: {involvement: none}\nshare: {}\nimages: {quality: {}}\n\
    theme: {preset: blog, headline: mono, text: mono, density: airy, scheme: dark}\n\
    edition: {schedule: {time: '7:00', every: day}}\nwire: {sources: [{name: a, url: 'https://a.b/'}]}\nmarkets: {}\n\
    publish: {d: {type: dir, path: a, cache: {}}, g: {type: git, cache: {}}, \
    s: {type: s3, bucket: a, cache: {}, encoding: br}, c: {type: gcs, bucket: a, cache: {}}, \
    z: {type: azure, bucket: a, cache: {}}}\n";

#[test]
fn the_configuration_is_asked_for_every_key_of_the_schema_and_no_other() {
    let found = asked::during(|| assert_eq!(errors(&read_config(FULL)), [""; 0]));
    let (words, asked): (Vec<String>, Vec<String>) = found.into_iter().partition(|key| key.contains('|'));
    let own = ["sections.a", "taxonomies.companies", "languages.zh", "claims.words.a"];
    let own = own.into_iter().chain(["publish.d", "publish.g", "publish.s", "publish.c", "publish.z"]);
    let own: Vec<(String, String)> = own
        .map(|name| (name.to_owned(), format!("{}.*", name.rsplit_once('.').map_or("", |(map, _)| map))))
        .collect();
    let general = |key: &String| {
        let mut key = key.clone();
        for (name, general) in &own {
            if key == *name || key.starts_with(&format!("{name}.")) {
                key = key.replacen(name, general, 1);
            }
        }
        for name in BUILT_IN_TAXONOMIES {
            key = key.replace(&format!("taxonomies.{name}"), "taxonomies.*");
        }
        key
    };
    let asked: BTreeSet<String> = asked.iter().map(general).filter(|key| !key.ends_with('*')).collect();
    let schema = config();
    let mut known = BTreeSet::new();
    keys(&schema, "", &mut known);
    // The maps of clocks are read without asking by name: what they say of unknown keys is tried with the others.
    known.retain(|key| !key.starts_with("clocks."));
    // All rules are read alike, but for one that has limits.
    known.retain(|key| !key.starts_with("check.") || key.starts_with("check.image-large"));
    assert_eq!(known, asked);
    let text = schema.to_string();
    for list in words {
        let list: Vec<String> = list.split('|').map(|word| format!("\"{word}\"")).collect();
        assert!(text.contains(&format!("[{},null]", list.join(","))), "no list of words is {list:?}");
    }
}

#[test]
fn values_of_settings_are_judged_alike() {
    // Of hosts, zones and encodings more spellings are read than anybody should write; and a number may be a path.
    let stricter = [
        "ai",
        "base_url",
        "clocks",
        "content_dir",
        "edition",
        "permalink",
        "publish",
        "share",
        "timezone",
        "wire",
    ];
    let differences = compare(&config(), &stricter, |yaml| {
        let is_other = |line: &&str| !yaml.starts_with(line.split(':').next().unwrap_or_default());
        let head: Vec<&str> = HEAD.lines().filter(is_other).collect();
        read_config(&format!("{yaml}{}\n", head.join("\n")))
    });
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn a_site_narrows_the_schema_of_its_posts() {
    let text =
        "claims: {words: {Strong: confirmed}}\ntaxonomies: {companies: {}}\nlanguage: de\nauthors: [Ada]\n";
    let names = SiteNames::of(&config::parse(text.as_bytes(), "sitegen.yaml").0);
    let site = post(Some(&SiteNames { templates: vec!["note.html".to_owned()], ..names }));
    let (own, general) = (validator(&site), validator(&post(None)));
    for (value, in_general, in_site) in [
        (json!({ "template": "note.html" }), true, true),
        (json!({ "template": "nothing.html" }), true, false),
        (json!({ "claims": [{ "text": "a", "status": "strong" }] }), false, true),
        (json!({ "claims": [{ "text": "a", "status": "weak" }] }), false, false),
        (json!({ "companies": "Acme" }), true, true),
        (json!({ "anything": { "else": [1] } }), true, true),
    ] {
        assert_eq!((general.is_valid(&value), own.is_valid(&value)), (in_general, in_site), "{value}");
    }
    assert!(site["properties"]["companies"].is_object());
}

#[test]
fn every_property_says_what_it_is() {
    for schema in [config(), post(None)] {
        for (name, property) in schema["properties"].as_object().expect("a map") {
            let said = property["description"].as_str().unwrap_or_default();
            assert!(said.ends_with('.') && said.len() > 5, "{name}: {said:?}");
        }
    }
}

#[test]
fn schemas_of_data_take_the_program_s_own() {
    let exchanges = crate::data::parse("a.yaml", crate::newsroom::calendar::SHIPPED.as_bytes());
    let exchanges = serde_json::to_value(exchanges.expect("readable")).expect("JSON");
    for (name, file) in DataFile::NAMES {
        let judge = validator(&data(Some(file), None));
        assert!(!judge.is_valid(&json!(5)), "{name}");
        assert_eq!(judge.is_valid(&exchanges), file != DataFile::Stories, "{name}");
    }
    validator(&data(None, None));
}

/// What reads a data file.
type Reader<'a> = &'a dyn Fn(&crate::value::Value) -> Vec<Diagnostic>;

#[test]
fn entries_of_data_that_the_schema_takes_are_read_without_a_word() {
    let clock = crate::clock::Clock::at("2026-07-05T12:44:00Z".parse().expect("an instant"));
    let day = jiff::SignedDuration::from_hours(24);
    let wire = |value: &crate::value::Value| crate::newsroom::wire::read("a.json", value).1;
    let markets = |value: &crate::value::Value| crate::newsroom::markets::read("a.json", value, day, clock).1;
    let readers: [(DataFile, Reader<'_>); 2] = [(DataFile::Wire, &wire), (DataFile::Markets, &markets)];
    for (file, read) in readers {
        let schema = data(Some(file), None);
        let (judge, maker, mut random) = (validator(&schema), Maker::new(&schema), Random::new(11));
        let entry = &schema["anyOf"][0]["anyOf"][0]["items"];
        let (mut right, mut wrong) = (0, 0);
        for round in 0..2_000 {
            let made =
                if round % 3 == 0 { maker.near(entry, &mut random) } else { maker.value(entry, &mut random) };
            let list = json!([made]);
            let said = judge.is_valid(&list);
            let value = crate::data::parse("a.json", list.to_string().as_bytes()).expect("JSON");
            let found = read(&value);
            if said {
                right += 1;
                assert_eq!(found, [], "{}: {list}", file.name());
            } else {
                wrong += usize::from(!found.is_empty());
            }
        }
        assert!(right > 500 && wrong > 100, "{}: {right} right, {wrong} wrong", file.name());
    }
}
