//! Takes TCP connections in, within limits, and serves HTTP/1.1 on them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, Version, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::runtime;
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use tower::service_fn;

use crate::admission::Admission;
use crate::door::{Admitted, Door};
use crate::problem::bad_request;
use crate::proxies::TrustedProxies;
use crate::timed_body::TimedBody;
use crate::timed_socket::{SocketTimes, TimedSocket};

/// Bytes of a request's head, and of hyper's buffers.
const MAX_HEAD_BYTES: usize = 24 * 1024;

/// How long a peer may take.
#[derive(Debug, Clone, Copy)]
pub struct HttpTimes {
    /// For the head of a request, counted from the connection's begin or, after an answer, from the head's first byte.
    pub head: Duration,
    /// Between an answer and the next request. Longer than proxies keep a connection for one: nginx and the balancers of
    /// the large clouds 60 s, unless they are told otherwise.
    pub idle: Duration,
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
            idle: Duration::from_secs(90),
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
    let mut door = Door::new(
        listener,
        admission,
        Arc::clone(&proxies),
        lifecycle.clone(),
        times.send,
    );
    while let Some(admitted) = door.next().await {
        let visit = Visit {
            admitted,
            proxies: Arc::clone(&proxies),
            times,
        };
        let connection = serve_connection(visit, routes.clone(), lifecycle.clone());
        runtime::spawn_connection(connection);
    }
}

/// A connection and what is known to serve it.
struct Visit {
    admitted: Admitted,
    proxies: Arc<TrustedProxies>,
    times: HttpTimes,
}

async fn serve_connection(visit: Visit, routes: Router, lifecycle: Lifecycle) {
    let Visit {
        admitted,
        proxies,
        times,
    } = visit;
    let Admitted {
        socket,
        address,
        permit,
    } = admitted;
    let permit = Arc::new(permit);
    let socket_times = SocketTimes {
        head: times.head,
        idle: times.idle,
    };
    let socket = TimedSocket::new(socket, socket_times);
    let progress = socket.progress();
    let service = service_fn(move |request: Request<Incoming>| {
        let serving = progress.begin();
        let bad_host = host_error(request.version(), request.headers());
        let mut request = request.map(|body| Body::new(TimedBody::new(body, times.body)));
        request.extensions_mut().insert(Arc::clone(&permit));
        let client = proxies.client(address.ip(), request.headers());
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(client, address.port())));
        let routes = routes.clone();
        async move {
            let _serving = serving;
            if let Some(detail) = bad_host {
                return Ok(refuse_host(detail));
            }
            let answer = routes.oneshot(request).await;
            Ok::<_, Infallible>(answer.unwrap_or_else(|never| match never {}))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The socket has the times: hyper knows one for both the head and the pause before it.
        .header_read_timeout(None)
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

/// No route sees this request: its answer is named and noted here.
fn refuse_host(detail: &str) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    tracing::info!(request.id = %id, http.status = 400, code = "malformed", detail, "a request was refused");
    let mut answer = bad_request(detail);
    let id = HeaderValue::from_str(&id).expect("hexadecimal is a header value");
    answer.headers_mut().insert("x-request-id", id);
    answer
}

/// What is wrong with the host that a request is for: one, which can be a host, since HTTP/1.1 (RFC 9112, 3.2).
fn host_error(version: Version, headers: &HeaderMap) -> Option<&'static str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if version >= Version::HTTP_11 => Some("Host is missing"),
        (None, _) => None,
        (Some(_), Some(_)) => Some("Host is given more than once"),
        (Some(host), None) => {
            // Empty where the target has no authority.
            let is_host = |text: &str| {
                text.is_empty() || !text.contains('@') && text.parse::<Authority>().is_ok()
            };
            (!host.to_str().is_ok_and(is_host)).then_some("Host is not a host")
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_request_names_one_host() {
        let error = |version, hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            host_error(version, &headers)
        };
        for host in [
            "skein.example",
            "skein.example:7711",
            "[::1]:80",
            "127.0.0.1",
            "",
        ] {
            assert_eq!(error(Version::HTTP_11, &[host]), None, "{host}");
        }
        for hosts in [
            &[][..],
            &["a", "a"],
            &["a", "b"],
            &["a b"],
            &["a/b"],
            &["user@a"],
            &["a,b c"],
            &["a:b:c"],
        ] {
            assert!(error(Version::HTTP_11, hosts).is_some(), "{hosts:?}");
        }
        assert_eq!(error(Version::HTTP_10, &[]), None);
        assert!(error(Version::HTTP_10, &["a", "b"]).is_some());
    }
}
