//! Sync: after every connect the client says what it has and takes page after page of what it has not.

use skein_foundation::ConversationId;

use super::{ClientSession, ConnectionState, Event, StartAt, cursor::Cursor, machine::Pending};
use crate::{
    frame::MAX_SYNC_POSITIONS,
    wire::{ConversationState, Position, Sync, SyncPage},
};

/// Wait before a refused sync is tried again.
const SYNC_RETRY_MS: i64 = 1_000;

/// How far a sync is. While one runs, gaps are not fetched: the pages are about to fill them.
#[derive(Debug)]
pub(super) struct SyncProgress {
    /// All that is held, asked about in parts of at most [`MAX_SYNC_POSITIONS`].
    have: Vec<Position>,
    /// Where the part begins that is asked about now. Repeated unchanged with every page of it.
    from: usize,
    page_token: String,
    pub(super) retry_at_ms: Option<i64>,
}

impl ClientSession {
    pub(super) fn begin_sync(&mut self, now_ms: i64) {
        let have = self
            .cursors
            .iter()
            .map(|(conversation_id, cursor)| Position {
                conversation_id: conversation_id.to_string(),
                seq: Some(cursor.shown),
            });
        self.sync = Some(SyncProgress {
            have: have.collect(),
            from: 0,
            page_token: String::new(),
            retry_at_ms: None,
        });
        self.ask_sync_page(now_ms);
    }

    pub(super) fn ask_sync_page(&mut self, now_ms: i64) {
        let Some(sync) = self.sync.as_mut() else {
            return;
        };
        sync.retry_at_ms = None;
        let part = sync.have.iter().skip(sync.from).take(MAX_SYNC_POSITIONS);
        let request = Sync {
            have: part.cloned().collect(),
            page_token: sync.page_token.clone(),
            limit: 0,
            // What is held nothing of comes with the first part.
            only_named: sync.from > 0,
        };
        self.ask(request, Pending::Sync, now_ms);
    }

    /// A refused page: begin again from the first one, for the token may be what is refused.
    pub(super) fn retry_sync(&mut self, retry_after_ms: u32, now_ms: i64) {
        if let Some(sync) = self.sync.as_mut() {
            sync.page_token.clear();
            sync.retry_at_ms = Some(now_ms + i64::from(retry_after_ms).max(SYNC_RETRY_MS));
        }
    }

    pub(super) fn on_sync_page(&mut self, page: SyncPage, now_ms: i64) {
        for text in &page.reload {
            if let Ok(conversation_id) = ConversationId::parse(text) {
                self.cursors.remove(&conversation_id);
                self.emit(Event::Reload { conversation_id });
            }
        }
        for state in page.conversations {
            self.on_conversation_state(state);
        }
        for message in page.messages {
            self.on_message(message, now_ms);
        }
        let Some(sync) = self.sync.as_mut() else {
            return;
        };
        sync.page_token = page.next_page_token;
        if sync.page_token.is_empty() {
            sync.from += MAX_SYNC_POSITIONS;
        }
        if !sync.page_token.is_empty() || sync.from < sync.have.len() {
            self.ask_sync_page(now_ms);
            return;
        }
        self.sync = None;
        self.emit(Event::Synced);
        let all: Vec<ConversationId> = self.cursors.keys().copied().collect();
        for conversation_id in all {
            self.close_gap(conversation_id, now_ms);
        }
        if self.state == ConnectionState::Online
            && self.cursors.values().any(|cursor| cursor.must_confirm)
        {
            self.confirm_due_ms
                .get_or_insert(now_ms + self.config.received_delay_ms);
        }
    }

    fn on_conversation_state(&mut self, state: ConversationState) {
        let Ok(conversation_id) = ConversationId::parse(&state.conversation_id) else {
            return;
        };
        let start = self.start_of_unknown(state.last_seq);
        let cursor = self
            .cursors
            .entry(conversation_id)
            .or_insert_with(|| Cursor::at(start));
        cursor.newest = cursor.newest.max(state.last_seq);
        self.emit(Event::Conversation(state));
    }

    /// Where to begin in a conversation that was never seen, when `newest` is its last message that is not to be shown.
    pub(super) fn start_of_unknown(&self, newest: u64) -> u64 {
        match self.config.start_at {
            StartAt::Beginning => 0,
            StartAt::Newest => newest,
        }
    }
}
