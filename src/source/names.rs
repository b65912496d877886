//! Names that are never part of a site: hidden files, and what editors leave while they save.

use super::SourceKind;

/// Hidden names that web servers and hosts give a meaning; read below `static/` alone.
const PUBLISHED: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];

/// Whether a file or folder of this name is passed over without a word.
pub fn is_ignored(name: &str, kind: SourceKind) -> bool {
    if is_hidden(name) {
        return kind != SourceKind::Static || !PUBLISHED.contains(&name);
    }
    is_backup(name)
}

/// Whether a name is hidden by the custom of Unix.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// Backups and lock files: `a.md~` and `#a.md#` of Emacs, `a.swp` and `4913` (a probe for permissions) of Vim.
fn is_backup(name: &str) -> bool {
    let ends_in_swp = name.rsplit_once('.').is_some_and(|(_, ending)| ending == "swp");
    name.ends_with('~') || ends_in_swp || name == "4913" || (name.starts_with('#') && name.ends_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_part_of_a_site() {
        for name in [".env", ".git", "a.md~", ".#a.md", "#a.md#", ".a.md.swp", "a.swp", "4913", ".nojekyll"] {
            assert!(is_ignored(name, SourceKind::Content), "{name}");
        }
        for name in ["a.md", "_index.md", "49130", "#1.md", "C#"] {
            assert!(!is_ignored(name, SourceKind::Content), "{name}");
        }
        assert!(!is_ignored(".well-known", SourceKind::Static));
        assert!(is_ignored(".env", SourceKind::Static));
    }
}
