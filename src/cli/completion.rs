//! `sitegen completion` and `sitegen man`: made from the definition of the command line, so that they say what it does.

use super::{
    args::Args,
    build::refuse,
    report::{Outcome, Streams, Style},
    request::Request,
};
use crate::output::{Durability, create_folders, write_atomic};
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use std::{
    io::{self, Write as _},
    path::Path,
};

/// The name under which the program is called.
const PROGRAM: &str = "sitegen";

/// Prints the completions of a shell.
///
/// # Errors
/// What a stream says.
pub fn completion(shell: Shell, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    // The generator ends the process when it cannot write; a buffer can always be written to.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), PROGRAM, &mut script);
    streams.out.write_all(&script)?;
    Ok(Outcome::Done)
}

/// Prints the page of the program, or writes a page for each command into a folder.
///
/// # Errors
/// What a stream says.
pub fn man(request: &Request, dir: Option<&Path>, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let mut command = Args::command();
    command.build();
    let Some(dir) = dir else {
        streams.out.write_all(&page(&command, PROGRAM)?)?;
        return Ok(Outcome::Done);
    };
    let mut pages = Vec::new();
    collect(&command, PROGRAM, &mut pages)?;
    let written = create_folders(dir).and_then(|()| {
        pages.iter().try_for_each(|(name, page)| write_atomic(&dir.join(name), page, Durability::Lazy))
    });
    if let Err(failure) = written {
        return refuse(&failure, &Style::of(request), streams);
    }
    pages.iter().try_for_each(|(name, _)| writeln!(streams.out, "{}", dir.join(name).display()))?;
    Ok(Outcome::Done)
}

/// The page of a command and those of its own: `sitegen-new-post.1`.
fn collect(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    pages.push((format!("{name}.1"), page(command, name)?));
    let mut shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    shown.try_for_each(|sub| collect(sub, &format!("{name}-{}", sub.get_name()), pages))
}

/// One page. The sections are the generator's, but for the examples, whose lines it would join.
fn page(command: &Command, name: &str) -> io::Result<Vec<u8>> {
    let source = format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).title(name).source(source);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(text) = command.get_after_help() {
        writeln!(page, ".SH EXAMPLES\n.nf\n{}\n.fi", in_roff(&text.to_string()))?;
    }
    Ok(page)
}

/// A text whose lines stay as they are (groff(7), section "Escape sequences").
fn in_roff(text: &str) -> String {
    let text = text.strip_prefix("Examples:\n").unwrap_or(text);
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    let guarded = escaped
        .lines()
        .map(|line| if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() });
    guarded.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Vec<(String, String)> {
        let mut command = Args::command();
        command.build();
        let mut pages = Vec::new();
        collect(&command, PROGRAM, &mut pages).expect("written");
        pages.into_iter().map(|(name, page)| (name, String::from_utf8(page).expect("UTF-8"))).collect()
    }

    #[test]
    fn every_command_has_a_page_that_names_it_as_it_is_typed() {
        let pages = pages();
        for (name, call) in [
            ("sitegen.1", "sitegen"),
            ("sitegen-build.1", "sitegen build"),
            ("sitegen-new-post.1", "sitegen new post"),
        ] {
            let page = &pages.iter().find(|(page, _)| page == name).expect(name).1;
            assert!(
                page.contains(".SH SYNOPSIS") && page.contains(&format!("\\fB{call}\\fR")),
                "{name}: {page}"
            );
            assert!(page.contains(".SH EXAMPLES\n.nf\n  sitegen "), "{name}: {page}");
        }
    }

    #[test]
    fn lines_of_examples_stay_lines() {
        assert_eq!(in_roff("Examples:\n  a -b\n.x \\ y\n'z"), "  a \\-b\n\\&.x \\e y\n\\&'z");
    }

    #[test]
    fn every_shell_gets_completions_with_every_command() {
        for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut streams = Streams { out: &mut out, err: &mut err };
            completion(shell, &mut streams).expect("written");
            let script = String::from_utf8(out).expect("UTF-8");
            for command in Args::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
        }
    }
}
