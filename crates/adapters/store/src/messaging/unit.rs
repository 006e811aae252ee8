//! What a unit of work of messaging writes: rows. Marks beside it, each moved forward in one statement that compares, so
//! that no writer can move it back.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Iden, QueryFilter, QuerySelect};
use skein_foundation::{AppId, ConversationId, Lock, StoreError, Uid};
use skein_messaging::model::{Conversation, MarkAdvance, Membership, People};
use skein_messaging::ports::{ConversationStore, MessagingUnit};

use super::rows::{kind_text, people_digest, role_text, seq_value, state_text};
use crate::database::Store;
use crate::dialect;
use crate::entity::conversation_mark::{self, Column};
use crate::entity::{conversation, conversation_member};
use crate::error::{is_unique_violation, store_error};
use crate::unit_of_work::UnitOfWork;

/// Members of one statement.
const MEMBERS_AT_ONCE: usize = 1_000;
/// Marks of one statement: few texts of statements, each prepared once.
const MARKS_AT_ONCE: usize = 100;

#[async_trait]
impl ConversationStore for Store {
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn MessagingUnit>, StoreError> {
        Ok(Box::new(self.begin_locked(locks).await?))
    }

    /// In one transaction. Ordered by owner, so that two of them that meet take their rows in the same order.
    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut ordered: Vec<&MarkAdvance> = batch.iter().collect();
        ordered.sort_unstable_by_key(|one| (&one.app, one.conversation_id, &one.uid));
        let unit = self.begin_write().await?;
        let backend = unit.db().get_database_backend();
        let further = |column: Column| {
            let table = conversation_mark::Entity.to_string();
            dialect::further_of(backend, &table, &column.to_string())
        };
        let conflict = OnConflict::columns([Column::AppId, Column::ConversationId, Column::Uid])
            .value(Column::ReadSeq, further(Column::ReadSeq))
            .value(Column::ReceivedSeq, further(Column::ReceivedSeq))
            .to_owned();
        for part in ordered.chunks(MARKS_AT_ONCE) {
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
}

#[async_trait]
impl MessagingUnit for UnitOfWork {
    async fn insert_conversation(
        &mut self,
        conversation: &Conversation,
        people: Option<&People>,
    ) -> Result<(), StoreError> {
        let row = conversation::ActiveModel {
            app_id: Set(conversation.app.to_string()),
            conversation_id: Set(conversation.id.as_uuid()),
            kind: Set(kind_text(conversation.kind).to_owned()),
            title: Set(conversation.title.clone()),
            people_digest: Set(people.map(|people| people_digest(people).to_vec())),
            created_at_ms: Set(conversation.created_at_ms),
            member_count: Set(conversation.member_count.into()),
        };
        conversation::Entity::insert(row)
            .exec_without_returning(self.db())
            .await
            .map(drop)
            .map_err(|error| {
                if is_unique_violation(&error) {
                    StoreError::conflict("a conversation with this id exists already")
                } else {
                    store_error(error)
                }
            })
    }

    async fn insert_members(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
        membership: &Membership,
    ) -> Result<(), StoreError> {
        for part in uids.chunks(MEMBERS_AT_ONCE) {
            let numbers = newest_membership_numbers(self.db(), app, part).await?;
            let rows = part.iter().map(|uid| conversation_member::ActiveModel {
                uid: Set(uid.to_string()),
                app_id: Set(app.to_string()),
                conversation_id: Set(id.as_uuid()),
                membership_number: Set(numbers.get(uid.as_str()).copied().unwrap_or(0) + 1),
                ..membership_row(membership)
            });
            conversation_member::Entity::insert_many(rows)
                .exec_without_returning(self.db())
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn update_member(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        conversation_member::Entity::update_many()
            .set(membership_row(membership))
            .filter(conversation_member::Column::AppId.eq(app.as_str()))
            .filter(conversation_member::Column::ConversationId.eq(id.as_uuid()))
            .filter(conversation_member::Column::Uid.eq(uid.as_str()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn set_member_count(
        &mut self,
        app: &AppId,
        id: ConversationId,
        count: u32,
    ) -> Result<(), StoreError> {
        let row = conversation::ActiveModel {
            member_count: Set(count.into()),
            ..conversation::ActiveModel::default()
        };
        conversation::Entity::update_many()
            .set(row)
            .filter(conversation::Column::AppId.eq(app.as_str()))
            .filter(conversation::Column::ConversationId.eq(id.as_uuid()))
            .exec(self.db())
            .await
            .map(drop)
            .map_err(store_error)
    }
}

/// What changes of a member.
fn membership_row(membership: &Membership) -> conversation_member::ActiveModel {
    conversation_member::ActiveModel {
        role: Set(role_text(membership.role).to_owned()),
        state: Set(state_text(membership.state).to_owned()),
        since_seq: Set(seq_value(membership.since_seq)),
        until_seq: Set(membership.until_seq.map(seq_value)),
        ..conversation_member::ActiveModel::default()
    }
}

async fn newest_membership_numbers(
    db: &impl ConnectionTrait,
    app: &AppId,
    uids: &[Uid],
) -> Result<HashMap<String, i64>, StoreError> {
    let numbers: Vec<(String, i64)> = conversation_member::Entity::find()
        .select_only()
        .column(conversation_member::Column::Uid)
        .column_as(
            conversation_member::Column::MembershipNumber.max(),
            "newest",
        )
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::Uid.is_in(uids.iter().map(Uid::as_str)))
        .group_by(conversation_member::Column::Uid)
        .into_tuple()
        .all(db)
        .await
        .map_err(store_error)?;
    Ok(numbers.into_iter().collect())
}
