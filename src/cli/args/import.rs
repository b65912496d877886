//! `sitegen import` as typed.

use super::ListFormat;
use clap::ValueEnum;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  sitegen import jekyll ../old-blog      Bring the site in ../old-blog into this folder, which is empty
  sitegen import hugo ../old --into new
                                         Into the folder new, which is made
  sitegen import zola ../old --dry-run   Say what would become of it; nothing is written
  sitegen import hugo ../old --into new --format json > report.json

The source is not changed, and no file of the new site is written over. Posts keep the addresses that they had.
What is not carried over is in import-report.md, each thing with its file and line. At the end the new site is
built as a trial: the exit code is 1 where that has errors.";

/// Whose site it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFrom {
    /// A site for Jekyll: the folder of _config.yml
    Jekyll,
    /// A site for Hugo: the folder of hugo.toml or config.toml
    Hugo,
    /// A site for Zola: the folder of config.toml or zola.toml
    Zola,
}

/// Options of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The generator that the site was made for
    #[arg(value_enum)]
    pub from: ImportFrom,
    /// Folder of the site that is brought in
    #[arg(value_name = "DIR")]
    pub source: PathBuf,
    /// Folder of the new site [default: that of --root, else this one]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Write into a folder that has files; none of them is changed
    #[arg(long)]
    pub force: bool,
    /// Write nothing, and say what would be written
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// How the report is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}
