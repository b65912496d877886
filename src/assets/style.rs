//! One style sheet with all that it imports, minified.

use super::join::join;
use crate::diagnostic::{Diagnostic, Position};
use lightningcss::{
    error::{Error, ParserError},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions, StyleSheet},
    traits::Parse,
    values::color::CssColor,
};
use std::collections::BTreeMap;

/// The static files of a site, by path below `static/`.
pub trait Files {
    /// How diagnostics call a file; none if there is no such file.
    fn label(&self, path: &str) -> Option<String>;
    /// The bytes of a file that there is.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it was when the project was read.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, Diagnostic>;
    /// The name of the file nearest to this one.
    fn nearest(&self, path: &str) -> Option<String>;
    /// Where a file that there is gets published under its fingerprint.
    fn fingerprinted(&self, path: &str) -> Option<String>;
}

/// What became of a style sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// The joined and minified text; none when it is to be published as it is.
    pub text: Option<String>,
    /// Files that it names by their fingerprints: pictures, faces.
    pub files: Vec<String>,
    /// Why it is published as it is.
    pub diagnostics: Vec<Diagnostic>,
}

/// The red, green and blue of a colour of CSS; none for one that has none by itself, such as `currentcolor`. Of two
/// for light and dark, that for light.
pub fn rgb(colour: &str) -> Option<[u8; 3]> {
    let parsed = CssColor::parse_string(colour).ok()?;
    let light = if let CssColor::LightDark(light, _) = parsed { *light } else { parsed };
    if let CssColor::RGBA(colour) = light.to_rgb().ok()? {
        return Some([colour.red, colour.green, colour.blue]);
    }
    None
}

/// Joins the style sheet at `path` with all that it imports, and minifies the whole. A mistake in any of them is a
/// warning, and the file then stays as it is: browsers pass over what they do not understand.
pub fn bundle(path: &str, files: &dyn Files) -> Bundle {
    match read_all(path, files).and_then(|sources| write(path, &sources, files)) {
        Ok((text, files)) => Bundle { text: Some(text), files, diagnostics: Vec::new() },
        Err(diagnostics) => Bundle { text: None, files: Vec::new(), diagnostics },
    }
}

/// Whether a file is a style sheet by its name.
pub fn is_style_sheet(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("css"))
}

/// A style sheet as it was read.
pub struct Source {
    /// How diagnostics call it.
    pub label: String,
    pub text: String,
}

/// All style sheets that are reached, by path.
pub type Sources = BTreeMap<String, Source>;

/// Most style sheets that one may import, those of its imports included.
const MOST_IMPORTS: usize = 500;

fn read_all(path: &str, files: &dyn Files) -> Result<Sources, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let mut waiting = vec![path.to_owned()];
    let mut diagnostics = Vec::new();
    while let Some(path) = waiting.pop() {
        if sources.contains_key(&path) || sources.len() > MOST_IMPORTS {
            continue;
        }
        let source = match read(&path, files) {
            Ok(source) => source,
            Err(diagnostic) => return Err(vec![diagnostic]),
        };
        match parse(&source) {
            Ok(sheet) => waiting.extend(super::join::imports(&sheet, &path, files)),
            Err(found) => diagnostics.extend(found),
        }
        sources.insert(path, source);
    }
    if diagnostics.is_empty() { Ok(sources) } else { Err(diagnostics) }
}

fn read(path: &str, files: &dyn Files) -> Result<Source, Diagnostic> {
    let label = files.label(path).unwrap_or_else(|| format!("static/{path}"));
    let text = String::from_utf8(files.bytes(path)?).map_err(|error| {
        let message = format!("this style sheet is not UTF-8: byte {}", error.utf8_error().valid_up_to());
        Diagnostic::warning("css", message).in_file(label.as_str()).hint("save it as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Source { label, text })
}

/// Deepest nesting of brackets: the parser goes down by calls.
const DEEPEST: usize = 200;

/// Parses one style sheet; every mistake in it is told.
pub fn parse(source: &Source) -> Result<StyleSheet<'_>, Vec<Diagnostic>> {
    if let Some(at) = too_deep(&source.text) {
        let message = format!("brackets are nested more than {DEEPEST} deep");
        return Err(vec![warning(source, &message, at..at + 1)]);
    }
    let warnings = std::sync::Arc::default();
    let options = ParserOptions {
        filename: source.label.clone(),
        error_recovery: true,
        warnings: Some(std::sync::Arc::clone(&warnings)),
        ..ParserOptions::default()
    };
    let sheet = StyleSheet::parse(&source.text, options);
    let told = |error: &Error<ParserError<'_>>| {
        let at = error.loc.as_ref().map_or(0, |at| offset(&source.text, at.line, at.column));
        warning(source, &said(&error.kind, &source.text[at..]), at..at + 1)
    };
    let found: Vec<Diagnostic> =
        warnings.read().map(|errors| errors.iter().map(told).collect()).unwrap_or_default();
    match sheet {
        Ok(sheet) if found.is_empty() => Ok(sheet),
        Ok(_) => Err(found),
        Err(error) => Err(found.into_iter().chain([told(&error)]).collect()),
    }
}

/// What the parser says; it names tokens by its own types, we by what stands there.
fn said(error: &ParserError<'_>, at: &str) -> String {
    let at = at.trim_start();
    let word: String = at.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
    match (error, at.chars().next()) {
        (ParserError::UnexpectedToken(_), Some(first)) if word.is_empty() => {
            format!("`{first}` is not expected here")
        }
        (ParserError::UnexpectedToken(_), Some(_)) => format!("`{word}` is not expected here"),
        _ => error.to_string(),
    }
}

/// A warning at these bytes of a style sheet.
pub fn warning(source: &Source, message: &str, range: std::ops::Range<usize>) -> Diagnostic {
    let mut characters = message.chars();
    let lower = characters.next().into_iter().flat_map(char::to_lowercase).chain(characters);
    Diagnostic::warning("css", lower.collect::<String>().trim_end_matches('.'))
        .in_file(source.label.as_str())
        .at(Position::of(&source.text, range))
        .hint("until it is repaired, this style sheet is published as it is, not joined or minified")
}

/// The byte at a line from 0 and a column from 1 in UTF-16 units.
pub fn offset(text: &str, line: u32, column: u32) -> usize {
    let lines = text.split_inclusive('\n');
    let start: usize = lines.take(line as usize).map(str::len).sum();
    let mut left = column.saturating_sub(1) as usize;
    let rest = text[start..].char_indices().find(|(_, c)| {
        let found = left == 0;
        left = left.saturating_sub(c.len_utf16());
        found
    });
    rest.map_or(text.len(), |(at, _)| start + at)
}

fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn write(path: &str, sources: &Sources, files: &dyn Files) -> Result<(String, Vec<String>), Vec<Diagnostic>> {
    let mut sheet = join(path, sources, files)?;
    let named = super::join::fingerprint(&mut sheet, path, files);
    let failed = |message: String| vec![warning(&sources[path], &message, 0..0)];
    sheet.minify(MinifyOptions::default()).map_err(|error| failed(error.kind.to_string()))?;
    let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
    let written = sheet.to_css(options).map_err(|error| failed(error.kind.to_string()))?;
    Ok((format!("{}\n", written.code), named))
}
