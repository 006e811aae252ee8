//! RFC 6455 rule by rule: what is refused and with which code, what is taken and as what.

use skein_protocol::websocket::{
    CodecError, Decoder, Opcode, Side, frame_header, is_close_code_allowed, write_close,
    write_frame, write_masked_close, write_masked_frame,
};

use crate::wire::{Owned, decode_chunks};

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
const LIMIT: u32 = 70_000;

/// A client frame with any bits: `first` is the whole first byte.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_masked_frame(&mut bytes, Opcode::Binary, payload, MASK);
    bytes[0] = first;
    bytes
}

/// Decodes in one piece and byte by byte: both must say the same.
fn check(side: Side, bytes: &[u8], events: &[Owned], error: Option<CodecError>) {
    let expected = (events.to_vec(), error);
    let whole = decode_chunks(&mut Decoder::new(side, LIMIT), [bytes]);
    assert_eq!(whole, expected, "in one piece: {bytes:02x?}");
    let mut decoder = Decoder::new(side, LIMIT);
    let dripping = decode_chunks(&mut decoder, bytes.chunks(1));
    assert_eq!(dripping, expected, "byte by byte: {bytes:02x?}");
    if error.is_none() && !matches!(events.last(), Some(Owned::Close(_)) | None) {
        decode_chunks(&mut decoder, [[].as_slice()]);
        assert_eq!(decoder.heap_bytes(), 0, "an idle decoder owns no heap");
    }
}

fn good(parts: &[&[u8]], events: &[Owned]) {
    check(Side::Server, &parts.concat(), events, None);
}

fn bad(parts: &[&[u8]], events: &[Owned], error: CodecError, close_code: u16) {
    assert_eq!(error.close_code(), close_code);
    check(Side::Server, &parts.concat(), events, Some(error));
}

fn text(text: &str) -> Owned {
    Owned::Text(text.into())
}

#[test]
fn whole_messages_of_every_length_form() {
    good(&[&frame(0x81, b"")], &[text("")]);
    good(&[&frame(0x82, b"")], &[Owned::Binary(vec![])]);
    good(&[&frame(0x81, "雁阵 🪿".as_bytes())], &[text("雁阵 🪿")]);
    for length in [
        1, 7, 8, 9, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 70_000,
    ] {
        let payload: Vec<u8> = (0..length).map(|at: usize| (at % 251) as u8).collect();
        good(&[&frame(0x82, &payload)], &[Owned::Binary(payload)]);
    }
    good(
        &[&frame(0x81, b"a"), &frame(0x82, b"b"), &frame(0x81, b"c")],
        &[text("a"), Owned::Binary(b"b".to_vec()), text("c")],
    );
}

#[test]
fn the_examples_of_the_rfc() {
    let masked_hello = [
        0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ];
    good(&[&masked_hello], &[text("Hello")]);
    check(
        Side::Client,
        &[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f],
        &[text("Hello")],
        None,
    );
    let fragmented = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f];
    check(Side::Client, &fragmented, &[text("Hello")], None);
    check(
        Side::Client,
        &[0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f],
        &[Owned::Ping(b"Hello".to_vec())],
        None,
    );
}

#[test]
fn fragments_join_and_control_frames_pass_between_them() {
    good(
        &[&frame(0x01, b"Hel"), &frame(0x80, b"lo")],
        &[text("Hello")],
    );
    good(
        &[&frame(0x02, b""), &frame(0x00, b""), &frame(0x80, b"")],
        &[Owned::Binary(vec![])],
    );
    good(
        &[
            &frame(0x01, b"a"),
            &frame(0x89, b"ping"),
            &frame(0x00, b"b"),
            &frame(0x8a, b""),
            &frame(0x80, b"c"),
            &frame(0x89, b""),
        ],
        &[
            Owned::Ping(b"ping".to_vec()),
            Owned::Pong(vec![]),
            text("abc"),
            Owned::Ping(vec![]),
        ],
    );
    // A character may be cut by a fragment border.
    let goose = "🪿".as_bytes();
    good(
        &[
            &frame(0x01, &goose[..1]),
            &frame(0x00, &goose[1..3]),
            &frame(0x80, &goose[3..]),
        ],
        &[text("🪿")],
    );
    good(&[&frame(0x89, &[7; 125])], &[Owned::Ping(vec![7; 125])]);
}

#[test]
fn a_close_frame_ends_the_stream() {
    let close = |payload: &[u8]| frame(0x88, payload);
    good(&[&close(b"")], &[Owned::Close(None)]);
    good(
        &[&close(&[0x03, 0xe8])],
        &[Owned::Close(Some((1000, String::new())))],
    );
    let reason = [&[0x0f, 0xa4], "再见".as_bytes()].concat();
    good(
        &[&close(&reason), &frame(0x81, b"too late"), &[0xff; 9]],
        &[Owned::Close(Some((4004, "再见".into())))],
    );
    // Also in the middle of a fragmented message.
    good(
        &[&frame(0x01, b"a"), &close(b""), &frame(0x80, b"b")],
        &[Owned::Close(None)],
    );
}

#[test]
fn every_close_code_is_allowed_or_refused_as_the_rfc_says() {
    for code in 0..=u16::MAX {
        let allowed = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
        assert_eq!(is_close_code_allowed(code), allowed, "{code}");
        let bytes = frame(0x88, &code.to_be_bytes());
        let (events, error) =
            decode_chunks(&mut Decoder::new(Side::Server, LIMIT), [bytes.as_slice()]);
        if allowed {
            assert_eq!(
                (events, error),
                (vec![Owned::Close(Some((code, String::new())))], None)
            );
        } else {
            assert_eq!((events, error), (vec![], Some(CodecError::CloseCode(code))));
        }
    }
    bad(&[&frame(0x88, &[3])], &[], CodecError::CloseTooShort, 1002);
    bad(
        &[&frame(0x88, &[0x03, 0xe8, 0xff])],
        &[],
        CodecError::NotUtf8,
        1007,
    );
}

#[test]
fn reserved_bits_and_opcodes_are_refused() {
    for bit in [0x40, 0x20, 0x10] {
        bad(
            &[&frame(0x81, b"before"), &frame(0x81 | bit, b"x")],
            &[text("before")],
            CodecError::ReservedBits,
            1002,
        );
    }
    for opcode in (0x3..=0x7).chain(0xb..=0xf) {
        bad(
            &[&frame(0x80 | opcode, b"x")],
            &[],
            CodecError::ReservedOpcode(opcode),
            1002,
        );
        bad(
            &[&frame(opcode, b"")],
            &[],
            CodecError::ReservedOpcode(opcode),
            1002,
        );
    }
}

#[test]
fn masks_are_a_duty_of_clients_and_forbidden_to_servers() {
    let mut unmasked = Vec::new();
    write_frame(&mut unmasked, Opcode::Text, b"x");
    bad(&[&unmasked], &[], CodecError::Unmasked, 1002);
    bad(&[&[0x82, 0x00]], &[], CodecError::Unmasked, 1002);
    check(
        Side::Client,
        &frame(0x81, b"x"),
        &[],
        Some(CodecError::Masked),
    );
    check(Side::Client, &unmasked, &[text("x")], None);
}

#[test]
fn lengths_have_one_form() {
    bad(
        &[&[0x82, 0xfe, 0x00, 0x7d]],
        &[],
        CodecError::LengthForm,
        1002,
    );
    bad(
        &[&[0x82, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff]],
        &[],
        CodecError::LengthForm,
        1002,
    );
    bad(
        &[&[0x82, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0]],
        &[],
        CodecError::LengthForm,
        1002,
    );
}

#[test]
fn control_frames_are_short_and_whole() {
    bad(
        &[&frame(0x89, &[0; 126])],
        &[],
        CodecError::ControlTooLong,
        1002,
    );
    bad(&[&[0x88, 0xff]], &[], CodecError::ControlTooLong, 1002);
    for opcode in [0x08, 0x09, 0x0a] {
        bad(
            &[&frame(opcode, b"")],
            &[],
            CodecError::FragmentedControl,
            1002,
        );
    }
}

#[test]
fn fragments_come_in_order() {
    bad(
        &[&frame(0x80, b"x")],
        &[],
        CodecError::UnexpectedContinuation,
        1002,
    );
    bad(
        &[&frame(0x00, b"x")],
        &[],
        CodecError::UnexpectedContinuation,
        1002,
    );
    bad(
        &[&frame(0x81, b"x"), &frame(0x80, b"y")],
        &[text("x")],
        CodecError::UnexpectedContinuation,
        1002,
    );
    for first in [0x01, 0x02, 0x81, 0x82] {
        bad(
            &[&frame(0x01, b"x"), &frame(first, b"y")],
            &[],
            CodecError::ExpectedContinuation,
            1002,
        );
    }
}

#[test]
fn text_is_utf8_and_refused_at_its_first_wrong_byte() {
    let wrong: [&[u8]; 8] = [
        &[0x80],
        &[0xc0, 0xaf],
        &[0xc1, 0x80],
        &[0xe0, 0x80, 0x80],
        &[0xed, 0xa0, 0x80],
        &[0xf0, 0x80, 0x80, 0x80],
        &[0xf4, 0x90, 0x80, 0x80],
        &[0xff],
    ];
    for bytes in wrong {
        bad(&[&frame(0x81, bytes)], &[], CodecError::NotUtf8, 1007);
        bad(
            &[&frame(0x01, b"fine"), &frame(0x80, bytes)],
            &[],
            CodecError::NotUtf8,
            1007,
        );
    }
    // Cut off at the end of the message.
    bad(
        &[&frame(0x81, &[0xe9, 0x9b])],
        &[],
        CodecError::NotUtf8,
        1007,
    );
    bad(
        &[&frame(0x01, &[0xe9, 0x9b]), &frame(0x80, b"")],
        &[],
        CodecError::NotUtf8,
        1007,
    );
    // Not only at the end: the first fragment is refused although the message goes on.
    bad(
        &[&frame(0x01, &[0xed, 0xa0])],
        &[],
        CodecError::NotUtf8,
        1007,
    );
    // Binary may hold anything.
    good(
        &[&frame(0x82, &[0xff, 0xfe])],
        &[Owned::Binary(vec![0xff, 0xfe])],
    );
}

#[test]
fn a_message_above_the_limit_is_refused_from_its_header() {
    let too_large = CodecError::TooLarge { limit: LIMIT };
    let claim = |length: u64| [&[0x82, 0xff][..], &length.to_be_bytes(), &MASK].concat();
    bad(&[&claim(u64::from(LIMIT) + 1)], &[], too_large, 1009);
    bad(&[&claim(i64::MAX as u64)], &[], too_large, 1009);
    bad(
        &[&frame(0x02, &vec![0; 69_999]), &frame(0x80, &[0; 2])],
        &[],
        too_large,
        1009,
    );
    bad(
        &[&frame(0x02, &vec![0; 70_000]), &claim(i64::MAX as u64)[..]],
        &[],
        CodecError::ExpectedContinuation,
        1002,
    );
}

#[test]
fn memory_grows_with_what_arrived_not_with_what_is_claimed() {
    let mut decoder = Decoder::new(Side::Server, 1 << 30);
    let claim = [
        &[0x82, 0xff][..],
        &(1_u64 << 30).to_be_bytes(),
        &MASK,
        &[0; 10],
    ]
    .concat();
    assert_eq!(
        decode_chunks(&mut decoder, [claim.as_slice()]),
        (vec![], None)
    );
    assert!(decoder.heap_bytes() < 64, "{} bytes", decoder.heap_bytes());
}

#[test]
fn written_frames_are_read_back_and_reasons_are_cut_between_characters() {
    let reason = "雁".repeat(60);
    let mut bytes = Vec::new();
    write_close(&mut bytes, 4015, &reason);
    check(
        Side::Client,
        &bytes,
        &[Owned::Close(Some((4015, "雁".repeat(41))))],
        None,
    );
    let mut bytes = Vec::new();
    write_masked_close(&mut bytes, 1000, "bye", MASK);
    good(&[&bytes], &[Owned::Close(Some((1000, "bye".into())))]);
    assert_eq!(
        &*frame_header(Opcode::Text, 65_536),
        &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]
    );
}
