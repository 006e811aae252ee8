//! `/live` and `/ready`, for supervisors and load balancers.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;

use crate::state::Api;

pub(crate) fn health() -> Router<Api> {
    Router::new()
        .route("/live", get(live))
        .route("/ready", get(ready))
}

/// The process answers.
async fn live() -> StatusCode {
    StatusCode::OK
}

/// The node can serve; else what stands in the way.
async fn ready(State(api): State<Api>) -> Response {
    let obstacles = api.readiness.obstacles().await;
    let status = if obstacles.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "ready": obstacles.is_empty(), "obstacles": obstacles })),
    )
        .into_response()
}
