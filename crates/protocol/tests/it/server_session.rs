//! The server's session machine step by step: who gets in, what is answered, when it ends.

use std::sync::Arc;

use skein_foundation::{Limits, Seq, SessionId, Uid};
use skein_protocol::{
    frame::{FrameError, Request},
    session::{
        Accepted, Action, Closing, OutstandingPushes, ServerSession, SessionConfig, SessionState,
    },
    wire::{
        Error, ErrorCode, Frame, GoAwayReason, Ping, Pong, Received, Role, SetTyping, Sync,
        frame::Body,
    },
};

use crate::wire::{HearsFrames as _, hello, send, talk};

const T0: i64 = 1_000_000;

fn fresh() -> ServerSession {
    let limits = Limits {
        sends_per_second: 0,
        max_in_flight: 2,
        ..Limits::default()
    };
    ServerSession::new(Arc::new(SessionConfig::new(limits)), T0)
}

fn accepted(resumed: Option<OutstandingPushes>) -> Accepted {
    let session_id = SessionId::from_bytes([3; 16]);
    Accepted {
        session_id,
        uid: Uid::parse("ann").expect("a good uid"),
        role: Role::Agent,
        server_time_ms: 1_732_233_600_000,
        resumed,
    }
}

fn ready() -> ServerSession {
    let mut session = fresh();
    assert!(matches!(
        session.on_frame(&hello(1), T0),
        Action::Authenticate { request_id: 1, .. }
    ));
    assert!(session.accept(1, accepted(None), T0).is_some());
    session
}

fn error(frame: &Frame) -> &Error {
    match &frame.body {
        Some(Body::Error(error)) => error,
        other => panic!("not an error: {other:?}"),
    }
}

fn closed(action: Option<Action>) -> Closing {
    match action {
        Some(Action::Close(closing)) => closing,
        other => panic!("not a close: {other:?}"),
    }
}

fn received(seq: u64) -> Frame {
    Frame::push(Received {
        conversation_id: talk(1).to_string(),
        seq,
    })
}

#[test]
fn a_session_without_unconfirmed_pushes_is_small() {
    assert!(
        size_of::<ServerSession>() <= 96,
        "{} bytes",
        size_of::<ServerSession>()
    );
}

#[test]
fn typing_is_passed_on_ten_times_at_once_and_then_dropped_without_a_word() {
    let mut session = ready();
    let typing = Frame::push(SetTyping {
        conversation_id: talk(1).to_string(),
        typing: true,
    });
    let mut passed_on = |now_ms| {
        let actions: Vec<_> = (0..100)
            .map(|_| session.on_frame(&typing, now_ms))
            .collect();
        let passed = |action: &&Action| matches!(action, Action::SetTyping { .. });
        let passed_on = actions.iter().filter(passed).count();
        let dropped = actions.iter().filter(|action| **action == Action::Ignore);
        assert_eq!(passed_on + dropped.count(), 100);
        passed_on
    };
    assert_eq!(passed_on(T0), 10);
    assert_eq!(passed_on(T0 + 1_000), 2);
}

#[test]
fn welcome_tells_who_and_what_is_allowed() {
    let mut session = fresh();
    assert_eq!(session.state(), SessionState::AwaitingHello);
    session.on_frame(&hello(5), T0);
    let welcome = session.accept(5, accepted(None), T0 + 3).unwrap();
    let Some(Body::Welcome(body)) = &welcome.body else {
        panic!("{welcome:?}")
    };
    assert_eq!(
        (welcome.id, body.uid.as_str(), body.role(), body.resumed),
        (5, "ann", Role::Agent, false)
    );
    assert_eq!(
        (body.server_time_ms, body.heartbeat_interval_ms),
        (1_732_233_600_000, 25_000)
    );
    assert_eq!(body.limits.unwrap().max_in_flight, 2);
    assert_eq!(session.state(), SessionState::Ready);
}

#[test]
fn nothing_is_taken_before_hello_and_nothing_while_it_is_checked() {
    let mut session = fresh();
    let closing = closed(Some(
        session.on_frame(&Frame::reply(1, Ping::default()), T0),
    ));
    assert_eq!((closing.code, closing.reason), (4004, "unauthenticated"));
    let mut session = fresh();
    session.on_frame(&hello(1), T0);
    let closing = closed(Some(session.on_frame(&hello(2), T0)));
    assert_eq!(
        (closing.code, session.state()),
        (1007, SessionState::Closed)
    );
    assert!(
        session.accept(1, accepted(None), T0).is_none(),
        "who was closed is not let in"
    );
    assert_eq!(session.on_frame(&hello(1), T0), Action::Ignore);
    assert_eq!(
        (session.next_deadline_ms(), session.on_deadline(i64::MAX)),
        (None, None)
    );
}

#[test]
fn a_refused_hello_says_why_and_closes() {
    let mut session = fresh();
    session.on_frame(&hello(8), T0);
    let closing = session.refuse(8, ErrorCode::TokenExpired, "expired");
    assert_eq!(
        (closing.code, closing.frame.as_ref().unwrap().id),
        (4005, 8)
    );
    assert_eq!(
        error(&closing.frame.unwrap()).code(),
        ErrorCode::TokenExpired
    );
}

#[test]
fn hello_has_a_deadline() {
    let mut session = fresh();
    assert_eq!(session.next_deadline_ms(), Some(T0 + 10_000));
    assert_eq!(session.on_deadline(T0 + 9_999), None);
    assert_eq!(closed(session.on_deadline(T0 + 10_000)).code, 4004);
}

#[test]
fn silence_ends_a_session_and_any_sign_of_life_goes_on() {
    let mut session = ready();
    let pong = Frame::reply(2, Pong { time_ms: 9 });
    assert_eq!(
        session.on_frame(&Frame::reply(2, Ping { time_ms: 9 }), T0 + 30_000),
        Action::Reply(pong)
    );
    assert_eq!(session.on_deadline(T0 + 37_500), None);
    session.on_sign_of_life(T0 + 60_000);
    let closing = closed(session.on_deadline(T0 + 97_500));
    assert_eq!(
        (closing.code, error(&closing.frame.unwrap()).code()),
        (4016, ErrorCode::HeartbeatTimeout)
    );
}

#[test]
fn sends_in_flight_are_bounded_and_a_place_comes_back() {
    let mut session = ready();
    let Action::Request {
        slot,
        request: Request::Send(_),
        id: 2,
    } = session.on_frame(&send(2, talk(1), "a"), T0)
    else {
        panic!("admitted");
    };
    assert!(matches!(
        session.on_frame(&send(3, talk(1), "b"), T0),
        Action::Request { .. }
    ));
    let Action::Reply(refused) = session.on_frame(&send(4, talk(1), "c"), T0) else {
        panic!("refused")
    };
    let body = error(&refused);
    assert_eq!(
        (refused.id, body.code(), body.client_msg_id.as_str()),
        (4, ErrorCode::RateLimited, "c")
    );
    assert!(body.retryable && body.retry_after_ms > 0);
    // Other requests have places of their own.
    assert!(matches!(
        session.on_frame(&Frame::reply(5, Sync::default()), T0),
        Action::Request { .. }
    ));
    session.release(slot);
    assert!(matches!(
        session.on_frame(&send(6, talk(1), "c"), T0),
        Action::Request { .. }
    ));
}

#[test]
fn a_bad_request_is_answered_and_a_bad_frame_closes() {
    let mut session = ready();
    let Action::Reply(refused) = session.on_frame(&send(4, talk(1), ""), T0) else {
        panic!("refused")
    };
    assert_eq!(
        (refused.id, error(&refused).code()),
        (4, ErrorCode::Invalid)
    );
    let closing = session.on_bad_frame(&FrameError::TooLarge {
        actual: 9,
        limit: 8,
    });
    assert_eq!(
        (closing.code, session.state()),
        (1009, SessionState::Closed)
    );
}

#[test]
fn a_second_hello_is_refused_but_its_own_copy_is_not() {
    let mut session = ready();
    assert_eq!(session.on_frame(&hello(1), T0), Action::Ignore);
    let Action::Reply(refused) = session.on_frame(&hello(2), T0) else {
        panic!("refused")
    };
    assert_eq!(error(&refused).code(), ErrorCode::Invalid);
}

#[test]
fn pushes_are_repeated_until_received_and_then_given_up() {
    let mut session = ready();
    for seq in 4..=6 {
        session.on_push(talk(1), Seq(seq), T0).unwrap();
    }
    let confirmed = Action::Received {
        conversation_id: talk(1),
        seq: Seq(4),
    };
    assert_eq!(session.on_frame(&received(4), T0 + 100), confirmed);
    assert_eq!(
        (session.unconfirmed_pushes(), session.next_deadline_ms()),
        (2, Some(T0 + 5_100))
    );
    let mut now_ms = T0 + 100;
    for wait_ms in [5_000, 10_000, 20_000, 40_000] {
        now_ms += wait_ms;
        session.on_sign_of_life(now_ms);
        let again = Action::Resend {
            conversation_id: talk(1),
            from_seq: Seq(5),
            to_seq: Seq(6),
        };
        assert_eq!(session.on_deadline(now_ms), Some(again));
        assert_eq!(session.on_deadline(now_ms), None);
    }
    session.on_sign_of_life(now_ms + 40_000);
    let closing = closed(session.on_deadline(now_ms + 40_000));
    assert_eq!((closing.code, closing.reason), (4017, "slow_reader"));
}

#[test]
fn a_resumed_session_repeats_at_once_what_was_on_its_way() {
    let mut session = ready();
    session.on_push(talk(1), Seq(9), T0).unwrap();
    let mut next = fresh();
    next.on_frame(&hello(1), T0 + 50);
    let welcome = next
        .accept(1, accepted(Some(session.leave())), T0 + 50)
        .unwrap();
    assert!(matches!(welcome.body, Some(Body::Welcome(body)) if body.resumed));
    let again = Action::Resend {
        conversation_id: talk(1),
        from_seq: Seq(9),
        to_seq: Seq(9),
    };
    assert_eq!(next.on_deadline(T0 + 50), Some(again));
}

#[test]
fn a_drained_session_works_until_its_time_is_up() {
    let mut session = ready();
    let Action::Reply(frame) = session.drain(2_000, T0) else {
        panic!("told to leave")
    };
    assert!(
        matches!(frame.body, Some(Body::GoAway(away)) if away.reason() == GoAwayReason::Drain && away.spread_ms == 2_000)
    );
    assert!(matches!(
        session.on_frame(&send(2, talk(1), "a"), T0 + 1_000),
        Action::Request { .. }
    ));
    assert_eq!(session.next_deadline_ms(), Some(T0 + 7_000));
    let closing = closed(session.on_deadline(T0 + 7_000));
    assert_eq!((closing.code, closing.frame), (1012, None));
    // Who was never let in does not get in by a drain.
    let mut stranger = fresh();
    assert!(matches!(stranger.drain(2_000, T0), Action::Close(_)));
    assert_eq!(
        stranger.on_frame(&send(2, talk(1), "a"), T0),
        Action::Ignore
    );
}

#[test]
fn replaced_and_revoked_sessions_are_told_why() {
    let closing = ready().replaced("Pixel 12");
    assert_eq!(closing.code, 4015);
    assert!(
        matches!(closing.frame.unwrap().body, Some(Body::GoAway(away)) if away.device_name == "Pixel 12")
    );
    let closing = ready().revoked();
    assert_eq!(closing.code, 4004);
    assert!(
        matches!(closing.frame.unwrap().body, Some(Body::GoAway(away)) if away.reason() == GoAwayReason::Revoked)
    );
}
