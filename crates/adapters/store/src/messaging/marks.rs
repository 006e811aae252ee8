//! Read and received marks. Each moves forward in one statement that compares, so no writer can move it back.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Iden};
use skein_foundation::StoreError;
use skein_messaging::model::MarkAdvance;

use super::rows::seq_value;
use crate::database::Store;
use crate::dialect;
use crate::entity::conversation_mark::{self, Column};
use crate::error::store_error;

/// Rows of one statement: few texts of statements, each prepared once.
const ROWS_AT_ONCE: usize = 100;

/// In one transaction. Ordered by owner, so that two of them that meet take their rows in the same order.
pub(super) async fn advance(store: &Store, batch: &[MarkAdvance]) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut ordered: Vec<&MarkAdvance> = batch.iter().collect();
    ordered.sort_unstable_by_key(|one| (&one.app, one.conversation_id, &one.uid));
    let unit = store.begin_write().await?;
    let backend = unit.db().get_database_backend();
    let further = |column: Column| {
        let table = conversation_mark::Entity.to_string();
        dialect::further_of(backend, &table, &column.to_string())
    };
    let conflict = OnConflict::columns([Column::AppId, Column::ConversationId, Column::Uid])
        .value(Column::ReadSeq, further(Column::ReadSeq))
        .value(Column::ReceivedSeq, further(Column::ReceivedSeq))
        .to_owned();
    for part in ordered.chunks(ROWS_AT_ONCE) {
        let rows = part.iter().map(|one| conversation_mark::ActiveModel {
            app_id: Set(one.app.to_string()),
            conversation_id: Set(one.conversation_id.as_uuid()),
            uid: Set(one.uid.to_string()),
            read_seq: Set(seq_value(one.to.read)),
            received_seq: Set(seq_value(one.to.received)),
        });
        conversation_mark::Entity::insert_many(rows)
            .on_conflict(conflict.clone())
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
    }
    unit.commit().await
}
