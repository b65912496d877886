//! What is at a bucket: from its listing, the record, what a killed run was about to do, and, where these do not tell, from
//! the objects themselves. Times tell nothing.

use super::{
    decode::digest_decoded,
    fault::{Fault, Kind},
    intent::{self, Intent},
    memo::Memo,
    store::{Access, Store},
    version::{Listed, Object, tag},
    work,
};
use crate::{
    config::Encoding,
    diagnostic::Diagnostic,
    digest::{Hasher, Running},
    environment::EnvironmentError,
    paths::OutputPath,
    publish::{Found, Headers, Item, Record, Remote, Seen, Sent, Stopped},
};
use futures_util::StreamExt as _;
use object_store::{Attribute, Attributes, GetResult};
use std::collections::BTreeMap;

/// Where the record is.
pub const RECORD: &str = ".sitegen/manifest.json";

/// What the keys of ours begin with that are no part of the site.
pub const STATE: &str = ".sitegen/";

/// How often a target is looked at that others change meanwhile.
const ROUNDS: usize = 3;

/// Looks at a bucket. Nothing is changed.
///
/// # Errors
/// It cannot be read, changes all the time, or cannot hold one of the items.
pub async fn look(store: &Store, memo: &Memo, items: &[Item]) -> Result<Remote, Stopped> {
    check_items(store, items)?;
    for _ in 0..ROUNDS {
        let listed = list(store).await?;
        let seen = seen(&listed);
        let Some(record) = record(store, memo, &seen).await? else { continue };
        let Some(intent) = intent(store, &seen).await? else { continue };
        let found = compare(&listed, items, record.as_ref(), intent.as_ref());
        let listing = read_unsure(store, found).await?;
        return Ok(Remote {
            release: record.as_ref().map(|record| record.release.clone()),
            // A lock may be that of the dead: whoever takes it finds out, and removes it.
            is_unfinished: seen.intent.is_some() || seen.is_locked,
            unsettled: intent.map(|intent| intent.unsettled(record.as_ref())).unwrap_or_default(),
            record,
            listing,
            seen: Some(seen),
        });
    }
    let reason = "it is changed by others all the time; try again when they are done";
    Err(EnvironmentError::because("read", store.place(""), reason).into())
}

/// All objects, in order of their keys.
pub async fn list(store: &Store) -> Result<Vec<Listed>, Stopped> {
    let mut listed = store.list().await.map_err(|fault| store.failed("list", "", &fault))?;
    listed.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok(listed)
}

/// The state of a bucket by its listing.
pub fn seen(listed: &[Listed]) -> Seen {
    let version = |key: &str| {
        let at = listed.binary_search_by(|object| object.key.as_str().cmp(key)).ok()?;
        Some(listed[at].etag.clone().unwrap_or_default())
    };
    let mut hasher = Hasher::new("listing");
    for object in listed.iter().filter(|object| !object.key.starts_with(STATE)) {
        hasher.text(&object.key).number(object.size).text(object.etag.as_deref().unwrap_or_default());
    }
    Seen {
        record: version(RECORD),
        intent: version(intent::KEY),
        is_locked: version(super::lock::KEY).is_some(),
        listing: hasher.finish(),
    }
}

/// The record, none where it was lost; nothing where it is no longer the one that was listed.
async fn record(store: &Store, memo: &Memo, seen: &Seen) -> Result<Option<Option<Record>>, Stopped> {
    let Some(etag) = &seen.record else { return Ok(Some(None)) };
    let known = memo.read(&store.place(""), etag).and_then(|bytes| Record::parse(&bytes).ok());
    if known.is_some() {
        return Ok(Some(known));
    }
    let object = listed_object(store, RECORD, etag).await?;
    Ok(object.map(|object| Record::parse(&object.bytes).ok()))
}

/// What a killed run was about to do, in the same way.
async fn intent(store: &Store, seen: &Seen) -> Result<Option<Option<Intent>>, Stopped> {
    let Some(etag) = &seen.intent else { return Ok(Some(None)) };
    let object = listed_object(store, intent::KEY, etag).await?;
    Ok(object.map(|object| Intent::parse(&object.bytes)))
}

async fn listed_object(store: &Store, key: &str, etag: &str) -> Result<Option<Object>, Stopped> {
    let read = store.read(Access::Read, key).await.map_err(|fault| store.failed("read", key, &fault))?;
    Ok(read.filter(|object| etag.is_empty() || object.version.tag().as_deref() == Some(etag)))
}

/// Whether a bucket can hold all items.
fn check_items(store: &Store, items: &[Item]) -> Result<(), Stopped> {
    let is_header = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let mistakes: Vec<Diagnostic> = items
        .iter()
        .filter_map(|item| {
            let disposition =
                item.headers.as_ref().and_then(|headers| headers.content_disposition.as_deref());
            let why = if item.path.as_str().starts_with(STATE) {
                format!("what begins with `{STATE}` is kept by sitegen itself")
            } else if let Err(fault) = store.path(item.path.as_str()) {
                fault.to_string()
            } else if !disposition.is_none_or(is_header) {
                "its `Content-Disposition` in `_headers` is no plain text".to_owned()
            } else {
                return None;
            };
            let message = format!("`{}` cannot be published there: {why}", item.path);
            Some(Diagnostic::error("publish-key", message).hint("rename it, or take it out"))
        })
        .collect();
    if mistakes.is_empty() { Ok(()) } else { Err(Stopped::Refused(mistakes)) }
}

/// Objects that matter: those of the build, of the record and of the intent; with the item of those that must be read.
struct Compared {
    listing: BTreeMap<String, Found>,
    unsure: Vec<(Item, u64)>,
}

fn compare(listed: &[Listed], items: &[Item], record: Option<&Record>, intent: Option<&Intent>) -> Compared {
    let items: BTreeMap<&str, &Item> = items.iter().map(|item| (item.path.as_str(), item)).collect();
    let mut compared = Compared { listing: BTreeMap::new(), unsure: Vec::new() };
    for object in listed.iter().filter(|object| !object.key.starts_with(STATE)) {
        let path = OutputPath::parse(&object.key).ok();
        let recorded = path.as_ref().and_then(|path| record?.files.get(path));
        let is_intended = path.as_ref().is_some_and(|path| intent.is_some_and(|intent| intent.names(path)));
        let mut found = Found { size: object.size, etag: object.etag.clone(), ..Found::default() };
        match items.get(object.key.as_str()) {
            Some(item) => match judge(item, object, recorded, is_intended) {
                Verdict::AsSent(sent) => {
                    (found.size, found.digest, found.body) = (sent.size, Some(sent.digest), sent.body);
                }
                Verdict::Unsure => compared.unsure.push(((*item).clone(), object.size)),
                Verdict::Other => {}
            },
            None if recorded.is_some() || is_intended => {}
            // Of others, and not in the way.
            None => continue,
        }
        compared.listing.insert(object.key.clone(), found);
    }
    compared
}

/// What the listing and the record tell of an object.
#[derive(Debug, PartialEq, Eq)]
enum Verdict<'a> {
    /// It is what was recorded.
    AsSent(&'a Sent),
    /// Only its bytes can tell.
    Unsure,
    /// It is not the item.
    Other,
}

fn judge<'a>(item: &Item, object: &Listed, recorded: Option<&'a Sent>, is_intended: bool) -> Verdict<'a> {
    let is_recorded =
        |sent: &&Sent| sent.etag.is_some() && sent.etag == object.etag && sent.stored() == object.size;
    match recorded.filter(is_recorded) {
        // A killed run may have sent the same bytes with other headers, which changes no version.
        Some(sent) if !is_intended || sent.digest != item.digest => Verdict::AsSent(sent),
        _ if may_be(item, object.size) => Verdict::Unsure,
        _ => Verdict::Other,
    }
}

/// Whether an object of this size can be an item.
fn may_be(item: &Item, size: u64) -> bool {
    let is_compressed = item.headers.as_ref().is_some_and(|headers| headers.content_encoding.is_some());
    size == item.size || (is_compressed && size < item.size)
}

/// Reads the objects of which the listing does not tell what they are.
async fn read_unsure(store: &Store, compared: Compared) -> Result<BTreeMap<String, Found>, Stopped> {
    let Compared { mut listing, unsure } = compared;
    let tasks = unsure.into_iter().map(|(item, size)| {
        let store = store.clone();
        async move {
            let key = item.path.as_str();
            match examine(&store, &item, size).await {
                Ok(found) => Ok((key.to_owned(), found)),
                Err(fault) => Err(store.failed("read", key, &fault)),
            }
        }
    });
    let take = |(key, found): (String, Option<Found>)| match found {
        Some(found) => drop(listing.insert(key, found)),
        None => drop(listing.remove(&key)),
    };
    work::all(store.parallel(), tasks, take, || ()).await?;
    Ok(listing)
}

/// Reads an object, which may be an item; nothing where it is gone.
async fn examine(store: &Store, item: &Item, size: u64) -> Result<Option<Found>, Fault> {
    let take = |got: GetResult| async move {
        let etag = got.meta.e_tag.as_deref().map(tag);
        let (mut headers, encoding) = headers_of(&got.attributes);
        let mut chunks = got.into_stream();
        let (digest, length) = match encoding {
            Coding::None => {
                let mut running = Running::default();
                while let Some(chunk) = chunks.next().await {
                    running.update(&chunk?);
                }
                let (digest, length) = running.finish();
                (Some(digest), length)
            }
            Coding::Known(encoding) => {
                let mut bytes = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    bytes.extend_from_slice(&chunk?);
                }
                match digest_decoded(encoding, &bytes, item.size + 1) {
                    Ok((digest, length)) => (Some(digest), length),
                    Err(_) => (None, size),
                }
            }
            Coding::Unknown => (None, size),
        };
        // It was to be compressed and did not become smaller.
        let wanted = item.headers.as_ref().and_then(|headers| headers.content_encoding);
        if matches!(encoding, Coding::None) && size == item.size {
            headers.content_encoding = wanted;
        }
        let body = Some(size).filter(|size| *size != length);
        Ok(Found { size: length, digest, headers: Some(headers), body, etag })
    };
    match store.get(Access::Read, item.path.as_str(), take).await {
        // It cannot be read as an object of ours can: what cannot be told is sent again.
        Err(fault) if fault.kind == Kind::Other && fault.to_string().contains("header") => {
            Ok(Some(Found { size, ..Found::default() }))
        }
        found => found,
    }
}

/// How a body is compressed, as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    None,
    Known(Encoding),
    Unknown,
}

fn headers_of(attributes: &Attributes) -> (Headers, Coding) {
    let value = |key: Attribute| attributes.get(&key).map(|value| value.as_ref().to_owned());
    let encoding = match value(Attribute::ContentEncoding).as_deref() {
        None | Some("" | "identity") => Coding::None,
        Some(word) => Encoding::of_header(word).map_or(Coding::Unknown, Coding::Known),
    };
    let headers = Headers {
        content_type: value(Attribute::ContentType).unwrap_or_default(),
        cache_control: value(Attribute::CacheControl).unwrap_or_default(),
        content_disposition: value(Attribute::ContentDisposition),
        content_encoding: match encoding {
            Coding::Known(encoding) => Some(encoding),
            Coding::None | Coding::Unknown => None,
        },
    };
    (headers, encoding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{digest::Digest, publish::Class};

    fn item(text: &str, encoding: Option<Encoding>) -> Item {
        let path = OutputPath::parse("a.html").expect("legal");
        let headers = Headers {
            content_type: "text/html".to_owned(),
            cache_control: "no-cache".to_owned(),
            content_disposition: None,
            content_encoding: encoding,
        };
        Item {
            class: Class::of(&path),
            path,
            digest: Digest::of(text.as_bytes()),
            size: text.len() as u64,
            headers: Some(headers),
        }
    }

    fn listed(size: u64, etag: &str) -> Listed {
        Listed { key: "a.html".to_owned(), size, etag: Some(etag.to_owned()) }
    }

    fn sent(text: &str, etag: &str) -> Sent {
        let sent = Sent::new(Digest::of(text.as_bytes()), text.len() as u64, None);
        Sent { etag: Some(etag.to_owned()), ..sent }
    }

    #[test]
    fn the_version_tells_what_the_record_knows() {
        let (old, new) = (sent("old", "1"), item("new", None));
        assert_eq!(judge(&new, &listed(3, "1"), Some(&old), false), Verdict::AsSent(&old));
        assert_eq!(judge(&new, &listed(3, "1"), Some(&old), true), Verdict::AsSent(&old));
        assert_eq!(judge(&new, &listed(3, "2"), Some(&old), false), Verdict::Unsure, "changed by someone");
        assert_eq!(judge(&new, &listed(4, "1"), Some(&old), false), Verdict::Other);
        assert_eq!(judge(&new, &listed(3, "1"), None, false), Verdict::Unsure, "the record was lost");
        assert_eq!(judge(&new, &listed(4, "1"), None, false), Verdict::Other);
        let unnamed = Sent { etag: None, ..old };
        let nameless = Listed { etag: None, ..listed(3, "") };
        assert_eq!(judge(&new, &nameless, Some(&unnamed), false), Verdict::Unsure);
    }

    #[test]
    fn a_killed_run_may_have_changed_headers_alone() {
        let (old, same) = (sent("old", "1"), item("old", None));
        assert_eq!(judge(&same, &listed(3, "1"), Some(&old), false), Verdict::AsSent(&old));
        assert_eq!(judge(&same, &listed(3, "1"), Some(&old), true), Verdict::Unsure);
    }

    #[test]
    fn compressed_bodies_are_smaller() {
        let packed = Sent { body: Some(2), ..sent("old", "1") };
        let gzip = item("old", Some(Encoding::Gzip));
        assert_eq!(judge(&gzip, &listed(2, "1"), Some(&packed), false), Verdict::AsSent(&packed));
        assert_eq!(judge(&gzip, &listed(3, "1"), Some(&packed), false), Verdict::Unsure);
        assert_eq!(judge(&gzip, &listed(2, "1"), None, false), Verdict::Unsure);
        assert_eq!(judge(&item("old", None), &listed(2, "1"), None, false), Verdict::Other);
    }

    #[test]
    fn others_and_state_are_left_out() {
        let objects =
            ["gone.html", "theirs.html"].map(|key| Listed { key: key.to_owned(), ..listed(3, "1") });
        let mut all = vec![Listed { key: RECORD.to_owned(), ..listed(9, "r") }, listed(3, "1")];
        all.extend(objects);
        let mut record = Record::new("one", None, "2026-07-05T12:44:00Z".parse().expect("valid"));
        record.files.insert(OutputPath::parse("gone.html").expect("legal"), sent("old", "1"));
        let compared = compare(&all, &[item("new", None)], Some(&record), None);
        assert_eq!(compared.listing.keys().collect::<Vec<_>>(), ["a.html", "gone.html"]);
        assert_eq!(compared.unsure.len(), 1);
        let now = seen(&all);
        assert_eq!((now.record.as_deref(), now.intent.as_deref(), now.is_locked), (Some("r"), None, false));
        all[1].etag = None;
        assert_ne!(seen(&all).listing, now.listing);
        all[0].size = 10;
        assert_eq!(seen(&all).listing, seen(&all[1..]).listing);
    }
}
