//! Conversations as the message path sees them: who may send and who gets a copy, from a bounded cache.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use quick_cache::sync::Cache;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Conversation, GroupTitle, MemberRole, MemberState};
use crate::ports::{Audience, ConversationStore};

/// Conversations kept in memory; the rest is read from the store when it is needed again.
const CACHED_CONVERSATIONS: usize = 200_000;

#[derive(Debug, Error)]
pub enum ConversationError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("a conversation with oneself has nobody to talk to")]
    WithOneself,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ConversationError {
    /// For whom a conversation that is not there is an answer and not an error.
    pub fn optional<T>(outcome: Result<T, Self>) -> Result<Option<T>, StoreError> {
        match outcome {
            Ok(found) => Ok(Some(found)),
            Err(Self::NotFound | Self::WithOneself) => Ok(None),
            Err(Self::Store(error)) => Err(error),
        }
    }
}

/// A conversation on the message path: membership without marks, and the audience made once.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) conversation: Conversation,
    /// Active members.
    pub(super) audience: Audience,
    /// A seq that surely exists: what a client may confirm without asking the log.
    known_seq: AtomicU64,
}

impl Route {
    fn new(conversation: Conversation) -> Self {
        let active: Vec<Uid> = conversation
            .members
            .iter()
            .filter(|member| member.state == MemberState::Active)
            .map(|member| member.uid.clone())
            .collect();
        let audience = Audience::new(conversation.app.clone(), active);
        Self {
            conversation,
            audience,
            known_seq: AtomicU64::new(0),
        }
    }

    pub(super) fn note_exists(&self, seq: Seq) {
        self.known_seq.fetch_max(seq.0, Ordering::Relaxed);
    }

    pub(super) fn surely_exists(&self, seq: Seq) -> bool {
        seq.0 <= self.known_seq.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
pub(super) struct ConversationDirectory {
    store: Arc<dyn ConversationStore>,
    routes: Cache<ConversationId, Arc<Route>>,
    /// Counts changes of members, so that what was read before a change is not kept after it. Held while a route is
    /// kept or forgotten: else one could be kept between the two halves of forgetting.
    changes: Mutex<u64>,
}

impl ConversationDirectory {
    pub(super) fn new(store: Arc<dyn ConversationStore>) -> Self {
        Self {
            store,
            routes: Cache::new(CACHED_CONVERSATIONS),
            changes: Mutex::new(0),
        }
    }

    /// From the cache only. A conversation of another app is not found.
    pub(super) fn cached(&self, app: &AppId, id: ConversationId) -> Option<Arc<Route>> {
        self.routes
            .get(&id)
            .filter(|route| route.conversation.app == *app)
    }

    pub(super) async fn find(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Arc<Route>>, StoreError> {
        if let Some(route) = self.cached(app, id) {
            return Ok(Some(route));
        }
        let changes_before = *self.changes.lock();
        let Some(conversation) = self.store.find_conversation(app, id).await? else {
            return Ok(None);
        };
        let route = Arc::new(Route::new(conversation));
        let changes = self.changes.lock();
        // Members may have changed while they were read: then it is used once and not kept.
        if *changes == changes_before {
            self.routes.insert(id, Arc::clone(&route));
        }
        Ok(Some(route))
    }

    fn forget(&self, id: ConversationId) {
        let mut changes = self.changes.lock();
        *changes += 1;
        self.routes.remove(&id);
    }
}

/// Forgets a conversation however the change of its members ends: a failed or abandoned one may have happened.
struct Forgetting<'d> {
    directory: &'d ConversationDirectory,
    id: ConversationId,
}

impl Drop for Forgetting<'_> {
    fn drop(&mut self) {
        self.directory.forget(self.id);
    }
}

impl Messaging {
    /// The direct conversation of two users, made when there is none. Both must exist.
    pub async fn open_direct(
        &self,
        app: &AppId,
        users: (&Uid, &Uid),
    ) -> Result<Conversation, ConversationError> {
        if users.0 == users.1 {
            return Err(ConversationError::WithOneself);
        }
        let now_ms = self.ports.clock.now_ms();
        let fresh = ConversationId::generate(now_ms);
        Ok(self
            .ports
            .conversations
            .find_or_create_direct(app, users, fresh, now_ms)
            .await?)
    }

    /// A group of users, who must exist.
    pub async fn create_group(
        &self,
        app: &AppId,
        title: &GroupTitle,
        members: &[Uid],
    ) -> Result<Conversation, ConversationError> {
        let now_ms = self.ports.clock.now_ms();
        let fresh = ConversationId::generate(now_ms);
        Ok(self
            .ports
            .conversations
            .create_group(app, title.as_str(), members, fresh, now_ms)
            .await?)
    }

    /// The thread of a customer with the desk; not found when the customer has none yet.
    pub async fn get_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Conversation, ConversationError> {
        let found = self.ports.conversations.find_thread(app, customer).await?;
        found.ok_or(ConversationError::NotFound)
    }

    /// The thread of a customer with the desk, made when there is none.
    pub async fn open_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Conversation, ConversationError> {
        let now_ms = self.ports.clock.now_ms();
        let fresh = ConversationId::generate(now_ms);
        Ok(self
            .ports
            .conversations
            .find_or_create_thread(app, customer, fresh, now_ms)
            .await?)
    }

    /// With members and marks, read from the store.
    pub async fn get_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Conversation, ConversationError> {
        let mut conversation = self
            .ports
            .conversations
            .find_conversation(app, id)
            .await?
            .ok_or(ConversationError::NotFound)?;
        self.marks.overlay(&mut conversation);
        Ok(conversation)
    }

    /// Adds a member or changes what one is; holds for the next message on.
    pub async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        role: MemberRole,
        state: MemberState,
    ) -> Result<(), StoreError> {
        let _forgetting = Forgetting {
            directory: &self.directory,
            id,
        };
        self.ports
            .conversations
            .set_member(app, id, uid, role, state)
            .await
    }
}
