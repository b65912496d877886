//! F41: what a power failure leaves of a folder of releases, by the order of the system's calls.
//!
//! Without power all is lost that was not brought to the disk: of a file what was written after its last `fsync`, of a folder the
//! names that were made, changed or removed after its own. A name that was not brought to the disk may be there all the same.

use super::www::Www;
use crate::support::{
    sandbox::{PROGRAM, Run, skip},
    strace,
};
use std::{collections::BTreeSet, fs, path::Path};

const CALLS: &str = "trace=?open,?openat,?openat2,?creat,?write,?pwrite64,?copy_file_range,?sendfile,?ftruncate,?fsync,?fdatasync,\
                     ?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?mkdir,?mkdirat,?unlink,?unlinkat,?rmdir";

/// The target below which paths are looked at.
const TARGET: &str = "/www/";

/// What would be lost of the target, or may be.
#[derive(Default)]
struct Volatile(BTreeSet<String>);

impl Volatile {
    /// Something was written to a file, or a name in a folder was changed.
    fn touch(&mut self, path: &str) {
        self.0.insert(path.to_owned());
    }

    fn name_changed(&mut self, path: &str) {
        self.touch(path.rsplit_once('/').map_or("", |(folder, _)| folder));
    }

    /// It was brought to the disk.
    fn sync(&mut self, path: &str) {
        self.0.remove(path);
    }

    fn rename(&mut self, from: &str, to: &str) {
        let moved = |path: &String| match path.strip_prefix(from) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{to}{rest}"),
            _ => path.clone(),
        };
        self.0 = self.0.iter().map(moved).collect();
        self.name_changed(from);
        self.name_changed(to);
    }

    fn below(&self, folder: &str) -> Vec<&String> {
        self.0.iter().filter(|path| *path == folder || path.starts_with(&format!("{folder}/"))).collect()
    }
}

/// The part of a path that lies in the target: empty for the target itself.
fn inside(path: &str) -> Option<String> {
    let end = format!("{path}/");
    let at = end.find(TARGET)?;
    Some(end[at + TARGET.len()..].trim_end_matches('/').to_owned())
}

/// A call that was answered without an error: its name, the file that it was made on, and the texts among its arguments.
fn read(line: &str) -> Option<(&str, Option<String>, Vec<String>)> {
    let (_, call) = line.split_once(' ')?;
    let (name, rest) = call.trim_start().split_once('(')?;
    let (arguments, answer) = rest.rsplit_once(" = ")?;
    if answer.starts_with('-') {
        return None;
    }
    let file = arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path);
    let texts = arguments.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    Some((name, file.and_then(inside), texts))
}

#[test]
fn without_power_readers_see_the_old_release_or_the_new_one_whole() {
    if !strace::is_available() {
        return skip("the test of power failures", "there is no strace that may trace");
    }
    let www = Www::with(", keep_releases: 1, keep: 0");
    www.publish(&[]);
    let old = www.release();
    www.sandbox.edit();
    www.sandbox.built();
    let log = www.sandbox.home().join("strace.log");
    let mut command = www.sandbox.command("strace");
    command.args(["-f", "-qq", "-y", "-s", "4096", "-e", CALLS, "-o"]).arg(&log);
    let run =
        Run::of(command.arg("--").arg(PROGRAM).args(Www::words(&["--jobs", "1", "--max-deletes", "100%"])));
    assert_eq!(run.code, Some(0), "{run:?}");
    let log = fs::read_to_string(log).expect("written");
    assert!(!log.contains("unfinished"), "calls overlap");

    let (mut volatile, mut switched, mut removed) = (Volatile::default(), false, 0);
    let release = format!("releases/{}", www.release());
    for line in log.lines() {
        let Some((name, file, texts)) = read(line) else { continue };
        let paths: Vec<String> = texts.iter().filter_map(|text| inside(text)).collect();
        match (name, file, paths.as_slice()) {
            ("write" | "pwrite64" | "copy_file_range" | "sendfile" | "ftruncate", Some(file), _) => {
                volatile.touch(&file);
            }
            ("fsync" | "fdatasync", Some(file), _) => volatile.sync(&file),
            ("open" | "openat" | "openat2" | "creat", _, [path]) if line.contains("O_CREAT") => {
                volatile.name_changed(path);
            }
            ("mkdir" | "mkdirat", _, [path]) => {
                volatile.touch(path);
                volatile.name_changed(path);
            }
            ("rename" | "renameat" | "renameat2", _, [from, to]) => {
                if to == "current" {
                    // From here on it may be the new one that readers see.
                    assert_eq!(volatile.below(&release), [""; 0], "they would be lost");
                    assert!(volatile.below("releases").is_empty(), "the release would have no name");
                    switched = true;
                }
                volatile.rename(from, to);
            }
            ("link" | "linkat", _, [.., to]) => volatile.name_changed(to),
            ("symlink" | "symlinkat", _, paths) => paths.iter().for_each(|path| volatile.name_changed(path)),
            ("unlink" | "unlinkat" | "rmdir", _, [path]) => {
                if path.contains(&old) {
                    // The old one may go only when it cannot be the one that readers see.
                    assert!(
                        switched && !volatile.0.contains(""),
                        "{path} goes before the link is on the disk"
                    );
                    removed += 1;
                }
                volatile.name_changed(path);
            }
            _ => {}
        }
    }
    assert!(switched && removed > 0, "{removed} of the old release removed");
    assert!(Path::new(&www.root().join("current")).exists());
}
