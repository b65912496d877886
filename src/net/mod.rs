//! Asking other hosts, within bounds.
//!
//! Owns which addresses may be asked. The addresses of a name are checked where they are found, and those that were
//! checked are connected to: a name that answers otherwise the second time gains nothing. No redirect is followed here,
//! so that who follows one has it checked like the first; no proxy is used, since what a proxy connects to cannot be
//! checked. It must not know what is asked for.

mod address;

pub use address::is_public;

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use ureq::{
    Agent,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// Which addresses may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those on the public internet.
    Public,
    /// Those of this machine and its network too.
    Everywhere,
}

/// What asks once and is done: no connection is kept, every status is an answer.
pub fn agent(time: Duration, accept: &str, reach: Reach) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(time))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .max_idle_connections(0)
        .user_agent(concat!("sitegen/", env!("CARGO_PKG_VERSION")))
        .accept(accept)
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        Checked { names: DefaultResolver::default(), reach },
    )
}

/// The private address for which a request failed, if it did for that.
pub fn private(error: &io::Error) -> Option<&Private> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<Private>())
}

/// An address that is not on the public internet.
#[derive(Debug)]
pub struct Private(pub IpAddr);

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is at {}, an address of this machine or a private network", self.0)
    }
}

impl std::error::Error for Private {}

/// Finds the addresses of a name, and refuses all of them if one is private.
#[derive(Debug)]
struct Checked {
    names: DefaultResolver,
    reach: Reach,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let is_refused = |address: &IpAddr| self.reach == Reach::Public && !is_public(*address);
        match found.iter().map(SocketAddr::ip).find(is_refused) {
            None => Ok(found),
            Some(address) => Err(io::Error::new(io::ErrorKind::PermissionDenied, Private(address)).into()),
        }
    }
}
