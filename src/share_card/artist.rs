//! A card from what it shows: text cleaned, the template filled, the picture drawn.

use super::{
    clean::clean,
    faces::{Fonts, ReadFont, Weight},
    fit::{Fitted, Room, fit},
    palette::Palette,
    picture,
    runs::Text,
};
use crate::{
    diagnostic::Diagnostic,
    template::{CardDesign, CardTemplate, ReadStatic, speaking},
    view::ShareCardView,
};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

/// Draws the cards of one state of a site; from any thread.
pub struct Artist {
    template: CardTemplate,
    fonts: Arc<Fonts>,
    design: CardDesign,
    read: Arc<ReadStatic>,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The picture.
    pub png: Vec<u8>,
    /// Letters of its texts that no font has, sorted, each once.
    pub missing: String,
    /// Whether its title is left out, since no font has most of its letters.
    pub is_lost: bool,
}

/// What the template sees as `card`.
#[derive(Serialize)]
struct CardContext<'a> {
    title: String,
    kicker: String,
    site: String,
    date: String,
    byline: String,
    lang: &'a str,
    dir: &'static str,
    width: u32,
    height: u32,
    colours: Palette,
}

/// Sizes of titles: the largest for a few words, the smallest for two hundred letters in five lines.
const TITLE_SIZES: [f32; 9] = [108.0, 96.0, 86.0, 76.0, 68.0, 62.0, 56.0, 50.0, 46.0];

/// The most sizes that a template may name.
const MOST_SIZES: usize = 32;

impl Artist {
    /// An artist for a site's template and fonts; `read` gives the bytes of its static files.
    ///
    /// # Errors
    /// The template cannot be read.
    pub fn new(design: &CardDesign, read: Arc<ReadStatic>) -> Result<Self, Diagnostic> {
        let font = |(_, file): &(String, crate::site::StaticFile)| -> Box<ReadFont> {
            let (file, read) = (file.clone(), Arc::clone(&read));
            // A file that changed meanwhile is told of by whoever copies it.
            Box::new(move || read(&file).ok())
        };
        let fonts = Fonts::new(design.fonts.iter().map(font).collect());
        let setting = Arc::clone(&fonts);
        let template = CardTemplate::load(design, |tera| register(tera, setting))?;
        Ok(Self { template, fonts, design: design.clone(), read })
    }

    /// Draws a card.
    ///
    /// # Errors
    /// The template has a mistake, or what it makes is no card.
    pub fn draw(&self, shown: &ShareCardView<'_>) -> Result<Drawn, Diagnostic> {
        let mut missing = BTreeSet::new();
        let mut shape = |text: &str, weight| {
            let cleaned = clean(text, &self.fonts, weight);
            let text = if cleaned.is_lost() { String::new() } else { cleaned.text.clone() };
            missing.extend(cleaned.missing);
            text
        };
        let title = shape(shown.title, Weight::Bold);
        let is_lost = title.is_empty() && !shown.title.trim().is_empty();
        let byline: Vec<String> = shown.byline.iter().map(|name| shape(name, Weight::Regular)).collect();
        let byline: Vec<String> = byline.into_iter().filter(|name| !name.is_empty()).collect();
        let card = CardContext {
            title,
            kicker: shape(&shown.kicker.join(" · "), Weight::Bold),
            site: shape(shown.site, Weight::Bold),
            date: shape(&self.template.date(shown), Weight::Regular),
            byline: byline.join(" · "),
            lang: shown.lang,
            dir: shown.dir,
            width: picture::WIDTH,
            height: picture::HEIGHT,
            colours: Palette::of(shown.accent),
        };
        let mut context = Context::new();
        context.insert("card", &card);
        let svg = speaking(shown.lang, || self.template.render(&context))?;
        let png = picture::draw(&svg, &|name| self.image(name))
            .map_err(|(message, hint)| self.template.mistake(message, hint))?;
        Ok(Drawn { png, missing: missing.into_iter().collect(), is_lost })
    }

    fn image(&self, name: &str) -> Option<Vec<u8>> {
        let (_, file) = self.design.images.iter().find(|(known, _)| known == name.trim_start_matches('/'))?;
        (self.read)(file).ok()
    }
}

fn register(tera: &mut Tera, fonts: Arc<Fonts>) {
    tera.register_function("fit", move |args: Kwargs, _: &State| set_text(&args, &fonts));
}

/// `fit(text=card.title, width=1056, height=300)`: a text in lines; see [`Fitted`].
fn set_text(args: &Kwargs, fonts: &Fonts) -> TeraResult<Value> {
    let weight = match args.get::<&str>("weight")? {
        None | Some("bold") => Weight::Bold,
        Some("regular") => Weight::Regular,
        Some(other) => return Err(wrong("weight", other, "`bold` or `regular`")),
    };
    let sizes: Option<Vec<f32>> = args.get("sizes")?;
    let sizes = sizes.unwrap_or_else(|| TITLE_SIZES.to_vec());
    let is_size = |size: &f32| (4.0..=1000.0).contains(size);
    if sizes.is_empty() || sizes.len() > MOST_SIZES || !sizes.iter().all(is_size) {
        return Err(Error::message(format!("`sizes` can be up to {MOST_SIZES} numbers from 4 to 1000")));
    }
    let side = |name: &str, otherwise: f32| -> TeraResult<f32> {
        let side = args.get::<f32>(name)?.unwrap_or(otherwise);
        let is_fit = (1.0..=10_000.0).contains(&side);
        if is_fit { Ok(side) } else { Err(wrong(name, &side.to_string(), "a number from 1 to 10000")) }
    };
    let room = Room {
        width: side("width", 1056.0)?,
        height: side("height", 300.0)?,
        lines: args.get::<u64>("lines")?.map_or(5, |lines| usize::try_from(lines.clamp(1, 50)).unwrap_or(50)),
        sizes: &sizes,
    };
    let language = crate::template::language().unwrap_or_default();
    let cleaned = clean(args.must_get::<&str>("text")?, fonts, weight);
    let fitted = fit(&Text::new(&cleaned.text, fonts, weight, &language), &language, &room);
    Ok(Value::from_serializable(&aligned(fitted, args.get::<&str>("align")?, room.width)?))
}

/// Moves lines within their box.
fn aligned(mut fitted: Fitted, align: Option<&str>, room: f32) -> TeraResult<Fitted> {
    let part = match align {
        None | Some("start") => return Ok(fitted),
        Some("left") => 0.0,
        Some("center") => 0.5,
        Some("right") => 1.0,
        Some(other) => return Err(wrong("align", other, "`start`, `left`, `center` or `right`")),
    };
    for line in &mut fitted.lines {
        line.x = (room - line.width) * part;
    }
    Ok(fitted)
}

fn wrong(name: &str, given: &str, can_be: &str) -> Error {
    Error::message(format!("`{name}` is `{given}`; it can be {can_be}"))
}
