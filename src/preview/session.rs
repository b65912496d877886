//! A session: waits for changes, brings the project up to date, tells browsers.

use super::{
    faults::Faults,
    http::{Event, Events, Limits, Options, Server, Token, interrupted},
    shown::{Moment, Shown},
    site::PreviewedSite,
};
use crate::{
    clock::Clock,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    paths::BaseUrl,
    pipeline::{
        self, Request,
        live::{Live, Refreshed, Touched},
    },
    source::Layout,
    watch::{self, News, Watched, Watcher},
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long nothing has changed before all pages are looked through.
const IDLE: Duration = Duration::from_millis(400);

/// What a session is asked for.
pub struct Settings {
    /// The project, and what is shown of it. Its base URL, if it has none, is where the server listens.
    pub request: Request,
    /// The instant, asked again for each change.
    pub now: Box<dyn Fn() -> Clock + Send>,
    /// Where to listen.
    pub address: SocketAddr,
    /// Names of this host besides the usual ones.
    pub hosts: Vec<String>,
    /// What pages must show to hear of changes.
    pub token: Token,
    /// How changes are waited for.
    pub watch: watch::Options,
    /// Whether pages change by themselves.
    pub reloads: bool,
    /// Whether browsers go to the post that was saved.
    pub follows: bool,
}

/// A change of the project, and what came of it.
#[derive(Debug, Clone)]
pub struct Change {
    /// The files that changed, relative to the project; none where all were looked at.
    pub files: Vec<String>,
    /// Whether what is shown is another than before.
    pub is_new: bool,
    /// All that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How long it took until pages could be asked for.
    pub took: Duration,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Who watches a session, from several threads.
pub trait Observer: Send + Sync {
    /// The site can be seen at this address.
    fn ready(&self, url: &str, change: &Change);
    /// The project changed.
    fn changed(&self, change: &Change);
    /// What making all pages showed, after a change of it.
    fn looked_through(&self, diagnostics: &[Diagnostic]);
    /// Something that concerns no change.
    fn warn(&self, diagnostic: &Diagnostic);
}

/// Shows a project until the program is asked to end.
///
/// # Errors
/// The project cannot be read, or the address is not to be had.
pub fn serve(settings: Settings, observer: Arc<dyn Observer>) -> Result<(), EnvironmentError> {
    let started = Instant::now();
    let server = Server::bind(settings.address)?;
    let Settings { mut request, now, hosts, token, reloads, follows, .. } = settings;
    let origin = origin(server.address());
    if request.base_url.is_none() {
        let path = pipeline::base_path(&request.root, request.config.as_deref());
        request.base_url = BaseUrl::parse(&format!("{origin}{path}/")).ok();
    }
    let base_path = request.base_url.as_ref().map_or("", BaseUrl::prefix).to_owned();
    // First, so that what happens while the project is read is told.
    let mut watcher = Watcher::new(watched(&request), settings.watch)?;
    let (live, first) = Live::open(Request { clock: now(), ..request.clone() })?;
    if let Some(warning) = watcher.take_warning() {
        observer.warn(&warning);
    }
    let moment = Moment::new(Shown::new(Arc::clone(&first.snapshot), first.diagnostics.clone()));
    let events = Events::new(Event { name: "changed", data: "{}".to_owned() });
    let root = request.root.canonicalize().unwrap_or_else(|_| request.root.clone());
    let site = PreviewedSite { moment: moment.clone(), base_path: base_path.clone(), root, token, reloads };
    observer.ready(&format!("{origin}{base_path}/"), &change(&first, Vec::new(), started.elapsed()));
    let session = Session { request, now, live, moment, events: events.clone(), observer, follows };
    std::thread::Builder::new()
        .name("changes".to_owned())
        .spawn(move || session.run(watcher))
        .map_err(|error| EnvironmentError::new("watch", "the project", error))?;
    let options = Options { hosts, token, limits: Limits::default() };
    server.run(options, Arc::new(site), events, interrupted())
}

/// Where a browser of this machine reaches the server.
fn origin(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

fn watched(request: &Request) -> Watched {
    let layout = Layout {
        content_dir: pipeline::content_dir(&request.root, request.config.as_deref()),
        output_dir: request.output_dir.clone(),
        cache_dir: PathBuf::from(pipeline::CACHE_DIR),
        ..Layout::default()
    };
    let config = request.config.as_deref().and_then(|config| std::path::absolute(config).ok());
    Watched { root: request.root.clone(), layout, config }
}

/// The thread that waits for changes.
struct Session {
    request: Request,
    now: Box<dyn Fn() -> Clock + Send>,
    live: Live,
    moment: Moment,
    events: Events,
    observer: Arc<dyn Observer>,
    follows: bool,
}

impl Session {
    fn run(mut self, mut watcher: Watcher) {
        let mut faults = Faults::default();
        let mut is_looked_through = false;
        loop {
            let deadline = (!is_looked_through).then(|| Instant::now() + IDLE);
            match watcher.wait_until(deadline) {
                News::Touched(touched) => {
                    faults.stop();
                    // First: an edit of the settings may name another folder, which is to be watched before it is read.
                    watcher.follow(watched(&self.request));
                    self.change(touched);
                    is_looked_through = false;
                }
                News::Deadline => {
                    faults.look(self.moment.get(), Arc::clone(&self.observer));
                    is_looked_through = true;
                }
                News::Woken => {}
            }
            if let Some(warning) = watcher.take_warning() {
                self.observer.warn(&warning);
            }
        }
    }

    fn change(&mut self, touched: watch::Touched) {
        let started = Instant::now();
        let (touched, paths) = match touched {
            watch::Touched::All => (Touched::All, BTreeSet::new()),
            watch::Touched::Paths(paths) => (Touched::Paths(paths.clone()), paths),
        };
        let request = Request { clock: (self.now)(), ..self.request.clone() };
        let refreshed = match self.live.refresh(request, &touched) {
            Ok(refreshed) => refreshed,
            Err(error) => {
                // The folder is gone for a moment, perhaps: what was shown stays.
                let trouble = Diagnostic::error("preview", error.to_string());
                return self.observer.warn(&trouble);
            }
        };
        let took = started.elapsed();
        let files = self.relative(&paths);
        let shown = Shown::new(Arc::clone(&refreshed.snapshot), refreshed.diagnostics.clone());
        let saved = if self.follows { saved(&shown, &files) } else { None };
        self.moment.set(shown);
        let data = serde_json::json!({ "saved": saved });
        self.events.send(Event { name: "changed", data: data.to_string() });
        self.observer.changed(&change(&refreshed, files, took));
    }

    fn relative(&self, paths: &BTreeSet<PathBuf>) -> Vec<String> {
        let root = self.request.root.canonicalize().unwrap_or_else(|_| self.request.root.clone());
        let relative = paths.iter().map(|path| path.strip_prefix(&root).unwrap_or(path));
        relative.map(|path| path.to_string_lossy().replace('\\', "/")).collect()
    }
}

fn change(refreshed: &Refreshed, files: Vec<String>, took: Duration) -> Change {
    Change {
        files,
        is_new: refreshed.is_new,
        diagnostics: refreshed.diagnostics.clone(),
        took,
        timings: refreshed.timings.clone(),
    }
}

/// The address of the first post among these files.
fn saved(shown: &Shown, files: &[String]) -> Option<String> {
    let site = shown.snapshot.site()?;
    let entry = files.iter().find_map(|file| Some(site.entry(*site.by_source.get(file)?)))?;
    Some(site.config.base_url.relative(&entry.url))
}
