//! A frame means the same in JSON and in protobuf, and neither parser can be made to do harm.

use proptest::{collection::vec, option, prelude::*};
use skein_protocol::{
    Input,
    frame::{Format, FrameError, decode, encode},
    websocket::{Decoder, Event, Side, encode_frame},
    wire::{
        Ack, Content, ConversationState, Custom, Error, ErrorCode, Frame, GoAway, Hello, History,
        HistoryPage, Location, Mark, Member, Message, Notice, Person, Position, Presence,
        PresenceList, QueueNotice, Send, Sync, SyncPage, SystemEvent, Terminal, Welcome,
        content::Kind, frame::Body, notice,
    },
};

use crate::wire::{device, text};

fn content() -> impl Strategy<Value = Content> {
    let kind = prop_oneof![
        ".{0,20}".prop_map(|value| text(value).kind.expect("text has a kind")),
        (".{0,8}", ".{0,20}").prop_map(|(kind, json)| Kind::Custom(Custom {
            r#type: kind,
            json,
            fallback: "…".into()
        })),
        (any::<i32>(), any::<i32>(), ".{0,8}").prop_map(|(latitude_e6, longitude_e6, name)| {
            Kind::Location(Location {
                latitude_e6,
                longitude_e6,
                name,
                address: String::new(),
            })
        }),
        (0..6_i32, ".{0,8}").prop_map(|(kind, uid)| Kind::System(SystemEvent {
            // Values this build does not know are as good in binary; JSON knows them by name only.
            kind: kind.min(4),
            actor_uid: uid,
            ..SystemEvent::default()
        })),
    ];
    option::of(kind).prop_map(|kind| Content { kind })
}

fn message() -> impl Strategy<Value = Message> {
    (
        ".{0,12}",
        any::<u64>(),
        ".{0,12}",
        any::<i64>(),
        option::of(content()),
    )
        .prop_map(|(id, seq, uid, time_ms, content)| Message {
            conversation_id: id.clone(),
            seq,
            sender_uid: uid,
            client_msg_id: id,
            time_ms,
            content,
        })
}

fn sync() -> impl Strategy<Value = Sync> {
    let position =
        (".{0,36}", option::of(any::<u64>())).prop_map(|(conversation_id, seq)| Position {
            conversation_id,
            seq,
        });
    (vec(position, 0..4), ".{0,9}", any::<u32>(), any::<bool>()).prop_map(
        |(have, page_token, limit, only_named)| Sync {
            have,
            page_token,
            limit,
            only_named,
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    let state =
        (option::of(message()), any::<u64>(), ".{0,9}").prop_map(|(last_message, seq, title)| {
            let members = vec![Member {
                uid: title.clone(),
                read_seq: seq,
                role: 3,
                ..Member::default()
            }];
            ConversationState {
                title,
                last_seq: seq,
                last_message,
                members,
                kind: 3,
                ..ConversationState::default()
            }
        });
    prop_oneof![
        ".{0,40}".prop_map(|token| Body::from(Hello {
            token,
            device: Some(device("d")),
            ..Hello::default()
        })),
        (".{0,36}", content()).prop_map(|(id, content)| Body::from(Send {
            conversation_id: id.clone(),
            client_msg_id: id,
            content: Some(content),
        })),
        sync().prop_map(Body::from),
        (option::of(any::<u64>()), option::of(any::<u64>())).prop_map(
            |(before, after)| Body::from(History {
                before,
                after,
                ..History::default()
            })
        ),
        any::<u32>().prop_map(|heartbeat_interval_ms| Body::from(Welcome {
            heartbeat_interval_ms,
            ..Welcome::default()
        })),
        (any::<u64>(), any::<i64>()).prop_map(|(seq, time_ms)| Body::from(Ack {
            seq,
            time_ms,
            ..Ack::default()
        })),
        (vec(state, 0..3), vec(message(), 0..4)).prop_map(|(conversations, messages)| Body::from(
            SyncPage {
                conversations,
                messages,
                reload: vec!["x".into()],
                next_page_token: String::new(),
                people: vec![Person {
                    uid: "x".into(),
                    name: "信".into(),
                    role: 2,
                }],
            }
        )),
        vec(message(), 0..4).prop_map(|messages| Body::from(HistoryPage {
            messages,
            has_more: true,
            ..HistoryPage::default()
        })),
        (0..18_i32, ".{0,30}", any::<bool>()).prop_map(|(code, detail, retryable)| Body::from(
            Error {
                code,
                detail,
                retryable,
                ..Error::default()
            }
        )),
        message().prop_map(Body::from),
        any::<u64>().prop_map(|read_seq| Body::from(Mark {
            read_seq,
            ..Mark::default()
        })),
        vec(0..9_i32, 0..5).prop_map(|terminals| Body::from(PresenceList {
            presences: vec![Presence {
                uid: "u".into(),
                state: 2,
                terminals
            }],
        })),
        any::<u32>().prop_map(|waiting| Body::from(Notice {
            event: Some(notice::Event::Queue(QueueNotice {
                team_id: "t".into(),
                waiting
            })),
        })),
        (0..4_i32, any::<u32>()).prop_map(|(reason, spread_ms)| Body::from(GoAway {
            reason,
            spread_ms,
            ..GoAway::default()
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_formats_round_trip_and_agree(id in any::<u32>(), body in option::of(body())) {
        let frame = Frame { id, body };
        for format in [Format::Json, Format::Proto] {
            let bytes = encode(format, &frame);
            prop_assert_eq!(&decode(format, &bytes, bytes.len()).expect("our own bytes"), &frame);

            let mut message = encode_frame(format, &frame).to_vec();
            let mut decoder = Decoder::new(Side::Client, u32::MAX);
            let mut input = Input::new(&mut message);
            let payload = match decoder.next(&mut input).expect("our own bytes").expect("a whole message") {
                Event::Text(text) => text.as_bytes().to_vec(),
                Event::Binary(payload) => payload.to_vec(),
                other => panic!("{other:?}"),
            };
            prop_assert_eq!(payload, bytes);
        }
    }

    #[test]
    fn any_bytes_are_a_frame_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        for format in [Format::Json, Format::Proto] {
            if let Ok(frame) = decode(format, &bytes, 200) {
                decode(format, &encode(format, &frame), usize::MAX).expect("what was read can be written and read");
            }
        }
    }
}

#[test]
fn the_limit_holds_before_anything_is_parsed() {
    for format in [Format::Json, Format::Proto] {
        let error = decode(format, &[b' '; 101], 100).unwrap_err();
        assert!(matches!(
            error,
            FrameError::TooLarge {
                actual: 101,
                limit: 100
            }
        ));
        assert_eq!(error.code(), ErrorCode::TooLarge);
    }
}

#[test]
fn deep_nesting_costs_no_stack() {
    // Frames themselves are not recursive; what is unknown is skipped in a loop, or refused.
    let deep = format!(
        r#"{{"id":5,"future":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(
        decode(Format::Json, deep.as_bytes(), usize::MAX).unwrap(),
        Frame { id: 5, body: None }
    );
    let open_groups = vec![0x1b; 100_000];
    let error = decode(Format::Proto, &open_groups, usize::MAX).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Malformed);
}

#[test]
fn what_a_newer_peer_adds_is_skipped_in_both_formats() {
    let json = br#"{"id":3,"future":{"a":[1,{"b":null}]},"hello":{"token":"t","later":true,"device":{"terminal":"TERMINAL_WATCH"}}}"#;
    let frame = decode(Format::Json, json, 1_000).unwrap();
    let Some(Body::Hello(hello)) = &frame.body else {
        panic!("{frame:?}")
    };
    assert_eq!((frame.id, hello.token.as_str()), (3, "t"));
    assert_eq!(
        hello.device.as_ref().unwrap().terminal(),
        Terminal::Unspecified
    );

    // Field 3 (unknown) as a varint, then field 900 as bytes, then the id.
    let proto = [0x18, 0x05, 0xa2, 0x38, 0x02, 0xff, 0xff, 0x08, 0x03];
    assert_eq!(
        decode(Format::Proto, &proto, 1_000).unwrap(),
        Frame { id: 3, body: None }
    );
}

#[test]
fn json_takes_numbers_in_both_forms_and_refuses_two_bodies() {
    let as_text = decode(Format::Json, br#"{"markRead":{"seq":"7"}}"#, 100).unwrap();
    let as_number = decode(Format::Json, br#"{"mark_read":{"seq":7}}"#, 100).unwrap();
    assert_eq!(as_text, as_number);
    assert!(decode(Format::Json, br#"{"ping":{},"pong":{}}"#, 100).is_err());
    assert!(decode(Format::Json, br#"{"id":-1}"#, 100).is_err());
    assert!(decode(Format::Json, b"", 100).is_err());
    assert_eq!(decode(Format::Proto, b"", 100).unwrap(), Frame::default());
}
