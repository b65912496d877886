//! What the machine refused: the operation, the path and the reason.
//!
//! Owns [`EnvironmentError`], which every module at the rim returns. Mistakes in a site are
//! [`Diagnostic`](crate::diagnostic::Diagnostic)s, never this. It must not know any stage.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// The disk, the network or the system failed; reads `cannot write public/x: No space left on device`.
#[derive(Debug)]
pub struct EnvironmentError {
    /// A verb: `read`, `write`, `remove`, `lock`.
    pub operation: &'static str,
    /// What it was done to, as the user knows it.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

impl EnvironmentError {
    /// An error with all its parts.
    pub fn new(operation: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self { operation, path: path.into(), source }
    }

    /// An error whose reason is ours, not the system's.
    pub fn because(operation: &'static str, path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self::new(operation, path, io::Error::other(reason.into()))
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: {}", self.operation, self.path.display(), reason(&self.source))
    }
}

impl std::error::Error for EnvironmentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// For `map_err`: turns an I/O error into one that names the operation and the path.
pub fn failed(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> EnvironmentError {
    move |source| EnvironmentError::new(operation, path, source)
}

/// The system's reason in words, without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_a_sentence_without_numbers() {
        let error = EnvironmentError::new("write", "public/x", io::Error::from_raw_os_error(28));
        #[cfg(unix)]
        assert_eq!(error.to_string(), "cannot write public/x: No space left on device");
        assert!(!error.to_string().contains("os error"));
        let ours = EnvironmentError::because("lock", ".sitegen/lock", "process 7 holds it");
        assert_eq!(ours.to_string(), "cannot lock .sitegen/lock: process 7 holds it");
    }
}
