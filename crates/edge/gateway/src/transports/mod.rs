//! The transports: a folder each, which knows bytes. What a session does is in `session`, once for all of them.

pub(crate) mod long_poll;
pub(crate) mod tcp;
pub(crate) mod websocket;
