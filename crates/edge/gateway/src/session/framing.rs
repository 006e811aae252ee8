//! What a transport tells the driver of a session: how frames lie in the bytes of a connection.

use std::borrow::Cow;

use skein_protocol::Input;
use skein_protocol::session::Closing;
use skein_protocol::wire::ErrorCode;

use crate::encoded::Encoding;

/// The bytes of one kind of connection. Everything else about a session is written once, in the driver.
///
/// An implementation owns what a read cut off and nothing more: no socket, no timer, no knowledge of what frames mean.
pub(crate) trait Framing: Send + Unpin + 'static {
    /// The label of figures.
    const TRANSPORT: &'static str;

    /// How frames for this connection are written.
    fn encoding(&self) -> Encoding;

    /// The next thing in the bytes that came; `None` when nothing whole is left, and then nothing in them is needed any
    /// more. What the transport itself has to answer, below the frames, goes to `answers`.
    fn next<'e>(&'e mut self, input: &'e mut Input<'_>, answers: &mut Vec<u8>)
    -> Option<Heard<'e>>;

    /// Bytes on the heap for what is not whole yet.
    fn heap_bytes(&self) -> usize;

    /// Asks the peer for a sign of life.
    fn append_ping(&self, now_ms: i64, out: &mut Vec<u8>);

    /// What follows the last frame.
    fn append_goodbye(&self, closing: &Closing, out: &mut Vec<u8>);

    /// The peer has shown who it is: it may say more at once than a stranger.
    fn let_in(&mut self) {}

    /// A token that came beside the frames, before them. Taken once.
    fn take_token(&mut self) -> Option<Box<str>> {
        None
    }
}

/// What came.
#[derive(Debug)]
pub(crate) enum Heard<'e> {
    /// The bytes of a whole frame.
    Frame(&'e [u8]),
    /// The peer lives, and says nothing else by that.
    SignOfLife,
    Over(Over),
}

/// Why nothing more is listened to.
#[derive(Debug)]
pub(crate) enum Over {
    /// The peer said goodbye, or what it sends is not of this transport: closed by this code, without a word of the session.
    Closed { code: u16, reason: &'static str },
    /// What the table of errors has a name for is told by that name.
    Refused {
        code: ErrorCode,
        detail: Cow<'static, str>,
    },
}
