//! Sources that are broken, or made to do harm.

use super::Imported;
use crate::support::{files, program::sitegen, tree};
use std::fs;

#[test]
fn a_broken_front_matter_is_a_draft_with_its_text() {
    for (generator, path) in
        [("jekyll", "_posts/2024-05-01-a.md"), ("hugo", "content/posts/a.md"), ("zola", "content/posts/a.md")]
    {
        for broken in
            ["---\ntitle: [\n---\nThe text\n", "+++\ntitle = \n+++\nThe text\n", "---\n- x\n---\nThe text\n"]
        {
            if generator == "jekyll" && broken.starts_with('+') {
                continue;
            }
            let site = Imported::of(generator, &[(path, broken), ("about.md", "---\ntitle: A\n---\nA\n")]);
            let line = site.addresses();
            assert!(line.contains('*'), "{generator} {broken}: {line}");
            assert!(site.remarks().contains(&format!("{path}:")), "{}", site.remarks());
            let target = line.lines().find(|line| line.starts_with(path)).expect("a page");
            assert!(target.ends_with('*'), "{target}");
            let new =
                if generator == "jekyll" { "content/posts/2024-05-01-a.md" } else { "content/posts/a.md" };
            assert!(site.body(new).contains("The text"), "{generator} {broken}");
        }
    }
}

#[test]
fn values_that_mean_another_thing_here_do_not_stop_the_build() {
    let text = "---\ntitle: {a: 1}\ndate: 2024-05-01\ntags: {a: b}\nweight: heavy\nai: [x]\nclaims: 3\nsources: {a: [1]}\n\
                kind: [x]\nfeatured: maybe\nlang: not a language\nimage: false\nvideo: {x: 1}\nupdates: yesterday\nid: 7\n\
                related: [nothing]\nvisibility: odd\nextra: text\nseries: [a, b]\nsentiment: [1]\nsign_off: [x]\n---\nThe text\n";
    for (generator, path) in [("jekyll", "_posts/2024-05-01-a.md"), ("hugo", "content/posts/a.md")] {
        let site = Imported::of(generator, &[(path, text)]);
        assert!(site.remarks().contains("front matter changed"), "{}", site.remarks());
        assert_eq!(site.addresses().lines().count(), 1);
    }
}

#[test]
fn addresses_that_lead_elsewhere_stay_inside() {
    let folder = files::project([
        ("old/_posts/2024-05-01-a.md", "---\ntitle: A\npermalink: /../../../etc/passwd\n---\nA\n"),
        ("old/_posts/2024-05-02-b.md", "---\ntitle: B\npermalink: 'https://evil.test/x'\n---\nA\n"),
        ("old/_posts/2024-05-03-c.md", "---\ntitle: C\npermalink: \"/a\\u0000b/\"\nslug: ../../x\n---\nA\n"),
        (
            "old/_posts/2024-05-04-d.md",
            "---\ntitle: D\nredirect_from: ['//evil.test/', '../../x', '/what?x=1']\n---\nA\n",
        ),
        ("old/_posts/2024-05-05-CON.md", "---\ntitle: E\n---\nA\n"),
        ("old/con.md", "---\ntitle: F\n---\nA\n"),
        ("keep.txt", "mine"),
    ]);
    sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new"]).expect(0);
    let all = tree::read(folder.path());
    let outside: Vec<&String> =
        all.keys().filter(|path| !path.starts_with("new/") && !path.starts_with("old/")).collect();
    assert_eq!(outside, ["keep.txt"]);
    sitegen(&folder.path().join("new"), &["build"]).expect(0);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = files::project([
        ("old/_posts/2024-05-01-a.md", "---\ntitle: A\n---\nA\n"),
        ("secret/key.txt", "secret"),
        ("secret/2024-05-02-x.md", "---\ntitle: secret\n---\nsecret\n"),
    ]);
    let old = folder.path().join("old");
    symlink("../secret", old.join("linked")).expect("a link");
    symlink("../secret/key.txt", old.join("key.txt")).expect("a link");
    symlink("../../secret/2024-05-02-x.md", old.join("_posts/2024-05-02-x.md")).expect("a link");
    symlink("/", old.join("root")).expect("a link");
    sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new"]).expect(0);
    let new = tree::read(&folder.path().join("new"));
    assert!(new.keys().all(|path| !path.contains("key") && !path.contains("05-02")), "{:?}", new.keys());
    let report = String::from_utf8(new["import-report.md"].clone()).expect("UTF-8");
    assert_eq!(report.matches("a link, which is not followed").count(), 4, "{report}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_new_folder_leads_nothing_out_of_it() {
    use std::os::unix::fs::symlink;
    let folder =
        files::project([("old/_posts/2024-05-01-a.md", "---\ntitle: A\n---\nA\n"), ("elsewhere/x", "mine")]);
    fs::create_dir(folder.path().join("new")).expect("writable");
    symlink("../elsewhere", folder.path().join("new/content")).expect("a link");
    let ran = sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new", "--force"]);
    assert!(ran.err.contains("a file or a link has the name"), "{}", ran.err);
    assert_eq!(tree::read(&folder.path().join("elsewhere")).len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_read_or_told() {
    let folder = files::project([
        ("old/_posts/2024-05-01-a.md", &b"---\ntitle: Caf\xe9\n---\nna\xefve\n"[..]),
        ("old/_posts/2024-05-02-b.md", &b"\xef\xbb\xbf---\r\ntitle: B\r\n---\r\nText\r\n"[..]),
        ("old/_posts/2024-05-03-c.md", &b"\xff\xfe-\0-\0-\0"[..]),
        ("old/_config.yml", &b"title: [\n"[..]),
    ]);
    sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new"]).expect(0);
    let first = fs::read_to_string(folder.path().join("new/content/posts/2024-05-01-a.md")).expect("there");
    assert!(first.contains("title: Café") && first.contains("naïve"), "{first}");
    let report = fs::read_to_string(folder.path().join("new/import-report.md")).expect("there");
    assert!(
        report.contains("is not UTF-8, and was read as windows-1252") && report.contains("`_config.yml:"),
        "{report}"
    );
}

#[test]
fn odd_template_code_is_kept_and_ends() {
    let odd = "---\ntitle: A\ndate: 2024-05-01\n---\n{{ {{{ {% {%% {{< {{% }} %} >}} {%raw%} {% highlight %} {{ \" | }} {{< figure src=\" >}}\n\
               {% include %} {% include x y= %} {{<>}} {{< / >}} {{%%}} {% %} {{}} @/ (@/) [x](@/ {{ f( }} {{ f(a= ) }}\n\
               {{< highlight >}} {{< ref >}} {{< ref \"#\" >}} {% post_url %} {% link %} {% gist %} {% youtube %}\n";
    for (generator, path) in
        [("jekyll", "_posts/2024-05-01-a.md"), ("hugo", "content/posts/a.md"), ("zola", "content/posts/a.md")]
    {
        let site = Imported::of(generator, &[(path, odd)]);
        assert!(!site.addresses().ends_with('*'), "{generator}: {}", site.remarks());
    }
}
