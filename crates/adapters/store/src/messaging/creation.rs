//! How conversations and members come to be.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use sha2::{Digest, Sha256};
use skein_foundation::{AppId, ConversationId, StoreError, Uid};
use skein_messaging::model::{Conversation, ConversationKind, MemberRole, MemberState};

use super::conversations::{find_conversation, with_members};
use super::rows::{kind_text, role_text, state_text};
use crate::database::Store;
use crate::entity::{conversation, conversation_member};
use crate::error::{is_unique_violation, store_error};
use crate::unit_of_work::UnitOfWork;

/// Digest of who talks: there is one conversation per app and digest.
type PeopleDigest = [u8; 32];

pub(super) struct NewConversation<'a> {
    app: &'a AppId,
    id: ConversationId,
    kind: ConversationKind,
    title: &'a str,
    members: BTreeSet<&'a Uid>,
    member_role: MemberRole,
    now_ms: i64,
}

impl<'a> NewConversation<'a> {
    pub(super) fn direct(
        app: &'a AppId,
        users: (&'a Uid, &'a Uid),
        id: ConversationId,
        now_ms: i64,
    ) -> Self {
        let members = BTreeSet::from([users.0, users.1]);
        let (kind, member_role) = (ConversationKind::Direct, MemberRole::Member);
        Self {
            app,
            id,
            kind,
            title: "",
            members,
            member_role,
            now_ms,
        }
    }

    pub(super) fn thread(
        app: &'a AppId,
        customer: &'a Uid,
        id: ConversationId,
        now_ms: i64,
    ) -> Self {
        let members = BTreeSet::from([customer]);
        let (kind, member_role) = (ConversationKind::Thread, MemberRole::Customer);
        Self {
            app,
            id,
            kind,
            title: "",
            members,
            member_role,
            now_ms,
        }
    }

    pub(super) fn group(
        app: &'a AppId,
        title: &'a str,
        members: &'a [Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Self {
        let (kind, member_role) = (ConversationKind::Group, MemberRole::Member);
        Self {
            app,
            id,
            kind,
            title,
            members: members.iter().collect(),
            member_role,
            now_ms,
        }
    }
}

pub(super) fn people_of_direct(users: (&Uid, &Uid)) -> PeopleDigest {
    let (first, second) = (users.0.min(users.1), users.0.max(users.1));
    people_digest(ConversationKind::Direct, &[first, second])
}

pub(super) fn people_of_thread(customer: &Uid) -> PeopleDigest {
    people_digest(ConversationKind::Thread, &[customer])
}

fn people_digest(kind: ConversationKind, uids: &[&Uid]) -> PeopleDigest {
    let mut hash = Sha256::new();
    hash.update(kind_text(kind));
    for uid in uids {
        // No uid holds a control character, so nothing can look like the end of the one before.
        hash.update([0]);
        hash.update(uid.as_str());
    }
    hash.finalize().into()
}

/// The payload of `conversation.created`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversationCreated<'a> {
    conversation_id: ConversationId,
    kind: ConversationKind,
    members: &'a BTreeSet<&'a Uid>,
}

/// The one conversation of these people. Usually it is there; only when it is not, the write lock is taken.
pub(super) async fn find_or_create(
    store: &Store,
    new: NewConversation<'_>,
    people: PeopleDigest,
) -> Result<Conversation, StoreError> {
    if let Some(found) = find_by_people(store.reader(), new.app, people).await? {
        return Ok(found);
    }
    let mut unit = store.begin_write().await?;
    if let Some(found) = find_by_people(unit.db(), new.app, people).await? {
        return Ok(found);
    }
    let created = insert(&mut unit, &new, Some(people)).await?;
    unit.commit().await?;
    Ok(created)
}

pub(super) async fn create(
    store: &Store,
    new: NewConversation<'_>,
) -> Result<Conversation, StoreError> {
    let mut unit = store.begin_write().await?;
    let created = insert(&mut unit, &new, None).await?;
    unit.commit().await?;
    Ok(created)
}

/// Adds a member or changes role and state of one.
pub(super) async fn set_member(
    store: &Store,
    app: &AppId,
    id: ConversationId,
    uid: &Uid,
    role: MemberRole,
    state: MemberState,
) -> Result<(), StoreError> {
    let unit = store.begin_write().await?;
    let key = (app.to_string(), id.as_uuid(), uid.to_string());
    let changed = conversation_member::Entity::update_many()
        .col_expr(
            conversation_member::Column::Role,
            Expr::value(role_text(role)),
        )
        .col_expr(
            conversation_member::Column::State,
            Expr::value(state_text(state)),
        )
        .filter(conversation_member::Column::AppId.eq(&key.0))
        .filter(conversation_member::Column::ConversationId.eq(key.1))
        .filter(conversation_member::Column::Uid.eq(&key.2))
        .exec(unit.db())
        .await
        .map_err(store_error)?;
    // An engine may count rows that already were as asked as unchanged.
    let is_member = changed.rows_affected > 0
        || conversation_member::Entity::find_by_id(key)
            .one(unit.db())
            .await
            .map_err(store_error)?
            .is_some();
    if !is_member {
        let conversation = conversation::Entity::find_by_id((app.to_string(), id.as_uuid()))
            .one(unit.db())
            .await
            .map_err(store_error)?;
        if conversation.is_none() {
            return Err(StoreError::conflict("there is no such conversation"));
        }
        insert_members(unit.db(), app, id, &BTreeSet::from([uid]), role, state).await?;
    }
    unit.commit().await
}

pub(super) async fn find_by_people(
    db: &impl ConnectionTrait,
    app: &AppId,
    people: PeopleDigest,
) -> Result<Option<Conversation>, StoreError> {
    let row = conversation::Entity::find()
        .filter(conversation::Column::AppId.eq(app.as_str()))
        .filter(conversation::Column::PeopleDigest.eq(people.to_vec()))
        .one(db)
        .await
        .map_err(store_error)?;
    match row {
        None => Ok(None),
        Some(row) => with_members(db, app, row).await.map(Some),
    }
}

async fn insert(
    unit: &mut UnitOfWork,
    new: &NewConversation<'_>,
    people: Option<PeopleDigest>,
) -> Result<Conversation, StoreError> {
    let row = conversation::ActiveModel {
        app_id: Set(new.app.to_string()),
        conversation_id: Set(new.id.as_uuid()),
        kind: Set(kind_text(new.kind).to_owned()),
        title: Set(new.title.to_owned()),
        people_digest: Set(people.map(|digest| digest.to_vec())),
        created_at_ms: Set(new.now_ms),
    };
    conversation::Entity::insert(row)
        .exec_without_returning(unit.db())
        .await
        .map_err(|error| {
            if is_unique_violation(&error) {
                StoreError::conflict("a conversation with this id exists already")
            } else {
                store_error(error)
            }
        })?;
    let (role, state) = (new.member_role, MemberState::Active);
    insert_members(unit.db(), new.app, new.id, &new.members, role, state).await?;
    let event = ConversationCreated {
        conversation_id: new.id,
        kind: new.kind,
        members: &new.members,
    };
    unit.record_change(new.app, "conversation.created", &event, new.now_ms)
        .await?;
    find_conversation(unit.db(), new.app, new.id)
        .await?
        .ok_or_else(|| StoreError::internal("a conversation was not there after its insert"))
}

async fn insert_members(
    db: &impl ConnectionTrait,
    app: &AppId,
    id: ConversationId,
    uids: &BTreeSet<&Uid>,
    role: MemberRole,
    state: MemberState,
) -> Result<(), StoreError> {
    if uids.is_empty() {
        return Ok(());
    }
    let numbers = newest_membership_numbers(db, app, uids).await?;
    let rows = uids.iter().map(|uid| conversation_member::ActiveModel {
        app_id: Set(app.to_string()),
        conversation_id: Set(id.as_uuid()),
        uid: Set(uid.to_string()),
        role: Set(role_text(role).to_owned()),
        state: Set(state_text(state).to_owned()),
        read_seq: Set(0),
        received_seq: Set(0),
        membership_number: Set(numbers.get(uid.as_str()).copied().unwrap_or(0) + 1),
    });
    conversation_member::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await
        .map_err(store_error)?;
    Ok(())
}

async fn newest_membership_numbers(
    db: &impl ConnectionTrait,
    app: &AppId,
    uids: &BTreeSet<&Uid>,
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
