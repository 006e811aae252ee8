//! Teams and agents in memory.

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, TeamId, Uid, UserKey};

use super::{MemoryDeskStore, Tables};
use crate::model::{
    Absence, Agent, AgentChange, AgentStatus, Capacity, ConsultationState, DeskChange, DeskTime,
    Team, TeamSettings,
};
use crate::ports::{AgentStore, DeskTimeStore, TeamDeletion, TeamStore};

#[async_trait]
impl TeamStore for MemoryDeskStore {
    async fn ensure_default_team(&self, team: &Team, _now_ms: i64) -> Result<Team, StoreError> {
        let mut tables = self.tables();
        let there = tables
            .teams
            .values()
            .find(|one| one.app == team.app && one.is_default);
        if let Some(there) = there {
            return Ok(there.clone());
        }
        let team = Team {
            is_default: true,
            ..team.clone()
        };
        tables
            .teams
            .insert((team.app.clone(), team.id), team.clone());
        Ok(team)
    }

    async fn create_team(&self, team: &Team, _now_ms: i64) -> Result<(), StoreError> {
        if team.is_default {
            return Err(StoreError::conflict("the default team comes with the app"));
        }
        self.tables()
            .teams
            .insert((team.app.clone(), team.id), team.clone());
        Ok(())
    }

    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError> {
        Ok(self.tables().teams.get(&(app.clone(), id)).cloned())
    }

    async fn list_teams(
        &self,
        app: &AppId,
        after: Option<TeamId>,
        limit: usize,
    ) -> Result<Vec<Team>, StoreError> {
        Ok(self
            .tables()
            .teams
            .values()
            .filter(|team| team.app == *app && after.is_none_or(|after| team.id > after))
            .filter(|team| !team.is_deleted)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn update_team(
        &self,
        app: &AppId,
        id: TeamId,
        settings: &TeamSettings,
    ) -> Result<Option<Team>, StoreError> {
        let mut tables = self.tables();
        let Some(team) = tables.team_in_use(app, id) else {
            return Ok(None);
        };
        if let Some(name) = &settings.name {
            team.name = name.clone();
        }
        if let Some(seconds) = settings.silence_resolve_s() {
            team.silence_resolve_s = seconds;
        }
        if let Some(seconds) = settings.response_target_s() {
            team.response_target_s = seconds;
        }
        Ok(Some(team.clone()))
    }

    async fn delete_team(
        &self,
        app: &AppId,
        id: TeamId,
        now_ms: i64,
    ) -> Result<TeamDeletion, StoreError> {
        let mut tables = self.tables();
        let is_at_work = tables.consultations.values().any(|one| {
            one.app == *app && one.team_id == id && one.state != ConsultationState::Resolved
        });
        let Some(team) = tables.team_in_use(app, id) else {
            return Ok(TeamDeletion::Unknown);
        };
        if team.is_default {
            return Ok(TeamDeletion::IsDefault);
        }
        if is_at_work {
            return Ok(TeamDeletion::IsAtWork);
        }
        team.is_deleted = true;
        for agent in tables.agents_of(app, id) {
            tables.leave_team(app, id, &agent.uid, now_ms);
        }
        Ok(TeamDeletion::Deleted)
    }

    async fn add_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let known = tables.team_in_use(app, team).is_some()
            && tables
                .agents
                .contains_key(&UserKey::new(app.clone(), uid.clone()));
        if known && tables.members.insert((app.clone(), team, uid.clone())) {
            tables.record_agent(app, uid, now_ms);
        }
        Ok(known)
    }

    async fn remove_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        Ok(self.tables().leave_team(app, team, uid, now_ms))
    }

    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError> {
        Ok(self.tables().agents_of(app, team))
    }

    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError> {
        Ok(self.tables().teams_of(app, uid))
    }
}

#[async_trait]
impl AgentStore for MemoryDeskStore {
    async fn ensure_agent(&self, agent: &Agent, now_ms: i64) -> Result<Agent, StoreError> {
        let mut tables = self.tables();
        let key = UserKey::new(agent.app.clone(), agent.uid.clone());
        if let Some(there) = tables.agents.get(&key) {
            return Ok(there.clone());
        }
        tables.agents.insert(key, agent.clone());
        tables.record_agent(&agent.app, &agent.uid, now_ms);
        Ok(agent.clone())
    }

    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError> {
        Ok(self
            .tables()
            .agents
            .get(&UserKey::new(app.clone(), uid.clone()))
            .cloned())
    }

    async fn list_agents(
        &self,
        app: &AppId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        Ok(self
            .tables()
            .agents
            .values()
            .filter(|agent| agent.app == *app && after.is_none_or(|after| agent.uid > *after))
            .take(limit)
            .cloned()
            .collect())
    }

    async fn set_agent_status(
        &self,
        app: &AppId,
        uid: &Uid,
        status: AgentStatus,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        Ok(self.change_agent(app, uid, now_ms, |agent| agent.status = status))
    }

    async fn set_agent_capacity(
        &self,
        app: &AppId,
        uid: &Uid,
        capacity: Capacity,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        Ok(self.change_agent(app, uid, now_ms, |agent| agent.capacity = capacity))
    }

    async fn set_agent_absence(
        &self,
        app: &AppId,
        uid: &Uid,
        absence: Option<Absence>,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        Ok(self.change_agent(app, uid, now_ms, |agent| {
            agent.absence = absence.map(|absence| agent.absence.unwrap_or(absence));
        }))
    }

    async fn list_attending(
        &self,
        after: Option<&UserKey>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        Ok(self
            .tables()
            .agents
            .iter()
            .filter(|(key, _)| after.is_none_or(|after| *key > after))
            .filter(|(_, agent)| agent.load > 0 || agent.status != AgentStatus::Offline)
            .take(limit)
            .map(|(_, agent)| agent.clone())
            .collect())
    }
}

#[async_trait]
impl DeskTimeStore for MemoryDeskStore {
    async fn read_desk_time(&self) -> Result<DeskTime, StoreError> {
        Ok(self.tables().desk_time)
    }

    async fn keep_desk_time(&self, now: DeskTime) -> Result<(), StoreError> {
        let mut tables = self.tables();
        tables.desk_time = tables.desk_time.max(now);
        Ok(())
    }
}

impl Tables {
    fn team_in_use(&mut self, app: &AppId, id: TeamId) -> Option<&mut Team> {
        let team = self.teams.get_mut(&(app.clone(), id))?;
        (!team.is_deleted).then_some(team)
    }

    fn leave_team(&mut self, app: &AppId, team: TeamId, uid: &Uid, now_ms: i64) -> bool {
        let left = self.members.remove(&(app.clone(), team, uid.clone()));
        let key = UserKey::new(app.clone(), uid.clone());
        if left && let Some(agent) = self.agents.get(&key) {
            let change = AgentChange {
                left_team: Some(team),
                ..AgentChange::of(agent)
            };
            self.record(app, &DeskChange::Agent(change), now_ms);
        }
        left
    }
}

impl MemoryDeskStore {
    fn change_agent(
        &self,
        app: &AppId,
        uid: &Uid,
        now_ms: i64,
        change: impl FnOnce(&mut Agent),
    ) -> Option<Agent> {
        let mut tables = self.tables();
        let agent = tables
            .agents
            .get_mut(&UserKey::new(app.clone(), uid.clone()))?;
        let before = agent.clone();
        change(agent);
        let after = agent.clone();
        if after != before {
            tables.record_agent(app, uid, now_ms);
        }
        Some(after)
    }
}
