//! `Idempotency-Key` on a POST: the same key with the same body gets the first answer again.
//!
//! Answers are kept in the memory of this node for a day, bounded by size; the key counts per credential and path. Whose
//! credential does not hold gets and keeps nothing. Operations that ask for none are outside of this: their requests
//! have no owner to whom an answer could be given again.
//!
//! A refusal is not kept. It changed nothing, so the same key may try again.
//!
//! What was begun is finished even when the client hangs up ([`crate::finishing`]): it is just then that it asks again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest as _, FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use skein_identity::model::Role;
use skein_protocol::wire::ErrorCode;
use tokio::sync::Mutex;

use crate::credentials::AnyCredential;
use crate::problem::Problem;
use crate::state::Api;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const MAX_KEY_CHARS: usize = 128;
const KEPT_FOR: Duration = Duration::from_hours(24);
const MAX_KEPT_BYTES: u64 = 64 << 20;
const MAX_BYTES_OF_CUSTOMERS: u64 = 8 << 20;
/// What a slot weighs beside the body of its answer.
const SLOT_BYTES: u32 = 1_024;

type Fingerprint = [u8; 32];

/// Answers that were given, and requests under way.
#[derive(Debug)]
pub(crate) struct Answers {
    kept: Kind,
    /// Of customers, who are anybody who opened the widget: theirs must not push out what the business was answered.
    of_customers: Kind,
}

type Kind = Cache<Fingerprint, Arc<Slot>>;

#[derive(Debug, Default)]
struct Slot {
    /// Held while the first request is carried out; a second one waits for its answer.
    answer: Mutex<Answer>,
    /// What the answer weighs.
    answer_bytes: AtomicU32,
}

#[derive(Debug, Default)]
enum Answer {
    /// To be found by who holds the lock.
    #[default]
    Open,
    Kept(Kept),
    /// It was refused, and the slot is no longer the key's: who waited for it looks for the one that is.
    Refused,
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
        Self {
            kept: memory(MAX_KEPT_BYTES),
            of_customers: memory(MAX_BYTES_OF_CUSTOMERS),
        }
    }
}

impl Answers {
    fn of(&self, role: Option<Role>) -> &Kind {
        match role {
            Some(Role::Customer) => &self.of_customers,
            _ => &self.kept,
        }
    }
}

fn memory(max_bytes: u64) -> Kind {
    Cache::builder()
        .weigher(|_, slot: &Arc<Slot>| {
            SLOT_BYTES.saturating_add(slot.answer_bytes.load(Ordering::Relaxed))
        })
        .max_capacity(max_bytes)
        // The default keeps what is asked for often, so that a full cache would take no new key at all.
        .eviction_policy(EvictionPolicy::lru())
        .time_to_live(KEPT_FOR)
        .build()
}

impl Kept {
    fn answer_to(&self, request: Fingerprint) -> Response {
        if self.request != request {
            return Problem::new(
                ErrorCode::IdempotencyMismatch,
                "the key was used with another body or query; choose a new key",
            )
            .into_response();
        }
        let mut answer = (self.status, self.body.clone()).into_response();
        *answer.headers_mut() = self.headers.clone();
        answer
            .headers_mut()
            .insert("idempotent-replay", HeaderValue::from_static("true"));
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

/// For routes that ask for a credential.
pub(crate) async fn apply(State(api): State<Api>, request: Request, next: Next) -> Response {
    let (Some(key), &Method::POST) = (request.headers().get(HEADER).cloned(), request.method())
    else {
        return next.run(request).await;
    };
    let (mut head, body) = request.into_parts();
    // Before the body is read and a slot is taken.
    let credential = match AnyCredential::from_request_parts(&mut head, &api).await {
        Ok(credential) => credential,
        Err(problem) => return problem.into_response(),
    };
    let is_seen = key.as_bytes().iter().all(u8::is_ascii_graphic);
    if key.is_empty() || key.len() > MAX_KEY_CHARS || !is_seen {
        return Problem::invalid(
            "Idempotency-Key",
            "is not 1 to 128 visible ASCII characters",
        )
        .into_response();
    }
    let place = place(&head, &credential, key.as_bytes());
    // As far as the route reads any body.
    let body = match Bytes::from_request(Request::from_parts(head.clone(), body), &()).await {
        Ok(body) => body,
        Err(rejection) => return Problem::from(rejection).into_response(),
    };
    let query = head.uri.query().unwrap_or_default();
    let fingerprint = digest(&[query.as_bytes(), &body]);
    let answers = api.answers.of(credential.role());
    loop {
        let slot = answers.get_with(place, Arc::default);
        let mut answer = slot.answer.lock().await;
        match &*answer {
            Answer::Kept(kept) => return kept.answer_to(fingerprint),
            Answer::Refused => continue,
            Answer::Open => {}
        }
        let fresh = next.run(Request::from_parts(head, Body::from(body))).await;
        if !fresh.status().is_success() {
            *answer = Answer::Refused;
            answers.invalidate(&place);
            return fresh;
        }
        let (head, body) = fresh.into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return Problem::new(ErrorCode::Internal, "the answer could not be made")
                .into_response();
        };
        *answer = Answer::Kept(Kept {
            request: fingerprint,
            status: head.status,
            headers: head.headers.clone(),
            body: body.clone(),
        });
        let answer_bytes = u32::try_from(body.len()).unwrap_or(u32::MAX);
        slot.answer_bytes.store(answer_bytes, Ordering::Relaxed);
        // Weighed anew.
        answers.insert(place, Arc::clone(&slot));
        return Response::from_parts(head, Body::from(body));
    }
}

/// Where the answer is kept. Of a user also by role: what an admin was given is not for who is one no longer.
fn place(head: &Parts, credential: &AnyCredential, key: &[u8]) -> Fingerprint {
    let role = credential.role().map_or("", Role::name);
    let presented = head.headers.get(header::AUTHORIZATION);
    digest(&[
        presented.map_or(&[], |value| value.as_bytes()),
        role.as_bytes(),
        head.uri.path().as_bytes(),
        key,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_memory_forgets_the_oldest_answers() {
        let Answers { kept, .. } = Answers::default();
        let place = |number: u32| digest(&[&number.to_be_bytes()]);
        let slots = u32::try_from(MAX_KEPT_BYTES).unwrap() / SLOT_BYTES;
        // A day and a half's worth.
        for number in 0..slots * 3 / 2 {
            let slot = kept.get_with(place(number), Arc::default);
            kept.insert(place(number), slot);
        }
        kept.run_pending_tasks();
        let is_kept = |number: &u32| kept.contains_key(&place(*number));
        let newest = slots * 3 / 2 - 1_000..slots * 3 / 2;
        assert_eq!(newest.filter(is_kept).count(), 1_000);
        assert_eq!((0..1_000).filter(is_kept).count(), 0);
    }

    #[test]
    fn customers_do_not_push_out_what_the_business_was_answered() {
        let answers = Answers::default();
        let place = |number: u32| digest(&[&number.to_be_bytes()]);
        answers.of(None).insert(place(0), Arc::default());
        let customers = answers.of(Some(Role::Customer));
        for number in 1..=u32::try_from(MAX_KEPT_BYTES).unwrap() / SLOT_BYTES {
            customers.insert(place(number), Arc::default());
        }
        customers.run_pending_tasks();
        answers.of(None).run_pending_tasks();
        assert!(answers.of(None).contains_key(&place(0)));
    }
}
