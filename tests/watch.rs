//! Whoever follows a watcher knows the project as it is, however it is edited.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests edit as a person would, and say what they skip"
)]

mod mirror;
mod program;
mod saving;
mod telling;

use std::{fs, path::Path, time::Duration};

/// What does not come is a failure, not a hang.
const PATIENCE: Duration = Duration::from_mins(1);

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}
