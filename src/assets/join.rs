//! The rules of a style sheet with those of its imports in their place.

use super::{
    address::{is_elsewhere, rebased, relative, tail, target},
    style::{Files, Source, Sources, is_style_sheet, offset, parse, warning},
};
use crate::diagnostic::Diagnostic;
use lightningcss::{
    rules::{
        CssRule, CssRuleList, import::ImportRule, layer::LayerBlockRule, media::MediaRule,
        supports::SupportsRule,
    },
    stylesheet::{ParserOptions, StyleSheet},
    values::url::Url,
    visit_types,
    visitor::{Visit, VisitTypes, Visitor},
};
use std::{collections::BTreeSet, convert::Infallible};

/// Most rules of imports that a style sheet may have, each import counted where it stands.
const MOST_RULES: usize = 200_000;

/// Paths of the static files that a style sheet imports.
pub fn imports(sheet: &StyleSheet<'_>, path: &str, files: &dyn Files) -> Vec<String> {
    let imported = sheet.rules.0.iter().filter_map(|rule| match rule {
        CssRule::Import(import) => target(&import.url, path),
        _ => None,
    });
    imported.filter(|path| files.label(path).is_some()).collect()
}

/// The style sheet at `path` with all imports of the site's own files replaced by what they import, as if each
/// file's rules stood there. A file that imports itself, however indirectly, adds nothing there, as in browsers.
pub fn join<'a>(
    path: &'a str,
    sources: &'a Sources,
    files: &dyn Files,
) -> Result<StyleSheet<'a>, Vec<Diagnostic>> {
    let mut joining =
        Joining { entry: path, sources, files, open: Vec::new(), licenses: Vec::new(), rules: 0 };
    let rules = joining.rules_of(path)?;
    let labels = vec![sources[path].label.clone()];
    let mut sheet = StyleSheet::new(labels, CssRuleList(rules), ParserOptions::default());
    sheet.license_comments = joining.licenses;
    Ok(sheet)
}

struct Joining<'a, 'f> {
    entry: &'a str,
    sources: &'a Sources,
    files: &'f dyn Files,
    /// The files that are being joined, the outermost first.
    open: Vec<&'a str>,
    licenses: Vec<lightningcss::values::string::CowArcStr<'a>>,
    rules: usize,
}

type Rules<'a> = Vec<CssRule<'a>>;

impl<'a> Joining<'a, '_> {
    fn rules_of(&mut self, path: &'a str) -> Result<Rules<'a>, Vec<Diagnostic>> {
        let source = &self.sources[path];
        let mut sheet = parse(source)?;
        let Ok(()) = sheet.visit(&mut Rebase { from: path, to: self.entry });
        self.open.push(path);
        self.licenses.append(&mut sheet.license_comments);
        let mut rules: Rules<'a> = Vec::new();
        for rule in sheet.rules.0 {
            match rule {
                CssRule::Import(import) => {
                    let joined = self.imported(import, path, source, &rules)?;
                    rules.extend(joined);
                }
                CssRule::Namespace(namespace) if self.open.len() > 1 || !rules.is_empty() => {
                    let at = offset(&source.text, namespace.loc.line, namespace.loc.column);
                    return Err(refused(source, at, "`@namespace` cannot be joined with other style sheets"));
                }
                rule => rules.push(rule),
            }
        }
        self.open.pop();
        self.rules += rules.len() + 1;
        if self.rules > MOST_RULES {
            return Err(refused(source, 0, "this style sheet imports too much"));
        }
        Ok(rules)
    }

    /// What stands in the place of an import.
    fn imported(
        &mut self,
        import: ImportRule<'a>,
        path: &'a str,
        source: &Source,
        before: &[CssRule<'a>],
    ) -> Result<Rules<'a>, Vec<Diagnostic>> {
        let at = offset(&source.text, import.loc.line, import.loc.column);
        if is_elsewhere(&import.url) {
            let may_stay =
                |rule: &CssRule<'_>| matches!(rule, CssRule::Import(_) | CssRule::LayerStatement(_));
            if self.open.len() > 1 || !before.iter().all(may_stay) {
                let message =
                    "an import from elsewhere must stand in the first style sheet, before all others";
                return Err(refused(source, at, message));
            }
            return Ok(vec![CssRule::Import(import)]);
        }
        let found = target(&import.url, path).and_then(|target| self.sources.get_key_value(&target));
        let Some((inner, _)) = found else {
            return Err(vec![self.missing(&import.url, path, source, at)]);
        };
        if self.open.contains(&inner.as_str()) {
            return Ok(Vec::new());
        }
        Ok(within(self.rules_of(inner)?, import))
    }

    fn missing(&self, url: &str, path: &str, source: &Source, at: usize) -> Diagnostic {
        let target = target(url, path);
        let near = target.as_deref().and_then(|target| self.files.nearest(target));
        let message = match &target {
            Some(target) => format!("there is no file `static/{target}` to import"),
            None => format!("`{url}` leads out of the folder of static files"),
        };
        let diagnostic = warning(source, &message, at..at + 1);
        match near {
            Some(near) => diagnostic.hint(format!("did you mean `static/{near}`?")),
            None => diagnostic,
        }
    }
}

fn refused(source: &Source, at: usize, message: &str) -> Vec<Diagnostic> {
    vec![warning(source, message, at..at + 1)]
}

/// The rules of an import under its conditions.
fn within<'a>(rules: Rules<'a>, import: ImportRule<'a>) -> Rules<'a> {
    let ImportRule { layer, supports, media, loc, .. } = import;
    let mut rules = rules;
    if let Some(name) = layer {
        rules = vec![CssRule::LayerBlock(LayerBlockRule { name, rules: CssRuleList(rules), loc })];
    }
    if let Some(condition) = supports {
        rules = vec![CssRule::Supports(SupportsRule { condition, rules: CssRuleList(rules), loc })];
    }
    if !media.media_queries.is_empty() {
        rules = vec![CssRule::Media(MediaRule { query: media, rules: CssRuleList(rules), loc })];
    }
    rules
}

/// Writes relative addresses for the folder of the style sheet that they come to stand in.
struct Rebase<'a> {
    from: &'a str,
    to: &'a str,
}

impl<'i> Visitor<'i> for Rebase<'_> {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        visit_types!(URLS)
    }

    fn visit_url(&mut self, url: &mut Url<'i>) -> Result<(), Infallible> {
        if let Some(address) = rebased(&url.url, self.from, self.to) {
            url.url = address.into();
        }
        Ok(())
    }
}

/// Names the site's own files by their fingerprints, so that caches may keep them for good; answers which.
pub fn fingerprint(sheet: &mut StyleSheet<'_>, path: &str, files: &dyn Files) -> Vec<String> {
    let mut naming = Fingerprint { sheet: path, files, named: BTreeSet::new() };
    let Ok(()) = sheet.visit(&mut naming);
    naming.named.into_iter().collect()
}

struct Fingerprint<'a> {
    sheet: &'a str,
    files: &'a dyn Files,
    named: BTreeSet<String>,
}

impl<'i> Visitor<'i> for Fingerprint<'_> {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        visit_types!(URLS)
    }

    fn visit_url(&mut self, url: &mut Url<'i>) -> Result<(), Infallible> {
        let file = target(&url.url, self.sheet).filter(|path| !is_style_sheet(path));
        if let Some((name, path)) = file.and_then(|path| Some((self.files.fingerprinted(&path)?, path))) {
            let address = format!("{}{}", relative(&name, self.sheet), tail(&url.url));
            url.url = address.into();
            self.named.insert(path);
        }
        Ok(())
    }
}
