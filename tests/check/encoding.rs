//! Texts that were read in a wrong encoding.

use super::{CONFIG, Case, check, codes, site, try_all};
use crate::support::{files, tree};
use std::path::Path;

pub(super) const CASES: &[Case] = &[Case {
    rule: "encoding-damage",
    breaks: &[
        ("content/posts/a.md", "---\ntitle: The cafÃ©\ndate: 2026-07-02\n---\n\nItâ€™s open โ€” all day.\n"),
        ("content/posts/b.md", "---\ntitle: B\ndate: 2026-07-03\n---\n\nHe said â€œnoâ€? and left.\n"),
        (
            "content/posts/c.md",
            "---\ntitle: C\ndate: 2026-07-03\n---\n\nA thing of two days: itÃ¢â‚¬â„¢s late.\n",
        ),
        ("data/people.yaml", "- name: JosÃ©\n"),
    ],
    nearly: &[
        (
            "content/posts/a.md",
            "---\ntitle: What `â€™` was\ndate: 2026-07-02\n---\n\nA café; “«CAFÉ»” – ไทยที่ขายทุน, ЕЁ, `Ã©` and ``â€”``.\n",
        ),
        (
            "content/posts/b.md",
            "---\ntitle: Damage\ndate: 2026-07-03\ncheck:\n  encoding-damage: it is about damage\n---\n\n```\ncafÃ©\n```\n",
        ),
        ("data/people.yaml", "- name: José\n"),
    ],
}];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_all(CASES);
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).expect("UTF-8")
}

/// What the fifth of the reference sites shows: signs of print and pictures as Thai letters.
const EXPLAINER: &str = "---\ntitle: \"๐Ÿšซ Why switch it off\"\ndescription: Security โ€“ or not\ndate: 2026-07-04\nid: x\n---\n\n\
    Ada ยท July 4, 2026 ยท 7 min read\n\nThe claim โ€” unverified โ€” was made on 3โ€“5 July.\n";

#[test]
fn an_explainer_from_windows_874_is_repaired_to_the_letter() {
    let site = site(&[("content/posts/explainer.md", EXPLAINER)]);
    check(site.path(), &[]).expect(1);
    let ran = check(site.path(), &["--fix"]).expect(0);
    assert!(ran.err.contains("as they were: .sitegen/before-fix/1"), "{}", ran.err);
    let expected = EXPLAINER.replace("๐Ÿšซ", "🚫").replace("โ€“", "–").replace("โ€”", "—").replace("ยท", "·");
    assert_eq!(read(site.path(), "content/posts/explainer.md"), expected);
    assert_eq!(read(site.path(), ".sitegen/before-fix/1/content/posts/explainer.md"), EXPLAINER);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
}

/// What is not certain is told and stays; what is, is repaired around it, and other files too.
#[test]
fn only_what_is_certain_is_repaired() {
    let post = "---\ntitle: A\ndate: 2026-07-02\nid: a\n---\r\n\r\nâ€œYesâ€? is cafÃ©.\r\n";
    let config = CONFIG.replace("A Blog", "The cafÃ©");
    let site = site(&[
        ("sitegen.yaml", &config),
        ("content/posts/a.md", post),
        ("data/people.yaml", "- name: JosÃ©\n"),
        ("templates/own.html", "cafÃ©"),
    ]);
    check(site.path(), &["--fix"]).expect(1);
    assert_eq!(
        read(site.path(), "content/posts/a.md"),
        post.replace("â€œYes", "“Yes").replace("cafÃ©", "café")
    );
    assert_eq!(read(site.path(), "data/people.yaml"), "- name: José\n");
    assert!(read(site.path(), "sitegen.yaml").starts_with("title: The café\n"));
    assert_eq!(read(site.path(), "templates/own.html"), "cafÃ©");
    let after = tree::read(site.path());
    check(site.path(), &["--fix"]).expect(1);
    assert_eq!(tree::read(site.path()), after, "a second run changes nothing");
    assert_eq!(codes(site.path(), &[]), ["encoding-damage"]);
}

#[test]
fn the_name_of_a_file_is_told_and_never_changed() {
    let site = site(&[]);
    let text = "---\ntitle: A\ndate: 2026-07-02\nslug: a\nid: a\n---\n\nText.\n";
    files::write(site.path(), "content/posts/cafÃ©.md", text.as_bytes());
    let ran = check(site.path(), &["--fix"]).expect(1);
    assert!(ran.err.contains("rename it to `content/posts/café.md`"), "{}", ran.err);
    assert_eq!(read(site.path(), "content/posts/cafÃ©.md"), text);
}

/// What others wrote is a warning, and an error where the settings want it so.
#[test]
fn damage_in_the_wire_is_a_warning() {
    let wire = "- {time: 2026-07-02T09:00:00Z, source: S, title: The cafÃ©, url: \"https://a.example/\"}\n";
    let own = ("data/wire.yaml", wire);
    let said = check(site(&[own]).path(), &[]).expect(0).err;
    assert!(said.contains("warning[encoding-damage]") && said.contains("data/wire.yaml:1:"), "{said}");
    for level in ["deny", "warn"] {
        let config = format!("{CONFIG}check: {{encoding-damage: {level}}}\n");
        check(site(&[own, ("sitegen.yaml", &config)]).path(), &[]).expect(i32::from(level == "deny"));
    }
    check(site(&[("data/own.yaml", wire)]).path(), &[]).expect(1);
}
