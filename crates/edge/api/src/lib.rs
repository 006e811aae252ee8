//! The REST facade: for business servers, for the console and the widget, and the embedded web files.
//!
//! | module | holds |
//! | --- | --- |
//! | `operations` | one file per resource: what each operation takes, may, does and answers |
//! | `shape` | the JSON of requests and answers |
//! | `credentials` | who asks, and may they |
//! | `problem` | errors as RFC 9457 says |
//! | `idempotency` | the same POST twice is carried out once |
//! | `web` | console, widget and demo shop from the binary |
//!
//! Invariants: every operation names the credential it takes; every query names the app of that credential; what
//! comes from outside is parsed into a type before it is used.

mod credentials;
mod idempotency;
mod operations;
mod page;
mod problem;
mod request_id;
mod shape;
mod state;
mod web;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use state::{ApiParts, Readiness};
pub use web::{DemoShopParts, demo_shop};

use state::Api;

/// Everything under `/v1` but the gateway, the web files, and the health checks.
pub fn routes(parts: ApiParts) -> Router {
    let max_body = parts.limits.max_http_body_bytes;
    let api = Api::new(parts);
    let (router, _) = operations::routes().split_for_parts();
    router
        .merge(operations::health())
        .merge(web::routes())
        .layer(axum::middleware::from_fn_with_state(api.clone(), idempotency::apply))
        .layer(axum::middleware::from_fn(request_id::apply))
        .layer(DefaultBodyLimit::max(max_body))
        .with_state(api)
}

/// The OpenAPI document, as it is committed in `openapi/skein.json`.
pub fn openapi_json() -> String {
    let (_, mut document) = OpenApiRouter::<Api>::with_openapi(operations::Document::openapi())
        .merge(operations::routes())
        .split_for_parts();
    document.info.version = "1".to_owned();
    document.to_pretty_json().expect("the document is made of plain values")
}
