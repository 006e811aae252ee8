//! The bodies of POSTs: no more is read than its sender may say and the node has room for.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use skein_foundation::rooms::{Room, Rooms};
use skein_protocol::frame::{self, Format, FrameError, PollBodyError};
use skein_protocol::wire::ErrorCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::session::PollSession;
use crate::node::Node;

/// Bytes of bodies of all sessions at a time.
const MAX_BYTES: usize = 64 << 20;
/// Of sessions at one address: anybody may have many sessions, as many visitors.
const MAX_BYTES_OF_ADDRESS: usize = 8 << 20;
/// How long a body waits for room.
const WAIT: Duration = Duration::from_secs(5);

/// Why a body is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadBody {
    #[error("the body is too large")]
    TooLarge,
    #[error(transparent)]
    Split(#[from] PollBodyError),
    #[error("the body can't be read")]
    Unreadable,
    #[error("too many bodies are under way; try again")]
    NoRoom,
}

impl BadBody {
    pub(super) const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge
            | Self::Split(PollBodyError::FrameTooLarge | PollBodyError::TooManyFrames) => {
                ErrorCode::TooLarge
            }
            Self::Split(PollBodyError::Malformed) | Self::Unreadable => ErrorCode::Malformed,
            Self::NoRoom => ErrorCode::Overloaded,
        }
    }
}

/// Frames as they came, and the room that they take while they are here.
pub(super) struct Said<R> {
    pub(super) frames: Vec<Bytes>,
    pub(super) room: R,
}

/// Room for what sessions say.
#[derive(Debug)]
pub(crate) struct PollBodies {
    all: Arc<Rooms>,
    /// Of one session: a body that hangs on its way, and the same one again on another connection.
    of_session: usize,
}

impl PollBodies {
    pub(crate) fn new(max_body_bytes: usize) -> Self {
        let of_session = permits(2 * max_body_bytes);
        Self {
            all: Rooms::new(MAX_BYTES, MAX_BYTES_OF_ADDRESS.max(of_session)),
            of_session,
        }
    }

    /// The share of a new session.
    pub(super) fn share(&self) -> Arc<Semaphore> {
        Arc::new(Semaphore::new(self.of_session))
    }
}

fn permits(bytes: usize) -> usize {
    bytes.clamp(1, u32::MAX as usize >> 3)
}

/// What a body says it will be, or may be at most.
fn claim(body: &Body, max_bytes: usize) -> Result<usize, BadBody> {
    let hint = body.size_hint();
    let max = max_bytes as u64;
    if hint.lower() > max {
        return Err(BadBody::TooLarge);
    }
    Ok(hint.upper().map_or(max, |upper| upper.min(max)) as usize)
}

async fn read(body: Body, max_bytes: usize) -> Result<Bytes, BadBody> {
    to_bytes(body, max_bytes).await.map_err(|error| {
        if error.into_inner().is::<LengthLimitError>() {
            BadBody::TooLarge
        } else {
            BadBody::Unreadable
        }
    })
}

/// From somebody who has no session yet. Nothing of it is looked into but where its frames begin and end.
pub(super) async fn read_of_stranger(
    node: &Node,
    address: IpAddr,
    body: Body,
) -> Result<Said<Room>, BadBody> {
    let limits = &node.limits;
    let max_bytes = limits.max_frame_bytes.min(limits.max_http_body_bytes);
    let claim = claim(&body, max_bytes)?;
    let room = node.strangers.bodies.room(address, claim).await;
    let room = room.ok_or(BadBody::NoRoom)?;
    // Less time than others have: a hello is small, and who trickles it holds its room meanwhile.
    let time = Duration::from_millis(u64::from(limits.hello_timeout_ms));
    let bytes = tokio::time::timeout(time, read(body, max_bytes)).await;
    let bytes = bytes.map_err(|_| BadBody::Unreadable)??;
    let frames = frame::split_poll_body(&bytes, limits.max_frame_bytes)?;
    Ok(Said { frames, room })
}

/// From a session: every frame is looked over before any is carried out.
pub(super) async fn read_of_session(
    node: &Node,
    session: &PollSession,
    address: IpAddr,
    body: Body,
) -> Result<Said<(OwnedSemaphorePermit, Room)>, BadBody> {
    let limits = &node.limits;
    let claim = permits(claim(&body, limits.max_http_body_bytes)?) as u32;
    let room = async {
        let here = Arc::clone(&session.bodies).acquire_many_owned(claim).await;
        let all = node.poll_bodies.all.room(address, claim as usize).await;
        Some((here.ok()?, all?))
    };
    let room = tokio::time::timeout(WAIT, room).await.ok().flatten();
    let room = room.ok_or(BadBody::NoRoom)?;
    let bytes = read(body, limits.max_http_body_bytes).await?;
    let frames = frame::split_poll_body(&bytes, limits.max_frame_bytes)?;
    for said in &frames {
        check(node, said)?;
    }
    Ok(Said { frames, room })
}

/// Whether these bytes are a frame. It is not built.
pub(super) fn check(node: &Node, said: &Bytes) -> Result<(), PollBodyError> {
    match frame::check_client_frame(Format::Json, said, node.limits.max_frame_bytes) {
        Ok(()) => Ok(()),
        Err(FrameError::TooLarge { .. }) => Err(PollBodyError::FrameTooLarge),
        Err(_) => Err(PollBodyError::Malformed),
    }
}
