//! Errors of the gateway's HTTP side, as RFC 9457 says.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use serde_json::json;
use skein_protocol::wire::ErrorCode;

pub(crate) fn problem(code: ErrorCode, detail: &str) -> Response {
    let status =
        StatusCode::from_u16(code.entry().http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    with_status(status, code, detail)
}

/// For a method that an address does not take. What it takes is named (RFC 9110, 15.5.6).
pub(crate) async fn method_not_allowed(uri: Uri) -> Response {
    let mut answer = with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::Invalid,
        "this address does not take this method",
    );
    let allowed = if uri.path() == "/v1/connect" {
        "GET"
    } else {
        "GET, POST, DELETE"
    };
    let headers = answer.headers_mut();
    headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// For what breaks the rules of HTTP.
pub(crate) fn bad_request(detail: &str) -> Response {
    let mut answer = with_status(StatusCode::BAD_REQUEST, ErrorCode::Malformed, detail);
    close_after(&mut answer);
    answer
}

/// What has to be read on this connection before anything else could follow is not read.
fn close_after(answer: &mut Response) {
    let close = HeaderValue::from_static("close");
    answer.headers_mut().insert(header::CONNECTION, close);
}

pub(crate) fn with_status(status: StatusCode, code: ErrorCode, detail: &str) -> Response {
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
    let headers = answer.headers_mut();
    // A 410 would else be kept by caches (RFC 9110, 15.1).
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match code {
        ErrorCode::TooLarge => close_after(&mut answer),
        ErrorCode::Unauthenticated | ErrorCode::TokenExpired => {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        ErrorCode::Overloaded | ErrorCode::StorageUnavailable => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        _ => {}
    }
    answer
}
