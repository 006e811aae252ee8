//! The bounded outbox of one connection: what waits to be written, with a rule for each kind when it is full.
//!
//! - must deliver (messages, replies): appended; when the limit is passed the connection ends as a slow reader,
//!   for what is lost here comes by sync;
//! - latest wins (marks, presence, notices): a newer one replaces the one that still waits;
//! - droppable (typing): left out when anything else waits.
//!
//! Whoever fills it never waits. One task empties it.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use parking_lot::Mutex;
use skein_foundation::{ConsultationId, ConversationId, Seq, TeamId, Uid};

/// Different subjects waiting at once; more of them means that nobody reads.
const MAX_LATEST: usize = 1_024;

/// What a latest-wins push is the state of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Read(ConversationId, Uid),
    Received(ConversationId, Uid),
    Presence(Uid),
    Consultation(ConsultationId),
    Queue(TeamId),
    Agent,
}

/// Why a connection has to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The same user came online on the same terminal; the name is the newer device's.
    Replaced { device_name: String },
    Revoked,
    Drain { spread_ms: u32 },
    SlowReader,
}

/// What was waiting, taken out at once.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Encoded frames, in order, ready for the transport.
    pub(crate) bytes: Vec<u8>,
    /// The messages among them.
    pub(crate) pushed: Vec<(ConversationId, Seq)>,
    pub(crate) end: Option<End>,
    /// A deadline of the session may have come.
    pub(crate) tick: bool,
}

#[derive(Debug, Default)]
struct Inner {
    bytes: Vec<u8>,
    pushed: Vec<(ConversationId, Seq)>,
    latest: Vec<(Subject, Bytes)>,
    latest_bytes: usize,
    end: Option<End>,
    tick: bool,
    waker: Option<Waker>,
}

impl Inner {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.latest.is_empty() && self.end.is_none() && !self.tick
    }

    fn overflow(&mut self) {
        self.bytes = Vec::new();
        self.pushed = Vec::new();
        self.latest = Vec::new();
        self.latest_bytes = 0;
        self.end = Some(End::SlowReader);
    }
}

#[derive(Debug)]
pub(crate) struct Outbox {
    inner: Mutex<Inner>,
    max_bytes: usize,
}

impl Outbox {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self { inner: Mutex::new(Inner::default()), max_bytes }
    }

    /// A message: must be delivered, and is tracked until received.
    pub(crate) fn push_message(&self, conversation_id: ConversationId, seq: Seq, encoded: &[u8]) {
        self.change(|inner| {
            inner.pushed.push((conversation_id, seq));
            inner.bytes.extend_from_slice(encoded);
        });
    }

    /// An answer to a request of this connection.
    pub(crate) fn push_reply(&self, encoded: &[u8]) {
        self.change(|inner| inner.bytes.extend_from_slice(encoded));
    }

    /// The state of a subject; replaces what still waits of it.
    pub(crate) fn push_latest(&self, subject: Subject, encoded: &Bytes) {
        self.change(|inner| {
            match inner.latest.iter_mut().find(|(waiting, _)| *waiting == subject) {
                Some((_, waiting)) => {
                    inner.latest_bytes = inner.latest_bytes - waiting.len() + encoded.len();
                    *waiting = encoded.clone();
                }
                None => {
                    inner.latest_bytes += encoded.len();
                    inner.latest.push((subject, encoded.clone()));
                }
            }
        });
    }

    /// Something that matters only now; left out when the connection is behind.
    pub(crate) fn push_droppable(&self, encoded: &[u8]) {
        self.change(|inner| {
            if inner.is_empty() {
                inner.bytes.extend_from_slice(encoded);
            }
        });
    }

    /// Asks the connection to end. The first reason counts.
    pub(crate) fn end(&self, end: End) {
        self.change(|inner| {
            inner.end.get_or_insert(end);
        });
    }

    /// The connection acted on the request to end but goes on for a while (draining).
    pub(crate) fn end_was_taken(&self) {
        self.inner.lock().end = None;
    }

    /// Asks the connection to look at its deadlines.
    pub(crate) fn tick(&self) {
        self.change(|inner| inner.tick = true);
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let waker = {
            let mut inner = self.inner.lock();
            if inner.end == Some(End::SlowReader) {
                return;
            }
            change(&mut inner);
            if inner.bytes.len() + inner.latest_bytes > self.max_bytes
                || inner.latest.len() > MAX_LATEST
            {
                inner.overflow();
            }
            if inner.is_empty() { None } else { inner.waker.take() }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Everything that waits, as soon as there is something. One task at a time.
    pub(crate) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Waiting> {
        let mut inner = self.inner.lock();
        if inner.is_empty() {
            match &mut inner.waker {
                Some(waker) => waker.clone_from(context.waker()),
                None => inner.waker = Some(context.waker().clone()),
            }
            return Poll::Pending;
        }
        let mut bytes = std::mem::take(&mut inner.bytes);
        for (_, encoded) in inner.latest.drain(..) {
            bytes.extend_from_slice(&encoded);
        }
        inner.latest = Vec::new();
        inner.latest_bytes = 0;
        Poll::Ready(Waiting {
            bytes,
            pushed: std::mem::take(&mut inner.pushed),
            end: inner.end.clone(),
            tick: std::mem::take(&mut inner.tick),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(outbox: &Outbox) -> Option<Waiting> {
        let mut context = Context::from_waker(Waker::noop());
        match outbox.poll_take(&mut context) {
            Poll::Ready(waiting) => Some(waiting),
            Poll::Pending => None,
        }
    }

    fn mark() -> Subject {
        Subject::Read(ConversationId::from_bytes([1; 16]), Uid::parse("a").expect("a uid"))
    }

    #[test]
    fn the_latest_state_of_a_subject_replaces_the_one_that_waits() {
        let outbox = Outbox::new(100);
        outbox.push_latest(mark(), &Bytes::from_static(b"old"));
        outbox.push_latest(mark(), &Bytes::from_static(b"newer"));
        outbox.push_latest(Subject::Agent, &Bytes::from_static(b"!"));
        assert_eq!(take(&outbox).expect("something waits").bytes, b"newer!");
        assert!(take(&outbox).is_none());
    }

    #[test]
    fn a_reader_that_never_reads_ends_and_frees_its_memory() {
        let outbox = Outbox::new(64);
        let conversation_id = ConversationId::from_bytes([1; 16]);
        for seq in 1..1_000 {
            outbox.push_message(conversation_id, Seq(seq), b"0123456789");
        }
        let waiting = take(&outbox).expect("the end waits");
        assert_eq!(waiting.end, Some(End::SlowReader));
        assert!(waiting.bytes.is_empty() && waiting.pushed.is_empty());
    }

    #[test]
    fn typing_is_left_out_when_something_waits() {
        let outbox = Outbox::new(100);
        outbox.push_message(ConversationId::from_bytes([1; 16]), Seq(1), b"message");
        outbox.push_droppable(b"typing");
        assert_eq!(take(&outbox).expect("something waits").bytes, b"message");
        outbox.push_droppable(b"typing");
        assert_eq!(take(&outbox).expect("something waits").bytes, b"typing");
    }

    #[test]
    fn the_first_reason_to_end_counts() {
        let outbox = Outbox::new(100);
        outbox.end(End::Replaced { device_name: "phone".into() });
        outbox.end(End::Drain { spread_ms: 5 });
        assert_eq!(
            take(&outbox).expect("the end waits").end,
            Some(End::Replaced { device_name: "phone".into() })
        );
    }
}
