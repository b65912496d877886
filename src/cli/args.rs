//! The command line as typed.
//!
//! Owns the names, short forms, aliases and help of every option. It must not decide anything: `request` turns
//! what was typed, and the environment, into what is asked for.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use crate::{
    paths::{BaseUrl, IllegalPath},
    publish::MaxDeletes,
};
use clap::{Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroUsize,
    path::PathBuf,
};

/// Milliseconds for which changes are gathered unless told otherwise, and at most.
const DEBOUNCE: u32 = 30;
const LONGEST_DEBOUNCE: i64 = 60_000;

const EXAMPLES: &str = "\
Examples:
  sitegen build                          Build the site of this folder into public/
  sitegen serve                          Show it in a browser, and each edit at once
  sitegen -r blog list drafts            Say which posts of blog/ are drafts

Exit codes:
  0  done
  1  the site has errors, or warnings with --deny-warnings
  2  wrong usage
  3  the environment failed: disk, port, network";

const BUILD_EXAMPLES: &str = "\
Examples:
  sitegen build
  sitegen build -u https://example.org/news/ -o dist
  sitegen build --drafts --future        Show what is not public yet
  sitegen build --clock 2026-07-05T12:44:00Z
  sitegen build --dry-run --explain      Say what would be rendered, and why
  sitegen build --explain content/posts/2026-07-05-example.md
                                         Say why its pages were rendered or not, and what they depend on
  sitegen build --deny-warnings --message-format github";

/// Where the preview listens unless told otherwise.
const PORT: u16 = 1414;

const SERVE_EXAMPLES: &str = "\
Examples:
  sitegen serve                          Show the site at http://127.0.0.1:1414/
  sitegen serve -D -F --open             With drafts and scheduled posts, in a browser at once
  sitegen serve --port 0                 At a port that is free
  sitegen serve --navigate-to-changed    Follow the post that is saved

Nothing is written to public/. Ctrl-C ends the preview.";

const LIST_EXAMPLES: &str = "\
Examples:
  sitegen list                           Every post, and why it is not in the output
  sitegen list future --format json
  sitegen list tags --format csv > tags.csv
  sitegen list terms companies           Terms of a taxonomy of the site's own
  sitegen list stories --suggest         Posts that may belong to a story, and texts that are nearly the same
  sitegen list related content/posts/2026-07-05-example.md --explain

In CSV, a text that begins with = + - @ gets a ' in front, so that no spreadsheet runs it as a formula.";

const STORIES_EXAMPLES: &str = "\
Examples:
  sitegen list stories
  sitegen list stories --suggest         Say what may be tied, and why; no file is changed
  sitegen list stories --suggest --format json
  sitegen list stories --suggest --only chip-export-rules --apply
                                         Write `story: chip-export-rules` into the posts of this proposal

--apply changes one line of each post and nothing else; a post whose front matter cannot take the line is left.";

const CLEAN_EXAMPLES: &str = "\
Examples:
  sitegen clean                          Remove what our manifest lists from public/
  sitegen clean -o dist";

const PUBLISH_EXAMPLES: &str = "\
Examples:
  sitegen build && sitegen publish       Publish to the only target
  sitegen publish staging                Publish to the target of that name
  sitegen publish --dry-run              Say what would be sent and deleted; nothing is written
  sitegen publish --confirm              Say it, and ask
  sitegen publish --rollback             Show readers the release before
  sitegen publish --rollback=20260705T124400123Z-0123abcd
                                         Show readers this release

The targets are in sitegen.yaml:
  publish:
    production:
      type: dir
      path: /srv/www/example
    pages:
      type: git
      branch: gh-pages
    cloud:
      type: s3                           also gcs and azure; credentials come from the environment
      bucket: example

Readers see the old release of a folder until the new one is whole. In an object store each file is shown when it is
sent, in an order in which no page is without what it needs. What was built with drafts, with errors or for another base
URL is refused.";

const WIRE_EXAMPLES: &str = "\
Examples:
  sitegen wire pull                      Fetch the feeds that sitegen.yaml names into data/wire.yaml";

const PULL_EXAMPLES: &str = "\
Examples:
  sitegen wire pull
  sitegen wire pull --deny-warnings      Exit with 1 when any source fails
  sitegen wire pull && sitegen build     What a schedule runs

The sources are in sitegen.yaml:
  wire:
    sources:
      - { name: Example News, url: \"https://example.org/rss.xml\" }

A source that fails is a warning, and what the others gave is kept. When all fail the exit code is 3.
A build never asks another host; this command alone does.";

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
    /// Render the site into its output folder
    #[command(after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Show the site in a browser as it will be, and show each edit at once
    #[command(after_help = SERVE_EXAMPLES, visible_aliases = ["server", "dev"])]
    Serve(ServeArgs),
    /// Show what the site has, and why a post is not in the output
    #[command(after_help = LIST_EXAMPLES, disable_help_subcommand = true)]
    List(ListArgs),
    /// Remove from the output folder what builds of this site made, nothing else
    #[command(after_help = CLEAN_EXAMPLES)]
    Clean(CleanArgs),
    /// Send the output folder to where readers get it
    #[command(after_help = PUBLISH_EXAMPLES, visible_alias = "deploy")]
    Publish(PublishArgs),
    /// Bring in the reports of others
    #[command(after_help = WIRE_EXAMPLES, disable_help_subcommand = true)]
    Wire {
        /// What to do with it.
        #[command(subcommand)]
        command: WireCommand,
    },
}

/// What is done with the wire.
#[derive(Debug, Subcommand)]
pub enum WireCommand {
    /// Fetch the feeds of the wire and merge what is new into data/wire.yaml
    #[command(after_help = PULL_EXAMPLES)]
    Pull(PullArgs),
}

/// Options of `wire pull`.
#[derive(Debug, clap::Args)]
pub struct PullArgs {
    /// Exit with 1 when a source fails
    #[arg(long)]
    pub deny_warnings: bool,
}

/// Options of `build`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag as typed; `request` gives them meaning")]
pub struct BuildArgs {
    /// Where the site is served, instead of the configuration's base_url
    #[arg(short = 'u', long, visible_short_alias = 'b', visible_alias = "baseURL", value_name = "URL",
          value_parser = parse_base_url)]
    pub base_url: Option<BaseUrl>,
    /// Folder to build into [default: public]
    #[arg(short, long, visible_short_alias = 'd', visible_alias = "destination", value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Build drafts too
    #[arg(short = 'D', long)]
    pub drafts: bool,
    /// Build posts of the future too
    #[arg(short = 'F', long)]
    pub future: bool,
    /// Build expired posts too
    #[arg(short = 'E', long)]
    pub expired: bool,
    /// The instant to build for, which decides what is future, expired or news [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
    /// Exit with 1 when there are warnings
    #[arg(long)]
    pub deny_warnings: bool,
    /// Build the good pages when others have errors; still exit with 1
    #[arg(long)]
    pub keep_going: bool,
    /// Neither read nor write the cache
    #[arg(long)]
    pub no_cache: bool,
    /// Say of each page why it is rendered; of one PAGE, rendered or not, also what it depends on. PAGE is a path in the
    /// output folder, the path of an address, or the file of a post
    #[arg(long, value_name = "PAGE", num_args = 0..=1)]
    pub explain: Option<Option<String>>,
    /// Say what would be done, and write nothing
    #[arg(long, conflicts_with = "watch")]
    pub dry_run: bool,
    /// Say how long each stage took
    #[arg(long)]
    pub timings: bool,
    /// Build into a folder that holds files of others, and replace those that stand in the way
    #[arg(long)]
    pub force: bool,
    /// Go on, and build again after each change
    #[arg(long)]
    pub watch: bool,
    /// With --watch: look at the files again and again, for folders of which the system tells no changes, such as those
    /// that another machine shares
    #[arg(long, requires = "watch")]
    pub poll: bool,
    /// With --watch: gather changes that follow closely on a build until there are none for this long
    #[arg(long, requires = "watch", value_name = "MS", default_value_t = DEBOUNCE,
          value_parser = clap::value_parser!(u32).range(..=LONGEST_DEBOUNCE))]
    pub debounce: u32,
}

/// Options of `serve`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Port to listen on; 0 takes a free one
    #[arg(short, long, value_name = "PORT", default_value_t = PORT)]
    pub port: u16,
    /// Address to listen on; others than this machine's own let other machines see the preview
    #[arg(long, short_alias = 'i', visible_alias = "interface", value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub bind: IpAddr,
    /// A name of this machine by which browsers may ask, besides localhost and its addresses; may be given again
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Leave pages in browsers as they are when they change
    #[arg(long)]
    pub no_reload: bool,
    /// Take browsers to the post that was saved
    #[arg(long, conflicts_with = "no_reload")]
    pub navigate_to_changed: bool,
    /// Look at the files again and again, for folders of which the system tells no changes
    #[arg(long)]
    pub poll: bool,
    /// Gather changes that follow closely on a rebuild until there are none for this long
    #[arg(long, value_name = "MS", default_value_t = DEBOUNCE,
          value_parser = clap::value_parser!(u32).range(..=LONGEST_DEBOUNCE))]
    pub debounce: u32,
    /// Base URL that pages are made for [default: where the preview is, with the path of the configuration's]
    #[arg(short = 'u', long, visible_short_alias = 'b', visible_alias = "baseURL", value_name = "URL",
          value_parser = parse_base_url)]
    pub base_url: Option<BaseUrl>,
    /// Show drafts
    #[arg(short = 'D', long)]
    pub drafts: bool,
    /// Show posts whose time has not come
    #[arg(short = 'F', long)]
    pub future: bool,
    /// Show posts whose time is over
    #[arg(short = 'E', long)]
    pub expired: bool,
    /// The instant to show the site at [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
    /// Read everything anew
    #[arg(long)]
    pub no_cache: bool,
    /// Say how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// What to list; all when left out.
    #[command(subcommand)]
    pub what: Option<ListWhat>,
    /// How the list is written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
    /// The instant that decides what is future or expired [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, global = true, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
}

/// What `list` lists.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum ListWhat {
    /// Every post, with its reason where it is not in the output (the default)
    All,
    /// Drafts
    Drafts,
    /// Posts whose time has not come
    Future,
    /// Posts whose time is over
    Expired,
    /// Tags, and how many posts have each
    Tags,
    /// Categories, and how many posts are in each
    Categories,
    /// Authors, and how many posts each has
    Authors,
    /// Series, and how many parts each has
    Series,
    /// Sections, and how many posts and pages are in each
    Sections,
    /// Stories, and how many posts tell each
    #[command(after_help = STORIES_EXAMPLES)]
    Stories(StoriesArgs),
    /// The terms of any taxonomy, such as companies
    Terms {
        /// Its name in sitegen.yaml
        taxonomy: String,
    },
    /// Posts related to one
    Related {
        /// The post: its file, slug, ID or URL
        post: String,
        /// Show the terms and the numbers behind each
        #[arg(long)]
        explain: bool,
    },
}

/// Options of `list stories`.
#[derive(Debug, Clone, PartialEq, Eq, Default, clap::Args)]
pub struct StoriesArgs {
    /// Propose stories for posts that name none, and show pairs of posts whose texts are nearly the same
    #[arg(long)]
    pub suggest: bool,
    /// With --suggest: only what is proposed for this story; may be given again
    #[arg(long, requires = "suggest", value_name = "STORY")]
    pub only: Vec<String>,
    /// With --suggest: write the proposed story into the front matter of its posts
    #[arg(long, requires = "suggest")]
    pub apply: bool,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ListFormat {
    /// Columns for people
    #[default]
    Table,
    /// A JSON array of objects
    Json,
    /// Comma-separated values with a line of names
    Csv,
}

/// Options of `publish`.
#[derive(Debug, clap::Args)]
pub struct PublishArgs {
    /// Target in sitegen.yaml; may be left out where there is only one
    pub target: Option<String>,
    /// Folder that was built into [default: public]
    #[arg(short, long, visible_short_alias = 'd', visible_alias = "destination", value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Stop before anything is changed if more files would be deleted: a number, or a part in percent [default: 256,
    /// and 20%]
    #[arg(long, value_name = "N|N%", conflicts_with = "rollback")]
    pub max_deletes: Option<MaxDeletes>,
    /// Say what would be done, and ask before it is
    #[arg(long, conflicts_with = "dry_run")]
    pub confirm: bool,
    /// Publish to a place that holds files of others, and replace those that are in the way
    #[arg(long)]
    pub force: bool,
    /// Show readers an earlier release: the one before, or the one that is named
    #[arg(long, value_name = "RELEASE", num_args = 0..=1, require_equals = true)]
    pub rollback: Option<Option<String>>,
}

/// Options of `clean`.
#[derive(Debug, clap::Args)]
pub struct CleanArgs {
    /// Folder that was built into [default: public]
    #[arg(short, long, visible_short_alias = 'd', visible_alias = "destination", value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

fn parse_base_url(text: &str) -> Result<BaseUrl, IllegalPath> {
    BaseUrl::parse(text)
}

fn parse_instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "write a date, a time and an offset: 2026-07-05T12:44:00Z".to_owned())
}

#[cfg(test)]
mod tests;
