//! How conversations and members come to be.

use std::collections::BTreeSet;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use sha2::{Digest, Sha256};
use skein_foundation::{AppId, ConversationId, StoreError, Uid};
use skein_messaging::model::{Conversation, ConversationKind, MemberRole, Membership};

use super::conversations::find_conversation;
use super::members;
use super::rows::{kind_text, to_conversation};
use crate::database::Store;
use crate::entity::conversation;
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
struct ConversationCreated {
    conversation_id: ConversationId,
    kind: ConversationKind,
    member_count: usize,
}

/// Rows of one statement.
const MEMBERS_AT_ONCE: usize = 1_000;

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
    row.map(to_conversation).transpose()
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
        member_count: Set(new.members.len() as i64),
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
    let membership = Membership::active(new.member_role);
    let uids: Vec<&Uid> = new.members.iter().copied().collect();
    for part in uids.chunks(MEMBERS_AT_ONCE) {
        members::insert(unit.db(), new.app, new.id, part, membership).await?;
    }
    let event = ConversationCreated {
        conversation_id: new.id,
        kind: new.kind,
        member_count: new.members.len(),
    };
    unit.record(new.app, "conversation.created", &event, new.now_ms)
        .await?;
    find_conversation(unit.db(), new.app, new.id)
        .await?
        .ok_or_else(|| StoreError::internal("a conversation was not there after its insert"))
}
