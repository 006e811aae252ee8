//! Agents, their status and their limit.

use async_trait::async_trait;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use skein_desk::model::{Absence, Agent, AgentChange, AgentStatus, Capacity, DeskChange};
use skein_desk::ports::AgentStore;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use super::rows::{agent_row, to_agent};
use super::saving;
use crate::database::Store;
use crate::entity::agent;
use crate::error::store_error;
use crate::unit_of_work::UnitOfWork;

#[async_trait]
impl AgentStore for Store {
    async fn ensure_agent(&self, agent: &Agent, now_ms: i64) -> Result<Agent, StoreError> {
        let mut unit = self.begin_write().await?;
        if let Some(there) = find_agent(unit.db(), &agent.app, &agent.uid).await? {
            return to_agent(&there);
        }
        agent::Entity::insert(agent_row(agent, now_ms)?)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        record_agent(&mut unit, agent, now_ms).await?;
        unit.commit().await?;
        Ok(agent.clone())
    }

    async fn find_agent(&self, app: &AppId, uid: &Uid) -> Result<Option<Agent>, StoreError> {
        find_agent(self.reader(), app, uid)
            .await?
            .map(|row| to_agent(&row))
            .transpose()
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_agent).collect()
    }

    async fn set_agent_status(
        &self,
        app: &AppId,
        uid: &Uid,
        status: AgentStatus,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        change_agent(self, app, uid, now_ms, |row| {
            row.status = Set(status.as_str().to_owned());
        })
        .await
    }

    async fn set_agent_capacity(
        &self,
        app: &AppId,
        uid: &Uid,
        capacity: Capacity,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        change_agent(self, app, uid, now_ms, |row| {
            row.capacity = Set(capacity.get().into());
        })
        .await
    }

    async fn set_agent_absence(
        &self,
        app: &AppId,
        uid: &Uid,
        absence: Option<Absence>,
        now_ms: i64,
    ) -> Result<Option<Agent>, StoreError> {
        // Every connection that comes and goes asks: nearly always it is as it was, and takes no write lock.
        let known = AgentStore::find_agent(self, app, uid).await?;
        if known
            .as_ref()
            .is_none_or(|agent| agent.absence.is_some() == absence.is_some())
        {
            return Ok(known);
        }
        let mut unit = self.begin_write().await?;
        let agent = change_in(&mut unit, app, uid, now_ms, |before, row| {
            if before.absent_at.is_some() != absence.is_some() {
                row.absent_since_ms = Set(absence.map(|absence| absence.since_ms));
                row.absent_at = Set(absence.map(|absence| absence.since.0));
            }
        })
        .await?;
        unit.commit().await?;
        Ok(agent)
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_agent).collect()
    }
}

async fn change_agent(
    store: &Store,
    app: &AppId,
    uid: &Uid,
    now_ms: i64,
    change: impl FnOnce(&mut agent::ActiveModel) + Send,
) -> Result<Option<Agent>, StoreError> {
    let mut unit = store.begin_write().await?;
    let agent = change_in(&mut unit, app, uid, now_ms, |_, row| change(row)).await?;
    unit.commit().await?;
    Ok(agent)
}

/// Records the change if there was one.
pub(super) async fn change_in(
    unit: &mut UnitOfWork,
    app: &AppId,
    uid: &Uid,
    now_ms: i64,
    change: impl FnOnce(&agent::Model, &mut agent::ActiveModel) + Send,
) -> Result<Option<Agent>, StoreError> {
    let Some(before) = find_agent(unit.db(), app, uid).await? else {
        return Ok(None);
    };
    let mut row = before.clone().into_active_model();
    change(&before, &mut row);
    let after = row.update(unit.db()).await.map_err(store_error)?;
    let agent = to_agent(&after)?;
    if after != before {
        record_agent(unit, &agent, now_ms).await?;
    }
    Ok(Some(agent))
}

pub(super) async fn find_agent(
    db: &impl ConnectionTrait,
    app: &AppId,
    uid: &Uid,
) -> Result<Option<agent::Model>, StoreError> {
    agent::Entity::find_by_id((app.to_string(), uid.to_string()))
        .one(db)
        .await
        .map_err(store_error)
}

pub(super) async fn record_agent(
    unit: &mut UnitOfWork,
    agent: &Agent,
    now_ms: i64,
) -> Result<(), StoreError> {
    let change = DeskChange::Agent(AgentChange::of(agent));
    saving::record(unit, &agent.app, &change, now_ms).await
}
