//! Frames behind their lengths: the same events however they are cut, and never more memory than came.

use skein_protocol::Input;
use skein_protocol::delimited::Decoder;

const MAX_FRAME_BYTES: u32 = 70_000;

pub(super) const WORDS: &[&[u8]] = &[
    b"\0\0\0\x01",
    b"\0\0\0\x02\x08\x01",
    b"\0\0\0\x00",
    b"\0\0\0\x00\x03\xe8",
    b"\0\0\0\x00\x0f\xa4",
    b"\0\0\x01\x00",
    b"\0\x01\x11\x70",
    b"\0\x01\x11\x71",
    b"\xff\xff\xff\xff",
    b"\x80\0\0\0",
    b"GET ",
    b"\x16\x03\x01\x02",
];

pub(super) fn run(bytes: &[u8]) {
    let whole = read(bytes, bytes.len().max(1));
    for chunk in [1, 3, 7, 4_096] {
        assert_eq!(whole, read(bytes, chunk), "in pieces of {chunk}");
    }
}

/// What came of the bytes, in words.
fn read(bytes: &[u8], chunk: usize) -> Vec<String> {
    let mut decoder = Decoder::new(MAX_FRAME_BYTES);
    let mut said = Vec::new();
    let mut came = 0;
    for chunk in bytes.chunks(chunk) {
        came += chunk.len();
        let mut buffer = chunk.to_vec();
        let mut input = Input::new(&mut buffer);
        loop {
            match decoder.next(&mut input) {
                Ok(Some(event)) => said.push(format!("{event:?}")),
                Ok(None) => break,
                Err(error) => {
                    said.push(format!("{error:?}"));
                    return said;
                }
            }
        }
        assert!(input.rest().is_empty(), "something is left in the buffer");
        // A vector doubles, so that what is kept takes at most twice what came.
        assert!(
            decoder.heap_bytes() <= 2 * came + 64,
            "{} of {came}",
            decoder.heap_bytes()
        );
    }
    said
}
