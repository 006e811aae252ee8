//! What the store knows of the message log beside it: the stamp that both carry, how far the log had come, and what here
//! refers to its messages.

use sea_orm::prelude::Uuid;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sea_orm_migration::SchemaManager;
use skein_foundation::{BirthId, ConversationId, Seq, Stamp, StoreError};
use tokio::sync::watch;

use crate::database::Store;
use crate::entity::{consumer_cursor, conversation_mark, data_stamp, desk_thread};
use crate::error::{corrupt, store_error};

/// There is one row.
const ID: i64 = 1;

/// The row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreStamp {
    pub stamp: Stamp,
    /// The log had come at least so far when this was written.
    pub log_position: u64,
}

/// Tables that name messages by their seq.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeqsOf {
    /// Read and received marks.
    Marks,
    /// What the desk has noted of threads.
    Threads,
}

impl Store {
    /// `None` when the store never got one: an earlier version made it.
    pub async fn find_stamp(&self) -> Result<Option<StoreStamp>, StoreError> {
        if !self.has_table("data_stamps").await? {
            return Ok(None);
        }
        let row = data_stamp::Entity::find_by_id(ID)
            .one(self.reader())
            .await
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(StoreStamp {
            stamp: Stamp {
                birth: BirthId::parse(&row.birth).map_err(corrupt)?,
                epoch: unsigned(row.epoch)?,
                branch: BirthId::parse(&row.branch).map_err(corrupt)?,
                turn: unsigned(row.turn)?,
            },
            log_position: unsigned(row.log_position)?,
        }))
    }

    /// On disk when this returns. Does not count as a change of what is stored.
    pub async fn save_stamp(&self, row: &StoreStamp) -> Result<(), StoreError> {
        let stamp = &row.stamp;
        let model = data_stamp::ActiveModel {
            id: Set(ID),
            birth: Set(stamp.birth.to_string()),
            epoch: Set(signed(stamp.epoch)),
            branch: Set(stamp.branch.to_string()),
            turn: Set(signed(stamp.turn)),
            log_position: Set(signed(row.log_position)),
        };
        let anew = OnConflict::column(data_stamp::Column::Id)
            .update_columns([
                data_stamp::Column::Birth,
                data_stamp::Column::Epoch,
                data_stamp::Column::Branch,
                data_stamp::Column::Turn,
                data_stamp::Column::LogPosition,
            ])
            .to_owned();
        data_stamp::Entity::insert(model)
            .on_conflict(anew)
            .exec_without_returning(self.writer())
            .await
            .map_err(store_error)?;
        Ok(())
    }

    /// As an earlier version left it: what is adopted then gets a stamp of its own.
    pub async fn forget_stamp(&self) -> Result<(), StoreError> {
        let forgotten = data_stamp::Entity::delete_by_id(ID)
            .exec(self.writer())
            .await;
        forgotten.map(drop).map_err(store_error)
    }

    /// Whether the file holds no schema at all: it is new, or was emptied.
    pub async fn is_blank(&self) -> Result<bool, StoreError> {
        Ok(!self.has_table("seaql_migrations").await?)
    }

    async fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        SchemaManager::new(self.reader())
            .has_table(name)
            .await
            .map_err(store_error)
    }

    /// The newest position of a stream that a consumer has handled; 0 when there is none.
    pub async fn newest_cursor(&self, stream: &str) -> Result<u64, StoreError> {
        if !self.has_table("consumer_cursors").await? {
            return Ok(0);
        }
        let newest: Option<i64> = consumer_cursor::Entity::find()
            .select_only()
            .column(consumer_cursor::Column::NextPosition)
            .filter(consumer_cursor::Column::Stream.eq(stream))
            .order_by_desc(consumer_cursor::Column::NextPosition)
            .limit(1)
            .into_tuple()
            .one(self.reader())
            .await
            .map_err(store_error)?;
        newest.map_or(Ok(0), unsigned)
    }

    /// A page of conversations in the order of their ids, and the newest message of each that something here refers to.
    /// Over all apps: for looking whether the log has them.
    pub async fn list_named_seqs(
        &self,
        of: SeqsOf,
        after: Option<ConversationId>,
        limit: u64,
    ) -> Result<Vec<(ConversationId, Seq)>, StoreError> {
        let after = after.map_or(Uuid::nil(), |id| id.as_uuid());
        let rows: Result<Vec<(Uuid, i64, i64)>, _> = match of {
            SeqsOf::Marks => {
                use conversation_mark::Column;
                conversation_mark::Entity::find()
                    .select_only()
                    .column(Column::ConversationId)
                    .column_as(Column::ReadSeq.max(), "read_seq")
                    .column_as(Column::ReceivedSeq.max(), "received_seq")
                    .filter(Column::ConversationId.gt(after))
                    .group_by(Column::ConversationId)
                    .order_by_asc(Column::ConversationId)
                    .limit(limit)
                    .into_tuple()
                    .all(self.reader())
                    .await
            }
            SeqsOf::Threads => {
                use desk_thread::Column;
                desk_thread::Entity::find()
                    .select_only()
                    .column(Column::ConversationId)
                    .column(Column::NotedSeq)
                    .column_as(Column::NotedSeq, "again")
                    .filter(Column::ConversationId.gt(after))
                    .order_by_asc(Column::ConversationId)
                    .limit(limit)
                    .into_tuple()
                    .all(self.reader())
                    .await
            }
        };
        let rows = rows.map_err(store_error)?;
        rows.into_iter()
            .map(|(id, one, other)| Ok((id.into(), Seq(unsigned(one.max(other))?))))
            .collect()
    }

    /// Changes whenever something was committed.
    pub fn watch_commits(&self) -> watch::Receiver<u64> {
        self.commits().subscribe()
    }
}

fn unsigned(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| corrupt(format_args!("number {stored}")))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
