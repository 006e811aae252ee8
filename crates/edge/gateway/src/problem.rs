//! Errors of the gateway's HTTP side, as RFC 9457 says.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;
use skein_protocol::wire::ErrorCode;

pub(crate) fn problem(code: ErrorCode, detail: &str) -> Response {
    let status =
        StatusCode::from_u16(code.entry().http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    with_status(status, code, detail)
}

/// For a method that an address does not take.
pub(crate) async fn method_not_allowed() -> Response {
    with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::Invalid,
        "this address does not take this method",
    )
}

fn with_status(status: StatusCode, code: ErrorCode, detail: &str) -> Response {
    let entry = code.entry();
    let body = json!({
        "type": format!("urn:skein:error:{}", entry.name),
        "title": entry.name.replace('_', " "),
        "status": status.as_u16(),
        "detail": detail,
        "code": entry.name,
        "retryable": entry.retryable,
    });
    let mut answer = (
        status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        body.to_string(),
    )
        .into_response();
    if code == ErrorCode::TooLarge {
        // The rest of the body is not read, so nothing else can follow on this connection.
        let close = HeaderValue::from_static("close");
        answer.headers_mut().insert(header::CONNECTION, close);
    }
    answer
}
