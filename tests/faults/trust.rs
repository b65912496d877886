//! F71: what templates and builds may not do.

use super::support::{before, refused_once, site, told};
use crate::support::sandbox::{PROGRAM, Run, skip};

/// Functions by which other generators let a template read files, the environment and the network.
#[test]
fn f71_templates_reach_nothing_but_what_they_are_given() {
    for call in [
        "get_env(name=\"HOME\")",
        "load_data(path=\"/etc/passwd\")",
        "load_data(url=\"https://example.org/\")",
        "get_url(path=\"/etc/passwd\")",
        "get_file_hash(path=\"/etc/passwd\")",
        "read_file(path=\"/etc/passwd\")",
        "now()",
        "get_random(start=0, end=9)",
    ] {
        let error = refused_once(&[("templates/404.html", format!("{{{{ {call} }}}}"))]);
        let name = call.split('(').next().unwrap_or_default();
        assert_eq!(told(&error).split(' ').nth(1), Some("1:4"), "{error}");
        assert!(told(&error).ends_with(&format!("there is no function `{name}`")), "{error}");
    }
    for (call, message) in [
        ("{{ data(name=\"../../etc/passwd\") }}", "there is no data file"),
        ("{{ asset(path=\"../../../etc/passwd\") }}", "there is no file"),
        ("{% include \"/etc/passwd\" %}", "there is no template"),
    ] {
        let error = refused_once(&[("templates/404.html", call)]);
        assert!(told(&error).contains(message), "{call}: {error}");
    }
}

#[test]
fn f71_a_build_needs_no_network() {
    let sandbox = site();
    let mut command = sandbox.command("unshare");
    command.args(["--user", "--map-root-user", "--net", "--"]);
    if !command.arg("true").output().is_ok_and(|output| output.status.success()) {
        return skip("the test without a network", "no name space can be made here");
    }
    let mut command = sandbox.command("unshare");
    command.args(["--user", "--map-root-user", "--net", "--", PROGRAM]);
    let run = Run::of(command.args(sandbox.build_words()).arg("--no-cache"));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(sandbox.output() == *before());
}
