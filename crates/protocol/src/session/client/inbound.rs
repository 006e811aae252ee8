//! Frames of the server: replies are matched with what was asked, pushes are put in order.

use skein_foundation::ConversationId;

use super::{
    ClientSession, CloseCause, ConnectionState, Event, Output,
    cursor::{Cursor, Fetch},
    machine::Pending,
};
use crate::wire::{
    self, Ack, ErrorCode, Frame, GoAway, GoAwayReason, HistoryPage, Message, Pong, Welcome,
    frame::Body,
};

/// Wait before a refused or empty answer is asked again.
const RETRY_MS: i64 = 1_000;

impl ClientSession {
    /// Takes a frame of the server.
    pub fn on_frame(&mut self, frame: Frame, now_ms: i64) {
        if !matches!(
            self.state,
            ConnectionState::Greeting | ConnectionState::Online
        ) {
            return;
        }
        self.last_heard_ms = now_ms;
        self.ping_deadline_ms = None;
        self.ping_overslept = false;
        let id = frame.id;
        let Some(body) = frame.body else { return };
        match body {
            Body::Welcome(welcome) => self.on_welcome(welcome, now_ms),
            Body::Error(error) => self.on_error(id, error, now_ms),
            Body::GoAway(go_away) => self.on_go_away(&go_away, now_ms),
            _ if self.state != ConnectionState::Online => {}
            Body::Message(message) => self.on_message(message, now_ms),
            Body::Ack(ack) => self.on_ack(ack, now_ms),
            Body::SyncPage(page) => {
                if matches!(self.pending.remove(&id), Some((Pending::Sync, _))) {
                    self.on_sync_page(page, now_ms);
                }
            }
            Body::Ping(ping) => self.transmit(
                Frame::reply(
                    id,
                    Pong {
                        time_ms: ping.time_ms,
                    },
                ),
                now_ms,
            ),
            Body::Pong(_) => {}
            Body::Mark(_) | Body::Typing(_) | Body::Presence(_) | Body::Notice(_) => {
                self.emit(Event::Push(Box::new(body)));
            }
            body => self.on_answer(id, body, now_ms),
        }
    }

    fn on_welcome(&mut self, welcome: Welcome, now_ms: i64) {
        if self.state != ConnectionState::Greeting {
            return;
        }
        self.session_id.clone_from(&welcome.session_id);
        self.welcome = Some(welcome.clone());
        self.token_was_refused = false;
        self.online_since_ms = now_ms;
        self.set_state(ConnectionState::Online);
        self.emit(Event::Welcomed(welcome));
        self.begin_sync(now_ms);
        self.pump_outbox(now_ms);
        let marks: Vec<ConversationId> = self.read_marks.keys().copied().collect();
        for conversation_id in marks {
            self.send_read_mark(conversation_id, now_ms);
        }
    }

    /// Puts a message in its place; shows it and what waited for it.
    pub(super) fn on_message(&mut self, message: Message, now_ms: i64) {
        let Ok(conversation_id) = ConversationId::parse(&message.conversation_id) else {
            return;
        };
        if message.seq == 0 {
            return;
        }
        let start = self.start_of_unknown(message.seq - 1);
        let cursor = self
            .cursors
            .entry(conversation_id)
            .or_insert_with(|| Cursor::at(start));
        cursor.insert(message, self.config.max_buffered_messages);
        while let Some(message) = cursor.next_to_show() {
            self.unconfirmed += 1;
            self.outputs
                .push_back(Output::Event(Event::Message(message)));
        }
        let (must_confirm, has_gap) = (cursor.must_confirm, cursor.has_gap());
        if must_confirm {
            self.confirm_due_ms
                .get_or_insert(now_ms + self.config.received_delay_ms);
            if self.unconfirmed >= self.config.received_batch {
                self.confirm(now_ms);
            }
        }
        if has_gap {
            self.close_gap(conversation_id, now_ms);
        }
    }

    fn on_ack(&mut self, ack: Ack, now_ms: i64) {
        // A second ack of the same message finds nothing.
        let Some(entry) = self.outbox.remove(&ack.client_msg_id) else {
            return;
        };
        let own_uid = self
            .welcome
            .as_ref()
            .map(|welcome| welcome.uid.clone())
            .unwrap_or_default();
        let message = Message {
            conversation_id: ack.conversation_id.clone(),
            seq: ack.seq,
            sender_uid: own_uid,
            client_msg_id: ack.client_msg_id.clone(),
            time_ms: ack.time_ms,
            content: Some(entry.content),
        };
        self.emit(Event::Acked(ack));
        self.on_message(message, now_ms);
        self.pump_outbox(now_ms);
    }

    fn on_answer(&mut self, id: u32, body: Body, now_ms: i64) {
        let Some((pending, _)) = self.pending.remove(&id) else {
            return;
        };
        match (pending, body) {
            (
                Pending::History {
                    conversation_id,
                    after,
                },
                Body::HistoryPage(page),
            ) => {
                self.on_gap_page(conversation_id, after, page, now_ms);
            }
            // A higher mark may have been set meanwhile; its own request is on the way.
            (
                Pending::MarkRead {
                    conversation_id,
                    seq,
                },
                Body::Done(_),
            ) if self.read_marks.get(&conversation_id) == Some(&seq) => {
                self.read_marks.remove(&conversation_id);
            }
            (Pending::Application, body) => {
                self.emit(Event::Answer {
                    request_id: id,
                    body: Some(Box::new(body)),
                });
            }
            _ => {}
        }
    }

    fn on_gap_page(
        &mut self,
        conversation_id: ConversationId,
        after: u64,
        page: HistoryPage,
        now_ms: i64,
    ) {
        let Some(cursor) = self.cursors.get_mut(&conversation_id) else {
            return;
        };
        cursor.newest = cursor.newest.max(page.last_seq);
        let first = page.messages.first().map(|message| message.seq);
        if let Some(first) = first
            && first > after + 1
            && first > cursor.shown + 1
        {
            // What lies between can't be read any more.
            cursor.skip_to(first - 1);
            self.outputs
                .push_back(Output::Event(Event::Reload { conversation_id }));
        }
        // The fetch counts as in flight until the whole page is in place.
        for message in page.messages {
            self.on_message(message, now_ms);
        }
        if let Some(cursor) = self.cursors.get_mut(&conversation_id) {
            cursor.fetch = match first {
                Some(_) => Fetch::Idle,
                // The server knows less than we were told, for example a replica that lags: ask again.
                None => Fetch::NotBefore(now_ms + RETRY_MS),
            };
        }
        self.close_gap(conversation_id, now_ms);
    }

    fn on_error(&mut self, id: u32, error: wire::Error, now_ms: i64) {
        if self.state == ConnectionState::Greeting {
            // The server closes after it has refused a hello, and the close decides; this is for the transport that
            // loses its code.
            self.greeting_error = Some(error.code());
            return;
        }
        let retry_ms = now_ms + i64::from(error.retry_after_ms).max(RETRY_MS);
        let of_send = match error.client_msg_id.as_str() {
            "" => self.outbox.find_request(id).map(str::to_owned),
            client_msg_id => Some(client_msg_id.to_owned()),
        };
        if let Some(client_msg_id) = of_send {
            if error.retryable {
                self.outbox.retry_later(&client_msg_id, retry_ms);
            } else if self.outbox.remove(&client_msg_id).is_some() {
                self.emit(Event::SendFailed {
                    client_msg_id,
                    error,
                });
                self.pump_outbox(now_ms);
            }
            return;
        }
        // With id 0 the server says why it is about to close; the close code says it again.
        let Some((pending, _)) = self.pending.remove(&id) else {
            return;
        };
        match pending {
            Pending::Sync => self.retry_sync(error.retry_after_ms, now_ms),
            Pending::History {
                conversation_id,
                after,
            } if error.retryable => {
                if let Some(cursor) = self.cursors.get_mut(&conversation_id) {
                    cursor.fetch = Fetch::NotBefore(retry_ms);
                    debug_assert!(cursor.shown >= after, "a position never goes back");
                }
            }
            Pending::History {
                conversation_id, ..
            } => {
                // Not a member any more: nothing of it will ever come.
                self.cursors.remove(&conversation_id);
            }
            Pending::MarkRead {
                conversation_id,
                seq,
            } if error.retryable => {
                // The deadline of the request asks again.
                self.pending.insert(
                    id,
                    (
                        Pending::MarkRead {
                            conversation_id,
                            seq,
                        },
                        retry_ms,
                    ),
                );
            }
            Pending::MarkRead {
                conversation_id, ..
            } => {
                self.read_marks.remove(&conversation_id);
            }
            Pending::Application => {
                self.emit(Event::Answer {
                    request_id: id,
                    body: Some(Box::new(Body::Error(error))),
                });
            }
        }
    }

    fn on_go_away(&mut self, go_away: &GoAway, now_ms: i64) {
        match go_away.reason() {
            GoAwayReason::Replaced => self.shut(CloseCause::Replaced),
            GoAwayReason::Revoked => {
                self.outputs.push_back(Output::Disconnect);
                self.lose_connection_by(Some(ErrorCode::Unauthenticated), now_ms);
            }
            GoAwayReason::Drain | GoAwayReason::Unspecified => {
                let wait_ms = self.jitter.up_to(i64::from(go_away.spread_ms));
                self.leave_at_ms.get_or_insert(now_ms + wait_ms);
            }
        }
    }
}
