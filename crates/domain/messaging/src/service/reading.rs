//! Reading: pages of history, and the difference between what a client has and what there is.

use std::collections::HashMap;

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Conversation, Message};
use crate::ports::HistoryRange;
use crate::rules::{self, MAX_COUNTED_UNREAD};

/// Conversations looked at for one page of sync.
const SYNC_CONVERSATIONS: usize = 50;

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("no such conversation for this user")]
    NotFound,
    #[error("the page token is not one of ours")]
    BadPageToken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Messages of one conversation, ascending.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    pub messages: Vec<Message>,
    /// More in the asked direction.
    pub has_more: bool,
    pub last_seq: Seq,
}

/// A conversation as its reader sees it.
#[derive(Debug, Clone)]
pub struct ConversationView {
    pub conversation: Conversation,
    pub last_seq: Seq,
    pub read_seq: Seq,
    pub unread: u64,
    pub last_message: Option<Message>,
}

#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// What the client has, by conversation.
    pub have: HashMap<ConversationId, Seq>,
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
    /// A page for a member, past ones included.
    pub async fn history(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let route = self
            .directory
            .find(app, conversation_id)
            .await?
            .ok_or(ReadError::NotFound)?;
        if !rules::may_read(route.conversation.member(reader)) {
            return Err(ReadError::NotFound);
        }
        self.history_unchecked(conversation_id, range, limit).await
    }

    /// A page for the business's own server, which may read every conversation of its app.
    pub async fn history_for_app(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        self.directory
            .find(app, conversation_id)
            .await?
            .ok_or(ReadError::NotFound)?;
        self.history_unchecked(conversation_id, range, limit).await
    }

    async fn history_unchecked(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let range = match range {
            // A position that no message can have, so that logs may add one to it.
            HistoryRange::After(after) => HistoryRange::After(after.min(Seq(u64::MAX - 1))),
            range => range,
        };
        // One more than asked shows whether there is more, without a second read.
        let mut messages = self
            .ports
            .log
            .read(conversation_id, range, limit + 1)
            .await?;
        let has_more = messages.len() > limit;
        if has_more {
            match range {
                HistoryRange::After(_) => messages.truncate(limit),
                HistoryRange::Before(_) | HistoryRange::Newest => {
                    messages.remove(0);
                }
            }
        }
        let last_seq = self.last_seq(conversation_id).await?;
        Ok(HistoryPage {
            messages,
            has_more,
            last_seq,
        })
    }

    async fn last_seq(&self, conversation_id: ConversationId) -> Result<Seq, StoreError> {
        Ok(self
            .ports
            .log
            .last_seqs(&[conversation_id])
            .await?
            .first()
            .copied()
            .unwrap_or_default())
    }

    /// The conversation as the reader sees it. Not found for strangers.
    pub async fn view_conversation(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
    ) -> Result<ConversationView, ReadError> {
        let mut conversation = self
            .ports
            .conversations
            .find_conversation(app, conversation_id)
            .await?
            .ok_or(ReadError::NotFound)?;
        let Some(read_seq) = conversation.member(reader).map(|member| member.marks.read) else {
            return Err(ReadError::NotFound);
        };
        self.marks.overlay(&mut conversation);
        let last_seq = self.last_seq(conversation_id).await?;
        // What is read already is not read again to be counted; the last message is shown in any case.
        let after_mark =
            usize::try_from(last_seq.0.saturating_sub(read_seq.0)).unwrap_or(usize::MAX);
        let shown = after_mark.clamp(1, MAX_COUNTED_UNREAD);
        let newest = self
            .ports
            .log
            .read(conversation_id, HistoryRange::Newest, shown)
            .await?;
        Ok(ConversationView {
            last_seq: newest.last().map_or(Seq::ZERO, |message| message.seq),
            read_seq,
            unread: rules::count_unread(reader, read_seq, &newest),
            last_message: newest.last().cloned(),
            conversation,
        })
    }

    /// One page of a user's conversations, after the one named.
    pub async fn list_conversations(
        &self,
        app: &AppId,
        uid: &Uid,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<(Vec<ConversationView>, Option<ConversationId>), ReadError> {
        let mut memberships = self
            .ports
            .conversations
            .list_memberships(app, uid, after, limit + 1)
            .await?;
        let more = memberships.len() > limit;
        memberships.truncate(limit);
        let mut views = Vec::with_capacity(memberships.len());
        for membership in &memberships {
            views.push(
                self.view_conversation(app, uid, membership.conversation_id)
                    .await?,
            );
        }
        let next = memberships
            .last()
            .filter(|_| more)
            .map(|last| last.conversation_id);
        Ok((views, next))
    }

    /// The next page of what the client lacks. Walks the user's conversations in a stable order; the token
    /// says where, and how far inside one.
    pub async fn sync(
        &self,
        app: &AppId,
        uid: &Uid,
        request: &SyncRequest,
    ) -> Result<SyncAnswer, ReadError> {
        let start = PageToken::parse(&request.page_token)?;
        let mut answer = SyncAnswer::default();
        if start.is_first() {
            answer.reload = self.unreadable(app, uid, &request.have).await?;
        }
        if let PageToken::Inside {
            conversation_id,
            after,
        } = start
            && self
                .fill(app, uid, conversation_id, after, request, &mut answer)
                .await?
        {
            return Ok(answer);
        }
        let memberships = self
            .ports
            .conversations
            .list_memberships(app, uid, start.conversation(), SYNC_CONVERSATIONS)
            .await?;
        for membership in &memberships {
            let id = membership.conversation_id;
            let had = request.have.get(&id).copied();
            let view = self.view_conversation(app, uid, id).await?;
            let Some(had) = had else {
                answer.conversations.push(view);
                continue;
            };
            let last_seq = view.last_seq;
            answer.conversations.push(view);
            if had > last_seq {
                // The client knows more than the log: it talked to another history.
                answer.reload.push(id);
            } else if had < last_seq && self.fill(app, uid, id, had, request, &mut answer).await? {
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
        request: &SyncRequest,
        answer: &mut SyncAnswer,
    ) -> Result<bool, ReadError> {
        // At least one: a page without messages would have the client ask for ever.
        let room = request.limit.max(1).saturating_sub(answer.messages.len());
        if room == 0 {
            answer.next_page_token = PageToken::Inside {
                conversation_id: id,
                after,
            }
            .to_string();
            return Ok(true);
        }
        let page = self
            .history(app, uid, id, HistoryRange::After(after), room)
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

    /// Conversations the client holds but may not read (any more).
    async fn unreadable(
        &self,
        app: &AppId,
        uid: &Uid,
        have: &HashMap<ConversationId, Seq>,
    ) -> Result<Vec<ConversationId>, ReadError> {
        let mut reload = Vec::new();
        for id in have.keys() {
            let route = self.directory.find(app, *id).await?;
            let readable =
                route.is_some_and(|route| rules::may_read(route.conversation.member(uid)));
            if !readable {
                reload.push(*id);
            }
        }
        Ok(reload)
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
