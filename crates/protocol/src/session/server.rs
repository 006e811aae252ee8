//! The server's side of a session: what a frame, a push or a deadline asks the transport to do.

use std::sync::Arc;

use skein_foundation::{ConversationId, Seq, SessionId, Uid};

use super::{OutstandingPushes, SessionConfig, Slot, admission::Admission, outstanding::Due};
use crate::{
    frame::{
        ClientFrame, Format, FrameError, HelloRequest, Refusal, Request, Speaker, error_frame,
        go_away_frame, read_client_frame,
    },
    wire::{self, ErrorCode, Frame, GoAwayReason, Pong, Role, Welcome},
};

/// Close code of a node that stops (registered beside RFC 6455): reconnect elsewhere.
pub const CLOSE_SERVICE_RESTART: u16 = 1012;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// Connected; only hello is taken, and not for long.
    AwaitingHello,
    /// The token is being checked; the transport should not read on meanwhile.
    Authenticating,
    Ready,
    /// The client was asked to leave; everything still works until its time is up.
    Draining,
    Closed,
}

/// What the transport has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Ignore,
    /// Check the token, then call [`ServerSession::accept`] or [`ServerSession::refuse`].
    Authenticate {
        request_id: u32,
        hello: HelloRequest,
    },
    /// Carry it out, write the answer with this id, then give the slot back by [`ServerSession::release`].
    Request {
        id: u32,
        request: Request,
        slot: Slot,
    },
    /// Write this frame.
    Reply(Frame),
    /// Note how far the user's device has the conversation.
    Received {
        conversation_id: ConversationId,
        seq: Seq,
    },
    SetTyping {
        conversation_id: ConversationId,
        typing: bool,
    },
    /// Read the range from the log and write it as message pushes, without noting them as pushed again.
    Resend {
        conversation_id: ConversationId,
        from_seq: Seq,
        to_seq: Seq,
    },
    /// Ask for a sign of life below the frames, where there is such a thing: browsers answer a WebSocket ping without the
    /// page, whose timers may sleep.
    Ping,
    /// Write the frame, if there is one, then close.
    Close(Closing),
}

/// The last words of a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub frame: Option<Box<Frame>>,
    /// WebSocket close code.
    pub code: u16,
    /// WebSocket close reason, and the label of figures.
    pub reason: &'static str,
}

/// Who was let in.
#[derive(Debug)]
pub struct Accepted {
    pub session_id: SessionId,
    pub uid: Uid,
    pub role: Role,
    /// The time of day, which the session's own time need not be.
    pub server_time_ms: i64,
    /// What the resumed session had on its way, when it was still held.
    pub resumed: Option<OutstandingPushes>,
}

/// The state of one session. Without unconfirmed pushes it owns no heap memory.
///
/// Its time must go on evenly, as `SteadyClock` of the foundation does: a clock that somebody sets would end all
/// sessions at once or keep their clients from sending.
#[derive(Debug)]
pub struct ServerSession {
    config: Arc<SessionConfig>,
    state: SessionState,
    last_heard_ms: i64,
    /// The peer was asked for a sign of life since it was heard.
    pinged: bool,
    /// Of the state: for hello while awaiting it, for leaving while draining.
    state_deadline_ms: i64,
    /// Request id of the hello.
    hello_id: u32,
    admission: Admission,
    outstanding: OutstandingPushes,
}

impl ServerSession {
    /// A connection that has just been opened.
    pub fn new(config: Arc<SessionConfig>, now_ms: i64) -> Self {
        Self {
            state: SessionState::AwaitingHello,
            last_heard_ms: now_ms,
            pinged: false,
            state_deadline_ms: now_ms + i64::from(config.limits.hello_timeout_ms),
            hello_id: 0,
            admission: Admission::default(),
            outstanding: OutstandingPushes::default(),
            config,
        }
    }

    pub fn state(&self) -> SessionState {
        self.state
    }

    /// Takes the bytes of a whole frame of the client. They are looked into only as far as the session has come: before the
    /// hello into a hello, while it is checked into nothing, later into what clients say.
    pub fn on_bytes(&mut self, format: Format, bytes: &[u8], now_ms: i64) -> Action {
        self.on_sign_of_life(now_ms);
        let speaker = match self.state {
            SessionState::Closed => return Action::Ignore,
            SessionState::Authenticating => {
                return Action::Close(self.close(0, ErrorCode::Malformed, "wait for welcome"));
            }
            SessionState::AwaitingHello => Speaker::Stranger,
            SessionState::Ready | SessionState::Draining => Speaker::Client,
        };
        let limits = &self.config.limits;
        let read = read_client_frame(format, bytes, limits.max_frame_bytes, speaker);
        let (id, frame) = match read {
            Ok((id, frame)) => (id, frame),
            Err(error) => return Action::Close(self.on_bad_frame(&error)),
        };
        let said = frame.and_then(|frame| ClientFrame::parse(frame, limits));
        match (speaker, said) {
            (Speaker::Stranger, Ok(ClientFrame::Hello(hello))) => {
                self.state = SessionState::Authenticating;
                self.hello_id = id;
                Action::Authenticate {
                    request_id: id,
                    hello,
                }
            }
            (Speaker::Stranger, Ok(_)) => {
                Action::Close(self.close(id, ErrorCode::Unauthenticated, "say hello first"))
            }
            (Speaker::Stranger, Err(refusal)) => {
                Action::Close(self.close(id, refusal.code, &refusal.detail))
            }
            (_, Ok(said)) => self.on_client_frame(id, said, now_ms),
            (_, Err(refusal)) => Action::Reply(refusal.into_frame(id)),
        }
    }

    fn on_client_frame(&mut self, id: u32, frame: ClientFrame, now_ms: i64) -> Action {
        match frame {
            ClientFrame::Request(request) => self.admit(id, request, now_ms),
            ClientFrame::Received {
                conversation_id,
                seq,
            } => {
                self.outstanding.confirm(conversation_id, seq, now_ms);
                Action::Received {
                    conversation_id,
                    seq,
                }
            }
            ClientFrame::SetTyping {
                conversation_id,
                typing,
            } => {
                // Who types matters only now: what is too much is dropped without a word.
                if !self.admission.admit_signal(&self.config, now_ms) {
                    return Action::Ignore;
                }
                Action::SetTyping {
                    conversation_id,
                    typing,
                }
            }
            ClientFrame::Ping { time_ms } => Action::Reply(Frame::reply(id, Pong { time_ms })),
            ClientFrame::Pong => Action::Ignore,
            // A copy, by a transport that repeats what it is not sure of.
            ClientFrame::Hello(_) if id == self.hello_id => Action::Ignore,
            ClientFrame::Hello(_) => Action::Reply(error_frame(
                id,
                ErrorCode::Invalid,
                "hello was said already",
            )),
        }
    }

    fn admit(&mut self, id: u32, request: Request, now_ms: i64) -> Action {
        let slot = if matches!(request, Request::Send(_)) {
            Slot::Send
        } else {
            Slot::Other
        };
        let Err(retry_after_ms) = self.admission.admit(slot, &self.config, now_ms) else {
            return Action::Request { id, request, slot };
        };
        let client_msg_id = match request {
            Request::Send(send) => send.client_msg_id.into(),
            _ => String::new(),
        };
        Action::Reply(Frame::reply(
            id,
            wire::Error {
                code: ErrorCode::RateLimited.into(),
                detail: "too many requests".into(),
                retryable: true,
                retry_after_ms,
                client_msg_id,
            },
        ))
    }

    /// Bytes arrived that are not a frame: the connection is over.
    pub fn on_bad_frame(&mut self, error: &FrameError) -> Closing {
        self.close(0, error.code(), &error.to_string())
    }

    /// A sign of life that is not a frame: a WebSocket ping or pong, or the request of a long poll.
    pub fn on_sign_of_life(&mut self, now_ms: i64) {
        self.last_heard_ms = now_ms;
        self.pinged = false;
    }

    /// Lets the user in: the welcome to write. `None` when the session ended while the token was checked.
    pub fn accept(&mut self, request_id: u32, accepted: Accepted, now_ms: i64) -> Option<Frame> {
        if self.state != SessionState::Authenticating {
            return None;
        }
        self.state = SessionState::Ready;
        self.on_sign_of_life(now_ms);
        let resumed = accepted.resumed.is_some();
        if let Some(mut outstanding) = accepted.resumed {
            outstanding.resume(now_ms);
            self.outstanding = outstanding;
        }
        let limits = &self.config.limits;
        let as_u32 = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Some(Frame::reply(
            request_id,
            Welcome {
                session_id: accepted.session_id.to_string(),
                uid: accepted.uid.into(),
                resumed,
                heartbeat_interval_ms: limits.heartbeat_interval_ms,
                server_time_ms: accepted.server_time_ms,
                limits: Some(wire::Limits {
                    max_frame_bytes: as_u32(limits.max_frame_bytes),
                    max_text_chars: as_u32(limits.max_text_chars),
                    max_page: as_u32(limits.max_page),
                    max_in_flight: as_u32(limits.max_in_flight),
                }),
                role: accepted.role.into(),
            },
        ))
    }

    /// Does not let the user in.
    pub fn refuse(&mut self, request_id: u32, code: ErrorCode, detail: &str) -> Closing {
        self.close(request_id, code, detail)
    }

    /// The answer to a request was written.
    pub fn release(&mut self, slot: Slot) {
        self.admission.release(slot);
    }

    /// A message is about to be pushed: it stays noted until the client confirms it. The error closes a connection
    /// whose client confirms too slowly.
    pub fn on_push(
        &mut self,
        conversation_id: ConversationId,
        seq: Seq,
        now_ms: i64,
    ) -> Result<(), Closing> {
        if self
            .outstanding
            .add(conversation_id, seq, &self.config, now_ms)
        {
            Ok(())
        } else {
            Err(self.close(
                0,
                ErrorCode::SlowReader,
                "too many messages are not confirmed",
            ))
        }
    }

    /// The transport itself knows that a push arrived, as a long poll does by its cursor: it is not sent again. Unlike the
    /// client's own `received`, this says nothing to other members.
    pub fn on_arrival(&mut self, conversation_id: ConversationId, seq: Seq, now_ms: i64) {
        self.outstanding.confirm(conversation_id, seq, now_ms);
    }

    /// When to call [`Self::on_deadline`] at the latest. Later signs of life may move it on.
    pub fn next_deadline_ms(&self) -> Option<i64> {
        let silence_ms = if self.pinged {
            self.config.heartbeat_timeout_ms()
        } else {
            self.config.ping_after_ms()
        };
        let heartbeat_ms = self.last_heard_ms + silence_ms;
        let own_ms = match self.state {
            SessionState::Closed => return None,
            SessionState::AwaitingHello => return Some(self.state_deadline_ms),
            SessionState::Draining => heartbeat_ms.min(self.state_deadline_ms),
            SessionState::Authenticating | SessionState::Ready => heartbeat_ms,
        };
        Some(
            self.outstanding
                .next_due_ms()
                .map_or(own_ms, |due_ms| due_ms.min(own_ms)),
        )
    }

    /// What is due now; call until `None`.
    pub fn on_deadline(&mut self, now_ms: i64) -> Option<Action> {
        let is_over = match self.state {
            SessionState::AwaitingHello if now_ms >= self.state_deadline_ms => {
                return Some(Action::Close(self.close(
                    0,
                    ErrorCode::Unauthenticated,
                    "no hello came",
                )));
            }
            SessionState::Closed | SessionState::AwaitingHello => return None,
            SessionState::Draining => now_ms >= self.state_deadline_ms,
            SessionState::Authenticating | SessionState::Ready => false,
        };
        if is_over {
            return Some(Action::Close(self.close_for_restart()));
        }
        if now_ms >= self.last_heard_ms + self.config.heartbeat_timeout_ms() {
            return Some(Action::Close(self.close(
                0,
                ErrorCode::HeartbeatTimeout,
                "nothing was heard",
            )));
        }
        if !self.pinged && now_ms >= self.last_heard_ms + self.config.ping_after_ms() {
            self.pinged = true;
            return Some(Action::Ping);
        }
        Some(match self.outstanding.due(now_ms)? {
            Due::Resend {
                conversation_id,
                from_seq,
                to_seq,
            } => Action::Resend {
                conversation_id,
                from_seq,
                to_seq,
            },
            Due::GiveUp => {
                Action::Close(self.close(0, ErrorCode::SlowReader, "messages were never confirmed"))
            }
        })
    }

    /// Asks the client to leave within the spread; it is closed a little later if it has not. A client that has not
    /// been let in yet is closed at once.
    pub fn drain(&mut self, spread_ms: u32, now_ms: i64) -> Action {
        match self.state {
            SessionState::Closed => Action::Ignore,
            SessionState::AwaitingHello | SessionState::Authenticating => {
                Action::Close(self.close_for_restart())
            }
            SessionState::Ready | SessionState::Draining => {
                self.state = SessionState::Draining;
                self.state_deadline_ms = now_ms + i64::from(spread_ms) + self.config.drain_grace_ms;
                Action::Reply(go_away_frame(GoAwayReason::Drain, spread_ms, ""))
            }
        }
    }

    /// The same user came online on the same terminal from another device.
    pub fn replaced(&mut self, device_name: &str) -> Closing {
        let frame = go_away_frame(GoAwayReason::Replaced, 0, device_name);
        self.close_with(ErrorCode::Replaced, frame)
    }

    /// The token or the user was withdrawn.
    pub fn revoked(&mut self) -> Closing {
        self.close_with(
            ErrorCode::Unauthenticated,
            go_away_frame(GoAwayReason::Revoked, 0, ""),
        )
    }

    /// The time of the token is over.
    pub fn token_expired(&mut self) -> Closing {
        let detail = "expired: the token's time is over; come back with the next one";
        self.close(0, ErrorCode::TokenExpired, detail)
    }

    /// Ends the session with an error frame; `id` is that of the request at fault, or 0.
    pub fn close(&mut self, id: u32, code: ErrorCode, detail: &str) -> Closing {
        let refusal = Refusal {
            code,
            detail: detail.to_owned(),
            client_msg_id: String::new(),
        };
        self.close_with(code, refusal.into_frame(id))
    }

    /// Pushes that the client has not confirmed yet.
    pub fn unconfirmed_pushes(&self) -> u64 {
        self.outstanding.messages()
    }

    /// The connection is gone: what was on its way, for a session that resumes this one. Nothing is taken any more, and
    /// requests that are still under way may give their places back.
    pub fn leave(&mut self) -> OutstandingPushes {
        self.state = SessionState::Closed;
        std::mem::take(&mut self.outstanding)
    }

    fn close_for_restart(&mut self) -> Closing {
        self.state = SessionState::Closed;
        Closing {
            frame: None,
            code: CLOSE_SERVICE_RESTART,
            reason: "service_restart",
        }
    }

    fn close_with(&mut self, code: ErrorCode, frame: Frame) -> Closing {
        self.state = SessionState::Closed;
        let entry = code.entry();
        Closing {
            frame: Some(Box::new(frame)),
            code: entry.close_code,
            reason: entry.name,
        }
    }
}
