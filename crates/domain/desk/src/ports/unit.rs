//! The desk's part of a unit of work: the rows that its commands change. What they mean is decided by the rules, in what
//! order they are written by [`crate::service::commands`]; an adapter keeps rows and decides nothing.

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Lock, Seq, StoreError, TeamId, Uid, Unit};

use super::{AgentQueries, ConsultationQueries, DeskTimeStore, TeamQueries};
use crate::model::{Agent, Clue, Consultation, Gone, Team, Transition};

/// The desk's part of the relational store. Every call names the app; another app's ids are not found.
#[async_trait]
pub trait DeskStore: TeamQueries + AgentQueries + ConsultationQueries + DeskTimeStore {
    /// Whoever decides on the same waits until this unit ends.
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn DeskUnit>, StoreError>;

    /// The position of the newest change there was, of whatever app, also when it is forgotten by now. What is read after
    /// this shows it.
    async fn newest_change(&self) -> Result<u64, StoreError>;

    /// Remembers where the customer came from, for the next consultation of the thread. Decides on nothing: the last one
    /// counts.
    async fn remember_clue(
        &self,
        app: &AppId,
        thread: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError>;
}

/// The queries see what this unit wrote.
#[async_trait]
pub trait DeskUnit: Unit + TeamQueries + AgentQueries + ConsultationQueries {
    /// The next place in the queues of the app.
    async fn draw_ticket(&mut self, app: &AppId) -> Result<u64, StoreError>;

    /// The next number of the app's assignments and resolutions.
    async fn draw_number(&mut self, app: &AppId) -> Result<u64, StoreError>;

    async fn insert_consultation(&mut self, opened: &Consultation) -> Result<(), StoreError>;

    /// Fails with kind `Conflict` when the one that is stored has not taken so many steps.
    async fn update_consultation(
        &mut self,
        after: &Consultation,
        steps_before: u32,
    ) -> Result<(), StoreError>;

    /// The step that made the consultation what it is.
    async fn insert_step(
        &mut self,
        after: &Consultation,
        step: &Transition,
    ) -> Result<(), StoreError>;

    /// The newest message of the thread that was taken note of.
    async fn set_noted(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        noted: Seq,
    ) -> Result<(), StoreError>;

    async fn set_gone(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        gone: Gone,
    ) -> Result<(), StoreError>;

    /// A default team comes with the counters of the app.
    async fn insert_team(&mut self, team: &Team, now_ms: i64) -> Result<(), StoreError>;

    async fn update_team(&mut self, team: &Team) -> Result<(), StoreError>;

    /// Marks it as deleted.
    async fn retire_team(&mut self, app: &AppId, id: TeamId, now_ms: i64)
    -> Result<(), StoreError>;

    async fn insert_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// False when the agent was no member.
    async fn remove_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
    ) -> Result<bool, StoreError>;

    async fn insert_agent(&mut self, agent: &Agent, now_ms: i64) -> Result<(), StoreError>;

    async fn update_agent(&mut self, agent: &Agent) -> Result<(), StoreError>;
}
