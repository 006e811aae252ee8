//! The conversation store port: finding and listing here, creation and marks in their own files.

use std::cmp::Reverse;

use async_trait::async_trait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait,
};
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Conversation, Marks, MemberRole, MemberState, MembershipFilter, MembershipOf,
};
use skein_messaging::ports::ConversationStore;

use super::creation::{NewConversation, people_of_direct, people_of_thread};
use super::rows::{MemberRow, parse_state, state_text, to_conversation};
use super::{creation, marks};
use crate::database::Store;
use crate::entity::{conversation, conversation_member, user};
use crate::error::{corrupt, store_error};

/// What `find_conversation` gives at most.
const MAX_MEMBERS: u64 = 1_000;

#[async_trait]
impl ConversationStore for Store {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        find_conversation(self.reader(), app, id).await
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
        role: MemberRole,
        state: MemberState,
    ) -> Result<(), StoreError> {
        creation::set_member(self, app, id, uid, role, state).await
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
        let page = MembershipPage {
            app,
            uid,
            before,
            limit,
        };
        let rows = match filter {
            MembershipFilter::All => page.read(self.reader(), Condition::all()).await?,
            MembershipFilter::In(ids) => page.read(self.reader(), is_in(ids)).await?,
            MembershipFilter::ActiveOrIn(ids) => {
                // Two reads, each along an index of its own: an OR would walk all past memberships.
                let active = page.read(self.reader(), is_active()).await?;
                if ids.is_empty() {
                    active
                } else {
                    let named = page.read(self.reader(), is_in(ids)).await?;
                    newest_of_both(active, named, limit)
                }
            }
        };
        to_memberships(rows)
    }

    async fn advance_marks(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        read: Option<Seq>,
        received: Option<Seq>,
    ) -> Result<Option<Marks>, StoreError> {
        marks::advance(self, app, id, uid, read, received).await
    }

    async fn advance_received(
        &self,
        batch: &[(AppId, ConversationId, Uid, Seq)],
    ) -> Result<(), StoreError> {
        marks::advance_received(self, batch).await
    }

    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        let active = is_active().add(conversation_member::Column::AppId.eq(app.as_str()));
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

/// One page of a user's memberships, newest first.
struct MembershipPage<'a> {
    app: &'a AppId,
    uid: &'a Uid,
    /// Only those with a lower number.
    before: Option<i64>,
    limit: usize,
}

impl MembershipPage<'_> {
    async fn read(
        &self,
        db: &impl ConnectionTrait,
        wanted: Condition,
    ) -> Result<Vec<conversation_member::Model>, StoreError> {
        let mut query = conversation_member::Entity::find()
            .filter(conversation_member::Column::AppId.eq(self.app.as_str()))
            .filter(conversation_member::Column::Uid.eq(self.uid.as_str()))
            .filter(wanted);
        if let Some(number) = self.before {
            query = query.filter(conversation_member::Column::MembershipNumber.lt(number));
        }
        query
            .order_by_desc(conversation_member::Column::MembershipNumber)
            .limit(self.limit as u64)
            .all(db)
            .await
            .map_err(store_error)
    }
}

fn is_active() -> Condition {
    Condition::all().add(conversation_member::Column::State.eq(state_text(MemberState::Active)))
}

fn is_in(ids: &[ConversationId]) -> Condition {
    let ids = ids.iter().map(ConversationId::as_uuid);
    Condition::all().add(conversation_member::Column::ConversationId.is_in(ids))
}

/// The newest of two lists of memberships, each in order; what is in both comes once.
fn newest_of_both(
    mut rows: Vec<conversation_member::Model>,
    others: Vec<conversation_member::Model>,
    limit: usize,
) -> Vec<conversation_member::Model> {
    rows.extend(others);
    rows.sort_unstable_by_key(|row| Reverse(row.membership_number));
    rows.dedup_by_key(|row| row.membership_number);
    rows.truncate(limit);
    rows
}

fn to_memberships(rows: Vec<conversation_member::Model>) -> Result<Vec<MembershipOf>, StoreError> {
    rows.into_iter()
        .map(|row| {
            Ok(MembershipOf {
                conversation_id: row.conversation_id.into(),
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
    let row = conversation::Entity::find_by_id((app.to_string(), id.as_uuid()))
        .one(db)
        .await
        .map_err(store_error)?;
    match row {
        None => Ok(None),
        Some(row) => with_members(db, app, row).await.map(Some),
    }
}

pub(super) async fn with_members(
    db: &impl ConnectionTrait,
    app: &AppId,
    row: conversation::Model,
) -> Result<Conversation, StoreError> {
    let members: Vec<MemberRow> = conversation_member::Entity::find()
        .join(
            JoinType::LeftJoin,
            conversation_member::Relation::User.def(),
        )
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::ConversationId.eq(row.conversation_id))
        .select_only()
        .columns([
            conversation_member::Column::Uid,
            conversation_member::Column::Role,
            conversation_member::Column::State,
            conversation_member::Column::ReadSeq,
            conversation_member::Column::ReceivedSeq,
        ])
        .column(user::Column::Name)
        .order_by_asc(conversation_member::Column::Uid)
        .limit(MAX_MEMBERS)
        .into_model()
        .all(db)
        .await
        .map_err(store_error)?;
    to_conversation(app, row, members)
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
