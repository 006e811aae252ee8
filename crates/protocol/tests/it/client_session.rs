//! The client's session machine step by step: what it says, what it shows, when it tries again.

use std::collections::BTreeSet;

use skein_foundation::ConversationId;
use skein_protocol::{
    session::client::{
        ClientConfig, ClientSession, CloseCause, ConnectionState, Event, OutboxFull, Output,
        StartAt,
    },
    wire::{
        Ack, ConversationState, Done, Error, ErrorCode, Frame, GoAway, GoAwayReason, HistoryPage,
        Limits, Message, Pong, SyncPage, Typing, Welcome, frame::Body,
    },
};

use crate::wire::{device, talk, text};

const T0: i64 = 1_000_000;

/// A client and what it said since the last look.
struct Host {
    machine: ClientSession,
    said: Vec<Frame>,
    events: Vec<Event>,
    connects: Vec<bool>,
    disconnects: usize,
}

impl Host {
    fn new(start_at: StartAt) -> Self {
        Self::seeded(start_at, 7)
    }

    fn seeded(start_at: StartAt, seed: u64) -> Self {
        let config = ClientConfig {
            start_at,
            max_queued_sends: 3,
            ..ClientConfig::new(device("d"), "test/1")
        };
        let machine = ClientSession::new(config, seed);
        Self {
            machine,
            said: vec![],
            events: vec![],
            connects: vec![],
            disconnects: 0,
        }
    }

    fn online(start_at: StartAt) -> Self {
        let mut host = Self::new(start_at);
        host.go_online();
        host
    }

    fn go_online(&mut self) {
        self.machine.connect();
        self.greet(T0);
        self.drain();
        let sync = self.take_said();
        self.hear(Frame::reply(sync.id, SyncPage::default()), T0);
        self.forget();
    }

    fn greet(&mut self, now_ms: i64) {
        self.machine.connected("token", now_ms);
        let welcome = Welcome {
            session_id: "s".into(),
            uid: "ann".into(),
            heartbeat_interval_ms: 25_000,
            limits: Some(Limits {
                max_in_flight: 8,
                ..Limits::default()
            }),
            ..Welcome::default()
        };
        self.machine.on_frame(Frame::reply(1, welcome), now_ms);
    }

    fn drain(&mut self) {
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::Connect { needs_new_token } => self.connects.push(needs_new_token),
                Output::Disconnect => self.disconnects += 1,
                Output::Transmit(frame) => self.said.push(frame),
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    fn forget(&mut self) {
        self.drain();
        self.said.clear();
        self.events.clear();
        self.connects.clear();
    }

    fn hear(&mut self, frame: Frame, now_ms: i64) {
        self.machine.on_frame(frame, now_ms);
        self.drain();
    }

    fn wait(&mut self, until_ms: i64) {
        self.machine.on_deadline(until_ms);
        self.drain();
    }

    /// The newest frame said.
    fn take_said(&mut self) -> Frame {
        self.drain();
        let frame = self.said.pop().expect("something was said");
        self.said.clear();
        frame
    }

    fn send(&mut self, client_msg_id: &str, now_ms: i64) -> Result<(), OutboxFull> {
        let result = self
            .machine
            .send(talk(1), client_msg_id, text(client_msg_id), now_ms);
        self.drain();
        result
    }

    fn shown(&self) -> Vec<u64> {
        let messages = self.events.iter().filter_map(|event| match event {
            Event::Message(message) => Some(message.seq),
            _ => None,
        });
        messages.collect()
    }
}

fn message(seq: u64) -> Message {
    Message {
        conversation_id: talk(1).to_string(),
        seq,
        content: Some(text("x")),
        ..Message::default()
    }
}

fn push(seq: u64) -> Frame {
    Frame::push(message(seq))
}

fn page(seqs: impl IntoIterator<Item = u64>, last_seq: u64) -> HistoryPage {
    let messages = seqs.into_iter().map(message).collect();
    HistoryPage {
        conversation_id: talk(1).to_string(),
        messages,
        has_more: false,
        last_seq,
        people: Vec::new(),
    }
}

fn client_msg_id(frame: &Frame) -> &str {
    match &frame.body {
        Some(Body::Send(send)) => &send.client_msg_id,
        other => panic!("not a send: {other:?}"),
    }
}

fn ack(frame: &Frame, seq: u64) -> Frame {
    let ack = Ack {
        conversation_id: talk(1).to_string(),
        client_msg_id: client_msg_id(frame).to_owned(),
        seq,
        time_ms: T0,
    };
    Frame::reply(frame.id, ack)
}

#[test]
fn hello_comes_first_and_sync_after_welcome() {
    let mut host = Host::new(StartAt::Newest);
    host.machine.restore_position(talk(1), 41);
    host.machine.connect();
    host.machine.connected("token", T0);
    host.drain();
    assert!(
        matches!(&host.said[..], [Frame { id: 1, body: Some(Body::Hello(hello)) }] if hello.token == "token")
    );
    host.greet(T0);
    let sync = host.take_said();
    let Some(Body::Sync(sync)) = sync.body else {
        panic!("{sync:?}")
    };
    assert_eq!((sync.have[0].seq, sync.page_token.as_str()), (Some(41), ""));
    assert_eq!(host.machine.state(), ConnectionState::Online);
}

#[test]
fn a_send_is_repeated_with_its_id_until_its_ack() {
    let mut host = Host::online(StartAt::Newest);
    host.send("m1", T0).unwrap();
    host.send("m2", T0).unwrap();
    let first = host.take_said();
    assert_eq!(
        client_msg_id(&first),
        "m1",
        "one at a time per conversation"
    );
    host.wait(T0 + 5_000);
    let second = host.take_said();
    assert_eq!(
        (client_msg_id(&second), second.id != first.id),
        ("m1", true)
    );
    host.hear(ack(&first, 1), T0 + 5_100);
    assert_eq!(host.shown(), [1]);
    assert!(
        host.events
            .iter()
            .any(|event| matches!(event, Event::Acked(ack) if ack.seq == 1))
    );
    assert_eq!(client_msg_id(&host.take_said()), "m2");
    // The ack of the repetition changes nothing.
    host.hear(ack(&second, 1), T0 + 5_200);
    assert_eq!((host.shown(), host.machine.queued_sends()), (vec![1], 1));
}

#[test]
fn the_outbox_survives_a_reconnect_and_is_bounded() {
    let mut host = Host::online(StartAt::Newest);
    for id in ["m1", "m2", "m3"] {
        host.send(id, T0).unwrap();
    }
    assert_eq!(host.send("m4", T0), Err(OutboxFull));
    host.machine.disconnected(None, T0 + 10);
    host.forget();
    let ConnectionState::Waiting { until_ms } = host.machine.state() else {
        panic!("waits")
    };
    assert!((T0 + 510..=T0 + 20_010).contains(&until_ms));
    host.wait(until_ms);
    assert_eq!(host.connects, [false]);
    host.greet(until_ms);
    assert_eq!(client_msg_id(&host.take_said()), "m1");
}

#[test]
fn a_refusal_is_retried_or_reported_as_it_says() {
    let mut host = Host::online(StartAt::Newest);
    host.send("m1", T0).unwrap();
    host.send("m2", T0).unwrap();
    let sent = host.take_said();
    let busy = Error {
        code: ErrorCode::RateLimited.into(),
        retryable: true,
        retry_after_ms: 3_000,
        ..Error::default()
    };
    host.hear(Frame::reply(sent.id, busy), T0);
    host.wait(T0 + 2_999);
    assert!(host.said.is_empty(), "m2 must not overtake m1");
    host.wait(T0 + 3_000);
    let sent = host.take_said();
    assert_eq!(client_msg_id(&sent), "m1");
    let client_msg_id = "m1".to_owned();
    let never = Error {
        code: ErrorCode::Forbidden.into(),
        client_msg_id,
        ..Error::default()
    };
    host.hear(Frame::reply(sent.id, never), T0 + 3_100);
    assert!(host.events.iter().any(
        |event| matches!(event, Event::SendFailed { client_msg_id, .. } if client_msg_id == "m1")
    ));
    assert_eq!(self::client_msg_id(&host.take_said()), "m2");
}

#[test]
fn a_retry_is_not_forgotten_when_something_else_happens_at_its_time() {
    let mut host = Host::online(StartAt::Newest);
    host.send("m1", T0).unwrap();
    let sent = host.take_said();
    let full = Error {
        code: ErrorCode::StorageUnavailable.into(),
        retryable: true,
        retry_after_ms: 3_000,
        ..Error::default()
    };
    host.hear(Frame::reply(sent.id, full), T0);
    // Just after it was due, and before anybody looked at the time.
    host.hear(push(1), T0 + 3_005);
    let due_ms = host.machine.next_deadline_ms().unwrap();
    assert!(due_ms <= T0 + 3_005, "{due_ms}");
    host.wait(T0 + 3_005);
    assert_eq!(client_msg_id(&host.take_said()), "m1");
    // What waits for its ack is no reason to look again and again.
    assert!(host.machine.next_deadline_ms().unwrap() > T0 + 3_006);
}

#[test]
fn messages_are_shown_once_in_order_and_confirmed_together() {
    let mut host = Host::online(StartAt::Newest);
    for seq in [1, 2, 2, 1, 3] {
        host.hear(push(seq), T0);
    }
    assert_eq!(host.shown(), [1, 2, 3]);
    assert!(host.said.is_empty(), "confirmations are gathered");
    host.wait(T0 + 100);
    let said = host.take_said();
    assert!(matches!(said.body, Some(Body::Received(received)) if received.seq == 3));
    // A repetition says that the server has not heard it.
    host.hear(push(3), T0 + 5_000);
    host.wait(T0 + 5_100);
    assert!(matches!(host.take_said().body, Some(Body::Received(received)) if received.seq == 3));
    assert_eq!(host.shown(), [1, 2, 3]);
}

#[test]
fn a_gap_is_fetched_and_nothing_is_shown_before_it_is_closed() {
    let mut host = Host::online(StartAt::Newest);
    host.hear(push(5), T0);
    host.hear(push(9), T0);
    assert_eq!(host.shown(), [5]);
    let asked = host.take_said();
    assert!(matches!(&asked.body, Some(Body::History(history)) if history.after == Some(5)));
    host.hear(push(8), T0);
    assert!(host.said.is_empty(), "one fetch at a time");
    host.hear(Frame::reply(asked.id, page([6], 9)), T0);
    let asked = host.take_said();
    assert!(matches!(&asked.body, Some(Body::History(history)) if history.after == Some(6)));
    host.hear(Frame::reply(asked.id, page([7, 8], 9)), T0);
    assert_eq!(host.shown(), [5, 6, 7, 8, 9]);
}

#[test]
fn a_gap_that_is_gone_is_skipped_aloud_and_a_lagging_answer_is_asked_again() {
    let mut host = Host::online(StartAt::Beginning);
    host.hear(push(9), T0);
    let asked = host.take_said();
    assert!(matches!(&asked.body, Some(Body::History(history)) if history.after == Some(0)));
    host.hear(Frame::reply(asked.id, page([], 0)), T0);
    assert!(host.said.is_empty());
    host.wait(T0 + 1_000);
    let asked = host.take_said();
    host.hear(Frame::reply(asked.id, page([7, 8], 9)), T0 + 1_000);
    assert_eq!(host.shown(), [7, 8, 9]);
    assert!(host.events.contains(&Event::Reload {
        conversation_id: talk(1)
    }));
}

#[test]
fn sync_pages_are_followed_and_gaps_wait_for_their_end() {
    let mut host = Host::new(StartAt::Newest);
    host.machine.restore_position(talk(1), 2);
    host.machine.connect();
    host.greet(T0);
    let first = host.take_said();
    host.hear(push(6), T0);
    assert!(host.said.is_empty(), "the pages are about to fill the gap");
    let state = ConversationState {
        conversation_id: talk(2).to_string(),
        last_seq: 30,
        ..ConversationState::default()
    };
    let messages = vec![message(3), message(4)];
    let next_page_token = "more".to_owned();
    let body = SyncPage {
        conversations: vec![state],
        messages,
        next_page_token,
        ..SyncPage::default()
    };
    host.hear(Frame::reply(first.id, body), T0);
    let second = host.take_said();
    assert!(
        matches!(&second.body, Some(Body::Sync(sync)) if sync.page_token == "more" && sync.have[0].seq == Some(2))
    );
    host.hear(
        Frame::reply(
            second.id,
            SyncPage {
                messages: vec![message(5)],
                ..SyncPage::default()
            },
        ),
        T0,
    );
    assert_eq!(host.shown(), [3, 4, 5, 6]);
    assert!(host.events.contains(&Event::Synced));
    assert_eq!(
        host.machine.position(talk(2)),
        Some(30),
        "an unknown conversation begins at its end"
    );
}

#[test]
fn what_does_not_fit_into_one_sync_is_asked_for_in_parts() {
    let mut host = Host::new(StartAt::Newest);
    let ids: Vec<_> = (0..=1_000_u128)
        .map(|number| ConversationId::from_bytes(number.to_be_bytes()))
        .collect();
    for id in &ids {
        host.machine.restore_position(*id, 2);
    }
    host.machine.connect();
    host.greet(T0);
    let mut asked = Vec::new();
    let mut named_ids = Vec::new();
    for (named, next_page_token) in [(500, "more"), (500, ""), (500, ""), (1, "")] {
        assert!(!host.events.contains(&Event::Synced));
        let frame = host.take_said();
        let Some(Body::Sync(sync)) = frame.body else {
            panic!("{frame:?}")
        };
        assert_eq!(sync.have.len(), named);
        asked.push((sync.only_named, sync.page_token));
        if next_page_token.is_empty() {
            let ids = sync
                .have
                .into_iter()
                .map(|position| position.conversation_id);
            named_ids.extend(ids);
        }
        let page = SyncPage {
            next_page_token: next_page_token.to_owned(),
            ..SyncPage::default()
        };
        host.hear(Frame::reply(frame.id, page), T0);
    }
    let expected = [(false, ""), (false, "more"), (true, ""), (true, "")];
    assert_eq!(
        asked,
        expected.map(|(only, token)| (only, token.to_owned()))
    );
    let mut expected: Vec<_> = ids.iter().map(ToString::to_string).collect();
    expected.sort_unstable();
    named_ids.sort_unstable();
    assert_eq!(named_ids, expected, "each once");
    assert!(host.events.contains(&Event::Synced));
}

#[test]
fn a_reloaded_conversation_begins_again_where_its_state_says() {
    let mut host = Host::new(StartAt::Newest);
    host.machine.restore_position(talk(1), 2);
    host.machine.connect();
    host.greet(T0);
    let asked = host.take_said();
    let state = ConversationState {
        conversation_id: talk(1).to_string(),
        last_seq: 90,
        ..ConversationState::default()
    };
    let reload = vec![talk(1).to_string()];
    host.hear(
        Frame::reply(
            asked.id,
            SyncPage {
                conversations: vec![state],
                reload,
                ..SyncPage::default()
            },
        ),
        T0,
    );
    assert!(host.events.contains(&Event::Reload {
        conversation_id: talk(1)
    }));
    assert_eq!(host.machine.position(talk(1)), Some(90));
}

#[test]
fn a_read_mark_is_said_until_it_is_done_and_never_goes_back() {
    let mut host = Host::online(StartAt::Newest);
    host.machine.mark_read(talk(1), 5, T0);
    host.machine.mark_read(talk(1), 4, T0);
    host.drain();
    assert_eq!(host.said.len(), 1);
    let asked = host.take_said();
    host.wait(T0 + 10_000);
    let again = host.take_said();
    assert!(matches!(&again.body, Some(Body::MarkRead(mark)) if mark.seq == 5));
    host.hear(Frame::reply(asked.id, Done {}), T0 + 10_000);
    host.hear(Frame::reply(again.id, Done {}), T0 + 10_000);
    host.machine.disconnected(None, T0 + 10_100);
    host.machine.connect();
    host.forget();
    host.greet(T0 + 11_000);
    host.drain();
    assert!(
        !host
            .said
            .iter()
            .any(|frame| matches!(frame.body, Some(Body::MarkRead(_))))
    );
}

#[test]
fn silence_is_answered_by_a_ping_and_then_by_a_new_connection() {
    let mut host = Host::online(StartAt::Newest);
    assert_eq!(host.machine.next_deadline_ms(), Some(T0 + 25_000));
    host.wait(T0 + 25_000);
    assert!(matches!(host.take_said().body, Some(Body::Ping(_))));
    assert_eq!(host.machine.next_deadline_ms(), Some(T0 + 35_000));
    host.wait(T0 + 35_000);
    assert_eq!(host.disconnects, 1);
    assert!(matches!(
        host.machine.state(),
        ConnectionState::Waiting { .. }
    ));
}

#[test]
fn reconnects_back_off_with_jitter_and_a_limit() {
    let mut host = Host::new(StartAt::Newest);
    host.machine.connect();
    let mut now_ms = T0;
    for failure in 1..12_u32 {
        host.machine.disconnected(None, now_ms);
        let ConnectionState::Waiting { until_ms } = host.machine.state() else {
            panic!("waits")
        };
        let most_ms = (500_i64 << failure.min(16)).min(20_000);
        assert!(
            (500..=most_ms).contains(&(until_ms - now_ms)),
            "failure {failure}: {} ms",
            until_ms - now_ms
        );
        now_ms = until_ms;
        host.wait(now_ms);
    }
}

#[test]
fn clients_that_lose_a_stable_connection_together_do_not_come_back_together() {
    let lost_ms = T0 + 60_000;
    let waits = (1..=20).map(|seed| {
        let mut host = Host::seeded(StartAt::Newest, seed);
        host.go_online();
        host.machine.disconnected(None, lost_ms);
        match host.machine.state() {
            ConnectionState::Waiting { until_ms } => until_ms - lost_ms,
            state => panic!("{state:?}"),
        }
    });
    let waits: BTreeSet<i64> = waits.collect();
    assert!(waits.len() > 10, "{waits:?}");
    assert!(waits.iter().all(|wait| (500..=1_000).contains(wait)));
}

#[test]
fn the_last_word_of_the_server_decides_about_another_try() {
    let cases = [
        (Some(4015), ConnectionState::Closed(CloseCause::Replaced)),
        (
            Some(4006),
            ConnectionState::Closed(CloseCause::Refused(ErrorCode::Forbidden)),
        ),
    ];
    for (code, state) in cases {
        let mut host = Host::online(StartAt::Newest);
        host.machine.disconnected(code, T0);
        assert_eq!(host.machine.state(), state);
    }
    for code in [None, Some(1006), Some(1012), Some(4016), Some(1011)] {
        let mut host = Host::online(StartAt::Newest);
        host.machine.disconnected(code, T0);
        assert!(
            matches!(host.machine.state(), ConnectionState::Waiting { .. }),
            "{code:?}"
        );
    }
}

#[test]
fn a_refused_token_is_renewed_once() {
    let mut host = Host::new(StartAt::Newest);
    host.machine.connect();
    host.machine.connected("old", T0);
    let expired = Error {
        code: ErrorCode::TokenExpired.into(),
        ..Error::default()
    };
    host.hear(Frame::reply(1, expired), T0);
    host.machine.disconnected(None, T0);
    host.forget();
    host.machine.connect();
    host.drain();
    assert_eq!(host.connects, [true]);
    host.machine.connected("new", T0);
    host.machine.disconnected(Some(4004), T0);
    let refused = ConnectionState::Closed(CloseCause::Refused(ErrorCode::Unauthenticated));
    assert_eq!(host.machine.state(), refused);
}

#[test]
fn go_away_is_followed_as_its_reason_says() {
    let go_away = |reason: GoAwayReason| {
        Frame::push(GoAway {
            reason: reason.into(),
            spread_ms: 4_000,
            ..GoAway::default()
        })
    };
    let mut host = Host::online(StartAt::Newest);
    host.hear(go_away(GoAwayReason::Drain), T0);
    let leave_ms = host.machine.next_deadline_ms().unwrap();
    assert!((T0..=T0 + 4_000).contains(&leave_ms));
    host.wait(leave_ms);
    assert_eq!((host.disconnects, host.connects.len()), (1, 1));

    let mut host = Host::online(StartAt::Newest);
    host.hear(go_away(GoAwayReason::Replaced), T0);
    assert_eq!(
        host.machine.state(),
        ConnectionState::Closed(CloseCause::Replaced)
    );

    let mut host = Host::online(StartAt::Newest);
    host.hear(go_away(GoAwayReason::Revoked), T0);
    host.machine.connect();
    host.drain();
    assert_eq!(host.connects, [true]);
}

#[test]
fn other_requests_are_answered_once_whatever_happens() {
    let mut host = Host::online(StartAt::Newest);
    let history = skein_protocol::wire::History {
        conversation_id: talk(1).to_string(),
        ..Default::default()
    };
    let answered = host.machine.request(history.clone(), T0);
    host.hear(Frame::reply(answered, page([1], 1)), T0);
    let lost = host.machine.request(history.clone(), T0);
    host.machine.disconnected(None, T0);
    let offline = host.machine.request(history, T0);
    host.drain();
    let answers = host.events.iter().filter_map(|event| match event {
        Event::Answer { request_id, body } => Some((*request_id, body.is_some())),
        _ => None,
    });
    assert_eq!(
        answers.collect::<Vec<_>>(),
        [(answered, true), (lost, false), (offline, false)]
    );
}

#[test]
fn typing_is_said_only_while_there_is_a_connection() {
    let typing = || skein_protocol::wire::SetTyping {
        conversation_id: talk(1).to_string(),
        typing: true,
    };
    let mut host = Host::online(StartAt::Newest);
    host.machine.notify(typing(), T0);
    assert!(matches!(host.take_said().body, Some(Body::SetTyping(_))));
    host.hear(Frame::push(Typing::default()), T0);
    assert!(matches!(&host.events[..], [Event::Push(body)] if matches!(**body, Body::Typing(_))));
    host.machine.disconnected(None, T0);
    host.machine.notify(typing(), T0);
    host.drain();
    assert!(host.said.is_empty());
}

#[test]
fn a_client_that_overslept_judges_the_server_by_what_arrives_and_not_by_its_own_lateness() {
    let mut client = Host::online(StartAt::Newest);
    client.wait(T0 + 25_000);
    assert!(matches!(client.take_said().body, Some(Body::Ping(_))));
    // Ten seconds would have been the time; this device slept for five minutes.
    client.wait(T0 + 325_000);
    assert_eq!(client.disconnects, 0);
    let again = client.take_said();
    assert!(matches!(again.body, Some(Body::Ping(_))));
    client.hear(Frame::reply(again.id, Pong::default()), T0 + 325_001);
    client.wait(T0 + 335_000);
    assert_eq!(client.disconnects, 0);
    // A second sleep in a row is no excuse: the server had its chance twice.
    client.wait(T0 + 360_000);
    client.wait(T0 + 660_000);
    client.wait(T0 + 960_000);
    assert_eq!(client.disconnects, 1);
}
