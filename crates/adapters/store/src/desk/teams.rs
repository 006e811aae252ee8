//! Reading teams and who is in them.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use skein_desk::model::{Agent, ConsultationState, Team};
use skein_desk::ports::{MAX_TEAM_MEMBERS, TeamQueries};
use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::rows::{to_agent, to_team};
use crate::entity::{agent, consultation, team, team_member};
use crate::error::store_error;
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> TeamQueries for Sql<C> {
    async fn find_team(&self, app: &AppId, id: TeamId) -> Result<Option<Team>, StoreError> {
        let row = team::Entity::find_by_id((app.to_string(), id.as_uuid()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.as_ref().map(to_team).transpose()
    }

    async fn find_default_team(&self, app: &AppId) -> Result<Option<Team>, StoreError> {
        let row = team::Entity::find()
            .filter(team::Column::AppId.eq(app.as_str()))
            .filter(team::Column::DefaultMark.is_not_null())
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.as_ref().map(to_team).transpose()
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
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_team).collect()
    }

    async fn list_team_agents(&self, app: &AppId, team: TeamId) -> Result<Vec<Agent>, StoreError> {
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
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_agent).collect()
    }

    async fn list_teams_of(&self, app: &AppId, uid: &Uid) -> Result<Vec<Team>, StoreError> {
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
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_team).collect()
    }

    async fn is_team_at_work(&self, app: &AppId, team: TeamId) -> Result<bool, StoreError> {
        let at_work = consultation::Entity::find()
            .filter(consultation::Column::AppId.eq(app.as_str()))
            .filter(consultation::Column::TeamId.eq(team.as_uuid()))
            .filter(consultation::Column::State.ne(ConsultationState::Resolved.as_str()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        Ok(at_work.is_some())
    }
}
