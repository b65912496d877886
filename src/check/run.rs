//! A check from the project's files to judged diagnostics.

use super::{
    FAMILIES, Family, Look, Output, Text, View, encoding_damage, outside,
    page::{self, Moved, Pages, Seen},
    past::{self, Past},
    redirects,
};
use crate::{
    decode::SourceText,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    paths::SourcePath,
    pipeline::{
        self, Observer,
        whole::{self, Draft, File, Whole},
    },
    post::{self, front_matter},
    publish::Secrets,
    site::{EntryId, Levels, Shown, Status},
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be checked.
#[derive(Debug, Clone)]
pub struct Request {
    /// The project. Of its output folder only the name counts.
    pub project: pipeline::Request,
    /// A post that is judged as if it were in the project; then all that is told concerns it.
    pub draft: Option<Draft>,
    /// Whether other hosts are asked: about links to them, and targets about what they hold.
    pub outside: Outside,
    /// What no message may repeat of what a target says.
    pub secrets: Secrets,
}

/// Whether other hosts are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// They are, as they can bear, and what they say is kept.
    Ask,
    /// They are left alone.
    LeaveAlone,
}

/// What a check found.
pub struct Checked {
    /// All that is wrong, at its level, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Posts and pages that were read.
    pub texts: usize,
    /// Files of the output that were rendered.
    pub rendered: usize,
    /// Whether rules on the whole site had to wait, because a part of it cannot be read.
    pub is_partial: bool,
    /// What can be repaired, whatever its level.
    pub(super) repairs: Vec<Diagnostic>,
    /// Digests of the files that were read, by path.
    pub(super) files: BTreeMap<String, crate::digest::Digest>,
}

/// Checks a project. Nothing is written, but for what other hosts said, to the cache.
///
/// # Errors
/// The project's folder or its configuration cannot be read, or its cache is in use.
pub fn check(request: &Request, observer: &dyn Observer) -> Result<Checked, EnvironmentError> {
    pipeline::with_jobs(request.project.jobs, || {
        observer.stage("read", 0);
        let whole = open(request)?;
        let asked = ask_outside(request, &whole, observer)?;
        Ok(look(request, &whole, asked, observer))
    })
}

/// Reads the project; a draft or a post of another day is built for this as if its time were now.
fn open(request: &Request) -> Result<Whole, EnvironmentError> {
    let whole = whole::open(&request.project, request.draft.clone())?;
    let Some(draft) = &request.draft else { return Ok(whole) };
    let left_out = whole.site.left_out.iter().find(|left_out| left_out.post.source == draft.path);
    let shown = request.project.shown;
    let shown = match left_out.map(|left_out| left_out.status) {
        Some(Status::Draft) => Shown { drafts: true, ..shown },
        Some(Status::Future) => Shown { future: true, ..shown },
        Some(Status::Expired) => Shown { expired: true, ..shown },
        Some(Status::Private | Status::Published) | None => return Ok(whole),
    };
    whole::open(&pipeline::Request { shown, ..request.project.clone() }, request.draft.clone())
}

/// The rules that have a level at which they are told of, or whose repairs are asked for.
fn wanted(levels: &Levels<'_>) -> Vec<&'static Family> {
    let is_wanted = |code: &&'static str| levels.is_on(code) || super::fix::is_always_repaired(code);
    FAMILIES.iter().filter(|family| family.codes.iter().any(is_wanted)).collect()
}

/// What other hosts say of the links of the site, or of the draft alone.
fn ask_outside(
    request: &Request,
    whole: &Whole,
    observer: &dyn Observer,
) -> Result<Vec<Diagnostic>, EnvironmentError> {
    let levels = Levels::of(&whole.site);
    let is_on = outside::FAMILY.codes.iter().any(|code| levels.is_on(code));
    if request.outside == Outside::LeaveAlone || !is_on {
        return Ok(Vec::new());
    }
    observer.stage("ask other hosts", 0);
    let only = request.draft.as_ref().map(|draft| &draft.path);
    outside::look(&request.project.root, whole, &std::thread::sleep, only)
}

fn look(request: &Request, whole: &Whole, asked: Vec<Diagnostic>, observer: &dyn Observer) -> Checked {
    let levels = Levels::of(&whole.site);
    let families = wanted(&levels);
    let mut found = whole.diagnostics.clone();
    found.extend(asked);
    let is_whole = !found.iter().any(Diagnostic::is_error);
    observer.stage("check", 0);
    found.extend(of_texts(whole, &families));
    if families.iter().any(|family| family.codes == encoding_damage::FAMILY.codes) {
        found.extend(encoding_damage::of_other_files(whole));
    }
    let (pages, rendered, of_outputs) = of_outputs(whole, &families, observer);
    found.extend(of_outputs);
    let past = if is_whole { past(request, whole, &families, &levels) } else { Past::default() };
    found.extend(past.unread.iter().cloned());
    if is_whole {
        let view = View { whole, pages: &pages, past: &past, told: &whole.diagnostics };
        let of_site = families.par_iter().filter_map(|family| match family.look {
            Look::Site(look) => Some(look(&view)),
            Look::Texts(_) | Look::Outputs(_) | Look::Outside => None,
        });
        found.extend(of_site.collect::<Vec<_>>().into_iter().flatten());
    }
    let has_repair = |diagnostic: &&Diagnostic| {
        let is_always = super::fix::is_always_repaired(&diagnostic.code);
        diagnostic.fix.is_some() && levels.allows_repair(diagnostic, is_always)
    };
    let repairs = found.iter().filter(has_repair).cloned().collect();
    let looked: BTreeSet<&str> = families
        .iter()
        .filter(|family| match family.look {
            Look::Texts(_) => true,
            Look::Outputs(_) | Look::Site(_) => is_whole,
            Look::Outside => request.outside == Outside::Ask,
        })
        .filter(|family| past.is_known() || !is_of_past(family))
        .flat_map(|family| family.codes.iter().copied())
        .collect();
    let is_of_check = |code: &str| FAMILIES.iter().any(|family| family.codes.contains(&code));
    let mut diagnostics = levels.judge_all(found, |code| !is_of_check(code) || looked.contains(code));
    encoding_damage::soften(&mut diagnostics, &whole.site.config);
    if let Some(draft) = &request.draft {
        diagnostics.retain(|diagnostic| concerns(diagnostic, &draft.path));
    }
    diagnostics.sort();
    diagnostics.dedup();
    let entries = whole.site.entries.iter();
    let files = entries.map(|entry| (entry.post.source.to_string(), entry.post.file)).collect();
    let texts = whole.site.entries.len();
    Checked { diagnostics, texts, rendered, is_partial: !is_whole, repairs, files }
}

/// Whether a diagnostic is of this post, or of another because of it.
fn concerns(diagnostic: &Diagnostic, path: &SourcePath) -> bool {
    let is_it = |file: &str| file == path.as_str();
    diagnostic.file.as_deref().is_some_and(is_it)
        || diagnostic.related.iter().any(|related| is_it(&related.file))
        || (diagnostic.file.is_none() && diagnostic.message.contains(path.as_str()))
}

/// Whether rules look at what readers had before.
fn is_of_past(family: &Family) -> bool {
    [past::CORRECTIONS.codes, past::LOST.codes].contains(&family.codes)
}

fn past(request: &Request, whole: &Whole, families: &[&Family], levels: &Levels<'_>) -> Past {
    let is_asked = families.iter().any(|family| is_of_past(family));
    // What a target tells is repaired by hand: where nobody is told of it, nobody need be asked.
    let outside = if levels.is_on(past::LOST_CODE) { request.outside } else { Outside::LeaveAlone };
    let asking = past::Asking { root: &request.project.root, outside, secrets: &request.secrets };
    // A post that is not in the project has no past.
    if is_asked && request.draft.is_none() { Past::read(asking, whole) } else { Past::default() }
}

fn of_texts(whole: &Whole, families: &[&Family]) -> Vec<Diagnostic> {
    let rules: Vec<fn(&Text<'_>) -> Vec<Diagnostic>> = families
        .iter()
        .filter_map(|family| if let Look::Texts(look) = family.look { Some(look) } else { None })
        .collect();
    let of_entry = |id: EntryId| -> Vec<Diagnostic> {
        let entry = whole.site.entry(id);
        let Some(text) = whole.text(&entry.post) else { return Vec::new() };
        let source = SourceText::new(entry.post.source.as_str(), &text);
        let body = front_matter::body(source);
        let survey = post::survey(&body.text, &entry.post, &whole.site.config, whole.shortcodes());
        let text = Text { whole, entry, id, text: &text, body: &body, survey: &survey };
        rules.iter().flat_map(|rule| rule(&text)).collect()
    };
    let ids: Vec<EntryId> = (0..).zip(&whole.site.entries).map(|(id, _)| id).collect();
    ids.into_par_iter().flat_map_iter(of_entry).collect()
}

/// What was seen of pages, how many files were rendered, and what is wrong with them.
fn of_outputs(
    whole: &Whole,
    families: &[&Family],
    observer: &dyn Observer,
) -> (Pages, usize, Vec<Diagnostic>) {
    let rules: Vec<fn(&Output<'_>) -> Vec<Diagnostic>> = families
        .iter()
        .filter_map(|family| if let Look::Outputs(look) = family.look { Some(look) } else { None })
        .collect();
    let prefix = whole.site.config.base_url.prefix();
    let moved = whole.static_text(redirects::FILE).map(|text| Moved::read(&text, prefix)).unwrap_or_default();
    let look = |file: &File<'_>| {
        let output = Output { whole, file };
        let found: Vec<Diagnostic> = rules.iter().flat_map(|rule| rule(&output)).collect();
        let named = found.into_iter().map(|diagnostic| (diagnostic, output.name().to_owned()));
        (page::see(whole, file, &moved), named.collect::<Vec<_>>(), file.bytes.len())
    };
    let rendered = whole.render(observer, &look);
    let count = rendered.seen.len();
    let (mut pages, mut found, mut bytes): (Vec<Seen>, _, u64) = (Vec::new(), Vec::new(), 0);
    for (page, named, length) in rendered.seen {
        pages.extend(page);
        found.extend(named);
        bytes += length as u64;
    }
    let mut diagnostics = rendered.diagnostics;
    diagnostics.extend(name_files(found));
    (Pages::of(pages, bytes), count, diagnostics)
}

/// One diagnostic for what is wrong with several files of the output, which names the first.
fn name_files(found: Vec<(Diagnostic, String)>) -> Vec<Diagnostic> {
    let mut merged: BTreeMap<Diagnostic, Vec<String>> = BTreeMap::new();
    for (diagnostic, name) in found {
        merged.entry(diagnostic).or_default().push(name);
    }
    let named = merged.into_iter().map(|(diagnostic, names)| {
        let files = match names.as_slice() {
            [] => String::new(),
            [only] => format!("`{only}`"),
            [first, _] => format!("`{first}` and one more file"),
            [first, more @ ..] => format!("`{first}` and {} more files", more.len()),
        };
        Diagnostic { message: format!("{files}: {}", diagnostic.message), ..diagnostic }
    });
    named.collect()
}
