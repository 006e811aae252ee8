//! Frames in both formats: read by a session at every stage, and by a client, they are refused or mean the same in both.

use std::sync::Arc;

use skein_foundation::{Limits, SessionId, Uid};
use skein_protocol::frame::{Format, check_client_frame, decode, encode};
use skein_protocol::session::{Accepted, Action, ServerSession, SessionConfig};
use skein_protocol::wire::{Device, Frame, Hello, Role, Terminal};

const MAX_FRAME_BYTES: usize = 65_536;

pub(super) const JSON_WORDS: &[&[u8]] = &[
    b"{}",
    b"{},",
    b"[]",
    b"[],",
    b"null",
    b"null,",
    b"\"\",",
    b"\"a\",",
    b"1,",
    b"0",
    b"-1",
    b"1e3",
    b"1e400",
    b"18446744073709551616",
    b"\"NaN\"",
    b"true",
    b"{\"",
    b"\":",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\\u0000",
    b"\\ud800",
    b"\"id\":1,",
    b"\"hello\":",
    b"\"send\":",
    b"\"received\":",
    b"\"sync\":",
    b"\"have\":[",
    b"\"history\":",
    b"\"markRead\":",
    b"\"setTyping\":",
    b"\"watchPresence\":",
    b"\"uids\":[",
    b"\"ping\":{}",
    b"\"pong\":{}",
    b"\"openDirect\":",
    b"\"syncPage\":",
    b"\"conversations\":[",
    b"\"messages\":[",
    b"\"presenceList\":",
    b"\"presences\":[",
    b"\"terminals\":[",
    b"\"content\":",
    b"\"text\":",
    b"\"custom\":",
    b"\"system\":",
    b"\"conversationId\":",
    b"\"conversation_id\":",
    b"\"device\":",
    b"\"terminal\":",
    b"\"TERMINAL_WEB\"",
    b"\"error\":",
    b"\"code\":99",
    b"\"notice\":",
    b"\"goAway\":",
    b"\"frames\":[",
];

pub(super) const PROTO_WORDS: &[&[u8]] = &[
    // Tags of all bodies, empty.
    b"\x52\x00",
    b"\x5a\x00",
    b"\x62\x00",
    b"\x6a\x00",
    b"\x72\x00",
    b"\x7a\x00",
    b"\x82\x01\x00",
    b"\x8a\x01\x00",
    b"\x92\x01\x00",
    b"\x9a\x01\x00",
    b"\xc2\x02\x00",
    b"\xd2\x02\x00",
    b"\xda\x02\x00",
    b"\xea\x02\x00",
    b"\xf2\x02\x00",
    b"\xfa\x02\x00",
    b"\xe2\x03\x00",
    b"\xfa\x03\x00",
    b"\x82\x04\x00",
    b"\x8a\x04\x00",
    // An empty entry of the first field of whatever it stands in; packed and single numbers; groups.
    b"\x0a\x00",
    b"\x12\x00",
    b"\x1a\x00",
    b"\x08\x01",
    b"\x10\x01",
    b"\x1a\x03\x01\x02\x03",
    b"\x0b",
    b"\x0c",
    b"\x1b",
    b"\x1c",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80",
    // Long lengths of sync, presence and page.
    b"\x6a\xfe\x7f",
    b"\x8a\x01\xfe\x7f",
    b"\xd2\x02\xfe\x7f",
];

pub(super) fn run_json(bytes: &[u8]) {
    run(Format::Json, bytes);
}

pub(super) fn run_proto(bytes: &[u8]) {
    run(Format::Proto, bytes);
}

fn run(format: Format, bytes: &[u8]) {
    if let Ok(frame) = decode(format, bytes, MAX_FRAME_BYTES) {
        for format in [Format::Json, Format::Proto] {
            let again = decode(format, &encode(format, &frame), usize::MAX);
            let again = again.expect("what was read is written and read");
            assert_eq!(frame, again, "{format:?} says something else");
        }
    }
    let is_frame = check_client_frame(format, bytes, MAX_FRAME_BYTES).is_ok();
    for session in [stranger(), known()] {
        let allowance = allowance(bytes.len());
        let (spent, action) = memory_of(|| {
            let mut session = session;
            session.on_bytes(format, bytes, 0)
        });
        assert!(
            spent <= allowance,
            "{} bytes cost {spent}, at most {allowance} are allowed",
            bytes.len()
        );
        // A stranger's frames are looked into no further than a hello.
        let is_refused = matches!(action, Action::Close(_));
        assert!(is_frame || is_refused, "{action:?}");
    }
}

/// What one frame may cost while it is read, as ARCHITECTURE.md says.
fn allowance(bytes: usize) -> usize {
    4 * bytes + 48 * 1024
}

/// Bytes that were allocated at one time while it ran, more than before. 0 where the program does not count.
pub fn memory_of<T>(work: impl FnOnce() -> T) -> (usize, T) {
    crate::ALLOCATOR.reset_peak_usage();
    let before = crate::ALLOCATOR.current_usage();
    let result = work();
    (crate::ALLOCATOR.peak_usage().saturating_sub(before), result)
}

fn stranger() -> ServerSession {
    let limits = Limits {
        sends_per_second: 0,
        requests_per_second: 0,
        ..Limits::default()
    };
    ServerSession::new(Arc::new(SessionConfig::new(limits)), 0)
}

fn known() -> ServerSession {
    let mut session = stranger();
    let device = Device {
        id: "d".into(),
        terminal: Terminal::Web.into(),
        name: String::new(),
    };
    let hello = Hello {
        token: "t".into(),
        device: Some(device),
        ..Hello::default()
    };
    let hello = encode(Format::Proto, &Frame::reply(1, hello));
    session.on_bytes(Format::Proto, &hello, 0);
    let accepted = Accepted {
        session_id: SessionId::from_bytes([7; 16]),
        uid: Uid::parse("ann").expect("a uid"),
        role: Role::Agent,
        server_time_ms: 0,
        resumed: None,
    };
    session.accept(1, accepted, 0);
    session
}
