//! The outbox of changes and the cursors of its readers. Global on purpose: consumers read the changes of all apps
//! in one order, and each change names its app.

use async_trait::async_trait;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use skein_foundation::{AppId, StoreError, StoreErrorKind};
use skein_messaging::ports::{ChangeEvent, ChangeOutbox, CursorStore};
use tokio::sync::watch;

use crate::database::Store;
use crate::entity::{change_event, consumer_cursor};
use crate::error::{corrupt, is_unique_violation, store_error};

/// Appends a change and gives its position. Positions are committed in their order because one writer at a time
/// draws them; an engine with many writers has to draw them under a lock held until the commit.
pub(crate) async fn insert_change(
    db: &impl ConnectionTrait,
    app: &AppId,
    kind: &str,
    payload: String,
    time_ms: i64,
) -> Result<u64, StoreError> {
    let change = change_event::ActiveModel {
        app_id: Set(app.to_string()),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        time_ms: Set(time_ms),
        ..Default::default()
    };
    let inserted = change_event::Entity::insert(change)
        .exec(db)
        .await
        .map_err(store_error)?;
    position(inserted.last_insert_id)
}

pub(crate) async fn newest_position(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let newest: Option<i64> = change_event::Entity::find()
        .select_only()
        .column(change_event::Column::Position)
        .order_by_desc(change_event::Column::Position)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
        .map_err(store_error)?;
    newest.map_or(Ok(0), position)
}

impl Store {
    /// The changes at these positions, in one read. Where one of them can't be understood, each is read alone, and that
    /// one is passed over aloud: it must not hold up the changes of every app.
    async fn read_changes(&self, positions: &[i64]) -> Result<Vec<ChangeEvent>, StoreError> {
        let at = |positions: &[i64]| {
            change_event::Entity::find()
                .filter(change_event::Column::Position.is_in(positions.iter().copied()))
                .order_by_asc(change_event::Column::Position)
        };
        let all = at(positions).all(self.reader()).await.map_err(store_error);
        let all = all.and_then(|rows| rows.into_iter().map(to_change).collect());
        match all {
            Err(error) if error.kind == StoreErrorKind::Corrupt => {}
            all => return all,
        }
        let mut changes = Vec::new();
        for position in positions {
            let row = at(&[*position])
                .one(self.reader())
                .await
                .map_err(store_error);
            match row.and_then(|row| row.map(to_change).transpose()) {
                Ok(change) => changes.extend(change),
                Err(error) if error.kind == StoreErrorKind::Corrupt => {
                    tracing::error!(position, error = ?error, "a change can't be understood and is passed over");
                    metrics::counter!("skein_store_changes_skipped_total").increment(1);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(changes)
    }
}

fn to_change(row: change_event::Model) -> Result<ChangeEvent, StoreError> {
    Ok(ChangeEvent {
        position: position(row.position)?,
        app: AppId::parse(&row.app_id).map_err(corrupt)?,
        kind: row.kind,
        payload: row.payload,
        time_ms: row.time_ms,
    })
}

#[async_trait]
impl ChangeOutbox for Store {
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<ChangeEvent>, StoreError> {
        let mut after = after;
        loop {
            let positions: Vec<i64> = change_event::Entity::find()
                .select_only()
                .column(change_event::Column::Position)
                .filter(change_event::Column::Position.gt(column_value(after)))
                .order_by_asc(change_event::Column::Position)
                .limit(limit as u64)
                .into_tuple()
                .all(self.reader())
                .await
                .map_err(store_error)?;
            let Some(last) = positions.last() else {
                return Ok(Vec::new());
            };
            let changes = self.read_changes(&positions).await?;
            if !changes.is_empty() {
                return Ok(changes);
            }
            after = position(*last)?;
        }
    }

    fn watch_changes(&self) -> watch::Receiver<u64> {
        self.committed_changes().subscribe()
    }

    async fn forget_changes(&self, up_to: u64) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        change_event::Entity::delete_many()
            .filter(change_event::Column::Position.lte(column_value(up_to)))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }
}

#[async_trait]
impl CursorStore for Store {
    async fn load_cursor(&self, stream: &str, consumer: &str) -> Result<u64, StoreError> {
        let row = consumer_cursor::Entity::find_by_id((stream.to_owned(), consumer.to_owned()))
            .one(self.reader())
            .await
            .map_err(store_error)?;
        row.map_or(Ok(0), |row| position(row.next_position))
    }

    async fn save_cursor(
        &self,
        stream: &str,
        consumer: &str,
        next: u64,
        epoch: u64,
    ) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        let row = consumer_cursor::ActiveModel {
            stream: Set(stream.to_owned()),
            consumer: Set(consumer.to_owned()),
            next_position: Set(column_value(next)),
            epoch: Set(column_value(epoch)),
        };
        let moved = consumer_cursor::Entity::update_many()
            .set(row.clone())
            .filter(consumer_cursor::Column::Stream.eq(stream))
            .filter(consumer_cursor::Column::Consumer.eq(consumer))
            .filter(consumer_cursor::Column::Epoch.lte(column_value(epoch)))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        if moved.rows_affected == 0 {
            // There is none yet, or it is somebody else's.
            let inserted = consumer_cursor::Entity::insert(row)
                .exec_without_returning(unit.db())
                .await;
            match inserted {
                Err(error) if is_unique_violation(&error) => {
                    return Err(StoreError::conflict("another node follows by now"));
                }
                inserted => inserted.map_err(store_error)?,
            };
        }
        unit.commit().await
    }
}

fn position(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| corrupt(format_args!("position {stored}")))
}

/// Positions that no row can have are the end of the numbers.
fn column_value(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use skein_foundation::Unit as _;

    use super::*;

    #[tokio::test]
    async fn a_change_that_cannot_be_understood_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("skein.db")).await.unwrap();
        store.migrate().await.unwrap();
        let app = AppId::parse("tour").unwrap();
        let mut unit = store.begin_write().await.unwrap();
        for number in 1..=6 {
            let told = unit.record_change(&app, "test.happened", number.to_string(), 1);
            told.await.unwrap();
        }
        unit.commit().await.unwrap();
        let harms = [
            "UPDATE change_events SET app_id = 'Not An App' WHERE position = 2",
            "UPDATE change_events SET payload = x'ff00fe' WHERE position IN (3, 4)",
            "UPDATE change_events SET time_ms = 'yesterday' WHERE position = 5",
        ];
        for harm in harms {
            store.writer().execute_unprepared(harm).await.unwrap();
        }
        for limit in [1, 2, 3, 100] {
            let (mut after, mut seen) = (0, Vec::new());
            loop {
                let page = store.list_changes(after, limit).await.unwrap();
                let Some(last) = page.last() else { break };
                after = last.position;
                seen.extend(page.iter().map(|change| change.payload.clone()));
            }
            assert_eq!(seen, ["1", "6"], "{limit} at once");
        }
    }
}
