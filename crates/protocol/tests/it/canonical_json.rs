//! JSON frames are the canonical proto3 mapping, in what is taken and in what is written.

use skein_protocol::{
    frame::{Format, decode, encode},
    wire::{
        Content, Device, Error, Frame, Hello, History, MarkRead, Ping, Presence, PresenceList,
        Send, Sync, frame::Body,
    },
};

fn read(json: &str) -> Result<Frame, String> {
    decode(Format::Json, json.as_bytes(), 1 << 20).map_err(|error| format!("{error:?}"))
}

fn body(json: &str) -> Body {
    read(json).expect(json).body.expect(json)
}

#[test]
fn null_says_that_a_field_of_any_kind_is_not_given() {
    for json in [
        r#"{"id":null}"#,
        r#"{"ping":null}"#,
        r#"{"hello":null,"ping":null}"#,
        "{}",
    ] {
        assert_eq!(read(json), Ok(Frame::default()), "{json}");
    }
    let hello = r#"{"hello":{"token":null,"device":null,"resumeSessionId":null,"client":null}}"#;
    assert_eq!(body(hello), Hello::default().into());
    let device = r#"{"hello":{"device":{"id":null,"terminal":null,"name":null}}}"#;
    let empty = Hello {
        device: Some(Device::default()),
        ..Hello::default()
    };
    assert_eq!(body(device), empty.into());
    let sync = r#"{"sync":{"have":null,"pageToken":null,"limit":null,"onlyNamed":null}}"#;
    assert_eq!(body(sync), Sync::default().into());
    let history = r#"{"history":{"conversationId":null,"before":null,"after":null}}"#;
    assert_eq!(body(history), History::default().into());
    let send = r#"{"send":{"content":null}}"#;
    assert_eq!(body(send), Send::default().into());
    let content = r#"{"send":{"content":{"text":null,"custom":null}}}"#;
    assert!(matches!(
        body(content),
        Body::Send(Send {
            content: Some(Content { kind: None }),
            ..
        })
    ));
    let ping = r#"{"ping":{"timeMs":null}}"#;
    assert_eq!(body(ping), Ping::default().into());
    // An entry of a list has to be something.
    assert!(read(r#"{"sync":{"have":[null]}}"#).is_err());
    assert!(read(r#"{"watchPresence":{"uids":[null]}}"#).is_err());
}

#[test]
fn integers_are_texts_or_numbers_with_or_without_exponent() {
    let seq = |seq: &str| {
        let json = format!(r#"{{"markRead":{{"seq":{seq}}}}}"#);
        match read(&json)?.body {
            Some(Body::MarkRead(MarkRead { seq, .. })) => Ok(seq),
            other => Err(format!("{other:?}")),
        }
    };
    for (text, value) in [
        ("7", 7),
        ("\"7\"", 7),
        ("0", 0),
        ("1e3", 1_000),
        ("\"1e3\"", 1_000),
        ("1.5e1", 15),
        ("2.0", 2),
        ("-0", 0),
        ("\"\\u0037\"", 7),
        ("18446744073709551615", u64::MAX),
        ("\"18446744073709551615\"", u64::MAX),
    ] {
        assert_eq!(seq(text), Ok(value), "{text}");
    }
    for text in [
        "-1",
        "\"-1\"",
        "0.5",
        "\"0.5\"",
        "1e-1",
        "18446744073709551616",
        "\"18446744073709551616\"",
        "1e400",
        "\"1e400\"",
        "\"\"",
        "\" 1\"",
        "\"1 \"",
        "\"+1\"",
        "\"01\"",
        "\"0x1\"",
        "\"1_0\"",
        "\"NaN\"",
        "\"Infinity\"",
        "NaN",
        "01",
        "true",
        "[1]",
        "{}",
        "[]",
    ] {
        assert!(seq(text).is_err(), "{text}");
    }
    assert_eq!(
        read(r#"{"id":4294967295}"#).map(|frame| frame.id),
        Ok(u32::MAX)
    );
    assert_eq!(read(r#"{"id":"7"}"#).map(|frame| frame.id), Ok(7));
    assert!(read(r#"{"id":4294967296}"#).is_err());
    assert_eq!(
        body(r#"{"ping":{"timeMs":"-9223372036854775808"}}"#),
        Ping { time_ms: i64::MIN }.into()
    );
    assert!(read(r#"{"ping":{"timeMs":9223372036854775808}}"#).is_err());
}

#[test]
fn enums_are_names_or_numbers_and_what_a_newer_peer_knows_is_passed_over() {
    let terminal = |value: &str| {
        let json = format!(r#"{{"hello":{{"device":{{"terminal":{value}}}}}}}"#);
        match read(&json)?.body {
            Some(Body::Hello(hello)) => Ok(hello.device.expect("a device").terminal),
            other => Err(format!("{other:?}")),
        }
    };
    for (value, number) in [
        ("\"TERMINAL_H5\"", 2),
        ("2", 2),
        ("2.0", 2),
        ("77", 77),
        ("-1", -1),
        ("\"TERMINAL_WATCH\"", 0),
        ("null", 0),
    ] {
        assert_eq!(terminal(value), Ok(number), "{value}");
    }
    for value in ["2.5", "2147483648", "true", "{}", "[]"] {
        assert!(terminal(value).is_err(), "{value}");
    }
    let list =
        r#"{"presenceList":{"presences":[{"terminals":["TERMINAL_WEB","TERMINAL_WATCH",2]}]}}"#;
    assert!(
        matches!(body(list), Body::PresenceList(list) if list.presences[0].terminals == [1, 2])
    );
}

#[test]
fn a_number_that_no_name_belongs_to_is_written_as_a_number() {
    let frame = Frame::push(PresenceList {
        presences: vec![Presence {
            state: 40,
            terminals: vec![1, -3, 99],
            ..Presence::default()
        }],
    });
    let json = encode(Format::Json, &frame);
    assert_eq!(
        str::from_utf8(&json),
        Ok(r#"{"presenceList":{"presences":[{"state":40,"terminals":["TERMINAL_WEB",-3,99]}]}}"#)
    );
    assert_eq!(
        decode(Format::Json, &json, 1_000).expect("it is read"),
        frame
    );
    for code in [i32::MIN, -1, 18, i32::MAX] {
        let error = Frame::push(Error {
            code,
            ..Error::default()
        });
        let json = encode(Format::Json, &error);
        assert_eq!(
            decode(Format::Json, &json, 1_000).expect("it is read"),
            error
        );
    }
}

#[test]
fn a_list_is_no_object_and_an_object_no_list() {
    for json in [
        "[]",
        "[1]",
        r#"[7,{"ping":{}}]"#,
        "7",
        "null",
        "\"frame\"",
        r#"{"ping":[]}"#,
        r#"{"ping":[5]}"#,
        r#"{"hello":["token",{"id":"d","terminal":1}]}"#,
        r#"{"hello":{"device":["d",1,"name"]}}"#,
        r#"{"send":{"content":[{"text":"a"}]}}"#,
        r#"{"send":{"content":{"text":["a"]}}}"#,
        r#"{"sync":{"have":{"conversationId":"a"}}}"#,
        r#"{"sync":{"have":["a"]}}"#,
        r#"{"sync":{"have":[["a",1]]}}"#,
        r#"{"watchPresence":{"uids":"ann"}}"#,
        r#"{"watchPresence":{"uids":[["ann"]]}}"#,
        r#"{"hello":{"token":["a"]}}"#,
        r#"{"hello":{"token":7}}"#,
        r#"{"setTyping":{"typing":1}}"#,
        r#"{"setTyping":{"typing":"true"}}"#,
        r#"{"ping":{}} {}"#,
        r#"{"ping":{},}"#,
        "{\"hello\":{\"token\":\"a\nb\"}}",
        r#"{"hello":{"token":"\ud800"}}"#,
        "\u{feff}{}",
    ] {
        assert!(read(json).is_err(), "{json}");
    }
}

#[test]
fn a_field_stands_once_in_one_spelling_or_the_other() {
    let both = r#"{"markRead":{"conversation_id":"a"}}"#;
    assert_eq!(body(both), body(r#"{"markRead":{"conversationId":"a"}}"#));
    for json in [
        r#"{"id":1,"id":1}"#,
        r#"{"ping":{},"ping":{}}"#,
        r#"{"ping":{},"pong":{}}"#,
        r#"{"markRead":{"conversationId":"a","conversation_id":"a"}}"#,
        r#"{"send":{"content":{"text":{},"custom":{}}}}"#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
    // Of what is unknown nothing is kept, so it may stand as often as it likes.
    assert!(read(r#"{"later":1,"later":[{}],"ping":{"later":null,"later":{}}}"#).is_ok());
}
