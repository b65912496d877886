//! The filters that templates have besides Tera's own.

use super::{Answers, record};
use crate::{config::Config, site::Link, strings};
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value, value::Key};

/// Registers the filters that know nothing of a site but its settings, by which dates are written.
pub fn register_pure(tera: &mut Tera, config: Config) {
    tera.register_filter("json_encode", tera_contrib::json::json_encode);
    tera.register_filter("slug", tera_contrib::slug::slug);
    tera.register_filter("group_by", |items: Vec<Value>, args: Kwargs, _: &State| group_by(items, &args));
    let dates = Dates::default();
    tera.register_filter("date", move |value: &Value, args: Kwargs, state: &State| {
        dates.format(value, &args, state, &config)
    });
}

/// Registers all filters. Tera-contrib's `now` and its random ones are left out: a page is a function of its
/// inputs.
pub fn register(tera: &mut Tera, answers: &Arc<Answers>) {
    tera.register_filter("json_encode", tera_contrib::json::json_encode);
    tera.register_filter("slug", tera_contrib::slug::slug);
    tera.register_filter("urlencode", tera_contrib::urlencode::urlencode);
    tera.register_filter("urlencode_strict", tera_contrib::urlencode::urlencode_strict);
    tera.register_filter("group_by", |items: Vec<Value>, args: Kwargs, _: &State| group_by(items, &args));
    let (site, dates) = (Arc::clone(answers), Dates::default());
    tera.register_filter("date", move |value: &Value, args: Kwargs, state: &State| {
        dates.format(value, &args, state, &site.site().config)
    });
    let site = Arc::clone(answers);
    tera.register_filter("site_link", move |link: &str, _: Kwargs, _: &State| {
        site_link(link, &site.site().config)
    });
    let site = Arc::clone(answers);
    tera.register_filter("absolute_url", move |path: &str, _: Kwargs, _: &State| {
        absolute_url(path, &site.site().config)
    });
}

/// How a date is written in a language, by the name of the style: a UTS 35 pattern.
fn pattern(style: &str, language: &str) -> TeraResult<&'static str> {
    match style {
        "long" => Ok(long_date(language)),
        "full" => Ok(full_date(language)),
        "month" => Ok(month_of_year(language)),
        "day" => Ok(day_of_year(language)),
        _ => Err(Error::message(format!("`style` is `{style}`; it can be `long`, `full`, `month` or `day`"))),
    }
}

fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// Day, month and year.
fn long_date(language: &str) -> &'static str {
    let mut subtags = language.split(['-', '_']);
    match subtags.next().unwrap_or(language) {
        // English outside North America names the day first.
        "en" if subtags.next_back().is_none_or(|region| matches!(region, "US" | "CA" | "PH")) => "MMMM d, y",
        "zh" | "ja" => "y年M月d日",
        "ko" => "y년 M월 d일",
        "de" | "da" | "nb" | "nn" | "no" | "fi" | "cs" | "sk" | "sl" => "d. MMMM y",
        "es" | "pt" | "gl" => "d 'de' MMMM 'de' y",
        "hu" => "y. MMMM d.",
        _ => "d MMMM y",
    }
}

/// Day of the week, day, month and year.
fn full_date(language: &str) -> &'static str {
    match primary(language) {
        "en" if long_date(language).starts_with("MMMM") => "EEEE, MMMM d, y",
        "zh" | "ja" => "y年M月d日EEEE",
        "ko" => "y년 M월 d일 EEEE",
        "de" | "da" | "nb" | "nn" | "no" | "fi" | "cs" | "sk" | "sl" => "EEEE, d. MMMM y",
        "es" | "pt" | "gl" => "EEEE, d 'de' MMMM 'de' y",
        "hu" => "y. MMMM d., EEEE",
        "fr" | "it" | "nl" | "pl" | "sv" | "tr" => "EEEE d MMMM y",
        "ar" | "fa" | "ur" => "EEEE، d MMMM y",
        _ => "EEEE, d MMMM y",
    }
}

/// A month and its year, standing alone.
fn month_of_year(language: &str) -> &'static str {
    match primary(language) {
        "zh" | "ja" => "y年M月",
        "ko" => "y년 M월",
        "es" | "pt" | "gl" => "MMMM 'de' y",
        "hu" => "y. LLLL",
        _ => "LLLL y",
    }
}

/// A day and its month, where the year is known.
fn day_of_year(language: &str) -> &'static str {
    match primary(language) {
        "zh" | "ja" => "M月d日",
        "ko" => "M월 d일",
        "de" | "da" | "nb" | "nn" | "no" | "fi" | "cs" | "sk" | "sl" => "d. MMM",
        "hu" => "MMM d.",
        _ => "d MMM",
    }
}

/// Dates formatted so far: formatting by locale costs far more than looking up.
#[derive(Default)]
struct Dates(RwLock<HashMap<String, String>>);

/// Entries that [`Dates`] may hold.
const KEPT_DATES: usize = 50_000;

impl Dates {
    /// `{{ page.date | date }}`: the long form in the page's language and the site's zone. `style` names another
    /// form; `format` takes strftime directives with `%` (English names) or a UTS 35 pattern; `locale` and
    /// `timezone` replace the page's and the site's.
    fn format(&self, value: &Value, args: &Kwargs, state: &State, config: &Config) -> TeraResult<String> {
        // A post may name a language that no date can be written in.
        let spoken = record::language().filter(|language| strings::is_tag(language));
        let locale = args.get::<&str>("locale")?.or(spoken.as_deref()).unwrap_or(&config.language);
        let zone = args.get::<&str>("timezone")?.unwrap_or(config.timezone.name());
        let style = args.get::<&str>("style")?.unwrap_or("long");
        let format = args.get::<&str>("format")?.map_or_else(|| pattern(style, locale), Ok)?;
        let key = format!("{value}\0{format}\0{locale}\0{zone}");
        if let Some(known) = self.0.read().ok().and_then(|dates| dates.get(&key).cloned()) {
            return Ok(known);
        }
        let mut passed = Map::new();
        passed.insert(Key::from("format"), Value::from(format));
        passed.insert(Key::from("timezone"), Value::from(zone));
        if !format.contains('%') {
            passed.insert(Key::from("locale"), Value::from(locale));
        }
        let formatted = tera_contrib::dates::date(value, Kwargs::new(Arc::new(passed)), state)?;
        if let Ok(mut dates) = self.0.write()
            && dates.len() < KEPT_DATES
        {
            dates.insert(key, formatted.clone());
        }
        Ok(formatted)
    }
}

/// A link of a data file: a path of this site with the base path; an address of the web, of mail or a telephone number
/// as it is. Anything else could run a script.
fn site_link(link: &str, config: &Config) -> TeraResult<String> {
    let lower = link.to_ascii_lowercase();
    if ["https://", "http://", "mailto:", "tel:", "#"].iter().any(|start| lower.starts_with(start)) {
        return Ok(link.to_owned());
    }
    if link.contains(':') || link.starts_with("//") {
        return Err(Error::message(format!(
            "`{link}` is no link; write a path such as `/about/` or an address"
        )));
    }
    let rooted = if link.starts_with('/') { link.to_owned() } else { format!("/{link}") };
    Ok(Link::Rooted(rooted).on_site(&config.base_url))
}

/// A link on this host (base path included) as a whole URL; a whole URL stays.
fn absolute_url(path: &str, config: &Config) -> String {
    if path.contains("://") {
        path.to_owned()
    } else {
        Link::Rooted(path.to_owned()).absolute(&config.base_url, &root())
    }
}

fn root() -> crate::paths::UrlPath {
    crate::paths::UrlPath::parse("/").expect("the root is a legal path")
}

/// `posts | group_by(attribute="section")`: a map from each value, in the order of its first item, to its items.
/// Tera's own iterates at random.
fn group_by(items: Vec<Value>, args: &Kwargs) -> TeraResult<Value> {
    let attribute = args.must_get::<&str>("attribute")?;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for item in items {
        let Some(key) = item.get_from_path(attribute).filter(|key| !key.is_none() && !key.is_undefined())
        else {
            continue;
        };
        let key = key.to_string();
        match groups.iter_mut().find(|(name, _)| *name == key) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    let grouped: Map = groups.into_iter().map(|(key, group)| (Key::from(key), Value::from(group))).collect();
    Ok(Value::from(grouped))
}
