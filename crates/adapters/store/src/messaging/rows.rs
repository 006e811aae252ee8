//! Rows of conversations and members as domain values, and back.

use sea_orm::FromQueryResult;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::model::{
    Conversation, ConversationKind, Marks, Member, MemberRole, MemberState,
};

use crate::entity::conversation;
use crate::error::corrupt;

/// A member with the name from its account, which may be gone.
#[derive(Debug, FromQueryResult)]
pub(super) struct MemberRow {
    pub(super) uid: String,
    pub(super) role: String,
    pub(super) state: String,
    pub(super) read_seq: i64,
    pub(super) received_seq: i64,
    pub(super) name: Option<String>,
}

pub(super) fn to_conversation(
    app: &AppId,
    row: conversation::Model,
    members: Vec<MemberRow>,
) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        app: app.clone(),
        id: ConversationId::from(row.conversation_id),
        kind: parse_kind(&row.kind)?,
        title: row.title,
        created_at_ms: row.created_at_ms,
        members: members
            .into_iter()
            .map(to_member)
            .collect::<Result<_, _>>()?,
    })
}

fn to_member(row: MemberRow) -> Result<Member, StoreError> {
    Ok(Member {
        uid: Uid::parse(&row.uid).map_err(corrupt)?,
        name: row.name.unwrap_or_default(),
        role: parse_role(&row.role)?,
        state: parse_state(&row.state)?,
        marks: to_marks(row.read_seq, row.received_seq)?,
    })
}

pub(super) fn to_marks(read: i64, received: i64) -> Result<Marks, StoreError> {
    let seq = |stored: i64| {
        u64::try_from(stored)
            .map(Seq)
            .map_err(|_| corrupt(format_args!("seq {stored}")))
    };
    Ok(Marks {
        read: seq(read)?,
        received: seq(received)?,
    })
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
