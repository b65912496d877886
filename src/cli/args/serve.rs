//! Options of `serve`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use super::{DEBOUNCE, IncludeArgs, LONGEST_DEBOUNCE, parse_base_url, parse_instant};
use crate::paths::BaseUrl;
use jiff::Timestamp;
use std::net::{IpAddr, Ipv4Addr};

/// Where the preview listens unless told otherwise.
const PORT: u16 = 1414;

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  sitegen serve                          Show the site at http://127.0.0.1:1414/
  sitegen serve -D -F --open             With drafts and scheduled posts, in a browser at once
  sitegen serve --port 0                 At a port that is free
  sitegen serve --navigate-to-changed    Follow the post that is saved

Nothing is written to public/. Ctrl-C ends the preview.";

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
    /// Posts that are not public.
    #[command(flatten)]
    pub include: IncludeArgs,
    /// Write pages without white space and comments that nobody sees, as `minify: true` in the configuration
    #[arg(long)]
    pub minify: bool,
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
