//! Conversations, members and marks in the relational store. Every call names the app.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{
    Conversation, MarkAdvance, Member, MemberChange, MemberRole, MemberState, Membership,
    MembershipFilter, MembershipOf, Roster,
};

/// A group has at most so many active members.
pub const MAX_GROUP_MEMBERS: usize = 5_000;

/// Reads name the newest commits or older ones of this process, never a part of one.
#[async_trait]
pub trait ConversationStore: Send + Sync + fmt::Debug {
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

    /// The direct conversation of two users of the app, made with `new_id` when there is none. The order of
    /// the two does not matter; two callers at once get the same one.
    async fn find_or_create_direct(
        &self,
        app: &AppId,
        users: (&Uid, &Uid),
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError>;

    /// The thread of a customer with the desk; `None` when the customer has none yet.
    async fn find_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Conversation>, StoreError>;

    /// The thread of a customer with the desk, made with `new_id` when there is none.
    async fn find_or_create_thread(
        &self,
        app: &AppId,
        customer: &Uid,
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError>;

    /// A group with the given members (1 to [`MAX_GROUP_MEMBERS`]).
    async fn create_group(
        &self,
        app: &AppId,
        title: &str,
        members: &[Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError>;

    /// Adds a member or changes one by [`change_membership`](crate::rules::change_membership), and leaves the change
    /// `member.changed` when something changes. Marks stay. Gives what the member is now. A conflict when there is no such
    /// conversation.
    async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        change: &MemberChange,
        now_ms: i64,
    ) -> Result<Membership, StoreError>;

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

    /// Moves marks forward, never back, many at once, each owner once. Only those who are or were members have marks: the caller has
    /// looked. A failure may leave a part of them moved: the same again does no harm.
    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError>;

    /// Those of the others with whom the user shares a conversation in which both are active, in any order.
    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError>;
}
