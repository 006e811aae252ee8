//! Reading: pages of history, and conversations as their members see them.

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use crate::model::{Conversation, MembershipFilter, Message};
use crate::ports::{CountOthers, HistoryRange};
use crate::rules::{self, MAX_COUNTED_UNREAD, MAX_LOOKED_AT_UNREAD, PageRoom};

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
        self.check_reader(app, reader, conversation_id).await?;
        self.history_unchecked(conversation_id, range, limit).await
    }

    /// Members only, past ones included.
    pub(super) async fn check_reader(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
    ) -> Result<(), ReadError> {
        let found = self.directory.find(app, conversation_id).await?;
        let route = found.ok_or(ReadError::NotFound)?;
        if !rules::may_read(route.conversation.member(reader)) {
            return Err(ReadError::NotFound);
        }
        Ok(())
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
        // Asked before the messages are read: of what comes in between, the page may hold more than this says, never less.
        let last_seq = self.ports.log.last_seq(conversation_id).await?;
        let mut room = PageRoom::new(limit);
        let (messages, has_more) = self.read_in(conversation_id, range, &mut room).await?;
        let last_seq = last_seq.max(seq_of(messages.last()));
        Ok(HistoryPage {
            messages,
            has_more,
            last_seq,
        })
    }

    /// What fits into the room that is left of a page, and whether there is more.
    pub(super) async fn read_in(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        room: &mut PageRoom,
    ) -> Result<(Vec<Message>, bool), StoreError> {
        let range = match range {
            // A position that no message can have, so that logs may add one to it.
            HistoryRange::After(after) => HistoryRange::After(after.min(Seq(u64::MAX - 1))),
            range => range,
        };
        // One more than asked shows whether there is more, without a second read.
        let mut messages = self
            .ports
            .log
            .read(conversation_id, range, room.messages + 1)
            .await?;
        let read = messages.len();
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
        Ok((messages, has_more))
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
        let log = &self.ports.log;
        let read = async |range, limit| log.read(conversation_id, range, limit).await;
        let after_mark = read(HistoryRange::After(read_seq), MAX_COUNTED_UNREAD).await?;
        let last_message = match after_mark.len() {
            // At that moment nothing was after the mark; what came since is left out, for it is not counted either.
            0 => read(HistoryRange::Before(read_seq.next()), 1).await?.pop(),
            MAX_COUNTED_UNREAD => read(HistoryRange::Newest, 1).await?.pop(),
            _ => after_mark.last().cloned(),
        };
        let mut unread = rules::count_unread(reader, read_seq, &after_mark);
        if after_mark.len() == MAX_COUNTED_UNREAD && unread < MAX_COUNTED_UNREAD as u64 {
            // Own messages and system events do not use up what is counted: it goes on behind them.
            let rest = CountOthers {
                after: seq_of(after_mark.last()),
                up_to: seq_of(last_message.as_ref()),
                reader: reader.clone(),
                most: MAX_COUNTED_UNREAD - unread as usize,
                look_at: MAX_LOOKED_AT_UNREAD,
            };
            unread += log.count_others(conversation_id, &rest).await? as u64;
        }
        Ok(ConversationView {
            last_seq: seq_of(last_message.as_ref()),
            read_seq,
            unread,
            last_message,
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

/// 0 for none.
fn seq_of(message: Option<&Message>) -> Seq {
    message.map_or(Seq::ZERO, |message| message.seq)
}
