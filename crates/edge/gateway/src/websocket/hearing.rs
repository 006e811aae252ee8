//! What one turn at the bytes of a connection brings, bounded: a read may hold thousands of small frames, each of which asks
//! for more memory than it has bytes. The rest waits as the bytes it is.

use skein_protocol::frame::Format;
use skein_protocol::session::{Action, Closing, ServerSession};
use skein_protocol::websocket::{self, CodecError, Decoder, Event, Input, Opcode};
use skein_protocol::wire::ErrorCode;

/// Frames that are acted on before what came of them is written or waits in its place.
const MAX_FRAMES: usize = 64;

#[derive(Default)]
pub(super) struct Heard {
    pub(super) actions: Vec<Action>,
    pub(super) pongs: Vec<u8>,
    /// The connection is over, after the actions.
    pub(super) over: Option<Closing>,
}

/// The two machines that bytes go through.
pub(super) struct Hearing<'c> {
    pub(super) decoder: &'c mut Decoder,
    pub(super) session: &'c mut ServerSession,
    pub(super) format: Format,
    pub(super) now_ms: i64,
}

fn over(code: u16, reason: &'static str) -> Closing {
    Closing {
        frame: None,
        code,
        reason,
    }
}

impl Hearing<'_> {
    /// Takes frames out of the bytes and says how many bytes that were. After a hello nothing more is looked at.
    pub(super) fn hear(&mut self, bytes: &mut [u8], heard: &mut Heard) -> usize {
        let came = bytes.len();
        let mut input = Input::new(bytes);
        while heard.actions.len() < MAX_FRAMES && heard.over.is_none() {
            let payload = match self.decoder.next(&mut input) {
                Ok(None) => break,
                Ok(Some(Event::Text(text))) if self.format == Format::Json => text.as_bytes(),
                Ok(Some(Event::Binary(bytes))) if self.format == Format::Proto => bytes,
                Ok(Some(Event::Text(_) | Event::Binary(_))) => {
                    heard.over = Some(over(1003, "wrong_format"));
                    break;
                }
                Ok(Some(Event::Ping(payload))) => {
                    self.session.on_sign_of_life(self.now_ms);
                    websocket::write_frame(&mut heard.pongs, Opcode::Pong, payload);
                    continue;
                }
                Ok(Some(Event::Pong(_))) => {
                    self.session.on_sign_of_life(self.now_ms);
                    continue;
                }
                Ok(Some(Event::Close(frame))) => {
                    heard.over = Some(over(frame.map_or(1000, |frame| frame.code), "peer"));
                    break;
                }
                Err(error) => {
                    heard.over = Some(self.bad_bytes(error));
                    break;
                }
            };
            match self.session.on_bytes(self.format, payload, self.now_ms) {
                Action::Ignore => {}
                Action::Close(closing) => heard.over = Some(closing),
                action @ Action::Authenticate { .. } => {
                    heard.actions.push(action);
                    break;
                }
                action => heard.actions.push(action),
            }
        }
        came - input.rest().len()
    }

    /// What the table of errors has a name for is closed by that name.
    fn bad_bytes(&mut self, error: CodecError) -> Closing {
        let code = match error {
            CodecError::TooLarge { .. } => ErrorCode::TooLarge,
            CodecError::NotUtf8 => ErrorCode::Malformed,
            _ => return over(error.close_code(), "bad_websocket"),
        };
        self.session.close(0, code, &error.to_string())
    }
}
