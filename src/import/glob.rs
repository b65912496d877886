//! Patterns of paths, with `*` for anything and `?` for one character.

/// Whether `pattern` matches a whole path. `*` matches slashes too.
pub fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<char>, Vec<char>) = (pattern.chars().collect(), path.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < path.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == path[t]) {
            p += 1;
            t += 1;
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            p = at + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether one of `patterns` names the path, a folder that it is in, or matches either.
pub fn names<'a>(patterns: impl IntoIterator<Item = &'a str>, path: &str) -> bool {
    patterns.into_iter().any(|pattern| {
        let pattern = pattern.trim_start_matches("./").trim_matches('/');
        let in_folder =
            path.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        !pattern.is_empty() && (in_folder || matches(pattern, path) || matches(&format!("{pattern}/*"), path))
    })
}

/// Whether a name has one of these endings, whatever their case.
pub fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches("*.md", "a/b.md") && matches("a/**/c", "a/b/c") && matches("?.x", "a.x"));
        assert!(!matches("*.md", "a.mdx") && !matches("", "a") && matches("**", "a"));
        assert!(names(["vendor/", "Gemfile*"], "vendor/x/y") && names(["Gemfile*"], "Gemfile.lock"));
        assert!(!names(["vendor"], "vendors/x") && !names([""], "a"));
    }
}
