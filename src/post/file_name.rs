//! What a post's path says: its date, its name, its language.
//!
//! It must not look into the file.

use crate::paths::SourcePath;

/// What the path of a Markdown file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The date at the beginning of the name, as text: `2026-07-05`.
    pub date: Option<String>,
    /// The name less its date, language and ending; the folder's for a bundle's `index.md`.
    pub stem: String,
    /// `NAME.LANG.md`.
    pub lang: Option<String>,
    /// Whether the file is the `index.md` of a bundle.
    pub is_bundle: bool,
}

/// Takes a path apart. `is_known` says of a language tag whether the site is written in it.
pub fn read_file_name(path: &SourcePath, is_known: &dyn Fn(&str) -> bool) -> FileName {
    let name = path.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (stem, lang) = match stem.rsplit_once('.') {
        Some((stem, code)) if !stem.is_empty() && is_language(code, is_known) => {
            (stem, Some(code.replace('_', "-")))
        }
        _ => (stem, None),
    };
    let folder = path.parent().rsplit('/').next().unwrap_or_default();
    let is_bundle = stem == "index" && !folder.is_empty();
    let (date, stem) = split_date(if is_bundle { folder } else { stem });
    FileName { date, stem: stem.to_owned(), lang, is_bundle }
}

/// The two-letter codes of ISO 639-1.
const LANGUAGES: &str = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv \
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie \
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk \
    ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se \
    sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo \
    xh yi yo za zh zu ";

/// Whether a part of a name is a language: a code of ISO 639-1, then perhaps a region (`pt-BR`, `zh_TW`) or a
/// script (`zh-Hant`); or a tag that the site knows. Other parts, as in `page.md.md`, `app.js.md` and
/// `notes.txt.md`, are none.
fn is_language(code: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    let (language, region) = code.split_once(['-', '_']).map_or((code, None), |(l, r)| (l, Some(r)));
    let is_region = |region: &str| match region.len() {
        2 | 4 => region.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => region.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let is_listed = language.len() == 2
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && LANGUAGES.contains(&format!(" {language} "));
    (is_listed && region.is_none_or(is_region)) || is_known(&code.replace('_', "-"))
}

/// `2026-7-5-slug` → the date and `slug`. A name that is a date alone is its own slug.
fn split_date(name: &str) -> (Option<String>, &str) {
    let mut parts = name.splitn(4, ['-', '_']);
    let numbers = [parts.next(), parts.next(), parts.next()];
    let [Some(year), Some(month), Some(day)] = numbers else { return (None, name) };
    let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(year, 4..=4) || !is_number(month, 1..=2) || !is_number(day, 1..=2) {
        return (None, name);
    }
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    match parts.next().filter(|slug| !slug.is_empty()) {
        Some(slug) => (Some(date), slug),
        None => (Some(date), name),
    }
}

/// A title from a name: `hello-big_world` → `Hello big world`.
pub fn title_from_name(stem: &str) -> String {
    let words: Vec<&str> = stem.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let mut characters = words.join(" ");
    if let Some(first) = characters.chars().next() {
        let upper: String = first.to_uppercase().collect();
        characters.replace_range(..first.len_utf8(), &upper);
    }
    if characters.is_empty() { stem.to_owned() } else { characters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_date_name_and_language() {
        let paths = [
            "content/posts/2026-07-05-hello.md",
            "content/posts/2026/2026-7-5-hello-world.md",
            "content/posts/2026-07-05-x/index.md",
            "content/posts/x/index.de.md",
            "content/posts/2026-07-05-hello.pt-BR.md",
            "content/posts/2026-07-05.md",
            "content/index.md",
            "index.md",
            "content/about.md",
            "content/v1.2.md",
            "content/notes.txt.md",
            "content/a.en.md",
            "content/a.zh-Hant.md",
            "content/a.news.md",
            "content/2026-07-hello.md",
            "content/2026-07-05-.md",
            "content/2026_07_05_hello.markdown",
            "content/.md",
            "content/no-ending",
        ];
        let shown: Vec<String> = paths
            .iter()
            .map(|path| {
                let name = read_file_name(&SourcePath::new(*path), &|_| false);
                let bundle = if name.is_bundle { " bundle" } else { "" };
                format!("{path}: {:?} {:?} {:?}{bundle}", name.date, name.stem, name.lang)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn titles_from_names() {
        assert_eq!(title_from_name("hello-big_world"), "Hello big world");
        assert_eq!(title_from_name("éa"), "Éa");
        assert_eq!(title_from_name("-"), "-");
    }
}
