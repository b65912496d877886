//! Templates: Tera with our functions and filters, the default theme below the site's own files, digests, errors.
//!
//! Owns everything that knows Tera but the contexts of pages, which `render` builds. It must not read files, the
//! clock or the environment: a template sees its context and recorded queries, nothing else.

mod answers;
mod asset;
mod card_design;
mod cards;
mod circle;
mod error;
mod escape;
mod filters;
mod formats;
mod functions;
mod image;
mod load;
mod plain;
mod query;
mod reach;
mod record;
mod settings;
mod share_card;
mod shortcodes;
mod text;
mod tokens;
mod unfit;
mod wording;

pub use answers::Answers;
pub use asset::{Published, ReadStatic};
pub use card_design::{CARD_TEMPLATE, CardDesign, CardTemplate};
pub use error::{NameOfTemplate, TemplateOrigin, diagnose};
pub use escape::{escape_text, script_json};
pub use functions::RELATED;
pub use image::{ImageFile, ImageView, ReadFacts, Variant};
pub use load::{TemplateSource, Templates, load};
pub use plain::fill;
pub use query::{ImageQuery, PostsQuery, Query, TermOrder};
pub use reach::{Reach, UNNAMED, calls};
pub use record::{Asked, language, note, note_again, noting, recording, speaking};
pub use settings::Settings;
pub use share_card::{AskedCard, ShareCards};
pub use shortcodes::shortcodes;
pub use text::{say, say_one};
