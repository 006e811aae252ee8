//! The vectors that SDKs in other languages are tested with hold for this implementation.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use serde_json::Value;
use skein_protocol::{
    Input, delimited,
    frame::{Format, decode, encode},
    websocket::{CodecError, Decoder, Side},
};

use crate::wire::{Owned, decode_chunks};

#[derive(Deserialize)]
struct FrameVector {
    name: String,
    json: Value,
    /// Base64 of the protobuf form.
    proto: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebSocketVector {
    name: String,
    side: String,
    max_message_bytes: u32,
    /// Hexadecimal.
    bytes: String,
    events: Vec<Value>,
    close_code: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DelimitedVector {
    name: String,
    max_frame_bytes: u32,
    /// Hexadecimal.
    bytes: String,
    events: Vec<Value>,
    close_code: Option<u16>,
}

#[test]
fn frames_are_the_same_in_both_formats() {
    let vectors: Vec<FrameVector> =
        serde_json::from_str(include_str!("../../../../proto/vectors/frames.json")).unwrap();
    assert!(vectors.len() > 30);
    for vector in vectors {
        let name = &vector.name;
        let text = vector.json.to_string();
        let from_json = decode(Format::Json, text.as_bytes(), 65_536).expect(name);
        let bytes = BASE64.decode(&vector.proto).expect(name);
        let from_proto = decode(Format::Proto, &bytes, 65_536).expect(name);
        assert_eq!(from_json, from_proto, "{name}");
        assert_eq!(
            encode(Format::Proto, &from_json),
            bytes,
            "{name}: {}",
            BASE64.encode(encode(Format::Proto, &from_json))
        );
        let written: Value =
            serde_json::from_slice(&encode(Format::Json, &from_proto)).expect(name);
        assert_eq!(written, vector.json, "{name}");
    }
}

#[test]
fn websocket_streams_give_what_they_must() {
    let vectors: Vec<WebSocketVector> =
        serde_json::from_str(include_str!("../../../../proto/vectors/websocket.json")).unwrap();
    assert!(vectors.len() > 30);
    for vector in vectors {
        let side = match vector.side.as_str() {
            "server" => Side::Server,
            "client" => Side::Client,
            other => panic!("{other}"),
        };
        let bytes = from_hex(&vector.bytes);
        for chunk in [1, 3, bytes.len()] {
            let mut decoder = Decoder::new(side, vector.max_message_bytes);
            let (events, error) = decode_chunks(&mut decoder, bytes.chunks(chunk));
            let events: Vec<Value> = events.iter().map(describe).collect();
            assert_eq!(events, vector.events, "{}", vector.name);
            assert_eq!(
                error.map(CodecError::close_code),
                vector.close_code,
                "{}",
                vector.name
            );
        }
    }
}

#[test]
fn plain_streams_give_what_they_must() {
    let vectors: Vec<DelimitedVector> =
        serde_json::from_str(include_str!("../../../../proto/vectors/delimited.json")).unwrap();
    assert!(vectors.len() > 10);
    for vector in vectors {
        let bytes = from_hex(&vector.bytes);
        for chunk in [1, 3, bytes.len()] {
            let mut decoder = delimited::Decoder::new(vector.max_frame_bytes);
            let (mut events, mut close_code) = (Vec::new(), None);
            for chunk in bytes.chunks(chunk) {
                let mut buffer = chunk.to_vec();
                let mut input = Input::new(&mut buffer);
                loop {
                    events.push(match decoder.next(&mut input) {
                        Ok(None) => break,
                        Ok(Some(delimited::Event::Frame(bytes))) => {
                            serde_json::json!({ "frame": to_hex(bytes) })
                        }
                        Ok(Some(delimited::Event::Goodbye(code))) => {
                            serde_json::json!({ "goodbye": code })
                        }
                        Err(delimited::DelimitedError::TooLarge { .. }) => {
                            close_code = Some(1009);
                            break;
                        }
                    });
                }
            }
            assert_eq!(events, vector.events, "{}", vector.name);
            assert_eq!(close_code, vector.close_code, "{}", vector.name);
        }
    }
}

fn describe(event: &Owned) -> Value {
    match event {
        Owned::Text(text) => serde_json::json!({ "text": text }),
        Owned::Binary(bytes) => serde_json::json!({ "binary": to_hex(bytes) }),
        Owned::Ping(bytes) => serde_json::json!({ "ping": to_hex(bytes) }),
        Owned::Pong(bytes) => serde_json::json!({ "pong": to_hex(bytes) }),
        Owned::Close(None) => serde_json::json!({ "close": null }),
        Owned::Close(Some((code, reason))) => {
            serde_json::json!({ "close": { "code": code, "reason": reason } })
        }
    }
}

fn to_hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let pairs = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    pairs
        .map(|nibble| char::from(digits[usize::from(nibble)]))
        .collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let nibble = |digit: u8| {
        char::from(digit)
            .to_digit(16)
            .expect("vectors are in hexadecimal") as u8
    };
    text.as_bytes()
        .chunks(2)
        .map(|pair| nibble(pair[0]) << 4 | nibble(pair[1]))
        .collect()
}
