//! The template `card.svg`: how share cards look, and all else that they are made of.
//!
//! It is loaded by itself, without the functions that ask the site: a card is a function of what it shows.

use super::{
    TemplateSource, diagnose,
    error::{TemplateOrigin, TemplateTexts, diagnose_all},
    escape::escape_text,
    filters,
    record::speaking,
};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    site::{Site, StaticFile},
    view::ShareCardView,
};
use std::collections::BTreeSet;
use tera::{Context, Error, Tera};

/// The name of the template of share cards. It is none of those that pages are made of.
pub const CARD_TEMPLATE: &str = "card.svg";

/// Raised when the program draws cards in another way: their names change with it.
const DRAWING: u64 = 1;

/// Prints a date in the language of the card.
const DATE: &str = "{{ date | date }}";
const DATE_TEMPLATE: &str = "date";

/// All that cards are made of besides what they show.
#[derive(Debug, Clone)]
pub struct CardDesign {
    text: String,
    origin: TemplateOrigin,
    /// Fonts of the site, by path below `static/`.
    pub fonts: Vec<(String, StaticFile)>,
    /// Images that the template names, by path below `static/`.
    pub images: Vec<(String, StaticFile)>,
    digest: Digest,
}

impl CardDesign {
    /// How a site's cards look; none where it has none.
    pub fn of(site: &Site, templates: &[TemplateSource]) -> Option<Self> {
        if !site.config.share_cards {
            return None;
        }
        let named = || templates.iter().filter(|source| source.name == CARD_TEMPLATE);
        let source =
            named().find(|source| source.origin == TemplateOrigin::Site).or_else(|| named().next())?;
        let is_font = |path: &str| {
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            path.starts_with("fonts/")
                && ["ttf", "otf"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        let files = site.static_files.iter();
        let fonts: Vec<(String, StaticFile)> = files
            .filter(|(path, _)| is_font(path))
            .map(|(path, file)| (path.clone(), file.clone()))
            .collect();
        let images: Vec<(String, StaticFile)> = named_files(&source.text)
            .into_iter()
            .filter_map(|path| Some((path.to_owned(), site.static_files.get(path)?.clone())))
            .collect();
        let mut hasher = Hasher::new("share card design");
        hasher.number(DRAWING).text(&source.text);
        for (path, file) in fonts.iter().chain(&images) {
            hasher.text(path).digest(file.digest);
        }
        let (text, origin, digest) = (source.text.clone(), source.origin, hasher.finish());
        Some(Self { text, origin, fonts, images, digest })
    }

    /// The digest of what a card is made of that shows this.
    pub fn digest_of(&self, shown: &ShareCardView<'_>) -> Digest {
        Hasher::new("share card").digest(self.digest).value(shown).finish()
    }
}

/// The first mistake: the others are likely to follow from it.
fn first_of(error: &Error, texts: &TemplateTexts) -> Diagnostic {
    let all = diagnose_all(error, texts).into_iter();
    all.min_by_key(|found| (found.position.is_none(), found.position))
        .unwrap_or_else(|| diagnose(error, CARD_TEMPLATE, texts))
}

/// The paths below `static/` that a template names as they are: `href="/img/logo.png"`.
fn named_files(text: &str) -> BTreeSet<&str> {
    let after = text.split("href=").skip(1);
    let quoted = after.filter_map(|rest| {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    quoted.filter(|path| !path.contains(['{', ':', '#'])).map(|path| path.trim_start_matches('/')).collect()
}

/// The template, ready to render.
pub struct CardTemplate {
    tera: Tera,
    texts: TemplateTexts,
}

impl CardTemplate {
    /// Loads the template; `register` adds the functions that it may call.
    ///
    /// # Errors
    /// It has a mistake.
    pub fn load(design: &CardDesign, register: impl FnOnce(&mut Tera)) -> Result<Self, Diagnostic> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".svg"]);
        tera.set_escape_fn(escape_text);
        filters::register_pure(&mut tera, Config::default());
        register(&mut tera);
        let entry = (CARD_TEMPLATE.to_owned(), (design.origin, design.text.clone()));
        let texts = TemplateTexts::from([entry]);
        tera.add_raw_templates([(CARD_TEMPLATE, design.text.as_str()), (DATE_TEMPLATE, DATE)])
            .map_err(|error| first_of(&error, &texts))?;
        Ok(Self { tera, texts })
    }

    /// Fills the template.
    ///
    /// # Errors
    /// As a diagnostic that names the place in it.
    pub fn render(&self, context: &Context) -> Result<String, Diagnostic> {
        self.tera.render(CARD_TEMPLATE, context).map_err(|error| diagnose(&error, CARD_TEMPLATE, &self.texts))
    }

    /// The date of a card as people read it; nothing where it has none, or no language has such a date.
    pub fn date(&self, shown: &ShareCardView<'_>) -> String {
        let Some(date) = &shown.date else { return String::new() };
        let mut context = Context::new();
        context.insert("date", date);
        speaking(shown.lang, || self.tera.render(DATE_TEMPLATE, &context)).unwrap_or_default()
    }

    /// A mistake in what it made.
    pub fn mistake(&self, message: String, hint: String) -> Diagnostic {
        let is_own = self.texts.values().any(|(origin, _)| *origin == TemplateOrigin::Site);
        let mistake = Diagnostic::error("share-card", message);
        let mistake = if hint.is_empty() { mistake } else { mistake.hint(hint) };
        if is_own { mistake.in_file(format!("templates/{CARD_TEMPLATE}")) } else { mistake }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_they_are() {
        let text = r##"<image href="/img/a.png"/><use href='b.svg'/><image xlink:href="img/c.jpg"/>
            <image href="{{ card.image }}"/><use href="#shape"/><image href="data:image/png;base64,x"/>"##;
        assert_eq!(named_files(text).into_iter().collect::<Vec<_>>(), ["b.svg", "img/a.png", "img/c.jpg"]);
    }
}
