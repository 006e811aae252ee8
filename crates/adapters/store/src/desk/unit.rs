//! What a unit of work of the desk writes: rows.

use async_trait::async_trait;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use skein_desk::model::{Agent, Clue, Consultation, Gone, Team, Transition};
use skein_desk::ports::{ConsultationQueries, DeskStore, DeskUnit};
use skein_foundation::{AppId, ConversationId, Lock, Seq, StoreError, TeamId, Uid};

use super::rows::{agent_row, column_value, consultation_row, large, team_row, to_json};
use crate::database::Store;
use crate::entity::{
    agent, consultation, consultation_transition, desk_queue, desk_thread, team, team_member,
};
use crate::error::{corrupt, store_error};
use crate::outbox;
use crate::unit_of_work::UnitOfWork;

#[async_trait]
impl DeskStore for Store {
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn DeskUnit>, StoreError> {
        Ok(Box::new(self.begin_locked(locks).await?))
    }

    async fn newest_change(&self) -> Result<u64, StoreError> {
        // Changes that were handled are forgotten, perhaps all of them; this process knows how far they had come.
        let known = *self.committed_changes().borrow();
        let newest = outbox::newest_position(self.reader()).await?;
        Ok(Ord::max(newest, known))
    }

    async fn remember_clue(
        &self,
        app: &AppId,
        thread: ConversationId,
        clue: &Clue,
    ) -> Result<(), StoreError> {
        // Every page that a visitor opens says where it is: the same again takes no write lock.
        let known = self.find_thread(app, thread).await?;
        if known.clue.as_ref() == Some(clue) {
            return Ok(());
        }
        let unit = self.begin_write().await?;
        let row = desk_thread::ActiveModel {
            clue: Set(to_json(Some(clue))?),
            ..thread_row(app, thread)
        };
        upsert_thread(unit.db(), row, [desk_thread::Column::Clue]).await?;
        unit.commit().await
    }
}

#[async_trait]
impl DeskUnit for UnitOfWork {
    async fn draw_ticket(&mut self, app: &AppId) -> Result<u64, StoreError> {
        let queue = draw(self.db(), app, desk_queue::Column::LastTicket).await?;
        large(queue.last_ticket)
    }

    async fn draw_number(&mut self, app: &AppId) -> Result<u64, StoreError> {
        let queue = draw(self.db(), app, desk_queue::Column::LastNumber).await?;
        large(queue.last_number)
    }

    async fn insert_consultation(&mut self, opened: &Consultation) -> Result<(), StoreError> {
        consultation::Entity::insert(consultation_row(opened)?)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn update_consultation(
        &mut self,
        after: &Consultation,
        steps_before: u32,
    ) -> Result<(), StoreError> {
        let updated = consultation::Entity::update_many()
            .set(consultation_row(after)?)
            .filter(consultation::Column::AppId.eq(after.app.as_str()))
            .filter(consultation::Column::ConsultationId.eq(after.id.as_uuid()))
            .filter(consultation::Column::Transitions.eq(i64::from(steps_before)))
            .exec(self.db())
            .await
            .map_err(store_error)?;
        if updated.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::conflict(
                "the consultation took another step meanwhile",
            ))
        }
    }

    async fn insert_step(
        &mut self,
        after: &Consultation,
        step: &Transition,
    ) -> Result<(), StoreError> {
        consultation_transition::Entity::insert(consultation_transition::ActiveModel {
            app_id: Set(after.app.to_string()),
            consultation_id: Set(after.id.as_uuid()),
            ordinal: Set(after.transitions.into()),
            from_state: Set(step.from.as_str().to_owned()),
            to_state: Set(step.to.as_str().to_owned()),
            at_ms: Set(step.at_ms),
            actor_kind: Set(step.actor.kind().to_owned()),
            actor_id: Set(step.actor.id().map(str::to_owned)),
            reason: Set(step.reason.clone()),
        })
        .exec_without_returning(self.db())
        .await
        .map(drop)
        .map_err(store_error)
    }

    async fn set_noted(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        noted: Seq,
    ) -> Result<(), StoreError> {
        let row = desk_thread::ActiveModel {
            noted_seq: Set(column_value(noted.0)?),
            ..thread_row(app, thread)
        };
        upsert_thread(self.db(), row, [desk_thread::Column::NotedSeq]).await
    }

    async fn set_gone(
        &mut self,
        app: &AppId,
        thread: ConversationId,
        gone: Gone,
    ) -> Result<(), StoreError> {
        let row = desk_thread::ActiveModel {
            gone_into: Set(Some(gone.into.as_uuid())),
            counts_from_seq: Set(Some(column_value(gone.counts_from.0)?)),
            ..thread_row(app, thread)
        };
        let changed = [
            desk_thread::Column::GoneInto,
            desk_thread::Column::CountsFromSeq,
        ];
        upsert_thread(self.db(), row, changed).await
    }

    async fn insert_team(&mut self, team: &Team, now_ms: i64) -> Result<(), StoreError> {
        team::Entity::insert(team_row(team, now_ms))
            .exec_without_returning(self.db())
            .await
            .map_err(store_error)?;
        if !team.is_default {
            return Ok(());
        }
        desk_queue::Entity::insert(desk_queue::ActiveModel {
            app_id: Set(team.app.to_string()),
            last_ticket: Set(0),
            last_number: Set(0),
        })
        .exec_without_returning(self.db())
        .await
        .map(drop)
        .map_err(store_error)
    }

    async fn update_team(&mut self, team: &Team) -> Result<(), StoreError> {
        let row = team::ActiveModel {
            created_at_ms: NotSet,
            deleted_at_ms: NotSet,
            ..team_row(team, 0)
        };
        set_team(self.db(), &team.app, team.id, row).await
    }

    async fn retire_team(
        &mut self,
        app: &AppId,
        id: TeamId,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let row = team::ActiveModel {
            deleted_at_ms: Set(Some(now_ms)),
            ..team::ActiveModel::default()
        };
        set_team(self.db(), app, id, row).await
    }

    async fn insert_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        team_member::Entity::insert(team_member::ActiveModel {
            app_id: Set(app.to_string()),
            team_id: Set(team.as_uuid()),
            uid: Set(uid.to_string()),
            joined_at_ms: Set(now_ms),
        })
        .exec_without_returning(self.db())
        .await
        .map(drop)
        .map_err(store_error)
    }

    async fn remove_team_member(
        &mut self,
        app: &AppId,
        team: TeamId,
        uid: &Uid,
    ) -> Result<bool, StoreError> {
        let key = (app.to_string(), team.as_uuid(), uid.to_string());
        let removed = team_member::Entity::delete_by_id(key)
            .exec(self.db())
            .await
            .map_err(store_error)?;
        Ok(removed.rows_affected > 0)
    }

    async fn insert_agent(&mut self, agent: &Agent, now_ms: i64) -> Result<(), StoreError> {
        agent::Entity::insert(agent_row(agent, now_ms)?)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn update_agent(&mut self, agent: &Agent) -> Result<(), StoreError> {
        let row = agent::ActiveModel {
            created_at_ms: NotSet,
            ..agent_row(agent, 0)?
        };
        agent::Entity::update_many()
            .set(row)
            .filter(agent::Column::AppId.eq(agent.app.as_str()))
            .filter(agent::Column::Uid.eq(agent.uid.as_str()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }
}

/// The counter's row stays locked until the commit, so that numbers are drawn in the order of commits on every engine.
async fn draw(
    db: &impl ConnectionTrait,
    app: &AppId,
    counter: desk_queue::Column,
) -> Result<desk_queue::Model, StoreError> {
    desk_queue::Entity::update_many()
        .col_expr(counter, Expr::col(counter).add(1))
        .filter(desk_queue::Column::AppId.eq(app.as_str()))
        .exec(db)
        .await
        .map_err(store_error)?;
    desk_queue::Entity::find_by_id(app.to_string())
        .one(db)
        .await
        .map_err(store_error)?
        .ok_or_else(|| corrupt("an app with a default team and no queue"))
}

async fn set_team(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: TeamId,
    row: team::ActiveModel,
) -> Result<(), StoreError> {
    team::Entity::update_many()
        .set(row)
        .filter(team::Column::AppId.eq(app.as_str()))
        .filter(team::Column::TeamId.eq(id.as_uuid()))
        .exec(db)
        .await
        .map(drop)
        .map_err(store_error)
}

/// What the desk knows of a thread it has noted nothing of.
fn thread_row(app: &AppId, thread: ConversationId) -> desk_thread::ActiveModel {
    desk_thread::ActiveModel {
        app_id: Set(app.to_string()),
        conversation_id: Set(thread.as_uuid()),
        clue: Set(None),
        noted_seq: Set(0),
        gone_into: Set(None),
        counts_from_seq: Set(None),
    }
}

/// Makes the row, or changes those columns of the row that is there.
async fn upsert_thread<const N: usize>(
    db: &impl ConnectionTrait,
    row: desk_thread::ActiveModel,
    changed: [desk_thread::Column; N],
) -> Result<(), StoreError> {
    let key = [
        desk_thread::Column::AppId,
        desk_thread::Column::ConversationId,
    ];
    desk_thread::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(changed).to_owned())
        .exec_without_returning(db)
        .await
        .map(drop)
        .map_err(store_error)
}
