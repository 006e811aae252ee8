//! Bytes into frames without trust: what a frame may hold is known from its tags and names before any of it is built.
//!
//! Both formats go the same way. The bytes are walked along the table of fields; what is forbidden or too much is noted
//! and passed over; only then are protobuf bytes, within their limits, made into values. JSON becomes those bytes on
//! the way, which is never more than a few bytes longer than it was.

use std::borrow::Cow;

use prost::Message as _;

use super::format::{Format, FrameError};
use super::request::Refusal;
use super::{from_json, scan};
use crate::generated::table::{FRAME, POLL_BATCH};
use crate::table::Field;
use crate::wire::{Frame, PollBatch};

/// The body of a frame that strangers may send.
const HELLO: u32 = 10;

/// Whose frames are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// Its frames may hold anything; only the limit of the frame holds.
    Server,
    Client,
    /// A client that has not said hello: nothing else of it is looked into.
    Stranger,
}

/// What is learnt on the walk over a frame.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) speaker: Speaker,
    /// The frame's id, once it came by.
    pub(super) id: u32,
    /// The first thing a server does not take. The walk goes on, for the id may follow.
    pub(super) refusal: Option<Refusal>,
}

impl Walk {
    const fn new(speaker: Speaker) -> Self {
        Self {
            speaker,
            id: 0,
            refusal: None,
        }
    }

    /// Whether the field is to be looked into; false passes over it.
    pub(super) fn admits(&mut self, field: &Field) -> bool {
        if self.speaker == Speaker::Stranger && field.choice && field.number != HELLO {
            self.refuse(Refusal::say_hello_first());
        }
        if self.speaker != Speaker::Server && !field.from_clients {
            self.refuse(Refusal::invalid(format!(
                "{} is said by servers only",
                field.json_name
            )));
        }
        self.refusal.is_none()
    }

    /// Whether so many entries of a list are taken.
    pub(super) fn admits_entries(&mut self, field: &Field, entries: u32) -> bool {
        if self.speaker != Speaker::Server && entries > field.max {
            self.refuse(Refusal::too_large(format!(
                "{} has more than {} entries",
                field.json_name, field.max
            )));
        }
        self.refusal.is_none()
    }

    /// Whether a text of so many bytes is taken.
    pub(super) fn admits_bytes(&mut self, field: &Field, bytes: usize) -> bool {
        if self.speaker != Speaker::Server && bytes > field.max as usize {
            self.refuse(Refusal::too_large(format!(
                "{} is longer than {} bytes",
                field.json_name, field.max
            )));
        }
        self.refusal.is_none()
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }
}

/// A frame of a client, or why its server does not take it, with the id it came with.
pub(crate) fn read_client_frame(
    format: Format,
    bytes: &[u8],
    max_frame_bytes: usize,
    speaker: Speaker,
) -> Result<(u32, Result<Frame, Refusal>), FrameError> {
    let (walk, proto) = walk(format, bytes, max_frame_bytes, speaker)?;
    let frame = match walk.refusal {
        Some(refusal) => Err(refusal),
        None => Ok(build(&proto)?),
    };
    Ok((walk.id, frame))
}

pub(super) fn read_server_frame(
    format: Format,
    bytes: &[u8],
    max_frame_bytes: usize,
) -> Result<Frame, FrameError> {
    let (_, proto) = walk(format, bytes, max_frame_bytes, Speaker::Server)?;
    build(&proto)
}

pub(super) fn read_poll_batch(json: &[u8]) -> Result<PollBatch, FrameError> {
    let mut walk = Walk::new(Speaker::Server);
    let proto = from_json::to_proto(&POLL_BATCH, json, &mut walk).map_err(FrameError::Json)?;
    PollBatch::decode(proto.as_slice()).map_err(FrameError::Proto)
}

/// Looks a frame of a client over without building it.
pub fn check_client_frame(
    format: Format,
    bytes: &[u8],
    max_frame_bytes: usize,
) -> Result<(), FrameError> {
    walk(format, bytes, max_frame_bytes, Speaker::Client).map(|_| ())
}

fn build(proto: &[u8]) -> Result<Frame, FrameError> {
    Frame::decode(proto).map_err(FrameError::Proto)
}

/// The protobuf form of a frame, within its limits unless something is refused.
fn walk(
    format: Format,
    bytes: &[u8],
    max_frame_bytes: usize,
    speaker: Speaker,
) -> Result<(Walk, Cow<'_, [u8]>), FrameError> {
    if bytes.len() > max_frame_bytes {
        return Err(FrameError::TooLarge {
            actual: bytes.len(),
            limit: max_frame_bytes,
        });
    }
    let mut walk = Walk::new(speaker);
    match format {
        Format::Json => {
            let proto = from_json::to_proto(&FRAME, bytes, &mut walk).map_err(FrameError::Json)?;
            Ok((walk, proto.into()))
        }
        Format::Proto => {
            scan::scan(&FRAME, bytes, &mut walk).map_err(FrameError::Scan)?;
            Ok((walk, bytes.into()))
        }
    }
}
