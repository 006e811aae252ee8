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
use skein_foundation::{ConversationId, Seq, Uid};
use skein_messaging::model::Notice;

/// Different subjects waiting at once; more of them means that nobody reads.
const MAX_LATEST: usize = 1_024;

/// What a latest-wins push is the state of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Read(ConversationId, Uid),
    Received(ConversationId, Uid),
    Presence(Uid),
    /// Kind and subject of a notice.
    Notice(String, String),
}

/// Why a connection has to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The same user came online on the same terminal; the name is the newer device's.
    Replaced {
        device_name: String,
    },
    Revoked,
    /// The time of the token is over.
    TokenExpired,
    Drain {
        spread_ms: u32,
    },
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
    /// Made when something comes, so that an idle connection owns none.
    queue: Option<Box<Queue>>,
    /// The newest notices that came, with their revisions. Most connections never get one.
    noticed: Option<Box<Noticed>>,
    end: Option<End>,
    /// Things were lost: nothing is taken any more, for what followed would come without what was before it.
    overflown: bool,
    tick: bool,
    waker: Option<Waker>,
}

/// The revisions of the newest notices, by what they are about.
#[derive(Debug, Default)]
struct Noticed {
    newest: Vec<(Subject, u64)>,
}

impl Noticed {
    /// False for one that is older than one that came. Of so many subjects only the newest are remembered.
    fn is_news(&mut self, subject: &Subject, revision: u64) -> bool {
        if let Some((_, newest)) = self.newest.iter_mut().find(|(of, _)| of == subject) {
            let is_news = revision >= *newest;
            *newest = revision.max(*newest);
            return is_news;
        }
        if self.newest.len() >= MAX_LATEST {
            let oldest = self.newest.iter().enumerate();
            if let Some((oldest, _)) = oldest.min_by_key(|(_, (_, revision))| *revision) {
                self.newest.swap_remove(oldest);
            }
        }
        self.newest.push((subject.clone(), revision));
        true
    }
}

#[derive(Debug, Default)]
struct Queue {
    bytes: Vec<u8>,
    pushed: Vec<(ConversationId, Seq)>,
    latest: Vec<(Subject, Bytes)>,
    latest_bytes: usize,
}

impl Queue {
    fn push_latest(&mut self, subject: Subject, encoded: &Bytes) {
        let same = self
            .latest
            .iter_mut()
            .find(|(waiting, _)| *waiting == subject);
        if let Some((_, waiting)) = same {
            self.latest_bytes = self.latest_bytes - waiting.len() + encoded.len();
            *waiting = encoded.clone();
        } else {
            self.latest_bytes += encoded.len();
            self.latest.push((subject, encoded.clone()));
        }
    }
}

impl Inner {
    fn is_empty(&self) -> bool {
        self.queue.is_none() && self.end.is_none() && !self.tick
    }

    /// Whatever is put here says something: there is no empty queue.
    fn queue(&mut self) -> &mut Queue {
        self.queue.get_or_insert_default()
    }

    fn held(&self) -> usize {
        self.queue
            .as_ref()
            .map_or(0, |queue| queue.bytes.len() + queue.latest_bytes)
    }

    fn is_over(&self, max_bytes: usize) -> bool {
        let latest = self.queue.as_ref().map_or(0, |queue| queue.latest.len());
        self.held() > max_bytes || latest > MAX_LATEST
    }

    fn overflow(&mut self) {
        self.queue = None;
        self.overflown = true;
        self.ask_to_end(End::SlowReader);
    }

    /// The first reason counts, but a request to leave in one's own time gives way to any other.
    fn ask_to_end(&mut self, end: End) {
        if matches!(self.end, None | Some(End::Drain { .. })) {
            self.end = Some(end);
        }
    }
}

#[derive(Debug)]
pub(crate) struct Outbox {
    inner: Mutex<Inner>,
    max_bytes: usize,
}

impl Outbox {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            inner: Mutex::new(Inner::default()),
            max_bytes,
        }
    }

    /// A message: must be delivered, and is tracked until received.
    pub(crate) fn push_message(&self, conversation_id: ConversationId, seq: Seq, encoded: &[u8]) {
        self.change(|inner| {
            let queue = inner.queue();
            queue.pushed.push((conversation_id, seq));
            queue.bytes.extend_from_slice(encoded);
        });
    }

    /// A message sent again. False when the outbox is half full: then it is left out, and with it what follows it,
    /// until it is due the next time.
    pub(crate) fn push_message_again(
        &self,
        conversation_id: ConversationId,
        seq: Seq,
        encoded: &[u8],
    ) -> bool {
        let mut has_room = false;
        self.change(|inner| {
            has_room = inner.held() <= self.max_bytes / 2;
            if has_room {
                let queue = inner.queue();
                queue.pushed.push((conversation_id, seq));
                queue.bytes.extend_from_slice(encoded);
            }
        });
        has_room
    }

    /// Half of the outbox at least is free: a page of messages fits.
    pub(crate) fn has_room(&self) -> bool {
        self.inner.lock().held() <= self.max_bytes / 2
    }

    /// An answer to a request of this connection.
    pub(crate) fn push_reply(&self, encoded: &[u8]) {
        self.change(|inner| inner.queue().bytes.extend_from_slice(encoded));
    }

    /// The state of a subject; replaces what still waits of it.
    pub(crate) fn push_latest(&self, subject: Subject, encoded: &Bytes) {
        self.change(|inner| inner.queue().push_latest(subject, encoded));
    }

    /// As [`Self::push_latest`], for what may come in any order: one that is older than one that came is left out.
    pub(crate) fn push_notice(&self, notice: &Notice, encoded: &Bytes) {
        let subject = Subject::Notice(notice.kind.clone(), notice.subject.clone());
        self.change(|inner| {
            let noticed = inner.noticed.get_or_insert_default();
            if noticed.is_news(&subject, notice.revision) {
                inner.queue().push_latest(subject, encoded);
            }
        });
    }

    /// Something that matters only now; left out when the connection is behind.
    pub(crate) fn push_droppable(&self, encoded: &[u8]) {
        self.change(|inner| {
            if inner.is_empty() {
                inner.queue().bytes.extend_from_slice(encoded);
            }
        });
    }

    /// Asks the connection to end.
    pub(crate) fn end(&self, end: End) {
        self.change(|inner| inner.ask_to_end(end));
    }

    /// Why nothing more may be carried out for this connection; it may not have taken its end out yet. One that drains
    /// goes on.
    pub(crate) fn over(&self) -> Option<End> {
        let end = self.inner.lock().end.clone();
        end.filter(|end| !matches!(end, End::Drain { .. }))
    }

    /// Asks the connection to look at its deadlines.
    pub(crate) fn tick(&self) {
        self.change(|inner| inner.tick = true);
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let waker = {
            let mut inner = self.inner.lock();
            if inner.overflown {
                return;
            }
            change(&mut inner);
            if inner.is_over(self.max_bytes) {
                inner.overflow();
            }
            if inner.is_empty() {
                None
            } else {
                inner.waker.take()
            }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Everything that waits, as soon as there is something. One task at a time.
    pub(crate) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Waiting> {
        self.poll(context, true)
    }

    /// What has to be heard also by a connection that can't take frames now: its end and its deadlines.
    pub(crate) fn poll_signals(&self, context: &mut Context<'_>) -> Poll<Waiting> {
        self.poll(context, false)
    }

    fn poll(&self, context: &mut Context<'_>, has_room: bool) -> Poll<Waiting> {
        let mut inner = self.inner.lock();
        let has_signal = inner.end.is_some() || inner.tick;
        if inner.is_empty() || !(has_room || has_signal) {
            match &mut inner.waker {
                Some(waker) => waker.clone_from(context.waker()),
                None => inner.waker = Some(context.waker().clone()),
            }
            return Poll::Pending;
        }
        let mut waiting = Waiting {
            // A connection that drains goes on for a while; any other end stays, for it is the last thing that is taken.
            end: match &inner.end {
                Some(End::Drain { .. }) => inner.end.take(),
                end => end.clone(),
            },
            tick: std::mem::take(&mut inner.tick),
            ..Waiting::default()
        };
        if has_room && let Some(queue) = inner.queue.take() {
            waiting.bytes = queue.bytes;
            waiting.pushed = queue.pushed;
            for (_, encoded) in queue.latest {
                waiting.bytes.extend_from_slice(&encoded);
            }
        }
        Poll::Ready(waiting)
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
        Subject::Read(
            ConversationId::from_bytes([1; 16]),
            Uid::parse("a").expect("a uid"),
        )
    }

    #[test]
    fn the_latest_state_of_a_subject_replaces_the_one_that_waits() {
        let outbox = Outbox::new(100);
        outbox.push_latest(mark(), &Bytes::from_static(b"old"));
        outbox.push_latest(mark(), &Bytes::from_static(b"newer"));
        outbox.push_notice(&notice("agent", "", 1), &Bytes::from_static(b"!"));
        assert_eq!(take(&outbox).expect("something waits").bytes, b"newer!");
        assert!(take(&outbox).is_none());
    }

    fn notice(kind: &str, subject: &str, revision: u64) -> Notice {
        Notice {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            revision,
            payload: String::new(),
        }
    }

    #[test]
    fn notices_come_in_any_order_and_the_newest_of_a_subject_stays() {
        let outbox = Outbox::new(1_000);
        let push = |subject, revision, text| {
            outbox.push_notice(
                &notice("queue", subject, revision),
                &Bytes::from_static(text),
            );
        };
        push("a", 7, b"a7 ");
        push("a", 6, b"a6 ");
        push("b", 2, b"b2 ");
        assert_eq!(take(&outbox).expect("something waits").bytes, b"a7 b2 ");
        // Also when the newer one is written already.
        push("a", 6, b"a6 ");
        push("b", 1, b"b1 ");
        assert!(take(&outbox).is_none());
        // The same again may say more.
        push("a", 7, b"a7 again ");
        push("b", 3, b"b3 ");
        assert_eq!(
            take(&outbox).expect("something waits").bytes,
            b"a7 again b3 "
        );
        // Another kind has subjects of its own.
        outbox.push_notice(&notice("agent", "a", 1), &Bytes::from_static(b"agent"));
        assert_eq!(take(&outbox).expect("something waits").bytes, b"agent");
    }

    #[test]
    fn of_very_many_subjects_the_newest_are_remembered() {
        let outbox = Outbox::new(1_000_000);
        for revision in 1..=MAX_LATEST as u64 + 10 {
            let of_many = notice("queue", &revision.to_string(), revision);
            outbox.push_notice(&of_many, &Bytes::from_static(b"."));
            drop(take(&outbox));
        }
        let inner = outbox.inner.lock();
        let remembered = inner.noticed.as_ref().map(|noticed| noticed.newest.len());
        drop(inner);
        assert_eq!(remembered, Some(MAX_LATEST));
        let newest = (MAX_LATEST + 10).to_string();
        outbox.push_notice(&notice("queue", &newest, 1), &Bytes::from_static(b"old"));
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

    fn end_of(outbox: &Outbox) -> Option<End> {
        take(outbox).and_then(|waiting| waiting.end)
    }

    #[test]
    fn the_first_reason_to_end_counts() {
        let replaced = || End::Replaced {
            device_name: "phone".into(),
        };
        let outbox = Outbox::new(20);
        outbox.end(replaced());
        outbox.end(End::Drain { spread_ms: 5 });
        outbox.push_reply(&[0; 100]);
        assert_eq!(
            end_of(&outbox),
            Some(replaced()),
            "a reader that is slow besides was replaced all the same"
        );
    }

    #[test]
    fn draining_is_asked_for_once_and_gives_way_to_a_real_end() {
        let outbox = Outbox::new(100);
        outbox.end(End::Drain { spread_ms: 5 });
        assert_eq!(end_of(&outbox), Some(End::Drain { spread_ms: 5 }));
        assert!(take(&outbox).is_none(), "the connection goes on");
        outbox.push_reply(b"answer");
        assert_eq!(take(&outbox).expect("something waits").bytes, b"answer");
        outbox.end(End::Drain { spread_ms: 5 });
        outbox.end(End::Revoked);
        assert_eq!(end_of(&outbox), Some(End::Revoked));
    }

    #[test]
    fn without_room_only_signals_are_taken_and_frames_wait() {
        let outbox = Outbox::new(100);
        let signals =
            |outbox: &Outbox| match outbox.poll_signals(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(waiting) => Some((waiting.bytes.len(), waiting.end, waiting.tick)),
                Poll::Pending => None,
            };
        outbox.push_message(ConversationId::from_bytes([1; 16]), Seq(1), b"message");
        assert_eq!(signals(&outbox), None);
        outbox.tick();
        assert_eq!(signals(&outbox), Some((0, None, true)));
        outbox.end(End::Revoked);
        assert_eq!(signals(&outbox), Some((0, Some(End::Revoked), false)));
        let waiting = take(&outbox).expect("the message waits");
        assert_eq!(
            (waiting.bytes.as_slice(), waiting.pushed.len()),
            (&b"message"[..], 1)
        );
    }

    #[test]
    fn nothing_follows_what_was_lost() {
        let outbox = Outbox::new(20);
        outbox.push_reply(&[0; 21]);
        outbox.push_reply(b"later");
        outbox.tick();
        let waiting = take(&outbox).expect("the end waits");
        assert_eq!(
            (waiting.end, waiting.bytes.len(), waiting.tick),
            (Some(End::SlowReader), 0, false)
        );
    }

    #[test]
    fn whoever_waits_is_woken_once_by_the_first_thing_that_comes() {
        #[derive(Default)]
        struct Count(std::sync::atomic::AtomicUsize);
        impl std::task::Wake for Count {
            fn wake(self: std::sync::Arc<Self>) {
                self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
        }
        let count = std::sync::Arc::new(Count::default());
        let waker = Waker::from(std::sync::Arc::clone(&count));
        let outbox = Outbox::new(100);
        for round in 1..=3 {
            assert!(
                outbox
                    .poll_take(&mut Context::from_waker(&waker))
                    .is_pending()
            );
            outbox.push_reply(b"a");
            outbox.push_reply(b"b");
            assert_eq!(count.0.load(std::sync::atomic::Ordering::SeqCst), round);
            assert_eq!(take(&outbox).expect("something waits").bytes, b"ab");
        }
    }
}
