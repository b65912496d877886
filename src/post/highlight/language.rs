//! Which grammar a language's name means.
//!
//! Owns the names people write that grammars do not know of themselves. It must not know how code is coloured.

use std::collections::HashMap;
use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Index of a grammar in its set.
pub type Grammar = usize;

/// Names for code that has no grammar on purpose.
const PLAIN: &str = "text plain plaintext txt none output ascii mermaid";

/// Names for a dialogue with a shell: prompts, commands and what they print.
const CONSOLE: &str = "console terminal session shell-session shellsession sh-session bash-session";

/// Grammars by name, with the names that they do not know of themselves or that another grammar would take.
pub const ALIASES: &[(&str, &str)] = &[
    // Half as costly as the grammar for Babel, which the set would choose and `fancy-regex` does not have.
    ("JavaScript", "js javascript node nodejs mjs cjs es6 ecmascript"),
    ("TypeScript", "ts typescript mts cts"),
    ("TypeScriptReact", "tsx jsx react"),
    ("JSON", "jsonc json5 jsonl ndjson geojson jsonld json-ld webmanifest"),
    ("Bourne Again Shell (bash)", "sh shell bash zsh ksh shellscript"),
    ("Python", "py py3 python3 python2 ipython jupyter cython starlark bazel mojo pycon"),
    ("Rust", "rs"),
    ("C++", "c++ cpp cxx cc hpp cuda cu hip metal hlsl arduino"),
    ("C", "h"),
    ("C#", "c# csharp cs dotnet"),
    ("F#", "f# fsharp fs"),
    ("Objective-C", "objc obj-c objectivec m"),
    ("Objective-C++", "objc++ obj-c++ objectivec++"),
    ("Go", "golang"),
    ("Ruby", "rb jruby"),
    ("Kotlin", "kt kts"),
    ("Dockerfile", "docker containerfile"),
    ("Makefile", "make mk just justfile"),
    ("YAML", "yml yaml"),
    ("INI", "conf cfg dosini systemd service gitlint editorconfig"),
    ("HTML", "htm xhtml handlebars hbs mustache astro"),
    (
        "HTML (Jinja2)",
        "html+jinja html+jinja2 jinja-html html+django django jinja jinja2 tera liquid nunjucks njk",
    ),
    ("HTML (Rails)", "erb html+erb rhtml"),
    ("HTML (Twig)", "twig html+twig"),
    ("HTML (EEx)", "eex heex html+eex"),
    ("Vue Component", "vue"),
    ("XML", "svg rss atom xsl xslt plist xhtml+xml"),
    ("Markdown", "mdx gfm commonmark"),
    ("LaTeX", "latex tex"),
    ("BibTeX", "bib bibtex"),
    ("Diff", "udiff patch"),
    ("SQL", "mysql postgres postgresql pgsql plpgsql sqlite sqlite3 tsql plsql"),
    ("GraphQL", "gql"),
    ("Protocol Buffer", "proto proto3 protobuf"),
    ("Terraform", "hcl tf opentofu"),
    ("Apache Conf", "apache apacheconf htaccess"),
    ("VimL", "vim vimscript"),
    ("PowerShell", "pwsh posh ps1"),
    ("Batch File", "batch dos dosbatch winbatch"),
    ("Lisp", "elisp emacs-lisp commonlisp common-lisp scheme wat wast"),
    ("Haskell", "hs"),
    ("OCaml", "reason"),
    ("R", "rlang splus"),
    ("MATLAB", "octave"),
    ("x86_64 Assembly", "assembly x86asm"),
    ("ARM Assembly", "armasm"),
    ("Fortran (Modern)", "fortran"),
    ("Separated Values", "csv"),
    ("HTTP Request and Response", "http https"),
    ("DotENV", "dotenv"),
    ("Git Ignore", "gitignore dockerignore"),
    ("Regular Expression", "regex regexp"),
    ("Graphviz (DOT)", "graphviz"),
    ("Stylus", "styl"),
    ("AsciiDoc (Asciidoctor)", "asciidoctor"),
    ("reStructuredText", "restructuredtext rest"),
    ("GDScript (Godot Engine)", "gdscript"),
    ("Groovy", "gradle jenkinsfile"),
    ("Lean 4", "lean4"),
];

/// How a block is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As it is.
    Plain,
    /// By a grammar.
    Grammar(Grammar),
    /// As a dialogue whose commands follow this grammar.
    Console(Grammar),
}

/// Names of languages, in lower case.
pub struct Languages {
    readings: HashMap<String, Reading>,
    /// PHP without its opening tag, which pages seldom write.
    bare_php: Option<Grammar>,
}

impl Languages {
    /// Collects the names of a set: extensions, then names, then ours, each over the ones before.
    pub fn new(set: &SyntaxSet) -> Self {
        let mut readings = HashMap::new();
        for (index, syntax) in set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden) {
            for extension in &syntax.file_extensions {
                readings.insert(extension.to_ascii_lowercase(), Reading::Grammar(index));
            }
        }
        for (index, syntax) in set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden) {
            readings.insert(syntax.name.to_ascii_lowercase().replace(' ', "-"), Reading::Grammar(index));
        }
        for (name, aliases) in ALIASES {
            let reading = find(set, name).map_or(Reading::Plain, Reading::Grammar);
            readings.extend(aliases.split_whitespace().map(|alias| (alias.to_owned(), reading)));
        }
        let console = find(set, "Bourne Again Shell (bash)").map_or(Reading::Plain, Reading::Console);
        readings.extend(CONSOLE.split_whitespace().map(|name| (name.to_owned(), console)));
        readings.extend(PLAIN.split_whitespace().map(|name| (name.to_owned(), Reading::Plain)));
        Self { readings, bare_php: find(set, "PHP Source") }
    }

    /// How a block in that language is read; an unknown one is plain.
    pub fn reading(&self, language: &str, code: &str) -> Reading {
        let reading = self.readings.get(language.to_ascii_lowercase().as_str());
        match (reading, self.bare_php) {
            (Some(_), Some(bare)) if language.eq_ignore_ascii_case("php") && !code.contains("<?") => {
                Reading::Grammar(bare)
            }
            (reading, _) => reading.copied().unwrap_or(Reading::Plain),
        }
    }
}

fn find(set: &SyntaxSet, name: &str) -> Option<Grammar> {
    set.syntaxes().iter().rposition(|syntax: &SyntaxReference| syntax.name == name)
}

/// The language for a class attribute: in lower case, if it is made of nothing but harmless characters.
pub fn class_name(language: &str) -> Option<String> {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"+-#_.".contains(&byte);
    let is_name = !language.is_empty() && language.len() <= 40 && language.bytes().all(is_safe);
    is_name.then(|| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: &str, code: &str) -> (Reading, String) {
        let set = two_face::syntax::extra_newlines();
        let reading = Languages::new(&set).reading(language, code);
        let name = match reading {
            Reading::Plain => String::new(),
            Reading::Grammar(index) | Reading::Console(index) => set.syntaxes()[index].name.clone(),
        };
        (reading, name)
    }

    #[test]
    fn every_alias_names_a_grammar_of_the_set() {
        let set = two_face::syntax::extra_newlines();
        // Grammars that `fancy-regex` cannot match, so that their languages are plain with it.
        let is_missing = |name| cfg!(not(feature = "onig")) && matches!(name, "ARM Assembly" | "PowerShell");
        for (name, _) in ALIASES {
            assert!(find(&set, name).is_some() || is_missing(*name), "{name}");
        }
    }

    #[test]
    fn no_alias_is_listed_twice() {
        let mut aliases: Vec<_> = ALIASES.iter().flat_map(|(_, names)| names.split_whitespace()).collect();
        aliases.extend(CONSOLE.split_whitespace().chain(PLAIN.split_whitespace()));
        let count = aliases.len();
        aliases.sort_unstable();
        aliases.dedup();
        assert_eq!(aliases.len(), count);
    }

    #[test]
    fn names_are_found_in_any_case() {
        for (language, name) in [
            ("Rust", "Rust"),
            ("RS", "Rust"),
            ("js", "JavaScript"),
            ("jsx", "TypeScriptReact"),
            ("TypeScript", "TypeScript"),
            ("c", "C"),
            ("C++", "C++"),
            ("toml", "TOML"),
            ("html+jinja", "HTML (Jinja2)"),
            ("R", "R"),
            ("swift", "Swift"),
            ("git-config", "Git Config"),
            ("console", "Bourne Again Shell (bash)"),
            ("text", ""),
            ("brainfuck", ""),
            ("", ""),
        ] {
            assert_eq!(read(language, "").1, name, "{language}");
        }
    }

    #[test]
    fn php_needs_no_opening_tag() {
        assert_eq!(read("php", "echo 1;").1, "PHP Source");
        assert_eq!(read("PHP", "<?php echo 1;").1, "PHP");
    }

    #[test]
    fn only_harmless_names_become_classes() {
        assert_eq!(class_name("C++").as_deref(), Some("c++"));
        assert_eq!(class_name("html+jinja").as_deref(), Some("html+jinja"));
        for language in ["", "a\"b", "<x>", "日本語", "a b", &"x".repeat(41)] {
            assert_eq!(class_name(language), None, "{language}");
        }
    }
}
