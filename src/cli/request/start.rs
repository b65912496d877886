//! What `init`, `new` and `theme` are asked for.

use super::{Verbosity, resolve_clock, set, usage};
use crate::{
    cli::{
        args::{
            MessageFormat,
            start::{CommonArgs, EjectArgs, InitArgs, NewCommand, PageArgs, PostArgs},
        },
        machine::Machine,
    },
    clock::{Clock, Zone},
    config::raw::is_language_tag,
    paths::BaseUrl,
    start::{Changed, Occupied, What},
};
use clap::error::ErrorKind;
use std::{ffi::OsString, path::PathBuf};

/// What `init` is asked for; what is not given is asked for, or has its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Init {
    /// The folder, relative to the site's.
    pub dir: Option<PathBuf>,
    /// The preset.
    pub preset: Option<String>,
    /// The name.
    pub title: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The zone.
    pub zone: Option<Zone>,
    /// The address.
    pub base_url: Option<BaseUrl>,
    /// What becomes of a folder that holds something.
    pub occupied: Occupied,
    /// The instant before which samples are dated.
    pub clock: Clock,
    /// Whether a person is there to be asked.
    pub questions: Questions,
    /// The language of the environment.
    pub language_here: String,
    /// The zone of the machine.
    pub zone_here: Zone,
}

/// Whether questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Questions {
    /// They are.
    Asked,
    /// Defaults are taken.
    Spared,
}

/// What `new post` and `new page` are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// What is begun.
    pub what: What,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its section or folder.
    pub section: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Its permanent ID.
    pub id: Option<String>,
    /// Its slug.
    pub slug: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Whether it has a folder of its own.
    pub is_bundle: bool,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// The program that it is opened in.
    pub editor: Option<OsString>,
    /// The instant that is its date where none is given.
    pub clock: Clock,
}

/// What `theme eject` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Theme {
    /// To name the theme's files.
    List,
    /// To copy some of them.
    Eject(Option<String>, Changed),
}

/// Resolves the words of `init`.
///
/// # Errors
/// A clock that is none.
pub fn init(
    args: InitArgs,
    verbosity: Verbosity,
    format: MessageFormat,
    machine: &Machine,
) -> Result<Init, clap::Error> {
    let InitArgs { dir, preset, title, language, timezone, base_url, force, yes, clock } = args;
    let is_person = machine.stdin_is_terminal && machine.stderr_is_terminal;
    let wants_words = verbosity != Verbosity::Quiet && format == MessageFormat::Human;
    Ok(Init {
        dir,
        preset,
        title,
        language,
        zone: timezone,
        base_url,
        occupied: if force { Occupied::Complete } else { Occupied::Refuse },
        clock: resolve_clock(clock, machine)?,
        questions: if is_person && wants_words && !yes { Questions::Asked } else { Questions::Spared },
        language_here: machine
            .locale
            .as_deref()
            .and_then(|locale| language_of(locale.to_str()?))
            .unwrap_or("en".to_owned()),
        zone_here: machine.zone.as_deref().and_then(zone_of).unwrap_or(Zone::utc()),
    })
}

/// `de-CH` of `de_CH.UTF-8@euro`; none of `C` and `POSIX`.
fn language_of(locale: &str) -> Option<String> {
    let tag = locale.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    (is_language_tag(&tag) && !["C", "POSIX"].contains(&&*tag)).then_some(tag)
}

/// The zone of a machine, by the name that is usual for it.
fn zone_of(name: &str) -> Option<Zone> {
    let is_utc =
        ["Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"].contains(&name);
    Zone::named(if is_utc { "UTC" } else { name })
}

/// Resolves the words of `new`.
///
/// # Errors
/// A clock that is none, and an editor that no variable names.
pub fn new(command: NewCommand, machine: &Machine) -> Result<New, clap::Error> {
    let (what, post, common) = match command {
        NewCommand::Post(PostArgs { title, kind, tags, section, date, id, common }) => {
            (What::Post, (title, kind, tags, section, date, id), common)
        }
        NewCommand::Page(PageArgs { title, section, common }) => {
            (What::Page, (title, None, Vec::new(), section, None, None), common)
        }
    };
    let (title, kind, tags, section, date, id) = post;
    let CommonArgs { slug, lang, bundle, draft, edit, clock } = common;
    Ok(New {
        what,
        title,
        kind,
        tags,
        section,
        date,
        id,
        slug,
        lang,
        is_bundle: bundle,
        is_draft: draft,
        editor: if edit { Some(editor(machine)?) } else { None },
        clock: resolve_clock(clock, machine)?,
    })
}

fn editor(machine: &Machine) -> Result<OsString, clap::Error> {
    let named = set(machine.visual.as_deref()).or_else(|| set(machine.editor.as_deref()));
    named.map(ToOwned::to_owned).ok_or_else(|| {
        let message = "--edit opens the program that VISUAL or EDITOR names, and neither is set: \
                       write `EDITOR=nano sitegen new post …`";
        usage(ErrorKind::MissingRequiredArgument, message)
    })
}

/// Resolves the words of `theme eject`.
pub fn theme(args: EjectArgs) -> Theme {
    let EjectArgs { path, list, force } = args;
    if list { Theme::List } else { Theme::Eject(path, if force { Changed::Replace } else { Changed::Keep }) }
}

#[cfg(test)]
mod tests {
    use super::language_of;

    #[test]
    fn languages_of_environments() {
        let cases = [
            ("de_CH.UTF-8", Some("de-CH")),
            ("en_US", Some("en-US")),
            ("ca_ES.UTF-8@valencia", Some("ca-ES")),
            ("C.UTF-8", None),
            ("POSIX", None),
            ("", None),
            ("x", None),
        ];
        for (locale, language) in cases {
            assert_eq!(language_of(locale).as_deref(), language, "{locale}");
        }
    }
}
