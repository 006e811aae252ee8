//! The commands of messaging: each is one unit of work that reads what it decides on, decides by the rules, writes the rows
//! that follow and leaves a change. Written once, for every store. Marks are none: they only ever move forward, so that
//! nothing has to be decided about them.

use skein_foundation::{AppId, ConversationId, Lock, StoreError, StoreErrorKind, Uid, record};

use crate::model::{
    Conversation, ConversationCreated, ConversationKind, MemberChange, MemberChanged, MemberRole,
    Membership, MessagingChange, People,
};
use crate::ports::{ConversationStore, MAX_GROUP_MEMBERS, MessagingUnit};
use crate::rules::change_membership;

/// A conversation to be made.
#[derive(Debug, Clone)]
pub struct NewConversation<'a> {
    pub app: &'a AppId,
    pub id: ConversationId,
    pub now_ms: i64,
}

/// What came of changing a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberSet {
    Is(Membership),
    /// It has [`MAX_GROUP_MEMBERS`].
    GroupFull,
}

/// What changes conversations and who is in them. Reading needs none of it.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    store: &'a dyn ConversationStore,
}

impl<'a> Commands<'a> {
    pub fn on(store: &'a dyn ConversationStore) -> Self {
        Self { store }
    }

    /// The one conversation of these people, made when there is none. Usually it is there, and nothing is locked. Two callers
    /// at once get the same one.
    pub async fn find_or_create(
        self,
        people: &People,
        new: &NewConversation<'_>,
    ) -> Result<Conversation, StoreError> {
        if let Some(found) = self.store.find_by_people(new.app, people).await? {
            return Ok(found);
        }
        let (first, second, role) = match people {
            People::Direct(one, other) => (one, Some(other), MemberRole::Member),
            People::Thread(customer) => (customer, None, MemberRole::Customer),
        };
        let mut members = vec![first.clone()];
        members.extend(second.filter(|second| *second != first).cloned());
        let created = self
            .insert(new, people.kind(), "", (&members, role), Some(people))
            .await;
        match created {
            // Somebody else made it a moment before, which no lock prevents: nobody knows its id before.
            Err(error) if error.kind == StoreErrorKind::Conflict => {
                let found = self.store.find_by_people(new.app, people).await?;
                found.ok_or(error)
            }
            created => created,
        }
    }

    /// A group with the given members (1 to [`MAX_GROUP_MEMBERS`]); who is named twice is in it once. A conflict when there
    /// is one with this id.
    pub async fn create_group(
        self,
        title: &str,
        members: &[Uid],
        new: &NewConversation<'_>,
    ) -> Result<Conversation, StoreError> {
        let mut members = members.to_vec();
        members.sort_unstable();
        members.dedup();
        let of = (members.as_slice(), MemberRole::Member);
        self.insert(new, ConversationKind::Group, title, of, None)
            .await
    }

    async fn insert(
        self,
        new: &NewConversation<'_>,
        kind: ConversationKind,
        title: &str,
        (members, role): (&[Uid], MemberRole),
        people: Option<&People>,
    ) -> Result<Conversation, StoreError> {
        let conversation = Conversation {
            app: new.app.clone(),
            id: new.id,
            kind,
            title: title.to_owned(),
            created_at_ms: new.now_ms,
            member_count: u32::try_from(members.len()).map_err(StoreError::internal)?,
        };
        let mut unit = self.begin(new.app, new.id).await?;
        unit.insert_conversation(&conversation, people).await?;
        unit.insert_members(new.app, new.id, members, &Membership::active(role))
            .await?;
        let change = MessagingChange::ConversationCreated(ConversationCreated {
            conversation_id: new.id,
            kind,
            member_count: conversation.member_count,
        });
        record(&mut *unit, new.app, &change, new.now_ms).await?;
        unit.commit().await?;
        Ok(conversation)
    }

    /// Adds a member or changes one by [`change_membership`], and leaves the change `member.changed` when something changes.
    /// Marks stay. A conflict when there is no such conversation.
    pub async fn set_member(
        self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
        change: &MemberChange,
        now_ms: i64,
    ) -> Result<MemberSet, StoreError> {
        let mut unit = self.begin(app, id).await?;
        let conversation = unit
            .find_conversation(app, id)
            .await?
            .ok_or_else(|| StoreError::conflict("there is no such conversation"))?;
        let before = unit.find_membership(app, id, uid).await?;
        let Some(after) = change_membership(before.as_ref(), change) else {
            return Ok(MemberSet::Is(
                before.expect("without a member there is a change"),
            ));
        };
        let was_active = before.is_some_and(|before| before.is_active());
        let members = conversation.member_count;
        let count = match (was_active, after.is_active()) {
            (false, true) => members + 1,
            (true, false) => members.saturating_sub(1),
            _ => members,
        };
        let is_group = conversation.kind == ConversationKind::Group;
        if is_group && count > members && count as usize > MAX_GROUP_MEMBERS {
            return Ok(MemberSet::GroupFull);
        }
        if before.is_some() {
            unit.update_member(app, id, uid, &after).await?;
        } else {
            unit.insert_members(app, id, std::slice::from_ref(uid), &after)
                .await?;
        }
        if count != members {
            unit.set_member_count(app, id, count).await?;
        }
        let change = MessagingChange::MemberChanged(MemberChanged {
            conversation_id: id,
            uid: uid.clone(),
            role: after.role,
            state: after.state,
        });
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(MemberSet::Is(after))
    }

    async fn begin(
        self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Box<dyn MessagingUnit>, StoreError> {
        let locks = [Lock::Conversation(app.clone(), id)];
        self.store.begin(&locks).await
    }
}
