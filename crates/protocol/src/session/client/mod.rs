//! The client's side of a session: connects, resumes, sends exactly once, shows every message exactly once and in order.
//!
//! [`ClientSession`] is driven by whoever owns the socket: feed it what happens, carry out every [`Output`], and call
//! [`ClientSession::on_deadline`] when [`ClientSession::next_deadline_ms`] has come.

mod config;
mod cursor;
mod deadlines;
mod inbound;
mod jitter;
mod machine;
mod outbox;
mod sync;

pub use config::{ClientConfig, StartAt};
pub use machine::{ClientSession, CloseCause, ConnectionState, Event, Output};
pub use outbox::OutboxFull;
