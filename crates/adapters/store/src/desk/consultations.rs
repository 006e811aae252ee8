//! Reading consultations.

use async_trait::async_trait;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use skein_desk::model::{
    Consultation, ConsultationState, DeskThread, DeskTime, QueuePlace, Transition, Waiting,
};
use skein_desk::ports::{ConsultationFilter, ConsultationQueries};
use skein_desk::rules::handling_ms;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid};

use super::rows::{
    column_value, parse_app, parse_uid, queue_place, small, to_consultation, to_thread,
    to_transition,
};
use crate::entity::consultation::{Column, Entity};
use crate::entity::{consultation_transition, desk_thread, team};
use crate::error::store_error;
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> ConsultationQueries for Sql<C> {
    async fn find_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let row = Entity::find_by_id((app.to_string(), id.as_uuid()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_consultation).transpose()
    }

    async fn find_latest_consultation(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let row = of_app(app)
            .filter(Column::ConversationId.eq(conversation_id.as_uuid()))
            .order_by_desc(Column::Number)
            .limit(1)
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_consultation).transpose()
    }

    async fn list_transitions(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Vec<Transition>, StoreError> {
        let rows = consultation_transition::Entity::find()
            .filter(consultation_transition::Column::AppId.eq(app.as_str()))
            .filter(consultation_transition::Column::ConsultationId.eq(id.as_uuid()))
            .order_by_asc(consultation_transition::Column::Ordinal)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.into_iter().map(to_transition).collect()
    }

    async fn list_consultations(
        &self,
        app: &AppId,
        filter: &ConsultationFilter,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        all(listed(app, filter, after, limit)?, self.db()).await
    }

    async fn list_resolved(
        &self,
        app: &AppId,
        agent: &Uid,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        let mut query = of_app(app)
            .filter(Column::AgentUid.eq(agent.as_str()))
            .filter(Column::State.eq(ConsultationState::Resolved.as_str()));
        if let Some(after) = after {
            query = query.filter(Column::ResolvedNumber.lt(column_value(after)?));
        }
        let page = query
            .order_by_desc(Column::ResolvedNumber)
            .limit(limit as u64);
        all(page, self.db()).await
    }

    async fn list_queue(
        &self,
        app: &AppId,
        teams: &[TeamId],
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        let page = queue_page(app, teams, after, limit)?;
        all(page, self.db()).await
    }

    async fn list_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Waiting>, StoreError> {
        let rows: Vec<(Uuid, Uuid, String, i64, i64, i64)> =
            queue_page(app, &[team], after, limit)?
                .select_only()
                .columns([
                    Column::ConsultationId,
                    Column::ConversationId,
                    Column::CustomerUid,
                    Column::Priority,
                    Column::Ticket,
                    Column::Transitions,
                ])
                .into_tuple()
                .all(self.db())
                .await
                .map_err(store_error)?;
        let waiting = rows.into_iter().map(|row| {
            let (id, conversation_id, customer, priority, ticket, transitions) = row;
            Ok(Waiting {
                id: id.into(),
                conversation_id: conversation_id.into(),
                customer: parse_uid(&customer)?,
                place: queue_place(priority, ticket)?,
                transitions: small(transitions)?,
            })
        });
        waiting.collect()
    }

    async fn count_waiting(
        &self,
        app: &AppId,
        team: TeamId,
        before: Option<QueuePlace>,
    ) -> Result<u32, StoreError> {
        let mut query = waiting(app, &[team]);
        if let Some(before) = before {
            let priority = i64::from(before.priority);
            let same_priority = Condition::all()
                .add(Column::Priority.eq(priority))
                .add(Column::Ticket.lt(column_value(before.ticket)?));
            query = query.filter(
                Condition::any()
                    .add(Column::Priority.lt(priority))
                    .add(same_priority),
            );
        }
        let count = query.count(self.db()).await.map_err(store_error)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn list_recent_handling_ms(
        &self,
        app: &AppId,
        team: TeamId,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let handled = of_app(app)
            .filter(Column::TeamId.eq(team.as_uuid()))
            .filter(Column::State.eq(ConsultationState::Resolved.as_str()))
            // As `handling_ms` wants it, so that the limit counts only those that say something.
            .filter(Column::FirstResponseAtMs.is_not_null())
            .filter(Expr::col(Column::ResolvedAtMs).gt(Expr::col(Column::AssignedAtMs)))
            .order_by_desc(Column::ResolvedNumber)
            .limit(limit as u64);
        let handled = all(handled, self.db()).await?;
        Ok(handled.iter().filter_map(handling_ms).collect())
    }

    async fn list_silent(
        &self,
        now: DeskTime,
        limit: usize,
    ) -> Result<Vec<(AppId, ConsultationId)>, StoreError> {
        let deadline = Expr::col((Entity, Column::CustomerTurnAt))
            .add(Expr::col((team::Entity, team::Column::SilenceResolveS)).mul(1_000));
        let same_team = Condition::all()
            .add(
                Expr::col((team::Entity, team::Column::AppId))
                    .eq(Expr::col((Entity, Column::AppId))),
            )
            .add(
                Expr::col((team::Entity, team::Column::TeamId))
                    .eq(Expr::col((Entity, Column::TeamId))),
            );
        let mut silent = Entity::find()
            .select_only()
            .columns([Column::AppId, Column::ConsultationId])
            .filter(Column::CustomerTurnAt.is_not_null())
            .filter(Column::State.eq(ConsultationState::Assigned.as_str()))
            .filter(deadline.lte(now.0))
            .order_by_asc(Column::CustomerTurnAt)
            .order_by_asc(Column::ConsultationId)
            .limit(limit as u64);
        sea_orm::QuerySelect::query(&mut silent).inner_join(team::Entity, same_team);
        let names: Vec<(String, Uuid)> = silent
            .into_tuple()
            .all(self.db())
            .await
            .map_err(store_error)?;
        names
            .into_iter()
            .map(|(app, id)| Ok((parse_app(&app)?, id.into())))
            .collect()
    }

    async fn list_of_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Vec<Consultation>, StoreError> {
        let of_thread = of_app(app)
            .filter(Column::ConversationId.eq(conversation_id.as_uuid()))
            .order_by_asc(Column::Number);
        all(of_thread, self.db()).await
    }

    async fn list_served(&self, app: &AppId, agent: &Uid) -> Result<Vec<Consultation>, StoreError> {
        let served = of_app(app)
            .filter(Column::AgentUid.eq(agent.as_str()))
            .filter(Column::State.eq(ConsultationState::Assigned.as_str()));
        all(served, self.db()).await
    }

    async fn find_last_agent(
        &self,
        consultation: &Consultation,
    ) -> Result<Option<Uid>, StoreError> {
        let row = of_app(&consultation.app)
            .filter(Column::ConversationId.eq(consultation.conversation_id.as_uuid()))
            .filter(Column::Number.lt(i64::from(consultation.number)))
            .filter(Column::AgentUid.is_not_null())
            .order_by_desc(Column::Number)
            .limit(1)
            .one(self.db())
            .await
            .map_err(store_error)?;
        Ok(row
            .map(to_consultation)
            .transpose()?
            .and_then(|served| served.agent))
    }

    async fn find_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<DeskThread, StoreError> {
        let row = desk_thread::Entity::find_by_id((app.to_string(), conversation_id.as_uuid()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.as_ref().map_or(Ok(DeskThread::default()), to_thread)
    }
}

fn of_app(app: &AppId) -> Select<Entity> {
    Entity::find().filter(Column::AppId.eq(app.as_str()))
}

/// Newest first. Whatever is filtered by, an index gives the order: nobody waits for all that ever were to be sorted.
fn listed(
    app: &AppId,
    filter: &ConsultationFilter,
    after: Option<u64>,
    limit: usize,
) -> Result<Select<Entity>, StoreError> {
    let mut query = of_app(app);
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(customer) = &filter.customer {
        query = query.filter(Column::CustomerUid.eq(customer.as_str()));
    }
    if let Some(agent) = &filter.agent {
        query = query.filter(Column::AgentUid.eq(agent.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(Column::Ticket.lt(column_value(after)?));
    }
    Ok(query.order_by_desc(Column::Ticket).limit(limit as u64))
}

fn queue_page(
    app: &AppId,
    teams: &[TeamId],
    after: Option<QueuePlace>,
    limit: usize,
) -> Result<Select<Entity>, StoreError> {
    let mut query = waiting(app, teams);
    if let Some(after) = after {
        let priority = i64::from(after.priority);
        let same_priority = Condition::all()
            .add(Column::Priority.eq(priority))
            .add(Column::Ticket.gt(column_value(after.ticket)?));
        query = query.filter(
            Condition::any()
                .add(Column::Priority.gt(priority))
                .add(same_priority),
        );
    }
    Ok(query
        .order_by_asc(Column::Priority)
        .order_by_asc(Column::Ticket)
        .limit(limit as u64))
}

fn waiting(app: &AppId, teams: &[TeamId]) -> Select<Entity> {
    of_app(app)
        .filter(Column::State.eq(ConsultationState::Waiting.as_str()))
        .filter(Column::TeamId.is_in(teams.iter().map(TeamId::as_uuid)))
}

async fn all(
    query: Select<Entity>,
    db: &impl ConnectionTrait,
) -> Result<Vec<Consultation>, StoreError> {
    let rows = query.all(db).await.map_err(store_error)?;
    rows.into_iter().map(to_consultation).collect()
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

    use super::*;
    use crate::database::Store;

    /// What the engine says that it would do.
    async fn plan(store: &Store, query: Select<Entity>) -> Vec<String> {
        let mut statement: Statement = query.build(DbBackend::Sqlite);
        statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let rows = store.reader().query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| row.try_get::<String>("", "detail").unwrap())
            .collect()
    }

    #[tokio::test]
    async fn no_list_sorts_what_it_could_read_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("skein.db")).await.unwrap();
        store.migrate().await.unwrap();
        let app = AppId::parse("tour").unwrap();
        let uid = || Some(Uid::parse("someone").unwrap());
        let filters = [
            ConsultationFilter::default(),
            ConsultationFilter {
                state: Some(ConsultationState::Resolved),
                ..ConsultationFilter::default()
            },
            ConsultationFilter {
                customer: uid(),
                ..ConsultationFilter::default()
            },
            ConsultationFilter {
                agent: uid(),
                ..ConsultationFilter::default()
            },
        ];
        for filter in filters {
            for after in [None, Some(7)] {
                let steps = plan(&store, listed(&app, &filter, after, 20).unwrap()).await;
                let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
                assert!(!sorts, "{filter:?} after {after:?}: {steps:?}");
            }
        }
    }
}
