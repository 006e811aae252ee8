//! Random secrets, comparing them without telling how far they agree, and proving to know one without showing it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// 256 random bits as hexadecimal text.
pub(crate) fn random_text() -> String {
    hexadecimal(&rand::random::<[u8; 32]>())
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let text = String::with_capacity(bytes.len() * 2);
    bytes.iter().fold(text, |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every text");
        text
    })
}

/// HMAC-SHA-256 over the parts, each with its length in front (RFC 2104). Whoever gets it learns nothing of the key.
pub(crate) fn proof(key: &str, parts: &[&[u8]]) -> String {
    let mut message = Vec::new();
    for part in parts {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part);
    }
    hexadecimal(&hmac(key.as_bytes(), &message))
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message);
    let outer = Sha256::new()
        .chain_update(padded(0x5c))
        .chain_update(inner.finalize());
    outer.finalize().into()
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
    fn a_proof_is_an_hmac() {
        // RFC 4231, test cases 1, 2 and 6.
        let cases: [(&[u8], &[u8], &str); 3] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, message, expected) in cases {
            assert_eq!(hexadecimal(&hmac(key, message)), expected);
        }
        assert_ne!(proof("k", &[b"ab", b"c"]), proof("k", &[b"a", b"bc"]));
    }

    #[test]
    fn only_the_same_text_is_equal() {
        assert!(are_equal("abc", "abc"));
        assert!(!are_equal("abd", "abc") && !are_equal("ab", "abc") && !are_equal("", "abc"));
        assert_ne!(random_text(), random_text());
    }
}
