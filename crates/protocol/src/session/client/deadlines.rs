//! What time does to a client: timeouts, heartbeats, confirmations, reconnects.

use super::{
    ClientSession, CloseCause, ConnectionState, Event, Output, cursor::Fetch, machine::Pending,
};
use crate::wire::{ErrorCode, Frame, Ping, Received};

/// A confirmation sent so shortly before a connection died may not have arrived; it is said again.
const CONFIRMATION_DOUBT_MS: i64 = 30_000;
/// A deadline that is looked at so late says that this side slept, not that the other side is gone.
const OVERSLEPT_MS: i64 = 2_000;
/// Assumed until the server says its own.
const DEFAULT_HEARTBEAT_MS: u32 = 25_000;

impl ClientSession {
    /// When to call [`Self::on_deadline`] at the latest.
    pub fn next_deadline_ms(&self) -> Option<i64> {
        match self.state {
            ConnectionState::Idle | ConnectionState::Connecting | ConnectionState::Closed(_) => {
                None
            }
            ConnectionState::Greeting => Some(self.state_deadline_ms),
            ConnectionState::Waiting { until_ms } => Some(until_ms),
            ConnectionState::Online => {
                let fetches = self
                    .cursors
                    .values()
                    .filter_map(|cursor| match cursor.fetch {
                        Fetch::NotBefore(at_ms) if cursor.has_gap() => Some(at_ms),
                        _ => None,
                    });
                let single = [
                    Some(self.ping_deadline_ms.unwrap_or_else(|| self.next_ping_ms())),
                    self.confirm_due_ms,
                    self.leave_at_ms,
                    self.outbox.next_deadline_ms(),
                    self.sync.as_ref().and_then(|sync| sync.retry_at_ms),
                ];
                let pending = self.pending.values().map(|(_, deadline_ms)| *deadline_ms);
                single
                    .into_iter()
                    .flatten()
                    .chain(pending)
                    .chain(fetches)
                    .min()
            }
        }
    }

    /// Does what is due.
    pub fn on_deadline(&mut self, now_ms: i64) {
        match self.state {
            ConnectionState::Greeting if self.state_deadline_ms <= now_ms => {
                self.outputs.push_back(Output::Disconnect);
                self.lose_connection_by(self.greeting_error, now_ms);
            }
            ConnectionState::Waiting { until_ms } if until_ms <= now_ms => self.begin_connecting(),
            ConnectionState::Online => self.on_deadline_online(now_ms),
            _ => {}
        }
    }

    fn on_deadline_online(&mut self, now_ms: i64) {
        if let Some(deadline_ms) = self.ping_deadline_ms.filter(|at_ms| *at_ms <= now_ms) {
            // Who comes so late was asleep: what the server said meanwhile may lie unread. It is judged by a second ping.
            if deadline_ms + OVERSLEPT_MS > now_ms || self.ping_overslept {
                self.outputs.push_back(Output::Disconnect);
                self.lose_connection(now_ms);
                return;
            }
            self.ping_overslept = true;
            self.ping(now_ms);
        }
        if self.leave_at_ms.is_some_and(|at_ms| at_ms <= now_ms) {
            // Our own random moment of a drain: there is nothing more to wait for.
            self.outputs.push_back(Output::Disconnect);
            self.forget_connection(now_ms);
            self.begin_connecting();
            return;
        }
        if self.ping_deadline_ms.is_none() && self.next_ping_ms() <= now_ms {
            self.ping(now_ms);
        }
        self.expire_requests(now_ms);
        self.outbox.expire(now_ms);
        self.pump_outbox(now_ms);
        if self
            .sync
            .as_ref()
            .is_some_and(|sync| sync.retry_at_ms.is_some_and(|at_ms| at_ms <= now_ms))
        {
            self.ask_sync_page(now_ms);
        }
        let waiting: Vec<_> = self
            .cursors
            .iter()
            .filter(|(_, cursor)| cursor.has_gap())
            .map(|(id, _)| *id)
            .collect();
        for conversation_id in waiting {
            self.close_gap(conversation_id, now_ms);
        }
        if self.confirm_due_ms.is_some_and(|due_ms| due_ms <= now_ms) {
            self.confirm(now_ms);
        }
    }

    fn ping(&mut self, now_ms: i64) {
        self.ping_deadline_ms = Some(now_ms + self.config.ping_timeout_ms);
        let id = self.take_request_id();
        self.transmit(Frame::reply(id, Ping { time_ms: now_ms }), now_ms);
    }

    fn expire_requests(&mut self, now_ms: i64) {
        let late: Vec<u32> = self
            .pending
            .iter()
            .filter(|(_, (_, at_ms))| *at_ms <= now_ms)
            .map(|(id, _)| *id)
            .collect();
        for request_id in late {
            match self.pending.remove(&request_id) {
                Some((Pending::Sync, _)) => self.ask_sync_page(now_ms),
                Some((
                    Pending::History {
                        conversation_id, ..
                    },
                    _,
                )) => {
                    if let Some(cursor) = self.cursors.get_mut(&conversation_id) {
                        cursor.fetch = Fetch::Idle;
                    }
                }
                Some((
                    Pending::MarkRead {
                        conversation_id, ..
                    },
                    _,
                )) => {
                    self.send_read_mark(conversation_id, now_ms);
                }
                Some((Pending::Application, _)) => self.emit(Event::Answer {
                    request_id,
                    body: None,
                }),
                None => {}
            }
        }
    }

    /// Tells the server how far every conversation is that it does not know so far.
    pub(super) fn confirm(&mut self, now_ms: i64) {
        self.confirm_due_ms = None;
        self.unconfirmed = 0;
        for (conversation_id, cursor) in &mut self.cursors {
            if cursor.must_confirm {
                cursor.must_confirm = false;
                cursor.confirmed_ms = Some(now_ms);
                let received = Received {
                    conversation_id: conversation_id.to_string(),
                    seq: cursor.shown,
                };
                self.outputs
                    .push_back(Output::Transmit(Frame::push(received)));
                self.last_sent_ms = now_ms;
            }
        }
    }

    fn next_ping_ms(&self) -> i64 {
        let interval_ms = self
            .welcome
            .as_ref()
            .map_or(DEFAULT_HEARTBEAT_MS, |welcome| {
                welcome.heartbeat_interval_ms
            });
        // Silence of either side: the server must hear us, and we want to know whether it is there.
        self.last_sent_ms.min(self.last_heard_ms) + i64::from(interval_ms.max(1_000))
    }

    pub(super) fn set_state(&mut self, state: ConnectionState) {
        if self.state != state {
            self.state = state;
            self.emit(Event::State(state));
        }
    }

    pub(super) fn begin_connecting(&mut self) {
        self.set_state(ConnectionState::Connecting);
        self.outputs.push_back(Output::Connect {
            needs_new_token: self.token_was_refused,
        });
    }

    pub(super) fn shut(&mut self, cause: CloseCause) {
        self.forget_connection(self.last_sent_ms.max(self.last_heard_ms));
        if self.outputs.back() != Some(&Output::Disconnect) {
            self.outputs.push_back(Output::Disconnect);
        }
        self.set_state(ConnectionState::Closed(cause));
    }

    /// The connection is gone, for a reason if the server said one.
    pub(super) fn lose_connection_by(&mut self, code: Option<ErrorCode>, now_ms: i64) {
        match code {
            Some(ErrorCode::Replaced) => self.shut(CloseCause::Replaced),
            Some(ErrorCode::TokenExpired | ErrorCode::Unauthenticated)
                if !self.token_was_refused =>
            {
                self.token_was_refused = true;
                self.lose_connection(now_ms);
            }
            Some(code) if !code.entry().retryable => self.shut(CloseCause::Refused(code)),
            _ => self.lose_connection(now_ms),
        }
    }

    /// The connection is gone for no reason that forbids another try.
    pub(super) fn lose_connection(&mut self, now_ms: i64) {
        let was_stable = self.state == ConnectionState::Online
            && now_ms - self.online_since_ms >= self.config.stable_after_ms;
        // The loss itself is a failure: when a server goes, all its clients lose their connections at one time.
        self.failures = if was_stable {
            1
        } else {
            self.failures.saturating_add(1)
        };
        self.forget_connection(now_ms);
        let doubled = self
            .config
            .backoff_min_ms
            .saturating_mul(1 << self.failures.min(16));
        let spread_ms = doubled.min(self.config.backoff_max_ms) - self.config.backoff_min_ms;
        let wait_ms = self.config.backoff_min_ms + self.jitter.up_to(spread_ms);
        self.set_state(ConnectionState::Waiting {
            until_ms: now_ms.saturating_add(wait_ms),
        });
    }

    /// Forgets all that belonged to the connection and keeps what has to be said again on the next one.
    fn forget_connection(&mut self, now_ms: i64) {
        self.outbox.requeue_all();
        self.sync = None;
        self.ping_deadline_ms = None;
        self.ping_overslept = false;
        self.confirm_due_ms = None;
        self.unconfirmed = 0;
        self.leave_at_ms = None;
        self.greeting_error = None;
        for cursor in self.cursors.values_mut() {
            cursor.fetch = Fetch::Idle;
            cursor.must_confirm |= cursor
                .confirmed_ms
                .is_some_and(|at_ms| at_ms.saturating_add(CONFIRMATION_DOUBT_MS) >= now_ms);
        }
        for (request_id, (pending, _)) in std::mem::take(&mut self.pending) {
            if matches!(pending, Pending::Application) {
                self.emit(Event::Answer {
                    request_id,
                    body: None,
                });
            }
        }
    }
}
