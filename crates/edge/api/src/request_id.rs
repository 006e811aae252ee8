//! Every answer names its request; errors and log lines carry the same id.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument as _;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that this task answers.
pub(crate) fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// The same request, answered by another task.
pub(crate) fn carry<F: Future>(answering: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(current().unwrap_or_default(), answering.in_current_span())
}

pub(crate) async fn apply(request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let span = tracing::info_span!("api.answer", request.id = %id, http.method = %request.method());
    let mut answer = CURRENT
        .scope(id.clone(), next.run(request).instrument(span))
        .await;
    let value = HeaderValue::from_str(&id).expect("hexadecimal is a header value");
    answer.headers_mut().insert(HEADER, value);
    answer
}
