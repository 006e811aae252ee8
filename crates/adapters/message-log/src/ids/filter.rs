//! A set of hashes that grows, takes ten to thirteen bits for each, and sometimes says yes when it should say no.

/// 64 bytes: what the processor fetches at once.
type Block = [u64; 8];

const BITS_PER_HASH: usize = 12;
const BITS_SET: u32 = 6;
/// Each segment is this much larger than the one before, up to 32 KB: who sends a little takes little.
const GROWTH: usize = 8;
const MAX_BLOCKS: usize = 512;
/// 1, 8, 64, 512, 512 … blocks: 230 KB for 156,000 hashes.
const MAX_SEGMENTS: usize = 10;

/// Of the hashes that are not in it, one in a hundred is said to be, in each segment.
#[derive(Debug, Default)]
pub(super) struct Filter {
    segments: Vec<Box<[Block]>>,
    /// Hashes that still fit into the last segment.
    free: usize,
}

impl Filter {
    /// Bytes that the next insertion will allocate. `None` when the filter has reached its largest size.
    pub(super) fn next_allocation(&self) -> Option<usize> {
        if self.free > 0 {
            return Some(0);
        }
        (self.segments.len() < MAX_SEGMENTS).then(|| self.next_blocks() * size_of::<Block>())
    }

    fn next_blocks(&self) -> usize {
        GROWTH.pow(self.segments.len() as u32).min(MAX_BLOCKS)
    }

    pub(super) fn insert(&mut self, hash: u64) {
        if self.free == 0 {
            let blocks = self.next_blocks();
            self.segments
                .push(vec![Block::default(); blocks].into_boxed_slice());
            self.free = blocks * size_of::<Block>() * 8 / BITS_PER_HASH;
        }
        self.free -= 1;
        let segment = self
            .segments
            .last_mut()
            .expect("one was pushed when there was none");
        let block = &mut segment[block_of(hash, segment.len())];
        for (word, bit) in bits_of(hash) {
            block[word] |= bit;
        }
    }

    pub(super) fn may_contain(&self, hash: u64) -> bool {
        self.segments.iter().rev().any(|segment| {
            let block = &segment[block_of(hash, segment.len())];
            bits_of(hash).all(|(word, bit)| block[word] & bit != 0)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.segments
            .iter()
            .map(|segment| size_of_val(&**segment))
            .sum()
    }
}

/// From the upper half of the hash; the bits come from all of it, mixed.
fn block_of(hash: u64, blocks: usize) -> usize {
    (((hash >> 32) * blocks as u64) >> 32) as usize
}

fn bits_of(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..BITS_SET).map(move |index| {
        let bit = (mixed >> (10 * index)) & 511;
        ((bit >> 6) as usize, 1 << (bit & 63))
    })
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    fn hash(number: u32) -> u64 {
        xxh3_64(&number.to_le_bytes())
    }

    #[test]
    fn it_knows_all_that_is_in_it_and_little_else() {
        let mut filter = Filter::default();
        for number in 0..100_000 {
            assert!(filter.next_allocation().is_some());
            filter.insert(hash(number));
        }
        assert!((0..100_000).all(|number| filter.may_contain(hash(number))));
        let wrong = (100_000..200_000)
            .filter(|number| filter.may_contain(hash(*number)))
            .count();
        assert!(wrong < 6_000, "{wrong} of 100,000");
    }

    #[test]
    fn it_has_a_largest_size() {
        let mut filter = Filter::default();
        let mut inserted = 0;
        while filter.next_allocation().is_some() {
            filter.insert(hash(inserted));
            inserted += 1;
        }
        assert!(inserted > 150_000);
        assert!(filter.bytes() < 240_000);
    }
}
