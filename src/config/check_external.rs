//! The settings of `sitegen check --external`.

use serde::{Deserialize, Serialize};

/// Settings of the check of outside links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalOptions {
    /// Addresses that are not asked; `*` is any text.
    pub ignore: Vec<String>,
    /// Seconds that one link may take, redirects included.
    pub timeout: u64,
    /// Hosts that are asked at one time.
    pub at_once: usize,
    /// Seconds between two requests to one host.
    pub pause: u64,
    /// How often a host that is busy is asked again.
    pub retries: usize,
    /// Seconds that a host may ask to be left alone before it is asked again.
    pub patience: u64,
    /// Seconds for which a link that was fine is not asked again.
    pub ok_for: u64,
    /// Seconds for which one that was not is not asked again.
    pub broken_for: u64,
    /// Whether hosts of this machine and its network are asked too.
    pub allow_private: bool,
    /// Whether hosts that want no programs are left alone.
    pub robots: bool,
}

impl Default for ExternalOptions {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            timeout: 20,
            at_once: 8,
            pause: 1,
            retries: 2,
            patience: 60,
            ok_for: 24 * 60 * 60,
            broken_for: 60 * 60,
            allow_private: false,
            robots: true,
        }
    }
}
