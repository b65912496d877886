//! Options of `publish`.

use crate::publish::MaxDeletes;
use std::path::PathBuf;

pub(super) const PUBLISH_EXAMPLES: &str = "\
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
