//! The rules of a `_redirects` file, as hosts of static sites read it.
//!
//! A line has an address of the site, where it leads, and a status (301 unless given). `*` at the end of an address stands
//! for anything, which is `:splat` in the target; a segment `:name` stands for any one. Of several rules the first counts.
//! Rules with conditions, and those that show another page under the same address, are passed over.

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    from: String,
    to: String,
    status: u16,
}

/// The rules of a file.
pub fn parse(text: &str) -> Vec<Rule> {
    text.lines().filter_map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<Rule> {
    // A fragment of a target is no comment: it has no blank before it.
    let mut words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
    let (from, to) = (words.next()?, words.next()?);
    let status = words.next().map_or("301", |status| status.trim_end_matches('!'));
    let status: u16 = status.parse().ok().filter(|status| (300..=308).contains(status))?;
    let is_plain = words.next().is_none() && from.starts_with('/');
    is_plain.then(|| Rule { from: from.to_owned(), to: to.to_owned(), status })
}

/// Where an address leads by the first rule that fits, and with which status.
pub fn find(rules: &[Rule], path: &str) -> Option<(String, u16)> {
    rules.iter().find_map(|rule| Some((target(rule, path)?, rule.status)))
}

fn target(rule: &Rule, path: &str) -> Option<String> {
    let mut to = rule.to.clone();
    let mut parts = path.trim_matches('/').split('/').filter(|part| !part.is_empty());
    for wanted in rule.from.trim_matches('/').split('/').filter(|part| !part.is_empty()) {
        if wanted == "*" {
            let rest: Vec<&str> = parts.collect();
            return Some(to.replace(":splat", &rest.join("/")));
        }
        let part = parts.next()?;
        if let Some(name) = wanted.strip_prefix(':') {
            to = to.replace(&format!(":{name}"), part);
        } else if wanted != part {
            return None;
        }
    }
    parts.next().is_none().then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_counts() {
        let rules = parse(
            "# old addresses\n/old /new/\n/old/ /never/\n/blog/* /news/:splat 302\n/:year/:slug /posts/:slug/#top # moved\n\
             /app/* /index.html 200\n/de /de/ 302 Language=de\nhttps://other.example/* /x\n/gone\n/* /start/ 307!\n",
        );
        for (path, expected) in [
            ("/old", Some(("/new/", 301))),
            ("/old/", Some(("/new/", 301))),
            ("/blog/a/b", Some(("/news/a/b", 302))),
            ("/blog", Some(("/news/", 302))),
            ("/2026/chips/", Some(("/posts/chips/#top", 301))),
            ("/app/x/y", Some(("/start/", 307))),
            ("/de", Some(("/start/", 307))),
        ] {
            let found = find(&rules, path);
            let found = found.as_ref().map(|(to, status)| (to.as_str(), *status));
            assert_eq!(found, expected, "{path}");
        }
        assert_eq!(find(&rules[..1], "/else"), None);
    }
}
