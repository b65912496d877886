//! `sitegen init`: what a person is asked, and what is told of a new site.
//!
//! Questions are lines on standard error, answers lines of standard input: that works in every terminal, over a
//! connection and with a screen reader, and needs no library.

use super::{
    args::MessageFormat,
    new::{stop, summary},
    report::{self, Outcome, Streams, Style},
    request::{
        Request, Verbosity,
        start::{Init, Questions},
    },
};
use crate::{
    clock::Zone,
    config::raw::is_language_tag,
    diagnostic::nearest,
    paths::BaseUrl,
    post::file_name::title_from_name,
    start::{self, Begun, NewSite, PRESETS, Preset, Stopped},
};
use serde_json::json;
use std::{
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
};

/// The address of a site that has none yet; its name is kept for examples (RFC 2606).
const BASE_URL: &str = "https://example.org/";
/// The name of a site in a folder without one.
const TITLE: &str = "A new site";

/// Begins a site.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, init: &Init, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let root = match &init.dir {
        Some(dir) if request.root == Path::new(".") => dir.clone(),
        Some(dir) => request.root.join(dir),
        None => request.root.clone(),
    };
    if let Err(stopped) = start::check_folder(&root, init.occupied) {
        return stop(stopped, request, &style, streams);
    }
    let wanted = if init.questions == Questions::Asked {
        let mut answers = io::stdin().lock();
        Asking { answers: &mut answers, err: streams.err }.complete(init, root)?
    } else {
        Some(with_defaults(init, root))
    };
    let Some(wanted) = wanted else {
        writeln!(streams.err, "\nnothing was written, since the answers ended")?;
        return Ok(Outcome::SiteErrors);
    };
    match start::begin(&wanted) {
        Ok(begun) => tell(&wanted, &begun, &style, streams),
        Err(stopped) => stop(in_folder(stopped, &wanted.root), request, &style, streams),
    }
}

/// Files that were written are told as they are seen from the working folder.
fn in_folder(stopped: Stopped, root: &Path) -> Stopped {
    match stopped {
        Stopped::Halfway(written, failure) => {
            let seen = |path: String| {
                if root == Path::new(".") { path } else { root.join(path).display().to_string() }
            };
            Stopped::Halfway(written.into_iter().map(seen).collect(), failure)
        }
        other => other,
    }
}

fn with_defaults(init: &Init, root: PathBuf) -> NewSite {
    NewSite {
        preset: preset_named(init.preset.as_deref()),
        title: title(init.title.as_deref()).unwrap_or_else(|| default_title(&root)),
        language: init.language.clone().unwrap_or_else(|| init.language_here.clone()),
        zone: init.zone.clone().unwrap_or_else(|| init.zone_here.clone()),
        base_url: init.base_url.clone().unwrap_or_else(default_url),
        clock: init.clock,
        occupied: init.occupied,
        root,
    }
}

fn preset_named(name: Option<&str>) -> Preset {
    PRESETS.into_iter().find(|preset| Some(preset.name) == name).unwrap_or(PRESETS[0])
}

/// A name of a site: on one line, and not empty.
fn title(text: Option<&str>) -> Option<String> {
    let line = start::one_line(text?);
    (!line.is_empty()).then_some(line)
}

fn default_url() -> BaseUrl {
    BaseUrl::parse(BASE_URL).expect("an http address without a query")
}

/// The name of the folder as a title.
fn default_title(root: &Path) -> String {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let name = absolute.file_name().map(|name| title_from_name(&name.to_string_lossy()));
    title(name.as_deref()).unwrap_or_else(|| TITLE.to_owned())
}

/// Questions and answers.
struct Asking<'a> {
    answers: &'a mut dyn BufRead,
    err: &'a mut dyn Write,
}

impl Asking<'_> {
    /// Asks for what was not given; none when the answers end.
    fn complete(&mut self, init: &Init, root: PathBuf) -> io::Result<Option<NewSite>> {
        let mut wanted = with_defaults(init, root);
        writeln!(self.err, "A new site in {}. Enter takes what stands in brackets.", wanted.root.display())?;
        if init.title.is_none() {
            let asked = self
                .ask("Name", &wanted.title, |answer| title(Some(answer)).ok_or("write a name".to_owned()))?;
            let Some(answer) = asked else { return Ok(None) };
            wanted.title = answer;
        }
        if init.preset.is_none() {
            for preset in PRESETS {
                writeln!(self.err, "  {:<10} {}", preset.name, preset.about)?;
            }
            let Some(answer) = self.ask("Preset", wanted.preset.name, read_preset)? else { return Ok(None) };
            wanted.preset = answer;
        }
        if init.language.is_none() {
            let Some(answer) = self.ask("Language", &wanted.language, read_language)? else {
                return Ok(None);
            };
            wanted.language = answer;
        }
        if init.zone.is_none() {
            let Some(answer) = self.ask("Time zone", wanted.zone.name(), read_zone)? else { return Ok(None) };
            wanted.zone = answer;
        }
        if init.base_url.is_none() {
            let Some(answer) = self.ask("Address", BASE_URL, read_url)? else { return Ok(None) };
            wanted.base_url = answer;
        }
        Ok(Some(wanted))
    }

    /// Asks until the answer can be read.
    fn ask<T>(
        &mut self,
        question: &str,
        default: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> io::Result<Option<T>> {
        loop {
            write!(self.err, "{question} [{default}]: ")?;
            self.err.flush()?;
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let answer = line.trim();
            match read(if answer.is_empty() { default } else { answer }) {
                Ok(value) => return Ok(Some(value)),
                Err(advice) => writeln!(self.err, "  {advice}")?,
            }
        }
    }
}

fn read_preset(answer: &str) -> Result<Preset, String> {
    let answer = answer.to_lowercase();
    let names = || PRESETS.iter().map(|preset| preset.name);
    PRESETS.into_iter().find(|preset| preset.name == answer).ok_or_else(|| match nearest(&answer, names()) {
        Some(near) => format!("there is no such preset; did you mean `{near}`?"),
        None => format!("there are: {}", names().collect::<Vec<_>>().join(", ")),
    })
}

fn read_language(answer: &str) -> Result<String, String> {
    let tag = answer.replace('_', "-");
    if is_language_tag(&tag) {
        Ok(tag)
    } else {
        Err("write a tag such as `en`, `de-CH` or `zh-Hant`".to_owned())
    }
}

fn read_zone(answer: &str) -> Result<Zone, String> {
    Zone::named(answer).ok_or_else(|| "write an IANA name such as `Europe/Berlin`, or `UTC`".to_owned())
}

/// `example.org` is meant as `https://example.org/`.
fn read_url(answer: &str) -> Result<BaseUrl, String> {
    let whole = if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") };
    BaseUrl::parse(&whole).map_err(|illegal| illegal.to_string())
}

fn tell(wanted: &NewSite, begun: &Begun, style: &Style, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let Begun { written, left, was_site } = begun;
    if style.format == MessageFormat::Json {
        let object = json!({
            "type": "site", "path": wanted.root.to_string_lossy(), "preset": wanted.preset.name, "title": wanted.title,
            "written": written, "left": left, "was_site": was_site,
        });
        report::show_object(&object, streams)?;
        summary(true, 0, 0, streams)?;
        return Ok(Outcome::Done);
    }
    if style.verbosity == Verbosity::Quiet {
        return Ok(Outcome::Done);
    }
    let (err, count) = (&mut *streams.err, written.len());
    let files = if count == 1 { "file" } else { "files" };
    let place = wanted.root.display();
    if *was_site {
        writeln!(err, "the site in {place} stays; {count} {files} written that it lacked, and no samples")?;
    } else {
        writeln!(
            err,
            "{}: a site of the preset {} in {place}, {count} {files}",
            wanted.title, wanted.preset.name
        )?;
    }
    if style.verbosity == Verbosity::Verbose {
        written.iter().try_for_each(|path| writeln!(err, "  {path}"))?;
    }
    if !left.is_empty() {
        writeln!(err, "left as they are: {}", left.join(", "))?;
    }
    writeln!(err, "\nNext:")?;
    if wanted.root != Path::new(".") {
        writeln!(err, "  cd {}", quoted(&wanted.root))?;
    }
    writeln!(err, "  sitegen serve --open          shows the site, and each edit at once")?;
    writeln!(err, "  sitegen new post \"A title\"    begins a post")?;
    writeln!(err, "  sitegen build                 writes the site to public/")?;
    Ok(Outcome::Done)
}

/// A path as it can be typed into a shell.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '\\' | ':' | '~');
    if text.chars().all(is_plain) && !text.starts_with(['-', '~']) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, start::Occupied};

    fn init() -> Init {
        Init {
            dir: None,
            preset: None,
            title: None,
            language: None,
            zone: None,
            base_url: None,
            occupied: Occupied::Refuse,
            clock: Clock::at("2026-07-05T12:44:00Z".parse().expect("valid")),
            questions: Questions::Asked,
            language_here: "de-CH".to_owned(),
            zone_here: Zone::named("Europe/Zurich").expect("known"),
        }
    }

    fn asked(init: &Init, answers: &str) -> (Option<NewSite>, String) {
        let (mut answers, mut err) = (answers.as_bytes(), Vec::new());
        let asked = Asking { answers: &mut answers, err: &mut err }
            .complete(init, "my-blog".into())
            .expect("written");
        (asked, String::from_utf8(err).expect("UTF-8"))
    }

    #[test]
    fn enter_takes_the_defaults_of_the_machine() {
        let (site, _) = asked(&init(), "\n\n\n\n\n");
        let site = site.expect("complete");
        assert_eq!((&*site.title, site.preset.name), ("My blog", "newspaper"));
        assert_eq!((&*site.language, site.zone.name()), ("de-CH", "Europe/Zurich"));
        assert_eq!(site.base_url, default_url());
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_asked_for_again() {
        let (site, said) =
            asked(&init(), "The: \"Example\"\nblogg\nblog\n1\nfr_CA\nMars\nUTC\nftp://a\nexample.com/news\n");
        let site = site.expect("complete");
        assert_eq!((&*site.title, site.preset.name), ("The: \"Example\"", "blog"));
        assert_eq!((&*site.language, site.zone.name()), ("fr-CA", "UTC"));
        assert_eq!((site.base_url.origin(), site.base_url.prefix()), ("https://example.com", "/news"));
        assert!(said.contains("did you mean `blog`?") && said.contains("IANA"), "{said}");
    }

    #[test]
    fn what_is_given_is_not_asked_and_answers_may_end() {
        let given = Init { title: Some("A".to_owned()), preset: Some("daily".to_owned()), ..init() };
        let (site, said) = asked(&given, "en\n\n\n");
        assert_eq!(site.map(|site| (site.title, site.preset.name)), Some(("A".to_owned(), "daily")));
        assert!(!said.contains("Name") && !said.contains("Preset"), "{said}");
        assert_eq!(asked(&init(), "A\n").0, None);
    }

    #[test]
    fn a_folder_is_typed_as_a_shell_reads_it() {
        let shown = ["blog", "my blog", "it's", "-x"].map(|path| quoted(Path::new(path)));
        assert_eq!(shown, ["blog", "'my blog'", "'it'\\''s'", "'-x'"]);
    }
}
