//! Reading: pages of history, and conversations as their members see them.

use std::collections::BTreeSet;
use std::sync::Arc;

use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};
use thiserror::Error;

use super::Messaging;
use super::routes::Route;
use crate::model::{Conversation, ConversationKind, Member, MembershipFilter, Message};
use crate::ports::{CountOthers, HistoryRange};
use crate::rules::{
    self, MAX_COUNTED_UNREAD, MAX_LOOKED_AT_UNREAD, MAX_SHOWN_COUNTERPARTS, PageRoom, Readable,
};

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
    /// The newest that the reader may read. Every message up to it is in the page, but for those that the range and `has_more`
    /// leave out.
    pub last_seq: Seq,
    /// Who said something of it and is not shown with the conversation.
    pub people: Vec<Member>,
}

/// A conversation as its reader sees it.
#[derive(Debug, Clone)]
pub struct ConversationView {
    pub conversation: Conversation,
    pub own: Member,
    /// Active members other than the reader: all, or the first [`MAX_SHOWN_COUNTERPARTS`].
    pub counterparts: Vec<Member>,
    /// The newest message that the reader may read.
    pub last_seq: Seq,
    pub unread: u64,
    pub last_message: Option<Message>,
}

impl Messaging {
    /// A page for a member; for a past one, of what was said until the membership ended. Ends at `limit` messages or at
    /// [`rules::MAX_PAGE_BYTES`], but not before its first message.
    pub async fn history(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let found = self.find_readable(app, reader, conversation_id).await?;
        let (route, readable) = found.ok_or(ReadError::NotFound)?;
        self.page_of(&route, readable, range, limit).await
    }

    /// A page for who may read every thread of the app: a supervisor.
    pub async fn history_of_thread(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let route = self.routes.find(app, conversation_id).await?;
        let thread = route
            .filter(|route| route.conversation.kind == ConversationKind::Thread)
            .ok_or(ReadError::NotFound)?;
        self.page_of(&thread, Readable::ALL, range, limit).await
    }

    /// A page for the business's own server, which may read every conversation of its app.
    pub async fn history_for_app(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let route = self.routes.find(app, conversation_id).await?;
        let route = route.ok_or(ReadError::NotFound)?;
        self.page_of(&route, Readable::ALL, range, limit).await
    }

    /// A conversation, and what of it is the reader's to read; `None` for strangers.
    pub(super) async fn find_readable(
        &self,
        app: &AppId,
        reader: &Uid,
        conversation_id: ConversationId,
    ) -> Result<Option<(Arc<Route>, Readable)>, StoreError> {
        let Some(route) = self.routes.find(app, conversation_id).await? else {
            return Ok(None);
        };
        if let Some(membership) = route.active(reader) {
            let readable = Readable::of(membership);
            return Ok(Some((route, readable)));
        }
        let reader = std::slice::from_ref(reader);
        let store = &self.ports.conversations;
        let found = store.find_members(app, conversation_id, reader).await?;
        let past = found.first();
        Ok(past.map(|member| (route, Readable::of(&member.membership))))
    }

    async fn page_of(
        &self,
        route: &Route,
        readable: Readable,
        range: HistoryRange,
        limit: usize,
    ) -> Result<HistoryPage, ReadError> {
        let conversation_id = route.conversation.id;
        // Asked before the messages are read: of what comes in between, the page may hold more than this says, never less.
        let last_seq = self.ports.log.last_seq(conversation_id).await?;
        let mut room = PageRoom::new(limit);
        let (messages, has_more) = self
            .read_in(conversation_id, readable, range, &mut room)
            .await?;
        let people = self.people_of(route, &messages).await?;
        Ok(HistoryPage {
            last_seq: readable.last(last_seq).max(seq_of(messages.last())),
            messages,
            has_more,
            people,
        })
    }

    /// Who said something and is not shown with the conversation. Nobody in most: the two of a direct conversation, the few of
    /// others.
    pub(super) async fn people_of(
        &self,
        route: &Route,
        messages: &[Message],
    ) -> Result<Vec<Member>, StoreError> {
        // One fewer than are shown: which ones are depends on who reads.
        let shown = &route.audience.uids;
        let shown = &shown[..shown.len().min(MAX_SHOWN_COUNTERPARTS)];
        let senders: BTreeSet<&Uid> = messages
            .iter()
            .filter_map(|message| message.sender.as_ref())
            .filter(|sender| !shown.contains(sender))
            .collect();
        if senders.is_empty() {
            return Ok(Vec::new());
        }
        let senders: Vec<Uid> = senders.into_iter().cloned().collect();
        let Conversation { app, id, .. } = &route.conversation;
        self.ports
            .conversations
            .find_members(app, *id, &senders)
            .await
    }

    /// What fits into the room that is left of a page, and whether there is more.
    pub(super) async fn read_in(
        &self,
        conversation_id: ConversationId,
        readable: Readable,
        range: HistoryRange,
        room: &mut PageRoom,
    ) -> Result<(Vec<Message>, bool), StoreError> {
        let range = match readable.clamp(range) {
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
        messages.retain(|message| readable.contains(message));
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
        let route = self.routes.find(app, conversation_id).await?;
        let route = route.ok_or(ReadError::NotFound)?;
        let mut shown = vec![reader.clone()];
        shown.extend(route.others(reader).take(MAX_SHOWN_COUNTERPARTS).cloned());
        let mut counterparts = self
            .members_with_marks(app, conversation_id, &shown)
            .await?;
        let own = counterparts.iter().position(|member| member.uid == *reader);
        let own = counterparts.remove(own.ok_or(ReadError::NotFound)?);
        // Who left since the route was read is no counterpart any more.
        counterparts.retain(|member| member.membership.is_active());
        let readable = Readable::of(&own.membership);
        let said_since = self.marks.read_by(conversation_id, reader);
        let read_seq = own.marks.read.max(said_since).max(readable.after);
        let log = &self.ports.log;
        let read = async |range, limit| -> Result<Vec<Message>, StoreError> {
            let range = readable.clamp(range);
            let mut messages = log.read(conversation_id, range, limit).await?;
            messages.retain(|message| readable.contains(message));
            Ok(messages)
        };
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
            conversation: route.conversation.clone(),
            own,
            counterparts,
            last_seq: seq_of(last_message.as_ref()),
            unread,
            last_message,
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
