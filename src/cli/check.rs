//! `sitegen check`.

use super::{
    args::{ListFormat, MessageFormat},
    build::{Onlooker, absolute, refuse, source_text},
    machine, progress,
    report::{self, Outcome, Streams, Style, Summary},
    request::{self, Check, CheckAction, Request, Verbosity},
    table::{self, Table},
    text::on_one_line,
};
use crate::{
    check::{
        self, Checked,
        fix::{self, Repaired},
    },
    config::Config,
    diagnostic::{Diagnostic, Level},
    environment::EnvironmentError,
    paths::{SourcePath, below_content, inside_content},
    pipeline::{self, OUTPUT_DIR, whole::Draft},
    rules::{self, Rule, Teller},
    site::Shown,
};
use serde_json::json;
use std::{
    io::{self, Read as _},
    time::Instant,
};

/// Checks.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, check: &Check, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let (project, secrets) = (project(request, check), machine::secrets());
    let mut wanted = check::Request { project, draft: None, outside: check.outside, secrets };
    match &check.action {
        CheckAction::Rules => return list_rules(request, &style, streams),
        CheckAction::Post(place) => {
            wanted.draft = match draft(request, place.as_deref())? {
                Ok(draft) => Some(draft),
                Err(mistake) => {
                    report::show_diagnostics(&[*mistake], &|_| None, &style, streams)?;
                    return Ok(Outcome::Usage);
                }
            };
        }
        CheckAction::Tell | CheckAction::Fix | CheckAction::TellFixes => {}
    }
    let started = Instant::now();
    let shown =
        Onlooker { progress: progress::show(request.progress), style: style.clone(), unfinished: Vec::new() };
    let found = look(&wanted, &check.action, &shown);
    shown.progress.finish();
    match found {
        Ok((checked, repaired)) => {
            let run = Run { request, check, wanted: &wanted, style: &style, started };
            run.show(checked, &repaired, streams)
        }
        Err(failure) => refuse(&failure, &style, streams),
    }
}

/// Checks, and after repairs once more.
fn look(
    wanted: &check::Request,
    action: &CheckAction,
    shown: &Onlooker,
) -> Result<(Checked, Repaired), EnvironmentError> {
    let checked = check::check(wanted, shown)?;
    let mode = match action {
        CheckAction::Fix => fix::Mode::Make,
        CheckAction::TellFixes => fix::Mode::Tell,
        CheckAction::Tell | CheckAction::Post(_) | CheckAction::Rules => {
            return Ok((checked, Repaired::default()));
        }
    };
    let repaired = fix::repair(&wanted.project.root, &checked, mode)?;
    let is_changed = mode == fix::Mode::Make && !repaired.files.is_empty();
    let checked = if is_changed { check::check(wanted, shown)? } else { checked };
    Ok((checked, repaired))
}

fn project(request: &Request, check: &Check) -> pipeline::Request {
    let output = check.output_dir.clone().unwrap_or_else(|| request.root.join(OUTPUT_DIR));
    let request::Include { drafts, future, expired } = check.include;
    pipeline::Request {
        config: request.config.clone(),
        output_dir: absolute(&output),
        base_url: check.base_url.clone(),
        shown: Shown { drafts, future, expired },
        home: request.home.clone(),
        jobs: request.jobs,
        ..pipeline::Request::new(&request.root, check.clock)
    }
}

/// The post on standard input, with the file that it would be.
fn draft(request: &Request, place: Option<&str>) -> io::Result<Result<Draft, Box<Diagnostic>>> {
    let content = pipeline::content_dir(&request.root, request.config.as_deref());
    let default = below_content(&content, "posts/standard-input.md");
    let place = place.unwrap_or(&default);
    let path = SourcePath::new(place.strip_prefix("./").unwrap_or(place));
    let below = inside_content(&content, path.as_str()).is_some();
    let leads_on = path.as_str().split('/').any(|name| matches!(name, "" | "." | ".."));
    let is_markdown = matches!(path.extension().as_str(), "md" | "markdown");
    if !below || leads_on || !is_markdown {
        let message = format!("`{place}` is no file that could be a post of this site");
        let hint = format!("name a Markdown file below `{content}/`, as in `--as {default}`");
        return Ok(Err(Box::new(Diagnostic::error("check-place", message).hint(hint))));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(Ok(Draft { path, bytes }))
}

/// A check that was made.
struct Run<'a> {
    request: &'a Request,
    check: &'a Check,
    wanted: &'a check::Request,
    style: &'a Style,
    started: Instant,
}

impl Run<'_> {
    fn show(&self, checked: Checked, repaired: &Repaired, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let Checked { mut diagnostics, texts, rendered, is_partial, .. } = checked;
        diagnostics.extend(repaired.left.iter().cloned());
        let on_disk = source_text(&self.request.root);
        let source = |file: &str| match &self.wanted.draft {
            Some(draft) if draft.path.as_str() == file => String::from_utf8(draft.bytes.clone()).ok(),
            _ => on_disk(file),
        };
        report::show_diagnostics(&diagnostics, &source, self.style, streams)?;
        self.show_repairs(repaired, streams)?;
        let (errors, warnings) =
            (report::count(&diagnostics, Level::Error), report::count(&diagnostics, Level::Warning));
        let outcome = Outcome::of(errors, warnings, self.check.warnings);
        let seconds = self.started.elapsed().as_secs_f64();
        match self.style.format {
            MessageFormat::Json => {
                let ok = outcome == Outcome::Done;
                let summary = Summary {
                    ok,
                    pages: rendered,
                    rendered,
                    errors,
                    warnings,
                    seconds,
                    ..Summary::default()
                };
                report::show_summary(&summary, self.style, streams)?;
            }
            MessageFormat::Human | MessageFormat::Github if self.style.verbosity != Verbosity::Quiet => {
                let mut parts = vec![format!(
                    "checked {} and {} in {seconds:.2} s",
                    counted(texts, "text", "texts"),
                    counted(rendered, "rendered file", "rendered files")
                )];
                parts.extend((errors > 0).then(|| counted(errors, "error", "errors")));
                parts.extend((warnings > 0).then(|| counted(warnings, "warning", "warnings")));
                parts.extend(is_partial.then(|| {
                    "what concerns the whole site is looked at once the errors are mended".to_owned()
                }));
                writeln!(streams.err, "{}", parts.join(" · "))?;
            }
            MessageFormat::Human | MessageFormat::Github => {}
        }
        Ok(outcome)
    }

    /// What was changed, or would be.
    fn show_repairs(&self, repaired: &Repaired, streams: &mut Streams<'_>) -> io::Result<()> {
        let is_made = self.check.action == CheckAction::Fix;
        for (file, done) in &repaired.files {
            for done in done {
                if self.style.format == MessageFormat::Json {
                    let object = json!({
                        "type": "fix", "made": is_made, "file": file, "line": done.line,
                        "code": done.code, "text": done.text,
                    });
                    report::show_object(&object, streams)?;
                } else {
                    let (file, text) = (on_one_line(file), on_one_line(&done.text));
                    writeln!(streams.out, "{file}:{}: {}: {text}", done.line, done.code)?;
                }
            }
        }
        let is_said = self.style.format != MessageFormat::Json && self.style.verbosity != Verbosity::Quiet;
        if !is_said || !matches!(self.check.action, CheckAction::Fix | CheckAction::TellFixes) {
            return Ok(());
        }
        let files = counted(repaired.files.len(), "file", "files");
        match &repaired.copies {
            Some(copies) => writeln!(streams.err, "changed {files}; as they were: {}", copies.display()),
            None if is_made || repaired.files.is_empty() => writeln!(streams.err, "nothing to repair"),
            None => writeln!(streams.err, "would change {files}"),
        }
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Which rules there are, at the levels that the site gives them.
fn list_rules(request: &Request, style: &Style, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let settings = pipeline::settings(&request.root, request.config.as_deref());
    let config = settings.map(|(config, _)| config).unwrap_or_default();
    if style.format == MessageFormat::Json {
        for rule in rules::all() {
            let object = json!({
                "type": "rule", "code": rule.code, "level": level(rule, &config), "told_by": told_by(rule),
                "title": rule.title, "page": rule.page(),
            });
            report::show_object(&object, streams)?;
        }
        return Ok(Outcome::Done);
    }
    let row = |rule: &Rule| {
        vec![rule.code.into(), level(rule, &config).into(), told_by(rule).into(), rule.title.into()]
    };
    let rows = rules::all().map(row).collect();
    let table = Table { columns: vec!["rule", "level", "told by", "what it finds"], rows };
    table::write(&table, ListFormat::Table, streams.out)?;
    Ok(Outcome::Done)
}

fn level(rule: &Rule, config: &Config) -> &'static str {
    let own = config.check.get(rule.code).copied().filter(|_| rule.may_be_set());
    own.unwrap_or(rule.level).as_str()
}

fn told_by(rule: &Rule) -> &'static str {
    match rule.teller {
        Teller::Build => "build",
        Teller::Check => "check",
    }
}
