//! Conversations in memory, of which one look-up can be held up while others pass.

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use skein_messaging::contract::memory_conversations::MemoryConversationStore;
use skein_messaging::model::{
    Conversation, Marks, MemberRole, MemberState, MembershipFilter, MembershipOf,
};
use skein_messaging::ports::ConversationStore;

use crate::hold::Hold;

#[derive(Debug, Default)]
pub(crate) struct HeldStore {
    inner: MemoryConversationStore,
    pub(crate) hold: Hold,
}

impl HeldStore {}

#[async_trait]
impl ConversationStore for HeldStore {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        self.hold.pass().await;
        self.inner.find_conversation(app, id).await
    }

    async fn find_or_create_direct(
        &self,
        app: &AppId,
        users: (&Uid, &Uid),
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        self.inner
            .find_or_create_direct(app, users, new_id, now_ms)
            .await
    }

    async fn find_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Conversation>, StoreError> {
        self.inner.find_thread(app, customer).await
    }

    async fn find_or_create_thread(
        &self,
        app: &AppId,
        customer: &Uid,
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        self.inner
            .find_or_create_thread(app, customer, new_id, now_ms)
            .await
    }

    async fn create_group(
        &self,
        app: &AppId,
        title: &str,
        members: &[Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        self.inner
            .create_group(app, title, members, id, now_ms)
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
        self.inner.set_member(app, id, uid, role, state).await
    }

    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError> {
        self.inner
            .list_memberships(app, uid, filter, after, limit)
            .await
    }

    async fn advance_marks(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        read: Option<Seq>,
        received: Option<Seq>,
    ) -> Result<Option<Marks>, StoreError> {
        self.inner.advance_marks(app, id, uid, read, received).await
    }

    async fn advance_received(
        &self,
        batch: &[(AppId, ConversationId, Uid, Seq)],
    ) -> Result<(), StoreError> {
        self.inner.advance_received(batch).await
    }

    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        self.inner.list_acquainted(app, uid, others).await
    }
}
