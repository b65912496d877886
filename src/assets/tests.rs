use super::*;
use crate::diagnostic::{Diagnostic, nearest};
use std::collections::BTreeMap;

struct Static(BTreeMap<&'static str, &'static str>);

impl Files for Static {
    fn label(&self, path: &str) -> Option<String> {
        self.0.get(path).map(|_| format!("static/{path}"))
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        Ok(self.0[path].as_bytes().to_owned())
    }

    fn nearest(&self, path: &str) -> Option<String> {
        nearest(path, self.0.keys().copied()).map(str::to_owned)
    }

    fn fingerprinted(&self, path: &str) -> Option<String> {
        self.0.contains_key(path).then(|| path.replace('.', ".0123."))
    }
}

/// The joined text of the first file, without its last line end.
fn joined<const N: usize>(files: [(&'static str, &'static str); N]) -> String {
    let bundle = bundle(files[0].0, &Static(files.into_iter().collect()));
    assert_eq!(bundle.diagnostics, []);
    bundle.text.expect("no mistakes").trim_end().to_owned()
}

fn told<const N: usize>(files: [(&'static str, &'static str); N]) -> String {
    let bundle = bundle(files[0].0, &Static(files.into_iter().collect()));
    assert_eq!(bundle.text, None, "a file with a mistake stays as it is");
    let line = |found: &Diagnostic| {
        let place = found.position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
        format!("{} {}:{place}: {}", found.level.as_str(), found.file.as_deref().unwrap_or(""), found.message)
    };
    bundle.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_style_sheet_is_minified_and_keeps_its_meaning() {
    let text = "/* why */\n:root {\n  --paper: light-dark(#ffffff, #000);\n}\na:hover { color: #ff0000; margin: 0px }\n";
    assert_eq!(joined([("a.css", text)]), ":root{--paper:light-dark(#fff,#000)}a:hover{color:red;margin:0}");
    assert_eq!(joined([("a.css", "\u{feff}a { color: red }")]), "a{color:red}");
    assert_eq!(joined([("a.css", "/*! A licence */ a { color: red }")]), "/*! A licence */\na{color:red}");
    assert_eq!(joined([("a.css", "")]), "");
}

#[test]
fn imports_stand_where_they_are_imported_under_their_conditions() {
    let text = joined([
        (
            "css/site.css",
            "@layer base, theme;\n@import 'a.css';\n@import url(/vendor/b.css) layer(theme) supports(display: grid) print;\n@import './a.css';\nbody { color: red }",
        ),
        ("css/a.css", "i { color: red }"),
        ("vendor/b.css", "@import 'more/c.css';\nb { background: url(b.png) }"),
        ("vendor/more/c.css", "u { --image: url(\"../c d.png\") }"),
    ]);
    // The minifier leaves out the first `i`, which the second repeats.
    assert_eq!(
        text,
        "@layer base,theme;@media print{@supports (display:grid){@layer theme{u{--image:url(\"../vendor/c d.png\")}b{background:url(../vendor/b.png)}}}}i,body{color:red}"
    );
}

#[test]
fn files_of_the_site_are_named_by_their_fingerprints() {
    let files = [
        ("css/a.css", "@import 'faces/f.css'; b { background: url(none.png), url('#shape'), url(data:,x) }"),
        ("css/faces/f.css", "@font-face { font-family: F; src: url('../../fonts/f.woff2?x#y') }"),
        ("fonts/f.woff2", ""),
    ];
    let bundle = bundle("css/a.css", &Static(files.into_iter().collect()));
    assert_eq!(bundle.files, ["fonts/f.woff2"]);
    assert_eq!(
        bundle.text.expect("no mistakes").trim_end(),
        "@font-face{font-family:F;src:url(../fonts/f.0123.woff2?x#y)}b{background:url(none.png),url(#shape),url(data:,x)}"
    );
}

#[test]
fn a_cycle_of_imports_ends() {
    let text = joined([
        ("a.css", "@import 'b.css'; @import 'a.css'; a { color: red }"),
        ("b.css", "@import 'a.css'; b { color: red }"),
    ]);
    assert_eq!(text, "b,a{color:red}");
}

#[test]
fn imports_from_elsewhere_stay_and_come_first() {
    let elsewhere = "@import 'https://example.org/x.css' print; @import 'b.css'; a { color: red }";
    assert_eq!(
        joined([("a.css", elsewhere), ("b.css", "b { color: red }")]),
        "@import \"https://example.org/x.css\" print;b,a{color:red}"
    );
    let message = "an import from elsewhere must stand in the first style sheet, before all others";
    assert_eq!(
        told([("a.css", "@import 'b.css';\n@import '//example.org/x.css';"), ("b.css", "b { color: red }")]),
        format!("warning static/a.css:2:1: {message}")
    );
    assert_eq!(
        told([("a.css", "@import 'b.css';"), ("b.css", "@import 'https://example.org/x.css';")]),
        format!("warning static/b.css:1:1: {message}")
    );
}

#[test]
fn mistakes_have_their_place_and_leave_the_file_alone() {
    let told = [
        told([("css/a.css", "a { color red }\n日 > > b { x: y }\n@charset \"x\"; c::x(( { }\n")]),
        told([("css/a.css", "@import 'b.css';"), ("css/b.css", "b { color: rgb( }")]),
        told([("css/a.css", "\n  @import 'mian.css';"), ("css/main.css", "")]),
        told([("css/a.css", "@import '../../secret.css';")]),
        told([("a.css", "@import 'b.css';"), ("b.css", "@namespace url(http://www.w3.org/1999/xhtml);")]),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    warning static/css/a.css:1:10: `red` is not expected here
    warning static/css/a.css:2:5: invalid dangling combinator in selector
    warning static/css/a.css:3:20: 'x' is not recognized as a valid pseudo-element. Did you mean ':x' (pseudo-class) or is this a typo?
    warning static/css/a.css:4:1: unexpected end of input
    warning static/css/b.css:1:17: `}` is not expected here
    warning static/css/a.css:2:3: there is no file `static/css/mian.css` to import
    warning static/css/a.css:1:1: `../../secret.css` leads out of the folder of static files
    warning static/b.css:1:1: `@namespace` cannot be joined with other style sheets
    ");
}

#[test]
fn hostile_style_sheets_end() {
    let deep: &'static str = Box::leak(format!("a {{ b: {}", "(".repeat(100_000)).into_boxed_str());
    assert!(told([("a.css", deep)]).ends_with("brackets are nested more than 200 deep"));
    // Each imports the next twice.
    let files: Vec<(&'static str, &'static str)> = (0..40)
        .map(|number| {
            let name: &'static str = Box::leak(format!("{number}.css").into_boxed_str());
            let next = number + 1;
            let text = if number == 39 {
                String::new()
            } else {
                format!("@import '{next}.css'; @import '{next}.css';")
            };
            (name, &*Box::leak(text.into_boxed_str()))
        })
        .collect();
    let bundle = bundle("0.css", &Static(files.into_iter().collect()));
    assert_eq!(bundle.diagnostics[0].message, "this style sheet imports too much");
}

#[test]
fn integrity_is_that_of_the_specification() {
    // The example of the specification, section 3.1.
    assert_eq!(
        integrity(b"alert('Hello, world.');"),
        "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
    );
}
