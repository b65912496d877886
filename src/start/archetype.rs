//! Archetypes: what a new post or page is filled in from.
//!
//! Owns which one serves, and how a mistake in what it gives is led back to its line.

use super::post::What;
use crate::{
    config::Config,
    diagnostic::{Diagnostic, Position},
    environment::EnvironmentError,
    paths::SourcePath,
    source, template,
};
use serde::Serialize;
use std::{io, path::Path};

/// The folder of a site's own.
pub const FOLDER: &str = "archetypes";

/// What a post is filled in from where the site has nothing of its own.
const POST: &str = include_str!("archetypes/post.md");
const PAGE: &str = include_str!("archetypes/page.md");

/// An archetype.
#[derive(Debug)]
pub struct Archetype {
    /// Its file in the project, or how messages call the one in the program.
    pub file: String,
    text: String,
}

/// The archetype of a kind; else that of all posts, or of pages; else the program's own.
///
/// # Errors
/// A file is there and cannot be read, or is not UTF-8.
pub fn find(root: &Path, what: What, kind: Option<&str>) -> Result<Archetype, EnvironmentError> {
    let (usual, built_in) = match what {
        What::Post => ("post", POST),
        What::Page => ("page", PAGE),
    };
    for name in kind.into_iter().chain([usual]) {
        let file = format!("{FOLDER}/{name}.md");
        match source::read(root, &SourcePath::new(&*file)) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes)
                    .map_err(|_| EnvironmentError::because("read", &file, "it is not UTF-8"))?;
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                return Ok(Archetype { file, text });
            }
            Err(error) if error.source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Archetype { file: format!("the built-in {FOLDER}/{usual}.md"), text: built_in.to_owned() })
}

impl Archetype {
    /// The text of a new post.
    ///
    /// # Errors
    /// What is wrong with the template, with its place.
    pub fn fill(&self, values: &impl Serialize, config: &Config) -> Result<String, Box<Diagnostic>> {
        template::fill(&self.file, &self.text, values, config)
    }

    /// A mistake in the text that it gave, as one of the archetype: at the line of the archetype that gave the line, as
    /// far as that can be told.
    pub fn blame(&self, mistake: Diagnostic, given: &str) -> Diagnostic {
        let line = mistake.position.and_then(|position| given.lines().nth(position.line as usize - 1));
        let own = line.and_then(|line| self.line_that_gave(line, mistake.position?.line as usize));
        let message = match line.map(str::trim).filter(|line| !line.is_empty()) {
            Some(line) => {
                format!("the archetype gives a line that cannot be: {} (`{line}`)", mistake.message)
            }
            None => format!("the archetype gives a front matter that cannot be: {}", mistake.message),
        };
        let hint = match &mistake.hint {
            Some(hint) => format!("write values as `{{{{ title | yaml }}}}`, without quotes around; {hint}"),
            None => "write values as `{{ title | yaml }}`, without quotes around".to_owned(),
        };
        Diagnostic { message, position: own, fix: None, related: Vec::new(), ..mistake }
            .in_file(&*self.file)
            .hint(hint)
    }

    /// The line with the longest fixed beginning that a line which was given has too; of several the nearest.
    fn line_that_gave(&self, given: &str, number: usize) -> Option<Position> {
        let mut offset = 0;
        let mut best: Option<(usize, usize, std::ops::Range<usize>)> = None;
        for (index, line) in self.text.split_inclusive('\n').enumerate() {
            let range = offset..offset + line.trim_end().len();
            offset += line.len();
            let fixed = match line.find("{{").or_else(|| line.find("{%")) {
                Some(end) => &line[..end],
                None => line.trim_end(),
            };
            let fits =
                if fixed.len() == line.trim_end().len() { given == fixed } else { given.starts_with(fixed) };
            if !fits || fixed.trim().is_empty() {
                continue;
            }
            let (length, distance) = (fixed.len(), index.abs_diff(number - 1));
            if best.as_ref().is_none_or(|(longest, nearest, _)| {
                length > *longest || (length == *longest && distance < *nearest)
            }) {
                best = Some((length, distance, range));
            }
        }
        best.map(|(_, _, range)| Position::of(&self.text, range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Archetype {
        Archetype { file: "archetypes/post.md".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_line_is_led_back_to_the_one_that_gave_it() {
        let archetype =
            own("---\n{% if kind %}kind: {{ kind }}\n{% endif %}title: {{ title }}\ntags: []\n---\n");
        let line = |given, number| archetype.line_that_gave(given, number).map(|position| position.line);
        assert_eq!(line("tags: []", 3), Some(4));
        assert_eq!(line("---", 1), Some(1));
        assert_eq!(line("---", 5), Some(5));
        assert_eq!(line("other: x", 2), None);
        let plain = own("---\ntitle: {{ title }}\n---\n");
        assert_eq!(plain.line_that_gave("title: a: b", 2).map(|position| position.line), Some(2));
    }
}
