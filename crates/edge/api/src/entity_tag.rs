//! Entity tags: by them a browser learns that what it has is still what there is.

use std::fmt::Write as _;

use http::HeaderValue;

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
