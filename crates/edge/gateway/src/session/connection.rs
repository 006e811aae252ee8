//! One connection, whatever its bytes are: a hand-written future, so that an idle connection is one small allocation.
//!
//! Each time it is woken it reads, starts and finishes requests, takes from its outbox, and then writes everything
//! that came of it with one call. Nothing here waits while something else could go on.
//!
//! Bounds: it stops reading while too much waits to be written or to be carried out; the outbox bounds what others put
//! in, and while too much waits to be written only its signals are taken.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use skein_protocol::frame::{HelloRequest, Request};
use skein_protocol::session::{Action, Closing, ServerSession, Slot};
use skein_protocol::wire::{ErrorCode, Frame};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::answers::Answers;
use super::following::follow;
use super::framing::Framing;
use super::handle::SessionHandle;
use super::hearing::{Heard, Hearing};
use super::outbox::Waiting;
use super::sends::Sends;
use super::strangers::HeldBytes;
use super::stream::{Read, Stream};
use crate::admission::Permit;
use crate::node::{Denied, Entered, Node};
use crate::requests::{send_answer, take_apart};

/// Reading pauses while more than this waits to be written.
const MAX_WAITING_BYTES: usize = 128 * 1024;
/// Rounds before other connections get their turn.
const MAX_ROUNDS: usize = 8;
/// How long a closing connection may take for its last words.
const CLOSING_TIME: Duration = Duration::from_secs(3);

type Entering = Pin<Box<dyn Future<Output = Result<Entered, Denied>> + Send>>;

/// `F` knows how frames lie in the bytes, `S` carries them.
pub(crate) struct Connection<F: Framing, S = TcpStream> {
    node: Arc<Node>,
    stream: Stream<S>,
    framing: F,
    session: ServerSession,
    stage: Stage,
    sends: Sends,
    answers: Answers,
    held: HeldBytes,
    _permit: Arc<Permit>,
}

enum Stage {
    /// Until hello: the only time a connection has a timer of its own.
    Greeting {
        deadline: Pin<Box<Sleep>>,
    },
    Entering {
        request_id: u32,
        entering: Entering,
    },
    Open {
        handle: Arc<SessionHandle>,
    },
    /// The last words are written; then the peer may hang up first.
    Closing {
        deadline: Pin<Box<Sleep>>,
        said: bool,
    },
    Closed,
}

/// What a connection starts with: nothing was said on it so far.
pub(crate) struct Opened<F, S = TcpStream> {
    pub(crate) stream: Stream<S>,
    pub(crate) framing: F,
    pub(crate) permit: Arc<Permit>,
}

impl<F: Framing, S: AsyncRead + AsyncWrite + Unpin> Connection<F, S> {
    pub(crate) fn new(node: Arc<Node>, opened: Opened<F, S>) -> Self {
        let now_ms = node.now_ms();
        let hello_timeout = Duration::from_millis(u64::from(node.limits.hello_timeout_ms));
        Self {
            stream: opened.stream,
            framing: opened.framing,
            session: ServerSession::new(Arc::clone(&node.session), now_ms),
            stage: Stage::Greeting {
                deadline: Box::pin(tokio::time::sleep(hello_timeout)),
            },
            sends: Sends::default(),
            answers: Answers::default(),
            held: HeldBytes::default(),
            _permit: opened.permit,
            node,
        }
    }

    fn write(&mut self, frame: &Frame) {
        self.framing.encoding().append(frame, self.stream.out());
    }

    /// Says the last words. A connection that says them already says no others.
    fn close(&mut self, closing: &Closing) {
        if matches!(self.stage, Stage::Closing { .. } | Stage::Closed) {
            return;
        }
        if let Some(frame) = &closing.frame {
            self.write(frame);
        }
        self.framing.append_goodbye(closing, self.stream.out());
        metrics::counter!(
            "skein_gateway_closes_total",
            "transport" => F::TRANSPORT,
            "reason" => closing.reason
        )
        .increment(1);
        self.start_closing();
    }

    fn start_closing(&mut self) {
        let deadline = Box::pin(tokio::time::sleep(CLOSING_TIME));
        let before = std::mem::replace(
            &mut self.stage,
            Stage::Closing {
                deadline,
                said: false,
            },
        );
        self.leave(before);
    }

    fn end(&mut self) -> Poll<()> {
        let before = std::mem::replace(&mut self.stage, Stage::Closed);
        self.leave(before);
        Poll::Ready(())
    }

    fn has_room(&self) -> bool {
        self.stream.waiting_bytes() <= MAX_WAITING_BYTES
    }

    fn may_read(&self) -> bool {
        self.has_room()
            && !self.answers.is_behind()
            && !matches!(self.stage, Stage::Entering { .. } | Stage::Closed)
    }

    /// Reads once. The error says that the peer is gone.
    fn poll_reading(&mut self, context: &mut Context<'_>) -> Result<Reading, ()> {
        if !self.may_read() {
            return Ok(Reading::Paused);
        }
        let now_ms = self.node.now_ms();
        let mut heard = Heard::default();
        let closing = matches!(self.stage, Stage::Closing { .. });
        let mut hearing = Hearing {
            format: self.framing.encoding().format(),
            framing: &mut self.framing,
            session: &mut self.session,
            now_ms,
        };
        let read = self.stream.poll_read(context, |bytes| {
            if closing {
                bytes.len()
            } else {
                hearing.hear(bytes, &mut heard)
            }
        });
        match read {
            Poll::Pending => return Ok(Reading::Waits),
            Poll::Ready(Ok(Read::Bytes)) => {}
            Poll::Ready(Ok(Read::End) | Err(_)) => return Err(()),
        }
        if closing {
            return Ok(Reading::Came);
        }
        if !heard.answers.is_empty() {
            self.stream.out().extend_from_slice(&heard.answers);
        }
        for action in heard.actions {
            self.start_action(action);
        }
        if heard.over.is_some()
            && let Stage::Open { handle } = &self.stage
        {
            // A page that sends and closes in one breath has its message stored.
            self.sends.start(&self.node, handle, context);
        }
        if let Some(closing) = heard.over {
            self.close(&closing);
        }
        self.account_for_stranger();
        Ok(Reading::Came)
    }

    /// What strangers make this node hold is counted over all of them. A hello that comes in one piece, as nearly all do,
    /// holds nothing.
    fn account_for_stranger(&mut self) {
        let holds = match self.stage {
            Stage::Greeting { .. } | Stage::Entering { .. } => {
                self.framing.heap_bytes() + self.stream.kept_bytes()
            }
            _ => 0,
        };
        if !self.held.set(&self.node.strangers, holds) {
            let closing = self.session.close(
                0,
                ErrorCode::Overloaded,
                "too much is being said by clients that have not said hello",
            );
            self.close(&closing);
            self.held.set(&self.node.strangers, 0);
        }
    }

    fn start_action(&mut self, action: Action) {
        if let Action::Authenticate { request_id, hello } = action {
            self.start_entering(request_id, hello);
            return;
        }
        let Stage::Open { handle } = &self.stage else {
            return;
        };
        match action {
            Action::Request {
                id,
                request: Request::Send(send),
                ..
            } => {
                self.sends.collect(take_apart(id, send));
            }
            Action::Reply(frame) => self.write(&frame),
            Action::Received {
                conversation_id,
                seq,
            } => {
                let user = &handle.user;
                let noted = self.node.messaging.note_received_now(
                    &user.app,
                    &user.uid,
                    conversation_id,
                    seq,
                );
                if !matches!(noted, Some(Ok(()))) {
                    self.answer_later(Action::Received {
                        conversation_id,
                        seq,
                    });
                }
            }
            action => self.answer_later(action),
        }
    }

    fn start_entering(&mut self, request_id: u32, mut hello: HelloRequest) {
        let beside = self.framing.take_token();
        if hello.token.is_empty()
            && let Some(token) = beside
        {
            hello.token = token.into();
        }
        let node = Arc::clone(&self.node);
        let encoding = self.framing.encoding();
        let entering = Box::pin(async move { node.enter(hello, encoding).await });
        self.stage = Stage::Entering {
            request_id,
            entering,
        };
    }

    fn answer_later(&mut self, action: Action) {
        if let Stage::Open { handle } = &self.stage {
            self.answers.push(&self.node, handle, action);
        }
    }

    fn poll_working(&mut self, context: &mut Context<'_>) -> Work {
        match &mut self.stage {
            Stage::Greeting { deadline } => {
                if deadline.as_mut().poll(context).is_pending() {
                    return Work::Waits;
                }
                let closing = self
                    .session
                    .close(0, ErrorCode::Unauthenticated, "no hello came");
                self.close(&closing);
                Work::GoesOn
            }
            Stage::Entering {
                request_id,
                entering,
            } => {
                let Poll::Ready(outcome) = entering.as_mut().poll(context) else {
                    return Work::Waits;
                };
                let request_id = *request_id;
                self.finish_entering(request_id, outcome);
                Work::GoesOn
            }
            Stage::Open { .. } => self.poll_open(context),
            Stage::Closing { .. } | Stage::Closed => Work::Waits,
        }
    }

    fn finish_entering(&mut self, request_id: u32, outcome: Result<Entered, Denied>) {
        let now_ms = self.node.now_ms();
        match outcome {
            Ok(Entered { handle, accepted }) => {
                self.stage = Stage::Open { handle };
                self.framing.let_in();
                self.account_for_stranger();
                if let Some(welcome) = self.session.accept(request_id, accepted, now_ms) {
                    self.write(&welcome);
                    metrics::counter!("skein_gateway_hellos_total", "transport" => F::TRANSPORT)
                        .increment(1);
                }
            }
            Err(denied) => {
                let closing = self.session.refuse(request_id, denied.code, &denied.detail);
                self.close(&closing);
            }
        }
    }

    fn poll_open(&mut self, context: &mut Context<'_>) -> Work {
        let Stage::Open { handle } = &self.stage else {
            return Work::Waits;
        };
        let handle = Arc::clone(handle);
        self.sends.start(&self.node, &handle, context);
        while let Poll::Ready(outcomes) = self.sends.poll_next(context) {
            for (in_flight, outcome) in outcomes {
                self.session.release(Slot::Send);
                let answer = send_answer(in_flight, outcome);
                self.write(&answer);
            }
            self.sends.start(&self.node, &handle, context);
        }
        while self.has_room()
            && let Poll::Ready((frames, slot)) =
                self.answers.poll_next(&self.node, &handle, context)
        {
            if let Some(slot) = slot {
                self.session.release(slot);
            }
            for frame in &frames {
                self.write(frame);
            }
        }
        let work = loop {
            // What others sent waits in the outbox, where it is bounded, until this connection is written out.
            let has_room = self.has_room();
            let waiting = if has_room {
                handle.outbox.poll_take(context)
            } else {
                handle.outbox.poll_signals(context)
            };
            match waiting {
                Poll::Pending if has_room => break Work::Waits,
                Poll::Pending => break Work::WantsRoom,
                Poll::Ready(waiting) => {
                    let is_signal = waiting.tick || waiting.end.is_some();
                    self.take_waiting(waiting);
                    if is_signal {
                        break Work::GoesOn;
                    }
                }
            }
        };
        if matches!(self.stage, Stage::Open { .. })
            && let Some(deadline_ms) = self.session.next_deadline_ms()
        {
            handle.set_deadline_ms(deadline_ms);
            self.node.wheel.schedule(&handle, self.node.now_ms());
        }
        work
    }

    fn take_waiting(&mut self, mut waiting: Waiting) {
        let now_ms = self.node.now_ms();
        let out = self.stream.out();
        if out.is_empty() {
            *out = std::mem::take(&mut waiting.bytes);
        } else {
            out.extend_from_slice(&waiting.bytes);
        }
        for action in follow(&mut self.session, &waiting, now_ms) {
            match action {
                Action::Close(closing) => self.close(&closing),
                Action::Ping => self.framing.append_ping(now_ms, self.stream.out()),
                Action::Reply(frame) => self.write(&frame),
                Action::Ignore => {}
                action => self.answer_later(action),
            }
        }
    }

    /// Ready when the connection is over.
    fn poll_closing(&mut self, context: &mut Context<'_>, flushed: bool) -> Poll<()> {
        let Stage::Closing { deadline, said } = &mut self.stage else {
            return Poll::Pending;
        };
        if deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        if flushed && !*said {
            *said = self.stream.poll_shut_down_writing(context).is_ready();
        }
        Poll::Pending
    }
}

/// What a turn at reading found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Came,
    /// Nothing more is there; the socket knows whom to wake.
    Waits,
    /// The socket was not asked.
    Paused,
}

/// What is left after a turn at the work of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Everything that can bring more was asked last and knows whom to wake.
    Waits,
    /// The same, but frames were left where they are.
    WantsRoom,
    /// Something may be ready.
    GoesOn,
}

impl<F: Framing, S: AsyncRead + AsyncWrite + Unpin> Future for Connection<F, S> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let connection = self.get_mut();
        let mut work = Work::GoesOn;
        for _ in 0..MAX_ROUNDS {
            let Ok(reading) = connection.poll_reading(context) else {
                return connection.end();
            };
            if reading == Reading::Came || work == Work::GoesOn {
                work = connection.poll_working(context);
            }
            let flushed = match connection.stream.poll_flush(context) {
                Poll::Ready(Ok(())) => true,
                Poll::Pending => false,
                Poll::Ready(Err(_)) => return connection.end(),
            };
            if connection.poll_closing(context, flushed).is_ready() {
                return connection.end();
            }
            // What was not asked for want of room or because too much was under way, and could be asked now, must be.
            if work == Work::WantsRoom && connection.has_room() {
                work = Work::GoesOn;
            }
            let reads_on = match reading {
                Reading::Came => true,
                Reading::Waits => false,
                Reading::Paused => connection.may_read(),
            };
            if !reads_on && work != Work::GoesOn {
                return Poll::Pending;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<F: Framing, S> Connection<F, S> {
    /// Takes the session out of the registry, once.
    fn leave(&mut self, stage: Stage) {
        if let Stage::Open { handle } = stage {
            self.node.leave(&handle, self.session.leave());
        }
        self.sends = Sends::default();
        self.answers = Answers::default();
        self.held.set(&self.node.strangers, 0);
    }
}

impl<F: Framing, S> Drop for Connection<F, S> {
    /// A connection that is dropped with its runtime leaves like any other.
    fn drop(&mut self) {
        let before = std::mem::replace(&mut self.stage, Stage::Closed);
        self.leave(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transports::tcp::TcpFraming;
    use crate::transports::websocket::WebSocketFraming;

    /// What the runtime adds to a future, and what the whole is a multiple of.
    const TASK_BYTES: usize = 104;

    /// An idle connection is this, its session's handle, and the kernel's socket: it decides how many fit in memory.
    #[test]
    fn a_connection_stays_small() {
        let bytes = size_of::<Connection<WebSocketFraming>>();
        println!("a WebSocket connection is {bytes} bytes");
        assert!(bytes + TASK_BYTES <= 4 * 128, "{bytes} bytes");
        let bytes = size_of::<Connection<TcpFraming>>();
        println!("a TCP connection is {bytes} bytes");
        assert!(bytes + TASK_BYTES <= 3 * 128, "{bytes} bytes");
        let handle_bytes = size_of::<SessionHandle>();
        println!("a session handle is {handle_bytes} bytes");
        assert!(handle_bytes + 16 <= 256, "{handle_bytes} bytes");
    }
}
