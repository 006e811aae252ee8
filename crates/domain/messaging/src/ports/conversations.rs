//! Conversations, members and marks in the relational store. Every call names the app.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Lock, Seq, StoreError, Uid, Unit};

use crate::model::{
    Conversation, MarkAdvance, Member, MemberRole, MemberState, Membership, MembershipFilter,
    MembershipOf, People, Roster,
};

/// A group has at most so many active members.
pub const MAX_GROUP_MEMBERS: usize = 5_000;

/// Reads name the newest commits or older ones of this process, never a part of one.
#[async_trait]
pub trait ConversationQueries: Send + Sync + fmt::Debug {
    /// `None` when the app has no such conversation.
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError>;

    /// With all active members, ascending by uid. `None` when the app has no such conversation.
    async fn find_roster(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Roster>, StoreError>;

    /// The one conversation of these people, if there is one yet.
    async fn find_by_people(
        &self,
        app: &AppId,
        people: &People,
    ) -> Result<Option<Conversation>, StoreError>;

    /// What the user is or was in the conversation; `None` for strangers.
    async fn find_membership(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
    ) -> Result<Option<Membership>, StoreError>;

    /// Those of the users who are or were members, ascending by uid.
    async fn find_members(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError>;

    /// Members in one state, ascending by uid, after the one named (whether a member or not).
    async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Member>, StoreError>;

    /// Whoever is or was a member in that role, and has read the furthest: up to where. 0 when nobody has.
    async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError>;

    /// Conversations of a user in a stable order (newest membership first), after the one named. However
    /// many there are that the filter leaves out, they cost nothing.
    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError>;

    /// Those of the others with whom the user shares a conversation in which both are active, in any order.
    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError>;
}

/// The messaging part of the relational store.
#[async_trait]
pub trait ConversationStore: ConversationQueries {
    /// Whoever decides on the same waits until this unit ends.
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn MessagingUnit>, StoreError>;

    /// Moves marks forward, never back, many at once, each owner once. Only those who are or were members have marks: the caller has
    /// looked. A failure may leave a part of them moved: the same again does no harm.
    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError>;
}

/// The rows that the commands of messaging change. The queries see what this unit wrote.
#[async_trait]
pub trait MessagingUnit: Unit + ConversationQueries {
    /// Fails with kind `Conflict` when there is one with this id, or one of these people.
    async fn insert_conversation(
        &mut self,
        conversation: &Conversation,
        people: Option<&People>,
    ) -> Result<(), StoreError>;

    /// Members who were none before, each once. They begin to list the conversation, as their newest.
    async fn insert_members(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
        membership: &Membership,
    ) -> Result<(), StoreError>;

    async fn update_member(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        membership: &Membership,
    ) -> Result<(), StoreError>;

    async fn set_member_count(
        &mut self,
        app: &AppId,
        id: ConversationId,
        count: u32,
    ) -> Result<(), StoreError>;
}
