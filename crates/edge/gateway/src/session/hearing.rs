//! What one turn at the bytes of a connection brings, bounded: a read may hold thousands of small frames, each of which asks
//! for more memory than it has bytes. The rest waits as the bytes it is.

use skein_protocol::Input;
use skein_protocol::frame::Format;
use skein_protocol::session::{Action, Closing, ServerSession};

use super::framing::{self, Framing, Over};

/// Frames that are acted on before what came of them is written or waits in its place.
const MAX_FRAMES: usize = 64;

#[derive(Default)]
pub(super) struct Heard {
    pub(super) actions: Vec<Action>,
    /// What the transport answers below the frames.
    pub(super) answers: Vec<u8>,
    /// The connection is over, after the actions.
    pub(super) over: Option<Closing>,
}

/// The two machines that bytes go through.
pub(super) struct Hearing<'c, F> {
    pub(super) framing: &'c mut F,
    pub(super) session: &'c mut ServerSession,
    pub(super) format: Format,
    pub(super) now_ms: i64,
}

impl<F: Framing> Hearing<'_, F> {
    /// Takes frames out of the bytes and says how many bytes that were. After a hello nothing more is looked at.
    pub(super) fn hear(&mut self, bytes: &mut [u8], heard: &mut Heard) -> usize {
        let came = bytes.len();
        let mut input = Input::new(bytes);
        while heard.actions.len() < MAX_FRAMES && heard.over.is_none() {
            let payload = match self.framing.next(&mut input, &mut heard.answers) {
                None => break,
                Some(framing::Heard::Frame(payload)) => payload,
                Some(framing::Heard::SignOfLife) => {
                    self.session.on_sign_of_life(self.now_ms);
                    continue;
                }
                Some(framing::Heard::Over(over)) => {
                    heard.over = Some(self.close(over));
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

    fn close(&mut self, over: Over) -> Closing {
        match over {
            Over::Closed { code, reason } => Closing {
                frame: None,
                code,
                reason,
            },
            Over::Refused { code, detail } => self.session.close(0, code, &detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use skein_protocol::frame;
    use skein_protocol::wire::{Frame, Ping};

    use super::*;
    use crate::session::testing::{masked, open_session};
    use crate::transports::websocket::WebSocketFraming;

    #[test]
    fn a_read_full_of_small_frames_is_heard_a_part_at_a_time_and_none_is_lost() {
        const FRAMES: u32 = 1_000;
        let mut session = open_session();
        let mut framing = WebSocketFraming::new(Format::Proto, 65_536, None);
        let mut bytes = Vec::new();
        for id in 1..=FRAMES {
            let ping = frame::encode(Format::Proto, &Frame::reply(id, Ping::default()));
            bytes.extend(masked(&ping));
        }
        let (mut at, mut answered) = (0, Vec::new());
        while at < bytes.len() {
            let mut heard = Heard::default();
            let mut hearing = Hearing {
                framing: &mut framing,
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
