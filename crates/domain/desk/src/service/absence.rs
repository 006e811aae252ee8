//! Agents whose last connection is lost: others see it at once, and after a grace what they serve goes back to the front
//! of the queue.
//!
//! An absence is noted in the store, in the desk's own time: a crash forgets none, and neither a server that was down
//! nor a clock that was set takes anything away from anybody. Whether there is a connection is asked again at each step,
//! so that a word that was lost delays and changes nothing.

use skein_foundation::{AppId, StoreError, Uid, UserKey};

use super::{Desk, metrics};
use crate::model::{Absence, Actor, Agent, AgentStatus};
use crate::rules::ReleaseReason;
use crate::service::commands::Release;

/// Agents looked at in one step.
const PAGE: usize = 200;

impl Desk {
    /// A user's first connection came: if that is an agent who is online, the waiting come at once. Call it
    /// after the presence directory knows of the connection, for any user.
    pub async fn agent_connected(&self, app: &AppId, uid: &Uid) -> Result<(), StoreError> {
        self.connection_changed(app, uid).await
    }

    /// A user's last connection is gone. What an agent serves stays with the agent for the grace, who gets nothing new;
    /// the waiting hear what that means for them.
    pub async fn agent_disconnected(&self, app: &AppId, uid: &Uid) -> Result<(), StoreError> {
        self.connection_changed(app, uid).await
    }

    /// By what is so now: a connection may have come or gone since the word of it. Where the waiting stand is announced from
    /// the change that this leaves.
    async fn connection_changed(&self, app: &AppId, uid: &Uid) -> Result<(), StoreError> {
        let Some(agent) = self.ports.store.find_agent(app, uid).await? else {
            return Ok(());
        };
        let noted = self.note_connection(&agent).await?;
        if !agent.status.may_pick() {
            return Ok(());
        }
        if noted.is_some_and(|noted| noted.absence == agent.absence) {
            self.commands().tell_agent(app, uid, self.now_ms()).await?;
        }
        self.drain_for_agent(app, uid).await
    }

    /// The agent with the absence that is so now.
    async fn note_connection(&self, agent: &Agent) -> Result<Option<Agent>, StoreError> {
        let absence = if self.is_connected(&agent.app, &agent.uid).await {
            None
        } else {
            Some(Absence {
                since_ms: self.now_ms(),
                since: self.desk_now().await?,
            })
        };
        // Every connection that comes and goes asks: nearly always it is as it was, and takes no lock.
        if agent.absence.is_some() == absence.is_some() {
            return Ok(Some(agent.clone()));
        }
        self.commands()
            .set_agent_absence(&agent.app, &agent.uid, absence, self.now_ms())
            .await
    }

    /// One step of the sweeper; call it every few seconds. Gives how many consultations went back to a queue.
    pub async fn release_lost(&self, grace_ms: i64) -> Result<usize, StoreError> {
        let mut released = 0;
        let mut after: Option<UserKey> = None;
        loop {
            let attending = self
                .ports
                .store
                .list_attending(after.as_ref(), PAGE)
                .await?;
            if !attending.is_empty() {
                self.keep_desk_time().await?;
            }
            for agent in &attending {
                match self.release_if_lost(agent, grace_ms).await {
                    Ok(count) => released += count,
                    // The next would fail as well, and later this one succeeds.
                    Err(error) if error.is_retryable() => return Err(error),
                    Err(error) => {
                        tracing::error!(app.id = %agent.app, error = ?error,
                            "what a lost agent serves can't be released");
                        metrics::not_swept();
                    }
                }
            }
            match attending.last() {
                Some(last) if attending.len() == PAGE => {
                    after = Some(UserKey::new(last.app.clone(), last.uid.clone()));
                }
                _ => return Ok(released),
            }
        }
    }

    async fn release_if_lost(&self, agent: &Agent, grace_ms: i64) -> Result<usize, StoreError> {
        let Some(agent) = self.note_connection(agent).await? else {
            return Ok(0);
        };
        let now = self.desk_now().await?;
        if agent
            .absence
            .is_none_or(|absence| now.since(absence.since) < grace_ms)
        {
            return Ok(0);
        }
        let release = Release {
            by: Actor::System,
            reason: ReleaseReason::AgentLost,
        };
        let released = self.release(&agent.app, &agent.uid, &release).await?;
        if released > 0 || agent.status != AgentStatus::Offline {
            tracing::info!(app.id = %agent.app, released, "an agent did not come back within the grace");
        }
        Ok(released)
    }
}
