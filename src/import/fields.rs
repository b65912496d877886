//! The keys of front matters under our names.
//!
//! Owns which of their names are ours, and which of ours mean something else there. It must not know one generator.

use super::{
    foreign::{Field, Remark, entry, map, texts, texts_of, truth},
    matter::Matter,
};
use crate::yaml::{Entry, Node};

/// Our names, and what others call the same.
const NAMES: [(&str, &[&str]); 12] = [
    ("title", &[]),
    ("id", &["guid"]),
    ("date", &["published_date", "pubDate", "created"]),
    ("publish_date", &["publishDate", "publishdate", "pubdate"]),
    ("updated", &["lastmod", "modified", "last_modified_at"]),
    ("expires", &["expiryDate", "expirydate", "unpublishdate"]),
    ("description", &["dek", "subtitle"]),
    ("summary", &["excerpt"]),
    ("categories", &["category"]),
    ("authors", &["author"]),
    ("translation_key", &["translationKey", "translationkey"]),
    ("aliases", &["redirect_from"]),
];

/// Keys that have a meaning here and none, or another one, there.
const OTHERS: [&str; 7] = ["related", "url", "path", "permalink", "template", "visibility", "id"];

/// A front matter under our names. What our reader would take for something else goes to `extra`; of two names of one
/// field that disagree, the second does.
pub fn canonical(matter: Matter, file: &str, remarks: &mut Vec<Remark>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut extra: Vec<Entry> = Vec::new();
    let unread = matter.unread.clone();
    for mut field in matter.fields {
        if let Some(ours) = our_name(&field) {
            match fields.iter().find(|other| other.key == ours) {
                Some(other) if other.value.says_same(&field.value) => continue,
                Some(other) => {
                    let message = format!("`{}` and `{}` mean the same and disagree", other.key, field.key);
                    let hint = format!("the second is `{}` in `extra`", field.key);
                    remarks.push(
                        Remark::changed("front matter", message, hint).in_file(file).on_line(field.line),
                    );
                    extra.push(entry(&field.key, field.value));
                    continue;
                }
                None => ours.clone_into(&mut field.key),
            }
        }
        match field.value.map() {
            Some(entries) if matches!(field.key.as_str(), "extra" | "params") => {
                extra.extend(entries.iter().cloned());
            }
            _ if OTHERS.contains(&field.key.as_str()) => extra.push(entry(&field.key, field.value)),
            _ => fields.push(field),
        }
    }
    if let Some(unread) = unread {
        fields.push(Field::new("draft", truth(true)));
        extra.push(entry("imported_front_matter", super::foreign::text(unread)));
    }
    push_extra(&mut fields, extra);
    fields
}

/// Adds entries to the `extra` of a front matter; the first of a name stays.
pub fn push_extra(fields: &mut Vec<Field>, added: Vec<Entry>) {
    if added.is_empty() {
        return;
    }
    let old = fields.iter().position(|field| field.key == "extra").map(|index| fields.remove(index));
    let mut entries: Vec<Entry> =
        old.iter().filter_map(|field| field.value.map()).flatten().cloned().collect();
    for entry in added {
        if entries.iter().all(|other| other.key != entry.key) {
            entries.push(entry);
        }
    }
    fields.push(Field::new("extra", map(entries)));
}

/// The name of ours that a field has, where its value can be one.
fn our_name(field: &Field) -> Option<&'static str> {
    let is_one = |node: &Node| node.boolean().is_none() && (node.text().is_some() || node.list().is_some());
    let takes_maps = |name: &str| name == "authors" && field.value.map().is_some();
    NAMES.into_iter().find_map(|(ours, theirs)| {
        let named = field.key == ours || theirs.contains(&field.key.as_str());
        (named && (field.key == ours || is_one(&field.value) || takes_maps(ours))).then_some(ours)
    })
}

/// Sets a field in the place of the one of its name, or at the end.
pub fn set(fields: &mut Vec<Field>, key: &str, value: Node) {
    if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
        field.value = value;
        return;
    }
    // `extra` is long and stays last.
    let place = fields.iter().position(|field| field.key == "extra").unwrap_or(fields.len());
    fields.insert(place, Field::new(key, value));
}

/// A field whose value is words with blanks between them, or a list, as a list.
pub fn words(field: &mut Field) {
    if let Some(text) = field.value.text() {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        field.value = texts(words);
    }
}

/// The texts of a field; none where there is no such field.
pub fn texts_in(fields: &[Field], key: &str) -> Vec<String> {
    fields.iter().find(|field| field.key == key).map(|field| texts_of(&field.value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{emit::front_matter, matter::read};

    fn converted(text: &str) -> (String, Vec<Remark>) {
        let mut remarks = Vec::new();
        let fields = canonical(read("a.md", text), "a.md", &mut remarks);
        (front_matter(&fields), remarks)
    }

    #[test]
    fn names_become_ours() {
        let text = "---\ntitle: A\nlastmod: 2024-05-01\nauthor: Ada\ncategory: X\nsubtitle: B\nexcerpt: C\nfoo: 1\n\
                    params: {a: 1}\nredirect_from: [/x/]\n---\n";
        insta::assert_snapshot!(converted(text).0, @r"
        ---
        title: A
        updated: 2024-05-01
        authors: Ada
        categories: X
        description: B
        summary: C
        foo: 1
        aliases: [/x/]
        extra:
          a: 1
        ---
        ");
    }

    #[test]
    fn what_disagrees_or_means_another_thing_goes_to_extra() {
        let (text, remarks) = converted(
            "---\ndescription: A\nsubtitle: B\nsummary: C\nexcerpt: C\nrelated: [x]\nid: 5\nauthor: true\n---\n",
        );
        insta::assert_snapshot!(text, @r"
        ---
        description: A
        summary: C
        author: true
        extra:
          subtitle: B
          related: [x]
          id: 5
        ---
        ");
        assert_eq!(remarks.len(), 1);
        assert_eq!(remarks[0].line, Some(3));
    }

    #[test]
    fn a_front_matter_that_cannot_be_read_makes_a_draft() {
        let (text, _) = converted("---\ntitle: [\n---\nText");
        assert!(text.contains("draft: true") && text.contains("imported_front_matter"), "{text}");
    }
}
