//! Who of the desk takes part in a thread: the agent whose consultation it is now, and nobody else.

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{MemberRole, MemberState, Message};
use skein_messaging::ports::HistoryRange;

use super::Desk;
use crate::model::{Consultation, ConsultationState};

/// Messages before a question that are looked through for others nobody read.
const LOOK_BACK: usize = 100;

impl Desk {
    /// By what is stored now, so that a change that comes again late can't bring an agent back, nor take one out of the
    /// next consultation.
    pub(super) async fn settle_membership(
        &self,
        app: &AppId,
        thread: ConversationId,
        agent: &Uid,
    ) -> Result<(), StoreError> {
        match self.served_by(app, thread, agent).await? {
            Some(consultation) => self.join(&consultation, agent).await,
            None => self.leave(app, thread, agent).await,
        }
    }

    /// Right after an assignment. The outbox settles it, too, but who sees the assignment may answer before it got there.
    pub(super) async fn join_at_once(&self, consultation: &Consultation) -> Result<(), StoreError> {
        let Some(agent) = &consultation.agent else {
            return Ok(());
        };
        let (app, thread) = (&consultation.app, consultation.conversation_id);
        self.join(consultation, agent).await?;
        // It may have ended since, and the leaving that follows may have come before this joining.
        if self.served_by(app, thread, agent).await?.is_none() {
            self.leave(app, thread, agent).await?;
        }
        Ok(())
    }

    /// The newest consultation of the thread, if the agent serves it.
    async fn served_by(
        &self,
        app: &AppId,
        thread: ConversationId,
        agent: &Uid,
    ) -> Result<Option<Consultation>, StoreError> {
        let latest = self
            .ports
            .store
            .find_latest_consultation(app, thread)
            .await?;
        Ok(latest.filter(|one| {
            one.state == ConsultationState::Assigned && one.agent.as_ref() == Some(agent)
        }))
    }

    async fn join(&self, consultation: &Consultation, agent: &Uid) -> Result<(), StoreError> {
        let (app, thread) = (&consultation.app, consultation.conversation_id);
        let messaging = &self.ports.messaging;
        let before = self.read_before(consultation).await?;
        messaging
            .set_member(app, thread, agent, MemberRole::Agent, MemberState::Active)
            .await?;
        messaging
            .begin_reading_after(app, agent, thread, before)
            .await
    }

    /// Up to where a new agent counts as having read. Earlier consultations are history, not a hundred unread messages;
    /// but what the customer wrote after the last word of the desk, and no agent has read, nobody has read: it stays
    /// unread, for the agent and in the customer's sight.
    async fn read_before(&self, consultation: &Consultation) -> Result<Seq, StoreError> {
        let opened_by = consultation.opened_by;
        let history = Seq(opened_by.0.saturating_sub(1));
        if history == Seq::ZERO {
            return Ok(history);
        }
        let (app, thread) = (&consultation.app, consultation.conversation_id);
        let messaging = &self.ports.messaging;
        let range = HistoryRange::Before(opened_by);
        let earlier = messaging.log().read(thread, range, LOOK_BACK).await?;
        let is_customers =
            |message: &&Message| message.sender.as_ref() == Some(&consultation.customer);
        let last_word = earlier
            .iter()
            .filter(|message| message.sender.is_some() && !is_customers(message))
            .map(|message| message.seq)
            .max();
        let mut seen = last_word.unwrap_or(Seq::ZERO);
        if earlier
            .iter()
            .any(|message| is_customers(&message) && message.seq > seen)
        {
            let read = messaging
                .furthest_read(app, thread, MemberRole::Agent)
                .await?;
            seen = seen.max(read);
        }
        let unread = earlier
            .iter()
            .filter(|message| is_customers(message) && message.seq > seen)
            .map(|message| message.seq)
            .min();
        Ok(unread.map_or(history, |seq| Seq(seq.0.saturating_sub(1))))
    }

    /// Who left reads what was said until then, and writes no more.
    async fn leave(
        &self,
        app: &AppId,
        thread: ConversationId,
        agent: &Uid,
    ) -> Result<(), StoreError> {
        self.ports
            .messaging
            .set_member(app, thread, agent, MemberRole::Agent, MemberState::Past)
            .await
            .map(drop)
    }
}
