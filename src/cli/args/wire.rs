//! Options of `wire`.

use clap::Subcommand;

pub(super) const WIRE_EXAMPLES: &str = "\
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
