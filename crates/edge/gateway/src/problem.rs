//! Errors of the gateway's HTTP side, as RFC 9457 says.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;
use skein_protocol::wire::ErrorCode;

pub(crate) fn problem(code: ErrorCode, detail: &str) -> Response {
    let entry = code.entry();
    let status =
        StatusCode::from_u16(entry.http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({
        "type": format!("urn:skein:error:{}", entry.name),
        "title": entry.name.replace('_', " "),
        "status": status.as_u16(),
        "detail": detail,
        "code": entry.name,
        "retryable": entry.retryable,
    });
    (
        status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        body.to_string(),
    )
        .into_response()
}
