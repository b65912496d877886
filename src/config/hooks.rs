//! Programs of the site's owner that a build runs.

/// Programs, and how long each may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooks {
    /// Run after a build that wrote something, in this order: each a program and its arguments.
    pub after_build: Vec<Vec<String>>,
    /// Seconds that one program may take.
    pub timeout: u64,
}

impl Hooks {
    /// Seconds that one program may take unless the settings say otherwise.
    pub const TIMEOUT: u64 = 60;
}

impl Default for Hooks {
    fn default() -> Self {
        Self { after_build: Vec::new(), timeout: Self::TIMEOUT }
    }
}
