//! What `sitegen schema` is asked for.

use crate::{
    cli::args::schema::{SchemaArgs, SchemaOf},
    schema::DataFile,
};

/// The schema that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Of the settings.
    Config,
    /// Of front matter.
    Post,
    /// Of one kind of data file, or of all.
    Data(Option<DataFile>),
    /// Of the lines of `--message-format json`.
    Messages,
}

/// Resolves what was typed. The names of data files were checked while it was read.
pub(super) fn resolve(args: SchemaArgs) -> Schema {
    match args.what {
        SchemaOf::Config => Schema::Config,
        SchemaOf::Post => Schema::Post,
        SchemaOf::Data { name } => {
            let named = |name: String| DataFile::NAMES.iter().find(|(known, _)| *known == name);
            Schema::Data(name.and_then(named).map(|(_, file)| *file))
        }
        SchemaOf::Messages => Schema::Messages,
    }
}
