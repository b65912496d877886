//! Components that call one another in a circle, which Tera finds only when it is too deep in them.
//!
//! A circle is no mistake by itself: a menu may call itself for what is below it, and end. So this is asked only of a
//! render that did not.

use super::{
    error::TemplateTexts,
    reach::reaches,
    tokens::{Token, tokens},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Components that lead back to the first of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Circle {
    /// Their names; the last is the first again.
    pub names: Vec<String>,
    /// The template that defines the first.
    pub template: String,
    /// Where that one calls the second.
    pub place: Range<usize>,
}

/// Calls of components, each by its name.
type Calls<'t> = Vec<&'t str>;

/// What templates say of components.
struct Components<'t> {
    /// By name: the template that defines it, and what it calls.
    defined: BTreeMap<&'t str, (&'t str, Calls<'t>)>,
}

/// The first circle that is reached from a template.
pub fn circle(template: &str, texts: &TemplateTexts) -> Option<Circle> {
    let mut components = Components { defined: BTreeMap::new() };
    for (name, (_, text)) in texts {
        read(name, text, &mut components.defined);
    }
    let reached = reaches(texts).remove(template)?.templates;
    let from = components.defined.iter().filter(|(_, (template, _))| reached.contains(*template));
    let path = from.map(|(name, _)| *name).find_map(|name| components.back_to(name))?;
    let (template, _) = components.defined[path[0]];
    let text = texts.get(template)?.1.as_str();
    let start = path[1].as_ptr() as usize - text.as_ptr() as usize;
    Some(Circle {
        names: path.iter().map(|name| (*name).to_owned()).collect(),
        template: template.to_owned(),
        place: start..start + path[1].len(),
    })
}

impl<'t> Components<'t> {
    /// The shortest way from a component to itself, each step as it is written in the call.
    fn back_to(&self, name: &'t str) -> Option<Vec<&'t str>> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut ways: Vec<Vec<&str>> = vec![vec![name]];
        while !ways.is_empty() {
            let mut next = Vec::new();
            for way in ways {
                let last = way[way.len() - 1];
                for call in self.defined.get(last).into_iter().flat_map(|(_, calls)| calls) {
                    let longer = [way.as_slice(), &[*call]].concat();
                    if *call == name {
                        return Some(longer);
                    }
                    if seen.insert(call) {
                        next.push(longer);
                    }
                }
            }
            ways = next;
        }
        None
    }
}

/// Takes up the components that a template defines.
fn read<'t>(name: &'t str, text: &'t str, defined: &mut BTreeMap<&'t str, (&'t str, Calls<'t>)>) {
    let mut inside = None;
    for pair in tokens(text).windows(2) {
        match pair {
            [Token::Name("component"), Token::Name(component)] => {
                inside = Some(*component);
                defined.insert(component, (name, Vec::new()));
            }
            [Token::Name("endcomponent"), _] => inside = None,
            [Token::Mark("<"), Token::Name(call)] => {
                if let Some((_, calls)) = inside.and_then(|component| defined.get_mut(component)) {
                    calls.push(call);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TemplateOrigin;

    fn texts(files: &[(&str, &str)]) -> TemplateTexts {
        let file =
            |(name, text): &(&str, &str)| ((*name).to_owned(), (TemplateOrigin::Site, (*text).to_owned()));
        files.iter().map(file).collect()
    }

    #[test]
    fn a_circle_is_told_from_its_first_call() {
        let both = "{% component b() %}{{ <c /> }}{{ <a /> }}{% endcomponent b %}\
                    {% component c() %}x{% endcomponent c %}";
        let texts = texts(&[
            ("page.html", "{{ <a /> }}"),
            ("a.html", "{% component a() %}<b>{{ <b /> }}</b>{% endcomponent a %}"),
            ("b.html", both),
            ("other.html", "{{ <c /> }}"),
        ]);
        let found = circle("page.html", &texts).expect("a circle");
        assert_eq!((found.names.join(" "), found.template.as_str()), ("a b a".to_owned(), "a.html"));
        assert_eq!(&texts["a.html"].1[found.place], "b");
    }

    #[test]
    fn components_that_end_have_none() {
        let texts = texts(&[("page.html", "{% component a() %}x{% endcomponent a %}{{ <a /> }}{{ <a /> }}")]);
        assert_eq!(circle("page.html", &texts), None);
    }
}
