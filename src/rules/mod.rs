//! The names of all that can be said of a site, with the level and the title of each.
//!
//! Owns the one table from which settings, front matters, the documentation, the schema and `check --list-rules` read. It
//! must not know how any of it is found: stages say what the build tells, and `check` what it adds.

mod build;
mod check;
mod command;

use serde::{Deserialize, Serialize};

/// How grave a rule is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckLevel {
    /// Not reported.
    #[serde(rename = "allow")]
    Off,
    /// Reported, and nothing more.
    Info,
    /// Reported as a warning.
    #[serde(rename = "warn")]
    Warning,
    /// Reported as an error.
    #[serde(rename = "deny")]
    Error,
}

impl CheckLevel {
    /// The words for them in settings and front matters, each with what it stands for; the first of a level is its own,
    /// the others are taken too.
    pub const WORDS: [(&str, Self); 7] = [
        ("allow", Self::Off),
        ("info", Self::Info),
        ("warn", Self::Warning),
        ("deny", Self::Error),
        ("off", Self::Off),
        ("warning", Self::Warning),
        ("error", Self::Error),
    ];

    /// Its own word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "allow",
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Error => "deny",
        }
    }
}

/// Who tells of it, and so where its level counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teller {
    /// `build`, `serve` and `check`. As an error it stays one: what it names cannot be built.
    Build,
    /// `check` alone.
    Check,
}

/// Something that can be said of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, in kebab case: the code of its diagnostics.
    pub code: &'static str,
    /// Its level where nobody sets one.
    pub level: CheckLevel,
    /// Who tells of it.
    pub teller: Teller,
    /// What it finds, in one line.
    pub title: &'static str,
}

impl Rule {
    /// Where it is described, below `docs/`.
    pub fn page(&self) -> String {
        format!("rules.md#{}", self.code)
    }

    /// Whether a site may set its level: an error of the build is none that it can.
    pub fn may_be_set(&self) -> bool {
        self.teller == Teller::Check || self.level != CheckLevel::Error
    }
}

/// All rules: what `check` adds, then what the build tells, each by code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    check::RULES.iter().chain(build::RULES)
}

/// What a code tells of, whoever tells it.
pub fn title(code: &str) -> Option<&'static str> {
    let of_command = || command::CODES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title);
    find(code).map(|rule| rule.title).or_else(of_command)
}

/// All codes of diagnostics with what they tell of, by code. A code is a promise to programs: it keeps its meaning.
pub fn codes() -> std::collections::BTreeMap<&'static str, &'static str> {
    all().map(|rule| (rule.code, rule.title)).chain(of_commands()).collect()
}

/// The codes that commands tell of what they are asked to do, with what each tells of.
pub fn of_commands() -> impl Iterator<Item = (&'static str, &'static str)> {
    command::CODES.iter().copied()
}

/// The rule of this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

/// The codes of all rules whose levels may be set.
pub fn settable() -> impl Iterator<Item = &'static str> {
    all().filter(|rule| rule.may_be_set()).map(|rule| rule.code)
}

/// What is wrong with a name under which a level is set, and what to type; none where nothing is.
pub fn unsettable(code: &str) -> Option<(String, String)> {
    match find(code) {
        Some(rule) if rule.may_be_set() => None,
        Some(_) => {
            let message = format!("`{code}` is an error of the build, which no level changes");
            Some((message, "take it out, and mend what it names".to_owned()))
        }
        None => {
            let near = crate::diagnostic::nearest(code, settable());
            let hint = near.map_or_else(
                || "`sitegen check --list-rules` shows all rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Some((format!("there is no rule `{code}`"), hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_unlike_one_another() {
        let in_order = |rules: &[Rule]| rules.is_sorted_by(|one, other| one.code < other.code);
        assert!(in_order(check::RULES) && in_order(build::RULES));
        let codes: std::collections::BTreeSet<&str> = all().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), all().count(), "a code is in both tables");
        assert!(command::CODES.is_sorted_by(|one, other| one.0 < other.0));
        assert_eq!(super::codes().len(), codes.len() + command::CODES.len(), "a code is in two tables");
        let codes: std::collections::BTreeSet<&str> = super::codes().into_keys().collect();
        let is_kebab = |code: &str| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(codes.iter().all(|code| is_kebab(code)), "{codes:?}");
    }

    #[test]
    fn a_wrong_name_is_told_with_the_nearest() {
        let told = |code| unsettable(code).map(|(message, hint)| format!("{message} | {hint}"));
        let codes = ["image-atl", "yaml-syntax", "zzz"];
        insta::assert_snapshot!(codes.map(|code| told(code).unwrap_or_default()).join("\n"), @r"
        there is no rule `image-atl` | did you mean `image-alt`?
        `yaml-syntax` is an error of the build, which no level changes | take it out, and mend what it names
        there is no rule `zzz` | `sitegen check --list-rules` shows all rules
        ");
        assert_eq!(told("image-alt"), None);
    }
}
