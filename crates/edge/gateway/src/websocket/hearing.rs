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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use skein_foundation::{Limits, SessionId, Uid};
    use skein_protocol::frame;
    use skein_protocol::session::{Accepted, SessionConfig};
    use skein_protocol::websocket::{Side, write_masked_frame};
    use skein_protocol::wire::{Device, Frame, Hello, Ping, Role, Terminal};

    use super::*;

    /// A session that has said hello.
    fn session() -> ServerSession {
        let limits = Limits {
            requests_per_second: 0,
            ..Limits::default()
        };
        let mut session = ServerSession::new(Arc::new(SessionConfig::new(limits)), 0);
        let device = Device {
            id: "device".to_owned(),
            terminal: Terminal::Web.into(),
            name: String::new(),
        };
        let hello = Hello {
            token: "token".to_owned(),
            device: Some(device),
            ..Hello::default()
        };
        let hello = frame::encode(Format::Proto, &Frame::reply(1, hello));
        session.on_bytes(Format::Proto, &hello, 0);
        let accepted = Accepted {
            session_id: SessionId::generate(0),
            uid: Uid::parse("ann").expect("a uid"),
            role: Role::Customer,
            server_time_ms: 0,
            resumed: None,
        };
        assert!(session.accept(1, accepted, 0).is_some());
        session
    }

    #[test]
    fn a_read_full_of_small_frames_is_heard_a_part_at_a_time_and_none_is_lost() {
        const FRAMES: u32 = 1_000;
        let mut session = session();
        let mut decoder = Decoder::new(Side::Server, 65_536);
        let mut bytes = Vec::new();
        for id in 1..=FRAMES {
            let ping = frame::encode(Format::Proto, &Frame::reply(id, Ping::default()));
            write_masked_frame(&mut bytes, Opcode::Binary, &ping, [1, 2, 3, 4]);
        }
        let (mut at, mut answered) = (0, Vec::new());
        while at < bytes.len() {
            let mut heard = Heard::default();
            let mut hearing = Hearing {
                decoder: &mut decoder,
                session: &mut session,
                format: Format::Proto,
                now_ms: 0,
            };
            at += hearing.hear(&mut bytes[at..], &mut heard);
            assert!(heard.over.is_none());
            assert!((1..=MAX_FRAMES).contains(&heard.actions.len()));
            answered.extend(heard.actions.into_iter().map(|action| match action {
                Action::Reply(frame) => frame.id,
                other => panic!("{other:?}"),
            }));
        }
        assert_eq!(answered, (1..=FRAMES).collect::<Vec<_>>());
    }
}
