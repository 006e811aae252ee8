//! Frames in WebSocket messages: one message is one frame, pings and closes lie below them.

use skein_protocol::Input;
use skein_protocol::frame::Format;
use skein_protocol::session::Closing;
use skein_protocol::websocket::{self, CodecError, Decoder, Event, Opcode, Side};
use skein_protocol::wire::ErrorCode;

use crate::encoded::Encoding;
use crate::session::{Framing, Heard, Over};

#[derive(Debug)]
pub(crate) struct WebSocketFraming {
    decoder: Decoder,
    format: Format,
    /// Token that came in the upgrade request.
    bearer: Option<Box<str>>,
}

impl WebSocketFraming {
    pub(crate) fn new(format: Format, max_frame_bytes: usize, bearer: Option<Box<str>>) -> Self {
        let max_frame_bytes = u32::try_from(max_frame_bytes).unwrap_or(u32::MAX);
        Self {
            decoder: Decoder::new(Side::Server, max_frame_bytes),
            format,
            bearer,
        }
    }
}

impl Framing for WebSocketFraming {
    const TRANSPORT: &'static str = "websocket";

    fn encoding(&self) -> Encoding {
        Encoding::WebSocket(self.format)
    }

    fn next<'e>(
        &'e mut self,
        input: &'e mut Input<'_>,
        answers: &mut Vec<u8>,
    ) -> Option<Heard<'e>> {
        Some(match self.decoder.next(input) {
            Ok(None) => return None,
            Ok(Some(Event::Text(text))) if self.format == Format::Json => {
                Heard::Frame(text.as_bytes())
            }
            Ok(Some(Event::Binary(bytes))) if self.format == Format::Proto => Heard::Frame(bytes),
            Ok(Some(Event::Text(_) | Event::Binary(_))) => closed(1003, "wrong_format"),
            Ok(Some(Event::Ping(payload))) => {
                websocket::write_frame(answers, Opcode::Pong, payload);
                Heard::SignOfLife
            }
            Ok(Some(Event::Pong(_))) => Heard::SignOfLife,
            Ok(Some(Event::Close(frame))) => closed(frame.map_or(1000, |frame| frame.code), "peer"),
            Err(error) => Heard::Over(bad_bytes(error)),
        })
    }

    fn heap_bytes(&self) -> usize {
        self.decoder.heap_bytes()
    }

    fn append_ping(&self, _: i64, out: &mut Vec<u8>) {
        websocket::write_frame(out, Opcode::Ping, &[]);
    }

    fn append_goodbye(&self, closing: &Closing, out: &mut Vec<u8>) {
        websocket::write_close(out, closing.code, closing.reason);
    }

    fn take_token(&mut self) -> Option<Box<str>> {
        self.bearer.take()
    }
}

fn closed(code: u16, reason: &'static str) -> Heard<'static> {
    Heard::Over(Over::Closed { code, reason })
}

/// What the table of errors has a name for is closed by that name.
fn bad_bytes(error: CodecError) -> Over {
    let code = match error {
        CodecError::TooLarge { .. } => ErrorCode::TooLarge,
        CodecError::NotUtf8 => ErrorCode::Malformed,
        _ => {
            return Over::Closed {
                code: error.close_code(),
                reason: "bad_websocket",
            };
        }
    };
    Over::Refused {
        code,
        detail: error.to_string().into(),
    }
}
