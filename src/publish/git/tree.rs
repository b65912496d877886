//! What a commit holds: names, objects, sizes, and the digests of files, which git itself does not know.

use super::cache::{Cache, Oid};
use crate::{
    digest::Digest,
    environment::EnvironmentError,
    publish::{Found, NO_FILE, Record},
};
use rayon::prelude::*;
use std::{
    collections::BTreeMap,
    io::{self, BufReader, Read as _, Write as _},
    process::Stdio,
};

/// Where the record is, below the folder that is shown.
pub const RECORD: &str = ".sitegen/manifest.json";

/// The largest record that is read.
const LARGEST: u64 = 256 << 20;

/// Files that are read by one process at least.
const PORTION: usize = 1_000;

/// A file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// `100644`, and so on.
    pub mode: String,
    /// The object.
    pub oid: Oid,
    /// Its size; none of what is no file, a link for one.
    pub size: Option<u64>,
}

/// The files of a commit by their paths below the folder that is shown.
pub type Tree = BTreeMap<String, Blob>;

/// Lists a commit, below `folder` if one is given.
pub fn list(cache: &Cache, commit: &Oid, folder: Option<&str>) -> Result<Tree, EnvironmentError> {
    let mut command = cache.command(["ls-tree", "-r", "-z", "--long", "--full-tree"]);
    command.arg(commit.as_str());
    let prefix = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
    if !prefix.is_empty() {
        command.args(["--", &prefix]);
    }
    let listed = cache.git().run("read", command)?;
    let lines = listed.split(|byte| *byte == 0);
    let blobs = lines.filter_map(|line| {
        // `MODE TYPE OID SIZE<tab>PATH`
        let text = String::from_utf8_lossy(line);
        let (about, path) = text.split_once('\t')?;
        let mut about = about.split_ascii_whitespace();
        let (mode, _, oid, size) = (about.next()?, about.next()?, about.next()?, about.next()?);
        let size = size.parse().ok().filter(|_| mode.starts_with("100"));
        let blob = Blob { mode: mode.to_owned(), oid: Oid::parse(oid)?, size };
        Some((path.strip_prefix(&prefix)?.to_owned(), blob))
    });
    Ok(blobs.collect())
}

/// The record in a commit; none where it was lost or is damaged.
pub fn record(cache: &Cache, tree: &Tree) -> Result<Option<Record>, EnvironmentError> {
    let Some(blob) = tree.get(RECORD).filter(|blob| blob.size.is_some_and(|size| size <= LARGEST)) else {
        return Ok(None);
    };
    let json = cache.git().run("read", cache.command(["cat-file", "blob", blob.oid.as_str()]))?;
    Ok(Record::parse(&json).ok())
}

/// What is found in a commit besides the record, with digests: all files are read.
pub fn listing(cache: &Cache, tree: &Tree) -> Result<BTreeMap<String, Found>, EnvironmentError> {
    let blobs: Vec<(&String, &Blob)> = tree.iter().filter(|(path, _)| *path != RECORD).collect();
    let files: Vec<&Oid> =
        blobs.iter().filter(|(_, blob)| blob.size.is_some()).map(|(_, blob)| &blob.oid).collect();
    let portion = files.len().div_ceil(rayon::current_num_threads().max(1)).max(PORTION);
    let digests: Vec<Vec<(Digest, u64)>> =
        files.par_chunks(portion).map(|files| digests(cache, files)).collect::<Result<_, _>>()?;
    let mut digests = digests.into_iter().flatten();
    let found = blobs.into_iter().map(|(path, blob)| {
        let found = match blob.size.and_then(|_| digests.next()) {
            Some((digest, size)) => Found { size, digest: Some(digest), ..Found::default() },
            None => Found { size: NO_FILE, ..Found::default() },
        };
        (path.clone(), found)
    });
    Ok(found.collect())
}

/// Digest and size of each of these objects, in their order.
fn digests(cache: &Cache, oids: &[&Oid]) -> Result<Vec<(Digest, u64)>, EnvironmentError> {
    let mut command = cache.command(["cat-file", "--batch", "--buffer"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(super::program::missing)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let read = std::thread::scope(|scope| {
        // Both at once: a pipe holds little.
        scope.spawn(move || {
            let mut input = io::BufWriter::new(input.expect("it is piped"));
            // If git does not read on, what is missing in its answer tells.
            let _ = oids
                .iter()
                .try_for_each(|oid| writeln!(input, "{}", oid.as_str()))
                .and_then(|()| input.flush());
        });
        let mut output = BufReader::with_capacity(1 << 16, output.expect("it is piped"));
        oids.iter().map(|oid| read_object(&mut output, oid)).collect::<io::Result<Vec<_>>>()
    });
    let ended = child.wait();
    match read {
        Ok(digests) if ended.is_ok_and(|status| status.success()) => Ok(digests),
        _ => {
            cache.suspect();
            let reason = "files of it are missing in the copy; publish again";
            Err(EnvironmentError::because("read", cache.git().name(), reason))
        }
    }
}

/// `OID blob SIZE`, the bytes, and an end of line.
fn read_object(output: &mut impl io::BufRead, oid: &Oid) -> io::Result<(Digest, u64)> {
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().strip_prefix(oid.as_str()).and_then(|rest| rest.strip_prefix(" blob "));
    let size: u64 = size.and_then(|size| size.parse().ok()).ok_or_else(damaged)?;
    let (digest, read) = Digest::of_reader(output.by_ref().take(size))?;
    let mut end = [0];
    output.read_exact(&mut end)?;
    if read == size && end == [b'\n'] { Ok((digest, size)) } else { Err(damaged()) }
}
