//! Agents: made by the business, online and away by themselves.

use std::collections::HashSet;

use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::{Desk, DeskError, metrics};
use crate::model::{Agent, AgentStatus, AgentView, Capacity, MAX_PAGE, Page, TeamRef};
use crate::service::commands::Release;

impl Desk {
    /// Makes the user an agent of the teams, of the default team when none is named. For somebody who is one
    /// already: changes the capacity when one is given, and adds the teams.
    pub async fn create_agent(
        &self,
        app: &AppId,
        uid: &Uid,
        capacity: Option<Capacity>,
        teams: &[TeamId],
    ) -> Result<AgentView, DeskError> {
        let default_team = self.ensure_default_team(app).await?;
        let teams = if teams.is_empty() {
            &[default_team.team.id]
        } else {
            teams
        };
        for team in teams {
            self.find_team(app, *team).await?;
        }
        let fresh = Agent {
            app: app.clone(),
            uid: uid.clone(),
            status: AgentStatus::Offline,
            capacity: capacity.unwrap_or_default(),
            load: 0,
            last_assigned: None,
            absence: None,
        };
        let agent = self.commands().ensure_agent(&fresh, self.now_ms()).await?;
        if let Some(capacity) = capacity
            && agent.capacity != capacity
        {
            self.set_capacity(app, uid, capacity).await?;
        }
        for team in teams {
            self.add_team_member(app, *team, uid).await?;
        }
        self.get_agent(app, uid).await
    }

    pub async fn get_agent(&self, app: &AppId, uid: &Uid) -> Result<AgentView, DeskError> {
        let agent = self
            .ports
            .store
            .find_agent(app, uid)
            .await?
            .ok_or(DeskError::NotFound)?;
        self.agent_view(agent).await
    }

    /// By uid; the cursor is the last uid of the page before.
    pub async fn list_agents(
        &self,
        app: &AppId,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<AgentView>, DeskError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let after = cursor
            .map(Uid::parse)
            .transpose()
            .map_err(|_| crate::model::BadCursor)?;
        let agents = self
            .ports
            .store
            .list_agents(app, after.as_ref(), limit + 1)
            .await?;
        let page = Page::cut(agents, limit, |agent| agent.uid.to_string());
        let mut views = Vec::with_capacity(page.items.len());
        for agent in &page.items {
            views.push(self.agent_view(agent.clone()).await?);
        }
        Ok(page.with_items(views))
    }

    /// What the agent says about being there. Online gets the waiting at once, up to the capacity: that limit,
    /// and nothing else, is what protects the first agent of the morning from the backlog of the night.
    pub async fn set_status(
        &self,
        app: &AppId,
        uid: &Uid,
        status: AgentStatus,
    ) -> Result<AgentView, DeskError> {
        self.commands()
            .set_agent_status(app, uid, status, self.now_ms())
            .await?
            .ok_or(DeskError::NotFound)?;
        self.drain_for_agent_after_commit(app, uid).await;
        self.get_agent(app, uid).await
    }

    pub async fn set_capacity(
        &self,
        app: &AppId,
        uid: &Uid,
        capacity: Capacity,
    ) -> Result<AgentView, DeskError> {
        self.commands()
            .set_agent_capacity(app, uid, capacity, self.now_ms())
            .await?
            .ok_or(DeskError::NotFound)?;
        self.drain_for_agent_after_commit(app, uid).await;
        self.get_agent(app, uid).await
    }

    /// Puts everything that the agent serves back in the queue, and gives it to whoever is free.
    pub(super) async fn release(
        &self,
        app: &AppId,
        uid: &Uid,
        release: &Release,
    ) -> Result<usize, StoreError> {
        let released = self
            .commands()
            .release_agent(app, uid, release, self.now_ms())
            .await?;
        metrics::released(released.len(), release.reason);
        let mut teams: Vec<TeamId> = released.iter().map(|one| one.team_id).collect();
        teams.sort_unstable();
        teams.dedup();
        self.drain_after_commit(app, teams).await;
        Ok(released.len())
    }

    async fn drain_for_agent_after_commit(&self, app: &AppId, uid: &Uid) {
        if let Err(error) = self.drain_for_agent(app, uid).await {
            tracing::warn!(app.id = %app, error = &error as &dyn std::error::Error,
                "could not drain the queue now");
        }
    }

    async fn agent_view(&self, agent: Agent) -> Result<AgentView, DeskError> {
        let names = self
            .names(&agent.app, HashSet::from([agent.uid.clone()]))
            .await?;
        let teams = self
            .ports
            .store
            .list_teams_of(&agent.app, &agent.uid)
            .await?;
        Ok(AgentView {
            name: names.of(&agent.uid),
            connected: self.is_connected(&agent.app, &agent.uid).await,
            teams: teams
                .into_iter()
                .map(|team| TeamRef {
                    id: team.id,
                    name: team.name.as_str().to_owned(),
                })
                .collect(),
            agent,
        })
    }
}
