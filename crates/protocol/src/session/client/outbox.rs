//! Messages that are not acknowledged yet, first in first out per conversation.

use std::collections::{BTreeMap, VecDeque};

use skein_foundation::ConversationId;

use crate::wire::{Content, Send};

/// The application sends faster than the server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many messages wait to be sent")]
pub struct OutboxFull;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    /// When it was last seen what may be sent. What was due by then and is still here waits for a place.
    seen_ms: i64,
}

/// One message and how far it is.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) conversation_id: ConversationId,
    pub(super) client_msg_id: String,
    pub(super) content: Content,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Queued { not_before_ms: i64 },
    InFlight { request_id: u32, give_up_ms: i64 },
}

/// Room for sends in flight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) total: usize,
    pub(super) per_conversation: usize,
}

impl Outbox {
    pub(super) fn push(
        &mut self,
        conversation_id: ConversationId,
        client_msg_id: String,
        content: Content,
    ) {
        let progress = Progress::Queued {
            not_before_ms: i64::MIN,
        };
        self.entries.push_back(Entry {
            conversation_id,
            client_msg_id,
            content,
            progress,
        });
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Marks what may be sent now as in flight and returns it, oldest first.
    pub(super) fn take_ready(
        &mut self,
        window: Window,
        give_up_ms: i64,
        now_ms: i64,
        mut next_request_id: impl FnMut() -> u32,
    ) -> Vec<(u32, Send)> {
        self.seen_ms = now_ms;
        let mut total = 0;
        let mut busy: BTreeMap<ConversationId, usize> = BTreeMap::new();
        let mut ready = Vec::new();
        for entry in &mut self.entries {
            let in_conversation = busy.entry(entry.conversation_id).or_default();
            match entry.progress {
                Progress::InFlight { .. } => {}
                _ if total >= window.total => break,
                _ if *in_conversation >= window.per_conversation => continue,
                Progress::Queued { not_before_ms } if not_before_ms > now_ms => {
                    // What comes later in this conversation must not overtake it.
                    *in_conversation = window.per_conversation;
                    continue;
                }
                Progress::Queued { .. } => {
                    let request_id = next_request_id();
                    entry.progress = Progress::InFlight {
                        request_id,
                        give_up_ms,
                    };
                    ready.push((request_id, entry.to_send()));
                }
            }
            *in_conversation += 1;
            total += 1;
        }
        ready
    }

    /// Takes out a message that has its ack or its final refusal.
    pub(super) fn remove(&mut self, client_msg_id: &str) -> Option<Entry> {
        let at = self
            .entries
            .iter()
            .position(|entry| entry.client_msg_id == client_msg_id)?;
        self.entries.remove(at)
    }

    /// The message that was sent with this request id, for errors that name only that.
    pub(super) fn find_request(&self, id: u32) -> Option<&str> {
        let is_it = |entry: &&Entry| matches!(entry.progress, Progress::InFlight { request_id, .. } if request_id == id);
        self.entries
            .iter()
            .find(is_it)
            .map(|entry| entry.client_msg_id.as_str())
    }

    /// Puts a refused message back for a later try.
    pub(super) fn retry_later(&mut self, client_msg_id: &str, not_before_ms: i64) {
        self.seen_ms = self.seen_ms.min(not_before_ms - 1);
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| entry.client_msg_id == client_msg_id);
        if let Some(entry) = entry {
            entry.progress = Progress::Queued { not_before_ms };
        }
    }

    /// Puts back what waited too long for its ack.
    pub(super) fn expire(&mut self, now_ms: i64) {
        for entry in &mut self.entries {
            if matches!(entry.progress, Progress::InFlight { give_up_ms, .. } if give_up_ms <= now_ms)
            {
                entry.progress = Progress::Queued {
                    not_before_ms: now_ms,
                };
            }
        }
    }

    /// Puts everything back: the connection is gone, and with it every answer.
    pub(super) fn requeue_all(&mut self) {
        for entry in &mut self.entries {
            entry.progress = Progress::Queued {
                not_before_ms: i64::MIN,
            };
        }
    }

    /// When [`Self::expire`] or [`Self::take_ready`] has something to do; in the past when that was missed, because
    /// something else happened in between.
    pub(super) fn next_deadline_ms(&self) -> Option<i64> {
        let times = self
            .entries
            .iter()
            .filter_map(|entry| match entry.progress {
                Progress::InFlight { give_up_ms, .. } => Some(give_up_ms),
                // Others wait for a place, which an ack gives, not the time.
                Progress::Queued { not_before_ms } => {
                    (not_before_ms > self.seen_ms).then_some(not_before_ms)
                }
            });
        times.min()
    }
}

impl Entry {
    fn to_send(&self) -> Send {
        Send {
            conversation_id: self.conversation_id.to_string(),
            client_msg_id: self.client_msg_id.clone(),
            content: Some(self.content.clone()),
        }
    }
}
