//! The REST facade: for business servers, for the console and the widget, and the embedded web files.
//!
//! | module | holds |
//! | --- | --- |
//! | `operations` | one file per resource: what each operation takes, may, does and answers |
//! | `shape` | the JSON of requests and answers |
//! | `credentials` | who asks, and may they |
//! | `minute_limiter` | how often an address or a user may do what costs something |
//! | `console_cookie` | the cookie of a browser in which somebody is signed in |
//! | `own_origin` | whether a request comes from a page of this server |
//! | `cross_origin` | what pages of other origins may ask for |
//! | `document` | what the OpenAPI document says of every operation |
//! | `strict` | JSON bodies, read by the letter |
//! | `request_rules` | what every request is held to before its operation |
//! | `problem` | errors as RFC 9457 says |
//! | `idempotency` | the same POST twice is carried out once |
//! | `web` | console, widget and demo shop from the binary |
//!
//! Invariants: every operation names the credential it takes; every query names the app of that credential; what
//! comes from outside is parsed into a type before it is used.

mod console_cookie;
mod credentials;
mod cross_origin;
mod document;
mod entity_tag;
mod finishing;
mod idempotency;
mod json_value;
mod minute_limiter;
mod operations;
mod own_origin;
mod page;
mod problem;
mod public_bodies;
mod request_id;
mod request_rules;
mod shape;
mod state;
mod strict;
mod web;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use state::{ApiParts, Readiness};
pub use web::{DemoShopParts, SignIdentity, demo_shop};

use problem::Problem;
use public_bodies::Bodies;
use state::Api;

/// Everything under `/v1` but the gateway, the web files, and the health checks.
pub fn routes(parts: ApiParts) -> Router {
    let max_body = parts.limits.max_http_body_bytes;
    let api = Api::new(parts);
    let once = from_fn_with_state(api.clone(), idempotency::apply);
    let bodies = Bodies::new(max_body);
    let of_strangers = from_fn_with_state(bodies.clone(), public_bodies::of_strangers);
    let of_the_known = from_fn_with_state((api.clone(), bodies), public_bodies::of_the_known);
    // What was added last is asked first: who it is, then the body, then whether it was answered before.
    let (widget, _) = operations::widget()
        .route_layer(once.clone())
        .route_layer(of_the_known.clone())
        .merge(operations::public_widget().route_layer(of_strangers.clone()))
        .split_for_parts();
    let (own, _) = operations::own()
        .route_layer(once)
        .route_layer(of_the_known)
        .merge(operations::public_own().route_layer(of_strangers))
        .split_for_parts();
    let known = Arc::new(document::known_queries(&document()));
    let rules = from_fn_with_state(known, request_rules::apply);
    let refuse_method = async || Problem::method_not_allowed();
    widget
        // Before the layer, which has to see the browser's question whether it may.
        .method_not_allowed_fallback(refuse_method)
        .layer(cross_origin::widget())
        .merge(own)
        .layer(rules)
        .merge(operations::health())
        .merge(web::routes())
        .fallback(async || Problem::not_found("address"))
        .method_not_allowed_fallback(refuse_method)
        .layer(axum::middleware::from_fn(finishing::apply))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| Problem::panicked().into_response()))
        .layer(axum::middleware::from_fn(request_id::apply))
        .layer(DefaultBodyLimit::max(max_body))
        .with_state(api)
}

/// Gives every answer of other routes of the server an `X-Request-Id`, as those of the facade have.
pub fn name_requests(routes: Router) -> Router {
    routes.layer(axum::middleware::from_fn(request_id::apply))
}

/// Reads a body as every operation does before it knows what it asks for: for who measures what that costs.
pub fn read_json(body: &[u8]) -> Option<serde_json::Value> {
    json_value::from_slice(body, json_value::FREE_BYTES).ok()
}

fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = OpenApiRouter::<Api>::with_openapi(operations::Document::openapi())
        .merge(operations::public_widget())
        .merge(operations::widget())
        .merge(operations::public_own())
        .merge(operations::own())
        .split_for_parts();
    document::complete(&mut document);
    document
}

/// Whether the pages of console, widget and shop are in this build, or beside a debug build.
pub fn has_web_pages() -> bool {
    web::are_built()
}

/// The OpenAPI document, as it is committed in `openapi/skein.json`.
pub fn openapi_json() -> String {
    document()
        .to_pretty_json()
        .expect("the document is made of plain values")
}
