//! Makes new inputs of old ones: cuts, copies, splices and repeats them, and puts in what the readers know.

/// Longest input: what a frame may have, with a little beyond it.
const MAX_BYTES: usize = 66_000;

/// The same from the same seed, on every machine.
#[derive(Debug, Clone)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let place = self.below(items.len());
        items.get(place)
    }

    /// A relative of the inputs of a corpus.
    pub fn make(&mut self, corpus: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
        let mut input = self.pick(corpus).cloned().unwrap_or_default();
        for _ in 0..=self.below(6) {
            self.mutate(&mut input, corpus, words);
        }
        input.truncate(MAX_BYTES);
        input
    }

    fn mutate(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>], words: &[&[u8]]) {
        let at = self.below(input.len() + 1);
        let to = at + self.below((input.len() - at).min(64) + 1);
        match self.below(10) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << (self.next() % 8);
                }
            }
            1 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = self.next() as u8;
                }
            }
            2 => drop(input.drain(at..to)),
            3 => {
                let copied = input[at..to].to_vec();
                input.splice(at..at, copied);
            }
            // Lists of thousands are where small bytes become large values.
            4 => {
                let copied = input[at..to].to_vec();
                let room = MAX_BYTES.saturating_sub(input.len()) / copied.len().max(1);
                let times = self.below(room.min(30_000) + 1);
                input.splice(at..at, copied.repeat(times));
            }
            5 => {
                if let Some(other) = self.pick(corpus).cloned() {
                    let from = self.below(other.len() + 1);
                    let until = from + self.below(other.len() - from + 1);
                    input.splice(at..to, other[from..until].iter().copied());
                }
            }
            6 | 7 => {
                if let Some(word) = self.pick(words) {
                    input.splice(at..to, word.iter().copied());
                }
            }
            8 => {
                if let Some(word) = self.pick(words) {
                    let room = MAX_BYTES.saturating_sub(input.len()) / word.len().max(1);
                    let times = self.below(room.min(30_000) + 1);
                    input.splice(at..at, word.repeat(times));
                }
            }
            _ => input.truncate(at),
        }
    }
}
