//! Agents, their status and their limit.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use crate::model::Agent;

#[async_trait]
pub trait AgentQueries: Send + Sync + fmt::Debug {
    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError>;

    /// By uid.
    async fn list_agents(
        &self,
        app: &AppId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError>;

    /// Agents of all apps who serve somebody or say that they are there: whose absence matters. By app and uid.
    async fn list_attending(
        &self,
        after: Option<&UserKey>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError>;
}
