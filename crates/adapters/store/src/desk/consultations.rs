//! Reading consultations.

use async_trait::async_trait;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use skein_desk::model::{Clue, Consultation, ConsultationState, DeskTime, QueuePlace, Transition};
use skein_desk::ports::{ConsultationFilter, ConsultationStore};
use skein_desk::rules::handling_ms;
use skein_foundation::{AppId, ConsultationId, ConversationId, StoreError, TeamId, Uid};

use super::rows::{column_value, from_json, parse_app, to_consultation, to_transition};
use crate::database::Store;
use crate::entity::consultation::{Column, Entity};
use crate::entity::{consultation_transition, desk_thread, team};
use crate::error::store_error;

#[async_trait]
impl ConsultationStore for Store {
    async fn find_consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError> {
        find_consultation(self.reader(), app, id).await
    }

    async fn find_latest_consultation(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Consultation>, StoreError> {
        find_latest(self.reader(), app, conversation_id).await
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
            .all(self.reader())
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
        all(
            query.order_by_desc(Column::Ticket).limit(limit as u64),
            self.reader(),
        )
        .await
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
        all(page, self.reader()).await
    }

    async fn list_queue(
        &self,
        app: &AppId,
        teams: &[TeamId],
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<Consultation>, StoreError> {
        list_queue(self.reader(), app, teams, after, limit).await
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
        let count = query.count(self.reader()).await.map_err(store_error)?;
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
        let handled = all(handled, self.reader()).await?;
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        names
            .into_iter()
            .map(|(app, id)| Ok((parse_app(&app)?, id.into())))
            .collect()
    }

    async fn find_clue(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Clue>, StoreError> {
        let thread = find_thread(self.reader(), app, conversation_id).await?;
        from_json(thread.and_then(|thread| thread.clue).as_deref())
    }
}

pub(super) async fn find_consultation(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConsultationId,
) -> Result<Option<Consultation>, StoreError> {
    let row = Entity::find_by_id((app.to_string(), id.as_uuid()))
        .one(db)
        .await
        .map_err(store_error)?;
    row.map(to_consultation).transpose()
}

pub(super) async fn find_latest(
    db: &impl ConnectionTrait,
    app: &AppId,
    conversation_id: ConversationId,
) -> Result<Option<Consultation>, StoreError> {
    let row = of_app(app)
        .filter(Column::ConversationId.eq(conversation_id.as_uuid()))
        .order_by_desc(Column::Number)
        .limit(1)
        .one(db)
        .await
        .map_err(store_error)?;
    row.map(to_consultation).transpose()
}

/// All of the thread, oldest first.
pub(super) async fn list_of_thread(
    db: &impl ConnectionTrait,
    app: &AppId,
    conversation_id: ConversationId,
) -> Result<Vec<Consultation>, StoreError> {
    let of_thread = of_app(app)
        .filter(Column::ConversationId.eq(conversation_id.as_uuid()))
        .order_by_asc(Column::Number);
    all(of_thread, db).await
}

/// What the agent serves now: as many as the highest capacity at most.
pub(super) async fn list_served(
    db: &impl ConnectionTrait,
    app: &AppId,
    agent: &Uid,
) -> Result<Vec<Consultation>, StoreError> {
    let served = of_app(app)
        .filter(Column::AgentUid.eq(agent.as_str()))
        .filter(Column::State.eq(ConsultationState::Assigned.as_str()));
    all(served, db).await
}

/// Whoever served the customer of the thread before this consultation.
pub(super) async fn find_last_agent(
    db: &impl ConnectionTrait,
    consultation: &Consultation,
) -> Result<Option<Uid>, StoreError> {
    let row = of_app(&consultation.app)
        .filter(Column::ConversationId.eq(consultation.conversation_id.as_uuid()))
        .filter(Column::Number.lt(i64::from(consultation.number)))
        .filter(Column::AgentUid.is_not_null())
        .order_by_desc(Column::Number)
        .limit(1)
        .one(db)
        .await
        .map_err(store_error)?;
    Ok(row
        .map(to_consultation)
        .transpose()?
        .and_then(|served| served.agent))
}

pub(super) async fn list_queue(
    db: &impl ConnectionTrait,
    app: &AppId,
    teams: &[TeamId],
    after: Option<QueuePlace>,
    limit: usize,
) -> Result<Vec<Consultation>, StoreError> {
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
    let page = query
        .order_by_asc(Column::Priority)
        .order_by_asc(Column::Ticket)
        .limit(limit as u64);
    all(page, db).await
}

pub(super) async fn find_thread(
    db: &impl ConnectionTrait,
    app: &AppId,
    conversation_id: ConversationId,
) -> Result<Option<desk_thread::Model>, StoreError> {
    desk_thread::Entity::find_by_id((app.to_string(), conversation_id.as_uuid()))
        .one(db)
        .await
        .map_err(store_error)
}

fn of_app(app: &AppId) -> Select<Entity> {
    Entity::find().filter(Column::AppId.eq(app.as_str()))
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
