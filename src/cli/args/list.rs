//! Options of `list`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use super::parse_instant;
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;

pub(super) const LIST_EXAMPLES: &str = "\
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
