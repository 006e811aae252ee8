//! A session over any connection: the driver, which is written once, and what belongs to a session whatever carries it.
//!
//! | module | does |
//! | --- | --- |
//! | `connection` | drives one connection through its stages: hello, open, last words |
//! | `framing` | what a transport has to know, and all it has to know |
//! | `stream` | the socket under a connection: one read buffer a thread, one write for all that waits |
//! | `hearing`, `sends`, `answers` | bytes into actions; sends in their order; other requests side by side |
//! | `outbox` | what waits for one session, bounded, and why it has to end |
//! | `following` | what a session has to do about what waited in its outbox |
//! | `handle` | what the rest of the node knows of a session |
//! | `wheel` | one timer for all heartbeats |
//! | `resumable` | sessions whose connection went a moment ago |
//! | `strangers` | what is held for clients that have not shown who they are |

mod answers;
mod connection;
mod following;
mod framing;
mod handle;
mod hearing;
mod outbox;
mod resumable;
mod sends;
mod strangers;
mod stream;
#[cfg(test)]
mod testing;
mod wheel;

pub(crate) use connection::{Connection, Opened};
pub(crate) use following::follow;
pub(crate) use framing::{Framing, Heard, Over};
pub(crate) use handle::{SessionHandle, SessionIdentity};
pub(crate) use outbox::{End, Subject, Waiting};
pub(crate) use resumable::Resumable;
pub(crate) use strangers::Strangers;
pub(crate) use stream::Stream;
pub(crate) use wheel::Wheel;
