//! Agents: making one, what one says about being there, and taking everything from one who can't go on.

use skein_foundation::{AppId, StoreError, Uid, record};

use super::{Commands, save_agent, take_step};
use crate::model::{
    Absence, Actor, Agent, AgentChange, AgentStatus, Capacity, Consultation, ConsultationChange,
    DeskChange,
};
use crate::rules::{ConsultationEvent, ReleaseReason, transition};

/// In whose name, and why, an agent's consultations go back to the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub by: Actor,
    pub reason: ReleaseReason,
}

impl Commands<'_> {
    /// The agent of that uid: the one there is, or else the given one, made.
    pub async fn ensure_agent(self, agent: &Agent, now_ms: i64) -> Result<Agent, StoreError> {
        let mut unit = self.begin(&agent.app).await?;
        if let Some(there) = unit.find_agent(&agent.app, &agent.uid).await? {
            return Ok(there);
        }
        unit.insert_agent(agent, now_ms).await?;
        let change = DeskChange::Agent(AgentChange::of(agent));
        record(&mut *unit, &agent.app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(agent.clone())
    }

    /// The agent as it is now; `None` when the app has none such. Records `agent.changed` when it changed.
    pub async fn set_agent_status(
        self,
        app: &AppId,
        uid: &Uid,
        status: AgentStatus,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        self.change_agent(app, uid, now_ms, |agent| Agent { status, ..agent })
            .await
    }

    /// As [`Self::set_agent_status`]. May be below the load; nothing is taken away then, but nothing is added either.
    pub async fn set_agent_capacity(
        self,
        app: &AppId,
        uid: &Uid,
        capacity: Capacity,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        self.change_agent(app, uid, now_ms, |agent| Agent { capacity, ..agent })
            .await
    }

    /// As [`Self::set_agent_status`]. Notes that the agent's last connection was lost, or that there is one again. An
    /// absence that is noted already stays what it is.
    pub async fn set_agent_absence(
        self,
        app: &AppId,
        uid: &Uid,
        absence: Option<Absence>,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        let noted = |agent: Agent| Agent {
            absence: absence.map(|absence| agent.absence.unwrap_or(absence)),
            ..agent
        };
        self.change_agent(app, uid, now_ms, noted).await
    }

    /// Tells that something about the agent is another that is stored elsewhere: whether there is a connection.
    pub async fn tell_agent(self, app: &AppId, uid: &Uid, now_ms: i64) -> Result<(), StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(agent) = unit.find_agent(app, uid).await? else {
            return Ok(());
        };
        let change = DeskChange::Agent(AgentChange::of(&agent));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await
    }

    async fn change_agent(
        self,
        app: &AppId,
        uid: &Uid,
        now_ms: i64,
        change: impl FnOnce(Agent) -> Agent + Send,
    ) -> Result<Option<Agent>, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(before) = unit.find_agent(app, uid).await? else {
            return Ok(None);
        };
        let after = change(before.clone());
        save_agent(&mut *unit, &before, &after, now_ms).await?;
        unit.commit().await?;
        Ok(Some(after))
    }

    /// Sets the agent offline and puts everything that the agent serves back at its place in the queue, with the
    /// places that it took. Gives what was released; nothing for somebody who is no agent. At once, so that nothing
    /// is assigned in between. Who was lost and has come back, so that no absence is noted any more, keeps everything.
    pub async fn release_agent(
        self,
        app: &AppId,
        uid: &Uid,
        release: &Release,
        now_ms: i64,
    ) -> Result<Vec<Consultation>, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(agent) = unit.find_agent(app, uid).await? else {
            return Ok(Vec::new());
        };
        if release.reason == ReleaseReason::AgentLost && agent.absence.is_none() {
            return Ok(Vec::new());
        }
        let mut released = Vec::new();
        for served in unit.list_served(app, uid).await? {
            let event = ConsultationEvent::Released {
                by: release.by.clone(),
                reason: release.reason,
            };
            let (waiting, step) =
                transition(&served, event, now_ms).map_err(StoreError::conflict)?;
            // Whoever follows wants to know who served it.
            let told = |change| {
                DeskChange::Released(ConsultationChange {
                    agent_uid: served.agent,
                    ..change
                })
            };
            take_step(&mut *unit, &waiting, &step, told).await?;
            released.push(waiting);
        }
        let places = u32::try_from(released.len()).map_err(StoreError::internal)?;
        let after = Agent {
            status: AgentStatus::Offline,
            load: agent.load.saturating_sub(places),
            ..agent.clone()
        };
        save_agent(&mut *unit, &agent, &after, now_ms).await?;
        unit.commit().await?;
        Ok(released)
    }
}
