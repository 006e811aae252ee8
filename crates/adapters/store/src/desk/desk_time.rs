//! How long the desk has been running.

use async_trait::async_trait;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Iden};
use skein_desk::model::DeskTime;
use skein_desk::ports::DeskTimeStore;
use skein_foundation::StoreError;

use crate::database::Store;
use crate::dialect;
use crate::entity::desk_time::{ActiveModel, Column, Entity};
use crate::error::store_error;

const THE_ONE_ROW: i64 = 1;

#[async_trait]
impl DeskTimeStore for Store {
    async fn read_desk_time(&self) -> Result<DeskTime, StoreError> {
        let row = Entity::find_by_id(THE_ONE_ROW)
            .one(self.reader())
            .await
            .map_err(store_error)?;
        Ok(row.map_or(DeskTime::default(), |row| DeskTime(row.running_ms)))
    }

    async fn keep_desk_time(&self, now: DeskTime) -> Result<(), StoreError> {
        if self.read_desk_time().await? >= now {
            return Ok(());
        }
        let unit = self.begin_write().await?;
        let backend = unit.db().get_database_backend();
        let table = Entity.to_string();
        // Another node may have kept a later one since it was read.
        let further = dialect::further_of(backend, &table, &Column::RunningMs.to_string());
        let row = ActiveModel {
            id: Set(THE_ONE_ROW),
            running_ms: Set(now.0),
        };
        Entity::insert(row)
            .on_conflict(
                OnConflict::column(Column::Id)
                    .value(Column::RunningMs, further)
                    .to_owned(),
            )
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }
}
