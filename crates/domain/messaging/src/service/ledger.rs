//! Marks on their way into the store and to the screens.
//!
//! Whoever says to have read something waits until it is stored, together with all others who say so meanwhile: one
//! transaction for all that waits. What arrived, and what somebody read by answering, moves with every message; it is kept here
//! and stored every two seconds. A crash may forget the last of those, and the next one, being cumulative, makes up for it; so
//! nobody is shown a read mark before it is stored.

use std::collections::HashMap;

use parking_lot::Mutex;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use tokio::sync::oneshot;

use crate::model::{MarkAdvance, MarkPush, Marks, Member};

/// Rounds of telling that a mark of the same member stays out after one: in a lively talk each would be outdated by the
/// next before anybody looked.
const REST_ROUNDS: u8 = 4;
/// Members whose marks wait for being stored. Beyond, what arrived is not noted: the next mark makes up for it.
const MAX_PENDING: usize = 262_144;
/// Stored marks that are remembered, so that what is repeated costs nothing, and a slower device of the same user shows nobody
/// a step back.
const MAX_SETTLED: usize = 65_536;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Owner {
    conversation_id: ConversationId,
    uid: Uid,
}

/// Not stored yet.
#[derive(Debug)]
struct Pending {
    app: AppId,
    marks: Marks,
    waiters: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

/// Shown to the others in the next round.
#[derive(Debug)]
struct Telling {
    app: AppId,
    marks: Marks,
    changed: bool,
    /// Rounds that it still stays out.
    rest: u8,
}

/// What became of the wish to have something read.
pub(super) enum Wish {
    /// It was stored before.
    Settled,
    /// Somebody stores already, and this is taken along.
    Waits(oneshot::Receiver<Result<(), StoreError>>),
    /// The same, and the caller sees to the storing: nobody does yet.
    Begins(oneshot::Receiver<Result<(), StoreError>>),
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    pending: HashMap<Owner, Pending>,
    /// Those of the pending for whom somebody waits.
    waiting: Vec<Owner>,
    /// Whether somebody stores for those who wait.
    storing: bool,
    telling: HashMap<Owner, Telling>,
    /// What was stored last. Bounded: forgotten as a whole when there are too many.
    settled: HashMap<Owner, Marks>,
}

/// Some marks on their way into the store, with who waits for them.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) advances: Vec<MarkAdvance>,
    waiters: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// Whether the others are told of what was read.
    told: bool,
}

impl Ledger {
    /// Something arrived at a member: the others are told soon.
    pub(super) fn note_received(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        uid: &Uid,
        seq: Seq,
    ) {
        let mut state = self.state.lock();
        let owner = Owner {
            conversation_id,
            uid: uid.clone(),
        };
        let marks = Marks::received_up_to(seq);
        if state.note(app, &owner, marks) {
            state.tell(app, owner, marks);
        }
    }

    /// Who says something has read what was said before. The others see the message itself.
    pub(super) fn note_said(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        uid: &Uid,
        seq: Seq,
    ) {
        let owner = Owner {
            conversation_id,
            uid: uid.clone(),
        };
        let mut state = self.state.lock();
        state.note(app, &owner, Marks::read_up_to(seq));
    }

    /// Somebody read up to there and waits for its being stored.
    pub(super) fn wish(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        uid: &Uid,
        seq: Seq,
    ) -> Wish {
        let mut state = self.state.lock();
        let owner = Owner {
            conversation_id,
            uid: uid.clone(),
        };
        let settled = state.settled.get(&owner);
        if settled.is_some_and(|settled| seq <= settled.read) {
            return Wish::Settled;
        }
        let (answer, answered) = oneshot::channel();
        let pending = state.pending_of(app, &owner);
        pending.marks = pending.marks.joined(Marks::read_up_to(seq));
        pending.waiters.push(answer);
        if pending.waiters.len() == 1 {
            state.waiting.push(owner);
        }
        if std::mem::replace(&mut state.storing, true) {
            Wish::Waits(answered)
        } else {
            Wish::Begins(answered)
        }
    }

    /// For whom the wish that begins it was made.
    pub(super) fn storing(&self) -> Storing<'_> {
        Storing {
            ledger: self,
            is_over: false,
        }
    }

    /// All that nobody waits for, in parts of `most`.
    pub(super) fn take_noted(&self, most: usize) -> Vec<Taken> {
        let state = self.state.lock();
        let mut noted = state
            .pending
            .iter()
            .filter(|(_, pending)| pending.waiters.is_empty())
            .map(|(owner, pending)| advance(owner, pending))
            .peekable();
        let mut parts = Vec::new();
        while noted.peek().is_some() {
            parts.push(Taken {
                advances: noted.by_ref().take(most).collect(),
                ..Taken::default()
            });
        }
        parts
    }

    /// They are stored, or not: who waits is answered. Forgets what was stored, unless it moved on meanwhile.
    pub(super) fn settle(&self, taken: Taken, outcome: &Result<(), StoreError>) {
        if outcome.is_ok() {
            let mut state = self.state.lock();
            for advance in taken.advances {
                state.settle(advance, taken.told);
            }
            if state.pending.is_empty() && state.pending.capacity() > 4_096 {
                state.pending.shrink_to_fit();
            }
        }
        for waiter in taken.waiters {
            // Who went away meanwhile asks again.
            let _ = waiter.send(match outcome {
                Ok(()) => Ok(()),
                Err(error) => Err(StoreError::new(error.kind, error.to_string())),
            });
        }
    }

    /// What is to be told in this round.
    pub(super) fn take_to_tell(&self) -> Vec<(AppId, MarkPush)> {
        let mut state = self.state.lock();
        let mut told = Vec::new();
        state.telling.retain(|owner, telling| {
            if telling.rest > 0 {
                telling.rest -= 1;
                return true;
            }
            if !std::mem::take(&mut telling.changed) {
                return false;
            }
            telling.rest = REST_ROUNDS;
            // What was told as read is not told again with what arrives later: the own devices would hear of themselves.
            let push = MarkPush {
                conversation_id: owner.conversation_id,
                uid: owner.uid.clone(),
                read: std::mem::take(&mut telling.marks.read),
                received: telling.marks.received,
            };
            told.push((telling.app.clone(), push));
            true
        });
        if state.telling.is_empty() && state.telling.capacity() > 4_096 {
            state.telling.shrink_to_fit();
        }
        told
    }

    /// Shows what arrived and is not stored yet. What was read is shown when it is stored.
    pub(super) fn overlay(&self, conversation_id: ConversationId, members: &mut [Member]) {
        let state = self.state.lock();
        if state.pending.is_empty() {
            return;
        }
        for member in members {
            let owner = Owner {
                conversation_id,
                uid: member.uid.clone(),
            };
            if let Some(pending) = state.pending.get(&owner) {
                let received = Marks::received_up_to(pending.marks.received);
                member.marks = member.marks.joined(received);
            }
        }
    }

    /// Up to where somebody has read, stored or not: for counting what is unread.
    pub(super) fn read_by(&self, conversation_id: ConversationId, uid: &Uid) -> Seq {
        let owner = Owner {
            conversation_id,
            uid: uid.clone(),
        };
        let state = self.state.lock();
        let pending = state.pending.get(&owner);
        pending.map_or(Seq::ZERO, |pending| pending.marks.read)
    }
}

/// Somebody stores what is waited for. When that ends before nobody waits any more (a panic), the next wish begins anew.
pub(super) struct Storing<'l> {
    ledger: &'l Ledger,
    is_over: bool,
}

impl Storing<'_> {
    /// What is waited for, `most` at a time. `None` when nobody waits any more: the next wish begins anew.
    pub(super) fn take_waiting(&mut self, most: usize) -> Option<Taken> {
        let mut state = self.ledger.state.lock();
        if state.waiting.is_empty() {
            state.storing = false;
            self.is_over = true;
            return None;
        }
        let rest = state.waiting.len().saturating_sub(most);
        let owners = state.waiting.split_off(rest);
        let mut taken = Taken {
            told: true,
            ..Taken::default()
        };
        for owner in owners {
            if let Some(pending) = state.pending.get_mut(&owner) {
                taken.waiters.append(&mut pending.waiters);
                taken.advances.push(advance(&owner, pending));
            }
        }
        Some(taken)
    }
}

impl Drop for Storing<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.ledger.state.lock().storing = false;
        }
    }
}

impl State {
    /// False when nothing moves.
    fn note(&mut self, app: &AppId, owner: &Owner, marks: Marks) -> bool {
        if let Some(pending) = self.pending.get_mut(owner) {
            let joined = pending.marks.joined(marks);
            return std::mem::replace(&mut pending.marks, joined) != joined;
        }
        let settled = self.settled.get(owner).copied().unwrap_or_default();
        if settled.joined(marks) == settled || self.pending.len() >= MAX_PENDING {
            return false;
        }
        self.pending_of(app, owner).marks = marks;
        true
    }

    fn pending_of(&mut self, app: &AppId, owner: &Owner) -> &mut Pending {
        // Two lookups, so that the usual case makes no copy.
        if !self.pending.contains_key(owner) {
            let pending = Pending {
                app: app.clone(),
                marks: Marks::default(),
                waiters: Vec::new(),
            };
            self.pending.insert(owner.clone(), pending);
        }
        self.pending.get_mut(owner).expect("was inserted above")
    }

    fn tell(&mut self, app: &AppId, owner: Owner, marks: Marks) {
        let telling = self.telling.entry(owner).or_insert_with(|| Telling {
            app: app.clone(),
            marks: Marks::default(),
            changed: false,
            rest: 0,
        });
        let joined = telling.marks.joined(marks);
        telling.changed |= joined != telling.marks;
        telling.marks = joined;
    }

    fn settle(&mut self, advance: MarkAdvance, told: bool) {
        let owner = Owner {
            conversation_id: advance.conversation_id,
            uid: advance.uid,
        };
        if told {
            self.tell(&advance.app, owner.clone(), advance.to);
        }
        let pending = self.pending.get(&owner);
        if pending.is_some_and(|pending| pending.marks == advance.to && pending.waiters.is_empty())
        {
            self.pending.remove(&owner);
        }
        if self.settled.len() >= MAX_SETTLED {
            self.settled = HashMap::new();
        }
        let settled = self.settled.entry(owner).or_default();
        *settled = settled.joined(advance.to);
    }
}

fn advance(owner: &Owner, pending: &Pending) -> MarkAdvance {
    MarkAdvance {
        app: pending.app.clone(),
        conversation_id: owner.conversation_id,
        uid: owner.uid.clone(),
        to: pending.marks,
    }
}
