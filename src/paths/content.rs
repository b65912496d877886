//! Paths below the content folder, which may be the project itself.

/// What `content_dir` says where the content folder is the project itself.
pub const PROJECT: &str = ".";

/// The path in the project of what has this path below the content folder.
pub fn below_content(content_dir: &str, path: &str) -> String {
    match content_dir.trim_end_matches('/') {
        PROJECT => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// The path below the content folder of what has this path in the project; none for what is not in it.
pub fn inside_content<'a>(content_dir: &str, source: &'a str) -> Option<&'a str> {
    match content_dir.trim_end_matches('/') {
        PROJECT => Some(source),
        folder => source.strip_prefix(folder)?.strip_prefix('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_folder_may_be_the_project_itself() {
        assert_eq!(below_content("content", "posts/a.md"), "content/posts/a.md");
        assert_eq!(below_content(PROJECT, "posts/a.md"), "posts/a.md");
        assert_eq!(inside_content("docs/en", "docs/en/a.md"), Some("a.md"));
        assert_eq!(inside_content("docs/en", "docs/english/a.md"), None);
        assert_eq!(inside_content(PROJECT, "docs/en/a.md"), Some("docs/en/a.md"));
    }
}
