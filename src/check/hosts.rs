//! What hosts of static sites take: lines of `_redirects` and `_headers`, sizes of files and of the whole.
//!
//! The figures are those of Cloudflare Pages for the two files, which other hosts read too, and of GitHub for branches
//! there. A site at another host allows the rule.

use super::{Family, Look, View, found, redirects};
use crate::{
    config::TargetKind,
    diagnostic::Diagnostic,
    plan,
    site::{FileOrigin, StaticFile},
};

pub(super) const FAMILY: Family = Family { codes: &["host-limit"], look: Look::Site(look) };

/// <https://developers.cloudflare.com/pages/configuration/redirects/>
const STATIC_REDIRECTS: usize = 2_000;
const DYNAMIC_REDIRECTS: usize = 100;
const REDIRECT_LENGTH: usize = 1_000;
/// <https://developers.cloudflare.com/pages/configuration/headers/>
const HEADER_RULES: usize = 100;
const HEADER_LENGTH: usize = 2_000;
/// <https://docs.github.com/en/repositories/working-with-files/managing-large-files>
const GITHUB_FILE: u64 = 100 << 20;
/// <https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>
const GITHUB_SITE: u64 = 1_000_000_000;

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = redirect_lines(view);
    diagnostics.extend(header_lines(view));
    diagnostics.extend(sizes(view));
    diagnostics
}

fn limit(message: String, hint: &str) -> Diagnostic {
    found("host-limit", message).hint(hint.to_owned())
}

fn redirect_lines(view: &View<'_>) -> Vec<Diagnostic> {
    let own = redirects::own_file(view, redirects::FILE);
    let (file, text) = own.map_or_else(
        || {
            let lines = plan::redirects(view.site()).into_iter().map(|(old, new)| format!("{old} {new} 301"));
            (None, lines.collect::<Vec<_>>().join("\n"))
        },
        |(file, text)| (Some(file), text),
    );
    let said = count_redirects(&text);
    said.into_iter().map(|diagnostic| Diagnostic { file: file.clone(), ..diagnostic }).collect()
}

fn count_redirects(text: &str) -> Vec<Diagnostic> {
    let rules: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let is_dynamic = |rule: &&&str| {
        let from = rule.split_whitespace().next().unwrap_or_default();
        from.contains('*') || from.contains("/:")
    };
    let dynamic = rules.iter().filter(is_dynamic).count();
    let fixed = rules.len() - dynamic;
    let mut said = Vec::new();
    if fixed > STATIC_REDIRECTS {
        let message =
            format!("`_redirects` has {fixed} lines, and Cloudflare Pages takes {STATIC_REDIRECTS}");
        said.push(limit(message, "join them by `*` where they have a beginning in common"));
    }
    if dynamic > DYNAMIC_REDIRECTS {
        let message = format!(
            "`_redirects` has {dynamic} lines with `*` or `:name`, and Cloudflare Pages takes {DYNAMIC_REDIRECTS}"
        );
        said.push(limit(message, "write whole addresses, of which it takes 2000"));
    }
    if let Some(long) = rules.iter().find(|rule| rule.chars().count() > REDIRECT_LENGTH) {
        let start: String = long.chars().take(40).collect();
        let message = format!(
            "a line of `_redirects` is longer than {REDIRECT_LENGTH} characters, which Cloudflare Pages passes over: `{start}…`"
        );
        said.push(limit(message, "shorten the address"));
    }
    said
}

fn header_lines(view: &View<'_>) -> Vec<Diagnostic> {
    // Ours has one rule.
    let Some((file, text)) = redirects::own_file(view, "_headers") else { return Vec::new() };
    count_headers(&text).into_iter().map(|diagnostic| diagnostic.in_file(file.clone())).collect()
}

fn count_headers(text: &str) -> Vec<Diagnostic> {
    let is_rule = |line: &&str| line.starts_with(['/', 'h']) && !line.trim().is_empty();
    let rules = text.lines().filter(is_rule).count();
    let mut said = Vec::new();
    if rules > HEADER_RULES {
        let message = format!("`_headers` has {rules} rules, and Cloudflare Pages takes {HEADER_RULES}");
        said.push(limit(message, "join them by `*` where they have a beginning in common"));
    }
    if text.lines().any(|line| line.chars().count() > HEADER_LENGTH) {
        let message = format!(
            "a line of `_headers` is longer than {HEADER_LENGTH} characters, which Cloudflare Pages passes over"
        );
        said.push(limit(message, "shorten it"));
    }
    said
}

/// Sizes, where the site is published to a branch at GitHub.
fn sizes(view: &View<'_>) -> Vec<Diagnostic> {
    let is_github = view.site().config.publish.values().any(|target| match &target.kind {
        TargetKind::Git(git) => git.remote.as_deref().is_some_and(|remote| remote.contains("github.com")),
        TargetKind::Dir(_) | TargetKind::Object(_) => false,
    });
    if !is_github {
        return Vec::new();
    }
    let site = view.site();
    let files: Vec<&StaticFile> = site.static_files.values().chain(site.attachments.values()).collect();
    let mut said = Vec::new();
    for file in files.iter().filter(|file| file.size > GITHUB_FILE) {
        if let FileOrigin::Project(path) = &file.origin {
            let message = format!("this file has {} MiB, and GitHub takes no more than 100", file.size >> 20);
            said.push(
                limit(message, "make it smaller, or keep it elsewhere and link to it").in_file(path.as_str()),
            );
        }
    }
    let whole = view.pages.bytes + files.iter().map(|file| file.size).sum::<u64>();
    if whole > GITHUB_SITE {
        let message =
            format!("the site has {} MB, and GitHub Pages shows no more than 1000", whole / 1_000_000);
        said.push(limit(message, "keep large files elsewhere and link to them"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(said: Vec<Diagnostic>) -> Vec<String> {
        said.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn lines_are_counted_by_kind() {
        let lines = |count: usize, line: &str| line.repeat(count);
        assert_eq!(messages(count_redirects(&lines(2_000, "/a /b 301\n"))), [""; 0]);
        assert_eq!(messages(count_redirects(&lines(100, "/a/* /b/:splat\n"))), [""; 0]);
        let many = lines(2_001, "/a /b\n") + &lines(101, "/a/* /b\n") + &"/x".repeat(600);
        insta::assert_snapshot!(messages(count_redirects(&many)).join("\n"), @r"
        `_redirects` has 2002 lines, and Cloudflare Pages takes 2000
        `_redirects` has 101 lines with `*` or `:name`, and Cloudflare Pages takes 100
        a line of `_redirects` is longer than 1000 characters, which Cloudflare Pages passes over: `/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x…`
        ");
        assert_eq!(messages(count_headers(&lines(100, "/a\n  X: y\n"))), [""; 0]);
        let many = lines(101, "/a\n  X: y\n") + "/b\n  Y: " + &"z".repeat(2_000);
        insta::assert_snapshot!(messages(count_headers(&many)).join("\n"), @r"
        `_headers` has 102 rules, and Cloudflare Pages takes 100
        a line of `_headers` is longer than 2000 characters, which Cloudflare Pages passes over
        ");
    }
}
