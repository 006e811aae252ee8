//! The client machine: its state, what the application asks of it, and what it asks for in return.

use std::collections::{BTreeMap, VecDeque};

use skein_foundation::ConversationId;

use super::{
    ClientConfig, OutboxFull,
    cursor::{Cursor, Fetch},
    jitter::Jitter,
    outbox::{Outbox, Window},
    sync::SyncProgress,
};
use crate::{
    error_table,
    wire::{
        self, Ack, Content, ConversationState, ErrorCode, Frame, Hello, History, MarkRead, Message,
        Welcome, frame::Body,
    },
};

/// What the owner of the socket has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Open a connection, then call [`ClientSession::connected`] with a token, or [`ClientSession::disconnected`].
    /// `needs_new_token` when the last one was refused.
    Connect { needs_new_token: bool },
    /// Write this frame.
    Transmit(Frame),
    /// Drop the connection; [`ClientSession::disconnected`] need not be called.
    Disconnect,
    /// Tell the application.
    Event(Event),
}

/// What the application hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    State(ConnectionState),
    Welcomed(Welcome),
    /// A message, the own ones included: each exactly once, in order, without a hole.
    Message(Message),
    /// An own message is stored.
    Acked(Ack),
    /// An own message was refused for good.
    SendFailed {
        client_msg_id: String,
        error: wire::Error,
    },
    /// A conversation as the server told it while syncing.
    Conversation(ConversationState),
    /// Messages before the ones that follow can't be read any more; drop what is held of the conversation.
    Reload {
        conversation_id: ConversationId,
    },
    /// All pages of a sync arrived.
    Synced,
    /// Answer to [`ClientSession::request`]; `None` when the connection died or the time was up before it came.
    Answer {
        request_id: u32,
        body: Option<Box<Body>>,
    },
    /// A mark, typing, presence or notice.
    Push(Box<Body>),
}

/// Where the client stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    Idle,
    Connecting,
    /// Hello was sent.
    Greeting,
    Online,
    /// Waits for its next try.
    Waiting {
        until_ms: i64,
    },
    Closed(CloseCause),
}

/// Why a client does not reconnect by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCause {
    ByApplication,
    /// Another device of the same terminal class took over.
    Replaced,
    /// The server refuses this client, and will again.
    Refused(ErrorCode),
}

/// What an answer belongs to.
#[derive(Debug, Clone)]
pub(super) enum Pending {
    Sync,
    History {
        conversation_id: ConversationId,
        after: u64,
    },
    MarkRead {
        conversation_id: ConversationId,
        seq: u64,
    },
    Application,
}

/// One client of one server.
#[derive(Debug)]
pub struct ClientSession {
    pub(super) config: ClientConfig,
    pub(super) jitter: Jitter,
    pub(super) state: ConnectionState,
    pub(super) outputs: VecDeque<Output>,
    pub(super) outbox: Outbox,
    pub(super) cursors: BTreeMap<ConversationId, Cursor>,
    pub(super) sync: Option<SyncProgress>,
    /// Own read marks that the server has not confirmed.
    pub(super) read_marks: BTreeMap<ConversationId, u64>,
    pub(super) pending: BTreeMap<u32, (Pending, i64)>,
    pub(super) next_request_id: u32,
    pub(super) welcome: Option<Welcome>,
    pub(super) session_id: String,
    /// Of the whole state: hello, or the end of a wait.
    pub(super) state_deadline_ms: i64,
    pub(super) online_since_ms: i64,
    pub(super) last_sent_ms: i64,
    pub(super) last_heard_ms: i64,
    pub(super) ping_deadline_ms: Option<i64>,
    /// The ping was given a second time, for this client slept through the first.
    pub(super) ping_overslept: bool,
    pub(super) confirm_due_ms: Option<i64>,
    pub(super) unconfirmed: u32,
    pub(super) leave_at_ms: Option<i64>,
    pub(super) failures: u32,
    pub(super) token_was_refused: bool,
    /// What the server said instead of welcome.
    pub(super) greeting_error: Option<ErrorCode>,
}

impl ClientSession {
    /// `seed` spreads this client's reconnects; give each client another one.
    pub fn new(config: ClientConfig, seed: u64) -> Self {
        Self {
            config,
            jitter: Jitter::new(seed),
            state: ConnectionState::Idle,
            outputs: VecDeque::new(),
            outbox: Outbox::default(),
            cursors: BTreeMap::new(),
            sync: None,
            read_marks: BTreeMap::new(),
            pending: BTreeMap::new(),
            next_request_id: 1,
            welcome: None,
            session_id: String::new(),
            state_deadline_ms: 0,
            online_since_ms: 0,
            last_sent_ms: 0,
            last_heard_ms: 0,
            ping_deadline_ms: None,
            ping_overslept: false,
            confirm_due_ms: None,
            unconfirmed: 0,
            leave_at_ms: None,
            failures: 0,
            token_was_refused: false,
            greeting_error: None,
        }
    }

    /// Says what a store kept from an earlier life: everything up to `seq` was shown.
    pub fn restore_position(&mut self, conversation_id: ConversationId, seq: u64) {
        self.cursors.insert(conversation_id, Cursor::at(seq));
    }

    /// How far a conversation was shown.
    pub fn position(&self, conversation_id: ConversationId) -> Option<u64> {
        self.cursors
            .get(&conversation_id)
            .map(|cursor| cursor.shown)
    }

    pub fn state(&self) -> ConnectionState {
        self.state
    }

    /// Sends that are not acknowledged.
    pub fn queued_sends(&self) -> usize {
        self.outbox.len()
    }

    /// What to do next; call until `None` after every other call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Begins, or begins again at once, for example when the device came back online.
    pub fn connect(&mut self) {
        if matches!(
            self.state,
            ConnectionState::Idle | ConnectionState::Waiting { .. } | ConnectionState::Closed(_)
        ) {
            self.begin_connecting();
        }
    }

    /// Ends for good.
    pub fn close(&mut self) {
        if !matches!(
            self.state,
            ConnectionState::Idle | ConnectionState::Closed(_)
        ) {
            self.shut(CloseCause::ByApplication);
        }
    }

    /// The connection is open: says hello.
    pub fn connected(&mut self, token: impl Into<String>, now_ms: i64) {
        if self.state != ConnectionState::Connecting {
            return;
        }
        self.set_state(ConnectionState::Greeting);
        self.state_deadline_ms = now_ms + self.config.hello_timeout_ms;
        self.greeting_error = None;
        self.last_heard_ms = now_ms;
        let id = self.take_request_id();
        let hello = Hello {
            token: token.into(),
            device: Some(self.config.device.clone()),
            resume_session_id: self.session_id.clone(),
            client: self.config.client.clone(),
        };
        self.transmit(Frame::reply(id, hello), now_ms);
    }

    /// The connection is gone, or could not be opened. `close_code` when the server said one.
    pub fn disconnected(&mut self, close_code: Option<u16>, now_ms: i64) {
        if matches!(
            self.state,
            ConnectionState::Idle | ConnectionState::Waiting { .. } | ConnectionState::Closed(_)
        ) {
            return;
        }
        let by_close = close_code
            .and_then(error_table::by_close_code)
            .map(|entry| entry.code);
        self.lose_connection_by(by_close.or(self.greeting_error), now_ms);
    }

    /// Queues a message. It is sent until it is acknowledged or refused for good.
    pub fn send(
        &mut self,
        conversation_id: ConversationId,
        client_msg_id: impl Into<String>,
        content: Content,
        now_ms: i64,
    ) -> Result<(), OutboxFull> {
        if self.outbox.len() >= self.config.max_queued_sends {
            return Err(OutboxFull);
        }
        self.outbox
            .push(conversation_id, client_msg_id.into(), content);
        self.pump_outbox(now_ms);
        Ok(())
    }

    /// Moves the own read mark forward, now or when there is a connection.
    pub fn mark_read(&mut self, conversation_id: ConversationId, seq: u64, now_ms: i64) {
        let mark = self.read_marks.entry(conversation_id).or_default();
        if seq > *mark {
            *mark = seq;
            self.send_read_mark(conversation_id, now_ms);
        }
    }

    /// Asks anything else; the answer comes as [`Event::Answer`] with the returned id.
    pub fn request(&mut self, body: impl Into<Body>, now_ms: i64) -> u32 {
        if self.state == ConnectionState::Online {
            return self.ask(body, Pending::Application, now_ms);
        }
        let request_id = self.take_request_id();
        self.emit(Event::Answer {
            request_id,
            body: None,
        });
        request_id
    }

    /// Says something that has no answer and loses its point when it can't be said now, like typing.
    pub fn notify(&mut self, body: impl Into<Body>, now_ms: i64) {
        if self.state == ConnectionState::Online {
            self.transmit(Frame::push(body), now_ms);
        }
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(super) fn transmit(&mut self, frame: Frame, now_ms: i64) {
        self.last_sent_ms = now_ms;
        self.outputs.push_back(Output::Transmit(frame));
    }

    /// Sends a request whose answer this machine waits for.
    pub(super) fn ask(&mut self, body: impl Into<Body>, pending: Pending, now_ms: i64) -> u32 {
        let id = self.take_request_id();
        self.pending
            .insert(id, (pending, now_ms + self.config.request_timeout_ms));
        self.transmit(Frame::reply(id, body), now_ms);
        id
    }

    pub(super) fn take_request_id(&mut self) -> u32 {
        let id = self.next_request_id;
        self.next_request_id = id.checked_add(1).unwrap_or(1);
        id
    }

    /// Sends what the windows allow.
    pub(super) fn pump_outbox(&mut self, now_ms: i64) {
        if self.state != ConnectionState::Online {
            return;
        }
        let limits = self
            .welcome
            .as_ref()
            .and_then(|welcome| welcome.limits)
            .unwrap_or_default();
        let window = Window {
            total: (limits.max_in_flight as usize).max(1),
            per_conversation: self.config.max_in_flight_per_conversation,
        };
        let give_up_ms = now_ms + self.config.ack_timeout_ms;
        let next_request_id = &mut self.next_request_id;
        let ready = self.outbox.take_ready(window, give_up_ms, now_ms, || {
            let id = *next_request_id;
            *next_request_id = id.checked_add(1).unwrap_or(1);
            id
        });
        for (id, send) in ready {
            self.transmit(Frame::reply(id, send), now_ms);
        }
    }

    pub(super) fn send_read_mark(&mut self, conversation_id: ConversationId, now_ms: i64) {
        let Some(&seq) = self.read_marks.get(&conversation_id) else {
            return;
        };
        if self.state == ConnectionState::Online {
            let mark = MarkRead {
                conversation_id: conversation_id.to_string(),
                seq,
            };
            self.ask(
                mark,
                Pending::MarkRead {
                    conversation_id,
                    seq,
                },
                now_ms,
            );
        }
    }

    /// Asks for the messages after what was shown, if some are known to be missing.
    pub(super) fn close_gap(&mut self, conversation_id: ConversationId, now_ms: i64) {
        if self.state != ConnectionState::Online || self.sync.is_some() {
            return;
        }
        let Some(cursor) = self.cursors.get_mut(&conversation_id) else {
            return;
        };
        let may_fetch = match cursor.fetch {
            Fetch::Idle => true,
            Fetch::InFlight => false,
            Fetch::NotBefore(at_ms) => at_ms <= now_ms,
        };
        if may_fetch && cursor.has_gap() {
            cursor.fetch = Fetch::InFlight;
            let after = cursor.shown;
            let history = History {
                conversation_id: conversation_id.to_string(),
                before: None,
                after: Some(after),
                limit: 0,
            };
            self.ask(
                history,
                Pending::History {
                    conversation_id,
                    after,
                },
                now_ms,
            );
        }
    }
}
