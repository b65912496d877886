//! `robots.txt`: whether a host wants programs at an address (RFC 9309).

/// What we are called there.
const NAME: &str = "sitegen";
/// Bytes of a file that are read.
pub const MOST_BYTES: u64 = 500 << 10;

/// What a host wants of us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Robots {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    pattern: String,
    allows: bool,
}

impl Robots {
    /// Reads the file: the groups for us, or those for everyone where there is none.
    pub fn parse(text: &str) -> Self {
        let (mut own, mut everyone): (Option<Vec<Rule>>, Vec<Rule>) = (None, Vec::new());
        let (mut is_own, mut is_everyone, mut is_head) = (false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !is_head {
                    (is_own, is_everyone) = (false, false);
                }
                is_head = true;
                is_everyone |= value == "*";
                if value.split('/').next().is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
                    is_own = true;
                    own.get_or_insert_default();
                }
                continue;
            }
            is_head = false;
            if !matches!(key.as_str(), "allow" | "disallow") || value.is_empty() {
                continue;
            }
            let rule = Rule { pattern: value.to_owned(), allows: key == "allow" };
            if let Some(own) = own.as_mut().filter(|_| is_own) {
                own.push(rule.clone());
            }
            if is_everyone {
                everyone.push(rule);
            }
        }
        Self { rules: own.unwrap_or(everyone) }
    }

    /// Whether a path, with its query, may be asked for: the longest rule says so, and of two the kinder.
    pub fn allows(&self, path: &str) -> bool {
        let of_path = self.rules.iter().filter(|rule| applies(&rule.pattern, path));
        of_path.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// `*` is any text, `$` the end; without it more may follow.
fn applies(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('$') {
        Some(pattern) => super::pattern::matches(pattern, path),
        None => super::pattern::matches(&format!("{pattern}*"), path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_of_our_group_decides() {
        let robots = Robots::parse(
            "# x\nUser-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: SiteGen/1\nDisallow: /a # y\nAllow: /a/b\nDisallow: /*.pdf$\n",
        );
        for (path, expected) in [
            ("/", true),
            ("/a", false),
            ("/a/c", false),
            ("/a/b/c", true),
            ("/x.pdf", false),
            ("/x.pdf?y", true),
        ] {
            assert_eq!(robots.allows(path), expected, "{path}");
        }
    }

    #[test]
    fn a_group_for_everyone_is_for_us_too() {
        let robots =
            Robots::parse("User-agent: *\nDisallow: /private\nDisallow:\n\nUser-agent: Other\nDisallow: /\n");
        assert!(robots.allows("/") && !robots.allows("/private/x"));
        assert!(Robots::parse("").allows("/") && Robots::parse("<html>no</html>").allows("/"));
    }
}
