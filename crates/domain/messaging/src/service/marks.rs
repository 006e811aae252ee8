//! Read marks and received marks: who may move them, storing them together, telling the others.

use std::time::Duration;

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid, runtime};
use thiserror::Error;

use super::Messaging;
use super::ledger::{Taken, Wish};
use crate::model::Push;
use crate::ports::Audience;
use crate::rules;

const TELL_EVERY: Duration = Duration::from_millis(100);
/// Where more than these are active, marks are told to nobody but the member's own devices: each of many telling each other one
/// would cost more than all messages. They are stored and shown to whoever asks for the members.
pub(super) const MAX_TOLD: usize = 32;
const STORE_EVERY_ROUNDS: u32 = 20;
/// Marks in one transaction: everybody else who writes waits for so many and not for all.
const MARKS_AT_ONCE: usize = 1_000;

#[derive(Debug, Error)]
pub enum MarkError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("the conversation has no message with this seq yet")]
    FromTheFuture,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Messaging {
    /// Moves the reader's own mark forward and shows it to the other members. A smaller seq changes nothing. It is stored when this
    /// returns.
    pub async fn mark_read(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), MarkError> {
        let found = self.find_readable(app, reader, conversation_id).await?;
        let (route, readable) = found.ok_or(MarkError::NotFound)?;
        if !route.surely_exists(seq) {
            let last = self.ports.log.last_seq(conversation_id).await?;
            if seq > last {
                return Err(MarkError::FromTheFuture);
            }
        }
        let seq = readable.last(seq);
        Ok(self.store_read(app, reader, conversation_id, seq).await?)
    }

    /// Lets a member who joins late begin after `seq`: what was said before is history to them, not unread.
    pub async fn begin_reading_after(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), StoreError> {
        if seq == Seq::ZERO {
            return Ok(());
        }
        self.store_read(app, reader, conversation_id, seq).await
    }

    /// Waits for the transaction that everybody's marks of this moment are stored in.
    async fn store_read(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<(), StoreError> {
        let answered = match self.marks.wish(app, conversation_id, reader, seq) {
            Wish::Settled => return Ok(()),
            Wish::Waits(answered) => answered,
            Wish::Begins(answered) => {
                // A task of its own: whoever waits may go away, and the others wait on.
                let messaging = self.clone();
                runtime::spawn("messaging.marks", async move {
                    messaging.store_waiting().await;
                });
                answered
            }
        };
        answered
            .await
            .unwrap_or_else(|_| Err(StoreError::internal("nobody stored the mark")))
    }

    async fn store_waiting(&self) {
        let mut storing = self.marks.storing();
        while let Some(taken) = storing.take_waiting(MARKS_AT_ONCE) {
            self.store_marks(taken).await;
        }
    }

    async fn store_marks(&self, taken: Taken) {
        metrics::histogram!("skein_messaging_group_marks").record(taken.advances.len() as f64);
        let stored = self
            .ports
            .conversations
            .advance_marks(&taken.advances)
            .await;
        if let Err(error) = &stored {
            tracing::warn!(error = ?error, "marks were not stored");
        }
        self.marks.settle(taken, &stored);
    }

    /// Notes it without waiting; `None` when the conversation or its length has to be looked up first.
    pub fn note_received_now(
        &self,
        app: &AppId,
        uid: &Uid,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Option<Result<(), MarkError>> {
        let route = self.routes.cached(app, conversation_id)?;
        if !rules::may_send(route.active(uid)) {
            return Some(Err(MarkError::NotFound));
        }
        if !route.surely_exists(seq) {
            return None;
        }
        self.marks.note_received(app, conversation_id, uid, seq);
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
        let route = self.routes.find(app, conversation_id).await?;
        let route = route.ok_or(MarkError::NotFound)?;
        if !rules::may_send(route.active(uid)) {
            return Err(MarkError::NotFound);
        }
        if !route.surely_exists(seq) {
            let last = self.ports.log.last_seq(conversation_id).await?;
            route.note_exists(last);
            if seq > last {
                return Err(MarkError::FromTheFuture);
            }
        }
        self.marks.note_received(app, conversation_id, uid, seq);
        Ok(())
    }

    /// One round of telling: what was stored as read since the last, and what arrived. To few, all others and the member's own
    /// devices; in a large group to those devices only.
    pub(super) async fn tell_marks(&self) {
        for (app, mark) in self.marks.take_to_tell() {
            let Ok(Some(route)) = self.routes.find(&app, mark.conversation_id).await else {
                continue;
            };
            // The own devices of who received something know it; what one of them read, the others don't.
            let own_too = mark.read > Seq::ZERO;
            let audience = match (route.audience.uids.len() <= MAX_TOLD, own_too) {
                (true, true) if route.active(&mark.uid).is_some() => route.audience.clone(),
                (true, _) => {
                    let mut told: Vec<Uid> = route.others(&mark.uid).cloned().collect();
                    told.extend(own_too.then(|| mark.uid.clone()));
                    Audience::new(app, told)
                }
                (false, true) => Audience::one(app, mark.uid.clone()),
                (false, false) => continue,
            };
            self.ports.router.route(audience, Push::Mark(mark)).await;
        }
    }

    pub(super) async fn store_noted(&self) {
        for taken in self.marks.take_noted(MARKS_AT_ONCE) {
            self.store_marks(taken).await;
        }
    }

    /// Stores what is pending; called once when the server stops.
    pub async fn flush_marks(&self) {
        self.store_waiting().await;
        self.store_noted().await;
    }
}

/// Tells and stores marks that nobody waits for until the future is dropped; then once more through
/// [`Messaging::flush_marks`].
pub async fn run_marks(messaging: Messaging) {
    let mut tick = tokio::time::interval(TELL_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut rounds: u32 = 0;
    loop {
        tick.tick().await;
        messaging.tell_marks().await;
        rounds += 1;
        if rounds >= STORE_EVERY_ROUNDS {
            rounds = 0;
            messaging.store_noted().await;
        }
    }
}
