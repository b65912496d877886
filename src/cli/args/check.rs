//! Options of `check`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use super::{IncludeArgs, parse_base_url, parse_instant};
use crate::paths::BaseUrl;
use jiff::Timestamp;
use std::path::PathBuf;

pub(super) const CHECK_EXAMPLES: &str = "\
Examples:
  sitegen check                          Say all that is wrong with the site; nothing is written
  sitegen check --deny-warnings          Exit with 1 when there is any warning
  sitegen check --fix                    Repair what can be repaired safely
  sitegen check --fix --dry-run          Say what --fix would change
  sitegen check --external               Ask other hosts whether links to them still lead anywhere, and targets
                                         whether they hold addresses that the site has lost
  sitegen check --external --fix         Write the new addresses of links that moved for good, too
  sitegen check --list-rules             Say what is looked for, and at which level
  sitegen check - --as content/posts/2026-07-05-example.md < draft.md
                                         Judge a post that is not in the site yet

The level of a rule is set in sitegen.yaml, or for one post in its front matter, with the reason:
  check: { image-alt: deny, near-duplicate: allow }
  check: { near-duplicate: \"the agency's text, in both editions\" }

--fix keeps each file as it was in .sitegen/before-fix/.";

/// Options of `check`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag as typed; `request` gives them meaning")]
pub struct CheckArgs {
    /// `-`: one post on standard input, judged as if it were in the site
    #[arg(value_name = "-", value_parser = ["-"], conflicts_with_all = ["fix", "list_rules"])]
    pub post: Option<String>,
    /// With -: where the post would be [default: standard-input.md below the posts]
    #[arg(long = "as", value_name = "FILE", requires = "post")]
    pub place: Option<String>,
    /// Where the site is served, instead of the configuration's base_url
    #[arg(short = 'u', long, visible_short_alias = 'b', visible_alias = "baseURL", value_name = "URL",
          value_parser = parse_base_url)]
    pub base_url: Option<BaseUrl>,
    /// The output folder, which is passed over [default: public]
    #[arg(short, long, visible_short_alias = 'd', visible_alias = "destination", value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Posts that are not public.
    #[command(flatten)]
    pub include: IncludeArgs,
    /// The instant that decides what is future, expired or news [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
    /// Exit with 1 when there are warnings
    #[arg(long)]
    pub deny_warnings: bool,
    /// Repair what can be repaired safely, and write down the permanent IDs of posts
    #[arg(long)]
    pub fix: bool,
    /// With --fix: say what would be changed, and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Ask other hosts about links to them, as check_external says, and targets about what they hold; answers are kept
    /// in .sitegen
    #[arg(long, conflicts_with = "list_rules")]
    pub external: bool,
    /// Say which rules there are, with their levels
    #[arg(long, conflicts_with = "fix")]
    pub list_rules: bool,
}
