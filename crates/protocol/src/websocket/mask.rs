//! Masking of client frames (RFC 6455, 5.3): exclusive or with four bytes, here eight at a time.

/// Masks or unmasks in place. `offset` is how many bytes of the same payload came before.
pub(super) fn apply_mask(bytes: &mut [u8], mask: [u8; 4], offset: usize) {
    let mut key = mask;
    key.rotate_left(offset % 4);
    let [a, b, c, d] = key;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(key.iter().cycle()) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_what_single_bytes_give() {
        let mask = [0x37, 0xfa, 0x21, 0x3d];
        for length in 0..40 {
            for offset in 0..9 {
                let plain: Vec<u8> = (0..length).collect();
                let expected: Vec<u8> = plain
                    .iter()
                    .enumerate()
                    .map(|(at, byte)| byte ^ mask[(at + offset) % 4])
                    .collect();
                let mut masked = plain.clone();
                apply_mask(&mut masked, mask, offset);
                assert_eq!(masked, expected, "length {length}, offset {offset}");
            }
        }
    }
}
