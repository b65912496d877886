//! Where Zola puts a page.
//!
//! The rules are those of <https://www.getzola.org/documentation/content/page/>.

use crate::import::glob::has_ending;

/// How names become parts of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strategy {
    /// ASCII letters and digits.
    #[default]
    On,
    /// As written, less what file systems refuse.
    Safe,
    /// As written.
    Off,
}

impl Strategy {
    /// Reads the setting.
    pub fn of(text: Option<&str>) -> Self {
        match text {
            Some("safe") => Self::Safe,
            Some("off") => Self::Off,
            _ => Self::On,
        }
    }
}

/// A name in an address.
pub fn slug(text: &str, strategy: Strategy) -> String {
    match strategy {
        Strategy::On => {
            let mut slug = String::new();
            for c in deunicode::deunicode(text).chars() {
                if c.is_ascii_alphanumeric() {
                    slug.push(c.to_ascii_lowercase());
                } else if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
            }
            slug.trim_end_matches('-').to_owned()
        }
        Strategy::Safe => {
            let is_refused = |c: char| {
                matches!(
                    c,
                    '<' | '>' | ':' | '/' | '|' | '?' | '*' | '#' | '\\' | '(' | ')' | '[' | ']' | '"' | '\n'
                )
            };
            let kept: String = text.chars().filter(|c| !is_refused(*c)).collect();
            kept.trim().trim_matches('.').replace(' ', "_")
        }
        Strategy::Off => text.to_owned(),
    }
}

/// The date in front of a name, and the rest: `2024-05-01-name`, `2024-05-01T10:00:00Z_name`.
pub fn dated(name: &str) -> Option<(&str, &str)> {
    let day: jiff::civil::Date = name.get(..10)?.parse().ok()?;
    let _ = day;
    let rest = &name[10..];
    let end =
        if rest.starts_with('T') { rest.find(['-', '_']).filter(|end| rest[..*end].len() > 1)? } else { 0 };
    // A zone of its own may stand before the mark: `+02:00`.
    let (date, rest) = (&name[..10 + end], &rest[end..]);
    let name = rest.strip_prefix(['-', '_', ' ']).map(|rest| rest.trim_start_matches([' ', '-', '_']))?;
    (!name.is_empty()).then_some((date, name))
}

/// The address of a path of steps: it ends with a slash.
pub fn path(language: Option<&str>, folders: &[&str], own: Option<&str>) -> String {
    let steps: Vec<&str> = language
        .into_iter()
        .chain(folders.iter().copied())
        .chain(own)
        .filter(|step| !step.is_empty())
        .collect();
    if steps.is_empty() { "/".to_owned() } else { format!("/{}/", steps.join("/")) }
}

/// The address that a front matter gives.
pub fn own(text: &str) -> String {
    let steps: Vec<&str> = text.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    path(None, &steps, None)
}

/// An old address: one with an ending is a file, another a folder.
pub fn alias(text: &str) -> String {
    let steps: Vec<&str> = text.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    let is_file = steps.last().is_some_and(|name| has_ending(name, &["html", "htm"]));
    if is_file { format!("/{}", steps.join("/")) } else { path(None, &steps, None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_zola() {
        assert_eq!(slug("Hello, Wörld_1.2", Strategy::On), "hello-world-1-2");
        assert_eq!(slug("日本 語?", Strategy::Safe), "日本_語");
        assert_eq!(slug("A b", Strategy::Off), "A b");
        assert_eq!(dated("2024-05-01-name"), Some(("2024-05-01", "name")));
        assert_eq!(dated("2024-05-01_a-b"), Some(("2024-05-01", "a-b")));
        assert_eq!(dated("2024-05-01"), None);
        assert_eq!(dated("日本語日本語"), None);
        assert_eq!(own("x//y"), "/x/y/");
        assert_eq!(path(Some("fr"), &["a"], Some("b")), "/fr/a/b/");
    }
}
