//! Entity tags: by them a browser learns that what it has is still what there is.

use std::fmt::Write as _;

use http::{HeaderMap, HeaderValue, header};

/// Bytes of a digest that tell contents apart.
const BYTES: usize = 12;

/// The tag of a content with this SHA-256 digest.
pub(crate) fn entity_tag(digest: &[u8; 32]) -> HeaderValue {
    let mut text = String::with_capacity(2 * BYTES + 2);
    text.push('"');
    for byte in &digest[..BYTES] {
        write!(text, "{byte:02x}").expect("a String takes every text");
    }
    text.push('"');
    HeaderValue::from_str(&text).expect("hexadecimal is a header value")
}

/// Whether the client holds what this tag is of, by what it says in `If-None-Match` (RFC 9110, 13.1.2): a list, with
/// tags that may be weak, or any.
pub(crate) fn is_held(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|held| {
            held == "*" || held.strip_prefix("W/").unwrap_or(held).as_bytes() == tag.as_bytes()
        })
}
