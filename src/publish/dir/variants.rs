//! Text files in a compressed form beside those as they are: `index.html.gz`, `.br`, `.zst`, which web servers send to those
//! who take them so.
//!
//! The same text always gives the same bytes, and what the release before has of a text that did not change is kept without
//! making it again.

use crate::{
    config::Encoding,
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    media_type,
    paths::{LONGEST_SEGMENT, OutputPath},
    publish::{
        Item, Remote, Shipment, Source, Stopped,
        encode::encode,
        inventory::{Made, Part},
    },
};
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read as _, Write as _},
    path::Path,
    sync::Arc,
};

/// Sizes of texts that are compressed: smaller ones fit into one packet as they are, larger ones take minutes.
const SIZES: std::ops::RangeInclusive<u64> = 257..=(64 << 20);

/// Texts that are compressed before what they give is written.
const PORTION: usize = 256;

/// A file that is to be made.
struct Wanted {
    path: OutputPath,
    of: Item,
    encoding: Encoding,
}

/// Adds the variants of all texts. Those that are made are kept in a file without a name, in `folder` if it can be.
///
/// # Errors
/// A text is not as it was built, or cannot be read.
pub fn add(
    shipment: &mut Shipment,
    encodings: &[Encoding],
    remote: &Remote,
    folder: &Path,
) -> Result<(), Stopped> {
    let mut missing = Vec::new();
    for wanted in wanted(shipment, encodings) {
        match kept(&wanted, remote) {
            Some((digest, size)) => list(shipment, wanted, digest, size),
            None => missing.push(wanted),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let spool = Spool::new(folder).map_err(failed("write", folder))?;
    let mut spool = spool;
    let mut missing = missing.into_iter().peekable();
    while missing.peek().is_some() {
        let portion: Vec<Wanted> = missing.by_ref().take(PORTION).collect();
        let source = &shipment.source;
        let made: Vec<Option<Vec<u8>>> =
            portion.par_iter().map(|wanted| make(wanted, source)).collect::<Result<_, _>>()?;
        for (wanted, bytes) in portion.into_iter().zip(made) {
            let Some(bytes) = bytes else { continue };
            let part = spool.keep(&bytes).map_err(failed("write", folder))?;
            shipment.source.make(wanted.path.clone(), Made::Part(part));
            list(shipment, wanted, Digest::of(&bytes), bytes.len() as u64);
        }
    }
    Ok(())
}

fn list(shipment: &mut Shipment, wanted: Wanted, digest: Digest, size: u64) {
    let Wanted { path, of, .. } = wanted;
    shipment.variants.insert(path.clone());
    shipment.items.push(Item { path, digest, size, class: of.class, headers: None });
}

/// What could be made. A file of the site of such a name goes before.
fn wanted(shipment: &mut Shipment, encodings: &[Encoding]) -> Vec<Wanted> {
    let taken: BTreeSet<&str> = shipment.items.iter().map(|item| item.path.as_str()).collect();
    let is_taken = |path: &str| {
        let inside = format!("{path}/");
        taken.contains(path)
            || taken.range(inside.as_str()..).next().is_some_and(|next| next.starts_with(&inside))
    };
    let (mut wanted, mut remarks) = (Vec::new(), Vec::new());
    let is_text =
        |item: &&Item| SIZES.contains(&item.size) && media_type::is_text(&media_type::of(&item.path));
    for item in shipment.items.iter().filter(is_text) {
        for encoding in encodings {
            let Some(path) = path_of(&item.path, *encoding) else { continue };
            if is_taken(path.as_str()) {
                let message =
                    format!("`{path}` is a file of the site, so that it is not made from `{}`", item.path);
                let hint = "take it out of the site, unless it is what you want to be sent";
                remarks.push(Diagnostic::warning("publish-variant", message).hint(hint));
            } else {
                wanted.push(Wanted { path, of: item.clone(), encoding: *encoding });
            }
        }
    }
    shipment.remarks.extend(remarks);
    wanted
}

/// Where a variant is; none where its name would be too long.
fn path_of(path: &OutputPath, encoding: Encoding) -> Option<OutputPath> {
    let path = format!("{path}.{}", encoding.ending());
    let name = path.rsplit('/').next().unwrap_or_default();
    if name.len() > LONGEST_SEGMENT { None } else { OutputPath::of_file(&path).ok() }
}

/// What the release before has of the same text.
fn kept(wanted: &Wanted, remote: &Remote) -> Option<(Digest, u64)> {
    let record = remote.record.as_ref()?;
    let is_same = record.files.get(&wanted.of.path).is_some_and(|sent| sent.digest == wanted.of.digest);
    let sent =
        record.files.get(&wanted.path).filter(|_| is_same && record.variants.contains(&wanted.path))?;
    let found = remote.listing.get(wanted.path.as_str())?;
    (found.digest == Some(sent.digest)).then_some((sent.digest, sent.size))
}

/// Makes a variant; none where it would be no smaller.
fn make(wanted: &Wanted, source: &Source) -> Result<Option<Vec<u8>>, Stopped> {
    let path = &wanted.of.path;
    let mut text = Vec::new();
    // One byte more would show that it has grown.
    let mut from = source.open(path)?.take(wanted.of.size + 1);
    from.read_to_end(&mut text).map_err(|error| EnvironmentError::new("read", source.full(path), error))?;
    if Digest::of(&text) != wanted.of.digest {
        return Err(Source::changed(path));
    }
    let made = encode(wanted.encoding, &text).map_err(failed("compress", &source.full(path)))?;
    Ok(Some(made).filter(|made| made.len() < text.len()))
}

/// A file without a name, which is gone when nobody reads it any more.
struct Spool {
    file: Arc<File>,
    end: u64,
}

impl Spool {
    fn new(folder: &Path) -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder).or_else(|_| tempfile::tempfile())?;
        Ok(Self { file: Arc::new(file), end: 0 })
    }

    fn keep(&mut self, bytes: &[u8]) -> io::Result<Part> {
        (&*self.file).write_all(bytes)?;
        let part = Part { file: Arc::clone(&self.file), start: self.end, size: bytes.len() as u64 };
        self.end += part.size;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file_are_read_each_on_its_own() {
        let mut spool = Spool::new(Path::new("nowhere")).expect("a file");
        let mut parts = ["one", "", "three"].map(|text| spool.keep(text.as_bytes()).expect("written"));
        parts.reverse();
        let read = parts.map(|part| io::read_to_string(part).expect("readable"));
        assert_eq!(read, ["three", "", "one"]);
    }
}
