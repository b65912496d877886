//! Options of `sitegen schema`.

use crate::schema::DataFile;
use clap::{Args, Subcommand, builder::PossibleValuesParser};

pub(super) const EXAMPLES: &str = "\
Examples:
  sitegen schema config > sitegen.schema.json
  sitegen schema post                    What this site's front matter may say
  sitegen -r blog schema post            The same of the site in blog/
  sitegen schema data stories            What a file below data/stories/ holds
  sitegen schema messages                What --message-format json prints

The schemas are JSON Schema, draft 2020-12. In the folder of a site, those of posts and data know its templates,
taxonomies, stories and words; elsewhere they are general.";

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// What the schema is of
    #[command(subcommand)]
    pub what: SchemaOf,
}

/// What there is a schema of.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum SchemaOf {
    /// The settings, sitegen.yaml
    Config,
    /// The front matter of a post
    Post,
    /// Data files that the program reads
    Data {
        /// Which of them; one schema of all when left out
        #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(DataFile::NAMES.map(|(name, _)| name)))]
        name: Option<String>,
    },
    /// The lines of --message-format json
    Messages,
}
