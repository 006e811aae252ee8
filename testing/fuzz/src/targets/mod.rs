//! What is fuzzed, and from where.

mod cursors;
mod delimited;
mod frames;
mod handshakes;
mod poll_bodies;
mod rest_bodies;
mod tokens;
mod websockets;

pub use frames::memory_of;

/// Something that reads what comes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// A JSON list of inputs: texts, or bytes in hexadecimal after `hex:`.
    corpus: &'static str,
    /// What the reader knows.
    pub words: &'static [&'static [u8]],
    /// Panics where something does not hold.
    pub run: fn(&[u8]),
}

pub const TARGETS: &[Target] = &[
    Target {
        name: "frames-json",
        corpus: include_str!("../../corpus/frames-json.json"),
        words: frames::JSON_WORDS,
        run: frames::run_json,
    },
    Target {
        name: "frames-proto",
        corpus: include_str!("../../corpus/frames-proto.json"),
        words: frames::PROTO_WORDS,
        run: frames::run_proto,
    },
    Target {
        name: "websockets",
        corpus: include_str!("../../corpus/websockets.json"),
        words: websockets::WORDS,
        run: websockets::run,
    },
    Target {
        name: "delimited",
        corpus: include_str!("../../corpus/delimited.json"),
        words: delimited::WORDS,
        run: delimited::run,
    },
    Target {
        name: "handshakes",
        corpus: include_str!("../../corpus/handshakes.json"),
        words: handshakes::WORDS,
        run: handshakes::run,
    },
    Target {
        name: "poll-bodies",
        corpus: include_str!("../../corpus/poll-bodies.json"),
        words: frames::JSON_WORDS,
        run: poll_bodies::run,
    },
    Target {
        name: "rest-bodies",
        corpus: include_str!("../../corpus/rest-bodies.json"),
        words: rest_bodies::WORDS,
        run: rest_bodies::run,
    },
    Target {
        name: "tokens",
        corpus: include_str!("../../corpus/tokens.json"),
        words: tokens::WORDS,
        run: tokens::run,
    },
    Target {
        name: "cursors",
        corpus: include_str!("../../corpus/cursors.json"),
        words: cursors::WORDS,
        run: cursors::run,
    },
];

impl Target {
    pub fn find(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    pub fn corpus(&self) -> Vec<Vec<u8>> {
        let texts: Vec<String> =
            serde_json::from_str(self.corpus).expect("a corpus is a list of texts");
        texts.iter().map(|text| bytes_of(text)).collect()
    }
}

fn bytes_of(text: &str) -> Vec<u8> {
    let Some(digits) = text.strip_prefix("hex:") else {
        return text.as_bytes().to_vec();
    };
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| {
            let pair = str::from_utf8(pair).expect("hexadecimal is ASCII");
            u8::from_str_radix(pair, 16).expect("bytes are in hexadecimal")
        })
        .collect()
}
