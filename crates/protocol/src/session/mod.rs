//! Sessions as state machines: no socket, no clock, no randomness of their own.
//!
//! [`ServerSession`] is the same for every transport: the transport decodes frames and feeds them in, carries out
//! the [`Action`] it gets back, and asks for the next deadline. [`client`] holds the other side.

mod admission;
pub mod client;
mod config;
mod outstanding;
mod server;

pub use admission::Slot;
pub use config::{Rate, SessionConfig};
pub use outstanding::OutstandingPushes;
pub use server::{Accepted, Action, CLOSE_SERVICE_RESTART, Closing, ServerSession, SessionState};
