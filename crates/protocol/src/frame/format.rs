//! The two formats of a frame: canonical proto3 JSON and protobuf.

use bytes::Bytes;
use prost::Message as _;

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
            Self::Json(_) | Self::Proto(_) => ErrorCode::Malformed,
        }
    }
}

/// Reads one frame. Its messages are not recursive, and the parsers skip unknown fields without recursion or bound it.
pub fn decode(format: Format, bytes: &[u8], max_frame_bytes: usize) -> Result<Frame, FrameError> {
    if bytes.len() > max_frame_bytes {
        return Err(FrameError::TooLarge {
            actual: bytes.len(),
            limit: max_frame_bytes,
        });
    }
    match format {
        Format::Json => serde_json::from_slice(bytes).map_err(FrameError::Json),
        Format::Proto => Frame::decode(bytes).map_err(FrameError::Proto),
    }
}

/// Appends one frame to a buffer.
pub fn encode_into(format: Format, frame: &Frame, out: &mut Vec<u8>) {
    match format {
        Format::Json => serde_json::to_writer(out, frame)
            .expect("frames have text keys and finite values, and a Vec takes every byte"),
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
