//! RFC 6455 without a socket: a strict incremental decoder, an encoder, and the handshake.

mod close;
mod decoder;
mod encoder;
mod handshake;
mod header;
mod mask;

pub use close::{CloseFrame, is_close_code_allowed};
pub use decoder::{CodecError, Decoder, Event, Side};
pub use encoder::{
    FrameHeader, append_frame, encode_frame, frame_header, write_close, write_frame,
    write_masked_close, write_masked_frame,
};
pub use handshake::{
    HandshakeError, Negotiated, UpgradeRequest, accept_key, check_upgrade, negotiate_subprotocol,
    request_key, verify_accept,
};
pub use header::Opcode;
