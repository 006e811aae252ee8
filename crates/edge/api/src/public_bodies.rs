//! Bodies of requests that need no credential: what strangers make this node hold is bounded for all of them together, and of it
//! an address has a part. A body that comes piece by piece holds its room for a few seconds only.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{ConnectInfo, FromRequest as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Method;
use skein_foundation::rooms::Rooms;
use skein_protocol::wire::ErrorCode;

use crate::problem::Problem;

/// More than anything that a visitor's browser or somebody who signs in has to say, which is an identity token with the
/// largest traits, escaped; strangers are not read further.
pub(crate) const MAX_BODY_BYTES: usize = 128 * 1024;
/// Of all such bodies at a time.
const MAX_BYTES: usize = 32 << 20;
/// Of those from one address.
const MAX_BYTES_OF_ADDRESS: usize = 2 << 20;
/// For the whole body, once there is room for it.
const TIME: Duration = Duration::from_secs(10);

/// The room there is for them.
pub(crate) fn room() -> Arc<Rooms> {
    Rooms::new(MAX_BYTES, MAX_BYTES_OF_ADDRESS)
}

/// Reads the body where there is room for it, and gives the room back with the answer.
pub(crate) async fn apply(
    State(rooms): State<Arc<Rooms>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let Some(&ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return Problem::new(ErrorCode::Internal, "the address is not known").into_response();
    };
    let claim = request.body().size_hint().upper().unwrap_or(u64::MAX);
    let claim = claim.min(MAX_BODY_BYTES as u64) as usize;
    let Some(room) = rooms.room(address.ip(), claim).await else {
        return Problem::new(
            ErrorCode::Overloaded,
            "too many bodies are under way; try again",
        )
        .into_response();
    };
    let (head, body) = request.into_parts();
    // As far as the route reads any body.
    let read = Bytes::from_request(Request::from_parts(head.clone(), body), &());
    let body = match tokio::time::timeout(TIME, read).await {
        Ok(Ok(body)) => body,
        Ok(Err(rejection)) => return Problem::from(rejection).into_response(),
        Err(_) => {
            return Problem::new(ErrorCode::Malformed, "the body took too long").into_response();
        }
    };
    let answer = next.run(Request::from_parts(head, Body::from(body))).await;
    drop(room);
    answer
}
