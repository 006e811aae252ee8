//! Conversations in memory: the reference implementation of [`ConversationStore`], for tests of services.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{
    Conversation, ConversationKind, Marks, Member, MemberRole, MemberState, MembershipFilter,
    MembershipOf,
};
use crate::ports::ConversationStore;

/// What `find_conversation` gives at most.
const MAX_MEMBERS: usize = 1_000;

/// Keeps everything until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryConversationStore {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    conversations: HashMap<(AppId, ConversationId), Stored>,
    /// The one conversation of a set of people.
    by_people: HashMap<(AppId, People), ConversationId>,
    /// Memberships in the order in which they began.
    memberships: HashMap<(AppId, Uid), Vec<ConversationId>>,
    names: HashMap<(AppId, Uid), String>,
}

#[derive(Debug)]
struct Stored {
    kind: ConversationKind,
    title: String,
    created_at_ms: i64,
    members: BTreeMap<Uid, StoredMember>,
}

#[derive(Debug)]
struct StoredMember {
    role: MemberRole,
    state: MemberState,
    marks: Marks,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum People {
    Direct(BTreeSet<Uid>),
    Thread(Uid),
}

impl MemoryConversationStore {
    pub fn new() -> Self {
        Self::default()
    }

    /// The name that members with this uid carry from now on; without one it is empty.
    pub fn set_name(&self, app: &AppId, uid: &Uid, name: &str) {
        self.state
            .lock()
            .names
            .insert((app.clone(), uid.clone()), name.to_owned());
    }
}

impl State {
    fn read(&self, app: &AppId, id: ConversationId) -> Option<Conversation> {
        let stored = self.conversations.get(&(app.clone(), id))?;
        let members = stored
            .members
            .iter()
            .take(MAX_MEMBERS)
            .map(|(uid, member)| Member {
                uid: uid.clone(),
                name: self
                    .names
                    .get(&(app.clone(), uid.clone()))
                    .cloned()
                    .unwrap_or_default(),
                role: member.role,
                state: member.state,
                marks: member.marks,
            })
            .collect();
        Some(Conversation {
            app: app.clone(),
            id,
            kind: stored.kind,
            title: stored.title.clone(),
            created_at_ms: stored.created_at_ms,
            members,
        })
    }

    fn create(
        &mut self,
        app: &AppId,
        id: ConversationId,
        conversation: Stored,
    ) -> Result<Conversation, StoreError> {
        let key = (app.clone(), id);
        if self.conversations.contains_key(&key) {
            return Err(StoreError::conflict(
                "a conversation with this id exists already",
            ));
        }
        for uid in conversation.members.keys() {
            self.memberships
                .entry((app.clone(), uid.clone()))
                .or_default()
                .push(id);
        }
        self.conversations.insert(key, conversation);
        Ok(self.read(app, id).expect("was inserted above"))
    }

    fn find_or_create(
        &mut self,
        app: &AppId,
        people: People,
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        let key = (app.clone(), people);
        if let Some(id) = self.by_people.get(&key) {
            return Ok(self
                .read(app, *id)
                .expect("people point at a stored conversation"));
        }
        let (kind, members) = match &key.1 {
            People::Direct(uids) => (
                ConversationKind::Direct,
                new_members(uids.iter(), MemberRole::Member),
            ),
            People::Thread(uid) => (
                ConversationKind::Thread,
                new_members([uid].into_iter(), MemberRole::Customer),
            ),
        };
        let conversation = self.create(
            app,
            new_id,
            Stored {
                kind,
                title: String::new(),
                created_at_ms: now_ms,
                members,
            },
        )?;
        self.by_people.insert(key, new_id);
        Ok(conversation)
    }

    fn member_mut(
        &mut self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
    ) -> Option<&mut StoredMember> {
        self.conversations
            .get_mut(&(app.clone(), id))?
            .members
            .get_mut(uid)
    }
}

fn new_members<'a>(
    uids: impl Iterator<Item = &'a Uid>,
    role: MemberRole,
) -> BTreeMap<Uid, StoredMember> {
    uids.map(|uid| {
        let member = StoredMember {
            role,
            state: MemberState::Active,
            marks: Marks::default(),
        };
        (uid.clone(), member)
    })
    .collect()
}

#[async_trait]
impl ConversationStore for MemoryConversationStore {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        Ok(self.state.lock().read(app, id))
    }

    async fn find_or_create_direct(
        &self,
        app: &AppId,
        users: (&Uid, &Uid),
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        let people = People::Direct([users.0.clone(), users.1.clone()].into());
        self.state
            .lock()
            .find_or_create(app, people, new_id, now_ms)
    }

    async fn find_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Option<Conversation>, StoreError> {
        let state = self.state.lock();
        let key = (app.clone(), People::Thread(customer.clone()));
        let id = state.by_people.get(&key);
        Ok(id.and_then(|id| state.read(app, *id)))
    }

    async fn find_or_create_thread(
        &self,
        app: &AppId,
        customer: &Uid,
        new_id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        self.state
            .lock()
            .find_or_create(app, People::Thread(customer.clone()), new_id, now_ms)
    }

    async fn create_group(
        &self,
        app: &AppId,
        title: &str,
        members: &[Uid],
        id: ConversationId,
        now_ms: i64,
    ) -> Result<Conversation, StoreError> {
        let group = Stored {
            kind: ConversationKind::Group,
            title: title.to_owned(),
            created_at_ms: now_ms,
            members: new_members(members.iter(), MemberRole::Member),
        };
        self.state.lock().create(app, id, group)
    }

    async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        role: MemberRole,
        state: MemberState,
    ) -> Result<(), StoreError> {
        let mut all = self.state.lock();
        let Some(conversation) = all.conversations.get_mut(&(app.clone(), id)) else {
            return Err(StoreError::conflict("there is no such conversation"));
        };
        if let Some(member) = conversation.members.get_mut(uid) {
            member.role = role;
            member.state = state;
            return Ok(());
        }
        let member = StoredMember {
            role,
            state,
            marks: Marks::default(),
        };
        conversation.members.insert(uid.clone(), member);
        all.memberships
            .entry((app.clone(), uid.clone()))
            .or_default()
            .push(id);
        Ok(())
    }

    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError> {
        let all = self.state.lock();
        let Some(memberships) = all.memberships.get(&(app.clone(), uid.clone())) else {
            return Ok(Vec::new());
        };
        let end = match after {
            None => memberships.len(),
            Some(after) => memberships.iter().position(|id| *id == after).unwrap_or(0),
        };
        let numbered = memberships[..end].iter().enumerate().rev();
        let rows = numbered.map(|(number, id)| MembershipOf {
            conversation_id: *id,
            number: i64::try_from(number).unwrap_or(i64::MAX),
            state: all.conversations[&(app.clone(), *id)].members[uid].state,
        });
        let wanted = rows.filter(|row| match filter {
            MembershipFilter::All => true,
            MembershipFilter::Active => row.state == MemberState::Active,
            MembershipFilter::In(ids) => ids.contains(&row.conversation_id),
        });
        Ok(wanted.take(limit).collect())
    }

    async fn advance_marks(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        read: Option<Seq>,
        received: Option<Seq>,
    ) -> Result<Option<Marks>, StoreError> {
        let mut all = self.state.lock();
        let Some(member) = all.member_mut(app, id, uid) else {
            return Ok(None);
        };
        member.marks.read = member.marks.read.max(read.unwrap_or_default());
        member.marks.received = member.marks.received.max(received.unwrap_or_default());
        Ok(Some(member.marks))
    }

    async fn advance_received(
        &self,
        batch: &[(AppId, ConversationId, Uid, Seq)],
    ) -> Result<(), StoreError> {
        let mut all = self.state.lock();
        for (app, id, uid, seq) in batch {
            if let Some(member) = all.member_mut(app, *id, uid) {
                member.marks.received = member.marks.received.max(*seq);
            }
        }
        Ok(())
    }

    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        let all = self.state.lock();
        let Some(memberships) = all.memberships.get(&(app.clone(), uid.clone())) else {
            return Ok(Vec::new());
        };
        let is_active = |id: &ConversationId, uid: &Uid| {
            all.conversations[&(app.clone(), *id)]
                .members
                .get(uid)
                .is_some_and(|member| member.state == MemberState::Active)
        };
        let shares = |other: &&Uid| {
            memberships
                .iter()
                .any(|id| is_active(id, uid) && is_active(id, other))
        };
        Ok(others.iter().filter(shares).cloned().collect())
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
