//! The theme's templates and static files in the site's own folder, to be changed.

use super::{Folder, Made, Stopped};
use crate::{
    diagnostic::{Diagnostic, nearest},
    theme,
};
use std::path::PathBuf;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eject {
    /// The site's folder.
    pub root: PathBuf,
    /// A file or a folder of the theme: `templates/home.html`, `home.html`, `components`; all of it unless set.
    pub path: Option<String>,
    /// What becomes of files that were changed.
    pub changed: Changed,
}

/// What becomes of files that are there and are not as the theme has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// They stay.
    Keep,
    /// They are replaced.
    Replace,
}

/// What was done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ejected {
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that were there as the theme has them.
    pub same: Vec<String>,
    /// Files that are there, are others, and stay.
    pub changed: Vec<String>,
}

/// The theme's files in the order of their paths in a site, with their bytes.
pub fn theme_files() -> Vec<(String, Vec<u8>)> {
    let templates =
        theme::templates().map(|(name, text)| (format!("templates/{name}"), text.as_bytes().to_vec()));
    let strings = theme::strings().map(|(name, bytes)| (format!("templates/{name}"), bytes.to_vec()));
    let others = theme::static_files().map(|(name, bytes)| (format!("static/{name}"), bytes.to_vec()));
    let mut files: Vec<_> = templates.chain(strings).chain(others).collect();
    files.sort_unstable();
    files
}

/// Copies what is asked for.
///
/// # Errors
/// The theme has no such file, the one that was named is there and was changed, or the machine refuses.
pub fn eject(wanted: &Eject) -> Result<Ejected, Stopped> {
    let all = theme_files();
    let chosen: Vec<&(String, Vec<u8>)> = match &wanted.path {
        Some(path) => choose(&all, path).map_err(|mistake| Stopped::usage(*mistake))?,
        None => all.iter().collect(),
    };
    let folder = Folder::open(&wanted.root)?;
    let mut ejected = Ejected::default();
    for (path, bytes) in &chosen {
        let stopped = |error| Stopped::Environment(error);
        match folder.read(path).map_err(stopped)? {
            Some(there) if there == *bytes => ejected.same.push(path.clone()),
            Some(_) if wanted.changed == Changed::Keep => ejected.changed.push(path.clone()),
            Some(_) => {
                folder
                    .replace(path, bytes)
                    .map_err(|error| Stopped::Halfway(ejected.written.clone(), error))?;
                ejected.written.push(path.clone());
            }
            None => match folder.create(path, bytes) {
                Ok(Made::New) => ejected.written.push(path.clone()),
                // Someone was faster.
                Ok(Made::Kept) => ejected.changed.push(path.clone()),
                Err(error) => return Err(Stopped::Halfway(ejected.written, error)),
            },
        }
    }
    match chosen.as_slice() {
        [(only, _)] if !ejected.changed.is_empty() => Err(Stopped::refused(was_changed(only))),
        _ => Ok(ejected),
    }
}

fn was_changed(path: &str) -> Diagnostic {
    let message = format!("`{path}` is there already, and is not as the theme has it");
    Diagnostic::error("theme-file-changed", message)
        .hint("add `--force` to replace it; what it holds is then lost")
}

/// The files that a name means: the path in a site, or less its first folder; of a file, or of a folder.
fn choose<'a>(
    all: &'a [(String, Vec<u8>)],
    typed: &str,
) -> Result<Vec<&'a (String, Vec<u8>)>, Box<Diagnostic>> {
    let typed = typed.replace('\\', "/");
    let name = typed.trim_start_matches("./").trim_end_matches('/');
    for prefix in ["", "templates/", "static/"] {
        let wanted = format!("{prefix}{name}");
        let below = format!("{wanted}/");
        let chosen: Vec<_> =
            all.iter().filter(|(path, _)| *path == wanted || path.starts_with(&below)).collect();
        if !chosen.is_empty() {
            return Ok(chosen);
        }
    }
    let message = format!("the theme has no `{typed}`");
    let hint = match near(all, name) {
        Some(near) => format!("did you mean `{near}`? `sitegen theme eject --list` shows all names"),
        None => "`sitegen theme eject --list` shows all names".to_owned(),
    };
    Err(Box::new(Diagnostic::error("theme-file-unknown", message).hint(hint)))
}

/// The nearest file, by its whole path, its path below `templates/` or `static/`, or its name alone.
fn near<'a>(all: &'a [(String, Vec<u8>)], name: &str) -> Option<&'a str> {
    let names = || {
        all.iter().flat_map(|(path, _)| {
            let below = path.split_once('/').map_or(&**path, |(_, below)| below);
            let last = path.rsplit('/').next().unwrap_or(path);
            [&**path, below, last].map(|short| (short, &**path))
        })
    };
    let found = nearest(name, names().map(|(short, _)| short))?;
    names().find(|(short, _)| *short == found).map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(name: &str) -> Result<Vec<String>, String> {
        let all = theme_files();
        let chosen = choose(&all, name).map_err(|mistake| mistake.hint.unwrap_or_default())?;
        Ok(chosen.into_iter().map(|(path, _)| path.clone()).collect())
    }

    #[test]
    fn a_name_is_a_path_or_its_end_of_a_file_or_a_folder() {
        let home = Ok(vec!["templates/home.html".to_owned()]);
        for name in ["templates/home.html", "home.html", "./templates/home.html", "templates\\home.html"] {
            assert_eq!(chosen(name), home, "{name}");
        }
        let components = chosen("components/").expect("a folder");
        assert!(
            components.len() > 5 && components.iter().all(|path| path.starts_with("templates/components/"))
        );
        assert_eq!(chosen("css"), chosen("static/css"));
        assert_eq!(chosen("strings/de.yaml"), Ok(vec!["templates/strings/de.yaml".to_owned()]));
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        for (name, near) in [
            ("hom.html", "templates/home.html"),
            ("templates/artcle.html", "templates/"),
            ("cards.html", "templates/components/card.html"),
            ("css/man.css", "static/css/main.css"),
        ] {
            let hint = chosen(name).expect_err(name);
            assert!(hint.starts_with(&format!("did you mean `{near}")), "{name}: {hint}");
        }
        assert_eq!(chosen("zzzzzzzzzz"), Err("`sitegen theme eject --list` shows all names".to_owned()));
    }
}
