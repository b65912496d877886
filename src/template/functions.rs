//! The functions that templates call. Each is a recorded question or a pure function of its arguments.

use super::{Answers, ImageQuery, PostsQuery, Query, TermOrder, escape::script_json, record};
use crate::{images::Focus, post, site::Link};
use std::sync::Arc;
use tera::{Error, Function, Kwargs, State, Tera, TeraResult, Value};

/// The function that gives the posts related to one.
pub const RELATED: &str = "related";

/// Registers all functions.
pub fn register(tera: &mut Tera, answers: &Arc<Answers>) {
    question(tera, "asset", answers, |args| Ok(Query::Asset(text(args, "path")?)));
    question(tera, "integrity", answers, |args| Ok(Query::Integrity(text(args, "path")?)));
    question(tera, "share_card", answers, |args| Ok(Query::ShareCard(text(args, "id")?)));
    question(tera, "post", answers, |args| Ok(Query::Post(text(args, "path")?)));
    question(tera, "term", answers, |args| {
        let (locale, taxonomy, name) = (record::locale(), taxonomy(args)?, text(args, "name")?);
        Ok(Query::Term { locale, taxonomy, name })
    });
    question(tera, "data", answers, |args| Ok(Query::Data(text(args, "name")?)));
    question(tera, "terms", answers, |args| {
        let (locale, taxonomy, order) = (record::locale(), taxonomy(args)?, order(args)?);
        Ok(Query::Terms { locale, taxonomy, order, limit: args.get("limit")? })
    });
    question(tera, RELATED, answers, |args| Ok(Query::Related(text(args, "id")?, args.get("limit")?)));
    question(tera, "posts", answers, |args| {
        Ok(Query::Posts(PostsQuery {
            locale: record::locale(),
            limit: args.get("limit")?,
            offset: args.get("offset")?.unwrap_or(0),
            terms: wanted_terms(args)?,
            section: optional_text(args, "section")?,
            story: optional_text(args, "story")?,
            kind: optional_text(args, "kind")?,
            featured: args.get("featured")?,
        }))
    });
    let site = Arc::clone(answers);
    tera.register_function("image", move |args: Kwargs, _: &State| image(&args, &site));
    let site = Arc::clone(answers);
    tera.register_function("url", move |args: Kwargs, _: &State| url(&args, &site));
    let site = Arc::clone(answers);
    tera.register_function(
        "markdown",
        Html(move |args: &Kwargs| Ok(render_markdown(&text(args, "text")?, &site))),
    );
    tera.register_function("jsonld", Html(|args: &Kwargs| jsonld(args.must_get::<&Value>("value")?)));
}

/// A function that asks the site.
fn question(
    tera: &mut Tera,
    name: &'static str,
    answers: &Arc<Answers>,
    query: impl Fn(&Kwargs) -> TeraResult<Query> + Send + Sync + 'static,
) {
    let answers = Arc::clone(answers);
    tera.register_function(name, move |args: Kwargs, _: &State| ask(&answers, query(&args)?));
}

fn ask(answers: &Answers, query: Query) -> TeraResult<Value> {
    let answer = answers.answer(&query);
    record::note(query, answer.digest);
    answer.value.map_err(Error::message)
}

/// An image with its size and its variants. What the caller alone decides is put beside the answer.
fn image(args: &Kwargs, answers: &Answers) -> TeraResult<Value> {
    let focus = optional_text(args, "focus")?.filter(|focus| !focus.is_empty());
    let wrong = |text: &str| {
        Error::message(format!("`focus` is `{text}`; it can be `30% 20%`, or words such as `top left`"))
    };
    let focus = match &focus {
        Some(text) => Some(Focus::parse(text).ok_or_else(|| wrong(text))?),
        None => None,
    };
    let is_cover = match args.get::<&str>("fit")? {
        None | Some("inside") => false,
        Some("cover") => true,
        Some(other) => {
            return Err(Error::message(format!("`fit` is `{other}`; it can be `cover` or `inside`")));
        }
    };
    let query = ImageQuery {
        src: text(args, "src")?,
        widths: args.get("widths")?.unwrap_or_default(),
        width: number(args, "width")?,
        height: number(args, "height")?,
        cover: is_cover.then_some(focus.unwrap_or(Focus::CENTER)),
    };
    if is_cover && (query.width.is_none() || query.height.is_none()) {
        return Err(Error::message("`fit=\"cover\"` needs `width` and `height`"));
    }
    let sizes = optional_text(args, "sizes")?.unwrap_or_else(|| match query.width {
        Some(width) => format!("{width}px"),
        None => "100vw".to_owned(),
    });
    let mut image = ask(answers, Query::Image(query))?.into_map().unwrap_or_default();
    let class = focus.filter(|_| !is_cover).map_or_else(String::new, Focus::classes);
    image.insert("sizes".into(), Value::from(sizes));
    image.insert("class".into(), Value::from(class));
    Ok(Value::from(image))
}

/// A function whose text is HTML already.
struct Html<F>(F);

impl<F> Function<TeraResult<Value>> for Html<F>
where
    F: Fn(&Kwargs) -> TeraResult<String> + Send + Sync + 'static,
{
    fn call(&self, args: Kwargs, _: &State) -> TeraResult<Value> {
        (self.0)(&args).map(|html| Value::safe_string(&html))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

fn text(args: &Kwargs, name: &str) -> TeraResult<String> {
    args.must_get::<&str>(name).map(str::to_owned)
}

/// A number of pixels; `none` is as if it were not given.
fn number(args: &Kwargs, name: &str) -> TeraResult<Option<u32>> {
    let is_given = args.get::<&Value>(name)?.is_some_and(|value| !value.is_none());
    Ok(if is_given { args.get::<u32>(name)?.filter(|number| *number > 0) } else { None })
}

fn optional_text(args: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    Ok(args.get::<&str>(name)?.map(str::to_owned))
}

fn taxonomy(args: &Kwargs) -> TeraResult<String> {
    Ok(optional_text(args, "taxonomy")?.unwrap_or_else(|| "tags".to_owned()))
}

/// The terms that posts must have: `tag`, `category`, `author`, `series`, or `term` of `taxonomy`.
fn wanted_terms(args: &Kwargs) -> TeraResult<Vec<(String, String)>> {
    let mut wanted = Vec::new();
    for (name, taxonomy) in
        [("tag", "tags"), ("category", "categories"), ("author", "authors"), ("series", "series")]
    {
        wanted.extend(optional_text(args, name)?.map(|term| (taxonomy.to_owned(), term)));
    }
    if let Some(term) = optional_text(args, "term")? {
        wanted.push((taxonomy(args)?, term));
    }
    Ok(wanted)
}

fn order(args: &Kwargs) -> TeraResult<TermOrder> {
    match args.get::<&str>("sort")? {
        None | Some("name") => Ok(TermOrder::Name),
        Some("count") => Ok(TermOrder::Count),
        Some(other) => Err(Error::message(format!("`sort` is `{other}`; it can be `name` or `count`"))),
    }
}

/// A path of this site with the base path, or the URL of a post named `@/…`; whole when `absolute` is true.
fn url(args: &Kwargs, answers: &Answers) -> TeraResult<Value> {
    let path = text(args, "path")?;
    let base = &answers.site().config.base_url;
    let relative = if path.starts_with("@/") {
        let answer = ask(answers, Query::Url(path))?;
        answer.as_str().unwrap_or_default().to_owned()
    } else if path.contains("://") {
        return Ok(Value::from(path));
    } else {
        let rooted = if path.starts_with('/') { path } else { format!("/{path}") };
        Link::Rooted(rooted).on_site(base)
    };
    let absolute = args.get::<bool>("absolute")?.unwrap_or(false);
    Ok(Value::from(if absolute { format!("{}{relative}", base.origin()) } else { relative }))
}

/// Markdown of a template or data file as HTML. Its links are not checked: it belongs to no post.
fn render_markdown(text: &str, answers: &Answers) -> String {
    let labels = super::text::labels(answers);
    post::fragment_html(text, &answers.site().config, labels)
}

/// JSON for the inside of `<script type="application/ld+json">`; keys without a value are left out.
fn jsonld(value: &Value) -> TeraResult<String> {
    let json = serde_json::to_value(value).map_err(|error| Error::message(format!("no JSON: {error}")))?;
    let text =
        serde_json::to_string(&without_nulls(json)).map_err(|error| Error::message(error.to_string()))?;
    Ok(script_json(&text))
}

fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Json::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Json::Array(values) => Json::Array(values.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
