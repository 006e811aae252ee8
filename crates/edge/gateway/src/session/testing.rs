//! What the tests of this folder begin with.

use std::sync::Arc;

use skein_foundation::{Limits, SessionId, Uid};
use skein_protocol::frame::{self, Format};
use skein_protocol::session::{Accepted, ServerSession, SessionConfig};
use skein_protocol::websocket::{Opcode, write_masked_frame};
use skein_protocol::wire::{Device, Frame, Hello, Role, Terminal};

/// A session that has said hello at 0.
pub(crate) fn open_session() -> ServerSession {
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

/// A binary message of a WebSocket client.
pub(crate) fn masked(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_masked_frame(&mut bytes, Opcode::Binary, payload, [1, 2, 3, 4]);
    bytes
}
