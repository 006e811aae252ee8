//! A poll session: what is kept between two requests of the same client.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use parking_lot::Mutex;
use skein_foundation::{ConversationId, Seq, runtime};
use skein_protocol::session::{Action, Closing, ServerSession, SessionState};
use skein_protocol::wire::frame::Body;
use skein_protocol::wire::{ErrorCode, Frame};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::encoded::Encoding;
use crate::node::Node;
use crate::session::{End, SessionHandle, Waiting, follow};

/// The label of figures.
pub(super) const TRANSPORT: &str = "long_poll";
/// How long a request waits for the answers before it to be taken.
const WAIT_FOR_ROOM: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct PollSession {
    pub(super) handle: Arc<SessionHandle>,
    pub(super) state: Mutex<PollState>,
    /// Requests of one client are carried out one after the other.
    pub(super) sending: Arc<tokio::sync::Mutex<()>>,
    /// Room for the bodies of its requests.
    pub(super) bodies: Arc<Semaphore>,
    newer_get: Notify,
    /// A GET took what waited.
    emptied: Notify,
    /// GETs that wait; two for the moment in which a newer one sends an older home.
    waiting: AtomicUsize,
    _place: OwnedSemaphorePermit,
}

#[derive(Debug)]
pub(super) struct PollState {
    pub(super) session: ServerSession,
    last_request_ms: i64,
    /// Counts GETs: a newer one sends an older home.
    gets: u64,
    cursor: u64,
    unconfirmed: VecDeque<Batch>,
    /// Its last words are in `unconfirmed`; nothing follows.
    ended: bool,
}

#[derive(Debug)]
struct Batch {
    cursor: u64,
    /// Frames, each followed by a comma.
    frames: Vec<u8>,
    /// The messages among them: who confirms the batch has them.
    pushed: Vec<(ConversationId, Seq)>,
}

/// What a GET gets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Receipt {
    Batch {
        cursor: u64,
        frames: Vec<u8>,
    },
    /// The cursor is none that was given out.
    BadCursor,
    /// Everything was said.
    Gone,
}

impl PollSession {
    pub(super) fn new(
        handle: Arc<SessionHandle>,
        session: ServerSession,
        place: OwnedSemaphorePermit,
        bodies: Arc<Semaphore>,
        now_ms: i64,
    ) -> Self {
        Self {
            handle,
            state: Mutex::new(PollState {
                session,
                last_request_ms: now_ms,
                gets: 0,
                cursor: 0,
                unconfirmed: VecDeque::new(),
                ended: false,
            }),
            sending: Arc::default(),
            bodies,
            newer_get: Notify::new(),
            emptied: Notify::new(),
            waiting: AtomicUsize::new(0),
            _place: place,
        }
    }

    /// Whether it can be dropped: nobody waits, and either nothing was heard for too long or its time to leave a draining
    /// node is up. Wakes who waits and must not stay.
    pub(super) fn is_forsaken(&self, silent_since_ms: i64, now_ms: i64) -> bool {
        let (is_over, is_silent) = {
            let state = self.state.lock();
            (
                state.drain_is_over(now_ms),
                state.last_request_ms < silent_since_ms,
            )
        };
        if is_over {
            self.handle.outbox.tick();
        }
        let is_waiting = self.waiting.load(Ordering::SeqCst) > 0;
        !is_waiting && (is_silent || is_over)
    }

    pub(super) fn leave(&self, node: &Node) {
        let outstanding = {
            let mut state = self.state.lock();
            state.ended = true;
            state.session.leave()
        };
        node.leave(&self.handle, outstanding);
        self.newer_get.notify_waiters();
        self.emptied.notify_waiters();
    }

    /// A request came: the client lives.
    pub(super) fn heard(&self, now_ms: i64) {
        let mut state = self.state.lock();
        state.last_request_ms = now_ms;
        state.session.on_sign_of_life(now_ms);
    }

    /// Why nothing more is carried out for this session, also while nobody has fetched its last words.
    pub(super) fn over(&self) -> Option<ErrorCode> {
        match self.handle.outbox.over() {
            Some(End::Replaced { .. }) => Some(ErrorCode::Replaced),
            Some(_) => Some(ErrorCode::SessionGone),
            None => self.state.lock().ended.then_some(ErrorCode::SessionGone),
        }
    }

    /// Puts frames where the next GET finds them.
    pub(super) fn answer(&self, frames: &[Frame]) {
        for frame in frames {
            self.handle.outbox.push_reply(&Encoding::Poll.encode(frame));
        }
    }

    /// Waits until an answer fits into the outbox, but not for long: false for a client that does not poll. That one gets
    /// its answers nevertheless, and ends as a slow reader when there are too many.
    pub(super) async fn until_room(&self) -> bool {
        let emptying = async {
            loop {
                let emptied = self.emptied.notified();
                if self.handle.outbox.has_room() {
                    return;
                }
                emptied.await;
            }
        };
        tokio::time::timeout(WAIT_FOR_ROOM, emptying).await.is_ok()
    }

    /// Confirms everything up to the cursor and waits for what comes after it. Cancel-safe: what was taken from
    /// the outbox stays unconfirmed until a later cursor says otherwise.
    pub(super) async fn receive(&self, node: &Arc<Node>, cursor: u64) -> Receipt {
        match self.confirm(node, cursor) {
            Ok(None) => {}
            Ok(Some(receipt)) => return receipt,
            Err(()) => return Receipt::BadCursor,
        }
        let turn = self.next_turn();
        self.newer_get.notify_waiters();
        let _waiting = WaitingGet::new(&self.waiting);
        loop {
            let newer = self.newer_get.notified();
            tokio::pin!(newer);
            newer.as_mut().enable();
            if !self.is_turn(turn) {
                break;
            }
            tokio::select! {
                biased;
                () = &mut newer => {}
                () = node.lifecycle.stopped() => break,
                waiting = poll_fn(|context| self.poll_outbox(turn, context)) => {
                    self.take(node, waiting);
                    self.emptied.notify_waiters();
                    if !self.state.lock().unconfirmed.is_empty() {
                        break;
                    }
                }
            }
        }
        self.heard(node.now_ms());
        self.receipt()
    }

    fn next_turn(&self) -> u64 {
        let mut state = self.state.lock();
        state.gets += 1;
        state.gets
    }

    fn is_turn(&self, turn: u64) -> bool {
        let state = self.state.lock();
        state.gets == turn && !state.ended
    }

    /// Under the lock of the turns: the outbox wakes one task, and it has to be the newest GET's.
    fn poll_outbox(&self, turn: u64, context: &mut Context<'_>) -> Poll<Waiting> {
        let state = self.state.lock();
        if state.gets == turn {
            self.handle.outbox.poll_take(context)
        } else {
            Poll::Pending
        }
    }

    /// Drops what the client has; `Some` when there is something for it already.
    fn confirm(&self, node: &Node, cursor: u64) -> Result<Option<Receipt>, ()> {
        let has_waiting = {
            let mut state = self.state.lock();
            let now_ms = node.now_ms();
            state.last_request_ms = now_ms;
            state.session.on_sign_of_life(now_ms);
            if cursor > state.cursor {
                return Err(());
            }
            while let Some(batch) = state
                .unconfirmed
                .pop_front_if(|batch| batch.cursor <= cursor)
            {
                for (conversation_id, seq) in batch.pushed {
                    state.session.on_arrival(conversation_id, seq, now_ms);
                }
            }
            if state.unconfirmed.is_empty() {
                state.unconfirmed = VecDeque::new();
            }
            !state.unconfirmed.is_empty() || state.ended
        };
        Ok(has_waiting.then(|| self.receipt()))
    }

    fn receipt(&self) -> Receipt {
        let state = self.state.lock();
        if state.unconfirmed.is_empty() && state.ended {
            return Receipt::Gone;
        }
        let frames = state
            .unconfirmed
            .iter()
            .flat_map(|batch| &batch.frames)
            .copied()
            .collect();
        Receipt::Batch {
            cursor: state.cursor,
            frames,
        }
    }

    /// Turns what waited in the outbox into a batch, without a pause in which a GET that is given up could lose it.
    fn take(&self, node: &Arc<Node>, mut waiting: Waiting) {
        let mut state = self.state.lock();
        let now_ms = node.now_ms();
        // A GET that waits is a sign of life, however long it has been waiting.
        state.session.on_sign_of_life(now_ms);
        // The wheel knows no polls: whoever takes looks at the deadlines.
        waiting.tick = true;
        let actions = follow(&mut state.session, &waiting, now_ms);
        let mut frames = waiting.bytes;
        for action in actions {
            match action {
                Action::Close(closing) => {
                    append_closing(&closing, &mut frames);
                    state.ended = true;
                }
                Action::Reply(frame) => frames.extend_from_slice(&Encoding::Poll.encode(&frame)),
                // A GET that waits is all the life that is asked for.
                Action::Ping => {}
                action => self.carry_out_later(node, action),
            }
        }
        if !frames.is_empty() {
            state.add(frames, waiting.pushed, node.limits.max_outbox_bytes);
        }
    }

    /// Reading again what was not confirmed takes a while; it comes by the outbox.
    fn carry_out_later(&self, node: &Arc<Node>, action: Action) {
        let (node, handle) = (Arc::clone(node), Arc::clone(&self.handle));
        runtime::spawn("poll_resend", async move {
            let again = match &action {
                Action::Resend {
                    conversation_id, ..
                } => Some(*conversation_id),
                _ => None,
            };
            for frame in node.carry_out_action(&handle, action).await {
                let encoded = Encoding::Poll.encode(&frame);
                match (again, &frame.body) {
                    (Some(conversation_id), Some(Body::Message(message))) => {
                        let (outbox, seq) = (&handle.outbox, Seq(message.seq));
                        if !outbox.push_message_again(conversation_id, seq, &encoded) {
                            return;
                        }
                    }
                    _ => handle.outbox.push_reply(&encoded),
                }
            }
        });
    }
}

fn append_closing(closing: &Closing, frames: &mut Vec<u8>) {
    if let Some(frame) = &closing.frame {
        frames.extend_from_slice(&Encoding::Poll.encode(frame));
    }
    metrics::counter!(
        "skein_gateway_closes_total",
        "transport" => TRANSPORT,
        "reason" => closing.reason
    )
    .increment(1);
}

impl PollState {
    /// The time that a draining node gives its clients is up.
    fn drain_is_over(&self, now_ms: i64) -> bool {
        self.session.state() == SessionState::Draining
            && self
                .session
                .next_deadline_ms()
                .is_some_and(|deadline_ms| deadline_ms <= now_ms)
    }

    fn add(&mut self, frames: Vec<u8>, pushed: Vec<(ConversationId, Seq)>, max_bytes: usize) {
        self.cursor += 1;
        self.unconfirmed.push_back(Batch {
            cursor: self.cursor,
            frames,
            pushed,
        });
        let held: usize = self
            .unconfirmed
            .iter()
            .map(|batch| batch.frames.len())
            .sum();
        // One outbox full may wait to be confirmed; a client that confirms nothing has to start anew.
        if held > 2 * max_bytes {
            self.unconfirmed = VecDeque::new();
            self.ended = true;
        }
    }
}

/// Says that a GET waits, for as long as it does.
struct WaitingGet<'s>(&'s AtomicUsize);

impl<'s> WaitingGet<'s> {
    fn new(waiting: &'s AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(waiting)
    }
}

impl Drop for WaitingGet<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
