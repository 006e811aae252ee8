//! Counters of an app's desk: the order of commits, whatever the clock says.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use skein_foundation::{AppId, StoreError};

use super::rows::large;
use crate::entity::desk_queue::{self, Column, Entity};
use crate::error::{corrupt, store_error};
use crate::unit_of_work::UnitOfWork;

/// The next place in the queues of the app.
pub(super) async fn draw_ticket(unit: &UnitOfWork, app: &AppId) -> Result<u64, StoreError> {
    large(draw(unit, app, Column::LastTicket).await?.last_ticket)
}

/// The next number of the app's assignments and resolutions.
pub(super) async fn draw_number(unit: &UnitOfWork, app: &AppId) -> Result<u64, StoreError> {
    large(draw(unit, app, Column::LastNumber).await?.last_number)
}

/// The counter's row stays locked until the commit, so that numbers are drawn in the order of commits on every engine.
async fn draw(
    unit: &UnitOfWork,
    app: &AppId,
    counter: Column,
) -> Result<desk_queue::Model, StoreError> {
    Entity::update_many()
        .col_expr(counter, Expr::col(counter).add(1))
        .filter(Column::AppId.eq(app.as_str()))
        .exec(unit.db())
        .await
        .map_err(store_error)?;
    Entity::find_by_id(app.to_string())
        .one(unit.db())
        .await
        .map_err(store_error)?
        .ok_or_else(|| corrupt("an app with a default team and no queue"))
}
