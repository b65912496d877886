//! Making a commit by `git fast-import`: bytes go into it as they are, through no filter and no work tree.
//!
//! The form is that of git-fast-import(1). Until its last word nothing has a name, so that a commit that is given up was
//! never there.

use super::{
    cache::{Cache, NEXT, Oid},
    program::missing,
    tree::Blob,
};
use crate::{config::GitAuthor, digest::Digest, environment::EnvironmentError, publish::Stopped};
use jiff::Timestamp;
use std::{
    io::{self, BufWriter, Read, Write},
    process::{Child, ChildStdin, Stdio},
};

/// What it wrote is one pack, which `settle` puts together with others.
const ONE_PACK: &str = "fastimport.unpackLimit=0";

/// Bytes from which on a file goes through without being held in memory, as git's settings write it.
const BIG: &str = "core.bigFileThreshold=16m";

/// What is said of a commit.
#[derive(Debug)]
pub struct Head<'a> {
    pub parent: Option<&'a Oid>,
    pub author: &'a GitAuthor,
    pub at: Timestamp,
    pub message: &'a str,
}

/// A commit that is being made.
pub struct Import<'a> {
    cache: &'a Cache,
    child: Child,
    input: Option<BufWriter<ChildStdin>>,
    /// The folder that is shown, with a slash; or nothing.
    prefix: String,
}

impl<'a> Import<'a> {
    /// Begins with all that the commit before has.
    pub fn begin(cache: &'a Cache, folder: Option<&str>, head: &Head<'_>) -> Result<Self, Stopped> {
        let mut command = cache.command(["-c", BIG, "-c", ONE_PACK]);
        command.args(["fast-import", "--quiet", "--done", "--force", "--date-format=raw"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(missing)?;
        let input = child.stdin.take().map(BufWriter::new);
        let prefix = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
        let mut import = Self { cache, child, input, prefix };
        import.write(|input| write_head(input, head))?;
        Ok(import)
    }

    /// Takes a file away.
    pub fn delete(&mut self, path: &str) -> Result<(), Stopped> {
        let path = quoted(&self.prefix, path);
        self.write(|input| writeln!(input, "D {path}"))
    }

    /// Puts a file that is in the copy already.
    pub fn put_known(&mut self, path: &str, blob: &Blob) -> Result<(), Stopped> {
        let path = quoted(&self.prefix, path);
        self.write(|input| writeln!(input, "M {} {} {path}", blob.mode, blob.oid.as_str()))
    }

    /// Puts a file of these bytes.
    pub fn put_bytes(&mut self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let path = quoted(&self.prefix, path);
        self.write(|input| {
            write_blob(input, &path, bytes.len() as u64)?;
            input.write_all(bytes)?;
            input.write_all(b"\n")
        })
    }

    /// Puts a file of so many bytes, and answers their digest; none where there are more of them or fewer.
    pub fn put(
        &mut self,
        path: &str,
        size: u64,
        from: impl Read,
    ) -> Result<io::Result<Option<Digest>>, Stopped> {
        let path = quoted(&self.prefix, path);
        self.write(|input| write_blob(input, &path, size))?;
        let Some(input) = self.input.as_mut() else { return Err(self.failed(None)) };
        let mut through = Through { from, input, left: size, fault: None };
        let read = Digest::of_reader(&mut through);
        if let Some(fault) = through.fault.take() {
            return Err(self.failed(Some(fault)));
        }
        match read {
            Ok((digest, length)) if length == size => {
                self.write(|input| input.write_all(b"\n"))?;
                Ok(Ok(Some(digest)))
            }
            Ok(_) => Ok(Ok(None)),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Ends the commit, and gives its name.
    pub fn finish(mut self) -> Result<Oid, Stopped> {
        self.write(|input| input.write_all(b"done\n").and_then(|()| input.flush()))?;
        drop(self.input.take());
        if !self.child.wait().is_ok_and(|status| status.success()) {
            return Err(self.failed(None));
        }
        let next = self.cache.resolve(NEXT)?;
        next.ok_or_else(|| self.failed(None))
    }

    fn write(
        &mut self,
        write: impl FnOnce(&mut BufWriter<ChildStdin>) -> io::Result<()>,
    ) -> Result<(), Stopped> {
        let Some(input) = self.input.as_mut() else { return Err(self.failed(None)) };
        match write(input) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(Some(error))),
        }
    }

    /// What is said where git takes no more.
    fn failed(&mut self, error: Option<io::Error>) -> Stopped {
        self.cache.suspect();
        drop(self.input.take().map(BufWriter::into_parts));
        let mut said = Vec::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            // What cannot be read is not said.
            let _ = stderr.read_to_end(&mut said);
        }
        match error {
            Some(error) if said.is_empty() => {
                EnvironmentError::new("make a commit for", self.cache.git().name(), error).into()
            }
            _ => self.cache.git().refused("make a commit for", &said).into(),
        }
    }
}

/// Hands all that is read from it to git, up to the size that was announced.
struct Through<'a, R> {
    from: R,
    input: &'a mut BufWriter<ChildStdin>,
    left: u64,
    /// Why git took no more.
    fault: Option<io::Error>,
}

impl<R: Read> Read for Through<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(bytes)?;
        let most = usize::try_from(self.left).map_or(length, |left| left.min(length));
        self.left -= most as u64;
        match self.input.write_all(&bytes[..most]) {
            Ok(()) => Ok(length),
            Err(fault) => {
                self.fault = Some(fault);
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
    }
}

impl Drop for Import<'_> {
    fn drop(&mut self) {
        if self.input.is_some() {
            // Given up: what it wrote so far has no name.
            self.cache.suspect();
            drop(self.input.take().map(BufWriter::into_parts));
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn write_head(input: &mut impl Write, head: &Head<'_>) -> io::Result<()> {
    let GitAuthor { name, mail } = head.author;
    let who = format!("{name} <{mail}> {} +0000", head.at.as_second());
    writeln!(input, "feature done\ncommit {NEXT}\nauthor {who}\ncommitter {who}")?;
    writeln!(input, "data {}\n{}", head.message.len(), head.message)?;
    match head.parent {
        Some(parent) => writeln!(input, "from {}", parent.as_str()),
        // Without a name of an earlier try, which it would come on top of.
        None => writeln!(input, "deleteall"),
    }
}

fn write_blob(input: &mut impl Write, path: &str, size: u64) -> io::Result<()> {
    writeln!(input, "M 100644 inline {path}\ndata {size}")
}

/// A path as git reads it, whatever signs it has.
fn quoted(prefix: &str, path: &str) -> String {
    let mut quoted = String::with_capacity(prefix.len() + path.len() + 2);
    quoted.push('"');
    for c in prefix.chars().chain(path.chars()) {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_whatever_signs_they_have() {
        assert_eq!(quoted("docs/", "a b/日本#?.html"), "\"docs/a b/日本#?.html\"");
        assert_eq!(quoted("", "a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    }

    #[test]
    fn a_commit_says_who_and_when() {
        let author = GitAuthor { name: "J. Doe".to_owned(), mail: "j@example.org".to_owned() };
        let at = "2026-07-05T12:44:00Z".parse().expect("valid");
        let parent = Oid::parse(&"a".repeat(40)).expect("digits");
        let mut written = Vec::new();
        let head = Head { parent: Some(&parent), author: &author, at, message: "Publish\n" };
        write_head(&mut written, &head).expect("memory");
        insta::assert_snapshot!(String::from_utf8(written).expect("UTF-8"), @r"
        feature done
        commit refs/sitegen/next
        author J. Doe <j@example.org> 1783255440 +0000
        committer J. Doe <j@example.org> 1783255440 +0000
        data 8
        Publish

        from aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        ");
    }
}
