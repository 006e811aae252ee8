//! The conversation store port: finding and listing here, creation, members and marks in their own files.

use std::cmp::Reverse;

use async_trait::async_trait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::SimpleExpr,
};
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Conversation, MarkAdvance, Member, MemberChange, MemberRole, MemberState, Membership,
    MembershipFilter, MembershipOf, Roster,
};
use skein_messaging::ports::ConversationStore;

use super::creation::{NewConversation, people_of_direct, people_of_thread};
use super::rows::{parse_state, state_text, to_conversation};
use super::{creation, marks, members};
use crate::database::Store;
use crate::entity::{conversation, conversation_member};
use crate::error::{corrupt, store_error};

#[async_trait]
impl ConversationStore for Store {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        find_conversation(self.reader(), app, id).await
    }

    async fn find_roster(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Roster>, StoreError> {
        members::find_roster(self.reader(), app, id).await
    }

    async fn find_or_create_direct(
        &self,
        app: &AppId,
        users: (&Uid, &Uid),
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        let new = NewConversation::direct(app, users, new_id, now_ms);
        creation::find_or_create(self, new, people_of_direct(users)).await
    }

    async fn find_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Conversation>, StoreError> {
        creation::find_by_people(self.reader(), app, people_of_thread(customer)).await
    }

    async fn find_or_create_thread(
        &self,
        app: &AppId,
        customer: &Uid,
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        let new = NewConversation::thread(app, customer, new_id, now_ms);
        creation::find_or_create(self, new, people_of_thread(customer)).await
    }

    async fn create_group(
        &self,
        app: &AppId,
        title: &str,
        members: &[Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        creation::create(
            self,
            NewConversation::group(app, title, members, id, now_ms),
        )
        .await
    }

    async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        change: &MemberChange,
        now_ms: i64,
    ) -> Result<Membership, StoreError> {
        members::set_member(self, app, id, uid, change, now_ms).await
    }

    async fn find_members(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError> {
        members::find_members(self.reader(), app, id, uids).await
    }

    async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Member>, StoreError> {
        members::list_members(self.reader(), app, id, state, after, limit).await
    }

    async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError> {
        members::furthest_read(self.reader(), app, id, role).await
    }

    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError> {
        let before = match after {
            None => None,
            Some(after) => match membership_number(self.reader(), app, after, uid).await? {
                None => return Ok(Vec::new()),
                before => before,
            },
        };
        let db = self.reader();
        let rows = match filter {
            MembershipFilter::All => in_order(db, of(app, uid), before, limit).await?,
            MembershipFilter::Active => {
                in_order(db, of(app, uid).filter(is_active()), before, limit).await?
            }
            MembershipFilter::In(ids) => {
                let mut rows = among(db, of(app, uid), ids).await?;
                rows.retain(|row| before.is_none_or(|number| row.membership_number < number));
                rows.sort_unstable_by_key(|row| Reverse(row.membership_number));
                rows.truncate(limit);
                rows
            }
        };
        to_memberships(rows)
    }

    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError> {
        marks::advance(self, batch).await
    }

    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        let active = Condition::all()
            .add(conversation_member::Column::AppId.eq(app.as_str()))
            .add(is_active());
        let own = conversation_member::Entity::find()
            .select_only()
            .column(conversation_member::Column::ConversationId)
            .filter(active.clone())
            .filter(conversation_member::Column::Uid.eq(uid.as_str()))
            .into_query();
        let uids: Vec<String> = conversation_member::Entity::find()
            .select_only()
            .column(conversation_member::Column::Uid)
            .distinct()
            .filter(active)
            .filter(conversation_member::Column::Uid.is_in(others.iter().map(Uid::as_str)))
            .filter(conversation_member::Column::ConversationId.in_subquery(own))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(store_error)?;
        uids.iter()
            .map(|uid| Uid::parse(uid).map_err(corrupt))
            .collect()
    }
}

fn of(app: &AppId, uid: &Uid) -> Select<conversation_member::Entity> {
    conversation_member::Entity::find()
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::Uid.eq(uid.as_str()))
}

pub(super) fn is_active() -> SimpleExpr {
    conversation_member::Column::State.eq(state_text(MemberState::Active))
}

async fn in_order(
    db: &impl ConnectionTrait,
    mut memberships: Select<conversation_member::Entity>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<conversation_member::Model>, StoreError> {
    if let Some(number) = before {
        let is_before = conversation_member::Column::MembershipNumber.lt(number);
        memberships = memberships.filter(is_before);
    }
    memberships
        .order_by_desc(conversation_member::Column::MembershipNumber)
        .limit(limit as u64)
        .all(db)
        .await
        .map_err(store_error)
}

/// Without an order: with one, SQLite would walk all memberships of the user instead of looking up these.
async fn among(
    db: &impl ConnectionTrait,
    memberships: Select<conversation_member::Entity>,
    ids: &[ConversationId],
) -> Result<Vec<conversation_member::Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(ConversationId::as_uuid);
    memberships
        .filter(conversation_member::Column::ConversationId.is_in(ids))
        .all(db)
        .await
        .map_err(store_error)
}

fn to_memberships(rows: Vec<conversation_member::Model>) -> Result<Vec<MembershipOf>, StoreError> {
    rows.into_iter()
        .map(|row| {
            Ok(MembershipOf {
                conversation_id: row.conversation_id.into(),
                number: row.membership_number,
                state: parse_state(&row.state)?,
            })
        })
        .collect()
}

pub(super) async fn find_conversation(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    conversation::Entity::find_by_id((app.to_string(), id.as_uuid()))
        .one(db)
        .await
        .map_err(store_error)?
        .map(to_conversation)
        .transpose()
}

/// Where the conversation stands in the list of the user.
async fn membership_number(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
) -> Result<Option<i64>, StoreError> {
    conversation_member::Entity::find_by_id((app.to_string(), id.as_uuid(), uid.to_string()))
        .select_only()
        .column(conversation_member::Column::MembershipNumber)
        .into_tuple()
        .one(db)
        .await
        .map_err(store_error)
}
