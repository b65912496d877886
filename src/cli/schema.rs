//! `sitegen schema`.

use super::{
    build::source_text,
    report::{self, Outcome, Streams, Style},
    request::{Request, Schema},
};
use crate::{
    clock::Clock,
    diagnostic::{Diagnostic, Level},
    environment::EnvironmentError,
    pipeline,
    schema::{self, SiteNames},
};
use std::io;

/// Prints a schema: that of the site in this folder, or the general one where there is none.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, wanted: Schema, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let (names, found) = match site(request, wanted) {
        Ok(found) => found,
        Err(failure) => {
            report::show_failure(&failure, &style, streams)?;
            return Ok(Outcome::Environment);
        }
    };
    let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
    if !errors.is_empty() {
        report::show_diagnostics(&errors, &source_text(&request.root), &style, streams)?;
        return Ok(Outcome::of(report::count(&errors, Level::Error), 0, style.warnings));
    }
    let schema = match wanted {
        Schema::Config => schema::config(),
        Schema::Post => schema::post(names.as_ref()),
        Schema::Data(file) => schema::data(file, names.as_ref()),
        Schema::Messages => schema::messages(),
    };
    serde_json::to_writer_pretty(&mut *streams.out, &schema)?;
    streams.out.write_all(b"\n")?;
    Ok(Outcome::Done)
}

type Found = (Option<SiteNames>, Vec<Diagnostic>);

/// What the site calls its own; none where there is no site, or where that does not matter.
fn site(request: &Request, wanted: Schema) -> Result<Found, EnvironmentError> {
    if matches!(wanted, Schema::Config | Schema::Messages) {
        return Ok((None, Vec::new()));
    }
    // Nothing of a schema depends on the time.
    let clock = Clock::at(jiff::Timestamp::UNIX_EPOCH);
    let asked =
        pipeline::Request { config: request.config.clone(), ..pipeline::Request::new(&request.root, clock) };
    let Some(names) = pipeline::names(&asked)? else { return Ok((None, Vec::new())) };
    let pipeline::Names { config, templates, stories, diagnostics } = names;
    Ok((Some(SiteNames { templates, stories, ..SiteNames::of(&config) }), diagnostics))
}
