//! Frames and WebSocket bytes as the tests write them.

use skein_foundation::ConversationId;
use skein_protocol::{
    Input,
    frame::{Format, encode},
    session::{Action, ServerSession},
    websocket::{CodecError, Decoder, Event},
    wire::{Content, Device, Frame, Hello, Send, Terminal, Text, content::Kind},
};

/// An event that owns its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owned {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<(u16, String)>),
}

impl From<Event<'_>> for Owned {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Text(text) => Self::Text(text.to_owned()),
            Event::Binary(bytes) => Self::Binary(bytes.to_vec()),
            Event::Ping(bytes) => Self::Ping(bytes.to_vec()),
            Event::Pong(bytes) => Self::Pong(bytes.to_vec()),
            Event::Close(close) => {
                Self::Close(close.map(|close| (close.code, close.reason.to_owned())))
            }
        }
    }
}

/// Feeds chunks through one decoder, each in its own buffer, as a socket would.
pub(crate) fn decode_chunks<'c>(
    decoder: &mut Decoder,
    chunks: impl IntoIterator<Item = &'c [u8]>,
) -> (Vec<Owned>, Option<CodecError>) {
    let mut events = Vec::new();
    for chunk in chunks {
        let mut buffer = chunk.to_vec();
        let mut input = Input::new(&mut buffer);
        loop {
            match decoder.next(&mut input) {
                Ok(Some(event)) => events.push(event.into()),
                Ok(None) => break,
                Err(error) => return (events, Some(error)),
            }
        }
        assert!(
            input.rest().is_empty(),
            "after None the caller may reuse its buffer"
        );
    }
    (events, None)
}

/// The n-th conversation of a test.
pub(crate) fn talk(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}

pub(crate) fn text(text: impl Into<String>) -> Content {
    Content {
        kind: Some(Kind::Text(Text { text: text.into() })),
    }
}

pub(crate) fn device(id: &str) -> Device {
    Device {
        id: id.to_owned(),
        terminal: Terminal::Web.into(),
        name: "test".into(),
    }
}

pub(crate) fn hello(id: u32) -> Frame {
    let hello = Hello {
        token: "token".into(),
        device: Some(device("device")),
        resume_session_id: String::new(),
        client: "test/1".into(),
    };
    Frame::reply(id, hello)
}

pub(crate) fn send(id: u32, conversation_id: ConversationId, client_msg_id: &str) -> Frame {
    let send = Send {
        conversation_id: conversation_id.to_string(),
        client_msg_id: client_msg_id.to_owned(),
        content: Some(text("hello")),
    };
    Frame::reply(id, send)
}

/// A session that hears frames as values.
pub(crate) trait HearsFrames {
    fn on_frame(&mut self, frame: &Frame, now_ms: i64) -> Action;
}

impl HearsFrames for ServerSession {
    fn on_frame(&mut self, frame: &Frame, now_ms: i64) -> Action {
        self.on_bytes(Format::Proto, &encode(Format::Proto, frame), now_ms)
    }
}
