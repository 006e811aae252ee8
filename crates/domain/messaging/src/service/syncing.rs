//! Sync: the difference between what a client has and what there is, page by page.

use std::collections::{HashMap, HashSet};

use skein_foundation::{AppId, ConversationId, Seq, Uid};

use super::Messaging;
use super::reading::{ConversationView, ReadError};
use crate::model::{MembershipFilter, Message};
use crate::ports::HistoryRange;
use crate::rules::PageRoom;

/// Conversations looked at for one page.
const SYNC_CONVERSATIONS: usize = 50;

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
        let start = PageToken::parse(&request.page_token)?;
        let named: Vec<ConversationId> = request.have.keys().copied().collect();
        let mut answer = SyncAnswer::default();
        // At least one: a page without messages would have the client ask for ever.
        let mut room = PageRoom::new(request.limit.max(1));
        if start.is_first() {
            answer.reload = self.unreadable(app, uid, &named, &request.have).await?;
        }
        if let PageToken::Inside {
            conversation_id,
            after,
        } = start
            && self
                .fill(app, uid, conversation_id, after, &mut room, &mut answer)
                .await?
        {
            return Ok(answer);
        }
        let filter = if request.only_named {
            MembershipFilter::In(&named)
        } else {
            MembershipFilter::ActiveOrIn(&named)
        };
        let memberships = self
            .ports
            .conversations
            .list_memberships(app, uid, filter, start.conversation(), SYNC_CONVERSATIONS)
            .await?;
        let mut done = start.conversation();
        for membership in &memberships {
            let id = membership.conversation_id;
            let had = request.have.get(&id).copied().flatten();
            let view = self.view_conversation(app, uid, id).await?;
            if !room.take_conversation(&view.conversation, view.last_message.as_ref()) {
                answer.next_page_token =
                    done.map_or(PageToken::First, PageToken::After).to_string();
                return Ok(answer);
            }
            done = Some(id);
            let Some(had) = had else {
                answer.conversations.push(view);
                continue;
            };
            let last_seq = view.last_seq;
            answer.conversations.push(view);
            if had > last_seq {
                // The client knows more than the log: it talked to another history.
                answer.reload.push(id);
            } else if had < last_seq && self.fill(app, uid, id, had, &mut room, &mut answer).await?
            {
                return Ok(answer);
            }
        }
        if memberships.len() == SYNC_CONVERSATIONS
            && let Some(last) = memberships.last()
        {
            answer.next_page_token = PageToken::After(last.conversation_id).to_string();
        }
        Ok(answer)
    }

    /// Adds messages of one conversation; true when the page is full and its token set.
    async fn fill(
        &self,
        app: &AppId,
        uid: &Uid,
        id: ConversationId,
        after: Seq,
        room: &mut PageRoom,
        answer: &mut SyncAnswer,
    ) -> Result<bool, ReadError> {
        let page = self
            .history_in(app, uid, id, HistoryRange::After(after), room)
            .await?;
        let reached = page.messages.last().map_or(after, |message| message.seq);
        answer.messages.extend(page.messages);
        if page.has_more {
            answer.next_page_token = PageToken::Inside {
                conversation_id: id,
                after: reached,
            }
            .to_string();
        }
        Ok(page.has_more)
    }

    /// Conversations of which the client holds something but may not read it (any more).
    async fn unreadable(
        &self,
        app: &AppId,
        uid: &Uid,
        named: &[ConversationId],
        have: &HashMap<ConversationId, Option<Seq>>,
    ) -> Result<Vec<ConversationId>, ReadError> {
        let memberships = self
            .ports
            .conversations
            .list_memberships(app, uid, MembershipFilter::In(named), None, named.len())
            .await?;
        // Whoever is a member may read, also a past one.
        let readable: HashSet<ConversationId> = memberships
            .into_iter()
            .map(|membership| membership.conversation_id)
            .collect();
        let held = have.iter().filter(|(_, seq)| seq.is_some());
        let unreadable = held.map(|(id, _)| *id).filter(|id| !readable.contains(id));
        Ok(unreadable.collect())
    }
}

/// Where a sync goes on. Opaque to clients; checked like everything that comes from outside.
#[derive(Debug, Clone, Copy)]
enum PageToken {
    First,
    /// All of this conversation is done.
    After(ConversationId),
    /// This conversation is done up to a seq.
    Inside {
        conversation_id: ConversationId,
        after: Seq,
    },
}

impl PageToken {
    fn parse(text: &str) -> Result<Self, ReadError> {
        if text.is_empty() {
            return Ok(Self::First);
        }
        let (id, seq) = text.split_once('~').ok_or(ReadError::BadPageToken)?;
        let conversation_id = ConversationId::parse(id).map_err(|_| ReadError::BadPageToken)?;
        if seq.is_empty() {
            return Ok(Self::After(conversation_id));
        }
        let after = Seq(seq.parse().map_err(|_| ReadError::BadPageToken)?);
        Ok(Self::Inside {
            conversation_id,
            after,
        })
    }

    const fn is_first(self) -> bool {
        matches!(self, Self::First)
    }

    const fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::First => None,
            Self::After(id)
            | Self::Inside {
                conversation_id: id,
                ..
            } => Some(id),
        }
    }
}

impl std::fmt::Display for PageToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::First => Ok(()),
            Self::After(id) => write!(formatter, "{id}~"),
            Self::Inside {
                conversation_id,
                after,
            } => write!(formatter, "{conversation_id}~{after}"),
        }
    }
}
