//! Pages of listings, before the library reads them: it takes a page for broken that has one key which it would not write
//! itself, such as `a//b`. Such objects are of others, and are left out.

use object_store::path::Path;
use std::borrow::Cow;

/// How an object stands in a page, and its key in that: as S3 and Google have it, and as Azure has it.
const FORMS: [(&str, &str); 2] = [("Contents", "Key"), ("Blob", "Name")];

/// Whether the answer to a request is a page of a listing, by its query.
pub fn is_listing(query: &str) -> bool {
    query.split('&').any(|part| part == "list-type=2" || part == "comp=list")
}

/// A page without keys that the library does not take, and without those that stand for folders.
pub fn clean(xml: &str) -> Cow<'_, str> {
    FORMS.into_iter().fold(Cow::Borrowed(xml), |page, (object, key)| match without(&page, object, key) {
        Some(cleaned) => Cow::Owned(cleaned),
        None => page,
    })
}

/// A page without them, if it has any.
fn without(xml: &str, object: &str, key: &str) -> Option<String> {
    let (begin, end) = (format!("<{object}>"), format!("</{object}>"));
    let mut cleaned = String::new();
    let (mut rest, mut kept) = (xml, 0);
    while let Some(start) = rest.find(&begin) {
        let Some(length) = rest[start..].find(&end) else { break };
        let after = start + length + end.len();
        let offset = xml.len() - rest.len();
        if !element(&rest[start..after], key).is_none_or(|key| is_taken(&key)) {
            cleaned.push_str(&xml[kept..offset + start]);
            kept = offset + after;
        }
        rest = &rest[after..];
    }
    if kept == 0 {
        return None;
    }
    cleaned.push_str(&xml[kept..]);
    Some(cleaned)
}

fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), Cow::into_owned))
}

fn is_taken(key: &str) -> bool {
    Path::parse(key).is_ok_and(|path| path.as_ref() == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(keys: &[&str]) -> String {
        let objects: Vec<String> =
            keys.iter().map(|key| format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>")).collect();
        format!(
            "<ListBucketResult><Name>a//b</Name>{}<KeyCount>1</KeyCount></ListBucketResult>",
            objects.concat()
        )
    }

    #[test]
    fn strange_keys_are_left_out() {
        let usual = ["a/b.html", "a &amp; b", "&#252;", ".sitegen/lock.json"];
        assert_eq!(clean(&page(&usual)), page(&usual));
        assert!(matches!(clean(&page(&usual)), Cow::Borrowed(_)));
        let strange = ["a//b", "folder/", "/a", "../a", "a/./b", "a&#7;b", "x", "a//c"];
        assert_eq!(clean(&page(&strange)), page(&["x"]));
        let azure = "<Blobs><Blob><Name>a//b</Name></Blob><Blob><Name>c</Name></Blob></Blobs>";
        assert_eq!(clean(azure), "<Blobs><Blob><Name>c</Name></Blob></Blobs>");
        assert_eq!(clean("<Contents><Key>a//b</Key>"), "<Contents><Key>a//b</Key>");
    }

    #[test]
    fn listings_are_known_by_their_query() {
        assert!(is_listing("list-type=2&prefix=a"));
        assert!(is_listing("restype=container&comp=list&prefix=a"));
        assert!(!is_listing("uploadId=1"));
    }
}
