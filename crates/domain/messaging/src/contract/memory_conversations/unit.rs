//! A unit of work in memory: a copy of the rows that takes the place of the others when it is committed.

use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, StoreError, Uid, Unit};
use tokio::sync::OwnedMutexGuard;

use super::{MemoryConversationStore, Rows, StoreMoment, Tables};
use crate::model::{Conversation, Membership, People};
use crate::ports::MessagingUnit;

#[derive(Debug)]
pub(super) struct MemoryUnit {
    store: MemoryConversationStore,
    tables: Tables,
    changed_members: bool,
    _turn: OwnedMutexGuard<()>,
}

impl MemoryUnit {
    pub(super) fn new(store: MemoryConversationStore, turn: OwnedMutexGuard<()>) -> Self {
        let tables = store.committed.lock().clone();
        Self {
            store,
            tables,
            changed_members: false,
            _turn: turn,
        }
    }
}

impl Rows for MemoryUnit {
    fn store(&self) -> &MemoryConversationStore {
        &self.store
    }

    fn tables(&self) -> impl Deref<Target = Tables> {
        &self.tables
    }
}

#[async_trait]
impl Unit for MemoryUnit {
    /// Nobody follows this store.
    async fn record_change(
        &mut self,
        _app: &AppId,
        _kind: &str,
        _payload: String,
        _time_ms: i64,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self {
            store,
            tables,
            changed_members,
            _turn,
        } = *self;
        *store.committed.lock() = tables;
        if changed_members {
            store.pass(StoreMoment::MemberSet).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl MessagingUnit for MemoryUnit {
    async fn insert_conversation(
        &mut self,
        conversation: &Conversation,
        people: Option<&People>,
    ) -> Result<(), StoreError> {
        let key = (conversation.app.clone(), conversation.id);
        let people = people.map(|people| (conversation.app.clone(), people.clone()));
        let is_there = people
            .as_ref()
            .is_some_and(|people| self.tables.by_people.contains_key(people));
        if is_there || self.tables.conversations.contains_key(&key) {
            return Err(StoreError::conflict(
                "a conversation with this id exists already",
            ));
        }
        if let Some(people) = people {
            self.tables.by_people.insert(people, conversation.id);
        }
        let row = Arc::new(conversation.clone());
        self.tables.conversations.insert(key, row);
        Ok(())
    }

    async fn insert_members(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
        membership: &Membership,
    ) -> Result<(), StoreError> {
        let members = self.tables.members.entry((app.clone(), id)).or_default();
        let members = Arc::make_mut(members);
        for uid in uids {
            members.insert(uid.clone(), *membership);
            let of = (app.clone(), uid.clone());
            self.tables.memberships.entry(of).or_default().push(id);
        }
        Ok(())
    }

    async fn update_member(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        let members = self.tables.members.entry((app.clone(), id)).or_default();
        Arc::make_mut(members).insert(uid.clone(), *membership);
        self.changed_members = true;
        Ok(())
    }

    async fn set_member_count(
        &mut self,
        app: &AppId,
        id: ConversationId,
        count: u32,
    ) -> Result<(), StoreError> {
        let row = self.tables.conversations.get_mut(&(app.clone(), id));
        if let Some(row) = row {
            Arc::make_mut(row).member_count = count;
        }
        self.changed_members = true;
        Ok(())
    }
}
