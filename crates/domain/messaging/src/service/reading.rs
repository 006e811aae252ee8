//! Reading: pages of history, and conversations as their members see them.

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Conversation, MembershipFilter, Message};
use crate::ports::HistoryRange;
use crate::rules::{self, MAX_COUNTED_UNREAD, PageRoom};

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
    /// The newest. Every message up to it is in the page, but for those that the range and `has_more` leave out.
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

impl Messaging {
    /// A page for a member, past ones included. Ends at `limit` messages or at [`rules::MAX_PAGE_BYTES`], but not
    /// before its first message.
    pub async fn history(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let mut room = PageRoom::new(limit);
        self.history_in(app, reader, conversation_id, range, &mut room)
            .await
    }

    /// As [`Self::history`], in the room that is left of a page.
    pub(super) async fn history_in(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        range: HistoryRange,
        room: &mut PageRoom,
    ) -> Result<HistoryPage, ReadError> {
        let route = self
            .directory
            .find(app, conversation_id)
            .await?
            .ok_or(ReadError::NotFound)?;
        if !rules::may_read(route.conversation.member(reader)) {
            return Err(ReadError::NotFound);
        }
        self.history_unchecked(conversation_id, range, room).await
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
        self.history_unchecked(conversation_id, range, &mut PageRoom::new(limit))
            .await
    }

    async fn history_unchecked(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        room: &mut PageRoom,
    ) -> Result<HistoryPage, ReadError> {
        let range = match range {
            // A position that no message can have, so that logs may add one to it.
            HistoryRange::After(after) => HistoryRange::After(after.min(Seq(u64::MAX - 1))),
            range => range,
        };
        // Asked before the messages are read: of what comes in between, the page may hold more than this says, never less.
        let last_seq = self.last_seq(conversation_id).await?;
        // One more than asked shows whether there is more, without a second read.
        let mut messages = self
            .ports
            .log
            .read(conversation_id, range, room.messages + 1)
            .await?;
        let read = messages.len();
        let last_seq = last_seq.max(messages.last().map_or(Seq::ZERO, |message| message.seq));
        match range {
            HistoryRange::After(_) => {
                let fitting = room.take_messages(messages.iter());
                messages.truncate(fitting);
            }
            HistoryRange::Before(_) | HistoryRange::Newest => {
                let fitting = room.take_messages(messages.iter().rev());
                messages.drain(..read - fitting);
            }
        }
        let has_more = messages.len() < read;
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
        // What comes in between is left out of all of it: a count over newer messages would miss old ones.
        let up_to_last = HistoryRange::Before(Seq(last_seq.0.saturating_add(1)));
        let newest = self
            .ports
            .log
            .read(conversation_id, up_to_last, shown)
            .await?;
        Ok(ConversationView {
            last_seq,
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
            .list_memberships(app, uid, MembershipFilter::All, after, limit + 1)
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
}
