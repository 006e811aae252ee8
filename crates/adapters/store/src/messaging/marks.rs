//! Read and received marks. Each moves forward in one statement that compares, so no writer can move it back.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::Marks;

use super::rows::{seq_value, to_marks};
use crate::database::Store;
use crate::entity::conversation_member::{self, Column};
use crate::error::store_error;

/// Marks in one transaction: everybody else who writes waits for so many and not for all.
const MARKS_AT_ONCE: usize = 500;

struct Owner<'a> {
    app: &'a AppId,
    id: ConversationId,
    uid: &'a Uid,
}

/// Moves the marks of one member. What would move nothing takes no write lock: clients repeat themselves.
pub(super) async fn advance(
    store: &Store,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
    read: Option<Seq>,
    received: Option<Seq>,
) -> Result<Option<Marks>, StoreError> {
    let owner = Owner { app, id, uid };
    let Some(before) = find(store.reader(), &owner).await? else {
        return Ok(None);
    };
    let read = read.filter(|seq| *seq > before.read);
    let received = received.filter(|seq| *seq > before.received);
    if read.is_none() && received.is_none() {
        return Ok(Some(before));
    }
    let unit = store.begin_write().await?;
    if let Some(seq) = read {
        advance_one(unit.db(), &owner, Column::ReadSeq, seq).await?;
    }
    if let Some(seq) = received {
        advance_one(unit.db(), &owner, Column::ReceivedSeq, seq).await?;
    }
    let after = find(unit.db(), &owner).await?;
    unit.commit().await?;
    Ok(after)
}

pub(super) async fn advance_received(
    store: &Store,
    batch: &[(AppId, ConversationId, Uid, Seq)],
) -> Result<(), StoreError> {
    for part in batch.chunks(MARKS_AT_ONCE) {
        let unit = store.begin_write().await?;
        for (app, id, uid, seq) in part {
            let owner = Owner { app, id: *id, uid };
            advance_one(unit.db(), &owner, Column::ReceivedSeq, *seq).await?;
        }
        unit.commit().await?;
    }
    Ok(())
}

async fn find(db: &impl ConnectionTrait, owner: &Owner<'_>) -> Result<Option<Marks>, StoreError> {
    let key = (
        owner.app.to_string(),
        owner.id.as_uuid(),
        owner.uid.to_string(),
    );
    let marks: Option<(i64, i64)> = conversation_member::Entity::find_by_id(key)
        .select_only()
        .columns([Column::ReadSeq, Column::ReceivedSeq])
        .into_tuple()
        .one(db)
        .await
        .map_err(store_error)?;
    marks
        .map(|(read, received)| to_marks(read, received))
        .transpose()
}

async fn advance_one(
    db: &impl ConnectionTrait,
    owner: &Owner<'_>,
    mark: Column,
    seq: Seq,
) -> Result<(), StoreError> {
    conversation_member::Entity::update_many()
        .col_expr(mark, Expr::value(seq_value(seq)))
        .filter(Column::AppId.eq(owner.app.as_str()))
        .filter(Column::ConversationId.eq(owner.id.as_uuid()))
        .filter(Column::Uid.eq(owner.uid.as_str()))
        .filter(mark.lt(seq_value(seq)))
        .exec(db)
        .await
        .map_err(store_error)?;
    Ok(())
}
