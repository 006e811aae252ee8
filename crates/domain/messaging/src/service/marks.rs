//! Read marks and received marks.
//!
//! A read mark is stored before it is answered. A received mark moves with every message, so it is kept in
//! memory, pushed to the others within a tenth of a second but not more often than twice a second, and stored every two
//! seconds: a crash may forget the last of them, and the next one, being cumulative, makes up for it.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Conversation, MarkPush, Push};
use crate::ports::Audience;
use crate::rules;

const PUSH_EVERY: Duration = Duration::from_millis(100);
/// Rounds of pushing that a mark of the same member stays out after one: in a lively talk each would be outdated by the
/// next before anybody looked.
const REST_ROUNDS: u8 = 4;
/// Where more than these are active, received marks are not pushed: each of many members telling each other one would
/// cost more than all messages. They are stored and shown to whoever asks for the conversation.
pub(super) const MAX_TOLD: usize = 32;
const STORE_EVERY_PUSHES: u32 = 20;
/// Stored marks that are remembered, so that a slower device of the same user shows nobody a step back.
const MAX_SETTLED: usize = 65_536;

#[derive(Debug, Error)]
pub enum MarkError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("the conversation has no message with this seq yet")]
    FromTheFuture,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Owner {
    conversation_id: ConversationId,
    uid: Uid,
}

#[derive(Debug)]
struct Pending {
    app: AppId,
    received: Seq,
    pushed: bool,
    /// Rounds that it still stays out.
    rest: u8,
}

/// Received marks that are not stored yet.
#[derive(Debug, Default)]
pub(super) struct MarkBoard {
    marks: Mutex<Marks>,
}

#[derive(Debug, Default)]
struct Marks {
    pending: HashMap<Owner, Pending>,
    /// What was stored last. Bounded: forgotten as a whole when there are too many.
    settled: HashMap<Owner, Seq>,
}

impl MarkBoard {
    fn note(&self, app: &AppId, conversation_id: ConversationId, uid: &Uid, seq: Seq) {
        let mut marks = self.marks.lock();
        let owner = Owner {
            conversation_id,
            uid: uid.clone(),
        };
        if marks
            .settled
            .get(&owner)
            .is_some_and(|settled| seq <= *settled)
        {
            return;
        }
        let entry = marks.pending.entry(owner).or_insert_with(|| Pending {
            app: app.clone(),
            received: Seq::ZERO,
            pushed: true,
            rest: 0,
        });
        if seq > entry.received {
            entry.received = seq;
            entry.pushed = false;
        }
    }

    /// Shows marks that are not stored yet.
    pub(super) fn overlay(&self, conversation: &mut Conversation) {
        let pending = &self.marks.lock().pending;
        if pending.is_empty() {
            return;
        }
        for member in &mut conversation.members {
            let owner = Owner {
                conversation_id: conversation.id,
                uid: member.uid.clone(),
            };
            if let Some(mark) = pending.get(&owner) {
                member.marks.received = member.marks.received.max(mark.received);
            }
        }
    }

    fn take_unpushed(&self) -> Vec<(Owner, AppId, Seq)> {
        let mut marks = self.marks.lock();
        marks
            .pending
            .iter_mut()
            .filter_map(|(owner, mark)| {
                if mark.rest > 0 {
                    mark.rest -= 1;
                    return None;
                }
                if mark.pushed {
                    return None;
                }
                mark.pushed = true;
                mark.rest = REST_ROUNDS;
                Some((owner.clone(), mark.app.clone(), mark.received))
            })
            .collect()
    }

    fn all(&self) -> Vec<(AppId, ConversationId, Uid, Seq)> {
        let marks = self.marks.lock();
        marks
            .pending
            .iter()
            .map(|(owner, mark)| {
                (
                    mark.app.clone(),
                    owner.conversation_id,
                    owner.uid.clone(),
                    mark.received,
                )
            })
            .collect()
    }

    /// Forgets what was stored, unless it moved on meanwhile.
    fn settle(&self, stored: &[(AppId, ConversationId, Uid, Seq)]) {
        let mut marks = self.marks.lock();
        let Marks { pending, settled } = &mut *marks;
        if settled.len() + stored.len() > MAX_SETTLED {
            *settled = HashMap::new();
        }
        for (_, conversation_id, uid, seq) in stored {
            let owner = Owner {
                conversation_id: *conversation_id,
                uid: uid.clone(),
            };
            if pending
                .get(&owner)
                .is_some_and(|mark| mark.received == *seq && mark.pushed)
            {
                pending.remove(&owner);
            }
            settled.insert(owner, *seq);
        }
        if pending.is_empty() && pending.capacity() > 4_096 {
            pending.shrink_to_fit();
        }
    }
}

impl Messaging {
    /// Moves the reader's own mark forward and shows it to the other members. A smaller seq changes nothing.
    pub async fn mark_read(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), MarkError> {
        let route = self
            .directory
            .find(app, conversation_id)
            .await?
            .ok_or(MarkError::NotFound)?;
        if !rules::may_read(route.conversation.member(reader)) {
            return Err(MarkError::NotFound);
        }
        if seq > self.ports.log.last_seq(conversation_id).await? {
            return Err(MarkError::FromTheFuture);
        }
        let marks = self
            .ports
            .conversations
            .advance_marks(app, conversation_id, reader, Some(seq), Some(seq))
            .await?
            .ok_or(MarkError::NotFound)?;
        let push = Push::Mark(MarkPush {
            conversation_id,
            uid: reader.clone(),
            read: marks.read,
            received: marks.received,
        });
        self.ports.router.route(route.audience.clone(), push).await;
        Ok(())
    }

    /// Lets a member who joins late begin after `seq`: what was said before is history to them, not unread. Shown to
    /// nobody, for nobody has read anything.
    pub async fn begin_reading_after(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), StoreError> {
        self.ports
            .conversations
            .advance_marks(app, conversation_id, reader, Some(seq), Some(seq))
            .await?;
        Ok(())
    }

    /// Notes it without waiting; `None` when the conversation or its length has to be looked up first.
    pub fn note_received_now(
        &self,
        app: &AppId,
        uid: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Option<Result<(), MarkError>> {
        let route = self.directory.cached(app, conversation_id)?;
        if !rules::may_send(route.conversation.member(uid)) {
            return Some(Err(MarkError::NotFound));
        }
        if !route.surely_exists(seq) {
            return None;
        }
        self.marks.note(app, conversation_id, uid, seq);
        Some(Ok(()))
    }

    /// Notes that everything up to seq arrived at the user.
    pub async fn note_received(
        &self,
        app: &AppId,
        uid: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), MarkError> {
        let route = self
            .directory
            .find(app, conversation_id)
            .await?
            .ok_or(MarkError::NotFound)?;
        if !rules::may_send(route.conversation.member(uid)) {
            return Err(MarkError::NotFound);
        }
        if !route.surely_exists(seq) {
            let last = self.ports.log.last_seq(conversation_id).await?;
            route.note_exists(last);
            if seq > last {
                return Err(MarkError::FromTheFuture);
            }
        }
        self.marks.note(app, conversation_id, uid, seq);
        Ok(())
    }

    pub(super) async fn push_received(&self) {
        for (owner, app, received) in self.marks.take_unpushed() {
            let Ok(Some(route)) = self.directory.find(&app, owner.conversation_id).await else {
                continue;
            };
            if route.audience.uids.len() > MAX_TOLD {
                continue;
            }
            let push = Push::Mark(MarkPush {
                conversation_id: owner.conversation_id,
                uid: owner.uid.clone(),
                read: Seq::ZERO,
                received,
            });
            let others: Vec<Uid> = route
                .audience
                .uids
                .iter()
                .filter(|uid| **uid != owner.uid)
                .cloned()
                .collect();
            self.ports
                .router
                .route(Audience::new(app, others), push)
                .await;
        }
    }

    pub(super) async fn store_received(&self) {
        let batch = self.marks.all();
        if batch.is_empty() {
            return;
        }
        let stored = self.ports.conversations.advance_received(&batch).await;
        match stored {
            Ok(()) => self.marks.settle(&batch),
            Err(error) => {
                tracing::warn!(error = ?error, "received marks were not stored; trying again");
            }
        }
    }
}

/// Pushes and stores received marks until the future is dropped, then once more through
/// [`Messaging::flush_marks`].
pub async fn run_marks(messaging: Messaging) {
    let mut tick = tokio::time::interval(PUSH_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut pushes: u32 = 0;
    loop {
        tick.tick().await;
        messaging.push_received().await;
        pushes += 1;
        if pushes >= STORE_EVERY_PUSHES {
            pushes = 0;
            messaging.store_received().await;
        }
    }
}

impl Messaging {
    /// Stores what is pending; called once when the server stops.
    pub async fn flush_marks(&self) {
        self.store_received().await;
    }
}
