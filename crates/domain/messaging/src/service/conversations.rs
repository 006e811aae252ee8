//! Conversations and their members: opening them, and changing and listing who is in them.

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use super::commands::{Commands, MemberSet, NewConversation};
use super::routes::Forgetting;
use crate::model::{
    Conversation, ConversationKind, GroupTitle, Member, MemberChange, MemberRole, MemberState,
    Membership, MessagingChange, People,
};
use crate::ports::{ChangeEvent, MAX_GROUP_MEMBERS};

/// Members looked through at a time for who is none any more.
const LOOKED_AT_ONCE: usize = 200;

#[derive(Debug, Error)]
pub enum ConversationError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("a conversation with oneself has nobody to talk to")]
    WithOneself,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why somebody was not added to a group.
#[derive(Debug, Error)]
pub enum JoinError {
    #[error("the group has {MAX_GROUP_MEMBERS} members already")]
    GroupFull,
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

/// Some members, ascending by uid.
#[derive(Debug, Clone)]
pub struct MemberPage {
    pub members: Vec<Member>,
    /// After whom the next page begins; `None` at the end.
    pub next: Option<Uid>,
    /// Active members of the conversation.
    pub member_count: u32,
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
        let new = self.new_conversation(app);
        let people = People::direct(users);
        Ok(self.commands().find_or_create(&people, &new).await?)
    }

    /// A group of users, who must exist.
    pub async fn create_group(
        &self,
        app: &AppId,
        title: &GroupTitle,
        members: &[Uid],
    ) -> Result<Conversation, ConversationError> {
        let new = self.new_conversation(app);
        Ok(self
            .commands()
            .create_group(title.as_str(), members, &new)
            .await?)
    }

    /// The thread of a customer with the desk; not found when the customer has none yet.
    pub async fn get_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Conversation, ConversationError> {
        let people = People::Thread(customer.clone());
        let store = &self.ports.conversations;
        let found = store.find_by_people(app, &people).await?;
        found.ok_or(ConversationError::NotFound)
    }

    /// The thread of a customer with the desk, made when there is none.
    pub async fn open_thread(
        &self,
        app: &AppId,
        customer: &Uid,
    ) -> Result<Conversation, ConversationError> {
        let new = self.new_conversation(app);
        let people = People::Thread(customer.clone());
        Ok(self.commands().find_or_create(&people, &new).await?)
    }

    fn new_conversation<'a>(&self, app: &'a AppId) -> NewConversation<'a> {
        let now_ms = self.ports.clock.now_ms();
        NewConversation {
            app,
            id: ConversationId::generate(now_ms),
            now_ms,
        }
    }

    pub async fn get_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Conversation, ConversationError> {
        let found = self.ports.conversations.find_conversation(app, id).await?;
        found.ok_or(ConversationError::NotFound)
    }

    /// One who is or was a member; `None` for strangers, and where there is no such conversation.
    pub async fn find_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
    ) -> Result<Option<Member>, StoreError> {
        let members = self
            .members_with_marks(app, id, std::slice::from_ref(uid))
            .await?;
        Ok(members.into_iter().next())
    }

    /// Whose thread it is; `None` when it is no thread of this app.
    pub async fn customer_of_thread(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Uid>, StoreError> {
        let Some(route) = self.routes.find(app, id).await? else {
            return Ok(None);
        };
        if let Some(customer) = route.in_role(MemberRole::Customer) {
            return Ok(Some(customer.clone()));
        }
        if route.conversation.kind != ConversationKind::Thread {
            return Ok(None);
        }
        // The customer is no more; the talk is.
        let mut after: Option<Uid> = None;
        loop {
            let page = self
                .list_members(app, id, MemberState::Past, after.as_ref(), LOOKED_AT_ONCE)
                .await;
            let Some(page) = ConversationError::optional(page)? else {
                return Ok(None);
            };
            let customer = page
                .members
                .into_iter()
                .find(|member| member.membership.role == MemberRole::Customer);
            if customer.is_some() || page.next.is_none() {
                return Ok(customer.map(|customer| customer.uid));
            }
            after = page.next;
        }
    }

    /// How far the furthest reader in that role is, past ones included; 0 when nobody has read anything.
    pub async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError> {
        self.ports.conversations.furthest_read(app, id, role).await
    }

    /// A page of the members who are in one state.
    pub async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<MemberPage, ConversationError> {
        let conversation = self.get_conversation(app, id).await?;
        let store = &self.ports.conversations;
        let mut members = store.list_members(app, id, state, after, limit + 1).await?;
        let more = members.len() > limit;
        members.truncate(limit);
        let last = members.last().filter(|_| more);
        let next = last.map(|last| last.uid.clone());
        self.marks.overlay(id, &mut members);
        Ok(MemberPage {
            members,
            next,
            member_count: conversation.member_count,
        })
    }

    /// A page of the active members, for one of them or for who was one.
    pub async fn list_members_for(
        &self,
        app: &AppId,
        reader: &Uid,
        id: ConversationId,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<MemberPage, ConversationError> {
        if self.find_readable(app, reader, id).await?.is_none() {
            return Err(ConversationError::NotFound);
        }
        self.list_members(app, id, MemberState::Active, after, limit)
            .await
    }

    /// Adds a member or changes what one is; holds for the next message on. Somebody new reads what was said before.
    pub async fn set_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        role: MemberRole,
        state: MemberState,
    ) -> Result<Membership, StoreError> {
        let at = self.ports.log.last_seq(id).await?;
        let change = MemberChange {
            role,
            state,
            at,
            from_now: false,
        };
        match self.change_member(app, id, uid, &change).await {
            Ok(membership) => Ok(membership),
            Err(JoinError::Store(error)) => Err(error),
            Err(full @ JoinError::GroupFull) => Err(StoreError::conflict(full)),
        }
    }

    /// Adds somebody to a group, who begins after what was said: it is no unread message of theirs. With `from_now`, it is not
    /// theirs to read either.
    pub async fn add_to_group(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        from_now: bool,
    ) -> Result<Membership, JoinError> {
        let at = self.ports.log.last_seq(id).await?;
        let change = MemberChange {
            role: MemberRole::Member,
            state: MemberState::Active,
            at,
            from_now,
        };
        let membership = self.change_member(app, id, uid, &change).await?;
        self.begin_reading_after(app, uid, id, at).await?;
        Ok(membership)
    }

    /// Forgets what this node knew of conversations whose members changed, wherever that was: on this node it is forgotten
    /// already. Handler of a consumer on the stream of changes, on each node.
    pub fn on_changes(&self, changes: &[ChangeEvent]) {
        for change in changes {
            match MessagingChange::parse(&change.kind, &change.payload) {
                Some(Ok(MessagingChange::MemberChanged(member))) => {
                    self.routes.forget(member.conversation_id);
                }
                None | Some(Ok(MessagingChange::ConversationCreated(_))) => {}
                Some(Err(error)) => tracing::error!(
                    change.position,
                    change.kind,
                    error = &error as &dyn std::error::Error,
                    "a change can't be read"
                ),
            }
        }
    }

    async fn change_member(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        change: &MemberChange,
    ) -> Result<Membership, JoinError> {
        let _forgetting = Forgetting::new(&self.routes, id);
        let now_ms = self.ports.clock.now_ms();
        let set = self.commands().set_member(app, id, uid, change, now_ms);
        match set.await? {
            MemberSet::Is(membership) => Ok(membership),
            MemberSet::GroupFull => Err(JoinError::GroupFull),
        }
    }

    fn commands(&self) -> Commands<'_> {
        Commands::on(&*self.ports.conversations)
    }

    /// Those of the users who are or were members, as far as they are now.
    pub(super) async fn members_with_marks(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError> {
        let store = &self.ports.conversations;
        let mut members = store.find_members(app, id, uids).await?;
        self.marks.overlay(id, &mut members);
        Ok(members)
    }
}
