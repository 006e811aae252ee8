//! Pushes that the client has not confirmed yet, as one range of positions per conversation.
//!
//! No message is kept: what has to be sent again is read from the log by its range. A session without unconfirmed
//! pushes owns no heap memory.

use skein_foundation::{ConversationId, Seq};

use super::SessionConfig;

/// Waits before each sending again; after the last one the connection is given up and the client resumes by sync.
const RESEND_AFTER_MS: [i64; 4] = [5_000, 10_000, 20_000, 40_000];

/// What is on its way to one client.
#[derive(Debug, Default)]
pub struct OutstandingPushes {
    /// Sorted by conversation.
    ranges: Vec<Range>,
    messages: u64,
}

#[derive(Debug, Clone, Copy)]
struct Range {
    conversation_id: ConversationId,
    first: Seq,
    last: Seq,
    due_ms: i64,
    /// How often it was sent again already.
    attempt: u8,
}

/// What a deadline asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    Resend {
        conversation_id: ConversationId,
        from_seq: Seq,
        to_seq: Seq,
    },
    GiveUp,
}

impl OutstandingPushes {
    /// Notes a push. False when it would pass a bound: the client is too slow.
    pub(super) fn add(
        &mut self,
        conversation_id: ConversationId,
        seq: Seq,
        config: &SessionConfig,
        now_ms: i64,
    ) -> bool {
        match self.find(conversation_id) {
            Ok(at) => {
                let range = &mut self.ranges[at];
                let (first, last) = (range.first.min(seq), range.last.max(seq));
                let grown = self.messages - length(range.first, range.last) + length(first, last);
                if grown > config.max_outstanding_messages {
                    return false;
                }
                (range.first, range.last) = (first, last);
                self.messages = grown;
            }
            Err(at) => {
                let is_full = self.ranges.len() >= config.max_outstanding_conversations
                    || self.messages >= config.max_outstanding_messages;
                if is_full {
                    return false;
                }
                let due_ms = now_ms + RESEND_AFTER_MS[0];
                self.ranges.insert(
                    at,
                    Range {
                        conversation_id,
                        first: seq,
                        last: seq,
                        due_ms,
                        attempt: 0,
                    },
                );
                self.messages += 1;
            }
        }
        true
    }

    /// Forgets everything of the conversation up to and including `seq`.
    pub(super) fn confirm(&mut self, conversation_id: ConversationId, seq: Seq, now_ms: i64) {
        let Ok(at) = self.find(conversation_id) else {
            return;
        };
        let range = &mut self.ranges[at];
        if seq < range.first {
            return;
        }
        let before = length(range.first, range.last);
        if seq >= range.last {
            self.ranges.remove(at);
            self.messages -= before;
            if self.ranges.is_empty() {
                self.ranges = Vec::new();
            }
            return;
        }
        range.first = seq.next();
        // The client moves on: the rest gets a fresh start.
        range.attempt = 0;
        range.due_ms = now_ms + RESEND_AFTER_MS[0];
        self.messages = self.messages - before + length(range.first, range.last);
    }

    /// When to ask [`Self::due`] again.
    pub(super) fn next_due_ms(&self) -> Option<i64> {
        self.ranges.iter().map(|range| range.due_ms).min()
    }

    /// One range that is due, moved to its next wait; call until `None`.
    pub(super) fn due(&mut self, now_ms: i64) -> Option<Due> {
        let range = self
            .ranges
            .iter_mut()
            .find(|range| range.due_ms <= now_ms)?;
        let sent_again = usize::from(range.attempt);
        if sent_again == RESEND_AFTER_MS.len() {
            return Some(Due::GiveUp);
        }
        range.attempt += 1;
        let next_wait = (sent_again + 1).min(RESEND_AFTER_MS.len() - 1);
        range.due_ms = now_ms + RESEND_AFTER_MS[next_wait];
        Some(Due::Resend {
            conversation_id: range.conversation_id,
            from_seq: range.first,
            to_seq: range.last,
        })
    }

    /// Makes everything due at once, for a connection that goes on with this session.
    pub(super) fn resume(&mut self, now_ms: i64) {
        for range in &mut self.ranges {
            range.attempt = 0;
            range.due_ms = now_ms;
        }
    }

    /// Unconfirmed messages over all conversations.
    pub fn messages(&self) -> u64 {
        self.messages
    }

    fn find(&self, conversation_id: ConversationId) -> Result<usize, usize> {
        self.ranges
            .binary_search_by_key(&conversation_id, |range| range.conversation_id)
    }
}

fn length(first: Seq, last: Seq) -> u64 {
    last.0 - first.0 + 1
}

#[cfg(test)]
mod tests {
    use skein_foundation::Limits;

    use super::*;

    const TALK: ConversationId = ConversationId::from_bytes([7; 16]);

    fn pushed(seqs: impl IntoIterator<Item = u64>) -> OutstandingPushes {
        let config = SessionConfig::new(Limits::default());
        let mut outstanding = OutstandingPushes::default();
        for seq in seqs {
            assert!(outstanding.add(TALK, Seq(seq), &config, 0));
        }
        outstanding
    }

    fn resend(from: u64, to: u64) -> Due {
        Due::Resend {
            conversation_id: TALK,
            from_seq: Seq(from),
            to_seq: Seq(to),
        }
    }

    #[test]
    fn what_is_not_confirmed_is_sent_again_four_times_and_then_given_up() {
        let mut outstanding = pushed([3, 4, 5]);
        let mut now_ms = 0;
        for wait_ms in RESEND_AFTER_MS {
            assert_eq!(outstanding.due(now_ms + wait_ms - 1), None);
            now_ms += wait_ms;
            assert_eq!(outstanding.next_due_ms(), Some(now_ms));
            assert_eq!(outstanding.due(now_ms), Some(resend(3, 5)));
            assert_eq!(outstanding.due(now_ms), None);
        }
        assert_eq!(outstanding.due(now_ms + 40_000), Some(Due::GiveUp));
    }

    #[test]
    fn confirming_is_cumulative_and_frees_the_memory() {
        let mut outstanding = pushed(1..=10);
        outstanding.confirm(TALK, Seq(4), 1_000);
        assert_eq!(outstanding.messages(), 6);
        assert_eq!(outstanding.due(6_000), Some(resend(5, 10)));
        outstanding.confirm(TALK, Seq(2), 6_000);
        assert_eq!(outstanding.messages(), 6);
        outstanding.confirm(TALK, Seq(99), 6_000);
        assert_eq!(
            (outstanding.messages(), outstanding.next_due_ms()),
            (0, None)
        );
        assert_eq!(outstanding.ranges.capacity(), 0);
    }

    #[test]
    fn a_slow_client_is_told_apart_by_both_bounds() {
        let limits = SessionConfig::new(Limits::default());
        let config = SessionConfig {
            max_outstanding_conversations: 2,
            max_outstanding_messages: 3,
            ..limits
        };
        let mut outstanding = OutstandingPushes::default();
        let other = ConversationId::from_bytes([1; 16]);
        assert!(outstanding.add(TALK, Seq(1), &config, 0));
        assert!(outstanding.add(other, Seq(1), &config, 0));
        assert!(!outstanding.add(ConversationId::from_bytes([9; 16]), Seq(1), &config, 0));
        assert!(outstanding.add(TALK, Seq(2), &config, 0));
        assert!(!outstanding.add(TALK, Seq(3), &config, 0));
        assert_eq!(outstanding.messages(), 3);
    }
}
