//! What `serve` is asked for.

use super::{Include, resolve_clock, set, watch_options};
use crate::{
    cli::{args::ServeArgs, machine::Machine},
    clock::Clock,
    paths::BaseUrl,
    pipeline::CacheUse,
    watch,
};
use std::net::SocketAddr;

/// What `serve` is asked for.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names of this machine besides the usual ones.
    pub hosts: Vec<String>,
    /// Open a browser.
    pub opens: bool,
    /// Pages change by themselves.
    pub reloads: bool,
    /// Browsers go to the post that was saved.
    pub follows: bool,
    /// How changes are waited for.
    pub watch: watch::Options,
    /// Instead of where it listens.
    pub base_url: Option<BaseUrl>,
    /// Posts that are shown although they are not public.
    pub include: Include,
    /// Pages are minified whatever the configuration says.
    pub minify: bool,
    /// The instant, where it is given; else the time goes on.
    pub clock: Option<Clock>,
    /// Whether the cache is used.
    pub cache: CacheUse,
    /// Say how long each stage took.
    pub timings: bool,
}

pub(super) fn resolve(args: ServeArgs, machine: &Machine) -> Result<Serve, clap::Error> {
    let is_fixed = args.clock.is_some() || set(machine.source_date_epoch.as_deref()).is_some();
    let clock = resolve_clock(args.clock, machine)?;
    Ok(Serve {
        address: SocketAddr::new(args.bind, args.port),
        hosts: args.allow_host,
        opens: args.open,
        reloads: !args.no_reload,
        follows: args.navigate_to_changed,
        watch: watch_options(args.poll, args.debounce),
        base_url: args.base_url,
        include: args.include.into(),
        minify: args.minify,
        clock: is_fixed.then_some(clock),
        cache: if args.no_cache { CacheUse::Ignore } else { CacheUse::ReadWrite },
        timings: args.timings,
    })
}
