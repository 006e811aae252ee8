//! Rows of conversations and members as domain values, and back.

use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Conversation, ConversationKind, Marks, Member, MemberRole, MemberState, Membership, People,
};

use crate::entity::conversation;
use crate::error::corrupt;

/// A member with the name from its account, which may be gone, and its marks, if any moved yet.
#[derive(Debug, FromQueryResult)]
pub(super) struct MemberRow {
    pub(super) uid: String,
    pub(super) role: String,
    pub(super) state: String,
    pub(super) since_seq: i64,
    pub(super) until_seq: Option<i64>,
    pub(super) read_seq: Option<i64>,
    pub(super) received_seq: Option<i64>,
    pub(super) name: Option<String>,
}

pub(super) fn to_conversation(row: conversation::Model) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        app: AppId::parse(&row.app_id).map_err(corrupt)?,
        id: ConversationId::from(row.conversation_id),
        kind: parse_kind(&row.kind)?,
        title: row.title,
        created_at_ms: row.created_at_ms,
        member_count: u32::try_from(row.member_count)
            .map_err(|_| corrupt(format_args!("member count {}", row.member_count)))?,
    })
}

pub(super) fn to_member(row: MemberRow) -> Result<Member, StoreError> {
    Ok(Member {
        uid: Uid::parse(&row.uid).map_err(corrupt)?,
        name: row.name.unwrap_or_default(),
        membership: to_membership(&row.role, &row.state, (row.since_seq, row.until_seq))?,
        marks: Marks {
            read: to_seq(row.read_seq.unwrap_or_default())?,
            received: to_seq(row.received_seq.unwrap_or_default())?,
        },
    })
}

pub(super) fn to_membership(
    role: &str,
    state: &str,
    (since_seq, until_seq): (i64, Option<i64>),
) -> Result<Membership, StoreError> {
    Ok(Membership {
        role: parse_role(role)?,
        state: parse_state(state)?,
        since_seq: to_seq(since_seq)?,
        until_seq: until_seq.map(to_seq).transpose()?,
    })
}

pub(super) fn to_seq(stored: i64) -> Result<Seq, StoreError> {
    u64::try_from(stored)
        .map(Seq)
        .map_err(|_| corrupt(format_args!("seq {stored}")))
}

/// A seq that no message can have is the end of the numbers.
pub(super) fn seq_value(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

pub(super) const fn kind_text(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Direct => "direct",
        ConversationKind::Group => "group",
        ConversationKind::Thread => "thread",
    }
}

fn parse_kind(text: &str) -> Result<ConversationKind, StoreError> {
    match text {
        "direct" => Ok(ConversationKind::Direct),
        "group" => Ok(ConversationKind::Group),
        "thread" => Ok(ConversationKind::Thread),
        other => Err(corrupt(format_args!("conversation kind {other:?}"))),
    }
}

pub(super) const fn role_text(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Member => "member",
        MemberRole::Customer => "customer",
        MemberRole::Agent => "agent",
    }
}

fn parse_role(text: &str) -> Result<MemberRole, StoreError> {
    match text {
        "member" => Ok(MemberRole::Member),
        "customer" => Ok(MemberRole::Customer),
        "agent" => Ok(MemberRole::Agent),
        other => Err(corrupt(format_args!("member role {other:?}"))),
    }
}

pub(super) const fn state_text(state: MemberState) -> &'static str {
    match state {
        MemberState::Active => "active",
        MemberState::Past => "past",
    }
}

pub(super) fn parse_state(text: &str) -> Result<MemberState, StoreError> {
    match text {
        "active" => Ok(MemberState::Active),
        "past" => Ok(MemberState::Past),
        other => Err(corrupt(format_args!("member state {other:?}"))),
    }
}

/// Digest of who talks: there is one conversation per app and digest.
pub(super) fn people_digest(people: &People) -> [u8; 32] {
    let (first, second) = match people {
        People::Direct(one, other) => (one, Some(other)),
        People::Thread(customer) => (customer, None),
    };
    let mut hash = Sha256::new();
    hash.update(kind_text(people.kind()));
    for uid in std::iter::once(first).chain(second) {
        // No uid holds a control character, so nothing can look like the end of the one before.
        hash.update([0]);
        hash.update(uid.as_str());
    }
    hash.finalize().into()
}
