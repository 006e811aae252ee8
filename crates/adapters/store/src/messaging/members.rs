//! Members of conversations: finding and listing them, and changing what one is.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};
use serde::Serialize;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{Member, MemberChange, MemberRole, MemberState, Membership, Roster};
use skein_messaging::rules;

use super::conversations::{find_conversation, is_active};
use super::rows::{MemberRow, role_text, seq_value, state_text, to_member, to_membership, to_seq};
use crate::database::Store;
use crate::entity::{conversation, conversation_mark, conversation_member, user};
use crate::error::{corrupt, store_error};

/// The payload of `member.changed`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberChanged<'a> {
    conversation_id: ConversationId,
    uid: &'a Uid,
    role: MemberRole,
    state: MemberState,
}

pub(super) async fn find_roster(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
) -> Result<Option<Roster>, StoreError> {
    let Some(conversation) = find_conversation(db, app, id).await? else {
        return Ok(None);
    };
    let rows: Vec<(String, String, i64)> = of(app, id)
        .filter(is_active())
        .select_only()
        .columns([
            conversation_member::Column::Uid,
            conversation_member::Column::Role,
            conversation_member::Column::SinceSeq,
        ])
        .order_by_asc(conversation_member::Column::Uid)
        .into_tuple()
        .all(db)
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

pub(super) async fn find_members(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    uids: &[Uid],
) -> Result<Vec<Member>, StoreError> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = conversation_member::Column::Uid.is_in(uids.iter().map(Uid::as_str));
    shown(db, of(app, id).filter(wanted)).await
}

pub(super) async fn list_members(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    state: MemberState,
    after: Option<&Uid>,
    limit: usize,
) -> Result<Vec<Member>, StoreError> {
    let mut members = of(app, id).filter(conversation_member::Column::State.eq(state_text(state)));
    if let Some(after) = after {
        members = members.filter(conversation_member::Column::Uid.gt(after.as_str()));
    }
    shown(db, members.limit(limit as u64)).await
}

pub(super) async fn furthest_read(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    role: MemberRole,
) -> Result<Seq, StoreError> {
    let furthest: Option<Option<i64>> = of(app, id)
        .filter(conversation_member::Column::Role.eq(role_text(role)))
        .join(
            JoinType::InnerJoin,
            conversation_member::Relation::Mark.def(),
        )
        .select_only()
        .column_as(conversation_mark::Column::ReadSeq.max(), "furthest")
        .into_tuple()
        .one(db)
        .await
        .map_err(store_error)?;
    to_seq(furthest.flatten().unwrap_or_default())
}

/// Adds a member or changes one, and leaves a change about it, unless nothing changes.
pub(super) async fn set_member(
    store: &Store,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
    change: &MemberChange,
    now_ms: i64,
) -> Result<Membership, StoreError> {
    let mut unit = store.begin_write().await?;
    let key = (app.to_string(), id.as_uuid(), uid.to_string());
    let row = conversation_member::Entity::find_by_id(key)
        .one(unit.db())
        .await
        .map_err(store_error)?;
    let before = row
        .map(|row| to_membership(&row.role, &row.state, (row.since_seq, row.until_seq)))
        .transpose()?;
    if before.is_none() && find_conversation(unit.db(), app, id).await?.is_none() {
        return Err(StoreError::conflict("there is no such conversation"));
    }
    let Some(after) = rules::change_membership(before.as_ref(), change) else {
        return Ok(before.expect("without a member there is a change"));
    };
    if before.is_some() {
        update(unit.db(), app, id, uid, &after).await?;
    } else {
        insert(unit.db(), app, id, &[uid], after).await?;
    }
    let was_active = before.is_some_and(|before| before.is_active());
    count(
        unit.db(),
        app,
        id,
        i64::from(after.is_active()) - i64::from(was_active),
    )
    .await?;
    let changed = MemberChanged {
        conversation_id: id,
        uid,
        role: after.role,
        state: after.state,
    };
    unit.record(app, "member.changed", &changed, now_ms).await?;
    unit.commit().await?;
    Ok(after)
}

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    uids: &[&Uid],
    membership: Membership,
) -> Result<(), StoreError> {
    if uids.is_empty() {
        return Ok(());
    }
    let numbers = newest_membership_numbers(db, app, uids).await?;
    let rows = uids.iter().map(|uid| conversation_member::ActiveModel {
        app_id: Set(app.to_string()),
        conversation_id: Set(id.as_uuid()),
        uid: Set(uid.to_string()),
        role: Set(role_text(membership.role).to_owned()),
        state: Set(state_text(membership.state).to_owned()),
        membership_number: Set(numbers.get(uid.as_str()).copied().unwrap_or(0) + 1),
        since_seq: Set(seq_value(membership.since_seq)),
        until_seq: Set(membership.until_seq.map(seq_value)),
    });
    conversation_member::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await
        .map(drop)
        .map_err(store_error)
}

async fn update(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
    membership: &Membership,
) -> Result<(), StoreError> {
    let row = conversation_member::ActiveModel {
        role: Set(role_text(membership.role).to_owned()),
        state: Set(state_text(membership.state).to_owned()),
        since_seq: Set(seq_value(membership.since_seq)),
        until_seq: Set(membership.until_seq.map(seq_value)),
        ..conversation_member::ActiveModel::default()
    };
    conversation_member::Entity::update_many()
        .set(row)
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::ConversationId.eq(id.as_uuid()))
        .filter(conversation_member::Column::Uid.eq(uid.as_str()))
        .exec(db)
        .await
        .map(drop)
        .map_err(store_error)
}

/// So many more active members, or fewer.
async fn count(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    more: i64,
) -> Result<(), StoreError> {
    if more == 0 {
        return Ok(());
    }
    let members = Expr::col(conversation::Column::MemberCount).add(more);
    conversation::Entity::update_many()
        .col_expr(conversation::Column::MemberCount, members)
        .filter(conversation::Column::AppId.eq(app.as_str()))
        .filter(conversation::Column::ConversationId.eq(id.as_uuid()))
        .exec(db)
        .await
        .map(drop)
        .map_err(store_error)
}

fn of(app: &AppId, id: ConversationId) -> Select<conversation_member::Entity> {
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

async fn newest_membership_numbers(
    db: &impl ConnectionTrait,
    app: &AppId,
    uids: &[&Uid],
) -> Result<HashMap<String, i64>, StoreError> {
    let numbers: Vec<(String, i64)> = conversation_member::Entity::find()
        .select_only()
        .column(conversation_member::Column::Uid)
        .column_as(
            conversation_member::Column::MembershipNumber.max(),
            "newest",
        )
        .filter(conversation_member::Column::AppId.eq(app.as_str()))
        .filter(conversation_member::Column::Uid.is_in(uids.iter().map(|uid| uid.as_str())))
        .group_by(conversation_member::Column::Uid)
        .into_tuple()
        .all(db)
        .await
        .map_err(store_error)?;
    Ok(numbers.into_iter().collect())
}
