//! Every reader of what strangers send holds against its corpus and a fixed number of its relatives. One test after the other,
//! for what is allocated is counted for the whole program.

use skein_fuzz::{Mutator, TARGETS, memory_of};

/// Inputs of each target; `cargo xtask fuzz` makes as many as one likes.
const INPUTS: usize = 1_500;

#[test]
fn nothing_that_is_sent_breaks_a_reader_or_costs_more_than_its_multiple() {
    // The measure itself: else nothing would be proven below.
    let (spent, kept) = memory_of(|| vec![1_u8; 100_000]);
    assert!(spent >= kept.len(), "allocations are not counted: {spent}");
    for target in TARGETS {
        let corpus = target.corpus();
        for input in &corpus {
            (target.run)(input);
        }
        let mut mutator = Mutator::new(20_260_101);
        for number in 0..INPUTS {
            let input = mutator.make(&corpus, target.words);
            if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
                let shown = String::from_utf8_lossy(&input[..input.len().min(300)]);
                panic!("{} fails at input {number}: {shown:?}", target.name);
            }
        }
    }
}
