//! The WebSocket transport: the upgrade, and how frames lie in messages (RFC 6455).

mod framing;
mod upgrade;

#[cfg(test)]
pub(crate) use framing::WebSocketFraming;
pub(crate) use upgrade::connect;
