//! Conversations and members in the relational store. Every call names the app.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{Conversation, Marks, MemberRole, MemberState, MembershipFilter, MembershipOf};

#[async_trait]
pub trait ConversationStore: Send + Sync + fmt::Debug {
    /// With its members, at most 1,000 of them. `None` when the app has no such conversation.
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError>;

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

    /// A group with the given members (1 to 1,000).
    async fn create_group(
        &self,
        app: &AppId,
        title: &str,
        members: &[Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError>;

    /// Adds a member or changes role and state of one. Marks stay.
    async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        role: MemberRole,
        state: MemberState,
    ) -> Result<(), StoreError>;

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

    /// Moves marks forward, never back, and gives what they are now. `None` when not a member.
    async fn advance_marks(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        read: Option<Seq>,
        received: Option<Seq>,
    ) -> Result<Option<Marks>, StoreError>;

    /// Moves received marks forward, never back, many at once; rows of non-members are ignored. A failure may leave a
    /// part of them moved: the same again does no harm.
    async fn advance_received(
        &self,
        batch: &[(AppId, ConversationId, Uid, Seq)],
    ) -> Result<(), StoreError>;

    /// Those of the others with whom the user shares a conversation in which both are active, in any order.
    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError>;
}
