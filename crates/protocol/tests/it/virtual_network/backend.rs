//! The server behind the session machines: a log with deduplication, read marks, sync and history, all in memory.

use std::collections::BTreeMap;

use skein_foundation::{ConversationId, Seq};
use skein_protocol::{
    frame::{HistoryRange, SendRequest, SyncRequest},
    wire::{Ack, ConversationKind, ConversationState, HistoryPage, Message, SyncPage},
};

/// Messages in one page: small, so that paging is part of every run.
const PAGE: usize = 7;

/// A way to be broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// What was stored in the last moments is gone after a crash, though it was acknowledged.
    AckBeforeStore,
    NoDedup,
    ReadGoesBack,
    HolesInReads,
}

#[derive(Debug, Default)]
pub(crate) struct Conversation {
    pub(crate) members: Vec<String>,
    pub(crate) log: Vec<Message>,
    /// Every value a member's read mark ever had.
    pub(crate) read_marks: BTreeMap<String, Vec<u64>>,
}

#[derive(Debug)]
pub(crate) struct Backend {
    defect: Option<Defect>,
    pub(crate) conversations: BTreeMap<ConversationId, Conversation>,
}

impl Backend {
    pub(crate) fn new(defect: Option<Defect>) -> Self {
        Self {
            defect,
            conversations: BTreeMap::new(),
        }
    }

    fn of(&mut self, id: ConversationId) -> &mut Conversation {
        self.conversations
            .get_mut(&id)
            .expect("clients know only conversations that exist")
    }

    /// Stores, or finds what was stored. The flag says that it is new.
    pub(crate) fn store(
        &mut self,
        sender: &str,
        send: &SendRequest,
        now_ms: i64,
    ) -> (Message, bool) {
        let defect = self.defect;
        let conversation = self.of(send.conversation_id);
        let client_msg_id = send.client_msg_id.as_str();
        let known = conversation
            .log
            .iter()
            .find(|message| message.sender_uid == sender && message.client_msg_id == client_msg_id);
        if let (Some(message), false) = (known, defect == Some(Defect::NoDedup)) {
            return (message.clone(), false);
        }
        let message = Message {
            conversation_id: send.conversation_id.to_string(),
            seq: conversation.log.len() as u64 + 1,
            sender_uid: sender.to_owned(),
            client_msg_id: client_msg_id.to_owned(),
            time_ms: now_ms,
            content: Some(send.content.to_wire()),
        };
        conversation.log.push(message.clone());
        (message, true)
    }

    pub(crate) fn ack(message: &Message) -> Ack {
        Ack {
            conversation_id: message.conversation_id.clone(),
            client_msg_id: message.client_msg_id.clone(),
            seq: message.seq,
            time_ms: message.time_ms,
        }
    }

    /// The process dies; a sound one loses nothing.
    pub(crate) fn crash(&mut self, now_ms: i64) {
        if self.defect == Some(Defect::AckBeforeStore) {
            for conversation in self.conversations.values_mut() {
                conversation
                    .log
                    .retain(|message| message.time_ms + 3_000 < now_ms);
            }
        }
    }

    /// The mark after the request.
    pub(crate) fn mark_read(&mut self, id: ConversationId, uid: &str, seq: Seq) -> u64 {
        let may_go_back = self.defect == Some(Defect::ReadGoesBack);
        let marks = self.of(id).read_marks.entry(uid.to_owned()).or_default();
        let last = marks.last().copied().unwrap_or_default();
        let mark = if may_go_back { seq.0 } else { seq.0.max(last) };
        marks.push(mark);
        mark
    }

    /// Messages of a range as a push or an answer gives them.
    pub(crate) fn read(&self, id: ConversationId, from: u64, to: u64) -> Vec<Message> {
        let has_holes = self.defect == Some(Defect::HolesInReads);
        let log = self
            .conversations
            .get(&id)
            .map(|conversation| conversation.log.as_slice())
            .unwrap_or_default();
        let in_range = log
            .iter()
            .filter(|message| (from..=to).contains(&message.seq));
        in_range
            .filter(|message| !has_holes || message.seq % 5 != 3)
            .cloned()
            .collect()
    }

    pub(crate) fn history(&self, range: &HistoryRange) -> HistoryPage {
        let id = range.conversation_id;
        let last_seq = self.conversations[&id].log.len() as u64;
        let limit = range.limit.min(PAGE);
        let (messages, has_more) = if let Some(after) = range.after {
            let mut messages = self.read(id, after.0 + 1, u64::MAX);
            let has_more = messages.len() > limit;
            messages.truncate(limit);
            (messages, has_more)
        } else {
            let before = range.before.map_or(u64::MAX, |before| before.0 - 1);
            let mut messages = self.read(id, 1, before);
            let surplus = messages.len().saturating_sub(limit);
            (messages.split_off(surplus), surplus > 0)
        };
        HistoryPage {
            conversation_id: id.to_string(),
            messages,
            has_more,
            last_seq,
            people: Vec::new(),
        }
    }

    /// Pages are cut by a token that names where the next one begins: conversation and position.
    pub(crate) fn sync(&self, uid: &str, request: &SyncRequest) -> SyncPage {
        let held = request.have.iter();
        let mut have: Vec<_> = held.filter_map(|(id, seq)| Some((*id, (*seq)?))).collect();
        have.sort_unstable_by_key(|(id, _)| *id);
        let begin = request
            .page_token
            .split_once(':')
            .map_or((0, 0), |(index, seq)| {
                (
                    index.parse().expect("our own token"),
                    seq.parse().expect("our own token"),
                )
            });
        let mut conversations = self.states(uid);
        if !request.page_token.is_empty() {
            conversations.clear();
        } else if request.only_named {
            conversations.retain(|state| {
                let is_it = |(id, _): &(ConversationId, _)| id.to_string() == state.conversation_id;
                request.have.iter().any(is_it)
            });
        }
        let mut messages = Vec::new();
        for (index, (id, seq)) in have.iter().enumerate().skip(begin.0) {
            let seq = if index == begin.0 {
                begin.1.max(seq.0)
            } else {
                seq.0
            };
            for message in self.read(*id, seq + 1, u64::MAX) {
                if messages.len() == PAGE.min(request.limit) {
                    let next_page_token = format!("{index}:{}", message.seq - 1);
                    return SyncPage {
                        conversations,
                        messages,
                        reload: Vec::new(),
                        next_page_token,
                        people: Vec::new(),
                    };
                }
                messages.push(message);
            }
        }
        SyncPage {
            conversations,
            messages,
            reload: Vec::new(),
            next_page_token: String::new(),
            people: Vec::new(),
        }
    }

    fn states(&self, uid: &str) -> Vec<ConversationState> {
        let own = self
            .conversations
            .iter()
            .filter(|(_, conversation)| conversation.members.iter().any(|m| m == uid));
        let states = own.map(|(id, conversation)| ConversationState {
            conversation_id: id.to_string(),
            kind: ConversationKind::Group.into(),
            last_seq: conversation.log.len() as u64,
            read_seq: conversation
                .read_marks
                .get(uid)
                .and_then(|marks| marks.last())
                .copied()
                .unwrap_or_default(),
            ..ConversationState::default()
        });
        states.collect()
    }
}
