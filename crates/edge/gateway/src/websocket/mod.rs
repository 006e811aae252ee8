//! The WebSocket transport: the upgrade, and one task per connection.

mod connection;
mod sends;
mod stream;
mod upgrade;

pub use upgrade::connect;
