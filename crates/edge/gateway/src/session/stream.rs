//! The socket under a connection: reads through one buffer a thread, writes what waits with one call.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes read at once. One buffer per thread serves all its connections: an idle one owns none.
const READ_BYTES: usize = 64 * 1024;

thread_local! {
    static READ_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
}

/// An idle one owns its socket and nothing else.
#[derive(Debug)]
pub(crate) struct Stream<S> {
    socket: S,
    /// What came and was not consumed, read before anything else.
    kept: Option<Box<Half>>,
    /// What waits to be written.
    writing: Option<Box<Half>>,
}

/// Bytes of which some are dealt with.
#[derive(Debug, Default)]
struct Half {
    bytes: Vec<u8>,
    done: usize,
}

impl Half {
    fn left(&self) -> usize {
        self.bytes.len() - self.done
    }
}

/// What a read brought.
pub(super) enum Read {
    Bytes,
    End,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream<S> {
    /// `early` came before this began to read.
    pub(crate) fn new(socket: S, early: Vec<u8>) -> Self {
        let mut stream = Self {
            socket,
            kept: None,
            writing: None,
        };
        stream.keep(early);
        stream
    }

    fn keep(&mut self, bytes: Vec<u8>) {
        self.kept = (!bytes.is_empty()).then(|| Box::new(Half { bytes, done: 0 }));
    }

    /// Reads once and lets `take` consume the bytes; the buffer is another connection's afterwards. What `take` leaves, by
    /// the number it gives, comes first the next time.
    pub(super) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        take: impl FnOnce(&mut [u8]) -> usize,
    ) -> Poll<io::Result<Read>> {
        if let Some(kept) = &mut self.kept {
            kept.done += take(&mut kept.bytes[kept.done..]);
            if kept.left() == 0 {
                self.kept = None;
            }
            return Poll::Ready(Ok(Read::Bytes));
        }
        READ_BUFFER.with_borrow_mut(|buffer| {
            let mut buffer = ReadBuf::new(buffer);
            // Unlike `try_read` of a socket, this knows that it is empty when the buffer was not filled: no second call is
            // needed to find out.
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut buffer))?;
            let came = buffer.filled_mut();
            if came.is_empty() {
                return Poll::Ready(Ok(Read::End));
            }
            let taken = take(came);
            if taken < came.len() {
                self.keep(came[taken..].to_vec());
            }
            Poll::Ready(Ok(Read::Bytes))
        })
    }

    /// Bytes that came and wait to be looked at, and those before them.
    pub(super) fn kept_bytes(&self) -> usize {
        self.kept.as_ref().map_or(0, |kept| kept.bytes.len())
    }

    /// Where frames to write are appended.
    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.writing.get_or_insert_default().bytes
    }

    pub(super) fn waiting_bytes(&self) -> usize {
        self.writing.as_ref().map_or(0, |writing| writing.left())
    }

    /// Writes what waits. Ready when nothing waits any more; the memory is given back then.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(writing) = &mut self.writing else {
            return Poll::Ready(Ok(()));
        };
        while writing.left() > 0 {
            let bytes = &writing.bytes[writing.done..];
            match ready!(Pin::new(&mut self.socket).poll_write(context, bytes))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                length => writing.done += length,
            }
        }
        self.writing = None;
        Poll::Ready(Ok(()))
    }

    /// Says that nothing more will be written; reading what the peer still sends keeps its last words from being
    /// reset away.
    pub(super) fn poll_shut_down_writing(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // A socket that is gone already needs no goodbye.
        Pin::new(&mut self.socket).poll_shutdown(context).map(drop)
    }
}
