//! `/v1/poll`: POST sends frames, GET waits for frames, DELETE ends the session.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Query, Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use skein_foundation::rooms::Room;
use skein_foundation::runtime;
use skein_protocol::frame::{self, Format, error_frame};
use skein_protocol::session::{Action, Closing, ServerSession, Slot};
use skein_protocol::wire::{ErrorCode, Frame};

use super::bodies::{self, BadBody, Said};
use super::session::{PollSession, Receipt, TRANSPORT};
use crate::encoded::Encoding;
use crate::node::{Entered, Gateway, Node};
use crate::problem::problem;
use crate::requests::{SendInFlight, send_answer, take_apart};

/// How long a GET waits when nothing comes.
const WAIT: Duration = Duration::from_secs(25);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiveQuery {
    cursor: u64,
}

/// The first POST says hello and opens a session; later ones carry requests, whose answers come by GET. The body is read
/// once the head has shown who speaks: strangers say no more than a hello, and a session that is gone nothing.
pub(crate) async fn send(
    State(gateway): State<Gateway>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let node = gateway.0;
    let (head, body) = request.into_parts();
    let key = match Credentials::of(&head.headers) {
        Credentials::PollKey(key) => key,
        Credentials::None => {
            return match bodies::read_of_stranger(&node, address.ip(), body).await {
                Ok(said) => open(&node, said).await,
                Err(bad) => refuse_body(&bad),
            };
        }
        Credentials::Odd => return no_key(),
    };
    let Some(session) = node.poll_sessions.find(key) else {
        return gone();
    };
    session.heard(node.now_ms());
    let said = match bodies::read_of_session(&node, &session, address.ip(), body).await {
        Ok(said) => said,
        Err(bad) => return refuse_body(&bad),
    };
    let one_at_a_time = Arc::clone(&session.sending).lock_owned().await;
    // In a task of its own: a client that hangs up must not keep the places of its requests, nor lose their answers.
    let (of_node, of_session) = (Arc::clone(&node), Arc::clone(&session));
    let carried_out = runtime::spawn("poll_requests", async move {
        let _one_at_a_time = one_at_a_time;
        carry_out(&of_node, &of_session, said.frames).await;
        drop(said.room);
    });
    if carried_out.await.is_err() {
        return problem(ErrorCode::Internal, "the requests could not be carried out");
    }
    match session.over() {
        None => batch(StatusCode::ACCEPTED, 0, &[], None),
        // Kept, so that a GET still hears which device it was.
        Some(ErrorCode::Replaced) => problem(
            ErrorCode::Replaced,
            "a newer session of the same terminal took over",
        ),
        Some(_) => {
            node.poll_sessions.remove(&node, key);
            gone()
        }
    }
}

fn refuse_body(bad: &BadBody) -> Response {
    problem(bad.code(), &bad.to_string())
}

/// Opens a session. Frames after hello stay the bytes they are until it is verified; then they are carried out like those
/// of a later POST.
async fn open(node: &Arc<Node>, said: Said<Room>) -> Response {
    if node.lifecycle.is_draining() {
        return problem(ErrorCode::Overloaded, "this node is stopping");
    }
    let now_ms = node.now_ms();
    let mut session = ServerSession::new(Arc::clone(&node.session), now_ms);
    let mut frames = said.frames.into_iter();
    let Some(first) = frames.next() else {
        return problem(ErrorCode::Unauthenticated, "say hello first");
    };
    let (request_id, hello) = match session.on_bytes(Format::Json, &first, now_ms) {
        Action::Authenticate { request_id, hello } => (request_id, hello),
        Action::Close(closing) => return refused(&closing),
        _ => return problem(ErrorCode::Unauthenticated, "say hello first"),
    };
    // Before the session enters: from then on it has replaced the one before it.
    let Some(place) = node.poll_sessions.reserve() else {
        return problem(
            ErrorCode::Overloaded,
            "this node has as many sessions as it may",
        );
    };
    let Entered { handle, accepted } = match node.enter(hello, Encoding::Poll).await {
        Ok(entered) => entered,
        Err(denied) => return problem(denied.code, &denied.detail),
    };
    let Some(welcome) = session.accept(request_id, accepted, node.now_ms()) else {
        return problem(ErrorCode::Internal, "the session ended while it began");
    };
    let bodies = node.poll_bodies.share();
    let now_ms = node.now_ms();
    let session = Arc::new(PollSession::new(handle, session, place, bodies, now_ms));
    let key = new_key();
    node.poll_sessions.insert(node, &key, Arc::clone(&session));
    metrics::counter!("skein_gateway_hellos_total", "transport" => TRANSPORT).increment(1);
    let mut rest: Vec<Bytes> = frames.collect();
    let bad = rest
        .iter()
        .position(|frame| bodies::check(node, frame).is_err());
    rest.truncate(bad.unwrap_or(rest.len()));
    carry_out(node, &session, rest).await;
    if bad.is_some() {
        let refusal = error_frame(
            0,
            ErrorCode::Malformed,
            "a frame after hello can't be understood",
        );
        session.answer(&[refusal]);
    }
    batch(
        StatusCode::OK,
        0,
        &Encoding::Poll.encode(&welcome),
        Some(&key),
    )
}

fn refused(closing: &Closing) -> Response {
    use skein_protocol::wire::frame::Body;
    match closing.frame.as_ref().and_then(|frame| frame.body.as_ref()) {
        Some(Body::Error(error)) => problem(error.code(), &error.detail),
        _ => problem(ErrorCode::Unauthenticated, closing.reason),
    }
}

/// 32 bytes nobody guesses.
fn new_key() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// Stops where the session is found to be over: it may have been revoked since it was found, or since the frame before.
async fn carry_out(node: &Arc<Node>, session: &Arc<PollSession>, frames: Vec<Bytes>) {
    let mut sends = Vec::new();
    let mut polls = true;
    for frame in frames {
        if session.over().is_some() {
            return;
        }
        let action = {
            let mut state = session.state.lock();
            state.session.on_bytes(Format::Json, &frame, node.now_ms())
        };
        match action {
            Action::Request {
                id,
                request: frame::Request::Send(send),
                ..
            } => {
                sends.push(take_apart(id, send));
            }
            Action::Close(closing) => {
                session.answer(
                    &closing
                        .frame
                        .map(|frame| *frame)
                        .into_iter()
                        .collect::<Vec<_>>(),
                );
                break;
            }
            action => {
                store(node, session, &mut sends).await;
                let slot = match &action {
                    Action::Request { slot, .. } => Some(*slot),
                    _ => None,
                };
                if polls && slot.is_some() {
                    polls = session.until_room().await;
                }
                let answers = node.carry_out_action(&session.handle, action).await;
                session.answer(&answers);
                if let Some(slot) = slot {
                    session.state.lock().session.release(slot);
                }
            }
        }
    }
    store(node, session, &mut sends).await;
}

/// Sends that stand next to each other are stored as one batch.
async fn store(
    node: &Arc<Node>,
    session: &Arc<PollSession>,
    sends: &mut Vec<(SendInFlight, skein_messaging::service::SendCommand)>,
) {
    if sends.is_empty() || session.over().is_some() {
        return;
    }
    let (in_flight, commands): (Vec<_>, Vec<_>) = std::mem::take(sends).into_iter().unzip();
    let user = &session.handle.user;
    let outcomes = node
        .messaging
        .send(&user.app, &user.uid, Some(session.handle.id), commands)
        .await;
    let answers: Vec<Frame> = in_flight
        .into_iter()
        .zip(outcomes)
        .map(|(in_flight, outcome)| send_answer(in_flight, outcome))
        .collect();
    let mut state = session.state.lock();
    for _ in &answers {
        state.session.release(Slot::Send);
    }
    drop(state);
    session.answer(&answers);
}

/// Waits for frames after the cursor.
pub(crate) async fn receive(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    query: Result<Query<ReceiveQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let node = gateway.0;
    let Ok(Query(query)) = query else {
        return problem(ErrorCode::Invalid, "cursor is missing or not a number");
    };
    let Some(key) = Credentials::of(&headers).poll_key() else {
        return no_key();
    };
    let Some(session) = node.poll_sessions.find(key) else {
        return gone();
    };
    let received = tokio::time::timeout(WAIT, session.receive(&node, query.cursor)).await;
    match received {
        Ok(Receipt::Batch { cursor, frames }) => batch(StatusCode::OK, cursor, &frames, None),
        Ok(Receipt::BadCursor) => problem(ErrorCode::Invalid, "cursor was never given out"),
        Ok(Receipt::Gone) => {
            node.poll_sessions.remove(&node, key);
            gone()
        }
        Err(_) => {
            session.heard(node.now_ms());
            batch(StatusCode::OK, query.cursor, &[], None)
        }
    }
}

/// Ends the session.
pub(crate) async fn end(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let node = gateway.0;
    match Credentials::of(&headers).poll_key() {
        Some(key) if node.poll_sessions.remove(&node, key) => {
            StatusCode::NO_CONTENT.into_response()
        }
        Some(_) => gone(),
        None => no_key(),
    }
}

fn gone() -> Response {
    problem(ErrorCode::SessionGone, "open a new session and sync")
}

/// What a request says about who sends it.
enum Credentials<'h> {
    None,
    PollKey(&'h str),
    /// Something that is no poll key.
    Odd,
}

impl<'h> Credentials<'h> {
    fn of(headers: &'h HeaderMap) -> Self {
        let mut lines = headers.get_all(header::AUTHORIZATION).iter();
        let Some(line) = lines.next() else {
            return Self::None;
        };
        match line.to_str().ok().and_then(|line| line.split_once(' ')) {
            // The name of the scheme is not case-sensitive (RFC 9110, 11.1).
            Some((scheme, key))
                if lines.next().is_none() && scheme.eq_ignore_ascii_case("bearer") =>
            {
                Self::PollKey(key.trim())
            }
            _ => Self::Odd,
        }
    }

    fn poll_key(self) -> Option<&'h str> {
        match self {
            Self::PollKey(key) => Some(key),
            Self::None | Self::Odd => None,
        }
    }
}

fn no_key() -> Response {
    problem(
        ErrorCode::Unauthenticated,
        "the poll key is missing: one Authorization, which is Bearer",
    )
}

/// The JSON form of `PollBatch`, strung together from frames that are JSON already.
fn batch(status: StatusCode, cursor: u64, frames: &[u8], key: Option<&str>) -> Response {
    let frames = frames.strip_suffix(b",").unwrap_or(frames);
    let mut body = Vec::with_capacity(frames.len() + 96);
    body.extend_from_slice(format!("{{\"cursor\":\"{cursor}\",\"frames\":[").as_bytes());
    body.extend_from_slice(frames);
    body.push(b']');
    if let Some(key) = key {
        // A key is base64: nothing in it needs escaping.
        body.extend_from_slice(format!(",\"pollKey\":\"{key}\"").as_bytes());
    }
    body.push(b'}');
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}
