//! The commands: each is one write transaction that decides by the rules, stores the consultation with its
//! transition and the agent's load, and records the change in the outbox.
//!
//! What holds under any interleaving, checked by [`crate::contract::desk_store`]:
//! - at most one unresolved consultation per thread;
//! - a load is raised only below the capacity, and equals the number of assigned consultations;
//! - only the head of a queue is assigned, so nobody is overtaken within a priority.

use std::collections::HashSet;
use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, StoreError, TeamId, Uid};

use crate::model::{Actor, Clue, Consultation, Rating, SignIn, ThreadMessage};
use crate::rules::{
    AssignmentQuestion, Decision, OwnThread, PickRefusal, Refusal, ReleaseReason, Resolution,
    WaitReason,
};

/// The rule that decides for the head of a queue. [`crate::rules::assign`] outside tests.
pub type Decide<'a> = &'a (dyn Fn(&AssignmentQuestion<'_>) -> Decision + Send + Sync);

/// Which queue to take the head of.
#[derive(Debug, Clone, Copy)]
pub struct AssignNext<'a> {
    pub app: &'a AppId,
    pub team: TeamId,
    /// Agents of the team with a live connection, as of a moment ago.
    pub connected: &'a HashSet<Uid>,
    pub now_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignOutcome {
    Assigned(Box<Consultation>),
    Wait(WaitReason),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptOutcome {
    Accepted(Box<Consultation>),
    Refused(PickRefusal),
}

/// What became of a command on one consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commanded {
    Done(Box<Consultation>),
    Refused(Refusal),
    NotFound,
}

/// In whose name, and why, an agent's consultations go back to the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub by: Actor,
    pub reason: ReleaseReason,
}

/// Which thread's consultation goes on in which other thread.
#[derive(Debug, Clone)]
pub struct MergeInto {
    /// The thread of the visitor.
    pub visitors: ConversationId,
    /// The thread of the customer.
    pub own: ConversationId,
    pub customer: Uid,
    /// The newest seq of the customer's thread.
    pub said_before: Seq,
    /// The id of the consultation, should one begin.
    pub new_id: ConsultationId,
}

impl MergeInto {
    /// For the rule.
    pub fn own_thread(&self) -> OwnThread {
        OwnThread {
            conversation_id: self.own,
            customer: self.customer.clone(),
            said_before: self.said_before,
            new_id: self.new_id,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeOutcome {
    /// Now or before.
    Merged(Option<Box<WentOnIn>>),
    /// The visitor's thread went into that of somebody else before, or this is the visitor's own.
    Refused,
}

/// Where the consultation that was open went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WentOnIn {
    pub ended: Consultation,
    pub into: Consultation,
}

/// What became of a page of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Consultations that were opened.
    pub opened: Vec<Consultation>,
    /// Threads of visitors that went into a customer's before: what is said there belongs there.
    pub gone: Vec<(AppId, GoneThread)>,
}

/// A visitor's thread that went into a customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoneThread {
    pub visitors: ConversationId,
    pub own: ConversationId,
}

#[async_trait]
pub trait AssignmentStore: Send + Sync + fmt::Debug {
    /// Remembers where the customer came from, for the next consultation of the thread.
    async fn remember_clue(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError>;

    /// Takes note of messages, ascending by seq within a thread, in one transaction: opens consultations in the
    /// app's default team and keeps the talk of open ones. A message up to the newest noted seq of its thread
    /// has no effect, nor has one of a thread that went into a customer's, nor one that is said anew of a consultation
    /// that had ended before.
    async fn record_messages(&self, messages: &[ThreadMessage]) -> Result<Recorded, StoreError>;

    /// Assigns the head of the team's queue as decided. Fails with kind `Conflict`, and changes nothing, when
    /// the chosen agent is no longer online or has no room.
    async fn assign_next(
        &self,
        next: AssignNext<'_>,
        decide: Decide<'_>,
    ) -> Result<AssignOutcome, StoreError>;

    /// Gives the agent the one that is next in all queues of the agent's teams.
    async fn accept_next(
        &self,
        app: &AppId,
        agent: &Uid,
        now_ms: i64,
    ) -> Result<AcceptOutcome, StoreError>;

    /// Ends a consultation and frees the place it took.
    async fn resolve_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        resolution: Resolution,
        now_ms: i64,
    ) -> Result<Commanded, StoreError>;

    /// Sets the agent offline and puts everything that the agent serves back at its place in the queue, with the
    /// places that it took. Gives what was released; nothing for somebody who is no agent. At once, so that nothing
    /// is assigned in between. Who was lost and has come back, so that no absence is noted any more, keeps everything.
    async fn release_agent(
        &self,
        app: &AppId,
        agent: &Uid,
        release: &Release,
        now_ms: i64,
    ) -> Result<Vec<Consultation>, StoreError>;

    async fn rate_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
        rating: Rating,
    ) -> Result<Commanded, StoreError>;

    /// Writes down that the visitor is the customer, for what follows from it.
    async fn record_sign_in(
        &self,
        app: &AppId,
        sign_in: &SignIn,
        now_ms: i64,
    ) -> Result<(), StoreError>;

    /// Makes what there is of the visitor's consultations the customer's and goes on with the open one in the customer's
    /// thread, by [`crate::rules::merge`]. The visitor's thread opens none from then on. A thread goes into one other, once:
    /// the same again gives the same and changes nothing.
    async fn merge_consultation(
        &self,
        app: &AppId,
        merge: &MergeInto,
        now_ms: i64,
    ) -> Result<MergeOutcome, StoreError>;
}
