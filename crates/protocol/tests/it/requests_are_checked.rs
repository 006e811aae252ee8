//! Nothing a client says gets past the first door unchecked, and every refusal names what is wrong.

use skein_foundation::Limits;
use skein_protocol::{
    frame::{ClientFrame, Refusal, Request},
    wire::{
        Ack, Content, Custom, Device, ErrorCode, Frame, Hello, History, ListMembers, MarkRead,
        OpenDirect, PollBatch, Received, Send, Sync, SystemEvent, content::Kind, frame::Body,
    },
};

use crate::wire::{device, talk, text};

fn parse(id: u32, body: impl Into<Body>) -> Result<ClientFrame, Refusal> {
    ClientFrame::parse(Frame::reply(id, body), &Limits::default())
}

fn refused(body: impl Into<Body>, code: ErrorCode, detail: &str) {
    let refusal = parse(1, body).expect_err(detail);
    assert_eq!((refusal.code, refusal.detail.as_str()), (code, detail));
}

fn message(content: Option<Content>) -> Send {
    Send {
        conversation_id: talk(1).to_string(),
        client_msg_id: "m".into(),
        content,
    }
}

fn custom(kind: &str, json: impl Into<String>) -> Send {
    let custom = Custom {
        r#type: kind.into(),
        json: json.into(),
        fallback: "-".into(),
    };
    message(Some(Content {
        kind: Some(Kind::Custom(custom)),
    }))
}

#[test]
fn a_send_needs_ids_and_content_within_limits() {
    let Ok(ClientFrame::Request(Request::Send(send))) =
        parse(1, message(Some(text("雁".repeat(4_000)))))
    else {
        panic!("4,000 characters are taken");
    };
    assert_eq!(
        (send.conversation_id, send.client_msg_id.as_str()),
        (talk(1), "m")
    );
    let too_long = "text is longer than 4000 characters";
    refused(
        message(Some(text("雁".repeat(4_001)))),
        ErrorCode::TooLarge,
        too_long,
    );
    for blank in ["", " \n", "\u{3000}", "\u{200b}", " \u{2060}\n\u{feff}"] {
        refused(
            message(Some(text(blank))),
            ErrorCode::Invalid,
            "text is empty, or nothing of it is seen",
        );
    }
    assert!(parse(1, message(Some(text("\u{200b}.")))).is_ok());
    refused(message(None), ErrorCode::Invalid, "content is missing");
    refused(
        message(Some(Content::default())),
        ErrorCode::Invalid,
        "content has no kind this server knows",
    );
    let system = Content {
        kind: Some(Kind::System(SystemEvent::default())),
    };
    refused(
        message(Some(system)),
        ErrorCode::Invalid,
        "only the server writes system events",
    );
    let long_id = Send {
        client_msg_id: "x".repeat(65),
        ..message(Some(text("a")))
    };
    refused(
        long_id,
        ErrorCode::Invalid,
        "clientMsgId is longer than 64 characters",
    );
    let no_id = Send {
        client_msg_id: String::new(),
        ..message(Some(text("a")))
    };
    refused(no_id, ErrorCode::Invalid, "clientMsgId is empty");
    let odd_conversation = Send {
        conversation_id: "7".into(),
        ..message(Some(text("a")))
    };
    refused(
        odd_conversation,
        ErrorCode::Invalid,
        "conversationId is not an id of this kind",
    );
}

#[test]
fn a_refused_send_is_named_by_its_own_id() {
    let refusal = parse(9, message(None)).unwrap_err();
    let Some(Body::Error(error)) = refusal.into_frame(9).body else {
        panic!("an error frame")
    };
    assert_eq!(
        (error.client_msg_id.as_str(), error.code(), error.retryable),
        ("m", ErrorCode::Invalid, false)
    );
    let too_long = Send {
        client_msg_id: "x".repeat(65),
        ..message(None)
    };
    assert_eq!(
        parse(9, too_long).unwrap_err().client_msg_id,
        "",
        "what is too long is not echoed"
    );
}

#[test]
fn custom_content_is_json_of_16_kib_at_most() {
    assert!(parse(1, custom("order.card", r#"{"id":1}"#)).is_ok());
    refused(
        custom("", "{}"),
        ErrorCode::Invalid,
        "custom.type has 1 to 64 characters, not blanks only",
    );
    refused(
        custom(&"x".repeat(65), "{}"),
        ErrorCode::Invalid,
        "custom.type has 1 to 64 characters, not blanks only",
    );
    refused(
        custom("a", "{"),
        ErrorCode::Invalid,
        "custom.json is not JSON",
    );
    let fits = format!("\"{}\"", "x".repeat(16 * 1024 - 4));
    assert!(parse(1, custom("a", fits.clone())).is_ok());
    refused(
        custom("ab", fits),
        ErrorCode::TooLarge,
        "custom is larger than 16384 bytes",
    );
}

#[test]
fn no_control_characters_but_tabs_and_line_breaks_are_said() {
    let controls = (0..0x20_u8)
        .chain([0x7f])
        .map(char::from)
        .filter(|control| !"\t\n\r".contains(*control));
    let holds = |field: &str| {
        format!("{field} holds a control character that is neither a tab nor a line break")
    };
    for control in controls {
        let said = format!("a{control}b");
        refused(
            message(Some(text(&said))),
            ErrorCode::Invalid,
            &holds("text"),
        );
        refused(
            custom(&said, "{}"),
            ErrorCode::Invalid,
            "custom.type holds a character that is not seen",
        );
        let mut fallback = custom("a", "{}");
        if let Some(Kind::Custom(custom)) = fallback.content.as_mut().unwrap().kind.as_mut() {
            custom.fallback.clone_from(&said);
        }
        refused(fallback, ErrorCode::Invalid, &holds("custom.fallback"));
        let outside = custom("a", format!("{{}}{control}"));
        refused(outside, ErrorCode::Invalid, "custom.json is not JSON");
        if control != '\u{7f}' {
            let inside = custom("a", format!("\"{said}\""));
            refused(inside, ErrorCode::Invalid, "custom.json is not JSON");
        }
    }
    for fine in ["a\tb\r\nc", "雁\u{85}阵", "😀\u{200d}"] {
        assert!(parse(1, message(Some(text(fine)))).is_ok(), "{fine:?}");
    }
    assert!(parse(1, custom("a", "{\r\n\t\"b\": \"\\u0001\"}")).is_ok());
}

#[test]
fn hello_names_a_device_and_never_shows_its_token() {
    let hello = Hello {
        token: "secret".into(),
        device: Some(device("d")),
        ..Hello::default()
    };
    let Ok(ClientFrame::Hello(parsed)) = parse(1, hello.clone()) else {
        panic!("a good hello")
    };
    assert_eq!(parsed.token, "secret");
    assert!(!format!("{parsed:?}").contains("secret"));
    let frame = Frame::reply(1, hello.clone());
    assert!(!format!("{frame:?} {hello:?}").contains("secret"));
    assert!(
        format!("{hello:?}").contains("device"),
        "the rest is for developers"
    );
    let batch = PollBatch {
        poll_key: "secret".into(),
        ..PollBatch::default()
    };
    assert!(!format!("{batch:?}").contains("secret"));
    assert_eq!(parsed.resume_session_id, None);
    refused(
        Hello {
            device: None,
            ..hello.clone()
        },
        ErrorCode::Invalid,
        "device is missing",
    );
    let nowhere = Device {
        terminal: 0,
        ..device("d")
    };
    refused(
        Hello {
            device: Some(nowhere),
            ..hello.clone()
        },
        ErrorCode::Invalid,
        "device.terminal is missing or unknown; it is one of TERMINAL_WEB, TERMINAL_H5, TERMINAL_IOS, \
         TERMINAL_ANDROID, TERMINAL_WINDOWS, TERMINAL_MACOS, TERMINAL_LINUX, TERMINAL_SERVER",
    );
    refused(
        Hello {
            device: Some(device("")),
            ..hello.clone()
        },
        ErrorCode::Invalid,
        "device.id is empty",
    );
    let wordy = Hello {
        client: "雁".repeat(70),
        ..hello
    };
    let Ok(ClientFrame::Hello(parsed)) = parse(1, wordy) else {
        panic!("labels are cut, not refused")
    };
    assert_eq!(parsed.client, "雁".repeat(64));
    let mut odd = device("d");
    odd.name = "Phone\u{1b}[31m\u{202e}\u{0}".into();
    let hello = Hello {
        device: Some(odd),
        ..Hello::default()
    };
    let Ok(ClientFrame::Hello(parsed)) = parse(1, hello) else {
        panic!("labels are cleaned, not refused")
    };
    assert_eq!(parsed.device.name, "Phone [31m");
}

#[test]
fn ids_are_parsed_and_pages_are_bounded() {
    refused(
        OpenDirect {
            uid: "\u{7}".into(),
        },
        ErrorCode::Invalid,
        "uid holds a character that is not allowed",
    );
    refused(
        ListMembers::default(),
        ErrorCode::Invalid,
        "conversationId is empty",
    );
    for (asked, given) in [(0, 100), (1, 1), (100, 100), (u32::MAX, 100)] {
        let sync = Sync {
            limit: asked,
            ..Sync::default()
        };
        let list = ListMembers {
            conversation_id: talk(1).to_string(),
            limit: asked,
            ..ListMembers::default()
        };
        let Ok(ClientFrame::Request(Request::ListMembers(list))) = parse(1, list) else {
            panic!("a good list of members")
        };
        assert_eq!(list.limit, given);
        let Ok(ClientFrame::Request(Request::Sync(sync))) = parse(1, sync) else {
            panic!("a good sync")
        };
        assert_eq!(sync.limit, given);
    }
}

#[test]
fn history_goes_one_way_and_zero_is_a_beginning() {
    let history = |before, after| History {
        conversation_id: talk(1).to_string(),
        before,
        after,
        limit: 0,
    };
    refused(
        history(Some(3), Some(1)),
        ErrorCode::Invalid,
        "give before or after, not both",
    );
    refused(
        history(Some(0), None),
        ErrorCode::Invalid,
        "before is at least 1",
    );
    for (before, after) in [(None, None), (Some(5), None), (None, Some(0))] {
        let Ok(ClientFrame::Request(Request::History(range))) = parse(1, history(before, after))
        else {
            panic!("a good range");
        };
        assert_eq!(
            (range.before.map(|seq| seq.0), range.after.map(|seq| seq.0)),
            (before, after)
        );
    }
}

#[test]
fn only_what_clients_say_is_heard_and_requests_have_ids() {
    refused(
        Ack::default(),
        ErrorCode::Invalid,
        "only servers send this frame",
    );
    let empty = ClientFrame::parse(Frame { id: 4, body: None }, &Limits::default()).unwrap_err();
    assert_eq!(empty.detail, "the frame has no body this server knows");
    let mark = MarkRead {
        conversation_id: talk(1).to_string(),
        seq: 1,
    };
    assert_eq!(
        parse(0, mark).unwrap_err().detail,
        "a request needs an id above 0"
    );
    let received = Received {
        conversation_id: talk(1).to_string(),
        seq: 1,
    };
    assert!(matches!(
        parse(0, received),
        Ok(ClientFrame::Received { .. })
    ));
}
