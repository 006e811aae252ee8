//! Conversations in memory: the reference implementation of [`ConversationStore`], for tests of services. It keeps rows and
//! decides nothing.

mod queries;
mod unit;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};
use skein_foundation::{AppId, ConversationId, Lock, StoreError, Uid};

use crate::model::{Conversation, MarkAdvance, Marks, Member, Membership, People};
use crate::ports::{ConversationStore, MessagingUnit};
use unit::MemoryUnit;

/// Keeps everything until it is dropped. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryConversationStore {
    committed: Arc<Mutex<Tables>>,
    beside: Arc<Mutex<Beside>>,
    /// Held by the one unit there is at a time.
    writing: Arc<tokio::sync::Mutex<()>>,
    watch: Option<Arc<dyn StoreWatch>>,
}

/// A moment in a call at which a test may look on, wait or fail it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreMoment {
    /// The answer is in hand.
    RosterFound,
    MembersFound,
    MembershipsListed,
    AcquaintedListed,
    /// It happened; the answer may get lost.
    MemberSet,
    /// Nothing happened yet.
    MarksComing,
}

/// What a test does at such moments.
#[async_trait]
pub trait StoreWatch: Send + Sync + fmt::Debug {
    async fn pass(&self, moment: StoreMoment) -> Result<(), StoreError>;
}

/// The rows that units change.
#[derive(Debug, Clone, Default)]
struct Tables {
    conversations: HashMap<(AppId, ConversationId), Arc<Conversation>>,
    members: HashMap<(AppId, ConversationId), Arc<BTreeMap<Uid, Membership>>>,
    /// The one conversation of these people.
    by_people: HashMap<(AppId, People), ConversationId>,
    /// Memberships in the order in which they began.
    memberships: HashMap<(AppId, Uid), Vec<ConversationId>>,
}

/// What no unit changes.
#[derive(Debug, Default)]
struct Beside {
    marks: HashMap<(AppId, ConversationId, Uid), Marks>,
    names: HashMap<(AppId, Uid), String>,
}

/// Rows that can be looked at: those of the store, or those of a unit.
trait Rows: Send + Sync + fmt::Debug {
    fn store(&self) -> &MemoryConversationStore;

    fn tables(&self) -> impl Deref<Target = Tables>;

    fn beside(&self) -> MutexGuard<'_, Beside> {
        self.store().beside.lock()
    }
}

impl Rows for MemoryConversationStore {
    fn store(&self) -> &MemoryConversationStore {
        self
    }

    fn tables(&self) -> impl Deref<Target = Tables> {
        self.committed.lock()
    }
}

impl MemoryConversationStore {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn watched(watch: Arc<dyn StoreWatch>) -> Self {
        Self {
            watch: Some(watch),
            ..Self::default()
        }
    }

    async fn pass(&self, moment: StoreMoment) -> Result<(), StoreError> {
        match &self.watch {
            Some(watch) => watch.pass(moment).await,
            None => Ok(()),
        }
    }

    /// The name that members with this uid carry from now on; without one it is empty.
    pub fn set_name(&self, app: &AppId, uid: &Uid, name: &str) {
        let key = (app.clone(), uid.clone());
        self.beside.lock().names.insert(key, name.to_owned());
    }
}

#[async_trait]
impl ConversationStore for MemoryConversationStore {
    async fn begin(&self, _locks: &[Lock]) -> Result<Box<dyn MessagingUnit>, StoreError> {
        let turn = Arc::clone(&self.writing).lock_owned().await;
        Ok(Box::new(MemoryUnit::new(self.clone(), turn)))
    }

    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError> {
        self.pass(StoreMoment::MarksComing).await?;
        let mut beside = self.beside.lock();
        for one in batch {
            let key = (one.app.clone(), one.conversation_id, one.uid.clone());
            let marks = beside.marks.entry(key).or_default();
            *marks = marks.joined(one.to);
        }
        Ok(())
    }
}

impl Tables {
    fn members_of(&self, app: &AppId, id: ConversationId) -> Option<&BTreeMap<Uid, Membership>> {
        let members = self.members.get(&(app.clone(), id))?;
        Some(members)
    }

    fn membership(&self, app: &AppId, id: ConversationId, uid: &Uid) -> Option<Membership> {
        self.members_of(app, id)?.get(uid).copied()
    }
}

impl Beside {
    fn marks(&self, app: &AppId, id: ConversationId, uid: &Uid) -> Marks {
        let key = (app.clone(), id, uid.clone());
        self.marks.get(&key).copied().unwrap_or_default()
    }

    fn shown(
        &self,
        app: &AppId,
        id: ConversationId,
        (uid, membership): (&Uid, &Membership),
    ) -> Member {
        let name = self.names.get(&(app.clone(), uid.clone()));
        Member {
            uid: uid.clone(),
            name: name.cloned().unwrap_or_default(),
            membership: *membership,
            marks: self.marks(app, id, uid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryConversationStore;

    #[expect(
        clippy::unused_async,
        reason = "the suites make stores that have to be opened, too"
    )]
    async fn fresh() -> ((), MemoryConversationStore) {
        ((), MemoryConversationStore::new())
    }

    crate::conversation_store_contract!(fresh);
}
