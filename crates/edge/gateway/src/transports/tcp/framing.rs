//! Frames behind their lengths. Nothing lies below them: a ping is a frame, and the goodbye stands in the place of a length.

use skein_protocol::Input;
use skein_protocol::delimited::{self, Decoder, Event};
use skein_protocol::session::Closing;
use skein_protocol::wire::{ErrorCode, Frame, Ping};

use crate::encoded::Encoding;
use crate::session::{Framing, Heard, Over};

/// A hello with the longest token, and all else that it says: a stranger has no reason to say more.
const MAX_HELLO_BYTES: u32 = 8 * 1024;

#[derive(Debug)]
pub(crate) struct TcpFraming {
    decoder: Decoder,
    /// Once the peer is let in.
    max_frame_bytes: u32,
}

impl TcpFraming {
    pub(crate) fn new(max_frame_bytes: usize) -> Self {
        let max_frame_bytes = u32::try_from(max_frame_bytes).unwrap_or(u32::MAX);
        Self {
            decoder: Decoder::new(max_frame_bytes.min(MAX_HELLO_BYTES)),
            max_frame_bytes,
        }
    }
}

impl Framing for TcpFraming {
    const TRANSPORT: &'static str = "tcp";

    fn encoding(&self) -> Encoding {
        Encoding::Delimited
    }

    fn next<'e>(&'e mut self, input: &'e mut Input<'_>, _: &mut Vec<u8>) -> Option<Heard<'e>> {
        Some(match self.decoder.next(input) {
            Ok(None) => return None,
            Ok(Some(Event::Frame(bytes))) => Heard::Frame(bytes),
            Ok(Some(Event::Goodbye(code))) => Heard::Over(Over::Closed {
                code,
                reason: "peer",
            }),
            Err(error) => Heard::Over(Over::Refused {
                code: ErrorCode::TooLarge,
                detail: error.to_string().into(),
            }),
        })
    }

    fn heap_bytes(&self) -> usize {
        self.decoder.heap_bytes()
    }

    fn append_ping(&self, now_ms: i64, out: &mut Vec<u8>) {
        self.encoding()
            .append(&Frame::push(Ping { time_ms: now_ms }), out);
    }

    fn append_goodbye(&self, closing: &Closing, out: &mut Vec<u8>) {
        delimited::write_goodbye(closing.code, out);
    }

    fn let_in(&mut self) {
        self.decoder.limit_frames(self.max_frame_bytes);
    }
}
