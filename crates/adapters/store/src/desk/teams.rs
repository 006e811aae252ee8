//! Teams and who is in them.

use async_trait::async_trait;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use skein_desk::model::{Agent, AgentChange, ConsultationState, DeskChange, Team, TeamSettings};
use skein_desk::ports::{MAX_TEAM_MEMBERS, TeamDeletion, TeamStore};
use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::agents::{find_agent, record_agent};
use super::rows::{team_row, to_agent, to_team};
use super::saving;
use crate::database::Store;
use crate::entity::{agent, consultation, desk_queue, team, team_member};
use crate::error::store_error;
use crate::unit_of_work::UnitOfWork;

#[async_trait]
impl TeamStore for Store {
    async fn ensure_default_team(&self, team: &Team, now_ms: i64) -> Result<Team, StoreError> {
        if let Some(there) = find_default_team(self.reader(), &team.app).await? {
            return Ok(there);
        }
        let unit = self.begin_write().await?;
        if let Some(there) = find_default_team(unit.db(), &team.app).await? {
            return Ok(there);
        }
        let team = Team {
            is_default: true,
            ..team.clone()
        };
        team::Entity::insert(team_row(&team, now_ms))
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        desk_queue::Entity::insert(desk_queue::ActiveModel {
            app_id: Set(team.app.to_string()),
            last_ticket: Set(0),
            last_number: Set(0),
        })
        .exec_without_returning(unit.db())
        .await
        .map_err(store_error)?;
        unit.commit().await?;
        Ok(team)
    }

    async fn create_team(&self, team: &Team, now_ms: i64) -> Result<(), StoreError> {
        if team.is_default {
            return Err(StoreError::conflict("the default team comes with the app"));
        }
        let unit = self.begin_write().await?;
        team::Entity::insert(team_row(team, now_ms))
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError> {
        find_team(self.reader(), app, id).await
    }

    async fn list_teams(
        &self,
        app: &AppId,
        after: Option<TeamId>,
        limit: usize,
    ) -> Result<Vec<Team>, StoreError> {
        let mut query = team::Entity::find()
            .filter(team::Column::AppId.eq(app.as_str()))
            .filter(team::Column::DeletedAtMs.is_null());
        if let Some(after) = after {
            query = query.filter(team::Column::TeamId.gt(after.as_uuid()));
        }
        let rows = query
            .order_by_asc(team::Column::TeamId)
            .limit(limit as u64)
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_team).collect()
    }

    async fn update_team(
        &self,
        app: &AppId,
        id: TeamId,
        settings: &TeamSettings,
    ) -> Result<Option<Team>, StoreError> {
        let unit = self.begin_write().await?;
        let Some(row) = find_in_use(unit.db(), app, id).await? else {
            return Ok(None);
        };
        let mut row = row.into_active_model();
        if let Some(name) = &settings.name {
            row.name = Set(name.as_str().to_owned());
        }
        if let Some(seconds) = settings.silence_resolve_s() {
            row.silence_resolve_s = Set(seconds.into());
        }
        if let Some(seconds) = settings.response_target_s() {
            row.response_target_s = Set(seconds.into());
        }
        let updated = row.update(unit.db()).await.map_err(store_error)?;
        unit.commit().await?;
        to_team(&updated).map(Some)
    }

    async fn delete_team(
        &self,
        app: &AppId,
        id: TeamId,
        now_ms: i64,
    ) -> Result<TeamDeletion, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(row) = find_in_use(unit.db(), app, id).await? else {
            return Ok(TeamDeletion::Unknown);
        };
        if row.default_mark.is_some() {
            return Ok(TeamDeletion::IsDefault);
        }
        let at_work = consultation::Entity::find()
            .filter(consultation::Column::AppId.eq(app.as_str()))
            .filter(consultation::Column::TeamId.eq(id.as_uuid()))
            .filter(consultation::Column::State.ne(ConsultationState::Resolved.as_str()))
            .one(unit.db())
            .await
            .map_err(store_error)?;
        if at_work.is_some() {
            return Ok(TeamDeletion::IsAtWork);
        }
        for agent in list_team_agents(unit.db(), app, id).await? {
            leave_team(&mut unit, &agent, id, now_ms).await?;
        }
        let mut row = row.into_active_model();
        row.deleted_at_ms = Set(Some(now_ms));
        row.update(unit.db()).await.map_err(store_error)?;
        unit.commit().await?;
        Ok(TeamDeletion::Deleted)
    }

    async fn add_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(agent) = find_agent(unit.db(), app, uid).await? else {
            return Ok(false);
        };
        if find_in_use(unit.db(), app, team).await?.is_none() {
            return Ok(false);
        }
        let key = (app.to_string(), team.as_uuid(), uid.to_string());
        let there = team_member::Entity::find_by_id(key).one(unit.db()).await;
        if there.map_err(store_error)?.is_some() {
            return Ok(true);
        }
        team_member::Entity::insert(team_member::ActiveModel {
            app_id: Set(app.to_string()),
            team_id: Set(team.as_uuid()),
            uid: Set(uid.to_string()),
            joined_at_ms: Set(now_ms),
        })
        .exec_without_returning(unit.db())
        .await
        .map_err(store_error)?;
        record_agent(&mut unit, &to_agent(&agent)?, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn remove_team_member(
        &self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(agent) = find_agent(unit.db(), app, uid).await? else {
            return Ok(false);
        };
        if !leave_team(&mut unit, &to_agent(&agent)?, team, now_ms).await? {
            return Ok(false);
        }
        unit.commit().await?;
        Ok(true)
    }

    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError> {
        list_team_agents(self.reader(), app, team).await
    }

    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError> {
        list_teams_of(self.reader(), app, uid).await
    }
}

pub(super) async fn find_team(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: TeamId,
) -> Result<Option<Team>, StoreError> {
    let row = find_row(db, app, id).await?;
    row.as_ref().map(to_team).transpose()
}

async fn find_row(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: TeamId,
) -> Result<Option<team::Model>, StoreError> {
    team::Entity::find_by_id((app.to_string(), id.as_uuid()))
        .one(db)
        .await
        .map_err(store_error)
}

/// None of a deleted team.
async fn find_in_use(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: TeamId,
) -> Result<Option<team::Model>, StoreError> {
    let row = find_row(db, app, id).await?;
    Ok(row.filter(|row| row.deleted_at_ms.is_none()))
}

/// False when the agent was no member.
async fn leave_team(
    unit: &mut UnitOfWork,
    agent: &Agent,
    team: TeamId,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let key = (agent.app.to_string(), team.as_uuid(), agent.uid.to_string());
    let deleted = team_member::Entity::delete_by_id(key)
        .exec(unit.db())
        .await
        .map_err(store_error)?;
    if deleted.rows_affected == 0 {
        return Ok(false);
    }
    let change = AgentChange {
        left_team: Some(team),
        ..AgentChange::of(agent)
    };
    saving::record(unit, &agent.app, &DeskChange::Agent(change), now_ms).await?;
    Ok(true)
}

pub(super) async fn find_default_team(
    db: &impl ConnectionTrait,
    app: &AppId,
) -> Result<Option<Team>, StoreError> {
    let row = team::Entity::find()
        .filter(team::Column::AppId.eq(app.as_str()))
        .filter(team::Column::DefaultMark.is_not_null())
        .one(db)
        .await
        .map_err(store_error)?;
    row.as_ref().map(to_team).transpose()
}

pub(super) async fn list_team_agents(
    db: &impl ConnectionTrait,
    app: &AppId,
    team: TeamId,
) -> Result<Vec<Agent>, StoreError> {
    let members = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::Uid)
        .filter(team_member::Column::AppId.eq(app.as_str()))
        .filter(team_member::Column::TeamId.eq(team.as_uuid()))
        .into_query();
    let rows = agent::Entity::find()
        .filter(agent::Column::AppId.eq(app.as_str()))
        .filter(agent::Column::Uid.in_subquery(members))
        .order_by_asc(agent::Column::Uid)
        .limit(MAX_TEAM_MEMBERS as u64)
        .all(db)
        .await
        .map_err(store_error)?;
    rows.iter().map(to_agent).collect()
}

pub(super) async fn list_teams_of(
    db: &impl ConnectionTrait,
    app: &AppId,
    uid: &Uid,
) -> Result<Vec<Team>, StoreError> {
    let memberships = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::TeamId)
        .filter(team_member::Column::AppId.eq(app.as_str()))
        .filter(team_member::Column::Uid.eq(uid.as_str()))
        .into_query();
    let rows = team::Entity::find()
        .filter(team::Column::AppId.eq(app.as_str()))
        .filter(team::Column::TeamId.in_subquery(memberships))
        .order_by_asc(team::Column::TeamId)
        .all(db)
        .await
        .map_err(store_error)?;
    rows.iter().map(to_team).collect()
}
