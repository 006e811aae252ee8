//! WebSocket bytes of both sides: the same events however they are cut, and never more memory than came.

use skein_protocol::Input;
use skein_protocol::websocket::{Decoder, Event, Side};

const MAX_MESSAGE_BYTES: u32 = 70_000;

pub(super) const WORDS: &[&[u8]] = &[
    b"\x81\x80\x00\x00\x00\x00",
    b"\x82\x80\x01\x02\x03\x04",
    b"\x01\x80\x00\x00\x00\x00",
    b"\x80\x80\x00\x00\x00\x00",
    b"\x89\x80\x00\x00\x00\x00",
    b"\x8a\x80\x00\x00\x00\x00",
    b"\x88\x80\x00\x00\x00\x00",
    b"\x88\x82\x00\x00\x00\x00\x03\xe8",
    b"\x81\x05hello",
    b"\x82\xfe\xff\xff",
    b"\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00",
    b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xed\xa0\x80",
    b"\xf0\x9f\xaa\xbf",
    b"\xc1\x80",
    b"\x83\x80",
];

pub(super) fn run(bytes: &[u8]) {
    for side in [Side::Server, Side::Client] {
        let whole = read(side, bytes, bytes.len().max(1));
        for chunk in [1, 7, 4_096] {
            assert_eq!(whole, read(side, bytes, chunk), "in pieces of {chunk}");
        }
    }
}

/// What came of the bytes, in words.
fn read(side: Side, bytes: &[u8], chunk: usize) -> Vec<String> {
    let mut decoder = Decoder::new(side, MAX_MESSAGE_BYTES);
    let mut said = Vec::new();
    let mut came = 0;
    for chunk in bytes.chunks(chunk) {
        came += chunk.len();
        let mut buffer = chunk.to_vec();
        let mut input = Input::new(&mut buffer);
        loop {
            match decoder.next(&mut input) {
                Ok(Some(event)) => said.push(describe(event)),
                Ok(None) => break,
                Err(error) => {
                    said.push(format!("{error:?}"));
                    return said;
                }
            }
        }
        // A vector doubles, so that what is kept takes at most twice what came.
        assert!(
            decoder.heap_bytes() <= 2 * came + 256,
            "{} of {came}",
            decoder.heap_bytes()
        );
    }
    said
}

fn describe(event: Event<'_>) -> String {
    format!("{event:?}")
}
