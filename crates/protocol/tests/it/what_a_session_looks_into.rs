//! A session looks into a frame no further than it has come, and builds nothing that is too much or that clients do not say.

use std::sync::Arc;

use skein_foundation::{Limits, SessionId, Uid};
use skein_protocol::{
    frame::{Format, MAX_SYNC_POSITIONS, MAX_TOKEN_BYTES, MAX_WATCHED_USERS, encode},
    session::{Accepted, Action, ServerSession, SessionConfig, SessionState},
    wire::{
        Ack, Content, Error, ErrorCode, Frame, Hello, Message, Position, Role, Send, Sync,
        SyncPage, SystemEvent, WatchPresence, content::Kind, frame::Body,
    },
};

use crate::wire::{HearsFrames as _, device, hello, talk};

const FORMATS: [Format; 2] = [Format::Json, Format::Proto];

fn stranger() -> ServerSession {
    let limits = Limits {
        requests_per_second: 0,
        ..Limits::default()
    };
    ServerSession::new(Arc::new(SessionConfig::new(limits)), 0)
}

fn known() -> ServerSession {
    let mut session = stranger();
    session.on_frame(&hello(1), 0);
    let accepted = Accepted {
        session_id: SessionId::from_bytes([3; 16]),
        uid: Uid::parse("ann").expect("a good uid"),
        role: Role::Agent,
        server_time_ms: 0,
        resumed: None,
    };
    assert!(session.accept(1, accepted, 0).is_some());
    session
}

fn error_in(frame: Option<&Frame>) -> (u32, Error) {
    match frame {
        Some(Frame {
            id,
            body: Some(Body::Error(error)),
        }) => (*id, error.clone()),
        other => panic!("no error: {other:?}"),
    }
}

/// What somebody who was let in is answered, the same in both formats.
fn answer(body: impl Into<Body>) -> (u32, Error) {
    let frame = Frame::reply(7, body);
    let [json, proto] =
        FORMATS.map(
            |format| match known().on_bytes(format, &encode(format, &frame), 0) {
                Action::Reply(frame) => error_in(Some(&frame)),
                other => panic!("not refused: {other:?}"),
            },
        );
    assert_eq!(json, proto);
    json
}

fn positions(count: usize) -> Sync {
    let position = |number| Position {
        conversation_id: talk(1).to_string(),
        seq: Some(number as u64),
    };
    Sync {
        have: (0..count).map(position).collect(),
        ..Sync::default()
    }
}

#[test]
fn lists_and_texts_are_bounded_while_they_are_read_and_the_refusal_has_the_id() {
    let watch = |count| WatchPresence {
        uids: vec!["u".into(); count],
    };
    let token = |bytes| Sync {
        page_token: "x".repeat(bytes),
        ..Sync::default()
    };
    for (body, detail) in [
        (
            Body::from(positions(MAX_SYNC_POSITIONS + 1)),
            "have has more than 500 entries",
        ),
        (
            watch(MAX_WATCHED_USERS + 1).into(),
            "uids has more than 200 entries",
        ),
        (token(1_025).into(), "pageToken is longer than 1024 bytes"),
    ] {
        let (id, error) = answer(body);
        assert_eq!(
            (id, error.code(), error.detail.as_str()),
            (7, ErrorCode::TooLarge, detail)
        );
    }
    for body in [
        Body::from(positions(MAX_SYNC_POSITIONS)),
        watch(MAX_WATCHED_USERS).into(),
        token(1_024).into(),
    ] {
        let frame = Frame::reply(7, body);
        for format in FORMATS {
            let action = known().on_bytes(format, &encode(format, &frame), 0);
            assert!(matches!(action, Action::Request { .. }), "{action:?}");
        }
    }
    // The id is found wherever it stands.
    let late = format!(
        r#"{{"watchPresence":{{"uids":[{}"u"]}},"id":9}}"#,
        "\"u\",".repeat(9_000)
    );
    let Action::Reply(frame) = known().on_bytes(Format::Json, late.as_bytes(), 0) else {
        panic!("not refused");
    };
    assert_eq!(error_in(Some(&frame)).0, 9);
}

#[test]
fn lists_do_not_add_up_past_their_limit_in_pieces() {
    let half = encode(Format::Proto, &Frame::push(positions(300)));
    let twice = [&half[..], &half[..]].concat();
    let action = known().on_bytes(Format::Proto, &twice, 0);
    assert!(
        matches!(&action, Action::Close(closing) if closing.reason == "malformed"),
        "{action:?}"
    );
}

#[test]
fn what_only_servers_say_is_refused_by_its_name() {
    let page = SyncPage {
        messages: vec![Message::default(); 1_000],
        ..SyncPage::default()
    };
    let system = Send {
        conversation_id: talk(1).to_string(),
        client_msg_id: "m".into(),
        content: Some(Content {
            kind: Some(Kind::System(SystemEvent::default())),
        }),
    };
    for (body, detail) in [
        (Body::from(page), "syncPage is said by servers only"),
        (Ack::default().into(), "ack is said by servers only"),
        (system.into(), "system is said by servers only"),
    ] {
        let (id, error) = answer(body);
        assert_eq!(
            (id, error.code(), error.detail.as_str()),
            (7, ErrorCode::Invalid, detail)
        );
    }
    // It need not even be what it is called.
    let nonsense = br#"{"id":7,"syncPage":{"messages":[7,{},[]],"conversations":"?"}}"#;
    assert!(matches!(
        known().on_bytes(Format::Json, nonsense, 0),
        Action::Reply(_)
    ));
}

#[test]
fn a_stranger_is_heard_saying_hello_and_nothing_else() {
    let too_long = Frame::reply(
        5,
        Hello {
            token: "x".repeat(MAX_TOKEN_BYTES + 1),
            device: Some(device("d")),
            ..Hello::default()
        },
    );
    for format in FORMATS {
        for body in [Body::from(positions(3)), SyncPage::default().into()] {
            let action = stranger().on_bytes(format, &encode(format, &Frame::reply(5, body)), 0);
            let Action::Close(closing) = action else {
                panic!("let in: {action:?}");
            };
            let (id, error) = error_in(closing.frame.as_deref());
            assert_eq!(
                (id, error.detail.as_str(), closing.code),
                (5, "say hello first", 4004)
            );
        }
        let action = stranger().on_bytes(format, &encode(format, &too_long), 0);
        let Action::Close(closing) = action else {
            panic!("let in: {action:?}");
        };
        let (_, error) = error_in(closing.frame.as_deref());
        assert_eq!(
            (error.code(), error.detail.as_str()),
            (ErrorCode::TooLarge, "token is longer than 4096 bytes")
        );
    }
}

#[test]
fn nothing_is_looked_into_while_a_hello_is_checked() {
    let mut session = stranger();
    session.on_frame(&hello(1), 0);
    assert_eq!(session.state(), SessionState::Authenticating);
    let action = session.on_bytes(Format::Json, b"not even JSON", 0);
    let Action::Close(closing) = action else {
        panic!("{action:?}");
    };
    assert_eq!(
        error_in(closing.frame.as_deref()).1.detail,
        "wait for welcome"
    );
}

#[test]
fn a_silent_client_is_asked_below_the_frames_before_it_is_given_up() {
    let mut session = known();
    let interval_ms = i64::from(Limits::default().heartbeat_interval_ms);
    let asked_ms = interval_ms * 11 / 10;
    assert_eq!(session.next_deadline_ms(), Some(asked_ms));
    assert_eq!(session.on_deadline(asked_ms - 1), None);
    assert_eq!(session.on_deadline(asked_ms), Some(Action::Ping));
    assert_eq!(session.on_deadline(asked_ms), None, "once");
    session.on_sign_of_life(asked_ms + 5);
    assert_eq!(session.next_deadline_ms(), Some(2 * asked_ms + 5));
    assert_eq!(session.on_deadline(2 * asked_ms + 5), Some(Action::Ping));
    let over_ms = asked_ms + 5 + interval_ms * 3 / 2;
    assert_eq!(session.next_deadline_ms(), Some(over_ms));
    assert!(matches!(
        session.on_deadline(over_ms),
        Some(Action::Close(_))
    ));
}
