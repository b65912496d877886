//! Folders for tests: made from lists of files, or copied.

use std::{fs, path::Path};

/// A new folder that holds these files, each a path and its bytes.
pub fn project<T: AsRef<[u8]>>(files: impl IntoIterator<Item = (impl AsRef<str>, T)>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files {
        write(folder.path(), path.as_ref(), bytes.as_ref());
    }
    folder
}

pub fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, bytes).expect("writable");
}

/// Copies a file or folder; what is not there is left out.
pub fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("writable");
        for entry in fs::read_dir(from).expect("readable") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.exists() {
        // Not `fs::copy`, which would keep files read-only.
        fs::write(to, fs::read(from).expect("readable")).expect("writable");
    }
}

pub fn remove(path: &Path) {
    fs::remove_file(path).expect("removable");
}
