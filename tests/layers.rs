//! Imports point one way: a module may use only those that stand before it here.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use std::{collections::BTreeSet, fs, path::Path};

/// Modules in pipeline order.
const ORDER: [&str; 42] = [
    "diagnostic",
    "rules",
    "digest",
    "value",
    "decode",
    "images",
    "environment",
    "program",
    "search",
    "clock",
    "paths",
    "yaml",
    "data",
    "strings",
    "config",
    "media_type",
    "source",
    "newsroom",
    "post",
    "site",
    "view",
    "plan",
    "assets",
    "template",
    "share_card",
    "render",
    "output",
    "cache",
    "theme",
    "net",
    "wire",
    "watch",
    "pipeline",
    "preview",
    "publish",
    "check",
    "schema",
    "start",
    "hooks",
    "api",
    "import",
    "cli",
];

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == module)
}

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a source text names after `crate::`, in `use` lines and in paths, with `use crate::{a, b}`
/// taken apart at the top level.
fn named_modules(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (start, marker) in text.match_indices("crate::") {
        let before = text[..start].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' || before == '$' {
            continue;
        }
        let rest = &text[start + marker.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            modules.extend(top_level_names(group));
        } else {
            modules.extend(first_name(rest));
        }
    }
    modules
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn top_level_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    let mut item = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(first_name(std::mem::take(&mut item).trim())),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    names.extend(first_name(item.trim()));
    names
}

fn module_of(path: &Path, src: &Path) -> String {
    let relative = path.strip_prefix(src).expect("below src");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for file in files {
        let module = module_of(&file, &src);
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        for other in named_modules(&fs::read_to_string(&file).expect("UTF-8")) {
            let Some(theirs) = rank(&other) else { continue };
            arrows += 1;
            if theirs > own {
                wrong.push(format!("{}: {module} uses {other}", file.display()));
            }
        }
    }
    assert!(arrows > 50, "only {arrows} imports found: the reading of them is broken");
    assert!(wrong.is_empty(), "imports that point back:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_wire_the_publisher_and_the_check_of_links_ask_other_hosts() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut asking = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        if ["ureq::", "TcpStream::connect", "use ureq", "reqwest::"].iter().any(|call| text.contains(call)) {
            asking.insert(module_of(&file, &src));
        }
    }
    assert_eq!(asking.into_iter().collect::<Vec<_>>(), ["check", "net", "publish", "wire"]);
}

#[test]
fn the_reading_of_imports_sees_groups_and_paths() {
    let text =
        "use crate::{\n    a::{x, y},\n    b,\n};\nuse crate::c::z; fn f() { crate::d::g() } macro $crate::e";
    let names: Vec<String> = named_modules(text).into_iter().collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
}
