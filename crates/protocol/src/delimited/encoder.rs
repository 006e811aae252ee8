//! Writing frames: both sides write alike, so one encoded frame serves every recipient.

use bytes::Bytes;
use prost::Message as _;

use super::LENGTH_BYTES;
use crate::wire::Frame;

/// A frame to be shared by all its recipients.
pub fn encode_frame(frame: &Frame) -> Bytes {
    let mut out = Vec::new();
    append_frame(frame, &mut out);
    out.into()
}

/// The same, appended to what one connection is about to write.
///
/// # Panics
/// For a frame without id and body, whose length would be that of a goodbye, and for one of 4 GiB.
pub fn append_frame(frame: &Frame, out: &mut Vec<u8>) {
    let bytes = frame.encoded_len();
    write_length(bytes, out);
    frame.encode(out).expect("a Vec grows as needed");
}

/// Appends the bytes of a frame that was encoded already.
///
/// # Panics
/// As [`append_frame`] does.
pub fn write_frame(frame: &[u8], out: &mut Vec<u8>) {
    write_length(frame.len(), out);
    out.extend_from_slice(frame);
}

fn write_length(bytes: usize, out: &mut Vec<u8>) {
    assert!(bytes > 0, "a frame says something");
    let length = u32::try_from(bytes).expect("a frame has fewer than 4 GiB");
    out.reserve(LENGTH_BYTES + bytes);
    out.extend_from_slice(&length.to_be_bytes());
}

/// Appends the goodbye. Nothing may be written after it.
pub fn write_goodbye(code: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&[0; LENGTH_BYTES]);
    out.extend_from_slice(&code.to_be_bytes());
}
