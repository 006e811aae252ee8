//! Who of the desk takes part in a thread: the agent whose consultation it is now, and nobody else.

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{MemberRole, MemberState};

use super::Desk;
use crate::model::{Consultation, ConsultationState};

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

    /// Earlier consultations of the customer are history to a new agent, not a hundred unread messages.
    async fn join(&self, consultation: &Consultation, agent: &Uid) -> Result<(), StoreError> {
        let (app, thread) = (&consultation.app, consultation.conversation_id);
        let messaging = &self.ports.messaging;
        messaging
            .set_member(app, thread, agent, MemberRole::Agent, MemberState::Active)
            .await?;
        let before = Seq(consultation.opened_by.0.saturating_sub(1));
        messaging
            .begin_reading_after(app, agent, thread, before)
            .await
    }

    /// Who left reads on, but writes no more.
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
    }
}
