//! Writing a consultation inside a unit of work: guarded by the number of its steps, with the step beside it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use skein_desk::model::{AgentStatus, Consultation, ConsultationChange, DeskChange, Transition};
use skein_foundation::{AppId, StoreError, Uid};

use super::numbers::draw_number;
use super::rows::{column_value, consultation_row};
use crate::entity::{agent, consultation, consultation_transition};
use crate::error::store_error;
use crate::unit_of_work::UnitOfWork;

/// Stores a consultation that was not there, with the step that opened it.
pub(super) async fn insert(
    unit: &mut UnitOfWork,
    opened: &Consultation,
    step: &Transition,
) -> Result<(), StoreError> {
    consultation::Entity::insert(consultation_row(opened)?)
        .exec_without_returning(unit.db())
        .await
        .map_err(store_error)?;
    insert_step(unit, opened, step).await?;
    let change = DeskChange::Opened(ConsultationChange::of(opened, Some(step.clone())));
    record(unit, &opened.app, &change, step.at_ms).await
}

/// Stores what became of a consultation by one step. Fails as a conflict when somebody else took one meanwhile.
pub(super) async fn step(
    unit: &mut UnitOfWork,
    after: &Consultation,
    step: &Transition,
    change: DeskChange,
) -> Result<(), StoreError> {
    update(unit, after, after.transitions - 1).await?;
    insert_step(unit, after, step).await?;
    record(unit, &after.app, &change, step.at_ms).await
}

/// Stores a consultation that took `transitions` steps when it was read.
pub(super) async fn update(
    unit: &UnitOfWork,
    after: &Consultation,
    transitions: u32,
) -> Result<(), StoreError> {
    let updated = consultation::Entity::update_many()
        .set(consultation_row(after)?)
        .filter(consultation::Column::AppId.eq(after.app.as_str()))
        .filter(consultation::Column::ConsultationId.eq(after.id.as_uuid()))
        .filter(consultation::Column::Transitions.eq(i64::from(transitions)))
        .exec(unit.db())
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

/// Takes one place of the agent. False when there is none, or the agent takes nothing now: the condition and the
/// change are one statement, so no interleaving gets past the limit.
pub(super) async fn take_place(
    unit: &UnitOfWork,
    app: &AppId,
    uid: &Uid,
    allowed: &[AgentStatus],
) -> Result<bool, StoreError> {
    let number = column_value(draw_number(unit, app).await?)?;
    let taken = agent::Entity::update_many()
        .col_expr(agent::Column::Load, Expr::col(agent::Column::Load).add(1))
        .col_expr(agent::Column::LastAssignedNumber, Expr::value(number))
        .filter(agent::Column::AppId.eq(app.as_str()))
        .filter(agent::Column::Uid.eq(uid.as_str()))
        .filter(agent::Column::Status.is_in(allowed.iter().map(|status| status.as_str())))
        .filter(Expr::col(agent::Column::Load).lt(Expr::col(agent::Column::Capacity)))
        .exec(unit.db())
        .await
        .map_err(store_error)?;
    Ok(taken.rows_affected == 1)
}

/// Gives the place back.
pub(super) async fn free_place(
    unit: &UnitOfWork,
    app: &AppId,
    uid: &Uid,
) -> Result<(), StoreError> {
    agent::Entity::update_many()
        .col_expr(agent::Column::Load, Expr::col(agent::Column::Load).sub(1))
        .filter(agent::Column::AppId.eq(app.as_str()))
        .filter(agent::Column::Uid.eq(uid.as_str()))
        .filter(agent::Column::Load.gt(0))
        .exec(unit.db())
        .await
        .map(drop)
        .map_err(store_error)
}

pub(super) async fn record(
    unit: &mut UnitOfWork,
    app: &AppId,
    change: &DeskChange,
    time_ms: i64,
) -> Result<(), StoreError> {
    unit.record_change(app, change.kind(), change, time_ms)
        .await
}

pub(super) async fn insert_step(
    unit: &UnitOfWork,
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
    .exec_without_returning(unit.db())
    .await
    .map(drop)
    .map_err(store_error)
}
