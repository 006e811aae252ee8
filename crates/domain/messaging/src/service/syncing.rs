//! Sync: the difference between what a client has and what there is, page by page.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::iter;

use skein_foundation::{AppId, ConversationId, Seq, Uid};

use super::Messaging;
use super::reading::{ConversationView, ReadError};
use crate::model::{Member, MembershipFilter, MembershipOf, Message};
use crate::ports::HistoryRange;
use crate::rules::{PageRoom, Reached, Readable, SyncPlace};

/// Conversations looked at for one page.
const SYNC_CONVERSATIONS: usize = 50;
/// Messages of one conversation that a client is brought up to date by. Who lacks more loads the newest as if it were the first
/// time, and what is in between when somebody looks at it.
pub const MAX_SYNC_DISTANCE: u64 = 1_000;

#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// Up to where the client has a conversation; `None` where it wants the state only.
    pub have: HashMap<ConversationId, Option<Seq>>,
    /// Leave out the conversations that are not named.
    pub only_named: bool,
    /// From the previous page; empty at first.
    pub page_token: String,
    /// Messages a page at most.
    pub limit: usize,
}

#[derive(Debug, Clone, Default)]
pub struct SyncAnswer {
    pub conversations: Vec<ConversationView>,
    pub messages: Vec<Message>,
    pub reload: Vec<ConversationId>,
    /// Who said something of it and is not shown with the conversation.
    pub people: Vec<Member>,
    /// Empty at the end.
    pub next_page_token: String,
}

impl Messaging {
    /// The next page of what the client lacks. Walks the user's active conversations and the named ones (an agent has
    /// thousands of past ones, which nobody asks about) in a stable order; the token says where, and how far inside
    /// one. A page is full by messages, by conversations, or by
    /// [`MAX_PAGE_BYTES`](crate::rules::MAX_PAGE_BYTES).
    pub async fn sync(
        &self,
        app: &AppId,
        uid: &Uid,
        request: &SyncRequest,
    ) -> Result<SyncAnswer, ReadError> {
        let start = match request.page_token.as_str() {
            "" => None,
            token => Some(SyncPlace::parse(token).ok_or(ReadError::BadPageToken)?),
        };
        let mut answer = SyncAnswer::default();
        // At least one: a page without messages would have the client ask for ever.
        let mut room = PageRoom::new(request.limit.max(1));
        if let Some(SyncPlace { membership, seq }) = start
            && let Some(after) = seq
            && self
                .fill(app, uid, membership, after, &mut room, &mut answer)
                .await?
        {
            return Ok(answer);
        }
        let named = self.named_memberships(app, uid, &request.have).await?;
        if start.is_none() {
            answer.reload = unreadable(&request.have, &named);
        }
        let after = start.map(|place| place.membership);
        let memberships = self
            .walk(app, uid, named, after, request.only_named)
            .await?;
        let mut done = after;
        for membership in &memberships {
            let id = membership.conversation_id;
            let had = request.have.get(&id).copied().flatten();
            let view = self.view_conversation(app, uid, id).await?;
            let (conversation, last_message) = (&view.conversation, view.last_message.as_ref());
            let shown = iter::once(&view.own).chain(&view.counterparts);
            if !room.take_conversation(conversation, shown, last_message) {
                answer.next_page_token = done.map_or_else(String::new, |reached| {
                    SyncPlace::after(reached).to_page_token()
                });
                return Ok(answer);
            }
            let membership = Reached {
                conversation_id: id,
                number: membership.number,
            };
            done = Some(membership);
            let (last_seq, readable) = (view.last_seq, Readable::of(&view.own.membership));
            answer.conversations.push(view);
            let Some(had) = had else { continue };
            // What a client got just before its user left is more than it would read now, and no other history.
            let knows_more = had > last_seq && readable.up_to.is_none();
            let lacks = last_seq.0.saturating_sub(had.max(readable.after).0);
            if knows_more || lacks > MAX_SYNC_DISTANCE {
                // In the first case it talked to another log.
                answer.reload.push(id);
            } else if lacks > 0
                && self
                    .fill(app, uid, membership, had, &mut room, &mut answer)
                    .await?
            {
                return Ok(answer);
            }
        }
        if memberships.len() == SYNC_CONVERSATIONS
            && let Some(last) = done
        {
            answer.next_page_token = SyncPlace::after(last).to_page_token();
        }
        Ok(answer)
    }

    /// What of the named conversations the user is a member of. Whoever is a member may read, also a past one.
    async fn named_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        have: &HashMap<ConversationId, Option<Seq>>,
    ) -> Result<Vec<MembershipOf>, ReadError> {
        let ids: Vec<ConversationId> = have.keys().copied().collect();
        let filter = MembershipFilter::In(&ids);
        let conversations = &self.ports.conversations;
        Ok(conversations
            .list_memberships(app, uid, filter, None, ids.len())
            .await?)
    }

    /// The memberships of one page: named ones and, unless only those are wanted, active ones; newest first, each once.
    async fn walk(
        &self,
        app: &AppId,
        uid: &Uid,
        named: Vec<MembershipOf>,
        after: Option<Reached>,
        only_named: bool,
    ) -> Result<Vec<MembershipOf>, ReadError> {
        let mut page = named;
        page.retain(|row| after.is_none_or(|reached| row.number < reached.number));
        if !only_named {
            let after = after.map(|reached| reached.conversation_id);
            let filter = MembershipFilter::Active;
            let conversations = &self.ports.conversations;
            let active = conversations
                .list_memberships(app, uid, filter, after, SYNC_CONVERSATIONS)
                .await?;
            page.extend(active);
        }
        page.sort_unstable_by_key(|row| Reverse(row.number));
        page.dedup_by_key(|row| row.number);
        page.truncate(SYNC_CONVERSATIONS);
        Ok(page)
    }

    /// Adds messages of one conversation; true when the page is full and its token set.
    async fn fill(
        &self,
        app: &AppId,
        uid: &Uid,
        membership: Reached,
        after: Seq,
        room: &mut PageRoom,
        answer: &mut SyncAnswer,
    ) -> Result<bool, ReadError> {
        let id = membership.conversation_id;
        let found = self.find_readable(app, uid, id).await?;
        let (route, readable) = found.ok_or(ReadError::NotFound)?;
        let range = HistoryRange::After(after);
        let (messages, has_more) = self.read_in(id, readable, range, room).await?;
        let reached = messages.last().map_or(after, |message| message.seq);
        let people = self.people_of(&route, &messages).await?;
        answer.people.extend(people);
        answer.messages.extend(messages);
        if has_more {
            let place = SyncPlace {
                membership,
                seq: Some(reached),
            };
            answer.next_page_token = place.to_page_token();
        }
        Ok(has_more)
    }
}

/// Conversations of which the client holds something but may not read it (any more).
fn unreadable(
    have: &HashMap<ConversationId, Option<Seq>>,
    readable: &[MembershipOf],
) -> Vec<ConversationId> {
    let readable: HashSet<ConversationId> =
        readable.iter().map(|row| row.conversation_id).collect();
    let held = have.iter().filter(|(_, seq)| seq.is_some());
    held.map(|(id, _)| *id)
        .filter(|id| !readable.contains(id))
        .collect()
}
