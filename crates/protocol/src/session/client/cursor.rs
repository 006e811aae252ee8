//! How far one conversation was shown: messages leave here exactly once and without a hole.

use std::collections::BTreeMap;

use crate::wire::Message;

/// The position in one conversation.
#[derive(Debug)]
pub(super) struct Cursor {
    /// Everything up to here was shown, or skipped on purpose.
    pub(super) shown: u64,
    /// The newest position known to exist.
    pub(super) newest: u64,
    /// Came before their predecessors.
    buffered: BTreeMap<u64, Message>,
    /// A history request for the gap is on its way, or waits until this time.
    pub(super) fetch: Fetch,
    /// The server should hear again how far we are.
    pub(super) must_confirm: bool,
    /// When it last heard it, and whether that reached it is not known.
    pub(super) confirmed_ms: Option<i64>,
}

/// State of closing a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fetch {
    Idle,
    InFlight,
    NotBefore(i64),
}

impl Cursor {
    pub(super) fn at(seq: u64) -> Self {
        Self {
            shown: seq,
            newest: seq,
            buffered: BTreeMap::new(),
            fetch: Fetch::Idle,
            must_confirm: false,
            confirmed_ms: None,
        }
    }

    /// Takes a message from any path. What can be shown now comes out of [`Self::next_to_show`].
    pub(super) fn insert(&mut self, message: Message, max_buffered: usize) {
        let seq = message.seq;
        self.newest = self.newest.max(seq);
        if seq <= self.shown {
            // The server sent it again, so it has not heard that we have it.
            self.must_confirm = true;
            return;
        }
        self.buffered.entry(seq).or_insert(message);
        if self.buffered.len() > max_buffered {
            // The furthest is fetched again when its turn comes.
            self.buffered.pop_last();
        }
    }

    /// The next message in order, at most once.
    pub(super) fn next_to_show(&mut self) -> Option<Message> {
        let entry = self.buffered.first_entry()?;
        if *entry.key() != self.shown + 1 {
            return None;
        }
        self.shown += 1;
        self.must_confirm = true;
        Some(entry.remove())
    }

    /// Gives up what can't be read any more: showing goes on after `seq`.
    pub(super) fn skip_to(&mut self, seq: u64) {
        if seq > self.shown {
            self.shown = seq;
            self.newest = self.newest.max(seq);
            self.buffered = self.buffered.split_off(&(seq + 1));
        }
    }

    /// True when something is known to exist that was not shown.
    pub(super) fn has_gap(&self) -> bool {
        self.newest > self.shown
    }
}
