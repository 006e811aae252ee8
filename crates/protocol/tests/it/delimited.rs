//! Frames on a plain stream: however it is cut the events are the same, what is claimed costs nothing, and nothing follows
//! a goodbye.

use proptest::{collection::vec, prelude::*};
use skein_protocol::Input;
use skein_protocol::delimited::{
    Decoder, DelimitedError, Event, append_frame, encode_frame, write_frame, write_goodbye,
};
use skein_protocol::frame::{Format, encode};
use skein_protocol::wire::{Frame, Ping};

const LIMIT: u32 = 4_096;

/// An event that owns its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Frame(Vec<u8>),
    Goodbye(u16),
    Refused(DelimitedError),
}

/// What came of the chunks; nothing is asked after an error.
fn decode<'b>(decoder: &mut Decoder, chunks: impl IntoIterator<Item = &'b [u8]>) -> Vec<Said> {
    let mut said = Vec::new();
    for chunk in chunks {
        let mut buffer = chunk.to_vec();
        let mut input = Input::new(&mut buffer);
        loop {
            match decoder.next(&mut input) {
                Ok(Some(Event::Frame(bytes))) => said.push(Said::Frame(bytes.to_vec())),
                Ok(Some(Event::Goodbye(code))) => said.push(Said::Goodbye(code)),
                Ok(None) => break,
                Err(error) => {
                    said.push(Said::Refused(error));
                    return said;
                }
            }
        }
        assert!(input.rest().is_empty(), "nothing is left in a read buffer");
    }
    said
}

fn cut<'b>(bytes: &'b [u8], sizes: &[usize]) -> Vec<&'b [u8]> {
    let mut rest = bytes;
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, after) = rest.split_at((*size).min(rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chunking_gives_the_same_frames(
        frames in vec(vec(any::<u8>(), 1..300), 1..8),
        code in any::<u16>(),
        sizes in vec(1_usize..50, 1..20),
    ) {
        let mut bytes = Vec::new();
        for frame in &frames {
            write_frame(frame, &mut bytes);
        }
        write_goodbye(code, &mut bytes);
        let expected: Vec<Said> = frames
            .into_iter()
            .map(Said::Frame)
            .chain([Said::Goodbye(code)])
            .collect();
        prop_assert_eq!(&decode(&mut Decoder::new(LIMIT), [bytes.as_slice()]), &expected);
        let mut decoder = Decoder::new(LIMIT);
        prop_assert_eq!(&decode(&mut decoder, cut(&bytes, &sizes)), &expected);
        prop_assert_eq!(decoder.heap_bytes(), 0);
    }

    #[test]
    fn any_bytes_are_taken_or_refused_within_bounds(
        head in prop_oneof![any::<u32>(), 0_u32..600],
        rest in vec(any::<u8>(), 0..600),
        sizes in vec(1_usize..50, 1..20),
    ) {
        let bytes = [&head.to_be_bytes()[..], &rest].concat();
        let whole = decode(&mut Decoder::new(LIMIT), [bytes.as_slice()]);
        let mut decoder = Decoder::new(LIMIT);
        let in_pieces = decode(&mut decoder, cut(&bytes, &sizes));
        prop_assert_eq!(in_pieces, whole);
        prop_assert!(decoder.heap_bytes() <= 2 * bytes.len() + 64);
    }
}

#[test]
fn a_frame_over_the_limit_is_refused_by_its_length_alone() {
    let refused = [Said::Refused(DelimitedError::TooLarge { limit: LIMIT })];
    for length in [LIMIT + 1, 1 << 20, u32::MAX] {
        let mut decoder = Decoder::new(LIMIT);
        assert_eq!(
            decode(&mut decoder, [&length.to_be_bytes()[..]]),
            refused,
            "{length}"
        );
        assert_eq!(decoder.heap_bytes(), 0);
        assert_eq!(decode(&mut decoder, [b"\0\0\0\x01x".as_slice()]), []);
    }
    // Who takes this for a port of another kind is refused at once, and not waited for.
    for stranger in [
        b"GET / HTTP/1.1\r\n".as_slice(),
        b"\x16\x03\x01\x02\x00\x01",
    ] {
        assert_eq!(decode(&mut Decoder::new(LIMIT), [stranger]), refused);
    }
}

#[test]
fn memory_grows_with_what_arrived_not_with_what_is_claimed() {
    let mut decoder = Decoder::new(u32::MAX);
    let claim = [&u32::MAX.to_be_bytes()[..], b"ten bytes."].concat();
    assert_eq!(decode(&mut decoder, [claim.as_slice()]), []);
    assert!(decoder.heap_bytes() <= 64, "{} bytes", decoder.heap_bytes());
}

#[test]
fn another_limit_holds_from_the_next_length_on() {
    let mut decoder = Decoder::new(8);
    let frame = |bytes: usize| {
        let mut out = Vec::new();
        write_frame(&vec![7; bytes], &mut out);
        out
    };
    assert_eq!(
        decode(&mut decoder, [frame(8).as_slice()]),
        [Said::Frame(vec![7; 8])]
    );
    decoder.limit_frames(9);
    assert_eq!(
        decode(&mut decoder, [frame(9).as_slice()]),
        [Said::Frame(vec![7; 9])]
    );
    let refused = Said::Refused(DelimitedError::TooLarge { limit: 9 });
    assert_eq!(decode(&mut decoder, [frame(10).as_slice()]), [refused]);
}

#[test]
fn nothing_follows_a_goodbye() {
    let mut bytes = Vec::new();
    write_goodbye(4_005, &mut bytes);
    write_frame(b"more", &mut bytes);
    let mut decoder = Decoder::new(LIMIT);
    let said = decode(&mut decoder, [bytes.as_slice(), bytes.as_slice()]);
    assert_eq!(said, [Said::Goodbye(4_005)]);
}

#[test]
fn a_frame_is_its_length_and_its_protobuf_form() {
    let frame = Frame::reply(3, Ping { time_ms: 5 });
    let proto = encode(Format::Proto, &frame);
    let mut expected = vec![0, 0, 0, proto.len() as u8];
    expected.extend_from_slice(&proto);
    assert_eq!(encode_frame(&frame), expected);
    let mut appended = b"before".to_vec();
    append_frame(&frame, &mut appended);
    assert_eq!(appended, [b"before", expected.as_slice()].concat());
    let mut goodbye = Vec::new();
    write_goodbye(1_012, &mut goodbye);
    assert_eq!(goodbye, [0, 0, 0, 0, 0x03, 0xf4]);
}
