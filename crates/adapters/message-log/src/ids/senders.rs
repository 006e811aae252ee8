//! What those who send now have sent so far, as filters: an id that a filter does not hold is certainly new.
//!
//! A filter says so only when it holds *all* ids of its sender: those in memory, which it was told one by one, and
//! those in tables, which it reads when the sender has come back a few times. That the first is true is the work of
//! the two generations. They change when memory changes, so a sender who has ids in memory is in one of them:
//! ids in `recent` came since the last change (their sender is young), ids in `frozen` in the time before (old or young).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasherDefault;

use super::HashOfHash;
use super::filter::Filter;

/// Rows of ids that are read for one sender; who has sent more is looked up in the tables each time.
pub(super) const HISTORY: usize = 8_192;
/// Lookups before the history is read: most senders of a large site come only once in a while.
const LOOKUPS_BEFORE_HISTORY: u32 = 8;
/// All filters together, with what is around them.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// A sender's place in the map, the ends of its vectors, and what the allocator adds.
const SENDER_BYTES: usize = 128;

#[derive(Debug, Default)]
pub(super) struct Senders {
    young: HashMap<u64, Sender, BuildHasherDefault<HashOfHash>>,
    old: HashMap<u64, Sender, BuildHasherDefault<HashOfHash>>,
    bytes: usize,
    /// Generations until new senders are let in again. When one was turned away for lack of room, it may have ids in
    /// memory that no filter was told of.
    full_for: u8,
}

#[derive(Debug, Default)]
pub(super) struct Sender {
    filter: Filter,
    knowledge: Knowledge,
    lookups: u32,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Knowledge {
    /// All ids in memory.
    #[default]
    Recent,
    /// All ids.
    All,
    /// Too many to hold.
    Nothing,
}

impl Senders {
    /// The sender, who now belongs to the young. `None` when there is no room to know it.
    pub(super) fn touch(&mut self, sender: u64) -> Option<&mut Sender> {
        match self.young.entry(sender) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(vacant) => {
                if let Some(known) = self.old.remove(&sender) {
                    return Some(vacant.insert(known));
                }
                if self.full_for > 0 || self.bytes + SENDER_BYTES > MAX_BYTES {
                    self.full_for = 2;
                    return None;
                }
                self.bytes += SENDER_BYTES;
                Some(vacant.insert(Sender::default()))
            }
        }
    }

    /// The id is in memory from now on.
    pub(super) fn learn(&mut self, sender: u64, id: u64) {
        self.change(sender, |known, room| known.learn(id, room));
    }

    /// The ids of the sender in tables, all of them or more than [`HISTORY`].
    pub(super) fn learn_history(&mut self, sender: u64, ids: &[u64]) {
        self.change(sender, |known, room| known.learn_history(ids, room));
    }

    /// Changes what is known of one of the young within the room that is left.
    fn change(&mut self, sender: u64, change: impl FnOnce(&mut Sender, usize)) {
        let room = MAX_BYTES.saturating_sub(self.bytes);
        let Some(known) = self.young.get_mut(&sender) else {
            return;
        };
        let before = known.filter.bytes();
        change(known, room);
        self.bytes = self.bytes + known.filter.bytes() - before;
    }

    pub(super) fn is_certainly_new(&self, sender: u64, id: u64) -> bool {
        self.young
            .get(&sender)
            .is_some_and(|known| known.is_certainly_new(id))
    }

    /// Memory has changed: `recent` is `frozen` now, and what was `frozen` is in a table.
    pub(super) fn rotate(&mut self) {
        self.old = std::mem::take(&mut self.young);
        self.full_for = self.full_for.saturating_sub(1);
        self.bytes = self
            .old
            .values()
            .map(|known| SENDER_BYTES + known.filter.bytes())
            .sum();
    }
}

impl Sender {
    pub(super) fn wants_history(&mut self) -> bool {
        self.lookups = self.lookups.saturating_add(1);
        self.knowledge == Knowledge::Recent && self.lookups > LOOKUPS_BEFORE_HISTORY
    }

    fn learn_history(&mut self, ids: &[u64], room: usize) {
        if ids.len() > HISTORY {
            self.know_nothing();
            return;
        }
        self.knowledge = Knowledge::All;
        let before = self.filter.bytes();
        for id in ids {
            let grown = self.filter.bytes().saturating_sub(before);
            self.learn(*id, room.saturating_sub(grown));
        }
    }

    fn learn(&mut self, id: u64, room: usize) {
        match self.filter.next_allocation() {
            _ if self.knowledge == Knowledge::Nothing => {}
            Some(bytes) if bytes <= room => self.filter.insert(id),
            _ => self.know_nothing(),
        }
    }

    fn know_nothing(&mut self) {
        self.knowledge = Knowledge::Nothing;
        self.filter = Filter::default();
    }

    fn is_certainly_new(&self, id: u64) -> bool {
        self.knowledge == Knowledge::All && !self.filter.may_contain(id)
    }
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    fn held(senders: &Senders) -> usize {
        let all = senders.young.values().chain(senders.old.values());
        all.map(|known| SENDER_BYTES + known.filter.bytes()).sum()
    }

    #[test]
    fn histories_count_and_end_at_the_limit() {
        let ids: Vec<u64> = (0..HISTORY as u64)
            .map(|number| xxh3_64(&number.to_le_bytes()))
            .collect();
        let mut senders = Senders::default();
        // A history of this length takes some 37 KB: a thousand of them fit.
        for sender in 0..3_000 {
            senders.touch(sender);
            senders.learn_history(sender, &ids);
            assert_eq!(senders.bytes, held(&senders));
            assert!(senders.bytes <= MAX_BYTES);
        }
        assert!(senders.is_certainly_new(0, 1));
        assert!(!senders.is_certainly_new(2_999, 1), "no room for this one");
    }

    #[test]
    fn a_sender_who_outgrows_the_filter_after_its_history_gives_all_its_room_back() {
        let mut senders = Senders::default();
        senders.touch(1);
        senders.learn_history(1, &[7]);
        for number in 0..200_000_u64 {
            senders.learn(1, xxh3_64(&number.to_le_bytes()));
        }
        assert_eq!(senders.bytes, SENDER_BYTES);
        assert!(!senders.is_certainly_new(1, 1));
    }
}
