//! The newest seqs of conversations in use, so that most appends need not look for them in the tables.

use skein_foundation::recent::Recent;
use skein_foundation::{ConversationId, Seq};

/// An entry takes about 40 bytes.
const MOST: usize = 65_536;

/// What it knows is what is on disk: it is told after the commit, and emptied when a commit fails.
#[derive(Debug)]
pub(crate) struct Heads(Recent<ConversationId, Seq>);

impl Default for Heads {
    fn default() -> Self {
        Self(Recent::new(MOST))
    }
}

impl Heads {
    pub(crate) fn find(&mut self, conversation_id: ConversationId) -> Option<Seq> {
        let seq = *self.0.get(&conversation_id)?;
        // Counts as used.
        self.put(conversation_id, seq);
        Some(seq)
    }

    pub(crate) fn put(&mut self, conversation_id: ConversationId, seq: Seq) {
        *self.0.entry(conversation_id, || seq) = seq;
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(number: u128) -> ConversationId {
        ConversationId::from_bytes(number.to_be_bytes())
    }

    #[test]
    fn what_is_used_stays_and_the_rest_is_forgotten() {
        let mut heads = Heads::default();
        heads.put(conversation(0), Seq(7));
        for number in 1..=2 * MOST as u128 {
            heads.put(conversation(number), Seq(1));
            assert_eq!(heads.find(conversation(0)), Some(Seq(7)));
        }
        assert_eq!(heads.find(conversation(1)), None);
        assert!(heads.0.len() <= MOST);
    }
}
