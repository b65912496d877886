//! The index that readers search: which posts are in it, in which parts, and what of it is made anew.
//!
//! Owns the parts. An index cannot be changed in one place, so that each language has as many as it has thousands of
//! posts, oldest first: an edit makes its own part anew, and a new post the last. It must not know how an index is made.

use crate::{
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::EnvironmentError,
    output::{Entry, Update, Verified},
    paths::OutputPath,
    post::{Shortcodes, content_text, fragment_text},
    render::Bodies,
    search::{self, IndexFile, Record, Role},
    site::{EntryId, Locale, LocaleId, Site},
    view,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The folder of all indexes, below the output folder.
const FOLDER: &str = "pagefind/";
/// Posts in a part, unless there would be too many parts.
const PART: usize = 1_000;
/// Parts of a language that a browser asks for one by one; with more posts, parts are larger.
const MOST_PARTS: usize = 16;
/// Names the number of parts, for the script that searches them all.
const PARTS_FILE: &str = "parts.json";

/// One index: some of the posts and pages of a language.
#[derive(Debug)]
pub struct Part {
    /// The folder of its files, below the output folder, with its slash.
    pub folder: String,
    /// The digest of all that it is made of.
    pub digest: Digest,
    language: String,
    role: Role,
    entries: Vec<EntryId>,
    /// Parts of the language.
    count: usize,
}

/// What a part was made of, and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRecord {
    digest: Digest,
    files: Vec<(OutputPath, Entry)>,
}

/// Parts by their folders, as one build left them.
pub type PartRecords = BTreeMap<String, PartRecord>;

/// The parts of a site's index; none where it is not searched.
pub fn parts(site: &Site, shortcodes: &Shortcodes) -> Vec<Part> {
    if !site.config.search {
        return Vec::new();
    }
    let mut of_locales: Vec<Vec<(Option<String>, String, EntryId)>> = vec![Vec::new(); site.locales.len()];
    let ids = (0..).zip(&site.entries);
    for (id, entry, shown) in ids.filter_map(|(id, entry)| Some((id, entry, view::searched(site, id)?))) {
        of_locales[usize::from(entry.locale)].push((shown.date, shown.url, id));
    }
    let settings = settings(site, shortcodes);
    let of_locale = |(locale, mut found): (LocaleId, Vec<_>)| {
        found.sort();
        let entries: Vec<EntryId> = found.into_iter().map(|(_, _, id)| id).collect();
        parts_of(site, site.locale(locale), &entries, settings)
    };
    (0..).zip(of_locales).flat_map(of_locale).collect()
}

fn parts_of(site: &Site, locale: &Locale, entries: &[EntryId], settings: Digest) -> Vec<Part> {
    let chunks: Vec<&[EntryId]> = entries.chunks(part_size(entries.len())).collect();
    let count = chunks.len();
    let folder = view::index_folder(locale);
    let part = |(place, entries): (usize, &[EntryId])| {
        let role = if place == 0 { Role::Leading } else { Role::Further };
        let below = if place == 0 { String::new() } else { format!("{}/", place + 1) };
        let mut hasher = Hasher::new("part of the search");
        hasher.digest(settings).text(&locale.tag);
        // The leading part says how many there are.
        hasher.value(&(role == Role::Leading).then_some(count));
        for id in entries {
            hasher.value(&view::searched(site, *id)).digest(site.entry(*id).post.digest);
        }
        Part {
            folder: format!("{}/{below}", folder.as_str()),
            digest: hasher.finish(),
            language: locale.tag.to_lowercase(),
            role,
            entries: entries.to_vec(),
            count,
        }
    };
    chunks.into_iter().enumerate().map(part).collect()
}

/// How many of so many posts are in a part: the same number while posts are added, until there are twice as many.
fn part_size(count: usize) -> usize {
    let mut size = PART;
    while count > size * MOST_PARTS {
        size *= 2;
    }
    size
}

/// The digest of what every record depends on besides its post.
fn settings(site: &Site, shortcodes: &Shortcodes) -> Digest {
    let mut hasher = Hasher::new("settings of the search");
    hasher.text(search::FORMAT).value(&site.config.markdown).value(shortcodes);
    hasher.text(&site.config.language).text(site.config.base_url.host());
    hasher.finish()
}

/// Makes the files of a part.
///
/// # Errors
/// A post is not what it was when it was parsed, or Pagefind failed.
pub fn make(
    part: &Part,
    site: &Site,
    bodies: &dyn Bodies,
    shortcodes: &Shortcodes,
) -> Result<Vec<IndexFile>, Diagnostic> {
    let record = |id: &EntryId| record(part, site, *id, bodies, shortcodes);
    let records = part.entries.par_iter().filter_map(record).collect::<Result<Vec<_>, _>>()?;
    let mut files = search::index(records, &part.language, part.role).map_err(|why| failed(&why))?;
    if part.role == Role::Leading {
        let bytes = format!("{{\"parts\":{}}}\n", part.count).into_bytes();
        files.push(IndexFile { name: PARTS_FILE.to_owned(), bytes });
    }
    Ok(files)
}

fn record(
    part: &Part,
    site: &Site,
    id: EntryId,
    bodies: &dyn Bodies,
    shortcodes: &Shortcodes,
) -> Option<Result<Record, Diagnostic>> {
    let shown = view::searched(site, id)?;
    let post = &site.entry(id).post;
    let body = match bodies.text(post) {
        Ok(text) => content_text(&text, post, &site.config, shortcodes),
        Err(changed) => return Some(Err(changed)),
    };
    let note = post.meta.desk_note.as_deref().map(|note| fragment_text(note, &site.config));
    let transcript = post.meta.video.as_ref().and_then(|video| video.transcript.as_deref());
    let transcript = transcript.map(|text| fragment_text(text, &site.config));
    // Titles are searched by themselves, but only by what stands between blanks.
    let title = search::has_no_blanks(&part.language).then_some(shown.title);
    let heads = [title, shown.description].into_iter().flatten();
    let tails = [note, transcript].into_iter().flatten();
    let text: Vec<String> = heads.map(str::to_owned).chain([body]).chain(tails).collect();
    let mut meta = BTreeMap::from([("title".to_owned(), shown.title.to_owned())]);
    if let Some(date) = &shown.date {
        // A letter before it and no hyphens: whoever looks for “2026” does not mean every post of that year.
        meta.insert("date".to_owned(), format!("d{}", date.replace('-', "")));
    }
    let section = shown.section.map(str::to_owned).into_iter().collect();
    let tags = shown.tags.iter().map(|tag| (*tag).to_owned()).collect();
    let dates = shown.date.iter().flat_map(|date| [date.get(..4), date.get(..7)]);
    let dates = dates.flatten().map(str::to_owned).collect();
    let filters = [("section", section), ("tag", tags), ("author", shown.authors), ("date", dates)];
    let filters = filters.into_iter().filter(|(_, values): &(&str, Vec<String>)| !values.is_empty());
    let filters = filters.map(|(name, values)| (name.to_owned(), values)).collect();
    Some(Ok(Record { url: shown.url, text: text.join("\n"), meta, filters }))
}

fn failed(why: &str) -> Diagnostic {
    Diagnostic::error("search", format!("the index of the search could not be made: {why}"))
        .hint("build again, or set `search: false` in `sitegen.yaml`")
}

/// What bringing the index up to date gave.
#[derive(Default)]
pub struct Indexed {
    /// The parts as they are now.
    pub records: PartRecords,
    /// Posts and pages that were indexed.
    pub count: usize,
    /// Why parts could not be made.
    pub diagnostics: Vec<Diagnostic>,
    /// What the machine refused first.
    pub failure: Option<EnvironmentError>,
}

/// Keeps the parts that are as they were, and makes and stages the others.
pub fn bring_up_to_date(
    parts: &[Part],
    known: &PartRecords,
    update: &Update,
    make: &(dyn Fn(&Part) -> Result<Vec<IndexFile>, Diagnostic> + Sync),
) -> Indexed {
    let done: Vec<_> = parts
        .par_iter()
        .map(|part| match known.get(&part.folder).filter(|record| stands(part, record, update)) {
            Some(record) => Done::Kept(record.clone()),
            None => match make(part) {
                Ok(files) => stage(part, &files, update),
                Err(diagnostic) => Done::Broken(diagnostic),
            },
        })
        .collect();
    let mut indexed = Indexed::default();
    for (part, done) in parts.iter().zip(done) {
        match done {
            Done::Kept(record) => {
                indexed.records.insert(part.folder.clone(), record);
            }
            Done::Made(record) => {
                indexed.count += part.entries.len();
                indexed.records.insert(part.folder.clone(), record);
            }
            Done::Broken(diagnostic) => indexed.diagnostics.push(diagnostic),
            Done::Failed(error) => {
                indexed.failure.get_or_insert(error);
            }
        }
    }
    indexed
}

enum Done {
    Kept(PartRecord),
    Made(PartRecord),
    Broken(Diagnostic),
    Failed(EnvironmentError),
}

/// Whether a part is made of the same and all of its files lie where they were left.
fn stands(part: &Part, record: &PartRecord, update: &Update) -> bool {
    let is_intact = |(path, entry): &(OutputPath, Entry)| update.verify(path, entry) == Verified::Intact;
    record.digest == part.digest && record.files.iter().all(is_intact)
}

fn stage(part: &Part, files: &[IndexFile], update: &Update) -> Done {
    let stage = |file: &IndexFile| {
        let path = path_of(part, file)?;
        let entry = Entry::of(&file.bytes);
        Some(update.stage(&path, entry, &file.bytes).map(|_| (path, entry)))
    };
    match files.iter().filter_map(stage).collect::<Result<Vec<_>, _>>() {
        Ok(files) => Done::Made(PartRecord { digest: part.digest, files }),
        Err(error) => Done::Failed(error),
    }
}

fn path_of(part: &Part, file: &IndexFile) -> Option<OutputPath> {
    OutputPath::parse(&format!("{}{}", part.folder, file.name)).ok()
}

/// The part that a file of the output belongs to, and its path in it.
pub fn part_of<'a, 'p>(parts: &'a [Part], path: &'p OutputPath) -> Option<(&'a Part, &'p str)> {
    let path = path.as_str();
    if !path.starts_with(FOLDER) {
        return None;
    }
    let of_part = |part: &'a Part| Some((part, path.strip_prefix(&part.folder)?));
    // The folders of further parts are in that of the first.
    parts.iter().filter_map(of_part).min_by_key(|(_, rest)| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_as_large_while_posts_are_added() {
        assert_eq!([0, 1, 1_000, 15_999, 16_000].map(part_size), [PART; 5]);
        assert_eq!(part_size(16_001), 2 * PART);
        assert_eq!(part_size(100_000), 8 * PART);
    }

    #[test]
    fn a_file_belongs_to_the_nearest_part() {
        let part = |folder: &str| Part {
            folder: folder.to_owned(),
            digest: Digest::default(),
            language: "en".to_owned(),
            role: Role::Leading,
            entries: Vec::new(),
            count: 1,
        };
        let parts = [part("pagefind/en/"), part("pagefind/en/2/"), part("pagefind/zh/")];
        let find = |path: &str| {
            let path = OutputPath::parse(path).expect("legal");
            part_of(&parts, &path).map(|(part, name)| format!("{} {name}", part.folder))
        };
        assert_eq!(find("pagefind/en/pagefind.js").as_deref(), Some("pagefind/en/ pagefind.js"));
        assert_eq!(
            find("pagefind/en/2/index/a.pf_index").as_deref(),
            Some("pagefind/en/2/ index/a.pf_index")
        );
        assert_eq!(find("pagefind/fr/pagefind.js"), None);
        assert_eq!(find("search/index.html"), None);
    }
}
