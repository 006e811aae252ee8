//! The task behind a client: carries out what the session machine asks for, and tells it what happens and what time it is.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use skein_foundation::ConversationId;
use skein_protocol::session::client::{
    ClientSession, CloseCause, ConnectionState, Event as Told, Output,
};
use skein_protocol::wire::{
    Ack, Content, Frame, GoAwayReason, SetTyping, WatchPresence, frame::Body,
};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::client::{Command, RequestError, SendError};
use crate::event::Event;
use crate::token::TokenProvider;
use crate::transport::{Endpoint, Incoming, Wire};

/// Longest time to get a token.
const TOKEN_TIME: Duration = Duration::from_secs(15);
/// Commands are left waiting while more frames than this wait to be written.
const MAX_WAITING_FRAMES: usize = 256;
/// The connection is not read while so many events wait beside the queue, so that a slow application slows the server
/// instead of filling memory.
const MAX_WAITING_EVENTS: usize = 64;
/// Wait when the machine has no deadline: any other thing wakes the driver.
const IDLE: Duration = Duration::from_hours(1);

type Opening = Pin<Box<dyn Future<Output = Option<(Wire, String)>> + Send>>;
type AckWaiter = oneshot::Sender<Result<Ack, SendError>>;
type AnswerWaiter = oneshot::Sender<Result<Body, RequestError>>;

enum Link {
    Down,
    Opening(Opening),
    Up(Wire),
}

pub(crate) struct Driver {
    session: ClientSession,
    endpoint: Endpoint,
    tokens: Arc<dyn TokenProvider>,
    commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<Event>,
    state: watch::Sender<ConnectionState>,
    started: Instant,
    link: Link,
    /// Frames the connection has not taken yet.
    frames: VecDeque<Frame>,
    /// Events for which the application's queue has no room.
    told: VecDeque<Event>,
    acks: HashMap<String, VecDeque<AckWaiter>>,
    answers: HashMap<u32, AnswerWaiter>,
    /// The server forgets it with the connection, so it is said again.
    watched: Vec<String>,
    watching: Option<u32>,
}

/// What woke the driver.
enum Wake {
    Command(Option<Command>),
    Opened(Option<(Wire, String)>),
    Incoming(Option<Incoming>),
    Deadline,
    /// A frame or an event found room.
    Moved,
}

impl Driver {
    pub(crate) fn new(
        session: ClientSession,
        endpoint: Endpoint,
        tokens: Arc<dyn TokenProvider>,
        commands: mpsc::Receiver<Command>,
        events: mpsc::Sender<Event>,
        state: watch::Sender<ConnectionState>,
    ) -> Self {
        Self {
            session,
            endpoint,
            tokens,
            commands,
            events,
            state,
            started: now(),
            link: Link::Down,
            frames: VecDeque::new(),
            told: VecDeque::new(),
            acks: HashMap::new(),
            answers: HashMap::new(),
            watched: Vec::new(),
            watching: None,
        }
    }

    /// Until the application closes the client or drops its last handle.
    pub(crate) async fn run(mut self) {
        self.session.connect();
        loop {
            self.carry_out();
            match self.wake().await {
                Wake::Command(Some(Command::Close) | None) => break,
                Wake::Command(Some(command)) => self.obey(command),
                Wake::Opened(Some((wire, token))) => {
                    self.link = Link::Up(wire);
                    self.session.connected(token, self.now_ms());
                }
                Wake::Incoming(Some(Incoming::Frame(frame))) => {
                    self.note_replaced(&frame);
                    self.session.on_frame(*frame, self.now_ms());
                }
                Wake::Incoming(Some(Incoming::Ended(close_code))) => self.lost(close_code),
                Wake::Opened(None) | Wake::Incoming(None) => self.lost(None),
                Wake::Deadline => self.session.on_deadline(self.now_ms()),
                Wake::Moved => {}
            }
        }
        self.session.close();
        self.carry_out();
        // Who reads the events to their end hears the last ones too, as far as there is room for them.
        for event in self.told {
            if self.events.try_send(event).is_err() {
                break;
            }
        }
    }

    async fn wake(&mut self) -> Wake {
        let deadline_ms = self.session.next_deadline_ms();
        let deadline = deadline_ms.map_or(now() + IDLE, |at_ms| {
            self.started + Duration::from_millis(at_ms.unsigned_abs())
        });
        let takes_commands = self.frames.len() < MAX_WAITING_FRAMES;
        let (has_frames, has_events) = (!self.frames.is_empty(), !self.told.is_empty());
        let reads = self.told.len() < MAX_WAITING_EVENTS;
        let link = async {
            match &mut self.link {
                Link::Down => std::future::pending().await,
                Link::Opening(opening) => Wake::Opened(opening.await),
                Link::Up(wire) => tokio::select! {
                    permit = wire.outgoing.reserve(), if has_frames => {
                        if let (Ok(permit), Some(frame)) = (permit, self.frames.pop_front()) {
                            permit.send(frame);
                            return Wake::Moved;
                        }
                        Wake::Incoming(wire.incoming.recv().await)
                    }
                    incoming = wire.incoming.recv(), if reads => Wake::Incoming(incoming),
                    else => std::future::pending().await,
                },
            }
        };
        tokio::select! {
            permit = self.events.reserve(), if has_events => {
                match (permit, self.told.pop_front()) {
                    (Ok(permit), Some(event)) => permit.send(event),
                    // Nobody listens.
                    _ => self.told.clear(),
                }
                Wake::Moved
            }
            wake = link => wake,
            () = tokio::time::sleep_until(deadline) => Wake::Deadline,
            command = self.commands.recv(), if takes_commands => Wake::Command(command),
        }
    }

    fn lost(&mut self, close_code: Option<u16>) {
        self.link = Link::Down;
        self.frames.clear();
        self.session.disconnected(close_code, self.now_ms());
    }

    /// The machine knows that another device took over, but not which.
    fn note_replaced(&mut self, frame: &Frame) {
        if let Some(Body::GoAway(go_away)) = &frame.body
            && go_away.reason() == GoAwayReason::Replaced
        {
            self.told.push_back(Event::Replaced {
                device_name: go_away.device_name.clone(),
            });
        }
    }

    fn obey(&mut self, command: Command) {
        let now_ms = self.now_ms();
        match command {
            Command::Send {
                conversation_id,
                client_msg_id,
                content,
                answer,
            } => {
                self.send(conversation_id, client_msg_id, content, answer);
            }
            Command::MarkRead {
                conversation_id,
                seq,
            } => {
                self.session.mark_read(conversation_id, seq, now_ms);
            }
            Command::Typing {
                conversation_id,
                typing,
            } => {
                let typing = SetTyping {
                    conversation_id: conversation_id.to_string(),
                    typing,
                };
                self.session.notify(typing, now_ms);
            }
            Command::Watch { uids, answer } => {
                self.watched.clone_from(&uids);
                let request_id = self.session.request(WatchPresence { uids }, now_ms);
                self.answers.insert(request_id, answer);
            }
            Command::Request { body, answer } => {
                let request_id = self.session.request(*body, now_ms);
                self.answers.insert(request_id, answer);
            }
            Command::Reconnect => self.session.connect(),
            Command::Close => unreachable!("the loop ends with it"),
        }
    }

    fn send(
        &mut self,
        conversation_id: ConversationId,
        client_msg_id: String,
        content: Content,
        answer: AckWaiter,
    ) {
        if matches!(self.session.state(), ConnectionState::Closed(_)) {
            let _ = answer.send(Err(SendError::Closed));
            return;
        }
        match self.session.send(
            conversation_id,
            client_msg_id.clone(),
            content,
            self.now_ms(),
        ) {
            Ok(()) => self
                .acks
                .entry(client_msg_id)
                .or_default()
                .push_back(answer),
            Err(_full) => drop(answer.send(Err(SendError::QueueFull))),
        }
    }

    /// Does all that the machine asks for.
    fn carry_out(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Connect { needs_new_token } => {
                    self.link = Link::Opening(self.open(needs_new_token));
                }
                Output::Transmit(frame) => self.frames.push_back(frame),
                Output::Disconnect => {
                    self.hand_over_last_frames();
                    self.link = Link::Down;
                }
                Output::Event(told) => self.tell(told),
            }
        }
    }

    /// A connection that is left on purpose still carries what it takes at once.
    fn hand_over_last_frames(&mut self) {
        if let Link::Up(wire) = &self.link {
            for frame in self.frames.drain(..) {
                if wire.outgoing.try_send(frame).is_err() {
                    break;
                }
            }
        }
        self.frames.clear();
    }

    fn open(&self, is_refused: bool) -> Opening {
        let (endpoint, tokens) = (self.endpoint.clone(), Arc::clone(&self.tokens));
        Box::pin(async move {
            let token = match tokio::time::timeout(TOKEN_TIME, tokens.token(is_refused)).await {
                Ok(Ok(token)) => token,
                Ok(Err(error)) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "no token to connect with"
                    );
                    return None;
                }
                Err(_) => {
                    tracing::warn!("no token came in time");
                    return None;
                }
            };
            match endpoint.open().await {
                Ok(wire) => Some((wire, token)),
                Err(error) => {
                    tracing::debug!(
                        error = &error as &dyn std::error::Error,
                        "the server can't be reached"
                    );
                    None
                }
            }
        })
    }

    fn tell(&mut self, told: Told) {
        let event = match told {
            Told::State(state) => {
                self.state.send_replace(state);
                if let ConnectionState::Closed(cause) = state {
                    self.give_up(cause);
                }
                Event::State(state)
            }
            Told::Welcomed(welcome) => {
                self.watch_again();
                Event::Welcomed(welcome)
            }
            Told::Acked(ack) => {
                if let Some(waiter) = self.take_waiter(&ack.client_msg_id) {
                    // Who no longer waits knows by the message itself.
                    let _ = waiter.send(Ok(ack));
                }
                return;
            }
            Told::SendFailed {
                client_msg_id,
                error,
            } => {
                if let Some(waiter) = self.take_waiter(&client_msg_id) {
                    let _ = waiter.send(Err(SendError::Refused(error.clone())));
                }
                Event::SendFailed {
                    client_msg_id,
                    error,
                }
            }
            Told::Answer { request_id, body } => {
                self.answer(request_id, body.map(|body| *body));
                return;
            }
            Told::Push(body) => match *body {
                Body::Mark(mark) => Event::Mark(mark),
                Body::Typing(typing) => Event::Typing(typing),
                Body::Presence(presence) => Event::Presence(presence),
                Body::Notice(notice) => Event::Notice(notice),
                _ => return,
            },
            Told::Message(message) => Event::Message(message),
            Told::Conversation(conversation) => Event::Conversation(conversation),
            Told::Reload { conversation_id } => Event::Reload(conversation_id),
            Told::Synced => Event::Synced,
        };
        self.told.push_back(event);
    }

    fn take_waiter(&mut self, client_msg_id: &str) -> Option<AckWaiter> {
        let waiters = self.acks.get_mut(client_msg_id)?;
        let waiter = waiters.pop_front();
        if waiters.is_empty() {
            self.acks.remove(client_msg_id);
        }
        waiter
    }

    fn answer(&mut self, request_id: u32, body: Option<Body>) {
        if self.watching == Some(request_id) {
            self.watching = None;
            if let Some(Body::PresenceList(list)) = body {
                self.told
                    .extend(list.presences.into_iter().map(Event::Presence));
            }
            return;
        }
        let Some(waiter) = self.answers.remove(&request_id) else {
            return;
        };
        let _ = waiter.send(match body {
            Some(Body::Error(error)) => Err(RequestError::Refused(error)),
            Some(body) => Ok(body),
            None => Err(RequestError::Disconnected),
        });
    }

    fn watch_again(&mut self) {
        if !self.watched.is_empty() {
            let watch = WatchPresence {
                uids: self.watched.clone(),
            };
            self.watching = Some(self.session.request(watch, self.now_ms()));
        }
    }

    /// The client will not reconnect by itself: whoever waits for an ack must not wait for ever.
    fn give_up(&mut self, cause: CloseCause) {
        tracing::debug!(?cause, "the client is closed");
        for waiter in self.acks.drain().flat_map(|(_, waiters)| waiters) {
            let _ = waiter.send(Err(SendError::Closed));
        }
    }

    fn now_ms(&self) -> i64 {
        i64::try_from(now().duration_since(self.started).as_millis()).unwrap_or(i64::MAX)
    }
}

/// A monotonic clock: reconnects must not depend on somebody setting the time.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where this crate reads a clock"
)]
fn now() -> Instant {
    Instant::now()
}
