//! Reading conversations and who is in them.

use std::cmp::Reverse;

use async_trait::async_trait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, Select, sea_query::SimpleExpr,
};
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Conversation, Member, MemberRole, MemberState, Membership, MembershipFilter, MembershipOf,
    People, Roster,
};
use skein_messaging::ports::ConversationQueries;

use super::rows::{
    MemberRow, parse_state, people_digest, role_text, state_text, to_conversation, to_member,
    to_membership, to_seq,
};
use crate::entity::{conversation, conversation_mark, conversation_member, user};
use crate::error::{corrupt, store_error};
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> ConversationQueries for Sql<C> {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        conversation::Entity::find_by_id((app.to_string(), id.as_uuid()))
            .one(self.db())
            .await
            .map_err(store_error)?
            .map(to_conversation)
            .transpose()
    }

    async fn find_roster(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Roster>, StoreError> {
        let Some(conversation) = self.find_conversation(app, id).await? else {
            return Ok(None);
        };
        let rows: Vec<(String, String, i64)> = members_of(app, id)
            .filter(is_active())
            .select_only()
            .columns([
                conversation_member::Column::Uid,
                conversation_member::Column::Role,
                conversation_member::Column::SinceSeq,
            ])
            .order_by_asc(conversation_member::Column::Uid)
            .into_tuple()
            .all(self.db())
            .await
            .map_err(store_error)?;
        let active = rows.into_iter().map(|(uid, role, since_seq)| {
            let active = state_text(MemberState::Active);
            let membership = to_membership(&role, active, (since_seq, None))?;
            Ok((Uid::parse(&uid).map_err(corrupt)?, membership))
        });
        Ok(Some(Roster {
            conversation,
            active: active.collect::<Result<_, StoreError>>()?,
        }))
    }

    async fn find_by_people(
        &self,
        app: &AppId,
        people: &People,
    ) -> Result<Option<Conversation>, StoreError> {
        let row = conversation::Entity::find()
            .filter(conversation::Column::AppId.eq(app.as_str()))
            .filter(conversation::Column::PeopleDigest.eq(people_digest(people).to_vec()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_conversation).transpose()
    }

    async fn find_membership(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
    ) -> Result<Option<Membership>, StoreError> {
        let key = (app.to_string(), id.as_uuid(), uid.to_string());
        let row = conversation_member::Entity::find_by_id(key)
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(|row| to_membership(&row.role, &row.state, (row.since_seq, row.until_seq)))
            .transpose()
    }

    async fn find_members(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = conversation_member::Column::Uid.is_in(uids.iter().map(Uid::as_str));
        shown(self.db(), members_of(app, id).filter(wanted)).await
    }

    async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Member>, StoreError> {
        let mut members =
            members_of(app, id).filter(conversation_member::Column::State.eq(state_text(state)));
        if let Some(after) = after {
            members = members.filter(conversation_member::Column::Uid.gt(after.as_str()));
        }
        shown(self.db(), members.limit(limit as u64)).await
    }

    async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError> {
        let furthest: Option<Option<i64>> = members_of(app, id)
            .filter(conversation_member::Column::Role.eq(role_text(role)))
            .join(
                JoinType::InnerJoin,
                conversation_member::Relation::Mark.def(),
            )
            .select_only()
            .column_as(conversation_mark::Column::ReadSeq.max(), "furthest")
            .into_tuple()
            .one(self.db())
            .await
            .map_err(store_error)?;
        to_seq(furthest.flatten().unwrap_or_default())
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
            Some(after) => match membership_number(self.db(), app, after, uid).await? {
                None => return Ok(Vec::new()),
                before => before,
            },
        };
        let db = self.db();
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
            .all(self.db())
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

fn is_active() -> SimpleExpr {
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

fn members_of(app: &AppId, id: ConversationId) -> Select<conversation_member::Entity> {
    conversation_member::Entity::find()
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::ConversationId.eq(id.as_uuid()))
}

/// With names and marks, ascending by uid.
async fn shown(
    db: &impl ConnectionTrait,
    members: Select<conversation_member::Entity>,
) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<MemberRow> = members
        .join(
            JoinType::LeftJoin,
            conversation_member::Relation::User.def(),
        )
        .join(
            JoinType::LeftJoin,
            conversation_member::Relation::Mark.def(),
        )
        .select_only()
        .columns([
            conversation_member::Column::Uid,
            conversation_member::Column::Role,
            conversation_member::Column::State,
            conversation_member::Column::SinceSeq,
            conversation_member::Column::UntilSeq,
        ])
        .columns([
            conversation_mark::Column::ReadSeq,
            conversation_mark::Column::ReceivedSeq,
        ])
        .column(user::Column::Name)
        .order_by_asc(conversation_member::Column::Uid)
        .into_model()
        .all(db)
        .await
        .map_err(store_error)?;
    rows.into_iter().map(to_member).collect()
}
