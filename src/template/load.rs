//! Loading: the site's templates over the default theme's, every mistake in one run, and what each template reaches.

use super::{
    Answers, CARD_TEMPLATE,
    error::{TemplateOrigin, TemplateTexts, diagnose, diagnose_all},
    escape::escape_text,
    filters, functions,
    reach::{Reach, reaches},
    shortcodes, text,
    unfit::{self, Unfit},
};
use crate::{
    diagnostic::{Diagnostic, Position},
    digest::{Digest, Hasher},
    post::{Call, Shortcodes},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    sync::Arc,
};
use tera::{Context, ErrorKind, Tera, TeraResult, Value};

/// A template before it is loaded.
#[derive(Debug, Clone)]
pub struct TemplateSource {
    /// Name relative to `templates/`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where it comes from.
    pub origin: TemplateOrigin,
}

/// Templates ready to render.
#[derive(Clone)]
pub struct Templates {
    tera: Tera,
    texts: TemplateTexts,
    reaches: BTreeMap<String, Reach>,
    shortcodes: Shortcodes,
    unfit: Unfit,
}

impl Templates {
    /// The same templates for another state of the site.
    #[must_use]
    pub fn answered_by(&self, answers: &Arc<Answers>, config: Value) -> Self {
        let mut templates = self.clone();
        answer_with(&mut templates.tera, answers, config);
        templates
    }

    /// The same with the texts of some templates exchanged, for the same state of the site. None where anything else
    /// may follow from that: templates came or went, others reach one that changed, or there is a mistake.
    pub fn with_texts(&self, sources: Vec<TemplateSource>) -> Option<Self> {
        let texts = by_name(sources);
        let are_same = self.texts.len() == texts.len()
            && self
                .texts
                .iter()
                .zip(&texts)
                .all(|((name, (origin, _)), (other, (its, _)))| (name, origin) == (other, its));
        if !are_same {
            return None;
        }
        let pairs = self.texts.values().zip(&texts);
        let changed: Vec<(&str, &str)> = pairs
            .filter(|((_, old), (_, (_, new)))| old != new)
            .map(|(_, (name, (_, new)))| (name.as_str(), new.as_str()))
            .collect();
        let reaches = reaches(&texts);
        let is_reached = |name: &str| {
            let mut all = reaches.iter().chain(&self.reaches);
            all.any(|(other, reach)| other != name && reach.templates.contains(name))
        };
        let concerns =
            |name: &str| shortcodes::is_file(name) || self.unfit.contains_key(name) || is_reached(name);
        if changed.iter().any(|(name, _)| concerns(name)) {
            return None;
        }
        let mut tera = self.tera.clone();
        tera.add_raw_templates(changed).ok()?;
        Some(Self { tera, texts, reaches, shortcodes: self.shortcodes.clone(), unfit: self.unfit.clone() })
    }

    /// Whether there is a template of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// The name of a template, if there is one that can be rendered.
    pub fn known(&self, name: &str) -> Option<&str> {
        let (name, _) = self.texts.get_key_value(name).filter(|(name, _)| !self.unfit.contains_key(*name))?;
        Some(name)
    }

    /// Why the theme's template of this name does not fit what the site replaced; nothing when it does.
    pub fn unfit(&self, name: &str) -> &[Diagnostic] {
        self.unfit.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether any template of the theme does not fit.
    pub fn has_unfit(&self) -> bool {
        !self.unfit.is_empty()
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The digest of everything that a template reaches; none when there is no such template.
    pub fn digest(&self, name: &str) -> Option<Digest> {
        self.reaches.get(name).map(|reach| reach.digest)
    }

    /// What each template reaches, by its name.
    pub fn reached(&self) -> impl Iterator<Item = (&str, &Reach)> {
        self.reaches.iter().map(|(name, reach)| (name.as_str(), reach))
    }

    /// What a template reaches, and what each of these shortcodes does.
    pub fn reached_with(&self, name: &str, shortcodes: &BTreeSet<&str>) -> Vec<&Reach> {
        let files = shortcodes.iter().map(|shortcode| shortcodes::file_of(shortcode));
        files.chain([name.to_owned()]).filter_map(|name| self.reaches.get(&name)).collect()
    }

    /// The digest of the text of each template.
    pub fn texts(&self) -> BTreeMap<String, Digest> {
        self.texts.iter().map(|(name, (_, text))| (name.clone(), Digest::of(text.as_bytes()))).collect()
    }

    /// The same with what these shortcodes reach, which a body on the page calls.
    pub fn digest_with(&self, name: &str, shortcodes: &BTreeSet<&str>) -> Option<Digest> {
        let own = self.digest(name)?;
        if shortcodes.is_empty() {
            return Some(own);
        }
        let mut hasher = Hasher::new("template with shortcodes");
        hasher.digest(own);
        for shortcode in shortcodes {
            hasher.text(shortcode).digest(self.digest(&shortcodes::file_of(shortcode)).unwrap_or_default());
        }
        Some(hasher.finish())
    }

    /// The names of all shortcodes.
    pub fn shortcodes(&self) -> &Shortcodes {
        &self.shortcodes
    }

    /// How diagnostics call the template of a shortcode, less the folder `templates/`.
    pub fn shortcode_file(&self, shortcode: &str) -> String {
        shortcodes::file_of(shortcode)
    }

    /// What is wrong with a call at `position`, by the shortcode's signature.
    pub fn check_call(&self, call: &Call, position: Position) -> Vec<Diagnostic> {
        let text = self.texts.get(&shortcodes::file_of(&call.name)).map_or("", |(_, text)| text);
        let info = self.tera.get_component_definition(&call.name);
        info.map_or(Vec::new(), |info| shortcodes::check_call(call, position, &info, text))
    }

    /// Renders a shortcode. `content` is HTML.
    ///
    /// # Errors
    /// As [`Self::render`].
    pub fn render_shortcode(
        &self,
        name: &str,
        arguments: &Context,
        implicits: &Context,
        content: Option<&str>,
        out: impl Write,
    ) -> Result<(), Diagnostic> {
        let file = shortcodes::file_of(name);
        let made =
            self.tera.render_component_with_implicits_to(name, arguments, implicits, content, true, out);
        made.map_err(|error| diagnose(&error, &file, &self.texts))
    }

    /// Renders a template.
    ///
    /// # Errors
    /// As a diagnostic that names the template, the place in it and the chain that led there.
    pub fn render(&self, name: &str, context: &Context, out: impl Write) -> Result<(), Diagnostic> {
        self.tera.render_to(name, context, out).map_err(|error| diagnose(&error, name, &self.texts))
    }
}

/// Loads templates. Names given twice are taken from the site.
///
/// # Errors
/// Every template that cannot be read is reported, then what is wrong between those that can.
pub fn load(
    sources: Vec<TemplateSource>,
    answers: &Arc<Answers>,
    config: Value,
) -> Result<Templates, Vec<Diagnostic>> {
    let texts = by_name(sources);
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    tera.set_escape_fn(escape_text);
    answer_with(&mut tera, answers, config);
    let mut broken: BTreeSet<&str> = BTreeSet::new();
    let mut unfit = Unfit::new();
    let mut diagnostics = Vec::new();
    while let Err(error) = add(&mut tera, &texts, &broken, &unfit) {
        let found = diagnose_all(&error, &texts);
        let mut aside = unfit::of_theme(&found, &texts);
        aside.retain(|name, _| !unfit.contains_key(name));
        if !aside.is_empty() {
            unfit.append(&mut aside);
            continue;
        }
        diagnostics.extend(unfit::without_consequences(found, broken.iter().copied(), &texts));
        match broken_template(&error, &texts).filter(|name| !broken.contains(name)) {
            Some(name) => broken.insert(name),
            None => return Err(diagnostics),
        };
    }
    diagnostics.extend(unfit::needed_by_site(&unfit, &texts));
    if diagnostics.is_empty() {
        diagnostics = shortcodes::check_files(&texts, &tera);
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let reaches = reaches(&texts);
    let shortcodes = shortcodes(texts.keys().map(String::as_str));
    Ok(Templates { tera, texts, reaches, shortcodes, unfit })
}

/// Makes functions and filters answer for a site with these settings.
fn answer_with(tera: &mut Tera, answers: &Arc<Answers>, config: Value) {
    functions::register(tera, answers);
    filters::register(tera, answers);
    text::register(tera, answers);
    tera.global_context().insert_value("config", config);
}

fn by_name(sources: Vec<TemplateSource>) -> TemplateTexts {
    let mut texts = TemplateTexts::new();
    // The template of share cards has functions of its own, and is loaded when one is drawn.
    for source in sources.into_iter().filter(|source| source.name != CARD_TEMPLATE) {
        if source.origin == TemplateOrigin::Site || !texts.contains_key(&source.name) {
            texts.insert(source.name, (source.origin, source.text));
        }
    }
    texts
}

/// Adds all templates, the broken ones as empty ones, so that the others are checked too.
fn add(tera: &mut Tera, texts: &TemplateTexts, broken: &BTreeSet<&str>, unfit: &Unfit) -> TeraResult<()> {
    tera.add_raw_templates(texts.iter().map(|(name, (_, text))| {
        let is_empty = broken.contains(name.as_str()) || unfit.contains_key(name);
        let text = if is_empty { "" } else { text.as_str() };
        (name.as_str(), text)
    }))
}

fn broken_template<'a>(error: &tera::Error, texts: &'a TemplateTexts) -> Option<&'a str> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            texts.get_key_value(report.filename()).map(|(name, _)| name.as_str())
        }
        _ => None,
    }
}
