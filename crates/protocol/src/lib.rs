//! The wire: frames in both formats, the WebSocket codec and the session state machines of both sides.
//!
//! Bytes and values only: nothing here opens a socket or reads a clock. Times are parameters in milliseconds,
//! random numbers too, so that whole conversations between machines run in virtual time in the tests.
//!
//! | module | turns |
//! | --- | --- |
//! | [`wire`] | generated types, exactly the `.proto` files |
//! | [`frame`] | bytes into [`wire::Frame`]s and those into checked [`frame::Request`]s |
//! | [`error_table`] | error codes into names, HTTP statuses, close codes and sentences |
//! | [`websocket`] | bytes of a socket into messages (RFC 6455) and back |
//! | [`delimited`] | bytes of a plain stream into frames, each behind its length, and back |
//! | [`session`] | frames and ticks into what a server (or a client) has to do |

pub mod delimited;
pub mod error_table;
pub mod frame;
mod generated;
mod input;
mod secrets;
pub mod session;
mod table;
pub mod websocket;

/// The types of `proto/`. Those of what a message says are of the content crate, which makes and reads them.
pub mod wire {
    pub use crate::generated::types::*;
    pub use skein_content::wire::*;
}
pub use input::Input;
