//! Levels of rules: of a post's front matter before those of the settings.
//!
//! Owns which level a diagnostic has in the end. It must not know how any is found.

use super::Site;
use crate::{
    config::Config,
    diagnostic::{Diagnostic, Level},
    post::{
        Post,
        meta::{Allowance, Placed},
    },
    rules::{self, CheckLevel, Teller},
};
use std::collections::{BTreeMap, BTreeSet};

/// The levels of a site's rules.
pub struct Levels<'a> {
    config: &'a Config,
    /// Allowances of the posts that have any, by file.
    posts: BTreeMap<&'a str, &'a [Placed<Allowance>]>,
    /// Files of posts that are not built, of which nobody looks at the text.
    left_out: BTreeSet<&'a str>,
}

impl<'a> Levels<'a> {
    /// Those of a site.
    pub fn of(site: &'a Site) -> Self {
        let built = site.entries.iter().map(|entry| &*entry.post);
        let left_out = site.left_out.iter().map(|left_out| &*left_out.post);
        let all = built.chain(left_out.clone());
        let of_post = |post: &'a Post| (post.source.as_str(), post.meta.check.as_slice());
        let posts = all.filter(|post| !post.meta.check.is_empty()).map(of_post);
        Self {
            config: &site.config,
            posts: posts.collect(),
            left_out: left_out.map(|post| post.source.as_str()).collect(),
        }
    }

    /// The level that the settings, or the rule itself, give a rule; none for a code that is no rule's and not set.
    pub fn of_rule(&self, code: &str) -> Option<CheckLevel> {
        self.config.check.get(code).copied().or_else(|| {
            let rule = rules::find(code).filter(|rule| rule.teller == Teller::Check);
            rule.map(|rule| rule.level)
        })
    }

    /// Whether a rule is told of anywhere.
    pub fn is_on(&self, code: &str) -> bool {
        let of_posts = self.posts.values().flat_map(|allowances| allowances.iter());
        self.of_rule(code) != Some(CheckLevel::Off)
            || of_posts
                .into_iter()
                .any(|allowance| allowance.value.rule == code && allowance.value.level != CheckLevel::Off)
    }

    /// Whether a repair may be made: nobody said that what it repairs is meant. One that is made always is made too where
    /// its rule is silent by itself.
    pub fn allows_repair(&self, diagnostic: &Diagnostic, is_always: bool) -> bool {
        let own = self
            .allowance(diagnostic)
            .and_then(|(file, place)| Some(self.posts.get(file)?[place].value.level));
        match own.or_else(|| self.config.check.get(&*diagnostic.code).copied()) {
            Some(level) => level != CheckLevel::Off,
            None => is_always || self.of_rule(&diagnostic.code) != Some(CheckLevel::Off),
        }
    }

    fn allowance(&self, diagnostic: &Diagnostic) -> Option<(&'a str, usize)> {
        let (file, allowances) = self.posts.get_key_value(diagnostic.file.as_deref()?)?;
        let place = allowances.iter().position(|allowance| allowance.value.rule == diagnostic.code)?;
        Some((file, place))
    }

    /// Diagnostics at their levels. An error of the build stays one: what it names cannot be built.
    pub fn judge(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.into_iter().filter_map(|diagnostic| self.judge_one(diagnostic).0).collect()
    }

    /// The same, with an information for each allowance of a front matter that nothing needed; `looked` says whether its
    /// rule was looked at.
    pub fn judge_all(&self, diagnostics: Vec<Diagnostic>, looked: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut used = BTreeSet::new();
        let mut judged = Vec::new();
        for diagnostic in diagnostics {
            let (diagnostic, allowance) = self.judge_one(diagnostic);
            judged.extend(diagnostic);
            used.extend(allowance);
        }
        let all = self.posts.iter().flat_map(|(file, allowances)| {
            allowances.iter().enumerate().map(move |(place, allowance)| (*file, place, allowance))
        });
        let unused = all.filter(|(file, place, allowance)| {
            looked(&allowance.value.rule) && !used.contains(&(*file, *place)) && !self.left_out.contains(file)
        });
        let unused = unused.map(|(file, _, allowance)| unused_allowance(file, allowance)).collect();
        judged.extend(self.judge(unused));
        judged
    }

    fn judge_one(&self, diagnostic: Diagnostic) -> (Option<Diagnostic>, Option<(&'a str, usize)>) {
        let is_of_check = || rules::find(&diagnostic.code).is_some_and(|rule| rule.teller == Teller::Check);
        if diagnostic.is_error() && !is_of_check() {
            return (Some(diagnostic), None);
        }
        let allowance = self.allowance(&diagnostic);
        let own = allowance.and_then(|(file, place)| Some(self.posts.get(file)?[place].value.level));
        let level = match own.or_else(|| self.of_rule(&diagnostic.code)) {
            None => diagnostic.level,
            Some(CheckLevel::Off) => return (None, allowance),
            Some(CheckLevel::Info) => Level::Info,
            Some(CheckLevel::Warning) => Level::Warning,
            Some(CheckLevel::Error) => Level::Error,
        };
        (Some(Diagnostic { level, ..diagnostic }), allowance)
    }
}

fn unused_allowance(file: &str, allowance: &Placed<Allowance>) -> Diagnostic {
    let message = format!("nothing needs the level of `{}` here", allowance.value.rule);
    Diagnostic::new(Level::Info, "allowance-unused", message)
        .in_file(file)
        .at(allowance.position)
        .hint("take it out")
}

impl Site {
    /// Diagnostics at the levels that the settings and front matters set.
    pub fn judge(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        Levels::of(self).judge(diagnostics)
    }
}
