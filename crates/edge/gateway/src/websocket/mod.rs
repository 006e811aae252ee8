//! The WebSocket transport: the upgrade, and one task per connection.

mod answers;
mod connection;
mod hearing;
mod sends;
mod stream;
mod upgrade;

pub(crate) use upgrade::connect;
