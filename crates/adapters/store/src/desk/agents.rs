//! Reading agents.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use skein_desk::model::{Agent, AgentStatus};
use skein_desk::ports::AgentQueries;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use super::rows::to_agent;
use crate::entity::agent;
use crate::error::store_error;
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> AgentQueries for Sql<C> {
    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError> {
        let row = agent::Entity::find_by_id((app.to_string(), uid.to_string()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.as_ref().map(to_agent).transpose()
    }

    async fn list_agents(
        &self,
        app: &AppId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        let mut query = agent::Entity::find().filter(agent::Column::AppId.eq(app.as_str()));
        if let Some(after) = after {
            query = query.filter(agent::Column::Uid.gt(after.as_str()));
        }
        let rows = query
            .order_by_asc(agent::Column::Uid)
            .limit(limit as u64)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_agent).collect()
    }

    async fn list_attending(
        &self,
        after: Option<&UserKey>,
        limit: usize,
    ) -> Result<Vec<Agent>, StoreError> {
        let is_attending = Condition::any()
            .add(agent::Column::Load.gt(0))
            .add(agent::Column::Status.ne(AgentStatus::Offline.as_str()));
        let mut query = agent::Entity::find().filter(is_attending);
        if let Some(after) = after {
            let in_the_app = Condition::all()
                .add(agent::Column::AppId.eq(after.app.as_str()))
                .add(agent::Column::Uid.gt(after.uid.as_str()));
            query = query.filter(
                Condition::any()
                    .add(agent::Column::AppId.gt(after.app.as_str()))
                    .add(in_the_app),
            );
        }
        let rows = query
            .order_by_asc(agent::Column::AppId)
            .order_by_asc(agent::Column::Uid)
            .limit(limit as u64)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_agent).collect()
    }
}
