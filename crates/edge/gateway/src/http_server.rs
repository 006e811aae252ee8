//! Takes TCP connections in, within limits, and serves HTTP/1.1 on them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::runtime;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;
use tower::service_fn;

use crate::admission::{Admission, Permit};
use crate::proxies::TrustedProxies;
use crate::timed_body::TimedBody;

/// Bytes of a request's head, and of hyper's buffers.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Pause after the system refused a connection (no file handles), instead of asking again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long a peer may take.
#[derive(Debug, Clone, Copy)]
pub struct HttpTimes {
    /// For the head of a request, counted from the connection's begin or from the answer before: also how long an idle
    /// connection is kept.
    pub head: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// For taking any of the bytes that were sent to it.
    pub send: Duration,
    /// For requests under way once the server drains.
    pub drain: Duration,
}

impl Default for HttpTimes {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            send: Duration::from_secs(30),
            drain: Duration::from_secs(5),
        }
    }
}

/// A listening socket and what is served on it.
#[derive(Debug)]
pub struct HttpServer {
    pub listener: TcpListener,
    pub routes: Router,
    pub admission: Arc<Admission>,
    pub proxies: TrustedProxies,
    pub lifecycle: Lifecycle,
    pub times: HttpTimes,
}

/// Serves until the lifecycle drains; connections under way then finish their request.
pub async fn serve_http(server: HttpServer) {
    let HttpServer {
        listener,
        routes,
        admission,
        proxies,
        lifecycle,
        times,
    } = server;
    let proxies = Arc::new(proxies);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = lifecycle.drained() => return,
        };
        let (socket, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                metrics::counter!("skein_gateway_accept_failures_total").increment(1);
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Some(permit) = admission.admit(address.ip(), proxies.contains(address.ip())) else {
            // Closed before a byte is read: nothing was allocated for it.
            metrics::counter!("skein_gateway_refusals_total").increment(1);
            continue;
        };
        tune(&socket, times);
        let visit = Visit {
            socket,
            address,
            permit,
            proxies: Arc::clone(&proxies),
            times,
        };
        let connection = serve_connection(visit, routes.clone(), lifecycle.clone());
        runtime::spawn_connection(connection);
    }
}

/// A connection that was taken in.
struct Visit {
    socket: TcpStream,
    address: SocketAddr,
    permit: Permit,
    proxies: Arc<TrustedProxies>,
    times: HttpTimes,
}

/// A socket that can't be tuned was closed by its peer already.
fn tune(socket: &TcpStream, times: HttpTimes) {
    let _ = socket.set_nodelay(true);
    // A peer that is gone, or that takes nothing of what it asked for, would else be kept for ever.
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(socket).set_tcp_user_timeout(Some(times.send));
    #[cfg(not(target_os = "linux"))]
    let _ = times.send;
}

async fn serve_connection(visit: Visit, routes: Router, lifecycle: Lifecycle) {
    let Visit {
        socket,
        address,
        permit,
        proxies,
        times,
    } = visit;
    let permit = Arc::new(permit);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| Body::new(TimedBody::new(body, times.body)));
        request.extensions_mut().insert(Arc::clone(&permit));
        let client = proxies.client(address.ip(), request.headers());
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(client, address.port())));
        let routes = routes.clone();
        async move {
            let answer = routes.oneshot(request).await;
            Ok::<_, Infallible>(answer.unwrap_or_else(|never| match never {}))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(times.head)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        // A peer that breaks HTTP is its own problem; hyper has answered where there was somebody to answer.
        _ = connection.as_mut() => return,
        () = lifecycle.drained() => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(times.drain, connection).await;
}
