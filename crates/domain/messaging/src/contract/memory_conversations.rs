//! Conversations in memory: the reference implementation of [`ConversationStore`], for tests of services.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use crate::model::{
    Conversation, ConversationKind, MarkAdvance, Marks, Member, MemberChange, MemberRole,
    MemberState, Membership, MembershipFilter, MembershipOf, Roster,
};
use crate::ports::ConversationStore;
use crate::rules;

/// Keeps everything until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryConversationStore {
    state: Mutex<State>,
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
    membership: Membership,
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
        self.state
            .lock()
            .names
            .insert((app.clone(), uid.clone()), name.to_owned());
    }
}

impl Stored {
    fn active(&self) -> impl Iterator<Item = (&Uid, &StoredMember)> {
        let members = self.members.iter();
        members.filter(|(_, member)| member.membership.is_active())
    }
}

impl State {
    fn read(&self, app: &AppId, id: ConversationId) -> Option<Conversation> {
        let stored = self.conversations.get(&(app.clone(), id))?;
        Some(Conversation {
            app: app.clone(),
            id,
            kind: stored.kind,
            title: stored.title.clone(),
            created_at_ms: stored.created_at_ms,
            member_count: stored.active().count() as u32,
        })
    }

    fn to_member(&self, app: &AppId, uid: &Uid, stored: &StoredMember) -> Member {
        let name = self.names.get(&(app.clone(), uid.clone()));
        Member {
            uid: uid.clone(),
            name: name.cloned().unwrap_or_default(),
            membership: stored.membership,
            marks: stored.marks,
        }
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
            membership: Membership::active(role),
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

    async fn find_roster(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Roster>, StoreError> {
        let answer = async {
            let state = self.state.lock();
            let Some(conversation) = state.read(app, id) else {
                return Ok(None);
            };
            let stored = &state.conversations[&(app.clone(), id)];
            let active = stored.active();
            Ok(Some(Roster {
                conversation,
                active: active
                    .map(|(uid, member)| (uid.clone(), member.membership))
                    .collect(),
            }))
        }
        .await;
        self.pass(StoreMoment::RosterFound).await?;
        answer
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
        change: &MemberChange,
        _now_ms: i64,
    ) -> Result<Membership, StoreError> {
        let answer = async {
            let mut all = self.state.lock();
            let Some(conversation) = all.conversations.get_mut(&(app.clone(), id)) else {
                return Err(StoreError::conflict("there is no such conversation"));
            };
            let before = conversation
                .members
                .get(uid)
                .map(|member| member.membership);
            let Some(after) = rules::change_membership(before.as_ref(), change) else {
                return Ok(before.expect("without a member there is a change"));
            };
            let member = conversation.members.entry(uid.clone());
            member
                .or_insert(StoredMember {
                    membership: after,
                    marks: Marks::default(),
                })
                .membership = after;
            if before.is_none() {
                all.memberships
                    .entry((app.clone(), uid.clone()))
                    .or_default()
                    .push(id);
            }
            Ok(after)
        }
        .await;
        self.pass(StoreMoment::MemberSet).await?;
        answer
    }

    async fn find_members(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError> {
        let answer = async {
            let wanted: BTreeSet<&Uid> = uids.iter().collect();
            let all = self.state.lock();
            let Some(conversation) = all.conversations.get(&(app.clone(), id)) else {
                return Ok(Vec::new());
            };
            let found = wanted.into_iter().filter_map(|uid| {
                let stored = conversation.members.get(uid)?;
                Some(all.to_member(app, uid, stored))
            });
            Ok(found.collect())
        }
        .await;
        self.pass(StoreMoment::MembersFound).await?;
        answer
    }

    async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Member>, StoreError> {
        let all = self.state.lock();
        let Some(conversation) = all.conversations.get(&(app.clone(), id)) else {
            return Ok(Vec::new());
        };
        let members = conversation.members.iter();
        let wanted = members.filter(|(uid, member)| {
            member.membership.state == state && after.is_none_or(|after| *uid > after)
        });
        let listed = wanted.map(|(uid, stored)| all.to_member(app, uid, stored));
        Ok(listed.take(limit).collect())
    }

    async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError> {
        let all = self.state.lock();
        let conversation = all.conversations.get(&(app.clone(), id));
        let members = conversation
            .into_iter()
            .flat_map(|one| one.members.values());
        let of_role = members.filter(|member| member.membership.role == role);
        Ok(of_role
            .map(|member| member.marks.read)
            .max()
            .unwrap_or_default())
    }

    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError> {
        let answer = async {
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
                state: all.conversations[&(app.clone(), *id)].members[uid]
                    .membership
                    .state,
            });
            let wanted = rows.filter(|row| match filter {
                MembershipFilter::All => true,
                MembershipFilter::Active => row.state == MemberState::Active,
                MembershipFilter::In(ids) => ids.contains(&row.conversation_id),
            });
            Ok(wanted.take(limit).collect())
        }
        .await;
        self.pass(StoreMoment::MembershipsListed).await?;
        answer
    }

    async fn advance_marks(&self, batch: &[MarkAdvance]) -> Result<(), StoreError> {
        self.pass(StoreMoment::MarksComing).await?;
        let mut all = self.state.lock();
        for MarkAdvance {
            app,
            conversation_id,
            uid,
            to,
        } in batch
        {
            if let Some(member) = all.member_mut(app, *conversation_id, uid) {
                member.marks = member.marks.joined(*to);
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
        let answer = async {
            let all = self.state.lock();
            let Some(memberships) = all.memberships.get(&(app.clone(), uid.clone())) else {
                return Ok(Vec::new());
            };
            let is_active = |id: &ConversationId, uid: &Uid| {
                all.conversations[&(app.clone(), *id)]
                    .members
                    .get(uid)
                    .is_some_and(|member| member.membership.is_active())
            };
            let shares = |other: &&Uid| {
                memberships
                    .iter()
                    .any(|id| is_active(id, uid) && is_active(id, other))
            };
            Ok(others.iter().filter(shares).cloned().collect())
        }
        .await;
        self.pass(StoreMoment::AcquaintedListed).await?;
        answer
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
