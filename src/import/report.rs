//! What became of a source: counts by kind of thing, and a line for each that was not carried over or changed.

use super::{
    foreign::{Fate, Generator, Remark},
    source::Source,
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// Where a report is in the new site.
pub const FILE: &str = "import-report.md";

/// The themes of a source, none of which is carried over.
pub fn themes(source: &Source) -> impl Iterator<Item = Remark> {
    let paths = source.below("themes/").filter_map(|path| path["themes/".len()..].split_once('/'));
    let names: BTreeSet<String> = paths.map(|(name, _)| name.to_owned()).collect();
    names.into_iter().map(|name| {
        let message = format!("the theme `{name}` is not carried over, nor are its static files");
        let hint = "the theme of sitegen is used: docs/theme.md";
        Remark::left("themes", message, hint).in_file(format!("themes/{name}/"))
    })
}

/// How much of one kind of thing was carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Carried over.
    pub carried: usize,
    /// Carried over, with a remark.
    pub changed: usize,
    /// Not carried over.
    pub left: usize,
}

/// A page and where it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLine {
    /// Its file in the source.
    pub source: String,
    /// Its file in the new site; none where it was not carried over.
    pub target: Option<String>,
    /// Its address there.
    pub before: Option<String>,
    /// Its address here.
    pub after: Option<String>,
    /// Whether it is built only when drafts are asked for.
    pub draft: bool,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose site it was.
    pub generator: Generator,
    /// Counts by kind of thing.
    pub tally: BTreeMap<&'static str, Tally>,
    /// Things to know of, by kind and place.
    pub remarks: Vec<Remark>,
    /// All pages, by file.
    pub pages: Vec<PageLine>,
}

impl Report {
    /// Nothing yet.
    pub fn new(generator: Generator) -> Self {
        Self { generator, tally: BTreeMap::new(), remarks: Vec::new(), pages: Vec::new() }
    }

    /// Counts things that were carried over.
    pub fn carried(&mut self, what: &'static str, count: usize) {
        if count > 0 {
            self.tally.entry(what).or_default().carried += count;
        }
    }

    /// Takes up remarks, each once, and counts them.
    pub fn add(&mut self, remarks: impl IntoIterator<Item = Remark>) {
        for remark in remarks {
            let tally = self.tally.entry(remark.what).or_default();
            match remark.fate {
                Fate::Left => tally.left += 1,
                Fate::Changed => tally.changed += 1,
            }
            self.remarks.push(remark);
        }
    }

    /// Puts remarks and pages in order.
    pub fn sort(&mut self) {
        self.remarks.sort();
        self.remarks.dedup();
        for tally in self.tally.values_mut() {
            (tally.left, tally.changed) = (0, 0);
        }
        for remark in &self.remarks {
            let tally = self.tally.entry(remark.what).or_default();
            match remark.fate {
                Fate::Left => tally.left += 1,
                Fate::Changed => tally.changed += 1,
            }
        }
        self.pages.sort_by(|a, b| a.source.cmp(&b.source));
    }

    /// How many things were not carried over.
    pub fn left(&self) -> usize {
        self.tally.values().map(|tally| tally.left).sum()
    }

    /// The report as a page of Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# What became of the {} site\n\n", self.generator.title());
        text.push_str(
            "Written by `sitegen import`. This file is no part of the site: remove it when all is done.\n\n",
        );
        text.push_str("| what | carried over | changed | left |\n|---|---:|---:|---:|\n");
        for (what, Tally { carried, changed, left }) in &self.tally {
            let _ = writeln!(text, "| {what} | {carried} | {changed} | {left} |");
        }
        let mut last = None;
        for remark in &self.remarks {
            let heading = (remark.what, remark.fate);
            if last != Some(heading) {
                let fate = match remark.fate {
                    Fate::Left => "not carried over",
                    Fate::Changed => "carried over, and changed",
                };
                let _ = write!(text, "\n## {}: {fate}\n\n", capitalized(remark.what));
                last = Some(heading);
            }
            let place = place(remark).map(|place| format!("`{place}`: ")).unwrap_or_default();
            let _ =
                writeln!(text, "- {place}{}. To do: {}", one_line(&remark.message), one_line(&remark.hint));
        }
        let moved: Vec<&PageLine> =
            self.pages.iter().filter(|page| page.before != page.after || page.draft).collect();
        if !moved.is_empty() {
            text.push_str("\n## Pages that are not at the address that they had\n\n| file | before | now |\n|---|---|---|\n");
        }
        for page in moved {
            let shown = |url: &Option<String>| {
                url.as_ref().map_or("none".to_owned(), |url| format!("`{}`", one_line(url)))
            };
            let now = if page.draft { "draft".to_owned() } else { shown(&page.after) };
            let _ = writeln!(text, "| `{}` | {} | {now} |", one_line(&page.source), shown(&page.before));
        }
        text
    }
}

/// `file:line` of a remark, as far as they are known.
pub fn place(remark: &Remark) -> Option<String> {
    let file = remark.file.as_deref().filter(|file| !file.is_empty())?;
    Some(remark.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().collect::<String>() + characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_what_where_and_what_to_do() {
        let mut report = Report::new(Generator::Jekyll);
        report.carried("posts", 2);
        let remark = Remark::left("template code", "`{% x %}` is as it was written", "take it out");
        report.add([
            remark.clone().in_file("_posts/a.md").on_line(3),
            remark.in_file("_posts/a.md").on_line(3),
        ]);
        let page = PageLine {
            source: "a.md".to_owned(),
            target: None,
            before: Some("/".to_owned()),
            after: None,
            draft: false,
        };
        report.pages.push(page);
        report.sort();
        assert_eq!(report.left(), 1);
        insta::assert_snapshot!(report.markdown());
    }
}
