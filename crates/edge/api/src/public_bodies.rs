//! Bodies of strangers and of users: what they make this node hold is bounded for all of them together, and of it an address has a
//! part. A body that comes piece by piece holds its room for a few seconds only.
//!
//! Who shows an app key is the business, and may say as much as `limits.max_http_body_bytes` at a time. A user is anybody who opened
//! the widget: the credential of a user is looked at before the body is, and makes nobody more than a stranger here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{
    ConnectInfo, DefaultBodyLimit, FromRequest as _, FromRequestParts as _, Request, State,
};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use skein_foundation::rooms::{Room, Rooms};
use skein_identity::model::Role;
use skein_protocol::wire::ErrorCode;

use crate::credentials::AnyCredential;
use crate::problem::Problem;
use crate::state::Api;

/// More than anything that somebody says who is not the business, which is an identity token with the largest traits, escaped;
/// nobody else is read further.
pub(crate) const MAX_BODY_BYTES: usize = 128 * 1024;
/// Of all such bodies at a time.
const MAX_BYTES: usize = 32 << 20;
/// Of those from one address.
const MAX_BYTES_OF_ADDRESS: usize = 2 << 20;
/// For the whole body, once there is room for it.
const TIME: Duration = Duration::from_secs(10);

/// The room there is for them. Customers have their own, so that nobody who opens the widget keeps the staff out.
#[derive(Debug, Clone)]
pub(crate) struct Bodies {
    strangers: Arc<Rooms>,
    customers: Arc<Rooms>,
    staff: Arc<Rooms>,
    max_bytes: usize,
    of_business: usize,
}

impl Bodies {
    /// For a node that reads bodies of so many bytes at most.
    pub(crate) fn new(max_body_bytes: usize) -> Self {
        let room = || Rooms::new(MAX_BYTES, MAX_BYTES_OF_ADDRESS);
        Self {
            strangers: room(),
            customers: room(),
            staff: room(),
            max_bytes: max_body_bytes.min(MAX_BODY_BYTES),
            of_business: max_body_bytes,
        }
    }
}

/// For routes that ask for no credential.
pub(crate) async fn of_strangers(
    State(bodies): State<Bodies>,
    request: Request,
    next: Next,
) -> Response {
    if has_none(&request) {
        return next.run(request).await;
    }
    match read(&bodies.strangers, request, bodies.max_bytes).await {
        Ok((request, _room)) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// For routes that ask for one. It is looked at here, once for the whole request.
pub(crate) async fn of_the_known(
    State((api, bodies)): State<(Api, Bodies)>,
    request: Request,
    next: Next,
) -> Response {
    if has_none(&request) {
        return next.run(request).await;
    }
    let (mut head, body) = request.into_parts();
    let credential = match AnyCredential::from_request_parts(&mut head, &api).await {
        Ok(credential) => credential,
        Err(problem) => return problem.into_response(),
    };
    let rooms = match credential.role() {
        None => None,
        Some(Role::Customer) => Some(&bodies.customers),
        Some(_) => Some(&bodies.staff),
    };
    head.extensions.insert(credential);
    let request = Request::from_parts(head, body);
    let Some(rooms) = rooms else {
        return match check_claim(&request, bodies.of_business) {
            Ok(()) => next.run(request).await,
            Err(problem) => problem.into_response(),
        };
    };
    match read(rooms, request, bodies.max_bytes).await {
        Ok((request, _room)) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn has_none(request: &Request) -> bool {
    request.body().is_end_stream()
}

/// Before a byte of it is waited for.
fn check_claim(request: &Request, max_bytes: usize) -> Result<(), Problem> {
    if request.body().size_hint().lower() > max_bytes as u64 {
        return Err(Problem::new(ErrorCode::TooLarge, "the body is too large"));
    }
    Ok(())
}

/// Reads the body where there is room for it, which is to be held until it is answered.
async fn read(
    rooms: &Arc<Rooms>,
    request: Request,
    max_bytes: usize,
) -> Result<(Request, Room), Problem> {
    check_claim(&request, max_bytes)?;
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let Some(&ConnectInfo(address)) = address else {
        return Err(Problem::new(
            ErrorCode::Internal,
            "the address is not known",
        ));
    };
    let claim = request.body().size_hint().upper().unwrap_or(u64::MAX);
    let claim = claim.min(max_bytes as u64) as usize;
    let Some(room) = rooms.room(address.ip(), claim).await else {
        return Err(Problem::new(
            ErrorCode::Overloaded,
            "too many bodies are under way; try again",
        ));
    };
    let (head, body) = request.into_parts();
    let mut limited = Request::new(body);
    DefaultBodyLimit::max(max_bytes).apply(&mut limited);
    match tokio::time::timeout(TIME, Bytes::from_request(limited, &())).await {
        Ok(Ok(body)) => Ok((Request::from_parts(head, Body::from(body)), room)),
        Ok(Err(rejection)) => Err(rejection.into()),
        Err(_) => Err(Problem::new(ErrorCode::Malformed, "the body took too long")),
    }
}
