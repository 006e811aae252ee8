//! What pages of other origins may ask for: the widget's operations, for the SDK on a business's own page.
//!
//! Every origin is let through, because the browser adds nothing that proves anything: there are no cookies, and
//! credentials travel in a header that the page must have already. Which origins get a session is decided where
//! sessions are made, by the site.

use std::time::Duration;

use http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

/// How long a browser need not ask again whether it may.
const KEPT_FOR: Duration = Duration::from_hours(2);

pub(crate) fn widget() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(KEPT_FOR)
}
