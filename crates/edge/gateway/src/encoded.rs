//! One push, encoded at most once per transport and shared by everybody who gets it.

use std::cell::OnceCell;

use bytes::Bytes;
use skein_messaging::model::Push;
use skein_protocol::frame::{self, Format};
use skein_protocol::wire::Frame;
use skein_protocol::{delimited, websocket};

use crate::convert;
use crate::session::{SessionHandle, Subject};

/// How a connection wants its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    WebSocket(Format),
    /// Protobuf frames, each behind its length, as any plain stream carries them.
    Delimited,
    /// JSON frames, each followed by a comma, which the poll answer strings together.
    Poll,
}

impl Encoding {
    /// What is inside the frames of a connection, in both directions.
    pub(crate) const fn format(self) -> Format {
        match self {
            Self::WebSocket(format) => format,
            Self::Delimited => Format::Proto,
            Self::Poll => Format::Json,
        }
    }

    pub(crate) fn append(self, frame: &Frame, out: &mut Vec<u8>) {
        match self {
            Self::WebSocket(format) => websocket::append_frame(format, frame, out),
            Self::Delimited => delimited::append_frame(frame, out),
            Self::Poll => {
                frame::encode_into(Format::Json, frame, out);
                out.push(b',');
            }
        }
    }

    pub(crate) fn encode(self, frame: &Frame) -> Bytes {
        let mut bytes = Vec::new();
        self.append(frame, &mut bytes);
        bytes.into()
    }
}

/// A push on its way to the connections of this node.
pub(crate) struct EncodedPush<'p> {
    push: &'p Push,
    frame: Frame,
    json: OnceCell<Bytes>,
    proto: OnceCell<Bytes>,
    delimited: OnceCell<Bytes>,
    poll: OnceCell<Bytes>,
}

impl<'p> EncodedPush<'p> {
    /// `None` for pushes that are not shown.
    pub(crate) fn new(push: &'p Push) -> Option<Self> {
        Some(Self {
            push,
            frame: Frame::push(convert::push(push)?),
            json: OnceCell::new(),
            proto: OnceCell::new(),
            delimited: OnceCell::new(),
            poll: OnceCell::new(),
        })
    }

    fn bytes(&self, encoding: Encoding) -> &Bytes {
        let cell = match encoding {
            Encoding::WebSocket(Format::Json) => &self.json,
            Encoding::WebSocket(Format::Proto) => &self.proto,
            Encoding::Delimited => &self.delimited,
            Encoding::Poll => &self.poll,
        };
        cell.get_or_init(|| encoding.encode(&self.frame))
    }

    /// Puts it into the outbox of a connection, unless it came from there.
    pub(crate) fn hand_to(&self, session: &SessionHandle) {
        let outbox = &session.outbox;
        match self.push {
            Push::Message { message, origin } => {
                if *origin != Some(session.id) {
                    let bytes = self.bytes(session.encoding);
                    outbox.push_message(message.conversation_id, message.seq, bytes);
                }
            }
            Push::Typing(typing) => {
                if typing.origin != session.id {
                    outbox.push_droppable(self.bytes(session.encoding));
                }
            }
            Push::Mark(mark) => {
                let owner = mark.uid.clone();
                // A read mark and a received mark are different states: neither may hide the other.
                let subject = if mark.read.0 > 0 {
                    Subject::Read(mark.conversation_id, owner)
                } else {
                    Subject::Received(mark.conversation_id, owner)
                };
                outbox.push_latest(subject, self.bytes(session.encoding));
            }
            Push::Presence(presence) => {
                let subject = Subject::Presence(presence.uid.clone());
                outbox.push_latest(subject, self.bytes(session.encoding));
            }
            Push::Notice(notice) => {
                outbox.push_notice(notice, self.bytes(session.encoding));
            }
            Push::Revoked { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::{ConversationId, Seq, Uid};
    use skein_messaging::model::MarkPush;

    use super::*;

    #[test]
    fn a_push_is_encoded_once_for_all_who_speak_a_format() {
        let push = Push::Mark(MarkPush {
            conversation_id: ConversationId::from_bytes([1; 16]),
            uid: Uid::parse("ann").expect("a uid"),
            read: Seq(1),
            received: Seq(1),
        });
        let encoded = EncodedPush::new(&push).expect("marks are shown");
        for encoding in [
            Encoding::WebSocket(Format::Json),
            Encoding::WebSocket(Format::Proto),
            Encoding::Delimited,
            Encoding::Poll,
        ] {
            let bytes = encoded.bytes(encoding).clone();
            assert_eq!(
                encoded.bytes(encoding).as_ptr(),
                bytes.as_ptr(),
                "the same memory each time"
            );
            assert_eq!(bytes, encoding.encode(&encoded.frame));
        }
        assert!(EncodedPush::new(&Push::Revoked { sign_in: None }).is_none());
    }
}
