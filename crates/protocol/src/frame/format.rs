//! The two formats of a frame: canonical proto3 JSON and protobuf.

use bytes::Bytes;
use prost::Message as _;

use super::intake;
use super::scan::ScanError;
use super::to_json;
use crate::generated::table::FRAME;
use crate::wire::{ErrorCode, Frame};

/// How frames are written on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Json,
    Proto,
}

/// Why bytes are not a frame.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("the frame has {actual} bytes, at most {limit} are taken")]
    TooLarge { actual: usize, limit: usize },
    #[error("the frame is not the JSON form of a frame")]
    Json(#[source] serde_json::Error),
    #[error("the frame is not a protobuf frame")]
    Proto(#[source] prost::DecodeError),
    #[error("the frame is not a protobuf frame: {0}")]
    Scan(ScanError),
}

impl Format {
    /// The WebSocket subprotocol that stands for this format.
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Self::Json => "skein.v1.json",
            Self::Proto => "skein.v1.proto",
        }
    }

    /// The format a WebSocket subprotocol stands for.
    pub fn from_subprotocol(name: &str) -> Option<Self> {
        [Self::Json, Self::Proto]
            .into_iter()
            .find(|format| format.subprotocol() == name)
    }
}

impl FrameError {
    /// What the peer is told.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::TooLarge,
            Self::Json(_) | Self::Proto(_) | Self::Scan(_) => ErrorCode::Malformed,
        }
    }
}

/// Reads one frame of a server. What clients say is read by the session, which knows what it may be.
pub fn decode(format: Format, bytes: &[u8], max_frame_bytes: usize) -> Result<Frame, FrameError> {
    intake::read_server_frame(format, bytes, max_frame_bytes)
}

/// Appends one frame to a buffer.
pub fn encode_into(format: Format, frame: &Frame, out: &mut Vec<u8>) {
    match format {
        Format::Json => {
            let proto = frame.encode_to_vec();
            to_json::append(&FRAME, &proto, out).expect("the bytes are this build's own");
        }
        Format::Proto => {
            out.reserve(frame.encoded_len());
            frame.encode(out).expect("a Vec grows as needed");
        }
    }
}

/// Writes one frame.
pub fn encode(format: Format, frame: &Frame) -> Bytes {
    let mut out = Vec::new();
    encode_into(format, frame, &mut out);
    out.into()
}
