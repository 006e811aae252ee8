//! A socket whose peer has a time for the head of a request, and another one between two requests.
//!
//! A connection that has shown a whole request may be one that a proxy keeps for the next: it stays open longer than
//! proxies keep theirs, or the proxy would now and then send a request into a connection that is being closed, and answer
//! its client with 502. A connection that has shown nothing is given no such time.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// What the times are measured for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Stage {
    /// Nothing of a request has come, ever.
    New,
    /// A part of a head has come.
    Head,
    /// A request is being served; its body has a time of its own.
    Serving,
    /// The last request was answered.
    Idle,
}

/// How long the peer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SocketTimes {
    pub(crate) head: Duration,
    pub(crate) idle: Duration,
}

/// Tells the socket how far its requests are.
#[derive(Debug, Clone)]
pub(crate) struct Progress(Arc<AtomicU8>);

/// A request under way; dropped with its answer.
#[derive(Debug)]
pub(crate) struct Serving(Progress);

#[derive(Debug)]
pub(crate) struct TimedSocket {
    socket: TcpStream,
    progress: Progress,
    times: SocketTimes,
    deadline: Option<Deadline>,
}

#[derive(Debug)]
struct Deadline {
    is_idle: bool,
    sleep: Pin<Box<Sleep>>,
}

impl Progress {
    pub(crate) fn begin(&self) -> Serving {
        self.enter(Stage::Serving);
        Serving(self.clone())
    }

    fn enter(&self, stage: Stage) {
        self.0.store(stage as u8, Ordering::Relaxed);
    }

    fn is(&self, stage: Stage) -> bool {
        self.0.load(Ordering::Relaxed) == stage as u8
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.enter(Stage::Idle);
    }
}

impl TimedSocket {
    pub(crate) fn new(socket: TcpStream, times: SocketTimes) -> Self {
        Self {
            socket,
            progress: Progress(Arc::new(AtomicU8::new(Stage::New as u8))),
            times,
            deadline: None,
        }
    }

    /// To be told of requests.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// For a connection that speaks something else from now on.
    pub(crate) fn into_inner(self) -> TcpStream {
        self.socket
    }

    /// Ready when the time of this stage is up.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.progress.is(Stage::Serving) {
            self.deadline = None;
            return Poll::Pending;
        }
        let is_idle = self.progress.is(Stage::Idle);
        let time = if is_idle {
            self.times.idle
        } else {
            self.times.head
        };
        let running = self
            .deadline
            .take()
            .filter(|other| other.is_idle == is_idle);
        let deadline = self.deadline.insert(running.unwrap_or_else(|| Deadline {
            is_idle,
            sleep: Box::pin(sleep(time)),
        }));
        deadline.sleep.as_mut().poll(context)
    }

    /// Bytes came. The first of a new connection give it no more time than it had.
    fn on_bytes(&mut self) {
        if self.progress.is(Stage::Serving) || self.progress.is(Stage::Idle) {
            self.deadline = None;
        }
        if !self.progress.is(Stage::Serving) {
            self.progress.enter(Stage::Head);
        }
    }
}

impl AsyncRead for TimedSocket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let timed = self.get_mut();
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut timed.socket).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                timed.on_bytes();
            }
            return Poll::Ready(read);
        }
        ready!(timed.poll_deadline(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for TimedSocket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }
}
