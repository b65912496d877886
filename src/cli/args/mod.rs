//! The command line as typed.
//!
//! Owns the names, short forms, aliases and help of every option; each command's are in a file of its own. It must not
//! decide anything: `request` turns what was typed, and the environment, into what is asked for.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

mod build;
mod check;
mod import;
mod list;
mod publish;
pub mod schema;
mod serve;
pub mod start;
mod wire;

pub use build::{BuildArgs, CleanArgs};
pub use check::CheckArgs;
pub use import::{ImportArgs, ImportFrom};
pub use list::{ListArgs, ListFormat, ListWhat, StoriesArgs};
pub use publish::PublishArgs;
pub use schema::SchemaArgs;
pub use serve::ServeArgs;
pub use wire::{PullArgs, WireCommand};

use crate::paths::{BaseUrl, IllegalPath};
use build::{BUILD_EXAMPLES, CLEAN_EXAMPLES};
use check::CHECK_EXAMPLES;
use clap::{Parser, Subcommand, ValueEnum};
use import::EXAMPLES as IMPORT_EXAMPLES;
use jiff::Timestamp;
use list::LIST_EXAMPLES;
use publish::PUBLISH_EXAMPLES;
use serve::SERVE_EXAMPLES;
use start::{
    COMPLETION_EXAMPLES, CompletionArgs, INIT_EXAMPLES, InitArgs, MAN_EXAMPLES, ManArgs, NEW_EXAMPLES,
    NewCommand, THEME_EXAMPLES, ThemeCommand,
};
use std::{num::NonZeroUsize, path::PathBuf};
use wire::WIRE_EXAMPLES;

/// Milliseconds for which changes are gathered unless told otherwise, and at most.
const DEBOUNCE: u32 = 30;
const LONGEST_DEBOUNCE: i64 = 60_000;

const EXAMPLES: &str = "\
Examples:
  sitegen init blog                      Begin a site in blog/
  sitegen new post \"A title\"             Begin a post
  sitegen build                          Build the site of this folder into public/
  sitegen serve                          Show it in a browser, and each edit at once
  sitegen -r blog list drafts            Say which posts of blog/ are drafts

Exit codes:
  0  done
  1  the site has errors, or warnings with --deny-warnings
  2  wrong usage
  3  the environment failed: disk, port, network";

/// A static site generator for news blogs
#[derive(Debug, Parser)]
#[command(
    name = "sitegen",
    version,
    after_help = EXAMPLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Args {
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: CommandArgs,
}

/// Options that every command takes, before or after its name.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Folder of the site
    #[arg(short, long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Configuration file, instead of sitegen.yaml or sitegen.yml in the site's folder
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say more; show every diagnostic
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print only errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// When to use colour; auto follows NO_COLOR, CLICOLOR_FORCE and the terminal
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorWhen,
    /// How diagnostics are written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,
    /// Threads [default: as many as the machine runs at once]
    #[arg(short, long, global = true, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MessageFormat {
    /// For people, on standard error
    #[default]
    Human,
    /// One JSON object a line, on standard output
    Json,
    /// Annotations of GitHub Actions, on standard output
    Github,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum CommandArgs {
    /// Begin a site that builds at once
    #[command(after_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// Begin a post or a page
    #[command(after_help = NEW_EXAMPLES, disable_help_subcommand = true)]
    New {
        /// What is begun.
        #[command(subcommand)]
        command: NewCommand,
    },
    /// Render the site into its output folder
    #[command(after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Show the site in a browser as it will be, and show each edit at once
    #[command(after_help = SERVE_EXAMPLES, visible_aliases = ["server", "dev"])]
    Serve(ServeArgs),
    /// Say what is wrong with the site, and repair what can be repaired safely
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Show what the site has, and why a post is not in the output
    #[command(after_help = LIST_EXAMPLES, disable_help_subcommand = true)]
    List(ListArgs),
    /// Remove from the output folder what builds of this site made, nothing else
    #[command(after_help = CLEAN_EXAMPLES)]
    Clean(CleanArgs),
    /// Send the output folder to where readers get it
    #[command(after_help = PUBLISH_EXAMPLES, visible_alias = "deploy")]
    Publish(PublishArgs),
    /// Bring in a site of another generator, with a report of what was not carried over
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Bring in the reports of others
    #[command(after_help = WIRE_EXAMPLES, disable_help_subcommand = true)]
    Wire {
        /// What to do with it.
        #[command(subcommand)]
        command: WireCommand,
    },
    /// Change the look of the site
    #[command(after_help = THEME_EXAMPLES, disable_help_subcommand = true)]
    Theme {
        /// What is done with the theme.
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Print completions for a shell
    #[command(after_help = COMPLETION_EXAMPLES)]
    Completion(CompletionArgs),
    /// Print the page of the manual, or write those of all commands
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManArgs),
    /// Print the JSON Schema of what people and programs write, or of what this program prints
    #[command(after_help = schema::EXAMPLES, disable_help_subcommand = true)]
    Schema(SchemaArgs),
}

/// Posts that are taken although they are not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::Args)]
pub struct IncludeArgs {
    /// Take drafts too
    #[arg(short = 'D', long)]
    pub drafts: bool,
    /// Take posts of the future too
    #[arg(short = 'F', long)]
    pub future: bool,
    /// Take expired posts too
    #[arg(short = 'E', long)]
    pub expired: bool,
}

fn parse_base_url(text: &str) -> Result<BaseUrl, IllegalPath> {
    BaseUrl::parse(text)
}

fn parse_instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "write a date, a time and an offset: 2026-07-05T12:44:00Z".to_owned())
}

#[cfg(test)]
mod tests;
