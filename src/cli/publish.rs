//! `sitegen publish`.

use super::{
    args::{ListFormat, MessageFormat},
    build::{Onlooker, absolute, source_text},
    machine, progress,
    report::{self, Outcome, Streams, Style},
    request::{Action, Consent, Publish, Request, Verbosity},
    table::{self, Cell, Table},
};
use crate::{
    diagnostic::{Diagnostic, Level},
    pipeline::OUTPUT_DIR,
    publish::{self, Applied, Plan, Prepared, Rollback, RolledBack, Stopped},
};
use serde_json::{Value, json};
use std::{io, time::Instant};

/// Publishes, or goes back to an earlier release.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, publish: &Publish, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let mut run = Run { request, publish, style: Style::of(request), started: Instant::now(), streams };
    match &publish.action {
        Action::Send => run.send(),
        Action::RollBack(to) => run.roll_back(to.as_deref()),
    }
}

struct Run<'a, 's> {
    request: &'a Request,
    publish: &'a Publish,
    style: Style,
    started: Instant,
    streams: &'a mut Streams<'s>,
}

/// What is asked of the publisher.
fn wanted(request: &Request, publish: &Publish) -> publish::Request {
    let output = publish.output_dir.clone().unwrap_or_else(|| request.root.join(OUTPUT_DIR));
    publish::Request {
        root: request.root.clone(),
        config: request.config.clone(),
        output_dir: absolute(&output),
        target: publish.target.clone(),
        now: publish.now,
        home: request.home.clone(),
        jobs: request.jobs,
        max_deletes: publish.max_deletes,
        occupied: publish.occupied,
        host: machine::host(),
        secrets: machine::secrets(),
    }
}

impl Run<'_, '_> {
    fn send(&mut self) -> io::Result<Outcome> {
        let prepared = match publish::prepare(&wanted(self.request, self.publish)) {
            Ok(prepared) => prepared,
            Err(stopped) => return self.stop(stopped),
        };
        self.show_diagnostics(&prepared.remarks)?;
        match self.publish.consent {
            Consent::DryRun => {
                self.show_plan(&prepared.plan)?;
                return self.sum_up(&prepared, &Applied::default());
            }
            Consent::Asked if !prepared.is_done() => {
                self.show_plan(&prepared.plan)?;
                if !self.ask(&format!("publish to {}", prepared.name))? {
                    return self.decline();
                }
            }
            Consent::Asked | Consent::Given => {}
        }
        let shown = Onlooker {
            progress: progress::show(self.request.progress),
            style: self.style.clone(),
            unfinished: Vec::new(),
        };
        let applied = prepared.apply(&shown);
        shown.progress.finish();
        match applied {
            Ok(applied) => {
                if self.style.format == MessageFormat::Json && self.publish.consent == Consent::Given {
                    self.show_plan(&prepared.plan)?;
                }
                self.sum_up(&prepared, &applied)
            }
            Err(stopped) => self.stop(stopped),
        }
    }

    fn roll_back(&mut self, to: Option<&str>) -> io::Result<Outcome> {
        let wanted = wanted(self.request, self.publish);
        if self.publish.consent != Consent::Given {
            let told = match publish::roll_back(&wanted, to, Rollback::Tell) {
                Ok((name, told)) => (name, told),
                Err(stopped) => return self.stop(stopped),
            };
            if self.publish.consent == Consent::DryRun {
                return self.tell_rollback(&told.0, &told.1);
            }
            let RolledBack { from, to, at } = &told.1;
            if !self.ask(&format!("go back on {} from {from} to {to}, of {at}", told.0))? {
                return self.decline();
            }
        }
        match publish::roll_back(&wanted, to, Rollback::Do) {
            Ok((name, done)) => self.tell_rollback(&name, &done),
            Err(stopped) => self.stop(stopped),
        }
    }

    /// Says why nothing was published.
    fn stop(&mut self, stopped: Stopped) -> io::Result<Outcome> {
        let nothing = "nothing was published";
        let (outcome, diagnostics, sentence) = match stopped {
            Stopped::Usage(mistake) => (Outcome::Usage, vec![*mistake], nothing),
            Stopped::Refused(mistakes) => (Outcome::SiteErrors, mistakes, nothing),
            Stopped::Environment(failure) => {
                report::show_failure(&failure, &self.style, self.streams)?;
                // It may be that only what is old could not be removed.
                (
                    Outcome::Environment,
                    Vec::new(),
                    "stopped; what readers see is whole, and the next run does the rest",
                )
            }
        };
        self.show_diagnostics(&diagnostics)?;
        let errors = diagnostics.len().max(1);
        self.summary(&json!({ "type": "summary", "ok": false, "errors": errors }), sentence)?;
        Ok(outcome)
    }

    fn decline(&mut self) -> io::Result<Outcome> {
        let summary = json!({ "type": "summary", "ok": false, "errors": 0 });
        self.summary(&summary, "nothing was published, since the answer was not yes")?;
        Ok(Outcome::SiteErrors)
    }

    fn ask(&mut self, what: &str) -> io::Result<bool> {
        self.streams.out.flush()?;
        write!(self.streams.err, "{what}? [y/N] ")?;
        self.streams.err.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    fn show_diagnostics(&mut self, diagnostics: &[Diagnostic]) -> io::Result<()> {
        report::show_diagnostics(diagnostics, &source_text(&self.request.root), &self.style, self.streams)
    }

    /// The plan: a table for people, an object for each file for programs.
    fn show_plan(&mut self, plan: &Plan) -> io::Result<()> {
        match self.style.format {
            MessageFormat::Json => {
                objects(plan).iter().try_for_each(|object| report::show_object(object, self.streams))
            }
            MessageFormat::Human if plan.puts.is_empty() && plan.deletes.is_empty() => Ok(()),
            MessageFormat::Human => table::write(&table(plan), ListFormat::Table, self.streams.out),
            MessageFormat::Github => Ok(()),
        }
    }

    fn sum_up(&mut self, prepared: &Prepared, applied: &Applied) -> io::Result<Outcome> {
        self.show_diagnostics(&applied.diagnostics)?;
        let (plan, is_dry) = (&prepared.plan, self.publish.consent == Consent::DryRun);
        let seconds = self.started.elapsed().as_secs_f64();
        let object = json!({
            "type": "summary",
            "ok": true,
            "target": prepared.name,
            "dry_run": is_dry,
            "release": applied.release,
            "new": applied.is_new,
            "sent": plan.puts.len(),
            "bytes": plan.bytes(),
            "unchanged": plan.unchanged,
            "retired": plan.retired,
            "deleted": plan.deletes.len(),
            "removed_releases": applied.removed,
            "errors": 0,
            "warnings": report::count(&applied.diagnostics, Level::Warning)
                + report::count(&prepared.remarks, Level::Warning),
            "seconds": (seconds * 1000.0).round() / 1000.0,
        });
        let sentence = sentence(prepared, applied, is_dry);
        self.summary(&object, &format!("{sentence} in {seconds:.2} s"))?;
        Ok(Outcome::Done)
    }

    fn tell_rollback(&mut self, name: &str, done: &RolledBack) -> io::Result<Outcome> {
        let is_dry = self.publish.consent == Consent::DryRun;
        let RolledBack { from, to, at } = done;
        let object = json!({
            "type": "summary", "ok": true, "target": name, "dry_run": is_dry, "from": from, "release": to,
            "published_at": at.to_string(),
        });
        let verb = if is_dry { "would show" } else { "shows" };
        self.summary(&object, &format!("{name} {verb} release {to}, published {at}, instead of {from}"))?;
        Ok(Outcome::Done)
    }

    /// The last line: for people unless they asked for quiet, for programs always.
    fn summary(&mut self, object: &Value, sentence: &str) -> io::Result<()> {
        if self.style.format == MessageFormat::Json {
            report::show_object(object, self.streams)
        } else if self.style.verbosity == Verbosity::Quiet {
            Ok(())
        } else {
            writeln!(self.streams.err, "{sentence}")
        }
    }
}

fn sentence(prepared: &Prepared, applied: &Applied, is_dry: bool) -> String {
    let (plan, name) = (&prepared.plan, &prepared.name);
    if plan.puts.is_empty() && plan.deletes.is_empty() && !applied.is_new {
        return format!("{name} is up to date: {} files", plan.unchanged);
    }
    let mut parts = vec![format!("{} sent ({})", plan.puts.len(), bytes(plan.bytes()))];
    parts.push(format!("{} unchanged", plan.unchanged));
    parts.push(format!("{} deleted", plan.deletes.len()));
    if plan.retired > 0 {
        parts.push(format!("{} kept for old pages", plan.retired));
    }
    let done = if is_dry { format!("would publish to {name}") } else { format!("published to {name}") };
    let release = applied.release.as_ref().map(|release| format!(" · release {release}")).unwrap_or_default();
    format!("{done}: {}{release}", parts.join(", "))
}

/// Bytes in words, in steps of a thousand.
fn bytes(number: u64) -> String {
    let steps = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let step = steps.into_iter().find(|(size, _)| number >= *size);
    step.map_or_else(
        || format!("{number} B"),
        |(size, unit)| format!("{}.{} {unit}", number / size, number % size * 10 / size),
    )
}

fn table(plan: &Plan) -> Table {
    let puts = plan.puts.iter().map(|put| {
        let (stage, change) = (put.stage.as_str(), put.change.as_str());
        vec![stage.into(), change.into(), put.item.path.as_str().into(), Cell::Count(put.item.size)]
    });
    let deletes = plan.deletes.iter().map(|delete| {
        vec!["deletes".into(), "gone".into(), delete.path.as_str().into(), Cell::Count(delete.size)]
    });
    Table { columns: vec!["stage", "change", "path", "size"], rows: puts.chain(deletes).collect() }
}

fn objects(plan: &Plan) -> Vec<Value> {
    let puts = plan.puts.iter().map(|put| {
        json!({
            "type": "put", "stage": put.stage, "change": put.change, "path": put.item.path.as_str(),
            "size": put.item.size,
        })
    });
    let deletes = plan.deletes.iter().map(|delete| {
        json!({ "type": "delete", "stage": "deletes", "path": delete.path.as_str(), "size": delete.size })
    });
    puts.chain(deletes).collect()
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_in_words() {
        let shown = [0, 999, 1_000, 1_999, 12_345_678, 5_000_000_000].map(bytes);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "1.9 kB", "12.3 MB", "5.0 GB"]);
    }
}
