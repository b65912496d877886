//! Sockets: listening, and what a connection may cost.

use super::{
    Content, Events, Limits, Options, conditions,
    handler::{self, Local, Site},
};
use crate::{
    environment::{EnvironmentError, failed, reason},
    media_type,
};
use axum::{
    Router,
    http::{Extensions, HeaderMap, Request, StatusCode, Version, header},
    middleware,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net, net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate as _, predicate::SizeAbove},
};

/// Less than this is not worth compressing: it fits into one packet.
const SMALL: u64 = 1024;
/// How many ports after a taken one are tried for a hint.
const HINTS: u16 = 32;
/// How long to wait when the system has no more sockets.
const PAUSE: Duration = Duration::from_millis(100);
/// Threads for sockets; pages are made on others.
const THREADS: usize = 2;

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: net::TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens at an address; port 0 takes one that is free.
    ///
    /// # Errors
    /// The address is not ours, or the port is taken; then the reason names the next free one.
    pub fn bind(address: SocketAddr) -> Result<Self, EnvironmentError> {
        const OPERATION: &str = "listen on";
        let name = address.to_string();
        let listener = net::TcpListener::bind(address).map_err(|error| match next_free(address, &error) {
            Some(port) => {
                let reason = format!("{}; port {port} is free", reason(&error));
                EnvironmentError::new(OPERATION, &name, io::Error::new(error.kind(), reason))
            }
            None => EnvironmentError::new(OPERATION, &name, error),
        })?;
        listener.set_nonblocking(true).map_err(failed(OPERATION, Path::new(&name)))?;
        let address = listener.local_addr().map_err(failed(OPERATION, Path::new(&name)))?;
        Ok(Self { listener, address })
    }

    /// Where it listens. From here on connections are taken; they are answered once it runs.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` ends, and ends then at once, whatever is still under way.
    ///
    /// # Errors
    /// The system has no threads or no events for sockets.
    pub fn run(
        self,
        options: Options,
        content: Arc<dyn Content>,
        events: Events,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), EnvironmentError> {
        let name = self.address.to_string();
        let refused = |error| failed("serve on", Path::new(&name))(error);
        let limits = options.limits;
        let runtime = runtime(limits).map_err(refused)?;
        let site = Arc::new(Site::new(self.address.ip(), options, content, events));
        let result = runtime.block_on(async {
            let listener = TcpListener::from_std(self.listener)?;
            tokio::select! {
                // First, so that it is heard from before the first answer on.
                biased;
                () = shutdown => {}
                () = accept(listener, router(site), limits) => {}
            }
            Ok(())
        });
        // Calls of the content may go on for a while; nobody waits for what they give.
        runtime.shutdown_background();
        result.map_err(refused)
    }
}

/// Ends when the user or the system asks the program to end.
pub async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}

fn next_free(taken: SocketAddr, error: &io::Error) -> Option<u16> {
    if error.kind() != io::ErrorKind::AddrInUse {
        return None;
    }
    let last = taken.port().saturating_add(HINTS);
    (taken.port()..=last).skip(1).find(|port| net::TcpListener::bind((taken.ip(), *port)).is_ok())
}

fn runtime(limits: Limits) -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(limits.calls.max(1))
        .thread_name("preview")
        .enable_io()
        .enable_time()
        .build()
}

fn router(site: Arc<Site>) -> Router {
    let text = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(media_type::is_text)
    };
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(SMALL - 1).and(text));
    Router::new()
        .fallback(handler::answer)
        .layer(compression)
        .layer(middleware::from_fn(conditions::apply))
        .with_state(site)
}

async fn accept(listener: TcpListener, router: Router, limits: Limits) {
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.expect("it is never closed");
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, router.clone(), limits, place));
            }
            Err(error) if is_of_one_client(&error) => {}
            // Out of files, most likely: until one is closed, every attempt fails at once.
            Err(_) => time::sleep(PAUSE).await,
        }
    }
}

/// Whether a client went away before it was taken.
fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(stream: TcpStream, router: Router, limits: Limits, _place: OwnedSemaphorePermit) {
    let Ok(local) = stream.local_addr() else { return };
    // Answers are written whole; waiting for more to send only costs time.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_time));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Local(local.ip()));
        router.clone().oneshot(request)
    });
    // An error is the client's: it went away, was too slow or did not speak HTTP, which hyper has told it.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_header_size(limits.head)
        .max_buf_size(limits.head.max(8192) * 4)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .await;
}
