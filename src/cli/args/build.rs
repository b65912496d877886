//! Options of `build` and `clean`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use super::{DEBOUNCE, IncludeArgs, LONGEST_DEBOUNCE, parse_base_url, parse_instant};
use crate::paths::BaseUrl;
use jiff::Timestamp;
use std::path::PathBuf;

pub(super) const BUILD_EXAMPLES: &str = "\
Examples:
  sitegen build
  sitegen build -u https://example.org/news/ -o dist
  sitegen build --drafts --future        Show what is not public yet
  sitegen build --clock 2026-07-05T12:44:00Z
  sitegen build --dry-run --explain      Say what would be rendered, and why
  sitegen build --explain content/posts/2026-07-05-example.md
                                         Say why its pages were rendered or not, and what they depend on
  sitegen build --deny-warnings --message-format github
  sitegen build --no-hooks               Run no program of the configuration, as for a site of others

Programs to run after each build that writes something are in sitegen.yaml:
  hooks:
    after_build: [./purge.sh, production]
They get what changed as JSON on their standard input.";

pub(super) const CLEAN_EXAMPLES: &str = "\
Examples:
  sitegen clean                          Remove what our manifest lists from public/
  sitegen clean -o dist";

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
    /// Posts that are not public.
    #[command(flatten)]
    pub include: IncludeArgs,
    /// Write pages without white space and comments that nobody sees, as `minify: true` in the configuration
    #[arg(long)]
    pub minify: bool,
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
    /// Run no program that the configuration names under hooks
    #[arg(long)]
    pub no_hooks: bool,
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

/// Options of `clean`.
#[derive(Debug, clap::Args)]
pub struct CleanArgs {
    /// Folder that was built into [default: public]
    #[arg(short, long, visible_short_alias = 'd', visible_alias = "destination", value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}
