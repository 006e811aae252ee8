//! Frames on a plain stream of bytes, as TCP is one: a length, then the frame; and a goodbye in the place of a length.
//!
//! ```text
//! frame    length: u32, big-endian, 1 or more | protobuf frame of so many bytes
//! goodbye  0: u32                             | close code: u16, big-endian
//! ```
//!
//! The length has always four bytes: it is known from one look, before anything is kept, and has no second form that
//! would have to be refused. Whoever speaks something else by mistake is refused by it at once: the first four bytes of
//! an HTTP request or of a TLS handshake are a length of some hundred megabytes.
//!
//! A stream that ends without a goodbye was cut. The goodbye carries the close code that a WebSocket would have, so
//! that a client decides by the same table what to do next.

mod decoder;
mod encoder;

pub use decoder::{Decoder, DelimitedError, Event};
pub use encoder::{append_frame, encode_frame, write_frame, write_goodbye};

/// Bytes of a length.
const LENGTH_BYTES: usize = 4;
/// Bytes of a goodbye: a length of 0, and the close code.
const GOODBYE_BYTES: usize = 6;
