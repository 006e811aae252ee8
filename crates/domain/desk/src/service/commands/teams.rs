//! Teams and who is in them.

use skein_foundation::{AppId, StoreError, TeamId, Uid, record};

use super::Commands;
use crate::model::{Agent, AgentChange, DeskChange, Team, TeamChange, TeamSettings};
use crate::ports::{DeskUnit, MAX_TEAM_MEMBERS};

/// What came of deleting a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamDeletion {
    Deleted,
    /// The app has no such team, or no longer.
    Unknown,
    /// It takes what no rule sends elsewhere.
    IsDefault,
    /// Somebody waits in it or is answered by it.
    IsAtWork,
}

/// What came of adding an agent to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Now or before.
    IsMember,
    /// The app has no such team or no such agent, or the team was deleted.
    Unknown,
    /// It has [`MAX_TEAM_MEMBERS`].
    TeamFull,
}

impl Commands<'_> {
    /// The default team of the app: the one there is, or else the given one, made. Two callers at once get the
    /// same one. Also makes what the app's queue needs, so no consultation can open before it.
    pub async fn ensure_default_team(self, team: &Team, now_ms: i64) -> Result<Team, StoreError> {
        if let Some(there) = self.store.find_default_team(&team.app).await? {
            return Ok(there);
        }
        let mut unit = self.begin(&team.app).await?;
        if let Some(there) = unit.find_default_team(&team.app).await? {
            return Ok(there);
        }
        let team = Team {
            is_default: true,
            ..team.clone()
        };
        unit.insert_team(&team, now_ms).await?;
        tell(&mut *unit, &team, now_ms).await?;
        unit.commit().await?;
        Ok(team)
    }

    /// A further team. Fails with kind `Conflict` when it claims to be the default one.
    pub async fn create_team(self, team: &Team, now_ms: i64) -> Result<(), StoreError> {
        if team.is_default {
            return Err(StoreError::conflict("the default team comes with the app"));
        }
        let mut unit = self.begin(&team.app).await?;
        unit.insert_team(team, now_ms).await?;
        tell(&mut *unit, team, now_ms).await?;
        unit.commit().await
    }

    /// The team as it is now; `None` when the app has none such, or it was deleted.
    pub async fn update_team(
        self,
        app: &AppId,
        id: TeamId,
        settings: &TeamSettings,
        now_ms: i64,
    ) -> Result<Option<Team>, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(before) = find_in_use(&*unit, app, id).await? else {
            return Ok(None);
        };
        let after = settings.apply(before.clone());
        if after != before {
            unit.update_team(&after).await?;
            tell(&mut *unit, &after, now_ms).await?;
            unit.commit().await?;
        }
        Ok(Some(after))
    }

    /// Its members leave it; nothing else of it changes. Refused, with nothing changed, while a consultation of it is
    /// not resolved.
    pub async fn delete_team(
        self,
        app: &AppId,
        id: TeamId,
        now_ms: i64,
    ) -> Result<TeamDeletion, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(team) = find_in_use(&*unit, app, id).await? else {
            return Ok(TeamDeletion::Unknown);
        };
        if team.is_default {
            return Ok(TeamDeletion::IsDefault);
        }
        if unit.is_team_at_work(app, id).await? {
            return Ok(TeamDeletion::IsAtWork);
        }
        for agent in unit.list_team_agents(app, id).await? {
            leave_team(&mut *unit, &agent, id, now_ms).await?;
        }
        unit.retire_team(app, id, now_ms).await?;
        let deleted = Team {
            is_deleted: true,
            ..team
        };
        tell(&mut *unit, &deleted, now_ms).await?;
        unit.commit().await?;
        Ok(TeamDeletion::Deleted)
    }

    /// Adding a member again changes nothing.
    pub async fn add_team_member(
        self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<Joined, StoreError> {
        let mut unit = self.begin(app).await?;
        let agent = unit.find_agent(app, uid).await?;
        let (Some(agent), Some(_)) = (agent, find_in_use(&*unit, app, team).await?) else {
            return Ok(Joined::Unknown);
        };
        let members = unit.list_team_agents(app, team).await?;
        if members.iter().any(|member| member.uid == *uid) {
            return Ok(Joined::IsMember);
        }
        if members.len() >= MAX_TEAM_MEMBERS {
            return Ok(Joined::TeamFull);
        }
        unit.insert_team_member(app, team, uid, now_ms).await?;
        let change = DeskChange::Agent(AgentChange::of(&agent));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Joined::IsMember)
    }

    /// False when the agent was no member. What the agent serves stays with the agent.
    pub async fn remove_team_member(
        self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin(app).await?;
        let Some(agent) = unit.find_agent(app, uid).await? else {
            return Ok(false);
        };
        let was_member = leave_team(&mut *unit, &agent, team, now_ms).await?;
        if was_member {
            unit.commit().await?;
        }
        Ok(was_member)
    }
}

async fn tell(unit: &mut dyn DeskUnit, team: &Team, now_ms: i64) -> Result<(), StoreError> {
    let change = DeskChange::Team(TeamChange::of(team));
    record(unit, &team.app, &change, now_ms).await
}

/// None of a deleted team.
async fn find_in_use(
    unit: &dyn DeskUnit,
    app: &AppId,
    id: TeamId,
) -> Result<Option<Team>, StoreError> {
    let team = unit.find_team(app, id).await?;
    Ok(team.filter(|team| !team.is_deleted))
}

/// False when the agent was no member.
async fn leave_team(
    unit: &mut dyn DeskUnit,
    agent: &Agent,
    team: TeamId,
    now_ms: i64,
) -> Result<bool, StoreError> {
    if !unit
        .remove_team_member(&agent.app, team, &agent.uid)
        .await?
    {
        return Ok(false);
    }
    let change = AgentChange {
        left_team: Some(team),
        ..AgentChange::of(agent)
    };
    record(unit, &agent.app, &DeskChange::Agent(change), now_ms).await?;
    Ok(true)
}
