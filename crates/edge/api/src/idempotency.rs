//! `Idempotency-Key` on a POST: the same key with the same body gets the first answer again.
//!
//! Answers are kept in the memory of this node for a day, bounded by size; the key counts per credential and path.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use skein_protocol::wire::ErrorCode;
use tokio::sync::Mutex;

use crate::problem::Problem;
use crate::state::Api;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const MAX_KEY_CHARS: usize = 128;
const KEPT_FOR: Duration = Duration::from_hours(24);
const MAX_KEPT_BYTES: u64 = 64 << 20;
/// What a slot without an answer weighs.
const SLOT_BYTES: u32 = 512;

type Fingerprint = [u8; 32];

/// Answers that were given, and requests under way.
#[derive(Debug)]
pub(crate) struct Answers {
    kept: Cache<Fingerprint, Arc<Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    /// Held while the first request is carried out; a second one waits for its answer.
    answer: Mutex<Option<Kept>>,
}

#[derive(Debug, Clone)]
struct Kept {
    request: Fingerprint,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Default for Answers {
    fn default() -> Self {
        let kept = Cache::builder()
            .weigher(|_, _| SLOT_BYTES + 4_096)
            .max_capacity(MAX_KEPT_BYTES)
            .time_to_live(KEPT_FOR)
            .build();
        Self { kept }
    }
}

impl Kept {
    fn answer(&self) -> Response {
        let mut answer = (self.status, self.body.clone()).into_response();
        *answer.headers_mut() = self.headers.clone();
        answer.headers_mut().insert("idempotent-replay", HeaderValue::from_static("true"));
        answer
    }
}

fn digest(parts: &[&[u8]]) -> Fingerprint {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

pub(crate) async fn apply(State(api): State<Api>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let Some(key) = request.headers().get(HEADER) else {
        return next.run(request).await;
    };
    if key.is_empty() || key.len() > MAX_KEY_CHARS {
        return Problem::invalid("Idempotency-Key", "is not 1 to 128 characters").into_response();
    }
    let credential =
        request.headers().get(header::AUTHORIZATION).map_or(&b""[..], HeaderValue::as_bytes);
    let path = request.uri().path();
    let place = digest(&[credential, path.as_bytes(), key.as_bytes()]);

    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, api.limits.max_http_body_bytes).await else {
        return Problem::new(ErrorCode::TooLarge, "the body is too large").into_response();
    };
    let fingerprint = digest(&[&body]);

    let slot = api.answers.kept.get_with(place, Arc::default);
    let mut answer = slot.answer.lock().await;
    if let Some(kept) = &*answer {
        return if kept.request == fingerprint {
            kept.answer()
        } else {
            Problem::new(
                ErrorCode::IdempotencyMismatch,
                "the key was used with another body; choose a new key",
            )
            .into_response()
        };
    }
    let fresh = next.run(Request::from_parts(head, Body::from(body))).await;
    if fresh.status().is_server_error() || fresh.status() == StatusCode::TOO_MANY_REQUESTS {
        // Not carried out: the same key may try again.
        return fresh;
    }
    let (head, body) = fresh.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Problem::new(ErrorCode::Internal, "the answer could not be made").into_response();
    };
    *answer = Some(Kept {
        request: fingerprint,
        status: head.status,
        headers: head.headers.clone(),
        body: body.clone(),
    });
    Response::from_parts(head, Body::from(body))
}
