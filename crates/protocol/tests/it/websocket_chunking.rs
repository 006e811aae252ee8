//! However a stream is cut into chunks, the events are the same; whatever the bytes are, nothing breaks.

use proptest::{collection::vec, prelude::*};
use skein_protocol::websocket::{Decoder, Opcode, Side, write_frame, write_masked_frame};

use crate::wire::decode_chunks;

const LIMIT: u32 = 4_096;

/// A valid stream of messages, fragmented ones and control frames between them.
fn stream(side: Side) -> impl Strategy<Value = Vec<u8>> {
    let payload = prop_oneof![vec(any::<u8>(), 0..40), vec(any::<u8>(), 120..140)];
    let text = "[a-z雁🪿]{0,30}".prop_map(String::into_bytes);
    let message = prop_oneof![
        payload.prop_map(|bytes| (Opcode::Binary, bytes)),
        text.prop_map(|bytes| (Opcode::Text, bytes)),
    ];
    let control = prop_oneof![Just(Opcode::Ping), Just(Opcode::Pong)];
    let part = (
        message,
        vec(any::<prop::sample::Index>(), 0..4),
        vec((control, vec(any::<u8>(), 0..126)), 0..3),
    );
    vec((part, any::<[u8; 4]>()), 1..8).prop_map(move |parts| {
        let mut bytes = Vec::new();
        for (((opcode, payload), cuts, controls), mask) in parts {
            let mut cuts: Vec<usize> = cuts
                .iter()
                .map(|cut| cut.index(payload.len() + 1))
                .collect();
            cuts.sort_unstable();
            let mut controls = controls.into_iter();
            let mut start = 0;
            for (number, end) in cuts.iter().copied().chain([payload.len()]).enumerate() {
                let opcode = if number == 0 {
                    opcode
                } else {
                    Opcode::Continuation
                };
                let first = bytes.len();
                write(side, &mut bytes, opcode, &payload[start..end], mask);
                if number < cuts.len() {
                    bytes[first] &= 0x7f;
                }
                if let Some((opcode, payload)) = controls.next() {
                    write(side, &mut bytes, opcode, &payload, mask);
                }
                start = end;
            }
        }
        bytes
    })
}

fn write(side: Side, out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], mask: [u8; 4]) {
    match side {
        Side::Server => write_masked_frame(out, opcode, payload, mask),
        Side::Client => write_frame(out, opcode, payload),
    }
}

fn chunks<'b>(bytes: &'b [u8], sizes: &[usize]) -> Vec<&'b [u8]> {
    let mut rest = bytes;
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            return chunks;
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
    fn any_chunking_gives_the_same_events(
        (side, bytes) in prop_oneof![Just(Side::Server), Just(Side::Client)]
            .prop_flat_map(|side| (Just(side), stream(side))),
        sizes in vec(1_usize..50, 1..20),
    ) {
        let (expected, error) = decode_chunks(&mut Decoder::new(side, LIMIT), [bytes.as_slice()]);
        prop_assert_eq!(error, None);
        prop_assert!(!expected.is_empty());
        let mut decoder = Decoder::new(side, LIMIT);
        let (events, error) = decode_chunks(&mut decoder, chunks(&bytes, &sizes));
        prop_assert_eq!(error, None);
        prop_assert_eq!(events, expected);
        decode_chunks(&mut decoder, [[].as_slice()]);
        prop_assert_eq!(decoder.heap_bytes(), 0);
    }

    #[test]
    fn any_bytes_are_taken_or_refused_within_bounds(
        bytes in vec(any::<u8>(), 0..600),
        sizes in vec(1_usize..50, 1..20),
    ) {
        let whole = decode_chunks(&mut Decoder::new(Side::Server, LIMIT), [bytes.as_slice()]);
        let mut decoder = Decoder::new(Side::Server, LIMIT);
        let cut = decode_chunks(&mut decoder, chunks(&bytes, &sizes));
        prop_assert_eq!(cut, whole);
        prop_assert!(decoder.heap_bytes() <= 2 * LIMIT as usize + 256);
    }

    /// Mostly valid streams with one byte changed reach deeper than noise does.
    #[test]
    fn a_damaged_stream_never_panics_and_ends_the_same_however_cut(
        mut bytes in stream(Side::Server),
        at in any::<prop::sample::Index>(),
        flip in 1_u8..,
        sizes in vec(1_usize..50, 1..20),
    ) {
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let whole = decode_chunks(&mut Decoder::new(Side::Server, LIMIT), [bytes.as_slice()]);
        let cut = decode_chunks(&mut Decoder::new(Side::Server, LIMIT), chunks(&bytes, &sizes));
        prop_assert_eq!(cut, whole);
    }
}
