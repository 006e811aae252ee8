//! The header values of an upgrade: every line of the input is one of them.

use skein_protocol::websocket::{UpgradeRequest, check_upgrade, negotiate_subprotocol};

pub(super) const WORDS: &[&[u8]] = &[
    b"\n",
    b",",
    b", ",
    b"upgrade",
    b"Upgrade",
    b"websocket",
    b"13",
    b"keep-alive",
    b"skein.v1.json",
    b"skein.v1.proto",
    b"bearer.",
    b"bearer.a.b.c",
    b"dGhlIHNhbXBsZSBub25jZQ==",
    b"=",
    b"\"",
    b";q=1",
    b"\xff",
    b"\x00",
];

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n').chain(std::iter::repeat(""));
    let mut line = || lines.next().unwrap_or_default();
    let request = UpgradeRequest {
        connection: line(),
        upgrade: line(),
        version: line(),
        key: line(),
    };
    if let Ok(accept) = check_upgrade(&request) {
        assert_eq!(accept.len(), 28, "the hash has 20 bytes");
    }
    if let Ok(negotiated) = negotiate_subprotocol(line()) {
        let token = negotiated.bearer_token.unwrap_or("none at all");
        assert!(!token.is_empty() && token.len() <= 4_096);
    }
}
