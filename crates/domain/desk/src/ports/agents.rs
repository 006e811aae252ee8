//! Agents, their status and their limit.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use crate::model::{Absence, Agent, AgentStatus, Capacity};

#[async_trait]
pub trait AgentStore: Send + Sync + fmt::Debug {
    /// The agent of that uid: the one there is, or else the given one, made.
    async fn ensure_agent(&self, agent: &Agent, now_ms: i64) -> Result<Agent, StoreError>;

    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError>;

    /// By uid.
    async fn list_agents(
        &self,
        app: &AppId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError>;

    /// The agent as it is now; `None` when the app has none such. Records `agent.changed` when it changed.
    async fn set_agent_status(
        &self,
        app: &AppId,
        uid: &Uid,
        status: AgentStatus,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError>;

    /// The agent as it is now; `None` when the app has none such. Records `agent.changed` when it changed.
    /// May be below the load; nothing is taken away then, but nothing is added either.
    async fn set_agent_capacity(
        &self,
        app: &AppId,
        uid: &Uid,
        capacity: Capacity,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError>;

    /// Notes that the agent's last connection was lost, or that there is one again. An absence that is noted already
    /// stays what it is. The agent as it is now; `None` when the app has none such. Records `agent.changed` when it
    /// changed.
    async fn set_agent_absence(
        &self,
        app: &AppId,
        uid: &Uid,
        absence: Option<Absence>,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError>;

    /// Agents of all apps who serve somebody or say that they are there: whose absence matters. By app and uid.
    async fn list_attending(
        &self,
        after: Option<&UserKey>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError>;
}
