//! Writing frames. Server frames carry no mask, so one encoded frame serves every recipient.

use std::ops::Deref;

use bytes::Bytes;
use prost::Message as _;

use super::{Opcode, header::MAX_CONTROL_BYTES, is_close_code_allowed, mask::apply_mask};
use crate::{
    frame::{Format, encode_into},
    wire::Frame,
};

/// Longest header of an unmasked frame.
const MAX_HEADER_BYTES: usize = 10;

/// The header of an unmasked frame, on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHeader {
    bytes: [u8; MAX_HEADER_BYTES],
    length: u8,
}

impl Deref for FrameHeader {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl Format {
    /// The kind of WebSocket message that carries this format.
    pub const fn opcode(self) -> Opcode {
        match self {
            Self::Json => Opcode::Text,
            Self::Proto => Opcode::Binary,
        }
    }
}

/// The header of an unfragmented, unmasked frame.
pub const fn frame_header(opcode: Opcode, payload_bytes: usize) -> FrameHeader {
    let mut bytes = [0; MAX_HEADER_BYTES];
    bytes[0] = 0x80 | opcode as u8;
    let wide = (payload_bytes as u64).to_be_bytes();
    let length = match payload_bytes {
        0..=125 => {
            bytes[1] = wide[7];
            2
        }
        126..=0xffff => {
            bytes[1] = 126;
            bytes[2] = wide[6];
            bytes[3] = wide[7];
            4
        }
        _ => {
            bytes[1] = 127;
            let mut at = 0;
            while at < wide.len() {
                bytes[2 + at] = wide[at];
                at += 1;
            }
            10
        }
    };
    FrameHeader { bytes, length }
}

/// Appends an unmasked frame, as servers send it.
pub fn write_frame(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    let header = frame_header(opcode, payload.len());
    out.reserve(header.len() + payload.len());
    out.extend_from_slice(&header);
    out.extend_from_slice(payload);
}

/// Appends a masked frame, as clients send it. The mask should be random.
pub fn write_masked_frame(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], mask: [u8; 4]) {
    let mut header = frame_header(opcode, payload.len());
    header.bytes[1] |= 0x80;
    out.reserve(header.len() + mask.len() + payload.len());
    out.extend_from_slice(&header);
    out.extend_from_slice(&mask);
    let start = out.len();
    out.extend_from_slice(payload);
    apply_mask(&mut out[start..], mask, 0);
}

/// A frame of the protocol as one finished WebSocket message of a server, to be shared by all its recipients.
pub fn encode_frame(format: Format, frame: &Frame) -> Bytes {
    let mut out = Vec::new();
    append_frame(format, frame, &mut out);
    out.into()
}

/// The same, appended to what one connection is about to write.
pub fn append_frame(format: Format, frame: &Frame, out: &mut Vec<u8>) {
    match format {
        Format::Proto => {
            let payload_bytes = frame.encoded_len();
            let header = frame_header(Opcode::Binary, payload_bytes);
            out.reserve(header.len() + payload_bytes);
            out.extend_from_slice(&header);
            frame.encode(out).expect("a Vec grows as needed");
        }
        Format::Json => {
            // The length is known only afterwards: the payload moves to make room for the header.
            let start = out.len();
            encode_into(format, frame, out);
            let header = frame_header(Opcode::Text, out.len() - start);
            out.splice(start..start, header.iter().copied());
        }
    }
}

/// Appends a close frame of a server; a reason that is too long is cut between characters.
pub fn write_close(out: &mut Vec<u8>, code: u16, reason: &str) {
    let (payload, length) = close_payload(code, reason);
    write_frame(out, Opcode::Close, &payload[..length]);
}

/// Appends a close frame of a client.
pub fn write_masked_close(out: &mut Vec<u8>, code: u16, reason: &str, mask: [u8; 4]) {
    let (payload, length) = close_payload(code, reason);
    write_masked_frame(out, Opcode::Close, &payload[..length], mask);
}

fn close_payload(code: u16, reason: &str) -> ([u8; MAX_CONTROL_BYTES], usize) {
    debug_assert!(is_close_code_allowed(code), "{code} must not travel");
    let reason = &reason.as_bytes()[..reason.floor_char_boundary(MAX_CONTROL_BYTES - 2)];
    let mut payload = [0; MAX_CONTROL_BYTES];
    payload[..2].copy_from_slice(&code.to_be_bytes());
    payload[2..2 + reason.len()].copy_from_slice(reason);
    (payload, 2 + reason.len())
}
