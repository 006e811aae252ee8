//! The newest seqs of conversations in use, so that most appends need not look for them in the tables.

use std::collections::HashMap;

use skein_foundation::{ConversationId, Seq};

/// Entries of one generation; there are two. An entry takes about 40 bytes.
const GENERATION: usize = 32_768;

/// Forgets what was not asked for during a whole generation. What it knows is what is on disk: it is told after the
/// commit, and emptied when a commit fails.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    young: HashMap<ConversationId, Seq>,
    old: HashMap<ConversationId, Seq>,
}

impl Heads {
    pub(crate) fn find(&mut self, conversation_id: ConversationId) -> Option<Seq> {
        if let Some(seq) = self.young.get(&conversation_id) {
            return Some(*seq);
        }
        let seq = self.old.remove(&conversation_id)?;
        self.put(conversation_id, seq);
        Some(seq)
    }

    pub(crate) fn put(&mut self, conversation_id: ConversationId, seq: Seq) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&conversation_id) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(conversation_id, seq);
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
        for number in 1..=3 * GENERATION as u128 {
            heads.put(conversation(number), Seq(1));
            assert_eq!(heads.find(conversation(0)), Some(Seq(7)));
        }
        assert_eq!(heads.find(conversation(1)), None);
        assert!(heads.young.len() + heads.old.len() <= 2 * GENERATION);
    }
}
