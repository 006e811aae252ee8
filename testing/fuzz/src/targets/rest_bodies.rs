//! Bodies of REST requests, which anybody may send to sign in or to open a chat: whatever they say, the values made of them cost
//! a multiple of their bytes at most.

pub(super) const WORDS: &[&[u8]] = &[
    b"{\"a\":0},",
    b"[],",
    b"0,",
    b"{},",
    b"\"\",",
    b"\"uid\":",
    b"\"password\":",
    b"\"members\":[",
    b"\\u4e2d",
    b"\\n",
    b"null",
    b"-1e9",
    b"{",
    b"}",
    b"[",
    b"]",
];

pub(super) fn run(bytes: &[u8]) {
    let (spent, read) = super::memory_of(|| skein_api::read_json(bytes));
    let allowance = 4 * bytes.len() + 192 * 1024;
    assert!(spent <= allowance, "{} bytes cost {spent}", bytes.len());
    if let Some(value) = read {
        let plainly: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        assert_eq!(plainly, Some(value));
    }
}
