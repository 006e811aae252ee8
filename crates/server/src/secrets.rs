//! Random secrets, and comparing them without telling how far they agree.

use std::fmt::Write as _;

/// 256 random bits as hexadecimal text.
pub(crate) fn random_text() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every text");
            text
        })
}

/// Takes as long for a near miss as for a far one.
pub(crate) fn are_equal(given: &str, expected: &str) -> bool {
    given.len() == expected.len()
        && given
            .bytes()
            .zip(expected.bytes())
            .fold(0, |different, (a, b)| different | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_text_is_equal() {
        assert!(are_equal("abc", "abc"));
        assert!(!are_equal("abd", "abc") && !are_equal("ab", "abc") && !are_equal("", "abc"));
        assert_ne!(random_text(), random_text());
    }
}
