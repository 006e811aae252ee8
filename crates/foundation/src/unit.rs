//! One unit of work: what a command reads to decide, what it changes, and what it says about that, together or not at all.

use std::fmt;

use async_trait::async_trait;
use serde::Serialize;

use crate::{AppId, ConversationId, StoreError, UserKey};

/// What a command decides on. Two units that name the same run one after the other, on every engine and on any number of
/// nodes; an engine with one writer has nothing to do for that.
///
/// A unit names everything before it reads anything, and takes it in the order of this type: no two can wait for each
/// other for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// The secrets and sites of the app.
    App(AppId),
    /// The order in which the users of the app change.
    Users(AppId),
    /// What a user may do, and how it is proved.
    User(UserKey),
    /// Who is in a conversation.
    Conversation(AppId, ConversationId),
    /// Teams, agents, queues and consultations of the app. One lock for all of them: nearly each command draws a number of
    /// the app, so that finer ones would be taken on top of this one and not instead of it.
    Desk(AppId),
}

/// A change of one domain: serialises as its payload alone.
pub trait Fact: Serialize + Sync {
    /// Dotted and past tense, like `consultation.assigned`.
    fn kind(&self) -> &'static str;
}

/// Leaves the change for whoever follows.
pub async fn record(
    unit: &mut dyn Unit,
    app: &AppId,
    fact: &impl Fact,
    time_ms: i64,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(fact).map_err(StoreError::internal)?;
    unit.record_change(app, fact.kind(), payload, time_ms).await
}

/// A write transaction. Dropping it undoes everything.
#[async_trait]
pub trait Unit: Send + Sync + fmt::Debug {
    /// Writes the row of a [`Fact`]; `payload` is JSON.
    async fn record_change(
        &mut self,
        app: &AppId,
        kind: &str,
        payload: String,
        time_ms: i64,
    ) -> Result<(), StoreError>;

    /// Makes it real.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
