//! The doors through which clients come in: WebSocket and long poll with equal guarantees, sessions, outboxes.
//!
//! | module | does |
//! | --- | --- |
//! | `door` | takes connections in, within limits |
//! | `http_server` | serves HTTP on them |
//! | `transports` | a folder for each way in, which knows bytes: WebSocket, long poll, TCP |
//! | `session` | a session whatever carries it: its driver, outbox, deadlines and ends, written once |
//! | `registry` | finds the sessions of a user, one per terminal |
//! | `requests` | carries out what clients ask for, for every transport |
//! | `encoded` | a push in the bytes of each transport, made once |
//!
//! Invariants: nothing here waits for a client while it holds a lock; memory per connection is bounded whatever the
//! peer does; a push is encoded once per format.

mod accept_failures;
mod admission;
mod convert;
mod departures;
mod door;
mod encoded;
mod http_server;
mod node;
mod presence;
mod problem;
mod proxies;
mod registry;
mod requests;
mod session;
mod timed_body;
mod timed_socket;
mod transports;

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use http::{Method, header};
use tower_http::cors::{Any, CorsLayer};

pub use admission::{Admission, Permit};
pub use http_server::{HttpServer, HttpTimes, serve_http};
pub use node::{Connections, Gateway, GatewayParts};
pub use proxies::{BadNetwork, TrustedProxies};
pub use transports::tcp::{TcpServer, serve_tcp};

/// How long a browser need not ask again whether it may.
const CORS_KEPT_FOR: Duration = Duration::from_hours(2);

impl Gateway {
    /// The routes of the gateway: `/v1/connect` and `/v1/poll`.
    pub fn routes(&self) -> Router {
        Router::new()
            .route(
                "/v1/connect",
                get(transports::websocket::connect)
                    // It would else be answered by what answers GET.
                    .head(problem::method_not_allowed)
                    .fallback(problem::method_not_allowed),
            )
            .route(
                "/v1/poll",
                post(transports::long_poll::send)
                    .get(transports::long_poll::receive)
                    .delete(transports::long_poll::end)
                    .head(problem::method_not_allowed)
                    // Before the layer, which has to see the browser's question whether it may.
                    .fallback(problem::method_not_allowed)
                    .layer(cross_origin()),
            )
            .with_state(self.clone())
    }
}

/// Pages of every origin may poll: there are no cookies, and the key travels in a header that the page must have
/// already, so an origin proves nothing and opens nothing.
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .max_age(CORS_KEPT_FOR)
}
