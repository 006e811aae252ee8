//! Reading consultations.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid};

use crate::model::{
    Consultation, ConsultationState, DeskThread, DeskTime, QueuePlace, Transition, Waiting,
};

/// What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsultationFilter {
    pub state: Option<ConsultationState>,
    pub customer: Option<Uid>,
    pub agent: Option<Uid>,
}

#[async_trait]
pub trait ConsultationQueries: Send + Sync + fmt::Debug {
    async fn find_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError>;

    /// The newest consultation of the thread, in whatever state.
    async fn find_latest_consultation(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Consultation>, StoreError>;

    /// In the order they were taken.
    async fn list_transitions(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Vec<Transition>, StoreError>;

    /// Newest first, by the ticket that each drew when it opened; after the one with that ticket.
    async fn list_consultations(
        &self,
        app: &AppId,
        filter: &ConsultationFilter,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError>;

    /// Those the agent served, last resolved first; after the one with that number.
    async fn list_resolved(
        &self,
        app: &AppId,
        agent: &Uid,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError>;

    /// Those that wait in any of the teams, next first.
    async fn list_queue(
        &self,
        app: &AppId,
        teams: &[TeamId],
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError>;

    /// As [`Self::list_queue`] of one team, without what each is about.
    async fn list_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Waiting>, StoreError>;

    /// Those of the team that wait before the place; all of them for `None`.
    async fn count_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        before: Option<QueuePlace>,
    ) -> Result<u32, StoreError>;

    /// How long each of the team's last resolved ones was handled, by [`crate::rules::handling_ms`].
    async fn list_recent_handling_ms(
        &self,
        app: &AppId,
        team: TeamId,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError>;

    /// At `now`, assigned ones of all apps whose customer has been silent past the deadline of the team, longest first.
    /// Only a hint: the rule looks again in the unit that resolves. Names only, so that one that can't be read
    /// stands in nobody's way.
    async fn list_silent(
        &self,
        now: DeskTime,
        limit: usize,
    ) -> Result<Vec<(AppId, ConsultationId)>, StoreError>;

    /// All of the thread, oldest first.
    async fn list_of_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Vec<Consultation>, StoreError>;

    /// What the agent serves now: as many as the highest capacity at most.
    async fn list_served(&self, app: &AppId, agent: &Uid) -> Result<Vec<Consultation>, StoreError>;

    /// Whoever served the customer of the thread before this consultation.
    async fn find_last_agent(&self, consultation: &Consultation)
    -> Result<Option<Uid>, StoreError>;

    /// What the desk knows of the thread beside its consultations; nothing, when it knows nothing.
    async fn find_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<DeskThread, StoreError>;
}
