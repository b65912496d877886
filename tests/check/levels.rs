//! Levels of rules: by themselves, in the settings, in a front matter; nothing is written.

use super::{CONFIG, Scene, check, codes, shown, site, try_scenes};
use crate::support::{program, tree};

const ORPHAN: (&str, &str) = ("content/imprint.md", "---\ntitle: Imprint\n---\n\nWho we are.\n");

pub(super) const SCENES: &[Scene] = &[Scene {
    rule: "allowance-unused",
    breaks: || check(allowing("{orphan: for the printers, weekday: an old date}").path(), &[]),
    nearly: || codes(allowing("{orphan: for the printers}").path(), &[]),
}];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_scenes(SCENES);
}

fn allowing(check: &str) -> tempfile::TempDir {
    let text = format!("---\ntitle: Imprint\ncheck: {check}\n---\n\nWho we are.\n");
    site(&[("content/imprint.md", &text)])
}

fn config(check: &str) -> String {
    format!("{CONFIG}check: {check}\n")
}

#[test]
fn the_settings_decide_how_grave_a_rule_is() {
    for (level, code, denied) in
        [("deny", 1, 1), ("warn", 0, 1), ("info", 0, 0), ("allow", 0, 0), ("error", 1, 1), ("off", 0, 0)]
    {
        let config = config(&format!("{{orphan: \"{level}\"}}"));
        let site = site(&[("sitegen.yaml", &config), ORPHAN]);
        assert_eq!(check(site.path(), &[]).code, code, "{level}");
        assert_eq!(check(site.path(), &["--deny-warnings"]).code, denied, "{level}");
        let is_told = codes(site.path(), &[]) == ["orphan"];
        assert_eq!(is_told, !["allow", "off"].contains(&level), "{level}");
    }
}

#[test]
fn a_rule_that_there_is_not_is_told_with_the_nearest() {
    let config = config("{orphn: deny, yaml-syntax: allow, weekday: never}");
    let site = site(&[("sitegen.yaml", &config)]);
    insta::assert_snapshot!("settings-wrong", shown(&check(site.path(), &[]).expect(1)));
    program::build(site.path(), &[]).expect(1);
}

#[test]
fn a_post_may_break_a_rule_with_a_reason() {
    let post = |check: &str| format!("---\ntitle: Imprint\ncheck: {check}\n---\n\nWho we are.\n");
    let with = |allowances: &str| {
        let site = site(&[("content/imprint.md", &post(allowances))]);
        shown(&check(site.path(), &["--deny-warnings"]))
    };
    assert!(with("{orphan: for the printers}").starts_with("checked 2 texts"), "allowed");
    assert!(
        with("{orphan: {level: info, reason: for the printers}}").starts_with("info[orphan]"),
        "less grave"
    );
    assert!(with("{orphan: {level: deny, reason: none}}").starts_with("error[orphan]"), "more grave");
    insta::assert_snapshot!("no-reason", with("{orphan: allow}"));
    insta::assert_snapshot!(
        "front-matter-wrong",
        with("{orphan: {level: never, reason: x}, weekdya: x, section-empty: {resaon: x}}")
    );
}

/// The levels of what the build tells count in builds too, and an error stays one.
#[test]
fn what_the_build_tells_has_levels_too() {
    let post =
        "---\ntitle: A\ndate: 2026-07-02\ncheck: {link-broken: a page to come}\n---\n\n[a](../none/)\n";
    let allowed = site(&[("content/posts/a.md", post)]);
    assert_eq!(codes(allowed.path(), &[]), [""; 0]);
    assert_eq!(program::build(allowed.path(), &["--deny-warnings"]).code, 0);
    let denied = config("{link-broken: deny}");
    let denied = site(&[
        ("sitegen.yaml", &denied),
        ("content/posts/a.md", &post.replace("check: {link-broken: a page to come}\n", "")),
    ]);
    assert_eq!((check(denied.path(), &[]).code, program::build(denied.path(), &[]).code), (1, 1));
}

/// Every mistake in one run, as a build tells them; what takes the whole site waits.
#[test]
fn errors_of_the_build_are_told_with_what_the_texts_say() {
    let site = site(&[
        ORPHAN,
        ("content/posts/a.md", "---\ntitle: A\ndate: 2026-02-30\n---\n\nText.\n"),
        ("content/posts/b.md", "---\ntitle: B\ndate: 2026-07-06\n---\n\nOn Saturday, July 5, 2026.\n"),
        ("templates/page.html", "{{ nothing.here }}\n"),
    ]);
    assert_eq!(codes(site.path(), &[]), ["date", "weekday", "template-render"]);
    let said = check(site.path(), &[]).expect(1).err;
    assert!(said.contains("is looked at once the errors are mended"), "{said}");
}

#[test]
fn nothing_is_written() {
    let site =
        site(&[ORPHAN, ("content/posts/a.md", "---\ntitle: A\ndate: 2026-07-02\n---\n\n![](none.png)\n")]);
    let before = tree::read(site.path());
    for arguments in [
        &[][..],
        &["--fix", "--dry-run"],
        &["--list-rules"],
        &["-D", "-F", "-E", "-u", "https://a.example/b/"],
    ] {
        check(site.path(), arguments);
        assert_eq!(tree::read(site.path()), before, "{arguments:?}");
    }
}

#[test]
fn rules_are_listed_with_the_levels_of_the_site() {
    let config = config("{orphan: deny}");
    let site = site(&[("sitegen.yaml", &config)]);
    let said = check(site.path(), &["--list-rules"]).expect(0).out;
    let level = |rule: &str| {
        let line =
            said.lines().find(|line| line.starts_with(rule)).unwrap_or_else(|| panic!("{rule}: {said}"));
        line.split_whitespace().nth(1).expect("a level").to_owned()
    };
    assert_eq!(
        (level("orphan"), level("weekday"), level("yaml-syntax")),
        ("deny".into(), "warn".into(), "deny".into())
    );
    let objects = check(site.path(), &["--list-rules", "--message-format", "json"]).expect(0).json_lines();
    assert_eq!(objects.len(), sitegen::rules::all().count());
}

/// The demo blog has nothing to be said against it.
#[test]
fn the_demo_blog_passes() {
    let root = crate::support::demo::root();
    let ran = program::sitegen(root, &["check", "--deny-warnings", "--clock", crate::support::demo::CLOCK]);
    ran.expect(0);
}

/// Every rule has its section in the documentation, and every section its rule.
#[test]
fn every_rule_is_documented() {
    let page = crate::support::demo::root().join("docs/rules.md");
    let page = std::fs::read_to_string(page).expect("UTF-8");
    let sections: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    let errors = page.split("## Errors of the build").nth(1).expect("a table");
    let rows: Vec<&str> =
        errors.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    for rule in sitegen::rules::all() {
        let is_there =
            if rule.may_be_set() { sections.contains(&rule.code) } else { rows.contains(&rule.code) };
        assert!(is_there, "`{}` is not in docs/rules.md", rule.code);
        if rule.may_be_set() {
            let section = page.split(&format!("### `{}`\n", rule.code)).nth(1).expect("a section");
            let line = format!("Level: `{}`", rule.level.as_str());
            assert!(section.trim_start().starts_with(&line), "`{}`: {line}", rule.code);
        }
    }
    let unknown: Vec<&&str> =
        sections.iter().chain(&rows).filter(|code| sitegen::rules::find(code).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
