//! What was begun is finished when the client hangs up: a change that is stored must not lack what follows from it, such
//! as the end of the sessions of a user who was disabled.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use skein_foundation::runtime;

use crate::problem::Problem;
use crate::request_id;

/// Answers by a task of its own what may change something; the connection's own task is dropped with the connection.
pub(crate) async fn apply(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match runtime::spawn("api_change", request_id::carry(next.run(request))).await {
        Ok(answer) => answer,
        Err(_) => Problem::panicked().into_response(),
    }
}
