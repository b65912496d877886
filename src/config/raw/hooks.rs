//! The setting `hooks`.

use super::{
    MAP,
    keys::{Expected, Keys, Problem, Taken, text},
    strip,
};
use crate::{config::Hooks, yaml::Node};

const PROGRAMS: Expected = Expected {
    what: "a list of texts, a program and its arguments, or a list of such lists",
    example: "[./after-build, production]",
};
const TIME: Expected = Expected { what: "a time", example: "60s" };

/// The longest that a program may take: nobody waits longer for a build.
const LONGEST: u64 = 24 * 60 * 60;

/// `hooks: {after_build: [PROGRAM, ARGUMENT…], timeout: 60s}`.
pub(super) fn read_hooks(keys: &mut Keys<'_>) -> Hooks {
    let mut hooks = Hooks::default();
    keys.inside("hooks", MAP, |keys| {
        hooks = Hooks {
            after_build: keys.take("after_build", PROGRAMS, programs).unwrap_or_default(),
            timeout: keys.take("timeout", TIME, time).unwrap_or(Hooks::TIMEOUT),
        };
    });
    hooks
}

/// One program, or several.
fn programs(node: &Node) -> Taken<Vec<Vec<String>>> {
    let nodes = node.list().ok_or(Problem::Type)?;
    if nodes.iter().any(|node| node.list().is_some()) {
        return nodes.iter().map(program).collect();
    }
    if nodes.is_empty() { Ok(Vec::new()) } else { program(node).map(|program| vec![program]) }
}

/// A program and its arguments, of which nothing is read by a shell.
pub(super) fn program(node: &Node) -> Taken<Vec<String>> {
    let nodes = node.list().ok_or(Problem::Type)?;
    let words = nodes.iter().map(text).collect::<Taken<Vec<_>>>()?;
    if words.first().is_none_or(String::is_empty) {
        let hint = "write a program and its arguments, as in `[./purge.sh, production]`";
        return Err(Problem::Value("it names no program".to_owned(), hint.to_owned()));
    }
    Ok(words)
}

fn time(node: &Node) -> Taken<u64> {
    let seconds = strip::age(node)?;
    if seconds <= LONGEST {
        return Ok(seconds);
    }
    let hint = "write a time such as `60s`".to_owned();
    Err(Problem::Value("it is longer than a day".to_owned(), hint))
}

#[cfg(test)]
mod tests {
    use crate::{config::Hooks, config::raw::parse, decode::report};

    fn read(hooks: &str) -> (Hooks, String) {
        let (config, found) =
            parse(&format!("hooks: {hooks}\ntitle: T\nbase_url: https://a.b/\n"), "sitegen.yaml");
        (config.hooks, report(&found))
    }

    #[test]
    fn one_program_or_several() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (hooks, said) = read("{after_build: [./a, b c], timeout: 2m}");
        assert_eq!(said, "");
        assert_eq!(hooks, Hooks { after_build: vec![words(&["./a", "b c"])], timeout: 120 });
        let (hooks, said) = read("{after_build: [[a], [b, 1.10]]}");
        assert_eq!(said, "");
        assert_eq!(hooks, Hooks { after_build: vec![words(&["a"]), words(&["b", "1.10"])], timeout: 60 });
        for none in ["{}", "{after_build: []}", "~"] {
            assert_eq!(read(none), (Hooks::default(), String::new()), "{none}");
        }
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let cases = [
            "a",
            "{after_build: a b}",
            "{after_build: [[a], b]}",
            "{after_build: [\"\", b]}",
            "{after_build: [[]]}",
            "{after_build: [a], timeout: soon}",
            "{after_build: [a], timeout: 2d}",
            "{before_build: [a]}",
        ];
        insta::assert_snapshot!(cases.map(|case| format!("{case}\n  {}", read(case).1)).join("\n"));
    }
}
